"""What a customer will be due next if nothing more happens, on the first day on which it will really be shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from repbook.rules.asking import Ask
from repbook.rules.holds import held_by
from repbook.terms import Account, Day, Item


class Coming(NamedTuple):
    """An item that nothing has settled, the first day from the day asked on that shows it, and the day to have it done by."""

    item: Item
    shown: Day
    by: Day


def coming(account: Account, items: Iterable[Item], ask: Ask) -> list[Coming]:
    """Those of a customer's items, points left out, that will be shown within the days that `ask` looks ahead, the soonest first."""
    found = []
    for item in items:
        day = _first_day(account, item, ask) if item.settled is None and item.action != "point" else None
        if day is not None:
            found.append(Coming(item, day, max(item.due, day)))
    return sorted(found, key=lambda one: (one.by, one.item.cls, one.item.rule))


def _first_day(account: Account, item: Item, ask: Ask) -> Day | None:
    """The first day in the item's window on which nothing holds it; None when there is none that near."""
    last = min(item.until, ask.day + ask.ahead)
    return next((day for day in range(max(item.start, ask.day), last + 1) if not held_by(account, item, ask.on(day))), None)
