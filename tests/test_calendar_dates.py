"""The date grammar in both languages, seen from Sunday 22 November 2026 unless said; refusals with their reason."""

from __future__ import annotations

from typing import Literal

import pytest

from repbook.calendar.dates import add_months, parse_birthday, parse_date, parse_exact_date
from repbook.errors import BadDate
from repbook.terms import NO_END, Birthday, day_of, iso

SUNDAY = day_of("2026-11-22")
Side = Literal["past", "future"]


def understood(text: str, prefer: Side = "past", today: str = "2026-11-22") -> str:
    return iso(parse_date(text, day_of(today), prefer))


def refusal_of(text: str, prefer: Side = "past", today: str = "2026-11-22") -> str:
    with pytest.raises(BadDate) as refusal:
        parse_date(text, day_of(today), prefer)
    assert refusal.value.params["text"] == text
    return refusal.value.key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-22", "2026-11-22"),
        ("2026-1-6", "2026-01-06"),
        ("2026/1/6", "2026-01-06"),
        ("2026.1.6", "2026-01-06"),
        ("20260106", "2026-01-06"),
        ("2026年1月6日", "2026-01-06"),
        ("2026年1月6号", "2026-01-06"),
        ("2026 年 1 月 6 日", "2026-01-06"),
        ("２０２６－０１－０６", "2026-01-06"),
        ("二〇二六年十一月二十二日", "2026-11-22"),
        (" 2030-02-28 ", "2030-02-28"),
        ("2024-02-29", "2024-02-29"),
        ("1900-01-01", "1900-01-01"),
        ("9999-12-31", "9999-12-31"),
        ("Nov 22 2026", "2026-11-22"),
        ("22 november 2026", "2026-11-22"),
        ("22-Nov-2026", "2026-11-22"),
        ("Sun 22 Nov 2026", "2026-11-22"),
        ("Sunday, November 22nd, 2026", "2026-11-22"),
        ("2026年11月22日 星期日", "2026-11-22"),
        ("2026年11月22日周日", "2026-11-22"),
    ],
)
def test_full_dates(text: str, expected: str) -> None:
    assert understood(text) == understood(text, "future") == expected


@pytest.mark.parametrize(
    ("text", "past", "future"),
    [
        ("11-22", "2026-11-22", "2026-11-22"),
        ("11/22", "2026-11-22", "2026-11-22"),
        ("11月22日", "2026-11-22", "2026-11-22"),
        ("11月22号", "2026-11-22", "2026-11-22"),
        ("十一月二十二日", "2026-11-22", "2026-11-22"),
        ("22 Nov", "2026-11-22", "2026-11-22"),
        ("1-26", "2026-01-26", "2027-01-26"),
        ("9-3", "2026-09-03", "2027-09-03"),
        ("sept 3", "2026-09-03", "2027-09-03"),
        ("11-23", "far_date", "2026-11-23"),
        ("11-21", "2026-11-21", "far_date"),
        ("12-25", "far_date", "2026-12-25"),
        ("2-29", "far_date", "far_date"),
    ],
)
def test_a_day_without_year_takes_the_preferred_side(text: str, past: str, future: str) -> None:
    for prefer, expected in (("past", past), ("future", future)):
        found = refusal_of(text, prefer) if expected == "far_date" else understood(text, prefer)  # type: ignore[arg-type]
        assert found == expected


def test_three_hundred_days_are_near_and_one_more_is_far() -> None:
    assert understood("1-26") == iso(SUNDAY - 300)
    assert refusal_of("1-25") == "far_date"
    assert understood("9-18", "future") == iso(SUNDAY + 300)
    assert refusal_of("9-19", "future") == "far_date"
    with pytest.raises(BadDate) as refusal:
        parse_date("1-25", SUNDAY)
    assert refusal.value.params == {"text": "1-25", "day": SUNDAY - 301, "days": 301}


