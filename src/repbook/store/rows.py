"""Writing single rows in plain SQL, each with a uid of its own."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from itertools import product
from typing import Any


def uid() -> str:
    """A name for a row that no other row of any book has: 80 random bits in hex."""
    return os.urandom(10).hex()


def uids() -> Iterator[str]:
    """Many uids for one long write: one random stem and a count, so that their index grows at its end."""
    parts = [f"{number:03x}" for number in range(16**3)]
    return map("".join, product((os.urandom(8).hex(),), parts, parts))


def insert(db: sqlite3.Connection, table: str, **values: Any) -> int:
    """Insert a row, giving it a uid, and return its id. `table` and the column names are ours, never typed by a user."""
    values = {"uid": uid(), **values}
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join("?" * len(values))
    return db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values())).lastrowid or 0
