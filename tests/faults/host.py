"""A repbook that stands by with all its modules loaded: command lines run in a fork of it, under the storage shim.

Run as a program it reads one request a line from standard input and answers each with one line, both JSON.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from tests.faults.circumstances import Circumstances

COUNT, KILL, TEAR, FAIL_ONCE, FAIL_ON, SIGNAL = range(6)

HERE = Path(__file__).parent


class Ran(NamedTuple):
    """How a command ended: its exit code (-9 killed), what it said, and how many storage operations it began."""

    code: int
    out: str
    err: str
    operations: int


class Host:
    """The other process. `run` is `repbook WORDS` with a fault at one of its storage operations below `folder`."""

    def __init__(self, shim: Path) -> None:
        root = HERE.parent.parent
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "REPBOOK_", "XDG_", "LC_", "LANG"))}
        source = os.pathsep.join(path for path in sys.path if path)
        env = {
            **kept,
            "LD_PRELOAD": str(shim),
            "PYTHONPATH": f"{root}{os.pathsep}{source}",
            "LC_ALL": "C.UTF-8",
            "REPBOOK_TODAY": "2026-11-22",
        }
        command = [sys.executable, "-m", "tests.faults.host", str(shim)]
        self.process = subprocess.Popen(command, env=env, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, **request: Any) -> Any:
        """Send one request and wait for its answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def run(
        self, words: Sequence[str], folder: Path, at: int = -1, mode: int = COUNT, errno: int = 0, trace: Path | None = None, **how: Any
    ) -> Ran:
        """Run one command line; the operation numbered `at` (from 1) is the one that fails or kills, `how` the Circumstances."""
        (ran,) = self.several([words], folder, at=at, mode=mode, errno=errno, trace=str(trace or ""), **how)
        return ran

    def several(self, lines: Iterable[Sequence[str]], folder: Path, **how: Any) -> list[Ran]:
        """Run several command lines one after the other in one process."""
        fault = {name: how.pop(name, default) for name, default in (("at", -1), ("mode", COUNT), ("errno", 0), ("trace", ""))}
        answers = self.ask(lines=[list(words) for words in lines], folder=str(folder), how=how, **fault)
        return [Ran(*answer) for answer in answers]

    def close(self) -> None:
        """Let the other process go."""
        assert self.process.stdin is not None
        with self.process:
            self.process.stdin.close()


def serve(shim: str) -> None:
    """Answer requests until there are no more."""
    library = ctypes.CDLL(shim)
    library.fault_count.restype = ctypes.c_long
    _load()
    gc.collect()
    gc.freeze()  # so that the forks share what is loaded
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_run(library, json.loads(line))) + "\n")
        sys.stdout.flush()


def _load() -> None:
    """Have everything imported that a command may need, before the first fork."""
    from repbook.cli import main

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


def _run(library: Any, request: Mapping[str, Any]) -> list[tuple[int, str, str, int]]:
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
        from repbook.cli import main

        for words in request["lines"]:
            library.fault_arm(request["folder"].encode(), ctypes.c_long(request["at"]), request["mode"], request["errno"], trace)
            code = main(words)
            with suppress(OSError):
                sys.stdout.flush()
            ends = (around.shown(out), os.lseek(err, 0, os.SEEK_CUR))
            os.write(notes, f"{code} {ends[0]} {ends[1]} {library.fault_count()}\n".encode())
    except BaseException as error:
        os.write(err, f"Traceback: {error!r}".encode())
    finally:
        os._exit(code)


if __name__ == "__main__":
    serve(sys.argv[1])
