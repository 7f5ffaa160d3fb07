"""Boundary tables for birthday: windows, lunar dates, preparing for it, what settles it for whom."""

from __future__ import annotations

import pytest

from repbook.terms import Tier
from tests.book import acc, late, person, policy, shown, state, window

# --- birthday: silent first ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "day", "expected"),
    [
        pytest.param(person(1), "2026-11-22", "-", id="birthday unknown"),
        pytest.param(person(1, "11-23"), "2026-11-22", "-", id="tomorrow"),
        pytest.param(person(1, "11-22", left="2026-11-22"), "2026-11-22", "-", id="left that day"),
        pytest.param(person(1, "11-22", left="2026-11-23"), "2026-11-22", "shown", id="leaves the next day"),
        pytest.param(person(1, "11-22", left="2026-11-24"), "2026-11-23", "shown", id="belated, still there"),
        pytest.param(person(1, "11-22", left="2026-11-24"), "2026-11-24", "-", id="belated, gone"),
        pytest.param(person(1, "11-22", left="2025-01-01"), "2026-11-22", "-", id="left long ago"),
        pytest.param(person(1, "11-22", joined="2026-11-23"), "2026-11-22", "-", id="joins the next day"),
        pytest.param(person(1, "11-22", joined="2026-11-22"), "2026-11-22", "shown", id="joined that day"),
    ],
)
def test_only_contacts_still_there_have_birthdays(who: object, day: str, expected: str) -> None:
    assert state(acc(tier="general", people=[who]), day, "birthday") == expected  # type: ignore[list-item]


# --- birthday: falls due -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "overdue"),
    [("2026-11-21", None), ("2026-11-22", 0), ("2026-11-23", 1), ("2026-11-25", 3), ("2026-11-26", None)],
)
@pytest.mark.parametrize("tier", ["key", "potential", "general"])
def test_a_birthday_falls_due(tier: str, day: str, overdue: int | None) -> None:
    assert late(acc(tier=tier, people=[person(1, "11-22")]), day, "birthday") == overdue


@pytest.mark.parametrize(
    ("day", "action", "overdue"),
    [
        ("2026-11-14", None, None),
        ("2026-11-15", "task", 0),  # B−7
        ("2026-11-18", "task", 0),  # B−4
        ("2026-11-19", "greeting", 0),  # B−3
        ("2026-11-22", "greeting", 0),
        ("2026-11-23", "greeting", 1),
        ("2026-11-25", "greeting", 3),
        ("2026-11-26", None, None),
    ],
)
def test_a_vips_birthday_is_prepared(day: str, action: str | None, overdue: int | None) -> None:
    account = acc(tier="vip", people=[person(1, "11-22")])
    items = shown(account, day, "birthday")
    assert [item.action for item in items] == ([action] if action else [])
    assert late(account, day, "birthday") == overdue


@pytest.mark.parametrize(
    ("lead", "day", "action"),
    [
        (3, "2026-11-18", None),
        (3, "2026-11-19", "greeting"),
        (4, "2026-11-18", "task"),
        (1, "2026-11-20", None),
        (1, "2026-11-21", "greeting"),
    ],
)
def test_the_lead_of_birthdays_is_the_tiers(lead: int, day: str, action: str | None) -> None:
    own = policy(Tier("own", birthday_lead=lead))
    items = shown(acc(tier="own", people=[person(1, "11-22")]), day, "birthday", policy=own)
    assert [item.action for item in items] == ([action] if action else [])


def test_window_class_and_contact_of_a_birthday() -> None:
    account = acc(tier="vip", people=[person(4, "1980-11-22")])
    assert window(account, "2026-11-22", "birthday") == "2026-11-15 / 2026-11-22 / 2026-11-25"
    (item,) = shown(account, "2026-11-22", "birthday")
    assert (item.cls, item.contact, item.occasion) == (2, 4, "")
    assert item.reason.key


@pytest.mark.parametrize(
    ("born", "tier", "day", "overdue"),
    [
        pytest.param("1-2", "vip", "2026-12-25", None, id="2 January, B-8"),
        pytest.param("1-2", "vip", "2026-12-26", 0, id="2 January, B-7"),
        pytest.param("1-1", "general", "2026-12-31", None, id="1 January, the day before"),
        pytest.param("12-31", "general", "2027-01-03", 3, id="31 December, B+3"),
        pytest.param("12-31", "general", "2027-01-04", None, id="31 December, B+4"),
        pytest.param("12-29", "general", "2027-01-01", 3, id="29 December, B+3"),
    ],
)
def test_birthdays_around_the_turn_of_the_year(born: str, tier: str, day: str, overdue: int | None) -> None:
    assert late(acc(tier=tier, people=[person(1, born)]), day, "birthday") == overdue


