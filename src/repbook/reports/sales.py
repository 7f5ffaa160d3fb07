"""Where the money comes from: who makes most of it, who brought others, who fell silent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from repbook.reports.base import Period, Report, columns, in_order, share
from repbook.rules.asking import Ask
from repbook.terms import Day

YEAR = 365
"""How many days count as a year of orders."""


class Silent(NamedTuple):
    """An active customer with what it last did, by the period's last day; amounts in fen."""

    customer: str
    customer_id: int
    tier: str
    area: str
    since: Day
    touched: Day | None = None  # the last done touch that did not go to many
    ordered: Day | None = None  # the last order
    orders: int = 0
    year_before: int = 0  # the amount of the 365 days that end with the last order
    year_now: int = 0  # the amount of the 365 days that end with the period


DORMANT_COLUMNS = columns(
    "row:row customer:text customer_id:id tier:tier area:area customers last_touch:day days_since_touch last_order:day days_since_order"
    " orders year_before:money year_now:money value_lost:money"
)


def dormant(facts: Iterable[Silent], ask: Ask, period: Period) -> Report:
    """Active customers from before a period who had neither a done touch nor an order in it, the greatest loss first; by tier; a total.

    - last_touch and last_order: before the period, empty where there never was one. A touch that went to many is none.
    - orders: all there ever were. year_before: the amount of the 365 days up to and with the last order, the customer's
      last good year; year_now: of the 365 days up to and with the period's last. value_lost: the difference.
    """
    found = [one for one in facts if one.since < period.first and not (period.holds(one.touched) or period.holds(one.ordered))]
    found.sort(key=lambda one: (one.year_now - one.year_before, -one.year_before, one.touched or 0, one.customer))
    rows = [_dormant_row("customer", [one], one.tier, one, period) for one in found]
    for tier in in_order(ask.policy.tiers, {one.tier for one in found}):
        rows.append(_dormant_row("tier", [one for one in found if one.tier == tier], tier, None, period))
    if found:
        rows.append(_dormant_row("total", found, "total", None, period))
    return Report(DORMANT_COLUMNS, rows, totals=min(1, len(rows)))


def _dormant_row(name: str, some: Sequence[Silent], tier: str, one: Silent | None, period: Period) -> tuple[Any, ...]:
    before, now = sum(x.year_before for x in some), sum(x.year_now for x in some)
    return (
        name, one.customer if one else None, one.customer_id if one else None, tier, one.area if one else None, len(some),
        *(_ago(one.touched, period) if one else (None, None)), *(_ago(one.ordered, period) if one else (None, None)),
        sum(x.orders for x in some), before, now, before - now,
    )  # fmt: skip


def _ago(day: Day | None, period: Period) -> tuple[Day | None, int | None]:
    """A day, and how long ago that is on the period's last."""
    return day, None if day is None else period.last - day


class Referred(NamedTuple):
    """A customer that came through another, by the period's last day; amounts in fen."""

    by: str
    by_id: int
    by_tier: str
    customer: str
    status: str
    since: Day
    orders: int = 0  # of the period
    amount: int = 0  # of the period
    amount_ever: int = 0


REFERRAL_COLUMNS = columns(
    "row:row customer:text customer_id:id tier:tier referred new active active_share:share lost orders amount:money amount_ever:money"
    " names:list"
)


def referrals(facts: Iterable[Referred], ask: Ask, period: Period) -> Report:
    """Who brought other customers and what became of them, who brought most first; a total.

    - referred: customers that came through this one, by the period's last day; new: since a day of the period. names: who they are.
    - active, lost: of the referred, as they stand now; active_share: of all referred.
    - orders, amount: what the referred ordered in the period; amount_ever: until its end.

    One who brought others is named even if archived; those brought are left out once archived.
    """
    found: dict[int, list[Referred]] = {}
    for one in facts:
        if one.since <= period.last:
            found.setdefault(one.by_id, []).append(one)
    several = sorted(found.values(), key=lambda some: (-sum(x.amount_ever for x in some), -len(some), some[0].by))
    rows = [_referral_row("customer", some, period, some[0].by, some[0].by_id, some[0].by_tier) for some in several]
    if several:
        rows.append(_referral_row("total", [one for some in several for one in some], period, None, None, "total"))
    return Report(REFERRAL_COLUMNS, rows, totals=min(1, len(rows)))


