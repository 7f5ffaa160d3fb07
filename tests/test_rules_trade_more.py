"""Boundary tables for service-visit, win-back and referral-ask, and what they share with stock-low: what was sold, who stopped buying."""

from __future__ import annotations

import pytest

from tests.book import acc, answer, policy, said, shown, state, window

RIDE = ["99 mine 2020-01-02 2020-01-03 x"]  # an obligation always shown: a line for points to ride on

# --- silent first -----------------------------------------------------------------------------------------------------

RULES = ["service-visit", "stock-low", "win-back", "referral-ask"]


@pytest.mark.parametrize("rule", RULES)
def test_no_order_and_no_reading_no_word(rule: str) -> None:
    account = acc(promises=RIDE, touches=["2026-11-10 visit"])
    assert all(state(account, day, rule) == "-" for day in ("2026-01-01", "2026-11-22", "2027-06-01"))


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("status", "archived"), [("lost", False), ("active", True)])
def test_lost_and_archived_customers_are_let_be(rule: str, status: str, archived: bool) -> None:
    account = acc(
        status=status,
        archived=archived,
        orders=["2026-05-26 of=A every=1", "2026-05-27", "2026-05-28"],
        readings=["A 2026-11-10 1 at=5"],
        promises=RIDE,
    )
    assert all(state(account, day, rule) == "-" for day in ("2026-06-01", "2026-11-22", "2026-11-30", "2027-03-24"))


# --- service-visit: falls due -----------------------------------------------------------------------------------------
#
# Ordered on 22 May 2026, every 6 months: D = Sun 22 November, then 22 May 2027.

FILTER = "2026-05-22 of=滤芯 every=6"


@pytest.mark.parametrize(
    ("orders", "day", "expected"),
    [
        (["2026-05-22 of=滤芯"], "2026-11-22", "-"),  # no interval
        ([FILTER], "2026-05-22", "-"),
        ([FILTER], "2026-11-14", "-"),
        ([FILTER], "2026-11-15", "visit 2 +0 滤芯"),
        ([FILTER], "2026-11-22", "visit 2 +0 滤芯"),
        ([FILTER], "2026-11-23", "visit 2 +1 滤芯"),
        ([FILTER], "2027-05-14", "visit 2 +173 滤芯"),
        ([FILTER], "2027-05-15", "visit 2 +0 滤芯"),  # the next one takes its place
        ([FILTER], "2027-05-23", "visit 2 +1 滤芯"),
        (["2026-05-22 every=6"], "2026-11-22", "visit 2 +0"),  # of no product
        ([FILTER, "2026-05-23"], "2026-11-22", "visit 2 +0 滤芯"),
        ([FILTER, "2026-10-10 of=滤芯"], "2026-11-22", "visit 2 +0 滤芯"),  # a later order without an interval
        # a later order with one takes its place: + 3 months = 10 November
        ([FILTER, "2026-08-10 of=滤芯 every=3"], "2026-11-02", "-"),
        ([FILTER, "2026-08-10 of=滤芯 every=3"], "2026-11-03", "visit 2 +0 滤芯"),
        ([FILTER, "2026-08-10 of=滤芯 every=3"], "2026-11-22", "visit 2 +12 滤芯"),
        ([FILTER, "2026-11-16 of=滤芯 every=6"], "2026-11-15", "visit 2 +0 滤芯"),  # not known yet
        ([FILTER, "2026-11-16 of=滤芯 every=6"], "2026-11-16", "-"),
        # of one day the shortest
        (["2026-05-22 of=滤芯 every=12", FILTER], "2026-11-22", "visit 2 +0 滤芯"),
        ([FILTER, "2026-05-22 of=滤芯 every=12"], "2026-11-22", "visit 2 +0 滤芯"),
        # another product is another visit
        ([FILTER, "2026-05-20 of=水泵 every=6"], "2026-11-22", "visit 2 +0 滤芯; visit 2 +2 水泵"),
    ],
)
def test_a_service_visit_falls_due(orders: list[str], day: str, expected: str) -> None:
    assert said(acc(orders=orders), day, "service-visit") == expected


