"""A book of every schema version, kept as it was made: each opens for ever, answers as before, and nothing in it is lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from repbook import migrations
from repbook.migrations import JOURNALED, VERSION
from repbook.store import book as books
from repbook.store.exchange import columns
from tests.cli import Rep
from tests.make_books import BOOKS, answer, rebuild, sql_of

VERSIONS = range(1, VERSION + 1)


@pytest.fixture(params=VERSIONS)
def old(request: pytest.FixtureRequest, rep: Rep) -> tuple[Rep, int]:
    """A rep with the kept book of a version."""
    rebuild(request.param, rep.book)
    return rep, request.param


def rows_of(path: Path, version: int) -> dict[str, list[tuple[object, ...]]]:
    """All that a book of a version holds, in the columns of that version."""
    with closing(sqlite3.connect(path)) as db:
        tables = {**columns(version), "step": ["*"], "change": ["*"]}
        found = {table: ", ".join(name if name == "*" else f'"{name}"' for name in names) for table, names in tables.items()}
        return {table: db.execute(f"SELECT {names} FROM {table} ORDER BY id").fetchall() for table, names in found.items()}


def test_there_is_one_of_every_version() -> None:
    kept = {path.name for path in BOOKS.iterdir()}
    assert kept == {f"v{number}.{end}" for number in VERSIONS for end in ("sql", "csv")}, "python -m tests.make_books"


@pytest.mark.parametrize("version", VERSIONS)
def test_it_is_as_that_version_made_it(tmp_path: Path, version: int) -> None:
    """What a migration once said is never changed any more."""
    kept = rebuild(version, tmp_path / "book.db")
    books.look(str(kept))
    with closing(sqlite3.connect(kept)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (version,)
        assert books.schema(db) == books.expected_schema(version)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert sql_of(kept) == (BOOKS / f"v{version}.sql").read_text(encoding="utf-8")
    assert all(rows_of(kept, version)[table] for table in JOURNALED[version - 1] if table != "calendar_day")


def test_it_opens_and_answers_as_before(old: tuple[Rep, int]) -> None:
    rep, version = old
    before, rows = rep.book.read_bytes(), rows_of(rep.book, version)
    assert answer(rep.book) == (BOOKS / f"v{version}.csv").read_text(encoding="utf-8")
    assert rep.rows("PRAGMA user_version") == [(VERSION,)]
    assert rows_of(rep.book, version) == rows
    with closing(sqlite3.connect(rep.book)) as db:
        assert books.schema(db) == books.expected_schema(VERSION)
    kept = list((rep.folder / "book.db.backups").iterdir()) if version < VERSION else []
    assert [path.name.split("-")[-1] for path in kept] == ["migration.db"] * (version < VERSION)
    if version == VERSION:
        assert rep.book.read_bytes() == before
    for backup in kept:
        assert sql_of(backup) == (BOOKS / f"v{version}.sql").read_text(encoding="utf-8")


def test_all_of_it_can_be_undone_and_done_again(old: tuple[Rep, int]) -> None:
    rep, _ = old
    rep("redo")  # the last command was undone when the book was kept
    whole = rep("export all -").out
    steps = 0
    while rep("undo", code=None).code == 0:
        steps += 1
    assert rep.rows("SELECT count(*) FROM customer") == [(0,)]
    for _ in range(steps):
        rep("redo")
    assert rep("export all -").out == whole
    assert steps > 15


def test_a_migration_that_fails_leaves_the_book_as_it_was(old: tuple[Rep, int], monkeypatch: pytest.MonkeyPatch) -> None:
    rep, version = old
    before = rep.book.read_bytes()
    broken = [*migrations.MIGRATIONS[:-1], migrations.MIGRATIONS[-1] + "\nINSERT INTO customer (id) VALUES (1);"]
    monkeypatch.setattr(migrations, "MIGRATIONS", broken)
    monkeypatch.delenv("REPBOOK_DEBUG")
    rep("due", code=0 if version == VERSION else None)
    assert rep.book.read_bytes() == before
    assert not (rep.folder / "book.db-journal").exists()
    monkeypatch.undo()
    assert answer(rep.book) == (BOOKS / f"v{version}.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("version", [VERSION + 1, VERSION + 100])
@pytest.mark.parametrize(
    "line",
    [
        "due",
        "log 美佳 call",
        "undo",
        "history",
        "export all -",
        "book info",
        "book check",
        "book backup",
        "doctor",
        "--yes contact forget 陈丽",
    ],
)
def test_a_newer_book_is_refused_untouched(rep: Rep, line: str, version: int) -> None:
    rebuild(VERSION, rep.book)
    with closing(sqlite3.connect(rep.book)) as db:
        db.execute("CREATE TABLE new_things (id INTEGER PRIMARY KEY)")
        db.execute(f"PRAGMA user_version = {version}")
    before = rep.book.read_bytes()
    said = rep(line, code=4)
    assert "newer" in said.err
    assert said.out == ""
    assert rep.book.read_bytes() == before
    assert [path.name for path in rep.folder.iterdir()] == ["book.db"]
