"""Boundary tables for after-sale, reorder, at-risk and second-order: the median gap, the windows, what settles them."""

from __future__ import annotations

import pytest

from repbook.terms import Tier, day_of, iso
from tests.book import acc, due_day, late, person, policy, shown, state, window

# The last order is always 21 June 2026, a Sunday: no day of this part is moved to a working day.
LAST = "2026-06-21"
EVERY_10 = ["2026-06-01", "2026-06-11", LAST]
EVERY_24 = ["2026-05-04", "2026-05-28", LAST]
RHYTHM = ["reorder", "at-risk", "second-order"]

# --- silent first -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [*RHYTHM, "after-sale"])
def test_no_order_no_word(rule: str) -> None:
    assert all(state(acc(), day, rule) == "-" for day in ("2026-01-01", "2026-06-28", "2026-11-22"))


@pytest.mark.parametrize("rule", [*RHYTHM, "after-sale"])
@pytest.mark.parametrize(("status", "archived"), [("lost", False), ("active", True)])
def test_lost_and_archived_customers_are_let_be(status: str, archived: bool, rule: str) -> None:
    for orders in ([LAST], EVERY_10):
        account = acc(status=status, archived=archived, orders=orders)
        assert all(state(account, iso(day_of(LAST) + ago), rule) == "-" for ago in range(0, 200, 3))


@pytest.mark.parametrize("rule", RHYTHM)
def test_two_orders_have_no_rhythm_yet(rule: str) -> None:
    account = acc(orders=["2026-06-11", LAST])
    assert all(state(account, iso(day_of(LAST) + ago), rule) == "-" for ago in range(200))


@pytest.mark.parametrize("rule", ["reorder", "at-risk"])
def test_one_order_has_no_rhythm(rule: str) -> None:
    assert all(state(acc(orders=[LAST]), iso(day_of(LAST) + ago), rule) == "-" for ago in range(200))


def test_three_orders_are_not_a_second_order() -> None:
    assert all(state(acc(orders=EVERY_10), iso(day_of(LAST) + ago), "second-order") == "-" for ago in range(200))


@pytest.mark.parametrize("orders", [[LAST], ["2026-06-11", LAST], EVERY_10, EVERY_24, ["2026-06-19", "2026-06-20", LAST]])
def test_reorder_at_risk_and_second_order_never_show_together(orders: list[str]) -> None:
    account = acc(orders=orders)
    for ago in range(220):
        day = iso(day_of(LAST) + ago)
        assert sum(state(account, day, rule) != "-" for rule in RHYTHM) <= 1, day


@pytest.mark.parametrize(("orders", "day", "rule"), [([LAST], "2026-09-01", "second-order"), (EVERY_10, "2026-07-02", "reorder")])
def test_a_prospect_with_orders_counts_as_active(orders: list[str], day: str, rule: str) -> None:
    assert state(acc(status="prospect", orders=orders), day, rule) == "shown"


# --- falls due ----------------------------------------------------------------------------------------------------------

FALLS_DUE: list[tuple[list[str], str, list[tuple[str, int | None]]]] = [
    # after-sale of 21 June: + 7 = 28 June … + 37 = 28 July
    ([LAST], "after-sale", [("2026-06-27", None), ("2026-06-28", 0), ("2026-06-29", 1), ("2026-07-28", 30), ("2026-07-29", None)]),
    # second-order: + 60 = 20 August … S − 1 = + 179 = 17 December
    ([LAST], "second-order", [("2026-08-19", None), ("2026-08-20", 0), ("2026-08-21", 1), ("2026-12-17", 119), ("2026-12-18", None)]),
    # reorder, g = 10: + 10 − 2 … + 10 … + 15 − 1
    (
        EVERY_10,
        "reorder",
        [("2026-06-28", None), ("2026-06-29", 0), ("2026-06-30", 0), ("2026-07-01", 0), ("2026-07-02", 1), ("2026-07-05", 4)],
    ),
    (EVERY_10, "reorder", [("2026-07-06", None)]),
    # at-risk, g = 10: + 15 = 6 July … + 179
    (EVERY_10, "at-risk", [("2026-07-05", None), ("2026-07-06", 0), ("2026-07-07", 1), ("2026-12-17", 164), ("2026-12-18", None)]),
    # g = 24: reorder + 24 − 3 … + 24 … + 36 − 1, at-risk + 36
    (EVERY_24, "reorder", [("2026-07-11", None), ("2026-07-12", 0), ("2026-07-14", 0), ("2026-07-15", 0), ("2026-07-16", 1)]),
    (EVERY_24, "reorder", [("2026-07-26", 11), ("2026-07-27", None)]),
    (EVERY_24, "at-risk", [("2026-07-26", None), ("2026-07-27", 0), ("2026-07-28", 1)]),
]


