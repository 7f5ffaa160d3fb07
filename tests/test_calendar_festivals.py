"""Festivals on their days, definitions as a policy writes them, and names as people type them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from repbook.calendar import festivals
from repbook.calendar.festivals import Definition
from repbook.errors import BadInput
from repbook.terms import day_of, iso

DATA = Path(__file__).parent / "data" / "calendar"
ALL = {
    "new-year", "laba", "little-new-year", "new-years-eve", "spring-festival", "lantern", "womens-day", "qingming", "labour-day",
    "dragon-boat", "qixi", "zhongyuan", "mid-autumn", "teachers-day", "national-day", "double-ninth", "winter-solstice", "christmas",
    "thanksgiving-us", "easter",
}  # fmt: skip


def known() -> list[tuple[str, int, list[str]]]:
    with (DATA / "festivals.csv").open(encoding="utf-8", newline="") as file:
        return [
            (row["festival"], int(year), [f"{year}-{day}" for day in cell.split()])
            for row in csv.DictReader(file)
            for year, cell in row.items()
            if year != "festival"
        ]


def in_year(definition: Definition, year: int) -> list[str]:
    return [iso(day) for day in festivals.occurrences(definition, day_of(f"{year}-01-01"), day_of(f"{year}-12-31"))]


@pytest.mark.parametrize(("name", "year", "days"), known())
def test_a_festival_falls_where_the_verified_table_says(name: str, year: int, days: list[str]) -> None:
    side = "north" if name == "little-new-year" else "south"
    key = name.removesuffix("-south")
    assert in_year(festivals.definitions(side)[key], year) == days


def test_all_festivals_of_the_rule_book_are_there() -> None:
    assert set(festivals.definitions()) == ALL
    assert set(festivals.NAMES_ZH.values()) == ALL


@pytest.mark.parametrize(
    ("name", "year", "days"),
    [
        ("dragon-boat", 2009, ["2009-05-28"]),  # a leap fifth month repeats no festival
        ("mid-autumn", 1976, ["1976-09-08"]),  # nor does a leap eighth one
        ("new-years-eve", 2027, ["2027-02-05"]),  # the 29th of the twelfth month
        ("new-years-eve", 2101, ["2101-01-28"]),  # the end of lunar 2100
        ("spring-festival", 2101, []),
        ("spring-festival", 1899, []),
        ("mid-autumn", 1900, ["1900-09-08"]),
        ("qingming", 1900, ["1900-04-05"]),
        ("qingming", 1899, []),
        ("qingming", 2100, ["2100-04-05"]),
        ("qingming", 2101, []),
        ("winter-solstice", 1951, ["1951-12-23"]),  # a second after midnight
        ("winter-solstice", 2021, ["2021-12-21"]),  # forty seconds before it
        ("christmas", 9999, ["9999-12-25"]),
        ("thanksgiving-us", 9999, ["9999-11-25"]),
        ("easter", 2000, ["2000-04-23"]),
        ("easter", 2285, ["2285-03-22"]),  # the earliest Easter there is
        ("easter", 2038, ["2038-04-25"]),  # and the latest
    ],
)
def test_years_at_the_edge(name: str, year: int, days: list[str]) -> None:
    assert in_year(festivals.definitions()[name], year) == days


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [("2026-09-25", "2026-09-25", 1), ("2026-09-24", "2026-09-24", 0), ("2026-09-26", "2027-09-14", 0), ("2026-09-26", "2027-09-15", 1)],
)
def test_both_ends_of_a_stretch_belong_to_it(first: str, last: str, expected: int) -> None:
    assert len(festivals.occurrences(festivals.definitions()["mid-autumn"], day_of(first), day_of(last))) == expected


@pytest.mark.parametrize(
    ("text", "year", "days"),
    [
        ("solar=03-08", 2026, ["2026-03-08"]),
        ('solar = "3-8"', 2026, ["2026-03-08"]),
        ("solar = 02-29", 2026, ["2026-02-28"]),
        ("lunar = '2-2'", 2026, ["2026-03-20"]),
        ("lunar=12-30", 2027, ["2027-02-05"]),
        ('term = "冬至"', 2026, ["2026-12-22"]),
        ("term=立春", 2026, ["2026-02-04"]),
        ("term=小寒", 2026, ["2026-01-05"]),
        ("easter = 0", 2026, ["2026-04-05"]),
        ("easter=-2", 2026, ["2026-04-03"]),
        ("easter=-300", 2026, ["2026-06-01"]),  # counted from the Easter of the year after
        ("easter=300", 2026, ["2026-02-14"]),  # and of the year before
        ('weekday = "4 thu nov"', 2026, ["2026-11-26"]),
        ("weekday=2 Sunday May", 2026, ["2026-05-10"]),
        ("weekday=last mon may", 2026, ["2026-05-25"]),
        ("weekday=last thu dec", 2026, ["2026-12-31"]),
        ("weekday=5 sun may", 2026, ["2026-05-31"]),
        ("weekday=5 mon may", 2026, []),
        ("weekday=1 fri may", 2026, ["2026-05-01"]),
    ],
)
def test_a_policy_defines_a_festival(text: str, year: int, days: list[str]) -> None:
    assert in_year(festivals.parse_definition(text), year) == days


@pytest.mark.parametrize("at", range(24))
def test_every_solar_term_has_a_name_and_its_half_of_a_month(at: int) -> None:
    names = "小寒 大寒 立春 雨水 惊蛰 春分 清明 谷雨 立夏 小满 芒种 夏至 小暑 大暑 立秋 处暑 白露 秋分 寒露 霜降 立冬 小雪 大雪 冬至"
    definition = festivals.parse_definition(f"term = {names.split()[at]}")
    for year in (1900, 2026, 2100):
        (day,) = in_year(definition, year)
        month, of_month = int(day[5:7]), int(day[8:])
        assert month == at // 2 + 1
        assert (3 <= of_month <= 9) if at % 2 == 0 else (18 <= of_month <= 24)


@pytest.mark.parametrize(
    "text",
    [
        "", "solar", "solar=", "solar=13-01", "solar=02-30", "solar=8", "solar=2026-03-08", "lunar=13-1", "lunar=1-31", "lunar=0-1",
        "lunar=闰6-1", "term=春天", "term=", "easter=", "easter=x", "easter=400", "weekday=6 thu nov", "weekday=0 thu nov",
        "weekday=4 thu", "weekday=4 thx nov", "weekday=4 thu nox", "moon=1-1", "03-08",
    ],
)  # fmt: skip
def test_a_bad_definition_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(BadInput) as refusal:
        festivals.parse_definition(text)
    assert (refusal.value.key, refusal.value.params) == ("bad_festival", {"text": text})


def test_own_festivals_come_on_top_and_may_replace() -> None:
    own = festivals.definitions("south", {"shop-day": "solar=06-18", "easter": "easter = 1"})
    assert set(own) == ALL | {"shop-day"}
    assert in_year(own["shop-day"], 2026) == ["2026-06-18"]
    assert in_year(own["easter"], 2026) == ["2026-04-06"]
    assert in_year(festivals.definitions()["easter"], 2026) == ["2026-04-05"]


def test_little_new_year_is_of_the_south_or_the_north() -> None:
    assert in_year(festivals.definitions()["little-new-year"], 2026) == ["2026-02-11"]
    with pytest.raises(BadInput) as refusal:
        festivals.definitions("east")
    assert refusal.value.key == "bad_little_new_year"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("spring-festival", "spring-festival"),
        ("Spring Festival", "spring-festival"),
        ("new-year's-eve", "new-years-eve"),
        ("mid_autumn", "mid-autumn"),
        (" 春节 ", "spring-festival"),
        ("端午", "dragon-boat"),
        ("端午节", "dragon-boat"),
        ("中秋节", "mid-autumn"),
        ("元旦", "new-year"),
        ("国庆", "national-day"),
        ("小年", "little-new-year"),
        ("感恩节", "thanksgiving-us"),
        ("冬至", "winter-solstice"),
        ("spring", None),
        ("", None),
        ("小满", None),
    ],
)
def test_festivals_go_by_many_names(text: str, key: str | None) -> None:
    assert festivals.festival_key(text) == key


def test_easter_agrees_with_dateutil() -> None:
    easter = pytest.importorskip("dateutil.easter").easter
    assert [festivals.easter_sunday(year) for year in range(1900, 2201)] == [easter(year).toordinal() for year in range(1900, 2201)]


def test_solar_terms_agree_with_borax() -> None:
    terms = pytest.importorskip("borax.calendars.lunardate").TermUtils
    different = {
        (year, n) for year in range(1901, 2101) for n in range(24) if festivals.term_day(year, n) != terms.nth_term_day(year, n).toordinal()
    }
    assert different == {(1979, 1)}  # 大寒 of 1979 fell four seconds before midnight
