"""Encrypted books: SQLCipher in the place of SQLite, with the key that a passphrase and the salt of the file give.

The files are those of SQLCipher 4 with its own settings: the first 16 bytes are a salt, the key is 256,000 rounds of
PBKDF2-HMAC-SHA512, and every page carries an HMAC. The rounds are gone through once in a run; copies of a book have its
salt and therefore its key.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any, cast

from repbook import migrations
from repbook.errors import BookError
from repbook.store import book as books
from repbook.store import passphrase

ROUNDS = 256_000
_SALT, _MAC = 16, 64
_FAULTS = ("DatabaseError", "OperationalError", "IntegrityError", "ProgrammingError", "DataError", "InternalError", "NotSupportedError")
_known: list[bytes] = []  # the passphrase of this run, once it is there


def driver(path: str) -> Any:
    """SQLCipher's driver, whose faults count as SQLite's own; BookError about `path` when the extra is not installed."""
    try:
        from sqlcipher3 import dbapi2
    except ImportError:
        raise BookError("secure_missing", path=path) from None
    for name in _FAULTS:
        theirs, ours = getattr(dbapi2, name), getattr(sqlite3, name)
        if ours not in theirs.__mro__:
            theirs.__bases__ = (*theirs.__bases__, ours)
    return dbapi2


def opened(uri: str, key: str | None) -> sqlite3.Connection:
    """A connection by SQLCipher, with a key or to a file that is not encrypted; nothing is set on it yet."""
    db: sqlite3.Connection = driver(uri).connect(uri, uri=True, isolation_level=None, timeout=books.WAIT_SECONDS)
    try:
        for pragma in ("cipher_log_level = NONE", "cipher_default_compatibility = 4", *([f'key = "{key}"'] if key else [])):
            db.execute(f"PRAGMA {pragma}")
    except BaseException:
        db.close()
        raise
    return db


class _Rereader:
    """A connection that only reads and can be opened anew."""

    def __init__(self, path: str) -> None:
        self._path: str = path
        self._letters: Any = str
        self._db: sqlite3.Connection = self._opened()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)

    def open_anew(self) -> None:
        """Forget all that was read."""
        self._db.close()
        self._db = self._opened()

    def _opened(self) -> sqlite3.Connection:
        db = books.connection(self._path, "rw")
        db.execute("PRAGMA query_only = ON")
        db.text_factory = self._letters
        return db

    @property
    def text_factory(self) -> Any:
        """How texts are read."""
        return self._letters

    @text_factory.setter
    def text_factory(self, letters: Any) -> None:
        self._letters = self._db.text_factory = letters


def rereading(path: str) -> sqlite3.Connection:
    """A connection to an encrypted book that may be damaged; see `book.read_on`."""
    return cast(sqlite3.Connection, _Rereader(path))


def unlock(path: str, head: bytes, silent: bool = False) -> None:
    """Find the key of a file whose first page is `head`, and look at what the page says; BookError when it does not open.

    Where nothing but a key is missing SQLCipher does not touch the file.
    """
    full = os.path.abspath(path)
    if salt_of(books.KEYS.get(full)) != head[:_SALT]:
        driver(path)
        books.KEYS[full] = _found(path, head, silent)
    with books.storage_errors(path), closing(books.connection(path, "rw")) as db:
        _look_inside(path, db)


def _found(path: str, head: bytes, silent: bool) -> str:
    """The key that opens a page, by the keys and the passphrase of this run, or by the one that is given now."""
    for key in {key for key in books.KEYS.values() if salt_of(key) == head[:_SALT]}:
        if opens(key, head):
            return key
    for given in _passphrases(path, silent):
        key = derived(given, head[:_SALT])
        if opens(key, head) or opens(key, _once_more(path)) or _is_torn(path, key):
            _known[:] = [given]
            return key
    raise BookError("passphrase_wrong", path=path)


def _passphrases(path: str, silent: bool) -> Iterator[bytes]:
    if _known:
        yield _known[0]
        yield from passphrase.others(path, silent)  # a backup may have been made under another one
    else:
        yield from passphrase.tries(path, silent)


def derived(given: bytes, salt: bytes) -> str:
    """The key of a passphrase and a salt, as SQLCipher takes it."""
    from hashlib import pbkdf2_hmac

    return _written(pbkdf2_hmac("sha512", given, salt, ROUNDS, 32), salt)


def new_key(given: bytes) -> str:
    """The key of a passphrase for a file that is yet to be made; from now on the passphrase is that of this run."""
    _known[:] = [given]
    return derived(given, os.urandom(_SALT))


def is_known(given: bytes) -> bool:
    """Whether this is the passphrase of this run already."""
    return given in _known


def _written(key: bytes, salt: bytes) -> str:
    return f"x'{key.hex()}{salt.hex()}'"


def salt_of(key: str | None) -> bytes:
    """The salt that belongs to a key; empty for none."""
    return bytes.fromhex(key[66:98]) if key else b""


def opens(key: str, head: bytes) -> bool:
    """Whether a key is that of a first page: by the HMAC at its end, over all but the salt, and the number of the page."""
    import hmac
    from hashlib import pbkdf2_hmac

    salt = bytes(byte ^ 0x3A for byte in head[:_SALT])
    mac = pbkdf2_hmac("sha512", bytes.fromhex(key[2:66]), salt, 2, 32)
    told = hmac.digest(mac, head[_SALT:-_MAC] + (1).to_bytes(4, "little"), "sha512")
    return hmac.compare_digest(told, head[-_MAC:])


def _once_more(path: str) -> bytes:
    """The first page again, a moment later: somebody may just have been writing it."""
    time.sleep(0.05)
    with open(path, "rb") as file:
        return file.read(books.PAGE_SIZE)


def _is_torn(path: str, key: str) -> bool:
    """Whether the first page was being written when the machine stopped: what SQLCipher will put back opens with the key."""
    try:
        with open(path + "-journal", "rb") as file:
            data = file.read()
    except OSError:
        return False
    at = data.find(salt_of(key))  # so does the first page begin
    return at >= 0 and opens(key, data[at : at + books.PAGE_SIZE])


def _look_inside(path: str, db: sqlite3.Connection) -> None:
    """Judge a decrypted file as `look` does any other."""
    (application,) = db.execute("PRAGMA application_id").fetchone()
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if application != books.APPLICATION_ID:
        raise BookError("foreign_book", path=path)
    if version > migrations.VERSION:
        raise BookError("book_newer", path=path)
    if version == 0:
        raise BookError("book_damaged", path=path)
