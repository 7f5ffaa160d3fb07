"""The one series of ids that occasions, promises, complaints and alerts share."""

from __future__ import annotations

import sqlite3
from typing import Any

from repbook.store.rows import insert

NOUNS = ("occasion", "promise", "complaint", "alert")


def next_id(db: sqlite3.Connection) -> int:
    """The next `#id` of the series: one more than any of its tables ever gave out, also to rows since undone."""
    names = ", ".join(f"'{noun}'" for noun in NOUNS)
    (top,) = db.execute(f"SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name IN ({names})").fetchone()
    return int(top) + 1


def add(db: sqlite3.Connection, noun: str, **values: Any) -> int:
    """Insert a row of one of these nouns under the next id of the series, and return it."""
    return insert(db, noun, id=next_id(db), **values)
