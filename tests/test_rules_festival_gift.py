"""Boundary tables for festival-gift: windows that end on a working day, and what counts as bringing a gift."""

from __future__ import annotations

from decimal import Decimal

import pytest

from repbook.terms import Policy, Tier, day_of
from tests.book import POLICY, acc, policy, said, state, window

# --- festival-gift: silent first --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tier", "festival_eve"),
    [
        ("potential", "2026-09-24"),
        ("general", "2026-09-24"),
        ("key", "2026-02-16"),  # greeted at Spring Festival, given nothing
        ("vip", "2026-06-18"),  # dragon-boat
        ("vip", "2026-09-30"),  # national-day
        ("vip", "2026-12-31"),  # new-year
    ],
)
def test_no_gift_where_the_tier_gives_none(tier: str, festival_eve: str) -> None:
    account = acc(tier=tier)
    assert all(state(account, day_of(festival_eve) - ago, "festival-gift") == "-" for ago in range(6))


# --- festival-gift: falls due -----------------------------------------------------------------------------------------
#
# Mid-autumn 2026: D = Fri 25 Sep; D−14 = 11 Sep, D−3 = Tue 22 Sep, worked. Spring Festival: D = Tue 17 Feb 2026; D−14 = 3 Feb,
# D−3 = Sat 14 Feb, a working Saturday.


@pytest.mark.parametrize(
    ("tier", "day", "expected"),
    [
        ("key", "2026-09-10", "-"),
        ("key", "2026-09-11", "visit 2 +0 mid-autumn"),
        ("vip", "2026-09-11", "visit 2 +0 mid-autumn"),
        ("key", "2026-09-21", "visit 2 +0 mid-autumn"),
        ("key", "2026-09-22", "visit 2 +0 mid-autumn"),
        ("key", "2026-09-23", "visit 2 +1 mid-autumn"),
        ("key", "2026-09-24", "visit 2 +2 mid-autumn"),
        ("key", "2026-09-25", "-"),
        ("vip", "2026-02-02", "-"),
        ("vip", "2026-02-03", "visit 2 +0 spring-festival"),
        ("vip", "2026-02-14", "visit 2 +0 spring-festival"),
        ("vip", "2026-02-15", "visit 2 +1 spring-festival"),
        ("vip", "2026-02-16", "visit 2 +2 spring-festival"),
        ("vip", "2026-02-17", "-"),
    ],
)
def test_a_festival_gift_falls_due(tier: str, day: str, expected: str) -> None:
    assert said(acc(tier=tier), day, "festival-gift") == expected


GIVES_NEW_YEAR = policy(Tier("own", jitter=Decimal(0), gift_festivals=("new-year",)))


@pytest.mark.parametrize(
    ("tier", "day", "expected", "settings"),
    [
        pytest.param("vip", "2026-09-15", "2026-09-11 / 2026-09-22 / 2026-09-24", POLICY, id="a working day"),
        pytest.param("vip", "2026-02-10", "2026-02-03 / 2026-02-14 / 2026-02-16", POLICY, id="a working Saturday"),
        # 3 October 2025 is a holiday: the last working day before is Tue 30 September
        pytest.param("vip", "2025-10-01", "2025-09-22 / 2025-09-30 / 2025-10-05", POLICY, id="before the holiday"),
        # Spring Festival is Sat 6 Feb 2027, D−3 = Wed 3 Feb; 除夕 is the 5th
        pytest.param("vip", "2027-01-25", "2027-01-23 / 2027-02-03 / 2027-02-05", POLICY, id="an estimated year"),
        # Mid-autumn is Wed 15 Sep 2027, D−3 = Sun 12 Sep: Fri 10 Sep
        pytest.param("vip", "2027-09-01", "2027-09-01 / 2027-09-10 / 2027-09-14", POLICY, id="before the weekend"),
        # Mon 21 and Tue 22 Sep 2026 off: Sun 20 Sep is worked
        pytest.param(
            "vip",
            "2026-09-15",
            "2026-09-11 / 2026-09-20 / 2026-09-24",
            policy(days_off=(day_of("2026-09-21"), day_of("2026-09-22"))),
            id="own days off",
        ),
        pytest.param("own", "2026-12-20", "2026-12-18 / 2026-12-29 / 2026-12-31", GIVES_NEW_YEAR, id="into the next year"),
        # D−20 = 5 Sep; D−5 = Sun 20 Sep, worked
        pytest.param(
            "vip", "2026-09-15", "2026-09-05 / 2026-09-20 / 2026-09-24", policy(gift_lead=20, gift_margin=5), id="the numbers are settings"
        ),
    ],
)
def test_the_window_of_a_festival_gift(tier: str, day: str, expected: str, settings: Policy) -> None:
    assert window(acc(tier=tier), day, "festival-gift", policy=settings) == expected


