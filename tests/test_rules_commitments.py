"""Boundary tables for promise, complaint-answer, complaint-solve and complaint-check: what was said, and what went wrong."""

from __future__ import annotations

import pytest

from repbook.terms import Tier
from tests.book import acc, answer, person, policy, said, shown, state, window

COMPLAINT_RULES = ["complaint-answer", "complaint-solve", "complaint-check"]

# --- silent first -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "archived"), [("lost", False), ("active", True)])
def test_lost_and_archived_customers_have_no_items(status: str, archived: bool) -> None:
    account = acc(
        status=status,
        archived=archived,
        promises=["1 mine 2026-11-01 2026-11-10", "2 theirs 2026-11-01 2026-11-10"],
        complaints=["3 2026-11-01", "4 2026-11-01 answered=2026-11-02", "5 2026-11-01 solved=2026-11-02"],
    )
    for rule in ("promise", *COMPLAINT_RULES):
        assert state(account, "2026-11-20", rule) == "-"


@pytest.mark.parametrize("rule", ["promise", *COMPLAINT_RULES])
def test_nothing_promised_nothing_wrong(rule: str) -> None:
    assert state(acc(touches=["2026-11-10 call"]), "2026-11-20", rule) == "-"


# --- promise: falls due -----------------------------------------------------------------------------------------------

MINE = "9 mine 2026-11-01 2026-11-22 送样品"  # by a Sunday: promises never move
THEIRS = "9 theirs 2026-11-01 2026-11-20 付款"


@pytest.mark.parametrize(
    ("words", "day", "expected"),
    [
        (MINE, "2026-11-20", "-"),
        (MINE, "2026-11-21", "task 1 +0 #9"),
        (MINE, "2026-11-22", "task 1 +0 #9"),
        (MINE, "2026-11-23", "task 1 +1 #9"),
        (MINE, "2027-11-22", "task 1 +365 #9"),
        (f"{MINE} with=7", "2026-11-22", "task 1 +0 #9 with 7"),
        ("9 mine 2026-11-22 2026-11-22 x", "2026-11-21", "-"),  # not made yet
        ("9 mine 2026-11-22 2026-11-22 x", "2026-11-22", "task 1 +0 #9"),
        ("9 mine 2026-11-22 2026-11-10 x", "2026-11-22", "task 1 +12 #9"),
        (THEIRS, "2026-11-20", "-"),
        (THEIRS, "2026-11-21", "call 1 +0 #9"),
        (THEIRS, "2026-11-22", "call 1 +1 #9"),
        (THEIRS, "2027-11-21", "call 1 +365 #9"),
        (f"{THEIRS} with=7", "2026-11-21", "call 1 +0 #9 with 7"),
    ],
)
def test_a_promise_falls_due(words: str, day: str, expected: str) -> None:
    assert said(acc(people=[person(7)], promises=[words]), day, "promise") == expected


@pytest.mark.parametrize(("words", "expected"), [(MINE, "2026-11-21 / 2026-11-22 / –"), (THEIRS, "2026-11-21 / 2026-11-21 / –")])
def test_the_window_of_a_promise(words: str, expected: str) -> None:
    assert window(acc(promises=[words]), "2026-11-10", "promise") == expected
    assert window(acc(promises=[words]), "2026-12-10", "promise") == expected


def test_the_lead_of_my_promises_is_a_setting() -> None:
    account = acc(promises=[MINE])
    assert [state(account, day, "promise", policy=policy(promise_lead=3)) for day in ("2026-11-18", "2026-11-19")] == ["-", "shown"]


# --- promise: settled -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["kept", "dropped"])
@pytest.mark.parametrize("words", [MINE, THEIRS])
@pytest.mark.parametrize(
    ("on", "day", "expected"),
    [
        pytest.param("2026-11-10", "2026-11-25", "-", id="before it is shown"),
        pytest.param("2026-11-25", "2026-11-25", "-", id="that day"),
        pytest.param("2026-11-25", "2026-12-25", "-", id="for good"),
        pytest.param("2026-11-26", "2026-11-25", "shown", id="not known yet"),
    ],
)
def test_keeping_and_dropping_end_a_promise(words: str, end: str, on: str, day: str, expected: str) -> None:
    assert state(acc(promises=[f"{words} {end}={on}"]), day, "promise") == expected