@pytest.mark.parametrize(
    ("orders", "rule", "day", "overdue"),
    [(orders, rule, day, overdue) for orders, rule, table in FALLS_DUE for day, overdue in table],
)
def test_falls_due(orders: list[str], rule: str, day: str, overdue: int | None) -> None:
    assert late(acc(orders=orders), day, rule) == overdue


@pytest.mark.parametrize(
    ("orders", "rule", "day", "cls", "expected"),
    [
        ([LAST], "after-sale", "2026-07-01", 2, "2026-06-28 / 2026-06-28 / 2026-07-28"),
        ([LAST], "second-order", "2026-09-01", 4, "2026-08-20 / 2026-08-20 / 2026-12-17"),
        (EVERY_10, "reorder", "2026-07-01", 3, "2026-06-29 / 2026-07-01 / 2026-07-05"),
        (EVERY_10, "at-risk", "2026-08-01", 3, "2026-07-06 / 2026-07-06 / 2026-12-17"),
    ],
)
def test_window_class_and_action(orders: list[str], rule: str, day: str, cls: int, expected: str) -> None:
    account = acc(tier="key", orders=orders)
    assert window(account, day, rule) == expected
    (item,) = shown(account, day, rule)
    assert (item.cls, item.action, item.contact, item.occasion) == (cls, "call", None, "")
    assert item.reason.key


@pytest.mark.parametrize(("tier", "cls"), [("vip", 1), ("key", 3), ("potential", 3), ("general", 3)])
def test_the_class_of_at_risk_is_the_tiers(tier: str, cls: int) -> None:
    (item,) = shown(acc(tier=tier, orders=EVERY_10), "2026-07-10", "at-risk")
    assert item.cls == cls


def test_the_class_of_at_risk_is_a_setting() -> None:
    own = policy(Tier("own", at_risk_class=2))
    (item,) = shown(acc(tier="own", orders=EVERY_10), "2026-07-10", "at-risk", policy=own)
    assert item.cls == 2


@pytest.mark.parametrize(
    ("rule", "day", "numbers"),
    [("at-risk", "2026-07-21", {10, 30}), ("reorder", "2026-07-03", {10, 12})],  # every 10 days, and silent since 21 June
)
def test_the_reason_names_the_numbers(rule: str, day: str, numbers: set[int]) -> None:
    (item,) = shown(acc(orders=EVERY_10), day, rule)
    assert numbers <= {value for value in item.reason.params.values() if isinstance(value, int)}


# --- the median gap -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("orders", "reorder", "at_risk"),
    [
        # gaps 10, 11: 10.5 -> 11; + 11 − 2 / + 11 / + 17 − 1; + 17
        (["2026-05-31", "2026-06-10"], "2026-06-30 / 2026-07-02 / 2026-07-07", "2026-07-08"),
        # gaps 9, 10: 9.5 -> 10
        (["2026-06-02", "2026-06-11"], "2026-06-29 / 2026-07-01 / 2026-07-05", "2026-07-06"),
        # gaps 1, 2: at least 7; + 7 − 1 / + 7 / + 11 − 1; + 11
        (["2026-06-18", "2026-06-19"], "2026-06-27 / 2026-06-28 / 2026-07-01", "2026-07-02"),
        # gaps 7, 7
        (["2026-06-07", "2026-06-14"], "2026-06-27 / 2026-06-28 / 2026-07-01", "2026-07-02"),
        # gaps 7, 8: 7.5 -> 8; + 8 − 1 / + 8 / + 12 − 1; + 12
        (["2026-06-06", "2026-06-14"], "2026-06-28 / 2026-06-29 / 2026-07-02", "2026-07-03"),
        # gaps 9, 9: + 9 − 1 / + 9 / ceil(13.5) − 1 = + 13; + 14
        (["2026-06-03", "2026-06-12"], "2026-06-29 / 2026-06-30 / 2026-07-04", "2026-07-05"),
        # gaps 14, 14: 14 ÷ 5 is 2; + 12 / + 14 / + 20; + 21
        (["2026-05-24", "2026-06-07"], "2026-07-03 / 2026-07-05 / 2026-07-11", "2026-07-12"),
        # gaps 15, 15: 15 ÷ 5 is 3; + 12 / + 15 / ceil(22.5) − 1 = + 22; + 23
        (["2026-05-22", "2026-06-06"], "2026-07-03 / 2026-07-06 / 2026-07-13", "2026-07-14"),
        # gaps 20, 20: never more than 3 days before; + 17 / + 20 / + 29; + 30
        (["2026-05-12", "2026-06-01"], "2026-07-08 / 2026-07-11 / 2026-07-20", "2026-07-21"),
        # gaps 5, 40, 20: the middle one is 20
        (["2026-04-17", "2026-04-22", "2026-06-01"], "2026-07-08 / 2026-07-11 / 2026-07-20", "2026-07-21"),
        # gaps 60, 10, 12, 10: between 10 and 12 is 11
        (["2026-03-21", "2026-05-20", "2026-05-30", "2026-06-11"], "2026-06-30 / 2026-07-02 / 2026-07-07", "2026-07-08"),
    ],
)
def test_the_median_gap(orders: list[str], reorder: str, at_risk: str) -> None:
    account = acc(orders=[*orders, LAST])
    assert window(account, reorder[:10], "reorder") == reorder
    assert window(account, at_risk, "at-risk") == f"{at_risk} / {at_risk} / 2026-12-17"  # S = + 180


