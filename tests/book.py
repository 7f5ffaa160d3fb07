"""Makes customers from terse words and asks the rules about them, so that the rule tables read like tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from repbook.calendar.workdays import Workdays
from repbook.rules import Ask, due, items_of
from repbook.terms import (
    DEFAULT_TIERS,
    NO_END,
    Account,
    Alert,
    Answer,
    Birthday,
    Complaint,
    Item,
    Occasion,
    Pause,
    Person,
    Policy,
    Promise,
    Purchase,
    Reading,
    Snooze,
    Spacing,
    Tier,
    Touch,
    day_of,
    iso,
)

OUTCOMES = ("done", "no-answer", "refused", "cancelled")
BAD_NEWS = ("bereavement", "illness", "accident")


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
    """A touch from `DAY KIND`, then any of: an outcome, `in`, `mass`, `gift`, `for=X`, `with=1,2`, `mood=M`, `purpose=P`."""
    day, kind, *more = words.split()
    named = _named(more)
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
        purpose=named.get("purpose", ""),
    )


def _named(words: Iterable[str]) -> dict[str, str]:
    """The words of the form NAME=VALUE."""
    return dict(word.split("=", 1) for word in words if "=" in word)


def _day(named: dict[str, str], name: str) -> int | None:
    return day_of(named[name]) if name in named else None


def birthday(words: str) -> Birthday:
    """A birthday from `11-22`, `1980-11-22`, `lunar 8-15` or `lunar leap 6-1`."""
    *flags, numbers = words.split()
    *year, month, day = (int(n) for n in numbers.split("-"))
    return Birthday(month, day, lunar="lunar" in flags, leap="leap" in flags, year=year[0] if year else None)


def person(
    id: int, born: str = "", *, role: str = "", no_calls: bool = False, joined: str = "", left: str = "", entered: str = ""
) -> Person:
    """A contact with a birthday in words; the days in ISO form, empty when unknown. `entered`: came into the book on that day."""
    return Person(
        id,
        f"contact {id}",
        role=role,
        birthday=birthday(born) if born else None,
        no_calls=no_calls,
        joined=day_of(joined) if joined else None,
        left=day_of(left) if left else None,
        added=day_of(entered) if entered else 1,
    )


def pause(words: str) -> Pause:
    """A pause from `SET_ON UNTIL`."""
    return Pause(*(day_of(word) for word in words.split()))


def spacing(words: str) -> Spacing:
    """A spacing from `SET_ON FACTOR` or `SET_ON FACTOR UNTIL`."""
    set_on, factor, *until = words.split()
    return Spacing(day_of(set_on), Decimal(factor), day_of(until[0]) if until else None)


def occasion(words: str) -> Occasion:
    """An occasion from `ID KIND DAY`, then any of: `yearly`, `lunar=8-15` or `lunar=leap-6-1`, `with=1`, `rec=DAY`, `learned=DAY`.

    Unless `rec` says otherwise, bad news is recorded on its day and anything else a month before.
    """
    id, kind, day, *more = words.split()
    named = _named(more)
    *leap, month, of_month = named.get("lunar", "0-0").split("-")
    usual = day_of(day) if kind in BAD_NEWS else day_of(day) - 30
    return Occasion(
        int(id),
        kind,
        day_of(day),
        recorded=_day(named, "rec") or usual,
        yearly="yearly" in more,
        lunar=(int(month), int(of_month), bool(leap)) if "lunar" in named else None,
        contact=int(named["with"]) if "with" in named else None,
        learned=_day(named, "learned"),
    )


def promise(words: str) -> Promise:
    """A promise from `ID mine MADE BY` or `ID theirs MADE BY`, then a text and any of: `kept=DAY`, `dropped=DAY`, `with=1`."""
    id, whose, made, by, *more = words.split()
    named = _named(more)
    text = " ".join(word for word in more if "=" not in word)
    contact = int(named["with"]) if "with" in named else None
    return Promise(int(id), text, day_of(made), day_of(by), whose == "theirs", _day(named, "kept"), _day(named, "dropped"), contact)


def complaint(words: str) -> Complaint:
    """A complaint from `ID OPENED`, then any of: `answered=DAY`, `solved=DAY`, `checked=DAY,DAY`, `closed=DAY`."""
    id, opened, *more = words.split()
    named = _named(more)
    checks = tuple(day_of(day) for day in named.get("checked", "").split(",") if day)
    return Complaint(int(id), "", day_of(opened), _day(named, "answered"), _day(named, "solved"), checks, _day(named, "closed"))


def alert(words: str) -> Alert:
    """An alert over the customer's area from `ID RAISED LAST`."""
    id, raised, last = words.split()
    return Alert(int(id), "typhoon", day_of(raised), day_of(last))


def order(words: str) -> Purchase:
    """An order from `DAY`, then any of: `of=PRODUCT`, `qty=N`, `every=MONTHS`."""
    day, *more = words.split()
    named = _named(more)
    quantity = Decimal(named["qty"]) if "qty" in named else None
    return Purchase(day_of(day), named.get("of", ""), quantity, int(named["every"]) if "every" in named else None)


