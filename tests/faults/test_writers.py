"""Several repbooks at once: every line of each is there, one book is made, one migration is done, and nobody hears of a short lock."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from repbook import migrations
from repbook.store import backups
from tests.faults.conftest import Hosts
from tests.faults.scenes import an_older_book
from tests.program import Ran, environment
from tests.sample import Sample

WRITERS, LINES = 8, 50
SCRIPT = """
import sys
from repbook.cli import main
for number in range(int(sys.argv[3])):
    code = main(["--book", sys.argv[1], "log", "美佳", "call", f"{sys.argv[2]}-{number}"])
    if code:
        sys.exit(code)
"""


def at_once(commands: Sequence[Sequence[str]], home: Path) -> list[Ran]:
    """Run several programs at the same time."""
    runs = [
        subprocess.Popen([sys.executable, *command], env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for command in commands
    ]
    said = [run.communicate() for run in runs]
    return [Ran(out.decode(), err.decode(), run.returncode) for run, (out, err) in zip(runs, said, strict=True)]


def repbook(book: Path, *words: str) -> list[str]:
    """The words after the interpreter of a command line."""
    return ["-m", "repbook", "--book", str(book), *words]


def notes(book: Path) -> list[str]:
    """The notes of a whole book, in the order in which they came."""
    with closing(sqlite3.connect(book)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [note for (note,) in db.execute("SELECT note FROM touch ORDER BY id")]


def test_eight_writers_of_fifty_lines(tmp_path: Path, tell: Callable[[str], None]) -> None:
    book = tmp_path / "book.db"
    made = Sample(book)
    made.customer("美佳超市", "key")
    made.close()
    runs = at_once([["-c", SCRIPT, str(book), str(writer), str(LINES)] for writer in range(WRITERS)], tmp_path)
    assert [run.code for run in runs] == [0] * WRITERS, runs
    assert not [run.err for run in runs if "repbook: " in run.err.replace("(undo: repbook undo)", "") or "lock" in run.err]
    acknowledged = sum(run.out.count("\n") for run in runs)
    with closing(sqlite3.connect(book)) as db:
        assert db.execute("SELECT count(*) FROM step").fetchone() == (WRITERS * LINES,)
    found = notes(book)
    assert sorted(found) == sorted(f"{writer}-{number}" for writer in range(WRITERS) for number in range(LINES))
    assert acknowledged == len(found) == WRITERS * LINES
    assert len(list((tmp_path / "book.db.backups").iterdir())) == 1
    tell(f"{WRITERS} writers x {LINES} lines: {len(found)} in the book, {acknowledged} acknowledged")


def test_eight_first_runs_at_once(tmp_path: Path, tell: Callable[[str], None]) -> None:
    book = tmp_path / "new" / "book.db"
    runs = at_once([repbook(book, "customer", "add", f"客户{number}") for number in range(WRITERS)], tmp_path)
    assert [run.code for run in runs] == [0] * WRITERS, runs
    assert sum("a new book was made" in run.err for run in runs) == 1
    with closing(sqlite3.connect(book)) as db:
        assert db.execute("SELECT count(*) FROM customer").fetchone() == (WRITERS,)
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert sorted(path.name for path in book.parent.iterdir()) == ["book.db", "book.db.backups"]
    tell(f"{WRITERS} first runs at once: 1 book, {WRITERS} customers in it")


def test_eight_at_once_on_a_book_that_needs_migrating(tmp_path: Path, tell: Callable[[str], None]) -> None:
    book = tmp_path / "book.db"
    an_older_book(tmp_path)
    lines = [("log", "美佳", "call", f"note {n}") if n % 2 else ("due", "--csv") for n in range(WRITERS)]
    runs = at_once([repbook(book, *line) for line in lines], tmp_path)
    assert [run.code for run in runs] == [0] * WRITERS, runs
    assert sorted(notes(book)) == [f"note {n}" for n in range(1, WRITERS, 2)]
    with closing(sqlite3.connect(book)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (migrations.VERSION,)
    kept = backups.listing(str(book))
    assert [backup.reason for backup in kept].count("migration") == 1
    assert all(backups.is_whole(backup.path) for backup in kept)
    tell(f"{WRITERS} at once on a book of version 1: 1 migration, {len(notes(book))} lines of {WRITERS // 2}")


@contextmanager
def locked(book: Path, kind: str) -> Iterator[float]:
    """Another program that keeps the book to itself; the time since when."""
    with closing(sqlite3.connect(book, isolation_level=None)) as other:
        other.execute(f"BEGIN {kind}")
        yield time.monotonic()


@pytest.mark.parametrize(
    ("kind", "words"),
    [("IMMEDIATE", ("log", "美佳", "call", "x")), ("EXCLUSIVE", ("log", "美佳", "call", "x")), ("EXCLUSIVE", ("due", "--csv"))],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_a_lock_is_waited_for_and_not_for_ever(
    hosts: Hosts, disk: Path, kind: str, words: tuple[str, ...], tell: Callable[[str], None]
) -> None:
    folder = disk / f"locked-{kind}-{words[0]}"
    book = folder / "book.db"
    folder.mkdir()
    made = Sample(book)
    made.customer("美佳超市", "key")
    made.close()
    line = ["--book", str(book), "--lang", "en", *words]
    short = subprocess.Popen(
        [sys.executable, "-m", "repbook", *line], env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    with locked(book, kind):
        time.sleep(4)
        assert short.poll() is None
    out, err = short.communicate()
    assert (short.returncode, b"lock" in err, b"another" in err) == (0, False, False)
    assert out
    with locked(book, kind) as since:
        refused = hosts.all[0].run(line, folder)
        waited = time.monotonic() - since
    assert refused.code == 4
    assert refused.err.startswith("repbook: ")
    assert len(refused.err.splitlines()) == 1
    assert "database is locked" not in refused.err
    assert waited > 4.9
    assert len(notes(book)) == (words[0] == "log")
    tell(f"{words[0]} under another's {kind.lower()} lock: waits 4 s in silence; after {waited:.1f} s exit 4, 0 lost")
