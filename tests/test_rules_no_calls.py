"""Care calls of customers who want no calls: messages instead, settled by messages, and spoken of as such."""

from __future__ import annotations

import pytest

from repbook.rules import items_of
from repbook.terms import day_of
from tests.book import acc, ask, due_day, person, shown


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2026-10-14 message", "2026-11-03"),
        ("2026-10-14 message with=7", "2026-11-03"),
        ("2026-10-14 call", "2026-11-03"),
        ("2026-10-14 visit", "2026-11-03"),
        ("2026-10-14 call in", "2026-11-03"),
        ("2026-10-14 message in", "2026-10-27"),
        ("2026-10-14 message mass", "2026-10-27"),
        ("2026-10-14 message no-answer", "2026-10-27"),
        ("2026-10-14 greeting", "2026-10-27"),
        ("2026-10-14 gift", "2026-10-27"),
        ("2026-10-14 help", "2026-10-27"),
    ],
)
def test_a_customer_that_wants_no_calls_is_cared_for_by_message(words: str, expected: str) -> None:
    account = acc(no_calls=True, touches=["2026-10-07 message", words])
    assert due_day(account, "2026-10-20", "care-call") == expected
    (item,) = shown(account, "2026-11-30", "care-call")
    assert (item.action, item.cls) == ("message", 3)


def test_a_message_is_worth_no_visit_even_without_calls() -> None:
    account = acc(no_calls=True, touches=["2026-09-16 visit", "2026-10-14 message"])
    assert due_day(account, "2026-10-20", "care-visit") == "2026-11-05"
    (item,) = shown(account, "2026-11-20", "care-visit")
    assert item.action == "visit"


def test_a_contact_without_calls_does_not_turn_the_customers_calls_into_messages() -> None:
    account = acc(people=[person(7, no_calls=True)], touches=["2026-10-07 call", "2026-10-14 message with=7"])
    assert due_day(account, "2026-10-20", "care-call") == "2026-10-27"
    (item,) = shown(account, "2026-11-20", "care-call")
    assert item.action == "call"


@pytest.mark.parametrize(
    ("no_calls", "touches", "reason", "step"),
    [
        (False, ["2026-10-07 call"], "reason.care-call", "why.last_call"),
        (True, ["2026-10-07 message"], "reason.care-message", "why.last_message"),
        (True, ["2026-10-07 visit"], "reason.care-message", "why.last_message"),
        (False, [], "reason.never_called", "why.never"),
        (True, [], "reason.never_written", "why.never"),
    ],
)
def test_who_wants_no_calls_is_not_spoken_of_as_called(no_calls: bool, touches: list[str], reason: str, step: str) -> None:
    question = ask(day_of("2026-11-22"))
    question.explain = True
    (item,) = items_of(acc(no_calls=no_calls, touches=touches, since="2026-01-05"), question, "care-call")
    assert (item.reason.key, item.steps[0].key) == (reason, step)
