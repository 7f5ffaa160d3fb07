"""`tiering`: the parts of a score, what they suggest, and the 80/20 curve."""

from __future__ import annotations

from typing import Any

import pytest

from repbook import tiering
from repbook.terms import Policy, Tier, day_of, iso
from repbook.tiering import Record, Verdict
from tests.book import acc, ask

TODAY = "2026-11-22"
DEFAULT = Policy()


def record(name: str = "a", tier: str = "general", *, since: str = "2026-01-05", orders: tuple[str, ...] = (), **facts: Any) -> Record:
    """A customer with its year; unless said, new, without orders, and never touched."""
    return Record(acc(name, tier=tier, since=since, orders=orders), **facts)


def review(*records: Record, policy: Policy = DEFAULT) -> dict[str, Verdict]:
    """The verdicts by the names of the customers, in their order."""
    return {verdict.record.account.name: verdict for verdict in tiering.review(records, ask(TODAY, policy))}


def reasons(verdict: Verdict) -> list[str]:
    return [said.key.removeprefix("tier.") for said in verdict.reasons]


def test_a_year_is_twelve_calendar_months() -> None:
    assert [iso(day) for day in tiering.year_to(day_of(TODAY))] == ["2025-11-23", "2026-05-23", "2026-11-22"]
    assert [iso(day) for day in tiering.year_to(day_of("2024-02-29"))] == ["2023-03-01", "2023-08-30", "2024-02-29"]


# ---- the parts ----------------------------------------------------------------------------------------


def test_value_is_the_place_on_the_curve() -> None:
    found = review(record("a", amount=6000), record("b", amount=3000), record("c", amount=1000), record("d"))
    assert [round(found[name].score.value, 6) for name in "abcd"] == [40, 16, 4, 0]
    even = review(record("a", amount=500), record("b", amount=500))
    assert [found.score.value for found in even.values()] == [40, 40]


def test_margin_takes_a_quarter_of_the_value_where_it_is_known() -> None:
    found = review(record("a", amount=9000, margin=-100), record("b", amount=1000, margin=400), record("c", margin=None))
    assert [round(found[name].score.value, 6) for name in "abc"] == [30, 3 + 10, 0]


@pytest.mark.parametrize(
    ("recent", "before", "tier", "points"),
    [
        (300, 100, "general", 7.5),
        (100, 100, "general", 0),
        (100, 300, "general", 0),
        (0, 0, "general", 0),
        (100, 0, "general", 7.5),
        (0, 0, "potential", 5),
        (300, 100, "potential", 12.5),
    ],
)
def test_potential_is_growth_and_the_tier_of_that_name(recent: int, before: int, tier: str, points: float) -> None:
    assert review(record(tier=tier, amount=recent + before, recent=recent, before=before))["a"].score.potential == points


@pytest.mark.parametrize(
    ("orders", "kept"),
    [
        ((), (0, 0)),
        (("2026-10-01", "2026-11-01"), (0, 0)),  # no rhythm yet
        (("2026-08-24", "2026-09-23", "2026-10-23"), (3, 3)),  # 30, 30 and 30 so far
        (("2026-06-10", "2026-07-10", "2026-08-09", "2026-10-23"), (3, 4)),  # 30, 30, 75 and 30 so far
        (("2026-07-10", "2026-08-09", "2026-10-23"), (3, 3)),  # 30, 75 and 30 so far, and a rhythm of 53
        (("2026-05-01", "2026-05-31", "2026-06-30"), (2, 3)),  # silent since
        (("2024-08-24", "2024-09-23", "2024-10-23"), (0, 0)),  # all before the year
    ],
)
def test_regularity_counts_gaps_of_the_year(orders: tuple[str, ...], kept: tuple[int, int]) -> None:
    assert tiering.regularity(acc(orders=orders), ask(TODAY)) == kept


def test_loyalty_is_rhythm_touch_and_years() -> None:
    regular = ("2026-08-24", "2026-09-23", "2026-10-23")
    assert review(record(orders=regular))["a"].score.loyalty == 10
    assert review(record(months_in_touch=12))["a"].score.loyalty == 5
    assert review(record(months_in_touch=13))["a"].score.loyalty == 5
    rows = {
        since: review(record(since=since))["a"].score.loyalty
        for since in ("2025-11-23", "2025-11-22", "2021-11-22", "2010-01-01", "2027-01-01")
    }
    assert list(rows.values()) == [0, 2, 10, 10, 0]


def test_referrals_count_up_to_three() -> None:
    assert [review(record(referred=n))["a"].score.referrals for n in (0, 1, 3, 4)] == [0, 5, 15, 15]


# ---- what is suggested --------------------------------------------------------------------------------


