"""A book that is full enough to be damaged in parts, and the damage."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from repbook.store import backups
from tests.cli import Rep
from tests.sample import Sample


def filled(rep: Rep) -> Rep:
    """A book with 40 customers, one of them with a contact, each with five touches and an order."""
    made = Sample(rep.book)
    with made.book.step("filled"):
        for number in range(1, 41):
            who = made.customer(f"客户{number}", "key")
            for month in range(1, 6):
                made.touch(who, f"2026-{month:02d}-{1 + number % 28:02d}", "visit", note=f"note {month} of {number} " * 5)
            made.order(who, f"2026-10-{1 + number % 28:02d}")
        made.contact(1, "王丽")
    made.close()
    return rep


def kept(rep: Rep) -> list[str]:
    return [os.path.basename(backup.path) for backup in backups.listing(str(rep.book))]


def spoil(path: Path, first: int, pages: int = 1, with_: bytes = b"\xff") -> None:
    """Make pages of a book unreadable."""
    with path.open("r+b") as file:
        file.seek(4096 * (first - 1))
        file.write(with_ * 4096 * pages)


def leaf_pages(path: Path, table: str) -> list[int]:
    """The pages that hold the rows of a table, as their first bytes tell."""
    with closing(sqlite3.connect(path)) as db:
        (root,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    data = path.read_bytes()
    page = data[4096 * (root - 1) : 4096 * root]
    assert page[0] == 5, "an inner page"
    cells = int.from_bytes(page[3:5], "big")
    starts = [int.from_bytes(page[12 + 2 * n : 14 + 2 * n], "big") for n in range(cells)]
    return [int.from_bytes(page[at : at + 4], "big") for at in starts] + [int.from_bytes(page[8:12], "big")]
