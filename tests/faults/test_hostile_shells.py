"""Hostile texts on TAB in bash, zsh and fish: nothing of them runs, and nothing of them gets onto the line."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from repbook.cli.completion import SCRIPTS
from repbook.names import handles
from tests.faults.hostile import strings
from tests.program import environment
from tests.sample import Sample

WORD = re.compile(r"[\w#.-]+")
"""What the scripts take: letters and digits of any language, which no shell runs; repbook itself offers fewer."""

ANSWERS = {
    "bash": 'compopt() { :; }; COMP_WORDS=(repbook why ""); COMP_CWORD=2; _repbook; printf "%s\\n" "${COMPREPLY[@]}"',
    "zsh": 'words=(repbook why ""); CURRENT=3; _repbook',
    "fish": 'complete -C "repbook why "',
}
"""What a shell would offer after `repbook why `, asked for without a TAB."""
BEFORE = {"bash": "", "zsh": "compdef() { : }; _files() { : }; compadd() { print -rl -- $found }\n", "fish": ""}
START = {
    "bash": ["--norc", "--noprofile", "-i"],
    "zsh": ["-f", "-i"],
    "fish": ["--no-config", "-i"],
}  # fmt: skip
READY = {
    "bash": "source ./script; PS1='ready> '",
    "zsh": "autoload -Uz compinit; compinit -u -D; source ./script; PS1='ready> '",
    "fish": "source ./script; function fish_prompt; echo 'ready> '; end",
}


def there(shell: str) -> str:
    """The shell, or a skip where there is none."""
    return shutil.which(shell) or pytest.skip(f"no {shell} here")


def program(folder: Path, body: str) -> dict[str, str]:
    """A `repbook` on the PATH that does as `body` says, and the environment for it."""
    (folder / "bin").mkdir()
    file = folder / "bin" / "repbook"
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)
    return environment(folder, PATH=f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}", ZDOTDIR=str(folder), HISTFILE="")


@pytest.mark.parametrize("shell", SCRIPTS)
def test_a_script_takes_nothing_but_words(tmp_path: Path, shell: str) -> None:
    path = there(shell)
    said = [text for text in strings() if not any("\ud800" <= c <= "\udfff" for c in text)]
    (tmp_path / "answers").write_bytes("\n".join([*said, "meijia", "m-1_#2", ""]).encode())
    (tmp_path / "script").write_text(SCRIPTS[shell])
    env = program(tmp_path, "exec cat answers")
    line = f"{BEFORE[shell]}source ./script\n{ANSWERS[shell]}"
    options = {"zsh": ["-f"], "fish": ["--no-config"]}.get(shell, ["--norc"])
    done = subprocess.run([path, *options, "-c", line], cwd=tmp_path, env=env, capture_output=True, check=False, timeout=60)
    offered = [text for text in done.stdout.decode().splitlines() if text]
    assert {"meijia", "m-1_#2"} <= set(offered), done
    assert [text for text in offered if not WORD.fullmatch(text)] == []
    assert not list(tmp_path.rglob("pwned"))


@pytest.mark.parametrize("shell", SCRIPTS)
def test_a_tab_puts_a_handle_onto_the_line_and_runs_nothing(tmp_path: Path, shell: str, tell: Callable[[str], None]) -> None:
    path = there(shell)
    made = Sample(tmp_path / "book.db")
    for number, text in enumerate(text for text in strings() if text.strip() and text.isprintable() and len(text) < 150):
        made.customer(text, key=str(number), handles=f"{handles(text).rstrip('|')}|zz{number}$(touch pwned)|`touch pwned`{number}|{text}|")
    made.customer("武汉美佳超市", handles="|qqmeijia|")
    for number, text in enumerate(("$(touch pwned)", ";touch pwned", "`touch pwned`", "|touch pwned", "\ntouch pwned")):
        made.customer(f"武汉美{text}", key=f"h{number}")
    made.close()
    (tmp_path / "script").write_text(SCRIPTS[shell])
    python = f'"{sys.executable}" -m repbook'
    env = program(tmp_path, f'if [ "$1" = --complete ]; then exec {python} "$@"; fi\nprintf "<%s>" "$@" >>asked; echo >>asked')
    typed = ["why qqm\t", "why '\t", "why zz\t", "why t\t", "why x\t", "why 武汉美\t"]
    env |= {"REPBOOK_BOOK": str(tmp_path / "book.db")}
    shown = type_in([path, *START[shell]], READY[shell], [f"repbook {line}" for line in typed], tmp_path, env)
    assert not list(tmp_path.rglob("pwned")), shown
    asked = (tmp_path / "asked").read_text().splitlines()
    assert asked[0] == "<why><qqmeijia>", (asked, shown)
    assert asked[-1] == "<why><武汉美佳超市>", (asked, shown)
    assert [line for line in asked[:-1] if not re.fullmatch(r"<why>(<[A-Za-z0-9]+>)?", line)] == [], (asked, shown)
    tell(f"{shell}: {len(asked)} lines completed by TAB from a book of hostile names, nothing run, nothing but handles put in")


def type_in(command: list[str], ready: str, lines: list[str], folder: Path, env: dict[str, str]) -> str:
    """Type lines at a shell on a terminal, each after its prompt; a line that is left open is given up. All that was shown."""
    pid, screen = pty.fork()
    if pid == 0:  # pragma: no cover - the child
        os.chdir(folder)
        os.execve(command[0], command, env)
    shown = ""
    try:
        shown += quiet(screen, 1)
        os.write(screen, ready.encode() + b"\r")
        shown += quiet(screen, 1)
        for line in lines:
            os.write(screen, line.encode())
            shown += quiet(screen, 0.5)
            if "'" not in line:
                before = size(folder / "asked")
                os.write(screen, b"\r")
                end = time.monotonic() + 3
                while size(folder / "asked") == before and time.monotonic() < end:
                    shown += quiet(screen, 0.1)
            os.write(screen, b"\x03")
            shown += quiet(screen, 0.1)
    finally:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
        os.close(screen)
    return shown


def size(path: Path) -> int:
    """How much is in a file that may not be there yet."""
    return path.stat().st_size if path.exists() else 0


def quiet(screen: int, least: float) -> str:
    """What is shown until nothing has been for a while; questions of the terminal are answered as xterm does."""
    shown = b""
    until = time.monotonic() + least
    while time.monotonic() < until:
        if not select.select([screen], [], [], 0.05)[0]:
            continue
        try:
            piece = os.read(screen, 65536)
        except OSError:
            break
        if b"\x1b[c" in piece or b"\x1b[0c" in piece:
            os.write(screen, b"\x1b[?62;22c")
        shown += piece
        until = max(until, time.monotonic() + 0.3)
    return shown.decode(errors="replace")
