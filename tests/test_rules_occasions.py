"""Boundary tables for anniversary and event: windows, whom they concern, what settles them."""

from __future__ import annotations

import pytest

from repbook.terms import day_of
from tests.book import acc, answer, person, policy, said, shown, state, window

# --- silent first ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "archived"), [("lost", False), ("active", True)])
def test_no_gift_and_no_occasion_for_the_lost_and_archived(status: str, archived: bool) -> None:
    account = acc(
        tier="vip", status=status, archived=archived, occasions=["7 anniversary 2020-09-22", "8 opening 2026-09-22", "9 illness 2026-09-22"]
    )
    for rule in ("festival-gift", "anniversary", "event", "condolence"):
        assert state(account, "2026-09-22", rule) == "-"


# --- anniversary: silent first ----------------------------------------------------------------------------------------

PARTIES = ["opening", "promotion", "dealer-meeting", "wedding", "newborn", "housewarming"]
SAD = ["bereavement", "illness", "accident"]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        *(pytest.param(f"9 {kind} 2025-11-22", "2026-11-22", id=f"{kind} of last year, not yearly") for kind in PARTIES),
        *(pytest.param(f"9 {kind} 2026-11-22 yearly", "2026-11-22", id=f"{kind}: the first time is an event") for kind in PARTIES),
        *(pytest.param(f"9 {kind} 2025-11-22 yearly", "2026-11-22", id=f"{kind} is never greeted") for kind in SAD),
        pytest.param("9 anniversary 2026-11-22 rec=2025-01-01", "2025-11-22", id="before its own date"),
        pytest.param("9 wedding 2026-11-22 yearly rec=2025-01-01", "2025-11-22", id="the year before the event"),
        pytest.param("9 anniversary 2024-11-22 rec=2026-11-24", "2026-11-23", id="not recorded yet"),
        pytest.param("9 anniversary 2024-09-17 lunar=8-15", "2026-09-17", id="lunar: not its solar day"),
    ],
)
def test_no_anniversary(words: str, day: str) -> None:
    assert state(acc(occasions=[words]), day, "anniversary") == "-"


@pytest.mark.parametrize(("left", "day", "expected"), [("2026-11-24", "2026-11-23", "shown"), ("2026-11-24", "2026-11-24", "-")])
@pytest.mark.parametrize(("rule", "words"), [("anniversary", "9 anniversary 2020-11-22 with=1"), ("event", "9 wedding 2026-11-25 with=1")])
def test_an_occasion_whose_contact_has_left_gives_nothing(rule: str, words: str, left: str, day: str, expected: str) -> None:
    assert state(acc(people=[person(1, left=left)], occasions=[words]), day, rule) == expected


# --- anniversary: falls due -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "day", "expected"),
    [
        ("9 anniversary 2024-11-22", "2026-11-21", "-"),
        ("9 anniversary 2024-11-22", "2026-11-22", "greeting 2 +0 #9"),  # a Sunday: it does not move
        ("9 anniversary 2024-11-22", "2026-11-23", "greeting 2 +1 #9"),
        ("9 anniversary 2024-11-22", "2026-11-25", "greeting 2 +3 #9"),
        ("9 anniversary 2024-11-22", "2026-11-26", "-"),
        ("9 anniversary 2024-11-22 with=7", "2026-11-22", "greeting 2 +0 #9 with 7"),
        ("9 anniversary 2024-11-22 yearly", "2026-11-22", "greeting 2 +0 #9"),
        ("9 anniversary 2026-11-22", "2026-11-22", "greeting 2 +0 #9"),  # from its own date on
        ("9 anniversary 2024-11-22 rec=2026-11-24", "2026-11-24", "greeting 2 +2 #9"),
        *((f"9 {kind} 2025-11-22 yearly", "2026-11-22", "greeting 2 +0 #9") for kind in PARTIES),
        ("9 wedding 2025-11-22 yearly", "2027-11-22", "greeting 2 +0 #9"),
        ("9 anniversary 2020-12-30", "2027-01-02", "greeting 2 +3 #9"),  # of the year before
        ("9 anniversary 2020-12-30", "2027-01-03", "-"),
        ("9 anniversary 2024-02-29", "2026-02-27", "-"),
        ("9 anniversary 2024-02-29", "2026-02-28", "greeting 2 +0 #9"),
        ("9 anniversary 2024-02-29", "2028-02-28", "-"),
        ("9 anniversary 2024-02-29", "2028-02-29", "greeting 2 +0 #9"),
    ],
)
def test_an_anniversary_falls_due(words: str, day: str, expected: str) -> None:
    assert said(acc(people=[person(7)], occasions=[words]), day, "anniversary") == expected


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("9 anniversary 2024-09-17 lunar=8-15", "2026-09-25"),  # mid-autumn
        ("9 anniversary 2025-07-25 lunar=leap-6-1", "2026-07-14"),  # 2026 has no leap 6th month
        ("9 anniversary 2024-07-06 lunar=6-1", "2025-06-25"),  # 2025 has one: the ordinary 6th month
        ("9 anniversary 2024-10-02 lunar=8-30", "2026-10-09"),  # the 8th month of 2026 has 29 days
        # 12-1 of lunar 2024 is 31 December 2024, of lunar 2025 19 January 2026: none in the year 2025
        ("9 wedding 2024-12-31 yearly lunar=12-1", "2026-01-19"),
        ("9 wedding 2026-01-12 yearly lunar=11-24", "2027-01-01"),
    ],
)
def test_lunar_anniversaries(words: str, day: str) -> None:
    account = acc(occasions=[words])
    around = [said(account, day_of(day) + step, "anniversary") for step in (-1, 0, 3, 4)]
    assert around == ["-", "greeting 2 +0 #9", "greeting 2 +3 #9", "-"]


