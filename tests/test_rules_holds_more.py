"""Which rule each hold holds, all 28 by all six; and the boundary tables of snoozed, mourning and complaint."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from repbook.terms import Account, Policy, Tier, day_of, iso
from tests.book import POLICY, acc, person, policy, said, state

MODEL = Tier("model", 20, 50, Decimal(0), ("mid-autumn",), ("mid-autumn",), max_touches_30d=3, roles=("decider",))
OURS = policy(*POLICY.tiers.values(), MODEL)

# Where nothing is said, the day is Mon 23 November 2026, on which the item is shown for the first time.
RIDE = ["99 mine 2020-01-02 2026-11-24 x"]  # an obligation from 23 November on: a line for points to ride on
DECIDER, USER = person(1, role="decider"), person(2, role="user")
CALLED = "2026-11-22 call"

# rule -> the day, what makes it due, a call within three days that does not settle it (if there can be one), and what holds it
SPECIMENS: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "care-call": ("2026-11-23", {"touches": ["2026-01-05 visit"]}, "", "paused, fatigue"),
    "care-visit": ("2026-11-23", {"touches": ["2026-01-05 visit"]}, CALLED, "paused, fatigue, gap"),
    "festival-greeting": ("2026-09-23", {}, "2026-09-22 call", "mourning"),
    "festival-gift": ("2026-09-11", {}, "2026-09-10 call", "mourning"),
    "birthday": ("2026-11-23", {"people": [person(1, "11-23")]}, CALLED, "mourning"),
    "anniversary": ("2026-11-23", {"occasions": ["9 anniversary 2020-11-23"]}, CALLED, "mourning"),
    "event": ("2026-11-23", {"occasions": ["9 opening 2026-11-26"]}, CALLED, "mourning"),
    "condolence:#9": ("2026-11-23", {"occasions": ["9 illness 2026-11-23"]}, CALLED, ""),
    "condolence-check:#9": ("2026-11-23", {"occasions": ["9 illness 2026-11-10"], "touches": ["2026-11-16 call"]}, "", ""),
    "area-alert": ("2026-11-23", {"alerts": ["3 2026-11-23 2026-11-30"]}, CALLED, ""),
    "promise": ("2026-11-23", {"promises": ["9 mine 2026-11-01 2026-11-24 x"]}, CALLED, ""),
    "complaint-answer:#5": ("2026-11-23", {"complaints": ["5 2026-11-23"]}, CALLED, ""),
    "complaint-solve:#5": ("2026-11-23", {"complaints": ["5 2026-11-20 answered=2026-11-23"]}, CALLED, ""),
    "complaint-check:#5": ("2026-11-23", {"complaints": ["5 2026-11-01 solved=2026-11-20"]}, CALLED, ""),
    "first-follow-up": ("2026-11-23", {"status": "prospect", "touches": ["2026-11-20 call"]}, "", ""),
    "after-sale": ("2026-11-23", {"orders": ["2026-11-16"]}, "", ""),
    "service-visit": ("2026-11-23", {"orders": ["2026-05-30 of=A every=6"]}, CALLED, ""),
    "reorder": (
        "2026-11-23",
        {"orders": ["2026-10-26", "2026-11-05", "2026-11-15"]},  # g = 10: + 8
        CALLED,
        "paused, mourning, complaint, fatigue, gap",
    ),
    "at-risk": ("2026-11-23", {"orders": ["2026-10-19", "2026-10-29", "2026-11-08"]}, CALLED, "paused, mourning, fatigue, gap"),  # + 15
    "second-order": ("2026-11-23", {"orders": ["2026-09-24"]}, CALLED, "paused, mourning, complaint, fatigue"),  # + 60
    "win-back": ("2026-11-23", {"orders": ["2026-05-27"]}, CALLED, "paused, mourning, complaint, fatigue, gap"),  # + 180
    "referral-ask": (
        "2026-11-23",
        {"orders": ["2026-06-01", "2026-08-01", "2026-11-01"], "promises": RIDE},
        CALLED,
        "paused, mourning, complaint, fatigue",
    ),
    "role-gap": ("2026-11-23", {"promises": RIDE}, CALLED, "paused, fatigue"),
    "role-cold": ("2026-11-23", {"people": [DECIDER, USER], "promises": RIDE}, f"{CALLED} with=2", "paused, fatigue"),
    "new-contact": ("2026-11-23", {"people": [DECIDER, person(3, joined="2026-11-23")]}, CALLED, ""),
    "handover": ("2026-11-23", {"people": [person(1, role="decider", left="2026-11-23"), USER]}, CALLED, ""),
    "stock-low": ("2026-11-23", {"readings": ["A 2026-11-23 1 at=5"]}, CALLED, ""),
    "profile-stale": ("2026-11-23", {"edited": "2026-05-27", "promises": RIDE}, CALLED, "paused, fatigue"),
}
POINTS = ("referral-ask", "role-gap", "role-cold", "profile-stale")
OBLIGATIONS = ("condolence:#9", "area-alert", "promise", "complaint-answer:#5", "complaint-solve:#5", "handover")
HOLDS = ("snoozed", "paused", "mourning", "complaint", "fatigue", "gap")


def _on(day: str, ago: int) -> str:
    return iso(day_of(day) - ago)


def _specimen(rule: str, *holds: str, snooze: str = "") -> Account:
    """The specimen of a rule with the facts behind some holds; the mass messages that tire settle nothing."""
    day, facts, call, _ = SPECIMENS[rule]
    more: dict[str, list[str]] = {
        "snoozed": [snooze or f"{rule.partition(':')[0]} {_on(day, 1)} {_on(day, -30)}"],
        "paused": [f"{_on(day, 5)} {_on(day, -30)}"],
        "mourning": [f"90 bereavement {_on(day, 5)}"],
        "complaint": [f"91 {_on(day, 5)}"],
        "fatigue": [f"{day} message mass"] * 3,
        "gap": [call] if call else [],
    }
    fields = {
        "snoozed": "snoozes",
        "paused": "pauses",
        "mourning": "occasions",
        "complaint": "complaints",
        "fatigue": "touches",
        "gap": "touches",
    }
    all_facts: dict[str, Any] = {"tier": "model", **facts}
    for hold in holds:
        all_facts[fields[hold]] = [*all_facts.get(fields[hold], []), *more[hold]]
    return acc(**all_facts)


def _held_by(rule: str, names: str) -> str:
    return f"held by {names}" if names else "shown"


# --- all rules, all holds ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", SPECIMENS)
def test_each_rule_speaks_where_nothing_holds_it(rule: str) -> None:
    day = SPECIMENS[rule][0]
    account = _specimen(rule)
    assert state(account, day, rule, policy=OURS) == "shown"
    if rule not in ("care-call", "care-visit", "role-gap", "role-cold", *POINTS):
        assert state(account, _on(day, 1), rule, policy=OURS) == "-"  # it is the first day


@pytest.mark.parametrize("hold", HOLDS)
@pytest.mark.parametrize("rule", SPECIMENS)
def test_one_hold_alone(rule: str, hold: str) -> None:
    day, _, call, held_by = SPECIMENS[rule]
    if hold == "gap" and not call:
        hold = "snoozed"  # a call would settle it: no gap can hold it
    expected = hold if hold == "snoozed" or hold in held_by.split(", ") else ""
    assert state(_specimen(rule, hold), day, rule, policy=OURS) == _held_by(rule, expected)


@pytest.mark.parametrize("rule", SPECIMENS)
def test_all_holds_at_once_in_their_order(rule: str) -> None:
    day, _, _, held_by = SPECIMENS[rule]
    assert state(_specimen(rule, *HOLDS), day, rule, policy=OURS) == f"held by {', '.join(['snoozed', *held_by.split(', ')]).rstrip(', ')}"
    assert state(_specimen(rule, *HOLDS[1:]), day, rule, policy=OURS) == _held_by(rule, held_by)


@pytest.mark.parametrize("rule", SPECIMENS)
def test_the_whole_line_snoozed(rule: str) -> None:
    day = SPECIMENS[rule][0]
    set_on = _on(day, 1) if rule in POINTS else day  # the obligation that points ride on is younger than the snooze, and shown
    account = _specimen(rule, "snoozed", snooze=f"* {set_on} {_on(day, -30)}")
    assert state(account, day, rule, policy=OURS) == "held by snoozed"


@pytest.mark.parametrize("rule", SPECIMENS)
def test_another_rule_snoozed(rule: str) -> None:
    day = SPECIMENS[rule][0]
    other = "care-call" if rule != "care-call" else "care-visit"
    account = _specimen(rule, "snoozed", snooze=f"{other} {_on(day, 1)} {_on(day, -30)}")
    assert state(account, day, rule, policy=OURS) == "shown"


def test_a_reorder_held_by_everything() -> None:
    expected = "held by snoozed, paused, mourning, complaint, fatigue, gap"
    assert state(_specimen("reorder", *HOLDS), "2026-11-23", "reorder", policy=OURS) == expected
    assert state(_specimen("reorder", *reversed(HOLDS)), "2026-11-23", "reorder", policy=OURS) == expected


@pytest.mark.parametrize(
    ("tier", "expected"),
    [("vip", "held by snoozed, mourning"), ("key", "held by snoozed, paused, mourning, gap")],
)
def test_a_hold_looks_at_the_items_own_class(tier: str, expected: str) -> None:
    """A vip's at-risk is class 1; a complaint holds no at-risk of either."""
    account = _specimen("at-risk", *HOLDS)._replace(tier=tier)
    assert state(account, "2026-11-23", "at-risk", policy=OURS) == expected


