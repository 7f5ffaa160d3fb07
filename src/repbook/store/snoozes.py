"""Snoozes: one rule of a customer, or its whole line, put off until a day."""

from __future__ import annotations

import sqlite3

from repbook.store.rows import insert
from repbook.terms import Day, Snooze, day_of, iso

IN_FORCE = """
SELECT rule, set_on, until, because FROM snooze WHERE customer_id = ? AND rule = ? AND set_on <= ? ORDER BY set_on DESC, id DESC LIMIT 1
"""


def in_force(db: sqlite3.Connection, customer: int, rule: str, day: Day) -> Snooze | None:
    """The snooze of a rule, or with an empty one of the whole line, that is in force on a day."""
    row = db.execute(IN_FORCE, (customer, rule, iso(day))).fetchone()
    if row is None or row[2] <= iso(day):
        return None
    return Snooze(row[0], day_of(row[1]), day_of(row[2]), row[3])


def put_off(db: sqlite3.Connection, customer: int, new: Snooze) -> bool:
    """A snooze that takes the place of the one before; until the day it is set it ends that one. False when it is so already."""
    old = in_force(db, customer, new.rule, new.set_on)
    if old is None if new.until == new.set_on else old is not None and (old.until, old.because) == (new.until, new.because):
        return False
    insert(db, "snooze", customer_id=customer, rule=new.rule, set_on=iso(new.set_on), until=iso(new.until), because=new.because)
    return True
