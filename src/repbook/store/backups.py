"""Backups beside the book: made without being asked, verified, thinned, and the last good one found.

They lie in `<book>.backups/` (0700), each a whole book of the user's alone (0600), named by UTC time and reason:
`2026-11-22T083000Z-daily.db`. A backup under way is a hidden `.part` that gets its name when it is verified.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import date
from typing import NamedTuple

from repbook.errors import BookError, RepbookError
from repbook.store import sums
from repbook.store.book import KEYS, UNREADABLE, connection, error_key, expected_schema, is_damage, look, schema, storage_errors
from repbook.store.files import NO_ROOM, beside, create, make_folder, publish, sweep, sync_folder

DAILY, WEEKLY, MONTHLY = 7, 4, 12
NEWEST = 5  # kept whatever their day, so that the imports of one morning do not push each other out
BY_HAND = "asked"
"""The reason of a backup that the user asked for; such a one is never thinned out."""


class Backup(NamedTuple):
    """A backup: its file, when it was made (UTC, ISO), why, and its size in bytes."""

    path: str
    at: str
    reason: str
    size: int


def folder_of(path: str) -> str:
    """The folder in which the backups of a book lie."""
    return os.path.realpath(path) + ".backups"


def listing(path: str) -> list[Backup]:
    """The backups of a book, newest first."""
    folder, found = folder_of(path), []
    for name in sorted(_names(folder), reverse=True):
        with suppress(OSError):
            info = os.lstat(os.path.join(folder, name))
            if stat.S_ISREG(info.st_mode):
                found.append(Backup(os.path.join(folder, name), _at(name), _reason(name), info.st_size))
    return found


def last_good(path: str) -> Backup | None:
    """The newest backup that is a whole book, looked through once more; None when there is none."""
    return next((backup for backup in listing(path) if is_whole(backup.path)), None)


def is_whole(path: str) -> bool:
    """Whether a file is a book that can be read and whose pages and sums are right; nobody is asked for a passphrase."""
    return fault(path) is None


def fault(path: str) -> str | None:
    """Why a file is no whole book, as the key of a sentence; None where it is one. Nobody is asked for a passphrase."""
    try:
        look(path, silent=True)
        with closing(connection(path, "ro")) as db:
            whole = bool(_counts(db, path) and _is_sound(db))
            if whole and not sums.fits(db):
                return "book_altered"
    except RepbookError as error:
        return error.key
    except UNREADABLE:
        return "book_damaged"
    return None if whole else "book_damaged"


def make(path: str, reason: str) -> str:
    """Back the book up as it is committed now, thin the older backups out, and return the new one's path.

    BookError when none can be made: what was to follow must not be done then. May be called inside a step, before its
    first change.
    """
    folder = _open_folder(path)
    return _finish(path, folder, reason, _claim(folder, f".{_now()}-{reason}.{os.urandom(4).hex()}.part"))


def daily(path: str) -> str | None:
    """Back the book up unless it has been today (UTC) or somebody else is at it; the new backup's path."""
    today = _now()[:10]
    if _since(folder_of(path), today):
        return None
    folder = _open_folder(path)
    try:
        part = _claim(folder, f".{today}-daily.part")
    except FileExistsError:
        return None
    if _since(folder, today):  # somebody else has just finished theirs
        os.unlink(part)
        return None
    return _finish(path, folder, "daily", part)


def copy(path: str, file: str, replace: bool = False) -> None:
    """Back the book up into a file that the user names, which gets its name when the copy is verified.

    FileExistsError when there is one, unless it may be replaced (never a link), OSError when none can be written, BookError
    when there is no room or the book cannot be read.
    """
    with beside(file) as new:
        if replace and os.path.isfile(file) and not os.path.islink(file):
            fill(path, new)
            os.replace(new, file)
        elif os.path.lexists(file):
            raise FileExistsError(file)
        else:
            fill(path, new)
            if not publish(new, file):
                raise FileExistsError(file)
        sync_folder(file)


