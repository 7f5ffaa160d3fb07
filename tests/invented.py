"""Customers that hypothesis invents: plain ones over a year, and whole ones with every noun around the day asked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from repbook.calendar.lunar import to_lunar
from repbook.terms import (
    Account,
    Alert,
    Birthday,
    Complaint,
    Day,
    Occasion,
    Pause,
    Person,
    Promise,
    Purchase,
    Reading,
    Snooze,
    Spacing,
    Touch,
    day_of,
)
from tests.book import first_touch

FIRST, LAST = day_of("2026-01-01"), day_of("2027-03-01")
DAYS = st.integers(FIRST, LAST)
ASKED = st.integers(day_of("2026-06-01"), LAST)
VISITS = ("visit", "meeting")
PLAIN_KINDS = ("call", "visit", "meeting", "message", "greeting", "gift", "help")
MEANT = ("", "", "", "birthday", "festival-greeting", "mid-autumn", "spring-festival", "care-call", "after-sale")
MEANT_TOO = ("festival-gift", "anniversary", "event", "service-visit", "win-back", "new-contact", "#1", "#2", "#3")
TIERS = ("vip", "key", "potential", "general", "steady", "weekly")
OCCASIONS = (
    "opening", "promotion", "dealer-meeting", "wedding", "newborn", "housewarming", "anniversary", "bereavement", "illness", "accident",
)  # fmt: skip
FACTORS = tuple(map(Decimal, ("0.5", "1", "1.5", "2", "3")))
SNOOZED = ("", "", "care-call", "care-visit", "promise", "birthday", "reorder", "at-risk", "win-back", "condolence", "role-gap")


@st.composite
def touches(draw: st.DrawFn, days: st.SearchStrategy[Day] = DAYS, meant: tuple[str, ...] = MEANT, whole: bool = False) -> Touch:
    """Something that happened, with a purpose and a mood when `whole`."""
    kind = draw(st.sampled_from(PLAIN_KINDS))
    return Touch(
        day=draw(days),
        kind=kind,
        outcome=draw(st.sampled_from(("done", "done", "done", "no-answer", "refused"))),
        contacts=draw(st.sampled_from(((), (1,), (2,), (1, 2)))),
        incoming=draw(st.booleans()) and draw(st.booleans()),
        mass=kind in ("message", "greeting") and draw(st.booleans()) and draw(st.booleans()),
        meant_for=draw(st.sampled_from(meant)),
        gift=kind == "gift" or (draw(st.booleans()) and draw(st.booleans())),
        purpose=draw(st.sampled_from(("", "", "care", "referral"))) if whole else "",
        mood=draw(st.sampled_from(("", "", "good", "ok", "bad"))) if whole else "",
    )


@st.composite
def people(draw: st.DrawFn, id: int) -> Person:
    """A contact with a birthday of any kind."""
    solar = st.builds(Birthday, st.integers(1, 12), st.integers(1, 28))
    lunar = st.builds(Birthday, st.integers(1, 12), st.integers(1, 30), lunar=st.just(True), leap=st.booleans())
    return Person(
        id, f"contact {id}", birthday=draw(st.one_of(solar, lunar)), no_calls=draw(st.booleans()), left=draw(st.one_of(st.none(), DAYS))
    )


@st.composite
def customers(draw: st.DrawFn, id: int = 1) -> Account:
    """A customer with touches, orders, contacts, pauses and spacings somewhere in a year."""
    done = sorted(draw(st.lists(touches(), max_size=12)), key=lambda t: t.day)
    bought = sorted(draw(st.sets(DAYS, max_size=6)))
    since = draw(st.one_of(st.just(FIRST - 900), DAYS))
    return Account(
        id=id,
        name=f"客户 {id}",
        key=f"客户 {id}",
        tier=draw(st.sampled_from(TIERS)),
        status=draw(st.sampled_from(("active", "active", "active", "prospect", "lost"))),
        since=since,
        added_on=draw(st.one_of(st.just(FIRST - 900), DAYS)),
        first_known=min([since, *(t.day for t in done), *bought]),
        no_calls=draw(st.booleans()),
        archived=draw(st.booleans()) and draw(st.booleans()) and draw(st.booleans()),
        touches=tuple(done),
        order_days=tuple(bought),
        people=(draw(people(1)), draw(people(2))),
        pauses=draw(_pauses(DAYS)),
        spacings=draw(_spacings(DAYS)),
    )


def _by_day(strategy: st.SearchStrategy[Any], max_size: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    """Some arrangements in the order of the days on which they were set."""
    return st.lists(strategy, max_size=max_size).map(lambda found: tuple(sorted(found, key=lambda one: one.set_on)))


def _pauses(days: st.SearchStrategy[Day]) -> st.SearchStrategy[tuple[Pause, ...]]:
    return _by_day(st.builds(lambda on, more: Pause(on, on + more), days, st.integers(0, 60)))


def _spacings(days: st.SearchStrategy[Day]) -> st.SearchStrategy[tuple[Spacing, ...]]:
    one = st.builds(
        lambda on, factor, more: Spacing(on, factor, on + more if more else None), days, st.sampled_from(FACTORS), st.integers(0, 60)
    )
    return _by_day(one)


# --- whole customers ----------------------------------------------------------------------------------------------------


def asked_of_whole(*ids: int) -> st.SearchStrategy[tuple[Any, ...]]:
    """A day and one whole customer per id, whose facts lie around that day: `(day, customer, …)`."""
    return ASKED.flatmap(lambda day: st.tuples(st.just(day), *(whole_customers(day, id) for id in ids or (1,))))


def near(day: Day) -> st.SearchStrategy[Day]:
    """A day of the last two months or the next two weeks, now and then of the last year and a half."""
    return st.one_of(st.integers(day - 60, day + 14), st.integers(day - 60, day + 14), st.integers(day - 500, day))


@st.composite
def whole_customers(draw: st.DrawFn, day: Day, id: int = 1) -> Account:
    """A customer with facts of every kind around a day, some of them after it."""
    days = near(day)
    some = st.lists(touches(days, MEANT + MEANT_TOO, whole=True), min_size=draw(st.sampled_from((0, 3, 7))), max_size=9)
    done = sorted([*draw(some), *draw(_bursts(day))], key=lambda t: t.day)
    purchases = sorted(draw(st.one_of(st.lists(_purchases(days), max_size=5), _rhythms(day))), key=lambda p: p.day)
    since = draw(st.one_of(st.just(FIRST - 900), days))
    status = draw(st.sampled_from(("active", "active", "active", "prospect", "prospect", "prospect", "lost")))
    if status == "prospect" and draw(st.booleans()):  # somebody new, met this week
        done, purchases = [t._replace(day=max(t.day, day - draw(st.integers(0, 9)))) for t in done[-2:]], []
        done.sort(key=lambda t: t.day)
    return Account(
        id=id,
        name=f"客户 {id}",
        key=f"客户 {id}",
        tier=draw(st.sampled_from(TIERS)),
        status=status,
        since=since,
        added_on=draw(st.one_of(st.just(FIRST - 900), days)),
        first_known=min([since, *(t.day for t in done), *(p.day for p in purchases)]),
        no_calls=draw(st.booleans()) and draw(st.booleans()),
        touches=tuple(done),
        order_days=tuple(sorted({p.day for p in purchases})),
        people=tuple(draw(_whole_people(number, day)) for number in range(1, draw(st.integers(0, 3)) + 1)),
        pauses=draw(_pauses(days)) if draw(st.booleans()) else (),
        spacings=draw(_spacings(days)) if draw(st.booleans()) else (),
        first_touch=first_touch(status, done),
        edited_on=draw(days),
        occasions=tuple(draw(_occasions(number, day)) for number in range(1, draw(st.integers(0, 3)) + 1)),
        promises=tuple(draw(_promises(number, days)) for number in range(4, 4 + draw(st.integers(0, 2)))),
        complaints=tuple(draw(_complaints(number, days)) for number in range(6, 6 + draw(st.integers(0, 2)))),
        alerts=tuple(draw(_alerts(number, days)) for number in range(8, 8 + draw(st.integers(0, 2)))),
        purchases=tuple(purchases),
        readings=tuple(draw(st.lists(_readings(days), max_size=4))),
        snoozes=draw(
            _by_day(st.builds(lambda rule, on, more: Snooze(rule, on, on + more), st.sampled_from(SNOOZED), days, st.integers(0, 60)))
        ),
    )


def _bursts(day: Day) -> st.SearchStrategy[list[Touch]]:
    """More mass messages than a customer bears, or a call of the last weeks, now and then."""
    burst = st.integers(3, 8).map(lambda n: [Touch(day - 2 * ago, "message", mass=True) for ago in range(n)])
    called = st.integers(0, 25).map(lambda ago: [Touch(day - ago // 3, "call")])
    return st.one_of(st.just([]), called, burst)


def _rhythms(day: Day) -> st.SearchStrategy[list[Purchase]]:
    """One to five orders at equal gaps, the last some gaps ago or so long ago that nobody hopes any more."""

    def orders(count: int, gap: int, ago: int) -> list[Purchase]:
        return [Purchase(day - ago - gap * back) for back in range(count)]

    lately = st.integers(8, 60).flatmap(lambda gap: st.builds(orders, st.integers(3, 5), st.just(gap), st.integers(gap - 4, 3 * gap)))
    return st.one_of(lately, st.builds(orders, st.integers(1, 4), st.integers(1, 60), st.integers(50, 380)))


_QUANTITIES = st.integers(0, 20).map(Decimal)
_PRODUCTS = st.sampled_from(("", "酒", "茶"))


def _purchases(days: st.SearchStrategy[Day]) -> st.SearchStrategy[Purchase]:
    return st.builds(Purchase, days, _PRODUCTS, st.one_of(st.none(), _QUANTITIES), st.sampled_from((None, None, 1, 2, 6)))


def _readings(days: st.SearchStrategy[Day]) -> st.SearchStrategy[Reading]:
    return st.builds(Reading, st.sampled_from(("酒", "茶")), days, _QUANTITIES, st.one_of(st.none(), _QUANTITIES))


@st.composite
def _whole_people(draw: st.DrawFn, id: int, day: Day) -> Person:
    born = draw(st.integers(day - 10, day + 10))
    at, moon = date.fromordinal(born), to_lunar(born)
    birthdays = [None, Birthday(at.month, at.day)]
    if moon is not None:
        birthdays.append(Birthday(moon.month, moon.day, lunar=True, leap=moon.leap))
    return Person(
        id,
        f"contact {id}",
        role=draw(st.sampled_from(("", "decider", "user", "influencer", "gatekeeper"))),
        birthday=draw(st.sampled_from(birthdays)),
        no_calls=draw(st.booleans()) and draw(st.booleans()),
        joined=draw(st.one_of(st.none(), near(day))),
        left=draw(st.one_of(st.none(), st.none(), near(day))),
    )


@st.composite
def _occasions(draw: st.DrawFn, id: int, day: Day) -> Occasion:
    on = draw(st.integers(day - 40, day + 8)) - draw(st.sampled_from((0, 0, 0, 365, 730)))
    moon = to_lunar(on) if draw(st.booleans()) else None
    return Occasion(
        id,
        draw(st.sampled_from((*OCCASIONS, "anniversary", "bereavement", "illness"))),
        on,
        recorded=on + draw(st.one_of(st.integers(-30, 10), st.integers(-30, 70))),
        yearly=draw(st.booleans()),
        lunar=(moon.month, moon.day, moon.leap) if moon is not None else None,
        contact=draw(st.sampled_from((None, None, 1, 2))),
        learned=draw(st.one_of(st.none(), st.none(), st.integers(on, on + 90))),
    )


@st.composite
def _promises(draw: st.DrawFn, id: int, days: st.SearchStrategy[Day]) -> Promise:
    made = draw(days)
    ends: list[Day | None] = [None, None]
    if draw(st.booleans()):
        ends[draw(st.integers(0, 1))] = made + draw(st.integers(0, 60))
    return Promise(id, "", made, made + draw(st.integers(0, 40)), draw(st.booleans()), ends[0], ends[1], draw(st.sampled_from((None, 1))))


@st.composite
def _complaints(draw: st.DrawFn, id: int, days: st.SearchStrategy[Day]) -> Complaint:
    opened = on = draw(days)
    reached: list[Day | None] = []
    for _ in ("answered", "solved", "checked", "closed"):
        on += draw(st.integers(0, 15))
        reached.append(on if draw(st.booleans()) else None)
    answered, solved, checked, closed = reached
    return Complaint(id, "", opened, answered, solved, (checked,) if checked else (), closed)


def _alerts(id: int, days: st.SearchStrategy[Day]) -> st.SearchStrategy[Alert]:
    return st.builds(lambda raised, more: Alert(id, "台风", raised, raised + more), days, st.integers(-1, 15))
