"""A book straight over its journal: rows made by hand, all that undo covers, and steps taken back and put back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from repbook.migrations import journaled_tables
from repbook.store import undo
from repbook.store.book import Book, connect
from repbook.store.rows import insert
from repbook.store.start import make_book

DAY = "2026-11-22"


def opened(path: str) -> Book:
    """The book, without waiting for the disk."""
    book = connect(path, writing=True)
    book.db.execute("PRAGMA synchronous = OFF")
    return book


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A new book."""
    path = str(tmp_path / "book.db")
    make_book(path)
    made = opened(path)
    yield made
    made.close()


def customer(db: sqlite3.Connection, name: str, referred_by: int | None = None, **more: Any) -> int:
    """A new customer."""
    return insert(
        db, "customer", name=name, key=name,
        **{"handles": "", "tier": "general", "area": "", "status": "active", "since": DAY, "added_on": DAY,
        "edited_on": DAY, "source": "", "referred_by": referred_by, "address": "", "phone": "", "no_calls": 0, "note": "", **more},
    )  # fmt: skip


def contact(db: sqlite3.Connection, owner: int, name: str) -> int:
    """A new contact."""
    return insert(
        db, "contact", customer_id=owner, name=name, handles="", role="", function="", phone="", wechat="", email="", birth_lunar=0,
        birth_leap=0,
        likes="", family="", no_calls=0, added_on=DAY, edited_on=DAY, note="",
    )  # fmt: skip


def rename(db: sqlite3.Connection, old: str, new: str) -> None:
    db.execute("UPDATE customer SET name = ? WHERE name = ?", (new, old))


State = dict[str, list[tuple[Any, ...]]]


def state(db: sqlite3.Connection) -> State:
    """Every row that undo covers, with the types of its values."""
    return {
        table: [tuple((type(cell), cell) for cell in row) for row in db.execute(f"SELECT * FROM {table} ORDER BY id")]
        for table in journaled_tables()
    }


def take_back(book: Book) -> str:
    """Undo; the key of the step."""
    with book.unjournaled():
        return undo.undo(book.db).key


def put_back(book: Book) -> str:
    """Redo; the key of the step."""
    with book.unjournaled():
        return undo.redo(book.db).key


@pytest.fixture
def shops(book: Book) -> Book:
    """Two shops, the second referred by the first, and a person at each."""
    with book.step("made"):
        a = customer(book.db, "A")
        b = customer(book.db, "B", a)
        contact(book.db, a, "Ann")
        contact(book.db, b, "Bob")
    return book
