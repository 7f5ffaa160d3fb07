"""The tier report: what counts on which day, what the cadence wanted and how well it was kept, on hand-made customers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repbook.reports import REPORTS, Customer, Period, tiers
from repbook.rules import items_of
from repbook.terms import Account, Policy, Spacing, Tier, Touch, day_of
from tests.book import POLICY, STEADY, acc, ask, known, policy

TODAY = "2026-11-22"
COLUMNS = (
    "tier,customers,active,touched,touched_share,calls,visits,greetings,calls_wanted,visits_wanted,cadence_kept,overdue_now,"
    "days_since_touch_median,minutes,minutes_share,orders,amount,amount_share,gifts_cost,promises_kept,complaints_open,new,lost"
)


def period(first: str, last: str) -> Period:
    return Period(day_of(first), day_of(last))


OCTOBER = period("2026-10-01", "2026-10-31")


def lines(customers: list[Customer | Account], days: Period = OCTOBER, rules: Policy = POLICY) -> dict[str, dict[str, Any]]:
    """The report's rows by tier, each by column."""
    facts = [x if isinstance(x, Customer) else Customer(x) for x in customers]
    report = tiers(facts, ask(TODAY, rules), days)
    return {row[0]: dict(zip((c.key for c in report.columns), row, strict=True)) for row in report.rows}


def steady(*customers: Customer | Account, days: Period = OCTOBER, rules: Policy = POLICY) -> dict[str, Any]:
    """The row of the tier that calls every 20 and visits every 50 days without irregular offset."""
    return lines(list(customers), days, rules)["steady"]


def test_the_columns_are_the_contract() -> None:
    report = tiers([], ask(TODAY), OCTOBER)
    assert ",".join(column.key for column in report.columns) == COLUMNS
    assert dict(REPORTS)["tiers"] is tiers


def test_an_empty_book_has_a_row_of_nothing_for_each_tier() -> None:
    found = lines([], rules=Policy())
    assert list(found) == ["vip", "key", "potential", "general", "total"]
    for row in found.values():
        assert row["days_since_touch_median"] is None
        assert not any(value for key, value in row.items() if key not in ("tier", "days_since_touch_median"))


def test_tiers_come_in_the_order_of_the_policy_and_strange_ones_after_them() -> None:
    few = Policy()._replace(tiers={key: Policy().tiers[key] for key in ("key", "vip", "general")})
    found = lines([acc(id=1, tier="zinc"), acc(id=2, tier="amber"), acc(id=3, tier="vip")], rules=few)
    assert list(found) == ["key", "vip", "general", "amber", "zinc", "total"]
    assert found["amber"]["calls_wanted"] == Decimal("0.3")  # 31 ÷ 90: the cadence of the default tier
    assert found["total"]["customers"] == 3


# --- what counts --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "counted"),
    [("2026-09-30", 0), ("2026-10-01", 1), ("2026-10-31", 1), ("2026-11-01", 0)],
)
def test_both_ends_of_the_period_count(day: str, counted: int) -> None:
    for kind, column in (("call", "calls"), ("visit", "visits"), ("greeting", "greetings")):
        row = steady(acc(touches=[f"{day} {kind}"]))
        assert (row[column], row["touched"]) == (counted, counted)


@pytest.mark.parametrize(
    ("words", "calls", "visits", "greetings", "touched"),
    [
        ("call", 1, 0, 0, 1),
        ("call in", 1, 0, 0, 1),
        ("visit", 0, 1, 0, 1),
        ("meeting", 0, 1, 0, 1),
        ("greeting", 0, 0, 1, 1),
        ("message", 0, 0, 0, 1),
        ("gift", 0, 0, 0, 1),
        ("help", 0, 0, 0, 1),
        ("greeting mass", 0, 0, 0, 0),
        ("message mass", 0, 0, 0, 0),
        ("call no-answer", 0, 0, 0, 0),
        ("visit cancelled", 0, 0, 0, 0),
        ("greeting refused", 0, 0, 0, 0),
    ],
)
def test_what_counts_as_a_touch(words: str, calls: int, visits: int, greetings: int, touched: int) -> None:
    row = steady(acc(touches=[f"2026-10-10 {words}"]))
    assert (row["calls"], row["visits"], row["greetings"], row["touched"]) == (calls, visits, greetings, touched)
    assert row["touched_share"] == touched
    assert row["days_since_touch_median"] == (21 if touched else None)


