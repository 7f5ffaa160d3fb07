"""Taking one earlier step back while later ones stand: what is in the way of it, and doing it inside a step of its own."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from repbook.errors import Refused
from repbook.store import policy, undo
from repbook.store.references import references
from repbook.store.undo import Edit, New, StepWords

IMPORTS = ("imported", "calendar_imported", "document_imported")
"""The keys of the steps that are imports."""

TAKEN_BACK = "import_undone"
"""The key of the step that takes one back; its params name the step."""

_MENDABLE = ("customer", "contact")  # of these a row may have got other values elsewhere since
_BOOKKEEPING = "edited_on"  # this column only moves forward; a later day in it stands


class Obstacle(NamedTuple):
    """What an earlier step cannot be taken back for: a later step that builds on it, None when nobody knows which."""

    step: StepWords | None


def last_import(db: sqlite3.Connection) -> StepWords:
    """The last import that stands and was not taken back since; Refused when there is none."""
    gone = _taken_back(db)
    for step in undo.steps(db):
        if step.key in IMPORTS and not step.undone and step.id not in gone:
            return step
        if step.key in undo.FINAL:
            raise Refused("import_undo_final", at=step.at)
    raise Refused("no_import_to_undo")


def obstacles(db: sqlite3.Connection, step: StepWords) -> list[Obstacle]:
    """Why a step cannot be taken back by itself: the steps in its way, newest first; empty when it can."""
    new, edits = undo.changes(db, step)
    later = _later(db, step)
    found = {
        one.step.id if one.step is not None else 0: one
        for one in chain(_touched(db, new, later), _referring(db, new, edits, later), _overwritten(db, edits, later))
    }
    known = [found[number] for number in sorted(found, reverse=True) if number]
    return known or list(found.values())


def take_back(db: sqlite3.Connection, step: StepWords) -> None:
    """Undo a step that has no obstacle, inside the step under way; what came after it stays.

    Refused when the book would not hang together then.
    """
    db.execute("PRAGMA defer_foreign_keys = ON")
    new, edits = undo.changes(db, step)
    mended = {place: cells for place, cells in _net(edits).items() if _now(db, *place) != _cells(cells.after)}
    lacking = _lacking(db)
    for made in reversed(new):
        db.execute(f"DELETE FROM {made.table} WHERE id BETWEEN ? AND ?", (made.low, made.high))
    for edit in reversed(edits):
        if (edit.table, edit.row_id) not in mended:
            undo.put(db, edit.table, edit.row_id, edit.before, edit.after)
            if edit.after is None:  # a row that came back is one of this step, though its id is an old one
                undo.note_new(db, edit.table, edit.row_id, edit.row_id)
    for (table, number), cells in mended.items():
        _mend(db, table, number, cells)
    if any(db.execute("SELECT 1 FROM pragma_foreign_key_check(?)", (table,)).fetchone() for table in {edit.table for edit in edits}):
        raise Refused("import_undo_tangled")
    for tier in _lacking(db) - lacking:
        raise Refused("import_undo_tier", tier=tier)


# ---- the steps after it ------------------------------------------------------------------------------------


def _taken_back(db: sqlite3.Connection) -> dict[int, int]:
    """The imports that were taken back, each with the step that did it."""
    rows = db.execute("SELECT id, params FROM step WHERE key = ? AND undone = 0", (TAKEN_BACK,)).fetchall()
    return {json.loads(params).get("step", 0): number for number, params in rows}  # the step under way has none yet


def _later(db: sqlite3.Connection, step: StepWords) -> dict[int, StepWords]:
    """The steps after one that stand, without imports since taken back and the steps that did that."""
    gone = _taken_back(db)
    void = {*gone, *gone.values()}
    return {one.id: one for one in undo.steps(db) if one.id > step.id and not one.undone and one.id not in void}


def _touched(db: sqlite3.Connection, new: Sequence[New], later: Mapping[int, StepWords]) -> Iterator[Obstacle]:
    """Later steps that changed or removed new rows."""
    for made in new:
        sql = "SELECT DISTINCT step_id FROM change WHERE row_table = ? AND low BETWEEN ? AND ? AND before IS NOT NULL ORDER BY step_id"
        yield from _of(later, db.execute(sql, (made.table, made.low, made.high)))


def _referring(db: sqlite3.Connection, new: Sequence[New], edits: Sequence[Edit], later: Mapping[int, StepWords]) -> Iterator[Obstacle]:
    """Rows that belong to new ones, such as a touch of an imported customer, and not by the import's own doing."""
    ours = {place: _cells(edit.after) or {} for place, edit in _net(edits).items()}
    for table, column, parent in references(db):
        own = [made for made in new if made.table == table]
        for made in new:
            if made.table != parent:
                continue
            for number, value in db.execute(f"SELECT id, {column} FROM {table} WHERE {column} BETWEEN ? AND ?", (made.low, made.high)):
                if any(one.holds(number) for one in own) or ours.get((table, number), {}).get(column) == value:
                    continue
                sql = "SELECT DISTINCT step_id FROM change WHERE row_table = ? AND ? BETWEEN low AND high ORDER BY step_id"
                yield from _of(later, db.execute(sql, (table, number)).fetchall())
                yield Obstacle(None)


