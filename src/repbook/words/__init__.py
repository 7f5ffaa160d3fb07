"""The catalogue: every user-visible word in English and Chinese, looked up by key and filled in.

A key is `area.rest`; the area is a module of `words/en` and `words/zh`. Templates are like str.format with a few
format specs of our own: `{due:day}` a day with its weekday, `{due:short}` without the year, `{due:near}` without
the year of today, `{due:date}` the date alone, of another year with it, `{x:iso}`, `{sum:money}` fen as yuan,
`{n:s/day/days}` a counted noun, `{at:moment}` a moment by the clock here, `{kind:word.kind}` another entry of the catalogue,
`{title:quoted}` and `{name:aside}` a text after the word before it, in quotes or brackets, and nothing
where it is empty, `{choices:coded.tier+role}` the words of one or several codes, set apart by commas, out of the first of
these groups that has one, each with its code, which is to be typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from importlib import import_module
from typing import Any, TypeAlias

LANGUAGES = ("en", "zh")

Parts: TypeAlias = "list[tuple[str, str, Callable[[Any], str]]]"
"""A template cut up: a literal, the name of the value after it if any, and how that is written."""

_state: dict[str, str] = {"lang": "en"}
_areas: dict[tuple[str, str], dict[str, str]] = {}
_compiled: dict[str, Parts] = {}
_known: dict[str, Parts] = {}  # of the language in use, by key
_today: dict[str, int] = {}  # the year of today, when it is known

_LAST = date.max.toordinal()
_WEEKDAYS = {"en": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], "zh": ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]}
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def use(lang: str) -> None:
    """Choose the language of everything said from here on: `en` or `zh`."""
    if lang != _state["lang"]:
        _known.clear()
    _state["lang"] = lang


def on(today: int) -> None:
    """Say what day it is, from here on: days of its year go without the year where a template lets them."""
    _today["year"] = date.fromordinal(today).year


def _of_today(d: date) -> bool:
    return _today.get("year", d.year) == d.year


def language() -> str:
    """The language in use."""
    return _state["lang"]


def area(name: str, lang: str | None = None) -> dict[str, str]:
    """All entries of one area of the catalogue."""
    place = (lang or _state["lang"], name)
    if place not in _areas:
        _areas[place] = import_module(f"repbook.words.{place[0]}.{name}").TEXT
    return _areas[place]


def has(key: str) -> bool:
    """Whether the catalogue knows this key."""
    name, _, rest = key.partition(".")
    return rest in area(name)


def t(key: str, /, **params: Any) -> str:
    """The text of a key in the language in use, its values filled in; KeyError when there is none."""
    return told(key, params)


def told(key: str, params: Mapping[str, Any]) -> str:
    """The same with the values in a mapping."""
    parts = _known.get(key)
    if parts is None:
        name, _, rest = key.partition(".")
        parts = _known[key] = _cut_up(area(name)[rest])
    return _filled(parts, params)


def word(group: str, value: str) -> str:
    """The user's word for a stored value, such as word("kind", "call"); the value itself where there is none."""
    return area("word").get(f"{group}.{value}", value)


def fill(template: str, params: Mapping[str, Any]) -> str:
    """Fill a template in; see the module for its format specs."""
    return _filled(_cut_up(template), params)


def _cut_up(template: str) -> Parts:
    """The parts of a template, each cut up once."""
    if template not in _compiled:
        _compiled[template] = list(_parse(template))
    return _compiled[template]


def _filled(parts: Parts, params: Mapping[str, Any]) -> str:
    text = ""
    for literal, name, form in parts:
        text += literal
        if name:
            text += form(params[name])
    return text


def _parse(template: str) -> Iterator[tuple[str, str, Callable[[Any], str]]]:
    """A template cut up: a literal, the value after it if any, and how that is written."""
    rest = template
    while "{" in rest:
        literal, _, rest = rest.partition("{")
        field, _, rest = rest.partition("}")
        name, _, spec = field.partition(":")
        yield literal, name, _form(spec)
    yield rest, "", str


