"""`demo` makes a book of its own and never over anything; `man` prints the manual page."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest

from repbook.cli import COMMANDS
from tests.cli import Rep
from tests.test_architecture import EVERY, parameters


def test_a_demo_book_stays_and_the_real_one_is_not_touched(rep: Rep) -> None:
    rep("customer add 美佳超市")
    before = rep.book.read_bytes()
    said = rep("demo")
    path = rep.folder / ".local/share/repbook/demo.db"
    assert said.out == f"demo book {path}\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert f"repbook --book {path} --today 2026-11-22 due" in said.err
    assert rep.book.read_bytes() == before
    real, rep.book = rep.book, path
    assert rep("customer list --csv").out == rep("customer list --csv --demo").out
    rep("log 美佳 call")
    assert "every page, reference and row reads back" in rep("doctor").out
    rep.book = real


def test_a_demo_book_needs_a_backup_once_it_is_changed(rep: Rep) -> None:
    rep(["demo", str(rep.book)])

    def checks() -> list[str]:
        return [one["check"] for one in json.loads(rep("doctor --json", code=None).out)["findings"]]

    assert "no_backup" not in checks()
    for line, changed in (("log mjcs call", True), ("undo", False), ("redo", True), ("undo", False), ("undo", True), ("redo", False)):
        rep(line)
        shutil.rmtree(f"{rep.book}.backups")
        assert ("no_backup" in checks()) is changed, line


def test_nothing_is_ever_replaced_by_a_demo_book(rep: Rep) -> None:
    rep("customer add 美佳超市")
    before = rep.book.read_bytes()
    for line in (["demo", str(rep.book)], ["demo", str(rep.book), "--yes"]):
        said = rep(line, code=1)
        assert "is there already and was left as it is" in said.err
        assert rep.book.read_bytes() == before
    assert rep(["demo", "/proc/none/demo.db"], code=4).out == ""


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_manual_page_tells_of_every_command_and_option(rep: Rep, lang: str) -> None:
    page = rep("man", lang=lang).out
    assert page.startswith('.TH REPBOOK 1 ""')
    plain = page.replace("\\-", "-")
    for path in EVERY:
        assert f'.SS "repbook {" ".join(path)}' in plain
        for param in parameters(path):
            assert param.param_type_name == "argument" or param.opts[0] in plain
    assert COMMANDS.keys() <= set(re.findall(r"[a-z]+", plain))
    assert not rep.book.exists()


@pytest.mark.skipif(shutil.which("man") is None, reason="man is not installed")
def test_man_takes_the_page(rep: Rep) -> None:
    done = subprocess.run(["man", "--warnings", "-l", "-"], input=rep("man").out.encode(), capture_output=True, check=False,
                          env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "MANWIDTH": "80"})  # fmt: skip
    if b"No manual entry" in done.stderr or b"minimized" in done.stdout:
        pytest.skip("man is a stand-in here")
    assert b"repbook due" in done.stdout
    assert b"warning" not in done.stderr