@pytest.mark.parametrize(
    ("born", "day"),
    [
        ("11-22", "2026-11-22"),
        ("1980-11-22", "2026-11-22"),
        ("2-29", "2026-02-28"),
        ("2-29", "2027-02-28"),
        ("2-29", "2028-02-29"),
        ("lunar 10-14", "2026-11-22"),
        ("lunar 1-1", "2027-02-06"),
        ("lunar 12-1", "2026-01-19"),  # of the lunar year 2025
        ("lunar 12-1", "2027-01-08"),  # of the lunar year 2026
        ("lunar 11-24", "2027-01-01"),
        ("lunar 6-1", "2025-06-25"),  # 2025 has a leap 6th month: the ordinary one
        ("lunar leap 6-1", "2025-07-25"),  # the leap one
        ("lunar leap 6-1", "2026-07-14"),  # no leap 6th month in 2026
        ("lunar leap 6-30", "2025-08-22"),  # the leap month has 29 days
        ("lunar leap 6-30", "2026-08-12"),  # the ordinary one of 2026 has 30
        ("lunar 8-30", "2026-10-09"),  # 29 days
        ("lunar 12-30", "2026-02-16"),  # 29 days
        ("lunar 12-30", "2027-02-05"),
        ("lunar 1976-8-15", "2026-09-25"),
    ],
)
def test_the_day_of_a_birthday(born: str, day: str) -> None:
    account = acc(tier="general", people=[person(1, born)])
    assert window(account, day, "birthday").split(" / ")[:2] == [day, day]


@pytest.mark.parametrize(
    ("born", "day"),
    [
        ("lunar 6-1", "2025-07-25"),
        ("lunar leap 6-1", "2025-06-25"),
        ("2-29", "2028-02-28"),
        ("2-29", "2026-03-04"),
        ("10-14", "2026-11-22"),
    ],
)
def test_not_a_birthday(born: str, day: str) -> None:
    assert state(acc(tier="general", people=[person(1, born)]), day, "birthday") == "-"


# --- birthday: settled ---------------------------------------------------------------------------------------------------
#
# Contact 1, B = 22 Nov; B−3 = 19 Nov, B−7 = 15 Nov, B+3 = 25 Nov; contact 2 is somebody else there.

SETTLES_BIRTHDAY = [
    "2026-11-19 greeting",
    "2026-11-22 greeting",
    "2026-11-22 greeting with=1",
    "2026-11-22 greeting with=1,2",
    "2026-11-25 greeting",
    "2026-11-19 gift",
    "2026-11-25 gift with=1",
    "2026-11-19 message gift",
    "2026-11-20 visit gift",  # as a gift
    "2026-11-22 call",
    "2026-11-22 call with=1",
    "2026-11-22 call in",
    "2026-11-25 visit",
    "2026-11-25 meeting with=2,1",
    "2026-11-22 visit in",
    "2026-11-22 call for=spring-festival",  # a call or visit counts wherever its day fits
    "2026-11-22 visit gift for=spring-festival",
    "2026-11-15 greeting for=birthday",
    "2026-11-15 call for=birthday",
    "2026-11-15 message for=birthday with=1",
    "2026-11-15 help for=birthday",
    "2026-11-25 message for=birthday",
    "2026-11-15 visit in for=birthday",
]
LEAVES_BIRTHDAY = [
    "2026-11-18 greeting",  # B−4
    "2026-11-18 gift",
    "2026-11-21 call",  # B−1
    "2026-11-21 visit with=1",
    "2026-11-21 meeting",
    "2026-11-22 message",
    "2026-11-22 help",
    "2026-11-22 greeting with=2",
    "2026-11-22 gift with=2",
    "2026-11-22 call with=2",
    "2026-11-22 message for=birthday with=2",
    "2026-11-14 greeting for=birthday",  # B−8
    "2026-11-14 call for=birthday",
    "2026-11-22 greeting for=spring-festival",
    "2026-11-22 gift for=mid-autumn",
    "2026-11-20 visit gift for=mid-autumn",  # a gift for something else, and as a visit too early
    "2026-11-22 greeting for=festival-greeting",
    "2026-11-22 greeting mass",
    "2026-11-22 message mass for=birthday",
    "2026-11-22 greeting in",
    "2026-11-22 gift in",
    "2026-11-22 message in for=birthday",
    "2026-11-22 help in for=birthday",
    "2026-11-22 call no-answer",
    "2026-11-22 gift refused",
    "2026-11-22 call no-answer for=birthday",
]
PAIR = [person(1, "11-22"), person(2)]


