"""A repbook that stands by with all its modules loaded, under the storage shim.

Command lines that are to be killed, or that meet other circumstances, run in a fork of it; all others in one fork that stays, as
they leave nothing behind in it. Requests and answers are a line of JSON each: those of the forks by its standard streams, those of
the fork that stays by a socket.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from functools import cache
from pathlib import Path
from random import Random
from typing import IO, Any, NamedTuple

from tests.faults.circumstances import Circumstances, set_clock, set_environment
from tests.program import DROPPED

COUNT, KILL, TEAR, FAIL_ONCE, FAIL_ON, SIGNAL = range(6)

HERE = Path(__file__).parent


class Ran(NamedTuple):
    """How a command ended: its exit code (-9 killed), what it said, and how many storage operations it began."""

    code: int
    out: str
    err: str
    operations: int


class Host:
    """The other process. `run` is `repbook WORDS` with a fault at one of its storage operations below `folder`.

    With a `chance` whatever is random in a command, and the second it is run in, is the same each time.
    """

    def __init__(self, shim: Path) -> None:
        root = HERE.parent.parent
        kept = {name: value for name, value in os.environ.items() if not name.startswith(DROPPED)}
        source = os.pathsep.join(path for path in sys.path if path)
        env = {
            **kept,
            "LD_PRELOAD": str(shim),
            "PYTHONPATH": f"{root}{os.pathsep}{source}",
            "LC_ALL": "C.UTF-8",
            "REPBOOK_TODAY": "2026-11-22",
        }
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "tests.faults.host", str(shim), str(theirs.fileno())]
        with theirs:
            self.process = subprocess.Popen(
                command, env=env, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, pass_fds=[theirs.fileno()]
            )
        with ours:
            self.staying = ours.makefile("rw", encoding="utf-8")

    def ask(self, apart: bool, **request: Any) -> Any:
        """Send one request and wait for its answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        to, back = (self.process.stdin, self.process.stdout) if apart else (self.staying, self.staying)
        to.write(json.dumps(request) + "\n")
        to.flush()
        return json.loads(back.readline())

    def run(
        self, words: Sequence[str], folder: Path, at: int = -1, mode: int = COUNT, errno: int = 0, trace: Path | None = None, **how: Any
    ) -> Ran:
        """Run one command line; the operation numbered `at` (from 1) is the one that fails or kills, `how` the Circumstances."""
        (ran,) = self.several([words], folder, at=at, mode=mode, errno=errno, trace=str(trace or ""), **how)
        return ran

    def several(self, lines: Iterable[Sequence[str]], folder: Path, chance: int = 0, **how: Any) -> list[Ran]:
        """Run several command lines one after the other in one process."""
        fault = {name: how.pop(name, default) for name, default in (("at", -1), ("mode", COUNT), ("errno", 0), ("trace", ""))}
        apart = bool(set(how) - {"env"} or fault["trace"] or fault["mode"] in (KILL, TEAR, SIGNAL))
        answers = self.ask(apart, lines=[list(words) for words in lines], folder=str(folder), chance=chance, how=how, **fault)
        return [Ran(*answer) for answer in answers]

    def close(self) -> None:
        """Let the other process go, and its fork that stays."""
        with self.process:
            self.staying.close()


def serve(shim: str, stays: int) -> None:
    """Answer requests until there are no more."""
    library = ctypes.CDLL(shim)
    library.fault_count.restype = ctypes.c_long
    _load()
    gc.collect()
    gc.freeze()  # so that the forks share what is loaded
    with socket.socket(fileno=stays) as asked:
        if os.fork() == 0:
            with asked.makefile("rw", encoding="utf-8") as requests:
                _stay(library, requests)
            os._exit(0)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_run(library, json.loads(line))) + "\n")
        sys.stdout.flush()
    os.wait()


def _load() -> None:
    """Have everything imported that a command may need, before the first fork; and nobody be waited for who is not there."""
    from repbook.cli import COMMANDS, main, shell
    from repbook.store import book, secure

    book._BETWEEN_LOOKS = 0.0
    secure.ROUNDS = 10
    shell.load = cache(shell.load)
    _have_built(COMMANDS)
    scratch = tempfile.mkdtemp()
    say, sys.stdout, sys.stderr = sys.stdout, open(os.devnull, "w"), open(os.devnull, "w")  # noqa: SIM115
    file = os.path.join(scratch, "touches.csv")
    with open(file, "w", encoding="utf-8") as out:
        out.write("customer,on,kind\n美佳超市,2026-11-01,call\n")
    for words in ("customer add 美佳超市", "log 美佳 call x", f"import touches {file}", "due --csv", "history --csv", "why 美佳", "log 美佳 visit",
                  "customer list --json", "order list", "undo", "book check --json", "book backup", "book info", "doctor"):  # fmt: skip
        main(["--book", os.path.join(scratch, "book.db"), *words.split()])
    sys.stdout = say
    for place, _, names in os.walk(scratch, topdown=False):
        for name in names:
            os.unlink(os.path.join(place, name))
        os.rmdir(place)


