"""The Chinese lunar calendar of lunar 1900-2100, and yearly recurrences on it and on the solar one.

A date people keep by the moon is month, day and leap flag. How it recurs (`occurrence`): a plain month in a
leap year is the ordinary one only; a leap-month date is in the leap month where the year has that leap
month, in the ordinary month otherwise; day 30 in a 29-day month is day 29; once per lunar year.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from repbook.calendar._lunar_table import FIRST_YEAR, NEW_YEAR, YEARS
from repbook.terms import NO_END, Day

LAST_YEAR = FIRST_YEAR + len(YEARS) - 1


class LunarDate(NamedTuple):
    """A day by the lunar calendar; `leap` means the second of two months of that number."""

    year: int
    month: int
    day: int
    leap: bool = False


def _year_length(code: int) -> int:
    return 29 * (13 if code & 15 else 12) + (code >> 4).bit_count()


# First days of lunar 1900 ... 2100, and the day after the end of lunar 2100.
_NEW_YEARS = list(accumulate(map(_year_length, YEARS), initial=NEW_YEAR))


@cache
def _months(year: int) -> tuple[tuple[Day, ...], tuple[tuple[int, bool], ...]]:
    """The months of a lunar year: their first days (and the day after the year's end), and (month, leap) of each."""
    code = YEARS[year - FIRST_YEAR]
    names: list[tuple[int, bool]] = []
    for month in range(1, 13):
        names.append((month, False))
        if month == code & 15:
            names.append((month, True))
    lengths = (29 + (code >> 4 + i & 1) for i in range(len(names)))
    return tuple(accumulate(lengths, initial=_NEW_YEARS[year - FIRST_YEAR])), tuple(names)


def to_lunar(day: Day) -> LunarDate | None:
    """The lunar date of a day; None outside lunar 1900-2100."""
    index = bisect_right(_NEW_YEARS, day) - 1
    if not 0 <= index < len(YEARS):
        return None
    starts, names = _months(FIRST_YEAR + index)
    at = bisect_right(starts, day) - 1
    month, leap = names[at]
    return LunarDate(FIRST_YEAR + index, month, day - starts[at] + 1, leap)


def to_day(year: int, month: int, day: int, leap: bool = False) -> Day | None:
    """The day of exactly that lunar date; None when there is no such date in lunar 1900-2100."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    starts, names = _months(year)
    if (month, leap) not in names:
        return None
    at = names.index((month, leap))
    return starts[at] + day - 1 if 1 <= day <= starts[at + 1] - starts[at] else None


def occurrence(year: int, month: int, day: int, leap: bool = False) -> Day | None:
    """The day in that lunar year on which a yearly lunar date falls; None outside lunar 1900-2100.

    `month` is 1-12, `day` 1-30; another month gives None.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12:
        return None
    starts, names = _months(year)
    at = names.index((month, leap if (month, leap) in names else False))
    return min(starts[at] + day, starts[at + 1]) - 1


def occurrences(month: int, day: int, leap: bool, first: Day, last: Day) -> list[Day]:
    """All days in first ... last (both included) on which a yearly lunar date falls, in order."""
    found = (occurrence(year, month, day, leap) for year in _years(first, last) if FIRST_YEAR <= year <= LAST_YEAR)
    return _within(found, first, last)


def solar_occurrences(month: int, day: int, first: Day, last: Day) -> list[Day]:
    """All days in first ... last on which a yearly solar date falls; 29 February in a common year is 28 February."""
    return _within((solar_occurrence(year, month, day) for year in _years(first, last)), first, last)


def solar_occurrence(year: int, month: int, day: int) -> Day:
    """The day in that year on which a yearly solar date falls; ValueError for a date that no year has."""
    if month == 2 and day == 29 and (year % 4 or (year % 100 == 0 and year % 400)):
        day = 28
    return date(year, month, day).toordinal()


def new_years_eve(year: int) -> Day | None:
    """The last day of a lunar year, whether its twelfth month has 29 or 30 days; None outside lunar 1900-2100."""
    return _NEW_YEARS[year - FIRST_YEAR + 1] - 1 if FIRST_YEAR <= year <= LAST_YEAR else None


def in_chinese(when: LunarDate) -> str:
    """Month and day as Chinese writes them: 十月十四, 闰六月初一, 正月初一, 腊月三十."""
    month = "正二三四五六七八九十冬腊"[when.month - 1]
    tens, ones = divmod(when.day, 10)
    day = {10: "初十", 20: "二十", 30: "三十"}.get(when.day) or "初十廿"[tens] + "一二三四五六七八九"[ones - 1]
    return f"{'闰' if when.leap else ''}{month}月{day}"


def year_of(day: Day) -> int:
    """The solar year of a day; a day beyond the calendar counts to its first or last year."""
    return date.fromordinal(min(max(day, 1), NO_END)).year


def _years(first: Day, last: Day) -> range:
    # A lunar year reaches into the solar year after it, so the year before the first day belongs to the search.
    return range(max(year_of(first) - 1, 1), year_of(last) + 1)


def _within(days: Iterable[Day | None], first: Day, last: Day) -> list[Day]:
    return [day for day in days if day is not None and first <= day <= last]
