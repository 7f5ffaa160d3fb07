"""Boundary tables for festival-greeting: windows, what settles them; and for what festivals and birthdays share."""

from __future__ import annotations

from decimal import Decimal

import pytest

from repbook.terms import Tier
from tests.book import acc, answer, late, person, policy, shown, state, window

FESTIVALS_2026 = {
    "spring-festival": "2026-02-17",
    "dragon-boat": "2026-06-19",
    "mid-autumn": "2026-09-25",
    "national-day": "2026-10-01",
    "new-year": "2026-01-01",
}
GREETED = {
    "vip": {"spring-festival", "dragon-boat", "mid-autumn", "new-year", "national-day"},
    "key": {"spring-festival", "dragon-boat", "mid-autumn", "new-year"},
    "potential": {"spring-festival", "mid-autumn"},
    "general": {"spring-festival", "mid-autumn"},
}

# --- festival-greeting: silent first -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tier", "festival"),
    [(tier, festival) for tier, greeted in GREETED.items() for festival in FESTIVALS_2026 if festival not in greeted],
)
def test_festivals_that_the_tier_does_not_greet_are_silent(tier: str, festival: str) -> None:
    assert state(acc(tier=tier), FESTIVALS_2026[festival], "festival-greeting") == "-"


@pytest.mark.parametrize("day", ["2026-04-05", "2026-08-19", "2026-08-27", "2026-10-18", "2026-12-25", "2026-07-01"])
def test_other_festivals_are_not_greeted_by_default(day: str) -> None:
    """Qingming, qixi, zhongyuan, double-ninth, christmas, and a day that is none."""
    assert state(acc(tier="vip"), day, "festival-greeting") == "-"


@pytest.mark.parametrize(("status", "archived"), [("lost", False), ("active", True)])
def test_lost_and_archived_customers_are_not_greeted(status: str, archived: bool) -> None:
    account = acc(tier="vip", status=status, archived=archived, people=[person(1, "9-25")])
    assert state(account, "2026-09-25", "festival-greeting") == "-"
    assert state(account, "2026-09-25", "birthday") == "-"


def test_prospects_are_greeted() -> None:
    account = acc(tier="vip", status="prospect", people=[person(1, "9-25")])
    assert state(account, "2026-09-25", "festival-greeting") == "shown"
    assert state(account, "2026-09-25", "birthday") == "shown"


@pytest.mark.parametrize(
    ("since", "orders", "day", "expected"),
    [
        ("2026-09-25", [], "2026-09-24", "-"),
        ("2026-09-25", [], "2026-09-25", "shown"),
        ("2026-09-25", ["2026-09-24"], "2026-09-24", "shown"),
        ("2026-09-25", ["2026-09-24"], "2026-09-23", "-"),
    ],
)
def test_no_greeting_before_the_first_known_day(since: str, orders: list[str], day: str, expected: str) -> None:
    account = acc(tier="vip", since=since, orders=orders, people=[person(1, "9-23")])
    assert state(account, day, "festival-greeting") == expected
    assert state(account, day, "birthday") == expected  # belated, from the first known day on


# --- festival-greeting: falls due -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tier", "festival"),
    [(tier, festival) for tier, greeted in GREETED.items() for festival in sorted(greeted)],
)
def test_the_tiers_festivals_are_greeted(tier: str, festival: str) -> None:
    (item,) = shown(acc(tier=tier), FESTIVALS_2026[festival], "festival-greeting")
    assert (item.occasion, item.action, item.cls, item.contact) == (festival, "greeting", 2, None)
    assert item.reason.key


@pytest.mark.parametrize(
    ("day", "overdue"),
    [
        pytest.param("2026-09-22", None, id="D-3"),
        pytest.param("2026-09-23", 0, id="D-2"),
        pytest.param("2026-09-24", 0, id="D-1"),
        pytest.param("2026-09-25", 0, id="D"),
        pytest.param("2026-09-26", None, id="D+1"),
        pytest.param("2026-02-14", None, id="spring D-3"),
        pytest.param("2026-02-15", 0, id="spring D-2"),
        pytest.param("2026-02-17", 0, id="spring D"),
        pytest.param("2026-02-18", 1, id="spring D+1"),
        pytest.param("2026-02-23", 6, id="spring D+6"),
        pytest.param("2026-02-24", None, id="spring D+7"),
    ],
)
def test_a_festival_falls_due(day: str, overdue: int | None) -> None:
    assert late(acc(tier="general"), day, "festival-greeting") == overdue


