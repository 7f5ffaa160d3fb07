"""Dates that matter: festivals and birthdays, greeted on the day and never by a copied text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from repbook.calendar.lunar import occurrences, solar_occurrences
from repbook.rules.asking import MET, NAMED_EARLY, Ask, done, is_call, meant_otherwise, wants_no_calls, with_anyone
from repbook.terms import Account, Day, Item, Occasion, Person, Said

GIFT_EARLY = 21
"""A festival's gift may be brought this many days before it, or from the day it shows where that is earlier."""

CALL_EARLY = 2
"""A call or visit counts for a festival from this many days before it, likewise."""

EVENT_EARLY = 3
"""A visit or gift counts for an event from this many days before it, likewise."""

EVENT_SHOWN = 7
"""An event is worth a visit for this many days after it."""

SPRING_FESTIVAL_DAYS = 6
"""Spring Festival may be greeted on the days after it too, up to this many."""


def festival_greeting(account: Account, ask: Ask) -> Iterable[Item]:
    """Each festival of the tier is greeted on its day, from two days before; Spring Festival until six days after.

    Settled by a greeting from a week before that was not for something else, by a call or visit from two days
    before, or by any touch `--for` it.
    """
    return [_festival(account, ask, key, day) for key, day in ask.festivals(ask.tier(account))]


def no_festival(ask: Ask) -> bool:
    """Whether no tier has a festival whose greeting could matter."""
    return not any(ask.festivals(tier) for tier in ask.policy.tiers.values())


def _festival(account: Account, ask: Ask, key: str, day: Day) -> Item:
    until = day + (SPRING_FESTIVAL_DAYS if key == "spring-festival" else 0)
    start = day - ask.policy.festival_lead
    steps = (
        (Said("why.festival", {"festival": key, "day": day}), Said("why.window", {"start": start, "until": until})) if ask.explain else ()
    )
    reason = Said("reason.festival-greeting", {"festival": key, "day": day, "n": day - ask.day})
    return Item("festival-greeting", "greeting", start, day, until, 2, reason,
                occasion=key, settled=_greeted(account, ask, key, day, until), steps=steps)  # fmt: skip


def _greeted(account: Account, ask: Ask, key: str, day: Day, until: Day) -> Day | None:
    names = frozenset((key, "festival-greeting"))
    shown = day - ask.policy.festival_lead
    greeted, called = min(day - ask.policy.festival_early, shown), min(day - CALL_EARLY, shown)
    for touch in done(account.touches):
        if touch.day > until:
            continue
        if touch.meant_for in names and touch.day >= day - NAMED_EARLY:
            return touch.day
        if touch.kind in ("greeting", "message", "gift") and meant_otherwise(touch, names):
            continue
        if touch.kind == "greeting" and touch.day >= greeted:
            return touch.day
        if is_call(touch, account.no_calls) and touch.day >= called:
            return touch.day
    return None


def festival_gift(account: Account, ask: Ask) -> Iterable[Item]:
    """At the great festivals some tiers get a gift, brought in time: shown two weeks before, due three days before.

    The due day is a working day. Settled by a gift from three weeks before that was not for something else, or by a
    visit or gift `--for` it.
    """
    return [_gift(account, ask, key, day) for key, day in ask.gift_festivals(ask.tier(account))]


def no_gift_festival(ask: Ask) -> bool:
    """Whether no tier has a festival whose gift could matter."""
    return not any(ask.gift_festivals(tier) for tier in ask.policy.tiers.values())


def _gift(account: Account, ask: Ask, key: str, day: Day) -> Item:
    start, due, until = day - ask.policy.gift_lead, ask.calendar.last_workday(day - ask.policy.gift_margin), day - 1
    steps = (
        (Said("why.festival", {"festival": key, "day": day}), Said("why.window", {"start": start, "until": until})) if ask.explain else ()
    )
    reason = Said("reason.festival-gift", {"festival": key, "day": day, "n": day - ask.day})
    return Item("festival-gift", "visit", start, due, until, 2, reason, occasion=key,
                settled=_gave(account, key, day, due, max(GIFT_EARLY, ask.policy.gift_lead)), steps=steps)  # fmt: skip


