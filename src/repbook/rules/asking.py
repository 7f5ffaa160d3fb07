"""The question put to the rules: about which day, under which policy and calendar; and what counts as what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from operator import sub

from repbook.calendar import festivals
from repbook.calendar.workdays import Workdays
from repbook.terms import Account, Day, Person, Policy, Tier, Touch

try:  # straight from its module: hashlib would load OpenSSL, which costs more than all rules together
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

MET = frozenset(("visit", "meeting"))
SPOKEN = frozenset(("call", "visit", "meeting"))
NAMED_EARLY = 30
"""A touch `--for` something counts from this many days before the item's due day."""


class Ask:
    """A policy, a calendar and a day.

    With `explain` the rules give their arithmetic; they look `ahead` days ahead for dates; when only what stands on
    the day matters (`brisk`) they may leave out items whose window does not hold it.
    """

    __slots__ = ("_festivals", "_rhythm", "ahead", "brisk", "calendar", "day", "explain", "policy")

    def __init__(self, policy: Policy, calendar: Workdays, day: Day, explain: bool = False, ahead: int = 0, brisk: bool = False) -> None:
        self.policy, self.calendar, self.day = policy, calendar, day
        self.explain, self.ahead, self.brisk = explain, ahead, brisk
        self._festivals: dict[str, list[tuple[str, Day]]] = {}
        self._rhythm: tuple[Sequence[Day], int] = ((), 0)

    def on(self, day: Day) -> Ask:
        """The same question about another day."""
        return self if day == self.day else Ask(self.policy, self.calendar, day, self.explain, self.ahead, self.brisk)

    def briskly(self) -> Ask:
        """The same question when only what stands on the day matters."""
        return self if self.brisk else Ask(self.policy, self.calendar, self.day, self.explain, self.ahead, True)

    def skips(self, start: Day, until: Day) -> bool:
        """Whether an item with this window may be left out of the answer."""
        return self.brisk and not start <= self.day <= until

    def tier(self, account: Account) -> Tier:
        """The account's row of the tier table; the default tier's where its own is gone."""
        tiers = self.policy.tiers
        return tiers.get(account.tier) or tiers[self.policy.default_tier]

    def gift_festivals(self, tier: Tier) -> list[tuple[str, Day]]:
        """The tier's festivals whose gift could matter on the day asked or in the days ahead: (key, its day)."""
        if not tier.gift_festivals:
            return []
        found = self._festivals.get(f"gift {tier.key}")
        if found is None:
            known = festivals.definitions(self.policy.little_new_year, self.policy.festivals)
            first, last = self.day + 1, self.day + self.policy.gift_lead + self.ahead
            found = [(key, day) for key in tier.gift_festivals if key in known for day in festivals.occurrences(known[key], first, last)]
            self._festivals[f"gift {tier.key}"] = found
        return found

    def festivals(self, tier: Tier) -> list[tuple[str, Day]]:
        """The tier's festivals whose greeting could matter on the day asked or in the days ahead: (key, its day)."""
        found = self._festivals.get(tier.key)
        if found is None:
            first, last = self.day - 6, self.day + self.policy.festival_lead + self.ahead
            known = festivals.definitions(self.policy.little_new_year, self.policy.festivals)
            found = [(key, day) for key in tier.festivals if key in known for day in festivals.occurrences(known[key], first, last)]
            self._festivals[tier.key] = found
        return found

    def rhythm(self, account: Account) -> int:
        """g: the median gap between order days, .5 rounded up, at least 7; 0 with fewer than `order_days_min` of them."""
        days = account.order_days
        if self._rhythm[0] is not days:
            self._rhythm = (days, _rhythm(days) if len(days) >= self.policy.order_days_min else 0)
        return self._rhythm[1]


def _rhythm(days: Sequence[Day]) -> int:
    gaps: list[int] = sorted(map(sub, days[1:], days))
    middle, odd = divmod(len(gaps), 2)
    if not gaps:
        return 0
    median = gaps[middle] if odd else (gaps[middle - 1] + gaps[middle] + 1) // 2
    return max(7, median)


