"""Gifts: what `log` warns of, and what `gift list` says of the year and its ceiling."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli import Rep
from tests.sample import Sample

GIVEN = "log 美佳 visit --gift 月饼礼盒"


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """A key account with two people, to whom 500 yuan a year may go, and another shop."""
    made = Sample(rep.book)
    mei = made.customer("美佳超市", "key")
    made.contact(mei, "陈丽")
    made.contact(mei, "王强")
    made.customer("惠民便利店", "general")
    made.close()
    return rep


def add(rep: Rep, customer: int, on: str, **more: Any) -> None:
    """A touch straight into the book."""
    from repbook.store import touches
    from repbook.store.book import connect
    from repbook.terms import day_of

    made = connect(str(rep.book), writing=True)
    with made.step("logged", customer="", kind="gift", on=day_of(on)):
        people = more.pop("people", ())
        touches.add(made.db, customer, day_of(on), people, **{"kind": "visit", **more})
    made.close()


@pytest.mark.parametrize(
    ("customer", "on", "more", "warned"),
    [
        (1, "2026-11-22", {"gift": "月饼礼盒"}, True),
        (1, "2024-11-22", {"gift": "两盒月饼"}, True),  # two years ago to the day
        (1, "2024-11-21", {"gift": "两盒月饼"}, False),
        (1, "2026-09-01", {"kind": "gift", "note": "月饼"}, True),  # the note says what it was
        (1, "2026-09-01", {"kind": "gift", "gift": "茶叶", "note": "月饼"}, False),
        (1, "2026-09-01", {"note": "聊了月饼"}, False),
        (1, "2026-09-01", {"kind": "gift", "mass": 1, "gift": "月饼"}, True),
        (1, "2026-09-01", {"gift": "月饼", "incoming": 1}, False),  # theirs to me
        (1, "2026-09-01", {"gift": "月饼", "outcome": "refused"}, False),
        (1, "2026-09-01", {"gift": "粽子礼盒"}, False),
        (2, "2026-09-01", {"gift": "月饼礼盒"}, False),  # another customer
    ],
)
def test_the_same_gift_within_two_years(shop: Rep, customer: int, on: str, more: dict[str, Any], warned: bool) -> None:
    add(shop, customer, on, **more)
    assert ("given before" in shop(GIVEN).err) is warned
    assert shop.rows("SELECT gift FROM touch ORDER BY id DESC LIMIT 1") == [("月饼礼盒",)]


def test_it_names_what_was_given_to_whom_and_when(shop: Rep) -> None:
    add(shop, 1, "2025-09-30", gift="月饼礼盒（广式）", people=(2,))
    said = shop(["log", "陈丽", "gift", "--gift", "月饼礼盒"])
    assert (
        said.err.splitlines()[-1] == "  given before: 月饼礼盒（广式） · 王强 @ 美佳超市 · Tue 30 Sep 2025; take it back with repbook undo"
    )
    add(shop, 2, "2025-09-30", gift="茶")
    chinese = shop(["log", "惠民", "送礼", "--gift", "茶"], lang="zh").err.splitlines()[-1]
    assert chinese == "  送过了：茶 · 惠民便利店 · 2025年9月30日 周二；要撤回：repbook undo"


@pytest.mark.parametrize(
    "line", ["log 美佳 gift 月饼礼盒 --in", "log 美佳 visit --gift 月饼礼盒 --outcome cancelled", "log 美佳 call 月饼礼盒", "log 美佳 gift"]
)
def test_what_was_not_given_warns_of_nothing(shop: Rep, line: str) -> None:
    add(shop, 1, "2026-09-01", gift="月饼礼盒", cost=90000)
    said = shop(line)
    assert "given before" not in said.err
    assert ("come to" in said.err) is (line == "log 美佳 gift")


def test_undo_takes_the_gift_back(shop: Rep) -> None:
    before = shop.dump()
    shop(f"{GIVEN} --cost 298")
    shop("undo")
    assert shop.dump() == before


@pytest.mark.parametrize(
    ("on", "more", "cost", "over"),
    [
        ("2026-01-01", {"gift": "茶", "cost": 40000}, "100", False),  # 500.00 of 500.00
        ("2026-01-01", {"gift": "茶", "cost": 40000}, "100.01", True),
        ("2025-12-31", {"gift": "茶", "cost": 40000}, "100.01", False),  # another year
        ("2026-01-01", {"kind": "gift", "note": "茶", "cost": 40000}, "100.01", True),
        ("2026-01-01", {"gift": "茶", "cost": 40000, "incoming": 1}, "100.01", False),
        ("2026-01-01", {"gift": "茶", "cost": 40000, "outcome": "refused"}, "100.01", False),
        ("2026-01-01", {"gift": "茶"}, "500.01", True),
    ],
)
def test_the_ceiling_of_a_year(shop: Rep, on: str, more: dict[str, Any], cost: str, over: bool) -> None:
    add(shop, 1, on, **more)
    assert ("over the 500.00 a year of its tier (key)" in shop(["log", "美佳", "visit", "--gift", "月饼", "--cost", cost]).err) is over


def test_the_ceiling_says_what_the_gifts_come_to(shop: Rep) -> None:
    said = shop("log 惠民 gift 茶 --cost 120")
    assert said.err.splitlines()[-1] == "  gifts for 惠民便利店 in 2026 come to 120.00, over the 100.00 a year of its tier (general)"
    shop("policy set general.gift_ceiling 500")
    assert "come to" not in shop("log 惠民 gift 水果 --cost 120").err
    shop("policy set general.gift_ceiling 0")
    assert "2026 年礼品共 240.00 元，超过" in shop("log 惠民 gift 日历", lang="zh").err


def test_a_gift_of_last_year_counts_against_last_year(shop: Rep) -> None:
    shop("log 美佳 gift 茶 --cost 450")
    assert "come to" not in shop("log 美佳 gift 酒 --cost 400 --on 2025-12-31").err
    assert "in 2025 come to 600.00" in shop("log 美佳 gift 烟 --cost 200 --on 2025-12-30").err


def test_the_list_ends_with_the_year_and_its_ceiling(shop: Rep) -> None:
    shop("log 美佳 gift 热干面礼盒 --cost 298 --origin 从宜昌带回 --with 陈丽")
    shop("log 惠民 gift 茶 --cost 120")
    said = shop("gift list 美佳")
    assert said.out.splitlines()[-1] == "2026: 298.00 of 500.00 (key)"
    assert "热干面礼盒" in said.out
    assert "从宜昌带回" in said.out
    assert shop("gift list 美佳", lang="zh").out.splitlines()[-1] == "2026 年：已用 298.00 元，上限 500.00 元（重点）"
    everybody = shop("gift list")
    assert everybody.err == "over the ceiling in 2026: 惠民便利店 120.00 of 100.00\n"
    assert json.loads(shop("gift list --json").out)["totals"] == [
        {"customer": "美佳超市", "customer_id": 1, "tier": "key", "year": 2026, "cost": 298.0, "ceiling": 500.0},
        {"customer": "惠民便利店", "customer_id": 2, "tier": "general", "year": 2026, "cost": 120.0, "ceiling": 100.0},
    ]
    assert shop("gift list --csv").err == ""
    assert shop("gift list 美佳", today="2027-01-01").out.splitlines()[-1].startswith("2026-11-22")


def test_an_order_and_a_gift_in_one_line(shop: Rep) -> None:
    shop(f"{GIVEN} --cost 100")
    said = shop(f"{GIVEN} --cost 100 --order 2680")
    assert "order 2,680.00" in said.out
    assert "given before: 月饼礼盒 · 美佳超市 · Sun 22 Nov 2026" in said.err
