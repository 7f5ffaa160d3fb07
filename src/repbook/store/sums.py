"""The checksums of the rows: kept with every change, and compared when the book is looked through.

Every row of every table has a sum, the CRC-32 of its values and their types; those of 64 neighbouring ids lie together in one
value of `checksum`, 4 bytes each, an id without a row counting as 0. So a record that is not as it was written is known by its
number, at 4 bytes a row. A CRC finds every change of up to 32 bits in one place and lets one in 4 billion others through: this is
against decay and other programs, not against somebody who wants to deceive and could compute any sum as well.

A step never computes a sum anew from what it finds. It adds the difference that it makes: the sum of a row as it was before and as
it is now, both exclusive-ored into what is kept. What was before comes from the journal, where triggers wrote the old values. So a
row that was damaged before is still known as damaged after it has been edited, deleted, or brought back, and a row beside those that
a step touches is not even read. Only `renew` takes everything as it is: in a new book, after a migration, and when the user says so.

All of it happens in the transaction of the change, so that no kill and no power loss can part the rows from their sums.
The numbers that SQLite has given out (`sqlite_sequence`) have one sum of their own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat
from marshal import dumps
from struct import pack
from typing import cast
from zlib import crc32

from repbook.migrations import journaled_tables
from repbook.store import noted

FIRST = 3
"""The first version of the schema whose books have sums."""

JOURNAL = ("step", "change")
ALTERED = "not as it was written"
"""What a DatabaseError says that stands for a sum that does not fit."""

_IDS = "sqlite_sequence"
_ROWS, _BITS = 64, 32  # ids in a block, bits of a sum
_SUM = (1 << _BITS) - 1
_MAX = (1 << 63) - 1

Row = Sequence[object]
Sums = dict[int, int]


def covered() -> list[str]:
    """The tables whose rows have sums."""
    return [*journaled_tables(), *JOURNAL]


def has_sums(db: sqlite3.Connection) -> bool:
    """Whether a book is of a version that has sums."""
    return bool(db.execute("PRAGMA user_version").fetchone()[0] >= FIRST)


def given_out(db: sqlite3.Connection) -> dict[str, int]:
    """The highest id that each table ever gave out, also to rows that are gone."""
    return dict(db.execute(f"SELECT name, seq FROM {_IDS} ORDER BY name"))


def spelled(row: Row) -> bytes:
    """The bytes that the sum of a row is of: a bracket and the number of values, then each behind a letter for its kind.

    N nothing, i an integer of 32 bits, l a larger one in digits of 15 bits, g a real, u text in UTF-8, s bytes; lengths in 32 bits.
    It is what `marshal` writes as its version 2, many times faster; where it should ever write something else, this is what counts.
    """
    return b"(" + pack("<i", len(row)) + b"".join(map(_spelled, row))


def _spelled(value: object) -> bytes:
    match value:
        case None:
            return b"N"
        case int() if -(1 << 31) <= value < 1 << 31:
            return b"i" + pack("<i", value)
        case int():
            digits = [abs(value) >> at & 0x7FFF for at in range(0, abs(value).bit_length(), 15)]
            return b"l" + pack(f"<i{len(digits)}H", len(digits) if value > 0 else -len(digits), *digits)
        case float():
            return b"g" + pack("<d", value)
        case str():
            text = value.encode("utf-8", "surrogatepass")
            return b"u" + pack("<i", len(text)) + text
        case bytes():
            return b"s" + pack("<i", len(value)) + value
    raise TypeError(type(value).__name__)


def _as_ever() -> bool:
    """Whether this Python's `marshal` writes what it always wrote."""
    row = (1, -1 << 40, "é", 1.5, b"x", None)
    return dumps(row, 2) == spelled(row)


_bytes = cast("Callable[[Row, int], bytes]", dumps) if _as_ever() else lambda row, _: spelled(row)


def _of(row: Row, start: int) -> int:
    """The sum of a row: of its id and all other values and their kinds."""
    return crc32(_bytes(row, 2), start)


