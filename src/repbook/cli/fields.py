"""The fields of customers and contacts: how each is read when typed, and how it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from repbook import values
from repbook.calendar.dates import parse_birthday, parse_date, write_birthday
from repbook.calendar.lunar import LunarDate, in_chinese, occurrences, solar_occurrences
from repbook.cli.run import run
from repbook.errors import BadDate, BadInput, Refused
from repbook.names import handles
from repbook.terms import Birthday, Day
from repbook.words import day as in_words
from repbook.words import has, language, t, word

_LONGEST = 60  # cells of a long text that a change repeats
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_A_YEAR = 400  # days within which every yearly date falls, lunar ones too


def past_day(text: str) -> Day:
    """The day of something that happened; Refused when it is still to come."""
    day = parse_date(text, run.today)
    if day > run.today:
        raise Refused("after_today", day=in_words(day))
    return day


def coming_day(text: str) -> Day:
    """A day ahead at which something ends; BadInput when it is not after today."""
    day = parse_date(text, run.today, "future")
    if day <= run.today:
        raise BadInput("until_not_ahead", day=in_words(day))
    return day


def birthday(text: str) -> Birthday | None:
    """A birthday as people give it, None for an empty text."""
    if not text.strip():
        return None
    born = parse_birthday(text, None)
    if born.year is not None and born.year > date.fromordinal(run.today).year:
        raise BadDate("birthday_ahead", text=text)
    return born


def _or_empty(read: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda text: read(text) if text.strip() else ""


def _no_day_when_empty(text: str) -> Day | None:
    return parse_date(text, run.today) if text.strip() else None


def _name(text: str) -> str:
    """A name. How Chinese is read is looked up here already: the first time takes long, and later others wait for the book."""
    name = values.name(text)
    handles(name)
    return name


READERS: Mapping[str, Callable[[str], Any]] = {
    "name": _name,
    "area": _or_empty(values.area),
    "since": past_day,
    "source": values.line,
    "status": values.status,
    "phone": _or_empty(values.phone),
    "address": values.line,
    "note": values.note,
    "role": _or_empty(values.role),
    "function": values.line,
    "wechat": values.line,
    "email": values.line,
    "birthday": birthday,
    "likes": values.line,
    "family": values.line,
    "joined": _no_day_when_empty,
}
"""How each field is read; an empty text empties those that may be empty."""


def read(typed: Mapping[str, str | None]) -> dict[str, Any]:
    """The fields that were given, read; the others are left out."""
    return {field: READERS[field](text) for field, text in typed.items() if text is not None}


def calls_wanted(no_calls: bool, calls: bool) -> dict[str, bool]:
    """`--no-calls` or `--calls` as a field; BadInput for both."""
    if no_calls and calls:
        raise BadInput("not_together", one="--no-calls", other="--calls")
    return {"no_calls": no_calls} if no_calls or calls else {}


def something(given: object) -> None:
    """BadInput when an editing command was told nothing to edit."""
    if not given:
        raise BadInput("nothing_named")


# ---- shown --------------------------------------------------------------------------------------------


def label(field: str) -> str:
    """A field's name in the user's words, as over the columns of lists."""
    return t(f"word.column.{field}") if has(f"word.column.{field}") else field


def shown(field: str, value: Any) -> str:
    """A value as a person reads it; – where there is none."""
    if value is None or value == "":
        return "–"
    if isinstance(value, Birthday):
        return birthday_text(value)
    if field in ("status", "role", "tier"):
        return word(field, str(value))
    if field == "no_calls":
        return t("word.yes" if value else "word.no")
    if isinstance(value, int):
        return in_words(value)
    return shortened(str(value))


def shortened(text: str) -> str:
    """A text of one line, its end left out where it is long."""
    from repbook.render import out

    text = out.flat(text)
    return text if out.cells(text) <= _LONGEST else out.wrap(text, _LONGEST)[0] + " …"


def birthday_text(born: Birthday) -> str:
    """A birthday in words: 农历八月十五, lunar 8-15 (八月十五), 3 June 1980."""
    year = f"{born.year}" if born.year is not None else ""
    if born.lunar:
        chinese = in_chinese(LunarDate(0, born.month, born.day, born.leap))
        return f"农历{year + '年' if year else ''}{chinese}" if language() == "zh" else f"{birthday_data(born)} ({chinese})"
    if language() == "zh":
        return f"{year + '年' if year else ''}{born.month}月{born.day}日"
    return f"{born.day} {_MONTHS[born.month - 1]} {year}".strip()


def birthday_data(born: Birthday | None) -> str:
    """A birthday as files and commands take it, empty where it is not known."""
    return write_birthday(born) if born is not None else ""


def next_birthday(born: Birthday) -> Day | None:
    """The next day on which a birthday falls, today included; None outside the lunar calendar's years."""
    first, last = run.today, run.today + _A_YEAR
    if born.lunar:
        days = occurrences(born.month, born.day, born.leap, first, last)
    else:
        days = solar_occurrences(born.month, born.day, first, last)
    return days[0] if days else None


def tell_changes(title: str, name: str, changes: Sequence[Any]) -> None:
    """Say what an edit changed, old -> new, a line each; or that there was nothing to change."""
    from repbook.render import out

    if not changes:
        out.talk(t("say.nothing_to_change", name=name))
        return
    out.say(title)
    width = max(out.cells(label(found.field)) for found in changes)
    for found in changes:
        out.say(f"  {out.pad(label(found.field), width)}  {shown(found.field, found.old)} -> {shown(found.field, found.new)}")
