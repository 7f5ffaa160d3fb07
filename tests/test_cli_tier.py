"""`tier review`: who should move and why, and moving them all in one step."""

from __future__ import annotations

import csv
import io
import json

import pytest

from repbook.render.out import cells
from tests.cli import Rep
from tests.sample import Sample
from tests.test_cli_customer import there_and_back


@pytest.fixture
def book(rep: Rep, monkeypatch: pytest.MonkeyPatch) -> Rep:
    """A general customer who buys nearly everything, a key one who buys nothing, and who should stay."""
    monkeypatch.delenv("COLUMNS", raising=False)
    made = Sample(rep.book)
    best = made.customer("美佳超市", "general", since="2021-01-05")
    for month in range(3, 12):
        made.order(best, f"2026-{month:02d}-10", 1000000)
        made.touch(best, f"2026-{month:02d}-12", "visit")
    made.customer("陈记商行", "key", since="2025-01-05")
    made.order(made.customer("惠民便利店", "general", since="2026-10-01"), "2026-10-12", 50000)
    made.order(made.customer("新来的", "general", since="2026-10-01", status="prospect"), "2026-11-12", 60000)
    made.customer("只是看看", "vip", since="2020-10-01", status="prospect")
    made.customer("关门了", "vip", since="2020-10-01", status="lost")
    made.customer("收起来了", "vip", since="2020-10-01", archived_on="2026-11-01")
    made.customer("介绍来的", "general", since="2026-10-01", referred_by=best)
    made.close()
    return rep


def rows(rep: Rep, line: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(rep(f"{line} --csv").out)))


def test_suggestions_on_a_screen(book: Rep) -> None:
    said = book("tier review")
    assert said.out.splitlines() == [
        "5 active customers, 91,100.00 in 12 months: 1 of them (20%) make 80% of it, the first fifth 99%",
        "",
        "UP",
        "  美佳超市  general -> vip  74 = value 40 + potential 5 + loyalty 24 + referrals 5",
        "    90,000.00 in 12 months, number 1 of 5 · up 100% on the half year before · orders every 31 days, 9 of 9 times kept"
        " · 1 customer came through it · in touch in 9 of 12 months · a customer for 5 years",
        "",
        "DOWN",
        "  陈记商行  key -> potential  2 = value 0 + potential 0 + loyalty 2 + referrals 0",
        "    never ordered · in touch in 0 of 12 months · a customer for 1 year",
        "",
        "3 more stay where they are: repbook tier review --all",
    ]
    assert said.err == "take all of it over: repbook tier review --apply   one of them: repbook customer tier NAME TIER\n"


def test_everybody_and_in_chinese(book: Rep) -> None:
    out = book("tier review --all", lang="zh").out
    assert "建议升级\n  美佳超市  一般 -> VIP  " in out
    assert "建议降级\n  陈记商行  重点 -> 潜力  " in out
    assert "不动\n  新来的  一般  " in out
    assert "另有" not in out


def test_csv_and_json(book: Rep) -> None:
    found = rows(book, "tier review")
    assert [(row["customer"], row["tier"], row["suggested"]) for row in found] == [
        ("美佳超市", "general", "vip"),
        ("陈记商行", "key", "potential"),
    ]
    parts = [float(found[0][part]) for part in ("value", "potential", "loyalty", "referrals")]
    assert sum(parts) == pytest.approx(float(found[0]["score"]), abs=0.2)
    document = json.loads(book("tier review --all --json").out)
    assert document["curve"] == {"customers": 5, "buying": 3, "amount": 91100.0, "make_80": 1, "top_fifth_share": 0.9879}
    assert [one["customer"] for one in document["items"]] == ["美佳超市", "陈记商行", "新来的", "惠民便利店", "介绍来的"]
    assert document["items"][2]["suggested"] is None
    assert document["items"][0]["reasons"][0] == "90,000.00 in 12 months, number 1 of 5"


