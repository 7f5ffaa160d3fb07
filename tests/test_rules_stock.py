"""Boundary tables for stock-low: at or under the reorder level, running out, and what fills the shelf."""

from __future__ import annotations

import pytest

from tests.book import acc, policy, said, state, window

# --- stock-low: at or under the reorder level -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("readings", "day", "expected"),
    [
        (["酒 2026-11-10 6 at=5"], "2026-11-10", "-"),
        (["酒 2026-11-10 0.5"], "2026-11-10", "-"),  # no level
        (["酒 2026-11-10 5 at=5"], "2026-11-09", "-"),
        (["酒 2026-11-10 5 at=5"], "2026-11-10", "visit 2 +0 酒"),
        (["酒 2026-11-10 5 at=5"], "2026-11-11", "visit 2 +1 酒"),
        (["酒 2026-11-10 5 at=5"], "2027-01-09", "visit 2 +60 酒"),
        (["酒 2026-11-10 5 at=5"], "2027-01-10", "-"),
        (["酒 2026-11-10 4.5 at=4.5"], "2026-11-10", "visit 2 +0 酒"),
        (["酒 2026-11-10 4.6 at=4.5"], "2026-11-10", "-"),
        (["酒 2026-11-10 0 at=0"], "2026-11-10", "visit 2 +0 酒"),
        # the level given before; nothing was used, so nothing runs out
        (["酒 2026-10-01 5 at=5", "酒 2026-11-10 5"], "2026-11-10", "visit 2 +0 酒"),
        # the last one given, by its day and not by its entry
        (["酒 2026-10-01 6 at=2", "酒 2026-10-20 6 at=10", "酒 2026-11-10 6"], "2026-11-10", "visit 2 +0 酒"),
        (["酒 2026-10-20 6 at=10", "酒 2026-10-01 6 at=2", "酒 2026-11-10 6"], "2026-11-10", "visit 2 +0 酒"),
        (["酒 2026-10-20 6 at=2", "酒 2026-10-01 6 at=10", "酒 2026-11-10 6"], "2026-11-10", "-"),
        (["酒 2026-11-10 6", "酒 2026-10-01 6 at=10"], "2026-11-10", "visit 2 +0 酒"),  # entered later, of an earlier day
        (["酒 2026-10-01 6 at=10", "酒 2026-11-10 6 at=5"], "2026-11-10", "-"),
        # two products
        (["酒 2026-11-10 5 at=5", "茶 2026-11-11 1 at=5"], "2026-11-11", "visit 2 +0 茶; visit 2 +1 酒"),
        (["酒 2026-11-10 5", "茶 2026-11-10 50 at=5"], "2026-11-10", "-"),  # a level is of its product
        # a newer reading
        (["酒 2026-11-10 5 at=5", "酒 2026-11-15 50"], "2026-11-14", "visit 2 +4 酒"),
        (["酒 2026-11-10 5 at=5", "酒 2026-11-15 50"], "2026-11-15", "-"),
        (["酒 2026-11-10 5 at=5", "酒 2026-11-15 5"], "2026-11-16", "visit 2 +1 酒"),
        (["酒 2026-11-15 50", "酒 2026-11-10 5 at=5"], "2026-11-16", "-"),  # the newer by its day, not by its entry
        # two of one day: the later entered stands
        (["酒 2026-11-10 5 at=5", "酒 2026-11-10 50"], "2026-11-10", "-"),
        (["酒 2026-11-10 50 at=5", "酒 2026-11-10 5"], "2026-11-10", "visit 2 +0 酒"),
        (["酒 2026-11-10 5 at=5", "酒 2026-11-10 5 at=2"], "2026-11-10", "-"),
    ],
)
def test_stock_falls_low(readings: list[str], day: str, expected: str) -> None:
    assert said(acc(readings=readings), day, "stock-low") == expected


