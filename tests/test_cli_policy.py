"""`policy`: the settings shown with what they mean, changed, and checked."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import sys
from collections.abc import Callable

import pytest

from tests.cli import Rep
from tests.test_cli_customer import there_and_back


@pytest.fixture
def book(rep: Rep) -> Rep:
    """A book with one customer of the general tier."""
    rep("customer add 美佳超市")
    return rep


def stored(rep: Rep, key: str) -> str | None:
    """A setting as the book has it."""
    rows = rep.rows("SELECT value FROM policy WHERE key = ?", key)
    return rows[0][0] if rows else None


def spoil(rep: Rep, key: str, value: str) -> None:
    """Put a row into the book behind the program's back."""
    db = sqlite3.connect(rep.book)
    with db:
        db.execute("DELETE FROM policy WHERE key = ?", (key,))
        db.execute("INSERT INTO policy (uid, key, value) VALUES (hex(randomblob(8)), ?, ?)", (key, value))
    db.close()


# ---- show ---------------------------------------------------------------------------------------------


def test_show_everything(book: Rep) -> None:
    page = book("policy show").out
    assert "call_every        days from one care call to the next\n    vip 14 · key 21 · potential 45 · general 90\n" in page
    assert "    key spring-festival dragon-boat mid-autumn new-year\n" in page
    assert "gap_days                3        days of rest from care after a call or visit\n" in page
    assert "days_off                –        further days off of your own, as dates\n" in page
    assert "每隔几天打一次电话" in book("policy show", lang="zh").out


def test_a_changed_setting_shows_its_default(book: Rep) -> None:
    book("policy set vip.call_every 10")
    book("policy set gap_days 5")
    assert "    vip 10 (default 14) · key 21" in book("policy show").out
    assert "gap_days  5 (default 3)  " in book("policy show gap_days").out
    assert "5（默认 3）" in book("policy show gap-days", lang="zh").out


@pytest.mark.parametrize(
    ("key", "keys"),
    [
        ("gap_days", ["gap_days"]),
        ("vip.call-every", ["tier.vip.call_every"]),
        ("VIP客户.call_every", ["tier.vip.call_every"]),
        ("call_every", [f"tier.{tier}.call_every" for tier in ("vip", "key", "potential", "general")]),
        ("call-every", [f"tier.{tier}.call_every" for tier in ("vip", "key", "potential", "general")]),
    ],
)
def test_show_one(book: Rep, key: str, keys: list[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(book(f"policy show {key} --csv").out)))
    assert [row["key"] for row in rows] == keys
    assert all(row["value"] == row["default"] and row["meaning"] for row in rows)


def test_show_a_tier(book: Rep) -> None:
    rows = json.loads(book("policy show vip --json").out)["items"]
    assert len(rows) == 15
    assert {row["key"].split(".")[1] for row in rows} == {"vip"}


def test_show_as_data(book: Rep) -> None:
    items = json.loads(book("policy show --json").out)["items"]
    rows = list(csv.DictReader(io.StringIO(book("policy show --csv").out)))
    assert rows == items
    assert len(items) == 36 + 4 * 15
    assert json.loads(book("policy show vip.jitter --json").out) == {
        "key": "tier.vip.jitter", "value": "0.2", "default": "0.2",
        "meaning": "by what share of call_every a call may come earlier or later",
    }  # fmt: skip


def test_show_what_is_not_there(book: Rep) -> None:
    said = book("policy show gap_dayz --json", code=2)
    assert said.out == ""
    assert 'no setting is called "gap_dayz"; near it: gap_days' in said.err


# ---- set ----------------------------------------------------------------------------------------------


def test_set_says_what_changed(book: Rep) -> None:
    said = book("policy set vip.call_every 10")
    assert (said.out, said.err) == ("tier.vip.call_every: 14 -> 10\n", "  days from one care call to the next\n")
    assert stored(book, "tier.vip.call_every") == "10"
    said = book("policy set vip.call-every 010")
    assert (said.out, said.err) == ("", "tier.vip.call_every: nothing to change, it is so already\n")
    assert (
        book("policy set general.festivals 春节、国庆", lang="zh").out
        == "tier.general.festivals：spring-festival mid-autumn -> spring-festival national-day\n"
    )