@pytest.fixture
def falling(rep: Rep) -> Rep:
    """A general customer who bought most, and less of late; a vip who bought little, and more of late."""
    made = Sample(rep.book)
    large, small = made.customer("美佳超市", "general", since="2021-01-05"), made.customer("陈记商行", "vip", since="2021-01-05")
    for month, amount in ((1, 4000000), (3, 4000000), (7, 3000000), (9, 3000000)):
        made.order(large, f"2026-{month:02d}-10", amount)
    for month, amount in ((3, 10000), (9, 15000)):
        made.order(small, f"2026-{month:02d}-10", amount)
    made.close()
    return rep


def test_what_speaks_against_a_move_is_said(falling: Rep) -> None:
    en, zh = (falling("tier review", lang=lang).out for lang in ("en", "zh"))
    assert "美佳超市  general -> " in en
    assert "    but down 25% on the half year before\n" in en
    assert "    but up 50% on the half year before\n" in en
    assert en.count("half year before") == 2
    assert "    但比前半年跌 25%\n" in zh
    up, down = json.loads(falling("tier review --json").out)["items"]
    assert (up["growth"], up["against"]) == (-0.25, ["down 25% on the half year before"])
    assert (down["growth"], down["against"]) == (0.5, ["up 50% on the half year before"])
    assert "down 25% on the half year before" in up["reasons"]


def test_growth_is_unknown_where_nothing_was_before(book: Rep) -> None:
    grown = {one["customer"]: one["growth"] for one in json.loads(book("tier review --all --json").out)["items"]}
    assert grown == {"美佳超市": 1.0, "陈记商行": None, "新来的": None, "惠民便利店": None, "介绍来的": None}


def test_nothing_is_changed_without_apply(book: Rep) -> None:
    before = book.book.read_bytes()
    book("tier review --all")
    book("tier review --json")
    assert book("tier review --apply --dry-run").out == "美佳超市: general -> vip  #1\n陈记商行: key -> potential  #2\n"
    assert book.book.read_bytes() == before


def test_apply_asks(book: Rep) -> None:
    before = book.dump()
    said = book("tier review --apply", code=1)
    assert "Move 2 customers to another tier? There is nobody to ask here: say --yes to do it" in said.err
    assert book.dump() == before


def test_apply_moves_them_in_one_step(book: Rep) -> None:
    there_and_back(book, "tier review --apply --yes")
    assert book.rows("SELECT name, tier, edited_on FROM customer WHERE id < 4 ORDER BY id") == [
        ("美佳超市", "vip", "2026-12-01"), ("陈记商行", "potential", "2026-12-01"), ("惠民便利店", "general", "2026-11-01"),
    ]  # fmt: skip
    assert "tier review: 2 customers moved" in book("undo --list").out


def test_what_was_applied_is_not_suggested_again_upwards(book: Rep) -> None:
    said = book("tier review --apply --yes", lang="zh")
    assert said.out == "美佳超市：一般 -> VIP  #1\n陈记商行：重点 -> 潜力  #2\n"
    assert said.err == "2 家客户已换级别   （撤销：repbook undo）\n"
    assert [row["customer"] for row in rows(book, "tier review")] == ["陈记商行"]  # down one tier at a time


def test_a_book_in_order(rep: Rep) -> None:
    rep("customer add 美佳超市 --status active")
    said = rep("tier review --apply --yes")
    assert said.out == "1 active customer, no orders in 12 months\n\nEvery customer is in the tier that its score suggests\n"
    assert said.err == ""
    assert rows(rep, "tier review") == []


def test_apply_shows_no_table(book: Rep) -> None:
    assert "--apply and --json contradict each other" in book("tier review --apply --json", code=2).err


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_fits_a_narrow_screen(book: Rep, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert [line for line in book("tier review --all", lang=lang).out.splitlines() if cells(line) > 60] == []


def test_the_longest_name_is_wrapped_on_a_narrow_screen(book: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    book(f"customer edit 美佳超市 --name {'美' * 200}")
    monkeypatch.setenv("COLUMNS", "60")
    lines = book("tier review").out.splitlines()
    assert [line for line in lines if cells(line) > 60] == []
    assert "".join(lines).replace(" ", "").count("美" * 200) == 1
    assert "    general -> vip" in lines
