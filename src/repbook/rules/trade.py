"""The trade itself: who should have ordered again, who fell silent, and whether the goods pleased."""

from __future__ import annotations

from collections.abc import Iterable

from repbook.rules.asking import Ask, call_action, call_since
from repbook.terms import Account, Day, Item, Said


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
    order = _fresh_order(account, ask.policy.after_sale_gap)
    if order is None:
        return ()
    due = order + ask.policy.after_sale_days
    if ask.skips(due, due + 30):
        return ()
    reason = Said("reason.after-sale", {"day": order, "n": ask.day - order})
    settled = call_since(account, order + 4, "after-sale")
    steps = (Said("why.fresh_order", {"day": order, "gap": ask.policy.after_sale_gap}), Said("why.window", {"start": due, "until": due + 30})) if ask.explain else ()
    return (Item("after-sale", call_action(account), due, due, due + 30, 2, reason, settled=settled, steps=steps),)


def silent_from(account: Account, ask: Ask) -> Day:
    """S: the day from which a customer counts as silent: three rhythms, at least `silent_days`, after the last order."""
    return account.order_days[-1] + max(3 * ask.rhythm(account), ask.policy.silent_days)


def _fresh_order(account: Account, gap: int) -> Day | None:
    days = account.order_days
    for at in range(len(days) - 1, 0, -1):
        if days[at] - days[at - 1] >= gap:
            return days[at]
    return days[0] if days else None


def _item(account: Account, ask: Ask, rule: str, cls: int, start: Day, due: Day, until: Day, reason: Said, unit: int) -> Item:
    """An item about orders, settled by a call or visit since it showed."""
    steps: tuple[Said, ...] = ()
    if ask.explain:
        days = account.order_days
        rhythm = Said("why.rhythm", {"g": ask.rhythm(account), "n": len(days), "last": days[-1]})
        steps = (rhythm, Said("why.window", {"start": start, "until": until}))
    return Item(rule, call_action(account), start, due, until, cls, reason, settled=call_since(account, start), unit=unit, steps=steps)
