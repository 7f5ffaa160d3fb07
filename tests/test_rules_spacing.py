"""Boundary tables for spacing: what it does to the intervals of calls and visits, and when it is in force."""

from __future__ import annotations

from decimal import Decimal

import pytest

from repbook.terms import Tier, day_of, iso
from tests.book import acc, due_day, late, policy


@pytest.mark.parametrize(
    ("every", "factor", "last", "expected"),
    [
        (14, "2", "2026-10-14", "2026-11-11"),  # 28
        (21, "1.5", "2026-10-09", "2026-11-10"),  # 31.5 -> 32
        (45, "1.5", "2026-08-20", "2026-10-27"),  # 67.5 -> 68
        (21, "1.25", "2026-10-14", "2026-11-09"),  # 26.25 -> 26
        (21, "0.5", "2026-11-02", "2026-11-13"),  # 10.5 -> 11
        (5, "0.1", "2026-11-03", "2026-11-04"),  # 0.5 -> 1
        (10, "0.04", "2026-11-03", "2026-11-04"),  # 0.4 -> 0, at least 1
        (10, "0.1", "2026-11-03", "2026-11-04"),  # 1
    ],
)
def test_spacing_multiplies_n(every: int, factor: str, last: str, expected: str) -> None:
    settings = policy(Tier("some", every, every, Decimal(0)))
    account = acc(tier="some", touches=[f"{last} visit"], spacings=[f"2026-01-01 {factor}"])
    assert due_day(account, last, "care-visit", policy=settings) == expected


@pytest.mark.parametrize(
    ("every", "factor", "last", "expected"),
    [
        (14, "2", "2026-10-14", "2026-11-12"),  # 28 = Wed, as last time: Thu
        (21, "1.5", "2026-10-09", "2026-11-10"),  # 31.5 -> 32
        (21, "1.25", "2026-10-14", "2026-11-09"),  # 26.25 -> 26
        (21, "0.5", "2026-11-02", "2026-11-13"),  # 10.5 -> 11
        (10, "0.04", "2026-11-03", "2026-11-04"),  # 0.4 -> 0, at least 1
    ],
)
def test_spacing_multiplies_the_interval_of_calls(every: int, factor: str, last: str, expected: str) -> None:
    settings = policy(Tier("some", every, 9999, Decimal(0)))
    account = acc(tier="some", touches=[f"{last} visit"], spacings=[f"2026-01-01 {factor}"])
    assert due_day(account, last, "care-call", policy=settings) == expected


@pytest.mark.parametrize(
    ("key", "last", "expected"),
    [
        ("江城酒业", "2026-10-12", "2026-11-17"),  # n = 28, J = 5, j = +5: Sat 14 Nov -> Mon, as last time: Tue
        ("江城酒业", "2026-10-28", "2026-11-27"),  # j = +2: Fri
        ("美佳超市", "2026-08-18", "2026-09-20"),  # j = +4: Sat 19 Sep -> the working Sunday
    ],
)
def test_the_offset_follows_the_spaced_interval(key: str, last: str, expected: str) -> None:
    account = acc(key, tier="vip", touches=[f"{last} call"], spacings=["2026-01-01 2"])
    assert due_day(account, last, "care-call") == expected
    before, after = (iso(day_of(expected) + step) for step in (-1, 1))
    assert [late(account, day, "care-call") for day in (before, expected, after)] == [None, 0, 1]


def test_the_spread_follows_the_spaced_interval() -> None:
    # Ada & Co: H("call") mod 40 = 33 (mod 20 it is 13); 12 Oct + 34 = Sun 15 Nov -> Mon.
    account = acc(since="2026-10-12", spacings=["2026-10-12 2"])
    assert due_day(account, "2026-10-12", "care-call") == "2026-11-16"
    # 美佳超市: H("visit") mod 100 = 57 (mod 50 it is 7); 12 Oct + 58 = Wed 9 Dec
    account = acc("美佳超市", since="2026-10-12", spacings=["2026-10-12 2"])
    assert due_day(account, "2026-10-12", "care-visit") == "2026-12-09"


# Visited Wed 16 Sep: every 50 days is Thu 5 Nov, every 100 is Fri 25 Dec.
@pytest.mark.parametrize(
    ("spacings", "day", "expected"),
    [
        pytest.param(["2026-11-10 2 2026-12-01"], "2026-11-09", "2026-11-05", id="the day before it was set"),
        pytest.param(["2026-11-10 2 2026-12-01"], "2026-11-10", "2026-12-25", id="the day it was set"),
        pytest.param(["2026-11-10 2 2026-12-01"], "2026-11-30", "2026-12-25", id="the day before UNTIL"),
        pytest.param(["2026-11-10 2 2026-12-01"], "2026-12-01", "2026-11-05", id="back on UNTIL"),
        pytest.param(["2026-11-10 2"], "2027-11-10", "2026-12-25", id="no end"),
        pytest.param(["2026-10-01 3", "2026-11-10 2"], "2026-11-10", "2026-12-25", id="a new one replaces the one before"),
        pytest.param(["2026-10-01 2", "2026-11-01 3 2026-11-10"], "2026-11-10", "2026-11-05", id="the one replaced does not come back"),
        pytest.param(["2026-10-01 2", "2026-10-01 1"], "2026-10-02", "2026-11-05", id="of one day the later entered"),
    ],
)
def test_when_spacing_is_in_force(spacings: list[str], day: str, expected: str) -> None:
    account = acc(touches=["2026-09-16 visit"], spacings=spacings)
    assert due_day(account, day, "care-visit") == expected


def test_spacing_changes_what_is_shown() -> None:
    account = acc(touches=["2026-09-16 visit"], spacings=["2026-11-10 2 2026-12-01"])
    seen = [late(account, day, "care-visit") for day in ("2026-11-09", "2026-11-10", "2026-11-30", "2026-12-01")]
    assert seen == [4, None, None, 26]
