"""Boundary tables for what is held back: paused, fatigue, gap; by class, in order, to the day."""

from __future__ import annotations

import pytest

from repbook.terms import Account, Tier
from tests.book import STEADY, acc, answer, person, policy, state

DAY = "2026-11-22"
LAST_VISIT = "2026-01-05 visit"  # long ago: care-visit (class 3) has been due for months, in every tier

# --- silent first: nothing to hold, nothing held -------------------------------------------------------------------------


def test_what_is_not_due_is_not_held() -> None:
    account = acc(touches=["2026-11-20 visit"], pauses=["2026-11-01 2026-12-31"])
    reply = answer(account, DAY)
    assert (reply.lines, reply.held) == ([], [])


def test_what_is_settled_is_not_held() -> None:
    account = acc(orders=["2026-03-02"], touches=["2026-08-01 call", LAST_VISIT], pauses=["2026-11-01 2026-12-31"])
    assert state(account, "2026-08-28", "second-order") == "-"


def test_archived_and_lost_customers_have_nothing_held() -> None:
    for account in (acc(archived=True, pauses=["2026-11-01 2026-12-31"]), acc(status="lost", pauses=["2026-11-01 2026-12-31"])):
        assert answer(account, DAY).held == []


# --- which classes --------------------------------------------------------------------------------------------------------

REORDERING = ["2026-10-01", "2026-10-11", "2026-10-21"]  # g = 10: silent since 5 November (+ 15)
NOVEMBER = ["2026-11-01 2026-12-31"]
TIRED = [f"2026-11-{day:02} message" for day in range(1, 9)]  # 8 touches: too many for every tier


def _due(tier: str, **facts: object) -> Account:
    """A customer with an item of each class on DAY: at-risk (the tier's class), birthday (2), care-visit (3)."""
    touches = [LAST_VISIT, *facts.pop("touches", [])]  # type: ignore[misc]
    return acc(tier=tier, orders=REORDERING, people=[person(1, "11-22")], touches=touches, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "tier", "facts", "expected"),
    [
        ("care-visit", "vip", {"pauses": NOVEMBER}, "held by paused"),  # class 3
        ("at-risk", "key", {"pauses": NOVEMBER}, "held by paused"),  # class 3
        ("at-risk", "vip", {"pauses": NOVEMBER}, "shown"),  # class 1: a hold looks at the item's own class
        ("birthday", "key", {"pauses": NOVEMBER}, "shown"),  # class 2
        ("care-visit", "vip", {"touches": TIRED}, "held by fatigue"),
        ("at-risk", "key", {"touches": TIRED}, "held by fatigue"),
        ("at-risk", "vip", {"touches": TIRED}, "shown"),
        ("birthday", "key", {"touches": TIRED}, "shown"),
        ("care-visit", "steady", {"touches": ["2026-11-21 call"]}, "held by gap"),
        ("birthday", "steady", {"touches": ["2026-11-21 call"]}, "shown"),
    ],
)
def test_holds_by_class(rule: str, tier: str, facts: dict[str, object], expected: str) -> None:
    assert state(_due(tier, **facts), DAY, rule) == expected


@pytest.mark.parametrize(
    ("touches", "pauses", "expected"),
    [
        ([], [], "shown"),
        ([], ["2026-08-01 2026-12-31"], "held by paused"),  # class 4
        ([f"2026-08-{day:02} message" for day in (1, 2, 3)], [], "held by fatigue"),
        (["2026-08-19 call"], [], "shown"),  # the gap holds class 3 only
        (["2026-08-01 message", "2026-08-02 message", "2026-08-19 call"], ["2026-08-01 2026-12-31"], "held by paused, fatigue"),
    ],
)
def test_holds_of_class_4(touches: list[str], pauses: list[str], expected: str) -> None:
    """second-order of a general customer, from 21 June + 60 = 20 August; a call the day before does not settle it."""
    account = acc(tier="general", orders=["2026-06-21"], touches=touches, pauses=pauses)
    assert state(account, "2026-08-20", "second-order") == expected


def test_the_gap_does_not_hold_a_vips_at_risk() -> None:
    """Silent since 5 November, class 1; the call of 4 November does not settle it."""
    account = acc(tier="vip", orders=REORDERING, touches=["2026-11-04 call"])
    assert state(account, "2026-11-05", "at-risk") == "shown"
    account = acc(tier="key", orders=REORDERING, touches=["2026-11-04 call"])
    assert state(account, "2026-11-05", "at-risk") == "held by gap"


