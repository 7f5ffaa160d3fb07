"""The lines that vCard and iCalendar share: folded at 75 octets, ended by CR LF, texts escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator

_WIDTH = 75  # octets of a line, its end not counted


def escaped(text: str) -> str:
    """A text as a value: what would end it or part it is escaped."""
    text = text.replace("\\", "\\\\").replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return text.replace(";", "\\;").replace(",", "\\,")


def folded(line: str) -> str:
    """A content line with its end, broken where it is longer than 75 octets, never inside a character."""
    if line.isascii() and len(line) <= _WIDTH:
        return line + "\r\n"
    pieces, piece, room = [], "", _WIDTH
    for char in line:
        size = len(char.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", _WIDTH - 1  # the space that continues the line
        piece, room = piece + char, room - size
    return "\r\n ".join([*pieces, piece]) + "\r\n"


def unfolded(text: str) -> Iterator[tuple[int, str]]:
    """The content lines of a file with the numbers of the lines on which they begin, quoted-printable ones whole too."""
    begun, content = 0, ""
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        if content.endswith("=") and "QUOTED-PRINTABLE" in content.partition(":")[0].upper():
            content = content[:-1] + line
        elif line[:1] in (" ", "\t") and begun:
            content += line[1:]
        else:
            if begun:
                yield begun, content
            begun, content = number, line
    if begun:
        yield begun, content
