"""Working days: Monday to Friday less public holidays plus working weekends, as announced or, failing that, estimated."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from repbook.calendar import festivals, lunar
from repbook.calendar.cn_days import YEARS as SHIPPED
from repbook.errors import BadDate, BadInput
from repbook.terms import NO_END, Day

CALENDARS = ("cn", "none", "mon-fri")


class Workdays:
    """The working days of one policy.

    `calendar` is cn (mainland China: the shipped years, other years by estimate) or none, also written mon-fri (plain
    Monday to Friday). `years` are the user's own year files, day -> works, and replace the whole of that year in any
    calendar; a day of a neighbouring year in such a file replaces that one day. `days_off` and `work_days` come on top;
    a day in both is off. Raises BadInput for an unknown calendar.
    """

    def __init__(
        self,
        calendar: str = "cn",
        years: Mapping[int, Mapping[Day, bool]] | None = None,
        days_off: Collection[Day] = (),
        work_days: Collection[Day] = (),
    ) -> None:
        if calendar not in CALENDARS:
            raise BadInput("unknown_calendar", name=calendar)
        self._chinese = calendar == "cn"
        self._files = years or {}
        spilled = {day: works for year, days in self._files.items() for day, works in days.items() if lunar.year_of(day) != year}
        self._own = spilled | dict.fromkeys(work_days, True) | dict.fromkeys(days_off, False)
        self._special: dict[int, dict[Day, bool]] = {}

    def is_working(self, day: Day) -> bool:
        """Whether that day is worked."""
        year = date.fromordinal(day).year if 0 < day <= NO_END else 0
        special = self._special.get(year)
        if special is None:
            special = self._special[year] = self._exceptions(year)
        return special.get(day, (day - 1) % 7 < 5)

    def workday(self, day: Day) -> Day:
        """The first working day on or after that day (the last day of the calendar when there is none)."""
        while not self.is_working(day):
            day += 1
        return min(day, NO_END)

    def add(self, day: Day, k: int) -> Day:
        """The k-th working day after that day, k = 0, 1, 2 ...; with k = 0 the first working day on or after it."""
        if k <= 0:
            return self.workday(day)
        for _ in range(k):
            day = self.workday(day + 1)
        return day

    def last_workday(self, day: Day) -> Day:
        """The last working day on or before that day."""
        while not self.is_working(day):
            day -= 1
        return day

    def estimated(self, day: Day) -> bool:
        """Whether the holidays of that day's year are a guess, because neither notice nor year file is known."""
        year = lunar.year_of(day)
        return self._chinese and year not in SHIPPED and year not in self._files

    def known_years(self) -> list[int]:
        """The years whose working days are known, in order: shipped ones and those of year files."""
        return sorted({*self._files, *(SHIPPED if self._chinese else ())})

    def _exceptions(self, year: int) -> dict[Day, bool]:
        if year in self._files:
            return {**self._files[year], **self._own}
        if not self._chinese or not year:
            return self._own
        return (_shipped(year) if year in SHIPPED else _estimate(year)) | self._own


def _shipped(year: int) -> dict[Day, bool]:
    off, work = SHIPPED[year]
    return dict.fromkeys(_expand(year, off), False) | dict.fromkeys(_expand(year, work), True)


def _expand(year: int, runs: str) -> Iterable[Day]:
    for run in runs.split():
        first, _, last = run.partition("-")
        yield from range(_month_day(year, first), _month_day(year, last or first) + 1)


def _month_day(year: int, text: str) -> Day:
    return date(year, int(text[:2]), int(text[2:])).toordinal()


def lacking(year: int, days: Mapping[Day, bool]) -> Day | None:
    """The first day that every notice of mainland China has given off and these days of a year do not; None for a whole year.

    1 January, the first three days of the Spring Festival, 1 May and 1-3 October, where they are no weekend anyway.
    """
    wanted = [date(year, month, day).toordinal() for month, day in ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))]
    wanted += [day for n in (1, 2, 3) if (day := lunar.to_day(year, 1, n)) is not None]
    return min((day for day in wanted if days.get(day, (day - 1) % 7 < 5)), default=None)


