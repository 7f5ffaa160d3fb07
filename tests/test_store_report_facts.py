"""The facts of reports as the book gives them: the report over them is the report over every row of the book."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from repbook.reports import Customer, Period, tiers
from repbook.store import report_facts, touches
from repbook.store.book import connect
from repbook.store.rows import insert
from repbook.store.start import make_book
from repbook.terms import Account, Spacing, Touch, day_of, iso
from tests.book import ask

TODAY = day_of("2026-11-22")
PERIODS = [Period(TODAY - 89, TODAY), Period(TODAY, TODAY), Period(TODAY - 400, TODAY - 200), Period(TODAY - 2000, TODAY - 1900)]


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A new book of fifty customers who were touched and bought at random over two years."""
    path = str(tmp_path / "book.db")
    make_book(path)
    book = connect(path, writing=True)
    with book.step("made"):
        for number in range(50):
            _customer(book.db, random.Random(number), f"店{number}")
    yield book.db
    book.close()


def _customer(db: sqlite3.Connection, rng: random.Random, name: str) -> None:
    def day(back: int = 700) -> str:
        return iso(TODAY - rng.randrange(back))

    since = day()
    plain = {"handles": "", "area": "", "source": "", "address": "", "phone": "", "note": "", "edited_on": since}
    number = insert(
        db, "customer", name=name, key=name, tier=rng.choice(("vip", "key", "potential", "general", "other")), since=since, added_on=day(),
        status=rng.choice(("active", "active", "prospect", "lost")), no_calls=rng.randrange(2), lost_on=rng.choice((None, day())),
        archived_on=day() if rng.random() < 0.1 else None, **plain,
    )  # fmt: skip
    for _ in range(rng.randrange(12)):
        kind = rng.choice(("call", "visit", "meeting", "message", "message", "greeting", "gift", "help"))
        mass = rng.randrange(2) if kind in ("message", "greeting", "gift") else 0
        insert(
            db, "touch", customer_id=number, on_day=day(), kind=kind, outcome=rng.choice(("done", "done", "done", "no-answer")),
            minutes=rng.choice((None, 5, 20)), cost=rng.choice((None, 1234)), incoming=rng.randrange(2),
            mass=mass, purpose="", mood="", meant_for="", gift="", origin="", note="",
        )  # fmt: skip
    for _ in range(rng.randrange(4)):
        insert(db, "orders", customer_id=number, on_day=day(), amount=rng.randrange(100000), product="")
    for _ in range(rng.randrange(3)):
        insert(db, "spacing", customer_id=number, set_on=day(), factor=rng.choice(("0.5", "2")), until=rng.choice((None, day(300))))


def everything(db: sqlite3.Connection, period: Period) -> list[Customer]:
    """Each customer with every touch and spacing of the book, put together by hand."""

    def of(number: int, table: str, columns: str) -> list[tuple[Any, ...]]:
        column = "set_on" if table == "spacing" else "on_day"
        return db.execute(f"SELECT {columns} FROM {table} WHERE customer_id = ? ORDER BY {column}, id", (number,)).fetchall()

    found = []
    customers = "SELECT id, key, tier, status, since, added_on, no_calls, lost_on FROM customer WHERE archived_on IS NULL"
    for row in db.execute(customers).fetchall():
        number, key, tier, status, since, added, no_calls, lost_on = row
        touches = [Touch(day_of(on), kind, outcome, (), bool(incoming), bool(mass))
                   for on, kind, outcome, incoming, mass in of(number, "touch", "on_day, kind, outcome, incoming, mass")]  # fmt: skip
        spacings = [Spacing(day_of(on), Decimal(factor), day_of(until) if until else None)
                    for on, factor, until in of(number, "spacing", "set_on, factor, until")]  # fmt: skip
        orders = [(day_of(on), amount) for on, amount in of(number, "orders", "on_day, amount")]
        spent = [(minutes or 0, cost or 0) for on, outcome, minutes, cost in of(number, "touch", "on_day, outcome, minutes, cost")
                 if outcome == "done" and period.first <= day_of(on) <= period.last]  # fmt: skip
        bought = [amount for on, amount in orders if period.first <= on <= period.last]
        status = "active" if status == "prospect" and orders else status
        account = Account(number, key, key, tier, "", status, day_of(since), day_of(added),
                          no_calls=bool(no_calls), touches=touches, spacings=spacings)  # fmt: skip
        lost = day_of(lost_on) if lost_on else None
        found.append(Customer(account, lost, sum(m for m, _ in spent), sum(c for _, c in spent), len(bought), sum(bought)))
    return found


@pytest.mark.parametrize("period", PERIODS)
def test_the_facts_loaded_are_as_good_as_every_row(db: sqlite3.Connection, period: Period) -> None:
    loaded = tiers(report_facts.load(db, period, TODAY), ask(TODAY), period)
    assert loaded == tiers(everything(db, period), ask(TODAY), period)
    there = "SELECT count(*) FROM customer WHERE archived_on IS NULL AND since <= ?"
    assert [loaded.rows[-1][1]] == [*db.execute(there, (iso(period.last),)).fetchone()]


def test_six_statements_read_no_more_than_the_period(db: sqlite3.Connection) -> None:
    asked: list[str] = []
    db.set_trace_callback(asked.append)
    report_facts.load(db, PERIODS[0], TODAY)
    db.set_trace_callback(None)
    plans = [" ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}")) for sql in asked]
    assert len(plans) == 6
    customers, read, orders, *_ = plans
    assert "touch_spoken" in customers
    assert "touch_met" in customers
    assert "touch_by_customer" in customers
    assert "SCAN touch" not in customers
    assert "SEARCH touch USING INDEX touch_recent" in read
    assert "TEMP B-TREE" not in read
    assert "SEARCH orders USING INDEX orders_by_day" in orders


@pytest.mark.parametrize("customer", [None, 1])
def test_history_is_read_in_its_order(db: sqlite3.Connection, customer: int | None) -> None:
    asked: list[str] = []
    db.set_trace_callback(asked.append)
    touches.history(db, customer, "2026-11-01", "2026-11-22", limit=5)
    db.set_trace_callback(None)
    (plan,) = [" ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}")) for sql in asked]
    assert f"SEARCH t USING INDEX {'touch_recent' if customer is None else 'touch_by_customer'}" in plan
    assert "TEMP B-TREE" not in plan
