"""The rows that a review of the tiers reads: what each active customer bought in a year, and who came through it."""

from __future__ import annotations

import sqlite3

from repbook.rules import Ask
from repbook.store import facts
from repbook.terms import Day, iso
from repbook.tiering import Record, Year

ORDERS = """
SELECT customer_id, sum(amount), sum(margin), sum(CASE WHEN on_day >= :middle THEN amount ELSE 0 END)
FROM orders WHERE on_day BETWEEN :first AND :last GROUP BY customer_id
"""
MONTHS = """
SELECT customer_id, count(DISTINCT substr(on_day, 1, 7)) FROM touch
WHERE on_day BETWEEN :first AND :last AND outcome = 'done' AND mass = 0 GROUP BY customer_id
"""
REFERRED = "SELECT referred_by, count(*) FROM customer WHERE referred_by IS NOT NULL AND since <= :last GROUP BY referred_by"


def load(db: sqlite3.Connection, ask: Ask, year: Year) -> list[Record]:
    """Every active customer with its year; a prospect with an order is active."""
    span = {"first": iso(year.first), "middle": iso(year.middle), "last": iso(year.last)}
    bought = {row[0]: row[1:] for row in db.execute(ORDERS, span)}
    months = dict(db.execute(MONTHS, span).fetchall())
    referred = dict(db.execute(REFERRED, span).fetchall())
    found = []
    for account in facts.load_due(db, ask.day, ask.policy):
        if account.status == "active":
            amount, margin, recent = bought.get(account.id, (0, None, 0))
            found.append(Record(account, amount, margin, recent, amount - recent, months.get(account.id, 0), referred.get(account.id, 0)))
    return found


def move(db: sqlite3.Connection, customer_id: int, tier: str, today: Day) -> None:
    """Put a customer into another tier, which counts as looking after its profile."""
    db.execute("UPDATE customer SET tier = ?, edited_on = max(edited_on, ?) WHERE id = ?", (tier, iso(today), customer_id))
