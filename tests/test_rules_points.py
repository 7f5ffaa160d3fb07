"""Points: they ride on a customer's line when something else is shown there, and are held or silent with it."""

from __future__ import annotations

from typing import Any

import pytest

from repbook.rules import due
from repbook.terms import Account
from tests.book import acc, answer, ask, known, person

DAY = "2026-11-22"
STALE = "2026-01-01"  # edited so long ago that profile-stale points at it
POTENTIAL: dict[str, Any] = {"tier": "potential", "edited": STALE}  # and role-gap, nobody deciding
QUIET = ["2026-10-30 visit"]  # every 45 days less at most 18: no care is due before 26 November
BORN = [person(1, "11-22")]


def _rules(account: Account, day: str = DAY, days: int = 0, points: bool = True) -> tuple[list[str], list[str]]:
    """The rules of what is shown and of what is held."""
    reply = answer(account, day, days=days, points=points)
    return sorted(item.rule for line in reply.lines for item in line.items), sorted(rest.item.rule for rest in reply.held)


# --- silent first -----------------------------------------------------------------------------------------------------


def test_points_alone_make_no_line() -> None:
    assert _rules(acc(touches=QUIET, **POTENTIAL)) == ([], [])


def test_held_points_alone_are_no_rows_either() -> None:
    assert _rules(acc(touches=QUIET, pauses=["2026-11-01 2026-12-31"], **POTENTIAL)) == ([], [])


def test_points_do_not_ride_on_what_is_held() -> None:
    """second-order, of class 4, rests with the pause; nothing else is there."""
    account = acc(touches=QUIET, orders=["2026-09-01"], pauses=["2026-11-01 2026-12-31"], **POTENTIAL)
    assert _rules(account) == ([], ["second-order"])


def test_points_do_not_ride_on_what_is_settled_or_over() -> None:
    settled = acc(touches=[*QUIET, "2026-11-22 greeting"], people=BORN, **POTENTIAL)
    over = acc(touches=QUIET, people=[person(1, "11-18")], **POTENTIAL)
    assert _rules(settled) == _rules(over) == ([], [])


@pytest.mark.parametrize("days", [0, 3])
def test_without_points_there_are_none(days: int) -> None:
    account = acc(touches=QUIET, people=BORN, **POTENTIAL)
    assert _rules(account, days=days, points=False) == (["birthday"], [])


def test_points_are_told_unless_refused() -> None:
    account, question = known(acc(touches=QUIET, people=BORN, **POTENTIAL), ask(DAY).day), ask(DAY)
    assert due([account], question) == due([account], question, 0, True)
    assert due([account], question) != due([account], question, 0, False)


# --- on a line --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "rule", "action", "cls"),
    [
        ({"people": BORN, "touches": QUIET}, "birthday", "greeting", 2),
        ({"promises": ["9 mine 2026-11-01 2026-11-22 x"], "touches": QUIET}, "promise", "task", 1),  # task, the weakest, stays
        ({"orders": ["2026-09-01"], "touches": QUIET}, "second-order", "call", 4),
    ],
)
def test_points_ride_on_a_line_and_change_nothing_of_it(facts: dict[str, Any], rule: str, action: str, cls: int) -> None:
    account = acc(**POTENTIAL, **facts)
    (line,) = answer(account, DAY, points=True).lines
    assert sorted(item.rule for item in line.items) == sorted([rule, "profile-stale", "role-gap"])
    assert (line.action, line.cls) == (action, cls)
    (bare,) = answer(account, DAY).lines
    assert (line.lateness, line.tried) == (bare.lateness, bare.tried)


def test_points_are_never_late() -> None:
    (line,) = answer(acc(people=BORN, touches=QUIET, **POTENTIAL), DAY, points=True).lines
    assert {item.overdue_days for item in line.items if item.action == "point"} == {0}
    assert {(item.cls, item.action) for item in line.items if item.rule != "birthday"} == {(4, "point")}


def test_points_of_one_customer_ride_on_no_other() -> None:
    accounts = [acc("A", id=1, touches=QUIET, **POTENTIAL), acc("B", id=2, tier="silent", touches=QUIET, people=BORN)]
    (line,) = answer(accounts, DAY, points=True).lines
    assert (line.account.id, {item.rule for item in line.items}) == (2, {"birthday", "profile-stale"})


# --- held -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "held"),
    [
        ({"pauses": ["2026-11-01 2026-12-31"]}, ["profile-stale", "role-gap"]),
        ({"snoozes": ["role-gap 2026-11-01 2026-12-31"]}, ["role-gap"]),
        ({"snoozes": ["profile-stale 2026-11-01 2026-12-31"]}, ["profile-stale"]),
    ],
)
def test_held_points_are_rows_where_something_else_is_shown(facts: dict[str, Any], held: list[str]) -> None:
    account = acc(people=BORN, touches=QUIET, **POTENTIAL, **facts)
    shown = sorted({"birthday", "profile-stale", "role-gap"} - set(held))
    assert _rules(account) == (shown, held)
    assert _rules(account, points=False) == (["birthday"], [])


def test_what_is_held_beside_them_is_told_all_the_same() -> None:
    account = acc(touches=["2026-01-05 visit"], snoozes=["* 2026-11-01 2026-12-31"], **POTENTIAL)
    assert _rules(account) == ([], ["care-call", "care-visit"])


# --- days ahead -------------------------------------------------------------------------------------------------------


def test_points_come_with_the_day_on_which_something_is_shown() -> None:
    account = acc(touches=QUIET, people=[person(1, "11-25")], **POTENTIAL)
    assert _rules(account, days=2) == ([], [])
    assert _rules(account, days=3) == (["birthday", "profile-stale", "role-gap"], [])


def test_points_that_begin_after_the_line_has_ended_do_not_ride_on_it() -> None:
    # the birthday of 20 November is belated until the 23rd; the profile is stale from the 24th, 180 days after 28 May
    account = acc(tier="silent", touches=QUIET, people=[person(1, "11-20")], edited="2026-05-28")
    assert _rules(account, days=1) == (["birthday"], [])
    assert _rules(account, days=5) == (["birthday"], [])
