"""The journal: every step is taken back exactly and put back exactly, whatever it did."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from repbook.errors import BookError, Refused
from repbook.migrations import journaled_tables
from repbook.store import secure, undo
from repbook.store.book import Book, connect, uri
from repbook.store.rows import insert
from repbook.store.start import make_book

DAY = "2026-11-22"


def opened(path: str) -> Book:
    """The book, without waiting for the disk."""
    book = connect(path, writing=True)
    book.db.execute("PRAGMA synchronous = OFF")
    return book


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A new book."""
    path = str(tmp_path / "book.db")
    make_book(path)
    made = opened(path)
    yield made
    made.close()


def customer(db: sqlite3.Connection, name: str, referred_by: int | None = None, **more: Any) -> int:
    """A new customer."""
    return insert(
        db, "customer", name=name, key=name,
        **{"handles": "", "tier": "general", "area": "", "status": "active", "since": DAY, "added_on": DAY,
        "edited_on": DAY, "source": "", "referred_by": referred_by, "address": "", "phone": "", "no_calls": 0, "note": "", **more},
    )  # fmt: skip


def contact(db: sqlite3.Connection, owner: int, name: str) -> int:
    """A new contact."""
    return insert(
        db, "contact", customer_id=owner, name=name, handles="", role="", function="", phone="", wechat="", email="", birth_lunar=0,
        birth_leap=0,
        likes="", family="", no_calls=0, added_on=DAY, edited_on=DAY, note="",
    )  # fmt: skip


def rename(db: sqlite3.Connection, old: str, new: str) -> None:
    db.execute("UPDATE customer SET name = ? WHERE name = ?", (new, old))


State = dict[str, list[tuple[Any, ...]]]


def state(db: sqlite3.Connection) -> State:
    """Every row that undo covers, with the types of its values."""
    return {
        table: [tuple((type(cell), cell) for cell in row) for row in db.execute(f"SELECT * FROM {table} ORDER BY id")]
        for table in journaled_tables()
    }


def take_back(book: Book) -> str:
    """Undo; the key of the step."""
    with book.unjournaled():
        return undo.undo(book.db).key


def put_back(book: Book) -> str:
    """Redo; the key of the step."""
    with book.unjournaled():
        return undo.redo(book.db).key


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


@pytest.fixture
def shops(book: Book) -> Book:
    """Two shops, the second referred by the first, and a person at each."""
    with book.step("made"):
        a = customer(book.db, "A")
        b = customer(book.db, "B", a)
        contact(book.db, a, "Ann")
        contact(book.db, b, "Bob")
    return book


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
    """Its driver hands a function only what is before a NUL, and nothing at all where the bytes are no text."""
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


# ---- several steps ------------------------------------------------------------------------------------


def test_steps_go_back_one_by_one_and_forward_again(book: Book) -> None:
    states = [state(book.db)]
    for n in range(4):
        with book.step(f"s{n}"):
            customer(book.db, f"shop {n}")
            book.db.execute("UPDATE customer SET note = note || ?", (str(n),))
        states.append(state(book.db))
    for n in (3, 2, 1, 0):
        assert take_back(book) == f"s{n}"
        assert state(book.db) == states[n]
    for n in range(4):
        assert put_back(book) == f"s{n}"
        assert state(book.db) == states[n + 1]


def test_nothing_to_take_back_or_put_back(shops: Book) -> None:
    with pytest.raises(Refused, match="nothing_to_redo"):
        put_back(shops)
    take_back(shops)
    with pytest.raises(Refused, match="nothing_to_undo"):
        take_back(shops)
    put_back(shops)
    with pytest.raises(Refused, match="nothing_to_redo"):
        put_back(shops)


def test_a_new_step_ends_redo(shops: Book) -> None:
    take_back(shops)
    with shops.step("other"):
        customer(shops.db, "X")
    with pytest.raises(Refused, match="nothing_to_redo"):
        put_back(shops)
    assert [step.key for step in undo.steps(shops.db)] == ["other"]
    assert shops.db.execute("SELECT count(*) FROM change").fetchone() == (1,)


def test_a_step_that_changes_nothing_leaves_no_trace_and_redo_alone(shops: Book) -> None:
    take_back(shops)
    with shops.step("idle"):
        shops.db.execute("UPDATE customer SET name = 'x' WHERE id = 99")
    assert [(step.key, step.undone) for step in undo.steps(shops.db)] == [("made", True)]
    assert put_back(shops) == "made"


def broken(book: Book) -> None:
    """A step that fails half way."""
    with book.step("broken"):
        customer(book.db, "C")
        rename(book.db, "A", "Z")
        raise ZeroDivisionError