def _overwritten(db: sqlite3.Connection, edits: Sequence[Edit], later: Mapping[int, StepWords]) -> Iterator[Obstacle]:
    """Later steps that gave older rows the import had changed other values in the same places."""
    for (table, number), edit in _net(edits).items():
        now, after = _now(db, table, number), _cells(edit.after)
        if now == after or (table in _MENDABLE and now and after and not _clash(now, after, _cells(edit.before))):
            continue
        sql = "SELECT DISTINCT step_id FROM change WHERE row_table = ? AND low = ? AND before IS NOT NULL ORDER BY step_id"
        yield from _of(later, db.execute(sql, (table, number)).fetchall())
        yield Obstacle(None)


def _of(later: Mapping[int, StepWords], rows: Iterable[tuple[int]]) -> Iterator[Obstacle]:
    """The steps of these numbers that count."""
    return (Obstacle(later[number]) for (number,) in rows if number in later)


# ---- rows that the import changed --------------------------------------------------------------------------


def _net(edits: Sequence[Edit]) -> dict[tuple[str, int], Edit]:
    """What all edits of a step together did to each row."""
    found: dict[tuple[str, int], Edit] = {}
    for edit in edits:
        place = (edit.table, edit.row_id)
        found[place] = found[place]._replace(after=edit.after) if place in found else edit
    return found


def _cells(text: str | None) -> dict[str, Any] | None:
    return undo.values(text) if text is not None else None


def _now(db: sqlite3.Connection, table: str, number: int) -> dict[str, Any] | None:
    """A row as it is; None when it is gone."""
    cursor = db.execute(f"SELECT * FROM {table} WHERE id = ?", (number,))
    row = cursor.fetchone()
    return dict(zip((column[0] for column in cursor.description), row, strict=True)) if row is not None else None


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The columns that the import changed."""
    return [name for name in after if before.get(name) != after[name]]


def _clash(now: Mapping[str, Any], after: Mapping[str, Any], before: Mapping[str, Any] | None) -> bool:
    """Whether a column that the import changed has got another value since."""
    return any(now[name] != after[name] and name != _BOOKKEEPING for name in _changed(before or {}, after))


def _mend(db: sqlite3.Connection, table: str, number: int, edit: Edit) -> None:
    """Give those columns of a row their old values that the import changed and nobody has since."""
    after, before = _cells(edit.after), _cells(edit.before)
    if after and before:
        for name in _changed(before, after):
            if name != _BOOKKEEPING:
                db.execute(f'UPDATE {table} SET "{name}" = ? WHERE id = ?', (before[name], number))


def _lacking(db: sqlite3.Connection) -> set[str]:
    """The tiers that customers have and the policy has not."""
    return set(policy.tiers_in_use(db)) - set(policy.read(db).tiers)
