"""Encrypting a book and its backups, and taking that back: a new file takes the place of the old one, whole or not at all.

The new file is written beside the old one while nobody else can use that, compared with it row by row, and renamed over
it. What was there before is overwritten before it goes; other repbooks that waited for it see that the book is another file.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

from repbook.errors import BookError
from repbook.store import backups, secure
from repbook.store import book as books
from repbook.store.files import NO_ROOM, OLD, OPEN, beside, destroy, overwrite, sweep, sync_folder

_SAMPLE = 1 << 20


def encrypt(path: str, given: bytes) -> bool:
    """Encrypt the book at `path`, which must not be so yet, with a passphrase; BookError when it cannot be done, then it is as it was.

    False when the old file has other names, so that it was not overwritten.
    """
    _take_back(path)
    return _rewrite(path, secure.new_key(given))


def decrypt(path: str) -> None:
    """Put the encrypted book at `path` back as one that anybody can read; BookError when it cannot be done, then it is as it was."""
    _take_back(path)
    _rewrite(path, None)


def change(path: str, given: bytes, done: list[str]) -> bool:
    """Give the encrypted book at `path` and the backups that open with its passphrase another one; BookError when that cannot be done.

    The backups come first, and `done` gets each that has it, so that the same command goes on where it was stopped: until the
    book has the new passphrase it opens with the old one. False as for `encrypt`.
    """
    _take_back(path)
    opening = [backup.path for backup in backups.listing(path) if _opens(backup.path)]
    key = secure.new_key(given)
    for file in opening:
        _rewrite(file, key)
        done.append(file)
    return _rewrite(path, key)


def strange(path: str) -> list[str]:
    """The encrypted files of ours beside a book that do not open with the passphrase of this run."""
    folder = backups.folder_of(path)
    files = [os.path.join(folder, one) for one in _listed(folder) if backups.is_ours(one)]
    return [file for file in files if not os.path.islink(file) and books.may_be_encrypted(file) and not _opens(file)]


def _opens(file: str) -> bool:
    """Whether a file is a whole encrypted book that opens with the passphrase of this run."""
    return backups.fault(file) in (None, "book_altered") and books.is_encrypted(file)


def _take_back(path: str) -> None:
    """Bring the book to this version and take back an interrupted write; nothing of its journal is left on the disk."""
    secure.driver(path)
    number = -1
    with suppress(OSError):
        number = os.open(path + "-journal", os.O_WRONLY | os.O_NOFOLLOW)
    books.connect(path, writing=True).close()
    if number >= 0 and not os.path.lexists(path + "-journal"):
        overwrite(number)
    elif number >= 0:
        os.close(number)


# ---- one file in the place of another -------------------------------------------------------------------


def _rewrite(path: str, key: str | None) -> bool:
    """Put a copy under another key, or under none, in the place of a file; False when that has other names."""
    old_key = books.KEYS.get(os.path.abspath(path))
    file = os.path.realpath(path)
    with _refusals(path), beside(file, ".part" if key else OPEN) as new:
        _sweep(file)
        with closing(_alone(path, old_key)) as db:
            _copy(db, new, key, path)
            overwritten = _put_in_place(new, file)
    if key:
        books.KEYS[os.path.abspath(path)] = key
    else:
        books.KEYS.pop(os.path.abspath(path), None)
    return overwritten


def _sweep(file: str) -> None:
    """Remove at once what an encryption that was killed has left."""
    folder, name = os.path.split(file)
    sweep(folder, f".{name}.", OLD, older=-1)


def copy_as(file: str, new: str, key: str | None) -> None:
    """Copy a book into an empty file of ours under another key, or under none; BookError when that fails."""
    with _refusals(file), closing(secure.opened(books.uri(file, "rw"), books.KEYS.get(os.path.abspath(file)))) as db:
        _copy(db, new, key, file)
    if key:
        books.KEYS[os.path.abspath(new)] = key


@contextmanager
def _refusals(path: str) -> Iterator[None]:
    """What SQLite and the file system refuse, as one sentence about the book."""
    try:
        with books.storage_errors(path):
            yield
    except OSError as error:
        raise BookError("disk_full" if error.errno in NO_ROOM else "book_read_only", path=path) from error


def _alone(path: str, key: str | None) -> sqlite3.Connection:
    """A connection that keeps everybody else out of the book until it is closed."""
    seen = books.which(path)
    db = secure.opened(books.uri(path, "rw"), key)
    try:
        for statement in ("PRAGMA main.locking_mode = EXCLUSIVE", "BEGIN EXCLUSIVE", "COMMIT"):
            db.execute(statement)
        if books.which(path) != seen:
            raise BookError("book_replaced", path=path)
    except BaseException:
        db.close()
        raise
    return db


def _copy(db: sqlite3.Connection, new: str, key: str | None, path: str) -> None:
    """Write all that a connection sees into an empty file, and compare the two."""
    db.execute("ATTACH ? AS other KEY ?", (new, key or ""))
    for pragma in ("journal_mode = OFF", "synchronous = OFF"):  # the file is nobody's yet, and is synced below
        db.execute(f"PRAGMA other.{pragma}")
    db.execute("SELECT sqlcipher_export('other')").fetchall()
    for name in ("application_id", "user_version"):
        (number,) = db.execute(f"PRAGMA main.{name}").fetchone()
        db.execute(f"PRAGMA other.{name} = {number:d}")
    if not _is_same(db):
        raise BookError("book_damaged", path=path)
    db.execute("DETACH other")
    with open(new, "r+b") as file:
        os.fsync(file.fileno())


def _is_same(db: sqlite3.Connection) -> bool:
    """Whether the copy holds what the book holds, row by row, and hangs together."""
    schema = "SELECT type, name, tbl_name, sql FROM {}.sqlite_master ORDER BY name"
    if _differ(db, schema) or db.execute("PRAGMA other.integrity_check").fetchall() != [("ok",)]:
        return False
    tables = [name for (name,) in db.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")]
    return not any(_differ(db, f'SELECT * FROM {{}}."{name}"') for name in tables)


def _differ(db: sqlite3.Connection, sql: str) -> bool:
    """Whether a question has another answer in the copy."""
    ours, theirs = db.execute(sql.format("main")), db.execute(sql.format("other"))
    return any(row != theirs.fetchone() for row in ours) or theirs.fetchone() is not None


def _put_in_place(new: str, file: str) -> bool:
    """Rename a finished file over another, and overwrite what that was; False when it has other names and was left to those.

    What was there is overwritten only once the new name outlasts the power; where that is not known it keeps its second name, which
    `sweep` comes by for.
    """
    number = os.open(file, os.O_WRONLY | os.O_NOFOLLOW)
    try:
        before, old = books.which(file), new.removesuffix(OPEN).removesuffix(".part") + OLD
        linked = _linked(file, old)
        try:
            os.replace(new, file)
            sync_folder(file)
            overwritten = os.fstat(number).st_nlink <= linked
            if overwritten:
                overwrite(os.dup(number))
        except BaseException as error:
            if books.which(file) == before:
                _unname(old)
            elif isinstance(error, OSError):
                raise BookError("sealing_doubt", path=file) from error
            raise
        _unname(old)
    finally:
        os.close(number)
    return overwritten


def _linked(file: str, old: str) -> bool:
    """Give a file a second name, so that it can be found should we be killed; False where the file system knows none."""
    try:
        os.link(file, old)
    except OSError:
        return False
    return True


def _unname(old: str) -> None:
    with suppress(FileNotFoundError):
        os.unlink(old)


# ---- what can be read without the passphrase ------------------------------------------------------------


def readable(path: str) -> list[str]:
    """The files of ours beside a book, backups most of all, that can be read without any passphrase."""
    folder, (home, name) = backups.folder_of(path), os.path.split(os.path.realpath(path))
    found = [os.path.join(folder, one) for one in _listed(folder) if backups.is_ours(one)]
    found += [os.path.join(home, one) for one in _listed(home) if one == f"{name}.lost-journal" or _is_left(one, name)]
    return [file for file in found if os.path.isfile(file) and not os.path.islink(file) and not _is_sealed(file)]


def _is_left(one: str, name: str) -> bool:
    return one.startswith(f".{name}.") and one.removesuffix("-journal").endswith(".part")


def _listed(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _is_sealed(file: str) -> bool:
    """Whether there is nothing to be read in a file, as what is encrypted cannot be made smaller, or nothing by us."""
    try:
        with open(file, "rb") as stream:
            data = stream.read(_SAMPLE)[512:]  # a journal begins with a page of its own
    except OSError:  # another repbook has just thinned it out
        return True
    return len(zlib.compress(data, 1)) > len(data) * 0.98


def seal(path: str, file: str) -> bool:
    """Encrypt a readable file beside an encrypted book with its key; False where it was no whole backup, and is gone therefore."""
    key = books.KEYS[os.path.abspath(path)]
    if file in [backup.path for backup in backups.listing(path)] and backups.fault(file) in (None, "book_altered"):
        _rewrite(file, key)
        return True
    with _refusals(file):
        destroy(file)
    return False