@pytest.mark.parametrize(
    ("orders", "day", "expected"),
    [
        # g = 60: S = + max(180, 180); at-risk + 90 = 19 September
        (["2026-02-21", "2026-04-22"], "2026-10-01", "2026-09-19 / 2026-09-19 / 2026-12-17"),
        # g = 61: S = + 183; at-risk + ceil(91.5) = 92 = 21 September … + 182 = 20 December
        (["2026-02-19", "2026-04-21"], "2026-10-01", "2026-09-21 / 2026-09-21 / 2026-12-20"),
        # g = 100: S = + 300; at-risk + 150 = 18 November … + 299 = 16 April 2027
        (["2025-12-03", "2026-03-13"], "2026-12-01", "2026-11-18 / 2026-11-18 / 2027-04-16"),
    ],
)
def test_silence_sets_in_after_three_gaps_and_half_a_year_at_least(orders: list[str], day: str, expected: str) -> None:
    assert window(acc(orders=[*orders, LAST]), day, "at-risk") == expected


def test_the_numbers_of_silence_and_rhythm_are_settings() -> None:
    patient = policy(silent_days=90)
    assert window(acc(orders=[LAST]), "2026-08-20", "second-order", policy=patient) == "2026-08-20 / 2026-08-20 / 2026-09-18"
    quick = policy(order_days_min=2)
    assert due_day(acc(orders=["2026-06-11", LAST]), "2026-07-01", "reorder", policy=quick) == "2026-07-01"
    soon = policy(second_order_days=30)
    assert due_day(acc(orders=[LAST]), "2026-08-01", "second-order", policy=soon) == "2026-07-21"


# --- after-sale: which order ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("orders", "day", "expected"),
    [
        pytest.param(["2026-06-01"], "2026-06-08", "2026-06-08", id="the first"),
        pytest.param(["2026-06-01", "2026-07-30"], "2026-07-01", "2026-06-08", id="59 days later: still the first"),
        pytest.param(["2026-06-01", "2026-07-31"], "2026-08-07", "2026-08-07", id="60 days later: a new one"),
        pytest.param(["2026-03-01", "2026-06-01", "2026-06-20"], "2026-06-30", "2026-06-08", id="the latest after a pause, not the latest"),
        pytest.param(["2026-06-01", "2026-06-20", "2026-08-18"], "2026-07-01", "2026-06-08", id="the order not known yet"),
        pytest.param(["2026-06-01", "2026-06-20", "2026-08-19"], "2026-08-30", "2026-08-26", id="60 days after the one before"),
        pytest.param(["2026-01-01", "2026-03-02", "2026-06-01"], "2026-06-10", "2026-06-08", id="the latest of several"),
    ],
)
def test_after_which_sale(orders: list[str], day: str, expected: str) -> None:
    assert due_day(acc(orders=orders), day, "after-sale") == expected