def of_points(points: float, tier: str, since: str = "2026-01-05") -> str | None:
    """The suggestion for a customer of the tier with a score of just so many points, out of value and referrals."""
    referred = min(3, int(points // 5))
    rest = points - 5 * referred - (5 if tier == "potential" else 0)
    while rest < 0:
        referred, rest = referred - 1, rest + 5
    share = round(rest / 40 * 10**9)
    found = review(record("a", tier, since=since, amount=share, referred=referred), record("b", amount=10**9 - share))
    assert found["a"].score.total == pytest.approx(points, abs=1e-6)
    return found["a"].suggested


@pytest.mark.parametrize(
    ("tier", "points", "suggested"),
    [
        ("general", 19, None), ("general", 20, "potential"), ("general", 34, "potential"), ("general", 34.9, "potential"),
        ("potential", 34, None), ("potential", 34.9, None), ("potential", 10, None), ("potential", 9.9, "general"),
        ("key", 25, None), ("key", 24.9, "potential"), ("key", 5, "potential"), ("vip", 5, "key"), ("vip", 30, "key"), ("general", 0, None),
    ],
)  # fmt: skip
def test_a_move_needs_five_points_beyond(tier: str, points: float, suggested: str | None) -> None:
    assert of_points(points, tier) == suggested


def test_a_great_customer_goes_all_the_way_up() -> None:
    regular = ("2026-08-24", "2026-09-23", "2026-10-23")
    assert review(record(since="2020-01-01", orders=regular, amount=100))["a"].suggested == "vip"


def test_a_new_customer_is_not_put_down() -> None:
    assert review(record(tier="vip", since="2026-05-27"))["a"].suggested is None  # 179 days
    assert review(record(tier="vip", since="2026-05-26"))["a"].suggested == "key"


def test_any_number_of_tiers() -> None:
    two = DEFAULT._replace(tiers={"gold": Tier("gold"), "rest": Tier("rest")}, default_tier="rest")
    whale = record("a", "rest", amount=100)
    assert review(whale, policy=two)["a"].suggested == "gold"
    assert review(record("a", "gold"), policy=two)["a"].suggested == "rest"
    assert review(record("a", "gone"), policy=two)["a"].tier == "rest"
    one = DEFAULT._replace(tiers={"all": Tier("all")}, default_tier="all")
    assert review(whale, policy=one)["a"].suggested is None


def test_up_comes_before_down_before_staying() -> None:
    records = [
        record("stays", "general"), record("falls", "vip", amount=1), record("falls too", "vip"), record("rises", "general", amount=900, referred=1),
        record("rises far", "general", amount=1000, referred=3),
    ]  # fmt: skip
    found = review(*records)
    assert list(found) == ["rises far", "rises", "falls too", "falls", "stays"]
    tiers = list(DEFAULT.tiers)
    assert [tiering.move(verdict, tiers) for verdict in found.values()] == [3, 1, -1, -1, 0]


# ---- reasons and the curve ----------------------------------------------------------------------------


def test_reasons_name_what_the_score_comes_from() -> None:
    regular = ("2026-08-24", "2026-09-23", "2026-10-23")
    rich = record(since="2020-01-01", orders=regular, amount=400, margin=50, recent=300, before=100, months_in_touch=4, referred=2)
    assert reasons(review(rich)["a"]) == ["amount", "margin", "times", "regular", "referred", "in_touch", "years"]
    assert dict(review(rich, record("b", amount=500))["a"].reasons[0].params) == {"amount": 400, "rank": 2, "n": 2}
    assert reasons(review(record())["a"]) == ["never", "in_touch"]
    assert reasons(review(record(orders=("2025-06-01",)))["a"]) == ["silent", "in_touch"]


@pytest.mark.parametrize(
    ("recent", "before", "reason", "params"),
    [
        (100, 0, "from_nothing", {}), (300, 100, "times", {"times": 3}), (299, 100, "up", {"percent": 199}), (110, 100, "up", {"percent": 10}),
        (90, 100, "down", {"percent": 10}), (0, 100, "down", {"percent": 100}),
    ],
)  # fmt: skip
def test_growth_in_words(recent: int, before: int, reason: str, params: dict[str, int]) -> None:
    said = review(record(amount=recent + before, recent=recent, before=before))["a"].reasons[1]
    assert (said.key, dict(said.params)) == (f"tier.{reason}", params)


def test_hardly_any_growth_is_not_mentioned() -> None:
    assert reasons(review(record(amount=209, recent=109, before=100))["a"]) == ["amount", "in_touch"]


@pytest.mark.parametrize(
    ("recent", "before", "expected"), [(150, 100, 0.5), (100, 100, 0.0), (75, 100, -0.25), (0, 100, -1.0), (100, 0, None), (0, 0, None)]
)
def test_growth_is_what_everybody_means_by_it(recent: int, before: int, expected: float | None) -> None:
    assert tiering.growth(tiering.Record(acc(), recent=recent, before=before)) == expected


def test_the_curve() -> None:
    amounts = [50, 30, 10, 5, 5, 0, 0, 0, 0, 0]
    found = tiering.curve([record(amount=amount) for amount in amounts])
    assert found == (10, 5, 100, 2, 0.8)
    assert tiering.curve([]) == (0, 0, 0, 0, 0.0)
    assert tiering.curve([record(), record()]) == (2, 0, 0, 0, 0.0)
    assert tiering.curve([record(amount=1)] * 6).makes_most == 5
