"""What every report is made of: a period, columns, rows, and the arithmetic they share."""

from __future__ import annotations

from collections.abc import Collection
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from repbook.terms import Day


class Period(NamedTuple):
    """The days a report counts, both ends included."""

    first: Day
    last: Day

    def holds(self, day: Day | None) -> bool:
        """Whether a day lies in it; no day does not."""
        return day is not None and self.first <= day <= self.last


class Column(NamedTuple):
    """A column: its stable key and what its cells are.

    Kinds: tier, row and area (stored words), text, list (of texts), id, day (a Day), count (int, or a Decimal with one
    decimal), share (0 … 1, or more where more was done than wanted), money (fen). None is an empty cell.
    """

    key: str
    kind: str = "count"


class Report(NamedTuple):
    """What a report found: rows of cells in the order of the columns, the last `totals` of them sums of the others."""

    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    totals: int = 0


def columns(text: str) -> tuple[Column, ...]:
    """Columns from `key` or `key:kind`, with spaces between."""
    return tuple(Column(key, kind or "count") for key, _, kind in (word.partition(":") for word in text.split()))


def share(part: float, whole: float) -> float:
    """A part of a whole; 0 where there is nothing to share in."""
    return part / whole if whole else 0.0


def tenths(value: Decimal) -> Decimal:
    """Rounded half up to one decimal; the crumbs of the divisions before, far behind the point, do not tip a half."""
    return round(value, 9).quantize(Decimal("0.1"), ROUND_HALF_UP)


def median(numbers: Collection[int]) -> int | Decimal | None:
    """The middle one, or halfway between the middle two: a whole number or one with .5; None of none."""
    if not numbers:
        return None
    ordered = sorted(numbers)
    twice = ordered[len(ordered) // 2] + ordered[(len(ordered) - 1) // 2]
    return twice // 2 if twice % 2 == 0 else Decimal(twice) / 2


def in_order(tiers: Collection[str], found: Collection[str]) -> list[str]:
    """The tiers that were found, in the policy's order, those it does not know after them."""
    return [*(key for key in tiers if key in found), *sorted(set(found) - set(tiers))]
