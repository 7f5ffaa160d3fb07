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
        ("repbook due --action ", ["call", "visit", "message", "greeting", "task"]),
        ("repbook xyzzy ", []),
    ],
)
def test_what_is_offered(line: str, words: list[str]) -> None:
    assert offered(line) == words


def test_every_action_that_is_offered_is_taken(rep: Rep) -> None:
    rep("customer add Ada")
    for action in offered("repbook due --action "):
        rep(f"due --action {action}")


def test_everything_is_offered_at_the_beginning() -> None:
    assert offered("repbook ") == [*COMMANDS, "help"]
    assert offered("repbook") == [*COMMANDS, "help"]
    assert offered("repbook report ") == list(COMMANDS["report"])


def test_customers_and_contacts_go_by_their_handles(shop: Rep) -> None:
    assert offered("repbook why mei") == ["meijiachaoshi", "meilijiuye"]
    assert offered("repbook log mjc") == ["mjcs"]
    assert offered("repbook contact edit wang") == ["wangli"]
    assert offered(f"repbook --book {shop.folder}/none.db why m") == []


@pytest.mark.parametrize("named", ["--book {}", "--book={}", "--book = {}", "--book=none.db --book={}", "--yes --book={}"])
def test_customers_come_from_the_book_that_the_line_names(shop: Rep, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, named: str) -> None:
    monkeypatch.setenv("REPBOOK_BOOK", str(tmp_path / "none.db"))
    assert offered("repbook why mei") == []
    book = named.format(shop.book)
    assert offered(f"repbook {book} why mei") == ["meijiachaoshi", "meilijiuye"]
    assert offered(f"repbook why {book} mei") == ["meijiachaoshi", "meilijiuye"]


def test_nothing_of_the_own_book_is_offered_for_the_demo_book(shop: Rep) -> None:
    shop("book backup")
    shop("promise add mjcs soon --by 2026-12-01")
    for line in ("why mei", "why 美", "contact edit wang", "promise keep ", "why --book x mei"):
        assert offered(f"repbook --demo {line}") == []
    assert offered("repbook book restore --demo ") == [":"]
    assert offered("repbook --demo policy set sal") == ["salt"]
    for word in ("--demo", "--book=x"):
        assert offered(f"repbook customer merge -- {word} mei") == ["meijiachaoshi", "meilijiuye"]


@pytest.mark.parametrize(
    ("line", "offers"),
    [
        ("repbook why 美", ["美佳超市", "美丽酒业"]),
        ("repbook log 美佳", ["美佳超市"]),
        ("repbook log 麦", []),  # archived
        ("repbook log 佳", []),  # a shell takes what begins with the word
        ("repbook why 美$", []),
        ("repbook log mjcs call --with 王", ["王丽"]),
        ("repbook log meilijiuye call --with 王", []),
        ("repbook contact edit 王", ["王丽"]),
        ("repbook customer merge 美佳", ["美佳超市"]),
        ("repbook contact merge 王", ["王丽"]),
    ],
)
def test_a_name_that_is_begun_in_chinese_is_offered_whole(shop: Rep, line: str, offers: list[str]) -> None:
    assert offered(line) == offers


def test_a_chinese_name_with_a_sign_in_it_is_not_offered(shop: Rep) -> None:
    made = Sample(shop.book)
    for name in (
        "美$(touch pwned)",
        "美;ls",
        "美 佳",
        "美`x`",
        "美|x",
        "美（汉口）",
        "美\n佳",
        "美\u3000佳",
        "美\u202e佳",
        "美·佳",
        "美-佳",
    ):
        made.customer(name)
    made.close()
    assert offered("repbook why 美") == ["美佳超市", "美丽酒业"]


def test_no_chinese_is_offered_in_an_encoding_whose_bytes_a_shell_may_read_otherwise(shop: Rep) -> None:
    env = {"REPBOOK_BOOK": str(shop.book), "PYTHONIOENCODING": "gbk"}
    assert run(["--complete", "why", "美"], shop.folder, env).out == ""
    assert run(["--complete", "why", "mei"], shop.folder, env).out == "meijiachaoshi\nmeilijiuye\n"


