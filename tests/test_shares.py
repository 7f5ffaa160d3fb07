"""A large book is answered for by several processes: the same answer to the byte, whatever becomes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.several import home, ran

__all__ = ["home"]

EVERYBODY = """
for day in ("2026-11-22", "2026-09-24"):
    for line in LINES:
        for tty in (False, True) if "csv" not in line and "json" not in line else (False,):
            shares.MOST = 4
            several = said(f"{line} --today {day}", tty)
            assert len(forks) == 3, (line, forks)
            assert all(map(gone, forks)) and answers == [1, 1, 1]
            forks.clear()
            answers.clear()
            shares.MOST = 1
            alone = said(f"{line} --today {day}", tty)
            assert several == alone and alone[0] == 0 and not forks, (day, line, tty)
"""


def test_shares_are_put_together_to_the_same_answer(home: Path) -> None:
    ran(home, EVERYBODY)


@pytest.mark.parametrize("trouble", ["raise OSError('no memory')", "os.kill(os.getpid(), 9)", "sys.exit(3)"])
def test_the_share_of_a_process_that_fails_is_done_all_the_same(home: Path, trouble: str) -> None:
    ran(
        home,
        f"""
me = os.getpid()
wanted = said("due --csv")
forks.clear()
real = shares.connection
def connection(*words):
    if os.getpid() != me:
        {trouble}
    return real(*words)
shares.connection = connection
assert said("due --csv") == wanted
assert len(forks) == 3 and all(map(gone, forks)) and answers[-3:] == [0, 0, 0]
""",
    )


def test_where_no_process_can_be_made_all_is_done_here(home: Path) -> None:
    ran(
        home,
        """
wanted = said("due --csv")
def fork():
    raise BlockingIOError
os.fork = fork
assert said("due --csv") == wanted
""",
    )


def test_whoever_fails_here_leaves_no_process_behind(home: Path) -> None:
    ran(
        home,
        """
from repbook.store.book import connect
me = os.getpid()
def work(db, share):
    if os.getpid() == me:
        raise KeyboardInterrupt
    import time
    time.sleep(60)
opened = connect("book.db", False)
with opened.reading():
    try:
        shares.each(opened, work)
    except KeyboardInterrupt:
        assert len(forks) == 3 and all(map(gone, forks))
    else:
        raise AssertionError
""",
    )


def test_nobody_writes_while_the_shares_are_read(home: Path) -> None:
    """Each share sees the book as the one that asks does: whoever writes meanwhile waits until all have read."""
    ran(
        home,
        """
import sqlite3, time
from repbook.store.book import connect
me = os.getpid()
def work(db, share):
    seen = db.execute("SELECT count(*) FROM customer").fetchone()
    if os.getpid() == me:
        other = sqlite3.connect("book.db", timeout=0, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        other.execute("CREATE TABLE later (id)")
        try:
            other.execute("COMMIT")
        except sqlite3.OperationalError as error:
            assert "locked" in str(error)
        else:
            raise AssertionError("written while it was read")
        other.close()
    else:
        time.sleep(0.2)
        assert db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'later'").fetchone() == (0,)
    return seen
opened = connect("book.db", False)
with opened.reading():
    assert shares.each(opened, work) == [(120,)] * 4
""",
    )


def test_a_small_book_is_answered_for_alone(home: Path) -> None:
    ran(
        home,
        """
shares.WORTH = 61
assert said("due --csv")[0] == 0
assert not forks
""",
    )


def test_an_encrypted_book_is_shared_too(home: Path) -> None:
    pytest.importorskip("sqlcipher3")
    (home / "word").write_text("many trees\n")
    (home / "word").chmod(0o600)
    ran(
        home,
        """
wanted = said("due --csv")
os.environ["REPBOOK_PASSPHRASE_FILE"] = "word"
assert said("book encrypt --yes")[0] == 0
forks.clear()
assert said("due --csv") == wanted
assert len(forks) == 3 and all(map(gone, forks))
assert answers[-3:] == [1, 1, 1]
""",
    )


def test_whoever_is_killed_leaves_nobody_who_waits_for_ever(home: Path) -> None:
    """The others come to their end once there is nobody to tell; meanwhile they keep no output open."""
    ran(
        home,
        """
import select
from repbook.store.book import connect
reading, writing = os.pipe()  # it ends with the last process that has the other side
output, told = os.pipe()
first = real_fork()
if first == 0:
    me = os.getpid()
    os.dup2(told, 1)
    os.close(told)
    def work(db, share):
        if os.getpid() == me:
            time.sleep(60)
        os.write(writing, b"+")
        time.sleep(0.5)
        return "much" * 100_000
    import time
    opened = connect("book.db", False)
    with opened.reading():
        shares.each(opened, work)
os.close(writing)
os.close(told)
for _ in range(3):
    assert os.read(reading, 1) == b"+"
os.kill(first, 9)
os.waitpid(first, 0)
assert select.select([output], [], [], 0.4)[0] and os.read(output, 1) == b""
assert select.select([reading], [], [], 20)[0] and os.read(reading, 1) == b"", "somebody is still there"
""",
    )


def test_where_no_process_is_told_how_another_ended_all_is_done_here(home: Path) -> None:
    ran(
        home,
        """
import signal
wanted = said("due --csv")
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
assert said("due --csv") == wanted
assert answers[-3:] == [0, 0, 0]
""",
    )


def test_what_another_program_keeps_in_a_log_is_read_too(home: Path) -> None:
    ran(
        home,
        """
import sqlite3
other = sqlite3.connect("book.db", isolation_level=None)
other.execute("PRAGMA journal_mode = WAL")
other.execute("PRAGMA wal_autocheckpoint = 0")
other.execute("INSERT INTO step (at, key, params, undone) VALUES ('2026-11-22T00:00:00Z', 'customer_edited', '{}', 0)")
other.execute("UPDATE customer SET name = name || ' & Co.'")
forks.clear()
code, rows = said("due --csv --today 2026-11-22")
assert code == 0 and not forks and len(rows.splitlines()) > 50
assert all(b" & Co.," in row for row in rows.splitlines()[1:])
""",
    )


def test_no_share_comes_from_a_book_that_was_put_in_its_place(home: Path) -> None:
    ran(
        home,
        """
import shutil
from repbook.store.book import connect
me = os.getpid()
def work(db, share):
    if os.getpid() != me:
        os.replace("other.db", "book.db") if os.path.exists("other.db") else None
    return os.getpid()
shutil.copy("book.db", "other.db")
worker.processors = lambda: 2
opened = connect("book.db", False)
with opened.reading():
    assert shares.each(opened, work) == [me, me]
""",
    )
