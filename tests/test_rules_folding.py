"""Boundary tables for folding and order: one line a customer, its action and class, the order of lines, and `--days N`."""

from __future__ import annotations

from decimal import Decimal

import pytest

from repbook.rules import due
from repbook.terms import Account, Line, Policy, Tier, day_of
from tests.book import POLICY, SILENT, STEADY, acc, answer, ask, order_of, person, policy, shown, state

DAY = "2026-11-23"  # a Monday
CARED = "2026-01-05 visit"  # a tier that never asks for care has its anchor, so that only the facts below speak


def _silent(name: str = "Ada & Co", **facts: object) -> Account:
    """A customer of whom no care is due for decades."""
    touches = [CARED, *facts.pop("touches", [])]  # type: ignore[misc]
    return acc(name, tier=str(facts.pop("tier", "silent")), touches=touches, **facts)  # type: ignore[arg-type]


def _line(account: Account, day: str = DAY, policy: Policy = POLICY) -> Line:
    (line,) = answer(account, day, policy=policy).lines
    return line


# --- silent first ---------------------------------------------------------------------------------------------------------


def test_nobody_nothing() -> None:
    reply = answer([], DAY)
    assert (reply.lines, reply.held) == ([], [])


def test_who_is_due_nothing_has_no_line() -> None:
    reply = answer([_silent("A"), _silent("B", id=2)], DAY)
    assert (reply.lines, reply.held) == ([], [])


# --- one line: action and class ---------------------------------------------------------------------------------------------

BORN = person(1, "11-23")
BORN_LATER = person(1, "11-28")  # B−5: for a tier with a lead of 7 a task
SOLD = ["2026-11-10"]  # + 7 = 17 November: after-sale, a call of class 2
RHYTHM = ["2026-10-16", "2026-10-26", "2026-11-05"]  # g = 10: at-risk from 20 November, a call
ONCE = ["2026-09-24"]  # + 60 = 23 November: second-order, a call of class 4
LEAD = policy(STEADY, Tier("silent", 9999, 9999, Decimal(0), birthday_lead=7, max_touches_30d=99))
URGENT = policy(STEADY, Tier("silent", 9999, 9999, Decimal(0), at_risk_class=1, max_touches_30d=99))


@pytest.mark.parametrize(
    ("account", "settings", "rules", "action", "cls"),
    [
        pytest.param(_silent(people=[BORN]), POLICY, ["birthday"], "greeting", 2, id="greeting alone"),
        pytest.param(_silent(people=[BORN_LATER]), LEAD, ["birthday"], "task", 2, id="task alone"),
        pytest.param(_silent(people=[BORN_LATER, person(2, "11-23")]), LEAD, ["birthday", "birthday"], "greeting", 2, id="over task"),
        pytest.param(_silent(people=[BORN], orders=SOLD), POLICY, ["after-sale", "birthday"], "call", 2, id="call over greeting"),
        pytest.param(
            _silent(people=[BORN], orders=SOLD, no_calls=True), POLICY, ["after-sale", "birthday"], "message", 2, id="message over greeting"
        ),
        pytest.param(
            acc(touches=[CARED], orders=SOLD), POLICY, ["after-sale", "care-call", "care-visit"], "visit", 2, id="visit over call, class 2"
        ),
        pytest.param(
            acc(touches=[CARED], no_calls=True), POLICY, ["care-call", "care-visit"], "visit", 3, id="visit over message"
        ),
        pytest.param(
            acc(touches=[CARED, "2026-11-02 call"], people=[BORN]), POLICY, ["birthday", "care-visit"], "visit", 2, id="visit over greeting"
        ),
        pytest.param(_silent(orders=ONCE), POLICY, ["second-order"], "call", 4, id="class 4 alone"),
        pytest.param(_silent(orders=ONCE, people=[BORN]), POLICY, ["birthday", "second-order"], "call", 2, id="class 2 over 4"),
        pytest.param(_silent(orders=RHYTHM, people=[BORN]), POLICY, ["at-risk", "birthday"], "call", 2, id="class 2 over 3"),
        pytest.param(_silent(orders=RHYTHM, people=[BORN]), URGENT, ["at-risk", "birthday"], "call", 1, id="class 1 over 2"),
    ],
)  # fmt: skip
def test_one_line_has_the_strongest_action_and_the_most_urgent_class(
    account: Account, settings: Policy, rules: list[str], action: str, cls: int
) -> None:
    line = _line(account, policy=settings)
    assert sorted(item.rule for item in line.items) == rules
    assert (line.action, line.cls) == (action, cls)
    assert line.account.id == account.id


