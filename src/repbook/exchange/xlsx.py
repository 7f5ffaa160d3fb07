"""A sheet of an XLSX workbook to a header and clean cells, as `sheets` reads them from CSV; openpyxl, an extra, does the reading.

Cells are read as people mean them: a day as a day whatever its format, a telephone number stored as a number with
all its digits, yes and no. What a workbook no longer holds (an error, a formula nobody computed, digits that were
lost) is a defect of its line. Nothing is unpacked before its size is known.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple
from zipfile import ZipFile

from repbook.errors import BadInput, Refused, RepbookError
from repbook.exchange.sheets import Record, Sheet, assemble, read_bytes

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

MOST_BYTES = 400 * 2**20
"""What the parts of a workbook may come to unpacked."""

MOST_PACKED, SUSPECT_BYTES = 200, 20 * 2**20
"""Beyond a size, how many times smaller its parts may have been packed: honest sheets are packed 10 to 60 times."""

MOST_ROWS, MOST_CELLS = 1_048_576, 50_000_000
"""The rows of a sheet, and the cells up to the last one of each row."""

MOST_DIGITS = 15
"""How many digits of a number a spreadsheet keeps."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_CHINESE_DAYS = frozenset((27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58))
"""Numbers of the formats in which Chinese versions of Excel write days, such as 11月22日; elsewhere they mean nothing."""
_CONTROL = re.compile("_x00[01][0-9A-Fa-f]_")


class Read(NamedTuple):
    """A sheet that was read, its title, and the titles of those in sight that were not."""

    sheet: Sheet
    title: str
    others: tuple[str, ...]


def is_workbook(data: bytes) -> bool:
    """Whether these are the bytes of a workbook, of whatever kind, by how they begin."""
    return data.startswith((_ZIP, _OLE))


def read_workbook(file: str, title: str | None = None, data: bytes | None = None) -> Read:
    """Read the first sheet of a workbook that is not hidden, or the one of that title; `data` is what the file holds, if it was read.

    Refused for what is no XLSX workbook, is damaged, locked by a password, too large, or needs an extra that is not
    installed; BadInput when no sheet has the title.
    """
    try:
        data = read_bytes(file) if data is None else data  # once, so that what was looked at is what is read
        _look(data, file)
        return _opened(data, file, title)
    except ImportError:
        raise Refused("xlsx_missing", file=file) from None
    except RepbookError:
        raise
    except Exception:  # zipfile and openpyxl meet damage with whatever their innards raise
        raise Refused("broken_workbook", file=file) from None


def _opened(data: bytes, file: str, title: str | None) -> Read:
    import openpyxl

    def opened(data_only: bool) -> Workbook:
        return openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=data_only, keep_links=False)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of what it passes over: styles, rules, pictures
        with closing(opened(True)) as book:
            titles = [sheet.title for sheet in book.worksheets]
            seen = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
            chosen = _chosen(titles, title or (seen or titles or [""])[0], file)
            return Read(_read(data, file, book, chosen, opened), chosen, tuple(name for name in seen if name != chosen))


# ---- before anything is unpacked --------------------------------------------------------------------------


def _look(data: bytes, file: str) -> None:
    """Refused for what is better not unpacked."""
    if data.startswith(_OLE):
        raise Refused("locked_workbook" if "EncryptedPackage".encode("utf-16-le") in data else "old_workbook", file=file)
    with ZipFile(BytesIO(data)) as pack:
        _weigh(pack, file)
        for member in pack.infolist():
            if member.filename.lower().endswith((".xml", ".rels")):
                with pack.open(member) as part:
                    _no_definitions(part.read(4096), file)


