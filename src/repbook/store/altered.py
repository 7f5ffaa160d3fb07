"""Which records are not as they were written, told by what they are and their numbers alone, and taking them as they are."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from typing import Any, NamedTuple

from repbook.store import sums
from repbook.store.book import UNREADABLE, connection, lock, look, read_on, storage_errors
from repbook.terms import Kind

KEYS = ("record", "record_of", "record_gone", "records", "numbers", "sums")
"""The damages that are nothing but sums that do not fit, as keys of the catalogue under `health.`."""

_MOST = 20  # records of a table that are told one by one
_OF_CUSTOMER = ("touch", "contact", "orders", "pause", "spacing", "occasion", "promise", "complaint", "stock", "snooze")


class Damage(NamedTuple):
    """One thing that is damaged: a sentence of the catalogue under `health.` with its values, nothing personal in it."""

    key: str
    params: dict[str, Any]


def told(db: sqlite3.Connection, table: str, ids: Sequence[int]) -> Iterator[Damage]:
    """The damages of rows of a table that are not as they were written; nothing in them that a row says.

    Of a touch its kind is told, of what belongs to a customer the number of that, where they are such as can be.
    """
    for number in ids[:_MOST]:
        yield _told(db, table, number)
    if ids[_MOST:]:
        yield Damage("records", {"n": len(ids) - _MOST, "table": table})


def _told(db: sqlite3.Connection, table: str, number: int) -> Damage:
    what: dict[str, Any] = {"what": table, "id": number}
    columns = f"{'kind' if table == 'touch' else 'NULL'}, {'customer_id' if table in _OF_CUSTOMER else 'NULL'}"
    row: tuple[Any, Any] | None = (None, None)
    with suppress(*UNREADABLE):
        row = db.execute(f"SELECT {columns} FROM {table} NOT INDEXED WHERE id = ?", (number,)).fetchone()
    read_on(db)
    if row is None:
        return Damage("record_gone", what)
    if row[0] in set(Kind):
        what["what"] = row[0]
    return Damage("record_of", {**what, "customer": row[1]}) if isinstance(row[1], int) else Damage("record", what)


def accept(path: str) -> None:
    """Take every record for right as it is from now on; BookError when the book cannot be written."""
    look(path)
    with storage_errors(path), closing(connection(path, "rw")) as db:
        lock(db)
        sums.renew(db)
        db.execute("COMMIT")
