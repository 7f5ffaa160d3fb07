"""Thousands of command lines in one process, without what each would do once more only because it is a process of its own.

Typer's commands are built once, the connection to a book stays open from one command to the next, no backup is made, and garbage is
left lying meanwhile, as the program leaves it. What a command reads and writes, and the transactions it does that in, are as ever.
"""

from __future__ import annotations

import gc
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from repbook.cli import shell
from repbook.store import backups, session
from repbook.store import book as books

_STATEMENTS = 1000
_built = cache(shell.load)


class _Kept(sqlite3.Connection):
    """A connection that who closes it leaves to the next command that opens the same file in the same way."""

    leave: Callable[[_Kept], None]

    def close(self) -> None:
        """Be as if just opened, but for what has been compiled."""
        if self.in_transaction:
            self.execute("ROLLBACK")
        self.leave(self)

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        """Believe who only wants to read: forbidding the rest would have everything compiled anew."""
        return super().execute("SELECT 1" if sql == "PRAGMA query_only = ON" else sql, *values)

    def end(self) -> None:
        """Close it in earnest."""
        super().close()


class Table:
    """Where books lie one after the other, each kind of them always in the same file, and connections to them stay open."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.left: dict[Any, list[_Kept]] = {}
        self.eyes: dict[Path, sqlite3.Connection] = {}

    def laid(self, book: Path) -> Path:
        """A copy of a book in the place of the one before it. To whoever has that open it is what another program wrote."""
        here, new = self.folder / book.name, bytearray(book.read_bytes())
        if here.exists():
            with here.open("rb") as old:
                count = int.from_bytes(old.read(28)[24:], "big") + 1
            new[24:28] = new[92:96] = count.to_bytes(4, "big")
        with here.open("r+b" if here.exists() else "xb") as file:
            file.write(new)
            file.truncate()
        here.chmod(0o600)
        return here

    def looking(self, book: Path) -> sqlite3.Connection:
        """A connection to look at a book that lies here."""
        if book not in self.eyes:
            self.eyes[book] = sqlite3.connect(book, isolation_level=None)
        return self.eyes[book]

    def connection(self, bare: Callable[..., sqlite3.Connection], path: str, mode: str, *more: float) -> sqlite3.Connection:
        """A connection to any book, one that was left where there is such."""
        left = self.left.setdefault((os.path.abspath(path), books.which(path), mode), [])
        if left:
            return left.pop()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=_Kept, cached_statements=_STATEMENTS))
            made = bare(path, mode, *more)
        assert isinstance(made, _Kept)
        made.leave = left.append
        return made

    def clear(self) -> None:
        """Close everything."""
        for left in self.left.values():
            for kept in left:
                kept.end()
        for eye in self.eyes.values():
            eye.close()


@contextmanager
def lightly(folder: Path) -> Iterator[Table]:
    """Run commands in that way, on books that lie in a folder."""
    table = Table(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(books, "connection", partial(table.connection, books.connection))
        patch.setattr(shell, "load", _built)
        patch.setattr(session, "create_engine", _one_engine())
        patch.setattr(backups, "make", lambda path, _: path)
        patch.setattr(backups, "daily", lambda _: None)
        gc.collect()
        gc.freeze()
        gc.disable()
        try:
            yield table
        finally:
            gc.enable()
            gc.unfreeze()
            table.clear()


def _one_engine() -> Callable[..., Engine]:
    """A `create_engine` that makes one for all, so that statements are compiled once; each time with another connection."""
    made: list[Engine] = []
    lent: list[Callable[[], Any]] = []

    def create(url: str, creator: Callable[[], Any], **settings: Any) -> Engine:
        lent[:] = [creator]
        if not made:
            made.append(create_engine(url, creator=lambda: lent[0](), **{**settings, "poolclass": NullPool}))
        return made[0]

    return create
