"""People: the roles a customer should have somebody for, and those who come and go."""

from __future__ import annotations

from collections.abc import Iterable

from repbook.rules.asking import Ask, call_action, done, first_call_in, wants_no_calls
from repbook.terms import NO_END, Account, Day, Item, Person, Said

HANDOVER_DAYS = 30
NEW_CONTACT_DAYS = 30
NEW_CONTACT_WORKDAYS = 7


def _there(account: Account, day: Day) -> list[Person]:
    return [person for person in account.people if person.there(day)]


def _last_holder(account: Account, role: str, day: Day) -> tuple[Day, Person] | None:
    """Who held a role last and the day of leaving, when nobody holds it on that day."""
    holders = [person for person in account.people if person.role == role]
    if any(person.there(day) for person in holders):
        return None
    gone = [(person.left, person.id, person) for person in holders if person.left is not None and person.left <= day]
    return (max(gone)[0], max(gone)[2]) if gone else None


def handover(account: Account, ask: Ask) -> Iterable[Item]:
    """When the last holder of a wanted role leaves, call on the first working day: who takes over?

    Shown for thirty days; over when somebody else holds the role, settled by a call or visit since it showed.
    """
    for role in ask.tier(account).roles:
        found = _last_holder(account, role, ask.day)
        if found is None:
            continue
        left, person = found
        start = ask.calendar.workday(left)
        if not ask.skips(start, start + HANDOVER_DAYS):
            reason = Said("reason.handover", {"name": person.name, "role": role, "day": left})
            settled = first_call_in(account, start, ask.day, wants_no_calls(account, person))
            steps = (Said("why.window", {"start": start, "until": start + HANDOVER_DAYS}),) if ask.explain else ()
            yield Item(
                "handover",
                call_action(account, person),
                start,
                start,
                start + HANDOVER_DAYS,
                1,
                reason,
                person.id,
                role,
                settled,
                steps=steps,
            )


def new_contact(account: Account, ask: Ask) -> Iterable[Item]:
    """Somebody new at a customer already in the book is met within seven working days.

    Shown for thirty days; settled by any touch that names the new contact.
    """
    for person in account.people:
        joined = person.joined
        if joined is None or not _came_later(account, person) or not person.there(ask.day) or ask.skips(joined, joined + NEW_CONTACT_DAYS):
            continue
        settled = next((touch.day for touch in done(account.touches) if person.id in touch.contacts), None)
        reason = Said("reason.new-contact", {"name": person.name, "role": person.role, "day": joined})
        until = joined + NEW_CONTACT_DAYS
        steps = (Said("why.window", {"start": joined, "until": until}),) if ask.explain else ()
        yield Item(
            "new-contact",
            "visit",
            joined,
            ask.calendar.add(joined, NEW_CONTACT_WORKDAYS),
            until,
            2,
            reason,
            person.id,
            settled=settled,
            steps=steps,
        )


def _came_later(account: Account, person: Person) -> bool:
    """Whether the contact came into the book, or to the customer, after the customer came into the book."""
    return account.added_on < max(person.added, person.joined or 1)


def role_gap(account: Account, ask: Ask) -> Iterable[Item]:
    """A wanted role that nobody is known to hold, or fewer than two contacts: find out who else counts there.

    A point of the line, from thirty days after the customer came in. A role in handover does not count as missing.
    """
    wanted, start = ask.tier(account).roles, account.base + ask.policy.role_gap_days
    if not wanted or ask.skips(start, NO_END):
        return ()
    here = _there(account, ask.day)
    held = {person.role for person in here}
    missing = [role for role in wanted if role not in held and not _handover_runs(account, ask, role)]
    if not missing and len(here) >= 2:
        return ()
    few = "role-gap_few" if here else "role-gap_none"
    reason = Said(f"reason.{'role-gap' if missing else few}", {"roles": tuple(missing), "n": len(here)})
    steps = (Said("why.deadline", {"day": start}),) if ask.explain else ()
    return (Item("role-gap", "point", start, start, NO_END, 4, reason, steps=steps),)


def _handover_runs(account: Account, ask: Ask, role: str) -> bool:
    """Whether a handover runs for a role: from the day of leaving through its last day, settled or not."""
    found = _last_holder(account, role, ask.day)
    return found is not None and ask.day <= ask.calendar.workday(found[0]) + HANDOVER_DAYS


def role_cold(account: Account, ask: Ask) -> Iterable[Item]:
    """A wanted role whose holders have heard nothing for ninety days wants a word too.

    A point of the line; settled by any touch with a holder or naming nobody.
    """
    roles = ask.tier(account).roles
    here = _there(account, ask.day) if roles else []
    last_words = _last_words(account) if here else {}
    for role in roles:
        holders = [person.id for person in here if person.role == role]
        if not holders:
            continue
        last = max([last_words[number] for number in (None, *holders) if number in last_words], default=None)
        heard = account.base if last is None else last
        start = heard + ask.policy.role_cold_days
        if not ask.skips(start, NO_END):
            reason = Said("reason.role-cold", {"role": role, "n": ask.day - heard})
            steps = _cold(role, account.base, last, start) if ask.explain else ()
            yield Item("role-cold", "point", start, start, NO_END, 4, reason, occasion=role, steps=steps)


def _last_words(account: Account) -> dict[int | None, Day]:
    """The day of the last done touch with each contact, and under None of the last that names nobody."""
    return {number: touch.day for touch in done(account.touches) for number in touch.contacts or (None,)}


def _cold(role: str, base: Day, last: Day | None, start: Day) -> tuple[Said, ...]:
    """The role, when its holders were last touched or that they never were, and the day from which it is cold."""
    word = Said("why.never", {"base": base}) if last is None else Said("why.last_word", {"day": last})
    return Said("why.role", {"role": role}), word, Said("why.deadline", {"day": start})


def profile_stale(account: Account, ask: Ask) -> Iterable[Item]:
    """A profile nobody has looked after for half a year wants a look: is it all still true?

    A point of the line; settled by an edit or `customer confirm`.
    """
    start = account.edited_on + ask.policy.profile_stale_days
    if ask.skips(start, NO_END):
        return ()
    steps = (Said("why.deadline", {"day": start}),) if ask.explain else ()
    return (
        Item(
            "profile-stale", "point", start, start, NO_END, 4, Said("reason.profile-stale", {"n": ask.day - account.edited_on}), steps=steps
        ),
    )
