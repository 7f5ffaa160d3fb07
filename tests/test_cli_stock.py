"""`stock`: readings of the shelf, the level at which it is time to order, and the visit that follows."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.cli import Rep
from tests.sample import Sample
from tests.test_cli_customer import there_and_back


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """Two shops, visited yesterday."""
    made = Sample(rep.book)
    for name in ("美佳超市", "惠民便利店"):
        made.touch(made.customer(name), "2026-11-21", "visit")
    made.close()
    return rep


def readings(rep: Rep) -> list[tuple[object, ...]]:
    """The readings of the book."""
    return rep.rows("SELECT customer_id, product, on_day, quantity, reorder_at FROM stock ORDER BY id")


def low(rep: Rep, day: str = "2026-11-22") -> list[tuple[str, str]]:
    """Whose stock of what `due` finds low."""
    rows = csv.DictReader(io.StringIO(rep(f"due --csv --on {day}").out))
    return [(row["customer"], row["occasion"]) for row in rows if row["rule"] == "stock-low"]


def test_set(shop: Rep) -> None:
    said = shop("stock set mjcs ' 白酒  A' 1,006.50 --reorder-at 10 --on yesterday")
    assert (said.out, said.err) == ("stock 白酒 A 1006.5, reorder level 10 · 美佳超市 · Sat 21 Nov 2026\n", "")
    assert readings(shop) == [(1, "白酒 A", "2026-11-21", "1006.5", "10")]


def test_the_level_last_given_on_or_before_the_day_stands(shop: Rep) -> None:
    assert shop("stock set mjcs 白酒A 12").out == "stock 白酒A 12 · 美佳超市 · Sun 22 Nov 2026\n"
    shop("stock set mjcs 白酒A 20 --reorder-at 8 --on 2026-11-10")
    shop("stock set mjcs 白酒A 18 --reorder-at 10 --on 2026-11-15")
    assert shop("stock set mjcs 白酒A 10", lang="zh").out == "库存 白酒A 10，补货线 10：不足 · 美佳超市 · 2026年11月22日 周日\n"
    assert shop("stock set mjcs 白酒A 9 --on 2026-11-12").out == "stock 白酒A 9, reorder level 8 · 美佳超市 · Thu 12 Nov 2026\n"
    assert shop("stock set mjcs 白酒B 1").out == "stock 白酒B 1 · 美佳超市 · Sun 22 Nov 2026\n"
    assert shop("stock set 惠民 白酒A 1").out == "stock 白酒A 1 · 惠民便利店 · Sun 22 Nov 2026\n"


@pytest.mark.parametrize(
    ("line", "code", "part"),
    [
        ("stock set mjcs 白酒A few", 2, '"few" is not a quantity'),
        ("stock set mjcs 白酒A -- -1", 2, "below zero"),
        ("stock set mjcs ' ' 5", 2, "visible character"),
        ("stock set mjcs 白酒A 5 --reorder-at x", 2, '"x" is not a quantity'),
        ("stock set mjcs 白酒A 5 --on 2026-11-23", 1, "is after today"),
        ("stock set mjcs 白酒A", 2, "QTY is missing"),
        ("stock set 没有 白酒A 5", 3, "没有"),
        ("stock list 没有", 3, "没有"),
    ],
)
def test_refused(shop: Rep, line: str, code: int, part: str) -> None:
    before = shop.dump()
    said = shop(line, code)
    assert part in said.err
    assert said.out == ""
    assert shop.dump() == before


@pytest.fixture
def counted(shop: Rep) -> Rep:
    """Readings of two products, one of them twice, the newer one entered first."""
    shop("stock set mjcs 白酒A 6 --reorder-at 10")
    shop("stock set mjcs 白酒A 24 --reorder-at 5 --on 2026-11-01")
    shop("stock set mjcs 大米 3 --on 2026-11-20")
    shop("stock set 惠民 白酒A 8 --on 2026-11-20")
    return shop


def test_list_the_newest_of_each(counted: Rep) -> None:
    assert counted("stock list").out.splitlines() == [
        "customer    product  day         quantity  reorder at  low",
        "惠民便利店  白酒A    2026-11-20  8",
        "美佳超市    大米     2026-11-20  3",
        "美佳超市    白酒A    2026-11-22  6         10          yes",
    ]
    assert "customer" not in counted("stock list mjcs").out


def test_list_as_data(counted: Rep) -> None:
    items = json.loads(counted("stock list mjcs --all --json").out)["items"]
    assert [(item["product"], item["on"], item["qty"], item["reorder_at"], item["low"]) for item in items] == [
        ("大米", "2026-11-20", "3", None, False), ("白酒A", "2026-11-22", "6", "10", True), ("白酒A", "2026-11-01", "24", "5", False),
    ]  # fmt: skip
    header, first = counted("stock list --csv --limit 1").out.splitlines()
    assert header == "customer,customer_id,product,on,qty,reorder_at,low"
    assert first == "惠民便利店,2,白酒A,2026-11-20,8,,no"


def test_of_two_readings_of_one_day_the_later_entered_stands(shop: Rep) -> None:
    shop("stock set mjcs 白酒A 6 --reorder-at 10")
    assert low(shop) == [("美佳超市", "白酒A")]
    shop("stock set mjcs 白酒A 16")
    assert low(shop) == []
    assert [item["qty"] for item in json.loads(shop("stock list --json").out)["items"]] == ["16"]


def test_an_empty_list_says_how_to_begin(shop: Rep) -> None:
    assert shop("stock list").err == "No stock is written down yet; repbook stock set CUSTOMER PRODUCT QTY\n"


def test_low_asks_for_a_visit_until_it_is_full_again_or_ordered(counted: Rep) -> None:
    assert low(counted, "2026-11-21") == []
    assert low(counted) == [("美佳超市", "白酒A")]
    counted("order add mjcs 100 --product 大米")
    assert low(counted) == [("美佳超市", "白酒A")]
    counted("order add mjcs 100 --product 白酒A")
    assert low(counted) == []


def test_a_step_is_taken_back_and_put_back(counted: Rep) -> None:
    there_and_back(counted, "stock set mjcs 白酒A 30 --reorder-at 12")
    assert counted("undo").out.startswith("undone: stock set: 白酒A 30, 美佳超市")
    assert counted("redo", lang="zh").out.startswith("已重做：库存 白酒A 30 美佳超市")


@pytest.mark.parametrize(
    ("lang", "level", "sold"), [("en", "reorder level  10", "last reading   A: 6"), ("zh", "补货线    10", "最近盘点  A：6")]
)
def test_why_shows_the_level_that_the_stock_is_under(shop: Rep, lang: str, level: str, sold: str) -> None:
    shop("stock set mjcs A 6 --reorder-at 10")
    said = shop("why mjcs stock-low", lang=lang).out
    assert f"  {level}\n" in said
    assert f"  {sold}" in said


def test_why_shows_no_level_where_none_was_given(shop: Rep) -> None:
    shop("stock set mjcs A 20 --on 2026-11-11")
    shop("stock set mjcs A 2")
    said = shop("why mjcs stock-low").out
    assert "last reading" in said
    assert "  reorder level  " not in said
