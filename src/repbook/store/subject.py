"""Everything the book keeps of one person: the rows about them, where they are named, and what undo still remembers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

from repbook.store import forget
from repbook.store.mentions import Mentions
from repbook.terms import Day, iso

FORMAT = "repbook-subject"
VERSION = 1

_CHANGES = "SELECT step_id, row_table, low, before, after FROM change WHERE before IS NOT NULL OR after IS NOT NULL ORDER BY id"
_TOUCHES = "SELECT t.* FROM touch t JOIN touch_contact x ON x.touch_id = t.id WHERE x.contact_id = ? ORDER BY t.id"

_OWN = {
    "touches": ("touch", _TOUCHES),
    "occasions": ("occasion", "SELECT * FROM occasion WHERE contact_id = ? ORDER BY id"),
    "promises": ("promise", "SELECT * FROM promise WHERE contact_id = ? ORDER BY id"),
}
"""The rows of a person's own: what they are called in the document, their table, and how they are read."""


def read(db: sqlite3.Connection, contact: int, today: Day) -> dict[str, Any]:
    """The document about a contact that a lookup has found: just what forgetting them would erase, and the touches they were at."""
    (person,) = _dicts(db.execute("SELECT * FROM contact WHERE id = ?", (contact,)))
    customers = dict(db.execute("SELECT id, name FROM customer"))
    named = forget.mentions(db, forget.subject(db, "contact", contact))
    own = {kind: list(_dicts(db.execute(sql, (contact,)))) for kind, (_, sql) in _OWN.items()}
    places = {("contact", contact), *((_OWN[kind][0], row["id"]) for kind, rows in own.items() for row in rows)}
    mentions = [
        {"table": place.table, "id": place.id, "customer": customers.get(place.owner), "field": place.column, "text": place.text}
        for place in named.places(db)
        if (place.table, place.id) not in places
    ]
    return {
        "format": FORMAT, "version": VERSION, "on": iso(today), "contact": person,
        "customer": {"id": person["customer_id"], "name": customers[person["customer_id"]]},
        **own, "mentions": mentions, "journal": list(_journal(db, places, named)),
    }  # fmt: skip


def _dicts(cursor: sqlite3.Cursor) -> Iterator[dict[str, Any]]:
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


def _journal(db: sqlite3.Connection, places: set[tuple[str, int]], named: Mentions) -> Iterator[dict[str, Any]]:
    """What undo remembers: other values of these rows, rows that name the person, and steps whose words do."""
    steps = {number: (at, key, params) for number, at, key, params in db.execute("SELECT id, at, key, params FROM step ORDER BY id")}
    told = set()
    for step, table, number, *texts in db.execute(_CHANGES):
        before, after = ([row for row in _rows(text) if _about(table, number, row, places, named)] for text in texts)
        if before or after:
            told.add(step)
            yield {**_step(step, steps[step]), "table": table, "before": before, "after": after}
    for step, words in steps.items():
        if step not in told and any(isinstance(text, str) and named.near.names(text) for text in json.loads(words[2]).values()):
            yield _step(step, words)


def _rows(text: str | None) -> list[dict[str, Any]]:
    """The rows that the journal keeps in one place: one, or many that were taken back."""
    kept = json.loads(text, strict=False) if text is not None else []
    return kept if isinstance(kept, list) else [kept]


def _about(table: str, number: int, row: Mapping[str, Any], places: set[tuple[str, int]], named: Mentions) -> bool:
    if (table, row.get("id", number)) in places:
        return True
    pattern = named.pattern(row["id"] if table == "customer" else row.get("customer_id"))
    return pattern is not None and any(isinstance(text, str) and pattern.names(text) for text in row.values())


def _step(number: int, words: tuple[str, str, str]) -> dict[str, Any]:
    at, key, params = words
    return {"step": number, "at": at, "key": key, "params": json.loads(params)}
