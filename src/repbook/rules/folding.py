"""Folding: one line a customer, and the order of the morning."""

from __future__ import annotations

from collections.abc import Iterable

from repbook.rules.asking import Ask
from repbook.terms import Account, Item, Line

STRENGTH = {"visit": 0, "call": 1, "message": 2, "greeting": 3, "task": 4, "point": 5}
"""The actions, strongest first: the strongest of a line's items is what one goes for."""


def fold(account: Account, shown: Iterable[Item], ask: Ask) -> Line:
    """One customer's shown items as one line."""
    items = sorted(shown, key=lambda x: (x.cls, STRENGTH[x.action], x.due, x.rule, x.contact or 0, x.occasion))
    cls = items[0].cls
    lateness = max(item.overdue_days / item.unit for item in items if item.cls == cls)
    tried = any(x.day == ask.day and x.outcome != "done" for x in reversed(account.touches))
    return Line(account, tuple(items), min((item.action for item in items), key=STRENGTH.__getitem__), cls, lateness, tried)


def in_order(lines: Iterable[Line], ask: Ask) -> list[Line]:
    """Lines by class, then tier, then lateness, larger first, then those not tried today, then name."""
    rank = {key: at for at, key in enumerate(ask.policy.tiers)}
    last = len(rank)
    return sorted(lines, key=lambda x: (x.cls, rank.get(x.account.tier, last), -x.lateness, x.tried, x.account.name))
