"""Working days: the notices of the State Council, the estimate for other years, year files, own days, and counting."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from repbook.calendar.workdays import Workdays, lacking, parse_year_file
from repbook.errors import BadInput
from repbook.terms import NO_END, Day, day_of, iso

YEAR_2026 = (Path(__file__).parent / "data" / "calendar" / "cn_2026.csv").read_text(encoding="utf-8")
CN = Workdays()


def year(number: int) -> range:
    return range(day_of(f"{number}-01-01"), day_of(f"{number}-12-31") + 1)


def off_on_weekdays(days: Workdays, number: int) -> list[str]:
    return [iso(day) for day in year(number) if date.fromordinal(day).weekday() < 5 and not days.is_working(day)]


def test_every_day_of_2026_is_as_the_notice_says() -> None:
    special = {day_of(row["date"]): row["kind(off/work)"] == "work" for row in csv.DictReader(YEAR_2026.splitlines())}
    assert len(special) == 39
    for day in year(2026):
        assert CN.is_working(day) == special.get(day, date.fromordinal(day).weekday() < 5), iso(day)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2004-01-01", False),
        ("2004-01-17", True),  # a Saturday worked for Spring Festival
        ("2007-12-31", False),  # New Year of 2008 begins in 2007
        ("2015-09-03", False),
        ("2020-01-31", False),  # the holiday that was prolonged
        ("2024-02-09", True),  # New Year's Eve that was worked
        ("2025-01-26", True),
        ("2025-10-08", False),
        ("2026-02-23", False),
        ("2026-02-24", True),
        ("2026-11-21", False),
        ("2026-11-22", False),
        ("2026-11-23", True),
    ],
)
def test_days_of_the_notices(day: str, works: bool) -> None:
    assert CN.is_working(day_of(day)) is works
    assert not CN.estimated(day_of(day))


def test_a_year_without_notice_is_estimated() -> None:
    assert off_on_weekdays(CN, 2027) == [
        "2027-01-01", "2027-02-05", "2027-02-08", "2027-04-05", "2027-06-09", "2027-09-15", "2027-10-01",
    ]  # fmt: skip
    assert not any(CN.is_working(day) for day in year(2027) if date.fromordinal(day).weekday() > 4)
    assert off_on_weekdays(CN, 2003)[:4] == ["2003-01-01", "2003-01-31", "2003-02-03", "2003-05-01"]
    assert off_on_weekdays(CN, 2029) == [
        "2029-01-01", "2029-02-12", "2029-02-13", "2029-02-14", "2029-02-15", "2029-04-04",
        "2029-05-01", "2029-05-02", "2029-10-01", "2029-10-02", "2029-10-03",
    ]  # fmt: skip


def test_beyond_the_lunar_table_only_the_fixed_days_are_off() -> None:
    assert off_on_weekdays(CN, 2150) == ["2150-01-01", "2150-05-01", "2150-10-01", "2150-10-02"]
    assert CN.estimated(day_of("2150-05-05"))


@pytest.mark.parametrize(("day", "guess"), [("2003-12-31", True), ("2004-01-01", False), ("2026-12-31", False), ("2027-01-01", True)])
def test_estimates_are_marked(day: str, guess: bool) -> None:
    assert CN.estimated(day_of(day)) is guess


@pytest.mark.parametrize("name", ["none", "mon-fri"])
def test_the_plain_calendar_knows_no_holidays_and_no_doubt(name: str) -> None:
    plain = Workdays(name)
    assert off_on_weekdays(plain, 2026) == off_on_weekdays(plain, 2027) == []
    assert not plain.is_working(day_of("2026-02-14"))
    assert not plain.estimated(day_of("2027-01-01"))
    assert plain.known_years() == []


def test_an_unknown_calendar_is_refused() -> None:
    with pytest.raises(BadInput) as refusal:
        Workdays("mars")
    assert (refusal.value.key, refusal.value.params) == ("unknown_calendar", {"name": "mars"})


def test_a_year_file_replaces_the_whole_year() -> None:
    days = Workdays("cn", {2026: {day_of("2026-11-23"): False, day_of("2026-11-28"): True}, 2027: {day_of("2027-03-01"): False}})
    assert off_on_weekdays(days, 2026) == ["2026-11-23"]
    assert days.is_working(day_of("2026-11-28"))
    assert not days.is_working(day_of("2026-02-14"))  # the notice's working Saturday is gone with the notice
    assert off_on_weekdays(days, 2027) == ["2027-03-01"]
    assert not days.estimated(day_of("2027-01-01"))
    assert days.estimated(day_of("2028-01-01"))
    assert days.known_years() == [*range(2004, 2028)]
    assert off_on_weekdays(Workdays("none", {2027: {day_of("2027-03-01"): False}}), 2027) == ["2027-03-01"]


def test_a_day_of_the_december_before_replaces_that_day_only() -> None:
    days = Workdays("cn", {2027: {day_of("2026-12-31"): False, day_of("2027-01-01"): False}})
    assert off_on_weekdays(days, 2026) == [*off_on_weekdays(CN, 2026), "2026-12-31"]
    assert not days.is_working(day_of("2026-10-05"))


def test_own_days_come_on_top() -> None:
    days = Workdays("cn", {}, days_off=[day_of("2026-11-23"), day_of("2026-11-29")], work_days=[day_of("2026-11-28"), day_of("2026-11-29")])
    assert not days.is_working(day_of("2026-11-23"))
    assert days.is_working(day_of("2026-11-28"))
    assert not days.is_working(day_of("2026-11-29"))  # in both: off
    assert not Workdays("none", days_off=[day_of("2026-11-23")]).is_working(day_of("2026-11-23"))
    assert not Workdays("cn", days_off=[day_of("2027-11-23")]).is_working(day_of("2027-11-23"))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-20", "2026-11-20"),
        ("2026-11-21", "2026-11-23"),
        ("2026-11-22", "2026-11-23"),
        ("2026-02-14", "2026-02-14"),
        ("2026-02-15", "2026-02-24"),
        ("2026-02-23", "2026-02-24"),
        ("2026-10-10", "2026-10-10"),
        ("2026-12-31", "2026-12-31"),
        ("2027-01-01", "2027-01-04"),
    ],
)
def test_the_first_working_day_on_or_after(day: str, expected: str) -> None:
    assert iso(CN.workday(day_of(day))) == expected


@pytest.mark.parametrize(
    ("day", "k", "expected"),
    [
        ("2026-11-20", 0, "2026-11-20"),
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-11-21", 0, "2026-11-23"),
        ("2026-11-21", 1, "2026-11-23"),  # the first working day after a Saturday
        ("2026-11-21", 2, "2026-11-24"),
        ("2026-11-19", 3, "2026-11-24"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 2, "2026-02-24"),
        ("2026-02-20", 5, "2026-02-28"),
        ("2026-12-31", 1, "2027-01-04"),
    ],
)
def test_working_days_are_counted(day: str, k: int, expected: str) -> None:
    assert iso(CN.add(day_of(day), k)) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-22", "2026-11-20"),
        ("2026-11-20", "2026-11-20"),
        ("2026-02-14", "2026-02-14"),
        ("2026-02-23", "2026-02-14"),
        ("2027-01-03", "2026-12-31"),
    ],
)
def test_the_last_working_day_up_to(day: str, expected: str) -> None:
    assert iso(CN.last_workday(day_of(day))) == expected


def test_counting_stops_at_the_end_of_the_calendar() -> None:
    assert CN.workday(NO_END) == NO_END
    assert CN.add(NO_END, 3) == NO_END
    assert CN.workday(NO_END + 100) == NO_END


@pytest.mark.parametrize(
    "text",
    [
        "date,kind\n2027-01-01,off\n2027-01-02,work\n",
        "\ufeff日期,类型\n2027/1/1,休\n2027/1/2,班\n",
        "2027-01-01,off\r\n\r\n2027年1月2日, Work ,补班\r\n",
        "name,date,weekday,kind(off/work)\n元旦,20270101,Fri,off\n元旦,2027-01-02,Sat,work",
        '{"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}, {"date": "2027-01-02", "isOffDay": false}]}',
    ],
)
def test_a_year_file_is_read_in_its_forms(text: str) -> None:
    assert parse_year_file(text) == {2027: {day_of("2027-01-01"): False, day_of("2027-01-02"): True}}


def test_a_whole_year_read_back_is_the_shipped_one() -> None:
    days = Workdays("cn", parse_year_file(YEAR_2026))
    assert [day for day in year(2026) if days.is_working(day) != CN.is_working(day)] == []


def test_a_file_of_several_years_is_split_and_december_stays_with_its_notice() -> None:
    both = parse_year_file("2027-10-01,off\n2028-01-03,off\n")
    assert {number: [iso(day) for day in days] for number, days in both.items()} == {2027: ["2027-10-01"], 2028: ["2028-01-03"]}
    december: dict[int, dict[Day, bool]] = {2028: {day_of("2027-12-31"): False, day_of("2028-01-01"): False}}
    assert parse_year_file("2027-12-31,off\n2028-01-01,off\n") == december
    days = [{"date": "2027-12-31", "isOffDay": True}, {"date": "2028-01-01", "isOffDay": True}]
    assert parse_year_file(json.dumps({"year": 2028, "days": days})) == december
    assert parse_year_file("2027-12-31,off\n") == {2027: {day_of("2027-12-31"): False}}


@pytest.mark.parametrize(
    ("text", "line", "shown"),
    [
        ("date,kind\n2027-01-01,off\n2027-02-30,off\n", 3, "2027-02-30,off"),
        ("2027-01-01,off\n2027-01-02,maybe\n", 2, "2027-01-02,maybe"),
        ("2027-01-01\n", 1, "2027-01-01"),
        ("day,what\n2027-01-01,off\n", 1, "day,what"),
        ("1-1,off\n", 1, "1-1,off"),
        ("2027-01-01,off\n2027-01-01,work\n", 2, "2027-01-01,work"),
        ('{"year": 2027,\n "days": [}\n', 2, '"days": [}'),
        ('{"days": []}', 1, '{"days": []}'),
        ('{"year": 2027, "days": 3}', 1, '{"year": 2027, "days": 3}'),
        ('{"year": 2027, "days": [\n{"date": "2027-13-01", "isOffDay": true}]}', 2, "2027-13-01"),
        ('{"year": 2027, "days": [\n{"date": "2027-01-01"}]}', 2, "2027-01-01"),
        ('{"year": 2027, "days": [\n{"date": "2024-01-01", "isOffDay": true}]}', 2, "2024-01-01"),
    ],
)
def test_a_bad_year_file_is_refused_by_its_line(text: str, line: int, shown: str) -> None:
    with pytest.raises(BadInput) as refusal:
        parse_year_file(text)
    assert (refusal.value.key, refusal.value.params) == ("bad_year_file", {"line": line, "text": shown})


@pytest.mark.parametrize("text", ["", "\n\n", "date,kind\n", '{"year": 2027, "days": []}'])
def test_a_year_file_without_a_day_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refusal:
        parse_year_file(text)
    assert refusal.value.key == "empty_year_file"


def test_every_day_agrees_with_chinesecalendar() -> None:
    theirs = pytest.importorskip("chinese_calendar")
    days = range(day_of("2004-01-01"), day_of("2026-12-31") + 1)
    assert [iso(day) for day in days if CN.is_working(day) != theirs.is_workday(date.fromordinal(day))] == []


def test_a_shipped_year_is_whole_and_lacks_what_is_taken_out_of_it() -> None:
    for number in range(2004, 2027):
        days = {day: CN.is_working(day) for day in year(number)}
        assert lacking(number, days) is None
        first = min(day for day in year(number) if not days[day] and iso(day)[5:] == "01-01")
        worked = days | {first: True}
        assert lacking(number, worked) == first