@pytest.mark.parametrize("kind", ["call", "visit", "meeting", "message", "greeting", "gift", "help"])
@pytest.mark.parametrize("named", ["", " for=#9", " for=promise"])
def test_no_touch_keeps_my_promise(kind: str, named: str) -> None:
    assert state(acc(promises=[MINE], touches=[f"2026-11-22 {kind}{named}"]), "2026-11-22", "promise") == "shown"


@pytest.mark.parametrize(
    ("words", "day", "expected"),
    [
        pytest.param("2026-11-20 call", "2026-11-21", "call 1 +0 #9", id="called on the last day they had"),
        pytest.param("2026-11-21 call", "2026-11-21", "-", id="called on by+1: quiet that day"),
        pytest.param("2026-11-24 call", "2026-11-23", "call 1 +2 #9", id="not known yet"),
        pytest.param("2026-11-24 call", "2026-11-24", "-", id="the day of the call"),
        pytest.param("2026-11-24 call", "2026-12-01", "-", id="7 days after"),
        pytest.param("2026-11-24 call", "2026-12-02", "call 1 +11 #9", id="8 days after"),
        pytest.param("2026-11-24 call in", "2026-12-01", "-", id="theirs"),
        pytest.param("2026-11-24 visit", "2026-12-01", "-", id="a visit"),
        pytest.param("2026-11-24 visit", "2026-12-02", "call 1 +11 #9", id="a visit, 8 days after"),
        pytest.param("2026-11-24 meeting in", "2026-12-01", "-", id="a meeting"),
        pytest.param("2026-11-24 call for=birthday", "2026-12-01", "-", id="a call about something else"),
        pytest.param("2026-11-24 message", "2026-11-24", "call 1 +3 #9", id="only written"),
        pytest.param("2026-11-24 message for=#9", "2026-11-24", "call 1 +3 #9", id="written for it"),
        pytest.param("2026-11-24 help for=promise", "2026-11-24", "call 1 +3 #9", id="helped for it"),
        pytest.param("2026-11-24 gift", "2026-11-24", "call 1 +3 #9", id="a gift"),
        pytest.param("2026-11-24 call no-answer", "2026-11-24", "call 1 +3 #9", id="only tried"),
        pytest.param("2026-11-24 message mass", "2026-11-24", "call 1 +3 #9", id="a mass message"),
    ],
)
def test_a_call_buys_their_promise_a_quiet_week(words: str, day: str, expected: str) -> None:
    assert said(acc(promises=[THEIRS], touches=[words]), day, "promise") == expected


def test_each_call_buys_a_week() -> None:
    account = acc(promises=[THEIRS], touches=["2026-11-21 call", "2026-11-30 call"])
    quiet = [state(account, day, "promise") for day in ("2026-11-28", "2026-11-29", "2026-11-30", "2026-12-07", "2026-12-08")]
    assert quiet == ["-", "shown", "-", "-", "shown"]


@pytest.mark.parametrize(
    ("who", "action", "words", "expected"),
    [
        ("customer", "message", "2026-11-21 message", "-"),
        ("customer", "message", "2026-11-21 call", "-"),
        ("customer", "message", "2026-11-21 message mass", "shown"),
        ("customer", "message", "2026-11-21 message in", "shown"),
        ("contact 1", "message", "2026-11-21 message with=1", "-"),
        ("contact 2", "call", "2026-11-21 message with=1", "shown"),
    ],
)
def test_no_calls_and_their_promises(who: str, action: str, words: str, expected: str) -> None:
    people = [person(1, no_calls=who == "contact 1"), person(2, no_calls=who == "contact 2")]
    account = acc(no_calls=who == "customer", people=people, promises=[f"{THEIRS} with=1"])
    assert said(account, "2026-11-21", "promise") == f"{action} 1 +0 #9 with 1"
    after = acc(no_calls=who == "customer", people=people, promises=[f"{THEIRS} with=1"], touches=[words])
    assert state(after, "2026-11-21", "promise") == expected


def test_my_promise_stays_a_task_where_no_calls_are_wanted() -> None:
    assert said(acc(no_calls=True, promises=[MINE], touches=["2026-11-22 message"]), "2026-11-22", "promise") == "task 1 +0 #9"


def test_several_promises_are_several_items() -> None:
    account = acc(promises=["7 mine 2026-11-01 2026-11-22 a", "8 theirs 2026-11-01 2026-11-20 b", "9 mine 2026-11-01 2026-11-24 c"])
    assert said(account, "2026-11-22", "promise") == "call 1 +1 #8; task 1 +0 #7"
    (line,) = answer(account, "2026-11-22").lines
    assert line.cls == 1


