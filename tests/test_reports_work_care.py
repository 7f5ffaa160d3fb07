"""The reports of work and care as pure functions: activity, coverage, attainment and gifts, on the day before, the day and the day after."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from repbook.reports import REPORTS, Customer, Period, Report, tiers
from repbook.reports.base import in_order, median, share
from repbook.reports.care import attainment, coverage
from repbook.reports.work import Event, Giving, activity, gifts
from repbook.terms import day_of, iso
from tests.book import acc
from tests.october import AFTER, ASK, BEFORE, FIRST, LAST, OCTOBER, cells, rows, total


@pytest.mark.parametrize("name", [name for name in REPORTS if name != "tiers"])
def test_nothing_has_no_rows(name: str) -> None:
    report = REPORTS[name]([], ASK, OCTOBER)
    assert (report.rows, report.totals, report.columns[0].key) == ([], 0, "row")
    keys = [column.key for column in report.columns]
    assert len(keys) == len(set(keys))


# ---- the arithmetic ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "middle"), [([], None), ([3], 3), ([3, 1], 2), ([1, 2], Decimal("1.5")), ([9, 1, 2], 2), ([4, 1, 2, 9], 3)]
)
def test_the_middle_one(numbers: list[int], middle: object) -> None:
    assert median(numbers) == middle


def test_shares_and_orders() -> None:
    assert (share(1, 4), share(1, 0)) == (0.25, 0)
    assert in_order(["vip", "key", "general"], {"zinc", "general", "vip", "amber"}) == ["vip", "general", "amber", "zinc"]


@pytest.mark.parametrize(("day", "inside"), [(BEFORE, False), (FIRST, True), (LAST, True), (AFTER, False), (None, False)])
def test_both_ends_of_a_period_count(day: int | None, inside: bool) -> None:
    assert OCTOBER.holds(day) == inside


# ---- activity ---------------------------------------------------------------------------------------------


def event(on: str | int, kind: str = "call", outcome: str = "done", **more: Any) -> Event:
    values = {"customer": 1, "purpose": "", "mood": "", "incoming": 0, "mass": 0, "minutes": 0, **more}
    return Event(day_of(on) if isinstance(on, str) else on, kind=kind, outcome=outcome, **values)


def spans(first: str, last: str) -> list[tuple[str, str, str]]:
    """The rows of a period with one touch in it: kind, first day, last day."""
    report = activity([event(first)], ASK, Period(day_of(first), day_of(last)))
    return [(row["row"], iso(row["from"]), iso(row["to"])) for row in cells(report)]


def test_weeks_begin_on_monday_and_end_with_the_period() -> None:
    assert spans("2026-10-01", "2026-10-13") == [
        ("week", "2026-10-01", "2026-10-04"),
        ("week", "2026-10-05", "2026-10-11"),
        ("week", "2026-10-12", "2026-10-13"),
        ("total", "2026-10-01", "2026-10-13"),
    ]
    assert spans("2026-10-05", "2026-10-11")[0] == ("week", "2026-10-05", "2026-10-11")
    assert spans("2026-10-11", "2026-10-11")[0] == ("week", "2026-10-11", "2026-10-11")


def test_a_long_period_goes_by_months() -> None:
    assert len(spans("2026-01-01", "2026-04-10")) == 16  # 100 days: 15 weeks
    assert spans("2026-01-15", "2026-04-25") == [  # 101 days
        ("month", "2026-01-15", "2026-01-31"),
        ("month", "2026-02-01", "2026-02-28"),
        ("month", "2026-03-01", "2026-03-31"),
        ("month", "2026-04-01", "2026-04-25"),
        ("total", "2026-01-15", "2026-04-25"),
    ]


def test_what_a_week_counts() -> None:
    report = activity(
        [
            event("2026-10-05", "call", minutes=10, purpose="care", mood="good"),
            event("2026-10-05", "meeting", customer=2, minutes=60, purpose="business", mood="bad"),
            event("2026-10-06", "visit", incoming=1, mood="ok"),
            event("2026-10-11", "greeting", mass=1, minutes=5, customer=3, purpose="promo", mood="good"),
            event("2026-10-11", "call", "no-answer", minutes=2, customer=4, purpose="care"),
            event("2026-10-11", "visit", "cancelled"),
            event("2026-10-11", "call", "refused"),
            event("2026-10-12", "gift"),
        ],
        ASK,
        Period(day_of("2026-10-05"), day_of("2026-10-18")),
    )
    week = cells(report)[0]
    assert {key: value for key, value in week.items() if value} == {
        "row": "week", "from": day_of("2026-10-05"), "to": day_of("2026-10-11"), "touches": 7, "done": 4, "no_answer": 1, "refused": 1,
        "cancelled": 1, "calls": 1, "visits": 2, "mass": 1, "theirs": 1, "purpose_care": 1, "purpose_business": 1, "mood_good": 1,
        "mood_ok": 1, "mood_bad": 1, "reached": 2, "days": 3, "minutes": 75,
    }  # fmt: skip
    assert (cells(report)[1]["gifts"], total(report)["touches"], total(report)["days"]) == (1, 8, 4)


def test_the_total_of_the_activity_is_the_sum_of_its_weeks() -> None:
    some = [event(FIRST + n % 31, ("call", "visit", "message")[n % 3], customer=n % 5, minutes=n) for n in range(60)]
    *weeks, whole = cells(activity(some, ASK, OCTOBER))
    for key in ("touches", "done", "calls", "visits", "messages", "minutes", "days"):
        assert sum(week[key] for week in weeks) == whole[key], key
    assert whole["reached"] == 5


# ---- coverage ---------------------------------------------------------------------------------------------


def customer(name: str, *touches: str, area: str = "", **more: Any) -> Customer:
    return Customer(acc(name, touches=touches, **more)._replace(area=area))


@pytest.mark.parametrize(
    ("touch", "touched", "visited"),
    [
        (f"{iso(BEFORE)} visit", 0, 0),
        (f"{iso(FIRST)} visit", 1, 1),
        (f"{iso(LAST)} meeting", 1, 1),
        (f"{iso(AFTER)} visit", 0, 0),
        ("2026-10-09 call", 1, 0),
        ("2026-10-09 message", 1, 0),
        ("2026-10-09 call in", 1, 0),
        ("2026-10-09 visit no-answer", 0, 0),
        ("2026-10-09 greeting mass", 0, 0),
    ],
)
def test_who_is_covered(touch: str, touched: int, visited: int) -> None:
    row = total(coverage([customer("Ada", touch)], ASK, OCTOBER))
    assert (row["active"], row["touched"], row["visited"]) == (1, touched, visited)
    assert (row["untouched"], row["unvisited"], row["names"]) == (1 - touched, 1 - visited, [] if touched else ["Ada"])


@pytest.mark.parametrize(
    ("more", "active"),
    [({"status": "prospect"}, 0), ({"status": "lost"}, 0), ({"since": iso(LAST)}, 1), ({"since": iso(AFTER)}, 0)],
)
def test_only_active_customers_can_be_covered(more: dict[str, Any], active: int) -> None:
    assert len(rows(coverage([customer("Ada", **more)], ASK, OCTOBER), "total")) == active


def test_coverage_by_tier_and_by_area() -> None:
    report = coverage(
        [
            customer("A", "2026-10-02 visit", id=1, tier="steady", area="湖北/武汉"),
            customer("B", "2026-09-02 call", id=2, tier="steady", area="湖北/武汉"),
            customer("C", "2026-08-02 call", id=3, tier="vip", area="湖北/武汉新区"),
            customer("D", id=4, tier="strange"),
        ],
        ASK,
        OCTOBER,
    )
    assert [(row["row"], row["tier"], row["area"], row["active"], row["touched_share"]) for row in cells(report)] == [
        ("tier", "vip", None, 1, 0),
        ("tier", "steady", None, 2, 0.5),
        ("tier", "strange", None, 1, 0),
        ("area", None, "", 1, 0),
        ("area", None, "湖北/武汉", 2, 0.5),
        ("area", None, "湖北/武汉新区", 1, 0),
        ("total", "total", None, 4, 0.25),
    ]
    assert total(report)["names"] == ["D", "C", "B"]  # never first, then who is silent longest


# ---- attainment -------------------------------------------------------------------------------------------


def served(*customers: Customer) -> Report:
    return attainment(customers, ASK, Period(FIRST, FIRST + 29))  # 30 days: 3 calls and a visit are wanted


def test_what_is_wanted_is_what_the_tier_report_says() -> None:
    some = [
        customer("A", "2026-10-02 visit", "2026-10-09 call", id=1, spacings=["2026-10-05 2"]),
        customer("B", id=2, since="2026-10-20"),
        customer("C", id=3, tier="vip"),
        customer("D", id=4, status="lost"),
    ]
    report = tiers(some, ASK, Period(FIRST, FIRST + 29))
    said = {row["tier"]: (row["calls_wanted"], row["visits_wanted"]) for row in cells(report) if row["active"]}
    ours = {row["tier"]: (row["calls_wanted"], row["visits_wanted"]) for row in cells(served(*some)) if row["row"] != "customer"}
    assert ours == said
    assert list(said) == ["vip", "steady", "total"]


@pytest.mark.parametrize(
    ("touches", "no_calls", "calls", "done", "visits", "attained"),
    [
        ([], False, 0, 0, 0, 0),
        (["2026-10-02 call"], False, 1, 1, 0, 1 / 4),
        (["2026-10-02 visit"], False, 0, 1, 1, 2 / 4),  # a visit is worth a call
        (["2026-10-02 message"], False, 0, 0, 0, 0),
        (["2026-10-02 message"], True, 0, 1, 0, 1 / 4),  # where no calls are wanted a message is worth one
        (["2026-10-02 message in"], True, 0, 0, 0, 0),
        (["2026-10-02 call in"], False, 1, 1, 0, 1 / 4),
        (["2026-10-02 call no-answer"], False, 0, 0, 0, 0),
        (["2026-09-30 call", "2026-10-31 call"], False, 0, 0, 0, 0),
        (["2026-10-01 call", "2026-10-30 call"], False, 2, 2, 0, 2 / 4),
        ([f"2026-10-{day:02d} call" for day in range(1, 11)], False, 10, 10, 0, 3 / 4),  # no more than was wanted
    ],
)
def test_what_counts_as_done(touches: list[str], no_calls: bool, calls: int, done: int, visits: int, attained: float) -> None:
    row = total(served(customer("A", *touches, no_calls=no_calls)))
    assert (row["calls"], row["calls_done"], row["visits_done"], row["attained"]) == (calls, done, visits, pytest.approx(attained))


@pytest.mark.parametrize(("calls", "met"), [(2, 0), (3, 1), (4, 1)])
def test_met_is_both_in_whole_ones(calls: int, met: int) -> None:
    touches = ["2026-10-02 visit", *(f"2026-10-{3 + n:02d} call" for n in range(calls - 1))]
    assert total(served(customer("A", *touches)))["met"] == met
    assert total(served(customer("A", *touches[1:])))["met"] == 0  # no visit


def test_too_much_for_one_does_not_stand_for_another() -> None:
    report = served(customer("A", *(f"2026-10-{day:02d} call" for day in range(1, 7)), id=1), customer("B", id=2))
    row = total(report)
    assert (row["calls_done"], row["calls_wanted"], row["calls_share"], row["calls_attained"]) == (6, 6, 1, 0.5)
    assert [line["customer"] for line in rows(report, "customer")] == ["B", "A"]  # the least attained first


@pytest.mark.parametrize(("since", "rows_"), [(iso(FIRST + 29), 1), (iso(FIRST + 30), 0)])
def test_a_customer_from_after_the_period_is_not_served(since: str, rows_: int) -> None:
    assert len(rows(served(customer("A", since=since)), "customer")) == rows_


# ---- gifts ------------------------------------------------------------------------------------------------


def giving(name: str, number: int = 1, year: int = 2026, given: int = 1, cost: int = 5000, cost_year: int = 0, **more: Any) -> Giving:
    return Giving(name, number, more.pop("tier", "steady"), year, given, more.pop("received", 0), cost, cost_year or cost)


@pytest.mark.parametrize(("cost_year", "over", "used"), [(9999, 0, 0.9999), (10000, 0, 1), (10001, 1, 1.0001)])
def test_the_ceiling_is_passed_by_more_than_it(cost_year: int, over: int, used: float) -> None:
    row = rows(gifts([giving("A", cost_year=cost_year)], ASK, OCTOBER), "customer")[0]
    assert (row["ceiling"], row["over"], row["ceiling_share"]) == (10000, over, pytest.approx(used))


def test_gifts_add_up_by_tier_and_year() -> None:
    report = gifts(
        [
            giving("A", 1, 2026, 2, 3000, 9000),
            giving("A", 1, 2025, 1, 500, 500),
            giving("B", 2, 2026, 1, 4000, 12000),
            giving("C", 3, 2026, 0, 0, 100, received=2, tier="vip"),
            giving("D", 4, 2026, 1, 100, 100, tier="strange"),  # the default tier's ceiling
        ],
        ASK,
        Period(day_of("2025-12-01"), LAST),
    )
    assert [(row["year"], row["customer"]) for row in rows(report, "customer")] == [
        (2026, "B"), (2026, "A"), (2026, "D"), (2026, "C"), (2025, "A"),
    ]  # fmt: skip
    assert [
        (row["year"], row["tier"], row["customers"], row["cost_year"], row["ceiling"], row["over"]) for row in rows(report, "tier")
    ] == [
        (2026, "vip", 0, 100, 100000, 0),
        (2026, "steady", 2, 21000, 20000, 1),
        (2026, "strange", 1, 100, 10000, 0),
        (2025, "steady", 1, 500, 10000, 0),
    ]
    row = total(report)
    assert (row["year"], row["customers"], row["gifts"], row["received"], row["cost"], row["over"]) == (None, 3, 5, 2, 7600, 1)
