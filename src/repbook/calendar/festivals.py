"""The festivals: the built-in ones, those a policy defines, and the days on which they fall.

A leap month repeats no festival. Solar terms are known for 1900-2100, lunar festivals for lunar 1900-2100; outside
there is none. Names are the keys of the rule book (`spring-festival`); `festival_key` also reads Chinese names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from repbook.calendar import _terms_table as terms_table
from repbook.calendar import lunar
from repbook.errors import BadInput
from repbook.terms import Day

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Definition(NamedTuple):
    """How a festival finds its day.

    `kind` is solar or lunar (month, day), eve (the last day of the lunar year), term (n: 0 小寒 ... 23 冬至), easter
    (n days after Easter Sunday) or weekday (the n-th `day` of the month, 0 Monday ... 6 Sunday; n = -1 for the last).
    """

    kind: str
    month: int = 0
    day: int = 0
    n: int = 0


_QINGMING, _WINTER_SOLSTICE = 6, 23

BUILT_IN: Mapping[str, Definition] = {
    "new-year": Definition("solar", 1, 1),
    "laba": Definition("lunar", 12, 8),
    "little-new-year": Definition("lunar", 12, 24),
    "new-years-eve": Definition("eve"),
    "spring-festival": Definition("lunar", 1, 1),
    "lantern": Definition("lunar", 1, 15),
    "womens-day": Definition("solar", 3, 8),
    "qingming": Definition("term", n=_QINGMING),
    "labour-day": Definition("solar", 5, 1),
    "dragon-boat": Definition("lunar", 5, 5),
    "qixi": Definition("lunar", 7, 7),
    "zhongyuan": Definition("lunar", 7, 15),
    "mid-autumn": Definition("lunar", 8, 15),
    "teachers-day": Definition("solar", 9, 10),
    "national-day": Definition("solar", 10, 1),
    "double-ninth": Definition("lunar", 9, 9),
    "winter-solstice": Definition("term", n=_WINTER_SOLSTICE),
    "christmas": Definition("solar", 12, 25),
    "thanksgiving-us": Definition("weekday", 11, 3, 4),
    "easter": Definition("easter"),
}

NAMES_ZH: Mapping[str, str] = {
    "元旦": "new-year", "元旦节": "new-year", "腊八": "laba", "腊八节": "laba", "小年": "little-new-year", "小年夜": "little-new-year",
    "除夕": "new-years-eve", "大年三十": "new-years-eve", "年三十": "new-years-eve", "春节": "spring-festival", "过年": "spring-festival",
    "大年初一": "spring-festival", "元宵": "lantern", "元宵节": "lantern", "妇女节": "womens-day", "三八": "womens-day",
    "三八节": "womens-day", "三八妇女节": "womens-day", "女神节": "womens-day", "清明": "qingming", "清明节": "qingming",
    "劳动节": "labour-day", "五一": "labour-day", "五一节": "labour-day", "五一劳动节": "labour-day", "端午": "dragon-boat",
    "端午节": "dragon-boat", "七夕": "qixi", "七夕节": "qixi", "中元": "zhongyuan", "中元节": "zhongyuan", "中秋": "mid-autumn",
    "中秋节": "mid-autumn", "教师节": "teachers-day", "国庆": "national-day", "国庆节": "national-day", "十一": "national-day",
    "重阳": "double-ninth", "重阳节": "double-ninth", "冬至": "winter-solstice", "冬至节": "winter-solstice", "圣诞": "christmas",
    "圣诞节": "christmas", "感恩节": "thanksgiving-us", "复活节": "easter",
}  # fmt: skip
"""Chinese names, the common short and long ones, to keys."""


def festival_key(text: str) -> str | None:
    """The key of a built-in festival named in English (`Spring Festival`) or Chinese (春节); None when it is none."""
    name = text.strip()
    key = "-".join(name.lower().replace("_", " ").replace("-", " ").replace("'", "").split())
    return key if key in BUILT_IN else NAMES_ZH.get(name)


def definitions(little_new_year: str = "south", own: Mapping[str, str] | None = None) -> dict[str, Definition]:
    """All festivals of a policy by key: the built-in ones, with its own added or put in their place.

    `little_new_year` is south (lunar 12-24) or north (12-23); raises BadInput for another, and for a bad own definition.
    """
    if little_new_year not in ("south", "north"):
        raise BadInput("bad_little_new_year", text=little_new_year)
    found = dict(BUILT_IN)
    if little_new_year == "north":
        found["little-new-year"] = Definition("lunar", 12, 23)
    found.update((name, parse_definition(text)) for name, text in (own or {}).items())
    return found


def occurrences(definition: Definition, first: Day, last: Day) -> list[Day]:
    """All days in first ... last (both included) on which the festival falls, in order."""
    find = _FINDERS[definition.kind]
    years = range(max(lunar.year_of(first) - 1, 1), min(lunar.year_of(last) + 1, date.max.year) + 1)
    return [day for day in (find(definition, year) for year in years) if day is not None and first <= day <= last]


def term_day(year: int, n: int) -> Day | None:
    """The day of solar term n (0 小寒 ... 6 清明 ... 23 冬至) in a solar year, 1900-2100; None in another."""
    at = year - terms_table.FIRST_YEAR
    if not 0 <= at < len(terms_table.LATER[n]):
        return None
    return date(year, n // 2 + 1, terms_table.EARLIEST[n] + int(terms_table.LATER[n][at])).toordinal()


def qingming(year: int) -> Day | None:
    """Tomb-sweeping day of a year, 1900-2100; None in another."""
    return term_day(year, _QINGMING)


def easter_sunday(year: int) -> Day:
    """Easter Sunday of the Gregorian calendar (the rule of 1583, in its anonymous form)."""
    golden, century, within = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (within // 4) - moon - within % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1).toordinal()


def nth_weekday(year: int, month: int, weekday: int, n: int) -> Day | None:
    """The n-th weekday (0 Monday ... 6 Sunday) of a month, n = -1 the last; None when it has no fifth one."""
    first = date(year, month, 1).toordinal()
    days = range(first + (weekday - (first - 1)) % 7, _month_end(year, month) + 1, 7)
    return days[-1] if n == -1 else days[n - 1] if n <= len(days) else None


def _month_end(year: int, month: int) -> Day:
    return date(year, 12, 31).toordinal() if month == 12 else date(year, month + 1, 1).toordinal() - 1


_FINDERS: Mapping[str, Callable[[Definition, int], Day | None]] = {
    "solar": lambda d, year: lunar.solar_occurrence(year, d.month, d.day),
    "lunar": lambda d, year: lunar.occurrence(year, d.month, d.day),
    "eve": lambda _, year: lunar.new_years_eve(year),
    "term": lambda d, year: term_day(year, d.n),
    "easter": lambda d, year: easter_sunday(year) + d.n,
    "weekday": lambda d, year: nth_weekday(year, d.month, d.day, d.n),
}
"""The day of a festival in a year: the lunar year for lunar and eve, the solar one for the rest."""


def parse_definition(text: str) -> Definition:
    """A festival as a policy writes it; spaces and quotes are optional. Raises BadInput for anything else.

    `solar = "03-08"` · `lunar = "8-15"` · `term = "冬至"` (any of the 24) · `easter = -2` (days after Easter Sunday,
    within a year) · `weekday = "4 thu nov"` (first number 1-5, or `last`).
    """
    kind, _, value = text.partition("=")
    read = _READERS.get(kind.strip().lower())
    try:
        if read is None:
            raise ValueError(kind)
        return read(value.strip().strip("\"'“”").strip())
    except (ValueError, IndexError) as error:
        raise BadInput("bad_festival", text=text) from error


def _read_solar(value: str) -> Definition:
    month, day = map(int, value.split("-"))
    date(2000, month, day)  # a leap year: 29 February may be a festival
    return Definition("solar", month, day)


def _read_lunar(value: str) -> Definition:
    month, day = map(int, value.split("-"))
    if not (1 <= month <= 12 and 1 <= day <= 30):
        raise ValueError(value)
    return Definition("lunar", month, day)


def _read_term(value: str) -> Definition:
    return Definition("term", n=terms_table.NAMES.index(value))


def _read_easter(value: str) -> Definition:
    days = int(value)
    if abs(days) > 366:
        raise ValueError(value)
    return Definition("easter", n=days)


def _read_weekday(value: str) -> Definition:
    nth, weekday, month = value.lower().split()
    n = -1 if nth == "last" else int(nth)
    if n not in (-1, 1, 2, 3, 4, 5):
        raise ValueError(value)
    return Definition("weekday", _MONTHS.index(month[:3]) + 1, _WEEKDAYS.index(weekday[:3]), n)


_READERS = {"solar": _read_solar, "lunar": _read_lunar, "term": _read_term, "easter": _read_easter, "weekday": _read_weekday}