@pytest.mark.parametrize(
    ("day", "overdue"),
    [("2026-12-29", None), ("2026-12-30", 0), ("2026-12-31", 0), ("2027-01-01", 0), ("2027-01-02", None)],
)
def test_new_year_shows_from_the_year_before(day: str, overdue: int | None) -> None:
    assert late(acc(tier="vip"), day, "festival-greeting") == overdue


@pytest.mark.parametrize(
    ("day", "festival", "expected"),
    [
        ("2026-09-25", "mid-autumn", "2026-09-23 / 2026-09-25 / 2026-09-25"),
        ("2026-02-20", "spring-festival", "2026-02-15 / 2026-02-17 / 2026-02-23"),
        ("2027-02-06", "spring-festival", "2027-02-04 / 2027-02-06 / 2027-02-12"),  # a Saturday: festivals never move
        ("2026-06-18", "dragon-boat", "2026-06-17 / 2026-06-19 / 2026-06-19"),
        ("2026-09-30", "national-day", "2026-09-29 / 2026-10-01 / 2026-10-01"),
        ("2026-12-31", "new-year", "2026-12-30 / 2027-01-01 / 2027-01-01"),
        ("2025-10-06", "mid-autumn", "2025-10-04 / 2025-10-06 / 2025-10-06"),  # after a leap 6th month
    ],
)
def test_the_festivals_window(day: str, festival: str, expected: str) -> None:
    assert window(acc(tier="vip"), day, f"festival-greeting:{festival}") == expected


@pytest.mark.parametrize(
    ("festival", "settings", "day"),
    [
        ("new-years-eve", {}, "2027-02-05"),  # 12-29: the day before Spring Festival
        ("lantern", {}, "2026-03-03"),
        ("womens-day", {}, "2026-03-08"),
        ("laba", {}, "2026-01-26"),
        ("little-new-year", {"little_new_year": "south"}, "2027-01-31"),  # lunar 12-24
        ("little-new-year", {"little_new_year": "north"}, "2027-01-30"),  # lunar 12-23
        ("winter-solstice", {}, "2026-12-22"),
        ("double-ninth", {}, "2026-10-18"),
        ("teachers-day", {}, "2026-09-10"),
        ("qixi", {}, "2026-08-19"),
        ("thanksgiving-us", {}, "2026-11-26"),
        ("easter", {}, "2026-04-05"),
        ("christmas", {}, "2026-12-25"),
        ("labour-day", {}, "2026-05-01"),
    ],
)
def test_a_tier_may_greet_any_festival_by_name(festival: str, settings: dict[str, object], day: str) -> None:
    own = policy(Tier("own", jitter=Decimal(0), festivals=(festival,)), **settings)
    (item,) = shown(acc(tier="own"), day, "festival-greeting", policy=own)
    assert (item.occasion, item.overdue(item.due)) == (festival, 0)
    assert window(acc(tier="own"), day, "festival-greeting", policy=own).endswith(f" / {day} / {day}")


def test_the_lead_is_a_setting() -> None:
    own = policy(festival_lead=5)
    assert late(acc(tier="general"), "2026-09-19", "festival-greeting", policy=own) is None
    assert late(acc(tier="general"), "2026-09-20", "festival-greeting", policy=own) == 0


@pytest.mark.parametrize(
    ("settings", "words", "expected"),
    [
        # mid-autumn is Fri 25 September; a call counts from D−2 or from when it shows, a greeting from a week before likewise
        ({"festival_lead": 0}, "2026-09-22 call", "shown"),
        ({"festival_lead": 0}, "2026-09-23 call", "-"),
        ({"festival_lead": 5}, "2026-09-19 call", "shown"),
        ({"festival_lead": 5}, "2026-09-20 call", "-"),
        ({"festival_lead": 10}, "2026-09-14 greeting", "shown"),
        ({"festival_lead": 10}, "2026-09-15 greeting", "-"),
        ({"festival_early": 40}, "2026-08-15 greeting", "shown"),
        ({"festival_early": 40}, "2026-08-16 greeting", "-"),
        ({"festival_early": 1}, "2026-09-23 greeting", "-"),
        ({"festival_early": 1}, "2026-09-22 greeting", "shown"),
    ],
)
def test_what_is_done_once_it_shows_settles_it(settings: dict[str, int], words: str, expected: str) -> None:
    account = acc(tier="general", touches=["2026-09-01 message", words])
    assert state(account, "2026-09-25", "festival-greeting", policy=policy(**settings)) == expected


