"""Touches and the orders that come with them: plain inserts for `log`, plain reads for `history` and `why`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from repbook.errors import NotFound
from repbook.store.rows import insert
from repbook.terms import Day, iso


def still_there(db: sqlite3.Connection, customer: int, people: Sequence[int]) -> None:
    """NotFound where a customer, or a contact of theirs, has gone since it was looked up, merged or forgotten while a note was typed."""
    marks = ", ".join("?" * len(people))
    sql = f"SELECT (SELECT count(*) FROM customer WHERE id = ?), (SELECT count(*) FROM contact WHERE customer_id = ? AND id IN ({marks}))"
    here, known = db.execute(sql, (customer, customer, *people)).fetchone()
    if not here:
        raise NotFound("no_customer_id", typed=f"#{customer}")
    if known < len(people):
        raise NotFound("gone_meanwhile")


def add(db: sqlite3.Connection, customer: int, day: Day, contacts: Iterable[int] = (), **values: Any) -> int:
    """Write a touch down, with whom it was, and return its id. `values` are the other columns of the table."""
    row = {
        "outcome": "done", "purpose": "", "mood": "", "minutes": None, "incoming": 0, "mass": 0,
        "meant_for": "", "gift": "", "cost": None, "origin": "", "note": "", **values,
    }  # fmt: skip
    number = insert(db, "touch", customer_id=customer, on_day=iso(day), **row)
    for contact in dict.fromkeys(contacts):
        insert(db, "touch_contact", touch_id=number, contact_id=contact)
    return number


def add_order(db: sqlite3.Connection, customer: int, day: Day, amount: int, product: str = "", quantity: str | None = None) -> int:
    """Write an order down and return its id; `amount` in fen."""
    return insert(
        db,
        "orders",
        customer_id=customer,
        on_day=iso(day),
        amount=amount,
        product=product,
        quantity=quantity,
        margin=None,
        service_every=None,
    )


HISTORY = """
SELECT t.id, t.on_day, c.name, t.kind,
  (SELECT group_concat(p.name, '、') FROM touch_contact x JOIN contact p ON p.id = x.contact_id WHERE x.touch_id = t.id),
  t.outcome, t.purpose, t.mood, t.minutes, t.incoming, t.mass, t.meant_for, t.gift, t.cost, t.origin, t.note
FROM touch t JOIN customer c ON c.id = t.customer_id
WHERE t.on_day BETWEEN :since AND :until AND (:kind IS NULL OR t.kind = :kind)
"""

_NEWEST_FIRST = " ORDER BY t.on_day DESC, t.id DESC LIMIT :limit"
_OF_CUSTOMER = " AND t.customer_id = :customer"


def history(
    db: sqlite3.Connection, customer: int | None, since: str, until: str, kind: str | None = None, limit: int = -1
) -> list[Sequence[Any]]:
    """What happened, newest first: id, day (ISO), customer, kind, contacts and the rest of the touch."""
    values = {"customer": customer, "since": since, "until": until, "kind": kind, "limit": limit}
    return db.execute(HISTORY + (_OF_CUSTOMER if customer is not None else "") + _NEWEST_FIRST, values).fetchall()


def notes(db: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, str]:
    """The notes of some touches by their ids."""
    found: dict[int, str] = {}
    for number in numbers:
        row = db.execute("SELECT note FROM touch WHERE id = ?", (number,)).fetchone()
        if row and row[0]:
            found[number] = row[0]
    return found
