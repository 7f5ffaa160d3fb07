"""Running repbook as a process of its own, as a shell does: streams, signals, environment and terminals are real."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import repbook

PACKAGE = Path(repbook.__file__).parent
DROPPED = ("PYTHON", "REPBOOK_", "XDG_", "LC_", "LANG", "COLUMNS", "NO_COLOR", "TERM", "FORCE_COLOR")


def environment(home: Path, **more: str) -> dict[str, str]:
    """An environment of its own: the package found wherever it is, an empty home, English, and `more`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(DROPPED)}
    here = {"PYTHONPATH": str(PACKAGE.parent), "HOME": str(home), "LC_ALL": "C.UTF-8", "REPBOOK_TODAY": "2026-11-22", "TERM": "xterm"}
    return {**kept, **here, **more}


class Ran(NamedTuple):
    """How a process ended and what it wrote."""

    out: str
    err: str
    code: int


def run(
    words: Sequence[str | bytes], home: Path, env: Mapping[str, str] | None = None, input: bytes = b"", seconds: float = 60, **how: Any
) -> Ran:
    """Run `repbook WORDS` to its end; `env` adds to the environment, `how` goes to subprocess."""
    done = subprocess.run(
        [sys.executable, "-m", "repbook", *words],
        env=environment(home, **(env or {})), input=None if "stdin" in how else input, timeout=seconds, check=False,
        **{"cwd": home, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **how},
    )  # fmt: skip
    return Ran((done.stdout or b"").decode(), (done.stderr or b"").decode(), done.returncode)


def shell(line: str, home: Path, env: Mapping[str, str] | None = None, seconds: float = 60) -> Ran:
    """Run a line of bash in which `repbook` is the program."""
    whole = f'repbook() {{ {sys.executable} -m repbook "$@"; }}\n{line}'
    done = subprocess.run(["bash", "-c", whole], env=environment(home, **(env or {})), cwd=home, capture_output=True,
                          timeout=seconds, check=False, stdin=subprocess.DEVNULL)  # fmt: skip
    return Ran(done.stdout.decode(), done.stderr.decode(), done.returncode)


def on_terminal(
    words: Sequence[str],
    home: Path,
    env: Mapping[str, str] | None = None,
    typed: tuple[str, bytes] | Sequence[tuple[str, bytes]] | None = None,
    columns: int = 80,
) -> Ran:
    """Run `repbook WORDS` on a terminal of its own; `out` is all it showed.

    `typed` is a text of the screen to wait for, and what is typed then; or several of them, one after the other.
    """
    import fcntl
    import pty
    import struct
    import termios

    pid, screen = pty.fork()
    if pid == 0:  # pragma: no cover - the child
        os.chdir(home)
        os.execve(sys.executable, [sys.executable, "-m", "repbook", *words], environment(home, **(env or {})))
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    try:
        shown = _watch(screen, [typed] if isinstance(typed, tuple) else [*(typed or [])])
    except TimeoutError:
        os.kill(pid, signal.SIGKILL)
        raise
    finally:
        _, status = os.waitpid(pid, 0)
        os.close(screen)
    return Ran(shown.decode(errors="replace").replace("\r\n", "\n"), "", os.waitstatus_to_exitcode(status))


def _watch(screen: int, typed: list[tuple[str, bytes]], seconds: float = 20) -> bytes:
    """Everything that comes on a screen until the program on it ends."""
    shown, seen = b"", 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not select.select([screen], [], [], 0.2)[0]:
            continue
        try:
            piece = os.read(screen, 65536)
        except OSError:  # how Linux says that the other side is gone
            return shown
        if not piece:
            return shown
        shown += piece
        while typed and (at := shown.find(typed[0][0].encode(), seen)) >= 0:
            seen = at + len(typed[0][0].encode())
            os.write(screen, typed.pop(0)[1])
    raise TimeoutError(f"the program on the terminal did not end after {shown!r}")