# --- lateness ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("account", "lateness"),
    [
        # called Wed 14 Oct, due 3 Nov: 20 days late, ÷ 20; visited Wed 16 Sep, due 5 Nov: 18 days late, ÷ 50
        pytest.param(acc(touches=["2026-09-16 visit", "2026-10-14 call"]), 1.0, id="the larger of two, the call's"),
        # called Mon 2 Nov: due Mon 23 Nov, as last time: Tue 24; the visit alone is shown
        pytest.param(acc(touches=["2026-09-16 visit", "2026-11-02 call"]), 0.36, id="care-visit by n"),
        # n = 40: 14 Oct + 40 = Mon 23 Nov; n = 100: 16 Sep + 100 is in December
        pytest.param(acc(touches=["2026-09-16 visit", "2026-10-14 call"], spacings=["2026-01-01 2"]), 0.0, id="due today"),
        # n = 40: Wed 2 Sep + 40 = Mon 12 Oct; 42 days late, ÷ 40; n = 100: 2 Sep + 100 is in December
        pytest.param(acc(touches=["2026-09-02 visit"], spacings=["2026-01-01 2"]), 1.05, id="care-call by n, spaced"),
        # n = 9999 × 0.00001 -> at least 1: visited 12 Nov, both due 13 Nov: 10 days late, ÷ 1
        pytest.param(_silent(touches=["2026-11-12 visit"], spacings=["2026-01-01 0.00001"]), 10.0, id="care by n of at least 1"),
        # g = 10: last 5 Nov + 15 = 20 Nov: 3 days late, ÷ 10
        pytest.param(_silent(orders=RHYTHM), 0.3, id="at-risk by g"),
        # g = 10: last 11 Nov + 10 = 21 Nov: 2 days late, ÷ 10; the call was after the sale
        pytest.param(_silent(orders=["2026-10-22", "2026-11-01", "2026-11-11"], touches=["2026-11-05 call"]), 0.2, id="reorder by g"),
        # 21 Sep + 60 = 20 Nov
        pytest.param(_silent(orders=["2026-09-21"]), 3.0, id="second-order by 1"),
        pytest.param(_silent(orders=SOLD), 6.0, id="after-sale by 1"),
        pytest.param(_silent(people=[person(1, "11-21")]), 2.0, id="birthday by 1"),
        pytest.param(_silent(people=[person(1, "11-21"), person(2, "11-20")]), 3.0, id="the larger of two birthdays"),
        # class 2 decides although the care is later: 1 day ÷ 1 and not 20 ÷ 20, nor 271 ÷ 50
        pytest.param(acc(touches=["2026-01-05 visit", "2026-10-14 call"], people=[person(1, "11-22")]), 1.0, id="of its most urgent class"),
        pytest.param(acc(touches=["2026-01-05 visit", "2026-10-14 call"], people=[BORN]), 0.0, id="of its most urgent class, not late"),
    ],
)  # fmt: skip
def test_lateness(account: Account, lateness: float) -> None:
    assert _line(account).lateness == pytest.approx(lateness)


# --- the order of lines -------------------------------------------------------------------------------------------------------


def _late_call(name: str, id: int, due: str, **facts: object) -> Account:
    """A steady customer whose only item is a call due on `due`, 20 days after a visit."""
    last = {"2026-11-20": "2026-10-31", "2026-11-19": "2026-10-30", "2026-11-18": "2026-10-29", "2026-11-10": "2026-10-21"}[due]
    return acc(name, id=id, touches=[f"{last} visit", *facts.pop("touches", [])], **facts)  # type: ignore[arg-type, misc]


def test_the_helper_makes_what_it_says() -> None:
    for day in ("2026-11-20", "2026-11-19", "2026-11-18", "2026-11-10"):
        (item,) = _line(_late_call("A", 1, day)).items
        assert (item.rule, item.due) == ("care-call", day_of(day))


def test_class_comes_first() -> None:
    accounts = [
        _silent("D", id=1, orders=ONCE),
        _late_call("C", 2, "2026-11-10"),
        _silent("B", id=3, people=[BORN]),
        _silent("A", id=4, tier="silent1", orders=RHYTHM),
    ]
    settings = policy(STEADY, SILENT, Tier("silent1", 9999, 9999, Decimal(0), at_risk_class=1, max_touches_30d=99))
    assert order_of(accounts, DAY, policy=settings) == ["A", "B", "C", "D"]