def test_around_new_year_the_year_is_the_near_one() -> None:
    assert understood("12-30", today="2027-01-02") == "2026-12-30"
    assert understood("1-2", "future", today="2026-12-30") == "2027-01-02"
    assert understood("2-29", today="2024-03-01") == "2024-02-29"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", "2026-11-22"), ("今天", "2026-11-22"), ("今日", "2026-11-22"), ("TODAY", "2026-11-22"), ("yesterday", "2026-11-21"),
        ("昨天", "2026-11-21"), ("前天", "2026-11-20"), ("大前天", "2026-11-19"), ("day before yesterday", "2026-11-20"),
        ("tomorrow", "2026-11-23"), ("明天", "2026-11-23"), ("后天", "2026-11-24"), ("後天", "2026-11-24"), ("大后天", "2026-11-25"),
        ("3d ago", "2026-11-19"), ("3 days ago", "2026-11-19"), ("1 day ago", "2026-11-21"), ("two weeks ago", "2026-11-08"),
        ("a month ago", "2026-10-22"), ("2y ago", "2024-11-22"), ("3天前", "2026-11-19"), ("３天前", "2026-11-19"),
        ("三天前", "2026-11-19"), ("3天以前", "2026-11-19"), ("两周前", "2026-11-08"), ("两个星期前", "2026-11-08"),
        ("十二天前", "2026-11-10"), ("一个月前", "2026-10-22"), ("半年前", "2026-05-22"), ("一年前", "2025-11-22"),
        ("+2w", "2026-12-06"), ("+3d", "2026-11-25"), ("+1m", "2026-12-22"), ("+1y", "2027-11-22"), ("-3d", "2026-11-19"),
        ("+2周", "2026-12-06"), ("in 3 days", "2026-11-25"), ("in a week", "2026-11-29"), ("3 days from now", "2026-11-25"),
        ("两周后", "2026-12-06"), ("3天后", "2026-11-25"), ("三天之后", "2026-11-25"), ("一个月后", "2026-12-22"),
        ("月底", "2026-11-30"), ("本月底", "2026-11-30"), ("月末", "2026-11-30"), ("end of month", "2026-11-30"),
        ("eom", "2026-11-30"), ("上月底", "2026-10-31"), ("end of last month", "2026-10-31"), ("下个月底", "2026-12-31"),
        ("end of next month", "2026-12-31"), ("月初", "2026-11-01"), ("下月初", "2026-12-01"), ("年底", "2026-12-31"),
        ("end of year", "2026-12-31"), ("明年底", "2027-12-31"), ("年初", "2026-01-01"), ("上个月5号", "2026-10-05"),
        ("本月20日", "2026-11-20"), ("下月31日", "2026-12-31"), ("去年11月3日", "2025-11-03"), ("明年3月5日", "2027-03-05"),
    ],
)  # fmt: skip
def test_words_count_from_today(text: str, expected: str) -> None:
    assert understood(text) == understood(text, "future") == expected


@pytest.mark.parametrize(
    ("today", "text", "expected"),
    [
        ("2026-11-22", "last friday", "2026-11-20"),
        ("2026-11-20", "last friday", "2026-11-13"),
        ("2026-11-21", "last friday", "2026-11-20"),
        ("2026-11-19", "last fri", "2026-11-13"),
        ("2026-11-22", "this fri", "2026-11-20"),
        ("2026-11-16", "this fri", "2026-11-20"),
        ("2026-11-22", "this sunday", "2026-11-22"),
        ("2026-11-22", "next wed", "2026-11-25"),
        ("2026-11-23", "next wed", "2026-11-25"),
        ("2026-11-25", "next wed", "2026-12-02"),
        ("2026-11-22", "Next Sunday", "2026-11-29"),
        ("2026-11-22", "上周五", "2026-11-13"),
        ("2026-11-23", "上周五", "2026-11-20"),
        ("2026-11-22", "上星期五", "2026-11-13"),
        ("2026-11-22", "上礼拜五", "2026-11-13"),
        ("2026-11-22", "上个礼拜天", "2026-11-15"),
        ("2026-11-22", "上上周五", "2026-11-06"),
        ("2026-11-22", "本周三", "2026-11-18"),
        ("2026-11-22", "这周日", "2026-11-22"),
        ("2026-11-22", "这个星期三", "2026-11-18"),
        ("2026-11-22", "下周三", "2026-11-25"),
        ("2026-11-23", "下周三", "2026-12-02"),
        ("2026-11-22", "下下周三", "2026-12-02"),
        ("2026-11-22", "下週三", "2026-11-25"),
    ],
)
def test_weekdays_of_a_week_named(today: str, text: str, expected: str) -> None:
    assert understood(text, "past", today) == understood(text, "future", today) == expected