def cadence(every: int, factor: Decimal) -> int:
    """n: a cadence in days times the customer's spacing, .5 rounded up, at least 1."""
    if factor == 1:
        return every
    return max(1, int((every * factor).quantize(Decimal(1), ROUND_HALF_UP)))


def spacing(account: Account, day: Day) -> Decimal:
    """The factor in force on a day: of the latest row set by then, unless its end has come."""
    for row in reversed(account.spacings):
        if row.set_on <= day:
            return row.factor if row.until is None or day < row.until else Decimal(1)
    return Decimal(1)


def chance(policy: Policy, account: Account, what: str) -> int:
    """H: a number that looks like chance and is the same in every process and on every machine."""
    return int.from_bytes(blake2b(f"{policy.salt}|{account.key}|{what}".encode(), digest_size=8).digest(), "big")


def offset(ask: Ask, account: Account, tier: Tier, n: int, anchor: Day) -> int:
    """j: the irregular offset of a care call, in −J … J with J the tier's share of n."""
    most = int(tier.jitter * n)
    return chance(ask.policy, account, date.fromordinal(anchor).isoformat()) % (2 * most + 1) - most if most else 0


def done(touches: Sequence[Touch]) -> Iterator[Touch]:
    """The touches that may settle something: done, not mass, and of the other side's only calls and visits."""
    for touch in touches:
        if touch.outcome == "done" and not touch.mass and (not touch.incoming or touch.kind in SPOKEN):
            yield touch


def is_call(touch: Touch, no_calls: bool) -> bool:
    """Whether a done touch is worth a call: a call or visit, or a message to somebody who wants no calls."""
    return touch.kind in SPOKEN or (no_calls and touch.kind == "message")


def meant_otherwise(touch: Touch, names: frozenset[str]) -> bool:
    """A greeting, message or gift `--for` something that is none of these names."""
    return touch.meant_for != "" and touch.meant_for not in names


def last_call(account: Account) -> Touch | None:
    """The last touch worth a call."""
    for touch in reversed(account.touches):
        if touch.outcome == "done" and not touch.mass and (touch.kind in SPOKEN or _counts_as_call(account, touch)):
            return touch
    return None


def _counts_as_call(account: Account, touch: Touch) -> bool:
    return account.no_calls and touch.kind == "message" and not touch.incoming


def last_visit(account: Account) -> Touch | None:
    """The last visit or meeting."""
    return next((x for x in reversed(account.touches) if x.kind in MET and x.outcome == "done" and not x.mass), None)


def call_since(account: Account, start: Day, rule: str = "") -> Day | None:
    """The day of the last touch worth a call, when it is not before `start`.

    With `rule`, the name of a dated rule, a message logged `--for` something else does not count.
    """
    for touch in reversed(account.touches):
        if touch.day < start:
            return None
        if touch.outcome != "done" or touch.mass:
            continue
        if touch.kind in SPOKEN or (_counts_as_call(account, touch) and not (rule and meant_otherwise(touch, frozenset((rule,))))):
            return touch.day
    return None


def call_action(account: Account, person: Person | None = None) -> str:
    """A call, or a message where the customer, or the contact an item names, wants no calls."""
    return "message" if wants_no_calls(account, person) else "call"


def wants_no_calls(account: Account, person: Person | None = None) -> bool:
    """An item naming a contact looks at that contact's flag or the customer's; any other at the customer's."""
    return account.no_calls or (person is not None and person.no_calls)


def visit_since(account: Account, start: Day) -> Day | None:
    """The day of the last visit, when it is not before `start`."""
    touch = last_visit(account)
    return touch.day if touch is not None and touch.day >= start else None


def first_call_in(account: Account, first: Day, last: Day, no_calls: bool, contact: int | None = None) -> Day | None:
    """The day of the first touch worth a call in first … last; where a contact is given, with that one or naming nobody."""
    for touch in done(account.touches):
        if first <= touch.day <= last and is_call(touch, no_calls) and with_anyone(touch, contact):
            return touch.day
    return None


def with_anyone(touch: Touch, number: int | None) -> bool:
    """With the contact of that id or naming nobody; with anybody where no contact is named."""
    return number is None or not touch.contacts or number in touch.contacts
