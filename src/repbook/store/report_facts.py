"""The rows that reports read, as facts: a few plain statements for each report, which add up what need not be told one by one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from repbook.reports import Customer, Period
from repbook.reports.sales import YEAR, Referred, Silent, Sold
from repbook.reports.word import Complained, Promised
from repbook.reports.work import Event, Giving
from repbook.terms import Account, Day, Spacing, Touch, day_of, iso

_BEFORE = "SELECT max(on_day) FROM touch WHERE customer_id = c.id AND on_day < :first AND outcome = 'done' AND mass = 0"

_STATUS = """CASE WHEN c.status = 'prospect' AND EXISTS (SELECT 1 FROM orders WHERE customer_id = c.id AND on_day <= :today)
    THEN 'active' ELSE c.status END"""

CUSTOMERS = f"""
SELECT c.id, c.name, c.key, c.tier, c.area, c.since, c.added_on, c.no_calls, c.lost_on, {_STATUS},
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

KEPT = "SELECT customer_id, count(*) FROM promise WHERE theirs = 0 AND kept BETWEEN :first AND :last GROUP BY customer_id"

UNSOLVED = """
SELECT customer_id, count(*) FROM complaint p WHERE opened <= :last AND NOT EXISTS (SELECT 1 FROM complaint_stage
  WHERE complaint_id = p.id AND on_day <= :last AND (stage = 'solved' OR stage = 'checked' OR stage = 'closed'))
GROUP BY customer_id
"""

SPACINGS = "SELECT customer_id, set_on, factor, until FROM spacing WHERE set_on <= :last ORDER BY set_on, id"

_day = cache(day_of)


class _Spent:
    """A customer's touches while they are gathered, and the minutes and money recorded on those of the period."""

    __slots__ = ("cost", "minutes", "touches")

    def __init__(self, touches: list[Touch]) -> None:
        self.touches, self.minutes, self.cost = touches, 0, 0


def load(db: sqlite3.Connection, period: Period, today: Day) -> list[Customer]:
    """Every customer that is not archived, with the facts of the period as reports want them, by id."""
    days = _days(period, today)
    rows = db.execute(CUSTOMERS, days).fetchall()
    spent = {row[0]: _Spent(_before(*row[-4:])) for row in rows}
    for customer, on, kind, incoming, mass, minutes, cost in db.execute(TOUCHES, days):
        if customer in spent:
            of = spent[customer]
            of.touches.append(Touch(_day(on), kind, "done", (), bool(incoming), bool(mass)))
            of.minutes += minutes
            of.cost += cost
    orders = {customer: (count, amount) for customer, count, amount in db.execute(ORDERS, days)}
    kept, unsolved = (dict(db.execute(sql, days).fetchall()) for sql in (KEPT, UNSOLVED))
    spacings = _spacings(db, days)
    found = []
    for number, name, key, tier, area, since, added, no_calls, lost, status, *_ in rows:
        of, since = spent[number], _day(since)
        account = Account(number, name, key, tier, area, status, since, _day(added), since, bool(no_calls),
                          touches=of.touches, spacings=spacings.get(number, ()))  # fmt: skip
        bought = orders.get(number, (0, 0))
        found.append(Customer(account, _day(lost) if lost else None, of.minutes, of.cost, *bought,
                              kept.get(number, 0), unsolved.get(number, 0)))  # fmt: skip
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


# ---- the other reports ------------------------------------------------------------------------------------

EVENTS = """
SELECT t.on_day, t.customer_id, t.kind, t.outcome, t.purpose, t.mood, t.incoming, t.mass, coalesce(t.minutes, 0)
FROM touch t JOIN customer c ON c.id = t.customer_id WHERE t.on_day BETWEEN :first AND :last AND c.archived_on IS NULL
"""

GIFTS = """
SELECT * FROM (
  SELECT c.name, c.id, c.tier, CAST(substr(t.on_day, 1, 4) AS INTEGER) AS year, sum(t.incoming = 0 AND t.on_day >= :first) AS given,
    sum(t.incoming = 1 AND t.on_day >= :first) AS received,
    sum(CASE WHEN t.incoming = 0 AND t.on_day >= :first THEN coalesce(t.cost, 0) ELSE 0 END),
    sum(CASE WHEN t.incoming = 0 THEN coalesce(t.cost, 0) ELSE 0 END)
  FROM touch t JOIN customer c ON c.id = t.customer_id
  WHERE t.on_day BETWEEN substr(:first, 1, 4) || '-01-01' AND :last AND t.outcome = 'done' AND (t.kind = 'gift' OR t.gift <> '')
    AND c.archived_on IS NULL
  GROUP BY c.id, year
) WHERE given + received > 0
"""

PROMISES = """
SELECT c.tier, p.theirs, p.made, p.by_day, CASE WHEN p.kept <= :last THEN p.kept END, CASE WHEN p.dropped <= :last THEN p.dropped END
FROM promise p JOIN customer c ON c.id = p.customer_id WHERE p.made <= :last AND c.archived_on IS NULL
"""

_STAGE = "SELECT min(on_day) FROM complaint_stage WHERE complaint_id = p.id AND on_day <= :last"