def reading(words: str) -> Reading:
    """A stock reading from `PRODUCT DAY QUANTITY`, then perhaps `at=LEVEL`."""
    product, day, quantity, *more = words.split()
    named = _named(more)
    return Reading(product, day_of(day), Decimal(quantity), Decimal(named["at"]) if "at" in named else None)


def snooze(words: str) -> Snooze:
    """A snooze from `RULE SET_ON UNTIL`, the rule `*` for the whole line."""
    rule, set_on, until = words.split()
    return Snooze("" if rule == "*" else rule, day_of(set_on), day_of(until))


def first_touch(status: str, touches: Iterable[Touch]) -> int | None:
    """The day of the first done touch that was not mass, theirs too; of prospects only."""
    days = [t.day for t in touches if t.outcome == "done" and not t.mass]
    return min(days) if status == "prospect" and days else None


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
    edited: str = "0001-01-01",
    occasions: Iterable[str] = (),
    promises: Iterable[str] = (),
    complaints: Iterable[str] = (),
    alerts: Iterable[str] = (),
    readings: Iterable[str] = (),
    snoozes: Iterable[str] = (),
) -> Account:
    """A customer; touches and orders in any order of days, the rest in the order in which it was entered."""
    done = sorted((touch(words) for words in touches), key=lambda t: t.day)
    purchases = sorted((order(words) for words in orders), key=lambda p: p.day)
    bought = sorted({purchase.day for purchase in purchases})
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
        first_touch=first_touch(status, done),
        edited_on=day_of(edited),
        occasions=tuple(occasion(words) for words in occasions),
        promises=tuple(promise(words) for words in promises),
        complaints=tuple(complaint(words) for words in complaints),
        alerts=tuple(alert(words) for words in alerts),
        purchases=tuple(purchases),
        readings=tuple(reading(words) for words in readings),
        snoozes=tuple(snooze(words) for words in snoozes),
    )


def known(account: Account, day: int) -> Account:
    """The customer as the store would hand it in on that day: no fact of a later day, touches in the order of their days.

    A promise goes by the day it was made and keeps the days it was kept or dropped, even later ones; contacts keep theirs too.
    A prospect with an order counts as active from that day on.
    """
    bought = tuple(d for d in account.order_days if d <= day)
    return account._replace(
        status="active" if account.status == "prospect" and bought else account.status,
        touches=tuple(sorted((t for t in account.touches if t.day <= day), key=lambda t: t.day)),
        order_days=bought,
        pauses=tuple(p for p in account.pauses if p.set_on <= day),
        spacings=tuple(s for s in account.spacings if s.set_on <= day),
        first_touch=account.first_touch if account.first_touch is not None and account.first_touch <= day else None,
        occasions=tuple(o for o in account.occasions if o.recorded <= day),
        promises=tuple(p for p in account.promises if p.made <= day),
        complaints=tuple(_stages(c, day) for c in account.complaints if c.opened <= day),
        alerts=tuple(a for a in account.alerts if a.raised <= day),
        purchases=tuple(p for p in account.purchases if p.day <= day),
        readings=tuple(r for r in account.readings if r.day <= day),
        snoozes=tuple(s for s in account.snoozes if s.set_on <= day),
    )


def _stages(complaint: Complaint, day: int) -> Complaint:
    """The complaint without the stages reached later."""
    answered, solved, closed = (on if on and on <= day else None for on in (complaint.answered, complaint.solved, complaint.closed))
    return complaint._replace(answered=answered, solved=solved, closed=closed, checks=tuple(on for on in complaint.checks if on <= day))


def ask(day: str | int, policy: Policy = POLICY) -> Ask:
    """The question about a day, in ISO form or as a Day, with the calendar of the policy."""
    number = day_of(day) if isinstance(day, str) else day
    return Ask(policy, Workdays(calendar=policy.calendar, days_off=policy.days_off, work_days=policy.work_days), number)


def answer(
    accounts: Account | Sequence[Account], day: str | int, *, days: int = 0, policy: Policy = POLICY, points: bool = False
) -> Answer:
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


def said(account: Account, day: str | int, rule: str, *, policy: Policy = POLICY) -> str:
    """What `due` says of a rule: `visit 2 +1 mid-autumn` (action, class, overdue days, occasion, `with 7` for a contact).

    Several items are joined by `; ` in the order of their words; `held by …` or `-` as in `state`.
    """
    items = shown(account, day, rule, policy=policy)
    if not items:
        return state(account, day, rule, policy=policy)
    return "; ".join(sorted(_said(item) for item in items))


def _said(item: Item) -> str:
    words = [item.action, str(item.cls), f"+{item.overdue_days}", item.occasion, f"with {item.contact}" if item.contact is not None else ""]
    return " ".join(word for word in words if word)


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
