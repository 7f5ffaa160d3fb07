"""A customer before a visit: what the rules say of it, what lies ahead, whom it knows, and what to beware of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from repbook.rules import Ask, held_by, items_of
from repbook.rules.holds import paused_until, snoozes_in_force
from repbook.terms import Account, Day, Item, Reading, Said

AHEAD = 30
"""How many days ahead the page looks."""

DATES = frozenset(("birthday", "festival-greeting", "festival-gift", "anniversary", "event", "service-visit"))
COMPLAINTS = frozenset(("complaint-answer", "complaint-solve", "complaint-check"))

_MOST_REGARDS = 2
_SPARED_DAYS = 730  # what was given in these is not given again
_LIKES_APART = str.maketrans("，、；;/ ", ",,,,,,")


class Someone(NamedTuple):
    """A contact who is there."""

    id: int
    name: str
    role: str
    function: str
    phone: str
    likes: str
    no_calls: int


class Happened(NamedTuple):
    """A touch; an attempt where the outcome is not `done`."""

    day: Day
    kind: str
    outcome: str
    contacts: str
    mood: str
    gift: str
    note: str


class Gift(NamedTuple):
    """What I gave: the day, what, its cost in fen, to whom, and what for."""

    day: Day
    gift: str
    cost: int | None
    contact: str
    meant_for: str


class Acquaintance(NamedTuple):
    """Somebody they know: who, at which customer, and how: `referrer` or `referred`."""

    name: str  # of a contact, or empty
    customer: str
    how: str


class Known(NamedTuple):
    """What the book knows of a customer on a day, beside what the rules read."""

    source: str
    referred_by: str
    people: list[Someone]
    last: list[Happened]
    tried: Happened | None  # the last attempt, when nothing was done since
    given: list[Gift]  # by me, newest first
    acquaintances: list[Acquaintance]
    sells_nearby: str  # a product that others in the area order and this one does not


class Sheet(NamedTuple):
    """A customer before a visit: what is known, and what the rules have to say of it."""

    account: Account
    ask: Ask
    known: Known
    open: list[Item]  # promises and complaints
    dates: list[Item]  # of the days ahead
    now: list[Item]  # whatever else is due
    points: list[Item]


def gather(account: Account, ask: Ask, known: Known) -> Sheet:
    """The page of a customer for the day asked; what is held on its day is left out."""
    day = ask.day
    far = Ask(ask.policy, ask.calendar, day, ahead=AHEAD)
    promised = {f"#{one.id}" for one in account.promises if one.kept is None and one.dropped is None}
    every = items_of(account, far)
    promises = [item for item in every if item.rule == "promise" and item.occasion in promised]
    items = [item for item in every if item.settled is None and item.until >= day]
    items.sort(key=lambda item: (date_of(item) if item.rule in DATES else item.cls, item.due))
    standing = [item for item in items if item.start <= day and not held_by(account, item, ask)]
    return Sheet(
        account,
        ask,
        known,
        [*promises, *(item for item in items if item.rule in COMPLAINTS and item.start <= day)],
        [item for item in items if item.rule in DATES and date_of(item) <= day + AHEAD and _welcome(account, item, ask)],
        [item for item in standing if item.rule not in DATES | COMPLAINTS | {"promise"} and item.action != "point"],
        [item for item in standing if item.action == "point"],
    )


def date_of(item: Item) -> Day:
    """The day that a date falls on, which for a gift is the festival's."""
    return int(item.reason.params["day"]) if item.rule == "festival-gift" else item.due


def _welcome(account: Account, item: Item, ask: Ask) -> bool:
    return "mourning" not in held_by(account, item, ask.on(max(ask.day, item.due)))


def shared(likes: str, mine: Sequence[str]) -> list[str]:
    """What somebody likes that I like too."""
    return [one for one in mine if one.casefold() in likes.casefold()]


def all_shared(likes: str, mine: Sequence[str]) -> bool:
    """Whether I like everything that somebody likes."""
    return bool(likes) and _likes(likes) <= {one.casefold() for one in mine}


def gaps(sheet: Sheet) -> list[str]:
    """The wanted roles that nobody there holds."""
    held = {person.role for person in sheet.known.people}
    return [role for role in sheet.ask.tier(sheet.account).roles if role not in held]


def next_order(sheet: Sheet) -> tuple[int, Day] | None:
    """The rhythm of ordering in days, and the day of the next order by it; None without a rhythm."""
    g = sheet.ask.rhythm(sheet.account)
    return (g, sheet.account.order_days[-1] + g) if g else None


def given_this_year(sheet: Sheet) -> tuple[list[Gift], int, int]:
    """What was given this year, what it cost, and the tier's ceiling, in fen."""
    first = date(date.fromordinal(sheet.ask.day).year, 1, 1).toordinal()
    given = [gift for gift in sheet.known.given if gift.day >= first]
    return given, sum(gift.cost or 0 for gift in given), sheet.ask.tier(sheet.account).gift_ceiling


def regards(sheet: Sheet) -> list[Acquaintance]:
    """From whom to bring regards: people whom they know for sure, who sent them or came through them."""
    return sheet.known.acquaintances[:_MOST_REGARDS]


def _likes(text: str) -> set[str]:
    return {part.strip().casefold() for part in text.translate(_LIKES_APART).split(",") if part.strip()}


def shelf(sheet: Sheet) -> list[tuple[Reading, bool]]:
    """The last reading of each product, and whether it is low, those first."""
    low = {item.occasion for item in items_of(sheet.account, sheet.ask, "stock-low") if item.open_on(sheet.ask.day)}
    last = {reading.product: reading for reading in sorted(sheet.account.readings, key=lambda reading: reading.day)}
    return sorted(((reading, product in low) for product, reading in last.items()), key=lambda pair: not pair[1])


def not_again(sheet: Sheet) -> tuple[str, ...]:
    """The latest gifts of two years, each once: nobody likes to get the same thing twice."""
    old = [gift.gift for gift in sheet.known.given if gift.gift and gift.day > sheet.ask.day - _SPARED_DAYS]
    return tuple(dict.fromkeys(old))[:2]


def warnings(sheet: Sheet) -> list[Said]:
    """What to know before anything is said: mourning, a pause, a rest, no calls."""
    account, day, policy = sheet.account, sheet.ask.day, sheet.ask.policy
    found = []
    for o in account.occasions:
        if o.kind == "bereavement" and o.recorded <= day and o.day <= day <= o.day + policy.mourning_days:
            person = account.person(o.contact)
            found.append(Said("brief.mourning", {"name": person.name if person else "", "until": o.day + policy.mourning_days}))
    if account.archived or account.status == "lost":
        found.append(Said("brief.gone"))
    until = paused_until(account, day)
    found += [Said("brief.paused", {"until": until})] if until is not None else []
    found += [Said("brief.snoozed", {"until": snooze.until}) for snooze in snoozes_in_force(account, day, "")]
    return [*found, *([Said("brief.no_calls")] if account.no_calls else [])]
