"""Runs of `due` by several processes: each test runs in a process of its own, which has no other threads and may be copied."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from repbook.terms import day_of
from tests.crowd import Crowd
from tests.program import environment
from tests.sample import Sample

BEGIN = """
import io, os, sys
from repbook.cli import main
from repbook.cli import early
from repbook.store import book, worker, shares

forks, real_fork = [], os.fork
def fork():
    number = real_fork()
    if number:
        forks.append(number)
    return number
os.fork = fork

answers, real_answer = [], worker.Worker.answer
def answer(one):
    found = real_answer(one)
    answers.append(int(found is not None))
    return found
worker.Worker.answer = answer
shares.WORTH, worker.processors = 25, lambda: 4

def said(line, tty=False):
    page = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    page.isatty = lambda: tty
    out, sys.stdout = sys.stdout, page
    try:
        code = main(["--book", "book.db", *line.split()])
    finally:
        sys.stdout = out
    page.flush()
    return code, page.buffer.getvalue()

def gone(number):
    try:
        os.waitpid(number, os.WNOHANG)
    except ChildProcessError:
        return True
    return False
"""

LINES = [
    "due --csv", "due --csv --held", "due", "due --held", "due --all", "due --limit 5", "due --csv --limit 7 --held", "due --json",
    "due --json --limit 3", "due --days 6 --csv", "due --days 6", "due --tier key --csv", "due --area 湖北/武汉", "due --action visit --csv --held",
    "due --csv copy.csv --force",
]  # fmt: skip


def ran(home: Path, script: str) -> None:
    done = subprocess.run([sys.executable, "-c", f"{BEGIN}\nLINES = {LINES!r}\n{script}"], env=environment(home), cwd=home,
                          capture_output=True, timeout=120, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    sample = Sample(tmp_path / "book.db")
    Crowd(sample, day_of("2026-11-22"), 5).fill(120)
    sample.close()
    return tmp_path
