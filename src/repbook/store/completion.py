"""What a shell may offer to complete: handles, numbers and keys of letters and digits, and of names those without anything else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from repbook.store import lookup

_MOST = 200
_WAIT_MS = 200

CUSTOMERS = "SELECT name, handles FROM customer WHERE archived_on IS NULL AND {} ORDER BY id"
CONTACTS_AT = "SELECT name, handles FROM contact WHERE left_on IS NULL AND customer_id = :customer AND {} ORDER BY id"
CONTACTS = "SELECT name, handles FROM contact WHERE left_on IS NULL AND {} ORDER BY id"
_BY_HANDLE, _BY_NAME = "handles LIKE :handle", "name LIKE :name"

_COMPLAINTS = """
SELECT id FROM complaint WHERE id NOT IN (SELECT complaint_id FROM complaint_stage WHERE stage IN {}) ORDER BY opened, id
"""
_PROMISES = "SELECT id FROM promise WHERE coalesce(kept, dropped) IS NULL ORDER BY by_day, id"

NUMBERS: Mapping[tuple[str, str], str] = {
    ("promise", "keep"): _PROMISES,
    ("promise", "drop"): _PROMISES,
    ("promise", "move"): _PROMISES,
    ("complaint", "answer"): _COMPLAINTS.format("('answered', 'solved', 'checked', 'closed')"),
    ("complaint", "solve"): _COMPLAINTS.format("('solved', 'checked', 'closed')"),
    ("complaint", "check"): _COMPLAINTS.format("('closed')"),
    ("complaint", "close"): _COMPLAINTS.format("('closed')"),
    ("occasion", "remove"): "SELECT id FROM occasion ORDER BY id DESC",
    ("alert", "end"): "SELECT id FROM alert ORDER BY last_day DESC, id DESC",
}
"""For each command that takes a number: those that it can be, the most pressing first."""


def customers(db: sqlite3.Connection, prefix: str) -> list[str]:
    """A handle of every customer that has one that begins with `prefix`, or, for a Chinese one, its name."""
    return _people(db, prefix, CUSTOMERS)


def contacts(db: sqlite3.Connection, prefix: str, whose: str | None) -> list[str]:
    """The same of the people at the customer meant, or at all who may be; of everybody where nobody of that name is known."""
    from repbook.errors import NotFound

    if whose is None:
        return _people(db, prefix, CONTACTS)
    try:
        meant = {lookup.customer(db, whose).customer}
    except NotFound:
        meant = lookup.matching(db, whose)
    found = (one for number in sorted(meant) for one in _people(db, prefix, CONTACTS_AT, number))
    return _first(found) if meant else _people(db, prefix, CONTACTS)


def _people(db: sqlite3.Connection, prefix: str, sql: str, customer: int = 0) -> list[str]:
    """What leads to each: the likeliest handle that begins with `prefix`, or the whole name; at most a screenful or two."""
    if not _is_harmless(prefix or "a"):
        return []
    db.execute(f"PRAGMA busy_timeout = {_WAIT_MS}")
    which = _BY_HANDLE if prefix.isascii() else _BY_NAME
    rows = db.execute(sql.format(which), {"handle": f"%|{prefix}%", "name": f"{prefix}%", "customer": customer})
    return _first(next((one for one in _ways(name, handles, prefix) if _is_harmless(one)), "") for name, handles in rows)


def _ways(name: str, handles: str, prefix: str) -> list[str]:
    """The words for somebody that begin with `prefix`: Chinese leads to the name, which has its word in every shell."""
    return [one for one in (handles.split("|") if prefix.isascii() else [name]) if one.startswith(prefix)]


def numbers(db: sqlite3.Connection, noun: str, verb: str) -> list[int]:
    """The numbers that a command such as `promise keep` can take; none for any other."""
    sql = NUMBERS.get((noun, verb))
    return [number for (number,) in db.execute(f"{sql} LIMIT {_MOST}")] if sql else []


def settings(rows: Mapping[str, str], prefix: str) -> list[str]:
    """The keys of a policy of these rows as they are typed: those of a tier without `tier.` in front, unless the prefix has it."""
    from repbook import policy
    from repbook.terms import DEFAULT_TIERS

    tiers = rows["tiers"].split() if "tiers" in rows else [tier.key for tier in DEFAULT_TIERS]
    keys = [*policy.all_keys(tiers), *(key for key in rows if key.startswith("festival."))]
    known = keys if prefix.startswith("tier.") else [key.removeprefix("tier.") for key in keys]
    return [key for key in known if _is_harmless(key.translate({ord(sign): "a" for sign in "._-"}))]


def _first(words: Iterable[str]) -> list[str]:
    """The first of the words, each once, and no empty one."""
    found: dict[str, None] = {}
    for word in words:
        if word:
            found[word] = None
        if len(found) == _MOST:
            break
    return list(found)


def _is_harmless(text: str) -> bool:
    """Whether a text holds nothing but ASCII letters and digits and Chinese characters, which no shell takes for anything else."""
    return text != "" and all("一" <= char <= "鿿" or "㐀" <= char <= "䶿" or (char.isascii() and char.isalnum()) for char in text)
