"""Files that are no book, no book any more, or not yet ours: refused with a sentence and a way out, not one byte changed."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from repbook import migrations
from repbook.store.book import APPLICATION_ID
from tests.faults.conftest import Hosts
from tests.faults.scenes import a_book, an_older_book, state
from tests.sample import Sample

COMMANDS = [
    ("due",), ("due", "--json"), ("why", "美佳"), ("brief", "美佳"), ("log", "美佳", "call", "x"), ("customer", "add", "百姓"), ("undo",), ("history",),
    ("export", "all", "-"), ("book", "check"), ("book", "info"), ("report", "tiers"),
]  # fmt: skip


def _empty(_: Path) -> bytes:
    return b""


def _text(_: Path) -> bytes:
    return "customer,on,kind\n美佳,2026-11-01,call\n".encode() * 200


def _encrypted(_: Path) -> bytes:
    return random.Random(4).randbytes(16 * 4096)


def _foreign(book: Path) -> bytes:
    """Somebody else's SQLite file."""
    other = book.with_name("other.db")
    with closing(sqlite3.connect(other)) as db, db:
        db.execute("CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT)")
        db.execute("INSERT INTO customer (name) VALUES ('美佳')")
    data = other.read_bytes()
    other.unlink()
    return data


def _newer(book: Path) -> bytes:
    return _with_head(book, 60, (migrations.VERSION + 1).to_bytes(4, "big"))


def _far_newer(book: Path) -> bytes:
    return _with_head(book, 60, b"\xff\xff\xff\xff")


def _no_version(book: Path) -> bytes:
    return _with_head(book, 60, bytes(4))


def _only_head(book: Path) -> bytes:
    return book.read_bytes()[:100]


def _zeros(book: Path) -> bytes:
    return bytes(book.stat().st_size)


def _ours_without_tables(book: Path) -> bytes:
    """A book that nobody has filled: the mark is ours, the version too, and there is nothing in it."""
    other = book.with_name("other.db")
    with closing(sqlite3.connect(other, isolation_level=None)) as db:
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {migrations.VERSION}")
    data = other.read_bytes()
    other.unlink()
    return data


def _with_head(book: Path, at: int, piece: bytes) -> bytes:
    data = bytearray(book.read_bytes())
    data[at : at + len(piece)] = piece
    return bytes(data)


STRANGE = [_empty, _text, _encrypted, _foreign, _newer, _far_newer, _no_version, _only_head, _zeros, _ours_without_tables]


@pytest.mark.parametrize("strange", STRANGE, ids=lambda strange: strange.__name__.strip("_"))
def test_a_strange_file_in_the_place_of_the_book(
    hosts: Hosts, disk: Path, strange: Callable[[Path], bytes], tell: Callable[[str], None]
) -> None:
    folder = disk / f"strange{strange.__name__}"
    folder.mkdir()
    a_book(folder)
    book = folder / "book.db"
    data = strange(book)
    book.write_bytes(data)
    for words in COMMANDS:
        ran = hosts.all[0].run(["--book", str(book), "--lang", "en", *words], folder)
        assert ran.code == 4, (words, ran)
        assert ran.out == "" or words[0] == "book", (words, ran)
        assert ran.err.startswith("repbook: ") or words == ("book", "check"), (words, ran)
        assert "Traceback" not in ran.err, (words, ran)
        assert "went wrong inside" not in ran.err, (words, ran)
        assert len(ran.err.splitlines()) == 1 or words[0] == "book", (words, ran)
        assert book.read_bytes() == data, words
    assert sorted(path.name for path in folder.iterdir()) == ["book.db", "touches.csv"]
    tell(f"{strange.__name__.strip('_').replace('_', ' ')} as the book: {len(COMMANDS)} commands refuse with exit 4, not one byte changed")
    shutil.rmtree(folder)


_LARGE = (
    "UPDATE customer SET note = hex(randomblob(100000))",
    "UPDATE policy SET value = hex(randomblob(2000))",
)


def _cut_off(book: Path, statements: list[str]) -> None:
    """Begin to write something large into a book, and be killed before it is done: its journal is left, and is hot."""
    child = os.fork()
    if child == 0:
        try:
            db = sqlite3.connect(book, isolation_level=None)
            for statement in ("PRAGMA cache_spill = 1", "PRAGMA cache_size = 1", "BEGIN IMMEDIATE", *statements, *_LARGE):
                db.execute(statement)
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    journal = book.with_name(book.name + "-journal").read_bytes()
    assert int.from_bytes(journal[8:12], "big") > 0, "no page in it counts"


