"""The lists of customers, contacts and orders: plain reads, so that a long list is there at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from typing import Any

from repbook.terms import Birthday, Day, day_of, iso

CUSTOMERS = """
SELECT c.id, c.name, c.tier, c.area,
  CASE WHEN c.status = 'prospect' AND EXISTS (SELECT 1 FROM orders WHERE customer_id = c.id AND on_day <= :today)
    THEN 'active' ELSE c.status END,
  c.since, (SELECT max(on_day) FROM touch WHERE customer_id = c.id AND on_day <= :today AND outcome = 'done'),
  c.phone, c.source, c.archived_on
FROM customer c
WHERE (c.archived_on IS NOT NULL) = :archived AND (:area = '' OR c.area = :area OR substr(c.area, 1, length(:area) + 1) = :area || '/')
ORDER BY c.name
"""

CONTACTS = """
SELECT p.id, p.name, c.name, c.id, p.role, p.function, p.phone, p.wechat, p.email,
  p.birth_month, p.birth_day, p.birth_lunar, p.birth_leap, p.birth_year, p.joined, p.left_on, p.no_calls
FROM contact p JOIN customer c ON c.id = p.customer_id
WHERE p.customer_id = :customer OR (:customer IS NULL AND c.archived_on IS NULL)
ORDER BY c.name, p.left_on IS NOT NULL, p.id
"""

ORDERS = """
SELECT o.id, o.on_day, c.name, c.id, o.amount, o.product, o.quantity, o.margin, o.service_every
FROM orders o JOIN customer c ON c.id = o.customer_id
WHERE (:customer IS NULL OR o.customer_id = :customer) AND o.on_day >= :since
ORDER BY o.on_day DESC, o.id DESC
"""


def customers(
    db: sqlite3.Connection,
    today: Day,
    *,
    area: str = "",
    archived: bool = False,
    tiers: Collection[str] | None = None,
    ids: Collection[int] | None = None,
) -> list[Sequence[Any]]:
    """Customers by name: id, name, tier, area, status, since, last touch, phone, source, archived on; days as Day.

    `area` takes that area and what lies in it; `tiers` and `ids` choose among them. A prospect with an order counts as active.
    """
    found = db.execute(CUSTOMERS, {"today": iso(today), "area": area, "archived": int(archived)})
    rows = [row for row in found if (tiers is None or row[2] in tiers) and (ids is None or row[0] in ids)]
    return [[*row[:5], _day(row[5]), _day(row[6]), *row[7:9], _day(row[9])] for row in rows]


def contacts(db: sqlite3.Connection, customer: int | None = None) -> list[Sequence[Any]]:
    """Contacts by customer: id, name, customer, its id, role, function, phone, wechat, email, Birthday, joined, left, no calls.

    Those of one customer, or of all that are not archived.
    """
    rows = db.execute(CONTACTS, {"customer": customer})
    return [[*row[:9], _birthday(*row[9:14]), _day(row[14]), _day(row[15]), bool(row[16])] for row in rows]


def orders(db: sqlite3.Connection, customer: int | None = None, since: Day = 1) -> list[Sequence[Any]]:
    """Orders, newest first: id, day, customer, its id, amount, product, quantity, margin, service interval in months."""
    return [[row[0], _day(row[1]), *row[2:]] for row in db.execute(ORDERS, {"customer": customer, "since": iso(since)})]


def _day(text: str | None) -> Day | None:
    return day_of(text) if text else None


def _birthday(month: int | None, day: int | None, lunar: int, leap: int, year: int | None) -> Birthday | None:
    return Birthday(month, day, bool(lunar), bool(leap), year) if month and day else None
