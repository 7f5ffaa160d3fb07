"""The other reports as pure functions: what counts on the day before, the day and the day after; sums; orders."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from repbook.reports import REPORTS, Customer, Period, Report, tiers
from repbook.reports.base import in_order, median, share
from repbook.reports.care import attainment, coverage
from repbook.reports.sales import Referred, Silent, Sold, concentration, dormant, referrals
from repbook.reports.word import Complained, Promised, complaints, promises
from repbook.reports.work import Event, Giving, activity, gifts
from repbook.terms import Account, Tier, day_of, iso
from tests.book import acc, ask, policy

FIRST, LAST = day_of("2026-10-01"), day_of("2026-10-31")
OCTOBER = Period(FIRST, LAST)
BEFORE, AFTER = FIRST - 1, LAST + 1
ASK = ask("2026-11-22", policy(Tier("steady", 10, 30, Decimal(0), complaint_answer=1, complaint_solve=3, gift_ceiling=10000)))


def cells(report: Report) -> list[dict[str, Any]]:
    """Each row by its columns."""
    return [dict(zip((column.key for column in report.columns), row, strict=True)) for row in report.rows]


def rows(report: Report, kind: str) -> list[dict[str, Any]]:
    """The rows of one kind."""
    return [row for row in cells(report) if row["row"] == kind]


def total(report: Report) -> dict[str, Any]:
    """The last row."""
    return cells(report)[-1]


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


# ---- promises ---------------------------------------------------------------------------------------------


def promised(made: int, by: int, **more: Any) -> Promised:
    return Promised(more.pop("tier", "steady"), more.pop("theirs", False), made, by, **more)


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (promised(BEFORE, LAST), "open"),
        (promised(FIRST, LAST), "promised open"),
        (promised(LAST, LAST + 9), "promised open"),
        (promised(FIRST, LAST - 1), "promised open overdue"),
        (promised(BEFORE, LAST, kept=FIRST), "kept kept_in_time"),
        (promised(BEFORE, FIRST, kept=FIRST), "kept kept_in_time"),
        (promised(BEFORE, FIRST, kept=FIRST + 1), "kept kept_late"),
        (promised(BEFORE, BEFORE, kept=LAST), "kept kept_late"),
        (promised(BEFORE, LAST, dropped=LAST), "dropped"),
        (promised(BEFORE - 9, BEFORE, kept=BEFORE), ""),
        (promised(BEFORE - 9, BEFORE, dropped=BEFORE), ""),
    ],
)
def test_what_becomes_of_a_promise(one: Promised, told: str) -> None:
    report = promises([one], ASK, OCTOBER)
    keys = ("promised", "kept", "kept_in_time", "kept_late", "dropped", "open", "overdue")
    assert [key for row in rows(report, "total") for key in keys if row[key]] == told.split()


def test_mine_and_theirs_stand_apart() -> None:
    report = promises(
        [
            promised(FIRST, FIRST + 2, kept=FIRST + 1),
            promised(FIRST, FIRST + 2, kept=FIRST + 5),
            promised(FIRST, LAST - 10, tier="vip"),
            promised(FIRST, LAST - 1, dropped=FIRST + 3),
            promised(FIRST, LAST + 5, theirs=True),
        ],
        ASK,
        OCTOBER,
    )
    assert [(row["row"], row["whose"], row["tier"], row["promised"]) for row in cells(report)] == [
        ("tier", "mine", "vip", 1),
        ("tier", "mine", "steady", 3),
        ("tier", "theirs", "steady", 1),
        ("total", "mine", "total", 4),
        ("total", "theirs", "total", 1),
    ]
    mine, theirs = rows(report, "total")
    assert (mine["kept_share"], mine["days_late_median"]) == (pytest.approx(1 / 3), Decimal("6.5"))  # 3 and 10 days late
    assert (theirs["kept_share"], theirs["days_late_median"], report.totals) == (None, None, 2)  # nothing was due yet


# ---- complaints -------------------------------------------------------------------------------------------


def complained(
    opened: str | int, answered: str = "", solved: str = "", severity: int = 2, cause: str = "", tier: str = "steady"
) -> Complained:
    days = [day_of(day) if day else None for day in (answered, solved)]
    return Complained(tier, severity, cause, day_of(opened) if isinstance(opened, str) else opened, *days)


@pytest.mark.parametrize(
    ("answered", "solved", "in_time"),
    [  # opened on Thursday 15 October: answered within one working day, solved within three
        ("2026-10-15", "2026-10-15", (1, 1)),
        ("2026-10-16", "2026-10-20", (1, 1)),
        ("2026-10-17", "2026-10-21", (0, 0)),
        ("2026-10-19", "", (0, 0)),
    ],
)
def test_in_time_goes_by_working_days(answered: str, solved: str, in_time: tuple[int, int]) -> None:
    row = total(complaints([complained("2026-10-15", answered, solved)], ASK, OCTOBER))
    assert (row["answered"], row["solved"]) == (1, 1 if solved else 0)
    assert (row["answered_in_time"], row["solved_in_time"]) == in_time


@pytest.mark.parametrize(
    ("one", "last", "overdue"),
    [
        (complained("2026-10-15"), "2026-10-16", 0),  # to be answered by that day
        (complained("2026-10-15"), "2026-10-17", 1),
        (complained("2026-10-15", "2026-10-16"), "2026-10-20", 0),  # to be solved by that day
        (complained("2026-10-15", "2026-10-16"), "2026-10-21", 1),
    ],
)
def test_an_open_complaint_is_overdue_after_its_next_day(one: Complained, last: str, overdue: int) -> None:
    row = total(complaints([one], ASK, Period(FIRST, day_of(last))))
    assert (row["open"], row["overdue"]) == (1, overdue)


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (complained(BEFORE), "open overdue"),
        (complained(FIRST), "opened open overdue"),
        (complained(LAST), "opened open"),
        (complained(BEFORE, iso(FIRST), iso(FIRST)), "answered solved"),
        (complained(BEFORE - 5, iso(BEFORE), iso(LAST)), "solved"),
        (complained(BEFORE - 5, iso(BEFORE), iso(BEFORE)), ""),
    ],
)
def test_what_becomes_of_a_complaint(one: Complained, told: str) -> None:
    found = rows(complaints([one], ASK, OCTOBER), "total")
    assert [key for row in found for key in ("opened", "answered", "solved", "open", "overdue") if row[key]] == told.split()


def test_complaints_by_severity_cause_and_tier() -> None:
    report = complaints(
        [
            complained("2026-10-12", "2026-10-12", "2026-10-14", 3, "运输"),
            complained("2026-10-12", "2026-10-16", "2026-10-22", 1, "运输", "vip"),
            complained("2026-10-13"),
        ],
        ASK,
        OCTOBER,
    )
    labels = [(row["row"], row["severity"], row["cause"], row["tier"], row["opened"]) for row in cells(report)]
    assert labels == [
        ("severity", 1, None, None, 1),
        ("severity", 2, None, None, 1),
        ("severity", 3, None, None, 1),
        ("cause", None, "", None, 1),
        ("cause", None, "运输", None, 2),
        ("tier", None, None, "vip", 1),
        ("tier", None, None, "steady", 2),
        ("total", None, None, "total", 3),
    ]
    row = total(report)
    assert (row["answer_days_median"], row["solve_days_median"], row["answered_share"], row["solved_share"]) == (2, 6, 0.5, 0.5)


# ---- dormant ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "touched", "ordered", "dormant_"),
    [
        (BEFORE - 99, BEFORE, BEFORE, True),
        (BEFORE - 99, FIRST, BEFORE, False),
        (BEFORE - 99, BEFORE, FIRST, False),
        (BEFORE - 99, LAST, None, False),
        (BEFORE - 99, None, None, True),
        (BEFORE, None, None, True),
        (FIRST, None, None, False),  # too young to be dormant
    ],
)
def test_who_is_dormant(since: int, touched: int | None, ordered: int | None, dormant_: bool) -> None:
    assert bool(dormant([Silent("A", 1, "steady", "", since, touched, ordered)], ASK, OCTOBER).rows) == dormant_


def test_the_greatest_loss_comes_first() -> None:
    report = dormant(
        [
            Silent("small", 1, "steady", "", 1, FIRST - 9, None, 0),
            Silent("great", 2, "vip", "", 1, None, FIRST - 30, 5, 90000, 10000),
            Silent("older", 3, "steady", "", 1, FIRST - 99, FIRST - 400, 2, 50000, 0),
        ],
        ASK,
        OCTOBER,
    )
    assert [(row["customer"], row["value_lost"], row["days_since_order"]) for row in rows(report, "customer")] == [
        ("great", 80000, LAST - FIRST + 30),
        ("older", 50000, LAST - FIRST + 400),
        ("small", 0, None),
    ]
    assert [(row["tier"], row["customers"], row["value_lost"]) for row in cells(report)[3:]] == [
        ("vip", 1, 80000), ("steady", 2, 50000), ("total", 3, 130000),
    ]  # fmt: skip


# ---- referrals --------------------------------------------------------------------------------------------


def test_who_brought_whom() -> None:
    report = referrals(
        [
            Referred("A", 1, "vip", "x", "active", BEFORE, 2, 500, 900),
            Referred("A", 1, "vip", "w", "lost", FIRST, 0, 0, 50),
            Referred("B", 2, "key", "y", "active", LAST, 1, 5000, 5000),
            Referred("B", 2, "key", "z", "prospect", AFTER),  # not yet
        ],
        ASK,
        OCTOBER,
    )
    assert [(row["customer"], row["referred"], row["new"], row["active"], row["lost"], row["names"]) for row in cells(report)] == [
        ("B", 1, 1, 1, 0, ["y"]),
        ("A", 2, 1, 1, 1, ["w", "x"]),
        (None, 3, 2, 2, 1, []),
    ]
    row = total(report)
    assert (row["tier"], row["orders"], row["amount"], row["amount_ever"], row["active_share"]) == (
        "total",
        3,
        5500,
        5950,
        pytest.approx(2 / 3),
    )


# ---- concentration ----------------------------------------------------------------------------------------


def classes(*amounts: int) -> str:
    sold = [Sold(f"c{n:02d}", n, "steady", True, 1, amount) for n, amount in enumerate(amounts)]
    return "".join(row["abc"] for row in rows(concentration(sold, ASK, OCTOBER), "customer"))


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ((100,), "A"),
        ((80, 15, 5), "ABC"),
        ((79, 16, 5), "AAC"),  # the second crosses 80 % and belongs before it
        ((79, 15, 6), "AAB"),
        ((81, 14, 5), "ABC"),
        ((50, 50, 0), "AAC"),
        ((0, 0), "CC"),
    ],
)
def test_the_classes(amounts: tuple[int, ...], expected: str) -> None:
    assert classes(*amounts) == expected


def test_the_curve() -> None:
    report = concentration(
        [
            Sold("a", 1, "vip", True, 3, 800),
            Sold("b", 2, "steady", False, 1, 150),  # lost, and yet it bought
            Sold("c", 3, "steady", True, 1, 50),
            Sold("d", 4, "steady", True),
            Sold("e", 5, "steady", False),  # neither active nor buying
        ],
        ASK,
        OCTOBER,
    )
    assert [(row["rank"], row["customer"], row["cumulative_customers"], row["cumulative_amount"]) for row in rows(report, "customer")] == [
        (1, "a", 0.25, 0.8), (2, "b", 0.5, 0.95), (3, "c", 0.75, 1), (4, "d", 1, 1),
    ]  # fmt: skip
    assert [(row["abc"], row["customers"], row["amount_share"], row["cumulative_customers"]) for row in rows(report, "class")] == [
        ("A", 1, 0.8, 0.25), ("B", 1, 0.15, 0.5), ("C", 2, 0.05, 1),
    ]  # fmt: skip
    assert [(row["tier"], row["customers"], row["amount"]) for row in rows(report, "tier")] == [("vip", 1, 800), ("steady", 3, 200)]
    assert (total(report)["customers"], total(report)["orders"], total(report)["amount"]) == (4, 5, 1000)


def test_without_orders_there_is_no_curve() -> None:
    assert concentration([Sold("a", 1, "vip", True)], ASK, OCTOBER).rows == []


def test_promises_and_complaints_are_told_by_tier_too() -> None:
    some = [
        Customer(Account(1, "A", "A", "vip"), promises_kept=2, complaints_open=1),
        Customer(Account(2, "B", "B", "key"), promises_kept=1),
    ]
    report = tiers(some, ASK, OCTOBER)
    at = [column.key for column in report.columns]
    found = {row[0]: (row[at.index("promises_kept")], row[at.index("complaints_open")]) for row in report.rows}
    assert (found["vip"], found["key"], found["total"]) == ((2, 1), (1, 0), (3, 1))
