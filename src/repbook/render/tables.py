"""Lists and reports: one set of typed cells, shown as a table, as CSV or as JSON."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from typing import Any, NamedTuple

from repbook.errors import Refused
from repbook.locales import speaks_utf8, spoken
from repbook.render import out
from repbook.render.columns import ENDLESS, Head, lay_out
from repbook.render.out import Span
from repbook.values import guard
from repbook.words import has, language, moment, t, word


class Column(NamedTuple):
    """A column: its stable key, and what its cells are.

    Kinds: text, id, day (a Day), money (fen), share (0 … 1), count, list (of str), flag, moment (UTC in ISO form, which a
    screen shows by the clock of the place), meant (the rule, festival or #id that something was for), or word:GROUP for a
    stored word that a screen shows in the user's language.
    """

    key: str
    kind: str = "text"


@dataclass
class Table:
    """A list or report: rows of cells in the order of the columns; `total` rows are set apart on a screen."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    empty: str = ""  # the key of what is said on stderr when there are no rows
    chosen: Sequence[str] = ()  # what the rows were chosen by, in words: said instead, lest an empty list look like an empty book
    hidden: Sequence[str] = ()  # columns a screen leaves out
    totals: int = 0
    extra: dict[str, Any] = field(default_factory=dict)  # further fields of the JSON document


def show(table: Table, as_json: bool = False, csv: str | None = None, limit: int | None = None, replace: bool = False) -> None:
    """Print a table in the form asked for; CSV to a file when one is named, over an old one only with `replace`."""
    if limit is not None:
        table.rows = table.rows[:limit]
    if as_json:
        items = [{c.key: _json_value(c, value) for c, value in zip(table.columns, row, strict=True)} for row in table.rows]
        print_json({**table.extra, "items": items})
    elif csv is not None:
        write_csv(
            [c.key for c in table.columns],
            ([csv_cell(c, v) for c, v in zip(table.columns, row, strict=True)] for row in table.rows),
            csv,
            replace,
        )
    elif not table.rows:
        if table.chosen:
            out.talk(t("say.none_chosen", what=" · ".join(table.chosen)))
        elif table.empty:
            out.talk(t(table.empty))
    else:
        out.put(_screen(table))


def print_json(document: Any) -> None:
    """One JSON document on stdout, complete and the same wherever it goes; where that is no UTF-8 what is not ASCII is escaped."""
    import json

    text = out.escaped(spoken(json.dumps(document, ensure_ascii=False, indent=2)))
    if not speaks_utf8(sys.stdout):
        text = json.dumps(json.loads(text), indent=2)
    out.raw(text + "\n")


def facts(document: Mapping[str, Any]) -> Table:
    """One JSON document as rows of a field's path and its value, for CSV: `backups.items.1.file`."""
    return Table([Column("field"), Column("value")], [*_facts("", document)])


def _facts(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _facts(f"{path}.{key}" if path else str(key), inner)
    elif isinstance(value, (list, tuple)) and any(isinstance(one, (Mapping, list, tuple)) for one in value):
        for at, inner in enumerate(value, 1):
            yield from _facts(f"{path}.{at}", inner)
    elif isinstance(value, (list, tuple)):
        yield path, ";".join(map(str, value))
    else:
        yield path, "" if value is None else ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _json_value(column: Column, value: Any) -> Any:
    if value is None or (value == "" and column.kind not in ("text", "meant")):
        return None
    if column.kind == "day":
        return date.fromordinal(value).isoformat()
    if column.kind == "money":
        return float(Decimal(value) / 100)
    if column.kind == "share":
        return round(float(value), 4)
    return list(value) if column.kind == "list" else bool(value) if column.kind == "flag" else value


def csv_cell(column: Column, value: Any) -> str:
    """A cell as CSV writes it: ISO days, plain decimal numbers, lists joined by `;`."""
    if value is None:
        return ""
    match column.kind:
        case "day":
            return date.fromordinal(value).isoformat() if value != "" else ""
        case "money":
            return f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d}"
        case "share":
            return f"{value:.4f}"
        case "list":
            return guard(";".join(value))
        case "flag":
            return "yes" if value else "no"
        case "count" | "id":
            return str(value)
        case _:
            return guard(str(value))


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]], target: str, replace: bool = False) -> None:
    """Write CSV by RFC 4180: to stdout for `-`, else to a new file of the user's alone, UTF-8 with a BOM."""
    write_csv_text(header, csv_text(rows, line_end(target)), target, replace)


def write_csv_text(header: Sequence[str], pieces: Iterable[str], target: str, replace: bool = False) -> None:
    """The same with the rows written already, each ended as `line_end` says."""
    pieces = chain((csv_line(header) + line_end(target),), pieces)
    if target == "-":
        for piece in pieces:
            out.raw(piece)
        return
    write_file(target, chain(("\ufeff",), pieces), replace)
    out.talk(t("say.file_written", file=target))


