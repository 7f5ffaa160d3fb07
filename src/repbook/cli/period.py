"""The days a report counts, named by their ends, as a month or as a quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repbook.errors import BadInput, Refused
from repbook.terms import Day

if TYPE_CHECKING:
    from repbook.reports import Period

SPAN = 90
"""How many days a report counts when no period is named."""


def read_period(today: Day, start: str | None, end: str | None, month: str | None, quarter: str | None) -> Period:
    """The days a report counts: named one way or not at all, at most up to today, which is said when it cuts something off.

    BadInput for two ways at once, for what names no period and for one that ends before it begins; Refused for one that
    has not begun.
    """
    from repbook.reports import Period

    if sum((start is not None or end is not None, month is not None, quarter is not None)) > 1:
        raise BadInput("period_mixed")
    if month is not None:
        first, last = _month(month)
    elif quarter is not None:
        first, last = _quarter(quarter)
    else:
        first, last = _from_to(today, start, end)
    if first > today:
        raise Refused("period_ahead", first=first)
    if last > today:
        from repbook.render import out
        from repbook.words import t

        out.talk(t("say.report_cut", today=today))
    return Period(first, min(last, today))


def _from_to(today: Day, start: str | None, end: str | None) -> tuple[Day, Day]:
    from repbook.calendar.dates import parse_date

    last = parse_date(end, today) if end is not None else today
    first = parse_date(start, today) if start is not None else last - SPAN + 1
    if end is not None and first > last:
        raise BadInput("period_backwards", first=first, last=last)
    return first, last


def _month(text: str) -> tuple[Day, Day]:
    """The days of YYYY-MM."""
    year, sign, number = text.strip().partition("-")
    if not sign or not _is_year(year) or len(number) != 2 or not number.isascii() or not number.isdigit() or not 1 <= int(number) <= 12:
        raise BadInput("bad_month", text=text)
    return _months(int(year), int(number), int(number))


def _quarter(text: str) -> tuple[Day, Day]:
    """The days of YYYYQn."""
    year, sign, number = text.strip().upper().partition("Q")
    if not sign or not _is_year(year) or number not in ("1", "2", "3", "4"):
        raise BadInput("bad_quarter", text=text)
    return _months(int(year), 3 * int(number) - 2, 3 * int(number))


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit() and int(text) >= 1900


def _months(year: int, first: int, last: int) -> tuple[Day, Day]:
    """From the first day of one month to the last of another."""
    from datetime import date

    from repbook.calendar.dates import add_months

    return date(year, first, 1).toordinal(), add_months(date(year, 1, 31).toordinal(), last - 1)