@pytest.mark.parametrize("cls", [1, 2, 3, 4])
def test_the_class_is_the_one_the_policy_gives(cls: int) -> None:
    own = policy(Tier("own", at_risk_class=cls, max_touches_30d=1))
    account = acc(tier="own", orders=REORDERING, touches=["2026-11-04 call"], pauses=["2026-11-01 2026-12-31"])
    expected = {1: "shown", 2: "shown", 3: "held by paused, fatigue, gap", 4: "held by paused, fatigue"}
    assert state(account, "2026-11-05", "at-risk", policy=own) == expected[cls]


# --- paused ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pauses", "day", "expected"),
    [
        pytest.param(["2026-11-10 2026-11-20"], "2026-11-09", "shown", id="the day before it was set"),
        pytest.param(["2026-11-10 2026-11-20"], "2026-11-10", "held by paused", id="the day it was set"),
        pytest.param(["2026-11-10 2026-11-20"], "2026-11-19", "held by paused", id="the day before UNTIL"),
        pytest.param(["2026-11-10 2026-11-20"], "2026-11-20", "shown", id="back on UNTIL"),
        pytest.param(["2026-11-10 2026-12-31", "2026-11-15 2026-11-20"], "2026-11-16", "held by paused", id="replaced, in force"),
        pytest.param(["2026-11-10 2026-12-31", "2026-11-15 2026-11-20"], "2026-11-20", "shown", id="the one replaced does not come back"),
        pytest.param(["2026-11-10 2026-11-12", "2026-11-15 2026-11-20"], "2026-11-13", "shown", id="between two"),
        pytest.param(["2026-11-10 2026-12-31", "2026-11-15 2026-11-15"], "2026-11-15", "shown", id="ended early"),
        pytest.param(["2026-11-10 2026-12-31", "2026-11-15 2026-11-15"], "2026-11-14", "held by paused", id="before it was ended"),
        pytest.param(["2026-11-10 2026-12-31", "2026-11-10 2026-11-12"], "2026-11-12", "shown", id="of one day the later entered"),
    ],
)
def test_when_a_pause_is_in_force(pauses: list[str], day: str, expected: str) -> None:
    assert state(acc(touches=[LAST_VISIT], pauses=pauses), day, "care-visit") == expected


# --- fatigue --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        pytest.param("2026-10-23", "shown", id="t-30"),
        pytest.param("2026-10-24", "held by fatigue", id="t-29"),
        pytest.param("2026-11-22", "held by fatigue", id="t"),
        pytest.param("2026-11-23", "shown", id="not known yet"),
    ],
)
def test_fatigue_counts_30_days(first: str, expected: str) -> None:
    account = acc(tier="general", touches=[LAST_VISIT, f"{first} message", "2026-11-01 message", "2026-11-02 message"])
    assert state(account, DAY, "care-visit") == expected


@pytest.mark.parametrize(("tier", "most"), [("vip", 8), ("key", 6), ("potential", 4), ("general", 3)])
def test_fatigue_is_the_tiers(tier: str, most: int) -> None:
    touches = [LAST_VISIT, *(f"2026-11-{day:02} message" for day in range(1, most))]
    assert state(acc(tier=tier, touches=touches), DAY, "care-visit") == "shown"
    touches.append("2026-11-15 message")
    assert state(acc(tier=tier, touches=touches), DAY, "care-visit") == "held by fatigue"
    touches.append("2026-11-15 message")
    assert state(acc(tier=tier, touches=touches), DAY, "care-visit") == "held by fatigue"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("message", "held by fatigue"),
        ("message mass", "held by fatigue"),  # mass ones too
        ("greeting", "held by fatigue"),
        ("greeting mass", "held by fatigue"),
        ("gift", "held by fatigue"),
        ("help", "held by fatigue"),
        ("call", "held by fatigue"),  # of any kind
        ("message for=birthday", "held by fatigue"),
        ("message with=7", "held by fatigue"),
        ("message in", "shown"),  # only mine
        ("call in", "shown"),
        ("help in", "shown"),
        ("message no-answer", "shown"),  # only done
        ("call no-answer", "shown"),
        ("call refused", "shown"),
        ("visit cancelled", "shown"),
    ],
)
def test_what_tires(words: str, expected: str) -> None:
    """The third touch of a general customer, long enough ago to leave no gap."""
    account = acc(tier="general", touches=[LAST_VISIT, "2026-11-01 message", "2026-11-02 message", f"2026-11-03 {words}"])
    assert state(account, DAY, "care-visit") == expected


