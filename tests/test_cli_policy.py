"""`policy`: the settings shown with what they mean, changed, and checked."""

from __future__ import annotations

import csv
import io
import json
import sqlite3

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


@pytest.mark.parametrize("command", ["show", "set", "edit", "check", "reset"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_help(rep: Rep, command: str, lang: str) -> None:
    said = rep(f"policy {command} --help", lang=lang)
    assert said.err == ""
    assert f"repbook policy {command}" in said.out
