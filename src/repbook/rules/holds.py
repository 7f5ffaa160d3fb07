"""Holds: what keeps a due item back for now, each named, none silent."""

from __future__ import annotations

from collections.abc import Callable

from repbook.rules.asking import SPOKEN, Ask
from repbook.terms import Account, Day, Item

FATIGUE_DAYS = 30


def paused(account: Account, item: Item, ask: Ask) -> bool:
    """`customer pause`: no care (classes 3 and 4) until a day."""
    return item.cls >= 3 and paused_until(account, ask.day) is not None


def paused_until(account: Account, day: Day) -> Day | None:
    """The day a pause in force ends, by the latest one set; None when none is in force."""
    for row in reversed(account.pauses):
        if row.set_on <= day:
            return row.until if day < row.until else None
    return None


def fatigue(account: Account, item: Item, ask: Ask) -> bool:
    """Touched often enough: my done touches of the last 30 days have reached the tier's cap (classes 3 and 4)."""
    return item.cls >= 3 and touches_lately(account, ask.day) >= ask.tier(account).max_touches_30d


def touches_lately(account: Account, day: Day) -> int:
    """How many done touches of mine, of any kind, mass ones too, fall in the last 30 days."""
    count = 0
    for touch in reversed(account.touches):
        if touch.day <= day - FATIGUE_DAYS:
            break
        if touch.outcome == "done" and not touch.incoming and touch.day <= day:
            count += 1
    return count


def gap(account: Account, item: Item, ask: Ask) -> bool:
    """Just spoken: class 3 rests on the day of any done call or visit and the `gap_days` after."""
    if item.cls != 3:
        return False
    first = ask.day - ask.policy.gap_days
    for touch in reversed(account.touches):
        if touch.day < first:
            return False
        if touch.kind in SPOKEN and touch.outcome == "done" and touch.day <= ask.day:
            return True
    return False


HOLDS: tuple[tuple[str, Callable[[Account, Item, Ask], bool]], ...] = (("paused", paused), ("fatigue", fatigue), ("gap", gap))
"""Every hold, in the order in which `held_by` lists them."""


def held_by(account: Account, item: Item, ask: Ask) -> tuple[str, ...]:
    """The names of all holds that keep this item back on the day asked."""
    return tuple([name for name, holds in HOLDS if holds(account, item, ask)])
