"""Typed rows back to cells, in exactly the columns that an import reads: importing them again changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from repbook.calendar.dates import write_birthday
from repbook.exchange.columns import COLUMNS, Column, several
from repbook.exchange.workbook import Cell, DayCell, Money
from repbook.terms import day_of, iso
from repbook.values import guard, money, unguard

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


def typed(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[list[Cell]]:
    """The same cells for a workbook: days, amounts and numbers as such; a telephone number needs no guard there."""
    kinds = [_TYPES.get(key, _as_it_is) for key in header]
    for row in rows:
        yield [kind(cell) if cell else None for kind, cell in zip(kinds, row, strict=True)]


def _as_it_is(cell: str) -> Cell:
    return cell


def _decimal(cell: str) -> Cell:
    """A number, but for one of more digits than a spreadsheet keeps."""
    return Decimal(cell) if len(cell) <= 15 else cell


_TYPES: Mapping[str, Callable[[str], Cell]] = {
    **dict.fromkeys(("since", "joined", "left_on", "on"), lambda cell: DayCell(day_of(cell))),
    **dict.fromkeys(("amount", "cost", "margin"), lambda cell: Money(money(cell, signed=True))),
    **dict.fromkeys(("minutes", "quantity", "service_every", "spacing"), _decimal),
    "phone": unguard,
}
"""What a column of cells is in a workbook, where it is not a text."""
