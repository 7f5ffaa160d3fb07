"""A long read of a large book shared out: several processes at once, each for a range of customers.

The customers of a book have nothing to do with one another in the rules, so the answer for some of them never needs
the rest. The process that asks holds the lock of its reading until all are done: nobody can write meanwhile, and the
others read the file as it stands, without locks of their own. Whatever keeps one of them from answering, its share is
done here instead, so that they can change how long an answer takes and nothing else.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Any, NamedTuple, TypeVar

from repbook.store.book import Book, File, connection, which

Told = TypeVar("Told")

WORTH = 1000
"""For fewer customers than this another process costs more than it saves."""

MOST = 4


class Share(NamedTuple):
    """The customers with an id from `first` to `last`."""

    first: int
    last: int


def each(book: Book, work: Callable[[sqlite3.Connection, Share | None], Told], plain: bool = False) -> list[Told]:
    """What `work` says of each share of the customers, in the order of their ids; of None, everybody, where one is enough.

    To be called inside a reading. What `work` returns must be fit to be pickled; `plain` when it is made of lists, tuples,
    texts and numbers alone, which travel sooner.
    """
    shares = _shares(book.db)
    if len(shares) < 2:
        return [work(book.db, None)]
    others: dict[Share, _Other] = {}
    try:
        for share in shares[1:]:
            with suppress(OSError):  # no room for one more process: its share is done here
                others[share] = _Other(book, work, share, plain)
        return [_answer(others.get(share), book, work, share) for share in shares]
    finally:
        for one in others.values():
            one.end()


def _answer(other: _Other | None, book: Book, work: Callable[[sqlite3.Connection, Share], Told], share: Share) -> Told:
    told: list[Told] = other.answer() if other else []
    return told[0] if told else work(book.db, share)


def _shares(db: sqlite3.Connection) -> list[Share]:
    """Ranges of ids, which are handed out one after the other, so that each holds about as many customers."""
    (first, last) = db.execute("SELECT (SELECT min(id) FROM customer), (SELECT max(id) FROM customer)").fetchone()
    count = min(_processors(), MOST, (last - first + 1) // WORTH) if last else 0
    if count < 2 or not _may_fork() or _has_log(db):
        return []
    step = -(-(last - first + 1) // count)
    return [Share(at, min(at + step - 1, last)) for at in range(first, last + 1, step)]


def _processors() -> int:
    """How many processes can run at once."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def _may_fork() -> bool:
    """Whether this system can copy a process, and this one can be copied: other threads would be lost in the copy."""
    import threading  # here long since: the command line loads it

    return hasattr(os, "fork") and threading.active_count() == 1


def _has_log(db: sqlite3.Connection) -> bool:
    """Whether another program had the book write to a log beside it, of which only who takes locks may read."""
    return bool(db.execute("PRAGMA journal_mode").fetchone() == ("wal",))


class _Other:
    """A copy of this process that does the work for a share and tells the answer through a pipe."""

    def __init__(self, book: Book, work: Callable[[sqlite3.Connection, Share], Any], share: Share, plain: bool) -> None:
        """OSError when there can be no further process."""
        self.plain = plain
        reading, writing = os.pipe()
        try:
            self.number = os.fork()
        except OSError:
            os.close(reading)
            os.close(writing)
            raise
        if self.number == 0:
            os.close(reading)  # or it would wait for itself for ever where nobody else is left to read
            _tell(book.path, book.file, work, share, plain, writing)
        os.close(writing)
        self.pipe = open(reading, "rb")  # noqa: SIM115  (closed by `end`)

    def answer(self) -> list[Any]:
        """What was told, in a list; an empty one unless it came to a good end."""
        told = self.pipe.read()
        status = 1
        with suppress(ChildProcessError):  # where SIGCHLD is ignored nobody is told how it ended
            _, status = os.waitpid(self.number, 0)
        self.number = 0
        return [_packer(self.plain).loads(told)] if status == 0 else []

    def end(self) -> None:
        """Stop it if it has not come to its end, and let go of it."""
        self.pipe.close()
        if self.number > 0:
            with suppress(OSError):
                os.kill(self.number, 9)
            with suppress(OSError):
                os.waitpid(self.number, 0)


def _packer(plain: bool) -> Any:
    """What makes bytes of an answer and an answer of bytes, which come from nobody but a copy of this very process."""
    if plain:
        import marshal as packer
    else:
        import pickle as packer  # type: ignore[no-redef]
    return packer


def _tell(path: str, file: File, work: Callable[[sqlite3.Connection, Share], Any], share: Share, plain: bool, writing: int) -> None:
    """The life of the copy: it ends here whatever happens, with nothing of what it was copied from written or closed."""
    code = 1
    try:
        _let_go_of_output(writing)
        # Not the lock of the process it was copied from: that one holds it, and SQLite takes none for a file that cannot change.
        with open(writing, "wb") as pipe, closing(connection(path, "ro&immutable=1")) as db:
            pipe.write(_packer(plain).dumps(work(db, share)))
            replaced = file != which(path)
        code = int(replaced)  # no answer from another book that was put in the place of the one that is read
    finally:
        os._exit(code)


def _let_go_of_output(writing: int) -> None:
    """Keep nobody waiting for the end of an output to which this process writes nothing."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in {0, 1, 2} - {writing}:
        os.dup2(nowhere, number)
