"""What is on a disk after the power went: of all that was not synced anything may have arrived, and anything not.

Built from the shim's record of the storage operations. Writes and lengths last once their file is synced, names once
their folder is; until then each name, and each sector of each write, arrives or not for itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import NamedTuple

SECTOR = 512
Files = dict[str, bytes | None]
"""What lies on a disk: the content of each file by its path, None for a folder."""


class Operation(NamedTuple):
    """One line of the record: `kind` is a letter of the shim's, `a` for words to standard output."""

    kind: str
    path: str
    other: str
    offset: int
    data: bytes


def recorded(trace: bytes) -> Iterator[Operation]:
    """The operations of a record."""
    at = 0
    while at < len(trace):
        end = trace.index(b"\n", at)
        kind, *numbers = trace[at:end].decode().split(" ")
        one, two, offset, size = map(int, numbers)
        at = end + 1
        path, other = trace[at : at + one].decode(), trace[at + one : at + one + two].decode()
        at += one + two
        length = size if kind == "w" else 0
        yield Operation(kind, path, other, offset, trace[at : at + length])
        at += length


@dataclass
class File:
    """A file: what of it is safe, and what was done to it since. A write has data, a new length has none."""

    safe: bytes = b""
    since: list[tuple[int, bytes | None]] = field(default_factory=list)

    def with_all(self) -> bytes:
        """As the program sees it."""
        content = bytearray(self.safe)
        for offset, data in self.since:
            _do(content, offset, data)
        return bytes(content)


FOLDER = File()
Names = dict[str, File]


def _do(content: bytearray, offset: int, data: bytes | None) -> None:
    """Write into a file, or make it as long as `offset`."""
    end = offset if data is None else offset + len(data)
    content.extend(bytes(max(0, end - len(content))))
    if data is None:
        del content[offset:]
    else:
        content[offset:end] = data


class Fate(NamedTuple):
    """How it went: which of the names and which of the pieces of data that were not synced have arrived."""

    name: str
    names: Callable[[int, int], bool]  # (which, of how many)
    data: Callable[[int, int, int], bool]  # (which write, of how many, which sector)


def fates(chance: Random, random: int) -> list[Fate]:
    """All, nothing, only the one or the other kind, the last write torn, the first one missing, and some at random."""
    some = [Fate(f"random {n}", lambda _, __: chance.random() < 0.5, lambda _, __, ___: chance.random() < 0.5) for n in range(random)]
    return [
        Fate("all", lambda _, __: True, lambda _, __, ___: True),
        Fate("nothing", lambda _, __: False, lambda _, __, ___: False),
        Fate("no names", lambda _, __: False, lambda _, __, ___: True),
        Fate("no data", lambda _, __: True, lambda _, __, ___: False),
        Fate("torn", lambda _, __: True, lambda which, many, sector: which < many - 1 or sector == 0),
        Fate("late", lambda which, _: which > 0, lambda which, _, __: which > 0),
        *some,
    ]


class Disk:
    """A folder on a disk, as far as it is safe and with what is still on its way."""

    def __init__(self, folder: Path) -> None:
        self.root = str(folder)
        self.names: Names = {self.root: FOLDER}
        for path in sorted(folder.rglob("*")):
            self.names[str(path)] = FOLDER if path.is_dir() else File(path.read_bytes())
        self.safe_names = dict(self.names)
        self.on_the_way: list[tuple[str, str, str, File]] = []

    def do(self, operation: Operation) -> None:
        """One operation of the program."""
        kind, path, other, offset, data = operation
        if kind == "w":
            self.names[path].since.append((offset, data))
        elif kind == "t":
            self.names[path].since.append((offset, None))
        elif kind == "s":
            self._sync(path)
        else:
            file = FOLDER if kind == "m" else File() if kind == "o" else self.names[path]
            self.on_the_way.append((kind, path, other, file))
            _name(self.names, self.on_the_way[-1])

    def _sync(self, path: str) -> None:
        if self.names.get(path) is FOLDER:
            for step in [step for step in self.on_the_way if os.path.dirname(step[2] or step[1]) == path]:
                _name(self.safe_names, step)
                self.on_the_way.remove(step)
        elif path in self.names:
            file = self.names[path]
            file.safe, file.since = file.with_all(), []

    def after(self, fate: Fate) -> Files:
        """What lies there when the power goes now."""
        names = dict(self.safe_names)
        for which, step in enumerate(self.on_the_way):
            if fate.names(which, len(self.on_the_way)):
                _name(names, step)
        return {
            os.path.relpath(path, self.root): None if file is FOLDER else _arrived(file, fate)
            for path, file in sorted(names.items())
            if path != self.root and names.get(os.path.dirname(path)) is FOLDER
        }


def _name(names: Names, step: tuple[str, str, str, File]) -> None:
    """Do to the names what an operation does."""
    kind, path, other, file = step
    if kind in "ur":
        names.pop(path, None)
    if kind != "u":
        names[other or path] = file


def _arrived(file: File, fate: Fate) -> bytes:
    """The content of a file of which each sector of each write has arrived or not."""
    content = bytearray(file.safe)
    for which, (offset, data) in enumerate(file.since):
        if data is None:
            if fate.data(which, len(file.since), 0):
                _do(content, offset, None)
            continue
        for sector, start in enumerate(range(0, len(data), SECTOR)):
            if fate.data(which, len(file.since), sector):
                _do(content, offset + start, data[start : start + SECTOR])
    return bytes(content)


def lay(files: Files, folder: Path) -> Path:
    """Put it into an empty folder."""
    folder.mkdir()
    for name, content in files.items():
        if content is None:
            (folder / name).mkdir()
        else:
            (folder / name).write_bytes(content)
    return folder
