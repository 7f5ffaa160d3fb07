"""Running commands in tests as a rep would: a line in, what was said and what changed out."""

from __future__ import annotations

import shlex
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from repbook import words
from repbook.cli import main

_NOT_BY_USER = tuple(f'INSERT INTO "{name}' for name in ("step", "change", "checksum", "sqlite_"))


class Said(NamedTuple):
    """What a command printed and how it ended."""

    out: str
    err: str
    code: int


class Rep:
    """A rep with a book of their own. `rep("log 美佳 call")` runs one command line and returns what was said."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], today: str = "2026-11-22", lang: str = "en") -> None:
        self.folder, self.capsys, self.today, self.lang = folder, capsys, today, lang
        self.book = folder / "book.db"

    def __call__(self, line: str | list[str], code: int | None = 0, today: str | None = None, lang: str | None = None) -> Said:
        """Run one command line; `code` is the exit code it must end with (None for any)."""
        words = shlex.split(line) if isinstance(line, str) else line
        self.capsys.readouterr()
        got = main(["--book", str(self.book), "--today", today or self.today, "--lang", lang or self.lang, *words])
        said = Said(*self.capsys.readouterr(), got)
        assert "Traceback" not in said.out + said.err
        assert code is None or got == code, said
        return said

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the book holds, asked directly."""
        db = sqlite3.connect(self.book)
        try:
            return db.execute(sql, values).fetchall()
        finally:
            db.close()

    def dump(self) -> list[str]:
        """Every row of the book that a user can change, to compare before and after."""
        db = sqlite3.connect(self.book)
        try:
            return [line for line in db.iterdump() if line.startswith("INSERT") and not line.startswith(_NOT_BY_USER)]
        finally:
            db.close()


@pytest.fixture
def rep(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Rep]:
    """A rep with an empty folder: the first command that writes makes the book."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("REPBOOK_DEBUG", "1")  # a fault of ours fails the test with its traceback
    for name in ("REPBOOK_BOOK", "REPBOOK_TODAY", "REPBOOK_LANG", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    yield Rep(tmp_path, capsys)
    words.use("en")