@pytest.mark.parametrize(
    ("after", "called", "expected"),
    [
        (7, "2026-06-04", "shown"),
        (7, "2026-06-05", "-"),  # four days after the order it is about the goods
        (4, "2026-06-04", "shown"),
        (4, "2026-06-05", "-"),
        (2, "2026-06-02", "shown"),
        (2, "2026-06-03", "-"),  # the day it shows
    ],
)
def test_a_call_when_the_goods_are_asked_after_settles_it(after: int, called: str, expected: str) -> None:
    account = acc(orders=["2026-06-01"], touches=[f"{called} call"])
    assert state(account, "2026-06-10", "after-sale", policy=policy(after_sale_days=after)) == expected


@pytest.mark.parametrize(
    ("orders", "day", "expected"),
    [
        # 59 days after the first order no second call is asked for; 60 days after, one is
        (["2026-06-01", "2026-07-30"], "2026-08-06", "-"),
        (["2026-06-01", "2026-07-31"], "2026-08-07", "shown"),
        # 18 August is 59 days after 20 June
        (["2026-06-01", "2026-06-20", "2026-08-18"], "2026-08-25", "-"),
    ],
)
def test_orders_that_follow_closely_ask_for_no_call(orders: list[str], day: str, expected: str) -> None:
    assert state(acc(orders=orders), day, "after-sale") == expected


# --- settled ------------------------------------------------------------------------------------------------------------

WORTH_A_CALL = ["call", "visit", "meeting", "call in", "visit in", "call with=7", "call mood=bad", "call for=birthday", "visit gift"]
WORTH_NOTHING = [
    "message",
    "greeting",
    "gift",
    "help",
    "message in",
    "message mass",
    "greeting mass",
    "call no-answer",
    "call refused",
    "visit cancelled",
    "message for=after-sale",  # none of these rules reads --for
    "help for=reorder",
    "message for=at-risk",
    "greeting for=second-order",
]
# rule, its orders, a day in its window when no hold is on any more, a touch day on which a call settles it
ASKED = [
    ("after-sale", [LAST], "2026-07-10", "2026-07-03"),
    ("reorder", EVERY_24, "2026-07-20", "2026-07-14"),
    ("at-risk", EVERY_10, "2026-08-01", "2026-07-20"),
    ("second-order", [LAST], "2026-09-20", "2026-09-01"),
]


@pytest.mark.parametrize(("rule", "orders", "day", "on"), ASKED)
@pytest.mark.parametrize(("words", "expected"), [(w, "shown") for w in WORTH_NOTHING] + [(w, "-") for w in WORTH_A_CALL])
def test_what_settles(rule: str, orders: list[str], day: str, on: str, words: str, expected: str) -> None:
    assert state(acc(orders=orders, touches=[f"{on} {words}"]), day, rule) == expected


@pytest.mark.parametrize(
    ("rule", "orders", "called", "day", "expected"),
    [
        pytest.param("after-sale", [LAST], "2026-06-24", "2026-06-28", "shown", id="after-sale: O+3 is too early"),
        pytest.param("after-sale", [LAST], "2026-06-25", "2026-06-28", "-", id="after-sale: O+4"),
        pytest.param("after-sale", [LAST], "2026-06-28", "2026-06-28", "-", id="after-sale: that day"),
        pytest.param("after-sale", [LAST], "2026-06-29", "2026-06-28", "shown", id="after-sale: not known yet"),
        pytest.param("after-sale", [LAST], "2026-07-28", "2026-07-28", "-", id="after-sale: the last day"),
        pytest.param("after-sale", [LAST], LAST, "2026-06-28", "shown", id="after-sale: the call that sold"),
        pytest.param("reorder", EVERY_24, "2026-07-11", "2026-07-15", "shown", id="reorder: the day before from"),
        pytest.param("reorder", EVERY_24, "2026-07-12", "2026-07-15", "-", id="reorder: from"),
        pytest.param("reorder", EVERY_24, "2026-07-15", "2026-07-15", "-", id="reorder: that day"),
        pytest.param("reorder", EVERY_24, "2026-07-16", "2026-07-15", "shown", id="reorder: not known yet"),
        pytest.param("reorder", EVERY_24, "2026-07-12", "2026-07-26", "-", id="reorder: settled to the end"),
        pytest.param("at-risk", EVERY_10, "2026-07-05", "2026-07-09", "shown", id="at-risk: the day before from"),
        pytest.param("at-risk", EVERY_10, "2026-07-02", "2026-07-06", "shown", id="at-risk: the call about the reorder"),
        pytest.param("at-risk", EVERY_10, "2026-07-06", "2026-07-10", "-", id="at-risk: from"),
        pytest.param("at-risk", EVERY_10, "2026-07-06", "2026-12-17", "-", id="at-risk: settled to the end"),
        pytest.param("at-risk", EVERY_10, "2026-07-07", "2026-07-06", "shown", id="at-risk: not known yet"),
        pytest.param("second-order", [LAST], "2026-08-19", "2026-08-20", "shown", id="second-order: the day before from"),
        pytest.param("second-order", [LAST], "2026-08-20", "2026-08-20", "-", id="second-order: that day"),
        pytest.param("second-order", [LAST], "2026-08-20", "2026-12-17", "-", id="second-order: settled to the end"),
        pytest.param("second-order", [LAST], "2026-08-21", "2026-08-20", "shown", id="second-order: not known yet"),
    ],
)
def test_when_a_call_settles(rule: str, orders: list[str], called: str, day: str, expected: str) -> None:
    assert state(acc(orders=orders, touches=[f"{called} call"]), day, rule) == expected