# --- gap ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-09", "shown"),
        ("2026-11-10", "held by gap"),  # the day of the call
        ("2026-11-11", "held by gap"),
        ("2026-11-13", "held by gap"),  # and the 3 days after
        ("2026-11-14", "shown"),
    ],
)
def test_the_gap_after_a_call(day: str, expected: str) -> None:
    assert state(acc(touches=[LAST_VISIT, "2026-11-10 call"]), day, "care-visit") == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("call", "held by gap"),
        ("call in", "held by gap"),  # any done call or visit
        ("call with=7", "held by gap"),
        ("call for=birthday", "held by gap"),
        ("call no-answer", "shown"),
        ("visit cancelled", "shown"),
        ("meeting refused", "shown"),
        ("message", "shown"),
        ("greeting", "shown"),
        ("gift", "shown"),
        ("help", "shown"),
        ("message mass", "shown"),
    ],
)
def test_what_makes_a_gap(words: str, expected: str) -> None:
    assert state(acc(touches=[LAST_VISIT, f"2026-11-21 {words}"]), DAY, "care-visit") == expected


# g = 10: reorder is shown from 29 October to 4 November; the touch of 28 October comes before from and settles nothing.
@pytest.mark.parametrize("words", ["visit", "meeting", "visit in", "meeting in", "call"])
@pytest.mark.parametrize(
    ("day", "expected"),
    [("2026-10-29", "held by gap"), ("2026-10-31", "held by gap"), ("2026-11-01", "shown")],
)
def test_the_gap_after_a_visit(words: str, day: str, expected: str) -> None:
    account = acc(orders=REORDERING, touches=[f"2026-10-28 {words}"])
    assert state(account, day, "reorder") == expected


def test_a_message_makes_no_gap_even_where_no_calls_are_wanted() -> None:
    """It counts as a call only where a call would settle or anchor."""
    account = acc(no_calls=True, touches=[LAST_VISIT, "2026-11-21 message"])
    assert state(account, DAY, "care-visit") == "shown"


def test_the_gap_is_a_setting() -> None:
    account = acc(touches=[LAST_VISIT, "2026-11-10 call"])
    assert state(account, "2026-11-15", "care-visit", policy=policy(STEADY, gap_days=5)) == "held by gap"
    assert state(account, "2026-11-16", "care-visit", policy=policy(STEADY, gap_days=5)) == "shown"
    assert state(account, "2026-11-11", "care-visit", policy=policy(STEADY, gap_days=0)) == "shown"
    assert state(account, "2026-11-10", "care-visit", policy=policy(STEADY, gap_days=0)) == "held by gap"


# --- several, and what remains --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("touches", "pauses", "expected"),
    [
        (["2026-11-01 message", "2026-11-02 message", "2026-11-20 call"], NOVEMBER, "held by paused, fatigue, gap"),
        (["2026-11-01 message", "2026-11-02 message", "2026-11-03 message"], NOVEMBER, "held by paused, fatigue"),
        (["2026-11-20 call"], NOVEMBER, "held by paused, gap"),
        (["2026-11-01 message", "2026-11-02 message", "2026-11-20 call"], [], "held by fatigue, gap"),
    ],
)
def test_all_holds_that_apply_are_named_in_order(touches: list[str], pauses: list[str], expected: str) -> None:
    assert state(acc(tier="general", touches=[LAST_VISIT, *touches], pauses=pauses), DAY, "care-visit") == expected


def test_the_rest_of_the_line_stays() -> None:
    account = _due("key", pauses=NOVEMBER)
    reply = answer(account, DAY)
    (line,) = reply.lines
    assert [item.rule for item in line.items] == ["birthday"]
    assert (line.action, line.cls) == ("greeting", 2)  # what is held lends the line nothing
    assert {rest.item.rule for rest in reply.held} >= {"at-risk", "care-call", "care-visit"}
    assert {rest.account.id for rest in reply.held} == {account.id}


def test_a_customer_with_everything_held_has_no_line() -> None:
    reply = answer(acc(touches=[LAST_VISIT], pauses=NOVEMBER), DAY)
    assert reply.lines == []
    assert {(rest.item.rule, rest.held_by) for rest in reply.held} >= {("care-call", ("paused",)), ("care-visit", ("paused",))}
