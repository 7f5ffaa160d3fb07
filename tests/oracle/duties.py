"""Condolences, alerts, promises, complaints and first follow-ups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.oracle import days, settling
from tests.oracle.care import ILL, left
from tests.oracle.facts import Complaint
from tests.oracle.item import Asked, Item


def _bad_news(ask: Asked) -> Iterator[tuple[dict[str, Any], int]]:
    """Bad news that asks for a word, with the day on which it was learned."""
    for row in ask.c.occasions:
        if row["kind"] not in ILL or (row["kind"] != "bereavement" and left(ask, row["contact_id"])):
            continue
        if row["learned"] is not None:
            yield row, row["learned"]
        elif row["recorded"] - row["on_day"] <= 60:
            yield row, max(row["on_day"], row["recorded"])


def condolence(ask: Asked) -> Iterator[Item]:
    for row, learned in _bad_news(ask):
        contact = row["contact_id"]
        until = learned + ask.policy.condolence_days
        settled = settling.call_or_visit(ask.c, learned, ask.t, contact, contact)
        yield Item("condolence", ask.call(contact), 1, learned, learned, until, f"#{row['id']}", contact, settled)


def condolence_check(ask: Asked) -> Iterator[Item]:
    for row, learned in _bad_news(ask):
        contact, tag = row["contact_id"], f"#{row['id']}"
        names = ("condolence-check", tag)
        touches = settling.counting(ask.c, learned, learned + ask.policy.condolence_days, contact)
        spoken = [touch.day for touch in touches if settling.is_call_or_visit(ask.c, touch, contact)]  # condolence is no dated item
        if spoken:
            first = min(spoken)
            on = first + ask.policy.condolence_check
            settled = settling.call_or_visit(ask.c, first + 1, ask.t, contact, dated=names)
            yield Item("condolence-check", ask.call(contact), 2, on, on, on + 14, tag, contact, settled)


def area_alert(ask: Asked) -> Iterator[Item]:
    for row in ask.c.alerts:
        since = settling.counting(ask.c, row["raised"], ask.t)
        settled = any(touch.kind in (*settling.SPOKEN, "message", "help") for touch in since)
        yield Item("area-alert", ask.call(), 1, row["raised"], row["raised"], row["last_day"], f"#{row['id']}", settled=settled)


def promise(ask: Asked) -> Iterator[Item]:
    for row in ask.c.promises:
        settled = row["kept"] is not None or row["dropped"] is not None
        by, contact, tag = row["by_day"], row["contact_id"], f"#{row['id']}"
        if row["theirs"]:
            quiet = settling.call_or_visit(ask.c, max(by + 1, ask.t - 7), ask.t, contact)
            yield Item("promise", ask.call(contact), 1, by + 1, by + 1, occasion=tag, contact=contact, settled=settled or quiet)
        else:
            yield Item("promise", "task", 1, by - ask.policy.promise_lead, by, occasion=tag, contact=contact, settled=settled)


def reached(complaint: Complaint, *stages: str) -> int | None:
    """The day on which a complaint reached one of these stages; a later stage implies the earlier."""
    return min((day for stage in stages for day in complaint.stages[stage]), default=None)


def answered(complaint: Complaint) -> int | None:
    return reached(complaint, "answered", "solved", "checked", "closed")


def solved(complaint: Complaint) -> int | None:
    return reached(complaint, "solved", "checked", "closed")


def complaint_answer(ask: Asked) -> Iterator[Item]:
    for one in ask.c.complaints:
        due = days.working_days_after(ask.policy, one.opened, ask.tier.complaint_answer)
        done = answered(one) is not None
        yield Item("complaint-answer", ask.call(), 1, one.opened, due, occasion=f"#{one.id}", settled=done)


def complaint_solve(ask: Asked) -> Iterator[Item]:
    for one in ask.c.complaints:
        start = answered(one)
        due = days.working_days_after(ask.policy, one.opened, ask.tier.complaint_solve)
        if start is not None:
            yield Item("complaint-solve", "task", 1, start, due, occasion=f"#{one.id}", settled=solved(one) is not None)


def complaint_check(ask: Asked) -> Iterator[Item]:
    for one in ask.c.complaints:
        on = solved(one)
        if on is None:
            continue
        for later in (ask.policy.complaint_check_first, ask.policy.complaint_check_second):
            x = on + later
            called = settling.call_or_visit(ask.c, x, ask.t, dated=("complaint-check", f"#{one.id}"))
            settled = called or bool(one.stages["closed"]) or any(day >= x for day in one.stages["checked"])
            yield Item("complaint-check", ask.call(), 2, x, x, x + 14, f"#{one.id}", settled=settled)


def first_follow_up(ask: Asked) -> Iterator[Item]:
    if not ask.c.prospect:
        return
    met = [touch.day for touch in ask.c.touches if touch.done and not touch.mass]
    if met:
        first = min(met)
        due = days.workday(ask.policy, first + 1)
        settled = bool(settling.counting(ask.c, first + 1, ask.t))  # a call or visit of theirs settles like mine
        yield Item("first-follow-up", ask.call(), 2, due, due, due + 7, settled=settled)
