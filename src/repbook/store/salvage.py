"""Reading what is left of a damaged book, row by row, into a new one; the damaged file stays as it is."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from repbook import migrations
from repbook.errors import BookError
from repbook.policy import to_rows
from repbook.store import pages, sums
from repbook.store.book import APPLICATION_ID, KEYS, MAGIC, UNREADABLE, build, connection, is_damage, is_encrypted, read_on, rereading
from repbook.store.files import beside, create, publish
from repbook.store.rows import insert, uid
from repbook.terms import Policy

_STRIDE = 4096  # ids that are asked for at once, where nothing stands in the way
_FARTHEST = 1 << 20  # so many ids are tried where a table does not say how many it gave out
_SANE = 1 << 26  # no table gave out more than that
_PAGE_SIZE = 4096


class Lost(NamedTuple):
    """Ids whose rows cannot be read, if there were any: both ends count."""

    low: int
    high: int


class Saved(NamedTuple):
    """What became of one table: rows taken over, ids that cannot be read, rows that make no sense any more, and rows that were altered."""

    table: str
    kept: int
    unreadable: list[Lost]
    senseless: list[int]
    altered: list[int]


class Report(NamedTuple):
    """What a salvage brought: each table, customers made up to hold what is known of them, and rows with broken letters."""

    tables: list[Saved]
    made_up: list[int]
    broken_letters: int

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.made_up and not self.broken_letters and not any(s.unreadable or s.senseless or s.altered for s in self.tables)


def columns_of(db: sqlite3.Connection) -> dict[str, dict[str, str]]:
    """The tables that a book has, each with its columns and their declared types, referred-to first."""
    found = {}
    for table in (*migrations.journaled_tables(), "step", "change"):
        columns = {name: kind for _, name, kind, *_ in db.execute(f"PRAGMA table_info({table})")}
        if columns:
            found[table] = columns
    return found


def read(
    db: sqlite3.Connection, table: str, columns: Sequence[str], within: tuple[int, int] | None = None
) -> Iterator[tuple[Any, ...] | Lost]:
    """Every row of a table that can be read, by id, and the ids between that cannot; `within` a first and a last id, both counted."""
    names = ", ".join(f'"{name}"' for name in columns)
    sql = f"SELECT {names} FROM {table} NOT INDEXED WHERE id BETWEEN ? AND ? ORDER BY id"
    low, high = within or _bounds(db, table)
    while low <= high:
        yield from _between(db, sql, low, min(low + _STRIDE - 1, high))
        low += _STRIDE


def _between(db: sqlite3.Connection, sql: str, low: int, high: int) -> Iterator[tuple[Any, ...] | Lost]:
    """The rows of some ids; where they cannot be read together, those of each half."""
    try:
        yield from db.execute(sql, (low, high)).fetchall()
    except UNREADABLE as error:
        if not is_damage(error):
            raise
        read_on(db)
        if low == high:
            yield Lost(low, high)
        else:
            middle = (low + high) // 2
            yield from _between(db, sql, low, middle)
            yield from _between(db, sql, middle + 1, high)


def _bounds(db: sqlite3.Connection, table: str) -> tuple[int, int]:
    """The first and the last id that a table can have."""
    known = []
    for sql in (f"SELECT max(id) FROM {table} NOT INDEXED", f"SELECT max(seq) FROM sqlite_sequence WHERE name = '{table}'"):
        read_on(db)
        with suppress(*UNREADABLE):
            (top,) = db.execute(sql).fetchone()
            known.append(top if isinstance(top, int) else 0)
    sane = [top for top in known if 0 <= top < _SANE]  # the count itself may be what is damaged
    return 1, max(sane) if sane else _FARTHEST


def salvage(path: str, target: str) -> Report:
    """Read what can be read of the book at `path` into a new book at `target`, encrypted if the book is.

    FileExistsError when there is a file, OSError when none can be written, BookError when there is no room or when nothing
    can be read at all.
    """
    with beside(target) as new, beside(target) as work:
        if is_encrypted(path):
            KEYS[os.path.abspath(new)] = KEYS[os.path.abspath(work)] = KEYS[os.path.abspath(path)]
        _working_copy(path, work)
        version, found, letters = _gathered(work)
        if not any(part.rows for table, part in found.items() if table != "policy"):
            raise BookError("nothing_to_salvage", path=path)
        saving = _Saving(version, found)
        build(new, saving.fill, target, version)
        if not publish(new, target):
            raise FileExistsError(target)
    return Report(saving.tables, saving.made_up, letters)


@dataclass
class _Part:
    """What was found of one table: its rows by id, the ids that cannot be read, the highest id it gave out, and its altered rows."""

    rows: dict[int, dict[str, Any]]
    lost: list[Lost]
    top: int
    altered: list[int] = field(default_factory=list)


def _gathered(work: str) -> tuple[int, dict[str, _Part], int]:
    """The version of a working copy, all that can be found of its tables, and how many texts had broken letters."""
    letters = _Letters()
    version, wanted = _wanted(work)
    found = {table: _Part({}, [], 0) for table in wanted}
    whole = False
    with suppress(*UNREADABLE), closing(rereading(work)) as db:
        db.text_factory = letters
        here = columns_of(db)
        for table, columns in wanted.items():
            if table in here:
                found[table] = _part(db, table, [name for name in columns if name in here[table]])
        whole = here.keys() >= wanted.keys() and not any(part.lost for part in found.values())
    kept = _kept_sums(work, wanted) if version >= sums.FIRST else {}
    if not whole and not is_encrypted(work):
        for table, rows in pages.rows(work, version, read, wanted):
            for row in rows:
                found[table].rows.setdefault(row[0], dict(zip(wanted[table], row, strict=True)))
    for table, known in kept.items():
        _compare(table, found[table], known)
    return version, found, letters.broken


def _kept_sums(work: str, tables: Iterable[str]) -> dict[str, sums.Sums]:
    """The sums of the tables of a working copy, of those that can be read."""
    found = {}
    with suppress(*UNREADABLE), closing(rereading(work)) as db:
        for table in tables:
            with suppress(*UNREADABLE):
                found[table] = sums.kept(db, table)
            read_on(db)
    return found


def _compare(table: str, part: _Part, known: sums.Sums) -> None:
    """Find the rows that are not as they were written, and those that are gone without a trace."""
    comparison = sums.Comparison(table, known)
    for row in part.rows.values():
        comparison.see(tuple(row.values()))
    for number in comparison.ids():
        if number in part.rows:
            part.altered.append(number)
        elif not any(one.low <= number <= one.high for one in part.lost):
            part.lost.append(Lost(number, number))
    part.lost.sort()


def _wanted(work: str) -> tuple[int, dict[str, dict[str, str]]]:
    """The version that a working copy is of, and the tables of such a book but for its journal of undo, with their columns."""
    version = _version(work)
    with closing(sqlite3.connect(":memory:")) as db:
        migrations.migrate(db, 0, version)
        return version, {table: columns for table, columns in columns_of(db).items() if table not in ("step", "change")}


def _version(work: str) -> int:
    """The version of a working copy, by its head; where that is encrypted and cannot be read it is taken for this one."""
    if not is_encrypted(work):
        with open(work, "rb") as file:
            return int.from_bytes(file.read(64)[60:64], "big")
    with suppress(*UNREADABLE), closing(connection(work, "rw")) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0]) or migrations.VERSION
    return migrations.VERSION


def _part(db: sqlite3.Connection, table: str, columns: Sequence[str]) -> _Part:
    found = list(read(db, table, columns))
    rows = {row[columns.index("id")]: dict(zip(columns, row, strict=True)) for row in found if not isinstance(row, Lost)}
    top = _bounds(db, table)[1]
    return _Part(rows, [row for row in found if isinstance(row, Lost)], 0 if top == _FARTHEST else top)


class _Letters:
    """Reads text as UTF-8; what is none becomes a sign of its own, and is counted."""

    def __init__(self) -> None:
        self.broken = 0

    def __call__(self, data: bytes) -> str:
        try:
            return data.decode()
        except UnicodeDecodeError:
            self.broken += 1
            return data.decode(errors="replace")


def _working_copy(path: str, work: str) -> None:
    """A copy to work on, with its journal, and with a head that SQLite can start from."""
    shutil.copyfile(path, work)
    with suppress(FileNotFoundError):
        create(work + "-journal")
        shutil.copyfile(path + "-journal", work + "-journal")
    if not os.path.getsize(work + "-journal"):
        os.unlink(work + "-journal")
    if is_encrypted(work):
        return
    with open(work, "r+b") as file:
        head, size = bytearray(file.read(100)), file.seek(0, os.SEEK_END)
        if len(head) == 100:
            _mend(head, size)
            file.seek(0)
            file.write(head)


def _mend(head: bytearray, size: int) -> None:
    """Put right what is the same in the head of every book; see the file format of SQLite, section 1.3."""
    page_size = int.from_bytes(head[16:18], "big")
    if page_size & (page_size - 1) or page_size < 512:
        page_size = _PAGE_SIZE
    head[0:24] = MAGIC + page_size.to_bytes(2, "big") + b"\x01\x01\x00\x40\x20\x20"
    if int.from_bytes(head[28:32], "big") > size // page_size or head[24:28] != head[92:96]:
        head[28:32] = (size // page_size).to_bytes(4, "big")
        head[92:96] = head[24:28]
    head[44:48], head[56:60] = b"\0\0\0\x04", b"\0\0\0\x01"
    if not 0 < int.from_bytes(head[60:64], "big") <= migrations.VERSION:
        head[60:64] = migrations.VERSION.to_bytes(4, "big")
    head[68:72] = APPLICATION_ID.to_bytes(4, "big")


class _Saving:
    """Puts what was found into a new book; `tables` and `made_up` tell afterwards what became of it."""

    def __init__(self, version: int, found: Mapping[str, _Part]) -> None:
        self.version, self.found = version, found
        self.tables: list[Saved] = []
        self.made_up: list[int] = []
        self.ids: dict[str, set[int]] = {}

    def fill(self, db: sqlite3.Connection) -> None:
        """Every row that was found and refers to what is there; then the book is brought to this version."""
        db.execute("PRAGMA defer_foreign_keys = ON")
        for table, part in self.found.items():
            self._take_over(db, table, part)
        _complete(db)
        migrations.migrate(db, self.version)

    def _take_over(self, db: sqlite3.Connection, table: str, part: _Part) -> None:
        kept = self.ids[table] = set(part.rows)
        mend = self._mender(db, table)
        senseless = []
        for number, row in sorted(part.rows.items()):
            mend(row)
            try:
                _put(db, table, row)
            except (sqlite3.IntegrityError, sqlite3.DataError):
                senseless.append(number)
                kept.discard(number)
        lost = _joined(one for one in part.lost if one.low not in part.rows)
        _remember(db, table, max(part.top, max(part.rows, default=0)))
        self.tables.append(Saved(table, len(kept), lost, senseless, [number for number in part.altered if number in kept]))

    def _mender(self, db: sqlite3.Connection, table: str) -> Callable[[dict[str, Any]], None]:
        """What to do with a row that refers to a row that is lost: forget whom, or make the customer up."""
        references = [(parent, column) for _, _, parent, column, *_ in db.execute(f"PRAGMA foreign_key_list({table})")]
        needed = {name for _, name, _, notnull, *_ in db.execute(f"PRAGMA table_info({table})") if notnull}

        def mend(row: dict[str, Any]) -> None:
            for parent, column in references:
                number = row.get(column)
                if number is None or number in self.ids.get(parent, ()):
                    continue
                if column in needed and parent == "customer" and isinstance(number, int) and 0 < number < _SANE:
                    self._make_up(db, number)
                else:
                    row[column] = None  # where somebody is needed, the row cannot be taken over

        return mend

    def _make_up(self, db: sqlite3.Connection, number: int) -> None:
        """A customer whose own row is lost, so that what happened there has a place."""
        day = "2000-01-01"
        values: Mapping[str, Any] = {
            "id": number, "name": f"?{number}", "key": f"?{number}", "handles": "", "tier": Policy().default_tier, "area": "",
            "status": "active", "since": day, "added_on": day, "edited_on": day, "source": "", "address": "", "phone": "",
            "no_calls": 0, "note": "",
        }  # fmt: skip
        insert(db, "customer", **values)
        self.ids["customer"].add(number)
        self.made_up.append(number)


def _remember(db: sqlite3.Connection, table: str, top: int) -> None:
    """An id that was given out is never given out again."""
    (here,) = db.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    db.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
    db.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, max(here, top)))


def _put(db: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    db.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))


def _complete(db: sqlite3.Connection) -> None:
    """What every book has: its policy and its own name."""
    known = dict(db.execute("SELECT key, value FROM policy"))
    for key, value in to_rows(Policy()).items():
        if key not in known and not (known and (key.startswith("tier.") or key == "tiers")):
            insert(db, "policy", key=key, value=value)
    if db.execute("SELECT count(*) FROM setting WHERE key = 'book'").fetchone() == (0,):
        insert(db, "setting", key="book", value=uid())


def _joined(ranges: Iterable[Lost]) -> list[Lost]:
    """Neighbouring ids as one range."""
    found: list[Lost] = []
    for low, high in ranges:
        if found and found[-1].high + 1 == low:
            found[-1] = Lost(found[-1].low, high)
        else:
            found.append(Lost(low, high))
    return found
