"""Rows out of the pages themselves, where SQLite no longer finds its way to them: a lost schema, a lost upper page.

A table is a tree of pages. Every table page that no other one points to is taken for the top of a tree; page 1 is
written anew (in a working copy) so that it names this tree as the only table, and SQLite reads it. See the file format
of SQLite, sections 1.5 and 1.6.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

from repbook import migrations
from repbook.policy import range_of
from repbook.store.book import UNREADABLE, connection

_INNER, _LEAF = 5, 13
_SAMPLE = 50
_TYPES = {"TEXT": str, "DATE": str, "INTEGER": int}
Row = tuple[Any, ...]
Reader = Callable[[sqlite3.Connection, str, Sequence[str]], Iterator[Any]]


def rows(work: str, version: int, read: Reader, columns: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, list[Row]]]:
    """Table by table, in pieces, the rows that the trees of a working copy hold; `columns` are those of that version.

    `read` reads a table row by row and gives tuples for rows. The working copy is no book any more afterwards.
    """
    with open(work, "rb") as file:
        image = file.read()
    size = int.from_bytes(image[16:18], "big") or 65536
    size = 65536 if size == 1 else size
    with closing(_Judge(version, columns)) as judge:
        for top in _tops(image, size):
            width = _width(image, size, top)
            if width:
                names = ["id", *(f"c{n}" for n in range(1, width))]
                with open(work, "r+b") as file:
                    file.write(_first_page(image, size, top, names))
                found = _read(work, names, read)
                table = judge.table_of(found[:_SAMPLE])
                if table is not None:
                    yield table, found


def _read(work: str, names: Sequence[str], read: Reader) -> list[Row]:
    try:
        with closing(connection(work, "ro")) as db:
            db.text_factory = lambda data: data.decode(errors="replace")
            return [row for row in read(db, "t", names) if type(row) is tuple]
    except UNREADABLE:
        return []


# ---- trees ----------------------------------------------------------------------------------------------


def _tops(image: bytes, size: int) -> list[int]:
    """The numbers of the table pages that no other page points to; page 1 is the schema's."""
    pages = {number: image[size * (number - 1)] for number in range(2, len(image) // size + 1)}
    below = {child for number, kind in pages.items() if kind == _INNER for child in _children(image, size, number)}
    return [number for number, kind in pages.items() if kind in (_INNER, _LEAF) and number not in below]


def _children(image: bytes, size: int, number: int) -> list[int]:
    """The pages that an inner page points to."""
    page = image[size * (number - 1) : size * number]
    found = [int.from_bytes(page[8:12], "big")]
    for at in range(int.from_bytes(page[3:5], "big")):
        start = int.from_bytes(page[12 + 2 * at : 14 + 2 * at], "big")
        found.append(int.from_bytes(page[start : start + 4], "big"))
    return found


def _width(image: bytes, size: int, number: int, depth: int = 0) -> int:
    """How many columns the first row below a page has; 0 where there is none or it cannot be told."""
    page = image[size * (number - 1) : size * number]
    if not page or depth > 20 or page[0] not in (_INNER, _LEAF):
        return 0
    if page[0] == _INNER:
        return next((width for child in _children(image, size, number) if (width := _width(image, size, child, depth + 1))), 0)
    if not int.from_bytes(page[3:5], "big"):
        return 0
    at = int.from_bytes(page[8:10], "big")
    for _ in range(2):  # the size of the row and its id
        at = _varint(page, at)[1]
    length, next_type = _varint(page, at)
    width, end = 0, min(at + length, len(page))
    while next_type < end:
        next_type = _varint(page, next_type)[1]
        width += 1
    return width


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of SQLite's variable length, and where the next one begins."""
    value = 0
    for count in range(9):
        byte = data[at + count] if at + count < len(data) else 0
        if count == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + count + 1
    return value, at + 9


def _first_page(image: bytes, size: int, top: int, names: Sequence[str]) -> bytes:
    """A page 1 whose schema has one table `t` with its rows below the page `top`."""
    sql = f"CREATE TABLE t({names[0]} INTEGER PRIMARY KEY,{','.join(names[1:])})".encode()
    texts = [b"table", b"t", b"t"]
    types = b"".join(_as_varint(13 + 2 * len(text)) for text in texts) + b"\x04" + _as_varint(13 + 2 * len(sql))
    record = bytes([len(types) + 1]) + types + b"".join(texts) + top.to_bytes(4, "big") + sql
    cell = _as_varint(len(record)) + b"\x01" + record
    head = bytearray(image[:100])
    head[28:32] = (len(image) // size).to_bytes(4, "big")
    head[32:40] = bytes(8)  # no free pages
    head[52:56] = bytes(4)
    head[92:96] = head[24:28]
    start = size - len(cell)
    page = bytes([_LEAF, 0, 0, 0, 1]) + start.to_bytes(2, "big") + b"\0" + start.to_bytes(2, "big")
    return bytes(head) + page + bytes(start - 100 - len(page)) + cell


def _as_varint(value: int) -> bytes:
    return bytes([value]) if value < 0x80 else bytes([0x80 | value >> 7, value & 0x7F])


# ---- which table ----------------------------------------------------------------------------------------


class _Judge:
    """Knows a table by its rows: as many columns, of these types, and its constraints take them."""

    def __init__(self, version: int, columns: Mapping[str, Mapping[str, str]]) -> None:
        self.columns = columns
        self.db = sqlite3.connect(":memory:", isolation_level=None)
        migrations.migrate(self.db, 0, version)

    def close(self) -> None:
        """Let go of the empty book that rows are tried on."""
        self.db.close()

    def table_of(self, sample: Sequence[Row]) -> str | None:
        """The table that rows are of; None when they fit none."""
        return next((table for table in self.columns if sample and self._takes(table, sample)), None)

    def _takes(self, table: str, sample: Sequence[Row]) -> bool:
        """Whether most of the rows could stand in a table; a few may be damaged."""
        fitting = sum(self._takes_row(table, row) for row in sample)
        return fitting * 2 > len(sample)

    def _takes_row(self, table: str, row: Row) -> bool:
        kinds = list(self.columns[table].values())
        if len(row) != len(kinds) or any(
            value is not None and type(value) is not _TYPES[kind] for value, kind in zip(row, kinds, strict=True)
        ):
            return False
        if table in ("policy", "setting") and (range_of(row[2]) is not None) is not (table == "policy"):
            return False
        self.db.execute("SAVEPOINT trial")
        try:
            self.db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
            return True
        except sqlite3.Error:
            return False
        finally:
            self.db.execute("ROLLBACK TO trial")
            self.db.execute("RELEASE trial")
