"""Holds: what keeps a due item back for now, each named, none silent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from repbook.rules.asking import SPOKEN, Ask
from repbook.rules.commitments import unsolved
from repbook.terms import Account, Day, Item, Occasion, Snooze

FATIGUE_DAYS = 30

NOT_FOR_MOURNERS = frozenset(
    (
        "festival-greeting",
        "festival-gift",
        "birthday",
        "anniversary",
        "event",
        "reorder",
        "at-risk",
        "referral-ask",
        "second-order",
        "win-back",
    )
)
"""What a customer in mourning is spared."""

NOT_WHILE_COMPLAINING = frozenset(("reorder", "referral-ask", "second-order", "win-back"))
"""What nobody with an unsolved complaint wants to hear."""


def snoozed(account: Account, item: Item, ask: Ask) -> bool:
    """`snooze`: one rule or the whole line, put off; the whole line's does not hold obligations that came up after it."""
    return any(not (s.rule == "" and item.cls == 1 and item.start > s.set_on) for s in snoozes_in_force(account, ask.day, item.rule))


def snoozes_in_force(account: Account, day: Day, rule: str) -> list[Snooze]:
    """The snoozes of a rule and of the whole line that hold on a day: of each the latest one set, unless it has ended."""
    latest = {s.rule: s for s in account.snoozes if s.rule in ("", rule) and s.set_on <= day}
    return [s for s in latest.values() if day < s.until]


def mourning(account: Account, item: Item, ask: Ask) -> bool:
    """From a bereavement and for thirty days the whole customer is spared everything cheerful and commercial."""
    return item.rule in NOT_FOR_MOURNERS and mourning_until(account.occasions, ask.day, ask.policy.mourning_days) is not None


def mourning_until(occasions: Iterable[Occasion], day: Day, days: int) -> Day | None:
    """The last day of the mourning in which a day falls, of which that day knew; None when it falls in none."""
    found = [o.day + days for o in occasions if o.kind == "bereavement" and o.recorded <= day and o.day <= day <= o.day + days]
    return max(found, default=None)


def complaint(account: Account, item: Item, ask: Ask) -> bool:
    """While a complaint is unsolved, no asking for orders or referrals."""
    return item.rule in NOT_WHILE_COMPLAINING and complaining(account, ask.day)


def complaining(account: Account, day: Day) -> bool:
    """Whether a complaint of the customer is opened and not yet solved."""
    return any(unsolved(one, day) for one in account.complaints)


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
    if item.cls < 3:
        return False
    most = ask.tier(account).max_touches_30d
    return len(account.touches) >= most and touches_lately(account, ask.day) >= most


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


class Hold(NamedTuple):
    """A hold: its name, the function that says whether it keeps an item back, and the facts without which it never does.

    `needs` is the field of the account that these facts are in.
    """

    name: str
    function: Callable[[Account, Item, Ask], bool]
    needs: str


HOLDS: tuple[Hold, ...] = (
    Hold("snoozed", snoozed, "snoozes"),
    Hold("paused", paused, "pauses"),
    Hold("mourning", mourning, "occasions"),
    Hold("complaint", complaint, "complaints"),
    Hold("fatigue", fatigue, "touches"),
    Hold("gap", gap, "touches"),
)
"""Every hold, in the order in which `held_by` lists them."""

_ASKED = tuple((hold.name, hold.function, Account._fields.index(hold.needs)) for hold in HOLDS)


def held_by(account: Account, item: Item, ask: Ask) -> tuple[str, ...]:
    """The names of all holds that keep this item back on the day asked."""
    return tuple([name for name, holds, needs in _ASKED if account[needs] and holds(account, item, ask)])


def rests(account: Account, ask: Ask) -> bool:
    """Whether anything may hold a point of this customer on the day asked, or on one of the days after."""
    return bool(account.snoozes or account.pauses or account.occasions or account.complaints) or (
        touches_lately(account, ask.day) >= ask.tier(account).max_touches_30d
    )
