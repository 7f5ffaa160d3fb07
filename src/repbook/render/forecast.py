"""What `forecast` says: weeks and tiers as tables, as they are and, where asked, as they would be with other cadences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from repbook.planning import Week, together
from repbook.render.tables import Column, Table
from repbook.terms import iso
from repbook.words import t, word

ACTIONS = {"call": "calls", "visit": "visits", "message": "messages", "greeting": "greetings", "task": "tasks"}
"""The actions, and the columns that count them."""


_SHORT = {"messages": "msgs", "greetings": "greets"}
"""Heads that leave a screen of 80 columns room for other cadences."""


class Forecast(NamedTuple):
    """The weeks ahead, the same weeks under the cadences asked for, if any, and the tiers in their order."""

    weeks: Sequence[Week]
    changed: Sequence[Week] | None
    tiers: Sequence[str]


# --- data ---


def data(forecast: Forecast) -> Table:
    """A row for each week and tier, and one of the whole week with the way; the counts under other cadences beside them."""
    columns = [Column("week", "day"), Column("tier"), Column("workdays", "count"), *_counts("")]
    columns += [Column("available", "count"), Column("load", "share"), *(_counts("_changed") if forecast.changed is not None else [])]
    rows = []
    for week, other in zip(forecast.weeks, forecast.changed or forecast.weeks, strict=True):
        for tier in (*forecast.tiers, None):
            room = [_hours(week.available), _load(week)] if tier is None else [None, None]
            changed = _numbers(other, tier) if forecast.changed is not None else []
            rows.append([week.monday, tier or "total", week.workdays, *_numbers(week, tier), *room, *changed])
    return Table(columns, rows)


def _counts(suffix: str) -> list[Column]:
    return [Column(key + suffix, "count") for key in (*ACTIONS.values(), "lines", "travel", "hours")]


def _numbers(week: Week, tier: str | None) -> list[Any]:
    """Of a tier in a week, or of the whole week: lines by action and in all, hours on the way, hours in all."""
    counts = _lines(week, tier)
    travel, minutes = (week.travel, week.wanted) if tier is None else (0, week.minutes[tier])
    return [*counts, sum(counts), _hours(travel), _hours(minutes)]


def _lines(week: Week, tier: str | None) -> list[int]:
    return [sum(n for (of, doing), n in week.lines.items() if doing == action and tier in (None, of)) for action in ACTIONS]


def _hours(minutes: int) -> float:
    return round(minutes / 60, 2)


def _load(week: Week) -> float | None:
    return week.wanted / week.available if week.available else None


# --- screen ---


def by_week(forecast: Forecast) -> Table:
    """A row a week, and their sum."""
    columns = [Column("week"), Column("workdays", "count"), *_columns(forecast), Column("available", "count"), Column("load", "share")]
    weeks = [(iso(week.monday), week, other) for week, other in _pairs(forecast)]
    rows = [[name, w.workdays, *_row(w, other), f"{w.available / 60:.0f}", _load(w)] for name, w, other in (*weeks, _total(forecast))]
    return Table(columns, rows, totals=1, hidden=["workdays"] if forecast.changed is not None else [])


def by_tier(forecast: Forecast) -> Table:
    """A row a tier over all the weeks, the way, and the sum, with the share of the hours that each takes."""
    _, now, other = _total(forecast)
    rows: list[list[Any]] = []
    for tier in forecast.tiers:
        rows.append([word("tier", tier), *_lines(now, tier), *_times(now.minutes[tier], other and other.minutes[tier])])
    rows.append([t("plan.on_the_way"), *(None for _ in ACTIONS), *_times(now.travel, other and other.travel)])
    minutes = [*(now.minutes[tier] for tier in forecast.tiers), now.travel]
    shares = [each / now.wanted if now.wanted else 0 for each in minutes]
    columns = [Column("tier"), *_columns(forecast), Column("hours_share", "share")]
    total = [t("word.tier.total"), *_row(now, other), None]
    return Table(columns, [*([*row, share] for row, share in zip(rows, shares, strict=True)), total], totals=1)


def _columns(forecast: Forecast) -> list[Column]:
    times = ("hours", *(("hours_changed", "difference") if forecast.changed is not None else ()))
    return [Column(_SHORT.get(key, key), "count") for key in (*ACTIONS.values(), *times)]


def _pairs(forecast: Forecast) -> list[tuple[Week, Week | None]]:
    changed: Sequence[Week | None] = forecast.changed or [None] * len(forecast.weeks)
    return list(zip(forecast.weeks, changed, strict=True))


def _total(forecast: Forecast) -> tuple[str, Week, Week | None]:
    return t("word.tier.total"), together(forecast.weeks), together(forecast.changed) if forecast.changed is not None else None


def _row(week: Week, other: Week | None) -> list[Any]:
    return [*_lines(week, None), *_times(week.wanted, other.wanted if other else None)]


def _times(minutes: int, then: int | None) -> list[str]:
    """Hours with one decimal; under other cadences too, and the difference with its sign, where asked."""
    if then is None:
        return [f"{minutes / 60:.1f}"]
    more = f"{(then - minutes) / 60:+.1f}"
    return [f"{minutes / 60:.1f}", f"{then / 60:.1f}", more if more[1:] != "0.0" else "0.0"]
