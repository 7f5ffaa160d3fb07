"""Days that recur, months, working days and the irregular offset."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from hashlib import blake2b
from itertools import pairwise
from typing import Any

from repbook.calendar import festivals, lunar
from tests.oracle.policy import Policy

FAR = 500
"""How many days around the day asked a recurring date is looked for."""


def yearly(month: int, day: int, moon: bool, leap: bool, around: int) -> list[int]:
    """The days near `around` on which a date falls that is kept every year."""
    this = date.fromordinal(around).year
    found = [_by_moon(year, month, day, leap) if moon else _by_sun(year, month, day) for year in range(this - 3, this + 4)]
    return [on for on in found if on is not None and abs(on - around) <= FAR]


def _by_sun(year: int, month: int, day: int) -> int | None:
    if not 1 <= year <= 9999:
        return None
    return date(year, month, min(day, monthrange(year, month)[1])).toordinal()


def _by_moon(year: int, month: int, day: int, leap: bool) -> int | None:
    """Once per lunar year: a leap-month date in the leap month where there is one; day 30 of a short month is its 29th."""
    if leap and lunar.to_day(year, month, 1, True) is not None:
        return lunar.to_day(year, month, day, True) or lunar.to_day(year, month, day - 1, True)
    return lunar.to_day(year, month, day) or lunar.to_day(year, month, day - 1)


def festival_days(policy: Policy, name: str, around: int) -> list[int]:
    """The days near `around` on which a festival falls."""
    known = festivals.definitions(policy.little_new_year, policy.festivals)
    return festivals.occurrences(known[name], around - FAR, around + FAR) if name in known else []


def lunar_year(day: int) -> int:
    moon = lunar.to_lunar(day)
    return moon.year if moon else 0


def months_after(day: int, months: int) -> int:
    """Calendar months: 31 January + 1 month is 28 or 29 February."""
    on = date.fromordinal(day)
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1])).toordinal()


def workday(policy: Policy, day: int) -> int:
    """The first working day on or after a day."""
    while not policy.calendar.is_working(day):
        day += 1
    return day


def working_days_after(policy: Policy, day: int, k: int) -> int:
    """The k-th working day after a day; with k = 0 the first on or after it."""
    if k == 0:
        return workday(policy, day)
    for _ in range(k):
        day = workday(policy, day + 1)
    return day


def last_workday(policy: Policy, day: int) -> int:
    """The last working day on or before a day."""
    while not policy.calendar.is_working(day):
        day -= 1
    return day


def weekday(day: int) -> int:
    return date.fromordinal(day).weekday()


def h(policy: Policy, row: dict[str, Any], text: str) -> int:
    """H of the rule book, of a customer and a text."""
    return int.from_bytes(blake2b(f"{policy.salt}|{row['key']}|{text}".encode(), digest_size=8).digest(), "big")


def iso(day: int) -> str:
    return date.fromordinal(day).isoformat()


def half_up(number: Any) -> int:
    """A fraction or decimal rounded, .5 up."""
    return int((number * 2 + 1) // 2)


def gaps(days: list[int]) -> Iterator[int]:
    return (later - earlier for earlier, later in pairwise(days))