def set_aside(path: str) -> str:
    """Keep a book that cannot be read as it lies there, journal and all, under a name that is no backup's; its new path."""
    folder = _open_folder(path)
    file = os.path.join(folder, f"{_now()}-{os.urandom(2).hex()}.damaged")
    with _refusals(folder):
        for end in ("", "-journal"):
            if os.path.exists(path + end):
                create(file + end)
                _copy_bytes(path + end, file + end)
    return file


def keep(names: Iterable[str], now: str) -> set[str]:
    """Which of these files stay: 7 daily, 4 weekly and 12 monthly ones, the newest few, the last before a migration.

    What is not named like a backup, or was made by hand, is never thinned out. Backups from after `now` (UTC, as in the
    names), when the clock was wrong, count by themselves and push nothing out.
    """
    all_names = set(names)
    pool = sorted((name for name in all_names if _is_backup(name) and _reason(name) != BY_HAND), reverse=True)
    past, ahead = [name for name in pool if name[:18] <= now], [name for name in pool if name[:18] > now]
    return all_names - set(pool) | _thinned(past) | _thinned(ahead)


def _thinned(pool: Sequence[str]) -> set[str]:
    """Those to keep of some backups, newest first: of each period its last one."""
    kept = {*pool[:NEWEST], *[name for name in pool if _reason(name) == "migration"][:1]}
    periods: tuple[tuple[int, Callable[[str], object]], ...] = ((DAILY, _day), (WEEKLY, _week), (MONTHLY, _month))
    for most, period in periods:
        last: dict[object, str] = {}
        for name in pool:
            last.setdefault(period(name), name)
        kept |= set(list(last.values())[:most])
    return kept


# ---- names ----------------------------------------------------------------------------------------------


def _now() -> str:
    """The time of the clock in UTC, as the names have it."""
    return time.strftime("%Y-%m-%dT%H%M%SZ", time.gmtime())


def is_ours(name: str) -> bool:
    """Whether a file in the folder of the backups was put there by repbook: a backup, a damaged book, what a killed command left."""
    return _is_backup(name) or name.removesuffix("-journal").endswith((".damaged", ".part"))


def _is_backup(name: str) -> bool:
    stamp, _, reason = name.removesuffix(".db").partition("Z-")
    digits = stamp.replace("-", "", 2).replace("T", "", 1)
    if not (name.endswith(".db") and reason and len(stamp) == 17 and len(digits) == 14 and digits.isascii() and digits.isdigit()):
        return False
    try:
        date.fromisoformat(stamp[:10])
    except ValueError:
        return False
    return True


def _names(folder: str) -> list[str]:
    try:
        return [name for name in os.listdir(folder) if _is_backup(name)]
    except OSError:
        return []


def _since(folder: str, day: str) -> bool:
    return any(name.startswith(day) for name in _names(folder))


def _at(name: str) -> str:
    return f"{name[:13]}:{name[13:15]}:{name[15:18]}"


def _reason(name: str) -> str:
    return name[19:].partition(".")[0].partition("-")[0]


def _day(name: str) -> str:
    return name[:10]


def _week(name: str) -> tuple[int, int]:
    return date.fromisoformat(name[:10]).isocalendar()[:2]


def _month(name: str) -> str:
    return name[:7]


# ---- files ----------------------------------------------------------------------------------------------


@contextmanager
def _refusals(folder: str) -> Iterator[None]:
    """What the file system refuses, as one sentence."""
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        raise BookError("backup_full" if error.errno in NO_ROOM else "backup_refused", folder=folder) from error


