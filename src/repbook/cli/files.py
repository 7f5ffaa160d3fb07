"""Where an export goes: a file of the user's alone, a workbook by its name, or standard output for `-`; and where a document comes from."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from repbook.cli.run import run
from repbook.render import out
from repbook.words import t

if TYPE_CHECKING:
    from repbook.exchange.workbook import Cell
    from repbook.render.tables import Column, Table


def emit(table: Table, as_json: bool = False, csv: str | None = None, limit: str | None = None) -> None:
    """Show a table as asked; `limit` is still as typed, and --yes or --force lets a named CSV file replace an old one."""
    from repbook.render.tables import show
    from repbook.values import whole

    most = whole(limit, 0, 10**9) if limit else None
    if csv is not None and is_xlsx(csv) and not as_json:
        put_table(csv, table, most)
    else:
        show(table, as_json, csv, most, replace=run.replaces)


def put(file: str, text: Iterable[str]) -> None:
    """Write a text, or its pieces one after the other, to a file, over an old one only with --yes.

    `-` is standard output, in UTF-8 whatever the locale.
    """
    from repbook.render.tables import write_file

    if file != "-":
        write_file(file, text, run.replaces)
        out.talk(t("say.file_written", file=file))
        return
    for piece in [text] if isinstance(text, str) else text:
        out.raw(piece)


def take(file: str) -> bytes:
    """The bytes of a file, or of standard input for `-`; BadInput when there is no such file."""
    from repbook.exchange.sheets import read_bytes

    if file != "-":
        return read_bytes(file)
    stream = getattr(sys.stdin, "buffer", None)
    return bytes(stream.read()) if stream is not None else b""


def is_xlsx(file: str) -> bool:
    """Whether a file is to be a workbook, by its name."""
    return file.lower().endswith(".xlsx")


def put_rows(file: str, title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], replace: bool = False) -> None:
    """Write a workbook of one sheet, over an old file only with `replace`."""
    from repbook.exchange.workbook import write
    from repbook.render.tables import write_file

    write_file(file, write(title, header, rows), replace)
    out.talk(t("say.file_written", file=file))


def put_table(file: str, table: Table, most: int | None = None) -> None:
    """Write a list or report as a workbook, all of it or the first rows, over an old file only with --yes."""
    rows = table.rows if most is None else table.rows[:most]
    cells = ([_typed(c, value) for c, value in zip(table.columns, row, strict=True)] for row in rows)
    put_rows(file, "repbook", [c.key for c in table.columns], cells, run.replaces)


def _typed(column: Column, value: Any) -> Cell:
    """A cell of a table as a workbook has it: what CSV writes, but days, numbers, amounts and shares as such."""
    from repbook.exchange.workbook import DayCell, Money, Share
    from repbook.render.tables import csv_cell

    if value is None or value == "":
        return None
    match column.kind:
        case "day":
            return DayCell(value)
        case "money":
            return Money(value)
        case "share":
            return Share(round(float(value), 4))
        case "count" | "id":
            return value if isinstance(value, (int, float)) else csv_cell(column, value)
        case _:
            return csv_cell(column, value)
