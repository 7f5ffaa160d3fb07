"""Folding: one line a customer, and the order of the morning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from repbook.rules.asking import Ask
from repbook.terms import Account, Day, HeldItem, Item, Line

STRENGTH = {"visit": 0, "call": 1, "message": 2, "greeting": 3, "task": 4, "point": 5}
"""The actions, strongest first: the strongest of a line's items is what one goes for."""


def fold(account: Account, shown: Sequence[Item], ask: Ask) -> Line:
    """One customer's shown items as one line."""
    tried = _tried(account, ask.day)
    if len(shown) == 1:
        (item,) = shown
        return Line(account, (item,), item.action, item.cls, item.overdue_days / item.unit, tried)
    items = sorted(shown, key=_place)
    cls = items[0].cls
    lateness = max([item.overdue_days / item.unit for item in items if item.cls == cls])
    return Line(account, tuple(items), min([item.action for item in items], key=STRENGTH.__getitem__), cls, lateness, tried)


def _place(item: Item) -> tuple[int, int, Day, str, int, str]:
    """Where an item stands in its line."""
    return (item.cls, STRENGTH[item.action], item.due, item.rule, item.contact or 0, item.occasion)


def with_items(line: Line, points: Sequence[Item]) -> Line:
    """A line with points put in; they change neither its action nor its place."""
    return line._replace(items=tuple(sorted((*line.items, *points), key=_place)))


def _tried(account: Account, day: Day) -> bool:
    """Whether an attempt without success was made on that day, the last day of the touches."""
    for touch in reversed(account.touches):
        if touch.day < day:
            return False
        if touch.outcome != "done":
            return True
    return False


def in_order(lines: Iterable[Line], ask: Ask) -> list[Line]:
    """Lines by class, then tier, then lateness, larger first, then those not tried today, then name."""
    rank = _ranks(ask)
    last = len(rank)
    return sorted(lines, key=lambda x: (x.cls, rank.get(x.account.tier, last), -x.lateness, x.tried, x.account.name))


def held_in_order(held: Iterable[HeldItem], ask: Ask) -> list[HeldItem]:
    """Held items by class, then tier, then name."""
    rank = _ranks(ask)
    last = len(rank)
    return sorted(
        held,
        key=lambda x: (
            x.item.cls,
            rank.get(x.account.tier, last),
            x.account.name,
            x.item.rule,
            x.item.due,
            x.item.occasion,
            x.item.contact or 0,
        ),
    )


def _ranks(ask: Ask) -> dict[str, int]:
    return {key: at for at, key in enumerate(ask.policy.tiers)}