def _open_folder(path: str) -> str:
    """The folder of the backups, made where it is missing; a link in its place is not followed."""
    folder = folder_of(path)
    with _refusals(folder):
        make_folder(folder)
        if not stat.S_ISDIR(os.lstat(folder).st_mode):
            raise BookError("backup_refused", folder=folder)
        sweep(folder, ".", ".part")
        sweep(os.path.dirname(folder), f".{os.path.basename(folder).removesuffix('.backups')}.", ".part")
    return folder


def _claim(folder: str, name: str) -> str:
    """A new empty file for a backup under way; FileExistsError when somebody else is at it."""
    file = os.path.join(folder, name)
    with _refusals(folder):
        create(file)
    return file


def _finish(path: str, folder: str, reason: str, part: str) -> str:
    """Fill the file of a backup under way, give it its name, and thin the others out."""
    try:
        fill(path, part)
        with _refusals(folder):
            file = _named(folder, reason, part)
    finally:
        with suppress(OSError):  # `sweep` comes by later
            os.unlink(part)
    names = os.listdir(folder)
    for name in set(names) - keep(names, _now()):
        with suppress(OSError):
            os.unlink(os.path.join(folder, name))
    return file


def _named(folder: str, reason: str, part: str) -> str:
    """Give a finished backup a name that no other has."""
    stamp, number = _now(), 1
    while True:
        file = os.path.join(folder, f"{stamp}-{reason}{f'-{number}' if number > 1 else ''}.db")
        if publish(part, file):
            return file
        number += 1


def fill(path: str, target: str) -> None:
    """Copy the committed state of the book into an empty file of ours, encrypted if the book is, and verify the copy.

    BookError when that fails. It reads by a connection of its own: opening the book in any other way would drop the locks of
    a step under way.
    """
    folder, key = os.path.dirname(target), KEYS.get(os.path.abspath(path))
    if key is not None:
        KEYS[os.path.abspath(target)] = key
    with _copy_errors(path, folder), closing(connection(target, "rw")) as copied:
        for pragma in ("journal_mode = OFF", "synchronous = OFF"):  # the file is nobody's yet, and is synced below
            copied.execute(f"PRAGMA {pragma}")
        with storage_errors(path), closing(connection(path, "rw")) as book:
            book.execute("PRAGMA query_only = ON")
            book.execute("BEGIN")
            counted = _counts(book, path)  # from here on the state is held, and nobody else can write
            with _copy_errors(path, folder):
                book.backup(copied)
        if not _is_sound(copied) or _counts(copied, path) != counted:
            raise BookError("book_damaged", path=path)
        if not sums.fits(copied):
            raise BookError("book_altered", path=path)
    with _refusals(folder), open(target, "r+b") as file:
        os.fsync(file.fileno())


@contextmanager
def _copy_errors(path: str, folder: str) -> Iterator[None]:
    """What SQLite refuses while it copies: a fault of the new file, unless the book cannot be read."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        key = error_key(error)
        if key in ("book_damaged", "not_a_book"):
            raise BookError("book_damaged", path=path) from error
        raise BookError("backup_full" if key == "disk_full" else "backup_refused", folder=folder) from error


def _is_sound(db: sqlite3.Connection) -> bool:
    """Whether pages and indexes agree, and tables, indexes and triggers are those of its version and no others, as `restore` wants it."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    return db.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",) and schema(db) == expected_schema(version)


def _counts(db: sqlite3.Connection, path: str) -> tuple[int, ...]:
    """How many customers, touches and orders there are; BookError about `path` where there are no such tables."""
    try:
        row = db.execute("SELECT (SELECT count(*) FROM customer), (SELECT count(*) FROM touch), (SELECT count(*) FROM orders)").fetchone()
    except UNREADABLE as error:
        if not is_damage(error):
            raise
        raise BookError("book_damaged", path=path) from error
    return tuple(row)


def _copy_bytes(source: str, target: str) -> None:
    with open(source, "rb") as old, open(target, "r+b") as new:
        while piece := old.read(1 << 20):
            new.write(piece)
        new.flush()
        os.fsync(new.fileno())
