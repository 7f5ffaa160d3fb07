"""Everything the book keeps of one person: the rows about them, where they are named, and what undo still remembers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from repbook.terms import Day, iso

FORMAT = "repbook-subject"
VERSION = 1

_CHANGES = "SELECT step_id, row_table, low, before, after FROM change WHERE before IS NOT NULL OR after IS NOT NULL ORDER BY id"
_TOUCHES = "SELECT touch_id FROM touch_contact WHERE contact_id = ? ORDER BY touch_id"
_OF_CUSTOMER = {
    "customer": "SELECT * FROM customer WHERE id = ?",
    "contact": "SELECT * FROM contact WHERE customer_id = ? ORDER BY id",
    "touch": "SELECT * FROM touch WHERE customer_id = ? ORDER BY id",
    "orders": "SELECT * FROM orders WHERE customer_id = ? ORDER BY id",
    "occasion": "SELECT * FROM occasion WHERE customer_id = ? ORDER BY id",
    "promise": "SELECT * FROM promise WHERE customer_id = ? ORDER BY id",
    "complaint": "SELECT * FROM complaint WHERE customer_id = ? ORDER BY id",
    "complaint_stage": "SELECT s.* FROM complaint_stage s JOIN complaint c ON c.id = s.complaint_id WHERE c.customer_id = ? ORDER BY s.id",
    "stock": "SELECT * FROM stock WHERE customer_id = ? ORDER BY id",
    "snooze": "SELECT * FROM snooze WHERE customer_id = ? ORDER BY id",
}
"""The rows of a customer whose words may name a person."""

_OWN = {"touch": "touches", "occasion": "occasions", "promise": "promises"}
"""The tables with rows of a person's own, and what these are called in the document."""

_KEYS = ("uid", "key", "handles", "kind", "outcome", "purpose", "mood", "status", "stage", "rule", "tier")


def read(db: sqlite3.Connection, contact: int, today: Day) -> dict[str, Any]:
    """The document about a contact that a lookup has found."""
    (person,) = _dicts(db.execute("SELECT * FROM contact WHERE id = ?", (contact,)))
    customer, name = db.execute("SELECT id, name FROM customer WHERE id = ?", (person["customer_id"],)).fetchone()
    rows = {table: list(_dicts(db.execute(sql, (customer,)))) for table, sql in _OF_CUSTOMER.items()}
    with_them = {number for (number,) in db.execute(_TOUCHES, (contact,))}
    own = {
        "touches": [row for row in rows["touch"] if row["id"] in with_them],
        "occasions": [row for row in rows["occasion"] if row["contact_id"] == contact],
        "promises": [row for row in rows["promise"] if row["contact_id"] == contact],
    }
    mentions = [one for table, found in rows.items() for one in _mentions(table, found, person, own)]
    places = {("contact", contact), *((table, row["id"]) for table, kind in _OWN.items() for row in own[kind])}
    return {
        "format": FORMAT, "version": VERSION, "on": iso(today), "contact": person, "customer": {"id": customer, "name": name},
        **own, "mentions": mentions, "journal": list(_journal(db, places, person)),
    }  # fmt: skip


def _dicts(cursor: sqlite3.Cursor) -> Iterator[dict[str, Any]]:
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


def _mentions(
    table: str, rows: Sequence[Mapping[str, Any]], person: Mapping[str, Any], own: Mapping[str, Sequence[Mapping[str, Any]]]
) -> Iterator[dict[str, Any]]:
    """Where else at the customer the person's name stands."""
    told = {row["uid"] for kind in own.values() for row in kind} | {person["uid"]}
    for row in rows:
        for field, text in row.items():
            if row["uid"] not in told and isinstance(text, str) and field not in _KEYS and person["name"] in text:
                yield {"table": table, "id": row["id"], "field": field, "text": text}


def _journal(db: sqlite3.Connection, places: set[tuple[str, int]], person: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What undo remembers: other values of these rows, rows of the customer that name the person, and steps whose words do."""
    steps = {number: (at, key, params) for number, at, key, params in db.execute("SELECT id, at, key, params FROM step ORDER BY id")}
    told = set()
    for step, table, number, *texts in db.execute(_CHANGES):
        before, after = ([row for row in _rows(text) if _about(table, number, row, places, person)] for text in texts)
        if before or after:
            told.add(step)
            yield {**_step(step, steps[step]), "table": table, "before": before, "after": after}
    for step, words in steps.items():
        if step not in told and person["name"] in json.dumps(json.loads(words[2]), ensure_ascii=False):
            yield _step(step, words)


def _rows(text: str | None) -> list[dict[str, Any]]:
    """The rows that the journal keeps in one place: one, or many that were taken back."""
    kept = json.loads(text, strict=False) if text is not None else []
    return kept if isinstance(kept, list) else [kept]


def _about(table: str, number: int, row: Mapping[str, Any], places: set[tuple[str, int]], person: Mapping[str, Any]) -> bool:
    if (table, row.get("id", number)) in places:
        return True
    owner = row["id"] if table == "customer" else row.get("customer_id", person["customer_id"])
    return owner == person["customer_id"] and any(isinstance(text, str) and person["name"] in text for text in row.values())


def _step(number: int, words: tuple[str, str, str]) -> dict[str, Any]:
    at, key, params = words
    return {"step": number, "at": at, "key": key, "params": json.loads(params)}