def test_no_lunar_festival_outside_the_lunar_years_known() -> None:
    """Lunar years 1900-2100 are known; the mid-autumn of 2102 is not, and nobody stumbles over it."""
    for day in ("2102-09-08", "2102-10-05", "2102-10-06", "2102-10-07", "2102-10-08"):
        assert state(acc(tier="general", people=[person(1, "lunar 8-15")]), day, "festival-greeting") == "-"
        assert state(acc(tier="general", people=[person(1, "lunar 8-15")]), day, "birthday") == "-"


# --- festival-greeting: settled ----------------------------------------------------------------------------------------
#
# Mid-autumn 2026: D = 25 Sep; D−2 = 23 Sep, D−7 = 18 Sep, D−30 = 26 Aug.

SETTLED = [
    "2026-09-18 greeting",
    "2026-09-22 greeting",
    "2026-09-25 greeting",
    "2026-09-24 greeting with=7",
    "2026-09-23 call",
    "2026-09-25 call",
    "2026-09-25 call in",
    "2026-09-23 visit",
    "2026-09-23 visit in",
    "2026-09-25 meeting",
    "2026-09-24 call for=birthday",  # a call or visit counts wherever its day fits
    "2026-09-24 visit for=national-day",
    "2026-09-24 visit gift for=birthday",
    "2026-08-26 greeting for=mid-autumn",  # D−30
    "2026-08-26 message for=mid-autumn",
    "2026-08-26 call for=mid-autumn",
    "2026-08-26 visit for=mid-autumn",
    "2026-08-26 gift for=mid-autumn",
    "2026-08-26 help for=mid-autumn",
    "2026-08-26 call for=mid-autumn in",
    "2026-08-26 greeting for=festival-greeting",  # a rule's name stands for each of its items
    "2026-09-25 message for=festival-greeting",
]
NOT_SETTLED = [
    "2026-09-17 greeting",  # D−8
    "2026-09-22 call",  # D−3
    "2026-09-22 visit",
    "2026-09-22 meeting in",
    "2026-09-25 message",
    "2026-09-25 gift",
    "2026-09-25 message gift",
    "2026-09-25 help",
    "2026-08-25 greeting for=mid-autumn",  # D−31
    "2026-08-25 call for=mid-autumn",
    "2026-08-25 greeting for=festival-greeting",
    "2026-09-24 greeting for=birthday",
    "2026-09-24 greeting for=national-day",
    "2026-09-24 greeting for=spring-festival",
    "2026-09-24 greeting for=festival-gift",
    "2026-09-24 greeting for=care-call",
    "2026-09-24 message for=birthday",
    "2026-09-22 call for=birthday",
    "2026-09-25 greeting mass",
    "2026-09-25 greeting mass for=mid-autumn",
    "2026-09-25 message mass for=mid-autumn",
    "2026-09-25 greeting in",
    "2026-09-25 greeting in for=mid-autumn",
    "2026-09-25 message in for=mid-autumn",
    "2026-09-25 gift in for=mid-autumn",
    "2026-09-25 help in for=mid-autumn",
    "2026-09-25 greeting refused",
    "2026-09-25 call no-answer",
    "2026-09-25 call no-answer for=mid-autumn",
    "2026-09-25 visit cancelled for=mid-autumn",
]


@pytest.mark.parametrize(("words", "expected"), [(w, "shown") for w in NOT_SETTLED] + [(w, "-") for w in SETTLED])
def test_what_settles_a_festival(words: str, expected: str) -> None:
    assert state(acc(tier="general", touches=[words]), "2026-09-25", "festival-greeting:mid-autumn") == expected


@pytest.mark.parametrize(
    ("words", "day", "expected"),
    [
        pytest.param("2026-09-24 greeting", "2026-09-23", "shown", id="not known yet"),
        pytest.param("2026-09-24 greeting", "2026-09-24", "-", id="settled the same day"),
        pytest.param("2026-09-20 greeting", "2026-09-23", "-", id="settled before it is shown"),
        # spring: D = 17 Feb, D−7 = 10 Feb, until = D+6 = 23 Feb
        pytest.param("2026-02-09 greeting", "2026-02-23", "shown", id="spring: greeted D-8"),
        pytest.param("2026-02-10 greeting", "2026-02-23", "-", id="spring: greeted D-7"),
        pytest.param("2026-02-23 greeting", "2026-02-22", "shown", id="spring: D+6 is not known on D+5"),
        pytest.param("2026-02-23 greeting", "2026-02-23", "-", id="spring: greeted D+6"),
        pytest.param("2026-02-23 call", "2026-02-23", "-", id="spring: called D+6"),
        pytest.param("2026-02-14 call", "2026-02-17", "shown", id="spring: called D-3"),
        pytest.param("2026-02-15 call", "2026-02-17", "-", id="spring: called D-2"),
        pytest.param("2026-02-21 message for=spring-festival", "2026-02-22", "-", id="spring: for it, D+4"),
        pytest.param("2026-01-18 help for=spring-festival", "2026-02-17", "-", id="spring: for it, D-30"),
        pytest.param("2026-01-17 help for=spring-festival", "2026-02-17", "shown", id="spring: for it, D-31"),
        pytest.param("2025-02-17 greeting for=spring-festival", "2026-02-17", "shown", id="last year's"),
    ],
)
def test_when_a_festival_is_settled(words: str, day: str, expected: str) -> None:
    assert state(acc(tier="general", touches=[words]), day, "festival-greeting") == expected


