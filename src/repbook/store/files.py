"""New files beside the book: for the user alone, never through a link, and given their name only when they are whole."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

ABANDONED = 3600  # seconds after which an unfinished file is taken for one whose command was killed
OPEN, OLD = ".open.part", ".old.part"
"""What can be read without a passphrase: a file under way that is only ever renamed, and a second name of a file that is replaced."""
NO_ROOM = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))
"""How the file system says that there is no room."""


@contextmanager
def beside(path: str, end: str = ".part") -> Iterator[str]:
    """A new empty file of the user's alone next to `path`, to be filled and given its name; what is left of it is removed.

    OSError when there can be none. Files that others left here an hour ago and more, being killed, go too.
    """
    folder, name = os.path.split(os.path.abspath(path))
    sweep(folder, f".{name}.", ".part")
    file = os.path.join(folder, f".{name}.{os.urandom(6).hex()}{end}")
    create(file)
    try:
        yield file
    finally:
        for leftover in (file, file + "-journal"):
            with suppress(OSError):  # `sweep` comes by later
                remove(leftover)


def create(file: str) -> None:
    """Make an empty file for the user alone; OSError when there is one or when a link stands in its place."""
    number = os.open(file, os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_RDWR, 0o600)
    try:
        os.fchmod(number, 0o600)  # a umask may have taken even the owner's rights away
    finally:
        os.close(number)


def make_folder(folder: str) -> None:
    """Make a folder, and those above it that are missing, for the user alone; one that is there stays. OSError when it cannot be made."""
    above = os.path.dirname(folder)
    if above != folder and not os.path.isdir(above):
        make_folder(above)
    with suppress(FileExistsError):
        os.mkdir(folder, 0o700)
        os.chmod(folder, 0o700)


def sweep(folder: str, start: str, end: str, older: float | None = None) -> None:
    """Remove the unfinished files of commands that were killed, once nobody can be at work on them any more."""
    for name in os.listdir(folder):
        if name.startswith(start) and name.removesuffix("-journal").endswith(end):
            file = os.path.join(folder, name)
            with suppress(OSError):
                if abs(time.time() - os.lstat(file).st_mtime) > (ABANDONED if older is None else older):
                    remove(file)


def remove(file: str) -> None:
    """Remove an unfinished file; what can be read in it without a passphrase is overwritten first. OSError when it cannot be."""
    if file.endswith(OPEN) or (file.endswith(OLD) and _is_replaced(file)):
        overwrite(file)
    os.unlink(file)


def destroy(file: str) -> None:
    """Remove a finished file and overwrite it first, unless it has other names. OSError when it cannot be."""
    if os.lstat(file).st_nlink == 1:
        overwrite(file)
    os.unlink(file)


def _is_replaced(file: str) -> bool:
    """Whether nobody needs a second name any more: another file, that begins in another way, has come into the place of the first."""
    folder, name = os.path.split(file)
    info = os.lstat(file)
    starts = []
    for one in (file, os.path.join(folder, name[1:].rsplit(".", 3)[0])):
        with open(one, "rb") as stream:
            starts.append(stream.read(16))
    return stat.S_ISREG(info.st_mode) and info.st_nlink == 1 and starts[0] != starts[1]


def overwrite(file: str | int, filler: Callable[[int], bytes] = os.urandom) -> None:
    """Put random bytes, or those of a filler, in the place of every byte of a file, on the disk too; OSError for a link.

    Given its number, it is open for that and closed then.
    """
    number = os.open(file, os.O_WRONLY | os.O_NOFOLLOW) if isinstance(file, str) else file
    with open(number, "wb", buffering=0) as old:
        left = old.seek(0, os.SEEK_END)
        old.seek(0)
        while left > 0:
            left -= old.write(filler(min(left, 1 << 20))) or 0
        os.fsync(number)


def publish(new: str, path: str) -> bool:
    """Give a finished file its name; False when there is a file of that name, which is never replaced."""
    try:
        os.link(new, path)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        if os.path.lexists(path):
            return False
        os.rename(new, path)
    sync_folder(path)
    return True


def sync_folder(path: str) -> None:
    """Make the new name of a file outlast the power."""
    folder = os.open(os.path.dirname(os.path.abspath(path)), os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def set_journal_aside(path: str) -> None:
    """Where the book is gone and its journal is left, keep SQLite from taking that for the journal of a new book."""
    journal = path + "-journal"
    if os.path.lexists(journal) and not os.path.lexists(path):  # in this order: a book is there before its journal is
        with suppress(FileNotFoundError):
            os.replace(journal, path + ".lost-journal")