def test_a_lunar_anniversary_comes_once_a_lunar_year() -> None:
    account = acc(occasions=["9 anniversary 2024-07-06 lunar=6-1"])
    assert [state(account, day, "anniversary") for day in ("2025-06-25", "2025-07-25")] == ["shown", "-"]


def test_the_lunar_wedding_itself_is_an_event() -> None:
    account = acc(occasions=["9 wedding 2026-01-12 yearly lunar=11-24"])
    assert (state(account, "2026-01-12", "event"), state(account, "2026-01-12", "anniversary")) == ("shown", "-")


# --- anniversary: settled ---------------------------------------------------------------------------------------------
#
# Y = 22 November, of contact 1; Y−3 = 19 Nov, Y−7 = 15 Nov, Y+3 = 25 Nov; contact 2 is somebody else there.

REMEMBERED = [
    "2026-11-19 greeting",
    "2026-11-22 greeting with=1",
    "2026-11-22 greeting with=1,2",
    "2026-11-25 greeting",
    "2026-11-19 gift",
    "2026-11-19 message gift",
    "2026-11-20 visit gift",
    "2026-11-22 call",
    "2026-11-22 call in",
    "2026-11-25 visit with=1",
    "2026-11-25 meeting",
    "2026-11-22 call for=birthday",
    "2026-11-15 help for=#9",
    "2026-11-15 message for=#9 with=1",
    "2026-11-15 visit in for=#9",
    "2026-11-25 message for=#9",
    "2026-11-22 message for=anniversary",
]
FORGOTTEN = [
    "2026-11-18 greeting",  # Y−4
    "2026-11-18 gift",
    "2026-11-21 call",  # Y−1
    "2026-11-21 visit with=1",
    "2026-11-22 message",
    "2026-11-22 help",
    "2026-11-22 greeting with=2",
    "2026-11-22 call with=2",
    "2026-11-22 message for=#9 with=2",
    "2026-11-14 help for=#9",  # Y−8
    "2026-11-14 greeting for=#9",
    "2026-11-22 greeting for=#8",
    "2026-11-22 greeting for=birthday",
    "2026-11-22 gift for=event",
    "2026-11-20 visit gift for=#8",
    "2026-11-22 greeting mass",
    "2026-11-22 message mass for=#9",
    "2026-11-22 greeting in",
    "2026-11-22 message in for=#9",
    "2026-11-22 call no-answer",
    "2026-11-22 call no-answer for=#9",
]
PAIR = [person(1), person(2)]


@pytest.mark.parametrize(("words", "expected"), [(w, "shown") for w in FORGOTTEN] + [(w, "-") for w in REMEMBERED])
def test_what_settles_an_anniversary(words: str, expected: str) -> None:
    account = acc(people=PAIR, occasions=["9 anniversary 2024-11-22 with=1"], touches=[words])
    assert state(account, "2026-11-25", "anniversary") == expected


@pytest.mark.parametrize(
    ("words", "day", "expected"),
    [
        pytest.param("2026-11-23 greeting", "2026-11-22", "shown", id="not known yet"),
        pytest.param("2026-11-23 greeting", "2026-11-23", "-", id="the same day"),
        pytest.param("2026-11-20 greeting", "2026-11-22", "-", id="before it is shown"),
        pytest.param("2026-11-22 greeting with=2", "2026-11-22", "-", id="of the customer: anybody there"),
        pytest.param("2025-11-22 greeting for=#9", "2026-11-22", "shown", id="last year's"),
    ],
)
def test_when_an_anniversary_of_the_customer_is_settled(words: str, day: str, expected: str) -> None:
    account = acc(people=PAIR, occasions=["9 anniversary 2024-11-22"], touches=[words])
    assert state(account, day, "anniversary") == expected


