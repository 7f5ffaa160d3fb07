"""Occasions: the dates that matter to a customer or to one of its people."""

from __future__ import annotations

import sqlite3
from typing import Any, NamedTuple

from repbook.store import series
from repbook.terms import Day, day_of, iso


class Noted(NamedTuple):
    """An occasion as the book keeps it, with the names of its customer and contact; `lunar` is month, day, leap month."""

    id: int
    customer: str
    customer_id: int
    contact: str
    contact_id: int | None
    kind: str
    day: Day
    yearly: bool
    lunar: tuple[int, int, bool] | None
    title: str
    learned: Day | None
    recorded: Day


OCCASIONS = """
SELECT o.id, c.name, c.id, coalesce(k.name, ''), k.id, o.kind, o.on_day, o.yearly, o.lunar_month, o.lunar_day, o.lunar_leap,
  o.title, o.learned, o.recorded
FROM occasion o JOIN customer c ON c.id = o.customer_id LEFT JOIN contact k ON k.id = o.contact_id
WHERE (:id IS NULL OR o.id = :id) AND (:customer IS NULL OR o.customer_id = :customer) ORDER BY o.on_day, o.id
"""


def add(
    db: sqlite3.Connection,
    customer: int,
    kind: str,
    day: Day,
    recorded: Day,
    *,
    contact: int | None = None,
    yearly: bool = False,
    lunar: tuple[int, int, bool] | None = None,
    title: str = "",
    learned: Day | None = None,
) -> int:
    """Write an occasion down and return its id."""
    month, of_month, leap = lunar if lunar is not None else (None, None, False)
    return series.add(db, "occasion", customer_id=customer, contact_id=contact, kind=kind, on_day=iso(day), yearly=int(yearly),
                      lunar_month=month, lunar_day=of_month, lunar_leap=int(leap), title=title,
                      learned=iso(learned) if learned is not None else None, recorded=iso(recorded))  # fmt: skip


def get(db: sqlite3.Connection, number: int) -> Noted:
    """The occasion of that id, which `series.find` has found."""
    return _noted(db.execute(OCCASIONS, {"id": number, "customer": None}).fetchone())


def listing(db: sqlite3.Connection, customer: int | None = None) -> list[Noted]:
    """All occasions by their own dates, of one customer or of all."""
    return [_noted(row) for row in db.execute(OCCASIONS, {"id": None, "customer": customer})]


def remove(db: sqlite3.Connection, number: int) -> None:
    """Take an occasion out of the book."""
    db.execute("DELETE FROM occasion WHERE id = ?", (number,))


def _noted(row: Any) -> Noted:
    number, customer, whose, contact, contact_id, kind, day, yearly, month, of_month, leap, title, learned, recorded = row
    lunar = (month, of_month, leap == 1) if month is not None else None
    return Noted(number, customer, whose, contact, contact_id, kind, day_of(day), yearly == 1, lunar, title,
                 day_of(learned) if learned else None, day_of(recorded))  # fmt: skip
