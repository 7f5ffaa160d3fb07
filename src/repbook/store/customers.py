"""Customers, written and edited through the models; each function is part of a step that the caller began."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from repbook.errors import NotFound, Refused
from repbook.models import Customer, Pause, Spacing
from repbook.names import handles
from repbook.store.book import Book
from repbook.store.owed import nothing_owed
from repbook.store.rows import uid
from repbook.store.session import Change, add_row, change, on, session
from repbook.terms import Day


def get(book: Book, customer_id: int) -> Customer:
    """The customer of that id; NotFound when somebody took it out after a lookup found it."""
    row = session(book).get(Customer, customer_id)
    if row is None:
        raise NotFound("no_customer_id", typed=f"#{customer_id}")
    return row


def add(book: Book, today: Day, *, name: str, tier: str, since: Day, **fields: Any) -> int:
    """A new customer, and its id; `fields` are further columns, all read already. Refused when the name is there."""
    _name_is_free(book, name)
    if fields.get("status") == "lost":
        fields["lost_on"] = on(today)
    day = on(today)
    row = Customer(uid=uid(), name=name, key=name, handles=handles(name), tier=tier, since=on(since), added_on=day, edited_on=day, **fields)
    return add_row(book, row)


def edit(book: Book, customer_id: int, today: Day, force: bool = False, **fields: Any) -> list[Change]:
    """Give a customer new values and return what changed; any change counts as looking after the profile.

    A status is also when the customer was lost, or no longer is, and brings an archived one back. Refused for one
    to be lost to whom something is still owed, unless `force`.
    """
    row = get(book, customer_id)
    if "name" in fields:
        _name_is_free(book, fields["name"], customer_id)
        fields["handles"] = handles(fields["name"])
    if fields.get("referred_by") == customer_id:
        raise Refused("referred_by_itself", name=row.name)
    if "status" in fields:
        fields["archived_on"] = None
        if fields["status"] != row.status:
            if fields["status"] == "lost" and not force:
                nothing_owed(book.db, customer_id, row.name)
            fields["lost_on"] = today if fields["status"] == "lost" else None
    changes = change(book, row, **fields)
    if changes:
        looked_after(book, row, today)
    return [_with_names(book, found) for found in changes if found.field not in ("handles", "lost_on")]


def looked_after(book: Book, row: Customer, today: Day) -> bool:
    """Note that somebody looked after the profile on that day; False when that is known of this day or a later one."""
    if today <= row.edited_on.toordinal():
        return False
    change(book, row, edited_on=today)
    return True


def archive(book: Book, customer_id: int, today: Day, force: bool = False) -> bool:
    """Take a customer off every list; False when it is archived already. Refused while something is owed, unless `force`."""
    row = get(book, customer_id)
    if row.archived_on is not None:
        return False
    if not force:
        nothing_owed(book.db, customer_id, row.name)
    change(book, row, archived_on=today)
    return True


def paused_until(book: Book, customer_id: int, today: Day) -> Day | None:
    """The day on which the pause in force ends; None when none is in force."""
    found = select(Pause).where(Pause.customer_id == customer_id, Pause.set_on <= on(today))
    row = session(book).exec(found.order_by(col(Pause.set_on).desc(), col(Pause.id).desc())).first()
    return row.until.toordinal() if row is not None and row.until > on(today) else None


def pause(book: Book, customer_id: int, today: Day, until: Day) -> bool:
    """No care before `until`; with `until` today the pause in force ends. False when it is so already."""
    if (paused_until(book, customer_id, today) or today) == until:
        return False
    add_row(book, Pause(uid=uid(), customer_id=customer_id, set_on=on(today), until=on(until)))
    return True


def spacing_in_force(book: Book, customer_id: int, today: Day) -> tuple[Decimal, Day | None]:
    """The factor on every cadence and the day on which it ends; 1 and None when there is none."""
    found = select(Spacing).where(Spacing.customer_id == customer_id, Spacing.set_on <= on(today))
    row = session(book).exec(found.order_by(col(Spacing.set_on).desc(), col(Spacing.id).desc())).first()
    if row is None or (row.until is not None and row.until <= on(today)):
        return Decimal(1), None
    return Decimal(row.factor), row.until.toordinal() if row.until is not None else None


def space(book: Book, customer_id: int, today: Day, factor: Decimal, until: Day | None = None) -> bool:
    """Put every cadence `factor` times as far apart; 1 ends a spacing. False when it is so already."""
    if spacing_in_force(book, customer_id, today) == (factor, until):
        return False
    end = on(until) if until is not None else None
    add_row(book, Spacing(uid=uid(), customer_id=customer_id, set_on=on(today), factor=f"{factor.normalize():f}", until=end))
    return True


def _name_is_free(book: Book, name: str, but: int | None = None) -> None:
    """Refused when another customer has that name, archived ones included."""
    other = session(book).exec(select(Customer).where(Customer.name == name)).first()
    if other is not None and other.id != but:
        raise Refused("name_taken" if other.archived_on is None else "name_taken_archived", name=name, id=other.id)


def _with_names(book: Book, found: Change) -> Change:
    """A change of who referred the customer, told by names."""
    if found.field != "referred_by":
        return found
    old, new = (get(book, number).name if number is not None else None for number in found[1:])
    return Change(found.field, old, new)