@pytest.mark.parametrize("text", ["fri", "Friday", "周五", "星期五", "礼拜五"])
def test_a_bare_weekday_is_the_nearest_on_the_preferred_side(text: str) -> None:
    assert (understood(text), understood(text, "future")) == ("2026-11-20", "2026-11-27")
    assert understood(text, "past", "2026-11-20") == understood(text, "future", "2026-11-20") == "2026-11-20"


@pytest.mark.parametrize(
    ("text", "past", "future"),
    [
        ("lunar 8-15", "2026-09-25", "2027-09-15"),
        ("Lunar 8/15", "2026-09-25", "2027-09-15"),
        ("农历八月十五", "2026-09-25", "2027-09-15"),
        ("农历 8月15", "2026-09-25", "2027-09-15"),
        ("農曆8-15", "2026-09-25", "2027-09-15"),
        ("农历八月十五日", "2026-09-25", "2027-09-15"),
        ("正月初五", "2026-02-21", "2027-02-10"),
        ("十月廿八", "far_date", "2026-12-06"),
        ("腊月三十", "far_date", "far_date"),
        ("lunar 2026-8-15", "2026-09-25", "2026-09-25"),
        ("农历2026年八月十五", "2026-09-25", "2026-09-25"),
        ("农历二〇二六年八月十五", "2026-09-25", "2026-09-25"),
        ("lunar 2025-6-1", "2025-06-25", "2025-06-25"),
        ("lunar leap 2025-6-1", "2025-07-25", "2025-07-25"),
        ("农历2025年闰六月初一", "2025-07-25", "2025-07-25"),
        ("闰六月初一", "far_date", "far_date"),  # 2025, and next in 2036: never the ordinary month
    ],
)
def test_lunar_dates(text: str, past: str, future: str) -> None:
    for prefer, expected in (("past", past), ("future", future)):
        found = refusal_of(text, prefer) if expected == "far_date" else understood(text, prefer)  # type: ignore[arg-type]
        assert found == expected


@pytest.mark.parametrize("text", ["闰六月初一", "闰6月初一", "lunar leap 6-1", "leap 6-1", "農曆閏六月初一"])
def test_a_leap_month_is_found_in_the_year_that_has_it(text: str) -> None:
    assert understood(text, "past", "2025-08-30") == understood(text, "future", "2025-07-01") == "2025-07-25"


@pytest.mark.parametrize(
    ("key", "texts"),
    [
        (
            "no_such_day",
            [
                "2-30", "2026-02-30", "2025-02-29", "2026-02-29", "13-01", "2026-13-01", "2026-1-0", "0-5", "30 Feb", "2月30日",
                "20261301", "+9999y", "999 years ago", "本月31日",
            ],
        ),
        ("no_such_lunar_day", ["lunar 13-1", "lunar 8-31", "农历2026年闰六月初一", "农历2026年腊月三十一"]),
        ("year_out_of_range", ["1850-01-01", "1899-12-31", "0999-01-01", "10000-01-01", "农历1899年正月初一", "农历2101年正月初一"]),
        (
            "doubtful_date",
            [
                "10", "2026", "1122", "261122", "22号", "11月", "2026-11", "05-12-2026", "5/12/26", "26-11-22", "26年11月22日", "+3",
                "3d", "八月十五", "上周", "下周", "上个月", "周末", "next week", "nov 2026", "半个月后", "Mon 22 Nov 2026",
                "mon 22 nov", "2026年11月22日星期一",
            ],
        ),
        (
            "not_a_date",
            [
                "", "  ", "foo", "someday", "last sept", "3 days", "in 3 days ago", "三四天前", "十几天前", "初十一", "周八", "农历",
                "2026-11-22x", "2026-W47-1", "²", "١١-٢٢", "x" * 10_000,
            ],
        ),
        ("leap_needs_lunar", ["solar leap 6-1", "公历闰六月初一"]),
    ],
)  # fmt: skip
def test_refusals(key: str, texts: list[str]) -> None:
    assert {text: refusal_of(text) for text in texts} == dict.fromkeys(texts, key)
    assert {text: refusal_of(text, "future") for text in texts} == dict.fromkeys(texts, key)


