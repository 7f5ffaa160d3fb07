"""The book file: made whole, private, one step at a time, and brought up from older versions."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from repbook import migrations
from repbook.errors import BookError
from repbook.store import book as books
from repbook.store import rows, start, sums
from tests.cli import Rep
from tests.sample import Sample


def test_a_new_book_is_for_its_owner_alone_under_any_umask(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        path = tmp_path / "new" / "folder" / "book.db"
        start.make_book(str(path))
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [p.name for p in path.parent.iterdir()] == ["book.db"]


def test_the_first_command_that_writes_makes_the_book_and_says_so_once(rep: Rep) -> None:
    said = rep("customer add 美佳超市")
    assert f"a new book was made at {rep.book}" in said.err
    assert "a new book" not in rep("customer add 百姓饭店").err


def test_a_command_that_cannot_have_anybody_to_work_on_makes_no_book(rep: Rep) -> None:
    assert "no book yet" in rep("log 美佳 call", 3).err
    assert "nothing to undo" in rep("undo", 1).err
    assert not rep.book.exists()


def test_an_existing_file_is_never_replaced_by_a_new_book(tmp_path: Path) -> None:
    path = tmp_path / "book.db"
    path.write_text("mine")
    assert start.make_book(str(path)) is False
    assert path.read_text() == "mine"


def test_a_step_is_all_or_nothing(tmp_path: Path) -> None:
    made = Sample(tmp_path / "book.db")

    def half_done() -> None:
        with made.book.step("customer_added", name="A"):
            made.customer("A")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_done()
    assert made.db.execute("SELECT count(*) FROM customer").fetchone() == (0,)
    assert made.db.execute("SELECT count(*) FROM step").fetchone() == (0,)
    made.close()


def test_a_step_that_changes_nothing_leaves_no_trace(tmp_path: Path) -> None:
    made = Sample(tmp_path / "book.db")
    with made.book.step("customer_added", name="A"):
        pass
    assert made.db.execute("SELECT count(*) FROM step").fetchone() == (0,)
    made.close()


def test_the_settings_of_the_connection(tmp_path: Path) -> None:
    made = Sample(tmp_path / "book.db")
    made.close()
    book = books.connect(str(tmp_path / "book.db"), writing=True)
    asked = {
        name: book.db.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("foreign_keys", "synchronous", "secure_delete", "cell_size_check", "trusted_schema", "journal_mode")
    }
    assert asked == {
        "foreign_keys": 1,
        "synchronous": 3,
        "secure_delete": 1,
        "cell_size_check": 1,
        "trusted_schema": 0,
        "journal_mode": "delete",
    }
    book.close()


def test_references_are_kept(tmp_path: Path) -> None:
    made = Sample(tmp_path / "book.db")
    with pytest.raises(sqlite3.IntegrityError):
        made.contact(99, "王丽")
    made.close()


TOUCH = {
    "kind": "message",
    "outcome": "done",
    "purpose": "",
    "mood": "",
    "incoming": 0,
    "mass": 0,
    "meant_for": "",
    "gift": "",
    "origin": "",
    "note": "",
}


@pytest.mark.parametrize(
    "values", [{"on_day": "2026-02-30"}, {"kind": "jump"}, {"kind": "visit", "mass": 1}, {"minutes": 2000}, {"mood": "angry"}, {"cost": -1}]
)
def test_the_touch_table_stands_behind_the_readers(tmp_path: Path, values: dict[str, Any]) -> None:
    made = Sample(tmp_path / "book.db")
    who = made.customer("美佳超市")
    with pytest.raises(sqlite3.IntegrityError):
        rows.insert(made.db, "touch", **{"customer_id": who, "on_day": "2026-11-01", **TOUCH, **values})
    made.close()


@pytest.mark.parametrize("values", [{"status": "maybe"}, {"name": ""}, {"tier": None}, {"since": "2026-2-3"}])
def test_the_customer_table_stands_behind_the_readers(tmp_path: Path, values: dict[str, Any]) -> None:
    made = Sample(tmp_path / "book.db")
    with pytest.raises(sqlite3.IntegrityError):
        made.customer(**{"name": "x", **values})
    made.close()


def an_old_book(path: Path, version: int) -> None:
    """A book as an older version made it, with one customer and one touch."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    db = sqlite3.connect(path, isolation_level=None)
    db.execute(f"PRAGMA application_id = {books.APPLICATION_ID}")
    for number in range(version):
        for statement in migrations.statements(migrations.MIGRATIONS[number]):
            db.execute(statement)
        for table, columns in migrations.JOURNALED[number].items():
            for statement in migrations.journal_triggers(table, columns.split()):
                db.execute(statement)
    db.execute(f"PRAGMA user_version = {version}")
    db.execute(
        "INSERT INTO customer VALUES (1, 'u1', '美佳超市', '美佳超市', '|mjcs|', 'key', '', 'active', '2026-01-05', '2026-01-05', '2026-01-05',"
        " NULL, NULL, '', NULL, '', '', 0, '')"
    )
    if version >= sums.FIRST:
        sums.renew(db)
    db.close()


