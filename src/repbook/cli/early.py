"""A head start for `due`: while the command line is still being read, another process begins with the customers.

What it has found by the time it is asked, about today and everybody, is true whatever is asked about that day; the rest
it does when it knows the question. It never says anything itself: where something is not as it should be it just ends,
and its share is done by the process that asks.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Callable

from repbook.calendar import dates  # noqa: F401  (what both processes need is loaded once, before the second is made)
from repbook.cli.answer import Asking, Question
from repbook.cli.run import Globals, begin, book_path, run
from repbook.migrations import VERSION
from repbook.render import morning  # noqa: F401
from repbook.store import policy as stored
from repbook.store import shares, worker
from repbook.store.book import MAGIC, Book, File, connect
from repbook.store.shares import Share
from repbook.store.worker import Worker
from repbook.terms import Day

WORTH_BYTES = 4 << 20
"""Of a smaller book everything is read sooner than another process is made."""

MOST_AT_ONCE = 1500
"""About so many customers at most the worker asks before it knows the question."""


def begun(options: Globals, clock: Day) -> Worker | None:
    """A worker at work on the book that these options name, on the day that they name; None where it would not be worth it."""
    if options.demo or worker.processors() < 2 or not worker.may_fork():
        return None
    try:
        if os.stat(book_path(options)).st_size < WORTH_BYTES:
            return None
        return Worker(lambda asked: _answer(options, clock, asked))
    except OSError:
        return None


def packed(question: Question) -> Callable[[Share, File], bytes]:
    """The question as the worker takes it, for a share of the file that the asking process has opened."""
    return lambda share, file: marshal.dumps((tuple(share), file, tuple(question)))


def _answer(options: Globals, clock: Day, asked: Callable[[], bytes]) -> bytes:
    """The life of the worker: the book opened, the first customers asked, then the question and its answer."""
    begin(options, clock)
    _plain(run.path)
    # Without patience: whoever asks keeps the lock of its reading until this worker answers, and a writer may be waiting for that
    # while it lets nobody else begin to read.
    book = connect(run.path, writing=False, silent=True, patience=0)
    started = _Begun(book, run.today)
    words = asked()
    if not words:  # nobody wants to know
        return b""
    share, file, question = marshal.loads(words)
    with book.reading():
        told = started.asked(Share(*share), question)
        if file != book.file:
            raise OSError("another book")
        shares.no_other_than(file, book.path)
    return told


def _plain(path: str) -> None:
    """OSError for a book that has to be brought to this version, decrypted or taken back to before an interrupted write first."""
    with open(path, "rb") as file:
        head = file.read(100)
    if int.from_bytes(head[60:64], "big") != VERSION or not head.startswith(MAGIC) or os.path.exists(path + "-journal"):
        raise OSError("not now")


class _Begun:
    """The first customers of a book with what stands for them today."""

    def __init__(self, book: Book, today: Day) -> None:
        self.book, self.today = book, today
        with book.reading():
            db = book.db
            if shares.has_log(db):
                raise OSError("a log beside it")
            self.policy = stored.read(db)
            self.calendar = stored.calendar(db, self.policy)
            self.share = shares.head(db, MOST_AT_ONCE)
            self.known = Asking(self.policy, self.calendar, Question(today)).bare(db, self.share)
            self.state = self._state()

    def _state(self) -> object:
        """What changes whenever another process has written to the book."""
        return self.book.db.execute("PRAGMA data_version").fetchone()

    def asked(self, share: Share, words: tuple[object, ...]) -> bytes:
        """The answer for a share, packed; OSError where the book has changed since."""
        if self._state() != self.state:
            raise OSError("changed")
        question = Question._make(words)
        asking = Asking(self.policy, self.calendar, question)
        known = [self.known] if self.today == question.day and not question.days and self.share.begins(share) else []
        left = Share(self.share.last + 1, share.last) if known else share
        told = asking.written(self.book.db, left, known) if question.rows_end else asking.answer(self.book.db, left, known)
        return shares.pack(told, plain=bool(question.rows_end))