@pytest.mark.parametrize(
    ("rule", "orders", "ordered", "day", "expected"),
    [
        pytest.param("reorder", EVERY_24, "2026-07-15", "2026-07-14", "shown", id="reorder: not known yet"),
        pytest.param("reorder", EVERY_24, "2026-07-15", "2026-07-15", "-", id="reorder: that day"),
        pytest.param("reorder", EVERY_24, "2026-07-12", "2026-07-20", "-", id="reorder: on from"),
        pytest.param("at-risk", EVERY_10, "2026-07-20", "2026-07-19", "shown", id="at-risk: not known yet"),
        pytest.param("at-risk", EVERY_10, "2026-07-20", "2026-07-20", "-", id="at-risk: that day"),
        pytest.param("second-order", [LAST], "2026-09-01", "2026-08-31", "shown", id="second-order: not known yet"),
        pytest.param("second-order", [LAST], "2026-09-01", "2026-09-01", "-", id="second-order: that day"),
        pytest.param("second-order", [LAST], "2026-06-25", "2026-08-20", "-", id="second-order: long before"),
    ],
)
def test_an_order_ends_it(rule: str, orders: list[str], ordered: str, day: str, expected: str) -> None:
    assert state(acc(orders=[*orders, ordered]), day, rule) == expected


def test_an_order_starts_the_rhythm_anew() -> None:
    # 1, 11, 21 June and 20 July: gaps 10, 10, 29, the middle one is 10; 20 July + 8 / + 10 / + 14, + 15
    account = acc(orders=[*EVERY_10, "2026-07-20"])
    assert window(account, "2026-07-28", "reorder") == "2026-07-28 / 2026-07-30 / 2026-08-03"
    assert due_day(account, "2026-08-04", "at-risk") == "2026-08-04"


# --- no calls -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rule", "orders", "day", "on"), ASKED)
def test_where_no_calls_are_wanted_it_is_a_message(rule: str, orders: list[str], day: str, on: str) -> None:
    (item,) = shown(acc(no_calls=True, orders=orders), day, rule)
    assert item.action == "message"
    expected = {"message": "-", "call": "-", "visit": "-", "message in": "shown", "message mass": "shown", "help": "shown"}
    for words, then in expected.items():
        assert state(acc(no_calls=True, orders=orders, touches=[f"{on} {words}"]), day, rule) == then, words


@pytest.mark.parametrize(("rule", "orders", "day", "on"), ASKED)
def test_a_contacts_wish_for_no_calls_changes_nothing_here(rule: str, orders: list[str], day: str, on: str) -> None:
    account = acc(orders=orders, people=[person(7, no_calls=True)], touches=[f"{on} message with=7"])
    assert [item.action for item in shown(account, day, rule)] == ["call"]


@pytest.mark.parametrize(
    ("rule", "orders", "written", "day", "expected"),
    [
        ("after-sale", [LAST], "2026-06-24", "2026-06-28", "shown"),
        ("after-sale", [LAST], "2026-06-25", "2026-06-28", "-"),
        ("reorder", EVERY_24, "2026-07-11", "2026-07-15", "shown"),
        ("reorder", EVERY_24, "2026-07-12", "2026-07-15", "-"),
        ("second-order", [LAST], "2026-08-19", "2026-08-20", "shown"),
        ("second-order", [LAST], "2026-08-20", "2026-08-20", "-"),
    ],
)
def test_when_a_message_settles_in_place_of_a_call(rule: str, orders: list[str], written: str, day: str, expected: str) -> None:
    assert state(acc(no_calls=True, orders=orders, touches=[f"{written} message"]), day, rule) == expected