def _gave(account: Account, key: str, day: Day, due: Day, early: int) -> Day | None:
    names = frozenset((key, "festival-gift"))
    for touch in done(account.touches):
        if touch.meant_for in names and (touch.gift or touch.kind in MET) and due - NAMED_EARLY <= touch.day < day:
            return touch.day
        if touch.gift and not meant_otherwise(touch, names) and day - early <= touch.day <= day:
            return touch.day
    return None


def birthday(account: Account, ask: Ask) -> Iterable[Item]:
    """Each contact still there is greeted on the birthday, solar or lunar, and up to three days late, saying so.

    An important customer's is shown `birthday_lead` days ahead: until three days before, the task is to prepare
    something personal. Settled by a greeting or gift within three days of it, a call or visit from the day on, or any
    touch `--for birthday`, with that contact or with nobody named.
    """
    for person in account.people:
        if person.birthday is not None and person.there(ask.day):
            yield from _birthdays(account, ask, person)


def _birthdays(account: Account, ask: Ask, person: Person) -> Iterator[Item]:
    after, lead = ask.policy.birthday_after, ask.tier(account).birthday_lead
    for day in birthdays_between(person, ask.day - after, ask.day + lead + ask.ahead):
        if ask.day < day - lead and not person.there(day):  # gone before it comes
            continue
        action = "task" if ask.day < day - after else "greeting"
        yield Item("birthday", action, day - lead, day, day + after, 2, _birthday_reason(ask, person, day), contact=person.id,
                   settled=_congratulated(account, ask, person, day), steps=_birthday_steps(ask, person, day, lead))  # fmt: skip


def birthdays_between(person: Person, first: Day, last: Day) -> list[Day]:
    """The days in first … last on which a contact's birthday falls."""
    b = person.birthday
    if b is None:
        return []
    return occurrences(b.month, b.day, b.leap, first, last) if b.lunar else solar_occurrences(b.month, b.day, first, last)


def _birthday_reason(ask: Ask, person: Person, day: Day) -> Said:
    late = ask.day - day
    if late < -ask.policy.birthday_after:
        key = "reason.birthday_prepare"
    else:
        key = "reason.birthday_late" if late > 0 else "reason.birthday_today" if late == 0 else "reason.birthday_ahead"
    return Said(key, {"name": person.name, "day": day, "n": abs(late)})


_FROM_AFAR = {
    "reason.birthday_today": "reason.birthday_on", "reason.birthday_ahead": "reason.birthday_on",
    "reason.birthday_prepare": "reason.birthday_on_prepare", "reason.anniversary": "reason.anniversary_on",
}  # fmt: skip


def from_afar(item: Item) -> Item:
    """An item of a day to come as it is told today: no "today" and no "in 7 days" that would be counted from then."""
    key = _FROM_AFAR.get(item.reason.key)
    return item._replace(reason=Said(key, item.reason.params)) if key else item


def _birthday_steps(ask: Ask, person: Person, day: Day, lead: int) -> tuple[Said, ...]:
    if not ask.explain:
        return ()
    window = Said("why.window", {"start": day - lead, "until": day + ask.policy.birthday_after})
    return (Said("why.birthday", {"name": person.name, "birthday": person.birthday, "day": day}), window)


def _congratulated(account: Account, ask: Ask, person: Person, day: Day) -> Day | None:
    return _wished(account, day, ask.policy.birthday_after, frozenset(("birthday",)), person.id, wants_no_calls(account, person))


def _wished(account: Account, day: Day, near: int, names: frozenset[str], contact: int | None, no_calls: bool) -> Day | None:
    """The day somebody was wished well for a date: a touch by name, a greeting or gift near it, a call or visit from the day on."""
    for touch in done(account.touches):
        if not day - 7 <= touch.day <= day + near or not with_anyone(touch, contact):
            continue
        if touch.meant_for in names:
            return touch.day
        other = meant_otherwise(touch, names)
        if (touch.kind == "greeting" or touch.gift) and not other and touch.day >= day - near:
            return touch.day
        if is_call(touch, no_calls) and not (other and touch.kind == "message") and touch.day >= day:
            return touch.day
    return None


SAD = frozenset(("bereavement", "illness", "accident"))
"""The kinds of occasion that ask for condolence and never for congratulation."""