def test_then_the_tier_in_the_order_of_the_policy() -> None:
    accounts = [
        _silent("late", id=1, tier="low", people=[person(1, "11-20")]),
        _silent("early", id=2, tier="high", people=[BORN]),
        _silent("middle", id=3, tier="alpha", people=[person(1, "11-22")]),
    ]
    high, alpha, low = (Tier(key, 9999, 9999, Decimal(0)) for key in ("high", "alpha", "low"))
    assert order_of(accounts, DAY, policy=policy(high, alpha, low)) == ["early", "middle", "late"]
    assert order_of(accounts, DAY, policy=policy(low, alpha, high)) == ["late", "middle", "early"]


def test_then_lateness_the_larger_first() -> None:
    accounts = [_late_call("A", 1, "2026-11-20"), _late_call("B", 2, "2026-11-18"), _late_call("C", 3, "2026-11-10")]
    assert order_of(accounts, DAY) == ["C", "B", "A"]


def test_lateness_is_a_share_of_n_and_not_of_days() -> None:
    # A: visit due 5 Nov, 18 days ÷ 50 = 0.36 (called 2 Nov, next Tue 24 Nov); B: call due 10 Nov, 13 days ÷ 20 = 0.65
    accounts = [acc("A", id=1, touches=["2026-09-16 visit", "2026-11-02 call"]), _late_call("B", 2, "2026-11-10")]
    assert order_of(accounts, DAY) == ["B", "A"]


def test_lateness_counts_within_the_most_urgent_class() -> None:
    # A: a birthday today, and care 271 days late; B: a birthday yesterday
    accounts = [acc("A", id=1, touches=[CARED], people=[BORN]), acc("B", id=2, touches=["2026-11-13 visit"], people=[person(1, "11-22")])]
    assert order_of(accounts, DAY) == ["B", "A"]


@pytest.mark.parametrize(
    ("words", "tried"),
    [
        ("2026-11-23 call no-answer", True),
        ("2026-11-23 visit cancelled", True),
        ("2026-11-23 call refused", True),
        ("2026-11-22 call no-answer", False),  # yesterday
        ("2026-11-23 message", False),  # done
    ],
)
def test_then_those_not_tried_today(words: str, tried: bool) -> None:
    accounts = [_late_call("A", 1, "2026-11-20", touches=[words]), _late_call("B", 2, "2026-11-20")]
    lines = {line.account.name: line for line in answer(accounts, DAY).lines}
    assert (lines["A"].tried, lines["B"].tried) == (tried, False)
    assert order_of(accounts, DAY) == (["B", "A"] if tried else ["A", "B"])


def test_who_was_never_touched_was_not_tried() -> None:
    (line,) = answer(acc(), DAY).lines
    assert not line.tried


def test_lateness_goes_before_tried() -> None:
    accounts = [_late_call("A", 1, "2026-11-19", touches=["2026-11-23 call no-answer"]), _late_call("B", 2, "2026-11-20")]
    assert order_of(accounts, DAY) == ["A", "B"]


def test_then_the_name_by_code_point() -> None:
    # U+0031, U+005A, U+0061, U+00E9, U+4E01, U+5B89, U+9648, U+1F4E6; by sound 安 would come before 丁
    names = ["1号店", "Zeta", "alpha", "élan", "丁记", "安记", "陈记", "📦仓"]
    accounts = [_late_call(name, id, "2026-11-20") for id, name in enumerate(reversed(names), 1)]
    assert order_of(accounts, DAY) == names
    assert order_of(accounts[::-1], DAY) == names


def test_equal_lateness_from_unequal_numbers_is_a_tie() -> None:
    # at-risk: B since 20 Nov, 3 days ÷ 10; A since 18 Oct + 30 = 17 Nov, 6 days ÷ 20
    accounts = [_silent("B", id=1, orders=RHYTHM), _silent("A", id=2, orders=["2026-09-08", "2026-09-28", "2026-10-18"])]
    assert [line.lateness for line in answer(accounts, DAY).lines] == pytest.approx([0.3, 0.3])
    assert order_of(accounts, DAY) == ["A", "B"]


def test_held_items_lend_a_line_nothing() -> None:
    account = acc(touches=[CARED], people=[BORN], pauses=["2026-11-01 2026-12-31"])
    line = _line(account)
    assert ([item.rule for item in line.items], line.action, line.cls, line.lateness) == (["birthday"], "greeting", 2, 0.0)


