"""What a new book begins with: the policy of the rule book and a name of its own."""

from __future__ import annotations

import sqlite3

from repbook import migrations
from repbook.policy import to_rows
from repbook.store.book import Book, make
from repbook.store.rows import insert, uid
from repbook.terms import Policy


def make_book(path: str) -> bool:
    """Make a new book with the default policy; False when there is one by now."""
    return make(path, _fill)


def blank(path: str) -> Book:
    """What a new book at `path` would be, in memory: there to be read where there is none yet."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    migrations.migrate(db, 0)
    _fill(db)
    return Book(path, db)


def _fill(db: sqlite3.Connection) -> None:
    for key, value in to_rows(Policy()).items():
        insert(db, "policy", key=key, value=value)
    insert(db, "setting", key="book", value=uid())