@pytest.mark.parametrize(
    ("order", "day", "expected"),
    [
        # 31 August by the month: each from the order itself, never from the month before
        ("2026-08-31 of=A every=1", "2026-09-24", "2026-09-23 / 2026-09-30 / –"),
        ("2026-08-31 of=A every=1", "2026-10-23", "2026-09-23 / 2026-09-30 / –"),
        ("2026-08-31 of=A every=1", "2026-10-24", "2026-10-24 / 2026-10-31 / –"),
        ("2026-08-31 of=A every=1", "2026-11-23", "2026-11-23 / 2026-11-30 / –"),
        ("2026-08-31 of=A every=6", "2027-02-28", "2027-02-21 / 2027-02-28 / –"),
        ("2027-08-31 of=A every=6", "2028-02-28", "2028-02-22 / 2028-02-29 / –"),
        ("2024-02-29 of=A every=12", "2026-03-01", "2026-02-21 / 2026-02-28 / –"),
        ("2024-02-29 of=A every=12", "2028-02-29", "2028-02-22 / 2028-02-29 / –"),
    ],
)
def test_months_are_calendar_months(order: str, day: str, expected: str) -> None:
    assert window(acc(orders=[order]), day, "service-visit") == expected


# --- service-visit: settled -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2026-11-15 visit", "-"),
        ("2026-11-30 meeting", "-"),
        ("2026-11-20 visit in", "-"),
        ("2026-11-20 visit for=birthday", "-"),
        ("2026-11-15 help for=service-visit", "-"),
        ("2026-11-20 call for=service-visit", "-"),
        ("2026-11-30 message for=service-visit", "-"),
        ("2026-11-14 visit", "shown"),
        ("2026-11-14 help for=service-visit", "shown"),
        ("2026-11-14 visit for=service-visit", "shown"),
        ("2026-11-20 call", "shown"),
        ("2026-11-20 message", "shown"),
        ("2026-11-20 gift", "shown"),
        ("2026-11-20 help", "shown"),
        ("2026-11-20 help for=after-sale", "shown"),
        ("2026-11-20 message mass for=service-visit", "shown"),
        ("2026-11-20 message in for=service-visit", "shown"),
        ("2026-11-20 visit cancelled", "shown"),
        ("2026-11-20 call no-answer for=service-visit", "shown"),
        ("2026-12-01 visit", "shown"),  # not known yet
    ],
)
def test_what_settles_a_service_visit(words: str, expected: str) -> None:
    assert state(acc(orders=[FILTER], touches=[words]), "2026-11-30", "service-visit") == expected


def test_a_service_visit_is_settled_until_the_next() -> None:
    account = acc(orders=[FILTER], touches=["2026-11-20 visit"])
    assert [state(account, day, "service-visit") for day in ("2026-11-19", "2026-11-20", "2027-05-14", "2027-05-15")] == [
        "shown", "-", "-", "shown"
    ]  # fmt: skip


def test_one_visit_serves_every_product() -> None:
    account = acc(orders=[FILTER, "2026-05-20 of=水泵 every=6"], touches=["2026-11-14 help for=service-visit"])
    assert [item.occasion for item in shown(account, "2026-11-15", "service-visit")] == ["滤芯"]  # the pump's D−7 was the 13th


# --- win-back: falls due ----------------------------------------------------------------------------------------------
#
# One order, on 26 May 2026: S = + 180 = Sun 22 November; S+30 = 22 Dec, S+90 = 20 Feb, S+120 = 22 Mar, S+180 = 21 May 2027.

ONCE = ["2026-05-26"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-21", "-"),
        ("2026-11-22", "call 3 +0 1"),
        ("2026-11-23", "call 3 +1 1"),
        ("2026-12-21", "call 3 +29 1"),
        ("2026-12-22", "call 3 +0 2"),
        ("2026-12-23", "call 3 +1 2"),
        ("2027-02-19", "call 3 +59 2"),
        ("2027-02-20", "call 3 +0 3"),
        ("2027-02-21", "call 3 +1 3"),
        ("2027-03-21", "call 3 +29 3"),
        ("2027-03-22", "task 3 +0 task"),
        ("2027-03-23", "task 3 +1 task"),
        ("2027-05-21", "task 3 +60 task"),
        ("2027-05-22", "-"),
    ],
)
@pytest.mark.parametrize("status", ["active", "prospect"])
def test_winning_back_in_stages(status: str, day: str, expected: str) -> None:
    assert said(acc(tier="silent", status=status, orders=ONCE), day, "win-back") == expected


