"""What can go wrong, each with its sentence and its exit code; nothing here prints.

An error carries a key into the message catalogue (`words`) and the values of that sentence, so that the
same refusal reads well in every language. The command line turns it into one line on stderr.
"""

from __future__ import annotations

from typing import Any


class RepbookError(Exception):
    """A refusal: `key` names its sentence under `errors.` in the catalogue, `params` fill it in."""

    code = 1

    def __init__(self, key: str, **params: Any) -> None:
        super().__init__(key, params)
        self.key = key
        self.params = params


class Refused(RepbookError):
    """Understood, but not done: the book's state or a rule of the trade forbids it (exit 1)."""

    code = 1


class BadInput(RepbookError):
    """A value or a way of asking that cannot be right, whatever the book holds (exit 2)."""

    code = 2


class BadDate(BadInput):
    """A date that does not exist or could mean several days (exit 2)."""


class NotFound(RepbookError):
    """Nobody, nothing, or several match a name (exit 3); `candidates` are ready to be listed."""

    code = 3

    def __init__(self, key: str, candidates: list[str] | None = None, **params: Any) -> None:
        super().__init__(key, **params)
        self.candidates = candidates or []


class BookError(RepbookError):
    """The book cannot be read or written: locked, damaged, newer, disk full (exit 4)."""

    code = 4


class NoBook(RepbookError):
    """There is no book yet: a reading command says how to start, and that is no failure (exit 0)."""

    code = 0


class BadRows(RepbookError):
    """A file with bad rows: `rows` are (line, key, params); nothing of it was taken (exit 1)."""

    code = 1

    def __init__(self, key: str, rows: list[tuple[int, str, dict[str, Any]]], **params: Any) -> None:
        super().__init__(key, **params)
        self.rows = rows
