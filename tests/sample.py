"""A book made row by row for tests of commands: who there is and what happened, in as few words as possible."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

from repbook.calendar.lunar import to_day
from repbook.demo import make_demo, remove_demo
from repbook.names import handles
from repbook.store import rows, start, sums, touches
from repbook.store.book import Book, connect
from repbook.terms import day_of


def year_file(year: int, *more: str) -> str:
    """The lines of a year file with the days off that no year of mainland China goes without, and `more` lines."""
    days = [date(year, month, day) for month, day in ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))]
    days += [date.fromordinal(to_day(year, 1, n) or 1) for n in (1, 2, 3)]
    return "\n".join(["date,kind", *(f"{day},off" for day in sorted(days)), *more, ""])


class Sample:
    """Writes straight into a new book; `close` before a command runs on it."""

    def __init__(self, path: Path) -> None:
        start.make_book(str(path))
        self.book: Book = connect(str(path), writing=True)
        self.db = self.book.db
        self.db.execute("PRAGMA synchronous = OFF")  # nobody pulls the plug on a test
        self.closed = False

    def customer(self, name: str, tier: str = "general", since: str = "2026-01-05", **more: Any) -> int:
        """A customer, active unless said."""
        values: dict[str, Any] = {
            "name": name, "key": name, "handles": handles(name), "tier": tier, "area": "", "status": "active", "since": since,
            "added_on": since, "edited_on": "2026-11-01", "archived_on": None, "lost_on": None, "source": "", "referred_by": None,
            "address": "", "phone": "", "no_calls": 0, "note": "", **more,
        }  # fmt: skip
        return rows.insert(self.db, "customer", **values)

    def contact(self, customer: int, name: str, birthday: tuple[int, int] | None = None, lunar: bool = False, **more: Any) -> int:
        """A contact, with month and day of the birthday."""
        month, day = birthday or (None, None)
        values: dict[str, Any] = {
            "customer_id": customer, "name": name, "handles": handles(name), "role": "", "function": "", "phone": "", "wechat": "",
            "email": "", "birth_year": None, "birth_month": month, "birth_day": day, "birth_lunar": int(lunar), "birth_leap": 0,
            "likes": "", "family": "", "joined": None, "left_on": None, "no_calls": 0, "added_on": "2026-01-05",
            "edited_on": "2026-01-05", "note": "", **more,
        }  # fmt: skip
        return rows.insert(self.db, "contact", **values)

    def touch(self, customer: int, on: str, kind: str = "call", contacts: tuple[int, ...] = (), **more: Any) -> int:
        """Something that happened."""
        return touches.add(self.db, customer, day_of(on), contacts, kind=kind, **more)

    def order(self, customer: int, on: str, amount: int = 10000) -> int:
        """An order, in fen."""
        return touches.add_order(self.db, customer, day_of(on), amount)

    def close(self) -> None:
        """Let go of the book, once; what was written outside a step is taken for right."""
        if self.closed:
            return
        self.closed = True
        self.db.execute("BEGIN")
        sums.renew(self.db)
        self.db.execute("COMMIT")
        self.book.close()


def small_shop(path: Path) -> None:
    """Make a book with a customer, a contact, a touch and an order, and one customer with a name that shells would mind."""
    made = Sample(path)
    mei = made.customer("美佳超市", "key")
    made.customer("-dash & 'co'")
    made.contact(mei, "王丽", (11, 22))
    made.touch(mei, "2026-06-01", "visit", note="谈了新品")
    made.order(mei, "2026-06-01")
    made.close()


def demo_copy(folder: Path) -> Path:
    """A demo book in a folder, to be copied for each test."""
    path, kept = make_demo(), folder / "demo.db"
    shutil.copy(path, kept)
    remove_demo(path)
    return kept