# --- `--days N` -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("account", "rule", "day", "days", "expected"),
    [
        pytest.param(_late_call("A", 1, "2026-11-20"), "care-call", "2026-11-17", 2, "-", id="due in three days, asked for two"),
        pytest.param(_late_call("A", 1, "2026-11-20"), "care-call", "2026-11-17", 3, "shown", id="due in three days"),
        pytest.param(_late_call("A", 1, "2026-11-20"), "care-call", "2026-11-23", 3, "shown", id="overdue"),
        pytest.param(_silent(people=[person(1, "11-26")]), "birthday", DAY, 2, "-", id="birthday beyond"),
        pytest.param(_silent(people=[person(1, "11-26")]), "birthday", DAY, 3, "shown", id="birthday on the last day"),
        pytest.param(_silent(people=[person(1, "11-20")]), "birthday", DAY, 5, "shown", id="its last day is today"),
        pytest.param(_silent(people=[person(1, "11-19")]), "birthday", DAY, 5, "-", id="its last day was yesterday"),
        pytest.param(_silent(people=[person(1, "11-26", left="2026-11-26")]), "birthday", DAY, 9, "-", id="will have left"),
        pytest.param(_silent(people=[person(1, "11-26", left="2026-11-27")]), "birthday", DAY, 9, "shown", id="leaves the day after"),
        pytest.param(_silent(people=[person(1, "1-2")]), "birthday", "2026-12-30", 3, "shown", id="into the next year"),
        # call of 22 Nov: gap until 25 Nov, and a visit overdue
        pytest.param(acc(touches=[CARED, "2026-11-22 call"]), "care-visit", DAY, 0, "held by gap", id="gap today"),
        pytest.param(acc(touches=[CARED, "2026-11-22 call"]), "care-visit", DAY, 3, "shown", id="gap over on the last day"),
        pytest.param(acc(touches=[CARED], pauses=["2026-11-01 2026-11-26"]), "care-visit", DAY, 2, "held by paused", id="paused all along"),
        pytest.param(acc(touches=[CARED], pauses=["2026-11-01 2026-11-26"]), "care-visit", DAY, 3, "shown", id="back on the last day"),
        # g = 10 from 8 Nov: reorder until 22 Nov, at-risk from 23 Nov
        pytest.param(_silent(orders=["2026-10-19", "2026-10-29", "2026-11-08"]), "reorder", "2026-11-22", 3, "shown", id="reorder ends"),
        pytest.param(_silent(orders=["2026-10-19", "2026-10-29", "2026-11-08"]), "at-risk", "2026-11-22", 0, "-", id="at-risk tomorrow"),
        pytest.param(_silent(orders=["2026-10-19", "2026-10-29", "2026-11-08"]), "at-risk", "2026-11-22", 1, "shown", id="at-risk begins"),
        # visited 16 Sep: spaced by 2 due 25 Dec, back on 26 Nov due 5 Nov
        pytest.param(
            acc(touches=["2026-09-16 visit"], spacings=["2026-01-01 2 2026-11-26"]), "care-visit", DAY, 2, "-", id="spacing all along"
        ),
        pytest.param(
            acc(touches=["2026-09-16 visit"], spacings=["2026-01-01 2 2026-11-26"]), "care-visit", DAY, 3, "shown", id="spacing ends"
        ),
        pytest.param(acc(since="2026-11-25", people=[person(1, "11-24")]), "birthday", DAY, 1, "-", id="not known yet"),
        pytest.param(acc(since="2026-11-25", people=[person(1, "11-24")]), "birthday", DAY, 2, "shown", id="known on the last day"),
    ],
)  # fmt: skip
def test_days_ahead(account: Account, rule: str, day: str, days: int, expected: str) -> None:
    assert state(account, day, rule, days=days) == expected


def test_days_ahead_as_fatigue_passes() -> None:
    # 25 Oct, 1 and 2 Nov: on 23 Nov t−29 = 25 Oct
    account = acc(tier="general", touches=[CARED, "2026-10-25 message", "2026-11-01 message", "2026-11-02 message"])
    assert state(account, DAY, "care-visit") == "held by fatigue"
    assert state(account, DAY, "care-visit", days=1) == "shown"


def test_days_ahead_shows_each_item_once() -> None:
    account = acc(tier="vip", touches=[CARED], people=[person(1, "11-25"), person(2, "11-26")])
    rules = [(item.rule, item.contact) for line in answer(account, DAY, days=14).lines for item in line.items]
    assert len(rules) == len(set(rules))
    assert set(rules) >= {("care-call", None), ("care-visit", None), ("birthday", 1), ("birthday", 2)}


