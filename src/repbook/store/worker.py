"""Another process that works for this one: a copy of it, which answers through a pipe and then ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

Work = Callable[[Callable[[], bytes]], bytes]
"""What a worker does: it may wait for a question, which comes whole, and returns its answer."""


def may_fork() -> bool:
    """Whether this system can copy a process, and this one can be copied: other threads would be lost in the copy."""
    threads = sys.modules.get("threading")  # where nobody has loaded it there are none
    return hasattr(os, "fork") and (threads is None or threads.active_count() == 1)


def processors() -> int:
    """How many processes can run at once."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


class Worker:
    """A copy of this process at work."""

    def __init__(self, work: Work) -> None:
        """OSError when there can be no further process."""
        asked, asking = os.pipe()
        try:
            answered, answering = os.pipe()
        except OSError:
            _close(asked, asking)
            raise
        try:
            self.number = os.fork()
        except OSError:
            _close(asked, asking, answered, answering)
            raise
        if self.number == 0:
            _close(asking, answered)  # or it would wait for itself for ever where nobody else is left to read or ask
            _live(work, asked, answering)
        _close(asked, answering)
        self._asking = asking
        self._answered = answered

    def ask(self, question: bytes = b"") -> None:
        """Send the one question; a worker that is gone takes none."""
        try:
            while question:
                question = question[os.write(self._asking, question) :]
        except OSError:
            self.end()
        else:
            self._asked()

    def _asked(self) -> None:
        if self._asking >= 0:
            os.close(self._asking)
            self._asking = -1

    def answer(self) -> bytes | None:
        """What was answered; None unless the worker came to a good end and said something."""
        if self.number == 0:
            return None
        parts = []
        while part := os.read(self._answered, 1 << 16):
            parts.append(part)
        status = 1
        with suppress(ChildProcessError):  # where SIGCHLD is ignored nobody is told how it ended
            _, status = os.waitpid(self.number, 0)
        self.number = 0
        return b"".join(parts) or None if status == 0 else None

    def end(self) -> None:
        """Stop it if it has not come to its end, and let go of it."""
        self._asked()
        if self._answered >= 0:
            os.close(self._answered)
            self._answered = -1
        if self.number > 0:
            with suppress(OSError):
                os.kill(self.number, 9)
            with suppress(OSError):
                os.waitpid(self.number, 0)
            self.number = 0


def _close(*files: int) -> None:
    for file in files:
        os.close(file)


def _live(work: Work, asked: int, answering: int) -> NoReturn:
    """The life of the copy: it ends here whatever happens, with nothing of what it was copied from written or closed."""
    code = 1
    try:
        _let_go_of_the_rest(asked, answering)
        told = work(lambda: _all_of(asked))
        while told:
            told = told[os.write(answering, told) :]
        code = 0
    finally:
        os._exit(code)


def _all_of(file: int) -> bytes:
    parts = []
    while part := os.read(file, 1 << 16):
        parts.append(part)
    return b"".join(parts)


def _let_go_of_the_rest(*own: int) -> None:
    """Keep nobody waiting for the end of an output to which this process writes nothing."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in {0, 1, 2} - set(own):
        os.dup2(nowhere, number)