@pytest.mark.parametrize(("day", "stage"), [("2026-12-23", "2"), ("2027-02-21", "3"), ("2027-03-23", "task")])
def test_every_stage_of_winning_back_is_held(day: str, stage: str) -> None:
    facts: dict[str, Any] = {"tier": "model", "orders": ["2026-05-27"], "touches": [f"{day} message mass"] * 3}
    account = acc(occasions=[f"90 bereavement {day}"], complaints=[f"91 {day}"], pauses=[f"{day} {_on(day, -9)}"], **facts)
    assert state(account, day, f"win-back:{stage}", policy=OURS) == "held by paused, mourning, complaint, fatigue"


# --- snoozed ----------------------------------------------------------------------------------------------------------

VISIT_DUE: dict[str, Any] = {"touches": ["2026-01-05 visit"]}  # care-visit and care-call, long due


@pytest.mark.parametrize(
    ("snoozes", "day", "expected"),
    [
        pytest.param(["care-visit 2026-11-10 2026-11-20"], "2026-11-09", "shown", id="the day before it was set"),
        pytest.param(["care-visit 2026-11-10 2026-11-20"], "2026-11-10", "held by snoozed", id="the day it was set"),
        pytest.param(["care-visit 2026-11-10 2026-11-20"], "2026-11-19", "held by snoozed", id="the day before UNTIL"),
        pytest.param(["care-visit 2026-11-10 2026-11-20"], "2026-11-20", "shown", id="back on UNTIL"),
        pytest.param(["* 2026-11-10 2026-11-20"], "2026-11-09", "shown", id="line: the day before it was set"),
        pytest.param(["* 2026-11-10 2026-11-20"], "2026-11-10", "held by snoozed", id="line: the day it was set"),
        pytest.param(["* 2026-11-10 2026-11-20"], "2026-11-20", "shown", id="line: back on UNTIL"),
        pytest.param(["care-call 2026-11-10 2026-11-20"], "2026-11-15", "shown", id="another rule"),
        pytest.param(
            ["care-visit 2026-11-10 2026-12-31", "care-visit 2026-11-15 2026-11-20"],
            "2026-11-18",
            "held by snoozed",
            id="replaced, in force",
        ),
        pytest.param(["care-visit 2026-11-10 2026-12-31", "care-visit 2026-11-15 2026-11-20"], "2026-11-20", "shown", id="replaced, over"),
        pytest.param(["care-visit 2026-11-10 2026-12-31", "care-visit 2026-11-15 2026-11-15"], "2026-11-15", "shown", id="ended early"),
        pytest.param(
            ["care-visit 2026-11-10 2026-12-31", "care-visit 2026-11-15 2026-11-15"],
            "2026-11-14",
            "held by snoozed",
            id="before it was ended",
        ),
        pytest.param(
            ["care-visit 2026-11-10 2026-12-31", "care-visit 2026-11-10 2026-11-12"], "2026-11-12", "shown", id="of one day the later"
        ),
        pytest.param(["* 2026-11-10 2026-12-31", "* 2026-11-15 2026-11-20"], "2026-11-20", "shown", id="line: replaced, over"),
        pytest.param(["* 2026-11-10 2026-12-31", "* 2026-11-15 2026-11-15"], "2026-11-15", "shown", id="line: ended early"),
        # of different things neither replaces the other
        pytest.param(
            ["care-visit 2026-11-10 2026-12-31", "* 2026-11-15 2026-11-20"], "2026-11-20", "held by snoozed", id="the rule's is still on"
        ),
        pytest.param(
            ["* 2026-11-10 2026-12-31", "care-visit 2026-11-15 2026-11-20"], "2026-11-20", "held by snoozed", id="the line's is still on"
        ),
        pytest.param(
            ["* 2026-11-10 2026-12-31", "care-visit 2026-11-15 2026-11-20"], "2026-11-16", "held by snoozed", id="both: named once"
        ),
        pytest.param(
            ["care-visit 2026-11-10 2026-12-31", "care-call 2026-11-15 2026-11-20"], "2026-11-20", "held by snoozed", id="another rule's"
        ),
    ],
)
def test_when_a_snooze_is_in_force(snoozes: list[str], day: str, expected: str) -> None:
    assert state(acc(snoozes=snoozes, **VISIT_DUE), day, "care-visit") == expected


