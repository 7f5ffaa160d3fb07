"""Makes customers from terse words and asks the rules about them, so that the rule tables read like tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from repbook.calendar.workdays import Workdays
from repbook.rules import Ask, due, items_of
from repbook.terms import DEFAULT_TIERS, NO_END, Account, Answer, Birthday, Item, Pause, Person, Policy, Spacing, Tier, Touch, day_of, iso

OUTCOMES = ("done", "no-answer", "refused", "cancelled")


def policy(*tiers: Tier, **settings: object) -> Policy:
    """A policy of the default tiers and some more; `settings` are fields of Policy."""
    rows = {t.key: t for t in (*DEFAULT_TIERS, *tiers)}
    return Policy()._replace(**{"tiers": rows, **settings})  # type: ignore[arg-type]


# steady and weekly have no irregular offset, hardly tire, and greet nothing: one rule at a time. silent never asks for care.
STEADY = Tier("steady", 20, 50, Decimal(0), max_touches_30d=99)
WEEKLY = Tier("weekly", 21, 49, Decimal(0), max_touches_30d=99)
SILENT = Tier("silent", 9999, 9999, Decimal(0), max_touches_30d=99)
POLICY = policy(STEADY, WEEKLY, SILENT)


def touch(words: str) -> Touch:
    """A touch from `DAY KIND`, then any of: an outcome, `in`, `mass`, `gift`, `for=X`, `with=1,2`, `mood=M`."""
    day, kind, *more = words.split()
    named = dict(word.split("=", 1) for word in more if "=" in word)
    return Touch(
        day=day_of(day),
        kind=kind,
        outcome=next((word for word in more if word in OUTCOMES), "done"),
        contacts=tuple(int(n) for n in named.get("with", "").split(",") if n),
        incoming="in" in more,
        mass="mass" in more,
        meant_for=named.get("for", ""),
        gift=kind == "gift" or "gift" in more,
        mood=named.get("mood", ""),
    )


def birthday(words: str) -> Birthday:
    """A birthday from `11-22`, `1980-11-22`, `lunar 8-15` or `lunar leap 6-1`."""
    *flags, numbers = words.split()
    *year, month, day = (int(n) for n in numbers.split("-"))
    return Birthday(month, day, lunar="lunar" in flags, leap="leap" in flags, year=year[0] if year else None)


def person(id: int, born: str = "", *, no_calls: bool = False, joined: str = "", left: str = "") -> Person:
    """A contact with a birthday in words; the days in ISO form, empty when unknown."""
    return Person(
        id,
        f"contact {id}",
        birthday=birthday(born) if born else None,
        no_calls=no_calls,
        joined=day_of(joined) if joined else None,
        left=day_of(left) if left else None,
    )


def pause(words: str) -> Pause:
    """A pause from `SET_ON UNTIL`."""
    return Pause(*(day_of(word) for word in words.split()))


def spacing(words: str) -> Spacing:
    """A spacing from `SET_ON FACTOR` or `SET_ON FACTOR UNTIL`."""
    set_on, factor, *until = words.split()
    return Spacing(day_of(set_on), Decimal(factor), day_of(until[0]) if until else None)


def acc(
    name: str = "Ada & Co",
    *,
    id: int = 1,
    key: str = "",
    tier: str = "steady",
    since: str = "2020-01-01",
    added: str = "2020-01-01",
    status: str = "active",
    touches: Iterable[str] = (),
    orders: Iterable[str] = (),
    people: Sequence[Person] = (),
    pauses: Iterable[str] = (),
    spacings: Iterable[str] = (),
    no_calls: bool = False,
    archived: bool = False,
) -> Account:
    """A customer; touches and orders in any order of days."""
    done = sorted((touch(words) for words in touches), key=lambda t: t.day)
    bought = sorted({day_of(day) for day in orders})
    return Account(
        id=id,
        name=name,
        key=key or name,
        tier=tier,
        status=status,
        since=day_of(since),
        added_on=day_of(added),
        first_known=min([day_of(since), *(t.day for t in done), *bought]),
        no_calls=no_calls,
        archived=archived,
        touches=tuple(done),
        order_days=tuple(bought),
        people=tuple(people),
        pauses=tuple(pause(words) for words in pauses),
        spacings=tuple(spacing(words) for words in spacings),
    )


def known(account: Account, day: int) -> Account:
    """The customer as the store would hand it in on that day: no fact of a later day."""
    return account._replace(
        touches=tuple(t for t in account.touches if t.day <= day),
        order_days=tuple(d for d in account.order_days if d <= day),
        pauses=tuple(p for p in account.pauses if p.set_on <= day),
        spacings=tuple(s for s in account.spacings if s.set_on <= day),
    )


def ask(day: str | int, policy: Policy = POLICY) -> Ask:
    """The question about a day, in ISO form or as a Day, with the calendar of the policy."""
    number = day_of(day) if isinstance(day, str) else day
    return Ask(policy, Workdays(calendar=policy.calendar, days_off=policy.days_off, work_days=policy.work_days), number)


def answer(accounts: Account | Sequence[Account], day: str | int, *, days: int = 0, policy: Policy = POLICY, points: bool = False) -> Answer:
    """What `due` says of the customers on a day, knowing the facts up to it; without the points of the lines unless asked."""
    question = ask(day, policy)
    several = [accounts] if isinstance(accounts, Account) else accounts
    return due([known(account, question.day) for account in several], question, days, points)


def is_of(item: Item, rule: str) -> bool:
    """Whether an item is of a rule, or of `RULE:OCCASION` or `RULE:CONTACT`."""
    name, _, which = rule.partition(":")
    return item.rule == name and which in ("", item.occasion, str(item.contact))


def shown(account: Account, day: str | int, rule: str, *, days: int = 0, policy: Policy = POLICY) -> list[Item]:
    """The items of a rule that `due` shows."""
    lines = answer(account, day, days=days, policy=policy, points=True).lines
    return [item for line in lines for item in line.items if is_of(item, rule)]


def held(account: Account, day: str | int, rule: str, *, policy: Policy = POLICY) -> list[tuple[str, ...]]:
    """For each item of a rule that rests, the names of its holds."""
    return [tuple(rest.held_by) for rest in answer(account, day, policy=policy, points=True).held if is_of(rest.item, rule)]


def state(account: Account, day: str | int, rule: str, *, days: int = 0, policy: Policy = POLICY) -> str:
    """`shown`, `held by paused, gap`, or `-` when the rule is silent on that day."""
    if shown(account, day, rule, days=days, policy=policy):
        return "shown"
    rests = held(account, day, rule, policy=policy)
    return f"held by {', '.join(rests[0])}" if rests else "-"


def late(account: Account, day: str, rule: str, *, policy: Policy = POLICY) -> int | None:
    """The overdue days of the one item shown, None when it is not shown."""
    items = shown(account, day, rule, policy=policy)
    assert len(items) <= 1, items
    return items[0].overdue_days if items else None


def window(account: Account, day: str, rule: str, *, policy: Policy = POLICY) -> str:
    """`from / due / until` of the rule's one item, due or not; of several, of the one that is open that day."""
    question = ask(day, policy)
    items = [item for item in items_of(known(account, question.day), question, rule.partition(":")[0]) if is_of(item, rule)]
    if len(items) > 1:
        items = [item for item in items if item.open_on(question.day)]
    assert len(items) == 1, f"{rule} has {len(items)} items on {day}"
    return " / ".join((iso(items[0].start), iso(items[0].due), "–" if items[0].until == NO_END else iso(items[0].until)))


def due_day(account: Account, day: str, rule: str, *, policy: Policy = POLICY) -> str:
    """The due day of the rule's one item, due or not."""
    return window(account, day, rule, policy=policy).split(" / ")[1]


def order_of(accounts: Sequence[Account], day: str, **more: object) -> list[str]:
    """The names of the customers on the list, in its order."""
    return [line.account.name for line in answer(accounts, day, **more).lines]  # type: ignore[arg-type]
