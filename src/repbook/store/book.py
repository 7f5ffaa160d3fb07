"""The book file: found, checked, made, opened, and changed one whole step at a time.

One rollback-journal SQLite file with `synchronous=EXTRA`: a step is durable before its command says done. The
header is looked at before SQLite sees the file, so that a foreign or newer file is refused untouched.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from repbook import interrupts, migrations
from repbook.errors import BookError, NoBook
from repbook.store.files import NO_ROOM, beside, make_folder, publish, set_journal_aside

APPLICATION_ID = 0x52504231  # "RPB1", at byte 68 of every book
MAGIC = b"SQLite format 3\0"
PAGE_SIZE = 4096
WAIT_SECONDS = 5.0
LOCKED = ("passphrase_missing", "passphrase_wrong", "secure_missing")
"""Why a file that may well be whole cannot be read."""
KEYS: dict[str, str] = {}
"""The keys of the encrypted files that this run has looked at, by absolute path; see `secure`."""

_BETWEEN_LOOKS = 0.05  # seconds
_ASKING_MS = 20
_ALIKE = {20: b"\0\x40\x20\x20", 44: b"\0\0\0\4", 56: b"\0\0\0\1"}  # what the header of every book says: fractions, schema format, UTF-8

File = tuple[int, int] | None

_BY_CODE = {
    sqlite3.SQLITE_BUSY: "book_locked",
    sqlite3.SQLITE_LOCKED: "book_locked",
    sqlite3.SQLITE_READONLY: "book_read_only",
    sqlite3.SQLITE_PERM: "book_read_only",
    sqlite3.SQLITE_CANTOPEN: "book_not_opened",
    sqlite3.SQLITE_AUTH: "book_not_opened",
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_IOERR: "disk_fault",
    sqlite3.SQLITE_CORRUPT: "book_damaged",
    sqlite3.SQLITE_NOTADB: "not_a_book",
}
_BY_WORDS = {
    "is locked": "book_locked", "is full": "disk_full", "disk i/o": "disk_fault", "malformed": "book_damaged",
    "is not a database": "not_a_book", "readonly": "book_read_only", "unable to open": "book_not_opened",
    "not as it was written": "book_altered",
    "user-defined function raised": "book_damaged",  # the journal's one, given bytes that are no text
}  # fmt: skip


@contextmanager
def storage_errors(path: str) -> Iterator[None]:
    """Turn what SQLite and the file system refuse into one sentence about the book (exit 4)."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if interrupts.came:  # within a function of the journal's, where it is told as a fault of the statement
            raise KeyboardInterrupt from None
        key = error_key(error)
        if key is None:
            raise
        raise BookError(key, path=path) from error


UNREADABLE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""How Python's sqlite3 fails on a damaged book; the second where it cannot even read what SQLite says of it."""


def is_damage(error: Exception) -> bool:
    """Whether one of those, met while a book is only read, means that it is damaged."""
    return not isinstance(error, sqlite3.DatabaseError) or error_key(error) in ("book_damaged", "not_a_book", None)


def error_key(error: sqlite3.DatabaseError) -> str | None:
    """The sentence for what SQLite refused; None for what must be a fault of ours."""
    code = getattr(error, "sqlite_errorcode", None)
    if code in (None, sqlite3.SQLITE_ERROR):  # what Python itself finds: bytes that are no text; and what SQLCipher says while it copies
        said = str(error).lower()
        return "book_damaged" if "decode" in said else next((key for words, key in _BY_WORDS.items() if words in said), None)
    return _BY_CODE.get(code & 0xFF)


