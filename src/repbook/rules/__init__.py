"""The rule book: every rule by name, and `due`, which asks them all.

A rule is a pure function of one customer's facts and the question (policy, calendar, day). It returns its next
items whether or not they are due; `due` keeps those that stand on the day asked and are not held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from repbook.rules import cadence, care, commitments, dates, people, trade
from repbook.rules.asking import Ask
from repbook.rules.coming import Coming, coming
from repbook.rules.folding import fold, held_in_order, in_order, with_items
from repbook.rules.holds import held_by, rests
from repbook.terms import NO_END, Account, Answer, HeldItem, Item, Line

__all__ = ["RULES", "Ask", "Coming", "Rule", "add_points", "coming", "due", "held_by", "held_in_order", "items_of", "rests"]


class Rule(NamedTuple):
    """A rule: its name in the user's words, the function whose docstring explains it, and whether it is only a point.

    A point has no line of its own: it rides on a line that something else brought up. Without facts in the field of
    the account that it `needs` a rule has nothing to say and need not be asked.
    """

    name: str
    function: Callable[[Account, Ask], Iterable[Item]]
    needs: str = ""
    point: bool = False


RULES: tuple[Rule, ...] = (
    Rule("care-call", cadence.care_call),
    Rule("care-visit", cadence.care_visit),
    Rule("festival-greeting", dates.festival_greeting),
    Rule("festival-gift", dates.festival_gift),
    Rule("birthday", dates.birthday, "people"),
    Rule("anniversary", dates.anniversary, "occasions"),
    Rule("event", dates.event, "occasions"),
    Rule("condolence", care.condolence, "occasions"),
    Rule("condolence-check", care.condolence_check, "occasions"),
    Rule("area-alert", care.area_alert, "alerts"),
    Rule("promise", commitments.promise, "promises"),
    Rule("complaint-answer", commitments.complaint_answer, "complaints"),
    Rule("complaint-solve", commitments.complaint_solve, "complaints"),
    Rule("complaint-check", commitments.complaint_check, "complaints"),
    Rule("first-follow-up", care.first_follow_up, "first_touch"),
    Rule("after-sale", trade.after_sale, "order_days"),
    Rule("service-visit", trade.service_visit, "purchases"),
    Rule("reorder", trade.reorder, "order_days"),
    Rule("at-risk", trade.at_risk, "order_days"),
    Rule("second-order", trade.second_order, "order_days"),
    Rule("win-back", trade.win_back, "order_days"),
    Rule("referral-ask", trade.referral_ask, "order_days", point=True),
    Rule("role-gap", people.role_gap, point=True),
    Rule("role-cold", people.role_cold, "people", point=True),
    Rule("new-contact", people.new_contact, "people"),
    Rule("handover", people.handover, "people"),
    Rule("stock-low", trade.stock_low, "readings"),
    Rule("profile-stale", people.profile_stale, point=True),
)
"""The rule book, in the order of its table."""

Asked = tuple[tuple[Callable[[Account, Ask], Iterable[Item]], int], ...]

_ALWAYS = Account._fields.index("id")  # a field that is never empty
_LINES: Asked = tuple((r.function, Account._fields.index(r.needs) if r.needs else _ALWAYS) for r in RULES if not r.point)
_POINTS: Asked = tuple((r.function, Account._fields.index(r.needs) if r.needs else _ALWAYS) for r in RULES if r.point)


def items_of(account: Account, ask: Ask, rule: str | None = None) -> list[Item]:
    """Every rule's items for a customer, due or not, settled or not; none for an archived or lost one."""
    if account.archived or account.status == "lost" or ask.day < account.first_known:
        return []
    return [item for r in RULES if rule is None or r.name == rule for item in r.function(account, ask)]


def due(accounts: Iterable[Account], ask: Ask, days: int = 0, points: bool = True) -> Answer:
    """What stands on the day asked, folded and in order, and what is held back.

    With `days` also what will show on some day up to `days` later if nothing more happens, once each, as on the
    first such day; what is held on every such day is held. Without `points` the points of the lines are left out,
    and so may be what only they read.
    """
    asks = [ask.briskly().on(day) for day in range(ask.day, min(ask.day + days, NO_END) + 1)]
    lines: list[Line] = []
    held: list[HeldItem] = []
    for account in accounts:
        shown, kept = _over_days(account, asks, points) if days else _on_day(account, asks[0], points)
        if shown:
            lines.append(fold(account, shown, ask))
        held += kept
    return Answer(in_order(lines, ask), held_in_order(held, ask))


def add_points(answer: Answer, known: Iterable[Account], ask: Ask) -> Answer:
    """The answer of one day with the points of the lines of these customers, of whom all is known."""
    brisk = ask.briskly()
    points: dict[int, list[Item]] = {}
    held: list[HeldItem] = []
    for account in known:
        shown: list[Item] = []
        _sort_out(account, brisk, _POINTS, shown, held)
        if shown:
            points[account.id] = shown
    lines = [with_items(line, points[line.account.id]) if line.account.id in points else line for line in answer.lines]
    return Answer(lines, held_in_order(answer.held + held, ask) if held else answer.held)


def _on_day(account: Account, ask: Ask, points: bool) -> tuple[list[Item], list[HeldItem]]:
    """A customer's items that stand on the day, shown or held, with their days overdue."""
    shown: list[Item] = []
    held: list[HeldItem] = []
    if account.archived or account.status == "lost" or ask.day < account.first_known:
        return shown, held
    _sort_out(account, ask, _LINES, shown, held)
    if points and shown:
        _sort_out(account, ask, _POINTS, shown, held)
    return shown, held


def _sort_out(account: Account, ask: Ask, rules: Asked, shown: list[Item], held: list[HeldItem]) -> None:
    day = ask.day
    for function, needs in rules:
        if not account[needs]:
            continue
        for item in function(account, ask):
            if item.settled is not None or not item.start <= day <= item.until:
                continue
            if item.due < day and item.action != "point":
                item = Item(*item[:-1], day - item.due)  # overdue_days is the last field
            holds = held_by(account, item, ask)
            if holds:
                held.append(HeldItem(account, item, holds))
            else:
                shown.append(item)


def _over_days(account: Account, asks: list[Ask], points: bool) -> tuple[list[Item], list[HeldItem]]:
    """The same over several days, each item once, as on the first day on which it is shown, else held."""
    shown: dict[object, Item] = {}
    held: dict[object, HeldItem] = {}
    for ask in asks:
        now, kept = _on_day(account, ask, points)
        for item in now:
            shown.setdefault(_identity(item), item if ask is asks[0] else dates.from_afar(item))
        for one in kept:
            held.setdefault(_identity(one.item), one)
    return list(shown.values()), [one for name, one in held.items() if name not in shown]


def _identity(item: Item) -> object:
    """What makes two answers of different days the same item."""
    return (item.rule, item.contact, item.occasion, item.due)
