"""The list of the rules: each is a function of the program and has its three tables, when it falls due, what settles it, what holds it."""

from __future__ import annotations

import inspect
from importlib import import_module
from types import ModuleType

import pytest

from repbook.rules import RULES
from tests.test_rules_holds_more import POINTS, SPECIMENS

RULE_NAMES = (
    "care-call",
    "care-visit",
    "festival-greeting",
    "festival-gift",
    "birthday",
    "anniversary",
    "event",
    "condolence",
    "condolence-check",
    "area-alert",
    "promise",
    "complaint-answer",
    "complaint-solve",
    "complaint-check",
    "first-follow-up",
    "after-sale",
    "service-visit",
    "reorder",
    "at-risk",
    "second-order",
    "win-back",
    "referral-ask",
    "role-gap",
    "role-cold",
    "new-contact",
    "handover",
    "stock-low",
    "profile-stale",
)

# rule -> the module, the table of when it falls due, the table of what settles it; what holds it stands in SPECIMENS for all
TABLES: dict[str, tuple[str, str, str]] = {
    "care-call": ("cadence", "a_call_falls_due_and_stays", "what_anchors_the_next_call"),
    "care-visit": ("cadence", "a_visit_falls_due_and_stays", "what_anchors_the_next_visit"),
    "festival-greeting": ("dates", "a_festival_falls_due", "what_settles_a_festival"),
    "festival-gift": ("festival_gift", "a_festival_gift_falls_due", "what_settles_a_festival_gift"),
    "birthday": ("birthday", "a_birthday_falls_due", "what_settles_a_birthday"),
    "anniversary": ("occasions", "an_anniversary_falls_due", "what_settles_an_anniversary"),
    "event": ("occasions", "an_event_falls_due", "what_settles_an_event"),
    "condolence": ("care", "a_condolence_falls_due", "what_settles_a_condolence"),
    "condolence-check": ("care", "a_condolence_is_followed_up", "what_settles_the_check"),
    "area-alert": ("care", "an_alert_falls_due", "what_settles_an_alert"),
    "promise": ("commitments", "a_promise_falls_due", "keeping_and_dropping_end_a_promise"),
    "complaint-answer": ("commitments", "an_answer_falls_due", "an_answer_or_any_later_stage_answers"),
    "complaint-solve": ("commitments", "when_a_complaint_is_to_be_solved", "a_solution_falls_due"),
    "complaint-check": ("commitments", "what_was_solved_is_checked_twice", "what_settles_a_check"),
    "first-follow-up": ("care", "a_first_follow_up_falls_due", "what_settles_a_first_follow_up"),
    "after-sale": ("trade", "falls_due", "what_settles"),
    "service-visit": ("trade_more", "a_service_visit_falls_due", "what_settles_a_service_visit"),
    "reorder": ("trade", "falls_due", "what_settles"),
    "at-risk": ("trade", "falls_due", "what_settles"),
    "second-order": ("trade", "falls_due", "what_settles"),
    "win-back": ("trade_more", "winning_back_in_stages", "when_a_stage_is_settled"),
    "referral-ask": ("trade_more", "a_referral_is_asked_for", "having_asked"),
    "role-gap": ("people", "a_missing_role_is_pointed_at", "what_is_a_gap"),
    "role-cold": ("people", "a_role_goes_cold", "what_keeps_a_role_warm"),
    "new-contact": ("people", "a_new_contact_is_visited", "what_settles_a_new_contact"),
    "handover": ("people", "a_handover_falls_due", "what_settles_a_handover"),
    "stock-low": ("stock", "stock_falls_low", "an_order_settles_low_stock"),
    "profile-stale": ("people", "a_profile_goes_stale", "no_touch_freshens_a_profile"),
}


def _module(rule: str) -> ModuleType:
    return import_module(f"tests.test_rules_{TABLES[rule][0]}")


def test_the_program_knows_exactly_these_rules() -> None:
    assert len(set(RULE_NAMES)) == len(RULE_NAMES) == 28
    assert sorted(rule.name for rule in RULES) == sorted(RULE_NAMES)


def test_every_rule_has_its_tables() -> None:
    assert sorted(TABLES) == sorted(RULE_NAMES)
    assert sorted(name.partition(":")[0] for name in SPECIMENS) == sorted(RULE_NAMES)


@pytest.mark.parametrize("rule", RULE_NAMES)
def test_the_tables_of_a_rule_are_tables_and_are_of_that_rule(rule: str) -> None:
    module = _module(rule)
    assert f'"{rule}"' in inspect.getsource(module)
    for table in TABLES[rule][1:]:
        marks = getattr(getattr(module, f"test_{table}"), "pytestmark", [])
        rows = [row for mark in marks if mark.name == "parametrize" for row in mark.args[1]]
        assert len(rows) >= 3, table


def test_the_points_are_points() -> None:
    assert sorted(rule.name for rule in RULES if rule.point) == sorted(POINTS)