def _weigh(pack: ZipFile, file: str) -> None:
    """Refused for parts that come to too much, or were packed too small for a sheet; zipfile unpacks no more than they say."""
    members = pack.infolist()
    size, packed = sum(member.file_size for member in members), sum(member.compress_size for member in members)
    if size > MOST_BYTES or (size > SUSPECT_BYTES and size > MOST_PACKED * packed):
        raise Refused("huge_workbook", file=file, size=size // 2**20)


def _no_definitions(head: bytes, file: str) -> None:
    """Refused for a part that defines names of its own, which could grow without end: no spreadsheet program writes one."""
    if re.search(b"<!(DOCTYPE|ENTITY)", head.replace(b"\0", b"")):
        raise Refused("broken_workbook", file=file)


def _chosen(titles: Sequence[str], title: str, file: str) -> str:
    """The title of a sheet as the workbook spells it."""
    if not titles:
        raise Refused("broken_workbook", file=file)
    found = next((one for one in titles if one == title), None) or next((one for one in titles if one.casefold() == title.casefold()), None)
    if found is None:
        raise BadInput("no_such_sheet", name=title, file=file, choices=", ".join(titles))
    return found


# ---- the cells --------------------------------------------------------------------------------------------


def _read(data: bytes, file: str, book: Workbook, title: str, opened: Callable[[bool], Workbook]) -> Sheet:
    rows = _rows(book, title, file)
    if not _has_formulas(data):
        return assemble(file, _records(rows, repeat(()), book.epoch), "xlsx")
    with closing(opened(False)) as formulas:
        return assemble(file, _records(rows, _rows(formulas, title, file), book.epoch), "xlsx")


def _rows(book: Workbook, title: str, file: str) -> Iterator[Sequence[Any]]:
    """The rows of a sheet, by what is in it and not by what it says of its size."""
    sheet = book[title]
    sheet.reset_dimensions()
    cells = 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells += len(row)
        if number > MOST_ROWS or cells > MOST_CELLS:
            raise Refused("huge_workbook", file=file, size=MOST_BYTES // 2**20)
        yield row


def _has_formulas(data: bytes) -> bool:
    """Whether any sheet computes something, so that it matters whether the results are there."""
    with ZipFile(BytesIO(data)) as pack:
        for name in pack.namelist():
            if name.startswith("xl/worksheets/"):
                with pack.open(name) as part:
                    before = b""
                    while chunk := part.read(2**20):
                        if re.search(rb"<(\w+:)?f[ >/]", before + chunk):
                            return True
                        before = chunk[-64:]
    return False


def _records(rows: Iterator[Sequence[Any]], formulas: Iterator[Sequence[Any]], epoch: datetime) -> Iterator[Record]:
    """Each row as a record of `sheets`; the first with anything in it gives the columns their names."""
    names: list[str] = []
    for line, (row, computed) in enumerate(zip(rows, formulas, strict=False), 1):
        texts, wrong = [], None
        for at, cell in enumerate(row):
            text, key = _text(cell, epoch)
            if not text and at < len(computed) and computed[at].data_type == "f" and cell.data_type == "n":
                key = "formula_without_value"
            if key and wrong is None:
                wrong = (key, {"column": names[at] if at < len(names) and names[at] else f"#{at + 1}", "text": text})
            texts.append(text)
        if any(texts) or wrong:
            names = names or texts
            yield line, texts, wrong, False


def _text(cell: Any, epoch: datetime) -> tuple[str, str]:
    """What a cell says, and the key of what is wrong with it."""
    value = cell.value
    if value is None:
        return "", ""
    if isinstance(value, str):
        return (value, "cell_error") if cell.data_type == "e" else (_CONTROL.sub("\n", value).replace("_x005F_", "_"), "")
    if isinstance(value, bool):
        return "yes" if value else "no", ""
    if isinstance(value, (int, float)):
        return _number(value, cell, epoch)
    if isinstance(value, datetime):
        return (value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")), ""
    return value.isoformat() if isinstance(value, (date, time)) else str(value), ""


def _number(value: float, cell: Any, epoch: datetime) -> tuple[str, str]:
    """A number in full, never as 1.38E+10; a day where only the format says that it is one."""
    if cell.style_array.numFmtId in _CHINESE_DAYS:
        from openpyxl.utils.datetime import from_excel

        day = from_excel(value, epoch)
        return (day.date().isoformat(), "") if isinstance(day, datetime) else (str(value), "cell_error")
    if abs(value) >= 10**MOST_DIGITS:
        return f"{Decimal(value):f}".partition(".")[0], "lost_digits"
    text = f"{Decimal(f'{value:.{MOST_DIGITS}g}'):f}"
    zeros = cell.number_format or ""
    return text.zfill(len(zeros)) if zeros and set(zeros) == {"0"} and text.isdigit() else text, ""