class Book:
    """An open book. `db` is the one connection, in autocommit unless a step or a reading is under way."""

    def __init__(self, path: str, db: sqlite3.Connection, file: File = None) -> None:
        self.path = path
        self.db = db
        self.file = file  # the one that was opened under this path; None where it is not to be watched
        self.ledger: Any = None  # of the step under way
        self.after_commit: list[Any] = []  # things to close once the step is over, such as a model session

    @contextmanager
    def reading(self) -> Iterator[Book]:
        """Several reads that see one state of the book."""
        with storage_errors(self.path):
            self._begin(writing=False)
            try:
                yield self
            finally:
                self._rollback()

    @contextmanager
    def step(self, key: str, **params: Any) -> Iterator[Book]:
        """One user action: all of it or nothing, durable at the end, and taken back whole by one undo.

        `key` and `params` are the words of `undo --list`; params may be filled in while the step runs. A step
        that changes nothing leaves no trace.
        """
        from repbook.store import undo  # only who writes needs the journal, and JSON for it

        with storage_errors(self.path):
            self._begin(writing=True)
            try:
                journal = undo.begin(self.db, key)
                self.ledger = journal.ledger
                yield self
                journal.finish(params)
                self._commit(journal.step_id)
            finally:
                self._rollback()
                self._let_go()

    @contextmanager
    def unjournaled(self) -> Iterator[Book]:
        """A write that is no step of its own: undo and redo themselves."""
        with storage_errors(self.path):
            self._begin(writing=True)
            try:
                yield self
                self._commit()
            finally:
                self._rollback()

    def _commit(self, step: int | None = None) -> None:
        """Make it durable. Where the disk fails so late that it may be done nevertheless, say that and not the contrary."""
        try:
            self.db.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            if error_key(error) == "disk_fault" and (step is None or self._holds(step)):
                raise BookError("disk_doubt", path=self.path) from error
            raise

    def _holds(self, step: int) -> bool:
        """Whether a step is in the file; asked by a new connection, which takes an unfinished write back first."""
        self._rollback()
        try:
            with closing(connection(self.path, "rw")) as db:
                return db.execute("SELECT 1 FROM step WHERE id = ?", (step,)).fetchone() is not None
        except sqlite3.DatabaseError:
            return True  # nobody can say

    def _rollback(self) -> None:
        if self.db.in_transaction:
            self.db.execute("ROLLBACK")

    def _let_go(self) -> None:
        while self.after_commit:
            self.after_commit.pop().close()

    def _begin(self, writing: bool) -> None:
        """Wait for the lock. The file was looked at before it: look again now that nobody else can change it."""
        try:
            if writing:
                lock(self.db)
            else:
                self.db.execute("BEGIN")
            if _version(self.db) > migrations.VERSION:
                raise BookError("book_newer", path=self.path)
        except BaseException:
            self._rollback()
            self._same_file()
            raise
        self._same_file()

    def _same_file(self) -> None:
        """Whether the book is still what was opened: while it waited, another repbook may have encrypted or replaced it."""
        if self.file is not None and self.file != which(self.path):
            self._rollback()
            raise BookError("book_replaced", path=self.path)

    def close(self) -> None:
        """Let go of the file; an unfinished step is rolled back."""
        self._let_go()
        self.db.close()


def look(path: str, silent: bool = False) -> None:
    """Refuse a file that is no book of ours, is damaged at first sight, comes from a newer repbook, or cannot be decrypted.

    A journal beside it means an interrupted write that SQLite will take back, so sizes are believed only without.
    Never to be called while this process has the book open: closing the file would drop the locks that SQLite holds.
    With `silent` nobody is ever asked for a passphrase.
    """
    before: tuple[bytes, int] | None = None
    while True:
        head, size = now = _first_bytes(path)
        if size == 0:
            raise BookError("book_empty", path=path)
        try:
            if is_noise(head):
                from repbook.store import secure

                return secure.unlock(path, head, silent)
            KEYS.pop(os.path.abspath(path), None)
            return _look_at(path, head, size)
        except BookError as error:
            if error.key != "book_damaged" or now == before:
                raise
        before = now  # somebody may just have been writing: what is damaged stays as it is
        time.sleep(_BETWEEN_LOOKS)


def is_noise(head: bytes) -> bool:
    """Whether the first page of a file may be that of an encrypted book: such a page is not to be told from random bytes."""
    return len(head) == PAGE_SIZE and not head.startswith(MAGIC) and len(set(head)) > 250


