"""Days ahead: the lines of a day fitted into its hours, and what the coming weeks will ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import isqrt
from typing import NamedTuple

from repbook.rules import Ask, due, items_of
from repbook.rules.commitments import QUIET_DAYS
from repbook.terms import NO_END, Account, Day, Item, Line, Purchase, Snooze, Touch

CLASS_WORTH = {1: 8, 2: 4, 3: 2, 4: 1}
"""What an item of each class is worth; an obligation is never weighed, it comes first."""

VISIT_WORTH = 3
"""How many calls a visit is worth."""

_UNIT = 1000
"""A worth is counted in whole thousandths, so that sums are the same in any order and on any machine."""

_LEAST_UNIT = 7
_LEAST_MONTH = 28


# ---- one line -----------------------------------------------------------------------------------------


def minutes_of(line: Line, ask: Ask) -> int:
    """The minutes that a line takes by its action and tier, the way there aside; a message takes those of a greeting."""
    tier = ask.tier(line.account)
    match line.action:
        case "visit":
            return tier.minutes_visit
        case "call":
            return tier.minutes_call
        case "task":
            return ask.policy.minutes_task
        case _:
            return tier.minutes_greeting


def worth_of(line: Line, ask: Ask) -> int:
    """What doing a line is worth, in thousandths: the sum over its items, points aside, of four factors.

    - the class: 8, 4, 2 or 1;
    - the tier: as many as there are tiers for the first one, down to 1 for the last;
    - the action: 3 for a visit, 1 for all else;
    - the time: ½ before the due day, 2 on the last working day on which it still makes sense; else the square root
      of 1 + lateness, where lateness is the days overdue by n or g, by at least 7: what is put off for long comes up.
    """
    tiers = list(ask.policy.tiers)
    rank = len(tiers) - tiers.index(ask.tier(line.account).key)
    tomorrow = ask.calendar.workday(ask.day + 1)
    return sum(
        CLASS_WORTH[item.cls] * rank * (VISIT_WORTH if item.action == "visit" else 1) * _pressing(item, ask.day, tomorrow)
        for item in line.items
        if item.action != "point"
    )


def _pressing(item: Item, day: Day, tomorrow: Day) -> int:
    """How much an item presses on a day, in thousandths."""
    if item.until < tomorrow:
        return 2 * _UNIT
    if item.due > day:
        return _UNIT // 2
    unit = max(item.unit, _LEAST_UNIT)
    return isqrt(_UNIT * _UNIT * (unit + item.overdue(day)) // unit)


# ---- the plan of a day --------------------------------------------------------------------------------


class Stop(NamedTuple):
    """A line with what it takes and gives: minutes, and its worth in thousandths."""

    line: Line
    minutes: int
    worth: int

    @property
    def place(self) -> str:
        """Where a visit goes: the area, or without one the customer itself; empty for what is done from the desk."""
        return "" if self.line.action != "visit" else self.line.account.area or f"#{self.line.account.id}"


class Group(NamedTuple):
    """Stops that are done together: at the desk (an empty place), or in one place with the way there, in minutes."""

    place: str
    travel: int
    stops: tuple[Stop, ...]


class Plan(NamedTuple):
    """A day: groups in the order in which to go about them, and what is left out, most worth a minute first.

    `minutes` is the time there is and `used` what the groups take, which only obligations drive beyond it.
    """

    groups: tuple[Group, ...]
    left_out: tuple[Stop, ...]
    minutes: int
    used: int

    @property
    def stops(self) -> list[Stop]:
        """Everything planned, in order."""
        return [stop for group in self.groups for stop in group.stops]


def plan(lines: Iterable[Line], ask: Ask, minutes: int) -> Plan:
    """The lines of a day fitted into so many minutes.

    Obligations (class 1) are in, even if they do not fit. Of the rest goes in what is worth most in the time left,
    the way to each place visited counted once; nothing left out would still fit. Obligations at the desk come first,
    then the places with an obligation, then the desk, then the other places by area; within these the order of `due`.
    """
    stops = [Stop(line, minutes_of(line, ask), worth_of(line, ask)) for line in lines]
    first = [stop for stop in stops if stop.line.cls == 1]
    travel = ask.policy.travel_minutes
    spent = sum(stop.minutes for stop in first) + travel * len(_places(first))
    chosen = {id(stop) for stop in (*first, *_best([s for s in stops if s.line.cls > 1], _places(first), travel, max(0, minutes - spent)))}
    groups = _grouped([stop for stop in stops if id(stop) in chosen], travel)
    left_out = sorted((stop for stop in stops if id(stop) not in chosen), key=lambda stop: -stop.worth * 1440 // max(stop.minutes, 1))
    return Plan(tuple(groups), tuple(left_out), minutes, sum(group.travel + stop.minutes for group in groups for stop in group.stops[:1])
                + sum(stop.minutes for group in groups for stop in group.stops[1:]))  # fmt: skip


def _places(stops: Iterable[Stop]) -> set[str]:
    return {stop.place for stop in stops if stop.place}
