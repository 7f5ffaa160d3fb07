"""Runs commands side by side: every round each of them once in a new order, so that a drift of the machine hits all alike."""

from __future__ import annotations

import fcntl
import os
import random
import shutil
import statistics
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Command(NamedTuple):
    """A command to be timed: its words, what to do before each run (untimed), and whether its output is a terminal."""

    name: str
    argv: Sequence[str]
    prepare: Callable[[], None] | None = None
    on_terminal: bool = False


class Spread(NamedTuple):
    """The quartiles of a figure over the rounds."""

    low: float
    median: float
    high: float


def clean_environment() -> dict[str, str]:
    """The environment without PYTHON*: PYTHONDONTWRITEBYTECODE alone would make every import compile."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "REPBOOK_", "COLUMNS", "NO_COLOR"))}
    return {**env, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color", "REPBOOK_TODAY": "2026-11-22"}


def compare(commands: Sequence[Command], rounds: int, warmup: int = 1, seed: int = 0) -> dict[str, list[float]]:
    """The milliseconds of each command round by round, from its start until it was reaped."""
    env = clean_environment()
    chance = random.Random(seed)
    took: dict[str, list[float]] = {command.name: [] for command in commands}
    for number in range(-warmup, rounds):
        for command in chance.sample(list(commands), len(commands)):
            milliseconds = run_once(command, env)
            if number >= 0:
                took[command.name].append(milliseconds)
        _say(f"round {max(number + 1, 0)} of {rounds}")
    return took


def _say(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{text} ")
        sys.stderr.flush()


def run_once(command: Command, env: dict[str, str]) -> float:
    """One run in milliseconds; a command that fails ends the measurement."""
    if command.prepare:
        command.prepare()
    screen, out = os.openpty() if command.on_terminal else (-1, os.open(os.devnull, os.O_WRONLY))
    nothing = os.open(os.devnull, os.O_RDWR)
    if command.on_terminal:
        fcntl.ioctl(out, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    try:
        actions = [(os.POSIX_SPAWN_DUP2, nothing, 0), (os.POSIX_SPAWN_DUP2, out, 1), (os.POSIX_SPAWN_DUP2, nothing, 2)]
        began = time.perf_counter()
        pid = os.posix_spawnp(command.argv[0], list(command.argv), env, file_actions=actions)
        os.close(out)
        if command.on_terminal:
            _drain(screen)
        _, status = os.waitpid(pid, 0)
        took = time.perf_counter() - began
    finally:
        os.close(nothing)
        if screen >= 0:
            os.close(screen)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{command.name}: exit {os.waitstatus_to_exitcode(status)}: {' '.join(command.argv)}")
    return took * 1000


def _drain(screen: int) -> None:
    """Read what a terminal shows until nobody writes to it any more."""
    try:
        while os.read(screen, 65536):
            pass
    except OSError:  # how Linux says that the other side is gone
        pass


def ratio(took: Sequence[float], base: Sequence[float]) -> Spread:
    """How many times the baseline, taken inside each round."""
    return spread([a / b for a, b in zip(took, base, strict=True)])


def spread(figures: Sequence[float]) -> Spread:
    """Quartiles and median; of a single figure three times the same."""
    if len(figures) < 2:
        return Spread(figures[0], figures[0], figures[0])
    return Spread(*statistics.quantiles(figures, n=4, method="inclusive"))


TIME = shutil.which("time")
"""GNU time, which measures from a floor of about 1 MiB; without it the floor is this program's own peak."""


def peak_memory(command: Command) -> float:
    """The most memory that one run held, in MiB."""
    env = clean_environment()
    if command.prepare:
        command.prepare()
    if TIME:
        done = subprocess.run([TIME, "-q", "-f", "%M", *command.argv], env=env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)  # fmt: skip
        return int(done.stderr.split()[-1]) / 1024
    code = "import os, resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)"
    code += "; print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    done = subprocess.run([sys.executable, "-I", "-c", code, *command.argv], env=env, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, check=True)  # fmt: skip
    return int(done.stdout) / 1024
