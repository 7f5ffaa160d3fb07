"""Numbered, append-only migrations: plain SQL that brings a book from any older schema to this one.

Each runs inside one transaction of the caller together with the new `user_version`, so that a book is always of
one whole version. They never import the models: a test shows that both say the same.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping

from repbook.migrations import m001_first, m002_nouns, m003_checksums, m004_recent

MIGRATIONS: tuple[str, ...] = (m001_first.SQL, m002_nouns.SQL, m003_checksums.SQL, m004_recent.SQL)
"""The SQL of each schema version; version n is MIGRATIONS[n - 1]."""

JOURNALED: tuple[Mapping[str, str], ...] = (
    m001_first.JOURNALED,
    m002_nouns.JOURNALED,
    m003_checksums.JOURNALED,
    m004_recent.JOURNALED,
)
"""For each version the journaled tables whose columns it sets (new or changed ones only)."""

VERSION = len(MIGRATIONS)

LAST_WITH_TRIGGERS = 3
"""The last version whose books have the journal's triggers in the file."""


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one (`executescript` would commit first)."""
    part = ""
    for line in script.splitlines(keepends=True):
        part += line
        if sqlite3.complete_statement(part):
            yield part.strip()
            part = ""
    if part.strip():
        raise ValueError(f"unfinished statement: {part.strip()[:60]}")


def journal_triggers(table: str, columns: Iterable[str]) -> list[str]:
    """The triggers that books up to LAST_WITH_TRIGGERS have: they write old and new values of a changed or deleted row into the journal.

    New rows need none: a step knows them by their ids, which only grow.
    """
    names = list(columns)
    old, new = _json("OLD", names), _json("NEW", names)
    into = "INSERT INTO change (step_id, row_table, low, high, before, after) VALUES ((SELECT max(id) FROM step)"
    return [
        f"DROP TRIGGER IF EXISTS {table}_changed",
        f"DROP TRIGGER IF EXISTS {table}_deleted",
        f"CREATE TRIGGER {table}_changed AFTER UPDATE ON {table} BEGIN {into}, '{table}', OLD.id, OLD.id, {old}, {new}); END",
        f"CREATE TRIGGER {table}_deleted AFTER DELETE ON {table} BEGIN {into}, '{table}', OLD.id, OLD.id, {old}, NULL); END",
    ]


def _json(row: str, columns: Iterable[str]) -> str:
    """SQL that writes a row's columns as JSON text (read it with strict=False: line breaks stand as they are).

    SQLite's own JSON functions may not be called from a schema that is not trusted.
    """
    return "'{' || " + " || ',' || ".join(_member(name, f'{row}."{name}"') for name in columns) + " || '}'"


def _member(name: str, cell: str) -> str:
    escaped = f"replace(replace({cell}, '\\', '\\\\'), '\"', '\\\"')"
    value = f"CASE typeof({cell}) WHEN 'text' THEN '\"' || {escaped} || '\"' WHEN 'null' THEN 'null' ELSE {cell} END"
    return f"'\"{name}\":' || {value}"


def journaled_columns() -> dict[str, list[str]]:
    """The columns of the tables that undo covers, in the order in which rows refer to each other (referred-to first)."""
    return {table: columns.split() for version in JOURNALED for table, columns in version.items()}


def journaled_tables() -> list[str]:
    """Those tables alone."""
    return list(journaled_columns())


def migrate(db: sqlite3.Connection, version: int, to: int = VERSION) -> None:
    """Bring an open transaction's book from `version` to VERSION, or to an older one; the caller commits."""
    for number in range(version, to):
        for statement in statements(MIGRATIONS[number]):
            db.execute(statement)
        for table, columns in JOURNALED[number].items() if to <= LAST_WITH_TRIGGERS else ():
            for statement in journal_triggers(table, columns.split()):
                db.execute(statement)
    db.execute(f"PRAGMA user_version = {to:d}")
