"""Promises, mine and theirs: written down, kept, dropped, moved; plain SQL, as `log` writes them too."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any, NamedTuple

from repbook.errors import BadInput, Refused
from repbook.store import series
from repbook.terms import Day, day_of, iso


class Kept(NamedTuple):
    """A promise as the book keeps it, with the names of its customer and contact."""

    id: int
    customer: str
    customer_id: int
    contact: str
    contact_id: int | None
    text: str
    made: Day
    by: Day
    theirs: bool
    kept: Day | None
    dropped: Day | None

    @property
    def open(self) -> bool:
        """Whether it is neither kept nor dropped."""
        return self.kept is None and self.dropped is None


PROMISES = """
SELECT p.id, c.name, c.id, coalesce(k.name, ''), k.id, p.text, p.made, p.by_day, p.theirs, p.kept, p.dropped
FROM promise p JOIN customer c ON c.id = p.customer_id LEFT JOIN contact k ON k.id = p.contact_id
WHERE (:id IS NULL OR p.id = :id) AND (:customer IS NULL OR p.customer_id = :customer) AND (:every OR coalesce(p.kept, p.dropped) IS NULL)
ORDER BY coalesce(p.kept, p.dropped) IS NOT NULL, coalesce(p.kept, p.dropped) DESC, p.by_day, p.id
"""

SETTLE: Mapping[str, str] = {"kept": "UPDATE promise SET kept = ? WHERE id = ?", "dropped": "UPDATE promise SET dropped = ? WHERE id = ?"}


def add(db: sqlite3.Connection, customer: int, text: str, made: Day, by: Day, theirs: bool = False, contact: int | None = None) -> int:
    """Write a promise down and return its id; BadInput when it was to be kept before it was made."""
    by_the_day(made, by)
    return series.add(db, "promise", customer_id=customer, contact_id=contact, text=text, made=iso(made), by_day=iso(by),
                      theirs=int(theirs), kept=None, dropped=None)  # fmt: skip


def by_the_day(made: Day, by: Day) -> None:
    """BadInput when a promise would be due before it was made."""
    if by < made:
        raise BadInput("by_before_made", by=by, made=made)


def get(db: sqlite3.Connection, number: int) -> Kept:
    """The promise of that id, which `series.find` has found."""
    return _kept(db.execute(PROMISES, {"id": number, "customer": None, "every": 1}).fetchone())


def listing(db: sqlite3.Connection, customer: int | None = None, every: bool = False) -> list[Kept]:
    """Open promises by the day they are due, of one customer or of all; with `every` the others behind, newest first."""
    return [_kept(row) for row in db.execute(PROMISES, {"id": None, "customer": customer, "every": int(every)})]


def settle(db: sqlite3.Connection, number: int, how: str, day: Day) -> Kept:
    """A promise is `kept` or `dropped` on a day. Refused when it was settled already, or was not made yet on that day."""
    one = get(db, number)
    _still_open(one)
    if day < one.made:
        raise Refused("promise_not_made_yet", text=one.text, day=day, made=one.made)
    db.execute(SETTLE[how], (iso(day), number))
    return one


def move(db: sqlite3.Connection, number: int, by: Day) -> Kept:
    """Give an open promise another day; as it was before. BadInput for a day before it was made."""
    one = get(db, number)
    _still_open(one)
    by_the_day(one.made, by)
    if by != one.by:
        db.execute("UPDATE promise SET by_day = ? WHERE id = ?", (iso(by), number))
    return one


def _still_open(one: Kept) -> None:
    if not one.open:
        how, day = ("kept", one.kept) if one.kept is not None else ("dropped", one.dropped)
        raise Refused(f"promise_{how}_already", id=one.id, text=one.text, day=day)


def _kept(row: Any) -> Kept:
    number, customer, customer_id, contact, contact_id, text, made, by, theirs, kept, dropped = row
    ends = (day_of(kept) if kept else None, day_of(dropped) if dropped else None)
    return Kept(number, customer, customer_id, contact, contact_id, text, day_of(made), day_of(by), theirs == 1, *ends)
