"""Reading the dates that people type: a day, a spreadsheet cell, a birthday; and calendar months.

What a date means, `today` being given:

* Full dates: 2026-11-22, 2026/1/6, 2026.1.6, 20261122, 2026年1月6日, 22 Nov 2026, Nov 22, 2026. Numbers are always year,
  month, day; day first (05-12-2026) and years of two digits are doubtful. A weekday written along must be right. Years are 1900-9999.
* Without a year (11-22, 11/22, 11月22日, 22 Nov) it is the nearest such day on the preferred side: the latest up to today when
  the past is preferred, the earliest from today on when the future is. More than 300 days away it is refused.
* Lunar dates: lunar 8-15, lunar leap 6-1, 农历八月十五, 农历2026年八月十五, 闰六月初一, 正月初五; without a year as above, and
  exactly: a leap month is only ever the leap month. 八月十五 alone could be either calendar and is doubtful; 八月十五日 is solar.
* today, yesterday, tomorrow; 今天, 昨天, 前天, 大前天, 明天, 后天, 大后天. 3d ago, 2 weeks ago, in 3 days, +2w, -1m; 3天前,
  两周后, 一个月后.
* English weekdays: `last friday` is the latest one before today, `next wed` the first one after today, `this fri` that of the week
  from Monday to Sunday around today. Chinese ones count in weeks from Monday: 上周五 is Friday of the week before, 下周三 Wednesday
  of the week after, 本周三 and 这周三 of this week. A bare weekday is the nearest on the preferred side, today included.
* 月底, 月初, 年底, 年初, end of month: the last or first day of this month or year; 上月底, 下月初, 明年底 of the one beside it. 上个月5号,
  下月3日, 去年11月3日: that day there.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, TypeAlias

from repbook.calendar import lunar
from repbook.calendar._written import FIRST_YEAR, Written, not_understood, number, read, tidy, weekday_of
from repbook.errors import BadDate
from repbook.terms import NO_END, Birthday, Day

Side: TypeAlias = Literal["past", "future"]

FAR = 300
"""How many days away a day without a year may come out before it is refused."""

_WORDS = {
    "today": 0, "今天": 0, "今日": 0, "yesterday": -1, "昨天": -1, "昨日": -1, "tomorrow": 1, "明天": 1, "明日": 1, "前天": -2, "前日": -2,
    "day before yesterday": -2, "the day before yesterday": -2, "大前天": -3, "后天": 2, "后日": 2, "day after tomorrow": 2,
    "the day after tomorrow": 2, "大后天": 3,
}  # fmt: skip
_SMALL = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_SIDEWAYS = {"上上": -2, "上": -1, "last": -1, "本": 0, "这": 0, "当": 0, "this": 0, "": 0, "下": 1, "next": 1, "下下": 2}
_YEARS = {"前": -2, "去": -1, "今": 0, "本": 0, "": 0, "明": 1, "后": 2}
_TIMED = (
    r"(?P<date>.*?[0-9日])(?:t| )(?:[上下]午 ?)?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?[ap]m)?(?:z| ?[+-][0-9]{2}:?[0-9]{2})?"
)
_COUNT = r"(?P<count>[0-9]{1,6}|[零〇一二两三四五六七八九十]{1,3})"
_COUNT_EN = r"(?P<count>[0-9]{1,6}|[a-z]+)"
_UNIT = r"(?P<unit>d|days?|w|weeks?|m|months?|y|years?)"
_UNIT_ZH = r"(?P<unit>天|日|个?周|个?星期|个?礼拜|个月|年)"


def parse_date(text: str, today: Day, prefer: Side = "past") -> Day:
    """The day that a typed date means, as the head of this module says; raises BadDate when it could mean none or several."""
    if (day := _iso(text)) is None:
        day = _worded(tidy(text), text, today, prefer)
    if day is None:
        raise not_understood(text)
    if not date(FIRST_YEAR, 1, 1).toordinal() <= day <= NO_END:
        raise BadDate("no_such_day", text=text)
    return day


def parse_exact_date(text: str) -> Day:
    """The day of a spreadsheet cell: a full solar date with its year, a time of day after it ignored; raises BadDate for the rest."""
    if (day := _iso(text)) is not None:
        return day
    spaced = " ".join(text.lower().split())
    found = re.fullmatch(_TIMED, spaced)
    try:
        written = read(tidy(found["date"] if found else text))
        if written is None:
            raise not_understood(text)
        if written.year is None or written.lunar or written.vague:
            raise BadDate("doubtful_date", text=text)
        return _exact(written, written.year, False, text)
    except BadDate as error:
        raise BadDate(_IN_FILES.get(error.key, error.key), **error.params) from None


_IN_FILES = {"not_a_date": "not_a_full_date", "no_such_day": "no_such_full_day"}
"""What a spreadsheet is told in place of what a person is told who may say `yesterday`."""


def parse_birthday(text: str, lunar: bool | None) -> Birthday:
    """A birthday as people give it, its year optional; `lunar` is what was said beside it (None: nothing, so the text decides).

    Without any word for it a date is solar. Raises BadDate for a day that no year (or not that year) has, for a leap
    month when the calendar is said to be solar, and when text and calendar contradict each other.
    """
    written = read(tidy(text))
    if written is None:
        wrong = not_understood(text)
        raise wrong if wrong.key != "not_a_date" else BadDate("not_a_birthday", text=text)
    if written.vague and lunar is None:
        raise BadDate("doubtful_date", text=text)
    by_moon = bool(written.lunar) if lunar is None else lunar
    if written.leap and (not by_moon or written.lunar is False):
        raise BadDate("leap_needs_lunar", text=text)
    if written.lunar is not None and written.lunar != by_moon:
        raise BadDate("calendar_conflict", text=text)
    if written.year is not None:
        _exact(written, written.year, by_moon, text)
    elif not _some_year_has(written, by_moon):
        raise _no_such_day(text, by_moon)
    return Birthday(written.month, written.day, by_moon, written.leap, written.year)


def write_birthday(born: Birthday) -> str:
    """A birthday as `parse_birthday` reads it: `06-03`, `1980-06-03`, `lunar 8-15`, `lunar leap 6-1`, `lunar 1980-8-15`."""
    if not born.lunar:
        return f"{f'{born.year:04d}-' if born.year is not None else ''}{born.month:02d}-{born.day:02d}"
    return f"lunar {'leap ' if born.leap else ''}{f'{born.year:04d}-' if born.year is not None else ''}{born.month}-{born.day}"


def add_months(day: Day, k: int) -> Day:
    """The same day k calendar months later (earlier when negative), or the last of a shorter month: 31 January + 1 is 28 or 29
    February. Beyond the calendar's ends it is the first or the last day there is."""
    later = _months_later(day, k)
    return later if later is not None else (NO_END if k > 0 else 1)


