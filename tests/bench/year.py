"""A year in the life: a simulated rep follows `plan` on each working day, on an invented book or on a real one.

    python -m tests.bench.year [--customers 160] [--hours 6] [--days 365] [--seed 1] [--book PATH] [--today 2026-01-05]

The world goes on around the rep: customers order in their rhythm, complain, promise and are promised things, and an
area is hit by a storm. Nothing is written anywhere; with --book the customers and their history come from that book.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from random import Random
from typing import NamedTuple

from repbook import planning, reports
from repbook.calendar.workdays import Workdays
from repbook.rules import Ask, due, items_of
from repbook.terms import Account, Alert, Birthday, Complaint, Day, Occasion, Person, Policy, Promise, Tier, Touch, day_of, iso

START = day_of("2026-01-05")
TIERS = ("vip", "key", "potential", "general")
SHARES = (8, 22, 20, 50)
AREAS = [f"湖北/武汉/{part}" for part in ("武昌", "洪山", "江汉", "汉阳", "硚口", "青山")]
ROLES = ("decider", "user", "influencer")


# ---- the book and the world ---------------------------------------------------------------------------


def invented(customers: int, seed: int, start: Day = START, policy: Policy | None = None) -> list[Account]:
    """A book of so many customers who were all looked after until the day before, the same for the same seed."""
    chance = Random(seed)
    tiers = (policy or Policy()).tiers
    return [_customer(number, tiers[chance.choices(TIERS, SHARES)[0]], chance, start) for number in range(1, customers + 1)]


def _customer(number: int, tier: Tier, chance: Random, start: Day) -> Account:
    since = start - chance.randint(60, 1500)
    visited = max(since, start - chance.randint(1, tier.visit_every))
    called = max(visited, start - chance.randint(1, tier.call_every))
    g = chance.choice((0, 0, 14, 21, 30, 45))
    orders = tuple(sorted(day for day in range(start - chance.randint(1, max(g, 1)), since, -g)[:12])) if g else ()
    people = tuple(
        Person(
            10 * number + at, f"contact {number}-{at}", role, Birthday(chance.randint(1, 12), chance.randint(1, 28), chance.random() < 0.3)
        )
        for at, role in enumerate(ROLES[: chance.randint(1, 3)])
    )
    touches = (Touch(visited, "visit"), Touch(called, "call")) if called > visited else (Touch(visited, "visit"),)
    return Account(
        number, f"customer {number}", f"customer {number}", tier.key, chance.choice(AREAS), since=since, added_on=since, first_known=since,
        touches=touches, order_days=orders, people=people, edited_on=start,
    )  # fmt: skip


class World:
    """What happens of itself, by chance but the same each time."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.number = 10**6

    def day(self, account: Account, day: Day) -> Account:
        """A customer after what a day brought: an order, a complaint, a death in the family."""
        days = account.order_days
        if len(days) >= 3 and day - days[-1] >= (days[-1] - days[0]) / (len(days) - 1) * self.chance.uniform(0.8, 1.4):
            account = account._replace(order_days=(*days, day))
        if self.chance.random() < 0.001:
            account = account._replace(complaints=(*account.complaints, Complaint(self._next(), "a broken box", day)))
        if self.chance.random() < 0.0001:
            account = account._replace(occasions=(*account.occasions, Occasion(self._next(), "bereavement", day - 1, day)))
        return account

    def talk(self, account: Account, day: Day) -> Account:
        """A customer after somebody talked with them: now and then one side promises something."""
        if self.chance.random() < 0.15:
            promise = Promise(self._next(), "a sample", day, day + self.chance.randint(1, 12), theirs=self.chance.random() < 0.25)
            account = account._replace(promises=(*account.promises, promise))
        return account

    def storm(self, accounts: Iterable[Account], day: Day) -> list[Account]:
        """Everybody after an area was hit."""
        area = self.chance.choice(AREAS)
        alert = Alert(self._next(), "a storm", day, day + 7)
        return [a._replace(alerts=(*a.alerts, alert)) if f"{a.area}/".startswith(f"{area}/") else a for a in accounts]

    def _next(self) -> int:
        self.number += 1
        return self.number


# ---- the year -----------------------------------------------------------------------------------------


class Year(NamedTuple):
    """What came of it: counts, and every obligation that was late on the evening of a day that still had time for it."""

    done: Counter[str]  # lines by action
    minutes: int
    available: int
    left_out: int  # lines left out, a day
    caught_up: int  # the first working day on whose evening nothing was left out, counted from 1; 0 for none
    neglected: list[tuple[str, str]]  # day and customer
    greeted: Counter[bool]  # festivals
    birthdays: Counter[bool]
    accounts: list[Account]
    first: Day
    last: Day


def live(accounts: Iterable[Account], policy: Policy, first: Day, days: int, hours: Decimal, seed: int = 1) -> Year:
    """So many days from the first on: the rep plans each working day, does what is in it, obligations first, and stops when the time is up."""
    world, now = World(seed), {account.id: account for account in accounts}
    calendar = Workdays(policy.calendar)
    year = Year(Counter(), 0, 0, 0, 0, [], Counter(), Counter(), [], first, first + days - 1)
    minutes = used = left_out = workdays = caught_up = 0
    for day in range(first, first + days):
        ask = Ask(policy, calendar, day)
        now = {number: world.day(account, day) for number, account in now.items()}
        if (day - first) % 180 == 90:
            now = {account.id: account for account in world.storm(now.values(), day)}
        if calendar.is_working(day):
            plan = planning.plan(planning.lines_of(list(now.values()), ask).lines, ask, int(hours * 60))
            spent = _work(plan, now, world, ask, year)
            minutes, used, left_out, workdays = minutes + plan.minutes, used + spent, left_out + len(plan.left_out), workdays + 1
            caught_up = caught_up or (0 if plan.left_out else workdays)
        _count_dates(now.values(), ask, year)
    return year._replace(
        minutes=used, available=minutes, left_out=left_out // max(workdays, 1), caught_up=caught_up, accounts=list(now.values())
    )


