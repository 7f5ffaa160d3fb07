"""What a shell may offer to complete: handles of letters and digits, never a name as it was typed."""

from __future__ import annotations

import sqlite3

_MOST = 200
_WAIT_MS = 200

CUSTOMERS = "SELECT handles FROM customer WHERE archived_on IS NULL AND handles LIKE :handle ORDER BY id"
CONTACTS_AT = "SELECT handles FROM contact WHERE left_on IS NULL AND customer_id = :customer AND handles LIKE :handle ORDER BY id"
CONTACTS = "SELECT handles FROM contact WHERE left_on IS NULL AND handles LIKE :handle ORDER BY id"


def handles(db: sqlite3.Connection, prefix: str, sql: str = CUSTOMERS, customer: int = 0) -> list[str]:
    """The likeliest handle of everybody who has one that begins with `prefix`; at most a screenful or two."""
    if not _harmless(prefix or "a"):
        return []
    db.execute(f"PRAGMA busy_timeout = {_WAIT_MS}")
    found: dict[str, None] = {}
    for (stored,) in db.execute(sql, {"handle": f"%|{prefix}%", "customer": customer}):
        fitting = [handle for handle in stored.split("|") if handle.startswith(prefix) and _harmless(handle)]
        if fitting:
            found[fitting[0]] = None
        if len(found) == _MOST:
            break
    return list(found)


def contacts_at(db: sqlite3.Connection, prefix: str, typed: str) -> list[str]:
    """The same of the people at the customer meant, or at all who may be; of everybody where nobody of that name is known."""
    from repbook.errors import NotFound
    from repbook.store import lookup

    try:
        meant = {lookup.customer(db, typed).customer}
    except NotFound:
        meant = lookup.matching(db, typed)
    found = [handle for number in sorted(meant) for handle in handles(db, prefix, CONTACTS_AT, number)]
    return list(dict.fromkeys(found))[:_MOST] if meant else handles(db, prefix, CONTACTS)


def _harmless(text: str) -> bool:
    return text.isascii() and text.isalnum()
