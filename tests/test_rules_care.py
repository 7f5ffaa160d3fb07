"""Boundary tables for condolence, condolence-check, area-alert and first-follow-up: whom to call when it matters, and when it is done."""

from __future__ import annotations

import pytest

from tests.book import acc, answer, person, policy, said, shown, state, window

SAD = ["bereavement", "illness", "accident"]
GLAD = ["opening", "promotion", "dealer-meeting", "wedding", "newborn", "housewarming", "anniversary"]
PAIR = [person(1), person(2)]

# --- silent first -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ["condolence", "condolence-check"])
@pytest.mark.parametrize("kind", GLAD)
def test_no_condolence_for_what_is_glad(rule: str, kind: str) -> None:
    account = acc(occasions=[f"9 {kind} 2026-11-10"], touches=["2026-11-10 call"])
    assert all(state(account, day, rule) == "-" for day in ("2026-11-10", "2026-11-17", "2026-11-24"))


@pytest.mark.parametrize(("status", "archived"), [("lost", False), ("active", True), ("prospect", True)])
def test_lost_and_archived_customers_are_let_be(status: str, archived: bool) -> None:
    account = acc(
        status=status,
        archived=archived,
        occasions=["8 illness 2026-11-01", "9 bereavement 2026-11-10"],
        alerts=["3 2026-11-10 2026-11-17"],
        touches=["2026-11-09 call"],
    )
    for rule in ("condolence", "condolence-check", "area-alert", "first-follow-up"):
        assert all(state(account, day, rule) == "-" for day in ("2026-11-10", "2026-11-16", "2026-11-17"))


# --- condolence: falls due --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "day", "expected"),
    [
        ("9 bereavement 2026-11-10", "2026-11-09", "-"),
        ("9 bereavement 2026-11-10", "2026-11-10", "call 1 +0 #9"),
        ("9 bereavement 2026-11-10", "2026-11-11", "call 1 +1 #9"),
        ("9 bereavement 2026-11-10", "2026-11-24", "call 1 +14 #9"),
        ("9 bereavement 2026-11-10", "2026-11-25", "-"),
        ("9 illness 2026-11-10", "2026-11-10", "call 1 +0 #9"),
        ("9 accident 2026-11-10 with=7", "2026-11-10", "call 1 +0 #9 with 7"),
        ("9 bereavement 2026-11-10 rec=2026-11-20", "2026-11-19", "-"),
        ("9 bereavement 2026-11-10 rec=2026-11-20", "2026-11-20", "call 1 +0 #9"),
        ("9 bereavement 2026-11-10 rec=2026-11-20", "2026-12-04", "call 1 +14 #9"),
        ("9 bereavement 2026-11-10 rec=2026-11-20", "2026-12-05", "-"),
        ("9 illness 2026-12-01 rec=2026-11-20", "2026-11-30", "-"),  # an operation ahead: it begins on its day
        ("9 illness 2026-12-01 rec=2026-11-20", "2026-12-01", "call 1 +0 #9"),
        # 21 September + 60 = 20 November
        ("9 illness 2026-09-21 rec=2026-11-20", "2026-11-20", "call 1 +0 #9"),
        ("9 illness 2026-09-20 rec=2026-11-20", "2026-11-20", "-"),
        ("9 illness 2026-09-20 rec=2026-11-20 learned=2026-11-20", "2026-11-20", "call 1 +0 #9"),
        ("9 illness 2026-11-10 rec=2026-11-20 learned=2026-11-15", "2026-11-19", "-"),  # not recorded yet
        ("9 illness 2026-11-10 rec=2026-11-20 learned=2026-11-15", "2026-11-20", "call 1 +5 #9"),
        ("9 illness 2026-11-10 rec=2026-11-20 learned=2026-11-15", "2026-11-29", "call 1 +14 #9"),
        ("9 illness 2026-11-10 rec=2026-11-20 learned=2026-11-15", "2026-11-30", "-"),
        *((f"9 {kind} 2025-11-10 yearly", "2026-11-10", "-") for kind in SAD),
    ],
)
def test_a_condolence_falls_due(words: str, day: str, expected: str) -> None:
    assert said(acc(people=[person(7)], occasions=[words]), day, "condolence") == expected


