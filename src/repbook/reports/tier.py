"""What each tier got and gave in a period, next to what its cadence wanted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from math import fsum
from typing import Any, NamedTuple

from repbook.reports.base import Period, Report, columns, median, share, tenths
from repbook.rules.asking import MET, Ask, cadence, done, is_call, spacing
from repbook.rules.cadence import call_due, visit_due
from repbook.terms import Account, Day


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
    promises_kept: int = 0  # mine, on days of the period
    complaints_open: int = 0  # on its last day


TIER_COLUMNS = columns(
    "tier:tier customers active touched touched_share:share calls visits greetings calls_wanted visits_wanted cadence_kept:share"
    " overdue_now days_since_touch_median minutes minutes_share:share orders amount:money amount_share:share gifts_cost:money"
    " promises_kept complaints_open new lost"
)


def tiers(facts: Iterable[Customer], ask: Ask, period: Period) -> Report:
    """What each tier got and gave in a period, next to what its cadence wanted: tiers in the policy's order, others after them, a total.

    - customers: all of the tier, archived ones and those since after the period aside. active: those with that status;
      prospects and lost ones are not. What was done or ordered in the period counts whoever it was for.
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
    - promises_kept: promises of mine kept on a day of the period, late ones too. complaints_open: not solved by its last day.
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


class _Measures(NamedTuple):
    """What one customer adds to the row of its tier."""

    there: bool
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
    promises_kept: int
    complaints_open: int


def _measure(customer: Customer, ask: Ask, period: Period) -> _Measures:
    account = customer.account
    there = account.since <= period.last
    active = there and account.status == "active"
    days = counted(account, period) if active else 0
    touches = [x for x in account.touches if x.outcome == "done" and not x.mass and x.day <= period.last]
    kinds = [x.kind for x in touches if x.day >= period.first]
    calls_wanted, visits_wanted = wanted(account, ask, period.last, days)
    kept, overdue = _kept(account, ask, period.last, days) if active else (0, False)
    return _Measures(
        there=there,
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
        promises_kept=customer.promises_kept,
        complaints_open=customer.complaints_open,
    )


def counted(account: Account, period: Period) -> int:
    """On how many days of a period a customer is looked after: from its since, where that is later."""
    return max(0, period.last - max(period.first, account.since) + 1)


def wanted(account: Account, ask: Ask, last: Day, days: int) -> tuple[Decimal, Decimal]:
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
        sum(m.there for m in measures),
        active,
        touched,
        share(touched, active),
        sum(m.calls for m in measures),
        sum(m.visits for m in measures),
        sum(m.greetings for m in measures),
        tenths(sum((m.calls_wanted for m in measures), Decimal(0))),
        tenths(sum((m.visits_wanted for m in measures), Decimal(0))),
        share(fsum(kept), len(kept)),
        sum(m.overdue for m in measures),
        median([m.since_touch for m in measures if m.since_touch is not None]),
        minutes,
        share(minutes, sum(m.minutes for m in everyone)),
        sum(m.orders for m in measures),
        amount,
        share(amount, sum(m.amount for m in everyone)),
        sum(m.gifts_cost for m in measures),
        sum(m.promises_kept for m in measures),
        sum(m.complaints_open for m in measures),
        sum(m.new for m in measures),
        sum(m.lost for m in measures),
    )