@pytest.mark.parametrize(
    ("who", "words", "expected"),
    [
        ("contact 1", "2026-11-22 message", "-"),
        ("contact 1", "2026-11-22 message with=1", "-"),
        ("contact 1", "2026-11-21 message", "shown"),  # as a call: from Y on
        ("contact 1", "2026-11-22 message with=2", "shown"),
        ("contact 1", "2026-11-22 message mass", "shown"),
        ("contact 2", "2026-11-22 message", "shown"),
        ("customer", "2026-11-22 message", "-"),
        ("nobody", "2026-11-22 message", "shown"),
    ],
)
def test_no_calls_and_anniversaries(who: str, words: str, expected: str) -> None:
    people = [person(1, no_calls=who == "contact 1"), person(2, no_calls=who == "contact 2")]
    account = acc(no_calls=who == "customer", people=people, occasions=["9 anniversary 2024-11-22 with=1"], touches=[words])
    assert state(account, "2026-11-25", "anniversary") == expected


def test_one_greeting_for_birthday_and_anniversary_unless_it_was_for_one_of_them() -> None:
    for words, birthday, anniversary in (
        ("2026-11-22 greeting", "-", "-"),
        ("2026-11-22 greeting for=birthday", "-", "shown"),
        ("2026-11-22 greeting for=#9", "shown", "-"),
    ):
        account = acc(people=[person(1, "11-22")], occasions=["9 anniversary 2024-11-22 with=1"], touches=[words])
        assert (state(account, "2026-11-22", "birthday"), state(account, "2026-11-22", "anniversary")) == (birthday, anniversary)


# --- event: silent first ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["anniversary", *SAD])
@pytest.mark.parametrize("yearly", ["", " yearly"])
def test_what_is_no_event(kind: str, yearly: str) -> None:
    assert state(acc(occasions=[f"9 {kind} 2026-11-22{yearly}"]), "2026-11-22", "event") == "-"


@pytest.mark.parametrize("kind", PARTIES)
def test_a_yearly_event_is_one_only_the_first_time(kind: str) -> None:
    account = acc(occasions=[f"9 {kind} 2025-11-22 yearly"])
    assert [state(account, day, "event") for day in ("2025-11-22", "2026-11-22")] == ["shown", "-"]


# --- event: falls due -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "day", "expected"),
    [
        ("9 opening 2026-11-25", "2026-11-21", "-"),
        ("9 opening 2026-11-25", "2026-11-22", "visit 2 +0 #9"),
        ("9 opening 2026-11-25", "2026-11-24", "visit 2 +0 #9"),
        ("9 opening 2026-11-25", "2026-11-25", "visit 2 +0 #9"),
        ("9 opening 2026-11-25", "2026-11-26", "visit 2 +1 #9"),
        ("9 opening 2026-11-25", "2026-12-02", "visit 2 +7 #9"),
        ("9 opening 2026-11-25", "2026-12-03", "-"),
        *((f"9 {kind} 2026-11-25", "2026-11-25", "visit 2 +0 #9") for kind in PARTIES),
        *((f"9 {kind} 2026-11-25 yearly", "2026-11-25", "visit 2 +0 #9") for kind in PARTIES),
        ("9 wedding 2026-11-25 with=7", "2026-11-25", "visit 2 +0 #9 with 7"),
        ("9 opening 2026-11-25 rec=2026-11-27", "2026-11-26", "-"),  # not recorded yet
        ("9 opening 2026-11-25 rec=2026-11-27", "2026-11-27", "visit 2 +2 #9"),
        ("9 opening 2027-01-02", "2026-12-29", "-"),
        ("9 opening 2027-01-02", "2026-12-30", "visit 2 +0 #9"),
    ],
)
def test_an_event_falls_due(words: str, day: str, expected: str) -> None:
    assert said(acc(people=[person(7)], occasions=[words]), day, "event") == expected


def test_the_window_of_an_event_stands_on_any_day() -> None:
    account = acc(occasions=["9 opening 2026-11-22"])  # a Sunday
    assert window(account, "2026-11-20", "event") == "2026-11-19 / 2026-11-22 / 2026-11-29"
    assert window(account, "2026-11-20", "event", policy=policy(event_lead=1)) == "2026-11-21 / 2026-11-22 / 2026-11-29"


# --- event: settled ---------------------------------------------------------------------------------------------------
#
# D = 25 November, of contact 1; D−3 = 22 Nov, D+7 = 2 Dec, D−30 = 26 Oct.