@pytest.mark.parametrize("version", range(1, migrations.VERSION))
def test_an_older_book_opens_and_migrates_after_a_backup(rep: Rep, version: int) -> None:
    an_old_book(rep.book, version)
    before = rep.book.read_bytes()
    assert "美佳超市" in rep("due --csv").out
    (kept,) = (rep.folder / "book.db.backups").iterdir()
    assert kept.name.endswith("Z-migration.db")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    old = sqlite3.connect(kept)
    assert old.execute("PRAGMA user_version").fetchone() == (version,)
    old.close()
    assert rep.rows("PRAGMA user_version") == [(migrations.VERSION,)]
    assert before != rep.book.read_bytes()
    rep("log 美佳 visit")
    rep("undo")


def test_a_book_that_became_newer_meanwhile_is_refused(tmp_path: Path) -> None:
    made = Sample(tmp_path / "book.db")
    made.db.execute(f"PRAGMA user_version = {migrations.VERSION + 1}")
    with pytest.raises(BookError), made.book.step("logged"):
        pass
    made.close()


def test_first_runs_at_once_make_one_book(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "repbook", "--book", str(tmp_path / "book.db"), "--today", "2026-11-22", "customer", "add"]
    runs = [subprocess.Popen([*command, f"客户{n}"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) for n in range(5)]
    ends = [(run.communicate(), run.returncode) for run in runs]
    assert [code for _, code in ends] == [0] * 5, ends
    db = sqlite3.connect(tmp_path / "book.db")
    assert db.execute("SELECT count(*) FROM customer").fetchone() == (5,)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()
    assert {p.name for p in tmp_path.iterdir()} == {"book.db", "book.db.backups"}


def test_a_book_that_is_being_written_is_not_called_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "book.db"
    start.make_book(str(path))
    head, size = path.read_bytes()[:100], path.stat().st_size
    torn = [
        (head[:24] + counter.to_bytes(4, "big") + head[28:92] + counter.to_bytes(4, "big") + head[96:], size - 4096) for counter in range(9)
    ]
    looks = iter([*torn, (head, size)])
    monkeypatch.setattr(books, "_BETWEEN_LOOKS", 0)
    monkeypatch.setattr(books, "_first_bytes", lambda _: next(looks))
    books.look(str(path))
    assert next(looks, None) is None


def test_a_pipe_is_no_book_and_nobody_waits_for_it(rep: Rep) -> None:
    os.mkfifo(rep.book)
    for line in ("due", "customer add Shop", "doctor"):
        assert rep(line, code=None).code in (1, 4), line
    assert "cannot be opened" in rep("due", code=4).err


def test_a_book_that_is_too_short_and_stays_so_is_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "book.db"
    start.make_book(str(path))
    os.truncate(path, path.stat().st_size - 1)
    with pytest.raises(BookError) as refused:
        books.look(str(path))
    assert refused.value.key == "book_damaged"


WATCH = """
import sys
from repbook.store import book
from repbook.cli import main
take, give = book.lock, book.Book._commit
def lock(db):
    take(db)
    sys.before = set(sys.modules)
def commit(self, step=None):
    print({name.partition(".")[0] for name in set(sys.modules) - sys.before} & {"pypinyin", "sqlmodel", "sqlalchemy"}, file=sys.stderr)
    give(self, step)
book.lock, book.Book._commit = lock, commit
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    "words", [["customer", "add", "百姓饭店"], ["contact", "add", "美佳", "王丽"], ["log", "美佳", "call"], ["undo"]], ids=" ".join
)
def test_nothing_large_is_loaded_while_others_wait_for_the_book(tmp_path: Path, words: list[str]) -> None:
    made = Sample(tmp_path / "book.db")
    with made.book.step("filled", n=1):
        made.customer("美佳超市")
    made.close()
    command = [sys.executable, "-c", WATCH, "--book", str(tmp_path / "book.db"), "--lang", "en", *words]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "set()\n" in ended.stderr
