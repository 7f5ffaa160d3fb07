"""How wide a text is on a terminal."""

from __future__ import annotations


def cells(text: str) -> int:
    """How many terminal cells a text takes: Chinese characters two, combining marks none."""
    return len(text) if text.isascii() else sum(map(_CELLS.__getitem__, text))


class _Cells(dict[str, int]):
    """The cells of a character, looked up once."""

    def __missing__(self, char: str) -> int:
        from unicodedata import combining, east_asian_width

        size = self[char] = 0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1
        return size


_CELLS = _Cells()
