"""How far long work has come, on one line of stderr that writes over itself; silent unless a person watches."""

from __future__ import annotations

import os
import sys

from repbook.render import out
from repbook.words import t

_LONG = 5000  # rows; fewer are done before anybody could read the line
_EVERY = 2000


class Progress:
    """The line of one piece of work: `about` shows a sentence of `rows` rows, `tick` counts rows done of `total`, `done` wipes the line."""

    def __init__(self) -> None:
        self.watched = sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM", "") != "dumb"
        self._shown = 0
        self._total = self._count = self._next = 0

    def about(self, key: str, rows: int) -> None:
        """Say what is under way with `rows` rows; nothing for a few."""
        if rows >= _LONG:
            self._put(t(key, rows=rows))

    def start(self, total: int) -> None:
        """Begin to count rows to be written."""
        self._total, self._count, self._next = total, 0, _EVERY

    def tick(self, rows: int) -> None:
        """Count rows that are done, and show it now and then."""
        self._count += rows
        if self._total >= _LONG and self._count >= self._next:
            self._next = self._count + _EVERY
            self._put(t("say.progress_writing", done=self._count, total=self._total, share=self._count * 100 // self._total))

    def done(self) -> None:
        """Leave no trace on the screen."""
        if self._shown:
            self._put("")
            sys.stderr.write("\r")
            sys.stderr.flush()

    def _put(self, text: str) -> None:
        if self.watched:
            size = out.cells(text)
            sys.stderr.write("\r" + text + " " * max(0, self._shown - size))
            sys.stderr.flush()
            self._shown = size