def _form(spec: str) -> Callable[[Any], str]:
    """How a format spec writes a value."""
    if not spec:
        return str
    if spec in _SPECS:
        return _SPECS[spec]
    if spec.startswith("s/"):
        _, one, many = spec.split("/")
        return lambda value: f"{value} {one if value == 1 else many}"
    if spec.startswith("coded."):
        groups = spec.removeprefix("coded.").split("+")
        return lambda value: "、".join(_coded(code, groups) for code in str(value).split(", "))
    group = spec.removeprefix("word.")
    return lambda value: _several(value, group) if isinstance(value, tuple) else word(group, str(value))


def _several(values: tuple[str, ...], group: str) -> str:
    """Several words of a group, as a list: {roles:roles} takes them from the group `role`."""
    return ("、" if _state["lang"] == "zh" else ", ").join(word(group.removesuffix("s"), value) for value in values)


def _coded(code: str, groups: list[str]) -> str:
    """The word for a code with the code in brackets; the code alone where there is no word."""
    found = next((known for group in groups if (known := word(group, code)) != code), None)
    return f"{found}（{code}）" if found else code


def day(value: int) -> str:
    """A day in full with its weekday: Sun 22 Nov 2026, 2026年11月22日 周日."""
    d = date.fromordinal(min(value, _LAST))
    weekday = _WEEKDAYS[_state["lang"]][d.weekday()]
    if _state["lang"] == "zh":
        return f"{d.year}年{d.month}月{d.day}日 {weekday}"
    return f"{weekday} {d.day} {_MONTHS[d.month - 1]} {d.year}"


def short_day(value: int) -> str:
    """A day near today, without its year: Sun 22 Nov, 11月22日 周日."""
    d = date.fromordinal(min(value, _LAST))
    weekday = _WEEKDAYS[_state["lang"]][d.weekday()]
    return f"{d.month}月{d.day}日 {weekday}" if _state["lang"] == "zh" else f"{weekday} {d.day} {_MONTHS[d.month - 1]}"


def near_day(value: int) -> str:
    """A day with its weekday, and with its year where that is not the one of today."""
    return short_day(value) if _of_today(date.fromordinal(min(value, _LAST))) else day(value)


def plain_date(value: int) -> str:
    """A day by its date alone, with its year where that is not the one of today: 22 Nov, 11月22日, 1 Jan 2020."""
    d = date.fromordinal(min(value, _LAST))
    if _state["lang"] == "zh":
        return f"{'' if _of_today(d) else f'{d.year}年'}{d.month}月{d.day}日"
    return f"{d.day} {_MONTHS[d.month - 1]}{'' if _of_today(d) else f' {d.year}'}"


def weekday(value: int) -> str:
    """The weekday of a day: Sun, 周日."""
    return _WEEKDAYS[_state["lang"]][date.fromordinal(min(value, _LAST)).weekday()]


def moment(value: str) -> str:
    """A moment in UTC, as the book keeps it, by the clock of the place: 2026-11-22 18:00 +08:00. What is none stays as it is."""
    try:
        here = datetime.fromisoformat(value).astimezone()
    except (ValueError, OverflowError, OSError):
        return value
    offset = f"{here:%z}"
    return f"{here:%Y-%m-%d %H:%M} {offset[:3]}:{offset[3:5]}"


def money(fen: int) -> str:
    """Fen as yuan with thousands separators: 1,234.50."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def _quoted(text: str) -> str:
    if not text:
        return ""
    return f"“{text}”" if _state["lang"] == "zh" else f' "{text}"'


def _aside(text: str) -> str:
    if not text:
        return ""
    return f"（{text}）" if _state["lang"] == "zh" else f" ({text})"


_SPECS: dict[str, Callable[[Any], str]] = {
    "day": day,
    "short": short_day,
    "near": near_day,
    "date": plain_date,
    "weekday": weekday,
    "money": money,
    "moment": moment,
    "quoted": _quoted,
    "aside": _aside,
    "iso": lambda value: date.fromordinal(min(value, _LAST)).isoformat(),
}
