"""A SQLModel session on the book's own connection: the models edit inside the step that the book begins and commits."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import event
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, SQLModel, create_engine

from repbook.store.book import Book
from repbook.terms import Day


class _Lent:
    """The book's connection as SQLAlchemy gets it: whatever would begin, end or close is left to the book."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)

    def commit(self) -> None:
        """The book commits, once the whole step is there."""

    def rollback(self) -> None:
        """The book rolls back; SQLAlchemy would do so on its first connection already."""

    def close(self) -> None:
        """The book closes its own connection."""


class Change(NamedTuple):
    """A field that an edit changed, with its old and its new value; days are days."""

    field: str
    old: Any
    new: Any


def session(book: Book) -> Session:
    """The session of the step (or reading) under way; it only flushes, and is closed once the step is over."""
    for kept in book.after_commit:
        if isinstance(kept, Session):
            return kept
    engine = create_engine(
        "sqlite://", creator=lambda: _Lent(book.db), poolclass=StaticPool, pool_reset_on_return=None, hide_parameters=True
    )
    event.listen(engine, "handle_error", _as_sqlite_said)
    made = Session(engine, expire_on_commit=False)
    book.after_commit.append(made)
    return made


def _as_sqlite_said(context: Any) -> None:
    """Let SQLite's own error through, which the book turns into its sentence."""
    raise context.original_exception


def add_row(book: Book, row: SQLModel) -> int:
    """Put a new row in the book and return its id."""
    models = session(book)
    models.add(row)
    models.flush()
    return int(row.id)  # type: ignore[attr-defined]


def change(book: Book, row: SQLModel, **values: Any) -> list[Change]:
    """Give a row of the book new values (days as Day in fields that hold a date); what really changed is returned."""
    changes = []
    for field, new in values.items():
        old = plain(getattr(row, field))
        if old != new:
            setattr(row, field, date.fromordinal(new) if field in _days(row) and new is not None else new)
            changes.append(Change(field, old, new))
    session(book).flush()
    return changes


def plain(value: Any) -> Any:
    """A value of a model as the rest of the program has it: a date as a Day."""
    return value.toordinal() if isinstance(value, date) else value


def on(day: Day) -> date:
    """A Day as the models hold it."""
    return date.fromordinal(day)


def _days(row: SQLModel) -> set[str]:
    """The names of the fields of a model that hold a date."""
    return {name for name, field in type(row).model_fields.items() if "date" in str(field.annotation)}