@pytest.mark.parametrize("rule", OBLIGATIONS)
@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        pytest.param(1, "shown", id="from is after the day it was set"),
        pytest.param(0, "held by snoozed", id="from is the day it was set"),
    ],
)
def test_a_snoozed_line_lets_newer_obligations_through(rule: str, ago: int, expected: str) -> None:
    day = SPECIMENS[rule][0]
    account = _specimen(rule, "snoozed", snooze=f"* {_on(day, ago)} {_on(day, -30)}")
    assert state(account, day, rule, policy=OURS) == expected
    assert state(account, _on(day, -1), rule, policy=OURS) == expected  # and the day after it is the same


@pytest.mark.parametrize(
    ("snoozes", "expected"),
    [
        # my promise, shown from 15 November; asked on 20 November
        (["* 2026-11-14 2026-12-31"], "shown"),
        (["* 2026-11-15 2026-12-31"], "held by snoozed"),
        (["* 2026-11-18 2026-12-31"], "held by snoozed"),
        (["promise 2026-11-14 2026-12-31"], "held by snoozed"),  # that rule, whenever it began
        (["* 2026-11-14 2026-12-31", "promise 2026-11-14 2026-12-31"], "held by snoozed"),
        (["* 2026-11-10 2026-12-31", "* 2026-11-16 2026-12-31"], "held by snoozed"),  # the new one knew of it
        (["* 2026-11-16 2026-12-31", "* 2026-11-18 2026-11-20"], "shown"),  # replaced and over
    ],
)
def test_an_obligation_and_the_day_a_snooze_was_set(snoozes: list[str], expected: str) -> None:
    assert state(acc(promises=["9 mine 2026-11-01 2026-11-16 x"], snoozes=snoozes), "2026-11-20", "promise") == expected


