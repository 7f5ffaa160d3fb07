"""What a customer still waits for: promises of mine and complaints not solved, which nobody leaves behind unawares."""

from __future__ import annotations

import sqlite3

from repbook.errors import Refused
from repbook.store import complaints, promises


def nothing_owed(db: sqlite3.Connection, customer: int, name: str) -> None:
    """Refused while a promise of mine or an unsolved complaint of that customer stands."""
    what = owed(db, customer)
    if what:
        raise Refused("still_owed", name=name, what=what)


def owed(db: sqlite3.Connection, customer: int) -> str:
    """The numbers and texts of what a customer still waits for, "" for nothing."""
    mine = [(one.id, one.text) for one in promises.listing(db, customer) if not one.theirs]
    wrong = [(one.id, one.text) for one in complaints.listing(db, customer) if one.reached("solved") is None]
    return ", ".join(f"#{number} {text}" for number, text in sorted(mine + wrong))
