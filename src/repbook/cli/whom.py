"""Whom a new fact concerns: a customer and, where one is named, a contact of it; and a settling day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from repbook.cli import fields
from repbook.cli.run import run
from repbook.terms import Day

if TYPE_CHECKING:
    import sqlite3


class Whom(NamedTuple):
    """A customer and, when a contact was named, that contact; `shown` names both."""

    customer: int
    name: str
    contact: int | None
    shown: str


def find(customer: str, contact: str | None = None) -> Whom:
    """The customer meant, and the contact: the one named for it, or the one whose name stood for the customer."""
    from repbook.store import lookup

    with run.reading() as book:
        found = lookup.customer(book.db, customer)
        if contact is not None:
            found = lookup.contact(book.db, contact, found.customer)
    return Whom(found.customer, found.customer_name, found.contact, shown(found.contact_name, found.customer_name))


def shown(contact: str, customer: str) -> str:
    """A contact at its customer, or the customer alone."""
    return f"{contact} @ {customer}" if contact else customer


def of(db: sqlite3.Connection, customer: str | None) -> int | None:
    """The id of the customer that a list is about; None for all of them, 0 for nobody where there is no book."""
    from repbook.store import lookup

    if run.missing:
        return 0
    return lookup.customer(db, customer).customer if customer is not None else None


def day(on: str | None) -> Day:
    """The day of something that happened, today unless said; Refused when it is still to come."""
    return fields.past_day(on) if on is not None else run.today
