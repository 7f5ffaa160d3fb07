"""The rarer facts that the rules read of a customer: arrangements, occasions, promises, complaints, alerts and stock."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from repbook.terms import Account, Alert, Complaint, Day, Occasion, Pause, Promise, Purchase, Reading, Snooze, Spacing, iso

Made = TypeVar("Made")

PAUSES = "SELECT customer_id, set_on, until FROM pause WHERE set_on <= :day ORDER BY set_on, id"
SPACINGS = "SELECT customer_id, set_on, factor, until FROM spacing WHERE set_on <= :day ORDER BY set_on, id"
SNOOZES = "SELECT customer_id, rule, set_on, until, because FROM snooze WHERE set_on <= :day ORDER BY set_on, id"
OCCASIONS = """
SELECT customer_id, id, kind, on_day, recorded, yearly, lunar_month, lunar_day, lunar_leap, contact_id, title, learned
FROM occasion WHERE recorded <= :day ORDER BY id
"""
PROMISES = """
SELECT customer_id, id, text, made, by_day, theirs, CASE WHEN kept <= :day THEN kept END, CASE WHEN dropped <= :day THEN dropped END,
  contact_id
FROM promise WHERE made <= :day ORDER BY id
"""
COMPLAINTS = """
SELECT c.customer_id, c.id, c.text, c.opened, c.severity, (SELECT group_concat(stage || ' ' || on_day) FROM complaint_stage
  WHERE complaint_id = c.id AND on_day <= :day)
FROM complaint c WHERE c.opened <= :day ORDER BY c.id
"""
ALERTS = "SELECT area, id, reason, raised, last_day FROM alert ORDER BY id"  # those ahead too: they begin then
READINGS = "SELECT customer_id, product, on_day, quantity, reorder_at FROM stock WHERE on_day <= :day ORDER BY id"
PURCHASES = """
SELECT customer_id, on_day, product, quantity, service_every FROM orders
WHERE (customer_id IN (SELECT customer_id FROM stock) OR customer_id IN (SELECT customer_id FROM orders WHERE service_every IS NOT NULL))
  AND on_day <= :day ORDER BY on_day, id
"""


class Nouns:
    """All of them by customer, read once; most customers have none."""

    def __init__(self, db: sqlite3.Connection, day: Day, days: Mapping[str, Day]) -> None:
        def read(sql: str, make: Callable[..., Made]) -> dict[Any, list[Made]]:
            found: dict[Any, list[Made]] = {}
            for whose, *rest in db.execute(sql, {"day": iso(day)}):
                found.setdefault(whose, []).append(make(*rest))
            return found

        def at(text: str | None) -> Day | None:
            return days[text] if text else None

        self.pauses = read(PAUSES, lambda set_on, until: Pause(days[set_on], days[until]))
        self.spacings = read(SPACINGS, lambda set_on, factor, until: Spacing(days[set_on], Decimal(factor), at(until)))
        self.rare: dict[str, dict[int, list[Any]]] = {
            "snoozes": read(SNOOZES, lambda rule, set_on, until, because: Snooze(rule, days[set_on], days[until], because)),
            "occasions": read(OCCASIONS, lambda *row: _occasion(days, *row)),
            "promises": read(PROMISES, lambda i, text, made, by, theirs, kept, dropped, contact:
                             Promise(i, text, days[made], days[by], theirs == 1, at(kept), at(dropped), contact)),
            "complaints": read(COMPLAINTS, lambda i, text, opened, severity, stages: _complaint(days, i, text, opened, severity, stages)),
            "readings": read(READINGS, lambda product, on, quantity, level:
                             Reading(product, days[on], Decimal(quantity), Decimal(level) if level is not None else None)),
            "purchases": read(PURCHASES, lambda on, product, quantity, months:
                              Purchase(days[on], product, Decimal(quantity) if quantity is not None else None, months)),
        }  # fmt: skip
        self.rare = {field: rows for field, rows in self.rare.items() if rows}
        self.whose = frozenset().union(*self.rare.values())
        self.alerts = read(ALERTS, lambda i, reason, raised, last: Alert(i, reason, days[raised], days[last]))

    def put_on(self, account: Account) -> Account:
        """The account with whatever of these it has."""
        if account.id not in self.whose and not self.alerts:
            return account
        fields: dict[str, Any] = {field: rows[account.id] for field, rows in self.rare.items() if account.id in rows}
        if self.alerts and account.area:
            struck = [one for area, alerts in self.alerts.items() if within(account.area, area) for one in alerts]
            if struck:
                fields["alerts"] = struck
        return account._replace(**fields) if fields else account


def within(area: str, of: str) -> bool:
    """Whether an area lies in another, by whole parts of the path: 湖北/武汉 takes 湖北/武汉/武昌, not 湖北/武汉新区."""
    return area == of or area.startswith(f"{of}/")


def _occasion(days: Mapping[str, Day], number: int, kind: str, on: str, recorded: str, yearly: int, month: int | None, day: int | None,
              leap: int, contact: int | None, title: str, learned: str | None) -> Occasion:  # fmt: skip
    lunar = (month, day, leap == 1) if month is not None and day is not None else None
    return Occasion(number, kind, days[on], days[recorded], yearly == 1, lunar, contact, title, days[learned] if learned else None)


def _complaint(days: Mapping[str, Day], number: int, text: str, opened: str, severity: int, stages: str | None) -> Complaint:
    reached: dict[str, list[Day]] = {}
    for stage, on in _pairs(stages):
        reached.setdefault(stage, []).append(days[on])
    first = {stage: min(found) for stage, found in reached.items()}
    return Complaint(number, text, days[opened], first.get("answered"), first.get("solved"), tuple(sorted(reached.get("checked", ()))),
                     first.get("closed"), severity)  # fmt: skip


def _pairs(stages: str | None) -> Iterable[Sequence[str]]:
    return (pair.split(" ") for pair in stages.split(",")) if stages else ()
