"""`gift list`: what was given, out of the touches it came with."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.cli import Rep
from tests.sample import Sample


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """Two shops and what they got, and what they did not."""
    made = Sample(rep.book)
    mei = made.customer("美佳超市", "key")
    made.contact(mei, "陈丽")
    made.contact(mei, "王强")
    made.customer("惠民便利店")
    made.close()
    rep("log mjcs gift --gift 月饼礼盒 --cost 268 --origin 宜昌 --for mid-autumn --with 陈丽 --with 王强 --on 2026-09-20")
    rep("log 惠民 visit --gift 茶叶 --on 2026-10-01")
    rep("log mjcs gift --gift 酒 --outcome refused --on 2026-10-02")
    rep("log mjcs visit 聊了聊 --on 2026-10-03")
    rep("log mjcs gift --gift 橙子 --in --on 2026-10-04")
    return rep


def test_list_newest_first(shop: Rep) -> None:
    assert shop("gift list").out.splitlines() == [
        "day         customer    with        gift        cost  from  for         theirs",
        "2026-10-04  美佳超市                橙子                                yes",
        "2026-10-01  惠民便利店              茶叶",
        "2026-09-20  美佳超市    陈丽、王强  月饼礼盒  268.00  宜昌  Mid-Autumn",
    ]
    assert shop("gift list 惠民", lang="zh").out.splitlines() == ["日期        礼品", "2026-10-01  茶叶"]


def test_list_as_data(shop: Rep) -> None:
    items = json.loads(shop("gift list mjcs --json").out)["items"]
    assert [item["id"] for item in items] == [5, 1]
    assert items[1] == {
        "id": 1, "on": "2026-09-20", "customer": "美佳超市", "customer_id": 1, "contact": "陈丽、王强", "gift": "月饼礼盒", "cost": 268.0,
        "origin": "宜昌", "for": "mid-autumn", "in": False, "mass": False,
    }  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(shop("gift list --csv --limit 2").out)))
    assert [(row["gift"], row["cost"], row["in"]) for row in rows] == [("橙子", "", "yes"), ("茶叶", "", "no")]


def test_nothing_given_yet(shop: Rep) -> None:
    for _ in range(5):
        shop("undo")
    said = shop("gift list")
    assert said.out == ""
    assert said.err.startswith("No gift is written down yet")
    assert "没有" in shop("gift list 没有", 3).err


@pytest.mark.parametrize(
    ("meant", "en", "zh"),
    [("mid-autumn", "Mid-Autumn", "中秋"), ("birthday", "birthday", "生日"), ("'#1'", "#1", "#1"), ("win-back", "win-back", "挽回")],
)
def test_what_a_gift_was_for_is_said_in_the_users_words_and_data_keeps_its_key(rep: Rep, meant: str, en: str, zh: str) -> None:
    rep("customer add 美佳超市")
    rep("promise add 美佳超市 送样品 --by 2026-12-01")
    rep(f"log 美佳超市 gift 茶叶 --for {meant}")
    for line in ("gift list", "history"):
        assert en in rep(line).out
        assert zh in rep(line, lang="zh").out
        assert f",{meant.strip(chr(39))}," in rep(f"{line} --csv", lang="zh").out
