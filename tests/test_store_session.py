"""The models' session inside the book's step: one transaction, begun and ended by the book alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from repbook.errors import BookError, NotFound, Refused
from repbook.store import contacts, customers, orders
from repbook.store.book import Book, connect
from repbook.store.session import Change, session
from repbook.store.start import make_book
from repbook.terms import Birthday, day_of

TODAY = day_of("2026-11-22")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A new book."""
    path = str(tmp_path / "book.db")
    make_book(path)
    made = connect(path, writing=True)
    yield made
    made.close()


def add(book: Book, *names: str, **fields: str) -> int:
    """Customers in a step of their own; the id of the last."""
    number = 0
    with book.step("added"):
        for name in names or ("A",):
            number = customers.add(book, TODAY, name=name, tier="general", since=TODAY, **fields)
    return number


def names(book: Book) -> list[str]:
    """The customers that another process would see."""
    other = sqlite3.connect(book.path)
    found = [name for (name,) in other.execute("SELECT name FROM customer ORDER BY id")]
    other.close()
    return found


def test_nothing_is_there_for_others_before_the_book_commits(book: Book) -> None:
    with book.step("added"):
        customers.add(book, TODAY, name="A", tier="general", since=TODAY)
        assert book.db.in_transaction
        assert names(book) == []
    assert names(book) == ["A"]
    assert not book.db.in_transaction


def test_a_step_that_fails_takes_the_models_back_too(book: Book) -> None:
    add(book)
    with pytest.raises(Refused, match="name_taken"):
        add(book, "B", "A")
    assert names(book) == ["A"]
    assert book.after_commit == []


def test_one_session_a_step_closed_with_it(book: Book) -> None:
    with book.step("first"):
        first = session(book)
        assert session(book) is first
    with book.reading():
        assert session(book) is not first
        assert customers.spacing_in_force(book, 1, TODAY)[0] == 1
    book.close()
    assert book.after_commit == []


def test_plain_statements_and_models_see_each_other(book: Book) -> None:
    number = add(book)
    with book.step("both"):
        book.db.execute("UPDATE customer SET area = 'x' WHERE id = ?", (number,))
        assert customers.get(book, number).area == "x"
        customers.edit(book, number, TODAY, phone="123")
        assert book.db.execute("SELECT area, phone FROM customer").fetchall() == [("x", "123")]


def test_changes_are_told_with_days(book: Book) -> None:
    number = add(book)
    with book.step("edited"):
        assert customers.edit(book, number, TODAY, since=TODAY - 1, area="", status="lost") == [
            Change("since", TODAY, TODAY - 1),
            Change("status", "active", "lost"),
        ]
        assert customers.edit(book, number, TODAY, since=TODAY - 1) == []
        person = contacts.add(book, number, TODAY, name="Ann", birthday=Birthday(8, 15, lunar=True), joined=TODAY)
        assert contacts.edit(book, person, TODAY, joined=None, birthday=None) == [
            Change("joined", TODAY, None),
            Change("birthday", Birthday(8, 15, lunar=True), None),
        ]


def test_every_row_gets_a_uid_of_its_own(book: Book) -> None:
    number = add(book)
    with book.step("more"):
        contacts.add(book, number, TODAY, name="Ann")
        orders.add(book, number, TODAY, 100)
        customers.pause(book, number, TODAY, TODAY + 1)
        customers.space(book, number, TODAY, Decimal("1.5"))
    tables = ("customer", "contact", "orders", "pause", "spacing")
    uids = [uid for table in tables for (uid,) in book.db.execute(f"SELECT uid FROM {table}")]
    assert len(set(uids)) == len(uids) == 5
    assert all(len(uid) == 20 for uid in uids)


def test_a_full_disk_is_told_as_one_and_changes_nothing(book: Book) -> None:
    number = add(book)
    (pages,) = book.db.execute("PRAGMA page_count").fetchone()
    book.db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(BookError, match="disk_full"):
        add(book, "B", note="x" * 100_000)
    assert names(book) == ["A"]
    with pytest.raises(BookError, match="disk_full"), book.step("edited"):
        customers.edit(book, number, TODAY, note="x" * 100_000)
    book.db.execute(f"PRAGMA max_page_count = {pages + 1000}")
    add(book, "B", note="x" * 100_000)
    assert names(book) == ["A", "B"]


def test_what_is_gone_meanwhile_is_not_found(book: Book) -> None:
    with book.reading():
        for get in (customers.get, contacts.get):
            with pytest.raises(NotFound):
                get(book, 99)
