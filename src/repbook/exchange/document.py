"""The whole book as one JSON document, and such a document read back and looked through.

    {
    "format": "repbook",
    "version": 1,
    "schema": 2,
    "highest_ids": {
      "customer": 12,
      ...
    },
    "tables": {
      "customer": [
        {"id": 1, "uid": "0f3c…", "name": "美佳超市", ...},
        ...
      ],
      ...
    }
    }

`version` is that of this layout, `schema` that of the tables. `highest_ids` are the highest ids that steps which
still stand have given out, so that no id is used twice, also not that of a row which is gone. Tables stand in the
order in which rows refer to each other, rows by their ids, one a line, fields as the tables have them: days in ISO
form, money in fen, flags as 0 and 1, nothing as null. UTF-8, a line feed after every line, control and direction
characters escaped: the same book is always the same bytes. The journal of undo is no part of it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, NoReturn

from repbook.errors import Refused

FORMAT = "repbook"
VERSION = 1
_HEAD = '{\n"format": "repbook",\n'
_BIGGEST = 2**63 - 1
_UNSEEN = (*range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A), 0xFEFF)
_text = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode  # once: json.dumps would make one for every row
_ESCAPED = {code: f"\\u{code:04x}" for code in _UNSEEN}

Row = dict[str, Any]


class Document(NamedTuple):
    """A book as rows of its tables, referred-to tables first, with the highest id that each has given out."""

    schema: int
    highest: dict[str, int]
    tables: dict[str, list[Row]]


class Column(NamedTuple):
    """What a column of a table takes: text or whole numbers, and whether it may be empty (null)."""

    text: bool
    optional: bool


def write(document: Document) -> str:
    """The text of a document."""
    return "".join(lines(document.schema, document.highest, document.tables.items()))


def lines(schema: int, highest: Mapping[str, int], tables: Iterable[tuple[str, Iterable[Row]]]) -> Iterator[str]:
    """The same line by line, so that a long book need not be in memory whole; every table is read once, in its turn."""
    yield f'{_HEAD}"version": {VERSION},\n"schema": {schema},\n"highest_ids": {{'
    yield from _members((f"  {json.dumps(table)}: {high}" for table, high in highest.items()), "}")
    yield ',\n"tables": {'
    comma = ""
    for table, rows in tables:
        yield f"{comma}\n  {json.dumps(table)}: ["
        yield from _members((_harmless(f"    {_text(row)}") for row in rows), "  ]")
        comma = ","
    yield "\n}\n}\n"


def _members(members: Iterable[str], end: str) -> Iterator[str]:
    """Lines with commas between them, and the line that closes them."""
    comma = ""
    for line in members:
        yield f"{comma}\n{line}"
        comma = ","
    yield f"\n{end}"


def _harmless(line: str) -> str:
    return line if line.isascii() and "\x7f" not in line else line.translate(_ESCAPED)


# ---- read back ------------------------------------------------------------------------------------------


def read(data: bytes, file: str, newest: int) -> Document:
    """The document in the bytes of a file; Refused for what is none, is cut off or damaged, or comes from a newer repbook.

    `newest` is the newest schema that is known. What the rows say is left to `check`.
    """
    name = os.path.basename(file) or file
    content = _parsed(data, name)
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise Refused("document_foreign", file=name)
    version, schema = (_positive(content.get(key)) for key in ("version", "schema"))
    if not version or not schema:
        raise Refused("document_damaged", file=name)
    if version > VERSION or schema > newest:
        raise Refused("document_newer", file=name)
    highest, tables = content.get("highest_ids"), content.get("tables")
    if not isinstance(highest, dict) or not isinstance(tables, dict):
        raise Refused("document_damaged", file=name)
    return Document(schema, highest, tables)


def _parsed(data: bytes, name: str) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_no_such_number)
    except (ValueError, RecursionError):
        head = _HEAD.encode()
        begun = data.removeprefix(b"\xef\xbb\xbf")
        ours = bool(begun) and (begun.startswith(head) or head.startswith(begun))
        raise Refused("document_damaged" if ours else "document_foreign", file=name) from None


def _no_such_number(text: str) -> NoReturn:
    raise ValueError(text)


def check(document: Document, columns: Mapping[str, Mapping[str, Column]], file: str) -> None:
    """Refused when a document of that schema has not just these tables and columns, or a cell is of the wrong sort."""
    name = os.path.basename(file) or file
    for table in columns.keys() ^ document.tables.keys():
        raise Refused("document_place", file=name, place=table)
    for table, known in columns.items():
        rows, highest = document.tables[table], document.highest.get(table)
        if not isinstance(rows, list) or not _is_number(highest):
            raise Refused("document_place", file=name, place=table)
        last = 0
        for row in rows:
            if not isinstance(row, dict) or row.keys() != known.keys() or not all(_fits(row[key], known[key]) for key in known):
                raise Refused("document_place", file=name, place=f"{table}, #{_number_of(row)}")
            if not last < row["id"] <= highest:
                raise Refused("document_place", file=name, place=f"{table}, #{row['id']}")
            last = row["id"]
    if document.highest.keys() != columns.keys():
        raise Refused("document_place", file=name, place="highest_ids")


def _fits(cell: Any, column: Column) -> bool:
    if cell is None:
        return column.optional
    if column.text:
        return isinstance(cell, str) and (cell.isascii() or not any("\ud800" <= c <= "\udfff" for c in cell))
    return _is_number(cell) and abs(cell) <= _BIGGEST


def _positive(cell: Any) -> int:
    """A whole number above 0; 0 for anything else."""
    return int(cell) if _is_number(cell) and cell > 0 else 0


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int) and not isinstance(cell, bool)


def _number_of(row: Any) -> str:
    """The id of a row that may be anything, as far as it says one."""
    number = row.get("id") if isinstance(row, dict) else None
    return str(number) if _is_number(number) else "?"