def test_a_step_that_fails_changes_nothing(shops: Book) -> None:
    before, steps = state(shops.db), undo.steps(shops.db)
    with pytest.raises(ZeroDivisionError):
        broken(shops)
    assert (state(shops.db), undo.steps(shops.db)) == (before, steps)
    assert take_back(shops) == "made"


def test_ids_are_not_given_out_again(shops: Book) -> None:
    with shops.step("c"):
        c = customer(shops.db, "C")
    take_back(shops)
    with shops.step("d"):
        d = customer(shops.db, "D")
    assert d == c + 1


def test_the_same_after_the_book_was_closed(shops: Book) -> None:
    after = state(shops.db)
    take_back(shops)
    before = state(shops.db)
    shops.close()
    again = opened(shops.path)
    assert state(again.db) == before
    assert put_back(again) == "made"
    assert state(again.db) == after
    again.close()


def test_the_words_of_steps(shops: Book) -> None:
    with shops.step("told", name='王"丽', on=739942):
        customer(shops.db, "C")
    newest, oldest = undo.steps(shops.db)
    assert (newest.key, newest.params, newest.undone) == ("told", {"name": '王"丽', "on": 739942}, False)
    assert newest.at.endswith("Z")
    assert oldest.id < newest.id
    assert undo.steps(shops.db, 1) == [newest]


# ---- at random ----------------------------------------------------------------------------------------

NAMES = st.sampled_from(["A", "B", "C", "D"])
NUMBERS = st.integers(1, 12)
TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=5)
EDITS = st.one_of(
    st.tuples(st.just("add"), NAMES, st.none() | NUMBERS),
    st.tuples(st.just("rename"), NUMBERS, NAMES),
    st.tuples(st.just("note"), NUMBERS, TEXTS),
    st.tuples(st.just("refer"), NUMBERS, st.none() | NUMBERS),
    st.tuples(st.just("drop"), NUMBERS, st.none()),
    st.tuples(st.just("person"), NUMBERS, NAMES),
    st.tuples(st.just("forget"), NUMBERS, st.none()),
    st.tuples(st.just("day"), st.integers(1, 9), st.booleans()),
)


def edit(db: sqlite3.Connection, what: str, one: Any, two: Any) -> None:
    """One change; what the tables refuse is simply not done."""
    try:
        match what:
            case "add":
                customer(db, one, two)
            case "rename":
                db.execute("UPDATE customer SET name = ? WHERE id = ?", (two, one))
            case "note":
                db.execute("UPDATE customer SET note = ? WHERE id = ?", (two, one))
            case "refer":
                db.execute("UPDATE customer SET referred_by = ? WHERE id = ?", (two, one))
            case "drop":
                db.execute("DELETE FROM customer WHERE id = ?", (one,))
            case "person":
                contact(db, one, two)
            case "forget":
                db.execute("DELETE FROM contact WHERE id = ?", (one,))
            case "day":
                db.execute("DELETE FROM calendar_day WHERE on_day = ?", (f"2027-01-0{one}",))
                if two:
                    insert(db, "calendar_day", on_day=f"2027-01-0{one}", working=one % 2)
    except sqlite3.IntegrityError:
        pass


class Journal(RuleBasedStateMachine):
    """Any sequence of steps, undo, redo and reopening against the plain list of states."""

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        path = f"{self.folder.name}/book.db"
        make_book(path)
        self.book = opened(path)
        self.states = [state(self.book.db)]
        self.at = 0

    @rule(edits=st.lists(EDITS, max_size=6), fails=st.booleans() | st.just(False))
    def step(self, edits: list[tuple[str, Any, Any]], fails: bool) -> None:
        try:
            with self.book.step("step"):
                for what, one, two in edits:
                    edit(self.book.db, what, one, two)
                if fails:
                    raise ZeroDivisionError
        except ZeroDivisionError:
            pass
        else:
            stands = [step for step in undo.steps(self.book.db) if not step.undone]
            if len(stands) > self.at:  # a step that changed nothing is none
                self.states = [*self.states[: self.at + 1], state(self.book.db)]
                self.at += 1
        assert state(self.book.db) == self.states[self.at]

    @precondition(lambda self: self.at > 0)
    @rule()
    def undo(self) -> None:
        take_back(self.book)
        self.at -= 1
        assert state(self.book.db) == self.states[self.at]

    @precondition(lambda self: self.at + 1 < len(self.states))
    @rule()
    def redo(self) -> None:
        put_back(self.book)
        self.at += 1
        assert state(self.book.db) == self.states[self.at]

    @rule()
    def reopen(self) -> None:
        path = self.book.path
        self.book.close()
        self.book = opened(path)

    def teardown(self) -> None:
        if hasattr(self, "book"):
            while self.at:
                self.undo()
            assert self.book.db.execute("PRAGMA foreign_key_check").fetchall() == []
            self.book.close()
            self.folder.cleanup()


TestJournal = Journal.TestCase
TestJournal.settings = settings(max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