@pytest.mark.parametrize(("tier", "expected"), [("vip", "shown"), ("key", "held by snoozed")])
def test_a_vips_newer_at_risk_comes_through(tier: str, expected: str) -> None:
    account = acc(tier=tier, orders=["2026-10-19", "2026-10-29", "2026-11-08"], snoozes=["* 2026-11-22 2026-12-31"])
    assert state(account, "2026-11-23", "at-risk") == expected


def test_a_snoozed_line_holds_newer_items_of_other_classes() -> None:
    account = acc(people=[person(1, "11-23")], occasions=["9 opening 2026-11-26"], snoozes=["* 2026-11-10 2026-12-31"], **VISIT_DUE)
    for rule in ("birthday", "event", "care-visit", "care-call"):
        assert state(account, "2026-11-23", rule) == "held by snoozed"


def test_a_snooze_holds_every_item_of_its_rule() -> None:
    account = acc(people=[person(1, "11-23"), person(2, "11-22")], snoozes=["birthday 2026-11-22 2026-11-24"])
    assert [said(account, day, "birthday") for day in ("2026-11-23", "2026-11-24")] == [
        "held by snoozed", "greeting 2 +1 with 1; greeting 2 +2 with 2"
    ]  # fmt: skip


# --- mourning ---------------------------------------------------------------------------------------------------------
#
# second-order, from 24 October to the end of the year, while a bereavement of 1 November is mourned until 1 December.

WAITING: dict[str, Any] = {"tier": "silent", "orders": ["2026-08-25"]}


