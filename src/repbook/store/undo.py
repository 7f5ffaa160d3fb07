"""The journal: what each step changed, and taking it back or putting it back exactly.

Triggers write the old and new values of every changed or deleted row into `change`. They are the connection's own and made when
it begins a step, so that commands which only read have no part of them. New rows are known by their
ids, which only grow: a step notes the highest id of each table when it begins, so inserting costs nothing and an
import of 100,000 rows is as undoable as one line. The values of new rows are kept when they are taken back.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from repbook.errors import Refused
from repbook.migrations import LAST_WITH_TRIGGERS, journaled_columns, journaled_tables
from repbook.store import noted, sums

FINAL = ("customer_forgotten", "contact_forgotten")
"""The keys of steps that cannot be taken back; what was before one is not remembered any more."""


class StepWords(NamedTuple):
    """A step in words to be: its number, when (UTC, ISO), a key and its values, and whether it is undone."""

    id: int
    at: str
    key: str
    params: dict[str, Any]
    undone: bool


class Journal:
    """The step under way: made by `begin`, closed by `finish` before the commit."""

    def __init__(self, db: sqlite3.Connection, step_id: int, ledger: sums.Ledger) -> None:
        self.db, self.step_id, self.ledger = db, step_id, ledger

    def finish(self, params: dict[str, Any]) -> None:
        """Note the rows that are new; a step that changed nothing is forgotten, any other ends redo."""
        used = self.ledger.used
        new = [(self.step_id, table, used.get(table, 0) + 1, high) for table, high in _tops(self.db).items() if high > used.get(table, 0)]
        (seen,) = self.db.execute("SELECT EXISTS (SELECT 1 FROM change WHERE step_id = ?)", (self.step_id,)).fetchone()
        if new or seen:
            self._keep(new, params)
            self.ledger.journaled(self.step_id)
        else:
            self.db.execute("DELETE FROM step WHERE id = ?", (self.step_id,))
        self.ledger.settle()

    def _keep(self, new: list[tuple[int, str, int, int]], params: dict[str, Any]) -> None:
        self.db.executemany("INSERT INTO change (step_id, row_table, low, high) VALUES (?, ?, ?, ?)", new)
        undone = [number for (number,) in self.db.execute("SELECT id FROM step WHERE undone = 1")]
        if undone:
            self._end_redo(undone)
        words = (
            json.dumps(params, ensure_ascii=False).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        )  # a file may be named by any bytes
        self.db.execute("UPDATE step SET params = ? WHERE id = ?", (words, self.step_id))

    def _end_redo(self, undone: list[int]) -> None:
        lines = self.db.execute("SELECT id FROM change WHERE step_id IN (SELECT id FROM step WHERE undone = 1)")
        self.ledger.drop("change", [number for (number,) in lines])
        self.ledger.drop("step", undone)
        self.db.execute("DELETE FROM change WHERE step_id IN (SELECT id FROM step WHERE undone = 1)")
        self.db.execute("DELETE FROM step WHERE undone = 1")


def begin(db: sqlite3.Connection, key: str) -> Journal:
    """Start a step inside an open transaction."""
    _listen(db)
    ledger = sums.Ledger(db)
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    cursor = db.execute("INSERT INTO step (at, key, params, undone) VALUES (?, ?, '{}', 0)", (now, key))
    return Journal(db, cursor.lastrowid or 0, ledger)


def _listen(db: sqlite3.Connection) -> None:
    """Have every row that is changed or deleted on this connection written into the journal; an old book does so by itself."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version <= LAST_WITH_TRIGGERS or db.execute("SELECT 1 FROM sqlite_temp_master WHERE type = 'trigger'").fetchone():
        return
    columns = journaled_columns()
    whole = isinstance(db, sqlite3.Connection)  # SQLCipher's driver cuts a text at a NUL and takes one that is none for nothing
    cell = '{0}."{1}"' if whole else '{0}."{1}", CAST({0}."{1}" AS BLOB)'

    def noted_row(table: str, *cells: Any) -> str:
        row = cells if whole else map(_as_it_is, cells[::2], cells[1::2])
        return noted.text(dict(zip(columns[table], row, strict=True)))

    db.create_function("noted_row", -1, noted_row)
    for table, names in columns.items():
        old, new = (f"noted_row('{table}', {', '.join(cell.format(row, name) for name in names)})" for row in ("OLD", "NEW"))
        for event, after in (("UPDATE", new), ("DELETE", "NULL")):
            db.execute(
                f"CREATE TEMP TRIGGER {table}_{event} AFTER {event} ON {table} BEGIN INSERT INTO change"
                f" VALUES (NULL, (SELECT max(id) FROM step), '{table}', OLD.id, OLD.id, {old}, {after}); END"
            )


def _as_it_is(value: Any, data: bytes | None) -> Any:
    """A value, where it is a text by its bytes."""
    return data.decode() if data is not None and (value is None or isinstance(value, str)) else value


def note_new(db: sqlite3.Connection, table: str, low: int, high: int) -> None:
    """Tell the step under way of new rows whose ids are not higher than all that were given out before it."""
    db.execute("INSERT INTO change (step_id, row_table, low, high) VALUES ((SELECT max(id) FROM step), ?, ?, ?)", (table, low, high))


def _tops(db: sqlite3.Connection) -> dict[str, int]:
    """The highest id that each journaled table ever gave out, also to rows that are gone."""
    used = sums.given_out(db)
    return {table: used.get(table, 0) for table in journaled_tables()}


def _last_change(db: sqlite3.Connection) -> int:
    """The newest line of the journal, before rows are put back; the connection checks references at the end."""
    db.execute("PRAGMA defer_foreign_keys = ON")
    (top,) = db.execute("SELECT coalesce(max(id), 0) FROM change").fetchone()
    return int(top)