@pytest.mark.parametrize(("status", "active"), [("prospect", 0), ("lost", 0), ("active", 1)])
def test_only_active_customers_are_owed_anything_but_all_touches_count(status: str, active: int) -> None:
    row = steady(acc(status=status, touches=["2026-10-10 call", "2026-01-10 visit"]), days=period("2026-10-01", "2026-11-22"))
    assert (row["customers"], row["active"], row["calls"]) == (1, active, 1)
    assert (row["touched"], row["touched_share"], row["overdue_now"]) == (active, active, active)
    assert (row["calls_wanted"] > 0, row["visits_wanted"] > 0) == (bool(active), bool(active))
    assert row["days_since_touch_median"] == (43 if active else None)
    assert row["cadence_kept"] == 0  # the visit has been overdue since March


def test_touched_share_is_of_the_active_ones() -> None:
    touched = acc(id=1, touches=["2026-10-10 message"])
    row = steady(touched, acc(id=2), acc(id=3), acc(id=4, status="prospect", touches=["2026-10-10 call"]))
    assert (row["customers"], row["active"], row["touched"], row["calls"]) == (4, 3, 1, 1)
    assert row["touched_share"] == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("day", "counted"),
    [("2026-09-30", 0), ("2026-10-01", 1), ("2026-10-31", 1), ("2026-11-01", 0)],
)
def test_new_and_lost_by_their_day(day: str, counted: int) -> None:
    assert steady(acc(since=day, added=day))["new"] == counted
    assert steady(Customer(acc(status="lost"), day_of(day)))["lost"] == counted
    assert steady(Customer(acc(status="active"), day_of(day)))["lost"] == 0
    assert steady(acc(status="lost"))["lost"] == 0


def test_sums_and_shares_of_time_and_money() -> None:
    found = lines(
        [
            Customer(acc(id=1, tier="vip"), minutes=30, gifts_cost=1250, orders=2, amount=30000),
            Customer(acc(id=2, tier="vip", status="lost"), minutes=15, orders=1, amount=0),
            Customer(acc(id=3, tier="key"), minutes=15, gifts_cost=50, orders=1, amount=10000),
        ]
    )
    columns = ("minutes", "minutes_share", "orders", "amount", "amount_share", "gifts_cost")
    assert [found["vip"][column] for column in columns] == [45, 0.75, 3, 30000, 0.75, 1250]
    assert [found["key"][column] for column in columns] == [15, 0.25, 1, 10000, 0.25, 50]
    assert [found["total"][column] for column in columns] == [60, 1, 4, 40000, 1, 1300]
    assert (found["total"]["promises_kept"], found["total"]["complaints_open"]) == (0, 0)


@pytest.mark.parametrize(
    ("days", "median"),
    [([], None), ([31], 0), ([30, 20], 6), ([31, 30], Decimal("0.5")), ([31, 20, 1], 11), ([31, 20, 19, 1], Decimal("11.5"))],
)
def test_the_median_of_the_days_since_the_last_touch(days: list[int], median: object) -> None:
    customers = [acc(id=n, touches=[f"2026-10-{day:02d} help"]) for n, day in enumerate(days, 1)]
    assert steady(*customers, acc(id=9), acc(id=10, status="lost", touches=["2026-10-31 call"]))["days_since_touch_median"] == median


def test_days_since_the_last_touch_are_those_of_the_periods_last_day() -> None:
    assert steady(acc(touches=["2026-09-20 call", "2026-11-05 call"]))["days_since_touch_median"] == 41


# --- wanted -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "calls", "visits"),
    [
        ("2026-09-30", "1.6", "0.6"),  # 31 days ÷ 20 = 1.55, ÷ 50 = 0.62
        ("2026-10-01", "1.6", "0.6"),
        ("2026-10-02", "1.5", "0.6"),
        ("2026-10-12", "1.0", "0.4"),  # 20 days
        ("2026-10-31", "0.1", "0.0"),  # 1 day: 0.05 and 0.02
        ("2026-11-01", "0.0", "0.0"),
    ],
)
def test_wanted_from_the_later_of_first_day_and_since(since: str, calls: str, visits: str) -> None:
    row = steady(acc(since=since))
    assert (row["calls_wanted"], row["visits_wanted"]) == (Decimal(calls), Decimal(visits))