@pytest.mark.parametrize(
    ("day", "days", "action"),
    [
        ("2026-11-13", 20, "task"),  # first shown on B−7
        ("2026-11-15", 20, "task"),
        ("2026-11-18", 20, "task"),  # B−4
        ("2026-11-19", 20, "greeting"),  # B−3
    ],
)
def test_days_ahead_shows_an_item_as_on_its_first_day(day: str, days: int, action: str) -> None:
    account = acc(tier="vip", touches=["2026-11-12 visit"], people=[person(1, "11-22")])
    assert [item.action for item in shown(account, day, "birthday", days=days)] == [action]


@pytest.mark.parametrize(
    ("account", "days", "lateness"),
    [
        # 16 Sep + 50 = 5 Nov; called Sun 22 Nov: held until 25 Nov, first shown 26 Nov, 21 days late
        pytest.param(acc(touches=["2026-09-16 visit", "2026-11-22 call"]), 10, 0.42, id="held today"),
        pytest.param(acc(touches=["2026-09-16 visit", "2026-11-13 call"]), 9, 0.36, id="shown today"),
        pytest.param(_silent(people=[person(1, "11-25")]), 9, 0.0, id="not due today"),
        pytest.param(_silent(people=[person(1, "11-22")]), 9, 1.0, id="belated today"),
        pytest.param(_silent(people=[person(1, "11-22"), person(2, "11-30")]), 9, 1.0, id="one belated, one ahead"),
    ],
)
def test_days_ahead_reckons_lateness_on_the_first_day(account: Account, days: int, lateness: float) -> None:
    (line,) = answer(account, DAY, days=days).lines
    assert line.lateness == pytest.approx(lateness)


@pytest.mark.parametrize(
    ("account", "days", "overdue"),
    [
        pytest.param(acc(touches=["2026-09-16 visit", "2026-11-22 call"]), 10, {"care-visit": 21}, id="held until 25 Nov"),
        pytest.param(acc(touches=["2026-09-16 visit", "2026-11-13 call"]), 10, {"care-visit": 18, "care-call": 0}, id="late, and to come"),
        pytest.param(_silent(people=[person(1, "11-22"), person(2, "11-22")]), 10, {"birthday": 1}, id="belated"),
        pytest.param(_silent(orders=["2026-10-19", "2026-10-29", "2026-11-08"], touches=["2026-10-25 call"]), 9, {"at-risk": 0}, id="new"),
    ],
)  # fmt: skip
def test_days_ahead_counts_overdue_days_on_the_first_day(account: Account, days: int, overdue: dict[str, int]) -> None:
    (line,) = answer(account, DAY, days=days).lines
    assert {item.rule: item.overdue_days for item in line.items} == overdue


def test_days_ahead_folds_into_one_line() -> None:
    account = acc(touches=["2026-09-16 visit", "2026-11-13 call"], people=[person(1, "11-26")])
    (today,) = answer(account, DAY).lines
    assert (today.action, today.cls, len(today.items)) == ("visit", 3, 1)
    (line,) = answer(account, DAY, days=3).lines
    assert (line.action, line.cls) == ("visit", 2)
    assert sorted(item.rule for item in line.items) == ["birthday", "care-visit"]


def test_days_ahead_holds_what_rests_all_the_days() -> None:
    account = acc(touches=[CARED], pauses=["2026-11-01 2026-12-31"])
    reply = answer(account, DAY, days=7)
    assert reply.lines == []
    assert {(rest.item.rule, rest.held_by) for rest in reply.held} >= {("care-call", ("paused",)), ("care-visit", ("paused",))}


def test_what_will_be_shown_is_not_called_held() -> None:
    account = acc(touches=[CARED, "2026-11-22 call"])
    assert [rest.item.rule for rest in answer(account, DAY, days=2).held] == ["care-visit"]
    assert answer(account, DAY, days=3).held == []


def test_no_days_is_today() -> None:
    accounts = [acc("A", id=1, touches=[CARED]), _silent("B", id=2, people=[BORN]), _late_call("C", 3, "2026-11-20")]
    later = _silent("D", id=4, people=[person(1, "11-24")])
    assert due([*accounts, later], ask(DAY)) == due([*accounts, later], ask(DAY), 0)
    assert order_of([*accounts, later], DAY) == ["B", "A", "C"]
