"""Holds, folding and order: what `due --held` says of a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from tests.oracle import care, duties, settling, trade
from tests.oracle.facts import Book, Customer, first_known, known
from tests.oracle.item import Asked, Item

Rule = Callable[[Asked], Iterator[Item]]

RULES: tuple[Rule, ...] = (
    care.care_call, care.care_visit, care.festival_greeting, care.festival_gift, care.birthday, care.anniversary, care.event,
    duties.condolence, duties.condolence_check, duties.area_alert, duties.promise, duties.complaint_answer, duties.complaint_solve,
    duties.complaint_check, duties.first_follow_up, trade.after_sale, trade.service_visit, trade.reorder, trade.at_risk,
    trade.second_order, trade.win_back, trade.referral_ask, trade.role_gap, trade.role_cold, trade.new_contact, trade.handover,
    trade.stock_low, trade.profile_stale,
)  # fmt: skip

MOURNED = ("festival-greeting", "festival-gift", "birthday", "anniversary", "event", "reorder", "at-risk", "referral-ask", "second-order",
           "win-back")  # fmt: skip
UNSOLVED = ("reorder", "referral-ask", "second-order", "win-back")
STRONGEST = ("visit", "call", "message", "greeting", "task")


@dataclass
class Line:
    customer: Customer
    items: list[Item]
    action: str
    cls: int
    late: Fraction
    tried: bool


@dataclass
class Held:
    customer: Customer
    item: Item
    by: list[str]


def open_items(ask: Asked) -> list[Item]:
    """The items that would show on the day asked if nothing held them."""
    row = ask.c.row
    if row["archived_on"] is not None or row["status"] == "lost" or ask.t < first_known(ask.c):
        return []
    found = [item for rule in RULES for item in rule(ask) if item.start <= ask.t <= item.until and not item.settled]
    return [replace(item, overdue=0 if item.action == "point" else max(0, ask.t - item.due)) for item in found]


def holds(ask: Asked, item: Item) -> list[str]:
    """All that hold an item, in the order of the rule book."""
    resting = {
        "snoozed": _snoozed(ask, item),
        "paused": item.cls >= 3 and _paused(ask),
        "mourning": item.rule in MOURNED and _mourning(ask),
        "complaint": item.rule in UNSOLVED and any(duties.solved(one) is None for one in ask.c.complaints),
        "fatigue": item.cls >= 3 and _tired(ask),
        "gap": item.cls == 3 and _just_spoken(ask),
    }
    return [name for name, holding in resting.items() if holding]


def _snoozed(ask: Asked, item: Item) -> bool:
    for rule in ("", item.rule):
        rows = [row for row in ask.c.snoozes if row["rule"] == rule]
        last = max(rows, key=lambda row: (row["set_on"], row["id"]), default=None)
        if last and ask.t < last["until"] and not (rule == "" and item.cls == 1 and item.start > last["set_on"]):
            return True
    return False


def _paused(ask: Asked) -> bool:
    last = max(ask.c.pauses, key=lambda row: (row["set_on"], row["id"]), default=None)
    return last is not None and ask.t < last["until"]


def _mourning(ask: Asked) -> bool:
    dates = [row["on_day"] for row in ask.c.occasions if row["kind"] == "bereavement"]
    return any(on <= ask.t <= on + ask.policy.mourning_days for on in dates)


def _tired(ask: Asked) -> bool:
    mine = [touch for touch in ask.c.touches if touch.done and touch.mine and ask.t - 29 <= touch.day <= ask.t]
    return len(mine) >= ask.tier.max_touches_30d


def _just_spoken(ask: Asked) -> bool:
    return any(touch.done and touch.kind in settling.SPOKEN and touch.day >= ask.t - ask.policy.gap_days for touch in ask.c.touches)


def answer(book: Book, day: int, ahead: int = 0) -> tuple[list[Line], list[Held]]:
    """The lines of a day in their order, each with its items, and what is held back, both in no order of items."""
    lines: list[Line] = []
    held: list[Held] = []
    for customer in book.customers:
        shown, rests = _of_days(customer, book, day, ahead)
        if shown:
            lines.append(_line(known(customer, day, day), shown, day))
        held += [Held(customer, item, by) for item, by in rests]
    tiers = list(book.policy.tiers)
    lines.sort(key=lambda line: (line.cls, tiers.index(line.customer.row["tier"]), -line.late, line.tried, line.customer.row["name"]))
    return lines, held


Rests = list[tuple[Item, list[str]]]


def _of_days(customer: Customer, book: Book, day: int, ahead: int) -> tuple[list[Item], Rests]:
    """What one customer is shown on some of the days, each item as on its first, and what is held on some and shown on none."""
    shown: dict[object, Item] = {}
    rests: dict[object, tuple[Item, list[str]]] = {}
    for t in range(day, day + ahead + 1):
        today, resting = _of_day(Asked(known(customer, day, t), t, book.policy))
        for item in today:
            shown.setdefault(_identity(item), item)
        for item, by in resting:
            rests.setdefault(_identity(item), (item, by))
    return list(shown.values()), [rest for key, rest in rests.items() if key not in shown]


def _identity(item: Item) -> object:
    return item.rule, item.contact, item.occasion, item.start, item.due


def _of_day(ask: Asked) -> tuple[list[Item], Rests]:
    """Shown and held of one day; points, held ones too, only beside an item shown that is none."""
    found = [(item, holds(ask, item)) for item in open_items(ask)]
    if not any(item.action != "point" and not by for item, by in found):
        found = [(item, by) for item, by in found if item.action != "point"]
    return [item for item, by in found if not by], [(item, by) for item, by in found if by]


def _line(c: Customer, items: list[Item], day: int) -> Line:
    actions = [item.action for item in items]
    cls = min(item.cls for item in items)
    late = max(Fraction(item.overdue, item.per) for item in items if item.cls == cls)
    tried = any(not touch.done and touch.day == day for touch in c.touches)
    return Line(c, items, next(action for action in STRONGEST if action in actions), cls, late, tried)