@pytest.mark.parametrize(
    ("kind", "left", "day", "expected"),
    [
        ("bereavement", "2026-11-10", "2026-11-12", "shown"),  # excepted: the dead leave too
        ("illness", "2026-11-12", "2026-11-11", "shown"),
        ("illness", "2026-11-12", "2026-11-12", "-"),
        ("accident", "2026-11-12", "2026-11-12", "-"),
    ],
)
def test_condolences_of_a_contact_who_has_left(kind: str, left: str, day: str, expected: str) -> None:
    account = acc(people=[person(1, left=left)], occasions=[f"9 {kind} 2026-11-10 with=1"])
    assert state(account, day, "condolence") == expected


def test_the_days_of_a_condolence_are_a_setting() -> None:
    account = acc(occasions=["9 illness 2026-11-22"])  # a Sunday: it does not move
    assert window(account, "2026-11-22", "condolence") == "2026-11-22 / 2026-11-22 / 2026-12-06"
    assert window(account, "2026-11-22", "condolence", policy=policy(condolence_days=7)) == "2026-11-22 / 2026-11-22 / 2026-11-29"


# --- condolence: settled ----------------------------------------------------------------------------------------------
#
# Learned on 10 November, of contact 1; the last day is 24 November.

CONDOLED = [
    "2026-11-10 call",
    "2026-11-10 call with=1",
    "2026-11-24 call with=1,2",
    "2026-11-10 call in",
    "2026-11-24 visit",
    "2026-11-12 visit in",
    "2026-11-12 meeting",
    "2026-11-12 visit gift",
    "2026-11-12 call for=birthday",
    "2026-11-12 call for=#9",
]
NOT_CONDOLED = [
    "2026-11-09 call",  # before it was learned
    "2026-11-09 visit",
    "2026-11-12 message",
    "2026-11-12 greeting",
    "2026-11-12 gift",
    "2026-11-12 help",
    "2026-11-12 message for=#9",  # it does not read --for
    "2026-11-12 gift for=condolence",
    "2026-11-12 help for=#9",
    "2026-11-12 call with=2",
    "2026-11-12 visit with=2",
    "2026-11-12 message mass",
    "2026-11-12 call no-answer",
    "2026-11-12 visit refused",
]


@pytest.mark.parametrize(("words", "expected"), [(w, "shown") for w in NOT_CONDOLED] + [(w, "-") for w in CONDOLED])
def test_what_settles_a_condolence(words: str, expected: str) -> None:
    account = acc(people=PAIR, occasions=["9 bereavement 2026-11-10 with=1"], touches=[words])
    assert state(account, "2026-11-24", "condolence") == expected


@pytest.mark.parametrize(
    ("occasion", "words", "day", "expected"),
    [
        pytest.param("9 illness 2026-11-10", "2026-11-12 call", "2026-11-11", "shown", id="not known yet"),
        pytest.param("9 illness 2026-11-10", "2026-11-12 call", "2026-11-12", "-", id="the same day"),
        pytest.param("9 illness 2026-11-10", "2026-11-12 call with=2", "2026-11-12", "-", id="of the customer: anybody there"),
        pytest.param("9 illness 2026-11-10 rec=2026-11-20", "2026-11-19 call", "2026-11-20", "shown", id="the day before it was recorded"),
        pytest.param("9 illness 2026-11-10 rec=2026-11-20", "2026-11-20 call", "2026-11-20", "-", id="on the day it was recorded"),
        pytest.param(
            "9 illness 2026-11-10 rec=2026-11-20 learned=2026-11-15", "2026-11-14 call", "2026-11-20", "shown", id="before it was learned"
        ),
        pytest.param(
            "9 illness 2026-11-10 rec=2026-11-20 learned=2026-11-15", "2026-11-15 call", "2026-11-20", "-", id="learned, not yet recorded"
        ),
    ],
)
def test_when_a_condolence_is_settled(occasion: str, words: str, day: str, expected: str) -> None:
    assert state(acc(people=PAIR, occasions=[occasion], touches=[words]), day, "condolence") == expected


