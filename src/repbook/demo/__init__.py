"""The demo book: small, invented, and lively on its own day.

Its facts are the CSV files of this folder; `book.sql` holds the rows that importing them makes, so that a copy is
there in a few milliseconds.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress

from repbook import migrations
from repbook.errors import BookError
from repbook.store.book import APPLICATION_ID, make, storage_errors
from repbook.terms import Day, day_of

DEMO_DAY: Day = day_of("2026-11-22")
"""The day of the demo, unless another is asked for."""

STEPS = 41
"""How many commands undo knows in a demo book as it is made."""

FOLDER = os.path.dirname(os.path.abspath(__file__))
"""Where the files of the demo are."""

_PREFIX = "repbook-demo-"


def make_demo() -> str:
    """A throw-away copy of the demo book in a temporary folder of its own (0700); its path. BookError when there is no room for one."""
    path = os.path.join(_new_folder(), "demo.db")
    try:
        with storage_errors(path):
            _build(path)
    except BaseException:
        remove_demo(path)
        raise
    return path


def keep_demo(path: str) -> bool:
    """Make a demo book at `path` that stays; False when something is there already. BookError when none can be made there."""
    return not os.path.lexists(path) and make(path, _fill)


def is_untouched(db: sqlite3.Connection) -> bool:
    """Whether a book is the demo as it was made: it has the demo's own commands, all of them and no other."""
    (found,) = db.execute("SELECT count(*) FROM setting WHERE key = 'book' AND value = 'demo'").fetchone()
    return bool(found) and db.execute("SELECT count(*), max(id) FROM step WHERE undone = 0").fetchone() == (STEPS, STEPS)


def _fill(db: sqlite3.Connection) -> None:
    """Put the rows in; a script ends the transaction that it is called in, so another is left open for its caller to end."""
    db.executescript(_rows())
    db.execute("BEGIN IMMEDIATE")


def remove_demo(path: str) -> None:
    """Remove a copy that `make_demo` made, with its folder; nothing else is ever removed."""
    folder = os.path.dirname(path)
    if not os.path.basename(folder).startswith(_PREFIX):
        return
    with suppress(OSError):
        for place, _, names in os.walk(folder, topdown=False):
            for name in names:
                os.unlink(os.path.join(place, name))
            os.rmdir(place)


def _new_folder() -> str:
    """A new folder for this user alone, where the system keeps what is temporary (`tempfile` is slow to load)."""
    for place in (*map(os.environ.get, ("TMPDIR", "TEMP", "TMP")), "/tmp", "/var/tmp"):
        folder = os.path.join(os.path.abspath(place), f"{_PREFIX}{os.urandom(8).hex()}") if place else ""
        with suppress(OSError):
            os.mkdir(folder, mode=0o700)
            return folder
    raise BookError("book_not_made", path=_PREFIX + "…")


def _rows() -> str:
    with open(os.path.join(FOLDER, "book.sql"), encoding="utf-8") as file:
        return file.read()


def _build(path: str) -> None:
    """Write the book at `path` without waiting for the disk: nobody will miss it."""
    rows = _rows()
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    db = sqlite3.connect(path, isolation_level=None)
    try:
        for pragma in ("synchronous = OFF", "journal_mode = OFF", f"application_id = {APPLICATION_ID}"):
            db.execute(f"PRAGMA {pragma}")
        db.execute("BEGIN")
        migrations.migrate(db, 0)
        db.execute("COMMIT")
        db.executescript(f"BEGIN;\n{rows}\nCOMMIT;")
    finally:
        db.close()