CAME = [
    "2026-11-22 visit",
    "2026-12-02 visit",
    "2026-11-25 meeting",
    "2026-11-25 visit in",
    "2026-11-25 visit with=1",
    "2026-11-25 visit with=1,2",
    "2026-11-22 gift",
    "2026-12-02 gift with=1",
    "2026-11-25 message gift",
    "2026-11-25 call gift",
    "2026-11-25 visit for=birthday",
    "2026-11-25 visit gift for=birthday",
    "2026-10-26 help for=#9",  # any touch for it
    "2026-10-26 message for=#9",
    "2026-10-26 greeting for=#9 with=1",
    "2026-10-26 call for=#9",
    "2026-10-26 call in for=#9",
    "2026-10-26 visit for=#9",
    "2026-12-02 message for=event",
]
STAYED_AWAY = [
    "2026-11-21 visit",  # D−4
    "2026-11-21 gift",
    "2026-11-25 call",
    "2026-11-25 message",
    "2026-11-25 greeting",
    "2026-11-25 help",
    "2026-11-25 gift for=birthday",
    "2026-11-25 gift for=#8",
    "2026-11-25 visit with=2",
    "2026-11-25 gift with=2",
    "2026-11-25 message for=#9 with=2",
    "2026-10-25 help for=#9",  # D−31
    "2026-10-25 visit for=#9",
    "2026-11-25 help for=#8",
    "2026-11-25 help for=anniversary",
    "2026-11-25 message mass for=#9",
    "2026-11-25 message in for=#9",
    "2026-11-25 help in for=#9",
    "2026-11-25 gift in",
    "2026-11-25 visit cancelled",
    "2026-11-25 call no-answer for=#9",
]


@pytest.mark.parametrize(("words", "expected"), [(w, "shown") for w in STAYED_AWAY] + [(w, "-") for w in CAME])
def test_what_settles_an_event(words: str, expected: str) -> None:
    account = acc(people=PAIR, occasions=["9 wedding 2026-11-25 with=1"], touches=[words])
    assert state(account, "2026-12-02", "event") == expected


@pytest.mark.parametrize(
    ("words", "day", "expected"),
    [
        pytest.param("2026-11-25 visit", "2026-11-24", "shown", id="not known yet"),
        pytest.param("2026-11-25 visit", "2026-11-25", "-", id="the same day"),
        pytest.param("2026-11-01 help for=#9", "2026-11-22", "-", id="before it is shown"),
        pytest.param("2026-11-25 visit with=2", "2026-11-25", "-", id="of the customer: anybody there"),
    ],
)
def test_when_an_event_of_the_customer_is_settled(words: str, day: str, expected: str) -> None:
    assert state(acc(people=PAIR, occasions=["9 opening 2026-11-25"], touches=[words]), day, "event") == expected


@pytest.mark.parametrize(
    ("lead", "came", "expected"),
    [
        (0, "2026-11-21", "shown"),
        (0, "2026-11-22", "-"),  # three days before, though it shows on the day only
        (3, "2026-11-21", "shown"),
        (3, "2026-11-22", "-"),
        (10, "2026-11-14", "shown"),
        (10, "2026-11-15", "-"),  # the day it shows
    ],
)
def test_a_visit_counts_from_three_days_before_or_from_when_it_shows(lead: int, came: str, expected: str) -> None:
    account = acc(occasions=["9 opening 2026-11-25"], touches=[f"{came} visit"])
    assert state(account, "2026-11-25", "event", policy=policy(event_lead=lead)) == expected


def test_where_no_calls_are_wanted_an_event_still_asks_for_a_visit() -> None:
    account = acc(no_calls=True, occasions=["9 opening 2026-11-25"], touches=["2026-11-25 message"])
    assert said(account, "2026-11-25", "event") == "visit 2 +0 #9"


@pytest.mark.parametrize(
    ("words", "expected"),
    [([], {"#8", "#9"}), (["2026-11-25 visit"], set()), (["2026-11-25 visit with=2"], {"#8"}), (["2026-11-25 help for=#8"], {"#9"})],
)
def test_two_events_of_two_contacts(words: list[str], expected: set[str]) -> None:
    account = acc(people=PAIR, occasions=["8 wedding 2026-11-25 with=1", "9 newborn 2026-11-24 with=2"], touches=words)
    assert {item.occasion for item in shown(account, "2026-11-25", "event")} == expected


# --- held: by none of what holds classes 3 and 4 ----------------------------------------------------------------------


def test_pauses_fatigue_and_gap_hold_none_of_these() -> None:
    account = acc(
        tier="key",
        occasions=["7 anniversary 2020-09-22", "8 opening 2026-09-22"],
        touches=["2026-09-18 call", *(f"2026-09-{day:02} message" for day in range(1, 8))],
        pauses=["2026-09-01 2026-12-31"],
    )
    (line,) = answer(account, "2026-09-22").lines
    assert sorted(item.rule for item in line.items) == ["anniversary", "event", "festival-gift"]
    assert (line.action, line.cls) == ("visit", 2)
