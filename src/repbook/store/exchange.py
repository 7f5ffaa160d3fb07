"""The whole book out and in: its rows for `export all`, and the rows of such a document put into an empty book."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import groupby
from json import loads
from typing import Any

from repbook import values
from repbook.errors import BadInput, Refused
from repbook.exchange.document import Column, Document, Row, check
from repbook.exchange.document import lines as lines_of
from repbook.migrations import JOURNALED, VERSION, migrate
from repbook.store import policy, undo
from repbook.store.rows import uid
from repbook.terms import Policy

IMPORTED = "document_imported"
"""The key of the step that puts a document in; its params hold the document's highest ids."""

_GIVEN_OUT = """
SELECT row_table, max(high) FROM change WHERE step_id > ? AND step_id IN (SELECT id FROM step WHERE undone = 0) GROUP BY row_table
"""
_BEGUN = "SELECT id, params FROM step WHERE key IN (?, ?, ?) AND undone = 0 ORDER BY id DESC LIMIT 1"
_BEGINNING = ("policy", "setting")  # what a new book has rows in
_SERIES = ("occasion", "promise", "complaint", "alert")
_DECIMALS = {
    ("orders", "quantity"): values.quantity, ("stock", "quantity"): values.quantity, ("stock", "reorder_at"): values.quantity,
    ("spacing", "factor"): values.factor,
}  # fmt: skip


def columns(schema: int = VERSION) -> dict[str, list[str]]:
    """The tables of a schema that hold what a user can change, each with its columns in their order."""
    found: dict[str, list[str]] = {}
    for version in JOURNALED[:schema]:
        for table, names in version.items():
            found[table] = names.split()
    return found


def read(db: sqlite3.Connection) -> Document:
    """The book as it is."""
    return Document(VERSION, highest(db), {table: list(_rows(db, table, names)) for table, names in columns().items()})


def lines(db: sqlite3.Connection) -> Iterator[str]:
    """The text of the book as it is, line by line, while it is read."""
    return lines_of(VERSION, highest(db), ((table, _rows(db, table, names)) for table, names in columns().items()))


def _rows(db: sqlite3.Connection, table: str, names: Sequence[str]) -> Iterator[Row]:
    quoted = ", ".join(f'"{name}"' for name in names)
    return (dict(zip(names, row, strict=True)) for row in db.execute(f"SELECT {quoted} FROM {table} ORDER BY id"))


def highest(db: sqlite3.Connection) -> dict[str, int]:
    """The highest id that a row has or had, as far as steps that stand made it: undo takes the ids back with the rows.

    A document that was taken in brought what had been before it, and forgetting somebody kept it.
    """
    first, before = 0, {}
    begun = db.execute(_BEGUN, (IMPORTED, *undo.FINAL)).fetchone()
    if begun is not None:
        first, before = begun[0], loads(begun[1]).get("highest", {})
    since = dict(db.execute(_GIVEN_OUT, (first,)).fetchall())
    now = dict(db.execute(" UNION ALL ".join(f"SELECT '{table}', coalesce(max(id), 0) FROM {table}" for table in columns())))
    return {table: max(high, before.get(table, 0), since.get(table, 0)) for table, high in now.items()}


def is_empty(db: sqlite3.Connection) -> bool:
    """Whether the book holds nothing but what a new one begins with."""
    others = (table for table in columns() if table not in _BEGINNING)
    return policy.read(db) == Policy() and not any(db.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in others)


# ---- a document looked through ----------------------------------------------------------------------------


