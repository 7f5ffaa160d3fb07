"""A long read of a large book shared out: several processes at once, each for a range of customers.

The customers of a book have nothing to do with one another in the rules, so the answer for some of them never needs
the rest. The process that asks holds the lock of its reading until all are done: nobody can write meanwhile, and the
others read the file as it stands, without locks of their own. (The one that began early has some of its own, and never
waits for them.) Whatever keeps one of them from answering, its share is done here instead, so that they can change how
long an answer takes and nothing else.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Any, NamedTuple, TypeVar

from repbook.store import worker
from repbook.store.book import Book, File, connection, which
from repbook.store.worker import Worker

Told = TypeVar("Told")

WORTH = 1000
"""For fewer customers than this another process costs more than it saves."""

HEAD_START = 800
"""For about so many customers a worker has worked by the time it is asked, where it was begun before the question was known."""

MOST = 4


class Share(NamedTuple):
    """The customers with an id from `first` to `last`."""

    first: int
    last: int

    def begins(self, other: Share) -> bool:
        """Whether these are the first of the others, or all of them."""
        return other.first == self.first and self.last <= other.last


class Early(NamedTuple):
    """A worker that was begun before the question was known, and the question as it takes it, for a share of an opened file."""

    worker: Worker
    question: Callable[[Share, File], bytes]


def each(
    book: Book, work: Callable[[sqlite3.Connection, Share | None], Told], early: Early | None = None, plain: bool = False
) -> list[Told]:
    """What `work` says of each share of the customers, in the order of their ids; of None, everybody, where one is enough.

    To be called inside a reading. What `work` returns must be fit to be pickled; `plain` when it is made of lists, tuples,
    texts and numbers alone, which travel sooner. An early worker packs what it says in the same way.
    """
    shares = _shares(book.db, early is not None)
    if not shares:
        return [work(book.db, None)]
    workers: dict[Share, Worker] = {}
    try:
        if early:
            workers[shares[0]] = early.worker
            early.worker.ask(early.question(shares[0], book.file))
        for share in shares[len(workers) + 1 :]:  # the one before them is done here
            with suppress(OSError):  # no room for one more process: its share is done here too
                workers[share] = _worker(book, work, share, plain)
        told = {share: work(book.db, share) for share in shares if share not in workers}
        for share, one in workers.items():
            answer = one.answer()
            told[share] = work(book.db, share) if answer is None else unpack(answer, plain)
        return [told[share] for share in shares]
    finally:
        for one in workers.values():
            one.end()


def _shares(db: sqlite3.Connection, early: bool) -> list[Share]:
    """Ranges of ids, which are handed out one after the other, so that each holds about as many customers.

    The first is for the early worker where there is one, and larger. None where all is to be done by one process, here.
    """
    everybody = _everybody(db) if early or worker.may_fork() else None
    if not everybody:
        return []
    first, last = everybody
    ahead = min(HEAD_START, last - first + 1) if early else 0
    rest = last - first + 1 - ahead
    parts = min(worker.processors(), MOST, max(rest // WORTH, 2 if early else 1))
    if parts < 2 or has_log(db):
        return []
    step = max(-(-rest // parts), 1)
    starts = [first, *range(first + ahead + step, last + 1, step)]
    return [Share(at, until - 1) for at, until in zip(starts, [*starts[1:], last + 1], strict=True)]


def head(db: sqlite3.Connection, most: int) -> Share:
    """What the share of an early worker begins with, of so many customers at most; with nobody in it where there is nobody."""
    shares = _shares(db, early=True)
    return Share(shares[0].first, min(shares[0].last, shares[0].first + most - 1)) if shares else Share(1, 0)


def _everybody(db: sqlite3.Connection) -> Share | None:
    """The first and the last customer."""
    (first, last) = db.execute("SELECT (SELECT min(id) FROM customer), (SELECT max(id) FROM customer)").fetchone()
    return Share(first, last) if last else None


def has_log(db: sqlite3.Connection) -> bool:
    """Whether another program had the book write to a log beside it, of which only who takes locks may read."""
    return bool(db.execute("PRAGMA journal_mode").fetchone() == ("wal",))


def _worker(book: Book, work: Callable[[sqlite3.Connection, Share], Told], share: Share, plain: bool) -> Worker:
    """A worker for one share; OSError when there can be no further process."""

    def done(_: object) -> bytes:
        # Not the lock of the process it was copied from: that one holds it, and SQLite takes none for a file that cannot change.
        with closing(connection(book.path, "ro&immutable=1")) as db:
            told = pack(work(db, share), plain)
            no_other_than(book.file, book.path)
        return told

    return Worker(done)


def no_other_than(file: File, path: str) -> None:
    """OSError where another book was put in the place of the one that is read: no answer comes from it."""
    if file != which(path):
        raise OSError("replaced")


def pack(told: Any, plain: bool) -> bytes:
    """An answer as it travels from one process to another."""
    data: bytes = _packer(plain).dumps(told)
    return data


def unpack(data: bytes, plain: bool) -> Any:
    """An answer that has travelled; it comes from nobody but a copy of this very process."""
    return _packer(plain).loads(data)


def _packer(plain: bool) -> Any:
    if plain:
        import marshal as packer
    else:
        import pickle as packer  # type: ignore[no-redef]
    return packer
