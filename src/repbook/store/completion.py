"""What a shell may offer to complete: handles of letters and digits, never a name as it was typed."""

from __future__ import annotations

import sqlite3

_MOST = 200
_WAIT_MS = 200

CUSTOMERS = "SELECT handles FROM customer WHERE archived_on IS NULL AND handles LIKE ? ORDER BY id"
CONTACTS = "SELECT handles FROM contact WHERE left_on IS NULL AND handles LIKE ? ORDER BY id"


def handles(db: sqlite3.Connection, prefix: str, sql: str = CUSTOMERS) -> list[str]:
    """The likeliest handle of everybody who has one that begins with `prefix`; at most a screenful or two."""
    if not _harmless(prefix or "a"):
        return []
    db.execute(f"PRAGMA busy_timeout = {_WAIT_MS}")
    found: dict[str, None] = {}
    for (stored,) in db.execute(sql, (f"%|{prefix}%",)):
        fitting = [handle for handle in stored.split("|") if handle.startswith(prefix) and _harmless(handle)]
        if fitting:
            found[fitting[0]] = None
        if len(found) == _MOST:
            break
    return list(found)


def _harmless(text: str) -> bool:
    return text.isascii() and text.isalnum()