@pytest.mark.parametrize(
    ("who", "action", "words", "expected"),
    [
        ("contact 1", "message", "2026-11-12 message", "-"),
        ("contact 1", "message", "2026-11-12 message with=1", "-"),
        ("contact 1", "message", "2026-11-12 call", "-"),
        ("contact 1", "message", "2026-11-09 message", "shown"),
        ("contact 1", "message", "2026-11-12 message with=2", "shown"),
        ("contact 1", "message", "2026-11-12 message mass", "shown"),
        ("contact 1", "message", "2026-11-12 message in", "shown"),
        ("contact 1", "message", "2026-11-12 greeting", "shown"),
        ("contact 2", "call", "2026-11-12 message", "shown"),
        ("customer", "message", "2026-11-12 message", "-"),
        ("customer", "message", "2026-11-12 help", "shown"),
    ],
)
def test_no_calls_and_condolences(who: str, action: str, words: str, expected: str) -> None:
    people = [person(1, no_calls=who == "contact 1"), person(2, no_calls=who == "contact 2")]
    account = acc(no_calls=who == "customer", people=people, occasions=["9 illness 2026-11-10 with=1"])
    assert said(account, "2026-11-11", "condolence") == f"{action} 1 +1 #9 with 1"
    after = acc(no_calls=who == "customer", people=people, occasions=["9 illness 2026-11-10 with=1"], touches=[words])
    assert state(after, "2026-11-12", "condolence") == expected


# --- condolence-check -------------------------------------------------------------------------------------------------
#
# Learned on 10 November; a call on 12 November is C: 19 November … 3 December.


@pytest.mark.parametrize(
    ("touches", "day"),
    [
        pytest.param([], "2026-11-17", id="nobody called"),
        pytest.param(["2026-11-09 call"], "2026-11-16", id="called before it was learned"),
        pytest.param(["2026-11-25 call"], "2026-12-02", id="called a day too late"),
        pytest.param(["2026-11-12 message"], "2026-11-19", id="only written"),
        pytest.param(["2026-11-12 help"], "2026-11-19", id="only helped"),
        pytest.param(["2026-11-12 message for=#9"], "2026-11-19", id="written for it"),
        pytest.param(["2026-11-12 call no-answer"], "2026-11-19", id="only tried"),
        pytest.param(["2026-11-20 call"], "2026-11-19", id="not known yet"),
    ],
)
def test_without_a_call_there_is_no_check(touches: list[str], day: str) -> None:
    account = acc(occasions=["9 bereavement 2026-11-10"], touches=touches)
    assert state(account, day, "condolence-check") == "-"


@pytest.mark.parametrize(
    ("touches", "day", "expected"),
    [
        (["2026-11-12 call"], "2026-11-12", "-"),
        (["2026-11-12 call"], "2026-11-18", "-"),
        (["2026-11-12 call"], "2026-11-19", "call 2 +0 #9"),
        (["2026-11-12 call"], "2026-11-20", "call 2 +1 #9"),
        (["2026-11-12 call"], "2026-12-03", "call 2 +14 #9"),
        (["2026-11-12 call"], "2026-12-04", "-"),
        (["2026-11-10 call"], "2026-11-17", "call 2 +0 #9"),  # on the day it was learned
        (["2026-11-24 visit"], "2026-12-01", "call 2 +0 #9"),  # on the last day
        (["2026-11-12 call in"], "2026-11-19", "call 2 +0 #9"),
        (["2026-11-12 meeting"], "2026-11-19", "call 2 +0 #9"),
        (["2026-11-09 call", "2026-11-12 call"], "2026-11-19", "call 2 +0 #9"),  # the one before does not count
        (["2026-11-12 call", "2026-11-12 visit"], "2026-11-19", "call 2 +0 #9"),  # of one day: neither is after C
    ],
)
def test_a_condolence_is_followed_up(touches: list[str], day: str, expected: str) -> None:
    assert said(acc(occasions=["9 bereavement 2026-11-10"], touches=touches), day, "condolence-check") == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2026-11-13 call", "-"),
        ("2026-11-19 call in", "-"),
        ("2026-12-03 visit", "-"),
        ("2026-11-20 meeting", "-"),
        ("2026-11-20 call for=birthday", "-"),
        ("2026-11-20 message", "shown"),
        ("2026-11-20 message for=#9", "shown"),
        ("2026-11-20 help for=condolence-check", "shown"),
        ("2026-11-20 gift", "shown"),
        ("2026-11-20 greeting mass", "shown"),
        ("2026-11-20 call no-answer", "shown"),
        ("2026-12-04 call", "shown"),  # not known yet
    ],
)
def test_what_settles_the_check(words: str, expected: str) -> None:
    account = acc(occasions=["9 bereavement 2026-11-10"], touches=["2026-11-12 call", words])
    assert state(account, "2026-12-03", "condolence-check") == expected