def _have_built(table: Mapping[str, Any], group: str = "") -> None:
    """Have every command made out of its function, which takes longer than to run many of them."""
    from repbook.cli import shell

    for name, place in table.items():
        if isinstance(place, str):
            shell.Group(group, table, (group,) if group else ()).get_command(None, name)
        else:
            _have_built(place, name)


Answer = tuple[int, str, str, int]


def _stay(library: Any, requests: IO[str]) -> None:
    """In the fork that stays: answer requests, each as if nothing had been before it."""
    from tests.encrypted import forget

    with open(os.devnull) as nothing, tempfile.TemporaryFile(buffering=0) as out, tempfile.TemporaryFile(buffering=0) as err:
        sys.stdin = nothing
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        environment = dict(os.environ)
        for line in requests:
            request = json.loads(line)
            set_environment(request["how"].get("env", {}))
            answers = []
            for words in request["lines"]:
                forget()
                answers.append(_run_here(library, request, words, out, err))
            os.environ.clear()
            os.environ.update(environment)
            requests.write(json.dumps(answers) + "\n")
            requests.flush()


def _run_here(library: Any, request: Mapping[str, Any], words: list[str], out: IO[bytes], err: IO[bytes]) -> Answer:
    """Run one line in this process."""
    for number, file in ((1, out), (2, err)):
        file.truncate(0)
        file.seek(0)
        setattr(sys, ("stdout", "stderr")[number - 1], open(number, "w", encoding="utf-8", closefd=False))  # noqa: SIM115
    code, operations = _line(library, request, words, -1)
    library.fault_arm(b"", ctypes.c_long(-1), COUNT, 0, -1)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    said = [(file.seek(0), file.read().decode(errors="replace"))[1] for file in (out, err)]
    return code, said[0], said[1], operations


def _line(library: Any, request: Mapping[str, Any], words: list[str], trace: int) -> tuple[int, int]:
    """Run a line under the fault that is asked for: its exit code and its operations."""
    from repbook.cli import main

    library.fault_certain(1 if request["chance"] else 0)
    library.fault_arm(request["folder"].encode(), ctypes.c_long(request["at"]), request["mode"], request["errno"], trace)
    try:
        with _certain(request["chance"]) if request["chance"] else nullcontext():
            return main(words), library.fault_count()
    except BaseException as error:
        os.write(2, f"Traceback: {error!r}".encode())
        return 99, 0


BEGAN = float(int(time.time()))
"""The second in which all is run that has a `chance`."""


@contextmanager
def _certain(chance: int) -> Iterator[None]:
    """Let nothing be random, and the time be known."""
    before = os.urandom, time.time, time.localtime, time.gmtime
    os.urandom = Random(chance).randbytes
    set_clock(BEGAN)
    try:
        yield
    finally:
        os.urandom, time.time, time.localtime, time.gmtime = before


def _run(library: Any, request: Mapping[str, Any]) -> list[Answer]:
    """Run the lines of a request in a fork; where it is killed, the line under way ends with the code of that."""
    around = Circumstances(**request["how"])
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.TemporaryFile() as notes:
        child = os.fork()
        if child == 0:
            _be_repbook(library, request, around, out.fileno(), err.fileno(), notes.fileno())
        shown = around.watch()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        for file in (out, err, notes):
            file.seek(0)
        said, complained = shown or out.read(), err.read()
        ended = [tuple(map(int, line.split())) for line in notes.read().decode().splitlines()]
        if len(ended) < len(request["lines"]):
            ended.append((code, len(said), len(complained), 0))
    answers, start, begin = [], 0, 0
    for ends, until, up_to, operations in ended:
        answers.append((ends, said[start:until].decode(errors="replace"), complained[begin:up_to].decode(errors="replace"), operations))
        start, begin = until, up_to
    return answers


def _be_repbook(library: Any, request: Mapping[str, Any], around: Circumstances, out: int, err: int, notes: int) -> None:
    """In the fork: run the command lines as the program does, and leave without ceremony."""
    code = 99
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        trace = os.open(request["trace"], os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600) if request["trace"] else -1
        around.enter(out, err)
        for words in request["lines"]:
            code, operations = _line(library, request, words, trace)
            with suppress(OSError):
                sys.stdout.flush()
            ends = (around.shown(out), os.lseek(err, 0, os.SEEK_CUR))
            os.write(notes, f"{code} {ends[0]} {ends[1]} {operations}\n".encode())
    except BaseException as error:
        os.write(err, f"Traceback: {error!r}".encode())
    finally:
        os._exit(code)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