@pytest.mark.parametrize(
    ("orders", "day", "expected"),
    [
        # two order days: no rhythm, + 180
        (["2026-05-20", "2026-05-26"], "2026-11-30", "2026-11-22 / 2026-11-22 / 2026-12-21"),
        # g = 60: + 180; 26 May and 60, 120 days before
        (["2026-01-26", "2026-03-27", "2026-05-26"], "2026-11-30", "2026-11-22 / 2026-11-22 / 2026-12-21"),
        # g = 61: + 183; 26 May and 61, 122 days before
        (["2026-01-24", "2026-03-26", "2026-05-26"], "2026-11-30", "2026-11-25 / 2026-11-25 / 2026-12-24"),
    ],
)
def test_silence_is_three_gaps_and_half_a_year_at_least(orders: list[str], day: str, expected: str) -> None:
    assert window(acc(tier="silent", orders=orders), day, "win-back") == expected


def test_second_order_and_at_risk_end_where_winning_back_begins() -> None:
    for orders, rule in ((ONCE, "second-order"), (["2026-05-06", "2026-05-16", *ONCE], "at-risk")):
        account = acc(tier="silent", orders=orders)
        assert [state(account, day, rule) for day in ("2026-11-21", "2026-11-22")] == ["shown", "-"]
        assert [state(account, day, "win-back") for day in ("2026-11-21", "2026-11-22")] == ["-", "shown"]


# --- win-back: settled ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2026-11-22 call", "-"),
        ("2026-12-10 call", "-"),
        ("2026-11-25 visit", "-"),
        ("2026-11-25 meeting in", "-"),
        ("2026-11-25 call in", "-"),
        ("2026-11-25 call for=birthday", "-"),
        ("2026-11-25 call for=win-back", "-"),
        ("2026-11-21 call", "shown"),
        ("2026-11-25 message", "shown"),
        ("2026-11-25 message for=win-back", "shown"),  # only the task takes it
        ("2026-11-25 help for=win-back", "shown"),
        ("2026-11-25 greeting", "shown"),
        ("2026-11-25 gift", "shown"),
        ("2026-11-25 message mass", "shown"),
        ("2026-11-25 call no-answer", "shown"),
        ("2026-12-22 call", "shown"),  # not known yet
    ],
)
def test_what_settles_an_attempt(words: str, expected: str) -> None:
    assert state(acc(tier="silent", orders=ONCE, touches=[words]), "2026-12-21", "win-back") == expected


@pytest.mark.parametrize(
    ("words", "day", "expected"),
    [
        ("2026-12-10 call", "2026-12-21", "-"),
        ("2026-12-10 call", "2026-12-22", "shown"),  # each attempt wants its own
        ("2026-12-22 call", "2026-12-22", "-"),
        ("2026-12-22 call", "2027-02-19", "-"),
        ("2027-02-10 call", "2027-02-20", "shown"),
        ("2027-02-20 visit", "2027-03-21", "-"),
        ("2027-02-20 visit", "2027-03-22", "shown"),
        # the task, on its last day
        ("2027-03-22 message for=win-back", "2027-05-21", "-"),
        ("2027-03-22 help for=win-back", "2027-05-21", "-"),
        ("2027-05-21 call for=win-back", "2027-05-21", "-"),
        ("2027-03-21 message for=win-back", "2027-05-21", "shown"),
        ("2027-04-10 call", "2027-05-21", "shown"),
        ("2027-04-10 visit", "2027-05-21", "shown"),
        ("2027-04-10 message for=at-risk", "2027-05-21", "shown"),
        ("2027-04-10 message mass for=win-back", "2027-05-21", "shown"),
        ("2027-04-10 message in for=win-back", "2027-05-21", "shown"),
        ("2027-04-10 call no-answer for=win-back", "2027-05-21", "shown"),
    ],
)
def test_when_a_stage_is_settled(words: str, day: str, expected: str) -> None:
    assert state(acc(tier="silent", orders=ONCE, touches=[words]), day, "win-back") == expected