def _start(table: str) -> int:
    """What the sums of a table begin with, so that a row is not the same in another one."""
    return crc32(table.encode())


def _of_ids(used: dict[str, int]) -> int:
    return _of(tuple(used.items()), _start(_IDS))


# ---- kept with every change -----------------------------------------------------------------------------


class Ledger:
    """What the transaction under way does to the sums: made before its first change, settled after its last one."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.used = given_out(db)
        self.before: dict[str, Sums] = {}
        self.after: dict[str, Sums] = {}
        self.new: dict[str, Sums] = {}  # by block
        self.written: dict[str, _Written] = {}
        self.dropped: dict[str, Iterable[int]] = {}

    def was(self, table: str, low: int, high: int) -> None:
        """Read some rows that are about to be changed; both ends count."""
        self.before.setdefault(table, {}).update(_read(self.db, table, low, high))

    def now(self, table: str, low: int, high: int) -> None:
        """Read some rows that have been changed; both ends count."""
        self.after.setdefault(table, {}).update(_read(self.db, table, low, high))

    def wrote(self, table: str, columns: Mapping[str, Sequence[object]]) -> None:
        """Take in new rows by what was written, column by column, so that they need not be read again.

        Only where SQLite keeps every value as it is given, and the ids follow those of before one by one; else they are read at the end.
        """
        written = self.written.setdefault(table, _Written(self.used.get(table, 0) + 1))
        kept = _as_kept(self.db, table, columns) if written.sums is not None else None
        if kept is None or list(columns["id"]) != list(range(written.next, written.next + len(columns["id"]))):
            written.sums = None
            return
        _put_together(written.sums, written.next, _of_all(kept, _start(table)))  # type: ignore[arg-type]
        written.next += len(columns["id"])

    def drop(self, table: str, ids: Iterable[int]) -> None:
        """Take rows for gone whatever they were: nothing of them is left that could be damaged."""
        self.dropped[table] = ids

    def journaled(self, step_id: int) -> None:
        """Take in all that the journal says of the step under way, and the journal itself: after its last line is written."""
        first, start = self.used.get("change", 0) + 1, _start("change")
        lines = self.after.setdefault("change", {})
        new: list[tuple[str, int, int]] = []
        for row in self.db.execute("SELECT * FROM change WHERE id >= ? ORDER BY id", (first,)):
            lines[row[0]] = _of(row, start)
            _, _, table, low, high, before, _ = row
            old = self.before.setdefault(table, {})
            if low > self.used.get(table, 0):  # new, whatever was done to it since
                new += [(table, low, high)] if before is None else []
                if before is not None:
                    self.written.pop(table, None)
            elif before is None:
                old.update((number, 0) for number in range(low, high + 1) if number not in old)
            elif low not in old:
                old[low] = _of_text(before, _start(table))
        self.now("step", step_id, step_id)
        for table, low, high in new:
            written = self.written.get(table)
            if written is None or written.sums is None or written.next != high + 1:
                self.new[table] = _blocks(self.db, table, "WHERE id BETWEEN ? AND ?", (low, high))
            else:
                self.new[table] = written.sums
        for table in [table for table in self.before if table not in JOURNAL]:
            for number in self.before[table]:
                self.now(table, number, number)

    def settle(self) -> None:
        """Bring the kept sums to what they must be now."""
        for table in sorted({*self.before, *self.after, *self.new, *self.dropped}):
            changes = self.new.get(table, {})
            for sums in (self.before.get(table, {}), self.after.get(table, {})):
                for number, change in sums.items():
                    changes[number // _ROWS] = changes.get(number // _ROWS, 0) ^ change << number % _ROWS * _BITS
            _put(self.db, table, changes, self.dropped.get(table, ()))
        _put(self.db, _IDS, {0: _of_ids(self.used) ^ _of_ids(given_out(self.db))})

    def settle_emptied(self, gone: Mapping[str, Iterable[int]]) -> None:
        """Settle where the journal was emptied but for the step under way, and some rows are gone for good, damaged or not."""
        self.before.pop("change", None)
        self.after.pop("change", None)
        for table in JOURNAL:
            self.db.execute("DELETE FROM checksum WHERE row_table = ?", (table,))
        self.dropped.update(gone)
        self.settle()


class _Written:
    """The sums of new rows by block, None where they must be read, and the id that comes next."""

    def __init__(self, first: int) -> None:
        self.next = first
        self.sums: Sums | None = {}


_KEPT: Mapping[str, set[type]] = {"INTEGER": {int, bool, type(None)}, "TEXT": {str, type(None)}, "DATE": {str, type(None)}}
"""What a column keeps as it is given, by its type; a date that the tables take is nothing that looks like a number."""


def _as_kept(db: sqlite3.Connection, table: str, columns: Mapping[str, Sequence[object]]) -> list[Iterable[object]] | None:
    """The columns of a table in their order with the values that SQLite will give back; None where that is not sure."""
    found: list[Iterable[object]] = []
    for name, kind in db.execute("SELECT name, type FROM pragma_table_info(?)", (table,)):
        if name not in columns:
            return None
        kinds = set(map(type, columns[name]))
        if not kinds <= _KEPT[kind]:
            return None
        found.append([None if cell is None else int(cell) for cell in columns[name]] if bool in kinds else columns[name])  # type: ignore[call-overload]
    return found


def _of_all(columns: Iterable[Iterable[object]], start: int) -> list[int]:
    """The sums of rows that are given by their columns."""
    return list(map(crc32, map(_bytes, zip(*columns, strict=True), repeat(2)), repeat(start)))


def _put_together(blocks: Sums, first: int, numbers: Sequence[int]) -> None:
    """Exclusive-or the sums of rows with ids one after the other into their blocks."""
    data = bytes(first % _ROWS * _BITS // 8) + pack(f"<{len(numbers)}I", *numbers)
    size = _ROWS * _BITS // 8
    for block, at in enumerate(range(0, len(data), size), first // _ROWS):
        blocks[block] = blocks.get(block, 0) ^ int.from_bytes(data[at : at + size], "little")


def _read(db: sqlite3.Connection, table: str, low: int, high: int) -> Sums:
    """The sums of the rows as they are, by id."""
    start = _start(table)
    rows = db.execute(f"SELECT * FROM {table} WHERE id BETWEEN ? AND ?", (low, high))
    return {row[0]: crc32(_bytes(row, 2), start) for row in rows}


def _of_text(before: str, start: int) -> int:
    """The sum of a row as the journal wrote it down; of what cannot be read some sum that it never had."""
    try:
        return _of(tuple(noted.rows(before).values()), start)
    except ValueError:
        return ~_of((before,), start) & _SUM


def _blocks(db: sqlite3.Connection, table: str, where: str = "", ids: tuple[int, ...] = ()) -> Sums:
    """The sums of rows as they are, by block: read in the order of their ids, so that each block is put together once."""
    start, found = _start(table), dict[int, int]()
    here = sums = 0
    for row in db.execute(f"SELECT * FROM {table} NOT INDEXED {where} ORDER BY id", ids):
        block = row[0] // _ROWS
        if block != here:
            found[here] = found.get(here, 0) ^ sums
            here, sums = block, 0
        sums ^= crc32(_bytes(row, 2), start) << row[0] % _ROWS * _BITS
    found[here] = found.get(here, 0) ^ sums
    return {block: sums for block, sums in found.items() if sums}


def _put(db: sqlite3.Connection, table: str, changes: Sums, dropped: Iterable[int] = ()) -> None:
    """Exclusive-or changes, by block, into the kept sums of a table, and make those of dropped ids 0."""
    masks: Sums = {}
    for number in dropped:
        masks[number // _ROWS] = masks.get(number // _ROWS, 0) | _SUM << number % _ROWS * _BITS
    for block in sorted({**changes, **masks}):
        old = kept(db, table, block, block).get(block, 0)
        new = (old ^ changes.get(block, 0)) & ~masks.get(block, 0)
        if new:
            db.execute("INSERT OR REPLACE INTO checksum VALUES (?, ?, ?)", (table, block, _packed(new)))
        else:
            db.execute("DELETE FROM checksum WHERE row_table = ? AND block = ?", (table, block))


def _packed(sums: int) -> bytes:
    """The sums of a block without the ids at its end that have none."""
    return sums.to_bytes((sums.bit_length() + 7) // 8, "little")


def kept(db: sqlite3.Connection, table: str, low: int = -_MAX, high: int = _MAX) -> Sums:
    """The kept sums of a table by block, each block as one number."""
    sql = "SELECT CAST(block AS INTEGER), CAST(sums AS BLOB) FROM checksum WHERE row_table = ? AND block BETWEEN ? AND ?"
    return {block: int.from_bytes(sums or b"", "little") for block, sums in db.execute(sql, (table, low, high))}


def renew(db: sqlite3.Connection) -> None:
    """Compute every sum from the rows as they are."""
    db.execute("DELETE FROM checksum")
    for table in covered():
        found = ((table, block, _packed(sums)) for block, sums in sorted(_blocks(db, table).items()))
        db.executemany("INSERT INTO checksum VALUES (?, ?, ?)", found)
    _put(db, _IDS, {0: _of_ids(given_out(db))})


# ---- compared -------------------------------------------------------------------------------------------


class Comparison:
    """The kept sums of a table against its rows: each is shown to `see`, and what is left over then does not fit."""

    def __init__(self, table: str, sums: Sums) -> None:
        self.left = sums
        self._start = _start(table)

    def see(self, row: Row) -> None:
        """Strike a row, a tuple of all columns with the id first, out of the sums."""
        block, place = divmod(row[0], _ROWS)  # type: ignore[operator]
        self.left[block] = self.left.get(block, 0) ^ crc32(_bytes(row, 2), self._start) << place * _BITS

    def ids(self) -> list[int]:
        """The ids whose rows are not as they were written, or are gone, or ought not to be there."""
        return [number for block, sums in sorted(self.left.items()) for number in places(block, sums)]


def places(block: int, sums: int) -> list[int]:
    """The ids of a block that have a sum."""
    held = range((sums.bit_length() + _BITS - 1) // _BITS)
    return [block * _ROWS + place for place in held if sums >> place * _BITS & _SUM]


def differing(db: sqlite3.Connection, table: str) -> list[int]:
    """The ids of a table's rows that are not as they were written, or are gone, or ought not to be there."""
    known, found = kept(db, table), _blocks(db, table)
    return [number for block in sorted({**known, **found}) for number in places(block, known.get(block, 0) ^ found.get(block, 0))]


def fits(db: sqlite3.Connection) -> bool:
    """Whether every row of a book is as it was written, as far as it is known; one of an older version has no sums."""
    if not has_sums(db):
        return True
    return not (strange(db) or ids_differ(db) or any(differing(db, table) for table in covered()))


def ids_differ(db: sqlite3.Connection) -> bool:
    """Whether the numbers that were given out are not those that are known."""
    return kept(db, _IDS) != {0: _of_ids(given_out(db))}


def strange(db: sqlite3.Connection) -> bool:
    """Whether there are sums of tables that there are not."""
    known = [*covered(), _IDS]
    return any(table not in known for (table,) in db.execute("SELECT DISTINCT row_table FROM checksum"))


def trust(db: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    """Raise DatabaseError where some rows, read whole, are not as they were written."""
    start, blocks = _start(table), dict[int, int]()
    for row in rows:
        number: int = row[0]  # type: ignore[assignment]
        block, place = divmod(number, _ROWS)
        if block not in blocks:
            blocks[block] = kept(db, table, block, block).get(block, 0)
        if blocks[block] >> place * _BITS & _SUM != _of(row, start):
            raise sqlite3.DatabaseError(f"{table} {number}: {ALTERED}")
