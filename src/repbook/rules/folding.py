"""Folding: one line a customer, and the order of the morning."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from repbook.rules.asking import Ask
from repbook.terms import Account, Day, HeldItem, Item, Line

Place: TypeAlias = tuple[Any, ...]
"""Where something stands in an order; smaller is first."""

STRENGTH = {"visit": 0, "call": 1, "message": 2, "greeting": 3, "task": 4, "point": 5}
"""The actions, strongest first: the strongest of a line's items is what one goes for."""


def fold(account: Account, shown: Sequence[Item], ask: Ask) -> Line:
    """One customer's shown items as one line."""
    tried = _tried(account, ask.day)
    if len(shown) == 1:
        (item,) = shown
        return Line(account, (item,), item.action, item.cls, item.overdue_days / item.unit, tried)
    items = sorted(shown, key=_in_line)
    cls = items[0].cls
    lateness = max([item.overdue_days / item.unit for item in items if item.cls == cls])
    return Line(account, tuple(items), min([item.action for item in items], key=STRENGTH.__getitem__), cls, lateness, tried)


def _in_line(item: Item) -> tuple[int, int, Day, str, int, str]:
    """Where an item stands in its line."""
    return (item.cls, STRENGTH[item.action], item.due, item.rule, item.contact or 0, item.occasion)


def with_points(line: Line, points: list[Item]) -> Line:
    """A line with points put in, which stand last of all; they change neither its action nor its place."""
    if len(points) > 1:
        points.sort(key=_in_line)
    return Line(line.account, (*line.items, *points), *line[2:])


def _tried(account: Account, day: Day) -> bool:
    """Whether an attempt without success was made on that day, the last day of the touches."""
    for touch in reversed(account.touches):
        if touch.day < day:
            return False
        if touch.outcome != "done":
            return True
    return False


def place(ask: Ask) -> Callable[[Line], Place]:
    """Where a line stands: by class, then tier, then lateness, larger first, then those not tried today, then name."""
    rank = _ranks(ask)
    last = len(rank)
    return lambda x: (x.cls, rank.get(x.account.tier, last), -x.lateness, x.tried, x.account.name)


def held_place(ask: Ask) -> Callable[[HeldItem], Place]:
    """Where a held item stands: by class, then tier, then name."""
    rank = _ranks(ask)
    last = len(rank)

    def of(one: HeldItem) -> Place:
        account, item = one.account, one.item
        return (item.cls, rank.get(account.tier, last), account.name, item.rule, item.due, item.occasion, item.contact or 0)

    return of


def in_order(lines: Iterable[Line], ask: Ask) -> list[Line]:
    """Lines as the morning tells them; those in the same place stay as they were."""
    return sorted(lines, key=place(ask))


def held_in_order(held: Iterable[HeldItem], ask: Ask) -> list[HeldItem]:
    """Held items in their order."""
    return sorted(held, key=held_place(ask))


def _ranks(ask: Ask) -> dict[str, int]:
    return {key: at for at, key in enumerate(ask.policy.tiers)}
