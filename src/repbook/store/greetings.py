"""Greetings as they were sent, read from the touches: to compare a new one with, and to list."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from typing import NamedTuple

from repbook.rules.copies import Sent
from repbook.terms import Day, day_of, iso


class Greeting(NamedTuple):
    """A greeting that went out: the touch, when, to whom (names joined by 、), what for and in which words."""

    touch: int
    day: Day
    customer: str
    customer_id: int
    tier: str
    area: str
    contact: str
    kind: str
    meant_for: str
    mass: int  # 1 for one sent to many
    text: str


SENT = """
SELECT t.id, t.on_day, c.name, c.id,
  coalesce((SELECT group_concat(p.name, '、') FROM touch_contact x JOIN contact p ON p.id = x.contact_id WHERE x.touch_id = t.id), ''),
  t.kind, t.note
FROM touch t JOIN customer c ON c.id = t.customer_id
WHERE (t.on_day >= :since OR t.customer_id = :customer) AND t.on_day <= :until AND t.id <> :besides
  AND (t.kind = 'greeting' OR t.kind = 'message' AND (t.purpose = '' OR t.purpose = 'care'))
  AND t.note <> '' AND t.outcome = 'done' AND t.mass = 0 AND t.incoming = 0
"""

NAMES = "SELECT customer_id, name FROM contact"

LISTED = """
SELECT t.id, t.on_day, c.name, c.id, c.tier, c.area,
  coalesce((SELECT group_concat(p.name, '、') FROM touch_contact x JOIN contact p ON p.id = x.contact_id WHERE x.touch_id = t.id), ''),
  t.kind, t.meant_for, t.mass, t.note
FROM touch t JOIN customer c ON c.id = t.customer_id
WHERE (t.kind = 'greeting' OR t.meant_for <> '') AND t.on_day BETWEEN :first AND :last AND t.outcome = 'done' AND t.incoming = 0
ORDER BY t.on_day DESC, t.id DESC
"""


def sent(db: sqlite3.Connection, customer: int, since: Day, until: Day, besides: int = 0) -> list[Sent]:
    """What a greeting to a customer is compared with: the words sent to anybody since a day, and to that customer ever.

    Mass greetings are copies by nature, and a message about business is no greeting: neither is among them. Days
    after `until` are left out, and so is the touch `besides`.
    """
    names: dict[int, list[str]] = {}
    for whose, name in db.execute(NAMES):
        names.setdefault(whose, []).append(name)
    values = {"customer": customer, "since": iso(since), "until": iso(until), "besides": besides}
    return [
        Sent(touch, day_of(on), name, number, contact, kind, text, (*names.get(number, ()), name))
        for touch, on, name, number, contact, kind, text in db.execute(SENT, values)
    ]


def names_at(db: sqlite3.Connection, customer: int) -> tuple[str, ...]:
    """The names that a greeting to a customer may address: its people's and its own."""
    people = db.execute("SELECT name FROM contact WHERE customer_id = ? ORDER BY id", (customer,)).fetchall()
    own = db.execute("SELECT name FROM customer WHERE id = ?", (customer,)).fetchall()
    return tuple(row[0] for row in (*people, *own))


def listing(db: sqlite3.Connection, festivals: Collection[str], until: Day) -> list[Greeting]:
    """Every greeting, and whatever else was `--for` one of the festivals, newest first."""
    return [one for one in _listed(db, 1, until) if one.kind == "greeting" or one.meant_for in festivals]


def for_festival(db: sqlite3.Connection, festival: str, named: Day, plain: Day, until: Day) -> list[Greeting]:
    """Who was greeted for one festival, once each: `--for` it since `named`, or by a plain greeting since `plain`.

    Of several to one customer the last personal one; a mass greeting only where there is no other. Newest first.
    """
    names = (festival, "festival-greeting")
    found = [
        one
        for one in _listed(db, min(named, plain), until)
        if (one.meant_for in names and one.day >= named) or (one.meant_for == "" and one.day >= plain)
    ]
    best: dict[int, Greeting] = {}
    for one in sorted(found, key=lambda one: one.mass):  # stable: newest first among the personal ones, then the others
        best.setdefault(one.customer_id, one)
    return sorted(best.values(), key=lambda one: (-one.day, -one.touch))


def _listed(db: sqlite3.Connection, first: Day, last: Day) -> list[Greeting]:
    rows = db.execute(LISTED, {"first": iso(first), "last": iso(last)})
    return [Greeting(number, day_of(on), *rest) for number, on, *rest in rows]