def test_the_second_of_two_calls_is_the_check() -> None:
    account = acc(occasions=["9 illness 2026-11-10"], touches=["2026-11-12 call", "2026-11-18 call"])
    assert state(account, "2026-11-19", "condolence-check") == "-"


@pytest.mark.parametrize(("kind", "expected"), [("bereavement", "shown"), ("illness", "-"), ("accident", "-")])
def test_no_check_of_a_contact_who_has_left(kind: str, expected: str) -> None:
    account = acc(people=[person(1, left="2026-11-15")], occasions=[f"9 {kind} 2026-11-10 with=1"], touches=["2026-11-12 call"])
    assert state(account, "2026-11-19", "condolence-check") == expected


@pytest.mark.parametrize(
    ("touches", "expected"),
    [
        (["2026-11-12 message"], "message 2 +0 #9"),  # as a call: C
        (["2026-11-12 call"], "message 2 +0 #9"),
        (["2026-11-12 message", "2026-11-13 message"], "-"),
        (["2026-11-12 message", "2026-11-13 message for=#9"], "-"),
        (["2026-11-12 message", "2026-11-13 message for=condolence-check"], "-"),
        (["2026-11-12 message", "2026-11-13 message for=birthday"], "message 2 +0 #9"),  # for something else
        (["2026-11-12 message", "2026-11-13 call for=birthday"], "-"),
        (["2026-11-12 message mass"], "-"),
        (["2026-11-12 message in"], "-"),
    ],
)
def test_no_calls_and_the_check(touches: list[str], expected: str) -> None:
    account = acc(no_calls=True, occasions=["9 bereavement 2026-11-10"], touches=touches)
    assert said(account, "2026-11-19", "condolence-check") == expected


def test_the_days_of_the_check_are_a_setting() -> None:
    account = acc(occasions=["9 illness 2026-11-10"], touches=["2026-11-12 call"])
    own = policy(condolence_check=10)
    assert [state(account, day, "condolence-check", policy=own) for day in ("2026-11-21", "2026-11-22")] == ["-", "shown"]
    late = policy(condolence_check=30)  # 12 November + 30 = 12 December; shown for a fortnight
    seen = [state(account, day, "condolence-check", policy=late) for day in ("2026-12-11", "2026-12-12", "2026-12-26", "2026-12-27")]
    assert seen == ["-", "shown", "shown", "-"]


# --- area-alert -------------------------------------------------------------------------------------------------------

TYPHOON = ["3 2026-11-10 2026-11-17"]


@pytest.mark.parametrize(
    ("alerts", "day", "expected"),
    [
        ([], "2026-11-10", "-"),
        (TYPHOON, "2026-11-09", "-"),
        (TYPHOON, "2026-11-10", "call 1 +0 #3"),
        (TYPHOON, "2026-11-11", "call 1 +1 #3"),
        (TYPHOON, "2026-11-17", "call 1 +7 #3"),
        (TYPHOON, "2026-11-18", "-"),
        (["3 2026-11-22 2026-11-29"], "2026-11-22", "call 1 +0 #3"),  # a Sunday: it does not move
        (["3 2026-11-10 2026-11-12"], "2026-11-12", "call 1 +2 #3"),  # ended on the 13th
        (["3 2026-11-10 2026-11-12"], "2026-11-13", "-"),
        (["3 2026-11-10 2026-11-09"], "2026-11-10", "-"),  # ended on the day it was raised
        (["3 2026-11-10 2026-12-31"], "2026-12-31", "call 1 +51 #3"),
    ],
)
def test_an_alert_falls_due(alerts: list[str], day: str, expected: str) -> None:
    assert said(acc(alerts=alerts), day, "area-alert") == expected


