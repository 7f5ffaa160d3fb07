"""All that the book holds of one customer, for a page of its own."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from repbook.models import Contact, Customer
from repbook.store import contacts, customers, lists, touches
from repbook.store.book import Book
from repbook.terms import Day, day_of, iso

LAST_TOUCHES = 5


class TouchLine(NamedTuple):
    """A touch as a page shows it."""

    on: Day
    kind: str
    outcome: str
    mood: str
    contacts: str
    note: str


class Page(NamedTuple):
    """A customer with its people, its last touches, what it bought and how it wants to be looked after."""

    customer: Customer
    status: str  # a prospect with an order counts as active
    referred_by: str
    people: list[Contact]
    touches: list[TouchLine]
    orders: int
    amount: int  # of all orders, in fen
    last_order: tuple[Day, int] | None
    paused_until: Day | None
    spacing: Decimal
    spacing_until: Day | None


def read(book: Book, customer_id: int, today: Day) -> Page:
    """The page of a customer, its pause and spacing as in force today."""
    row = customers.get(book, customer_id)
    bought = lists.orders(book.db, customer_id)
    factor, until = customers.spacing_in_force(book, customer_id, today)
    return Page(
        row,
        "active" if row.status == "prospect" and bought else row.status,
        customers.get(book, row.referred_by).name if row.referred_by is not None else "",
        contacts.of_customer(book, customer_id),
        _touches(book, customer_id),
        len(bought),
        sum(order[4] for order in bought),
        (bought[0][1], bought[0][4]) if bought else None,
        customers.paused_until(book, customer_id, today),
        factor,
        until,
    )


def _touches(book: Book, customer_id: int) -> list[TouchLine]:
    rows = touches.history(book.db, customer_id, "", iso(day_of("9999-12-31")), limit=LAST_TOUCHES)
    return [TouchLine(day_of(row[1]), row[3], row[5], row[7], row[4] or "", row[15]) for row in rows]