def _months_later(day: Day, k: int) -> Day | None:
    start = date.fromordinal(day)
    year, month = divmod(start.year * 12 + start.month - 1 + k, 12)
    if not date.min.year <= year <= date.max.year:
        return None
    return date(year, month + 1, min(start.day, _month_length(year, month + 1))).toordinal()


def _month_length(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _iso(text: str) -> Day | None:
    # The form that scripts and the clock use, read without any pattern; what it refuses is read, and refused, below.
    if len(text) == 10 and text[4] == text[7] == "-" and text.isascii() and text[:4] >= str(FIRST_YEAR):
        try:
            return date.fromisoformat(text).toordinal()
        except ValueError:
            return None
    return None


def _some_year_has(written: Written, by_moon: bool) -> bool:
    if by_moon:
        return 1 <= written.month <= 12 and 1 <= written.day <= 30
    return written.on(2000, False) is not None  # a leap year


def _exact(written: Written, year: int, by_moon: bool, text: str) -> Day:
    day = written.on(year, by_moon)
    if day is None:
        last = lunar.LAST_YEAR if by_moon else date.max.year
        if not FIRST_YEAR <= year <= last:
            raise BadDate("year_out_of_range", text=text, first=FIRST_YEAR, last=last)
        raise _no_such_day(text, by_moon)
    return _checked(day, written, text)


def _no_such_day(text: str, by_moon: bool) -> BadDate:
    return BadDate("no_such_lunar_day" if by_moon else "no_such_day", text=text)


def _checked(day: Day, written: Written, text: str) -> Day:
    if written.weekday not in (None, (day - 1) % 7):
        raise BadDate("doubtful_date", text=text)
    return day


def _day_of(written: Written, text: str, today: Day, prefer: Side) -> Day:
    """The day of a written date: exact with a year, else the nearest on the preferred side, not too far away."""
    if written.vague:
        raise BadDate("doubtful_date", text=text)
    by_moon = bool(written.lunar)
    if written.leap and not by_moon:
        raise BadDate("leap_needs_lunar", text=text)
    if written.year is not None:
        return _exact(written, written.year, by_moon, text)
    day = _nearest(written, by_moon, today, prefer)
    if day is None:
        raise _no_such_day(text, by_moon)
    if abs(day - today) > FAR:
        raise BadDate("far_date", text=text, day=day, days=abs(day - today))
    return _checked(day, written, text)


def _nearest(written: Written, by_moon: bool, today: Day, prefer: Side) -> Day | None:
    # 29 February can be eight years away, a rare leap month a century.
    around, this = 100 if written.leap else 9, lunar.year_of(today)
    years = range(max(this - around, 1), min(this + around, date.max.year) + 1)
    days = [day for year in years if (day := written.on(year, by_moon)) is not None]
    if prefer == "past":
        return max((day for day in days if day <= today), default=None)
    return min((day for day in days if day >= today), default=None)


def _worded(plain: str, text: str, today: Day, prefer: Side) -> Day | None:
    if plain in _WORDS:
        return today + _WORDS[plain]
    written = read(plain)
    return _day_of(written, text, today, prefer) if written else _spoken(plain, text, today, prefer)


def _spoken(plain: str, text: str, today: Day, prefer: Side) -> Day | None:
    """The day that words mean, counted from today; None when they mean none."""
    for reader in (_english_weekday, _chinese_weekday):
        if (day := reader(plain, today, prefer)) is not None:
            return day
    steps = _steps(plain)
    if steps is not None:
        day = _stepped(today, *steps)
        if day is None:
            raise BadDate("no_such_day", text=text)
        return day
    edge = _edge(plain, today)
    return edge if edge is not None else _beside(plain, text, today)


def _english_weekday(plain: str, today: Day, prefer: Side) -> Day | None:
    which, _, name = plain.rpartition(" ")
    weekday = weekday_of(name)
    if weekday is None or which not in ("", "last", "this", "next"):
        return None
    if which == "this":
        return _monday(today) + weekday
    if which == "last":
        return today - 1 - (today - 2 - weekday) % 7
    if which == "next":
        return today + 1 + (weekday - today) % 7
    return _nearest_weekday(weekday, today, prefer)


def _chinese_weekday(plain: str, today: Day, prefer: Side) -> Day | None:
    found = re.fullmatch(r"(?P<which>上上|下下|[上下本这])?个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天1-7])", plain)
    if not found:
        return None
    weekday = min("一二三四五六日天".find(found["day"]), 6) if not found["day"].isdigit() else int(found["day"]) - 1
    if found["which"] is None:
        return _nearest_weekday(weekday, today, prefer)
    return _monday(today) + 7 * _SIDEWAYS[found["which"]] + weekday


def _monday(day: Day) -> Day:
    return day - (day - 1) % 7


def _nearest_weekday(weekday: int, today: Day, prefer: Side) -> Day:
    ago = (today - 1 - weekday) % 7
    return today - ago if prefer == "past" else today + -ago % 7


def _steps(plain: str) -> tuple[int, str] | None:
    """How many of which unit (d, w, m, y) a text like `3d ago`, `+2w`, `in 3 days`, 两周前 or 一个月后 counts."""
    if found := re.fullmatch(rf"(?P<way>[+-]) ?{_COUNT} ?(?:{_UNIT}|(?P<zh>天|日|周|个?月|年))", plain):
        return _counted(found["count"], found["unit"] or found["zh"], found["way"] == "-")
    if found := re.fullmatch(rf"(?P<ahead>in )?{_COUNT_EN} ?{_UNIT}(?P<way> ago| later| from now| from today)?", plain):
        both_or_none = bool(found["ahead"]) == bool(found["way"])
        return None if both_or_none else _counted(found["count"], found["unit"], found["way"] == " ago")
    if found := re.fullmatch(rf"{_COUNT}{_UNIT_ZH}[之以]?(?P<way>[前后])", plain):
        return _counted(found["count"], found["unit"], found["way"] == "前")
    if found := re.fullmatch(r"半年[之以]?(?P<way>[前后])", plain):
        return _counted("6", "m", found["way"] == "前")
    return None


def _counted(count: str, unit: str, back: bool) -> tuple[int, str] | None:
    steps = _SMALL.get(count) or number(count)
    return None if steps is None else (-steps if back else steps, _unit(unit))


def _unit(name: str) -> str:
    name = name.removeprefix("个")
    return {"天": "d", "日": "d", "周": "w", "星期": "w", "礼拜": "w", "月": "m", "年": "y"}.get(name, name[0])


def _stepped(today: Day, count: int, unit: str) -> Day | None:
    if unit in "my":
        return _months_later(today, count * (12 if unit == "y" else 1))
    return today + count * (7 if unit == "w" else 1)


def _edge(plain: str, today: Day) -> Day | None:
    """The first or last day of a month or year: 月底, 上月底, 下月初, 年底, 明年初, end of (this, last, next) month or year."""
    if plain in ("eom", "month end", "eoy", "year end"):
        plain = "end of month" if plain in ("eom", "month end") else "end of year"
    if found := re.fullmatch(r"(?:the )?(end|start|beginning) of (?:the )?(?:(this|last|next) )?(month|year)", plain):
        return _month_edge(today, _SIDEWAYS[found[2] or ""], found[3] == "year", found[1] == "end")
    if found := re.fullmatch(r"(上上|下下|[上下本这当])?个?月(初|底|末)", plain):
        return _month_edge(today, _SIDEWAYS[found[1] or ""], False, found[2] != "初")
    if found := re.fullmatch(r"([前去今本明后])?年(初|底|末)", plain):
        return _month_edge(today, _YEARS[found[1] or ""], True, found[2] != "初")
    return None


def _month_edge(today: Day, offset: int, of_year: bool, end: bool) -> Day | None:
    day = date.fromordinal(today)
    year, month = divmod(day.year * 12 + day.month - 1 + offset * (12 if of_year else 1), 12)
    month = (12 if end else 1) if of_year else month + 1
    return Written(year, month, _month_length(year, month) if end else 1).on(year, False)


def _beside(plain: str, text: str, today: Day) -> Day | None:
    """A day of a month or year named by where it lies: 上个月5号, 本月20日, 去年11月3日."""
    now = date.fromordinal(today)
    if found := re.fullmatch(r"(上上|下下|[上下本这])个?月([0-9]{1,2}|初?[一二三四五六七八九十廿]{1,3})[日号]", plain):
        year, month = divmod(now.year * 12 + now.month - 1 + _SIDEWAYS[found[1]], 12)
        return _exact(Written(year, month + 1, number(found[2]) or 0), year, False, text)
    if found := re.fullmatch(r"([前去今明后])年(.+)", plain):
        written, year = read(found[2]), now.year + _YEARS[found[1]]
        if written and written.year is None and not written.lunar and not written.vague:
            return _exact(written, year, False, text)
    return None
