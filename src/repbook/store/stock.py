"""Readings of what stands on a customer's shelf; plain SQL, as `log` writes them too."""

from __future__ import annotations

import sqlite3
from decimal import Decimal
from typing import NamedTuple

from repbook.store.rows import insert
from repbook.terms import Day, day_of, iso


class Shelf(NamedTuple):
    """A reading with the reorder level that stands for it; quantities are canonical decimal text."""

    customer: str
    customer_id: int
    product: str
    day: Day
    quantity: str
    reorder_at: str | None


STOCK = """
SELECT c.name, c.id, s.product, s.on_day, s.quantity,
  (SELECT l.reorder_at FROM stock l WHERE l.customer_id = s.customer_id AND l.product = s.product AND l.reorder_at IS NOT NULL
    AND l.on_day <= s.on_day ORDER BY l.on_day DESC, l.id DESC LIMIT 1)
FROM stock s JOIN customer c ON c.id = s.customer_id
WHERE (:customer IS NULL OR s.customer_id = :customer) AND (:every OR NOT EXISTS (
  SELECT 1 FROM stock n WHERE n.customer_id = s.customer_id AND n.product = s.product AND (n.on_day, n.id) > (s.on_day, s.id)))
ORDER BY c.name, s.product, s.on_day DESC, s.id DESC
"""


LEVEL = """
SELECT reorder_at FROM stock WHERE customer_id = ? AND product = ? AND on_day <= ? AND reorder_at IS NOT NULL
ORDER BY on_day DESC, id DESC LIMIT 1
"""


def add(db: sqlite3.Connection, customer: int, day: Day, product: str, quantity: str, reorder_at: str | None = None) -> str | None:
    """Write a reading down; the reorder level that stands for it, if one was ever given for the product."""
    insert(db, "stock", customer_id=customer, product=product, on_day=iso(day), quantity=quantity, reorder_at=reorder_at)
    row = db.execute(LEVEL, (customer, product, iso(day))).fetchone()
    return row[0] if row else None


def low(quantity: str, reorder_at: str | None) -> bool:
    """Whether a quantity is at or under a reorder level."""
    return reorder_at is not None and Decimal(quantity) <= Decimal(reorder_at)


def listing(db: sqlite3.Connection, customer: int | None = None, every: bool = False) -> list[Shelf]:
    """The newest reading of each product by customer and product, of one customer or of all; with `every` the older ones too."""
    rows = db.execute(STOCK, {"customer": customer, "every": int(every)})
    return [Shelf(name, whose, product, day_of(day), quantity, level) for name, whose, product, day, quantity, level in rows]