# --- stock-low: running out -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "expected"),
    # 100 on 1 October, 60 on 1 November: 40 in 31 days, so 60 last 46 days: run out on 17 December
    [
        ("2026-11-01", "-"),
        ("2026-12-09", "-"),
        ("2026-12-10", "visit 2 +0 酒"),
        ("2026-12-11", "visit 2 +1 酒"),
        ("2027-02-08", "visit 2 +60 酒"),
        ("2027-02-09", "-"),
    ],
)
def test_stock_runs_out(day: str, expected: str) -> None:
    assert said(acc(readings=["酒 2026-10-01 100", "酒 2026-11-01 60"]), day, "stock-low") == expected


@pytest.mark.parametrize(
    ("readings", "orders", "start"),
    [
        # used 90: 10 × 31 ÷ 90 = 3 days; 7 days before is before the reading
        pytest.param(["100", "10"], [], "2026-11-01", id="soon: the reading's day"),
        pytest.param(["100", "0"], [], "2026-11-01", id="nothing left"),
        # used 80: 18 × 31 ÷ 80 = 6 days, 20 × 31 ÷ 80 = 7, 21 × 31 ÷ 80 = 8
        pytest.param(["98", "18"], [], "2026-11-01", id="6 days left"),
        pytest.param(["100", "20"], [], "2026-11-01", id="7 days left"),
        pytest.param(["101", "21"], [], "2026-11-02", id="8 days left"),
        # used 0.5 + 2 − 1.5 = 1: 1.5 × 31 = 46 days: 17 December
        pytest.param(["0.5", "1.5"], ["2026-10-15 of=酒 qty=2"], "2026-12-10", id="parts"),
        # used 20 + 100 − 60 = 60: 31 days: 2 December
        pytest.param(["20", "60"], ["2026-10-15 of=酒 qty=100"], "2026-11-25", id="an order between"),
        pytest.param(["20", "60"], ["2026-10-02 of=酒 qty=40", "2026-10-15 of=酒 qty=60"], "2026-11-25", id="orders between"),
        pytest.param(["120", "60"], ["2026-10-01 of=酒 qty=100"], "2026-11-25", id="an order on the first reading's day is in it"),
        pytest.param(["120", "60"], ["2026-10-15 of=茶"], "2026-11-25", id="an order of something else"),
        pytest.param(["120", "60"], ["2026-10-15"], "2026-11-25", id="an order of nothing in particular"),
        # used 10: 90 × 31 ÷ 10 = 279 days: 7 August
        pytest.param(["100", "90"], [], "2027-07-31", id="slowly"),
    ],
)
def test_when_stock_runs_out(readings: list[str], orders: list[str], start: str) -> None:
    account = acc(
        readings=[f"酒 {day} {quantity}" for day, quantity in zip(("2026-10-01", "2026-11-01"), readings, strict=True)], orders=orders
    )
    assert window(account, start, "stock-low").startswith(f"{start} / {start} / ")
    assert said(account, start, "stock-low") == "visit 2 +0 酒"


@pytest.mark.parametrize(
    ("readings", "orders"),
    [
        pytest.param(["酒 2026-11-01 60"], [], id="one reading"),
        pytest.param(["酒 2026-10-01 60", "酒 2026-11-01 60"], [], id="nothing used"),
        pytest.param(["酒 2026-10-01 60", "酒 2026-11-01 70"], [], id="more than before"),
        pytest.param(["酒 2026-10-01 100", "酒 2026-11-01 60"], ["2026-10-15 of=酒"], id="an order of unknown quantity"),
        pytest.param(["酒 2026-10-01 100", "酒 2026-11-01 60"], ["2026-10-15 of=酒 qty=9", "2026-10-16 of=酒"], id="one of two unknown"),
        pytest.param(["酒 2026-10-01 20", "酒 2026-11-01 60"], ["2026-10-01 of=酒 qty=100"], id="ordered on the first reading's day"),
        pytest.param(["酒 2026-10-01 20", "酒 2026-11-01 60"], ["2026-10-15 of=茶 qty=100"], id="ordered something else"),
        pytest.param(["酒 2026-10-01 100", "茶 2026-11-01 60"], [], id="two products"),
        pytest.param(["酒 2026-11-01 100", "酒 2026-11-01 60"], [], id="two readings of one day"),
    ],
)
def test_stock_that_does_not_run_out(readings: list[str], orders: list[str]) -> None:
    account = acc(readings=readings, orders=orders)
    assert all(state(account, day, "stock-low") == "-" for day in ("2026-11-01", "2026-11-25", "2026-12-10", "2027-01-20"))