def checked(document: Document, file: str) -> Document:
    """The document as this version's tables have it, every row tried in tables of its own; Refused where one is wrong."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        migrate(db, 0, document.schema)
        check(document, {table: _sorts(db, table, names) for table, names in columns(document.schema).items()}, file)
        for table, rows in document.tables.items():
            _try(db, table, rows, file)
        _hang_together(db, file)
        migrate(db, document.schema)
        tables = {table: list(_rows(db, table, names)) for table, names in columns().items()}
    known = document.highest
    highest = {table: max(known.get(table, 0), rows[-1]["id"] if rows else 0) for table, rows in tables.items()}
    return Document(VERSION, highest, tables)


def _sorts(db: sqlite3.Connection, table: str, names: Sequence[str]) -> dict[str, Column]:
    """What each column takes."""
    rows = db.execute('SELECT name, type, "notnull" FROM pragma_table_info(?)', (table,))
    known = {name: Column(sort != "INTEGER", not needed) for name, sort, needed in rows}
    return {name: known[name] for name in names}


def _try(db: sqlite3.Connection, table: str, rows: Sequence[Row], file: str) -> None:
    """Put rows into a table; Refused for the first that it does not take."""
    number = 0
    try:
        for row in rows:
            number = row["id"]
            for name, cell in row.items():
                if cell is not None and (table, name) in _DECIMALS:
                    _DECIMALS[table, name](cell)
            _insert(db, table, row)
    except (sqlite3.IntegrityError, BadInput):
        raise _wrong(file, table, number) from None


def _hang_together(db: sqlite3.Connection, file: str) -> None:
    """Refused when a row refers to one that is not there, or an id of the one series is there twice."""
    lost = db.execute("PRAGMA foreign_key_check").fetchone()
    if lost is not None:
        raise _wrong(file, lost[0], lost[1])
    seen: set[int] = set()
    for table in _SERIES:
        for (number,) in db.execute(f"SELECT id FROM {table}") if table in _tables(db) else ():
            if number in seen:
                raise _wrong(file, table, number)
            seen.add(number)


def _tables(db: sqlite3.Connection) -> set[str]:
    return {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _wrong(file: str, table: str, number: int) -> Refused:
    return Refused("document_place", file=os.path.basename(file) or file, place=f"{table}, #{number}")


def _insert(db: sqlite3.Connection, table: str, row: Row) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    db.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))


# ---- a document put in ------------------------------------------------------------------------------------


def put(db: sqlite3.Connection, document: Document) -> None:
    """Fill an empty book with a checked document inside the step under way, ids, uids and all."""
    db.execute("PRAGMA defer_foreign_keys = ON")
    for table, rows in document.tables.items():
        used = db.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()[0]
        here = {number for (number,) in db.execute(f"SELECT id FROM {table}")}
        if here:
            _replace(db, table, here, rows)
        new = [row for row in rows if row["id"] not in here]
        for row in new:
            _insert(db, table, row)
        for low, high in _runs(row["id"] for row in new if row["id"] <= used):
            undo.note_new(db, table, low, high)
        db.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        db.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, max(used, document.highest[table])))


def _replace(db: sqlite3.Connection, table: str, here: set[int], rows: Sequence[Row]) -> None:
    """Give the rows that a new book begins with the values of the document's rows of the same ids, and drop the others."""
    wanted = {row["id"]: row for row in rows}
    stem = uid()
    db.execute(f'UPDATE {table} SET uid = ? || id, "key" = ? || id', (stem, stem))  # so that none is in another's way
    for number in sorted(here):
        if number not in wanted:
            db.execute(f"DELETE FROM {table} WHERE id = ?", (number,))
            continue
        names = ", ".join(f'"{name}" = ?' for name in wanted[number])
        db.execute(f"UPDATE {table} SET {names} WHERE id = ?", (*wanted[number].values(), number))


def _runs(numbers: Iterator[int]) -> Iterator[tuple[int, int]]:
    """Ascending numbers as runs without gaps, first and last."""
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        found = [number for _, number in run]
        yield found[0], found[-1]


def sizes(document: Document) -> dict[str, int]:
    """How many rows each table of a document has, those with none left out."""
    return {table: len(rows) for table, rows in document.tables.items() if rows}


def params(document: Document) -> dict[str, Any]:
    """What the step that puts a document in has to remember of it."""
    return {"highest": document.highest}