def line_end(target: str) -> str:
    """How a row of CSV ends: as every line in a pipe, as spreadsheets write it in a file."""
    return "\n" if target == "-" else "\r\n"


def csv_text(rows: Iterable[Sequence[str]], end: str) -> Iterator[str]:
    """Rows as CSV, each ended by `end`, a few hundred in a piece."""
    waiting = iter(rows)
    while piece := [csv_line(row) + end for row in islice(waiting, 500)]:
        yield "".join(piece)


def csv_line(cells: Sequence[str]) -> str:
    """A row of CSV; most need no quotes, which is seen from the whole row sooner than from each cell."""
    line = ",".join(cells)
    if line.count(",") < len(cells) and '"' not in line and "\n" not in line and "\r" not in line:
        return line or '""'
    return ",".join([quoted(cell) for cell in cells])


def quoted(cell: str) -> str:
    """A cell in quotes where it needs them."""
    if "," in cell or '"' in cell or "\n" in cell or "\r" in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def write_file(path: str, text: Iterable[str] | bytes, replace: bool = False) -> None:
    """Write a file of the user's alone (0600), never through a link; Refused when one is there, unless `replace`.

    The text may come in pieces. The file gets its name only when it is whole, so that what was there stays until then.
    """
    part = os.path.join(os.path.dirname(os.path.abspath(path)), f".repbook-{os.urandom(6).hex()}.part")
    try:
        ours = replace and os.path.isfile(path) and not os.path.islink(path)
        if os.path.lexists(path) and not ours:
            raise FileExistsError
        _fill(part, text)
        if ours:
            os.replace(part, path)
        else:
            _name(part, path)
    except FileExistsError:
        raise Refused("file_kept" if replace else "file_exists", file=path) from None
    except (OSError, ValueError):  # a name with a zero in it is no name
        raise Refused("file_not_written", file=path) from None
    finally:
        with suppress(OSError, ValueError):
            os.unlink(part)


def _fill(part: str, text: Iterable[str] | bytes) -> None:
    number = os.open(part, os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_WRONLY, 0o600)
    with open(number, "wb") as file:
        os.fchmod(number, 0o600)  # a umask may have taken even the owner's rights away
        pieces = [text] if isinstance(text, (str, bytes)) else text
        file.writelines(piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)
        file.flush()
        os.fsync(number)


def _name(part: str, path: str) -> None:
    """Give a finished file its name; FileExistsError when another has it."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if os.path.lexists(path):
            raise FileExistsError from None
        os.rename(part, path)


def _screen(table: Table) -> list[list[Span]]:
    """Columns side by side, numbers to the right, the header in the user's words."""
    places = [at for at, c in enumerate(table.columns) if c.key not in table.hidden]
    columns = [table.columns[at] for at in places]
    cells = [[_screen_cell(c, row[at]) for c, at in zip(columns, places, strict=True)] for row in table.rows]
    used = [at for at in range(len(columns)) if any(row[at] for row in cells)]
    styles = ["head" if len(cells) - n <= table.totals else "" for n in range(len(cells))]
    room = out.width() if out.on_terminal() else ENDLESS
    return lay_out([_head(columns[at]) for at in used], [[row[at] for at in used] for row in cells], styles, room)


_TELLING = ("note", "text", "what", "title", "names", "reason")
"""Columns whose cells need no label when they stand under a row."""


def _head(column: Column) -> Head:
    name = t(f"word.column.{column.key}") if has(f"word.column.{column.key}") else column.key
    right = column.kind in ("money", "share", "count", "id")
    full = f"word.column.{column.key}.alone"  # where no other column beside it says what it is of
    label = t(full) if has(full) else name
    return Head(name, right, None if column.key in _TELLING else label, column.kind == "flag")


def _screen_cell(column: Column, value: Any) -> str:
    if value is None or (value == "" and not column.kind.startswith("word:")):
        return ""
    if column.kind == "money":
        from repbook.words import money

        return money(value)
    if column.kind == "share":
        return f"{value:.0%}"
    if column.kind in ("meant", "word:meant"):
        return _meant(str(value))
    if column.kind == "moment":
        return moment(value)
    if column.kind == "list":
        return " ".join(value)
    if column.kind == "flag":
        return t("word.yes") if value else ""
    if column.kind.startswith("word:"):
        return word(column.kind[5:], str(value))
    return out.flat(csv_cell(Column(column.key, column.kind), value)) if column.kind != "text" else out.flat(str(value))


def _meant(value: str) -> str:
    """A festival by its name; a rule by its Chinese one where Chinese is spoken."""
    named = word("festival", value)
    if named != value or language() != "zh":
        return out.flat(named)
    from repbook.rules.naming import NAMES

    return out.flat(NAMES.get(value, value))
