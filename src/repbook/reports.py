"""Reports: one pure function each, from facts of a period to columns and typed rows, without a word of layout.

All of them leave archived customers out and read status, tier and policy as they are now, for these keep no history.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from math import fsum
from typing import Any, NamedTuple

from repbook.rules.asking import MET, Ask, cadence, done, is_call, spacing
from repbook.rules.cadence import call_due, visit_due
from repbook.terms import Account, Day


class Period(NamedTuple):
    """The days a report counts, both ends included."""

    first: Day
    last: Day


class Column(NamedTuple):
    """A column: its stable key and what its cells are.

    Kinds: tier (its key), count (int, or a Decimal with one decimal), share (0 … 1), money (fen). None is an empty cell.
    """

    key: str
    kind: str = "count"


class Report(NamedTuple):
    """What a report found: rows of cells in the order of the columns, the last `totals` of them sums of the others."""

    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    totals: int = 0


class Customer(NamedTuple):
    """One customer, not archived, with what a period says of it.

    The account's touches, in the order of their days, hold every done touch of the period and at least the last one,
    call, visit and message before it; its spacings all that were set by the last day. A prospect with an order by
    today has the status active.
    """

    account: Account
    lost_on: Day | None = None
    minutes: int = 0  # recorded on the done touches of the period, mass ones too
    gifts_cost: int = 0  # fen, of the same touches
    orders: int = 0
    amount: int = 0  # fen


TIER_COLUMNS = (
    Column("tier", "tier"), Column("customers"), Column("active"), Column("touched"), Column("touched_share", "share"),
    Column("calls"), Column("visits"), Column("greetings"), Column("calls_wanted"), Column("visits_wanted"),
    Column("cadence_kept", "share"), Column("overdue_now"), Column("days_since_touch_median"),
    Column("minutes"), Column("minutes_share", "share"), Column("orders"), Column("amount", "money"), Column("amount_share", "share"),
    Column("gifts_cost", "money"), Column("promises_kept"), Column("complaints_open"), Column("new"), Column("lost"),
)  # fmt: skip


def tiers(facts: Iterable[Customer], ask: Ask, period: Period) -> Report:
    """What each tier got and gave in a period, next to what its cadence wanted: tiers in the policy's order, others after them, a total.

    - customers: all of the tier, archived ones aside. active: those with that status; prospects and lost ones are not.
    - A touch counts when it was done and did not go to many at once (mass). calls, visits (meetings are visits) and
      greetings are such touches of the period, theirs too. touched: active customers with any such touch in it;
      touched_share: of the active. days_since_touch_median: over active customers ever touched, on the last day.
    - calls_wanted, visits_wanted: over active customers, days ÷ (call_every, visit_every × spacing). The days run from
      the later of the period's first and since, through its last; the spacing is the one in force on the last day.
    - cadence_kept: the share of those same days on which neither care-call nor care-visit was overdue by what was
      known that day, averaged over active customers. Held or not makes no difference, and a due day is not yet overdue.
    - overdue_now: active customers whose care-call or care-visit is overdue on the last day.
    - minutes and gifts_cost: as recorded on done touches of the period, mass ones too: time and money were spent.
    - orders and amount: of the period. minutes_share, amount_share: of all tiers together.
    - promises_kept and complaints_open are 0: the book keeps none yet.
    - new: customers whose since lies in the period. lost: customers with that status, lost on a day of the period.

    Shares are 0 where there is nothing to share in, the median is None. Wanted numbers are rounded half up to one decimal.
    """
    found: dict[str, list[_Measures]] = {key: [] for key in ask.policy.tiers}
    customers = sorted(facts, key=lambda customer: customer.account.id)
    for key in sorted({customer.account.tier for customer in customers} - set(found)):
        found[key] = []
    for customer in customers:
        found[customer.account.tier].append(_measure(customer, ask, period))
    everyone = [m for measures in found.values() for m in measures]
    rows = [_tier_row(key, measures, everyone) for key, measures in found.items()]
    return Report(TIER_COLUMNS, [*rows, _tier_row("total", everyone, everyone)], totals=1)


REPORTS: tuple[tuple[str, Callable[[Iterable[Customer], Ask, Period], Report]], ...] = (("tiers", tiers),)
"""Every report by its name."""


class _Measures(NamedTuple):
    """What one customer adds to the row of its tier."""

    active: bool
    touched: bool
    calls: int
    visits: int
    greetings: int
    calls_wanted: Decimal
    visits_wanted: Decimal
    kept: float | None
    overdue: bool
    since_touch: int | None
    new: bool
    lost: bool
    minutes: int
    gifts_cost: int
    orders: int
    amount: int


def _measure(customer: Customer, ask: Ask, period: Period) -> _Measures:
    account = customer.account
    active = account.status == "active"
    days = max(0, period.last - max(period.first, account.since) + 1) if active else 0
    touches = [x for x in account.touches if x.outcome == "done" and not x.mass and x.day <= period.last]
    kinds = [x.kind for x in touches if x.day >= period.first]
    calls_wanted, visits_wanted = _wanted(account, ask, period.last, days)
    kept, overdue = _kept(account, ask, period.last, days) if active else (0, False)
    return _Measures(
        active=active,
        touched=active and bool(kinds),
        calls=kinds.count("call"),
        visits=sum(kind in MET for kind in kinds),
        greetings=kinds.count("greeting"),
        calls_wanted=calls_wanted,
        visits_wanted=visits_wanted,
        kept=kept / days if days else None,
        overdue=overdue,
        since_touch=period.last - touches[-1].day if active and touches else None,
        new=period.first <= account.since <= period.last,
        lost=account.status == "lost" and customer.lost_on is not None and period.first <= customer.lost_on <= period.last,
        minutes=customer.minutes,
        gifts_cost=customer.gifts_cost,
        orders=customer.orders,
        amount=customer.amount,
    )


def _wanted(account: Account, ask: Ask, last: Day, days: int) -> tuple[Decimal, Decimal]:
    """How many calls and visits the cadence wants in so many days, by the spacing in force on the last of them."""
    tier, factor = ask.tier(account), spacing(account, last)
    return days / (tier.call_every * factor), days / (tier.visit_every * factor)


def _kept(account: Account, ask: Ask, last: Day, days: int) -> tuple[int, bool]:
    """On how many of the days up to `last` neither care-call nor care-visit was overdue, and whether one is on the last of them."""
    kept, due = 0, last
    for start, end, due in _stretches(account, ask, last - max(days, 1) + 1, last):
        kept += max(0, min(end, due) - start + 1)
    return kept, due < last


def _stretches(account: Account, ask: Ask, first: Day, last: Day) -> Iterator[tuple[Day, Day, Day]]:
    """The days cut where a call, a visit or the spacing changes: start, end, and the due day of the call or visit due first.

    What changes on a day is known from that day on.
    """
    settling = [x for x in done(account.touches) if x.day <= last]
    calls = [x.day for x in settling if is_call(x, account.no_calls)]
    visits = [x.day for x in settling if x.kind in MET]
    turns = {*calls, *visits, *(day for row in account.spacings for day in (row.set_on, row.until) if day is not None)}
    starts = [first, *sorted(day for day in turns if first < day <= last)]
    for start, after in zip(starts, [*starts[1:], last + 1], strict=True):
        yield start, after - 1, _due(account, ask, start, _latest(calls, start), _latest(visits, start))


def _latest(days: Sequence[Day], day: Day) -> Day | None:
    """The last of some ascending days that is not after a day."""
    at = bisect_right(days, day)
    return days[at - 1] if at else None


def _due(account: Account, ask: Ask, day: Day, called: Day | None, visited: Day | None) -> Day:
    """The earlier of the due days that the care rules name on a day, given the last call and visit by then."""
    tier, factor = ask.tier(account), spacing(account, day)
    call = call_due(account, ask, tier, cadence(tier.call_every, factor), called)
    return min(call, visit_due(account, ask, cadence(tier.visit_every, factor), visited))


def _tier_row(key: str, measures: Sequence[_Measures], everyone: Sequence[_Measures]) -> tuple[Any, ...]:
    """The cells of one tier, in the order of TIER_COLUMNS."""
    active, touched = sum(m.active for m in measures), sum(m.touched for m in measures)
    minutes, amount = sum(m.minutes for m in measures), sum(m.amount for m in measures)
    kept = [m.kept for m in measures if m.kept is not None]
    return (
        key,
        len(measures),
        active,
        touched,
        _share(touched, active),
        sum(m.calls for m in measures),
        sum(m.visits for m in measures),
        sum(m.greetings for m in measures),
        _tenths(sum((m.calls_wanted for m in measures), Decimal(0))),
        _tenths(sum((m.visits_wanted for m in measures), Decimal(0))),
        _share(fsum(kept), len(kept)),
        sum(m.overdue for m in measures),
        _median([m.since_touch for m in measures if m.since_touch is not None]),
        minutes,
        _share(minutes, sum(m.minutes for m in everyone)),
        sum(m.orders for m in measures),
        amount,
        _share(amount, sum(m.amount for m in everyone)),
        sum(m.gifts_cost for m in measures),
        0,
        0,
        sum(m.new for m in measures),
        sum(m.lost for m in measures),
    )


def _share(part: float, whole: int) -> float:
    return part / whole if whole else 0.0


def _tenths(value: Decimal) -> Decimal:
    """Rounded half up to one decimal; the crumbs of the divisions before, far behind the point, do not tip a half."""
    return round(value, 9).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _median(numbers: Collection[int]) -> int | Decimal | None:
    """The middle one, or halfway between the middle two: a whole number or one with .5; None of none."""
    if not numbers:
        return None
    ordered = sorted(numbers)
    twice = ordered[len(ordered) // 2] + ordered[(len(ordered) - 1) // 2]
    return twice // 2 if twice % 2 == 0 else Decimal(twice) / 2
