"""A CSV file as people's spreadsheet programs write it, to a header and clean cells, every broken line named.

Nothing is guessed away in silence: a quote that is never closed, text after a closing quote and surplus cells
are defects of their line, and reading goes on behind them.
"""

from __future__ import annotations

import codecs
import csv
import io
import os
import unicodedata  # noqa: F401  (values.nfc is quick once it is loaded)
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from repbook import values
from repbook.errors import BadInput, Refused

Defect: TypeAlias = tuple[int, str, dict[str, Any]]
Record: TypeAlias = tuple[int, list[str], tuple[str, dict[str, Any]] | None, bool]
"""A line, its cells as they stand, what is wrong with it as a whole, and whether it lies where cells cannot be trusted."""

_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-", b"\x1f\x8b", b"SQLite format 3")
_DELIMITERS = ",\t;，"
_LONGEST_FIELD = 2**31 - 1


class Sheet(NamedTuple):
    """The rows of a file under its header. `lines[i]` is the line of the file on which `rows[i]` starts.

    Every row has as many cells as the header. A column without a header is called `#` and its number. `spoiled` has the
    cells of the lines in `bad`, as many as there are; of a line with a broken quote its whole text as one.
    """

    file: str
    header: tuple[str, ...]
    lines: list[int]
    rows: list[list[str]]
    bad: list[Defect]
    encoding: str = "utf-8"
    spoiled: Mapping[int, list[str]] = MappingProxyType({})


class _Cells(dict[str, str]):
    """Raw cell -> clean cell, each distinct one cleaned and kept once."""

    def __missing__(self, raw: str) -> str:
        cell = self[raw] = clean_cell(raw)
        return cell


def clean_cell(raw: str) -> str:
    """A cell as repbook takes it: composed, trimmed, without control characters and formula guard."""
    cell = values.note(raw.strip("\ufeff\u200b \t"))
    return values.note(values.unguard(cell)) if cell[:1] == "'" else cell  # what the guard stood before may be white space


def read_sheet(path: str | os.PathLike[str], encoding: str | None = None, data: bytes | None = None) -> Sheet:
    """Read a CSV file: UTF-8 or UTF-16 by its mark, UTF-8, or GB18030, unless `encoding` is given; `data` is what it holds, if it was read.

    Raises BadInput for a file that cannot be opened and an unknown encoding, Refused for one that is empty,
    binary, in another encoding, or whose header is broken or names a column twice.
    """
    file = os.fspath(path)
    text, found = read_text(path, encoding, data)
    limit = csv.field_size_limit(_LONGEST_FIELD)
    try:
        return _parse(list(io.StringIO(text, newline="")), file, found)
    finally:
        csv.field_size_limit(limit)


# ---- bytes to text ------------------------------------------------------------------------------------


def read_text(path: str | os.PathLike[str], encoding: str | None = None, data: bytes | None = None) -> tuple[str, str]:
    """The text of a file, read as `read_sheet` does, and the name of its encoding; raises the same for what is no text."""
    file = os.fspath(path)
    text, found = _decode(read_bytes(file) if data is None else data, file, encoding)
    if not text or text.isspace():
        raise Refused("empty_file", file=file)
    return text, found


def read_bytes(file: str) -> bytes:
    """What a file holds; BadInput when there is none or it may not be read."""
    try:
        with open(file, "rb") as stream:
            return stream.read()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError, ValueError):
        raise BadInput("no_such_file", file=file) from None
    except OSError:
        raise BadInput("unreadable_file", file=file) from None


def _decode(data: bytes, file: str, encoding: str | None) -> tuple[str, str]:
    """The text of a file, and the name of the encoding it was read in."""
    if data.startswith(_BINARY):
        raise Refused("binary_file", file=file)
    if encoding is not None:
        found = _known(encoding)
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        found = "utf-16"
    elif b"\0" in data:
        raise Refused("binary_file", file=file)
    else:
        found = _guess(data, file)
    try:
        text = data.decode(found).removeprefix("\ufeff")
    except UnicodeError as error:
        raise Refused("wrong_encoding", file=file, line=_line_of(data, error)) from None
    if "\0" in text:
        raise Refused("binary_file", file=file)
    return text, found


def _known(encoding: str) -> str:
    """The name Python has for a text encoding."""
    try:
        found = codecs.lookup(encoding).name
        "".encode(found)  # codecs such as hex are none for text, and say so only here
    except (LookupError, ValueError):
        raise BadInput("unknown_encoding", name=encoding) from None
    return found


