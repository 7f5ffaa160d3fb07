"""The rule book: every rule by name, and `due`, which asks them all.

A rule is a pure function of one customer's facts and the question (policy, calendar, day). It returns its next
items whether or not they are due; `due` keeps those that stand on the day asked and are not held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from repbook.rules import cadence, dates, trade
from repbook.rules.asking import Ask
from repbook.rules.folding import fold, in_order
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
    asks = [ask.on(ask.day + k) if k else ask for k in range(days + 1)]
    lines: list[Line] = []
    held: list[HeldItem] = []
    for account in accounts:
        shown, kept = _shown(account, asks)
        if shown:
            lines.append(fold(account, shown, ask))
        held += kept
    return Answer(in_order(lines, ask), held)


def _shown(account: Account, asks: list[Ask]) -> tuple[list[Item], list[HeldItem]]:
    """A customer's shown and held items over one or several days, each as on its first day."""
    shown: dict[object, Item] = {}
    held: dict[object, HeldItem] = {}
    for ask in asks:
        for item in _standing(account, ask):
            name = (item.rule, item.contact, item.occasion, item.due)
            if name in shown:
                continue
            holds = held_by(account, item, ask)
            if holds:
                held.setdefault(name, HeldItem(account, item, holds))
            else:
                shown[name] = item
                held.pop(name, None)
    return list(shown.values()), list(held.values())


def _standing(account: Account, ask: Ask) -> Iterator[Item]:
    """The items to be shown on the day asked, held or not, with their days overdue."""
    for item in items_of(account, ask):
        if item.open_on(ask.day):
            late = item.overdue(ask.day)
            yield item._replace(overdue_days=late) if late else item
