"""Imports of what happened, touches and orders: a file that holds a row k times brings the book to k of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from repbook import values
from repbook.errors import BadInput
from repbook.store.imports.names import Names
from repbook.store.imports.people import Customers
from repbook.store.imports.plan import Plan, Wish, next_id
from repbook.terms import iso

if TYPE_CHECKING:
    from repbook.exchange.rows import OrderRow, TouchRow

TOUCH = (
    "customer_id", "on_day", "kind", "outcome", "purpose", "mood", "minutes",
    "incoming", "mass", "meant_for", "gift", "cost", "origin", "note",
)  # fmt: skip
"""The columns of a touch that make two of them the same fact, together with its contacts."""

ORDER = ("customer_id", "on_day", "amount", "product", "quantity", "margin", "service_every")
"""The columns of an order that make two of them the same fact."""

_WITH = "(SELECT group_concat(contact_id) FROM touch_contact WHERE touch_id = touch.id)"


def touches(db: sqlite3.Connection, plan: Plan, rows: Sequence[TouchRow], wish: Wish) -> None:
    """Plan an import of touches."""
    purposes = _purposes(db, plan, rows, wish)
    gifts = {text: gift(text) for text in {row.gift for row in rows}}
    customers = Customers(db, plan, wish)
    people = Names(db.execute("SELECT customer_id, name, id FROM contact") if any(row.contacts for row in rows) else ())
    facts = []
    for row, customer, day in zip(rows, customers.ids(rows), _iso_days(rows), strict=True):
        contacts = _contacts(plan, row, customer, people) if row.contacts else ()
        if customer is not None and contacts is not None and row.meant_for in purposes:
            facts.append((customer, day, row.kind, row.outcome, row.purpose, row.mood, row.minutes, row.incoming, row.mass,
                          purposes[row.meant_for], gifts[row.gift], row.cost, "", row.note, contacts))  # fmt: skip
    new = not_yet(db, plan, facts, f"SELECT {', '.join(TOUCH)}, {_WITH} FROM touch", _touch_fact)
    customers.make_missing({fact[0] for fact in new})
    first = next_id(db, "touch")
    plan.insert("touch", ("id", *TOUCH), ((number, *fact[:-1]) for number, fact in enumerate(new, first)), len(new))
    links = [(number, contact) for number, fact in enumerate(new, first) for contact in fact[-1]]
    plan.insert("touch_contact", ("touch_id", "contact_id"), links, len(links))


def orders(db: sqlite3.Connection, plan: Plan, rows: Sequence[OrderRow], wish: Wish) -> None:
    """Plan an import of orders."""
    customers = Customers(db, plan, wish)
    found = zip(rows, customers.ids(rows), _iso_days(rows), strict=True)
    facts = [
        (customer, day, row.amount, row.product, row.quantity, row.margin, row.service_every)
        for row, customer, day in found
        if customer is not None
    ]
    new = not_yet(db, plan, facts, f"SELECT {', '.join(ORDER)} FROM orders", tuple)
    customers.make_missing({fact[0] for fact in new})
    plan.insert("orders", ORDER, new, len(new))


def gift(text: str) -> str:
    """What was given, where a cell may also just say that something was: yes is a gift, no is none."""
    word = values.YES_NO.get(values.plain(text)) if text else None
    if word is None:
        return text
    return "" if word == "no" else "gift" if text.isascii() else "礼品"


def _purposes(db: sqlite3.Connection, plan: Plan, rows: Iterable[TouchRow], wish: Wish) -> dict[str, str]:
    """What each `for` cell names as it is stored; rows with one that names nothing, now or when it was logged, are put down as bad."""
    purposes = {"": ""}
    wrong: dict[str, BadInput] = {}
    texts = {row.meant_for for row in rows} - {""}
    if texts:
        purposes |= {text: text for (text,) in db.execute("SELECT DISTINCT meant_for FROM touch WHERE meant_for <> ''")}
        texts -= purposes.keys()
    if texts:
        from repbook.rules.naming import meant_for  # the whole rule book comes with it
    for text in texts:
        try:
            purposes[text] = meant_for(text, wish.festivals)
        except BadInput as error:
            wrong[text] = error
    if wrong:
        plan.bad += [(row.line, wrong[row.meant_for].key, wrong[row.meant_for].params) for row in rows if row.meant_for in wrong]
    return purposes


def _iso_days(rows: Sequence[Any]) -> Iterator[str]:
    """The day of each row in ISO form, worked out once for each day."""
    days = {day: iso(day) for day in {row.on for row in rows}}
    return (days[row.on] for row in rows)


def _contacts(plan: Plan, row: TouchRow, customer: int | None, people: Names) -> tuple[int, ...] | None:
    """The ids of those a touch was with, in order; None, and a bad row, when one is not that customer's contact."""
    if customer is None:
        return None
    found = {name: people.find(name, customer) for name in row.contacts}
    strangers = [name for name, number in found.items() if number is None]
    if strangers:
        plan.bad.append((row.line, "not_their_contact", {"name": "、".join(strangers), "customer": row.customer}))
        return None
    return tuple(sorted({number for number in found.values() if number is not None}))


def _touch_fact(row: Sequence[Any]) -> tuple[Any, ...]:
    """A touch of the book as `touches` writes one: what was given by its word, its contacts in order, not where a gift is from."""
    *before, given, cost, _, note, contacts = row
    return (*before, gift(given), cost, "", note, tuple(sorted(map(int, contacts.split(",")))) if contacts else ())


def not_yet(
    db: sqlite3.Connection, plan: Plan, facts: list[tuple[Any, ...]], sql: str, as_fact: Callable[[Sequence[Any]], tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    """Of the facts of a file those that the book does not hold yet, each as often as it is short of; counts both sorts.

    They come customer by customer and day by day, so that they lie together in the book and its indexes grow at one place.
    """
    days = {fact[1] for fact in facts}
    there = iter(db.execute(f"{sql} WHERE on_day BETWEEN ? AND ?", (min(days, default=""), max(days, default=""))))
    first = next(there, None)
    new = facts
    if first is not None:
        left = dict.fromkeys(facts, 0)
        for fact in map(as_fact, chain((first,), there)):
            if fact in left:
                left[fact] += 1
        new = [fact for fact in facts if not _taken(left, fact)]
    plan.added += len(new)
    plan.same += len(facts) - len(new)
    return sorted(new, key=itemgetter(0, 1))


def _taken(left: dict[tuple[Any, ...], int], fact: tuple[Any, ...]) -> bool:
    """Whether the book still has one like this to stand for it."""
    left[fact] -= 1
    return left[fact] >= 0
