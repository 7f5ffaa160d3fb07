"""Finding the customer or contact somebody means: exact wins, then a single match, never a guess."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any, NamedTuple

from repbook import names
from repbook.errors import NotFound
from repbook.names import digits, initials
from repbook.values import is_number, line, narrow

EXACT, HANDLE, PART, INSIDE = 0, 1, 2, 3
"""How well a name matches what was typed: its name, a whole handle or number, a part of them, deep inside a handle."""

_LEAST_TAIL = 3
_LEAST_INSIDE = 4


class Match(NamedTuple):
    """Somebody found: the customer, and the contact when it was the contact's name that matched."""

    customer: int
    customer_name: str
    contact: int | None = None
    contact_name: str = ""
    handle: str = ""
    rank: int = EXACT
    gone: bool = False  # archived, or a contact who has left

    @property
    def shown(self) -> str:
        """Its name and handle: 王记饭店 (wjfd), 王丽 @ 惠民便利店 (wl)."""
        name = f"{self.contact_name} @ {self.customer_name}" if self.contact else self.customer_name
        return f"{name} ({self.handle})" if self.handle else name


_DIGITS = "replace(replace(replace(replace(replace({0}, ' ', ''), '-', ''), '+86', ''), '(', ''), ')', '')"

_TAIL = "(:tail <> '' AND ({0} LIKE '%' || :tail OR {0} GLOB '*' || :tail || '[^0-9]*'))"
"""The end of a phone number, of several in one field the end of each."""

CUSTOMERS = f"""
SELECT id, name, NULL, NULL, handles, phone, archived_on IS NOT NULL FROM customer
WHERE name LIKE :part ESCAPE '\\' OR handles LIKE :handle ESCAPE '\\' OR {_TAIL.format(_DIGITS.format("phone"))}
"""

CONTACTS = f"""
SELECT c.customer_id, k.name, c.id, c.name, c.handles, c.phone, k.archived_on IS NOT NULL OR c.left_on IS NOT NULL
FROM contact c JOIN customer k ON k.id = c.customer_id
WHERE c.name LIKE :part ESCAPE '\\' OR c.handles LIKE :handle ESCAPE '\\' OR {_TAIL.format(_DIGITS.format("c.phone"))}
"""

CUSTOMER_OF_ID = "SELECT id, name FROM customer WHERE id = ?"
CONTACT_OF_ID = "SELECT c.customer_id, k.name, c.id, c.name FROM contact c JOIN customer k ON k.id = c.customer_id WHERE c.id = ?"


def customer(db: sqlite3.Connection, typed: str) -> Match:
    """The one customer meant, by its own name or by a contact's; NotFound when none or several match."""
    typed = line(typed)
    if is_number(typed):
        row = _by_id(db, CUSTOMER_OF_ID, typed)
        if row is None:
            raise NotFound("no_customer_id", typed=typed)
        return Match(*row)
    return _one(db, _customers(db, typed), typed, "customer")


def matching(db: sqlite3.Connection, typed: str) -> set[int]:
    """The ids of all customers that match, by their own names or by a contact's; archived ones too."""
    typed = line(typed)
    if is_number(typed):
        row = _by_id(db, CUSTOMER_OF_ID, typed)
        return {row[0]} if row is not None else set()
    return {found.customer for found in _customers(db, typed)}


def contact(db: sqlite3.Connection, typed: str, customer_id: int | None = None) -> Match:
    """The one contact meant: NAME, CUSTOMER/NAME or #id, of one customer only when that is known already."""
    typed = line(typed)
    if "/" in typed:
        whose, _, name = typed.rpartition("/")
        if customer_id is None:
            customer_id, typed = customer(db, whose).customer, name
        elif customer_id in matching(db, whose):
            typed = name
    if is_number(typed):
        row = _by_id(db, CONTACT_OF_ID, typed)
        if row is None:
            raise NotFound("no_contact_id", typed=typed)
        if customer_id is not None and row[0] != customer_id:
            raise NotFound("contact_elsewhere", name=row[3], customer=row[1])
        return Match(*row)
    found = [m for m in _search(db, CONTACTS, typed) if customer_id is None or m.customer == customer_id]
    return _one(db, found, typed, "contact", customer_id)


def _by_id(db: sqlite3.Connection, sql: str, typed: str) -> tuple[Any, ...] | None:
    number = narrow(typed)[1:].strip()
    if len(number) > 18:
        return None
    row: tuple[Any, ...] | None = db.execute(sql, (int(number),)).fetchone()
    return row