@pytest.mark.parametrize(
    "readings",
    [
        pytest.param(["酒 2026-10-01 100", "酒 2026-11-01 90", "酒 2026-11-01 60"], id="the last of the last day"),
        pytest.param(["酒 2026-10-01 120", "酒 2026-10-01 100", "酒 2026-11-01 60"], id="the last of the day before"),
        pytest.param(["酒 2026-09-01 500", "酒 2026-10-01 100", "酒 2026-11-01 60"], id="the last two of three"),
        pytest.param(["酒 2026-11-01 60", "酒 2026-10-01 100", "酒 2026-09-01 500"], id="by their days"),
        pytest.param(["酒 2026-10-01 100", "茶 2026-10-15 1", "酒 2026-11-01 60"], id="of the same product"),
    ],
)
def test_which_readings_count(readings: list[str]) -> None:
    account = acc(readings=readings)
    assert window(account, "2026-12-10", "stock-low:酒") == "2026-12-10 / 2026-12-10 / 2027-02-08"


def test_what_is_low_and_runs_out_is_one_item() -> None:
    account = acc(readings=["酒 2026-10-01 100 at=60", "酒 2026-11-01 60"])
    assert [said(account, day, "stock-low") for day in ("2026-11-01", "2026-12-10")] == ["visit 2 +0 酒", "visit 2 +39 酒"]


def test_the_lead_of_running_out_is_a_setting() -> None:
    account = acc(readings=["酒 2026-10-01 100", "酒 2026-11-01 60"])
    assert window(account, "2026-12-10", "stock-low", policy=policy(stock_lead=10)) == "2026-12-07 / 2026-12-07 / 2027-02-05"


# --- stock-low: settled -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "day", "expected"),
    [
        ("2026-11-10 of=酒", "2026-11-10", "-"),  # since the reading's day
        ("2026-11-12 of=酒 qty=1", "2026-11-20", "-"),
        ("2026-11-12", "2026-11-20", "-"),  # of no product
        ("2026-11-12 of=茶", "2026-11-20", "shown"),
        ("2026-11-09 of=酒", "2026-11-20", "shown"),
        ("2026-11-09", "2026-11-20", "shown"),
        ("2026-11-21 of=酒", "2026-11-20", "shown"),  # not known yet
    ],
)
def test_an_order_settles_low_stock(order: str, day: str, expected: str) -> None:
    assert state(acc(readings=["酒 2026-11-10 5 at=5"], orders=[order]), day, "stock-low") == expected


@pytest.mark.parametrize(
    ("order", "expected"), [("2026-11-01 of=酒 qty=1", "-"), ("2026-12-01", "-"), ("2026-12-01 of=茶", "shown"), ("2026-10-01", "shown")]
)
def test_an_order_settles_what_runs_out(order: str, expected: str) -> None:
    account = acc(readings=["酒 2026-10-01 100", "酒 2026-11-01 60"], orders=[order])
    assert state(account, "2026-12-10", "stock-low") == expected


@pytest.mark.parametrize("words", ["visit", "meeting", "call", "message", "help", "gift", "visit for=stock-low", "help for=stock-low"])
def test_no_touch_fills_the_shelf(words: str) -> None:
    account = acc(readings=["酒 2026-11-10 5 at=5"], touches=[f"2026-11-12 {words}"])
    assert state(account, "2026-11-12", "stock-low") == "shown"


def test_a_newer_low_reading_begins_anew_after_an_order() -> None:
    account = acc(readings=["酒 2026-11-10 5 at=5", "酒 2026-11-20 4"], orders=["2026-11-12 of=酒 qty=10"])
    assert [said(account, day, "stock-low") for day in ("2026-11-11", "2026-11-12", "2026-11-20")] == [
        "visit 2 +1 酒", "-", "visit 2 +0 酒"
    ]  # fmt: skip