def test_the_rules_read_what_was_set(book: Rep) -> None:
    book("log 美佳 visit --on 2026-11-01")
    assert "美佳超市" not in book("due --csv").out
    book("policy set general.call_every 1")
    book("policy set general.jitter 0")
    assert "美佳超市" in book("due --csv").out


def test_set_may_be_the_first_command(rep: Rep) -> None:
    assert rep("policy set gap_dayz 5", code=2).code == 2
    assert not rep.book.exists()
    assert rep("policy set gap_days 5").out == "gap_days: 3 -> 5\n"


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("policy set vip.call_every 0", 2, 'tier.vip.call_every cannot be "0"; allowed: 1 … 3650'),
        ("policy set vip.callevry 3", 2, "near it: tier.vip.call_every"),
        ("policy set call_every 3", 2, "near it: tier.vip.call_every"),
        ("policy set vip.roles boss", 2, "allowed: decider, influencer, user, gatekeeper"),
        ("policy set vip.festivals xmas", 2, "spring-festival"),
        ("policy set festival.x solar=13-01", 2, "allowed: solar=03-08"),
        ("policy set vip.call_every", 2, "VALUE is missing"),
        ("policy set tiers 'vip key'", 1, 'default_tier cannot be "general"; allowed: vip, key'),
    ],
)
def test_set_refused(book: Rep, line: str, code: int, said: str) -> None:
    before = book.dump()
    got = book(line, code)
    assert said in got.err
    assert got.out == ""
    assert book.dump() == before


def test_a_tier_comes_and_goes(book: Rep) -> None:
    assert book("policy set tiers 'gold vip key potential general'").out.endswith("-> gold vip key potential general\n")
    book("policy set gold.call_every 7")
    book("customer tier 美佳 gold")
    before = book.dump()
    assert '1 customer is of the tier "gold", which the policy lacks' in book("policy set tiers 'vip key potential general'", code=1).err
    assert book.dump() == before
    book("customer tier 美佳 vip")
    book("policy set tiers 'vip key potential general'")
    assert stored(book, "tier.gold.call_every") is None
    assert "is in order" in book("policy check").err


def test_a_festival_of_ones_own_cannot_go_while_it_is_greeted(book: Rep) -> None:
    book("policy set festival.店庆 solar=11-24")
    book("policy set general.festivals 店庆")
    assert "店庆" in book("due --json").out
    assert "tier.general.festivals cannot be" in book("policy set festival.店庆 ''", code=1).err
    book("policy set general.festivals mid-autumn")
    book("policy set festival.店庆 ''")
    assert stored(book, "festival.店庆") is None


def test_a_day_cannot_be_both(book: Rep) -> None:
    book("policy set days_off '2027/1/4 2027-01-05'")
    assert stored(book, "days_off") == "2027-01-04 2027-01-05"
    assert "2027-01-05 is both in days_off and in work_days" in book("policy set work_days 2027-01-05", code=1).err


@pytest.mark.parametrize(
    "line",
    [
        "policy set vip.call_every 10",
        "policy set tiers 'vip key general gold'",
        "policy set festival.店庆 solar=03-08",
        "policy set days_off 2027-01-04",
    ],
)
def test_every_change_can_be_taken_back(book: Rep, line: str) -> None:
    there_and_back(book, line)


def test_the_end_of_a_tier_and_of_a_festival_can_be_taken_back(book: Rep) -> None:
    book("policy set tiers 'vip key potential general gold'")
    book("policy set gold.call_every 7")
    book("policy set festival.店庆 solar=03-08")
    there_and_back(book, "policy set tiers 'general vip key potential'")
    there_and_back(book, "policy set festival.店庆 ''")


# ---- check --------------------------------------------------------------------------------------------


def test_check_finds_nothing(book: Rep) -> None:
    said = book("policy check")
    assert (said.out, said.err) == ("", "the policy is in order: 4 tiers, 96 settings\n")
    assert book("policy check", lang="zh").err == "设置没有问题：4 个级别，96 项设置\n"