# National day 2026: D = 1 Oct; D−7 = 24 Sep, D−30 = 1 Sep.
@pytest.mark.parametrize(
    ("words", "mid_autumn", "national_day"),
    [
        ("2026-09-23 greeting", "-", "shown"),
        ("2026-09-24 greeting", "-", "-"),  # one plain greeting counts for both
        ("2026-09-24 greeting for=mid-autumn", "-", "shown"),
        ("2026-09-24 greeting for=national-day", "shown", "-"),
        ("2026-09-24 greeting for=festival-greeting", "-", "-"),
        ("2026-09-01 message for=festival-greeting", "-", "-"),
        ("2026-08-31 message for=festival-greeting", "-", "shown"),
        ("2026-09-25 call", "-", "shown"),
    ],
)
def test_one_greeting_and_two_festivals(words: str, mid_autumn: str, national_day: str) -> None:
    account = acc(tier="vip", touches=[words])
    assert state(account, "2026-09-25", "festival-greeting:mid-autumn") == mid_autumn
    assert state(account, "2026-09-30", "festival-greeting:national-day") == national_day


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], {"mid-autumn", "national-day"}),
        (["2020-09-24 greeting"], set()),
        (["2020-09-29 call"], set()),
        (["2020-09-30 greeting for=mid-autumn"], {"national-day"}),
        (["2020-09-30 message for=festival-greeting"], set()),
    ],
)
def test_two_festivals_on_one_day(words: list[str], expected: set[str]) -> None:
    """In 2020 mid-autumn was 1 October."""
    account = acc(tier="vip", since="2019-01-01", touches=words)
    assert {item.occasion for item in shown(account, "2020-10-01", "festival-greeting")} == expected


def test_a_plain_greeting_counts_for_festival_and_birthday_alike() -> None:
    account = acc(tier="general", people=[person(1, "9-25")], touches=["2026-09-24 greeting"])
    assert state(account, "2026-09-25", "festival-greeting") == "-"
    assert state(account, "2026-09-25", "birthday") == "-"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2026-09-22 message", "shown"),  # D−3: as a call
        ("2026-09-23 message", "-"),
        ("2026-09-25 message", "-"),
        ("2026-09-25 message mass", "shown"),
        ("2026-09-25 message in", "shown"),
        ("2026-09-25 message refused", "shown"),
        ("2026-09-25 message for=birthday", "shown"),  # a message for one thing settles no other by its date
        ("2026-09-25 help", "shown"),
    ],
)
def test_where_no_calls_are_wanted_a_message_is_worth_a_call(words: str, expected: str) -> None:
    assert state(acc(tier="general", no_calls=True, touches=[words]), "2026-09-25", "festival-greeting") == expected


def test_a_contacts_wish_for_no_calls_says_nothing_of_the_customer() -> None:
    account = acc(tier="general", people=[person(7, no_calls=True)], touches=["2026-09-25 message with=7"])
    assert state(account, "2026-09-25", "festival-greeting") == "shown"


# --- festival-greeting: held --------------------------------------------------------------------------------------------


def test_nothing_of_this_part_holds_a_festival_or_a_birthday() -> None:
    """Paused, tired (3 of 3 touches) and called the day before: these hold classes 3 and 4 only."""
    account = acc(
        tier="general",
        people=[person(1, "9-25")],
        touches=["2026-09-10 message", "2026-09-11 message", "2026-09-22 call"],
        pauses=["2026-09-01 2026-12-31"],
    )
    assert state(account, "2026-09-24", "festival-greeting") == "shown"
    assert state(account, "2026-09-25", "birthday") == "shown"


def test_one_customer_one_line_for_festival_and_birthdays() -> None:
    account = acc(tier="vip", touches=["2026-09-20 visit"], people=[person(1, "9-25"), person(2, "9-25")])
    (line,) = answer(account, "2026-09-25").lines
    assert sorted(item.rule for item in line.items) == ["birthday", "birthday", "festival-greeting"]
    assert (line.action, line.cls) == ("greeting", 2)