def _hot_journal_of_another(folder: Path) -> None:
    """The journal of another book, whose write was cut off, under the name of ours."""
    other = folder / "other.db"
    made = Sample(other)
    made.customer("另一家", "key")
    made.close()
    _cut_off(other, [])
    (folder / "other.db-journal").rename(folder / "book.db-journal")
    other.unlink()


def _old_journal(folder: Path) -> None:
    """A journal whose end was reached: nothing in it counts."""
    (folder / "book.db-journal").write_bytes(bytes(4096))


def _empty_journal(folder: Path) -> None:
    (folder / "book.db-journal").touch()


def _garbage_journal(folder: Path) -> None:
    (folder / "book.db-journal").write_bytes(random.Random(4).randbytes(9000))


@pytest.mark.parametrize("journal", [_empty_journal, _old_journal, _garbage_journal], ids=lambda journal: journal.__name__.strip("_"))
def test_a_stale_journal_beside_the_book(hosts: Hosts, disk: Path, journal: Callable[[Path], None]) -> None:
    folder = disk / f"stale{journal.__name__}"
    folder.mkdir()
    a_book(folder)
    before = state(folder)
    journal(folder)
    here = ["--book", str(folder / "book.db"), "--lang", "en"]
    assert hosts.all[0].run([*here, "due", "--csv"], folder).code == 0
    assert hosts.all[0].run([*here, "log", "美佳", "call", "x"], folder).code == 0
    assert hosts.all[0].run([*here, "undo"], folder).code == 0
    after = state(folder)
    assert before is not None
    assert after is not None
    assert after["touch"] == before["touch"]


def test_the_hot_journal_of_another_book(hosts: Hosts, disk: Path, tell: Callable[[str], None]) -> None:
    """SQLite plays it back into ours and nobody can know: then it must be seen, and never answered from."""
    folder = disk / "hot"
    folder.mkdir()
    a_book(folder)
    whole = state(folder)
    _hot_journal_of_another(folder)
    here = ["--book", str(folder / "book.db"), "--lang", "en"]
    ran = hosts.all[0].run([*here, "due", "--csv"], folder)
    check = hosts.all[0].run([*here, "book", "check", "--json"], folder)
    assert "Traceback" not in ran.err + check.err
    same = check.code == 0 and state(folder) == whole
    assert same or ran.code == 4 or check.code == 4, (ran, check)
    assert same or "另一家" not in ran.out, (ran, check)
    tell(f"the hot journal of another book beside ours: due exit {ran.code}, book check exit {check.code}")


def test_a_half_done_migration_is_taken_back_and_done_again(hosts: Hosts, disk: Path, tell: Callable[[str], None]) -> None:
    """The program was killed in the middle of it: the journal is hot."""
    folder = disk / "half"
    folder.mkdir()
    an_older_book(folder)
    book = folder / "book.db"
    _cut_off(book, list(migrations.statements(migrations.MIGRATIONS[1])))
    assert (folder / "book.db-journal").stat().st_size > 0
    ran = hosts.all[0].run(["--book", str(book), "--lang", "en", "due", "--csv"], folder)
    assert ran.code == 0, ran
    left = state(folder)
    assert left is not None
    assert left["version"] == [(migrations.VERSION,)]
    assert hosts.all[0].run(["--book", str(book), "log", "美佳", "call", "x"], folder).code == 0
    tell("a half-done migration: taken back, done again, and the next line is kept")


@pytest.mark.parametrize("version", range(1, migrations.VERSION))
def test_a_migration_that_stands_half_done_in_the_file_is_refused(hosts: Hosts, disk: Path, version: int) -> None:
    """The tables of the next version are there and the number is not: nobody may guess."""
    folder = disk / f"half-{version}"
    folder.mkdir()
    an_older_book(folder)
    book = folder / "book.db"
    with closing(sqlite3.connect(book, isolation_level=None)) as db:
        db.execute(next(iter(migrations.statements(migrations.MIGRATIONS[1]))))
    data = book.read_bytes()
    ran = hosts.all[0].run(["--book", str(book), "--lang", "en", "due"], folder)
    assert (ran.code, ran.out) == (4, ""), ran
    assert "damaged" in ran.err
    assert book.read_bytes() == data