def is_encrypted(path: str) -> bool:
    """Whether a file that has been looked at is encrypted."""
    return os.path.abspath(path) in KEYS


def may_be_encrypted(path: str) -> bool:
    """Whether a file looks like an encrypted book; like `look` not to be called while this process has it open."""
    try:
        return is_noise(_first_bytes(path)[0])
    except (BookError, NoBook):
        return False


def which(path: str) -> File:
    """What tells the file at a path from one that takes its place; None where there is none."""
    try:
        info = os.stat(path)
    except OSError:
        return None
    return info.st_dev, info.st_ino


def _first_bytes(path: str) -> tuple[bytes, int]:
    """The first page of a file and its size."""
    try:
        with open(path, "rb", opener=_unwaiting) as file:
            return file.read(PAGE_SIZE), file.seek(0, os.SEEK_END)
    except FileNotFoundError:
        raise NoBook("no_book", path=path) from None
    except OSError:
        raise BookError("book_not_opened", path=path) from None


def _unwaiting(path: str, flags: int) -> int:
    """Open a file, a pipe that nobody writes to as well."""
    return os.open(path, flags | os.O_NONBLOCK)


def _look_at(path: str, head: bytes, size: int) -> None:
    """Judge a file by its first 100 bytes and its size; see the file format of SQLite, section 1.3."""
    ours = head[68:72] == APPLICATION_ID.to_bytes(4, "big")
    if len(head) < 100 or not (ours or head.startswith(MAGIC)):
        raise BookError("not_a_book", path=path)
    if not ours:
        raise BookError("foreign_book", path=path)
    if int.from_bytes(head[60:64], "big") > migrations.VERSION:
        raise BookError("book_newer", path=path)
    page_size = int.from_bytes(head[16:18], "big")
    page_size = 65536 if page_size == 1 else page_size
    pages = int.from_bytes(head[28:32], "big")
    short = head[24:28] == head[92:96] and size < page_size * pages and not os.path.exists(path + "-journal")
    if short or not head.startswith(MAGIC) or any(head[at : at + 4] != four for at, four in _ALIKE.items()) or not any(head[60:64]):
        raise BookError("book_damaged", path=path)


def connect(path: str, writing: bool, silent: bool = False, patience: float = WAIT_SECONDS) -> Book:
    """Open an existing book, brought to this version first when it is older.

    Reading never changes the file otherwise (an interrupted write of before is taken back). With `silent` nobody is ever
    asked for a passphrase. It is waited for whoever has the book locked, each time for `patience` seconds.
    """
    seen = which(path)
    try:
        return _connected(path, writing, silent, seen, patience)
    except BookError:
        now = which(path)
        if now == seen:
            raise
    return _connected(path, writing, silent, now, patience)  # another repbook has just encrypted it, or put it back


def _connected(path: str, writing: bool, silent: bool, file: File, patience: float) -> Book:
    look(path, silent)
    with storage_errors(path):
        db = connection(path, "rw", patience)
        try:
            if _version(db) < migrations.VERSION:
                _upgrade(path, db)
            if not writing:
                db.execute("PRAGMA query_only = ON")
        except BaseException:
            db.close()
            raise
        return Book(path, db, file)


def _version(db: sqlite3.Connection) -> int:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    return int(version)


def _upgrade(path: str, db: sqlite3.Connection) -> None:
    """Migrate an older book inside one transaction, after a backup of just the state that is migrated."""
    from repbook.store import backups, sums

    lock(db)
    try:
        version = _version(db)  # somebody else may have been first
        if version < migrations.VERSION:
            if schema(db) != expected_schema(version):
                raise BookError("book_damaged", path=path)
            backups.make(path, "migration")  # which looks through all there is: what is damaged must not pass for what was written
            migrations.migrate(db, version)
            if version < sums.FIRST:  # none of the later migrations has changed a row
                sums.renew(db)
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def schema(db: sqlite3.Connection) -> set[tuple[str, str, str]]:
    """The tables, indexes and triggers of a book: kind, name and SQL."""
    rows = db.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").fetchall()
    return {(str(kind), str(name), " ".join(str(sql).split())) for kind, name, sql in rows}