@pytest.mark.parametrize(
    ("ordered", "day", "expected"),
    [
        ("2026-12-01", "2026-11-30", "shown"),
        ("2026-12-01", "2026-12-01", "-"),
        ("2026-12-01", "2026-12-22", "-"),
        ("2027-04-01", "2027-04-01", "-"),
    ],
)
def test_an_order_ends_it_all(ordered: str, day: str, expected: str) -> None:
    assert state(acc(tier="silent", orders=[*ONCE, ordered]), day, "win-back") == expected


@pytest.mark.parametrize(
    ("day", "action"), [("2026-11-22", "message"), ("2026-12-22", "message"), ("2027-02-20", "message"), ("2027-03-22", "task")]
)
def test_no_calls_and_winning_back(day: str, action: str) -> None:
    account = acc(tier="silent", no_calls=True, orders=ONCE)
    assert [item.action for item in shown(account, day, "win-back")] == [action]
    after = acc(tier="silent", no_calls=True, orders=ONCE, touches=[f"{day} message"])
    assert state(after, day, "win-back") == ("shown" if action == "task" else "-")


# --- referral-ask -----------------------------------------------------------------------------------------------------
#
# The third order day is 1 November; + 90 = 30 January 2027.

THREE = ["2026-06-01", "2026-08-01", "2026-11-01"]


def _asked(day: str, *touches: str, orders: list[str] = THREE) -> str:
    return said(acc(tier="silent", orders=orders, touches=touches, promises=RIDE), day, "referral-ask")


@pytest.mark.parametrize(
    ("orders", "day", "expected"),
    [
        (["2026-06-01", "2026-11-01"], "2026-11-01", "-"),
        (["2026-06-01", "2026-11-01", "2026-11-01"], "2026-11-01", "-"),  # order days, not orders
        (THREE, "2026-10-31", "-"),
        (THREE, "2026-11-01", "point 4 +0"),
        (THREE, "2026-11-02", "point 4 +0"),
        (THREE, "2027-01-30", "point 4 +0"),  # never overdue
        (THREE, "2027-01-31", "-"),
        # four: the third was 1 April, whose 90 days end on 30 June; 1 November brings 90 more
        (["2026-02-01", "2026-03-01", "2026-04-01", "2026-11-01"], "2026-03-31", "-"),
        (["2026-02-01", "2026-03-01", "2026-04-01", "2026-11-01"], "2026-04-01", "point 4 +0"),
        (["2026-02-01", "2026-03-01", "2026-04-01", "2026-11-01"], "2026-06-30", "point 4 +0"),
        (["2026-02-01", "2026-03-01", "2026-04-01", "2026-11-01"], "2026-07-01", "-"),
        (["2026-02-01", "2026-03-01", "2026-04-01", "2026-11-01"], "2026-11-01", "point 4 +0"),
        (["2026-02-01", "2026-03-01", "2026-04-01", "2026-11-01"], "2027-01-31", "-"),
    ],
)
def test_a_referral_is_asked_for(orders: list[str], day: str, expected: str) -> None:
    assert _asked(day, orders=orders) == expected


@pytest.mark.parametrize(
    ("words", "day", "expected"),
    [
        # 26 May + 180 = 22 November
        ("2026-05-26 call purpose=referral", "2026-11-21", "-"),
        ("2026-05-26 call purpose=referral", "2026-11-22", "point 4 +0"),
        ("2026-05-26 message purpose=referral", "2026-11-21", "-"),
        ("2026-05-26 visit purpose=referral", "2026-11-21", "-"),
        ("2026-05-26 greeting purpose=referral", "2026-11-21", "-"),
        ("2026-05-26 help purpose=referral", "2026-11-21", "-"),  # any touch
        ("2026-05-26 call purpose=business", "2026-11-21", "point 4 +0"),
        ("2026-05-26 call for=referral-ask", "2026-11-21", "point 4 +0"),  # it does not read --for
        ("2026-05-26 message mass purpose=referral", "2026-11-21", "point 4 +0"),
        ("2026-05-26 call no-answer purpose=referral", "2026-11-21", "point 4 +0"),
        ("2026-11-10 message purpose=referral", "2026-11-09", "point 4 +0"),  # not known yet
        ("2026-11-10 message purpose=referral", "2026-11-10", "-"),
        ("2026-11-10 message purpose=referral", "2027-01-30", "-"),
        ("2026-04-01 call purpose=referral", "2026-11-01", "point 4 +0"),  # + 180 = 28 September
    ],
)
def test_having_asked(words: str, day: str, expected: str) -> None:
    assert _asked(day, words) == expected