class New(NamedTuple):
    """New rows of a step: the line of the journal, their table and ids, and their values where they were taken back."""

    line: int
    table: str
    low: int
    high: int
    values: str | None

    def holds(self, row_id: int) -> bool:
        """Whether the row of that id is one of them."""
        return self.low <= row_id <= self.high


class Edit(NamedTuple):
    """An older row that a step changed: its values before and after it, None where there was no row."""

    table: str
    row_id: int
    before: str
    after: str | None


def changes(db: sqlite3.Connection, step: StepWords) -> tuple[list[New], list[Edit]]:
    """What a step did, in its order. What it did to its own new rows is left out: they come and go as they were at its end.

    DatabaseError when what the journal says of it is not as it was written.
    """
    rows = db.execute("SELECT * FROM change WHERE step_id = ? ORDER BY id", (step.id,)).fetchall()
    sums.trust(db, "change", rows)
    sums.trust(db, "step", db.execute("SELECT * FROM step WHERE id = ?", (step.id,)))
    new = [New(line, table, low, high, after) for line, _, table, low, high, before, after in rows if before is None]
    edits = [Edit(table, low, before, after) for _, _, table, low, _, before, after in rows if before is not None]
    made: dict[str, list[New]] = {}
    for one in new:
        made.setdefault(one.table, []).append(one)
    return new, [edit for edit in edits if not any(one.holds(edit.row_id) for one in made.get(edit.table, ()))]


def steps(db: sqlite3.Connection, limit: int | None = None) -> list[StepWords]:
    """The steps of the book, newest first."""
    rows = db.execute("SELECT id, at, key, params, undone FROM step ORDER BY id DESC LIMIT ?", (-1 if limit is None else limit,))
    return [StepWords(number, at, key, json.loads(params), bool(undone)) for number, at, key, params, undone in rows]


def undo(db: sqlite3.Connection) -> StepWords:
    """Take back the last step that stands; Refused when there is none, or when it is one for good."""
    step = _find(db, "SELECT id, at, key, params FROM step WHERE undone = 0 ORDER BY id DESC LIMIT 1", "nothing_to_undo")
    if step.key in FINAL:
        raise Refused("undo_final", at=step.at)
    mark, (new, edits) = _last_change(db), changes(db, step)
    with _counted(db, step, new, edits):
        for made in reversed(new):  # first: an older row may take back a name that a new one has
            db.execute("UPDATE change SET after = ? WHERE id = ?", (_keep(db, made.table, made.low, made.high), made.line))
            db.execute(f"DELETE FROM {made.table} WHERE id BETWEEN ? AND ?", (made.low, made.high))
        for edit in reversed(edits):
            put(db, edit.table, edit.row_id, edit.before, edit.after)
        return _close(db, step, mark, 1)


def redo(db: sqlite3.Connection) -> StepWords:
    """Put back the step that was taken back last; Refused when there is none."""
    step = _find(db, "SELECT id, at, key, params FROM step WHERE undone = 1 ORDER BY id LIMIT 1", "nothing_to_redo")
    mark, (new, edits) = _last_change(db), changes(db, step)
    with _counted(db, step, new, edits):
        for edit in edits:
            put(db, edit.table, edit.row_id, edit.after, edit.before)
        for made in new:
            _restore(db, made.table, values(made.values or "[]"))
        return _close(db, step, mark, 0)


@contextmanager
def _counted(db: sqlite3.Connection, step: StepWords, new: list[New], edits: list[Edit]) -> Iterator[None]:
    """Bring the sums along with what a step is taken back or put back by."""
    ledger = sums.Ledger(db)
    places = {("step", step.id, step.id), *(("change", made.line, made.line) for made in new)}
    places |= {(made.table, made.low, made.high) for made in new} | {(edit.table, edit.row_id, edit.row_id) for edit in edits}
    for place in sorted(places):
        ledger.was(*place)
    yield
    for place in sorted(places):
        ledger.now(*place)
    ledger.settle()


def _find(db: sqlite3.Connection, sql: str, otherwise: str) -> StepWords:
    row = db.execute(sql).fetchone()
    if row is None:
        raise Refused(otherwise)
    return StepWords(row[0], row[1], row[2], json.loads(row[3]), False)


def put(db: sqlite3.Connection, table: str, row_id: int, want: str | None, have: str | None) -> None:
    """Make one row what `want` says: gone, back again, or with its old values."""
    if want is None:
        db.execute(f"DELETE FROM {table} WHERE id = ?", (row_id,))
    elif have is None:
        _restore(db, table, [values(want)])
    else:
        cells = values(want)
        names = ", ".join(f'"{name}" = ?' for name in cells)
        db.execute(f"UPDATE {table} SET {names} WHERE id = ?", (*cells.values(), row_id))


def values(text: str) -> Any:
    """What the journal kept of one row or of many."""
    return noted.rows(text)


def _keep(db: sqlite3.Connection, table: str, low: int, high: int) -> str:
    cursor = db.execute(f"SELECT * FROM {table} WHERE id BETWEEN ? AND ? ORDER BY id", (low, high))
    names = [column[0] for column in cursor.description]
    return noted.text([dict(zip(names, row, strict=True)) for row in cursor])


def _restore(db: sqlite3.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    for first in rows[:1]:
        names = ", ".join(f'"{name}"' for name in first)
        marks = ", ".join(f":{name}" for name in first)
        db.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


def _close(db: sqlite3.Connection, step: StepWords, mark: int, undone: int) -> StepWords:
    """Drop what the triggers wrote while rows were put back, and mark the step."""
    db.execute("DELETE FROM change WHERE id > ?", (mark,))
    db.execute("UPDATE step SET undone = ? WHERE id = ?", (undone, step.id))
    return step
