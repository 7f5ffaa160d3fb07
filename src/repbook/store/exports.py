"""The rows of the book as an import reads them, for files that leave it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from decimal import Decimal

from repbook.exchange.rows import ContactRow, CustomerRow, OrderRow, TouchRow
from repbook.exchange.vcard import Card
from repbook.terms import Birthday, Day, day_of, iso

CUSTOMERS = """
SELECT c.id, c.name, c.tier, c.area, c.since, c.status, c.source, coalesce(r.name, ''), c.address, c.phone, c.no_calls,
  (SELECT CASE WHEN until IS NULL OR until > :today THEN factor END FROM spacing
    WHERE customer_id = c.id AND set_on <= :today ORDER BY set_on DESC, id DESC LIMIT 1), c.note
FROM customer c LEFT JOIN customer r ON r.id = c.referred_by ORDER BY c.id
"""

CONTACTS = """
SELECT p.id, p.uid, c.name, p.name, p.role, p.function, p.phone, p.wechat, p.email, p.birth_month, p.birth_day, p.birth_lunar, p.birth_leap,
  p.birth_year, p.likes, p.family, p.joined, p.left_on, p.no_calls, p.note
FROM contact p JOIN customer c ON c.id = p.customer_id
WHERE :all OR (c.archived_on IS NULL AND (p.left_on IS NULL OR p.left_on > :today)) ORDER BY p.customer_id, p.id
"""

TOUCHES = """
SELECT t.id, c.name, t.on_day, t.kind, t.outcome, t.purpose, t.mood, t.minutes, t.incoming, t.mass, t.meant_for, t.gift, t.cost, t.note
FROM touch t JOIN customer c ON c.id = t.customer_id ORDER BY t.on_day, t.id
"""

WITH = "SELECT x.touch_id, p.name FROM touch_contact x JOIN contact p ON p.id = x.contact_id ORDER BY x.touch_id, x.contact_id"

ORDERS = """
SELECT o.id, c.name, o.on_day, o.amount, o.product, o.quantity, o.margin, o.service_every
FROM orders o JOIN customer c ON c.id = o.customer_id ORDER BY o.on_day, o.id
"""

UIDS = """
SELECT 'customer', id, uid FROM customer UNION ALL SELECT 'contact', id, uid FROM contact
UNION ALL SELECT '#', id, uid FROM occasion UNION ALL SELECT '#', id, uid FROM promise
UNION ALL SELECT '#', id, uid FROM complaint UNION ALL SELECT '#', id, uid FROM alert
"""


def customers(db: sqlite3.Connection, today: Day) -> Iterator[CustomerRow]:
    """Every customer, archived ones too, with the spacing in force today; `line` is the id."""
    for row in db.execute(CUSTOMERS, {"today": iso(today)}):
        number, name, tier, area, since, status, source, by, address, phone, no_calls, factor, note = row
        spacing = Decimal(factor) if factor is not None and Decimal(factor) != 1 else None
        yield CustomerRow(number, name, tier, area, day_of(since), status, source, by, address, phone, no_calls == 1, spacing, note)


def contacts(db: sqlite3.Connection) -> Iterator[ContactRow]:
    """Every contact, those who left too; `line` is the id."""
    return (card.row for card in _cards(db, {"all": 1, "today": ""}))


def cards(db: sqlite3.Connection, today: Day) -> Iterator[Card]:
    """The contacts that are there, of customers not archived, each with its uid."""
    return _cards(db, {"all": 0, "today": iso(today)})


def _cards(db: sqlite3.Connection, which: dict[str, object]) -> Iterator[Card]:
    for number, uid, customer, name, role, function, phone, wechat, email, *rest in db.execute(CONTACTS, which):
        month, day, lunar, leap, year, likes, family, joined, left, no_calls, note = rest
        born = Birthday(month, day, lunar == 1, leap == 1, year) if month is not None else None
        yield Card(uid, ContactRow(number, customer, name, role, function, phone, wechat, email, born, likes, family,
                                   _day(joined), _day(left), no_calls == 1, note))  # fmt: skip


def touches(db: sqlite3.Connection) -> Iterator[TouchRow]:
    """Every touch by its day; `line` is the id."""
    people: dict[int, list[str]] = {}
    for touch, name in db.execute(WITH):
        people.setdefault(touch, []).append(name)
    for number, customer, on, kind, outcome, purpose, mood, minutes, incoming, mass, meant_for, gift, cost, note in db.execute(TOUCHES):
        yield TouchRow(number, customer, day_of(on), kind, tuple(people.get(number, ())), outcome, purpose, mood, minutes,
                       incoming == 1, mass == 1, meant_for, gift, cost, note)  # fmt: skip


def orders(db: sqlite3.Connection) -> Iterator[OrderRow]:
    """Every order by its day; `line` is the id."""
    for number, customer, on, *rest in db.execute(ORDERS):
        yield OrderRow(number, customer, day_of(on), *rest)


def uids(db: sqlite3.Connection) -> dict[tuple[str, int], str]:
    """The uids of customers, of contacts, and under `#` of what shares the one series of ids."""
    return {(what, number): uid for what, number, uid in db.execute(UIDS)}


def _day(text: str | None) -> Day | None:
    return day_of(text) if text else None
