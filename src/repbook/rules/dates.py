"""Dates that matter: festivals and birthdays, greeted on the day and never by a copied text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from repbook.calendar.lunar import occurrences, solar_occurrences
from repbook.rules.asking import NAMED_EARLY, Ask, done, is_call, meant_otherwise, with_person
from repbook.terms import Account, Day, Item, Person, Said

SPRING_FESTIVAL_DAYS = 6
"""Spring Festival may be greeted on the days after it too, up to this many."""


def festival_greeting(account: Account, ask: Ask) -> Iterable[Item]:
    """Each festival of the tier is greeted on its day, from two days before; Spring Festival until six days after.

    Settled by a greeting from a week before that was not for something else, by a call or visit from two days
    before, or by any touch `--for` it.
    """
    return [_festival(account, ask, key, day) for key, day in ask.festivals(ask.tier(account))]


def _festival(account: Account, ask: Ask, key: str, day: Day) -> Item:
    until = day + (SPRING_FESTIVAL_DAYS if key == "spring-festival" else 0)
    start = day - ask.policy.festival_lead
    steps = (Said("why.festival", {"festival": key, "day": day}), Said("why.window", {"start": start, "until": until})) if ask.explain else ()
    return Item("festival-greeting", "greeting", start, day, until, 2, Said("reason.festival-greeting", {"festival": key, "day": day, "n": day - ask.day}),
                occasion=key, settled=_greeted(account, ask, key, day, until), steps=steps)  # fmt: skip


def _greeted(account: Account, ask: Ask, key: str, day: Day, until: Day) -> Day | None:
    names = frozenset((key, "festival-greeting"))
    for touch in done(account.touches):
        if touch.day < day - NAMED_EARLY or touch.day > until:
            continue
        if touch.meant_for in names:
            return touch.day
        if touch.kind in ("greeting", "message", "gift") and meant_otherwise(touch, names):
            continue
        if touch.kind == "greeting" and touch.day >= day - ask.policy.festival_early:
            return touch.day
        if is_call(touch, account.no_calls) and touch.day >= day - ask.policy.festival_lead:
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


def _birthday_steps(ask: Ask, person: Person, day: Day, lead: int) -> tuple[Said, ...]:
    if not ask.explain:
        return ()
    window = Said("why.window", {"start": day - lead, "until": day + ask.policy.birthday_after})
    return (Said("why.birthday", {"name": person.name, "birthday": person.birthday, "day": day}), window)


def _congratulated(account: Account, ask: Ask, person: Person, day: Day) -> Day | None:
    names = frozenset(("birthday",))
    near = ask.policy.birthday_after
    for touch in done(account.touches):
        if not day - 7 <= touch.day <= day + near or not with_person(touch, person):
            continue
        if touch.meant_for in names:
            return touch.day
        other = meant_otherwise(touch, names)
        if (touch.kind == "greeting" or touch.gift) and not other and touch.day >= day - near:
            return touch.day
        worth_a_call = is_call(touch, person.no_calls or account.no_calls) and not (other and touch.kind == "message")
        if worth_a_call and touch.day >= day:
            return touch.day
    return None
