"""The rule book: every rule by name, and `due`, which asks them all.

A rule is a pure function of one customer's facts and the question (policy, calendar, day). It returns its next
items whether or not they are due; `due` keeps those that stand on the day asked and are not held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from repbook.rules import cadence, care, commitments, dates, people, trade
from repbook.rules.asking import Ask
from repbook.rules.coming import Coming, coming
from repbook.rules.folding import Place, fold, held_in_order, held_place, in_order, place, with_points
from repbook.rules.holds import held_by, rests
from repbook.terms import NO_END, Account, Answer, HeldItem, Item, Line

__all__ = [
    "RULES", "Ask", "Coming", "Place", "Rule", "add_points", "coming", "due", "held_by", "held_in_order", "held_place", "in_order",
    "items_of", "place", "rests",
]  # fmt: skip


class Rule(NamedTuple):
    """A rule: its name in the user's words, the function whose docstring explains it, and whether it is only a point.

    A point has no line of its own: it rides on a line that something else brought up. Without facts in the field of
    the account that it `needs` a rule has nothing to say and need not be asked, nor on a day on which it `rests` for all.
    """

    name: str
    function: Callable[[Account, Ask], Iterable[Item]]
    needs: str = ""
    point: bool = False
    rests: Callable[[Ask], bool] | None = None


RULES: tuple[Rule, ...] = (
    Rule("care-call", cadence.care_call),
    Rule("care-visit", cadence.care_visit),
    Rule("festival-greeting", dates.festival_greeting, rests=dates.no_festival),
    Rule("festival-gift", dates.festival_gift, rests=dates.no_gift_festival),
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

Asked = Sequence[tuple[int, Sequence[Callable[[Account, Ask], Iterable[Item]]]]]

_ALWAYS = Account._fields.index("id")  # a field that is never empty


def _asked(ask: Ask, point: bool) -> Asked:
    """The rules that give lines, or points, and have something to say to somebody on the day, by the field that they need."""
    by_field: dict[int, list[Callable[[Account, Ask], Iterable[Item]]]] = {}
    for rule in RULES:
        if rule.point == point and not (rule.rests and rule.rests(ask)):
            by_field.setdefault(Account._fields.index(rule.needs) if rule.needs else _ALWAYS, []).append(rule.function)
    return list(by_field.items())


class _Day(NamedTuple):
    """A day asked about, with the rules that give lines on it and those that give points."""

    ask: Ask
    lines: Asked
    points: Asked


def _day(ask: Ask, points: bool = True) -> _Day:
    return _Day(ask, _asked(ask, False), _asked(ask, True) if points else ())


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
    asked = [_day(ask.briskly().on(day), points) for day in range(ask.day, min(ask.day + days, NO_END) + 1)]
    lines: list[Line] = []
    held: list[HeldItem] = []
    for account in accounts:
        shown, kept = _over_days(account, asked) if days else _on_day(account, asked[0])
        if shown:
            lines.append(fold(account, shown, ask))
        held += kept
    return Answer(in_order(lines, ask), held_in_order(held, ask))


def add_points(answer: Answer, known: Iterable[Account], ask: Ask) -> Answer:
    """The answer of one day with the points of the lines of these customers, of whom all is known."""
    day = _day(ask.briskly())
    points: dict[int, list[Item]] = {}
    held: list[HeldItem] = []
    for account in known:
        shown: list[Item] = []
        _sort_out(account, day.ask, day.points, shown, held)
        if shown:
            points[account.id] = shown
    lines = [with_points(line, points[line.account.id]) if line.account.id in points else line for line in answer.lines]
    return answer._replace(lines=lines, held=held_in_order(answer.held + held, ask) if held else answer.held)


def _on_day(account: Account, day: _Day) -> tuple[list[Item], list[HeldItem]]:
    """A customer's items that stand on the day, shown or held, with their days overdue."""
    shown: list[Item] = []
    held: list[HeldItem] = []
    if account.archived or account.status == "lost" or day.ask.day < account.first_known:
        return shown, held
    _sort_out(account, day.ask, day.lines, shown, held)
    if shown and day.points:
        _sort_out(account, day.ask, day.points, shown, held)
    return shown, held


def _sort_out(account: Account, ask: Ask, rules: Asked, shown: list[Item], held: list[HeldItem]) -> None:
    for needs, functions in rules:
        if account[needs]:
            for function in functions:
                found = function(account, ask)
                if found:
                    _sort_in(found, account, ask, shown, held)


def _sort_in(found: Iterable[Item], account: Account, ask: Ask, shown: list[Item], held: list[HeldItem]) -> None:
    """Put the items that stand with those that are shown, or with those that are held."""
    day = ask.day
    for item in found:
        if item.settled is not None or not item.start <= day <= item.until:
            continue
        if item.due < day and item.action != "point":
            item = Item._make((*item[:-1], day - item.due))  # overdue_days is the last field
        holds = held_by(account, item, ask)
        if holds:
            held.append(HeldItem(account, item, holds))
        else:
            shown.append(item)


def _over_days(account: Account, asked: list[_Day]) -> tuple[list[Item], list[HeldItem]]:
    """The same over several days, each item once, as on the first day on which it is shown, else held."""
    shown: dict[object, Item] = {}
    held: dict[object, HeldItem] = {}
    for day in asked:
        now, kept = _on_day(account, day)
        for item in now:
            shown.setdefault(_identity(item), item if day is asked[0] else dates.from_afar(item))
        for one in kept:
            held.setdefault(_identity(one.item), one)
    return list(shown.values()), [one for name, one in held.items() if name not in shown]


def _identity(item: Item) -> object:
    """What makes two answers of different days the same item."""
    return (item.rule, item.contact, item.occasion, item.due)
