"""The rows that the rules read, as accounts: few plain statements over covering indexes, on the daily path.

Of a customer's touches only those are loaded that a rule can read on the days asked: all of a window before, and
the last call, visit and (where no calls are wanted) personal message. `whole=True` loads every one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from repbook.terms import Account, Birthday, Day, Pause, Person, Policy, Spacing, Touch, iso

WINDOW_DAYS = 62
"""How far back a rule may look at single touches; older ones matter only as the last of their kind."""


class _Days(dict[str, Day]):
    """ISO dates to days, each converted once."""

    def __missing__(self, text: str) -> Day:
        day = self[text] = date.fromisoformat(text).toordinal()
        return day


_SPOKEN = "outcome = 'done' AND mass = 0 AND kind IN ('call', 'visit', 'meeting')"
_MET = "outcome = 'done' AND mass = 0 AND kind IN ('visit', 'meeting')"

CUSTOMERS = f"""
SELECT c.id, c.name, c.key, c.tier, c.area, c.status, c.since, c.added_on, c.no_calls, c.archived_on IS NOT NULL,
  CASE WHEN c.since > :day THEN (SELECT min(on_day) FROM touch WHERE customer_id = c.id) END,
  (SELECT group_concat(on_day) FROM (SELECT DISTINCT on_day FROM orders WHERE customer_id = c.id AND on_day <= :day ORDER BY on_day)),
  (SELECT max(on_day) FROM touch WHERE customer_id = c.id AND on_day <= :day AND {_SPOKEN}),
  (SELECT max(on_day) FROM touch WHERE customer_id = c.id AND on_day <= :day AND {_MET}),
  CASE WHEN c.no_calls THEN (SELECT max(on_day) FROM touch WHERE customer_id = c.id AND on_day <= :day
    AND kind = 'message' AND outcome = 'done' AND mass = 0 AND incoming = 0) END
FROM customer c
"""

TOUCHES = """
SELECT t.customer_id, t.on_day, t.kind, t.outcome, t.incoming, t.mass, t.meant_for, t.gift <> '' OR t.kind = 'gift', t.purpose, t.mood, t.id,
  (SELECT group_concat(contact_id) FROM touch_contact WHERE touch_id = t.id)
FROM touch t
"""

PEOPLE = """
SELECT customer_id, id, name, role, birth_month, birth_day, birth_lunar, birth_leap, birth_year, no_calls, joined, left_on FROM contact
"""


def load(
    db: sqlite3.Connection, day: Day, ids: Collection[int] | None = None, whole: bool = False, horizon: int = 0, policy: Policy | None = None
) -> list[Account]:
    """The accounts as known on `day`: all that are neither archived nor lost, or those of `ids` whatever they are.

    With a `policy` customers for whom no rule can stand on any day up to `horizon` days later may be left out.
    """
    days = _Days()
    found = _customers(db, day, ids, days)
    _touches(db, day, ids, days, found, whole)
    _people(db, ids, days, found)
    _pauses(db, day, days, found)
    return [account for account, *_ in found.values()]


def _where(ids: Collection[int] | None, column: str) -> str:
    return f"{column} IN ({', '.join(str(int(i)) for i in ids)})" if ids is not None else "1"


def _customers(db: sqlite3.Connection, day: Day, ids: Collection[int] | None, days: Mapping[str, Day]) -> dict[int, tuple[Any, ...]]:
    """Accounts by id with the days of their last call, visit and personal message."""
    chosen = _where(ids, "c.id") if ids is not None else "c.archived_on IS NULL AND c.status <> 'lost'"
    found: dict[int, tuple[Any, ...]] = {}
    for row in db.execute(f"{CUSTOMERS} WHERE {chosen}", {"day": iso(day)}):
        (number, name, key, tier, area, status, since, added, no_calls, archived, first_touch, orders, spoken, met, message) = row
        order_days = tuple([days[text] for text in orders.split(",")]) if orders else ()
        start = days[since]
        first_known = min(start, days[first_touch] if first_touch else start, order_days[0] if order_days else start)
        if status == "prospect" and order_days:
            status = "active"
        account = Account(number, name, key, tier, area, status, start, days[added], first_known, bool(no_calls), bool(archived), (), order_days)
        found[number] = (account, spoken, met, message)
    return found


def _touches(
    db: sqlite3.Connection, day: Day, ids: Collection[int] | None, days: Mapping[str, Day], found: dict[int, tuple[Any, ...]], whole: bool
) -> None:
    first = iso(day - WINDOW_DAYS) if not whole else ""
    lists: dict[int, list[Touch]] = {}
    if not whole:
        for number, (_, spoken, met, message) in found.items():
            lasts = [Touch(days[at], kind) for at, kind in ((spoken, "call"), (met, "visit"), (message, "message")) if at and at < first]
            if lasts:
                lists[number] = sorted(lasts)
    rows = db.execute(f"{TOUCHES} WHERE t.on_day BETWEEN ? AND ? AND {_where(ids, 't.customer_id')} ORDER BY t.on_day, t.id", (first, iso(day)))
    for customer, at, kind, outcome, incoming, mass, meant_for, gift, purpose, mood, number, contacts in rows:
        people = tuple(sorted(map(int, contacts.split(",")))) if contacts else ()
        lists.setdefault(customer, []).append(
            Touch(days[at], kind, outcome, people, bool(incoming), bool(mass), meant_for, bool(gift), purpose, mood, number)
        )
    for number, touches in lists.items():
        if number in found:
            found[number][0].touches = touches


def _people(db: sqlite3.Connection, ids: Collection[int] | None, days: Mapping[str, Day], found: dict[int, tuple[Any, ...]]) -> None:
    lists: dict[int, list[Person]] = {}
    for customer, number, name, role, month, day, lunar, leap, year, no_calls, joined, left in db.execute(f"{PEOPLE} WHERE {_where(ids, 'customer_id')} ORDER BY id"):
        birthday = Birthday(month, day, bool(lunar), bool(leap), year) if month else None
        person = Person(number, name, role, birthday, bool(no_calls), days[joined] if joined else None, days[left] if left else None)
        lists.setdefault(customer, []).append(person)
    for number, people in lists.items():
        if number in found:
            found[number][0].people = people


def _pauses(db: sqlite3.Connection, day: Day, days: Mapping[str, Day], found: dict[int, tuple[Any, ...]]) -> None:
    """Pauses and spacings set by the day asked, in the order in which they were set."""
    for customer, set_on, until in db.execute("SELECT customer_id, set_on, until FROM pause WHERE set_on <= ? ORDER BY set_on, id", (iso(day),)):
        if customer in found:
            found[customer][0].pauses = (*found[customer][0].pauses, Pause(days[set_on], days[until]))
    spacings = db.execute("SELECT customer_id, set_on, factor, until FROM spacing WHERE set_on <= ? ORDER BY set_on, id", (iso(day),))
    for customer, set_on, factor, until in spacings:
        if customer in found:
            row = Spacing(days[set_on], Decimal(factor), days[until] if until else None)
            found[customer][0].spacings = (*found[customer][0].spacings, row)