def expected_schema(version: int) -> set[tuple[str, str, str]]:
    """What `schema` says of a book of that version."""
    db = sqlite3.connect(":memory:")
    try:
        migrations.migrate(db, 0, version)
        return schema(db)
    finally:
        db.close()


def connection(path: str, mode: str, patience: float = WAIT_SECONDS) -> sqlite3.Connection:
    """A bare connection with the settings of every book; `mode` is rw or ro, and no file is ever made by it."""
    key = KEYS.get(os.path.abspath(path))
    if key is None:
        db = sqlite3.connect(uri(path, mode), uri=True, isolation_level=None, timeout=patience)
    else:
        from repbook.store import secure

        db = secure.opened(uri(path, mode), key)
    try:
        for pragma in ("foreign_keys = ON", "trusted_schema = OFF", "cell_size_check = ON", "secure_delete = ON",
                       "synchronous = EXTRA", "temp_store = MEMORY"):  # fmt: skip
            db.execute(f"PRAGMA {pragma}")
    except BaseException:
        db.close()
        raise
    return db


def rereading(path: str) -> sqlite3.Connection:
    """A connection to a book that may be damaged, to be told by `read_on` of every page that it could not read."""
    if os.path.abspath(path) not in KEYS:
        return connection(path, "rw")
    from repbook.store import secure

    return secure.rereading(path)


def read_on(db: sqlite3.Connection) -> None:
    """Go on after a page that could not be read; SQLCipher takes every later one for damaged too until it is opened anew."""
    anew = getattr(db, "open_anew", None)
    if anew is not None:
        anew()


def uri(path: str, mode: str) -> str:
    """A file as SQLite takes it, to be opened for `mode`, rw or ro, and never to be made."""
    quoted = os.path.abspath(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{quoted}?mode={mode}"


def lock(db: sqlite3.Connection) -> None:
    """Begin to write. Whoever waits asks often, or those who come later would be let in first again and again.

    SQLite asks ever more seldom; so it is sent to ask anew every few milliseconds until the 5 seconds are over.
    """
    end = time.monotonic() + WAIT_SECONDS
    db.execute(f"PRAGMA busy_timeout = {_ASKING_MS}")
    try:
        while not _begun(db, time.monotonic() > end):
            pass
    finally:
        db.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000:.0f}")


def _begun(db: sqlite3.Connection, last: bool) -> bool:
    """Whether the book could be taken for writing; what was refused the last time is raised."""
    try:
        db.execute("BEGIN IMMEDIATE")
    except sqlite3.DatabaseError as error:
        if last or error_key(error) != "book_locked":
            raise
        return False
    return True


def make(path: str, fill: Callable[[sqlite3.Connection], None]) -> bool:
    """Make a new book at `path`, 0600 in a 0700 folder; False when somebody else was first.

    It is built beside under a name of its own and linked into place whole, so that nobody ever sees half a book.
    `fill(db)` puts the first rows in.
    """
    try:
        make_folder(os.path.dirname(os.path.abspath(path)))
        with beside(path) as new:
            build(new, fill, path)
            set_journal_aside(path)
            return publish(new, path)
    except OSError as error:
        key = "disk_full" if error.errno in NO_ROOM else "disk_fault" if error.errno == errno.EIO else "book_not_made"
        raise BookError(key, path=path) from error


def build(file: str, fill: Callable[[sqlite3.Connection], None], path: str, version: int = migrations.VERSION) -> None:
    """Make an empty file a book of this version with the rows that `fill(db)` puts in; BookError about `path` where that fails."""
    from repbook.store import sums

    with storage_errors(path), closing(connection(file, "rw")) as db:
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("BEGIN IMMEDIATE")
        migrations.migrate(db, 0, version)
        fill(db)
        sums.renew(db)
        db.execute("COMMIT")
