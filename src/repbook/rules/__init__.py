"""The rule book: every rule by name, and `due`, which asks them all.

A rule is a pure function of one customer's facts and the question (policy, calendar, day). It returns its next
items whether or not they are due; `due` keeps those that stand on the day asked and are not held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from repbook.rules import cadence, dates, trade
from repbook.rules.asking import Ask
from repbook.rules.folding import fold, held_in_order, in_order
from repbook.rules.holds import held_by
from repbook.terms import Account, Answer, HeldItem, Item, Line

__all__ = ["RULES", "Ask", "Rule", "due", "held_by", "items_of"]


class Rule(NamedTuple):
    """A rule: its name in the user's words and the function whose docstring explains it."""

    name: str
    function: Callable[[Account, Ask], Iterable[Item]]


RULES: tuple[Rule, ...] = (
    Rule("care-call", cadence.care_call),
    Rule("care-visit", cadence.care_visit),
    Rule("festival-greeting", dates.festival_greeting),
    Rule("birthday", dates.birthday),
    Rule("after-sale", trade.after_sale),
    Rule("reorder", trade.reorder),
    Rule("at-risk", trade.at_risk),
    Rule("second-order", trade.second_order),
)
"""The rule book, in the order of its table."""


def items_of(account: Account, ask: Ask, rule: str | None = None) -> list[Item]:
    """Every rule's items for a customer, due or not, settled or not; none for an archived or lost one."""
    if account.archived or account.status == "lost" or ask.day < account.first_known:
        return []
    return [item for r in RULES if rule is None or r.name == rule for item in r.function(account, ask)]


def due(accounts: Iterable[Account], ask: Ask, days: int = 0) -> Answer:
    """What stands on the day asked, folded and in order, and what is held back.

    With `days` also what will show on some day up to `days` later if nothing more happens, once each, as on the
    first such day; what is held on every such day is held.
    """
    asks = [ask.briskly().on(ask.day + k) for k in range(days + 1)]
    lines: list[Line] = []
    held: list[HeldItem] = []
    for account in accounts:
        shown, kept = _over_days(account, asks) if days else _on_day(account, asks[0])
        if shown:
            lines.append(fold(account, shown, ask))
        held += kept
    return Answer(in_order(lines, ask), held_in_order(held, ask))


def _on_day(account: Account, ask: Ask) -> tuple[list[Item], list[HeldItem]]:
    """A customer's items that stand on the day, shown or held, with their days overdue."""
    shown: list[Item] = []
    held: list[HeldItem] = []
    day = ask.day
    for item in items_of(account, ask):
        if item.settled is not None or not item.start <= day <= item.until:
            continue
        if item.due < day and item.action != "point":
            item = item._replace(overdue_days=day - item.due)
        holds = held_by(account, item, ask)
        if holds:
            held.append(HeldItem(account, item, holds))
        else:
            shown.append(item)
    return shown, held


def _over_days(account: Account, asks: list[Ask]) -> tuple[list[Item], list[HeldItem]]:
    """The same over several days, each item once, as on the first day on which it is shown, else held."""
    shown: dict[object, Item] = {}
    held: dict[object, HeldItem] = {}
    for ask in asks:
        now, kept = _on_day(account, ask)
        for item in now:
            shown.setdefault(_identity(item), item)
        for one in kept:
            held.setdefault(_identity(one.item), one)
    return list(shown.values()), [one for name, one in held.items() if name not in shown]


def _identity(item: Item) -> object:
    """What makes two answers of different days the same item."""
    return (item.rule, item.contact, item.occasion, item.due)
