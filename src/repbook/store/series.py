"""The one series of ids that occasions, promises, complaints and alerts share."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from repbook.errors import NotFound
from repbook.store.rows import insert
from repbook.values import line, narrow

TOP = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name IN ('occasion', 'promise', 'complaint', 'alert')"

OF_ID: Mapping[str, str] = {
    "occasion": "SELECT id FROM occasion WHERE id = ?",
    "promise": "SELECT id FROM promise WHERE id = ?",
    "complaint": "SELECT id FROM complaint WHERE id = ?",
    "alert": "SELECT id FROM alert WHERE id = ?",
}
"""The nouns of the series, each with the statement that looks for an id of it."""

_WHOSE: Mapping[str, str] = {
    "occasion": "SELECT customer_id, NULL FROM occasion WHERE id = ?",
    "promise": "SELECT customer_id, NULL FROM promise WHERE id = ?",
    "complaint": "SELECT customer_id, NULL FROM complaint WHERE id = ?",
    "alert": "SELECT NULL, area FROM alert WHERE id = ?",
}
"""Whom each of them concerns: a customer, or all of an area."""


def next_id(db: sqlite3.Connection) -> int:
    """The next `#id` of the series: one more than any of its tables ever gave out, also to rows since undone."""
    (top,) = db.execute(TOP).fetchone()
    return int(top) + 1


def add(db: sqlite3.Connection, noun: str, **values: Any) -> int:
    """Insert a row of one of these nouns under the next id of the series, and return it."""
    return insert(db, noun, id=next_id(db), **values)


def find(db: sqlite3.Connection, noun: str, typed: str) -> int:
    """The id meant by `#27` or `27`; NotFound when there is no such one, saying what else has that number."""
    text = narrow(line(typed)).removeprefix("#")
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0
    others = [other for other, sql in OF_ID.items() if db.execute(sql, (number,)).fetchone()]
    if noun in others:
        return number
    raise NotFound("numbered_otherwise" if others else "no_numbered", noun=noun, typed=line(typed), other=others[0] if others else "")


def concerns(db: sqlite3.Connection, number: int, customer: int) -> None:
    """NotFound unless something of the series has that number and concerns the customer; an alert concerns everybody in its area."""
    rows = [(noun, *row) for noun, sql in _WHOSE.items() for row in db.execute(sql, (number,))]
    if not rows:
        raise NotFound("nothing_numbered", typed=f"#{number}")
    noun, whose, area = rows[0]
    (lives,) = db.execute("SELECT area FROM customer WHERE id = ?", (customer,)).fetchone()
    if whose != customer and not (whose is None and f"{lives}/".startswith(f"{area}/")):
        (name,) = db.execute("SELECT name FROM customer WHERE id = ?", (whose,)).fetchone() or (area,)
        raise NotFound("numbered_elsewhere", typed=f"#{number}", noun=noun, name=name)