# --- complaint-answer -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tier", "opened", "expected"),
    [
        # vip and key: 0 working days; potential and general: 1
        pytest.param("vip", "2026-11-18", "2026-11-18 / 2026-11-18 / –", id="vip, Wed"),
        pytest.param("key", "2026-11-18", "2026-11-18 / 2026-11-18 / –", id="key, Wed"),
        pytest.param("potential", "2026-11-18", "2026-11-18 / 2026-11-19 / –", id="potential, Wed"),
        pytest.param("general", "2026-11-18", "2026-11-18 / 2026-11-19 / –", id="general, Wed"),
        pytest.param("vip", "2026-11-21", "2026-11-21 / 2026-11-23 / –", id="vip, Sat: Mon"),
        pytest.param("general", "2026-11-21", "2026-11-21 / 2026-11-23 / –", id="general, Sat: the first working day after is Mon"),
        pytest.param("general", "2026-11-20", "2026-11-20 / 2026-11-23 / –", id="general, Fri: Mon"),
        pytest.param("vip", "2026-10-10", "2026-10-10 / 2026-10-10 / –", id="vip, a working Saturday"),
        pytest.param("general", "2026-09-30", "2026-09-30 / 2026-10-08 / –", id="general, before the holiday"),
        pytest.param("vip", "2026-10-01", "2026-10-01 / 2026-10-08 / –", id="vip, in the holiday"),
    ],
)
def test_when_a_complaint_is_to_be_answered(tier: str, opened: str, expected: str) -> None:
    account = acc(tier=tier, complaints=[f"5 {opened}"])
    assert window(account, opened, "complaint-answer") == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-19", "-"),
        ("2026-11-20", "call 1 +0 #5"),
        ("2026-11-22", "call 1 +0 #5"),
        ("2026-11-23", "call 1 +0 #5"),
        ("2026-11-24", "call 1 +1 #5"),
        ("2027-11-23", "call 1 +365 #5"),
    ],
)
def test_an_answer_falls_due(day: str, expected: str) -> None:
    assert said(acc(tier="general", complaints=["5 2026-11-20"]), day, "complaint-answer") == expected


@pytest.mark.parametrize("stage", ["answered", "solved", "checked", "closed"])
@pytest.mark.parametrize(("day", "expected"), [("2026-11-23", "shown"), ("2026-11-24", "-"), ("2026-12-24", "-")])
def test_an_answer_or_any_later_stage_answers(stage: str, day: str, expected: str) -> None:
    account = acc(complaints=[f"5 2026-11-20 {stage}=2026-11-24"])
    assert state(account, day, "complaint-answer") == expected


@pytest.mark.parametrize("words", ["call", "visit", "message", "help", "call for=#5", "help for=complaint-answer", "gift"])
def test_no_touch_answers_a_complaint(words: str) -> None:
    """Nor does it solve one; an answer is a stage of the complaint."""
    account = acc(complaints=["5 2026-11-20", "6 2026-11-20 answered=2026-11-20"], touches=[f"2026-11-23 {words}"])
    assert state(account, "2026-11-23", "complaint-answer") == "shown"
    assert state(account, "2026-11-23", "complaint-solve") == "shown"


def test_where_no_calls_are_wanted_the_answer_is_a_message() -> None:
    account = acc(no_calls=True, complaints=["5 2026-11-20"], touches=["2026-11-20 message"])
    assert said(account, "2026-11-20", "complaint-answer") == "message 1 +0 #5"


# --- complaint-solve --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tier", "words", "expected"),
    [
        # opened Mon 23 Nov: + 2 = Wed, + 3 = Thu, + 5 = Mon 30
        ("vip", "5 2026-11-23 answered=2026-11-23", "2026-11-23 / 2026-11-25 / –"),
        ("key", "5 2026-11-23 answered=2026-11-24", "2026-11-24 / 2026-11-26 / –"),
        ("potential", "5 2026-11-23 answered=2026-11-24", "2026-11-24 / 2026-11-30 / –"),
        ("general", "5 2026-11-23 answered=2026-11-24", "2026-11-24 / 2026-11-30 / –"),
        # opened Mon 28 Sep: 29, 30 Sep, 8, 9 Oct and the working Sat 10
        ("general", "5 2026-09-28 answered=2026-09-29", "2026-09-29 / 2026-10-10 / –"),
        # opened Sat 21 Nov: Mon 23, Tue 24
        ("vip", "5 2026-11-21 answered=2026-11-21", "2026-11-21 / 2026-11-24 / –"),
        # answered when it should have been solved: due before it is shown
        ("vip", "5 2026-11-23 answered=2026-12-10", "2026-12-10 / 2026-11-25 / –"),
    ],
)
def test_when_a_complaint_is_to_be_solved(tier: str, words: str, expected: str) -> None:
    assert window(acc(tier=tier, complaints=[words]), "2026-12-20", "complaint-solve") == expected


