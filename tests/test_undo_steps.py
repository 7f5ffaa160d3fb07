"""The journal over several steps: they go back one by one and forward again, those that fail or change nothing too, and any sequence of them."""

from __future__ import annotations

import sqlite3
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from repbook.errors import Refused
from repbook.store import undo
from repbook.store.book import Book
from repbook.store.rows import insert
from repbook.store.start import make_book
from tests.journaled import book, contact, customer, opened, put_back, rename, shops, state, take_back

__all__ = ["book", "shops"]


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
