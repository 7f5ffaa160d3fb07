"""Commitments: promises both ways, and complaints with their clocks."""

from __future__ import annotations

from collections.abc import Iterable

from repbook.rules.asking import Ask, call_action, call_since, done, is_call, wants_no_calls
from repbook.terms import NO_END, Account, Complaint, Day, Item, Promise, Said

QUIET_DAYS = 7
"""After talking to somebody about their promise, let it rest this long."""


def promise(account: Account, ask: Ask) -> Iterable[Item]:
    """What you promised is shown from the day before it is due until it is kept, dropped or moved.

    What they promised asks for a call from the day after, quiet on the day of a call or visit since then and for a
    week after.
    """
    for one in account.promises:
        if one.made <= ask.day:
            yield _theirs(account, ask, one) if one.theirs else _mine(account, ask, one)


def _over(one: Promise, day: Day) -> Day | None:
    """The day it was kept or dropped, by the day asked."""
    return min((d for d in (one.kept, one.dropped) if d is not None and d <= day), default=None)


def _mine(account: Account, ask: Ask, one: Promise) -> Item:
    late = ask.day - one.by
    reason = Said("reason.promise_late" if late > 0 else "reason.promise", {"text": one.text, "day": one.by, "n": late})
    return Item(
        "promise",
        "task",
        one.by - ask.policy.promise_lead,
        one.by,
        NO_END,
        1,
        reason,
        one.contact,
        f"#{one.id}",
        _over(one, ask.day),
        steps=_made(ask, one),
    )


def _theirs(account: Account, ask: Ask, one: Promise) -> Item:
    start = one.by + 1
    person = account.person(one.contact)
    settled, rests = _over(one, ask.day), None
    if settled is None:
        settled, rests = _asked_about(account, max(start, ask.day - QUIET_DAYS), ask.day, wants_no_calls(account, person))
    reason = Said("reason.promise_theirs", {"text": one.text, "day": one.by, "n": ask.day - one.by})
    return Item("promise", call_action(account, person), start, start, NO_END, 1, reason, one.contact, f"#{one.id}", settled,
                steps=_made(ask, one), rests_until=rests)  # fmt: skip


def _asked_about(account: Account, first: Day, last: Day, no_calls: bool) -> tuple[Day | None, Day | None]:
    """The day of the first call or visit in first … last, and the day from which it may be asked about again."""
    called = [touch.day for touch in done(account.touches) if first <= touch.day <= last and is_call(touch, no_calls)]
    return (called[0], called[-1] + QUIET_DAYS + 1) if called else (None, None)


def _made(ask: Ask, one: Promise) -> tuple[Said, ...]:
    return (Said("why.promise", {"text": one.text, "made": one.made, "day": one.by}),) if ask.explain else ()


def complaint_answer(account: Account, ask: Ask) -> Iterable[Item]:
    """A complaint is answered within the tier's `complaint_answer` working days; settled when it is answered."""
    for one in account.complaints:
        due = ask.calendar.add(one.opened, ask.tier(account).complaint_answer)
        answered = _reached(one, ask.day)[0]
        reason = Said("reason.complaint-answer", {"text": one.text, "day": one.opened, "id": one.id})
        if one.opened <= ask.day:
            yield Item(
                "complaint-answer",
                call_action(account),
                one.opened,
                due,
                NO_END,
                1,
                reason,
                occasion=f"#{one.id}",
                settled=answered,
                steps=_opened(ask, one, due),
            )


def complaint_solve(account: Account, ask: Ask) -> Iterable[Item]:
    """An answered complaint is solved within the tier's `complaint_solve` working days of its opening."""
    for one in account.complaints:
        answered, solved, _ = _reached(one, ask.day)
        if answered is None:
            continue
        due = ask.calendar.add(one.opened, ask.tier(account).complaint_solve)
        reason = Said("reason.complaint-solve", {"text": one.text, "day": one.opened, "id": one.id})
        yield Item(
            "complaint-solve", "task", answered, due, NO_END, 1, reason, occasion=f"#{one.id}", settled=solved, steps=_opened(ask, one, due)
        )


def complaint_check(account: Account, ask: Ask) -> Iterable[Item]:
    """A few days after a complaint was solved, and again two weeks after, ask whether it really is.

    Settled by a call or visit since, by a check noted since, or when the complaint is closed.
    """
    for one in account.complaints:
        _, solved, closed = _reached(one, ask.day)
        if solved is None:
            continue
        for days in (ask.policy.complaint_check_first, ask.policy.complaint_check_second):
            due = solved + days
            if not ask.skips(due, due + 14):
                checked = min((day for day in one.checks if due <= day <= ask.day), default=None)
                settled = closed if closed is not None else checked if checked is not None else call_since(account, due, "complaint-check")
                reason = Said("reason.complaint-check", {"text": one.text, "day": solved, "n": ask.day - solved, "id": one.id})
                yield Item(
                    "complaint-check",
                    call_action(account),
                    due,
                    due,
                    due + 14,
                    2,
                    reason,
                    occasion=f"#{one.id}",
                    settled=settled,
                    steps=_opened(ask, one, due, solved),
                )


def _reached(one: Complaint, day: Day) -> tuple[Day | None, Day | None, Day | None]:
    """The days it was answered, solved and closed, by the day asked; a later stage implies the earlier."""
    known = [d if d is not None and d <= day else None for d in (one.answered, one.solved, min(one.checks, default=None), one.closed)]
    answered, solved, checked, closed = known
    solved = _first(solved, checked, closed)
    return _first(answered, solved), solved, closed


def _first(*days: Day | None) -> Day | None:
    return min((d for d in days if d is not None), default=None)


def unsolved(one: Complaint, day: Day) -> bool:
    """Whether a complaint was opened by that day and not yet solved."""
    return one.opened <= day and _reached(one, day)[1] is None


def _opened(ask: Ask, one: Complaint, due: Day, solved: Day | None = None) -> tuple[Said, ...]:
    if not ask.explain:
        return ()
    after = () if solved is None else (Said("why.solved", {"day": solved}),)
    return Said("why.complaint", {"text": one.text, "day": one.opened}), *after, Said("why.deadline", {"day": due})