@pytest.mark.parametrize(
    ("words", "day", "expected"),
    [
        ("5 2026-11-23 answered=2026-11-24", "2026-11-23", "-"),  # still to be answered
        ("5 2026-11-23 answered=2026-11-24", "2026-11-24", "task 1 +0 #5"),
        ("5 2026-11-23 answered=2026-11-24", "2026-11-26", "task 1 +0 #5"),
        ("5 2026-11-23 answered=2026-11-24", "2026-11-27", "task 1 +1 #5"),
        ("5 2026-11-23 answered=2026-11-24", "2027-11-26", "task 1 +365 #5"),
        ("5 2026-11-23 answered=2026-12-10", "2026-12-09", "-"),
        ("5 2026-11-23 answered=2026-12-10", "2026-12-10", "task 1 +14 #5"),
        ("5 2026-11-23", "2026-11-30", "-"),
        ("5 2026-11-23 solved=2026-11-23", "2026-11-23", "-"),
        ("5 2026-11-23 answered=2026-11-24 solved=2026-11-27", "2026-11-26", "task 1 +0 #5"),
        ("5 2026-11-23 answered=2026-11-24 solved=2026-11-27", "2026-11-27", "-"),
        ("5 2026-11-23 answered=2026-11-24 checked=2026-11-27", "2026-11-26", "task 1 +0 #5"),
        ("5 2026-11-23 answered=2026-11-24 checked=2026-11-27", "2026-11-27", "-"),  # a later stage implies the earlier
        ("5 2026-11-23 answered=2026-11-24 closed=2026-11-27", "2026-11-26", "task 1 +0 #5"),
        ("5 2026-11-23 answered=2026-11-24 closed=2026-11-27", "2026-11-27", "-"),
    ],
)
def test_a_solution_falls_due(words: str, day: str, expected: str) -> None:
    assert said(acc(tier="key", complaints=[words]), day, "complaint-solve") == expected


def test_the_clocks_of_complaints_are_the_tiers() -> None:
    own = policy(Tier("own", complaint_answer=2, complaint_solve=4))
    account = acc(tier="own", complaints=["5 2026-11-20", "6 2026-11-20 answered=2026-11-20"])  # a Friday
    assert window(account, "2026-11-20", "complaint-answer", policy=own) == "2026-11-20 / 2026-11-24 / –"
    assert window(account, "2026-11-20", "complaint-solve", policy=own) == "2026-11-20 / 2026-11-26 / –"


def test_a_complaint_asks_for_one_thing_at_a_time() -> None:
    account = acc(complaints=["5 2026-11-02 answered=2026-11-04 solved=2026-11-10 closed=2026-11-14"])
    days = ("2026-11-02", "2026-11-03", "2026-11-04", "2026-11-09", "2026-11-10", "2026-11-13", "2026-11-14")
    asked = [[rule for rule in COMPLAINT_RULES if state(account, day, rule) != "-"] for day in days]
    answer, solve, check = ([rule] for rule in COMPLAINT_RULES)
    assert asked == [answer, answer, solve, solve, [], check, []]


# --- complaint-check --------------------------------------------------------------------------------------------------
#
# Solved on 2 November: X = 5 November … 19 November, and X = 16 November … 30 November.

SOLVED = "5 2026-11-01 solved=2026-11-02"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-04", "-"),
        ("2026-11-05", "call 2 +0 #5"),
        ("2026-11-06", "call 2 +1 #5"),
        ("2026-11-15", "call 2 +10 #5"),
        ("2026-11-16", "call 2 +0 #5; call 2 +11 #5"),
        ("2026-11-19", "call 2 +14 #5; call 2 +3 #5"),
        ("2026-11-20", "call 2 +4 #5"),
        ("2026-11-30", "call 2 +14 #5"),
        ("2026-12-01", "-"),
    ],
)
def test_what_was_solved_is_checked_twice(day: str, expected: str) -> None:
    assert said(acc(complaints=[SOLVED]), day, "complaint-check") == expected