def test_nothing_lies_beyond_the_last_day() -> None:
    for text in ("tomorrow", "+1d", "next mon", "+1m"):
        assert refusal_of(text, "future", "9999-12-31") == "no_such_day"
    assert understood("11-22", "past", "9999-12-31") == "9999-11-22"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-16", "2026-01-16"),
        ("2026-1-16", "2026-01-16"),
        ("2026/1/16", "2026-01-16"),
        ("2026.1.16", "2026-01-16"),
        ("2026年1月16日", "2026-01-16"),
        ("20260116", "2026-01-16"),
        (" 2026/01/16 ", "2026-01-16"),
        ("2026-01-16 00:00:00", "2026-01-16"),
        ("2026/1/16 0:00", "2026-01-16"),
        ("2026-01-16T08:30:00.000Z", "2026-01-16"),
        ("2026-01-16 08:30:00+08:00", "2026-01-16"),
        ("2026年1月16日 0:00", "2026-01-16"),
        ("2026/1/16 上午 12:00:00", "2026-01-16"),
        ("2026/1/16 12:00 AM", "2026-01-16"),
        ("2026年1月16日 星期五", "2026-01-16"),
        ("16-Jan-2026", "2026-01-16"),
    ],
)
def test_cells_with_a_full_date(text: str, expected: str) -> None:
    assert iso(parse_exact_date(text)) == expected


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "not_a_full_date"),
        ("today", "not_a_full_date"),
        ("0:00", "not_a_full_date"),
        ("3天前", "not_a_full_date"),
        ("2026-02-30", "no_such_full_day"),
        ("2026-02-30 0:00", "no_such_full_day"),
        ("2026/13/1", "no_such_full_day"),
        ("1-16", "doubtful_date"),
        ("1月16日", "doubtful_date"),
        ("26/1/16", "doubtful_date"),
        ("16/1/2026", "doubtful_date"),
        ("46348", "doubtful_date"),
        ("2026-01", "doubtful_date"),
        ("农历2026年八月十五", "doubtful_date"),
    ],
)
def test_cells_without_one_are_refused(text: str, key: str) -> None:
    with pytest.raises(BadDate) as refusal:
        parse_exact_date(text)
    assert (refusal.value.key, refusal.value.params) == (key, {"text": text})


@pytest.mark.parametrize(
    ("text", "last"), [("1899-12-31", 9999), ("10000-01-01", 9999), ("农历1899年腊月三十", 2100), ("农历2101年正月初一", 2100)]
)
def test_a_year_out_of_range_is_told_with_the_range(text: str, last: int) -> None:
    with pytest.raises(BadDate) as refusal:
        parse_birthday(text, None)
    assert (refusal.value.key, refusal.value.params) == ("year_out_of_range", {"text": text, "first": 1900, "last": last})
    assert refusal_of(text) == "year_out_of_range"
    assert (parse_birthday("1900-01-01", None).year, parse_birthday("9999-12-31", None).year) == (1900, 9999)


