"""What a command may find when it is run: its streams, its terminal, its environment, its clock, its rights."""

from __future__ import annotations

import ctypes
import fcntl
import os
import pty
import resource
import struct
import sys
import termios
import time
from collections.abc import Mapping
from typing import Any

DAC = 0b110  # the two capabilities with which root passes over permissions
CAPABILITY_VERSION = 0x20080522


class Circumstances:
    """Entered in the fork before the first command line.

    `env` is put into the environment (None takes away), `cwd` is where it runs, `input` what it reads, `clock` the seconds
    since 1970, `limit` the most bytes of a file, `columns` makes its streams a terminal so wide, `stdin`, `stdout` and
    `stderr` are `closed`, `full` or `broken` (nobody reads), `meek` takes root's right to everything, `encoding` is the
    locale's.
    """

    def __init__(
        self, env: Mapping[str, str | None] | None = None, cwd: str = "", input: str = "", clock: float = 0, limit: int = 0,
        columns: int = 0, meek: bool = False, encoding: str = "utf-8", **streams: str,
    ) -> None:  # fmt: skip
        self.env, self.cwd, self.input, self.clock, self.limit = env or {}, cwd, input, clock, limit
        self.meek, self.encoding, self.streams = meek, encoding, streams
        self.screen = self.terminal = -1
        if columns:
            self.screen, self.terminal = pty.openpty()
            fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))

    def watch(self) -> bytes:
        """What was shown on the terminal, if there is one, until all is over."""
        if self.screen < 0:
            return b""
        os.close(self.terminal)
        shown = b""
        try:
            while piece := os.read(self.screen, 1 << 16):
                shown += piece
        except OSError:  # how Linux says that the other side is gone
            pass
        os.close(self.screen)
        return shown

    def enter(self, out: int, err: int) -> None:
        """Make it so, in this process."""
        set_environment(self.env)
        time.tzset()
        if self.cwd:
            os.chdir(self.cwd)
        if self.clock:
            set_clock(self.clock)
        if self.limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.limit, self.limit))
        self._open_streams(out, err)
        if self.meek:
            _be_meek()

    def _open_streams(self, out: int, err: int) -> None:
        reads, writes = os.pipe()
        if len(self.input) < 1 << 15:
            os.write(writes, self.input.encode())
        elif os.fork() == 0:
            os.close(reads)
            with open(writes, "wb") as rest:
                rest.write(self.input.encode())
            os._exit(0)
        os.close(writes)
        ends = (reads, out, err) if self.terminal < 0 else (self.terminal,) * 3
        for number, (name, end) in enumerate(zip(("stdin", "stdout", "stderr"), ends, strict=True)):
            os.dup2(_other(self.streams[name], end) if name in self.streams else end, number)
            stream = open(number, "w" if number else "r", encoding=self.encoding, closefd=False, buffering=1 if number == 2 else -1)  # noqa: SIM115
            setattr(sys, name, stream)
            if self.streams.get(name) == "closed":
                os.close(number)
                setattr(sys, name, None)

    def shown(self, out: int) -> int:
        """How much has been written so far; on a terminal nobody knows."""
        return os.lseek(out, 0, os.SEEK_CUR) if self.terminal < 0 else 1 << 40


def _other(kind: str, end: int) -> int:
    """The stream that leads where it says."""
    if kind == "full":
        return os.open("/dev/full", os.O_WRONLY)
    if kind == "broken":
        reads, writes = os.pipe()
        os.close(reads)
        return writes
    return end


def set_environment(env: Mapping[str, str | None]) -> None:
    """Put these into the environment of this process; None takes away."""
    for name, value in env.items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value


def set_clock(now: float) -> None:
    """Make it that time; from then on the clock goes on as always."""
    ahead = now - time.time()
    real, local, utc = time.time, time.localtime, time.gmtime
    time.time = lambda: real() + ahead
    time.localtime = lambda seconds=None: local(time.time() if seconds is None else seconds)
    time.gmtime = lambda seconds=None: utc(time.time() if seconds is None else seconds)


def _be_meek() -> None:
    """Let permissions hold for root too."""
    libc = ctypes.CDLL(None, use_errno=True)
    header, sets = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0), (ctypes.c_uint32 * 6)()
    found: Any = libc.capget(header, sets)
    sets[0] &= ~DAC
    if found or libc.capset(header, sets):
        raise OSError(ctypes.get_errno(), "capset")
