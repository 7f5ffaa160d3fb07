"""Texts broken into lines of a width in cells: English between its words, Chinese between its phrases.

No patterns here: to compile one takes longer than a whole morning takes to be wrapped.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from repbook.render.width import cells

_CLOSING = frozenset(" ，。、；：？！）》”’」),.;:?!…")
_OPENING = frozenset("（《“‘「")
_ENDS = frozenset(" ，。、；：？！）》”’」")
_WIDE = "\u2e7f"  # what comes after it is set without spaces
_COUNTED = frozenset("每第晚过已还有订剩约共另")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ASIDE = 8  # characters of a pair of brackets that is not torn
_MEASURES = ("个月", "小时", "分钟")
_PHRASE = 0.6  # a phrase is kept whole where it takes no more than this part of a line


def wrap(text: str, room: int) -> list[str]:
    """A text in lines of at most `room` cells: broken at spaces, and between Chinese phrases or, where that leaves too much, characters.

    Days, and numbers with what they count, stay whole; no line begins with a closing mark.
    """
    lines: list[str] = []
    line: list[str] = []
    used = 0
    for piece in _parts(text, int(room * _PHRASE)):
        size = cells(piece)
        if line and used + size > room and used + cells(piece.rstrip()) > room:
            lines.append("".join(line).rstrip())
            line, used, piece = [], 0, piece.lstrip()
            size = cells(piece)
        at = 0
        while size > room:
            start = head(piece[at : at + 4 * room + 4], room)
            lines.append(start)
            at += len(start)
            size -= cells(start)
        line.append(piece[at:])
        used += size
    last = "".join(line).rstrip()
    return [*lines, last] if last or not lines else lines


def head(text: str, room: int) -> str:
    """As much of an unbreakable piece as fits, at least one character."""
    end = 1
    while end < len(text) and cells(text[: end + 1]) <= room:
        end += 1
    return text[:end]


def tail(text: str, least: int) -> str:
    """The last words or phrases of a text that take at least so many cells together; all of it where it takes fewer."""
    end = ""
    for most in (cells(text), 0):
        end = ""
        for piece in reversed([*_parts(text, most)]):
            if cells(end) >= least:
                return end
            end = piece + end
    return end


def _parts(text: str, most: int) -> Iterator[str]:
    """The text cut where a line may break best: after spaces and marks; what takes more than `most` cells also within."""
    start, inside = 0, [0]
    for at in (*_breaks(text), len(text)):
        inside.append(at)
        if at < len(text) and text[at - 1] not in _ENDS:
            continue
        if len(inside) == 2 or cells(text[start:at]) <= most:
            yield text[start:at]
        else:
            yield from (text[a:b] for a, b in itertools.pairwise(inside))
        start, inside = at, [at]


def _breaks(text: str) -> Iterator[int]:
    """Where a line may end: behind spaces, and behind wide characters that nothing holds together with the next."""
    if text and max(text) <= _WIDE and "”" not in text:  # then only spaces need to be looked at
        yield from (at for at in _behind_spaces(text) if text[at] != " " and not _is_one(text, at))
        return
    for at, (before, after) in enumerate(itertools.pairwise(text), 1):
        if before == " ":
            if after not in " ·" and not _is_one(text, at):
                yield at
        elif (before > _WIDE or before == "”") and after not in _CLOSING and before not in _OPENING and not _is_of_a_day(text, at):
            yield at


def _behind_spaces(text: str) -> Iterator[int]:
    """Behind each space but one at the end."""
    at = text.find(" ") + 1
    while 0 < at < len(text):
        yield at
        at = text.find(" ", at) + 1


def _is_one(text: str, at: int) -> bool:
    """Whether the words around the space before `at` belong together: a day, a number with what follows, a command and its option."""
    behind, after = text[at - 2 : at - 1], text[at]
    if text.startswith("--", at) or text.startswith("repbook", max(at - 8, 0)):
        return True
    if behind.isdigit() and not after.isdigit():
        return after > _WIDE or text.startswith(_MONTHS, at) or "a" <= after <= "z"
    if after.isdigit():
        return behind.isdigit() or behind in _COUNTED or text[at - 4 : at - 1] in _WEEKDAYS or text[at - 4 : at - 1] in _MONTHS
    return behind == "日" and after == "周"


def _in_brackets(text: str, at: int) -> bool:
    """Whether `at` is between brackets round a few characters."""
    start = text.rfind("（", max(at - _ASIDE, 0), at)
    return start >= 0 and text.find("）", start, at) < 0 <= text.find("）", at, start + _ASIDE)


def _is_of_a_day(text: str, at: int) -> bool:
    """Whether a day such as 11月25日周三, the name of a measure or a short aside goes on at `at`."""
    before, after = text[at - 1], text[at]
    if before + after in _MEASURES or _in_brackets(text, at):
        return True
    if before in "年月":
        return after.isdigit() and text[at - 2 : at - 1].isdigit()
    return (before == "周" and after in "一二三四五六日") or (before == "日" and after == "周" and text[at - 2 : at - 1].isdigit())
