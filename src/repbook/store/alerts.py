"""Alerts: something bad that hit an area, until its last day."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from repbook.errors import BadInput, Refused
from repbook.store import series
from repbook.terms import Day, day_of, iso


class Raised(NamedTuple):
    """An alert as the book keeps it, with how many customers its area holds."""

    id: int
    area: str
    reason: str
    raised: Day
    last: Day
    customers: int


ALERTS = """
SELECT a.id, a.area, a.reason, a.raised, a.last_day,
  (SELECT count(*) FROM customer c WHERE c.archived_on IS NULL AND c.status <> 'lost'
    AND (c.area = a.area OR substr(c.area, 1, length(a.area) + 1) = a.area || '/'))
FROM alert a WHERE (:id IS NULL OR a.id = :id) AND (:since IS NULL OR a.last_day >= :since) ORDER BY a.last_day DESC, a.id DESC
"""


def add(db: sqlite3.Connection, area: str, reason: str, raised: Day, last: Day) -> int:
    """Raise an alert through its last day and return its id; BadInput when it would end before it begins."""
    if last < raised:
        raise BadInput("alert_backwards", last=last, raised=raised)
    return series.add(db, "alert", area=area, reason=reason, raised=iso(raised), last_day=iso(last))


def get(db: sqlite3.Connection, number: int) -> Raised:
    """The alert of that id, which `series.find` has found."""
    return _read(db, number, None)[0]


def listing(db: sqlite3.Connection, since: Day | None = None) -> list[Raised]:
    """Alerts, the one that lasts longest first; with `since` only those not over before that day."""
    return _read(db, None, iso(since) if since is not None else None)


def end(db: sqlite3.Connection, number: int, day: Day) -> Raised:
    """An alert is over from a day on, so that its last day is the one before; as it was before.

    Refused when it is over by then already, or begins only after that day.
    """
    one = get(db, number)
    if day < one.raised:
        raise Refused("alert_not_begun", id=one.id, day=day, raised=one.raised)
    if day > one.last:
        raise Refused("alert_over", id=one.id, reason=one.reason, last=one.last)
    db.execute("UPDATE alert SET last_day = ? WHERE id = ?", (iso(day - 1), number))
    return one


def _read(db: sqlite3.Connection, number: int | None, since: str | None) -> list[Raised]:
    rows = db.execute(ALERTS, {"id": number, "since": since})
    return [Raised(i, area, reason, day_of(raised), day_of(last), customers) for i, area, reason, raised, last, customers in rows]