@pytest.mark.parametrize(
    ("text", "lunar", "expected"),
    [
        ("8-15", None, Birthday(8, 15)),
        ("08/15", None, Birthday(8, 15)),
        ("8月15日", None, Birthday(8, 15)),
        ("15 Aug", None, Birthday(8, 15)),
        ("8-15", False, Birthday(8, 15)),
        ("8-15", True, Birthday(8, 15, True)),
        ("八月十五", True, Birthday(8, 15, True)),
        ("八月十五", False, Birthday(8, 15)),
        ("2-29", None, Birthday(2, 29)),
        ("2-30", True, Birthday(2, 30, True)),
        ("1983-02-21", None, Birthday(2, 21, year=1983)),
        ("1983/2/21", None, Birthday(2, 21, year=1983)),
        ("1961年8月5日", None, Birthday(8, 5, year=1961)),
        ("1961年8月5日", True, Birthday(8, 5, True, year=1961)),
        ("lunar 8-15", None, Birthday(8, 15, True)),
        ("lunar 8-15", True, Birthday(8, 15, True)),
        ("农历八月十五", None, Birthday(8, 15, True)),
        ("正月初五", None, Birthday(1, 5, True)),
        ("lunar 12-30", None, Birthday(12, 30, True)),
        ("lunar leap 6-1", None, Birthday(6, 1, True, True)),
        ("闰6-1", None, Birthday(6, 1, True, True)),
        ("闰6-1", True, Birthday(6, 1, True, True)),
        ("leap 6-1", True, Birthday(6, 1, True, True)),
        ("闰六月初一", None, Birthday(6, 1, True, True)),
        ("农历1987年闰六月初一", None, Birthday(6, 1, True, True, 1987)),
        ("lunar leap 1987-6-1", None, Birthday(6, 1, True, True, 1987)),
        ("lunar 1983-1-1", None, Birthday(1, 1, True, year=1983)),
    ],
)
def test_birthdays(text: str, lunar: bool | None, expected: Birthday) -> None:
    assert parse_birthday(text, lunar) == expected


@pytest.mark.parametrize(
    ("text", "lunar", "key"),
    [
        ("2-30", None, "no_such_day"),
        ("2-30", False, "no_such_day"),
        ("1983-02-29", None, "no_such_day"),
        ("13-1", None, "no_such_day"),
        ("lunar 13-1", None, "no_such_lunar_day"),
        ("lunar 8-31", None, "no_such_lunar_day"),
        ("lunar 0-1", None, "no_such_lunar_day"),
        ("8-0", True, "no_such_lunar_day"),
        ("1988年闰六月初一", None, "no_such_lunar_day"),  # that year had no leap sixth month
        ("八月十五", None, "doubtful_date"),
        ("10", None, "doubtful_date"),
        ("83-2-21", None, "doubtful_date"),
        ("21-02-1983", None, "doubtful_date"),
        ("", None, "not_a_birthday"),
        ("today", None, "not_a_birthday"),
        ("闰6-1", False, "leap_needs_lunar"),
        ("lunar leap 6-1", False, "leap_needs_lunar"),
        ("solar leap 6-1", None, "leap_needs_lunar"),
        ("lunar 8-15", False, "calendar_conflict"),
        ("公历8-15", True, "calendar_conflict"),
        ("15 Aug", True, "calendar_conflict"),
    ],
)
def test_birthdays_refused(text: str, lunar: bool | None, key: str) -> None:
    with pytest.raises(BadDate) as refusal:
        parse_birthday(text, lunar)
    assert (refusal.value.key, refusal.value.params) == (key, {"text": text})


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-01-30", 1, "2026-02-28"),
        ("2026-01-28", 1, "2026-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-03-31", 1, "2026-04-30"),
        ("2026-11-22", 1, "2026-12-22"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-11-22", 12, "2027-11-22"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("1999-12-31", 2, "2000-02-29"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-11-22", 0, "2026-11-22"),
    ],
)
def test_months_are_calendar_months(day: str, months: int, expected: str) -> None:
    assert iso(add_months(day_of(day), months)) == expected


def test_months_beyond_the_calendar_end_with_it() -> None:
    assert add_months(day_of("2026-11-22"), 1_000_000) == NO_END
    assert add_months(day_of("2026-11-22"), -1_000_000) == 1
