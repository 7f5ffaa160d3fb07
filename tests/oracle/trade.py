"""What orders, people and stock ask for."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil
from statistics import median
from typing import Any

from tests.oracle import days, settling
from tests.oracle.care import gone
from tests.oracle.item import Asked, Item


def rhythm(ask: Asked) -> int:
    """g: the median gap between order days, .5 rounded up, at least 7; 0 with too few order days."""
    on = ask.c.order_days
    if len(on) < ask.policy.order_days_min:
        return 0
    return max(7, days.half_up(median(Fraction(gap) for gap in days.gaps(on))))


def silence(ask: Asked) -> int:
    """S: the day from which a customer is dormant."""
    return ask.c.order_days[-1] + max(3 * rhythm(ask), ask.policy.silent_days)


def _call_since(ask: Asked, first: int) -> bool:
    return settling.call_or_visit(ask.c, first, ask.t)


def after_sale(ask: Asked) -> Iterator[Item]:
    on = ask.c.order_days
    starts = on[:1] + [later for earlier, later in pairwise(on) if later - earlier >= ask.policy.after_sale_gap]
    if starts:
        o = starts[-1]
        due = o + ask.policy.after_sale_days
        yield Item(
            "after-sale",
            ask.call(),
            2,
            due,
            due,
            due + 30,
            settled=settling.call_or_visit(ask.c, min(o + 4, due), ask.t, dated=("after-sale",)),
        )


def service_visit(ask: Asked) -> Iterator[Item]:
    serviced = [order for order in ask.c.orders if order["service_every"] is not None]
    for product in {order["product"] for order in serviced}:
        last = max(order["on_day"] for order in serviced if order["product"] == product)
        k = min(order["service_every"] for order in serviced if order["product"] == product and order["on_day"] == last)
        i = 1
        while days.months_after(last, (i + 1) * k) - 7 <= ask.t:
            i += 1
        d = days.months_after(last, i * k)
        settled = settling.visit(ask.c, d - 7, ask.t) or settling.meant(ask.c, ("service-visit",), d - 7, ask.t)
        yield Item("service-visit", "visit", 2, d - 7, d, occasion=product, settled=settled)


def reorder(ask: Asked) -> Iterator[Item]:
    g = rhythm(ask)
    if g:
        last = ask.c.order_days[-1]
        start = last + g - min(3, g // 5)
        yield Item("reorder", ask.call(), 3, start, last + g, last + ceil(Fraction(3 * g, 2)) - 1, settled=_call_since(ask, start), per=g)


def at_risk(ask: Asked) -> Iterator[Item]:
    g = rhythm(ask)
    if g:
        start = ask.c.order_days[-1] + ceil(Fraction(3 * g, 2))
        yield Item("at-risk", ask.call(), ask.tier.at_risk_class, start, start, silence(ask) - 1, settled=_call_since(ask, start), per=g)


def second_order(ask: Asked) -> Iterator[Item]:
    if len(ask.c.order_days) == 1:
        start = ask.c.order_days[0] + ask.policy.second_order_days
        yield Item("second-order", ask.call(), 4, start, start, silence(ask) - 1, settled=_call_since(ask, start))


def win_back(ask: Asked) -> Iterator[Item]:
    if not ask.c.order_days:
        return
    s = silence(ask)
    for number, start, until in (("1", s, s + 29), ("2", s + 30, s + 89), ("3", s + 90, s + 119)):
        yield Item("win-back", ask.call(), 3, start, start, until, number, settled=_call_since(ask, start))
    task = s + 120
    yield Item("win-back", "task", 3, task, task, s + 180, "task", settled=settling.meant(ask.c, ("win-back",), task, ask.t))


def referral_ask(ask: Asked) -> Iterator[Item]:
    on = ask.c.order_days
    if len(on) < 3 or _mood(ask) == "bad":
        return
    asked = [touch.day for touch in ask.c.touches if settling.counts(touch) and touch.purpose == "referral"]
    start = max([on[2], *(day + ask.policy.referral_every for day in asked)])
    yield Item("referral-ask", "point", 4, start, start, on[-1] + ask.policy.referral_recent)


def _mood(ask: Asked) -> str:
    """The mood of the last done touch that has one; of several on its day the worst."""
    moods = [touch for touch in ask.c.touches if touch.done and touch.mood]
    last = max((touch.day for touch in moods), default=0)
    return min((touch.mood for touch in moods if touch.day == last), key=("bad", "ok", "good").index, default="")


def _there(ask: Asked) -> list[dict[str, Any]]:
    return [person for person in ask.c.contacts if not gone(person, ask.t)]


def _unheld(ask: Asked) -> list[str]:
    held = {person["role"] for person in _there(ask)}
    return [role for role in ask.tier.roles if role not in held]


def role_gap(ask: Asked) -> Iterator[Item]:
    if not ask.tier.roles:
        return
    handed = {item.occasion for item, gone_on in _handovers(ask) if gone_on <= ask.t <= item.until}
    missing = set(_unheld(ask)) - handed
    start = ask.c.base + ask.policy.role_gap_days
    yield Item("role-gap", "point", 4, start, start, settled=not missing and len(_there(ask)) >= 2)


def role_cold(ask: Asked) -> Iterator[Item]:
    for role in ask.tier.roles:
        holders = {person["id"] for person in _there(ask) if person["role"] == role}
        if not holders:
            continue
        last = [touch.day for touch in ask.c.touches if settling.counts(touch) and (not touch.contacts or touch.contacts & holders)]
        start = max(last, default=ask.c.base) + ask.policy.role_cold_days
        yield Item("role-cold", "point", 4, start, start, occasion=role)


def new_contact(ask: Asked) -> Iterator[Item]:
    for person in _there(ask):
        joined, number = person["joined"], person["id"]
        if joined is None or ask.c.row["added_on"] >= max(joined, person["added_on"]):
            continue
        settled = any(settling.counts(touch) and number in touch.contacts for touch in ask.c.touches)
        due = days.working_days_after(ask.policy, joined, 7)
        yield Item("new-contact", "visit", 2, joined, due, joined + 30, contact=number, settled=settled)


def handover(ask: Asked) -> Iterator[Item]:
    return (item for item, _ in _handovers(ask))


def _handovers(ask: Asked) -> Iterator[tuple[Item, int]]:
    """The handovers, settled or not, with the day on which the last holder left."""
    for role in _unheld(ask):
        holders = [person for person in ask.c.contacts if person["role"] == role and gone(person, ask.t)]
        if holders:
            last = max(holders, key=lambda person: (person["left_on"], person["id"]))
            start = days.workday(ask.policy, last["left_on"])
            settled = settling.call_or_visit(ask.c, start, ask.t, last["id"])
            yield Item("handover", ask.call(last["id"]), 1, start, start, start + 30, role, last["id"], settled), last["left_on"]


def stock_low(ask: Asked) -> Iterator[Item]:
    for product in {row["product"] for row in ask.c.readings}:
        rows = sorted((row for row in ask.c.readings if row["product"] == product), key=lambda row: (row["on_day"], row["id"]))
        day = rows[-1]["on_day"]
        start = day if _low(rows) else _running_out(ask, product, rows)
        if start is not None:
            settled = any(order["product"] in ("", product) and order["on_day"] >= day for order in ask.c.orders)
            yield Item("stock-low", "visit", 2, start, start, start + 60, product, settled=settled)


def _low(rows: list[dict[str, Any]]) -> bool:
    levels = [row["reorder_at"] for row in rows if row["reorder_at"] is not None]
    return bool(levels) and rows[-1]["quantity"] <= levels[-1]


def _running_out(ask: Asked, product: str, rows: list[dict[str, Any]]) -> int | None:
    """The later of the reading's day and a week before the shelf is empty, as fast as it emptied since the reading before."""
    d2, q2 = rows[-1]["on_day"], rows[-1]["quantity"]
    before = [row for row in rows if row["on_day"] < d2]
    if not before:
        return None
    d1 = before[-1]["on_day"]
    brought = [order["quantity"] for order in ask.c.orders if order["product"] == product and d1 < order["on_day"] <= d2]
    if None in brought:
        return None
    used = before[-1]["quantity"] + sum(brought, Decimal(0)) - q2
    return max(d2, d2 + int(q2 * (d2 - d1) // used) - ask.policy.stock_lead) if used > 0 else None


def profile_stale(ask: Asked) -> Iterator[Item]:
    start = ask.c.row["edited_on"] + ask.policy.profile_stale_days
    yield Item("profile-stale", "point", 4, start, start)
