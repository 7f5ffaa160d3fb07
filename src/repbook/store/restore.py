"""Putting a backup in the place of the book: looked through first, the replaced book kept, in one transaction."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import NamedTuple

from repbook.errors import BadInput, BookError, NoBook, Refused
from repbook.store import backups, health, passphrase
from repbook.store.book import (
    KEYS,
    LOCKED,
    UNREADABLE,
    connect,
    connection,
    error_key,
    is_damage,
    is_encrypted,
    look,
    may_be_encrypted,
    storage_errors,
)
from repbook.store.files import NO_ROOM, OPEN, beside, make_folder, publish, set_journal_aside, sync_folder


class Sizes(NamedTuple):
    """What a book holds, to tell one from another: its customers, its touches, and the day of the last one (ISO)."""

    customers: int
    touches: int
    last: str


def find(path: str, typed: str) -> str:
    """The file that is meant: a path, or the name of one of the book's own backups; BadInput when there is none."""
    if os.path.lexists(typed):
        if os.path.exists(path) and os.path.exists(typed) and os.path.samefile(path, typed):
            raise Refused("restore_itself", file=typed)
        return typed
    if os.path.basename(typed) == typed:
        for backup in backups.listing(path):
            if os.path.basename(backup.path) in (typed, f"{typed}.db"):
                return backup.path
    raise BadInput("no_such_file", file=typed)


def look_through(file: str) -> Sizes:
    """What a backup holds, after every page and row of it was read; BookError when it is no whole book of ours."""
    try:
        if health.damage(file):
            raise BookError("restore_damaged", file=file)
    except BookError as error:
        if error.key != "passphrase_wrong":
            raise
        source = passphrase.source()
        raise BookError("restore_locked" if source else "restore_locked_typed", file=file, name=source) from None
    return sizes(file)


def sizes(file: str) -> Sizes:
    """What a book holds, that is not open; BookError when it cannot be read."""
    look(file)
    try:
        with storage_errors(file), closing(connection(file, "rw")) as db:
            db.execute("PRAGMA query_only = ON")
            customers, touches, last = db.execute(_SIZES).fetchone()
            return Sizes(customers, touches, last)
    except UNREADABLE as error:
        raise BookError("book_damaged", path=file) from error


_SIZES = "SELECT (SELECT count(*) FROM customer), (SELECT count(*) FROM touch), (SELECT coalesce(max(on_day), '') FROM touch)"


def restore(path: str, file: str) -> str | None:
    """Make the book at `path` what `file` is, brought to this version; where the replaced book is kept now, if there was one.

    A book that is encrypted stays so, and one that is not does too, whatever the backup is; in the place of a broken one the
    backup is put as it is. All or nothing, also when the machine stops. BookError when it cannot be done; then the book is
    as it was.
    """
    encrypted = _stays_encrypted(path, file)
    kept = _keep_replaced(path, file)
    with _of_its_kind(path, file, encrypted) as source:
        if kept is None or not _through_sqlite(source, path):
            _as_new_file(source, path)
    connect(path, writing=True).close()
    return kept


def _stays_encrypted(path: str, file: str) -> bool:
    """Whether the book is to be encrypted: as it is; where it cannot be read, if it or the backup is."""
    if may_be_replaced(path, file) == "whole":
        return is_encrypted(path)
    return is_encrypted(file) or may_be_encrypted(path)


@contextmanager
def _of_its_kind(path: str, file: str, encrypted: bool) -> Iterator[str]:
    """The backup, encrypted or not: itself, or a copy as long as that is needed."""
    if encrypted == is_encrypted(file):
        yield file
        return
    from repbook.store import sealing

    with beside(path, ".part" if encrypted else OPEN) as copy:
        sealing.copy_as(file, copy, KEYS[os.path.abspath(path)] if encrypted else None)
        yield copy


def may_be_replaced(path: str, file: str) -> str:
    """What is at the path of the book: `whole` at first sight, `broken` or `nothing`.

    BookError when it was never a book of ours, or when it is encrypted and cannot be opened: unless by the passphrase that
    has opened the backup `file`, for then it is broken.
    """
    try:
        look(path)
    except NoBook:
        return "nothing"
    except BookError as error:
        if error.key == "book_newer":
            return "whole"
        if error.key in LOCKED and not (error.key == "passphrase_wrong" and is_encrypted(file)):
            raise
        if error.key in ("book_damaged", "book_empty") or (error.key != "book_not_opened" and backups.listing(path)):
            return "broken"
        raise
    return "whole"


def _keep_replaced(path: str, file: str) -> str | None:
    """Keep the book that is about to be replaced: as a backup, or as it lies there when it cannot be read; None where there is none."""
    found = may_be_replaced(path, file)
    if found == "nothing":
        return None
    if found == "broken":
        return backups.set_aside(path)
    try:
        return backups.make(path, "restore")
    except BookError as error:
        if error.key not in ("book_damaged", "book_altered", "not_a_book"):
            raise
        return backups.set_aside(path)


def _through_sqlite(file: str, path: str) -> bool:
    """Write over the live book inside one transaction of SQLite; False when SQLite takes it for no book at all, or cannot write it so."""
    if is_encrypted(file) != is_encrypted(path):
        return False

    def not_for_ever(status: int, _: int, __: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise BookError("book_locked", path=path)

    try:
        with closing(connection(file, "rw")) as source, closing(connection(path, "rw")) as live:
            source.execute("PRAGMA query_only = ON")
            source.backup(live, progress=not_for_ever)
        return True
    except UNREADABLE as error:
        if is_damage(error):
            return False
        key = error_key(error) if isinstance(error, sqlite3.DatabaseError) else None
        raise BookError("restore_doubt" if key == "disk_fault" else key or "book_damaged", path=path) from error


def _as_new_file(file: str, path: str) -> None:
    """Put a whole copy where there is no book, or one that is none to SQLite and that nobody can be at work on therefore."""
    try:
        make_folder(os.path.dirname(os.path.abspath(path)))
        with beside(path) as new:
            backups.fill(file, new)
            set_journal_aside(path)
            if not publish(new, path):
                with suppress(FileNotFoundError):
                    os.unlink(path + "-journal")  # it has been set aside with its book
                os.replace(new, path)
                sync_folder(path)
    except OSError as error:
        raise BookError("disk_full" if error.errno in NO_ROOM else "book_not_made", path=path) from error
