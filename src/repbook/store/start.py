"""What a new book begins with: the policy of the rule book and a name of its own."""

from __future__ import annotations

import sqlite3

from repbook.policy import to_rows
from repbook.store.book import make
from repbook.store.rows import insert, uid
from repbook.terms import Policy


def make_book(path: str) -> bool:
    """Make a new book with the default policy; False when there is one by now."""
    return make(path, _fill)


def _fill(db: sqlite3.Connection) -> None:
    for key, value in to_rows(Policy()).items():
        insert(db, "policy", key=key, value=value)
    insert(db, "setting", key="book", value=uid())