def test_check_names_every_fault(book: Rep) -> None:
    spoil(book, "nonsense", "1")
    spoil(book, "tier.vip.call_every", "soon")
    spoil(book, "tiers", "vip key")
    said = book("policy check", code=1)
    assert said.err == "repbook: the policy has 34 faults; put them right with  repbook policy set KEY VALUE\n"
    assert "nonsense" in said.out
    found = {row["key"]: row["problem"] for row in csv.DictReader(io.StringIO(book("policy check --csv", code=1).out))}
    assert found["nonsense"] == 'no setting is called "nonsense"; see  repbook policy show'
    assert found["tier.vip.call_every"] == 'tier.vip.call_every cannot be "soon"; allowed: 1 … 3650'
    assert found["default_tier"] == 'default_tier cannot be "general"; allowed: vip, key'
    assert (
        found["tiers"]
        == '1 customer is of the tier "general", which the policy lacks; move them with  repbook customer tier, or keep the tier'
    )
    assert len(json.loads(book("policy check --json", code=1).out)["items"]) == 34


# ---- tiers --------------------------------------------------------------------------------------------


def test_a_new_tier_is_like_the_default_one(book: Rep) -> None:
    book("policy set default_tier key")
    book("policy set tiers 'gold vip key potential general'")
    assert stored(book, "tier.gold.call_every") == "21"
    assert stored(book, "tier.gold.festivals") == stored(book, "tier.key.festivals")
    there_and_back(book, "policy set tiers 'gold silver vip key potential general'")


def test_a_tier_gets_another_name(book: Rep) -> None:
    said = book("policy set general.name 普通", lang="zh")
    assert (said.out, said.err) == ("tier.general.name：general -> 普通\n", "  1 家客户随之改名\n")
    assert book.rows("SELECT tier FROM customer") == [("普通",)]
    assert (stored(book, "default_tier"), stored(book, "tiers")) == ("普通", "vip key potential 普通")
    assert (stored(book, "tier.普通.call_every"), stored(book, "tier.general.call_every")) == ("90", None)
    assert "is in order" in book("policy check").err
    there_and_back(book, "policy set tier.普通.name general")


def test_a_tier_keeps_its_name(book: Rep) -> None:
    before = book.dump()
    assert book("policy set vip.name vip").err == "tier.vip.name: nothing to change, it is so already\n"
    assert 'the tier vip cannot be called "key"' in book("policy set vip.name key", code=2).err
    assert 'unknown tier "gold"' in book("policy set gold.name silver", code=2).err
    assert book.dump() == before


def test_the_default_tier_cannot_go(book: Rep) -> None:
    assert 'default_tier cannot be "general"' in book("policy set tiers 'vip key potential'", code=1).err


# ---- edit ---------------------------------------------------------------------------------------------


