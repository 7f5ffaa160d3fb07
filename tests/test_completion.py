"""Completion: what is offered where, and that nothing out of the book can run in a shell."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from repbook.cli import COMMANDS
from repbook.cli.completion import SCRIPTS, complete
from tests.cli import Rep
from tests.program import environment, run
from tests.program import shell as bash
from tests.sample import Sample

HOSTILE = [
    "$(touch pwned)",
    "`touch pwned`",
    "a;touch pwned",
    "x\ny",
    "m'; touch pwned; '",
    "-rf",
    "m*",
    "\x1b[31mm",
    "m&&touch pwned",
    "mm|touch pwned",
]


@pytest.fixture
def shop(rep: Rep, monkeypatch: pytest.MonkeyPatch) -> Rep:
    """A book of customers, some with names that a shell would run."""
    made = Sample(rep.book)
    made.contact(made.customer("美佳超市"), "王丽")
    made.customer("美丽酒业")
    made.customer("麦德龙", archived_on="2026-11-01")
    for number, name in enumerate(HOSTILE):
        made.customer(name, handles=f"|{name}|m{number}|$(touch pwned)|")
    made.close()
    monkeypatch.setenv("REPBOOK_BOOK", str(rep.book))
    return rep


def offered(line: str) -> list[str]:
    """What is offered after a line; the last word is the unfinished one."""
    return complete(line.split(" ")[1:], COMMANDS)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("repbook d", ["due", "doctor", "demo"]),
        ("repbook he", ["help"]),
        ("repbook customer a", ["add", "archive"]),
        ("repbook help customer ti", ["tier"]),
        ("repbook --lang zh d", ["due", "doctor", "demo"]),
        ("repbook --book /x/y.db --yes customer ti", ["tier"]),
        ("repbook --lang ", ["en", "zh"]),
        ("repbook --lang = z", ["zh"]),
        ("repbook --ver", ["--version"]),
        ("repbook due --h", ["--held", "--help"]),
        ("repbook due --js", ["--json"]),
        ("repbook log x v", ["visit"]),
        ("repbook log --on today x v", ["visit"]),
        ("repbook log x call note --mo", ["--mood"]),
        ("repbook log x call --mood ", ["good", "ok", "bad"]),
        ("repbook log x call -- --mo", []),
        ("repbook why x care", ["care-call", "care-visit"]),
        ("repbook import customers ", [":"]),
        ("repbook due --csv", ["--csv"]),
        ("repbook --show-completion z", ["zsh"]),
        ("repbook xyzzy ", []),
    ],
)
def test_what_is_offered(line: str, words: list[str]) -> None:
    assert offered(line) == words


def test_everything_is_offered_at_the_beginning() -> None:
    assert offered("repbook ") == [*COMMANDS, "help"]
    assert offered("repbook") == [*COMMANDS, "help"]
    assert offered("repbook report ") == list(COMMANDS["report"])


def test_customers_and_contacts_go_by_their_handles(shop: Rep) -> None:
    assert offered("repbook why mei") == ["meijiachaoshi", "meilijiuye"]
    assert offered("repbook log mjc") == ["mjcs"]
    assert offered("repbook contact edit wang") == ["wangli"]
    assert offered("repbook why 美") == []
    assert offered(f"repbook --book {shop.folder}/none.db why m") == []


@pytest.mark.parametrize(
    ("line", "offers"),
    [
        ("repbook log mjcs call --with ", ["wangli", "chenli"]),
        ("repbook log 美佳超市 call --with ch", ["chenli"]),
        ("repbook log #1 call note --mood good --with ", ["wangli", "chenli"]),
        ("repbook promise add mjcs x --contact w", ["wangli"]),
        ("repbook log meilijiuye call --with ", ["wangqiang"]),
        ("repbook log mei call --with wang", ["wangli", "wangqiang"]),  # several may be meant
        ("repbook log xyz call --with wang", ["wangli", "wangqiang"]),  # nobody is
        ("repbook log --with wang", ["wangli", "wangqiang"]),  # not named yet
        ("repbook contact edit wang", ["wangli", "wangqiang"]),
        ("repbook log mjcs call --with zz", []),
    ],
)
def test_of_a_named_customer_its_own_people_are_offered(shop: Rep, line: str, offers: list[str]) -> None:
    shop("contact add 美佳超市 陈丽")
    shop("contact add 美丽酒业 王强")
    shop("contact add 美佳超市 老周")
    shop("contact left 老周 --on 2026-11-22")
    assert offered(line) == offers


def test_nothing_that_a_shell_could_run_is_offered(shop: Rep) -> None:
    for prefix in ("", "m", "$", "`", "a", "-", "x", "\x1b", "'", "m'", "%", "_"):
        assert all(word.isascii() and word.isalnum() for word in offered(f"repbook why {prefix}") if not word.startswith("--"))
    assert "m0" in offered("repbook why m")


@pytest.mark.parametrize("content", [b"", b"no book", b"SQLite format 3\0" + bytes(200)])
def test_a_damaged_book_is_met_with_silence(rep: Rep, content: bytes) -> None:
    rep.book.write_bytes(content)
    for words in (["--complete", "why", "m"], ["--complete", "--book", "x"], ["--complete"], ["--complete", "why", "\udcff"]):
        answer = run(words, rep.folder, {"REPBOOK_BOOK": str(rep.book)})
        assert (answer.err, answer.code) == ("", 0)
    assert rep.book.read_bytes() == content


def test_completion_makes_no_book(tmp_path: Path) -> None:
    assert run(["--complete", "why", "m"], tmp_path) == ("", "", 0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_is_printed(rep: Rep, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    script = rep(["--show-completion", name])
    assert script.out == SCRIPTS[name]
    assert script.err == ""
    monkeypatch.setenv("SHELL", f"/usr/bin/{name}")
    assert rep("--show-completion").out == script.out


DRIVER = """
cd {folder}
mkdir -p bin
printf '#!/bin/sh\\nexec {python} -m repbook "$@"\\n' > bin/repbook
chmod +x bin/repbook
PATH=$PWD/bin:$PATH
source ./script
try() {{ COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _repbook 2>err; echo "${{COMPREPLY[*]}}"; cat err; }}
"""


def test_bash_offers_what_it_is_told(shop: Rep) -> None:
    (shop.folder / "script").write_text(SCRIPTS["bash"])
    began = time.monotonic()
    lines = [
        "try repbook customer ti",
        "try repbook why mei",
        "try repbook why '$(touch pwned)'",
        "try repbook why m",
        "try repbook log x call --mood ''",
    ]
    driver = DRIVER.format(folder=shop.folder, python=sys.executable)
    answer = bash(driver + "\n".join(lines), shop.folder, {"REPBOOK_BOOK": str(shop.book)})
    tier, people, hostile, several, moods = answer.out.splitlines()
    assert (tier, people, hostile, moods) == ("tier", "meijiachaoshi meilijiuye", "", "good ok bad")
    assert all(word.isalnum() for word in several.split())
    assert not (shop.folder / "pwned").exists()
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_is_good_syntax(tmp_path: Path, name: str) -> None:
    if not shutil.which(name):
        pytest.skip(f"no {name} here")
    path = tmp_path / "script"
    path.write_text(SCRIPTS[name])
    done = subprocess.run([name, "-n", str(path)], env=environment(tmp_path), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
