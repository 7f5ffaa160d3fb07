"""Cells side by side, laid out to the width of a screen: what has no room beside the rest stands under its row, and nothing is cut.

Of a table too wide, long texts are folded first. If that is not enough, columns that are mostly empty go under their
rows, then the last ones: each value there behind the head of its column. Where these are numbers alone they stand under each
other from row to row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from repbook.render import out
from repbook.render.out import Span

ENDLESS = 10**6
"""The room in a pipe or a file, where nothing is ever folded."""

_GAP = 2
_FOLDED = 32  # a text is folded to no fewer cells than these
_NAMING = 10  # the same for a first one that names a row of numbers, which are to stand beside it
_SPARSE = 1 / 3  # a column with fewer cells filled is the first to go
_UNDER = 4  # the indent of what stands under a row
_BETWEEN = 3  # cells of what stands between two of them
_LONGEST = 400  # cells that a screen shows of one text


class Head(NamedTuple):
    """The head of a column: its words, whether its cells are set to the right, and what stands before one under its row.

    `label` is None where a cell speaks for itself; `flag` where the label says it all.
    """

    text: str
    right: bool = False
    label: str | None = None
    flag: bool = False


def lay_out(heads: Sequence[Head], rows: Sequence[Sequence[str]], styles: Sequence[str], room: int) -> list[list[Span]]:
    """A line of heads, then the rows with a style each, in lines of at most `room` cells."""
    titles, right = [head.text for head in heads], [head.right for head in heads]
    natural = [max(out.cells(title), *(out.cells(row[at]) for row in rows)) for at, title in enumerate(titles)]
    if sum(natural) + _GAP * (len(heads) - 1) <= room:
        return [_line(row, natural, right, style) for row, style in zip([titles, *rows], ["dim", *styles], strict=True)]
    rows = [[_shortened(cell) for cell in row] for row in rows]
    kept, widths = _beside(natural, _filled(rows), right, room)
    there, sides = [widths[at] for at in kept], [right[at] for at in kept]
    lines = _folded([titles[at] for at in kept], there, sides, "dim")
    left = [at for at in range(len(heads)) if at not in kept]
    starts: Collection[int] = ()
    if left and all(head.right and head.label for head in (heads[at] for at in left)):
        widest = {at: max(out.cells(row[at]) for row in rows) for at in left}
        starts = _starts(left, [out.cells(f"{heads[at].label} ") + widest[at] for at in left], room - _indent(room))
        rows = [[cell.rjust(widest[at]) if cell and at in widest else cell for at, cell in enumerate(row)] for row in rows]
    for row, style in zip(rows, styles, strict=True):
        under = _under([(heads[at], row[at], at in starts) for at in left if row[at]], room, style)
        lines += [*_folded([row[at] for at in kept], there, sides, style or ("name" if under else "")), *under]
    return lines


def _starts(left: Sequence[int], sizes: Sequence[int], room: int) -> Collection[int]:
    """Which columns under the rows begin a line: in as few lines as can be, of which the widest is as narrow as can be."""

    def widest(cuts: tuple[int, ...]) -> int:
        return max(sum(sizes[a:b]) + _BETWEEN * (b - a - 1) for a, b in pairwise((0, *cuts, len(sizes))))

    for cuts in range(len(left)):
        best = min(combinations(range(1, len(left)), cuts), key=widest)
        if widest(best) <= room:
            return [left[at] for at in best]
    return left


def _indent(room: int) -> int:
    return min(_UNDER, room // 4)


def _under(cells: Sequence[tuple[Head, str, bool]], room: int, style: str) -> list[list[Span]]:
    """What stands under a row: each cell after its label, as many in a line as have room, and none torn that need not be.

    With each cell comes whether it has to begin a line.
    """
    indent = " " * _indent(room)
    lines: list[list[Span]] = []
    used = room
    for head, cell, starts in cells:
        parts = [Span(head.text, style)] if head.flag else [*([Span(head.label + " ", "dim")] if head.label else []), Span(cell, style)]
        text = "".join(part.text for part in parts)
        if not starts and used + _BETWEEN + out.cells(text) <= room:
            lines[-1] += [Span(" · ", "dim"), *parts]
            used += _BETWEEN + out.cells(text)
        elif len(indent) + out.cells(text) <= room:
            lines.append([Span(indent), *parts])
            used = len(indent) + out.cells(text)
        else:
            lines += [[Span(indent), Span(piece, style)] for piece in out.wrap(text, room - len(indent))]
            used = room
    return lines


def _shortened(text: str) -> str:
    return text if out.cells(text) <= _LONGEST else out.wrap(text, _LONGEST - 1)[0] + "…"


def _filled(rows: Sequence[Sequence[str]]) -> list[float]:
    """The share of each column's cells that hold something."""
    return [sum(cell != "" for cell in column) / len(rows) for column in zip(*rows, strict=True)]


def _beside(natural: Sequence[int], filled: Sequence[float], right: Sequence[bool], room: int) -> tuple[list[int], list[int]]:
    """The columns that stand side by side, at least the first, and the width of each; the texts among them share what is left."""
    least = [width if to_right else min(width, _FOLDED) for width, to_right in zip(natural, right, strict=True)]
    if len(right) > 1 and all(right[1:]) and not right[0]:
        least[0] = min(natural[0], _NAMING)
    kept = list(range(len(natural)))
    while len(kept) > 1 and sum(least[at] + _GAP for at in kept) - _GAP > room:
        sparse = [at for at in kept[1:] if filled[at] < _SPARSE]
        kept.remove(min(sparse, key=lambda at: (filled[at], -at)) if sparse else kept[-1])
    spare = room - sum(least[at] + _GAP for at in kept) + _GAP
    widths = [min(width, room) for width in least]
    for at in kept:
        more = max(0, min(natural[at] - widths[at], spare))
        widths[at] += more
        spare -= more
    return kept, widths


def _folded(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool], style: str) -> list[list[Span]]:
    """A row whose cells are wrapped each in its column."""
    pieces = [out.wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
    depth = max(map(len, pieces))
    return [_line([column[at] if at < len(column) else "" for column in pieces], widths, right, style) for at in range(depth)]


def _line(cells: Iterable[str], widths: Sequence[int], right: Sequence[bool], style: str) -> list[Span]:
    line = []
    for text, width, to_right in zip(cells, widths, right, strict=True):
        line.append(Span((" " * (width - out.cells(text)) + text if to_right else out.pad(text, width)) + " " * _GAP, style))
    return line
