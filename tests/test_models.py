"""The migrations build exactly what the models declare, and the plain statements name only columns that they declare."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Collection, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, SQLModel, col, create_engine, select

from repbook import migrations, models, terms
from repbook.errors import NotFound
from repbook.reports import Period
from repbook.store import facts, lists, lookup, policy, report_facts, rows, touches, undo
from repbook.store.book import Book
from repbook.store.contacts import birthday
from repbook.store.session import session
from repbook.terms import day_of
from tests.sample import Sample

TABLES = {table.name for table in SQLModel.metadata.sorted_tables}


@pytest.fixture(scope="module")
def declared() -> Iterator[sqlite3.Connection]:
    """An empty database with the tables of the models."""
    db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    SQLModel.metadata.create_all(create_engine("sqlite://", creator=lambda: db, poolclass=StaticPool))
    yield db
    db.close()


@pytest.fixture(scope="module")
def migrated() -> Iterator[sqlite3.Connection]:
    """An empty database as the migrations leave it."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.execute("BEGIN")
    migrations.migrate(db, 0)
    db.execute("COMMIT")
    yield db
    db.close()


def names(db: sqlite3.Connection, what: str) -> set[str]:
    return {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite_%'", (what,))}


def sql_of(db: sqlite3.Connection, name: str) -> str:
    (text,) = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    return " ".join(str(text).replace('"', "").split())


def columns(db: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
    """Name, type, NOT NULL, default and place in the primary key, in order."""
    return [row[1:6] for row in db.execute(f"PRAGMA table_info({table})")]


def foreign_keys(db: sqlite3.Connection, table: str) -> set[tuple[Any, ...]]:
    return {row[2:] for row in db.execute(f"PRAGMA foreign_key_list({table})")}


def checks(db: sqlite3.Connection, table: str) -> dict[str, str]:
    """Every named CHECK with its condition."""
    found: dict[str, str] = {}
    text = sql_of(db, table)
    for start in re.finditer(r"CONSTRAINT (\w+) CHECK \(", text):
        depth, at = 1, start.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(text[at], 0)
            at += 1
        found[start[1]] = text[start.end() : at - 1]
    return found


def uniques(db: sqlite3.Connection, table: str) -> set[tuple[str, ...]]:
    """The columns of every UNIQUE constraint."""
    found = [row[1] for row in db.execute(f"PRAGMA index_list({table})") if row[3] == "u"]
    return {tuple(column for *_, column in db.execute(f"PRAGMA index_info({name})")) for name in found}


def indexes(db: sqlite3.Connection, table: str) -> dict[str, tuple[Any, ...]]:
    """Every index of its own: whether unique, its columns with their order, its condition when it is partial."""
    found = {}
    for _, name, unique, origin, partial in db.execute(f"PRAGMA index_list({table})"):
        if origin == "c":
            keys = [row[1:6] for row in db.execute(f"PRAGMA index_xinfo({name})") if row[5]]
            found[name] = (unique, keys, sql_of(db, name).partition(" WHERE ")[2] if partial else None)
    return found


def test_the_same_tables(declared: sqlite3.Connection, migrated: sqlite3.Connection) -> None:
    assert names(migrated, "table") == names(declared, "table") == TABLES
    assert migrated.execute("PRAGMA user_version").fetchone() == (migrations.VERSION,)


@pytest.mark.parametrize("look", [columns, foreign_keys, checks, uniques, indexes])
@pytest.mark.parametrize("table", sorted(TABLES))
def test_the_same_of_each(declared: sqlite3.Connection, migrated: sqlite3.Connection, table: str, look: Callable[..., Any]) -> None:
    assert look(migrated, table) == look(declared, table)


@pytest.mark.parametrize("table", sorted(TABLES - {"checksum"}))
def test_ids_are_never_given_out_twice(declared: sqlite3.Connection, migrated: sqlite3.Connection, table: str) -> None:
    for db in (declared, migrated):
        assert "AUTOINCREMENT" in sql_of(db, table)


def test_the_comparison_sees_differences() -> None:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT NOT NULL, UNIQUE (x), CONSTRAINT c CHECK (x IN ('(', 'b')))")
    db.execute("CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a (id))")
    db.execute("CREATE INDEX i ON b (a_id DESC) WHERE a_id > 1")
    assert columns(db, "a")[1] == ("x", "TEXT", 1, None, 0)
    assert uniques(db, "a") == {("x",)}
    assert foreign_keys(db, "b") == {("a", "a_id", "id", "NO ACTION", "NO ACTION", "NONE")}
    assert indexes(db, "b") == {"i": (0, [(1, "a_id", 1, "BINARY", 1)], "a_id > 1")}
    db.close()


def test_the_journal_covers_every_column_of_every_table_of_the_user(migrated: sqlite3.Connection) -> None:
    journaled = {table: text.split() for version in migrations.JOURNALED for table, text in version.items()}
    assert set(journaled) == TABLES - {"step", "change", "checksum"}
    for table, kept in journaled.items():
        assert kept == [column[0] for column in columns(migrated, table)]
    assert names(migrated, "trigger") == set(), "what every command that opens the book would parse"


def test_every_row_has_a_uid() -> None:
    for table in SQLModel.metadata.sorted_tables:
        assert table.name in ("step", "change", "checksum") or "uid" in table.columns


# ---- the plain statements -----------------------------------------------------------------------------

DAY = day_of("2026-11-22")


def everything_that_reads(db: sqlite3.Connection) -> None:
    """Every plain read of the daily commands, the lists and the reports, in each of its forms."""
    rules = policy.read(db)
    facts.load(db, DAY)
    facts.load(db, DAY, [1, 2], whole=True)
    list(facts.load_due(db, DAY, rules, 7))
    for load in report_facts.FACTS.values():
        load(db, Period(DAY - 9, DAY), DAY)
    for find in (lookup.customer, lookup.contact):
        for typed in ("wjg", "#999", "1380"):
            with pytest.raises(NotFound):
                find(db, typed)
    with pytest.raises(NotFound):
        lookup.contact(db, "wjg", 1)
    lookup.matching(db, "wjg")
    lists.customers(db, DAY, area="x", tiers=["vip"], ids=[1])
    lists.contacts(db, 1)
    lists.orders(db, 1, DAY)
    touches.history(db, 1, "", "9")
    touches.notes(db, [1])
    policy.year_files(db)
    policy.tiers_in_use(db)
    undo.steps(db)


def test_the_plain_reads_name_what_the_models_declare(declared: sqlite3.Connection) -> None:
    asked: list[str] = []
    declared.set_trace_callback(asked.append)
    everything_that_reads(declared)
    declared.set_trace_callback(None)
    selects = {" ".join(text.split()) for text in asked if text.lstrip().upper().startswith("SELECT")}
    assert len(selects) >= 20
    for text in selects:
        assert declared.execute(f"EXPLAIN {text}").fetchall(), text


def test_a_statement_with_a_column_that_is_not_declared_is_found_out(declared: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such column"):
        declared.execute("EXPLAIN SELECT next_call FROM customer")


def test_the_words_of_the_checks_are_those_of_the_terms() -> None:
    for known, words in ((models.KINDS, terms.Kind), (models.OUTCOMES, terms.Outcome), (models.STATUSES, terms.Status)):
        assert [word.strip(" '") for word in known.split(",")] == [str(word) for word in words]


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[Sample]:
    """Two customers with people, touches, orders, a pause and a spacing; one row of each lies after the day asked."""
    made = Sample(tmp_path / "book.db")
    mei = made.customer("美佳超市", "key", since="2025-01-05", area="湖北/武汉", no_calls=1)
    ada = made.customer("Ada & Co", "vip", since="2026-03-01", status="prospect")
    chen = made.contact(mei, "陈丽", (8, 15), lunar=True, role="decider", joined="2026-01-01")
    made.contact(mei, "王强", (6, 3), birth_year=1980, left_on="2026-12-31")
    made.contact(ada, "Ada", no_calls=1)
    for customer, on, kind, more in (
        (mei, "2025-02-03", "visit", {}), (mei, "2026-11-01", "call", {"outcome": "no-answer", "mood": "bad"}),
        (mei, "2026-11-02", "message", {"mass": 1}), (mei, "2026-11-02", "call", {"incoming": 1, "gift": "茶"}),
        (ada, "2026-11-20", "greeting", {"meant_for": "birthday", "purpose": "care"}), (ada, "2026-11-23", "visit", {}),
    ):  # fmt: skip
        made.touch(customer, on, kind, (chen,) if kind == "call" else (), **more)
    for customer, on in ((mei, "2025-03-01"), (mei, "2025-03-01"), (mei, "2026-10-01"), (ada, "2026-11-22"), (ada, "2026-11-23")):
        made.order(customer, on)
    rows.insert(made.db, "pause", customer_id=mei, set_on="2026-11-01", until="2026-12-01")
    rows.insert(made.db, "spacing", customer_id=ada, set_on="2026-11-01", factor="1.5", until=None)
    rows.insert(made.db, "spacing", customer_id=ada, set_on="2026-11-23", factor="2", until=None)
    yield made
    made.close()


def told_by_models(book: Book, day: terms.Day) -> list[dict[str, Any]]:
    """What `facts.load` answers, asked of the models one by one."""
    ask, until = session(book), date.fromordinal(day)
    found = []
    for row in ask.exec(select(models.Customer).order_by(col(models.Customer.id))).all():
        touched = ask.exec(
            select(models.Touch)
            .where(models.Touch.customer_id == row.id, models.Touch.on_day <= until)
            .order_by(col(models.Touch.on_day), col(models.Touch.id))
        ).all()
        bought = ask.exec(select(models.Order.on_day).where(models.Order.customer_id == row.id, models.Order.on_day <= until)).all()
        people = ask.exec(select(models.Contact).where(models.Contact.customer_id == row.id).order_by(col(models.Contact.id))).all()
        pauses = ask.exec(select(models.Pause).where(models.Pause.customer_id == row.id, models.Pause.set_on <= until)).all()
        spacings = ask.exec(select(models.Spacing).where(models.Spacing.customer_id == row.id, models.Spacing.set_on <= until)).all()
        found.append({
            "id": row.id, "name": row.name, "key": row.key, "tier": row.tier, "area": row.area, "since": row.since.toordinal(),
            "added_on": row.added_on.toordinal(), "status": "active" if row.status == "prospect" and bought else row.status,
            "no_calls": bool(row.no_calls), "archived": row.archived_on is not None,
            "order_days": sorted({on.toordinal() for on in bought}),
            "touches": [_touch(ask, one) for one in touched], "people": [_person(one) for one in people],
            "pauses": [(one.set_on.toordinal(), one.until.toordinal()) for one in pauses],
            "spacings": [(one.set_on.toordinal(), Decimal(one.factor), one.until) for one in spacings],
        })  # fmt: skip
    return found


def _touch(ask: Session, row: models.Touch) -> dict[str, Any]:
    who = ask.exec(select(models.TouchContact.contact_id).where(models.TouchContact.touch_id == row.id)).all()
    return {
        "id": row.id, "day": row.on_day.toordinal(), "kind": row.kind, "outcome": row.outcome, "contacts": tuple(sorted(who)),
        "incoming": bool(row.incoming), "mass": bool(row.mass), "meant_for": row.meant_for, "gift": bool(row.gift) or row.kind == "gift",
        "purpose": row.purpose, "mood": row.mood,
    }  # fmt: skip


def _person(row: models.Contact) -> dict[str, Any]:
    joined, left = (day.toordinal() if day else None for day in (row.joined, row.left_on))
    return {
        "id": row.id, "name": row.name, "role": row.role, "birthday": birthday(row), "no_calls": bool(row.no_calls), "joined": joined,
        "left": left,
    }  # fmt: skip


def named(value: Any, names: Collection[str]) -> dict[str, Any]:
    return {name: getattr(value, name) for name in names}


def told(account: terms.Account, like: dict[str, Any]) -> dict[str, Any]:
    """An account in the same form as `like`."""
    found = named(account, like)
    found["touches"] = [named(one, like["touches"][0]) if like["touches"] else one for one in account.touches]
    found["people"] = [named(one, like["people"][0]) for one in account.people]
    return found | {name: list(found[name]) for name in ("order_days", "pauses", "spacings")}


@pytest.mark.parametrize("day", ["2026-11-22", "2026-11-01", "2025-02-03", "2027-01-01"])
def test_the_plain_reads_answer_as_the_models_do(sample: Sample, day: str) -> None:
    through = told_by_models(sample.book, day_of(day))
    plain = facts.load(sample.db, day_of(day), [1, 2], whole=True)
    assert [told(account, like) for account, like in zip(plain, through, strict=True)] == through
    assert any(account.touches for account in plain)
