"""Where an export goes: a file of the user's alone, or standard output for `-`; and where a document comes from."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from repbook.cli.run import run
from repbook.render import out
from repbook.words import t


def put(file: str, text: Iterable[str]) -> None:
    """Write a text, or its pieces one after the other, to a file, over an old one only with --yes.

    `-` is standard output, in UTF-8 whatever the locale.
    """
    from repbook.render.tables import write_file

    if file != "-":
        write_file(file, text, run.yes)
        out.talk(t("say.file_written", file=file))
        return
    for piece in [text] if isinstance(text, str) else text:
        out.raw(piece)


def take(file: str) -> bytes:
    """The bytes of a file, or of standard input for `-`; BadInput when there is no such file."""
    from repbook.exchange.sheets import read_bytes

    if file != "-":
        return read_bytes(file)
    stream = getattr(sys.stdin, "buffer", None)
    return bytes(stream.read()) if stream is not None else b""