def _estimate(year: int) -> dict[Day, bool]:
    """The days off that every year has, of a year whose notice is not known."""
    solar = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
    by_moon = ((1, 1), (1, 2), (1, 3), (5, 5), (8, 15))
    days: list[Day | None] = [date(year, month, day).toordinal() for month, day in solar]
    days += [lunar.to_day(year, month, day) for month, day in by_moon]
    days += [festivals.qingming(year), lunar.new_years_eve(year - 1)]
    return {day: False for day in days if day is not None}


_KINDS = {"off": False, "休": False, "休息": False, "放假": False, "work": True, "班": True, "上班": True, "补班": True}
_DATE_HEADERS = ("date", "日期")
_KIND_HEADERS = ("kind", "类型", "班休")


def parse_year_file(text: str) -> dict[int, dict[Day, bool]]:
    """The days off (False) and working weekends (True) of a year file, by the year that each belongs to.

    Reads CSV of `date,kind` with off or work (休, 班), with or without a header, other columns ignored; or the JSON of
    holiday-cn. Its `year` is that of the notice: a day of the December before stays with it. In a CSV, days of December
    alone belong to the year after when that is in the file too. Raises BadInput naming the line for a row that is
    not understood or contradicts an earlier one, and for a file without any day.
    """
    text = text.removeprefix("\ufeff")
    years = _from_json(text) if text.lstrip().startswith("{") else _from_csv(text)
    if not any(years.values()):
        raise BadInput("empty_year_file")
    return years


def _from_json(text: str) -> dict[int, dict[Day, bool]]:
    import json

    try:
        document = json.loads(text)
        year, days = int(document["year"]), list(document["days"])
    except json.JSONDecodeError as error:
        raise _bad_line(error.lineno, text.split("\n")[error.lineno - 1]) from error
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise _bad_line(1, text.lstrip()[:40]) from error
    found: dict[Day, bool] = {}
    for entry in days:
        shown = str(entry.get("date", entry) if isinstance(entry, dict) else entry)
        line = text.count("\n", 0, max(text.find(shown), 0)) + 1
        if not isinstance(entry, dict) or not isinstance(entry.get("isOffDay"), bool):
            raise _bad_line(line, shown)
        day = _day(shown, line, shown)
        if abs(lunar.year_of(day) - year) > 1:
            raise _bad_line(line, shown)
        _put(found, day, not entry["isOffDay"], line, shown)
    return {year: found}


def _from_csv(text: str) -> dict[int, dict[Day, bool]]:
    import csv

    lines = text.splitlines()
    rows = csv.reader(lines)
    found: dict[Day, bool] = {}
    date_at, kind_at = 0, 1
    for row in rows:
        names = [cell.split("(")[0].split("（")[0].strip().lower() for cell in row]
        if not any(names):
            continue
        if not found and (header := _header(names)):
            date_at, kind_at = header
            continue
        line, shown = rows.line_num, lines[rows.line_num - 1]
        if len(row) <= max(date_at, kind_at) or names[kind_at] not in _KINDS:
            raise _bad_line(line, shown)
        _put(found, _day(row[date_at], line, shown), _KINDS[names[kind_at]], line, shown)
    return _by_year(found)


def _header(names: list[str]) -> tuple[int, int] | None:
    dates = [at for at, name in enumerate(names) if name in _DATE_HEADERS]
    kinds = [at for at, name in enumerate(names) if name in _KIND_HEADERS]
    return (dates[0], kinds[0]) if dates and kinds else None


def _put(found: dict[Day, bool], day: Day, works: bool, line: int, shown: str) -> None:
    if found.setdefault(day, works) != works:
        raise _bad_line(line, shown)


def _day(text: str, line: int, shown: str) -> Day:
    from repbook.calendar.dates import parse_exact_date  # not needed on days without a file to read

    try:
        return parse_exact_date(text)
    except BadDate as error:
        raise _bad_line(line, shown) from error


def _bad_line(line: int, text: str) -> BadInput:
    return BadInput("bad_year_file", line=line, text=text.strip())


def _by_year(found: Mapping[Day, bool]) -> dict[int, dict[Day, bool]]:
    years: dict[int, dict[Day, bool]] = {}
    for day in sorted(found):
        years.setdefault(lunar.year_of(day), {})[day] = found[day]
    for year in sorted(years):
        if year + 1 in years and all(date.fromordinal(day).month == 12 for day in years[year]):
            years[year + 1] |= years.pop(year)
    return years