COMPLAINTS = f"""
SELECT c.tier, p.severity, p.cause, p.opened, ({_STAGE}), ({_STAGE} AND (stage = 'solved' OR stage = 'checked' OR stage = 'closed'))
FROM complaint p JOIN customer c ON c.id = p.customer_id WHERE p.opened <= :last AND c.archived_on IS NULL
"""

SILENT = f"""
SELECT name, id, tier, area, since, touched, ordered, (SELECT count(*) FROM orders WHERE customer_id = s.id AND on_day <= :last),
  (SELECT coalesce(sum(amount), 0) FROM orders WHERE customer_id = s.id AND on_day > date(s.ordered, :year) AND on_day <= s.ordered),
  (SELECT coalesce(sum(amount), 0) FROM orders WHERE customer_id = s.id AND on_day > date(:last, :year) AND on_day <= :last)
FROM (SELECT c.id, c.name, c.tier, c.area, c.since, {_STATUS} AS status,
    (SELECT max(on_day) FROM touch WHERE customer_id = c.id AND on_day <= :last AND outcome = 'done' AND mass = 0) AS touched,
    (SELECT max(on_day) FROM orders WHERE customer_id = c.id AND on_day <= :last) AS ordered
  FROM customer c WHERE c.archived_on IS NULL) s
WHERE status = 'active' AND coalesce(touched, '') < :first AND coalesce(ordered, '') < :first
"""

REFERRED = f"""
SELECT r.name, r.id, r.tier, c.name, {_STATUS}, c.since,
  (SELECT count(*) FROM orders WHERE customer_id = c.id AND on_day BETWEEN :first AND :last),
  (SELECT coalesce(sum(amount), 0) FROM orders WHERE customer_id = c.id AND on_day BETWEEN :first AND :last),
  (SELECT coalesce(sum(amount), 0) FROM orders WHERE customer_id = c.id AND on_day <= :last)
FROM customer c JOIN customer r ON r.id = c.referred_by WHERE c.archived_on IS NULL
"""

SOLD = f"""
SELECT c.name, c.id, c.tier, {_STATUS} = 'active' AND c.since <= :last, coalesce(o.n, 0), coalesce(o.amount, 0) FROM customer c
LEFT JOIN (SELECT customer_id, count(*) AS n, sum(amount) AS amount FROM orders
  WHERE on_day BETWEEN :first AND :last GROUP BY customer_id) o ON o.customer_id = c.id
WHERE c.archived_on IS NULL
"""


def _days(period: Period, today: Day) -> dict[str, str]:
    return {"first": iso(period.first), "last": iso(period.last), "today": iso(today)}


def _or_none(on: str | None) -> Day | None:
    return None if on is None else _day(on)


def _events(db: sqlite3.Connection, period: Period, today: Day) -> list[Event]:
    return [Event(_day(on), *rest) for on, *rest in db.execute(EVENTS, _days(period, today))]


def _giving(db: sqlite3.Connection, period: Period, today: Day) -> list[Giving]:
    return [Giving(*row) for row in db.execute(GIFTS, _days(period, today))]


def _promised(db: sqlite3.Connection, period: Period, today: Day) -> list[Promised]:
    rows = db.execute(PROMISES, _days(period, today))
    return [
        Promised(tier, theirs == 1, _day(made), _day(by), _or_none(kept), _or_none(dropped))
        for tier, theirs, made, by, kept, dropped in rows
    ]


def _complained(db: sqlite3.Connection, period: Period, today: Day) -> list[Complained]:
    rows = db.execute(COMPLAINTS, _days(period, today))
    return [Complained(tier, severity, cause, _day(opened), _or_none(answered), _or_none(solved))
            for tier, severity, cause, opened, answered, solved in rows]  # fmt: skip


def _silent(db: sqlite3.Connection, period: Period, today: Day) -> list[Silent]:
    rows = db.execute(SILENT, {**_days(period, today), "year": f"-{YEAR} days"})
    return [Silent(name, number, tier, area, _day(since), _or_none(touched), _or_none(ordered), *sums)
            for name, number, tier, area, since, touched, ordered, *sums in rows]  # fmt: skip


def _referred(db: sqlite3.Connection, period: Period, today: Day) -> list[Referred]:
    rows = db.execute(REFERRED, _days(period, today))
    return [Referred(by, number, tier, customer, status, _day(since), *sums) for by, number, tier, customer, status, since, *sums in rows]


def _sold(db: sqlite3.Connection, period: Period, today: Day) -> list[Sold]:
    rows = db.execute(SOLD, _days(period, today))
    return [Sold(name, number, tier, active == 1, orders, amount) for name, number, tier, active, orders, amount in rows]


FACTS: Mapping[str, Callable[[sqlite3.Connection, Period, Day], Iterable[Any]]] = {
    "tiers": load,
    "activity": _events,
    "coverage": load,
    "attainment": load,
    "gifts": _giving,
    "promises": _promised,
    "complaints": _complained,
    "dormant": _silent,
    "referrals": _referred,
    "concentration": _sold,
}
"""What each report reads, by its name: the facts of a period, with the status as it is today."""