@pytest.mark.parametrize(
    ("spacings", "calls"),
    [
        ([], "1.6"),
        (["2026-10-31 2"], "0.8"),  # in force on the last day: 31 ÷ 40
        (["2026-11-01 2"], "1.6"),
        (["2026-01-01 2 2026-10-31"], "1.6"),  # back on the last day
        (["2026-01-01 2 2026-11-01"], "0.8"),
        (["2026-01-01 2", "2026-10-15 0.5"], "3.1"),
        (["2026-01-01 1.55"], "1.0"),  # 31 ÷ 31: the factor itself, not a whole number of days
    ],
)
def test_wanted_by_the_spacing_of_the_last_day(spacings: list[str], calls: str) -> None:
    assert steady(acc(spacings=spacings))["calls_wanted"] == Decimal(calls)


def test_wanted_is_added_up_before_it_is_rounded() -> None:
    rules = policy(STEADY, Tier("rare", 60, 120, Decimal(0)))
    three = [acc(id=n, tier="rare", since=since) for n, since in enumerate(("2026-10-30", "2026-10-24", "2026-10-21"), 1)]
    found = lines([*three, acc(id=4, since="2026-10-31")], rules=rules)
    assert found["rare"]["calls_wanted"] == Decimal("0.4")  # 2/60 + 8/60 + 11/60 = 0.35, rounded half up
    assert found["rare"]["visits_wanted"] == Decimal("0.2")  # half of that, 0.175
    assert (found["steady"]["calls_wanted"], found["total"]["calls_wanted"]) == (Decimal("0.1"), Decimal("0.4"))  # 0.05, 0.4


# --- kept ---------------------------------------------------------------------------------------------------------

SEEN = ["2026-10-14 visit"]  # the next call is due on Tuesday 3 November, the next visit on Thursday 3 December


@pytest.mark.parametrize(
    ("more", "first", "last", "kept", "overdue"),
    [
        pytest.param([], "2026-10-14", "2026-11-03", 1, 0, id="through the due day"),
        pytest.param([], "2026-11-01", "2026-11-04", 3 / 4, 1, id="the day after is overdue"),
        pytest.param([], "2026-11-01", "2026-11-10", 3 / 10, 1, id="and stays so"),
        pytest.param([], "2026-11-04", "2026-11-10", 0, 1, id="never on time"),
        pytest.param([], "2026-10-12", "2026-10-15", 2 / 4, 0, id="from the day of the visit; nobody came before"),
        pytest.param(["2026-11-05 call"], "2026-11-01", "2026-11-10", 9 / 10, 0, id="kept again on the day of the call"),
        pytest.param(["2026-11-10 call"], "2026-11-01", "2026-11-10", 4 / 10, 0, id="a call on the last day"),
        pytest.param(["2026-11-11 call"], "2026-11-01", "2026-11-10", 3 / 10, 1, id="a call after the last day"),
        pytest.param(["2026-11-05 call no-answer"], "2026-11-01", "2026-11-10", 3 / 10, 1, id="an attempt keeps nothing"),
        pytest.param(["2026-11-05 message"], "2026-11-01", "2026-11-10", 3 / 10, 1, id="nor does a message"),
        pytest.param(["2026-11-20 call"], "2026-12-01", "2026-12-10", 3 / 10, 1, id="a call is not worth a visit"),
    ],
)
def test_days_on_which_no_care_was_overdue(more: list[str], first: str, last: str, kept: float, overdue: int) -> None:
    row = steady(acc(touches=[*SEEN, *more]), days=period(first, last))
    assert (row["cadence_kept"], row["overdue_now"]) == (pytest.approx(kept), overdue)


def test_a_message_keeps_the_cadence_of_a_customer_that_wants_no_calls() -> None:
    row = steady(acc(no_calls=True, touches=[*SEEN, "2026-11-05 message"]), days=period("2026-11-01", "2026-11-10"))
    assert (row["cadence_kept"], row["overdue_now"]) == (pytest.approx(9 / 10), 0)


@pytest.mark.parametrize(
    ("spacings", "kept"),
    [
        (["2026-10-20 2"], 1),  # 40 days, until 23 November
        (["2026-11-06 2"], 8 / 10),  # overdue on the 4th and 5th
        (["2026-10-20 2 2026-11-06"], 5 / 10),  # overdue from the day it is back
        (["2026-11-11 2"], 3 / 10),  # set later
    ],
)
def test_a_spacing_keeps_from_the_day_it_was_set(spacings: list[str], kept: float) -> None:
    row = steady(acc(touches=SEEN, spacings=spacings), days=period("2026-11-01", "2026-11-10"))
    assert row["cadence_kept"] == pytest.approx(kept)


