"""Who was looked after, and how that compares with what the cadence wants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from repbook.reports.base import Period, Report, columns, in_order, share, tenths
from repbook.reports.tier import Customer, counted, wanted
from repbook.rules.asking import MET, Ask, done, is_call
from repbook.terms import Account, Day

COVERAGE_COLUMNS = columns(
    "row:row tier:tier area:area active touched touched_share:share visited visited_share:share untouched unvisited names:list"
)


class _Covered(NamedTuple):
    """What one active customer adds: whether it was touched and visited, and its last done touch."""

    account: Account
    touched: bool
    visited: bool
    last: Day


def coverage(facts: Iterable[Customer], ask: Ask, period: Period) -> Report:
    """Which active customers were touched and visited in a period, by tier and by area, and who was not; a total.

    - touched: with a done touch that did not go to many, theirs too. visited: with a done visit or meeting.
    - untouched, unvisited: the others. names: the untouched, the one silent longest first.
    - Areas are whole paths; a customer without one is in a row of its own. Customers since after the period do not count.

    touched_share and visited_share are of the active.
    """
    found = [_covered(one.account, period) for one in facts if one.account.status == "active" and one.account.since <= period.last]
    found.sort(key=lambda one: (one.last, one.account.name))
    rows = []
    for tier in in_order(ask.policy.tiers, {one.account.tier for one in found}):
        rows.append(_coverage_row("tier", tier, None, [one for one in found if one.account.tier == tier]))
    for area in sorted({one.account.area for one in found}):
        rows.append(_coverage_row("area", None, area, [one for one in found if one.account.area == area]))
    if found:
        rows.append(_coverage_row("total", "total", None, found))
    return Report(COVERAGE_COLUMNS, rows, totals=min(1, len(rows)))


def _covered(account: Account, period: Period) -> _Covered:
    touches = [x for x in account.touches if x.outcome == "done" and not x.mass and x.day <= period.last]
    inside = [x for x in touches if x.day >= period.first]
    return _Covered(account, bool(inside), any(x.kind in MET for x in inside), touches[-1].day if touches else 0)


def _coverage_row(name: str, tier: str | None, area: str | None, some: Sequence[_Covered]) -> tuple[Any, ...]:
    touched, visited = sum(one.touched for one in some), sum(one.visited for one in some)
    names = [one.account.name for one in some if not one.touched]
    return (name, tier, area, len(some), touched, share(touched, len(some)), visited, share(visited, len(some)),
            len(names), len(some) - visited, names)  # fmt: skip


ATTAINMENT_COLUMNS = columns(
    "row:row customer:text customer_id:id tier:tier area:area customers met calls calls_done calls_wanted calls_share:share"
    " calls_attained:share visits_done visits_wanted visits_share:share visits_attained:share attained:share"
)


class _Served(NamedTuple):
    """What one active customer got and should have got."""

    account: Account
    calls: int
    calls_done: int
    calls_wanted: Decimal
    visits_done: int
    visits_wanted: Decimal

    def parts(self) -> tuple[Decimal, Decimal]:
        """The calls and visits done, no more of each than were wanted."""
        return min(Decimal(self.calls_done), self.calls_wanted), min(Decimal(self.visits_done), self.visits_wanted)

    @property
    def met(self) -> bool:
        """Whether both are as many as were wanted, in whole ones."""
        return self.calls_done >= int(self.calls_wanted) and self.visits_done >= int(self.visits_wanted)

    @property
    def attained(self) -> float:
        """The share of the calls and visits wanted that were done."""
        return float(share(sum(self.parts()), self.calls_wanted + self.visits_wanted))  # type: ignore[arg-type]


def attainment(facts: Iterable[Customer], ask: Ask, period: Period) -> Report:
    """What active customers got in a period against what their cadence wanted, by customer and by tier; a total.

    - calls_wanted, visits_wanted: as `tiers` counts them, over the days from the later of the period's first and since.
    - calls_done: what is worth a call: calls, visits, meetings, theirs too, and my own messages where no calls are wanted;
      calls: the calls alone. visits_done: visits and meetings.
    - calls_share, visits_share: done ÷ wanted, above 1 where more was done. calls_attained, visits_attained: the same with no
      more done at any one customer than was wanted there, so that ten calls to a friend do not stand for nine others.
      attained: of both together.
    - met: whether, and on the other rows how many customers, got as many of both as were wanted in whole ones.

    The rows of customers come first, the least attained on top; the other rows add them up.
    """
    served = list(_served(facts, ask, period))
    order = {key: at for at, key in enumerate(in_order(ask.policy.tiers, {one.account.tier for one in served}))}
    served.sort(key=lambda one: (one.attained, order[one.account.tier], one.account.name))
    rows = [_attainment_row("customer", [one], one.account, one.account.tier) for one in served]
    rows += [_attainment_row("tier", [one for one in served if one.account.tier == tier], None, tier) for tier in order]
    if served:
        rows.append(_attainment_row("total", served, None, "total"))
    return Report(ATTAINMENT_COLUMNS, rows, totals=min(1, len(rows)))


def _served(facts: Iterable[Customer], ask: Ask, period: Period) -> Iterator[_Served]:
    for customer in facts:
        account = customer.account
        days = counted(account, period) if account.status == "active" else 0
        if days:
            touches = [x for x in done(account.touches) if period.holds(x.day)]
            visits = sum(x.kind in MET for x in touches)
            calls_wanted, visits_wanted = wanted(account, ask, period.last, days)
            yield _Served(account, sum(x.kind == "call" for x in touches), sum(is_call(x, account.no_calls) for x in touches),
                          calls_wanted, visits, visits_wanted)  # fmt: skip


def _attainment_row(name: str, some: Sequence[_Served], account: Account | None, tier: str) -> tuple[Any, ...]:
    calls, calls_wanted = sum(one.calls_done for one in some), sum((one.calls_wanted for one in some), Decimal(0))
    visits, visits_wanted = sum(one.visits_done for one in some), sum((one.visits_wanted for one in some), Decimal(0))
    parts = [one.parts() for one in some]
    called, visited = sum(part[0] for part in parts), sum(part[1] for part in parts)
    return (
        name, account.name if account else None, account.id if account else None, tier, account.area if account else None,
        len(some), sum(one.met for one in some), sum(one.calls for one in some),
        calls, tenths(calls_wanted), _of(calls, calls_wanted), _of(called, calls_wanted),
        visits, tenths(visits_wanted), _of(visits, visits_wanted), _of(visited, visits_wanted),
        _of(called + visited, calls_wanted + visits_wanted),
    )  # fmt: skip


def _of(part: Decimal | int, whole: Decimal) -> float:
    return float(part / whole)