@pytest.mark.parametrize(
    ("line", "offers"),
    [
        ("repbook promise keep ", ["2", "1"]),  # the one due first
        ("repbook promise drop #", ["#2", "#1"]),
        ("repbook promise move 3", []),  # kept
        ("repbook promise keep 2 ", []),
        ("repbook complaint answer ", ["4"]),
        ("repbook complaint solve ", ["4", "5"]),
        ("repbook complaint check ", ["4", "5", "6"]),
        ("repbook complaint close #", ["#4", "#5", "#6"]),
        ("repbook occasion remove ", ["8"]),
        ("repbook alert end ", ["9"]),
        ("repbook contact edit x --wechat ", []),
    ],
)
def test_what_is_open_goes_by_its_number(shop: Rep, line: str, offers: list[str]) -> None:
    shop("promise add mjcs late --by 2026-12-09")
    shop("promise add mjcs soon --by 2026-12-01")
    shop("promise add mjcs kept --by 2026-12-01")
    shop("promise keep 3")
    for _ in range(4):
        shop("complaint open mjcs broken")
    shop("complaint answer 5")
    shop("complaint solve 6")
    shop("complaint close 7")
    shop("occasion add mjcs opening 2026-12-01")
    shop("alert raise 武汉 flood")
    assert offered(line) == offers


def test_settings_are_offered_as_they_are_typed(shop: Rep) -> None:
    assert offered("repbook policy set vip.mi") == ["vip.minutes_call", "vip.minutes_visit", "vip.minutes_greeting"]
    assert offered("repbook policy set tier.vip.vi") == ["tier.vip.visit_every"]
    assert offered("repbook policy show gift_l") == ["gift_lead"]
    assert offered("repbook --book none.db policy set salt") == ["salt"]
    shop(["policy", "set", "tiers", "vip key potential general 银牌"])
    shop("policy set festival.my-day solar=03-08")
    assert offered("repbook policy set 银牌.ca") == ["银牌.call_every"]
    assert offered("repbook policy reset festival.") == ["festival.my-day"]
    assert all(word not in ("", ".") for word in offered("repbook policy set "))


def test_what_a_touch_was_for_is_offered() -> None:
    assert offered("repbook log x call --for care") == ["care-call", "care-visit"]
    assert offered("repbook log x greeting --for mid") == ["mid-autumn"]
    assert offered("repbook greeting list --for spring") == ["spring-festival"]
    assert offered("repbook occasion add x we") == ["wedding"]


def test_backups_are_offered_by_name_before_files(shop: Rep) -> None:
    shop("book backup")
    (made,) = (path.name for path in Path(f"{shop.book}.backups").iterdir())
    assert offered("repbook book restore ") == [made, ":"]
    assert offered("repbook book restore x") == [":"]
    assert offered(f"repbook --book {shop.folder}/none.db book restore 2") == [":"]
    assert shop(f"book restore {made} --yes").code == 0


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
        "try repbook why 美",
        "try repbook policy set vip.ca",
        "LC_ALL=C",
        "try repbook why 美",
    ]
    driver = DRIVER.format(folder=shop.folder, python=sys.executable)
    answer = bash(driver + "\n".join(lines), shop.folder, {"REPBOOK_BOOK": str(shop.book)})
    tier, people, hostile, several, moods, names, setting, in_bytes = answer.out.splitlines()
    assert (tier, people, hostile, moods) == ("tier", "meijiachaoshi meilijiuye", "", "good ok bad")
    assert (names, setting, in_bytes) == ("美佳超市 美丽酒业", "vip.call_every", "")
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


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_readme_says_how_to_turn_it_on(name: str) -> None:
    assert f"repbook --show-completion {name}" in (Path(__file__).parents[1] / "README.md").read_text()
