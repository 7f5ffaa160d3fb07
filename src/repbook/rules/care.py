"""Care in bad times and at the beginning: condolence, alerts, and the first day after a first talk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from repbook.rules.asking import Ask, call_action, done, first_call_in, is_call, meant_otherwise, wants_no_calls
from repbook.rules.dates import SAD, present
from repbook.terms import Account, Alert, Day, Item, Occasion, Said

CHECK_DAYS = 14
"""The check after a condolence is shown for so many days."""

RECENT_DAYS = 60
"""News older than this when it is recorded asks for no condolence by itself."""


def learned_on(occasion: Occasion) -> Day | None:
    """The day the rep learned of it: said by hand, else the later of its date and the day recorded; None for old news."""
    if occasion.learned is not None:
        return occasion.learned
    if occasion.recorded - occasion.day > RECENT_DAYS:
        return None
    return max(occasion.day, occasion.recorded)


def _sad(account: Account, ask: Ask) -> Iterator[tuple[Occasion, Day]]:
    """The sad occasions known on the day, with the day each was learned."""
    for occasion in account.occasions:
        learned = learned_on(occasion) if occasion.kind in SAD and occasion.recorded <= ask.day else None
        if learned is not None and present(account, occasion, ask.day):
            yield occasion, learned


def condolence(account: Account, ask: Ask) -> Iterable[Item]:
    """A bereavement, illness or accident: call at once. Say little; business can wait.

    Shown for two weeks from the day it was learned; settled by a call or visit since then, with its contact or
    nobody named.
    """
    for occasion, learned in _sad(account, ask):
        until = learned + ask.policy.condolence_days
        if ask.skips(learned, until):
            continue
        person = account.person(occasion.contact)
        settled = first_call_in(account, learned, until, wants_no_calls(account, person), occasion.contact)
        reason = Said(
            "reason.condolence", {"kind": occasion.kind, "title": occasion.title, "name": person.name if person else "", "day": learned}
        )
        yield Item("condolence", call_action(account, person), learned, learned, until, 1, reason, occasion.contact, f"#{occasion.id}",
                   settled,
                   steps=_steps(ask, occasion, learned, until))  # fmt: skip


def condolence_check(account: Account, ask: Ask) -> Iterable[Item]:
    """A week after the first call or visit of condolence, call again and ask how things are.

    Without such a call there is no check. Settled by a call or visit after that first one.
    """
    for occasion, learned in _sad(account, ask):
        person = account.person(occasion.contact)
        first = first_call_in(account, learned, learned + ask.policy.condolence_days, wants_no_calls(account, person), occasion.contact)
        if first is None:
            continue
        due = first + ask.policy.condolence_check
        until = due + CHECK_DAYS
        if ask.skips(due, until):
            continue
        settled = _checked(account, first, wants_no_calls(account, person), frozenset(("condolence-check", f"#{occasion.id}")))
        reason = Said(
            "reason.condolence-check", {"kind": occasion.kind, "name": person.name if person else "", "day": first, "n": ask.day - first}
        )
        yield Item("condolence-check", call_action(account, person), due, due, until, 2, reason, occasion.contact, f"#{occasion.id}",
                   settled,
                   steps=_steps(ask, occasion, learned, until))  # fmt: skip


def _checked(account: Account, first: Day, no_calls: bool, names: frozenset[str]) -> Day | None:
    """The first call or visit after a day; a message in place of a call not when it was logged for something else."""
    for touch in done(account.touches):
        if touch.day > first and is_call(touch, no_calls) and not (touch.kind == "message" and meant_otherwise(touch, names)):
            return touch.day
    return None


def _steps(ask: Ask, occasion: Occasion, learned: Day, until: Day) -> tuple[Said, ...]:
    if not ask.explain:
        return ()
    return (Said("why.occasion", {"kind": occasion.kind, "day": occasion.day}), Said("why.learned", {"day": learned, "until": until}))


def area_alert(account: Account, ask: Ask) -> Iterable[Item]:
    """When something bad hits an area, everybody there gets a call, first of all and before they ask.

    Shown to the alert's last day; settled by a call, visit, personal message or help since it was raised.
    """
    for alert in account.alerts:
        if alert.raised <= ask.day and not ask.skips(alert.raised, alert.last):
            yield _alert(account, ask, alert)


def _alert(account: Account, ask: Ask, alert: Alert) -> Item:
    helped = (t.day for t in done(account.touches) if t.day >= alert.raised and (is_call(t, False) or t.kind in ("message", "help")))
    steps = (Said("why.window", {"start": alert.raised, "until": alert.last}),) if ask.explain else ()
    reason = Said("reason.area-alert", {"reason": alert.reason, "day": alert.raised})
    return Item(
        "area-alert",
        call_action(account),
        alert.raised,
        alert.raised,
        alert.last,
        1,
        reason,
        occasion=f"#{alert.id}",
        settled=next(helped, None),
        steps=steps,
    )


def first_follow_up(account: Account, ask: Ask) -> Iterable[Item]:
    """The day after the first touch with a prospect, theirs too, get in touch again: within 24 hours.

    Moved to a working day and shown for a week; settled by any touch of mine after that first day, or a call or visit
    of theirs.
    """
    first = account.first_touch
    if account.status != "prospect" or first is None:
        return ()
    due = ask.calendar.workday(first + 1)
    if ask.skips(due, due + 7):
        return ()
    settled = next((touch.day for touch in done(account.touches) if touch.day > first), None)
    steps = (Said("why.first_touch", {"day": first}), Said("why.window", {"start": due, "until": due + 7})) if ask.explain else ()
    return (
        Item(
            "first-follow-up",
            call_action(account),
            due,
            due,
            due + 7,
            2,
            Said("reason.first-follow-up", {"day": first}),
            settled=settled,
            steps=steps,
        ),
    )
