"""Contacts, written and edited through the models; looking after a contact is looking after its customer."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, select

from repbook.errors import NotFound, Refused
from repbook.models import Contact
from repbook.names import handles
from repbook.store import customers
from repbook.store.book import Book
from repbook.store.rows import uid
from repbook.store.session import Change, add_row, change, on, session
from repbook.terms import Birthday, Day


def get(book: Book, contact_id: int) -> Contact:
    """The contact of that id; NotFound when somebody took it out after a lookup found it."""
    row = session(book).get(Contact, contact_id)
    if row is None:
        raise NotFound("no_contact_id", typed=f"#{contact_id}")
    return row


def of_customer(book: Book, customer_id: int) -> list[Contact]:
    """The people of a customer in the order in which they came in, those who left last."""
    found = select(Contact).where(Contact.customer_id == customer_id)
    return list(session(book).exec(found.order_by(col(Contact.left_on).is_not(None), col(Contact.id))).all())


def customer_since(book: Book, contact_id: int) -> Day:
    """The day since which the customer of a contact is one."""
    return customers.get(book, get(book, contact_id).customer_id).since.toordinal()


def add(
    book: Book, customer_id: int, today: Day, *, name: str, birthday: Birthday | None = None, joined: Day | None = None, **fields: Any
) -> int:
    """A new contact, and its id; `fields` are further columns, all read already. Refused when the customer has one of that name."""
    _name_is_free(book, customer_id, name)
    fields |= _birth_columns(birthday) | {"joined": on(joined) if joined is not None else None}
    row = Contact(uid=uid(), customer_id=customer_id, name=name, handles=handles(name), added_on=on(today), edited_on=on(today), **fields)
    number = add_row(book, row)
    customers.looked_after(book, customers.get(book, customer_id), today)
    return number


def edit(book: Book, contact_id: int, today: Day, **fields: Any) -> list[Change]:
    """Give a contact new values and return what changed; `birthday` stands for all columns of one."""
    row = get(book, contact_id)
    if "name" in fields:
        _name_is_free(book, row.customer_id, fields["name"], contact_id)
        fields["handles"] = handles(fields["name"])
    joined, left = (fields.get(name, getattr(row, name)) for name in ("joined", "left_on"))
    if joined is not None and left is not None and _day(left) < _day(joined):
        raise Refused("left_before_joined", name=row.name)
    changes = []
    if "birthday" in fields:
        old, new = birthday(row), fields.pop("birthday")
        if change(book, row, **_birth_columns(new)):
            changes.append(Change("birthday", old, new))
    changes = [found for found in change(book, row, **fields) if found.field != "handles"] + changes
    if changes:
        change(book, row, edited_on=max(today, row.edited_on.toordinal()))
        customers.looked_after(book, customers.get(book, row.customer_id), today)
    return changes


def birthday(row: Contact) -> Birthday | None:
    """The birthday of a contact, None when it is not known."""
    if row.birth_month is None or row.birth_day is None:
        return None
    return Birthday(row.birth_month, row.birth_day, bool(row.birth_lunar), bool(row.birth_leap), row.birth_year)


def _birth_columns(born: Birthday | None) -> dict[str, Any]:
    if born is None:
        return {"birth_year": None, "birth_month": None, "birth_day": None, "birth_lunar": False, "birth_leap": False}
    return {"birth_year": born.year, "birth_month": born.month, "birth_day": born.day, "birth_lunar": born.lunar, "birth_leap": born.leap}


def _day(value: Any) -> Day:
    return value if isinstance(value, int) else int(value.toordinal())


def _name_is_free(book: Book, customer_id: int, name: str, but: int | None = None) -> None:
    other = session(book).exec(select(Contact).where(Contact.customer_id == customer_id, Contact.name == name)).first()
    if other is not None and other.id != but:
        raise Refused("contact_taken", name=name, customer=customers.get(book, customer_id).name, id=other.id)
