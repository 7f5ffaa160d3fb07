"""Chinese where the locale knows nothing of it: what is typed is UTF-8, files keep the names their system gives them, data stays data.

Under LC_ALL=C Python reads every byte above 127 as half a character (a surrogate) and can open no file by the character
that those bytes are. So words are read as UTF-8, paths are turned back, and what is said of a path is read again.
"""

from __future__ import annotations

import os
import sys
from typing import TextIO

_UTF8_NAMES = sys.getfilesystemencoding().lower().replace("-", "") == "utf8"


def readable(word: str) -> str:
    """A word of the command line or the environment as the UTF-8 that it is; as it came where it is none."""
    if _UTF8_NAMES or word.isascii():
        return word
    try:
        return os.fsencode(word).decode()
    except UnicodeError:
        return word


def path(word: str) -> str:
    """A path that was typed, as this system's files are opened by."""
    if _UTF8_NAMES or word.isascii():
        return word
    return word.encode("utf-8", "surrogateescape").decode(sys.getfilesystemencoding(), "surrogateescape")


def spoken(text: str) -> str:
    """A text that may name a path, as it is shown."""
    if _UTF8_NAMES or text.isascii():
        return text
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def speaks_utf8(stream: TextIO) -> bool:
    """Whether whatever is written to a stream comes out as UTF-8."""
    return (getattr(stream, "encoding", None) or "utf-8").lower().replace("-", "") == "utf8"