@pytest.mark.parametrize(
    ("occasion", "day", "expected"),
    [
        ("9 bereavement 2026-11-01", "2026-10-31", "shown"),
        ("9 bereavement 2026-11-01", "2026-11-01", "held by mourning"),
        ("9 bereavement 2026-11-01", "2026-12-01", "held by mourning"),
        ("9 bereavement 2026-11-01", "2026-12-02", "shown"),
        ("9 bereavement 2026-11-01 rec=2026-11-10", "2026-11-09", "shown"),  # once recorded
        ("9 bereavement 2026-11-01 rec=2026-11-10", "2026-11-10", "held by mourning"),
        ("9 bereavement 2026-11-01 rec=2026-11-10", "2026-12-01", "held by mourning"),
        ("9 bereavement 2026-11-01 rec=2026-11-10", "2026-12-02", "shown"),  # its date counts, not when it was learned
        ("9 bereavement 2026-11-01 rec=2026-11-20 learned=2026-11-20", "2026-12-02", "shown"),
        ("9 bereavement 2026-11-01 rec=2026-10-20", "2026-10-31", "shown"),
        ("9 bereavement 2026-11-01 with=1", "2026-11-10", "held by mourning"),  # of a contact who has left: the whole customer
        ("9 bereavement 2025-11-01 yearly", "2026-11-10", "shown"),
        ("9 illness 2026-11-01", "2026-11-10", "shown"),
        ("9 accident 2026-11-01", "2026-11-10", "shown"),
    ],
)
def test_when_a_customer_mourns(occasion: str, day: str, expected: str) -> None:
    account = acc(people=[person(1, left="2026-11-01")], occasions=[occasion], **WAITING)
    assert state(account, day, "second-order") == expected


def test_a_call_does_not_end_mourning() -> None:
    account = acc(people=[person(1, "11-23")], occasions=["9 bereavement 2026-11-01"], touches=["2026-11-02 call"])
    assert state(account, "2026-11-23", "birthday") == "held by mourning"


def test_of_two_bereavements_each_is_mourned() -> None:
    account = acc(occasions=["8 bereavement 2026-11-20", "9 bereavement 2026-11-01"], **WAITING)
    assert [state(account, day, "second-order") for day in ("2026-12-02", "2026-12-20", "2026-12-21")] == [
        "held by mourning", "held by mourning", "shown"
    ]  # fmt: skip


def test_the_days_of_mourning_are_a_setting() -> None:
    own = policy(*POLICY.tiers.values(), mourning_days=10)
    account = acc(occasions=["9 bereavement 2026-11-01"], **WAITING)
    seen = [state(account, day, "second-order", policy=own) for day in ("2026-11-11", "2026-11-12")]
    assert seen == ["held by mourning", "shown"]


# --- complaint --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("complaints", "day", "expected"),
    [
        (["5 2026-11-05"], "2026-11-04", "shown"),
        (["5 2026-11-05"], "2026-11-05", "held by complaint"),
        (["5 2026-11-05"], "2026-12-05", "held by complaint"),
        (["5 2026-11-05 answered=2026-11-06"], "2026-11-06", "held by complaint"),
        (["5 2026-11-05 answered=2026-11-06"], "2026-12-06", "held by complaint"),
        (["5 2026-11-05 answered=2026-11-06 solved=2026-11-10"], "2026-11-09", "held by complaint"),
        (["5 2026-11-05 answered=2026-11-06 solved=2026-11-10"], "2026-11-10", "shown"),
        (["5 2026-11-05 solved=2026-11-05"], "2026-11-05", "shown"),
        (["5 2026-11-05 checked=2026-11-10"], "2026-11-09", "held by complaint"),
        (["5 2026-11-05 checked=2026-11-10"], "2026-11-10", "shown"),  # a later stage implies the earlier
        (["5 2026-11-05 closed=2026-11-10"], "2026-11-09", "held by complaint"),
        (["5 2026-11-05 closed=2026-11-10"], "2026-11-10", "shown"),
        (["5 2026-11-05 solved=2026-11-10", "6 2026-11-08"], "2026-11-10", "held by complaint"),
        (["6 2026-11-08", "5 2026-11-05 solved=2026-11-10"], "2026-11-10", "held by complaint"),
    ],
)
def test_when_a_complaint_holds(complaints: list[str], day: str, expected: str) -> None:
    assert state(acc(complaints=complaints, **WAITING), day, "second-order") == expected


def test_the_policy_of_these_tests_is_the_default_but_for_a_tier() -> None:
    assert OURS._replace(tiers={}) == Policy()._replace(tiers={})