@pytest.mark.parametrize(
    ("lead", "brought", "expected"),
    [
        # mid-autumn is Fri 25 September: D−21 = 4 September, D−28 = 28 August
        (14, "2026-09-03", "shown"),
        (14, "2026-09-04", "-"),
        (28, "2026-08-27", "shown"),
        (28, "2026-08-28", "-"),  # the day it shows
    ],
)
def test_a_gift_brought_once_it_shows_settles_it(lead: int, brought: str, expected: str) -> None:
    account = acc(tier="vip", touches=[f"{brought} gift"])
    assert state(account, "2026-09-20", "festival-gift", policy=policy(gift_lead=lead)) == expected


# --- festival-gift: settled -------------------------------------------------------------------------------------------
#
# Mid-autumn again: D−21 = 4 Sep; `--for` counts from 30 days before its due day, 23 Aug, until 24 Sep.

GIVEN = [
    "2026-09-04 gift",
    "2026-09-24 gift",
    "2026-09-10 gift with=7",
    "2026-09-10 message gift",
    "2026-09-10 greeting gift",
    "2026-09-10 call gift",
    "2026-09-10 visit gift",
    "2026-09-10 gift for=mid-autumn",
    "2026-08-23 gift for=festival-gift",
    "2026-08-23 visit for=festival-gift",
    "2026-08-23 meeting for=mid-autumn",
    "2026-08-23 visit gift for=mid-autumn",
    "2026-09-24 visit for=mid-autumn",
    "2026-09-10 visit in for=festival-gift",
    "2026-09-10 call gift for=festival-gift",
]
NOT_GIVEN = [
    "2026-09-03 gift",  # D−22
    "2026-09-03 visit gift",
    "2026-09-10 visit",  # a visit without a gift
    "2026-09-10 meeting",
    "2026-09-10 call",
    "2026-09-10 greeting",
    "2026-09-10 help",
    "2026-09-10 greeting for=mid-autumn",  # `--for` it counts from a visit, meeting or gift only
    "2026-09-10 call for=mid-autumn",
    "2026-09-10 message for=festival-gift",
    "2026-09-10 help for=festival-gift",
    "2026-09-10 greeting for=festival-gift",
    "2026-08-22 visit for=festival-gift",  # 31 days before its due day
    "2026-08-22 gift for=mid-autumn",
    "2026-09-10 gift for=birthday",
    "2026-09-10 gift for=national-day",
    "2026-09-10 gift for=festival-greeting",
    "2026-09-10 gift for=#9",
    "2026-09-10 visit gift for=birthday",
    "2026-09-10 visit for=spring-festival",
    "2026-09-10 message gift mass",
    "2026-09-10 gift in",
    "2026-09-10 gift in for=festival-gift",
    "2026-09-10 gift refused",
    "2026-09-10 visit cancelled for=festival-gift",
]


@pytest.mark.parametrize(("words", "expected"), [(w, "shown") for w in NOT_GIVEN] + [(w, "-") for w in GIVEN])
def test_what_settles_a_festival_gift(words: str, expected: str) -> None:
    assert state(acc(tier="key", touches=[words]), "2026-09-24", "festival-gift") == expected


@pytest.mark.parametrize(
    ("words", "day", "expected"),
    [
        pytest.param("2026-09-15 gift", "2026-09-14", "shown", id="not known yet"),
        pytest.param("2026-09-15 gift", "2026-09-15", "-", id="the same day"),
        pytest.param("2026-09-05 gift", "2026-09-11", "-", id="before it is shown"),
        pytest.param("2025-09-24 gift for=festival-gift", "2026-09-15", "shown", id="last year's"),
        pytest.param("2026-02-10 gift", "2026-09-15", "shown", id="another festival's"),
        # Spring Festival, due 14 February: 15 January is 30 days before
        pytest.param("2026-01-15 visit for=spring-festival", "2026-02-10", "-", id="spring: for it"),
        pytest.param("2026-01-14 visit for=spring-festival", "2026-02-10", "shown", id="spring: for it, too early"),
        pytest.param("2026-01-27 gift", "2026-02-10", "-", id="spring: D-21"),
        pytest.param("2026-01-26 gift", "2026-02-10", "shown", id="spring: D-22"),
    ],
)
def test_when_a_festival_gift_is_settled(words: str, day: str, expected: str) -> None:
    assert state(acc(tier="vip", touches=[words]), day, "festival-gift") == expected


def test_a_gift_for_the_festival_is_its_greeting_too_but_not_the_other_way_round() -> None:
    given = acc(tier="key", touches=["2026-09-20 gift for=mid-autumn"])
    greeted = acc(tier="key", touches=["2026-09-20 greeting for=mid-autumn"])
    for account, greeting, gift in ((given, "-", "-"), (greeted, "-", "shown")):
        assert state(account, "2026-09-24", "festival-greeting") == greeting
        assert state(account, "2026-09-24", "festival-gift") == gift


def test_where_no_calls_are_wanted_a_gift_is_still_brought() -> None:
    assert said(acc(tier="key", no_calls=True, touches=["2026-09-20 message"]), "2026-09-22", "festival-gift") == "visit 2 +0 mid-autumn"
