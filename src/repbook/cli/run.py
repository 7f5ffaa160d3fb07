"""One run of the program: which book, which day, which language, and how the book is opened for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from repbook import words
from repbook.errors import BadInput, BookError, NoBook, Refused
from repbook.locales import path, readable
from repbook.terms import Day

if TYPE_CHECKING:
    from repbook.store.book import Book
    from repbook.store.worker import Worker


class Globals(NamedTuple):
    """The options that every command understands, wherever they stand on the line."""

    book: str | None = None
    today: str | None = None
    lang: str | None = None
    demo: bool = False
    yes: bool = False
    force: bool = False


class Run:
    """What the commands share: `today`, the path of the book, and its opening."""

    def __init__(self) -> None:
        self.path = ""
        self.today: Day = 0
        self.yes = False
        self.replaces = False  # whether a file that is there may be written over
        self.demo = False
        self.made = False  # the book was made by this command
        self.wrote = False  # this command has changed the book
        self.blank = False  # where there is no book, one without a line in it is read instead
        self.missing = False  # it was
        self.worker: Worker | None = None  # a process that has begun with the book before the command line was read

    @contextmanager
    def reading(self) -> Iterator[Book]:
        """The book to look at; where there is none a blank one if this command takes it, else NoBook."""
        book = self._open_for_reading()
        try:
            with book.reading():
                yield book
        finally:
            book.close()

    @contextmanager
    def writing(self, key: str, create: bool = False, **params: Any) -> Iterator[Book]:
        """The book inside one undoable step named by `key`; with `create` a missing book is made first."""
        book = self._open_for_writing(create)
        try:
            with book.step(key, **params):
                yield book
            self.wrote = True
        finally:
            book.close()

    def _open_for_reading(self) -> Book:
        from repbook.store.book import connect

        try:
            return connect(self.path, writing=False)
        except NoBook:
            if not self.blank:
                raise
        from repbook.store.start import blank

        self.missing = True
        return blank(self.path)

    def keep(self, reason: str) -> None:
        """Back the book up before something large; BookError when that fails. May be called inside a step that has changed nothing yet."""
        from repbook.store import backups

        if not (self.demo or self.made):
            backups.make(self.path, reason)

    def _open_for_writing(self, create: bool) -> Book:
        from repbook.store.book import connect

        try:
            return connect(self.path, writing=True)
        except NoBook:
            if not create:
                raise
        from repbook.store.start import make_book

        self.made = make_book(self.path)
        if self.made:
            from repbook.render.out import talk
            from repbook.words import t

            talk(t("say.book_made", path=self.path))
        return connect(self.path, writing=True)

    def sure(self, question: str, /, **params: Any) -> None:
        """Ask before something grave; Refused without a terminal and without --yes, or when the answer is not yes."""
        from repbook.words import t

        if self.yes:
            return
        if not (sys.stdin and sys.stdin.isatty()):
            raise Refused("needs_yes", question=t(question, **params))
        if (self.answer(f"{t(question, **params)} [y/N]") or "") not in ("y", "yes", "是", "好"):
            raise Refused("not_done")

    def answer(self, question: str) -> str | None:
        """What somebody at the terminal types to a question, in lower case; None when they end the input instead."""
        from repbook.render import out

        out.ask(question)
        line = sys.stdin.readline()
        return line.strip().lower() if line else None


run = Run()
"""The run under way; `begin` sets it up."""


def begin(options: Globals, clock: Day) -> None:
    """Set the run up from the global options, then the environment, then the defaults. `clock` is the day it is."""
    _begin(options, clock)
    words.on(run.today)


def _begin(options: Globals, clock: Day) -> None:
    from repbook.calendar.dates import parse_date

    run.yes, run.replaces = options.yes, options.yes or options.force
    run.demo, run.path = options.demo, ""
    run.made = run.wrote = run.blank = run.missing = False
    if options.demo:
        from repbook.demo import DEMO_DAY, make_demo

        run.today = parse_date(options.today, DEMO_DAY) if options.today else DEMO_DAY
        run.path = make_demo()  # last: whatever goes wrong from here on, `end` removes it
        return
    today = options.today or readable(os.environ.get("REPBOOK_TODAY", ""))
    run.path = book_path(options)
    run.today = parse_date(today, clock) if today else clock


def book_path(options: Globals) -> str:
    """The book that the options name, else REPBOOK_BOOK, else the usual one."""
    return path(options.book or "") or os.environ.get("REPBOOK_BOOK") or default_path()


def care() -> None:
    """After the first command of a day that changed the book: its daily backup, when all is said; a failure is one more line."""
    if run.demo or not run.wrote:
        return
    run.wrote = False
    from repbook.store import backups

    try:
        backups.daily(run.path)
    except Exception as error:  # whatever it is: what the command said is done is done
        from repbook.render.out import talk
        from repbook.words import t

        why = {"backup_full": "full", "book_damaged": "damaged", "book_altered": "altered"}.get(getattr(error, "key", ""), "refused")
        talk(t(f"say.no_daily_backup.{why}", folder=backups.folder_of(run.path)))


def end() -> None:
    """Remove the throw-away copy of the demo book, and let go of a worker."""
    if run.worker:
        run.worker.end()
        run.worker = None
    if run.demo and run.path:
        from repbook.demo import remove_demo

        remove_demo(run.path)
        run.path = ""


def choose_language(given: str | None, doubtful: str | None = None) -> str:
    """--lang, else REPBOOK_LANG, else the locale; for a language we do not speak `doubtful`, or BadInput."""
    asked = given or os.environ.get("REPBOOK_LANG")
    if asked:
        lang = asked.lower().replace("_", "-").split("-")[0]
        if lang not in ("en", "zh") and doubtful:
            return doubtful
        if lang not in ("en", "zh"):
            raise BadInput("unknown_language", lang=asked)
        return lang
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if locale.lower().startswith("zh") else "en"


def default_path() -> str:
    """`<user data dir>/repbook/book.db` by the custom of the system."""
    data = os.environ.get("XDG_DATA_HOME")
    if not data or not os.path.isabs(data):
        home = os.path.expanduser("~")
        if not os.path.isabs(home):
            raise BookError("no_home")
        places = {"darwin": "Library/Application Support", "win32": "AppData/Local"}
        data = os.path.join(home, places.get(sys.platform, ".local/share"))
    return os.path.join(data, "repbook", "book.db")
