"""Eight writers at once: every line of each is there, and nobody hears of a lock."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.program import environment
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


def test_eight_writers_of_fifty_lines(tmp_path: Path, tell: Callable[[str], None]) -> None:
    book = tmp_path / "book.db"
    made = Sample(book)
    made.customer("美佳超市", "key")
    made.close()
    runs = [
        subprocess.Popen([sys.executable, "-c", SCRIPT, str(book), str(writer), str(LINES)], env=environment(tmp_path),
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for writer in range(WRITERS)
    ]  # fmt: skip
    said = [run.communicate() for run in runs]
    assert [run.returncode for run in runs] == [0] * WRITERS, said
    acknowledged = sum(out.decode().count("\n") for out, _ in said)
    with closing(sqlite3.connect(book)) as db:
        notes = [note for (note,) in db.execute("SELECT note FROM touch")]
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("SELECT count(*) FROM step").fetchone() == (WRITERS * LINES,)
    assert sorted(notes) == sorted(f"{writer}-{number}" for writer in range(WRITERS) for number in range(LINES))
    assert acknowledged == len(notes) == WRITERS * LINES
    assert len(list((tmp_path / "book.db.backups").iterdir())) == 1
    tell(f"{WRITERS} writers x {LINES} lines: {len(notes)} in the book, {acknowledged} acknowledged")