@pytest.fixture
def editor(book: Rep, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets an editor that runs a line of Python with the file's `text`, and leaves what `text` is then."""
    monkeypatch.delenv("VISUAL", raising=False)

    def use(line: str) -> None:
        script = book.folder / "editor.py"
        script.write_text(
            "import sys\nfrom pathlib import Path\npath = Path(sys.argv[-1])\ntext = path.read_text(encoding='utf-8')\n"
            f"(path.parent.stat().st_mode & 0o77) == 0 or sys.exit(9)\n{line}\npath.write_text(text, encoding='utf-8')\n"
        )
        monkeypatch.setenv("EDITOR", f"'{sys.executable}' '{script}'")

    return use


def test_edit_changes_everything_at_once(book: Rep, editor: Callable[[str], None]) -> None:
    editor("text = text.replace('\\ngap_days = 3', '\\ngap_days = 5').replace('tier.vip.call_every = 14', 'vip.call-every = 10')")
    said = book("policy edit")
    assert said.out == "gap_days: 3 -> 5\ntier.vip.call_every: 14 -> 10\n"
    assert (stored(book, "gap_days"), stored(book, "tier.vip.call_every")) == ("5", "10")
    assert "policy edit: 2 settings" in book("undo --list").out
    book("undo")
    assert stored(book, "gap_days") == "3"


def test_the_text_says_what_it_all_means(book: Rep, editor: Callable[[str], None]) -> None:
    editor(f"Path({str(book.folder)!r}, 'seen').write_text(text, encoding='utf-8')")
    assert book("policy edit", lang="zh").err == "设置没有变化\n"
    seen = (book.folder / "seen").read_text(encoding="utf-8")
    assert seen.startswith("# 规则用到的设置。")
    assert "\n# 每隔几天打一次电话\ntier.vip.call_every = 14\n" in seen
    assert "\n# ---- vip ----\n" in seen
    assert len([line for line in seen.splitlines() if line and not line.startswith("#")]) == 96


def test_edit_refuses_all_for_one_line(book: Rep, editor: Callable[[str], None]) -> None:
    before = book.dump()
    editor("text = 'gap_days = 5\\nme.hours = 99\\n# fine\\nhello\\n'")
    said = book("policy edit", code=1)
    assert said.err.splitlines() == [
        "repbook: 2 lines of the policy cannot be right, so nothing was changed",
        '  line 2: me.hours cannot be "99"; allowed: 1 … 24',
        '  line 4: "hello" says nothing; write KEY = VALUE, or begin the line with #',
    ]
    assert book.dump() == before


def test_edit_refuses_to_lose_a_tier_in_use(book: Rep, editor: Callable[[str], None]) -> None:
    before = book.dump()
    editor("text = 'tiers = vip key\\ndefault_tier = key\\n'")
    assert 'of the tier "general", which the policy lacks' in book("policy edit", code=1).err
    assert book.dump() == before


def test_edit_makes_and_takes_tiers(book: Rep, editor: Callable[[str], None]) -> None:
    editor("text = text.replace('tiers = vip key potential general', 'tiers = gold vip general') + 'gold.call_every = 7\\n'")
    book("policy edit")
    assert (stored(book, "tier.gold.call_every"), stored(book, "tier.gold.visit_every")) == ("7", "180")
    assert stored(book, "tier.key.call_every") is None
    assert "is in order" in book("policy check").err


@pytest.mark.parametrize(
    ("program", "said"),
    [("no-such-editor-anywhere", "cannot be started"), ("false", "did not end well"), ("an unclosed 'quote", "cannot be started")],
)
def test_an_editor_that_fails(book: Rep, monkeypatch: pytest.MonkeyPatch, program: str, said: str) -> None:
    monkeypatch.setenv("VISUAL", program)
    before = book.dump()
    assert said in book("policy edit", code=1).err
    assert book.dump() == before


# ---- reset --------------------------------------------------------------------------------------------


def test_reset_asks_and_puts_all_back(book: Rep) -> None:
    book("policy set gap_days 5")
    book("policy set festival.店庆 solar=03-08")
    before = book.dump()
    assert "Put 2 settings back to what a new book begins with? There is nobody to ask here" in book("policy reset", code=1).err
    assert book("policy reset --dry-run").out == "gap_days: 5 -> 3\nfestival.店庆: solar=03-08 -> –\n"
    assert book.dump() == before
    there_and_back(book, "policy reset --yes")
    assert stored(book, "gap_days") == "3"
    assert stored(book, "festival.店庆") is None
    assert book("policy reset").err == "The policy is as it was\n"


def test_reset_of_some(book: Rep) -> None:
    for setting in ("gap_days 5", "vip.call_every 10", "vip.visit_every 20", "key.call_every 20"):
        book(f"policy set {setting}")
    before = book.dump()
    assert "Put 2 settings back to what a new book begins with? There is nobody to ask here" in book("policy reset vip", code=1).err
    assert book("policy reset vip --dry-run").out == "tier.vip.call_every: 10 -> 14\ntier.vip.visit_every: 20 -> 30\n"
    assert book.dump() == before
    assert book("policy reset vip --yes").out == "tier.vip.call_every: 10 -> 14\ntier.vip.visit_every: 20 -> 30\n"
    assert book("policy reset gap-days --yes").out == "gap_days: 5 -> 3\n"
    assert book("policy reset call_every --yes").out == "tier.key.call_every: 20 -> 21\n"
    assert book("policy reset call_every").err == "The policy is as it was\n"
    assert 'no setting is called "nonsense"' in book("policy reset nonsense", code=2).err


def test_reset_with_tiers_of_ones_own(book: Rep) -> None:
    book("policy set general.name 普通")
    book("policy set tiers '普通 gold'")
    book("policy set gap_days 5")
    assert book("policy reset gap_days --yes").out == "gap_days: 5 -> 3\n"
    before = book.dump()
    assert 'of the tier "普通", which the policy lacks' in book("policy reset --yes", code=1).err
    assert book.dump() == before


@pytest.mark.parametrize("command", ["show", "set", "edit", "check", "reset"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_help(rep: Rep, command: str, lang: str) -> None:
    said = rep(f"policy {command} --help", lang=lang)
    assert said.err == ""
    assert f"repbook policy {command}" in said.out