@pytest.mark.parametrize("status", ["prospect", "active"])
@pytest.mark.parametrize("tier", ["vip", "key", "potential", "general"])
def test_everyone_there_gets_a_call(tier: str, status: str) -> None:
    assert said(acc(tier=tier, status=status, alerts=TYPHOON), "2026-11-10", "area-alert") == "call 1 +0 #3"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2026-11-10 call", "-"),
        ("2026-11-17 call", "-"),
        ("2026-11-12 call in", "-"),
        ("2026-11-12 visit", "-"),
        ("2026-11-12 meeting in", "-"),
        ("2026-11-12 message", "-"),
        ("2026-11-12 message with=7", "-"),
        ("2026-11-12 message gift", "-"),
        ("2026-11-12 help", "-"),
        ("2026-11-12 call for=birthday", "-"),
        ("2026-11-09 call", "shown"),
        ("2026-11-09 message", "shown"),
        ("2026-11-09 help", "shown"),
        ("2026-11-12 greeting", "shown"),
        ("2026-11-12 gift", "shown"),
        ("2026-11-12 message mass", "shown"),
        ("2026-11-12 message in", "shown"),
        ("2026-11-12 help in", "shown"),
        ("2026-11-12 message mass for=#3", "shown"),
        ("2026-11-12 call no-answer", "shown"),
        ("2026-11-12 help cancelled", "shown"),
        ("2026-11-18 call", "shown"),  # not known yet
    ],
)
def test_what_settles_an_alert(words: str, expected: str) -> None:
    assert state(acc(alerts=TYPHOON, touches=[words]), "2026-11-17", "area-alert") == expected


@pytest.mark.parametrize(
    ("words", "expected"), [([], {"#3", "#4"}), (["2026-11-11 call"], {"#4"}), (["2026-11-12 call"], set()), (["2026-11-12 help"], set())]
)
def test_two_alerts(words: list[str], expected: set[str]) -> None:
    account = acc(alerts=[*TYPHOON, "4 2026-11-12 2026-11-30"], touches=words)
    assert {item.occasion for item in shown(account, "2026-11-12", "area-alert")} == expected


def test_where_no_calls_are_wanted_an_alert_asks_for_a_message() -> None:
    assert said(acc(no_calls=True, alerts=TYPHOON), "2026-11-10", "area-alert") == "message 1 +0 #3"
    assert state(acc(no_calls=True, alerts=TYPHOON, touches=["2026-11-10 message"]), "2026-11-10", "area-alert") == "-"


# --- first-follow-up --------------------------------------------------------------------------------------------------
#
# Called for the first time on Fri 20 November: Mon 23 November … 30 November.


@pytest.mark.parametrize(
    ("status", "orders", "touches", "day"),
    [
        pytest.param("active", [], ["2026-11-20 call"], "2026-11-23", id="no prospect"),
        pytest.param("lost", [], ["2026-11-20 call"], "2026-11-23", id="lost"),
        pytest.param("prospect", ["2026-11-23"], ["2026-11-20 call"], "2026-11-23", id="ordered: counts as active"),
        pytest.param("prospect", ["2026-11-20"], ["2026-11-20 call"], "2026-11-23", id="ordered at once"),
        pytest.param("prospect", [], [], "2026-11-23", id="never touched"),
        pytest.param("prospect", [], ["2026-11-20 message mass"], "2026-11-23", id="a mass message"),
        pytest.param("prospect", [], ["2026-11-20 call no-answer"], "2026-11-23", id="only tried"),
        pytest.param("prospect", [], ["2026-11-24 call"], "2026-11-23", id="not known yet"),
    ],
)
def test_no_first_follow_up(status: str, orders: list[str], touches: list[str], day: str) -> None:
    assert state(acc(status=status, orders=orders, touches=touches), day, "first-follow-up") == "-"


