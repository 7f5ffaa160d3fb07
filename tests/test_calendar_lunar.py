"""The lunar table against verified months, and how lunar and solar dates recur from year to year."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from repbook.calendar import lunar
from repbook.calendar.lunar import LunarDate
from repbook.terms import NO_END, day_of, iso

DATA = Path(__file__).parent / "data" / "calendar"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def year_months(leap: int) -> list[tuple[int, bool]]:
    names = [(month, False) for month in range(1, 13)]
    return [*names[:leap], (leap, True), *names[leap:]] if leap else names


@pytest.mark.parametrize("row", rows("lunar_years.csv"), ids=lambda row: row["lunar_year"])
def test_every_month_of_a_year_begins_and_ends_where_the_tables_say(row: dict[str, str]) -> None:
    year, first = int(row["lunar_year"]), day_of(row["first_day"])
    lengths = [int(days) for days in row["lengths"].split()]
    for (month, leap), days in zip(year_months(int(row["leap_month"])), lengths, strict=True):
        assert lunar.to_day(year, month, 1, leap) == first
        assert lunar.to_lunar(first) == LunarDate(year, month, 1, leap)
        assert lunar.to_lunar(first + days - 1) == LunarDate(year, month, days, leap)
        assert lunar.to_day(year, month, days + 1, leap) is None
        first += days
    assert lunar.to_lunar(first) == LunarDate(year + 1, 1, 1, False)


@pytest.mark.parametrize("row", rows("spring_festivals.csv"), ids=lambda row: row["lunar_year"])
def test_spring_festival_leap_month_and_last_day(row: dict[str, str]) -> None:
    year, leap = int(row["lunar_year"]), int(row["leap_month"])
    assert iso(lunar.to_day(year, 1, 1) or 0) == row["first_day"]
    assert [month for month in range(1, 13) if lunar.to_day(year, month, 1, True)] == ([leap] if leap else [])
    assert lunar.new_years_eve(year) == lunar.to_day(year, 12, int(row["month12_days"]))


def test_each_day_and_its_lunar_date_are_each_other() -> None:
    previous = None
    for day in range(day_of("1900-01-31"), day_of("2101-01-28") + 1):
        when = lunar.to_lunar(day)
        assert when is not None
        assert lunar.to_day(*when) == day
        assert when.day == 1 or previous == when._replace(day=when.day - 1)
        previous = when


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("1900-01-30", None),
        ("1900-01-31", LunarDate(1900, 1, 1)),
        ("2026-11-22", LunarDate(2026, 10, 14)),
        ("2089-09-04", LunarDate(2089, 8, 1)),
        ("2097-08-07", LunarDate(2097, 7, 1)),
        ("2101-01-28", LunarDate(2100, 12, 29)),
        ("2101-01-29", None),
        ("0001-01-01", None),
        ("9999-12-31", None),
    ],
)
def test_the_edges_of_the_table(day: str, expected: LunarDate | None) -> None:
    assert lunar.to_lunar(day_of(day)) == expected


@pytest.mark.parametrize(
    "wrong",
    [
        (1899, 12, 1),
        (2101, 1, 1),
        (2026, 0, 1),
        (2026, 13, 1),
        (2026, 1, 0),
        (2026, 1, 31),
        (2026, 6, 1, True),
        (2027, 12, 30),
        (2025, 7, 1, True),
    ],
)
def test_a_lunar_date_that_does_not_exist_has_no_day(wrong: tuple[int, int, int]) -> None:
    assert lunar.to_day(*wrong) is None


@pytest.mark.parametrize(
    ("year", "month", "day", "leap", "expected"),
    [
        (2026, 10, 14, False, "2026-11-22"),
        (2025, 6, 1, False, "2025-06-25"),  # a plain month in a leap year: the ordinary one only
        (2025, 6, 1, True, "2025-07-25"),  # the year has that leap month: the leap month only
        (2026, 6, 1, True, "2026-07-14"),  # it has not: the ordinary month
        (2025, 6, 30, True, "2025-08-22"),  # the leap month has 29 days
        (2025, 6, 30, False, "2025-07-24"),  # the ordinary one 30
        (2025, 12, 30, False, "2026-02-16"),  # 29 days in the twelfth month
        (2026, 12, 30, False, "2027-02-05"),
        (2100, 12, 30, False, "2101-01-28"),
        (1900, 1, 1, False, "1900-01-31"),
        (2033, 11, 3, True, "2033-12-24"),
    ],
)
def test_a_lunar_date_recurs(year: int, month: int, day: int, leap: bool, expected: str) -> None:
    found = lunar.occurrence(year, month, day, leap)
    assert found is not None
    assert iso(found) == expected


@pytest.mark.parametrize("year", [1899, 2101, 2500])
def test_nothing_recurs_outside_the_table(year: int) -> None:
    assert lunar.occurrence(year, 8, 15) is None
    assert lunar.new_years_eve(year) is None


def test_a_month_that_no_year_has_recurs_never() -> None:
    assert lunar.occurrence(2026, 13, 1) is None
    assert lunar.occurrence(2026, 0, 1) is None


@pytest.mark.parametrize(
    ("month", "day", "leap", "first", "last", "expected"),
    [
        (8, 15, False, "2026-09-25", "2026-09-25", ["2026-09-25"]),
        (8, 15, False, "2026-09-26", "2027-09-14", []),
        (8, 15, False, "2026-09-24", "2027-09-15", ["2026-09-25", "2027-09-15"]),
        (12, 8, False, "2022-01-01", "2022-12-31", ["2022-01-10", "2022-12-30"]),  # twice in a solar year
        (12, 8, False, "2023-01-01", "2023-12-31", []),  # not in the next one
        (12, 24, False, "2026-12-26", "2027-02-01", ["2027-01-31"]),  # the lunar year of the year before
        (6, 1, True, "2024-01-01", "2026-12-31", ["2024-07-06", "2025-07-25", "2026-07-14"]),
        (1, 1, False, "2100-01-01", "9999-12-31", ["2100-02-09"]),
        (1, 1, False, "0001-01-01", "1900-12-31", ["1900-01-31"]),
    ],
)
def test_recurrences_in_a_stretch(month: int, day: int, leap: bool, first: str, last: str, expected: list[str]) -> None:
    assert [iso(found) for found in lunar.occurrences(month, day, leap, day_of(first), day_of(last))] == expected


def test_a_stretch_may_have_no_end() -> None:
    assert len(lunar.occurrences(8, 15, False, day_of("2026-01-01"), NO_END + 7)) == 75


@pytest.mark.parametrize(
    ("month", "day", "first", "last", "expected"),
    [
        (1, 2, "2026-12-26", "2027-01-02", ["2027-01-02"]),
        (1, 2, "2026-12-26", "2027-01-01", []),
        (12, 31, "2025-12-31", "2026-12-31", ["2025-12-31", "2026-12-31"]),
        (2, 29, "2023-02-01", "2025-03-01", ["2023-02-28", "2024-02-29", "2025-02-28"]),
        (2, 28, "2024-02-01", "2024-03-01", ["2024-02-28"]),
        (2, 29, "1900-02-01", "1900-03-01", ["1900-02-28"]),
        (2, 29, "2000-02-01", "2000-03-01", ["2000-02-29"]),
        (2, 29, "2100-02-01", "2100-03-01", ["2100-02-28"]),
    ],
)
def test_solar_dates_recur(month: int, day: int, first: str, last: str, expected: list[str]) -> None:
    assert [iso(found) for found in lunar.solar_occurrences(month, day, day_of(first), day_of(last))] == expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (LunarDate(2026, 10, 14), "十月十四"),
        (LunarDate(2025, 6, 1, True), "闰六月初一"),
        (LunarDate(2026, 1, 1), "正月初一"),
        (LunarDate(2026, 1, 10), "正月初十"),
        (LunarDate(2026, 11, 11), "冬月十一"),
        (LunarDate(2026, 12, 30), "腊月三十"),
        (LunarDate(2026, 2, 20), "二月二十"),
        (LunarDate(2026, 9, 21), "九月廿一"),
        (LunarDate(2026, 9, 19), "九月十九"),
        (LunarDate(2033, 11, 29, True), "闰冬月廿九"),
    ],
)
def test_lunar_dates_in_chinese(when: LunarDate, expected: str) -> None:
    assert lunar.in_chinese(when) == expected


def test_the_table_agrees_with_borax_as_far_as_that_is_right() -> None:
    borax = pytest.importorskip("borax.calendars.lunardate")
    day, end = date(1900, 1, 31), date(2089, 2, 9)
    while day <= end:
        theirs = borax.LunarDate.from_solar(day)
        assert lunar.to_lunar(day.toordinal()) == (theirs.year, theirs.month, theirs.day, bool(theirs.leap)), day
        day += timedelta(days=1)
