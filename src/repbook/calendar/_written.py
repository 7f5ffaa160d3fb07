"""Reading a calendar date as people write it, year or no year, solar or lunar, in English or Chinese; not yet a day.

`read` is shared by dates typed on the command line, cells of spreadsheets and birthdays, which differ in what they
then allow. Patterns are compiled when first used, so that importing this costs nothing.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from repbook.calendar import lunar
from repbook.errors import BadDate
from repbook.terms import Day

FIRST_YEAR = 1900

_NUMERALS = "零〇一二两三四五六七八九十廿卅"
_CALENDAR = r"(?P<calendar>lunar|solar|农历|阴历|旧历|公历|阳历|新历)? ?"
_NUMERIC = _CALENDAR + (
    r"(?P<leap1>leap|闰)? ?(?:(?P<year>[0-9]{4,6})[-/.])?(?P<leap2>leap|闰)? ?(?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})"
)
_COMPACT = r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
_CHINESE = _CALENDAR + (
    r"(?P<leap1>闰)?(?:(?P<year>[0-9]{4}|[零〇一二三四五六七八九]{4})年)?(?P<leap2>闰)?"
    rf"(?P<month>正|冬|腊|[{_NUMERALS}]{{1,2}}|[0-9]{{1,2}})月(?P<day>初?(?:[{_NUMERALS}]{{1,3}}|[0-9]{{1,2}}))(?P<suffix>[日号])?"
    r"(?:\(?(?:周|星期)(?P<weekday>[一二三四五六日天])\)?)?"
)
_ENGLISH = (
    r"(?:(?P<weekday>[a-z]{3,9}),? )?(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?[ -]?(?P<month>[a-z]{3,9})\.?(?:(?:, ?| |-)(?P<year>[0-9]{4}))?",
    r"(?:(?P<weekday>[a-z]{3,9}),? )?(?P<month>[a-z]{3,9})\.? ?(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?:,? (?P<year>[0-9]{4}))?",
)
_DOUBTFUL = (
    r"[+-]?[0-9]+ ?[a-z]?|[0-9]+(?:[-/.][0-9]+){1,2}|(?:(?:this|last|next) )?(?:week|weekend|month|year)|[a-z]{3,9}\.? [0-9]+"
    rf"|(?:[0-9{_NUMERALS}]+年)?(?:[0-9{_NUMERALS}]+月)?(?:[0-9{_NUMERALS}]+[日号]?)?"
    r"|[上下本这]*个?(?:周末?|星期|礼拜|月|年)|半.+"
)
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FORMS = {**{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}, 0x3000: 0x20}  # full-width forms to plain ones
_FORMS |= str.maketrans("農曆陰陽閏臘週號後兩個禮舊廿後", "农历阴阳闰腊周号后两个礼旧廿后")


class Written(NamedTuple):
    """A date as it was written, unchecked. `lunar` is None when nothing was said; `vague` when the words could mean
    either calendar (八月十五). `weekday` (0 Monday) is there when it was written along."""

    year: int | None
    month: int
    day: int
    lunar: bool | None = None
    leap: bool = False
    vague: bool = False
    weekday: int | None = None

    def on(self, year: int, by_moon: bool) -> Day | None:
        """The day in that year, by the moon or the sun; None when that year has no such day, or no such calendar."""
        if by_moon:
            return lunar.to_day(year, self.month, self.day, self.leap)
        try:
            return date(year, self.month, self.day).toordinal() if year >= FIRST_YEAR else None
        except ValueError:
            return None


def tidy(text: str) -> str:
    """One form for the many: plain instead of full-width and traditional forms, lower case, single spaces or (Chinese) none."""
    words = text.translate(_FORMS).lower().split()
    plain = " ".join(words)
    return plain if plain.isascii() else "".join(words)


def number(text: str) -> int | None:
    """A number in digits or Chinese numerals: 0-99 (十二, 廿一) or a year figure by figure (二〇二六); None when it is neither."""
    if text.isascii() and text.isdigit():
        return int(text)
    figures = text.replace("两", "二").replace("零", "〇").replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = figures.partition("十")
    if ten:
        high, low = _figures(tens or "一", 1), _figures(ones or "〇", 1)
        return None if high is None or low is None else high * 10 + low
    return _figures(figures, 4 if len(figures) == 4 else 1)  # 三四天 is three or four days, not 34


def _figures(text: str, length: int) -> int | None:
    values = ["〇一二三四五六七八九".find(figure) for figure in text]
    return None if len(values) != length or -1 in values else int("".join(map(str, values)))


def weekday_of(name: str) -> int | None:
    """0 Monday ... 6 Sunday of an English weekday written in full or shortened to three letters or more."""
    return _place(name, _WEEKDAYS)


def _place(name: str, names: tuple[str, ...]) -> int | None:
    return next((at for at, full in enumerate(names) if len(name) >= 3 and full.startswith(name)), None)


def read(plain: str) -> Written | None:
    """The date that a tidied text writes; None when it writes none in a form that means one date."""
    for pattern in (_NUMERIC, _COMPACT):
        if found := re.fullmatch(pattern, plain):
            return _numeric(found.groupdict())
    if plain.isascii():
        return next((written for pattern in _ENGLISH if (written := _english(re.fullmatch(pattern, plain)))), None)
    found = re.fullmatch(_CHINESE, plain)
    return _chinese(found.groupdict()) if found else None


def _numeric(parts: dict[str, str | None]) -> Written:
    leap = bool(parts.get("leap1") or parts.get("leap2"))
    year, month, day = parts["year"], parts["month"] or "", parts["day"] or ""
    return Written(int(year) if year else None, int(month), int(day), _calendar(parts.get("calendar"), leap), leap)


def _calendar(name: str | None, signs: bool) -> bool | None:
    """Whether a date is lunar by the calendar named, else by its own signs; None when nothing says so."""
    if name:
        return name in ("lunar", "农历", "阴历", "旧历")
    return True if signs else None


def _english(found: re.Match[str] | None) -> Written | None:
    if not found:
        return None
    month = _place(found["month"], _MONTHS)
    weekday = weekday_of(found["weekday"] or "")
    if month is None or (found["weekday"] and weekday is None):
        return None
    return Written(int(found["year"]) if found["year"] else None, month + 1, int(found["day"]), False, weekday=weekday)


def _chinese(parts: dict[str, str | None]) -> Written | None:
    month_text, day_text = parts["month"] or "", parts["day"] or ""
    month = {"正": 1, "冬": 11, "腊": 12}.get(month_text) or number(month_text)
    day = number(day_text.removeprefix("初"))
    if month is None or day is None or (day_text[0] == "初" and day > 10):
        return None
    leap = bool(parts["leap1"] or parts["leap2"])
    by_moon = _calendar(parts["calendar"], leap or month_text in "正冬腊" or day_text[0] in "初廿卅")
    numerals = not (month_text + day_text).isascii()
    vague = by_moon is None and numerals and not parts["suffix"]
    year = number(parts["year"]) if parts["year"] else None
    weekday = "一二三四五六日天".index(parts["weekday"]) if parts["weekday"] else None
    return Written(year, month, day, by_moon, leap, vague, None if weekday is None else min(weekday, 6))


def not_understood(text: str) -> BadDate:
    """The refusal of a text that `read` could not read: doubtful when it looks like part of a date, else no date at all."""
    plain = tidy(text)
    doubtful = plain and re.fullmatch(_DOUBTFUL, plain)
    return BadDate("doubtful_date" if doubtful else "not_a_date", text=text)