def test_kept_is_averaged_over_customers_from_their_since() -> None:
    old = acc(id=1, touches=SEEN)  # 3 of 10 days
    new = acc(id=2, since="2026-11-06", touches=["2026-10-14 visit"])  # overdue on all of its 5 days
    fresh = acc(id=3, since="2026-11-10", added="2026-11-10")  # its one day
    later = acc(id=4, since="2026-11-11", added="2026-11-11")  # no day at all
    assert steady(old, new, fresh, later, days=period("2026-11-01", "2026-11-10"))["cadence_kept"] == pytest.approx((0.3 + 0 + 1) / 3)


@pytest.mark.parametrize(("since", "there"), [("2026-11-09", 1), ("2026-11-10", 1), ("2026-11-11", 0)])
def test_a_customer_since_after_the_period_is_not_one_yet_but_what_was_done_counts(since: str, there: int) -> None:
    days = period("2026-11-01", "2026-11-10")
    row = steady(Customer(acc(since=since, touches=[*SEEN, "2026-11-02 greeting"]), orders=1, amount=500), days=days)
    assert [row[key] for key in ("customers", "active", "touched", "overdue_now")] == [there] * 4
    assert (row["days_since_touch_median"] is not None) == bool(there)
    assert (row["greetings"], row["orders"], row["amount"]) == (1, 1, 500)


# --- the same, asked of the rules day by day ----------------------------------------------------------------------

FIRST = day_of("2026-08-01")
KINDS = st.sampled_from(("call", "visit", "meeting", "message", "greeting", "gift", "help"))
OUTCOMES = st.sampled_from(("done", "done", "done", "no-answer", "refused", "cancelled"))
OFFSETS = st.integers(-150, 120)


@st.composite
def touch(draw: st.DrawFn) -> Touch:
    kind = draw(KINDS)
    mass = kind in ("message", "greeting", "gift") and draw(st.booleans())
    return Touch(FIRST + draw(OFFSETS), kind, draw(OUTCOMES), incoming=draw(st.booleans()), mass=mass)


@st.composite
def spacing(draw: st.DrawFn) -> Spacing:
    set_on = FIRST + draw(OFFSETS)
    until = draw(st.none() | st.integers(1, 60))
    return Spacing(set_on, draw(st.sampled_from((Decimal("0.3"), Decimal("1.5"), Decimal(2)))), set_on + until if until else None)


@st.composite
def account(draw: st.DrawFn) -> Account:
    since = FIRST + draw(st.integers(-300, 110))
    touches = sorted(draw(st.lists(touch(), max_size=14)), key=lambda t: t.day)
    return Account(
        id=1, name="鑫源商行", key=draw(st.sampled_from(("鑫源商行", "Ada & Co", "x"))),
        tier=draw(st.sampled_from(("vip", "key", "potential", "steady", "gone"))),
        since=since, added_on=since + draw(st.integers(-20, 60)), first_known=min([since, *(t.day for t in touches)]),
        no_calls=draw(st.booleans()), touches=touches, spacings=sorted(draw(st.lists(spacing(), max_size=3)), key=lambda s: s.set_on),
    )  # fmt: skip


def overdue(customer: Account, day: int, rules: Policy) -> bool:
    """What the rules say of that one day, knowing nothing of later ones."""
    there = known(customer, day)
    return any(item.overdue(day) for rule in ("care-call", "care-visit") for item in items_of(there, ask(day, rules), rule))


@given(account(), st.integers(0, 60), st.integers(0, 60))
@settings(max_examples=300, deadline=None)
def test_kept_and_overdue_are_what_the_rules_say_each_day(customer: Account, start: int, length: int) -> None:
    rules = POLICY._replace(days_off=(FIRST + 40, FIRST + 41), work_days=(FIRST + 1,))
    days = Period(FIRST + start, FIRST + start + length)
    row = tiers([Customer(customer)], ask(days.last, rules), days).rows[-1]
    asked = range(max(days.first, customer.since), days.last + 1)
    kept = [not overdue(customer, day, rules) for day in asked]
    assert row[10] == pytest.approx(sum(kept) / len(kept) if kept else 0)
    assert row[11] == (bool(asked) and overdue(customer, days.last, rules))