def test_the_days_of_the_checks_are_settings_and_stand_on_any_day() -> None:
    own = policy(complaint_check_first=6, complaint_check_second=20)  # 8 November is a Sunday, 22 November too
    account = acc(complaints=[SOLVED])
    assert [said(account, day, "complaint-check", policy=own) for day in ("2026-11-07", "2026-11-08", "2026-11-21", "2026-11-22")] == [
        "-", "call 2 +0 #5", "call 2 +13 #5", "call 2 +0 #5; call 2 +14 #5"
    ]  # fmt: skip


@pytest.mark.parametrize("words", ["5 2026-11-01", "5 2026-11-01 answered=2026-11-02", "5 2026-11-01 solved=2026-11-17"])
def test_what_is_not_solved_is_not_checked(words: str) -> None:
    assert state(acc(complaints=[words]), "2026-11-16", "complaint-check") == "-"


@pytest.mark.parametrize(
    ("words", "first", "second"),
    [
        # asked on 19 November, when both may be shown
        ("2026-11-04 call", "shown", "shown"),
        ("2026-11-05 call", "-", "shown"),
        ("2026-11-15 visit", "-", "shown"),
        ("2026-11-15 call in", "-", "shown"),
        ("2026-11-16 call", "-", "-"),
        ("2026-11-19 meeting", "-", "-"),
        ("2026-11-16 call for=birthday", "-", "-"),
        ("2026-11-16 message", "shown", "shown"),
        ("2026-11-16 message for=#5", "shown", "shown"),
        ("2026-11-16 help for=complaint-check", "shown", "shown"),
        ("2026-11-16 greeting", "shown", "shown"),
        ("2026-11-16 gift", "shown", "shown"),
        ("2026-11-16 call no-answer", "shown", "shown"),
        ("2026-11-20 call", "shown", "shown"),  # not known yet
    ],
)
def test_what_settles_a_check(words: str, first: str, second: str) -> None:
    _checks(acc(complaints=[SOLVED], touches=[words]), first, second)


@pytest.mark.parametrize(
    ("stages", "first", "second"),
    [
        ("checked=2026-11-04", "shown", "shown"),
        ("checked=2026-11-05", "-", "shown"),
        ("checked=2026-11-15", "-", "shown"),
        ("checked=2026-11-16", "-", "-"),
        ("checked=2026-11-05,2026-11-18", "-", "-"),
        ("checked=2026-11-20", "shown", "shown"),  # not known yet
        ("closed=2026-11-03", "-", "-"),
        ("closed=2026-11-19", "-", "-"),
        ("closed=2026-11-20", "shown", "shown"),  # not known yet
    ],
)
def test_checking_and_closing_settle_a_check(stages: str, first: str, second: str) -> None:
    _checks(acc(complaints=[f"{SOLVED} {stages}"]), first, second)


def _checks(account: object, first: str, second: str) -> None:
    """Which of the two checks are shown on 19 November: the first is 14 days late by then, the second 3."""
    overdue = {item.overdue_days for item in shown(account, "2026-11-19", "complaint-check")}  # type: ignore[arg-type]
    assert overdue == {days for days, expected in ((14, first), (3, second)) if expected == "shown"}


def test_where_no_calls_are_wanted_the_check_is_a_message() -> None:
    assert said(acc(no_calls=True, complaints=[SOLVED]), "2026-11-05", "complaint-check") == "message 2 +0 #5"
    after = acc(no_calls=True, complaints=[SOLVED], touches=["2026-11-05 message"])
    assert state(after, "2026-11-05", "complaint-check") == "-"


# --- held: by none of what holds classes 3 and 4 ----------------------------------------------------------------------


def test_pauses_fatigue_and_gap_hold_none_of_these() -> None:
    account = acc(
        tier="general",
        promises=["1 mine 2026-11-01 2026-11-10 a", "2 theirs 2026-11-01 2026-11-19 b"],
        complaints=["3 2026-11-01", "4 2026-11-01 answered=2026-11-02", "5 2026-11-01 solved=2026-11-17"],
        touches=["2026-11-06 message mass", "2026-11-07 message mass", "2026-11-08 message mass", "2026-11-19 call"],
        pauses=["2026-11-01 2026-12-31"],
    )
    (line,) = answer(account, "2026-11-20").lines
    assert sorted(item.rule for item in line.items) == ["complaint-answer", "complaint-check", "complaint-solve", "promise", "promise"]
