"""What was done, week by week, and what was given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from repbook.calendar.dates import add_months
from repbook.reports.base import Period, Report, columns, in_order, share
from repbook.rules.asking import MET, Ask
from repbook.terms import Day

BY_WEEK = 100
"""The longest period, in days, whose activity is counted week by week: a quarter and a little more."""


class Event(NamedTuple):
    """One touch of a customer that is not archived, done or tried."""

    day: Day
    customer: int
    kind: str
    outcome: str
    purpose: str
    mood: str
    incoming: int
    mass: int
    minutes: int


ACTIVITY_COLUMNS = columns(
    "row:row from:day to:day touches done no_answer refused cancelled calls visits messages greetings gifts help mass theirs"
    " purpose_care purpose_business purpose_value purpose_promo purpose_referral mood_good mood_ok mood_bad reached days minutes"
)


def activity(facts: Iterable[Event], ask: Ask, period: Period) -> Report:
    """What was done in a period, by weeks from Monday or, of more than 100 days, by months; a total.

    - touches: all that were noted, by how they went: done, no_answer, refused, cancelled.
    - calls, visits (meetings are visits), messages, greetings, gifts, help: done ones that did not go to many at once;
      mass: done ones that did. Together they are done.
    - theirs, purpose_… and mood_…: of the done ones that did not go to many: what they came with, was for, met with, where noted.
    - reached: customers with a done touch that did not go to many. days: days with any done touch. minutes: noted on done ones.

    The first and the last row are cut off where the period is. Weeks without a touch have a row of nothing.
    """
    events = list(facts)
    if not events:
        return Report(ACTIVITY_COLUMNS, [])
    spans = _spans(period)
    parts: list[list[Event]] = [[] for _ in spans]
    place = {day: at for at, span in enumerate(spans) for day in range(span.first, span.last + 1)}
    for event in events:
        parts[place[event.day]].append(event)
    name = "week" if _weekly(period) else "month"
    rows = [_activity_row(name, span, part) for span, part in zip(spans, parts, strict=True)]
    return Report(ACTIVITY_COLUMNS, [*rows, _activity_row("total", period, events)], totals=1)


def _weekly(period: Period) -> bool:
    return period.last - period.first < BY_WEEK


def _spans(period: Period) -> list[Period]:
    """The weeks or months of a period, the first and the last cut off at its ends."""
    spans, start = [], period.first
    while start <= period.last:
        day = date.fromordinal(start)
        end = start + 6 - day.weekday() if _weekly(period) else add_months(start - day.day + 1, 1) - 1
        spans.append(Period(start, min(end, period.last)))
        start = end + 1
    return spans


def _activity_row(name: str, span: Period, events: Sequence[Event]) -> tuple[Any, ...]:
    outcomes = Counter(event.outcome for event in events)
    done = [event for event in events if event.outcome == "done"]
    mine = [event for event in done if not event.mass]
    kinds = Counter("visit" if event.kind in MET else event.kind for event in mine)
    purposes, moods = Counter(event.purpose for event in mine), Counter(event.mood for event in mine)
    return (
        name, span.first, span.last, len(events), *(outcomes[key] for key in ("done", "no-answer", "refused", "cancelled")),
        *(kinds[key] for key in ("call", "visit", "message", "greeting", "gift", "help")), len(done) - len(mine),
        sum(event.incoming for event in mine),
        *(purposes[key] for key in ("care", "business", "value", "promo", "referral")), *(moods[key] for key in ("good", "ok", "bad")),
        len({event.customer for event in mine}), len({event.day for event in done}), sum(event.minutes for event in done),
    )  # fmt: skip


class Giving(NamedTuple):
    """What went to and came from one customer in one calendar year, up to the period's last day; costs in fen."""

    customer: str
    customer_id: int
    tier: str
    year: int
    gifts: int  # of the period, mine
    received: int  # of the period, theirs
    cost: int  # of the period, mine
    cost_year: int  # of the whole year, mine


GIFT_COLUMNS = columns(
    "row:row year:id customer:text customer_id:id tier:tier customers gifts received cost:money cost_year:money ceiling:money"
    " ceiling_share:share over"
)


def gifts(facts: Iterable[Giving], ask: Ask, period: Period) -> Report:
    """What was given in a period, by customer and by tier, next to what the tier's ceiling allows in a year; a total.

    - A gift is a done touch of that kind, or one that brought a gift. gifts and cost: mine, in the period; received: theirs.
    - cost_year: what my gifts cost from 1 January of the row's year through the period's last day. ceiling: the tier's
      `gift_ceiling`; ceiling_share: of it; over: whether, and on the other rows how many customers, cost more.
    - customers: those with a gift of mine in the period. A period over several years has rows for each.

    The rows of customers come first, a year's most used ceilings on top; the other rows add them up.
    """
    everyone = list(facts)
    found = [(one, ask.policy.tiers.get(one.tier) or ask.policy.tiers[ask.policy.default_tier]) for one in everyone]
    ceilings = {(one.customer_id, one.year): tier.gift_ceiling for one, tier in found}
    everyone.sort(key=lambda one: (-one.year, -_used(one, ceilings), -one.cost, one.customer))
    rows = [_gift_row("customer", [one], ceilings, one.customer, one.customer_id, one.tier) for one in everyone]
    for year in dict.fromkeys(one.year for one in everyone):
        of_year = [one for one in everyone if one.year == year]
        for tier in in_order(ask.policy.tiers, {one.tier for one in of_year}):
            rows.append(_gift_row("tier", [one for one in of_year if one.tier == tier], ceilings, None, None, tier))
    if rows:
        rows.append(_gift_row("total", everyone, ceilings, None, None, "total"))
    return Report(GIFT_COLUMNS, rows, totals=min(1, len(rows)))


def _used(one: Giving, ceilings: dict[tuple[int, int], int]) -> float:
    """How much of the ceiling a year's gifts cost; more than can be where nothing is allowed."""
    ceiling = ceilings[one.customer_id, one.year]
    return one.cost_year / ceiling if ceiling else float(one.cost_year)


def _gift_row(
    name: str, some: Sequence[Giving], ceilings: dict[tuple[int, int], int], customer: str | None, number: int | None, tier: str
) -> tuple[Any, ...]:
    year, ceiling = sum(one.cost_year for one in some), sum(ceilings[one.customer_id, one.year] for one in some)
    return (
        name, some[0].year if len({one.year for one in some}) == 1 else None, customer, number, tier,
        len({one.customer_id for one in some if one.gifts}), sum(one.gifts for one in some), sum(one.received for one in some),
        sum(one.cost for one in some), year, ceiling, share(year, ceiling),
        sum(one.cost_year > ceilings[one.customer_id, one.year] for one in some),
    )  # fmt: skip
