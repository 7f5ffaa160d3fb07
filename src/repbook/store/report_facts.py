"""The rows that reports read, as facts: one statement each for customers, touches, orders and spacings, in plain SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

from repbook.reports import Customer, Period
from repbook.terms import Account, Day, Spacing, Touch, day_of, iso

_BEFORE = "SELECT max(on_day) FROM touch WHERE customer_id = c.id AND on_day < :first AND outcome = 'done' AND mass = 0"

CUSTOMERS = f"""
SELECT c.id, c.name, c.key, c.tier, c.area, c.since, c.added_on, c.no_calls, c.lost_on,
  CASE WHEN c.status = 'prospect' AND EXISTS (SELECT 1 FROM orders WHERE customer_id = c.id AND on_day <= :today) THEN 'active'
    ELSE c.status END,
  ({_BEFORE}),
  ({_BEFORE} AND (kind = 'call' OR kind = 'visit' OR kind = 'meeting')),
  ({_BEFORE} AND (kind = 'visit' OR kind = 'meeting')),
  CASE WHEN c.no_calls THEN ({_BEFORE} AND kind = 'message' AND incoming = 0) END
FROM customer c WHERE c.archived_on IS NULL ORDER BY c.id
"""

TOUCHES = """
SELECT customer_id, on_day, kind, incoming, mass, coalesce(minutes, 0), coalesce(cost, 0)
FROM touch WHERE on_day BETWEEN :first AND :last AND outcome = 'done' ORDER BY on_day, id
"""

ORDERS = "SELECT customer_id, count(*), sum(amount) FROM orders WHERE on_day BETWEEN :first AND :last GROUP BY customer_id"

SPACINGS = "SELECT customer_id, set_on, factor, until FROM spacing WHERE set_on <= :last ORDER BY set_on, id"

_day = cache(day_of)


class _Spent:
    """A customer's touches while they are gathered, and the minutes and money recorded on those of the period."""

    __slots__ = ("cost", "minutes", "touches")

    def __init__(self, touches: list[Touch]) -> None:
        self.touches, self.minutes, self.cost = touches, 0, 0


def load(db: sqlite3.Connection, period: Period, today: Day) -> list[Customer]:
    """Every customer that is not archived, with the facts of the period as reports want them, by id."""
    days = {"first": iso(period.first), "last": iso(period.last), "today": iso(today)}
    rows = db.execute(CUSTOMERS, days).fetchall()
    spent = {row[0]: _Spent(_before(*row[-4:])) for row in rows}
    for customer, on, kind, incoming, mass, minutes, cost in db.execute(TOUCHES, days):
        if customer in spent:
            of = spent[customer]
            of.touches.append(Touch(_day(on), kind, "done", (), bool(incoming), bool(mass)))
            of.minutes += minutes
            of.cost += cost
    orders = {customer: (count, amount) for customer, count, amount in db.execute(ORDERS, days)}
    spacings = _spacings(db, days)
    found = []
    for number, name, key, tier, area, since, added, no_calls, lost, status, *_ in rows:
        of, since = spent[number], _day(since)
        account = Account(number, name, key, tier, area, status, since, _day(added), since, bool(no_calls),
                          touches=of.touches, spacings=spacings.get(number, ()))  # fmt: skip
        bought = orders.get(number, (0, 0))
        found.append(Customer(account, _day(lost) if lost else None, of.minutes, of.cost, *bought))
    return found


def _before(touched: str | None, spoken: str | None, met: str | None, message: str | None) -> list[Touch]:
    """The last touches of before the period, each standing for its kind: any at all, a call, a visit, a message."""
    lasts: Iterable[tuple[str | None, str]] = ((touched, "help"), (spoken, "call"), (met, "visit"), (message, "message"))
    return sorted(Touch(_day(on), kind) for on, kind in lasts if on)


def _spacings(db: sqlite3.Connection, days: dict[str, str]) -> dict[int, tuple[Spacing, ...]]:
    """By customer, in the order in which they were set."""
    found: dict[int, tuple[Spacing, ...]] = {}
    for customer, on, factor, until in db.execute(SPACINGS, days):
        found[customer] = (*found.get(customer, ()), Spacing(_day(on), Decimal(factor), _day(until) if until else None))
    return found
