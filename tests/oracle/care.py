"""care-call, care-visit, and the dates that are greeted.

What an item asks for settles it from the day on which the item shows, where a policy shows it before the day that the
rule book names.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tests.oracle import days, settling
from tests.oracle.facts import Customer
from tests.oracle.item import Asked, Item


def spacing(c: Customer, t: int) -> Decimal:
    """The factor in force: the one set last, until its day."""
    if not c.spacings:
        return Decimal(1)
    last = max(c.spacings, key=lambda row: (row["set_on"], row["id"]))
    return last["factor"] if last["until"] is None or t < last["until"] else Decimal(1)


def spaced(ask: Asked, every: int) -> int:
    return max(1, days.half_up(every * spacing(ask.c, ask.t)))


def care_call(ask: Asked) -> Iterator[Item]:
    n = spaced(ask, ask.tier.call_every)
    spoken = [touch.day for touch in ask.c.touches if settling.counts(touch) and settling.is_call_or_visit(ask.c, touch)]
    on = _after_last_call(ask, max(spoken), n) if spoken else days.workday(ask.policy, ask.c.base + 1 + _h(ask, "call") % n)
    yield Item("care-call", ask.call(), 3, on, on, per=n)


def _after_last_call(ask: Asked, last: int, n: int) -> int:
    most = int(ask.tier.jitter * n)
    offset = _h(ask, days.iso(last)) % (2 * most + 1) - most
    on = days.workday(ask.policy, last + n + offset)
    return days.workday(ask.policy, on + 1) if days.weekday(on) == days.weekday(last) else on


def _h(ask: Asked, text: str) -> int:
    return days.h(ask.policy, ask.c.row, text)


def care_visit(ask: Asked) -> Iterator[Item]:
    n = spaced(ask, ask.tier.visit_every)
    met = [touch.day for touch in ask.c.touches if settling.counts(touch) and touch.kind in settling.VISITS]
    on = days.workday(ask.policy, max(met) + n if met else ask.c.base + 1 + _h(ask, "visit") % n)
    yield Item("care-visit", "visit", 3, on, on, per=n)


def festival_greeting(ask: Asked) -> Iterator[Item]:
    p = ask.policy
    for name in ask.tier.festivals:
        names = ("festival-greeting", name)
        for on in days.festival_days(p, name, ask.t):
            until = on + 6 if name == "spring-festival" else on
            settled = (
                settling.greeting(ask.c, names, on - max(p.festival_early, p.festival_lead), until)
                or settling.call_or_visit(ask.c, on - max(2, p.festival_lead), until, dated=names)
                or settling.meant(ask.c, names, on - 30, until)
            )
            yield Item("festival-greeting", "greeting", 2, on - p.festival_lead, on, until, name, settled=settled)


def festival_gift(ask: Asked) -> Iterator[Item]:
    p = ask.policy
    for name in ask.tier.gift_festivals:
        names = ("festival-gift", name)
        for on in days.festival_days(p, name, ask.t):
            due = days.last_workday(p, on - p.gift_margin)
            named = settling.counting(ask.c, due - 30, on - 1)
            settled = settling.gift(ask.c, names, on - max(21, p.gift_lead), on) or any(
                touch.meant in names and (touch.kind in settling.VISITS or touch.gift) for touch in named
            )
            yield Item("festival-gift", "visit", 2, on - p.gift_lead, due, on - 1, name, settled=settled)


def birthday(ask: Asked) -> Iterator[Item]:
    for person in ask.c.contacts:
        if person["birth_month"] is None or gone(person, ask.t):
            continue
        born = (person["birth_month"], person["birth_day"], bool(person["birth_lunar"]), bool(person["birth_leap"]))
        for on in days.yearly(*born, ask.t):
            yield Item(
                "birthday",
                "task" if ask.t < on - ask.policy.birthday_after else "greeting",
                2,
                on - ask.tier.birthday_lead,
                on,
                on + ask.policy.birthday_after,
                contact=person["id"],
                settled=_greeted(ask, on, ("birthday",), person["id"]),
            )


def gone(person: dict[str, Any], t: int) -> bool:
    """Gone on the day of leaving itself."""
    return person["left_on"] is not None and person["left_on"] <= t


def _greeted(ask: Asked, on: int, names: tuple[str, ...], contact: int | None) -> bool:
    near = ask.policy.birthday_after
    return (
        settling.greeting(ask.c, names, on - near, on + near, contact)
        or settling.gift(ask.c, names, on - near, on + near, contact)
        or settling.call_or_visit(ask.c, on, on + near, contact, contact, names)
        or settling.meant(ask.c, names, on - 7, on + near, contact)
    )


ILL = ("bereavement", "illness", "accident")
EVENTS = ("opening", "promotion", "dealer-meeting", "wedding", "newborn", "housewarming")


def left(ask: Asked, contact: int | None) -> bool:
    """Whether the contact of an occasion has left."""
    return any(gone(person, ask.t) for person in ask.c.contacts if person["id"] == contact)


def anniversary(ask: Asked) -> Iterator[Item]:
    for row in ask.c.occasions:
        if row["kind"] in ILL or left(ask, row["contact_id"]) or not (row["yearly"] or row["kind"] == "anniversary"):
            continue
        tag = f"#{row['id']}"
        for on in _recurs(ask, row):
            settled = _greeted(ask, on, ("anniversary", tag), row["contact_id"])
            yield Item("anniversary", "greeting", 2, on, on, on + ask.policy.birthday_after, tag, row["contact_id"], settled)


def _recurs(ask: Asked, row: dict[str, Any]) -> list[int]:
    """Kind anniversary from its own date, another kind from the next year on."""
    on = row["on_day"]
    if row["lunar_month"] is None:
        _, month, day = (int(part) for part in days.iso(on).split("-"))
        found = days.yearly(month, day, False, False, ask.t)
    else:
        found = days.yearly(row["lunar_month"], row["lunar_day"], True, bool(row["lunar_leap"]), ask.t)
    return [day for day in found if day > on or (day == on and row["kind"] == "anniversary")]


def event(ask: Asked) -> Iterator[Item]:
    for row in ask.c.occasions:
        if row["kind"] not in EVENTS or left(ask, row["contact_id"]):
            continue
        on, contact, tag = row["on_day"], row["contact_id"], f"#{row['id']}"
        names, first = ("event", tag), on - max(3, ask.policy.event_lead)
        near = settling.counting(ask.c, first, on + 7, contact)
        settled = (
            any(touch.kind in settling.VISITS for touch in near)
            or settling.gift(ask.c, names, first, on + 7, contact)
            or settling.meant(ask.c, names, on - 30, on + 7, contact)
        )
        yield Item("event", "visit", 2, on - ask.policy.event_lead, on, on + 7, tag, contact, settled)
