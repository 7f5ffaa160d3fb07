"""The journal: one step is taken back exactly and put back exactly, whatever it did."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from repbook.errors import BookError
from repbook.migrations import journaled_tables
from repbook.store import secure, undo
from repbook.store.book import Book, connect, uri
from repbook.store.rows import insert
from tests.journaled import DAY, State, book, contact, customer, put_back, rename, shops, state, take_back

__all__ = ["book", "shops"]


def holds(book: Book, before: State) -> None:
    """The last step is taken back and put back exactly, twice."""
    after = state(book.db)
    assert after != before
    for _ in range(2):
        take_back(book)
        assert state(book.db) == before
        put_back(book)
        assert state(book.db) == after
    assert book.db.execute("PRAGMA foreign_key_check").fetchall() == []


# ---- one step -----------------------------------------------------------------------------------------


def test_new_rows(book: Book) -> None:
    before = state(book.db)
    with book.step("added"):
        contact(book.db, customer(book.db, "A"), "Ann")
    holds(book, before)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "007",
        "1e3",
        "null",
        'a "quoted" word',
        "back\\slash \\n",
        "it's",
        "line\nbreak\ttab\r",
        "控制\x01\x1f",
        "😀 \u2028 𠮷",
        '{"a": 1}',
        "\ufeff",
        "''",
        "no\0end",
        "long " * 50_000,
    ],
)
def test_changed_values_come_back_as_they_were(shops: Book, text: str) -> None:
    with shops.step("noted"):
        shops.db.execute("UPDATE customer SET note = ? WHERE name = 'A'", (text + "!",))
    before = state(shops.db)
    with shops.step("changed"):
        shops.db.execute("UPDATE customer SET note = ?, phone = ?, lost_on = ?, no_calls = 1 WHERE name = 'A'", (text, text, DAY))
    holds(shops, before)
    take_back(shops)
    with shops.step("deleted"):
        shops.db.execute("DELETE FROM contact WHERE name = 'Ann'")
    holds(shops, before)


@pytest.mark.parametrize("value", [0, 1440, 2**63 - 1, 0.1 + 0.2, 1e300, float("inf"), b"", b"\0\xff{", "1.50x", None])
def test_a_value_of_any_kind_comes_back(shops: Book, value: Any) -> None:
    """Also where another program put it: the table takes all of these for a cost."""
    what = {"kind": "gift", "outcome": "done", "purpose": "", "mood": "", "incoming": 0, "mass": 0, "meant_for": "", "gift": ""}
    with shops.step("made"):
        number = insert(shops.db, "touch", customer_id=1, on_day=DAY, cost=value, origin="", note="", **what)
    before = state(shops.db)
    assert before["touch"][0][13] == (type(value), value)
    with shops.step("changed"):
        shops.db.execute("UPDATE touch SET cost = 5 WHERE id = ?", (number,))
    holds(shops, before)
    take_back(shops)
    with shops.step("deleted"):
        shops.db.execute("DELETE FROM touch")
    holds(shops, before)
    take_back(shops)
    take_back(shops)
    put_back(shops)
    assert state(shops.db) == before


def test_a_row_that_cannot_be_read_is_not_changed(shops: Book) -> None:
    """What it was before could not be written down."""
    with closing(sqlite3.connect(shops.path)) as other, other:
        other.execute("UPDATE customer SET note = CAST(x'ff41' AS TEXT) WHERE name = 'A'")
    with pytest.raises(BookError, match="book_damaged"), shops.step("edited"):
        shops.db.execute("UPDATE customer SET phone = '1' WHERE name = 'A'")
    assert shops.db.execute("SELECT phone FROM customer WHERE name = 'A'").fetchone() == ("",)
    assert [step.key for step in undo.steps(shops.db)] == ["made"]


def test_an_encrypted_book_keeps_values_as_well(shops: Book) -> None:
    """A text with a NUL in it too; and what is no text is refused as in a plain book."""
    pytest.importorskip("sqlcipher3")
    shops.close()
    book = Book(shops.path, secure.opened(uri(shops.path, "rw"), None))
    with book.step("noted"):
        book.db.execute("UPDATE customer SET note = 'no' || char(0) || 'end', phone = '' WHERE name = 'A'")
    before = state(book.db)
    assert book.db.execute("SELECT length(CAST(note AS BLOB)) FROM customer WHERE name = 'A'").fetchone() == (6,)
    with book.step("changed"):
        book.db.execute("UPDATE customer SET note = 'x', referred_by = 2 WHERE name = 'A'")
    holds(book, before)
    take_back(book)
    assert book.db.execute("SELECT length(CAST(note AS BLOB)) FROM customer WHERE name = 'A'").fetchone() == (6,)
    with closing(sqlite3.connect(shops.path)) as other, other:
        other.execute("UPDATE customer SET note = CAST(x'ff41' AS TEXT) WHERE name = 'A'")
    with pytest.raises(BookError, match="book_damaged"), book.step("edited"):
        book.db.execute("UPDATE customer SET phone = '1' WHERE name = 'A'")
    book.close()


def test_a_row_that_is_replaced_comes_back(book: Book) -> None:
    with book.step("year"):
        insert(book.db, "calendar_day", on_day="2027-01-01", working=0)
    before = state(book.db)
    book.db.execute("PRAGMA recursive_triggers = ON")  # or SQLite takes the old one away without telling the triggers
    with book.step("replaced"):
        book.db.execute("INSERT OR REPLACE INTO calendar_day (uid, on_day, working) VALUES ('new', '2027-01-01', 1)")
    holds(book, before)


def test_only_the_connection_of_a_step_has_triggers(shops: Book) -> None:
    sql = "SELECT count(*) FROM {} WHERE type = 'trigger'"
    assert shops.db.execute(sql.format("sqlite_master")).fetchone() == (0,)
    assert shops.db.execute(sql.format("sqlite_temp_master")).fetchone() == (2 * len(journaled_tables()),)
    shops.close()
    again = connect(shops.path, writing=False)
    assert again.db.execute(sql.format("sqlite_temp_master")).fetchone() == (0,)
    again.close()


def test_a_step_after_one_that_failed_is_noted_as_well(book: Book) -> None:
    """What is rolled back takes the triggers with it."""
    with pytest.raises(sqlite3.IntegrityError), book.step("broken"):
        customer(book.db, "")
    with book.step("made"):
        customer(book.db, "A")
    before = state(book.db)
    with book.step("renamed"):
        rename(book.db, "A", "B")
    holds(book, before)


def test_empty_and_none_are_not_the_same(shops: Book) -> None:
    before = state(shops.db)
    with shops.step("born"):
        shops.db.execute("UPDATE contact SET birth_month = 2, birth_day = 29, birth_year = 2000, birth_lunar = 1 WHERE name = 'Ann'")
    holds(shops, before)


def test_deleted_rows_with_those_that_refer_to_them(shops: Book) -> None:
    before = state(shops.db)
    with shops.step("emptied"):
        shops.db.execute("DELETE FROM contact")
        shops.db.execute("DELETE FROM customer WHERE name = 'B'")
        shops.db.execute("DELETE FROM customer WHERE name = 'A'")
    holds(shops, before)


def test_made_changed_and_deleted_in_one_step(shops: Book) -> None:
    before = state(shops.db)
    with shops.step("busy"):
        c = customer(shops.db, "C")
        rename(shops.db, "C", "D")
        shops.db.execute("DELETE FROM customer WHERE id = ?", (c,))
        e = customer(shops.db, "E")
        rename(shops.db, "E", "F")
        contact(shops.db, e, "Eve")
        rename(shops.db, "A", "Z")
        shops.db.execute("DELETE FROM contact WHERE name = 'Bob'")
        rename(shops.db, "F", "A")
    holds(shops, before)


def test_only_made_and_deleted_again(shops: Book) -> None:
    before = state(shops.db)
    with shops.step("nothing left"):
        shops.db.execute("DELETE FROM customer WHERE id = ?", (customer(shops.db, "C"),))
    take_back(shops)
    assert state(shops.db) == before
    put_back(shops)
    assert state(shops.db) == before


def test_a_new_row_takes_the_name_of_an_older_one(shops: Book) -> None:
    before = state(shops.db)
    with shops.step("renamed"):
        rename(shops.db, "A", "old A")
        customer(shops.db, "A")
    holds(shops, before)


def test_a_new_row_in_the_place_of_a_deleted_one(book: Book) -> None:
    with book.step("year"):
        insert(book.db, "calendar_day", on_day="2027-01-01", working=0)
    before = state(book.db)
    with book.step("year again"):
        book.db.execute("DELETE FROM calendar_day")
        insert(book.db, "calendar_day", on_day="2027-01-01", working=1)
    holds(book, before)


def test_names_swapped(shops: Book) -> None:
    before = state(shops.db)
    with shops.step("swapped"):
        rename(shops.db, "A", "?")
        rename(shops.db, "B", "A")
        rename(shops.db, "?", "B")
    holds(shops, before)


def test_customers_that_refer_to_each_other(shops: Book) -> None:
    before = state(shops.db)
    with shops.step("circle"):
        c = customer(shops.db, "C", 2)
        shops.db.execute("UPDATE customer SET referred_by = ? WHERE name = 'A'", (c,))
    holds(shops, before)
    with shops.step("alone"):
        shops.db.execute("UPDATE customer SET referred_by = id")
    middle = state(shops.db)
    with shops.step("gone"):
        shops.db.execute("DELETE FROM contact")
        shops.db.execute("UPDATE customer SET referred_by = NULL")
        shops.db.execute("DELETE FROM customer")
    holds(shops, middle)
    for expected in ("gone", "alone", "circle"):
        assert take_back(shops) == expected
    assert state(shops.db) == before


def test_many_rows(book: Book) -> None:
    before = state(book.db)
    with book.step("imported"):
        for n in range(3000):
            customer(book.db, f"shop {n}", n or None)
    assert book.db.execute("SELECT count(*) FROM change").fetchone() == (1,), "new rows cost one line, however many"
    holds(book, before)
