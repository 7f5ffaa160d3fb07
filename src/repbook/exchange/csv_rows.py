"""Typed rows back to cells, in exactly the columns that an import reads: importing them again changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from repbook.calendar.dates import write_birthday
from repbook.exchange.columns import COLUMNS, Column, several
from repbook.terms import iso
from repbook.values import guard

PRIVATE = ("likes", "family")
"""Columns of contacts that are written only where asked for."""


def header(kind: str, without: Collection[str] = ()) -> list[str]:
    """The English names of the columns of customers, contacts, touches or orders."""
    return [column.key for column in _columns(kind, without)]


def cells(kind: str, rows: Iterable[Any], without: Collection[str] = ()) -> Iterator[list[str]]:
    """The cells of rows as `exchange.columns` types them, safe in a spreadsheet."""
    writers = [(column.field or column.key, _WRITERS.get(column.key, guard)) for column in _columns(kind, without)]
    for row in rows:
        yield [_calendar(row) if field == "calendar" else _cell(write, getattr(row, field)) for field, write in writers]


def _columns(kind: str, without: Collection[str]) -> list[Column]:
    return [column for column in COLUMNS[kind] if column.key not in without]


def _cell(write: Callable[[Any], str], value: Any) -> str:
    return "" if value is None or value == "" else write(value)


def _calendar(row: Any) -> str:
    return "" if row.birthday is None else "lunar" if row.birthday.lunar else "solar"


def _money(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def _flag(value: bool) -> str:
    return "yes" if value else "no"


_WRITERS: Mapping[str, Callable[[Any], str]] = {
    **dict.fromkeys(("since", "joined", "left_on", "on"), iso),
    **dict.fromkeys(("amount", "cost", "margin"), _money),
    **dict.fromkeys(("no_calls", "in", "mass"), _flag),
    **dict.fromkeys(("minutes", "quantity", "service_every"), str),
    "spacing": lambda factor: f"{factor.normalize():f}",
    "birthday": write_birthday,
    "contact": lambda names: guard(several(names)),
}
"""How a column is written whose value is not a text."""
