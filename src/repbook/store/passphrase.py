"""Where the passphrase of an encrypted book comes from: a file, a command, or the terminal; never the command line.

It is bytes, taken as they are, and stands in no message.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from typing import Any

from repbook.errors import BadInput, BookError

FILE, COMMAND = "REPBOOK_PASSPHRASE_FILE", "REPBOOK_PASSPHRASE_COMMAND"
NEW_FILE, NEW_COMMAND = "REPBOOK_NEW_PASSPHRASE_FILE", "REPBOOK_NEW_PASSPHRASE_COMMAND"
"""Where another passphrase comes from, for a book that has one."""

LEAST = 8
"""How many characters a passphrase has that is not said to be short."""

_TRIES = 3  # at a terminal
_LONGEST = 65536
_PATIENCE = 2.0  # seconds that a command has where nobody may be asked
_SCREENS = ("GPG_TTY", "DISPLAY", "WAYLAND_DISPLAY")


def find(path: str, silent: bool = False) -> bytes:
    """The passphrase of the book at `path`; BookError when there is none, and nobody is asked with `silent`."""
    found = _set(silent)
    if found is None:
        found = b"" if silent else _asked("say.passphrase", path)
    if not found:
        raise BookError("passphrase_missing", path=path)
    return found


def tries(path: str, silent: bool = False) -> Iterator[bytes]:
    """The same, and where it is typed, what is typed instead when it was wrong; an empty line gives up."""
    yield find(path, silent)
    yield from others(path, silent)


def others(path: str, silent: bool = False) -> Iterator[bytes]:
    """What is typed where the one that was tried did not open the book; nothing where none is typed."""
    if not silent and not source():
        for _ in range(_TRIES - 1):
            given = _asked("say.passphrase_wrong_again", path)
            if not given:
                return
            yield given


def source() -> str:
    """Which variable of the environment says where the passphrase comes from; empty for none."""
    return next((name for name in (FILE, COMMAND) if os.environ.get(name)), "")


def choose(path: str, instead: bool = False) -> bytes:
    """A new passphrase for the book at `path`, typed twice where it is typed, once more where the two differ; BookError when there is none.

    It comes from the usual sources, `instead` of another passphrase from those for a new one. A short one is taken, and said to
    be short.
    """
    found = _set(False, NEW_FILE, NEW_COMMAND) if instead else _set(False)
    if found is None:
        return _typed_twice(path, "passphrase_unsaid_new" if instead else "passphrase_unsaid")
    _weigh(found)
    return found


def _typed_twice(path: str, unsaid: str) -> bytes:
    for key in ("say.passphrase_new", *["say.passphrase_differs_again"] * (_TRIES - 1)):
        found = _asked(key, path)
        if not found:
            raise BookError(unsaid, path=path)
        _weigh(found)
        if found == _asked("say.passphrase_again", path):
            return found
    raise BookError("passphrase_differs", path=path)


def _weigh(given: bytes) -> None:
    """Warn of a passphrase that is soon guessed."""
    if len(given.decode(errors="replace")) < LEAST:
        from repbook.render import out
        from repbook.words import t

        out.talk(t("say.passphrase_short", n=LEAST))


def _set(silent: bool, a_file: str = FILE, a_command: str = COMMAND) -> bytes | None:
    """What the environment says under these names; None where it says nothing."""
    file, command = os.environ.get(a_file), os.environ.get(a_command)
    if file and command:
        raise BadInput("passphrase_twice", file=a_file, command=a_command)
    if file:
        return _of_file(os.path.expanduser(file), a_file)
    return _of_command(command, a_command, silent) if command else None


def _asked(key: str, path: str) -> bytes:
    from repbook.render import secret
    from repbook.words import t

    return secret.hidden(t(key, path=path)) if secret.can_ask() else b""


def _of_file(file: str, name: str) -> bytes:
    """The first line of a file of the user's alone: one of the user's own that others may open is refused, as ssh does with keys."""
    try:
        with open(file, "rb") as stream:
            info = os.fstat(stream.fileno())
            if info.st_uid == os.getuid() and stat.S_IMODE(info.st_mode) & 0o077:
                raise BookError("passphrase_file_open", file=file, mode=f"{stat.S_IMODE(info.st_mode):04o}")
            return _first_line(stream.read(_LONGEST), file)
    except OSError:
        raise BookError("passphrase_file_unread", file=file, name=name) from None


def _of_command(command: str, name: str, silent: bool) -> bytes:
    """The first line that a command prints; it is run without a shell, and reads nothing."""
    import shlex
    import subprocess

    try:
        done = subprocess.run(
            shlex.split(command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False, **(_unseen() if silent else {})
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        raise BookError("passphrase_command_not_run", name=name) from None
    if done.returncode != 0:
        raise BookError("passphrase_command_failed", name=name, code=done.returncode)
    return _first_line(done.stdout, name)


def _unseen() -> dict[str, Any]:
    """How to run a command that may neither ask nor say anything: what it would ask with is taken away, and it has little time."""
    import subprocess

    env = {name: value for name, value in os.environ.items() if name not in _SCREENS}
    return {"stderr": subprocess.DEVNULL, "env": env, "start_new_session": True, "timeout": _PATIENCE}


def _first_line(data: bytes, source: str) -> bytes:
    """The passphrase out of what a source gave; BookError when it is empty."""
    line = data.split(b"\n", 1)[0].removesuffix(b"\r")
    if not line:
        raise BookError("passphrase_empty", source=source)
    return line
