"""Which columns refer to rows of which tables, as the tables themselves say."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from repbook.migrations import journaled_tables


class Reference(NamedTuple):
    """A column of a table that holds ids of another table, or of its own."""

    table: str
    column: str
    parent: str


def references(db: sqlite3.Connection, parent: str | None = None) -> list[Reference]:
    """Every such column, or those that refer to one table, tables in the order of `journaled_tables`."""
    found = []
    for table in journaled_tables():
        rows = db.execute('SELECT "from", "table" FROM pragma_foreign_key_list(?) ORDER BY id DESC', (table,))
        found += [Reference(table, column, to) for column, to in rows if parent in (None, to)]
    return found