def _referral_row(
    name: str, some: Sequence[Referred], period: Period, customer: str | None, number: int | None, tier: str
) -> tuple[Any, ...]:
    active = sum(one.status == "active" for one in some)
    names = sorted(one.customer for one in some) if customer is not None else []
    return (
        name, customer, number, tier, len(some), sum(period.holds(one.since) for one in some), active, share(active, len(some)),
        sum(one.status == "lost" for one in some), sum(one.orders for one in some), sum(one.amount for one in some),
        sum(one.amount_ever for one in some), names,
    )  # fmt: skip


class Sold(NamedTuple):
    """A customer with its orders of the period; the amount in fen."""

    customer: str
    customer_id: int
    tier: str
    active: bool  # and since before or on the period's last day
    orders: int = 0
    amount: int = 0


MOST, NEARLY_ALL = 80, 95
"""Where the classes end, in percent of the amount: A makes the first 80, B the next 15, C the rest."""

CONCENTRATION_COLUMNS = columns(
    "row:row abc:abc rank:id customer:text customer_id:id tier:tier customers customers_share:share orders amount:money amount_share:share"
    " cumulative_customers:share cumulative_amount:share"
)


def concentration(facts: Iterable[Sold], ask: Ask, period: Period) -> Report:
    """How unevenly a period's sales are made: the curve by customer, the classes A, B and C, and the tiers; a total.

    - Customers stand in the order of their amount; active ones without an order count, at the end.
    - abc: A makes the first 80 % of the amount, B the next 15 %, C the rest; the customer who crosses a line still belongs before it.
    - customers_share and amount_share: of all. cumulative_customers, cumulative_amount: of this row and those before it,
      among the customers and among the classes: the two coordinates of the 80/20 curve.
    """
    found = sorted((one for one in facts if one.active or one.orders), key=lambda one: (-one.amount, -one.orders, one.customer))
    if not any(one.orders for one in found):
        return Report(CONCENTRATION_COLUMNS, [])
    amounts = list(accumulate(one.amount for one in found))
    whole = (len(found), amounts[-1])
    classes = [_abc(after - one.amount, one.amount, whole[1]) for one, after in zip(found, amounts, strict=True)]
    rows = []
    for at, one in enumerate(found):
        labels = ("customer", classes[at], at + 1, one.customer, one.customer_id, one.tier)
        rows.append(_sales_row(labels, [one], whole, (at + 1, amounts[at])))
    for name in sorted(set(classes)):  # each a stretch of the curve
        first, last = classes.index(name), len(classes) - classes[::-1].index(name)
        rows.append(_sales_row(("class", name, None, None, None, None), found[first:last], whole, (last, amounts[last - 1])))
    for tier in in_order(ask.policy.tiers, {one.tier for one in found}):
        rows.append(_sales_row(("tier", None, None, None, None, tier), [one for one in found if one.tier == tier], whole))
    return Report(CONCENTRATION_COLUMNS, [*rows, _sales_row(("total", None, None, None, None, "total"), found, whole)], totals=1)


def _abc(before: int, amount: int, total: int) -> str:
    """The class of a customer by what those above it make."""
    if not amount:
        return "C"
    return "A" if before * 100 < MOST * total else "B" if before * 100 < NEARLY_ALL * total else "C"


def _sales_row(
    labels: tuple[Any, ...], some: Sequence[Sold], whole: tuple[int, int], upto: tuple[int, int] | None = None
) -> tuple[Any, ...]:
    """The cells of some customers among all; `upto` is where they end on the curve."""
    amount = sum(one.amount for one in some)
    curve = (None, None) if upto is None else (share(upto[0], whole[0]), share(upto[1], whole[1]))
    return (*labels, len(some), share(len(some), whole[0]), sum(one.orders for one in some), amount, share(amount, whole[1]), *curve)
