"""What was given, read from the touches that a gift came with."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from repbook.terms import Day, day_of, iso


class Given(NamedTuple):
    """A gift: the touch it came with, to whom (names joined by 、), what, its cost in fen, where it is from, what it was for.

    What it was is the note where a touch of kind gift names no item.
    """

    touch: int
    day: Day
    customer: str
    customer_id: int
    contact: str
    gift: str
    cost: int | None
    origin: str
    meant_for: str
    incoming: int  # 1 for what they gave
    mass: int


GIFTS = """
SELECT t.id, t.on_day, c.name, c.id,
  coalesce((SELECT group_concat(p.name, '、') FROM touch_contact x JOIN contact p ON p.id = x.contact_id WHERE x.touch_id = t.id), ''),
  CASE WHEN t.gift = '' THEN t.note ELSE t.gift END, t.cost, t.origin, t.meant_for, t.incoming, t.mass
FROM touch t JOIN customer c ON c.id = t.customer_id
WHERE (t.kind = 'gift' OR t.gift <> '') AND t.outcome = 'done' AND (:customer IS NULL OR t.customer_id = :customer)
ORDER BY t.on_day DESC, t.id DESC
"""


def listing(db: sqlite3.Connection, customer: int | None = None) -> list[Given]:
    """Gifts that came over, newest first, of one customer or of all; theirs to me too."""
    return [Given(number, day_of(day), *rest) for number, day, *rest in db.execute(GIFTS, {"customer": customer})]


class Spent(NamedTuple):
    """What a customer's gifts cost in a year, in fen, with the tier whose ceiling it counts against."""

    customer: str
    customer_id: int
    tier: str
    year: int
    cost: int


SPENT = """
SELECT c.name, c.id, c.tier, substr(t.on_day, 1, 4) AS year, sum(t.cost)
FROM touch t JOIN customer c ON c.id = t.customer_id
WHERE t.cost > 0 AND (t.kind = 'gift' OR t.gift <> '') AND t.outcome = 'done' AND t.incoming = 0
  AND t.on_day BETWEEN :first AND :last AND (:customer IS NULL OR t.customer_id = :customer)
GROUP BY c.id, year ORDER BY year DESC, sum(t.cost) DESC, c.name
"""


def spent(db: sqlite3.Connection, first: Day, last: Day, customer: int | None = None) -> list[Spent]:
    """What my gifts cost by customer and calendar year, of one customer or of all; the latest year and the most first."""
    rows = db.execute(SPENT, {"first": iso(first), "last": iso(last), "customer": customer})
    return [Spent(name, number, tier, int(year), cost) for name, number, tier, year, cost in rows]
