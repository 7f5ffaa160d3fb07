"""The reports of words kept and of sales as pure functions: promises, complaints, dormant, referrals and concentration, to the day."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from repbook.reports import Customer, Period, tiers
from repbook.reports.sales import Referred, Silent, Sold, concentration, dormant, referrals
from repbook.reports.word import Complained, Promised, complaints, promises
from repbook.terms import Account, day_of, iso
from tests.october import AFTER, ASK, BEFORE, FIRST, LAST, OCTOBER, cells, rows, total

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