def _customers(db: sqlite3.Connection, typed: str) -> list[Match]:
    return _search(db, CUSTOMERS, typed) + _search(db, CONTACTS, typed)


def _search(db: sqlite3.Connection, sql: str, typed: str) -> list[Match]:
    """Everybody whose name, handles or phone hold what was typed, with how well they match."""
    plain = typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    handle = plain.replace(" ", "").replace("'", "").lower() or "'"  # which no handle holds
    number = narrow(typed).replace(" ", "").replace("-", "").removeprefix("+86").removeprefix("+")
    tail = number if number.isascii() and number.isdigit() and len(number) >= _LEAST_TAIL else ""
    if not typed:
        return []
    deep = f"%{handle}%" if len(handle) >= _LEAST_INSIDE else f"%|{handle}%"
    rows = db.execute(sql, {"part": f"%{plain}%", "handle": deep, "tail": tail}).fetchall()
    return [
        Match(customer, whose, number, name or "", initials(handles), _rank(name or whose, handles, phone, typed, tail), bool(gone))
        for customer, whose, number, name, handles, phone, gone in rows
    ]


def _rank(name: str, handles: str, phone: str, typed: str, tail: str) -> int:
    if name.casefold() == typed.casefold():
        return EXACT
    handle = typed.replace(" ", "").replace("'", "").lower()
    if f"|{handle}|" in handles or (tail and digits(phone).removeprefix("86") == tail):
        return HANDLE
    return PART if typed.casefold() in name.casefold() or f"|{handle}" in handles or tail else INSIDE


def _one(db: sqlite3.Connection, found: list[Match], typed: str, what: str, customer_id: int | None = None) -> Match:
    """The single best match; those who are gone count only where nobody else matches."""
    if not typed:
        raise NotFound(f"empty_{what}")
    here = [m for m in found if not m.gone or m.rank == EXACT] or found
    best = min((m.rank for m in here), default=EXACT)
    chosen = [m for m in here if m.rank == best]
    if best == EXACT and len(chosen) > 1:
        chosen = [m for m in chosen if what == "contact" or m.contact is None] or chosen
    if what == "customer" and best == HANDLE and all(m.contact is not None for m in chosen):
        chosen += _also_meant(here, {m.customer for m in chosen})
    if len(chosen) == 1:
        return chosen[0]
    if what == "customer" and len({m.customer for m in chosen}) == 1:
        return next((m for m in chosen if m.contact is None), chosen[0]._replace(contact=None, contact_name=""))
    if chosen:
        several = sorted({f"{m.shown} #{m.contact if what == 'contact' else m.customer}" for m in chosen})  # the id that can be typed here
        raise NotFound("several_match", several[:12], typed=typed, n=len(several))
    near = _nearest(db, typed, what, customer_id)
    raise NotFound(f"no_{what}_near" if near else f"no_{what}", near, typed=typed, near=near[0] if near else "")


def _also_meant(here: list[Match], already: set[int]) -> list[Match]:
    """Further customers that begin like the whole handle of somebody's contact: mj is 毛娟, and may be 美佳超市 too."""
    return [m for m in here if m.contact is None and m.rank == PART and m.customer not in already]


def _nearest(db: sqlite3.Connection, typed: str, what: str, customer_id: int | None) -> list[str]:
    from difflib import get_close_matches

    sql = "SELECT name, handles FROM contact WHERE customer_id = ?" if customer_id is not None else f"SELECT name, handles FROM {what}"
    known: dict[str, str] = {}
    for name, handles in db.execute(sql, (customer_id,) if customer_id is not None else ()):
        known |= dict.fromkeys((handle for handle in handles.split("|") if handle), name)
        known[name] = name
    least = 0.6 if typed.isascii() else 0.5  # of two Chinese characters one may be wrong
    near = _sounding(typed, known) or get_close_matches(typed, known, n=3, cutoff=least)
    return list(dict.fromkeys(known[word] for word in near or get_close_matches(typed.lower(), known, n=3, cutoff=least)))


def _sounding(typed: str, known: Mapping[str, str]) -> list[str]:
    """The handles that hold a Chinese word as it sounds: an input method offers 美家 where 美佳 is meant."""
    if typed.isascii():
        return []
    sounds = [handle for handle in names.handles(typed).split("|") if len(handle) >= _LEAST_INSIDE]
    found = [word for word in known if any(sound in word for sound in sounds)]
    return sorted(found, key=lambda word: (len(word), word))[:3]