@pytest.mark.parametrize(
    ("touches", "expected"),
    [
        (["2026-11-10 call"], "shown"),
        (["2026-11-10 call mood=good"], "shown"),
        (["2026-11-10 call mood=ok"], "shown"),
        (["2026-11-10 call mood=bad"], "-"),
        (["2026-11-10 call in mood=bad"], "-"),
        (["2026-11-10 message mood=bad"], "-"),
        (["2026-11-10 call mood=bad", "2026-11-12 call mood=ok"], "shown"),
        (["2026-11-10 call mood=bad", "2026-11-12 call"], "-"),  # the last that has one
        (["2026-11-10 call mood=good", "2026-11-12 call mood=bad"], "-"),
        (["2026-11-10 call mood=bad", "2026-11-10 visit mood=good"], "-"),  # of several on its day the worst
        (["2026-11-10 visit mood=good", "2026-11-10 call mood=bad"], "-"),
        (["2026-11-10 call mood=ok", "2026-11-10 visit mood=good"], "shown"),
        (["2026-11-10 call mood=good", "2026-11-12 call no-answer mood=bad"], "shown"),  # only done ones
        (["2026-11-10 call mood=good", "2026-11-23 call mood=bad"], "shown"),  # not known yet
        (["2026-01-10 call mood=bad"], "-"),
    ],
)
def test_nobody_in_a_bad_mood_is_asked(touches: list[str], expected: str) -> None:
    assert (_asked("2026-11-22", *touches) != "-") == (expected == "shown")


def test_the_days_of_asking_are_settings() -> None:
    account = acc(tier="silent", orders=THREE, touches=["2026-08-10 call purpose=referral"], promises=RIDE)
    own = policy(referral_every=100, referral_recent=20)  # 10 August + 100 = 18 November; 1 November + 20 = 21 November
    seen = [state(account, day, "referral-ask", policy=own) for day in ("2026-11-17", "2026-11-18", "2026-11-21", "2026-11-22")]
    assert seen == ["-", "shown", "shown", "-"]


@pytest.mark.parametrize(("orders", "expected"), [(2, "-"), (3, "shown"), (4, "shown")])
@pytest.mark.parametrize("enough", [2, 3, 4])
def test_three_order_days_are_enough_whatever_makes_a_rhythm(orders: int, enough: int, expected: str) -> None:
    days = [f"2026-11-0{day}" for day in range(1, orders + 1)]
    account = acc(tier="silent", orders=days, promises=RIDE)
    assert state(account, "2026-11-22", "referral-ask", policy=policy(order_days_min=enough)) == expected


# --- held: by none of what holds classes 3 and 4, or by all of it ------------------------------------------------------


def test_pauses_and_fatigue_hold_winning_back_and_asking_but_not_service_and_stock() -> None:
    account = acc(
        tier="general",
        orders=["2026-05-22 of=滤芯 every=6", "2026-05-24", "2026-05-26"],
        readings=["酒 2026-11-20 5 at=5"],
        touches=["2026-11-06 message mass", "2026-11-07 message mass", "2026-11-08 message mass", "2026-11-21 call"],
        pauses=["2026-11-01 2026-12-31"],
    )
    reply = answer(account, "2026-11-22")
    assert sorted(item.rule for line in reply.lines for item in line.items) == ["service-visit", "stock-low"]
    assert {rest.item.rule: rest.held_by for rest in reply.held}["win-back"] == ("paused", "fatigue", "gap")
