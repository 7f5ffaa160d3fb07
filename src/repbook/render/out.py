"""The one place that prints: data to stdout, talk to stderr, every string made harmless first.

On a terminal lines carry the escapes of the few styles below, written here: Rich costs more than the rules of the whole
morning, so it prints only on consoles that know none. Into a pipe, under NO_COLOR's dumb cousins and in files they are plain text.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from io import TextIOWrapper
from typing import NamedTuple, TextIO

from repbook.locales import speaks_utf8, spoken
from repbook.render.width import cells as cells

_HARMFUL = {c: "\N{REPLACEMENT CHARACTER}" for c in (*range(0x20), *range(0x7F, 0xA0)) if c not in (0x09, 0x0A)}
_HARMFUL |= dict.fromkeys(
    (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C, 0x2028, 0x2029), "\N{REPLACEMENT CHARACTER}"
)


class Span(NamedTuple):
    """A piece of a line with what it means; the meaning chooses the colour, never the other way round."""

    text: str
    style: str = ""  # head, first, dim, good, late, name, or nothing


STYLES = {"head": "bold", "first": "bold red", "late": "red", "dim": "dim", "good": "green", "name": "bold", "label": "cyan"}
_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "cyan": "36"}
_SGR = {style: f"\x1b[{';'.join(_CODES[word] for word in words.split())}m" for style, words in STYLES.items()}


def clean(text: str) -> str:
    """The text without anything a terminal would act on: escapes, control and direction characters."""
    return text if text.isascii() and text.isprintable() else spoken(text).translate(_HARMFUL)


def escaped(text: str) -> str:
    """JSON in which what a terminal would act on is written as an escape: it reads the same."""
    return text if text.isascii() and "\x7f" not in text else text.translate({c: f"\\u{c:04x}" for c in _HARMFUL})


def flat(text: str) -> str:
    """A harmless text on one line: the line breaks of a note become spaces."""
    text = clean(text)
    return text.replace("\n", " ").replace("\t", " ") if "\n" in text or "\t" in text else text


def pad(text: str, width: int) -> str:
    """The text followed by spaces up to a width in cells."""
    return text + " " * (width - cells(text))


def on_terminal() -> bool:
    """Whether stdout is a person's screen that may be laid out to its width."""
    return sys.stdout is not None and sys.stdout.isatty()


def styled() -> bool:
    """Whether colours and escapes are welcome."""
    return on_terminal() and os.environ.get("TERM", "") != "dumb" and not os.environ.get("NO_COLOR")


def width(stream: TextIO | None = None) -> int:
    """The width of the screen that stdout (or `stream`) is, in cells; COLUMNS wins."""
    given = os.environ.get("COLUMNS", "")
    if given.isdigit() and int(given) > 0:
        return int(given)
    try:
        return os.get_terminal_size((stream or sys.stdout).fileno()).columns or 80
    except (OSError, ValueError, AttributeError):
        return 80


def height() -> int:
    """The lines of the screen that stdout is; LINES wins."""
    given = os.environ.get("LINES", "")
    if given.isdigit() and int(given) > 0:
        return int(given)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).lines or 24
    except (OSError, ValueError, AttributeError):
        return 24


def wrap(text: str, room: int) -> list[str]:
    """A text in lines of at most `room` cells, as `wrapping` breaks it; most need no breaking."""
    if cells(text) <= room:
        return [text.rstrip()]
    from repbook.render import wrapping

    return wrapping.wrap(text, room)


def put(lines: Iterable[Iterable[Span]]) -> None:
    """Print lines of spans to stdout."""
    if styled() and sys.platform == "win32":
        _put_rich(lines)
        return
    shown = _coloured if styled() else _plain
    sys.stdout.write("".join([shown(line) for line in lines]))


def _plain(line: Iterable[Span]) -> str:
    return "".join([flat(span.text) for span in line]).rstrip() + "\n"


def _coloured(line: Iterable[Span]) -> str:
    """A line with the escapes of its styles, and without spaces at its end."""
    spans = [(flat(text), _SGR.get(style)) for text, style in line]
    while spans and not spans[-1][0].rstrip():
        spans.pop()
    if spans:
        text, code = spans.pop()
        spans.append((text.rstrip(), code))
    return "".join([f"{code}{text}\x1b[0m" if code and text else text for text, code in spans]) + "\n"


def _put_rich(lines: Iterable[Iterable[Span]]) -> None:
    """The same by Rich, which speaks to consoles that know no escapes too."""
    from rich.console import Console
    from rich.text import Text

    console = Console(file=sys.stdout, highlight=False, soft_wrap=True)
    with console.capture() as page:
        for line in lines:
            text = Text()
            for span in line:
                text.append(flat(span.text), STYLES.get(span.style, ""))
            text.rstrip()
            console.print(text)
    sys.stdout.write(page.get())


def say(text: str) -> None:
    """A plain line of data to stdout; a terminal gets it wrapped."""
    text = clean(text)
    sys.stdout.write("\n".join(_within(text, width()) if on_terminal() else [text]) + "\n")


def talk(text: str) -> None:
    """A line to the person, on stderr: notices, hints, errors. Nobody there to read it is no failure."""
    with suppress(OSError):
        sys.stderr.write(_talked(text) + "\n")


def legend(text: str) -> None:
    """What the heads of a screen mean, to the person; on one too narrow for its lines each part begins one of its own."""
    narrow = sys.stderr.isatty() and max(map(cells, text.split("\n"))) > width(sys.stderr)
    talk(text.replace(" · ", "\n") if narrow else text)


def ask(question: str) -> None:
    """A question on stderr, with a space behind it where the answer goes."""
    with suppress(OSError):
        sys.stderr.write(_talked(question, 1) + " ")
        sys.stderr.flush()


def _talked(text: str, less: int = 0) -> str:
    """A text for stderr, made harmless, and wrapped where that is a terminal to so many cells less than it has."""
    text = clean(text)
    return "\n".join(_within(text, width(sys.stderr) - less)) if sys.stderr.isatty() else text


def _within(text: str, room: int) -> list[str]:
    """The lines of a text within so many cells: parts set apart by spaces each on its own, and with the indent of its line."""
    lines = []
    for line in _parts(text, room):
        indent = min(len(line) - len(line.lstrip(" ")), room // 2)
        lines += [" " * indent + row for row in wrap(line[indent:], room - indent)]
    return lines


def _parts(text: str, room: int) -> Iterable[str]:
    """The lines of a text; one too long is cut at the wide spaces between its parts first."""
    for line in text.split("\n"):
        yield from [line] if cells(line) <= room else [part for part in line.split(" " * 3) if part] or [""]


def raw(text: str) -> None:
    """Data to stdout, in UTF-8 whatever the locale, as in a file: exact in a pipe, harmless on a terminal."""
    if not speaks_utf8(sys.stdout) and isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.write(clean(text.replace("\r\n", "\n")) if on_terminal() else text)
