"""A worker begins with the book before the command line is read: the same answer to the byte, whatever becomes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.several import home, ran

__all__ = ["home"]

BEGIN = """
shares.HEAD_START = 30
def without(line, tty=False):
    "What is said by one process."
    early.WORTH_BYTES, most, shares.MOST = 1 << 40, shares.MOST, 1
    told = said(line, tty)
    early.WORTH_BYTES, shares.MOST = 1, most
    assert not forks
    return told
"""


def early(home: Path, script: str) -> None:
    ran(home, f"{BEGIN}\n{script}")


@pytest.mark.parametrize(
    "setting", ["", "shares.HEAD_START = 1000", "shares.HEAD_START, early.MOST_AT_ONCE = 10, 7", "shares.WORTH = 1000"]
)
def test_what_it_began_with_is_part_of_the_same_answer(home: Path, setting: str) -> None:
    early(
        home,
        f"""
{setting}
for line in LINES:
    for tty in (False, True) if "csv" not in line and "json" not in line else (False,):
        line += " --today 2026-11-22"
        wanted = without(line, tty)
        assert said(line, tty) == wanted, (line, tty)
        assert forks and answers == [1] * len(forks) and all(map(gone, forks)), (line, forks, answers)
        forks.clear(); answers.clear()
""",
    )


@pytest.mark.parametrize(
    "line", ["due --csv --on 2026-11-25", "due --days 3 --csv", "due --on 2026-09-24 --held", "--today 2026-09-24 due"]
)
def test_another_day_is_asked_about_anew(home: Path, line: str) -> None:
    early(home, f"wanted = without('{line}')\nassert wanted[0] == 0 and said('{line}') == wanted and answers == [1] * 2")


def test_it_sees_what_is_written_while_the_command_line_is_read(home: Path) -> None:
    early(
        home,
        """
from repbook.cli.run import Run
before = without("due --csv")
reading, writing = os.pipe()
begin, real = early._Begun.__init__, Run.reading
def beginning(*words):
    begin(*words)
    os.write(writing, b"+")
early._Begun.__init__ = beginning
def meanwhile(one):
    "Somebody writes once the worker has begun; from another process, as this one has the book open."
    os.read(reading, 1)
    number = real_fork()
    if number == 0:
        Run.reading = real
        os._exit(main(["--book", "book.db", "customer", "archive", "#1", "--yes"]))
    assert os.waitpid(number, 0)[1] == 0
    return real(one)
Run.reading = meanwhile
told = said("due --csv")
assert len(forks) == 2 and answers[0] == 0, (forks, answers)
Run.reading = real
forks.clear()
assert told == without("due --csv") and told != before
""",
    )


@pytest.mark.parametrize(
    "trouble", ["raise OSError('no memory')", "os.kill(os.getpid(), 9)", "sys.exit(3)", "import time; time.sleep(0.3); os._exit(0)"]
)
def test_whatever_becomes_of_it_its_share_is_done(home: Path, trouble: str) -> None:
    early(
        home,
        f"""
wanted = without("due --csv")
def trouble(*_):
    {trouble}
early._plain = trouble
assert said("due --csv") == wanted
assert len(forks) == 2 and all(map(gone, forks)) and answers == [0, 1], answers
""",
    )


@pytest.mark.parametrize("line", ["due --bogus", "due --limit x", "due --on never", "due --tier nobody", "due --limit 3 --all"])
def test_a_line_that_is_wrong_leaves_no_process_behind(home: Path, line: str) -> None:
    early(
        home,
        f"""
wanted = without("{line}")
assert wanted[0] == 2 and said("{line}") == wanted and len(forks) == 1 and gone(forks[0])
""",
    )


BOOKS = {
    "encrypted": "from repbook.cli import main\nos.environ['REPBOOK_PASSPHRASE_FILE'] = 'word'\nassert said('book encrypt --yes')[0] == 0",
    "with a log": "import sqlite3\nother = sqlite3.connect('book.db')\nother.execute('PRAGMA journal_mode = WAL')\nother.close()",
    "interrupted": "open('book.db-journal', 'wb').write(bytes(512))",
    "gone": "os.unlink('book.db')",
    "a folder": "os.unlink('book.db')\nos.mkdir('book.db')",
    "damaged": "book = open('book.db', 'r+b')\nbook.truncate(20480)",
    "in its place": "import shutil\nshutil.copy('book.db', 'other.db')\nos.replace('other.db', 'book.db')",
}


@pytest.mark.parametrize("what", BOOKS)
def test_a_book_that_needs_something_first_is_left_to_who_asks(home: Path, what: str) -> None:
    if what == "encrypted":
        pytest.importorskip("sqlcipher3")
        (home / "word").write_text("many trees\n")
        (home / "word").chmod(0o600)
    early(
        home,
        f"""
early.WORTH_BYTES = 1 << 40
{BOOKS[what]}
shares.WORTH = 1000
early.WORTH_BYTES = 1
forks.clear()
told = said("due --csv")
assert all(map(gone, forks))
forks.clear()
assert told == without("due --csv")
""",
    )


def test_a_book_of_another_version_is_left_to_who_asks(home: Path) -> None:
    early(
        home,
        """
from repbook import migrations
early.VERSION = migrations.VERSION + 1
wanted = without("due --csv")
assert said("due --csv") == wanted and answers[0] == 0
""",
    )


@pytest.mark.parametrize("never", ["worker.processors = lambda: 1", "early.WORTH_BYTES = 1 << 30", "del os.fork", "line = 'why 客户1'"])
def test_where_it_is_not_worth_it_there_is_none(home: Path, never: str) -> None:
    early(home, f"line = 'due --csv'\nearly.WORTH_BYTES, shares.WORTH = 1, 1000\n{never}\nassert said(line)[0] == 0 and not forks")


def test_the_demo_is_answered_for_alone(home: Path) -> None:
    early(home, "early.WORTH_BYTES = 1\nassert main(['--demo', 'due', '--csv']) == 0 and not forks")


def test_it_never_waits_for_who_waits_for_the_one_that_asks(home: Path) -> None:
    """A writer about to commit lets nobody begin to read and waits for the readers: the worker must not wait for it in turn."""
    early(
        home,
        '''
import subprocess, time
from repbook.cli import due as command
WRITER = """
import sqlite3, sys
other = sqlite3.connect("book.db", timeout=5, isolation_level=None)
other.execute("BEGIN IMMEDIATE")
other.execute("UPDATE customer SET note = 'x' WHERE id = 5")
sys.stdout.write("+")
sys.stdout.flush()
other.execute("COMMIT")
"""
wanted = without("due --csv")
real, writers = command._early, []
def meanwhile(question):
    writers.append(subprocess.Popen([sys.executable, "-c", WRITER], stdout=subprocess.PIPE))
    writers[0].stdout.read(1)
    time.sleep(0.2)  # now it has asked for the file alone
    return real(question)
command._early = meanwhile
begun = time.monotonic()
told = said("due --csv")
took = time.monotonic() - begun
assert writers[0].wait() == 0, "the writer gave up"
assert told == wanted and took < 3 and answers[0] == 0, (took, answers)
''',
    )