@pytest.mark.parametrize(
    ("touches", "day", "expected"),
    [
        (["2026-11-20 call"], "2026-11-20", "-"),
        (["2026-11-20 call"], "2026-11-22", "-"),
        (["2026-11-20 call"], "2026-11-23", "call 2 +0"),
        (["2026-11-20 call"], "2026-11-24", "call 2 +1"),
        (["2026-11-20 call"], "2026-11-30", "call 2 +7"),
        (["2026-11-20 call"], "2026-12-01", "-"),
        *(([f"2026-11-20 {kind}"], "2026-11-23", "call 2 +0") for kind in ("visit", "meeting", "message", "greeting", "gift", "help")),
        *(([f"2026-11-20 {kind} in"], "2026-11-23", "call 2 +0") for kind in ("call", "visit", "message", "help")),  # theirs too
        (["2026-11-18 call no-answer", "2026-11-19 message mass", "2026-11-20 message"], "2026-11-23", "call 2 +0"),
        (["2026-11-20 call", "2026-11-20 message"], "2026-11-23", "call 2 +0"),  # after the day, not on it
    ],
)
def test_a_first_follow_up_falls_due(touches: list[str], day: str, expected: str) -> None:
    assert said(acc(status="prospect", touches=touches), day, "first-follow-up") == expected


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("2026-11-18", "2026-11-19 / 2026-11-19 / 2026-11-26"),
        ("2026-11-22", "2026-11-23 / 2026-11-23 / 2026-11-30"),  # a Sunday
        ("2026-09-30", "2026-10-08 / 2026-10-08 / 2026-10-15"),  # before the holiday
        ("2026-10-09", "2026-10-10 / 2026-10-10 / 2026-10-17"),  # before a working Saturday
        ("2026-02-13", "2026-02-14 / 2026-02-14 / 2026-02-21"),  # likewise
        ("2026-02-14", "2026-02-24 / 2026-02-24 / 2026-03-03"),  # before Spring Festival
    ],
)
def test_the_first_follow_up_is_on_a_working_day(first: str, expected: str) -> None:
    account = acc(status="prospect", touches=[f"{first} message in"])
    assert window(account, expected[:10], "first-follow-up") == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2026-11-21 call", "-"),
        ("2026-11-21 visit", "-"),
        ("2026-11-21 message", "-"),
        ("2026-11-21 greeting", "-"),
        ("2026-11-21 gift", "-"),
        ("2026-11-21 help", "-"),
        ("2026-11-30 message with=7", "-"),
        ("2026-11-23 greeting for=birthday", "-"),  # any touch, whatever it was for
        ("2026-11-23 help for=first-follow-up", "-"),
        ("2026-11-23 call in", "-"),  # settles like mine
        ("2026-11-20 message", "shown"),
        ("2026-11-21 message mass", "shown"),
        ("2026-11-21 greeting mass for=first-follow-up", "shown"),
        ("2026-11-21 message in", "shown"),
        ("2026-11-21 help in", "shown"),
        ("2026-11-21 call no-answer", "shown"),
        ("2026-11-21 gift refused", "shown"),
        ("2026-12-01 call", "shown"),  # not known yet
    ],
)
def test_what_settles_a_first_follow_up(words: str, expected: str) -> None:
    account = acc(status="prospect", touches=["2026-11-20 call", words])
    assert state(account, "2026-11-30", "first-follow-up") == expected


def test_an_order_not_known_yet_leaves_a_prospect_one() -> None:
    account = acc(status="prospect", touches=["2026-11-20 call"], orders=["2026-11-24"])
    assert [state(account, day, "first-follow-up") for day in ("2026-11-23", "2026-11-24")] == ["shown", "-"]


def test_where_no_calls_are_wanted_the_first_follow_up_is_a_message() -> None:
    account = acc(status="prospect", no_calls=True, touches=["2026-11-20 call"])
    assert said(account, "2026-11-23", "first-follow-up") == "message 2 +0"


# --- held: by none of what holds classes 3 and 4 ----------------------------------------------------------------------


def test_pauses_fatigue_and_gap_hold_none_of_these() -> None:
    account = acc(
        tier="general",
        status="prospect",
        occasions=["8 illness 2026-11-06", "9 bereavement 2026-11-13"],
        alerts=["3 2026-11-13 2026-11-20"],
        touches=["2026-11-06 message mass", "2026-11-07 message mass", "2026-11-08 message mass", "2026-11-12 call"],
        pauses=["2026-11-01 2026-12-31"],
    )
    # the illness of the 6th was called about on the 12th, the first touch; that day a pause, fatigue and a gap are on
    reply = answer(account, "2026-11-13")
    assert sorted(item.rule for line in reply.lines for item in line.items) == ["area-alert", "condolence", "first-follow-up"]
    checked = acc(occasions=["8 illness 2026-11-06"], touches=["2026-11-08 call"], pauses=["2026-11-01 2026-12-31"])
    assert state(checked, "2026-11-15", "condolence-check") == "shown"