def _work(plan: planning.Plan, now: dict[int, Account], world: World, ask: Ask, year: Year) -> int:
    """Go through the plan of a day, obligations first, and return the minutes that it took."""
    left, reached = plan.minutes, {""}

    def cost(stop: planning.Stop) -> int:
        return stop.minutes + (0 if stop.place in reached else ask.policy.travel_minutes)

    for stop in sorted(plan.stops, key=lambda stop: not stop.first):
        if cost(stop) <= left:
            left -= cost(stop)
            reached.add(stop.place)
            year.done[stop.line.action] += 1
            account = planning.carried_out(stop.line, ask.day)
            now[account.id] = world.talk(account, ask.day) if stop.line.action in ("call", "visit") else account
    for line in due(now.values(), ask, points=False).lines:
        stop = planning.Stop(line, planning.minutes_of(line, ask), 0)
        if cost(stop) <= left and any(item.cls == 1 and item.overdue_days for item in line.items):
            year.neglected.append((iso(ask.day), line.account.name))
    return plan.minutes - left


def _count_dates(accounts: Iterable[Account], ask: Ask, year: Year) -> None:
    """Festivals and birthdays whose last day this is: greeted or missed; those of mourners do not count."""
    for account in accounts:
        if any(o.kind == "bereavement" and o.day <= ask.day <= o.day + 40 for o in account.occasions):
            continue
        for rule, found in (("festival-greeting", year.greeted), ("birthday", year.birthdays)):
            for item in items_of(account, ask, rule):
                if item.until == ask.day and item.start > year.first:
                    found[item.settled is not None] += 1


# ---- what is printed ----------------------------------------------------------------------------------


def share(part: Counter[bool]) -> float:
    """Of what was counted, the share that was true; 1 of nothing."""
    return part[True] / part.total() if part else 1.0


def promises(year: Year) -> Counter[bool]:
    """My promises that were due by the end: kept by their day, or not."""
    mine = [p for a in year.accounts for p in a.promises if not p.theirs and p.by <= year.last]
    return Counter(p.kept is not None and p.kept <= p.by for p in mine)


def cadences(year: Year, policy: Policy) -> dict[str, float]:
    """Of each tier the share of days without an overdue call or visit."""
    ask = Ask(policy, Workdays(policy.calendar), year.last)
    report = reports.tiers([reports.Customer(account) for account in year.accounts], ask, reports.Period(year.first, year.last))
    at = [column.key for column in report.columns].index("cadence_kept")
    return {row[0]: row[at] for row in report.rows}


def untouched(year: Year) -> list[str]:
    """The customers nobody spoke or wrote to all year."""
    return [a.name for a in year.accounts if not any(t.day >= year.first for t in a.touches)]


def told(year: Year, policy: Policy) -> Sequence[str]:
    """The year in a few lines."""
    kept, lines = promises(year), ", ".join(f"{n} {action}" for action, n in year.done.most_common())
    return (
        f"{iso(year.first)} to {iso(year.last)}, {len(year.accounts)} customers",
        f"done                  {lines}",
        f"hours                 {year.minutes / 60:.0f} of {year.available / 60:.0f}; {year.left_out} lines left out on a day",
        f"nothing left out      first on working day {year.caught_up}" if year.caught_up else "nothing left out      on no day",
        f"promises kept         {share(kept):.0%} of {kept.total()} by their day",
        f"festivals greeted     {share(year.greeted):.0%} of {year.greeted.total()}",
        f"birthdays greeted     {share(year.birthdays):.0%} of {year.birthdays.total()}",
        *(f"cadence kept, {tier:10}  {kept_days:.0%} of days" for tier, kept_days in cadences(year, policy).items()),
        f"never touched         {len(untouched(year))}",
        f"late obligations while there was time: {len(year.neglected)}",
    )


def main() -> None:
    """Live the year that the command line asks for and print it."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--customers", type=int, default=160)
    p.add_argument("--hours", type=Decimal, default=Decimal(6))
    p.add_argument("--days", type=int, default=365)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--book")
    p.add_argument("--today", type=day_of, default=START)
    a = p.parse_args()
    policy, accounts = (Policy(), invented(a.customers, a.seed, a.today)) if a.book is None else _from_book(a.book, a.today)
    print("\n".join(told(live(accounts, policy, a.today, a.days, a.hours, a.seed), policy)))


def _from_book(path: str, day: Day) -> tuple[Policy, list[Account]]:
    from repbook.store import facts
    from repbook.store import policy as stored
    from repbook.store.book import connect

    book = connect(path, writing=False)
    found = [a for a in facts.load(book.db, day, whole=True) if not a.archived and a.status != "lost"]
    return stored.read(book.db), found


if __name__ == "__main__":
    main()
