"""The trade itself: who should have ordered again, who fell silent, and whether the goods pleased."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from repbook.rules.asking import Ask, call_action, call_since, done, visit_since
from repbook.terms import NO_END, Account, Day, Item, Reading, Said


def reorder(account: Account, ask: Ask) -> Iterable[Item]:
    """A customer with a rhythm of orders is called a little before the next one would come.

    The rhythm g is the median gap between order days. Shown from min(3, g ÷ 5) days before the next order would be
    due until half a rhythm after; settled by an order, or a call or visit since it showed.
    """
    g = ask.rhythm(account)
    if not g:
        return ()
    last = account.order_days[-1]
    start, until = last + g - min(3, g // 5), last + (3 * g + 1) // 2 - 1
    if ask.skips(start, until):
        return ()
    reason = Said("reason.reorder", {"g": g, "last": last, "n": ask.day - last})
    return (_item(account, ask, "reorder", 3, start, last + g, until, reason, g),)


def at_risk(account: Account, ask: Ask) -> Iterable[Item]:
    """A customer whose silence has grown to one and a half times its rhythm is called before it is gone.

    Its class is the tier's `at_risk_class`. Shown until the customer counts as silent; settled by an order, or a
    call or visit since it showed.
    """
    g = ask.rhythm(account)
    if not g:
        return ()
    last = account.order_days[-1]
    start, until = last + (3 * g + 1) // 2, silent_from(account, ask) - 1
    if ask.skips(start, until):
        return ()
    reason = Said("reason.at-risk", {"g": g, "n": ask.day - last})
    return (_item(account, ask, "at-risk", ask.tier(account).at_risk_class, start, start, until, reason, g),)


def second_order(account: Account, ask: Ask) -> Iterable[Item]:
    """A customer with exactly one order day is called after `second_order_days` about a second one.

    Settled by an order, or a call or visit since it showed.
    """
    if len(account.order_days) != 1:
        return ()
    last = account.order_days[0]
    start, until = last + ask.policy.second_order_days, silent_from(account, ask) - 1
    if ask.skips(start, until):
        return ()
    reason = Said("reason.second-order", {"last": last, "n": ask.day - last})
    return (_item(account, ask, "second-order", 4, start, start, until, reason, 1),)


def after_sale(account: Account, ask: Ask) -> Iterable[Item]:
    """A week after a first order, or after one that broke a silence of `after_sale_gap` days, ask how the goods do.

    Shown for thirty days; settled by a call or visit since four days after the order.
    """
    order = _fresh_order(account, ask.policy.after_sale_gap, ask.day - ask.policy.after_sale_days - 30 if ask.brisk else 1)
    if order is None:
        return ()
    due = order + ask.policy.after_sale_days
    until = due + AFTER_SALE_SHOWN
    if ask.skips(due, until):
        return ()
    reason = Said("reason.after-sale", {"day": order, "n": ask.day - order})
    settled = call_since(account, min(order + AFTER_SALE_EARLY, due), "after-sale")
    steps = (
        (Said("why.fresh_order", {"day": order, "gap": ask.policy.after_sale_gap}), Said("why.window", {"start": due, "until": until}))
        if ask.explain
        else ()
    )
    return (Item("after-sale", call_action(account), due, due, until, 2, reason, settled=settled, steps=steps),)


AFTER_SALE_EARLY = 4
"""A call so many days after the order is about the goods already."""

AFTER_SALE_SHOWN = 30
"""For so many days the call after a sale makes sense."""


def service_visit(account: Account, ask: Ask) -> Iterable[Item]:
    """What was sold with a service interval is looked at every so many months, one visit a product.

    Counted from the latest order of the product that has an interval; shown a week ahead; settled by a visit since
    then, or by a touch `--for service-visit`.
    """
    for product, (order, months) in _serviced(account).items():
        day = _service_day(order, months, ask.day + SERVICE_EARLY)
        start = day - SERVICE_EARLY
        if ask.skips(start, NO_END):
            continue
        named = (t.day for t in done(account.touches) if t.meant_for == "service-visit" and t.day >= start)
        visited = visit_since(account, start)
        settled = visited if visited is not None else next(named, None)
        reason = Said("reason.service-visit", {"product": product, "months": months, "day": day})
        steps = (
            (Said("why.serviced", {"product": product, "day": order, "months": months}), Said("why.deadline", {"day": day}))
            if ask.explain
            else ()
        )
        yield Item("service-visit", "visit", start, day, NO_END, 2, reason, occasion=product, settled=settled, steps=steps)


SERVICE_EARLY = 7
"""A service visit shows this many days ahead."""


def _serviced(account: Account) -> dict[str, tuple[Day, int]]:
    """For each product the day of its latest order with a service interval, and the shortest interval of that day."""
    found: dict[str, tuple[Day, int]] = {}
    for one in account.purchases:
        if one.service_every is not None:
            day, months = found.get(one.product, (0, 0))
            if one.day > day or (one.day == day and one.service_every < months):
                found[one.product] = (one.day, one.service_every)
    return found


def _service_day(order: Day, months: int, latest: Day) -> Day:
    """The last service day on or before `latest`, else the first one; counted from the order each time."""
    from repbook.calendar.dates import add_months

    end = date.fromordinal(min(latest, NO_END))
    days = end.year * 12 + end.month
    start = date.fromordinal(order).year * 12 + date.fromordinal(order).month
    count = max(1, (days - start) // months)
    while count > 1 and add_months(order, count * months) > latest:
        count -= 1
    return add_months(order, count * months)


WIN_BACK = (("1", 0, 29), ("2", 30, 89), ("3", 90, 119), ("task", 120, 180))
"""The stages of winning a silent customer back: name, first and last day counted from S."""


def win_back(account: Account, ask: Ask) -> Iterable[Item]:
    """A customer gone silent is called three times over four months; then decide: let rest, or keep trying?

    Each attempt is settled by a call or visit since it showed, the last question by the status lost or a touch
    `--for win-back`; an order ends all.
    """
    if not account.order_days:
        return ()
    silent = silent_from(account, ask)
    if ask.skips(silent, NO_END):
        return ()
    stage = next((s for s in WIN_BACK if ask.day <= silent + s[2]), None)
    if stage is None or ask.skips(silent + stage[1], silent + stage[2]):
        return ()
    name, first, last = stage
    start, task = silent + first, name == "task"
    named = (t.day for t in done(account.touches) if t.meant_for == "win-back" and t.day >= start)
    settled = next(named, None) if task else call_since(account, start)
    reason = Said("reason.win-back_task" if task else "reason.win-back", {"n": ask.day - account.order_days[-1], "stage": name})
    steps = (Said("why.silent_from", {"day": silent}), Said("why.window", {"start": start, "until": silent + last})) if ask.explain else ()
    action = "task" if task else call_action(account)
    return (Item("win-back", action, start, start, silent + last, 3, reason, occasion=name, settled=settled, steps=steps),)


def referral_ask(account: Account, ask: Ask) -> Iterable[Item]:
    """A customer with three order days or more and no bad mood is asked who else might buy, twice a year at most.

    A point of the line: it asks for no touch of its own. Put off by any touch with the purpose `referral`.
    """
    days = account.order_days
    if len(days) < REFERRAL_ORDERS or _last_mood(account) == "bad":
        return ()
    asked = max((t.day for t in done([t for t in account.touches if t.purpose == "referral"])), default=None)
    third = days[REFERRAL_ORDERS - 1]
    start = third if asked is None else max(third, asked + ask.policy.referral_every)
    until = days[-1] + ask.policy.referral_recent
    steps = (Said("why.window", {"start": start, "until": until}),) if ask.explain else ()
    return (Item("referral-ask", "point", start, start, until, 4, Said("reason.referral-ask", {"n": len(days)}), steps=steps),)


REFERRAL_ORDERS = 3
"""Who has ordered on so many days may be asked for others."""


def _last_mood(account: Account) -> str:
    """The mood of the last done touch that has one; of several on its day the worst."""
    moods = [(t.day, t.mood) for t in account.touches if t.mood and t.outcome == "done"]
    if not moods:
        return ""
    last = max(moods)[0]
    worst = {mood for day, mood in moods if day == last}
    return next((mood for mood in ("bad", "ok", "good") if mood in worst), "")


STOCK_UNTIL = 60
"""A low stock is worth a visit for so many days."""


def stock_low(account: Account, ask: Ask) -> Iterable[Item]:
    """A product at or under its reorder level, or about to run out by its use between two readings, wants a visit.

    The level is the last one given for the product. Settled by a newer reading that is not low, or by an order of
    the product, or of none, since the reading's day.
    """
    for product in dict.fromkeys(reading.product for reading in account.readings):
        found = _low(account, ask, product)
        if found is not None:
            start, reading, run_out = found
            settled = next((o.day for o in account.purchases if o.product in (product, "") and o.day >= reading.day), None)
            key = "reason.stock-low" if run_out is None else "reason.stock-out"
            reason = Said(key, {"product": product, "quantity": f"{reading.quantity:f}", "day": reading.day, "run_out": run_out})
            steps = _counted(account, reading, start) if ask.explain else ()
            yield Item("stock-low", "visit", start, start, start + STOCK_UNTIL, 2, reason, occasion=product, settled=settled, steps=steps)


def _counted(account: Account, reading: Reading, start: Day) -> tuple[Said, ...]:
    """The last reading, the level at which the product is reordered where one was given, and how long that shows."""
    level = _level(account, reading.product, reading.day)
    known = () if level is None else (Said("why.reorder_at", {"quantity": f"{level:f}"}),)
    read = Said("why.reading", {"product": reading.product, "quantity": f"{reading.quantity:f}", "day": reading.day})
    return read, *known, Said("why.window", {"start": start, "until": start + STOCK_UNTIL})


def _low(account: Account, ask: Ask, product: str) -> tuple[Day, Reading, Day | None] | None:
    """The day the item shows, the last reading, and the day the stock runs out where that is the reason."""
    by_day = {reading.day: reading for reading in account.readings if reading.product == product}
    *before, last = (by_day[day] for day in sorted(by_day))
    level = _level(account, product, last.day)
    if level is not None and last.quantity <= level:
        return last.day, last, None
    run_out = _run_out(account, before[-1], last) if before else None
    return None if run_out is None else (max(last.day, run_out - ask.policy.stock_lead), last, run_out)


def _level(account: Account, product: str, day: Day) -> Decimal | None:
    """The reorder level last given for a product on or before a day; of one day the one entered last."""
    given = [
        (r.day, at, r.reorder_at)
        for at, r in enumerate(account.readings)
        if r.product == product and r.reorder_at is not None and r.day <= day
    ]
    return max(given)[2] if given else None


def _run_out(account: Account, first: Reading, last: Reading) -> Day | None:
    """The day a product runs out by what was used between two readings; None when that cannot be known."""
    bought = [o.quantity for o in account.purchases if o.product == first.product and first.day < o.day <= last.day]
    if any(quantity is None for quantity in bought):
        return None
    used = first.quantity + sum((q for q in bought if q is not None), Decimal(0)) - last.quantity
    return last.day + int(last.quantity * (last.day - first.day) // used) if used > 0 else None


def silent_from(account: Account, ask: Ask) -> Day:
    """S: the day from which a customer counts as silent: three rhythms, at least `silent_days`, after the last order."""
    return account.order_days[-1] + max(3 * ask.rhythm(account), ask.policy.silent_days)


def _fresh_order(account: Account, gap: int, since: Day) -> Day | None:
    """The latest order day that is the first or comes `gap` days or more after the one before; None when it is before `since`."""
    days = account.order_days
    for at in range(len(days) - 1, -1, -1):
        if days[at] < since:
            return None
        if at == 0 or days[at] - days[at - 1] >= gap:
            return days[at]
    return None


def _item(account: Account, ask: Ask, rule: str, cls: int, start: Day, due: Day, until: Day, reason: Said, unit: int) -> Item:
    """An item about orders, settled by a call or visit since it showed."""
    steps: tuple[Said, ...] = ()
    if ask.explain:
        days = account.order_days
        rhythm = Said("why.rhythm", {"g": ask.rhythm(account), "n": len(days), "last": days[-1]})
        steps = (rhythm, Said("why.window", {"start": start, "until": until}))
    return Item(rule, call_action(account), start, due, until, cls, reason, settled=call_since(account, start), unit=unit, steps=steps)
