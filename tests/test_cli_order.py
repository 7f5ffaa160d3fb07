"""`order`: what is said, what is in the book, bad amounts and days, undo."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.cli import Rep
from tests.test_cli_customer import there_and_back


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """Two shops."""
    rep("customer add 美佳超市")
    rep("customer add 百姓饭店")
    return rep


def test_add(shop: Rep) -> None:
    said = shop("order add mjcs 1,234.50")
    assert (said.out, said.err) == ("order 1,234.50 · 美佳超市 · Sun 22 Nov 2026 #1\n", "")
    assert shop.rows("SELECT customer_id, on_day, amount, product, quantity, margin, service_every FROM orders") == [
        (1, "2026-11-22", 123450, "", None, None, None)
    ]


def test_add_with_everything(shop: Rep) -> None:
    said = shop("order add 美佳 1.2万 --on 昨天 --product ' 白酒  A' --qty 1,000.50 --margin -100 --service-every 6", lang="zh")
    assert said.out == "订单 12,000.00 · 美佳超市 · 2026年11月21日 周六 #1\n"
    assert shop.rows("SELECT on_day, amount, product, quantity, margin, service_every FROM orders") == [
        ("2026-11-21", 1200000, "白酒 A", "1000.5", -10000, 6)
    ]


def test_an_order_of_zero_is_an_order(shop: Rep) -> None:
    assert shop("order add mjcs 0").out == "order 0.00 · 美佳超市 · Sun 22 Nov 2026 #1\n"


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("order add mjcs twelve", 2, '"twelve" is not an amount'),
        ("order add mjcs 12.345", 2, '"12.345" is not an amount'),
        ("order add mjcs -- -5", 2, 'amount "-5" is below zero'),
        ("order add mjcs 999999999999", 2, "is too large"),
        ("order add mjcs 5 --qty -1", 2, 'quantity "-1" is below zero'),
        ("order add mjcs 5 --qty few", 2, '"few" is not a quantity'),
        ("order add mjcs 5 --margin lots", 2, '"lots" is not an amount'),
        ("order add mjcs 5 --service-every 0", 2, '"0" is not between 1 and 1200'),
        ("order add mjcs 5 --service-every x", 2, '"x" is not a whole number'),
        ("order add mjcs 5 --on 2026-11-23", 1, "Mon 23 Nov 2026 is after today"),
        ("order add mjcs 5 --on 2-30", 2, "2-30 is a day that does not exist"),
        ("order add mjcs", 2, "AMOUNT is missing"),
        ("order add 没有的 5", 3, "没有的"),
        ("order list 没有的", 3, "没有的"),
        ("order list --since x", 2, "x is not a date"),
        ("order list --limit x", 2, '"x" is not a whole number'),
    ],
)
def test_refused(shop: Rep, line: str, code: int, said: str) -> None:
    before = shop.dump()
    got = shop(line, code)
    assert said in got.err
    assert got.out == ""
    assert shop.dump() == before


@pytest.fixture
def sold(shop: Rep) -> Rep:
    """Three orders of two customers."""
    shop("order add mjcs 10 --on 2026-10-01 --product 白酒A --qty 2")
    shop("order add bxfd 20 --on 2026-11-01 --margin 5.5")
    shop("order add mjcs 30 --on 2026-11-01 --service-every 3")
    return shop


def test_list_newest_first(sold: Rep) -> None:
    assert sold("order list").out.splitlines() == [
        "#  day         customer  amount  product  quantity  margin  service every (months)",
        "3  2026-11-01  美佳超市   30.00                                                  3",
        "2  2026-11-01  百姓饭店   20.00                       5.50",
        "1  2026-10-01  美佳超市   10.00  白酒A    2",
    ]
    assert sold("order list bxfd", lang="zh").out.splitlines() == ["#  日期         金额  毛利", "2  2026-11-01  20.00  5.50"]


def test_list_as_data(sold: Rep) -> None:
    items = json.loads(sold("order list mjcs --json").out)["items"]
    assert items[1] == {
        "id": 1, "on": "2026-10-01", "customer": "美佳超市", "customer_id": 1, "amount": 10.0, "product": "白酒A", "quantity": "2",
        "margin": None, "service_every": None,
    }  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(sold("order list --csv --since 11-01").out)))
    assert [(row["id"], row["amount"], row["margin"], row["service_every"]) for row in rows] == [
        ("3", "30.00", "", "3"),
        ("2", "20.00", "5.50", ""),
    ]
    assert len(json.loads(sold("order list --limit 2 --json").out)["items"]) == 2


def test_an_empty_list_says_how_to_begin(shop: Rep) -> None:
    said = shop("order list")
    assert (said.out, said.err) == ("", "No orders yet; repbook order add CUSTOMER AMOUNT\n")


def test_an_order_can_be_taken_back(shop: Rep) -> None:
    shop("order add mjcs 5")
    there_and_back(shop, "order add mjcs 1234.5 --product 白酒A --qty 12 --margin -3 --service-every 6")
    assert shop("undo").out.startswith("undone: order add: 1,234.50 美佳超市, 1 Dec")
    assert shop("redo").code == 0
    assert shop("order add mjcs 7").out.endswith("#3\n")


@pytest.mark.parametrize("command", ["add", "list"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_help(rep: Rep, command: str, lang: str) -> None:
    said = rep(f"order {command} --help", lang=lang)
    assert said.err == ""
    assert f"repbook order {command}" in said.out
