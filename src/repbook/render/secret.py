"""Asking on the terminal for what nobody may see there."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from repbook.render import out


def can_ask() -> bool:
    """Whether a person is there to type."""
    return sys.stdin is not None and sys.stdin.isatty()


def hidden(question: str) -> bytes:
    """Ask on the terminal and return what was typed, as its bytes; it is not shown. Empty where nothing was typed."""
    import termios

    number = sys.stdin.fileno()
    before = termios.tcgetattr(number)
    quiet = [*before]
    quiet[3] &= ~termios.ECHO
    try:
        termios.tcsetattr(number, termios.TCSAFLUSH, quiet)  # before the question: whoever answers at once is not shown either
        out.ask(question)
        return _line(number)
    finally:
        termios.tcsetattr(number, termios.TCSAFLUSH, before)
        with suppress(OSError):
            sys.stderr.write("\n")


def _line(number: int) -> bytes:
    """One line of a terminal, past all buffers: nothing may be left of it elsewhere."""
    line = b""
    while not line.endswith(b"\n"):
        piece = os.read(number, 4096)
        if not piece:
            break
        line += piece
    return line.rstrip(b"\r\n")
