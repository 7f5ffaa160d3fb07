"""Cadence: who is due a call or a visit because it has been long enough."""

from __future__ import annotations

from collections.abc import Iterable

from repbook.rules.asking import Ask, cadence, call_action, chance, last_call, last_visit, offset, spacing
from repbook.terms import NO_END, Account, Day, Item, Said, Tier


def care_call(account: Account, ask: Ask) -> Iterable[Item]:
    """A customer is called every `call_every` days of its tier, times its spacing, after the last call or visit.

    The day is shifted by an irregular offset of up to `jitter` of the cadence, moved to a working day, and never
    falls on the weekday of the last one. A customer never called is called in the first cadence, spread by chance.
    """
    tier = ask.tier(account)
    n = cadence(tier.call_every, spacing(account, ask.day)) if account.spacings else tier.call_every
    last = last_call(account)
    if last and ask.skips(last.day + n - int(tier.jitter * n), NO_END):
        return ()
    due = call_due(account, ask, tier, n, last.day if last else None)
    if ask.skips(due, NO_END):
        return ()
    if last is None:
        reason = Said("reason.never_written" if account.no_calls else "reason.never_called", {"base": account.base, "every": n})
    else:
        reason = Said("reason.care-message" if account.no_calls else "reason.care-call", {"n": ask.day - last.day, "every": n})
    steps = _steps(account, ask, n, due, last, "call") if ask.explain else ()
    return (Item("care-call", call_action(account), due, due, NO_END, 3, reason, unit=n, steps=steps),)


def call_due(account: Account, ask: Ask, tier: Tier, n: int, anchor: Day | None) -> Day:
    """The day a care call is due after a call or visit on `anchor`, or for a customer never called."""
    calendar = ask.calendar
    if anchor is None:
        return calendar.workday(account.base + 1 + chance(ask.policy, account, "call") % n)
    day = calendar.workday(anchor + n + offset(ask, account, tier, n, anchor))
    return calendar.workday(day + 1) if (day - anchor) % 7 == 0 else day


def care_visit(account: Account, ask: Ask) -> Iterable[Item]:
    """A customer is visited every `visit_every` days of its tier, times its spacing, after the last visit or meeting.

    The day is moved to a working day. A customer never visited is visited in the first cadence, spread by chance.
    Bring a small useful gift, regards from somebody they know and something to teach, and look at the stock.
    """
    tier = ask.tier(account)
    n = cadence(tier.visit_every, spacing(account, ask.day)) if account.spacings else tier.visit_every
    last = last_visit(account)
    if last and ask.skips(last.day + n, NO_END):
        return ()
    due = visit_due(account, ask, n, last.day if last else None)
    if ask.skips(due, NO_END):
        return ()
    if last is None:
        reason = Said("reason.never_visited", {"base": account.base, "every": n})
    else:
        reason = Said("reason.care-visit", {"n": ask.day - last.day, "every": n})
    steps = _steps(account, ask, n, due, last, "visit") if ask.explain else ()
    return (Item("care-visit", "visit", due, due, NO_END, 3, reason, unit=n, steps=steps),)


def visit_due(account: Account, ask: Ask, n: int, anchor: Day | None) -> Day:
    """The day a care visit is due after a visit on `anchor`, or for a customer never visited."""
    if anchor is None:
        return ask.calendar.workday(account.base + 1 + chance(ask.policy, account, "visit") % n)
    return ask.calendar.workday(anchor + n)


def _steps(account: Account, ask: Ask, n: int, due: Day, last: object, what: str) -> tuple[Said, ...]:
    """The arithmetic in the order in which it is done."""
    tier, factor = ask.tier(account), spacing(account, ask.day)
    every = tier.call_every if what == "call" else tier.visit_every
    day: Day | None = getattr(last, "day", None)
    if day is None:
        share = chance(ask.policy, account, what) % n
        start = Said("why.never", {"what": what, "base": account.base})
        shift, landing = Said("why.spread", {"n": share, "most": n - 1}), account.base + 1 + share
    else:
        word = "message" if what == "call" and account.no_calls else what
        start = Said(f"why.last_{word}", {"day": day, "touch": getattr(last, "id", 0), "kind": getattr(last, "kind", "")})
        j = offset(ask, account, tier, n, day) if what == "call" else 0
        shift, landing = Said("why.offset", {"n": f"{j:+d}", "most": int(tier.jitter * n) if what == "call" else 0}), day + n + j
    return (
        start,
        Said("why.every", {"every": every, "tier": account.tier, "factor": f"{factor.normalize():f}", "n": n}),
        shift,
        Said("why.landing" if due == landing else "why.moved", {"landing": landing, "due": due, "estimated": ask.calendar.estimated(due)}),
    )