@pytest.mark.parametrize(("words", "expected"), [(w, "shown") for w in LEAVES_BIRTHDAY] + [(w, "-") for w in SETTLES_BIRTHDAY])
def test_what_settles_a_birthday(words: str, expected: str) -> None:
    assert state(acc(tier="general", people=PAIR, touches=[words]), "2026-11-25", "birthday") == expected


@pytest.mark.parametrize(
    ("words", "day", "expected"),
    [
        pytest.param("2026-11-22 greeting", "2026-11-21", "shown", id="not known yet"),
        pytest.param("2026-11-22 greeting", "2026-11-22", "-", id="the same day"),
        pytest.param("2026-11-15 gift for=birthday", "2026-11-15", "-", id="prepared and given at once"),
        pytest.param("2026-11-18 gift", "2026-11-18", "shown", id="a gift before B-3 is not for it"),
        pytest.param("2026-11-19 gift", "2026-11-19", "-", id="a gift at B-3 is"),
        pytest.param("2025-11-22 greeting", "2026-11-22", "shown", id="last year's"),
        pytest.param("2025-11-22 greeting for=birthday", "2026-11-22", "shown", id="last year's, for it"),
    ],
)
def test_when_a_vips_birthday_is_settled(words: str, day: str, expected: str) -> None:
    assert state(acc(tier="vip", people=PAIR, touches=[words]), day, "birthday") == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], [1, 2]),
        (["2026-11-22 greeting"], []),
        (["2026-11-22 greeting with=1"], [2]),
        (["2026-11-22 greeting with=2"], [1]),
        (["2026-11-22 call with=1,2"], []),
        (["2026-11-22 message for=birthday"], []),
        (["2026-11-22 message for=birthday with=2"], [1]),
        (["2026-11-22 greeting with=3"], [1, 2]),
    ],
)
def test_two_birthdays_at_one_customer(words: list[str], expected: list[int]) -> None:
    account = acc(tier="general", people=[person(1, "11-22"), person(2, "11-21"), person(3)], touches=words)
    assert sorted(item.contact or 0 for item in shown(account, "2026-11-22", "birthday")) == expected


@pytest.mark.parametrize(
    ("flags", "words", "expected"),
    [
        ("contact 1", "2026-11-22 message with=1", "-"),
        ("contact 1", "2026-11-22 message", "-"),
        ("contact 1", "2026-11-25 message", "-"),
        ("contact 1", "2026-11-21 message with=1", "shown"),  # as a call: from B on
        ("contact 1", "2026-11-22 message with=2", "shown"),
        ("contact 1", "2026-11-22 message mass", "shown"),
        ("contact 1", "2026-11-22 message in", "shown"),
        ("contact 1", "2026-11-22 message for=spring-festival", "shown"),
        ("contact 2", "2026-11-22 message", "shown"),  # the item looks at its own contact's wish
        ("customer", "2026-11-22 message", "-"),
        ("customer", "2026-11-22 message with=1", "-"),
        ("nobody", "2026-11-22 message", "shown"),
    ],
)
def test_no_calls_and_birthdays(flags: str, words: str, expected: str) -> None:
    account = acc(
        tier="general",
        no_calls=flags == "customer",
        people=[person(1, "11-22", no_calls=flags == "contact 1"), person(2, no_calls=flags == "contact 2")],
        touches=[words],
    )
    assert state(account, "2026-11-25", "birthday") == expected


def test_a_birthday_stays_a_greeting_where_no_calls_are_wanted() -> None:
    account = acc(tier="vip", no_calls=True, people=[person(1, "11-22", no_calls=True)])
    assert [item.action for item in shown(account, "2026-11-22", "birthday")] == ["greeting"]
