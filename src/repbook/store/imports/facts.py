"""Imports of what happened, touches and orders: a file that holds a row k times brings the book to k of them."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from repbook import values
from repbook.errors import BadInput
from repbook.store.imports.names import Names
from repbook.store.imports.people import Customers
from repbook.store.imports.plan import Plan, Wish, next_id
from repbook.terms import Day, iso

if TYPE_CHECKING:
    from repbook.exchange.rows import OrderRow, TouchRow

TOUCH = (
    "customer_id", "on_day", "kind", "outcome", "purpose", "mood", "minutes",
    "incoming", "mass", "meant_for", "gift", "cost", "origin", "note",
)  # fmt: skip
"""The columns of a touch that make two of them the same fact, together with its contacts."""

ORDER = ("customer_id", "on_day", "amount", "product", "quantity", "margin", "service_every")
"""The columns of an order that make two of them the same fact."""

_AT_ONCE = 500
_WITH = "(SELECT group_concat(contact_id) FROM touch_contact WHERE touch_id = touch.id)"


def touches(db: sqlite3.Connection, plan: Plan, rows: Sequence[TouchRow], wish: Wish) -> None:
    """Plan an import of touches."""
    at = _by_column(rows)
    purposes = _purposes(db, plan, rows, set(at["meant_for"]), wish)
    gifts = {text: gift(text) for text in set(at["gift"])}
    customers = Customers(db, plan, wish)
    ids = customers.ids(rows)
    contacts: Iterable[tuple[int, ...] | None] = _with(db, plan, rows, ids) if any(at["contacts"]) else repeat(())
    facts = list(zip(
        ids, _iso_days(at["on"]), at["kind"], at["outcome"], at["purpose"], at["mood"], at["minutes"], at["incoming"], at["mass"],
        map(purposes.get, at["meant_for"]), map(gifts.get, at["gift"]), at["cost"], repeat(""), at["note"], contacts, strict=False,
    ))  # fmt: skip
    if plan.bad:  # what was not found is None
        facts = [fact for fact in facts if fact[0] is not None and fact[9] is not None and fact[-1] is not None]
    new = not_yet(db, plan, facts, "touch", (*TOUCH, _WITH), _touch_fact)
    customers.make_missing({fact[0] for fact in new})
    first = next_id(db, "touch")
    plan.insert("touch", TOUCH, new, len(new), first)
    links = [(number, contact) for number, fact in enumerate(new, first) for contact in fact[-1]]
    plan.insert("touch_contact", ("touch_id", "contact_id"), links, len(links))


def orders(db: sqlite3.Connection, plan: Plan, rows: Sequence[OrderRow], wish: Wish) -> None:
    """Plan an import of orders."""
    customers = Customers(db, plan, wish)
    found = zip(rows, customers.ids(rows), _iso_days([row.on for row in rows]), strict=True)
    facts = [
        (customer, day, row.amount, row.product, row.quantity, row.margin, row.service_every)
        for row, customer, day in found
        if customer is not None
    ]
    new = not_yet(db, plan, facts, "orders", ORDER, tuple)
    customers.make_missing({fact[0] for fact in new})
    plan.insert("orders", ORDER, new, len(new))


def gift(text: str) -> str:
    """What was given, where a cell may also just say that something was: yes is a gift, no is none."""
    word = values.YES_NO.get(values.plain(text)) if text else None
    if word is None:
        return text
    return "" if word == "no" else "gift" if text.isascii() else "礼品"


def _purposes(db: sqlite3.Connection, plan: Plan, rows: Iterable[TouchRow], texts: set[str], wish: Wish) -> dict[str, str]:
    """What each `for` cell names as it is stored; rows with one that names nothing, now or when it was logged, are put down as bad."""
    purposes = {"": ""}
    wrong: dict[str, BadInput] = {}
    texts = texts - {""}
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


def _by_column(rows: Sequence[Any]) -> Mapping[str, Sequence[Any]]:
    """The cells of rows by the columns' names."""
    names = rows[0]._fields if rows else ()
    return defaultdict(tuple, {name: list(map(itemgetter(place), rows)) for place, name in enumerate(names)})


def _iso_days(days: Sequence[Day]) -> Iterator[str]:
    """Days in ISO form, each worked out once."""
    return map({day: iso(day) for day in set(days)}.__getitem__, days)


def _with(db: sqlite3.Connection, plan: Plan, rows: Sequence[TouchRow], customers: Sequence[int | None]) -> list[tuple[int, ...] | None]:
    """What `_contacts` says of each row."""
    people = Names(db.execute("SELECT customer_id, name, id FROM contact"))
    return [_contacts(plan, row, customer, people) if row.contacts else () for row, customer in zip(rows, customers, strict=True)]


def _contacts(plan: Plan, row: TouchRow, customer: int | None, people: Names) -> tuple[int, ...] | None:
    """The ids of those a touch was with, in order; None, and a bad row, when one is not that customer's contact."""
    if customer is None:
        return None  # and a bad row already
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
    db: sqlite3.Connection,
    plan: Plan,
    facts: Sequence[tuple[Any, ...]],
    table: str,
    columns: Sequence[str],
    as_fact: Callable[[Sequence[Any]], tuple[Any, ...]],
) -> list[tuple[Any, ...]]:
    """Of the facts of a file those that the book does not hold yet, each as often as it is short of; counts both sorts.

    The first columns are the customer and the day, and only what the book has of the same customer on the same day is compared.
    They come customer by customer and day by day, so that they lie together in the book and its indexes grow at one place.
    """
    places = list(map(_place, facts))
    there, met = _there(db, table, set(places))
    left = Counter(as_fact(row) for row in _rows_of(db, f"SELECT {', '.join(columns)} FROM {table}", there))
    new = [fact for fact, doubtful in zip(facts, map(met.__contains__, places), strict=True) if not (doubtful and _taken(left, fact))]
    plan.added += len(new)
    plan.same += len(facts) - len(new)
    new.sort(key=itemgetter(1))
    new.sort(key=itemgetter(0))
    return new


_place = itemgetter(0, 1)


def _there(db: sqlite3.Connection, table: str, places: set[tuple[int, str]]) -> tuple[list[int], set[tuple[int, str]]]:
    """The rows of the book at places, each a customer and a day, and the places that have one."""
    days = [day for _, day in places]
    sql = f"SELECT id, customer_id, on_day FROM {table} WHERE on_day BETWEEN ? AND ?"
    found = [row for row in db.execute(sql, (min(days, default=""), max(days, default=""))) if row[1:] in places]
    return [number for number, *_ in found], {(customer, day) for _, customer, day in found}


def _rows_of(db: sqlite3.Connection, sql: str, ids: Sequence[int]) -> Iterator[Sequence[Any]]:
    """The rows of these ids."""
    for at in range(0, len(ids), _AT_ONCE):
        part = ids[at : at + _AT_ONCE]
        yield from db.execute(f"{sql} WHERE id IN ({', '.join('?' * len(part))})", part)


def _taken(left: Counter[tuple[Any, ...]], fact: tuple[Any, ...]) -> bool:
    """Whether the book still has one like this to stand for it."""
    if left[fact] <= 0:
        return False
    left[fact] -= 1
    return True