def _guess(data: bytes, file: str) -> str:
    """UTF-8 or GB18030. A file that starts as good UTF-8 and then breaks is damaged, not Chinese of another kind."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        if sum("\u3000" <= c <= "\u9fff" or "\uff00" <= c <= "\uffef" for c in before) >= 4:
            raise Refused("wrong_encoding", file=file, line=_line_of(data, error)) from None
        return "gb18030"
    return "utf-8"


def _line_of(data: bytes, error: UnicodeError) -> int:
    """The line of the first byte that did not fit; lines end as in ASCII."""
    end = error.start if isinstance(error, UnicodeDecodeError) else 0
    before = data[:end].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return before.count(b"\n") + 1


# ---- text to rows -------------------------------------------------------------------------------------


def _parse(lines: list[str], file: str, encoding: str) -> Sheet:
    start, delimiter = _first_line(lines)
    return assemble(file, _records(lines, start, delimiter), encoding)


def assemble(file: str, records: Iterable[Record], encoding: str) -> Sheet:
    """A sheet of records; the first with anything in it is the header.

    Refused for a header that is broken or names a column twice, and where there is none.
    """
    cells = _Cells()
    header: tuple[str, ...] | None = None
    spoiled: dict[int, list[str]] = {}
    sheet = Sheet(file, (), [], [], [], encoding, spoiled)
    for line, record, wrong, torn in records:
        if wrong and header is None:
            raise Refused("bad_header", file=file, line=line)
        if wrong:
            sheet.bad.append((line, *wrong))
            spoiled[line] = list(map(clean_cell, record))
            continue
        row = list(map(cells.__getitem__, record))
        if not any(row):
            continue
        if header is None:
            header = _header(row, file)
            width = len(header)
            continue
        if len(row) != width:
            defect = _fit(row, width, torn)
            if defect:
                sheet.bad.append((line, *defect))
                spoiled[line] = row
                continue
        sheet.lines.append(line)
        sheet.rows.append(row)
    if header is None:
        raise Refused("empty_file", file=file)
    return _without_nameless(sheet._replace(header=header))


def _first_line(lines: list[str]) -> tuple[int, str]:
    """The index of the line with the header, and what separates its cells."""
    start = next((i for i, line in enumerate(lines) if line.strip(_DELIMITERS + " \r\n")), 0)
    said = lines[start].strip()
    if len(said) == 5 and said[:4].lower() == "sep=" and said[4] in _DELIMITERS:
        return start + 1, said[4]  # Excel's own first line
    for delimiter in _DELIMITERS:
        try:
            if len(next(_reader(lines, start, delimiter))) > 1:
                return start, delimiter
        except csv.Error:
            continue
    return start, ","


def _reader(lines: list[str], start: int, delimiter: str) -> Any:
    """Python's CSV reader from one line on; it skips the blanks before a quote, and tells of every broken quote."""
    return csv.reader((lines[i] for i in range(start, len(lines))), delimiter=delimiter, strict=True, skipinitialspace=True)


def _records(lines: list[str], start: int, delimiter: str) -> Iterator[Record]:
    """Each record; one with a broken quote has its whole line as one cell, and those near it cannot be trusted.

    Behind a broken quote reading starts again on the next line, so that the lines it seemed to hold are not lost.
    """
    torn_until = 0
    while start < len(lines):
        reader = _reader(lines, start, delimiter)
        line = start + 1
        try:
            for record in reader:
                yield line, record, None, line <= torn_until
                line = start + reader.line_num + 1
            return
        except csv.Error as error:
            end = start + reader.line_num
            unclosed = "unexpected end" in str(error) or end > line
            yield line, [lines[line - 1].rstrip("\r\n")], ("unclosed_quote" if unclosed else "stray_quote", {}), False
            torn_until = max(torn_until, end)
            start = line


def _fit(row: list[str], width: int, torn: bool) -> tuple[str, dict[str, Any]] | None:
    """Make a row as wide as the header; the defect when that would lose something or cannot be trusted."""
    if any(row[width:]):
        return "too_many_cells", {"cells": len(row), "columns": width}
    if torn and len(row) < width:
        return "torn_row", {"cells": len(row), "columns": width}
    del row[width:]
    row.extend([""] * (width - len(row)))
    return None


def _header(row: list[str], file: str) -> tuple[str, ...]:
    while not row[-1]:
        row.pop()
    seen: set[str] = set()
    for name in filter(None, row):
        if values.plain(name) in seen:
            raise Refused("duplicate_header", name=name, file=file)
        seen.add(values.plain(name))
    return tuple(name or f"#{i}" for i, name in enumerate(row, 1))


def _without_nameless(sheet: Sheet) -> Sheet:
    """The sheet without those columns that have neither a name nor any cell filled in."""
    empty = [i for i, name in enumerate(sheet.header) if name == f"#{i + 1}" and not any(row[i] for row in sheet.rows)]
    if not empty:
        return sheet
    keep = [i for i in range(len(sheet.header)) if i not in empty]
    rows = [[row[i] for i in keep] for row in sheet.rows]
    spoiled = {line: [cell for i, cell in enumerate(row) if cell or i not in empty] for line, row in sheet.spoiled.items()}
    return sheet._replace(header=tuple(sheet.header[i] for i in keep), rows=rows, spoiled=spoiled)
