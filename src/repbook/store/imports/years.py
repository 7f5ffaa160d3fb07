"""The user's year files: which days each year's set of off and working days comes to, and keeping them in the book.

A notice for one year may reach into the December before it. The book keeps a day under its own year, and knows a
year that has days whole, so such a day joins the year it lies in, with everything that is known of that year.
"""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import NamedTuple

from repbook.calendar.workdays import Workdays, lacking
from repbook.errors import Refused
from repbook.store import policy
from repbook.terms import Day, day_of


class Years(NamedTuple):
    """The special days of each year, True for a working one, and those days whose own year is not known yet."""

    days: dict[int, dict[Day, bool]]
    early: list[Day]


def years(db: sqlite3.Connection, notices: dict[int, dict[Day, bool]]) -> Years:
    """What a year file comes to in this book; years that are in the book like that already are left away.

    Refused for a year that cannot be whole: the days it lacks would be known as working days.
    """
    kept = policy.year_files(db)
    rules = policy.read(db)
    calendar = policy.calendar(db, rules)
    found = {year: {day: works for day, works in days.items() if _year(day) == year} for year, days in notices.items()}
    for year, days in sorted(found.items()):
        missing = lacking(year, days) if rules.calendar == "cn" else None
        if missing is not None:
            raise Refused("year_file_not_whole", year=year, day=missing)
    early = []
    for day, works in sorted((day, works) for year, days in notices.items() for day, works in days.items() if _year(day) != year):
        if _year(day) not in found and calendar.is_working(day) == works:
            continue
        if _year(day) not in found and calendar.estimated(day):
            early.append(day)
            continue
        found.setdefault(_year(day), kept.get(_year(day)) or _special(_year(day), calendar))[day] = works
    return Years({year: days for year, days in sorted(found.items()) if kept.get(year) != days}, early)


def put_years(db: sqlite3.Connection, found: Years) -> None:
    """Keep the years in the book, each in place of what was there."""
    for year, days in found.days.items():
        policy.put_year(db, year, days)


def _year(day: Day) -> int:
    return date.fromordinal(day).year


def _special(year: int, calendar: Workdays) -> dict[Day, bool]:
    """The days of a year that are not worked as their weekday says."""
    days = range(day_of(f"{year:04d}-01-01"), day_of(f"{year:04d}-12-31") + 1)
    return {day: works for day in days if (works := calendar.is_working(day)) != ((day - 1) % 7 < 5)}