def present(account: Account, occasion: Occasion, day: Day) -> bool:
    """Whether the occasion's contact is still there; a bereavement outlasts that."""
    person = account.person(occasion.contact)
    return person is None or person.there(day) or occasion.kind == "bereavement"


def anniversary(account: Account, ask: Ask) -> Iterable[Item]:
    """A yearly occasion is greeted on its day each year, and up to three days late.

    An anniversary recurs from its own date; any other yearly kind is an event the first time and an anniversary from
    the next year on. Settled as a birthday is, by name with `--for` its #id.
    """
    for occasion in account.occasions:
        recurs = occasion.kind == "anniversary" or (occasion.yearly and occasion.kind not in SAD)
        if recurs and occasion.recorded <= ask.day and present(account, occasion, ask.day):
            first = occasion.day if occasion.kind == "anniversary" else occasion.day + 1
            for day in _recurrences(occasion, max(first, ask.day - ask.policy.birthday_after), ask.day + ask.ahead):
                if day <= ask.day or present(account, occasion, day):
                    yield _anniversary(account, ask, occasion, day)


def _recurrences(occasion: Occasion, first: Day, last: Day) -> list[Day]:
    if last < first:
        return []
    if occasion.lunar is not None:
        month, day, leap = occasion.lunar
        return occurrences(month, day, leap, first, last)
    at = date.fromordinal(occasion.day)
    return solar_occurrences(at.month, at.day, first, last)


def _anniversary(account: Account, ask: Ask, occasion: Occasion, day: Day) -> Item:
    near, late = ask.policy.birthday_after, ask.day - day
    reason = Said(
        "reason.anniversary_late" if late > 0 else "reason.anniversary" if late == 0 else "reason.anniversary_on",
        {"title": occasion.title, "kind": occasion.kind, "day": day, "n": late},
    )
    settled = _wished(account, day, near, frozenset((f"#{occasion.id}", "anniversary")), occasion.contact,
                      wants_no_calls(account, account.person(occasion.contact)))  # fmt: skip
    steps = (
        (Said("why.occasion", {"kind": occasion.kind, "day": occasion.day}), Said("why.window", {"start": day, "until": day + near}))
        if ask.explain
        else ()
    )
    return Item("anniversary", "greeting", day, day, day + near, 2, reason, occasion.contact, f"#{occasion.id}", settled, steps=steps)


def event(account: Account, ask: Ask) -> Iterable[Item]:
    """An opening, a promotion, a wedding: offer a hand from three days before, bring a senior colleague, come by.

    Settled by a visit or gift from three days before to a week after, or by any touch `--for` its #id, with its
    contact or nobody named. An occasion whose contact has left gives nothing.
    """
    for occasion in account.occasions:
        once = occasion.kind not in SAD and occasion.kind != "anniversary"
        if once and occasion.recorded <= ask.day and present(account, occasion, ask.day):
            start, until = occasion.day - ask.policy.event_lead, occasion.day + EVENT_SHOWN
            if not ask.skips(start, until) and (start <= ask.day or present(account, occasion, occasion.day)):
                yield _event(account, ask, occasion, start, until)


def _event(account: Account, ask: Ask, occasion: Occasion, start: Day, until: Day) -> Item:
    names = frozenset((f"#{occasion.id}", "event"))
    settled, first = None, min(start, occasion.day - EVENT_EARLY)
    for touch in done(account.touches):
        if not with_anyone(touch, occasion.contact) or touch.day > until:
            continue
        came = touch.kind in MET or (touch.gift and not meant_otherwise(touch, names))
        if (came and touch.day >= first) or (touch.meant_for in names and touch.day >= occasion.day - NAMED_EARLY):
            settled = touch.day
            break
    reason = Said("reason.event", {"title": occasion.title, "kind": occasion.kind, "day": occasion.day})
    steps = (
        (Said("why.occasion", {"kind": occasion.kind, "day": occasion.day}), Said("why.window", {"start": start, "until": until}))
        if ask.explain
        else ()
    )
    return Item("event", "visit", start, occasion.day, until, 2, reason, occasion.contact, f"#{occasion.id}", settled, steps=steps)
