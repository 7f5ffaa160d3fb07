"""Rows as an XLSX workbook of one sheet, byte for byte the same for the same rows; written with nothing but the standard library.

Texts are texts and never formulas, and in the columns of texts whatever is typed later stays one too.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from repbook.errors import Refused

if TYPE_CHECKING:
    from zipfile import ZipInfo


class DayCell(NamedTuple):
    """A civil day, as its ordinal."""

    day: int


class Money(NamedTuple):
    """An amount in fen."""

    fen: int


class Share(NamedTuple):
    """A part of a whole, shown in percent."""

    part: float


Cell: TypeAlias = str | int | float | Decimal | DayCell | Money | Share | None

MOST_ROWS, LONGEST = 1_048_575, 32_767
"""What a sheet holds besides its header, and what one cell holds, in the 16-bit units in which Excel counts."""

_TEXT, _HEAD, _DAY, _MONEY, _SHARE, _PLAIN = 0, 1, 2, 3, 4, 5  # the formats below by their place
_EPOCH = 693594  # 30 December 1899: Excel's day 0
_FIRST_DAY = 693656  # 1 March 1900: before it Excel counts a day that never was
_ILLEGAL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)) | {13: "\n"}
_LIKE_AN_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="6">'
    + "".join(
        f'<xf numFmtId="{form}" fontId="{font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="{font}"/>'
        for form, font in ((49, 0), (49, 1), (164, 0), (4, 0), (10, 0), (0, 0))
    )
    + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


def write(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook with one sheet of that title: a header that stays in sight, and the rows under it.

    Refused for more rows than a sheet holds and for a text that is longer than a cell holds.
    """
    from zipfile import ZIP_DEFLATED, ZipFile

    file = io.BytesIO()
    some = iter(rows)
    first = list(islice(some, 200))  # they say how wide the columns are to be
    with ZipFile(file, "w", ZIP_DEFLATED) as pack:
        for name, text in _PARTS.items():
            pack.writestr(_member(name), _XML + text)
        pack.writestr(_member("xl/workbook.xml"), _XML + _workbook(title))
        with pack.open(_member("xl/worksheets/sheet1.xml"), "w", force_zip64=True) as sheet:
            for piece in _sheet(header, first, some):
                sheet.write(piece.encode())
    return file.getvalue()


def _member(name: str) -> ZipInfo:
    """A part of the file, always of the same time."""
    from zipfile import ZIP_DEFLATED, ZipInfo

    member = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    member.compress_type = ZIP_DEFLATED
    return member


def _workbook(title: str) -> str:
    return (f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="{_escaped(title)}" sheetId="1" r:id="rId1"/></sheets>'
            "</workbook>")  # fmt: skip


def _sheet(header: Sequence[str], first: Sequence[Sequence[Cell]], others: Iterator[Sequence[Cell]]) -> Iterator[str]:
    yield (f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2"'
           ' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>')  # fmt: skip
    for at, head in enumerate(header, 1):
        width = min(60, 2 + max(_width(head), *(_width(_shown(row[at - 1])) for row in first), 6))
        yield f'<col min="{at}" max="{at}" width="{width}" style="0" customWidth="1"/>'
    yield "</cols><sheetData>"
    yield f'<row r="1">{"".join(_cell(head, _HEAD) for head in header)}</row>'
    for line, row in enumerate(chain(first, others), 2):
        if line > MOST_ROWS + 1:
            raise Refused("too_many_rows", most=MOST_ROWS)
        yield f'<row r="{line}">{"".join(map(_cell, row))}</row>'
    yield "</sheetData></worksheet>"


def _cell(value: Cell, style: int = _TEXT) -> str:
    match value:
        case None | "":
            return "<c/>"
        case str():
            if len(value) > LONGEST // 2 and len(value.encode("utf-16-le")) // 2 > LONGEST:
                raise Refused("cell_too_long", most=LONGEST, text=value[:20] + "…")
            return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{_escaped(value)}</t></is></c>'
        case DayCell():
            return _number(value.day - _EPOCH, _DAY) if value.day >= _FIRST_DAY else _cell(_shown(value))
        case Money():
            return _number(Decimal(value.fen) / 100, _MONEY)
        case Share():
            return _number(value.part, _SHARE)
        case _:
            return _number(value, _PLAIN)


def _number(value: float | Decimal, style: int) -> str:
    return f'<c s="{style}"><v>{value}</v></c>'


def _shown(value: Cell) -> str:
    """A value as it is written out, for the width of its column and where a cell cannot hold it otherwise."""
    if isinstance(value, DayCell):
        from repbook.terms import iso

        return iso(value.day)
    return "" if value is None else str(value[0] if isinstance(value, (Money, Share)) else value)


def _width(text: str) -> int:
    """How many letters wide a text is; Chinese characters count two."""
    return sum(2 if char >= "\u2e80" else 1 for char in text[:60])


def _escaped(text: str) -> str:
    """A text as XML holds it, what looks like one of Excel's own escapes escaped."""
    text = _LIKE_AN_ESCAPE.sub("_x005F_", text.translate(_ILLEGAL))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
