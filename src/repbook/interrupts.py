"""Ctrl-C, and that it came: within a function that SQLite calls Python can only say that the function failed."""

from __future__ import annotations

import signal

came: list[int] = []
"""The signals that came since the program began; one is enough to end it."""


def mind() -> None:
    """From here on Ctrl-C raises KeyboardInterrupt, as ever, and is remembered. For the main thread."""
    signal.signal(signal.SIGINT, _interrupted)


def _interrupted(number: int, _: object) -> None:
    came.append(number)
    raise KeyboardInterrupt
