"""Boundary tables for role-gap, role-cold, new-contact, handover and profile-stale: who is there, who is missing, what is known of them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from repbook.terms import Person, Tier
from tests.book import acc, answer, person, policy, said, shown, state, window

RIDE = ["99 mine 2020-01-02 2020-01-03 x"]  # an obligation always shown: a line for points to ride on
POINT = "point 4 +0"


def decider(id: int = 1, **more: str) -> Person:
    return person(id, role="decider", **more)  # type: ignore[arg-type]


def user(id: int = 2, **more: str) -> Person:
    return person(id, role="user", **more)  # type: ignore[arg-type]


def influencer(id: int = 3, **more: str) -> Person:
    return person(id, role="influencer", **more)  # type: ignore[arg-type]


# --- silent first -----------------------------------------------------------------------------------------------------

RULES = ["role-gap", "role-cold", "new-contact", "handover", "profile-stale"]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("status", "archived"), [("lost", False), ("active", True)])
def test_lost_and_archived_customers_are_let_be(rule: str, status: str, archived: bool) -> None:
    people = [decider(left="2026-11-20"), user(), influencer(joined="2026-11-20")]
    account = acc(tier="vip", status=status, archived=archived, people=people, edited="2026-01-01", promises=RIDE)
    assert state(account, "2026-11-23", rule) == "-"


@pytest.mark.parametrize("rule", ["role-gap", "role-cold", "handover"])
@pytest.mark.parametrize("people", [[], [decider()], [decider(left="2026-11-20"), user()]])
def test_a_tier_that_wants_no_roles_misses_none(rule: str, people: list[Person]) -> None:
    account = acc(tier="general", people=people, promises=RIDE)
    assert all(state(account, day, rule) == "-" for day in ("2026-11-20", "2026-11-23", "2026-12-31"))


# --- role-gap: falls due ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "added", "day", "expected"),
    [
        # 23 October + 30 = 22 November
        ("2026-10-23", "2020-01-01", "2026-11-21", "-"),
        ("2026-10-23", "2020-01-01", "2026-11-22", POINT),
        ("2026-10-23", "2020-01-01", "2026-11-23", POINT),
        ("2026-10-23", "2020-01-01", "2027-11-22", POINT),  # no end, never overdue
        ("2020-01-01", "2026-10-23", "2026-11-21", "-"),  # base is the later of the two
        ("2020-01-01", "2026-10-23", "2026-11-22", POINT),
        ("2026-10-23", "2026-10-20", "2026-11-21", "-"),
    ],
)
def test_a_missing_role_is_pointed_at(since: str, added: str, day: str, expected: str) -> None:
    account = acc(tier="potential", since=since, added=added, promises=["99 mine 2026-11-01 2026-11-02 x"])
    assert said(account, day, "role-gap") == expected


@pytest.mark.parametrize(
    ("tier", "people", "expected"),
    [
        ("potential", [], "shown"),
        ("potential", [decider()], "shown"),  # fewer than two contacts
        ("potential", [user(1), user(2)], "shown"),  # nobody decides
        ("potential", [decider(1), user(2)], "-"),
        ("potential", [decider(1), decider(2)], "-"),
        ("potential", [decider(1), person(2)], "-"),
        ("potential", [decider(1), person(2, role="gatekeeper")], "-"),
        ("key", [decider(1), user(2)], "-"),
        ("key", [decider(1), decider(2)], "shown"),
        ("key", [decider(1), influencer(2)], "shown"),
        ("key", [influencer(1), person(2)], "shown"),  # two roles missing: one item
        ("vip", [decider(1), user(2)], "shown"),
        ("vip", [decider(1), user(2), influencer(3)], "-"),
        ("potential", [decider(1), user(2, left="2026-11-23")], "-"),
        ("potential", [decider(1), user(2, left="2026-11-22")], "shown"),
        ("potential", [decider(1), user(2, joined="2026-11-22")], "-"),
        ("potential", [decider(1), user(2, joined="2026-11-23")], "shown"),
        ("potential", [user(1), user(2), decider(3, joined="2026-11-22")], "-"),
        ("potential", [user(1), user(2), decider(3, joined="2026-11-23")], "shown"),
    ],
)
def test_what_is_a_gap(tier: str, people: list[Person], expected: str) -> None:
    account = acc(tier=tier, people=people, promises=RIDE)
    assert state(account, "2026-11-22", "role-gap") == expected
    assert len(shown(account, "2026-11-22", "role-gap")) == (expected == "shown")


@pytest.mark.parametrize(
    ("tier", "people", "day", "expected"),
    [
        # left on Mon 2 November: the handover runs until 2 December
        ("potential", [decider(1, left="2026-11-02"), user(2), user(3)], "2026-11-01", "-"),
        ("potential", [decider(1, left="2026-11-02"), user(2), user(3)], "2026-11-02", "-"),
        ("potential", [decider(1, left="2026-11-02"), user(2), user(3)], "2026-12-02", "-"),
        ("potential", [decider(1, left="2026-11-02"), user(2), user(3)], "2026-12-03", "shown"),
        # left on Sat 21 November: from Mon 23 November until 23 December, and nothing in between either
        ("potential", [decider(1, left="2026-11-21"), user(2), user(3)], "2026-11-21", "-"),
        ("potential", [decider(1, left="2026-11-21"), user(2), user(3)], "2026-12-23", "-"),
        ("potential", [decider(1, left="2026-11-21"), user(2), user(3)], "2026-12-24", "shown"),
        ("potential", [decider(1, left="2026-11-02"), user(2)], "2026-11-02", "shown"),  # but one contact is fewer than two
        ("key", [decider(1, left="2026-11-02"), influencer(2), influencer(3)], "2026-11-02", "shown"),  # and the user is missing too
        ("vip", [decider(1, left="2026-11-02"), user(2), influencer(3)], "2026-11-02", "-"),
    ],
)
def test_no_gap_while_a_handover_runs(tier: str, people: list[Person], day: str, expected: str) -> None:
    assert state(acc(tier=tier, people=people, promises=RIDE), day, "role-gap") == expected


@pytest.mark.parametrize("day", ["2026-11-03", "2026-12-02"])
def test_a_handover_runs_settled_or_not(day: str) -> None:
    account = acc(tier="potential", people=[decider(1, left="2026-11-02"), user(2), user(3)], touches=["2026-11-03 call"], promises=RIDE)
    assert state(account, day, "handover") == "-"
    assert state(account, day, "role-gap") == "-"


def test_the_days_of_a_gap_are_a_setting() -> None:
    account = acc(tier="potential", since="2026-11-12", promises=["99 mine 2026-11-12 2026-11-13 x"])
    seen = [state(account, day, "role-gap", policy=policy(role_gap_days=10)) for day in ("2026-11-21", "2026-11-22")]
    assert seen == ["-", "shown"]


# --- role-cold --------------------------------------------------------------------------------------------------------
#
# 24 August + 90 = 22 November. The decider is contact 1, the user contact 2.

TWO = [decider(1), user(2)]


def _cold(day: str, *touches: str, tier: str = "potential", people: Sequence[Person] = TWO, since: str = "2020-01-01") -> str:
    account = acc(tier=tier, since=since, people=people, touches=touches, promises=["99 mine 2026-09-01 2026-09-02 x"])
    return said(account, day, "role-cold")


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2026-11-21", "-"), ("2026-11-22", f"{POINT} decider"), ("2026-11-23", f"{POINT} decider"), ("2027-11-22", f"{POINT} decider")],
)
def test_a_role_goes_cold(day: str, expected: str) -> None:
    assert _cold(day, "2026-08-24 call with=1") == expected
    assert _cold(day, since="2026-08-24") == expected  # never touched: since base


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        *((f"2026-10-01 {kind} with=1", "-") for kind in ("call", "visit", "meeting", "message", "greeting", "gift", "help")),
        ("2026-10-01 call", "-"),  # nobody named: as with each
        ("2026-10-01 message", "-"),
        ("2026-10-01 call with=1,2", "-"),
        ("2026-10-01 call in with=1", "-"),
        ("2026-10-01 visit in", "-"),
        ("2026-10-01 message for=birthday with=1", "-"),
        ("2026-11-22 help with=1", "-"),
        ("2026-10-01 call with=2", "shown"),
        ("2026-10-01 visit with=2", "shown"),
        ("2026-10-01 message mass", "shown"),
        ("2026-10-01 greeting mass with=1", "shown"),
        ("2026-10-01 message in with=1", "shown"),
        ("2026-10-01 gift in with=1", "shown"),
        ("2026-10-01 call no-answer with=1", "shown"),
        ("2026-11-23 call with=1", "shown"),  # not known yet
    ],
)
def test_what_keeps_a_role_warm(words: str, expected: str) -> None:
    assert (_cold("2026-11-22", "2026-08-01 call with=1", words) != "-") == (expected == "shown")


@pytest.mark.parametrize(
    ("tier", "people", "touches", "expected"),
    [
        ("key", TWO, [], f"{POINT} decider; {POINT} user"),
        ("key", TWO, ["2026-11-01 call with=2"], f"{POINT} decider"),
        ("key", TWO, ["2026-11-01 call"], "-"),
        ("vip", [*TWO, influencer(3)], ["2026-11-01 call with=2,3"], f"{POINT} decider"),
        ("potential", [user(1), user(2)], [], "-"),  # a role that nobody holds is not cold
        ("potential", [influencer(1), user(2)], [], "-"),  # nor is one that nobody wants
        ("potential", [decider(1), decider(2)], ["2026-11-01 call with=2"], "-"),  # any holder
        ("potential", [decider(1), decider(2)], [], f"{POINT} decider"),  # one per role
        ("potential", [decider(1, left="2026-11-22"), user(2)], [], "-"),
        ("potential", [decider(1, left="2026-11-23"), user(2)], [], f"{POINT} decider"),
        ("potential", [decider(1, joined="2026-11-23"), user(2)], [], "-"),
    ],
)
def test_which_roles_go_cold(tier: str, people: list[Person], touches: list[str], expected: str) -> None:
    assert _cold("2026-11-22", *touches, tier=tier, people=people) == expected


def test_the_days_of_a_cold_role_are_a_setting() -> None:
    account = acc(tier="potential", people=TWO, touches=["2026-11-12 call"], promises=RIDE)
    seen = [state(account, day, "role-cold", policy=policy(role_cold_days=10)) for day in ("2026-11-21", "2026-11-22")]
    assert seen == ["-", "shown"]


# --- new-contact ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("joined", "added", "day", "expected"),
    [
        # Mon 2 November + 7 working days = Wed 11 November; + 30 = 2 December
        ("2026-11-02", "2020-01-01", "2026-11-01", "-"),
        ("2026-11-02", "2020-01-01", "2026-11-02", "visit 2 +0 with 3"),
        ("2026-11-02", "2020-01-01", "2026-11-10", "visit 2 +0 with 3"),
        ("2026-11-02", "2020-01-01", "2026-11-11", "visit 2 +0 with 3"),
        ("2026-11-02", "2020-01-01", "2026-11-12", "visit 2 +1 with 3"),
        ("2026-11-02", "2020-01-01", "2026-12-02", "visit 2 +21 with 3"),
        ("2026-11-02", "2020-01-01", "2026-12-03", "-"),
        ("", "2020-01-01", "2026-11-02", "-"),  # always there, as far as the book knows
        ("2026-11-02", "2026-11-01", "2026-11-02", "visit 2 +0 with 3"),
        ("2026-11-02", "2026-11-02", "2026-11-02", "-"),  # entered together with the customer
    ],
)
def test_a_new_contact_is_visited(joined: str, added: str, day: str, expected: str) -> None:
    assert said(acc(added=added, people=[person(3, joined=joined)]), day, "new-contact") == expected


@pytest.mark.parametrize(
    ("entered", "added", "expected"),
    [
        ("2026-11-09", "2026-11-10", "-"),
        ("2026-11-10", "2026-11-10", "-"),  # taken in together with the customer
        (
            "2026-11-11",
            "2026-11-10",
            "visit 2 +1 with 3",
        ),  # the customer was in the book already, though for less than the contact is there
        ("2026-11-10", "2026-11-01", "visit 2 +1 with 3"),
    ],
)
def test_a_contact_is_new_who_comes_into_the_book_after_the_customer(entered: str, added: str, expected: str) -> None:
    account = acc(added=added, people=[person(3, joined="2026-11-02", entered=entered)])
    assert said(account, "2026-11-12", "new-contact") == expected


@pytest.mark.parametrize(
    ("joined", "expected"),
    [
        # 29, 30 Sep, 8, 9, the working Sat 10, 12, 13 Oct
        ("2026-09-28", "2026-09-28 / 2026-10-13 / 2026-10-28"),
        # Sun 22 Nov: Mon 23 … Fri 27, Mon 30 Nov, Tue 1 Dec
        ("2026-11-22", "2026-11-22 / 2026-12-01 / 2026-12-22"),
    ],
)
def test_the_window_of_a_new_contact(joined: str, expected: str) -> None:
    assert window(acc(people=[person(3, joined=joined)]), joined, "new-contact") == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        *((f"2026-11-02 {kind} with=3", "-") for kind in ("call", "visit", "meeting", "message", "greeting", "gift", "help")),
        ("2026-11-30 message with=1,3", "-"),
        ("2026-11-10 call in with=3", "-"),
        ("2026-11-10 greeting for=birthday with=3", "-"),  # any touch, whatever it was for
        ("2026-10-30 call with=3", "-"),  # ever
        ("2025-01-10 message with=3", "-"),
        ("2026-11-10 visit", "shown"),  # it wants that contact named
        ("2026-11-10 visit for=new-contact", "shown"),
        ("2026-11-10 visit with=1", "shown"),
        ("2026-11-10 message mass with=3", "shown"),
        ("2026-11-10 message in with=3", "shown"),
        ("2026-11-10 call no-answer with=3", "shown"),
        ("2026-12-03 visit with=3", "shown"),  # not known yet
    ],
)
def test_what_settles_a_new_contact(words: str, expected: str) -> None:
    account = acc(people=[person(1), person(3, joined="2026-11-02")], touches=[words])
    assert state(account, "2026-12-02", "new-contact") == expected


@pytest.mark.parametrize(("day", "expected"), [("2026-11-19", "shown"), ("2026-11-20", "-")])
def test_a_new_contact_who_left_again_is_not_visited(day: str, expected: str) -> None:
    assert state(acc(people=[person(3, joined="2026-11-02", left="2026-11-20")]), day, "new-contact") == expected


def test_each_new_contact_is_an_item_of_its_own() -> None:
    people = [person(3, joined="2026-11-02"), person(4, joined="2026-11-03"), person(5, joined="2026-11-20")]
    account = acc(people=people, touches=["2026-11-04 visit with=3"])
    assert {item.contact for item in shown(account, "2026-11-10", "new-contact")} == {4}


def test_where_no_calls_are_wanted_a_new_contact_is_still_visited() -> None:
    account = acc(no_calls=True, people=[person(3, joined="2026-11-02", no_calls=True)])
    assert said(account, "2026-11-02", "new-contact") == "visit 2 +0 with 3"


# --- handover ---------------------------------------------------------------------------------------------------------
#
# The decider left on Sat 21 November: Mon 23 November … 23 December.

LEFT = [decider(1, left="2026-11-21"), user(2), user(3)]


@pytest.mark.parametrize(
    ("tier", "people", "day", "expected"),
    [
        ("potential", LEFT, "2026-11-20", "-"),
        ("potential", LEFT, "2026-11-22", "-"),
        ("potential", LEFT, "2026-11-23", "call 1 +0 decider with 1"),
        ("potential", LEFT, "2026-11-24", "call 1 +1 decider with 1"),
        ("potential", LEFT, "2026-12-23", "call 1 +30 decider with 1"),
        ("potential", LEFT, "2026-12-24", "-"),
        ("potential", [decider(1, left="2026-11-23")], "2026-11-23", "call 1 +0 decider with 1"),  # gone on that day itself
        ("potential", [decider(1, left="2026-12-01")], "2026-11-30", "-"),  # still ahead
        ("potential", [decider(1), user(2, left="2026-11-23")], "2026-11-23", "-"),  # a role it does not want
        ("key", [decider(1), user(2, left="2026-11-23")], "2026-11-23", "call 1 +0 user with 2"),
        ("potential", [decider(1, left="2026-11-23"), decider(2)], "2026-11-23", "-"),  # another holds it
        ("potential", [decider(1, left="2026-11-21"), decider(2, joined="2026-11-25")], "2026-11-24", "call 1 +1 decider with 1"),
        ("potential", [decider(1, left="2026-11-21"), decider(2, joined="2026-11-25")], "2026-11-25", "-"),
        # the last holder
        ("potential", [decider(1, left="2026-11-10"), decider(2, left="2026-11-23")], "2026-11-20", "-"),
        ("potential", [decider(1, left="2026-11-10"), decider(2, left="2026-11-23")], "2026-11-23", "call 1 +0 decider with 2"),
        ("potential", [decider(1, left="2026-11-23"), decider(2, left="2026-11-10")], "2026-11-24", "call 1 +1 decider with 1"),
        (
            "potential",
            [decider(1, left="2026-11-10"), decider(2, joined="2026-11-12", left="2026-11-23")],
            "2026-11-11",
            "call 1 +1 decider with 1",
        ),
        (
            "key",
            [decider(1, left="2026-11-23"), user(2, left="2026-11-23")],
            "2026-11-23",
            "call 1 +0 decider with 1; call 1 +0 user with 2",
        ),
    ],
)
def test_a_handover_falls_due(tier: str, people: list[Person], day: str, expected: str) -> None:
    assert said(acc(tier=tier, people=people), day, "handover") == expected


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        ("2026-11-18", "2026-11-18 / 2026-11-18 / 2026-12-18"),
        ("2026-10-01", "2026-10-08 / 2026-10-08 / 2026-11-07"),  # in the holiday
        ("2026-10-10", "2026-10-10 / 2026-10-10 / 2026-11-09"),  # a working Saturday
    ],
)
def test_a_handover_is_on_a_working_day(left: str, expected: str) -> None:
    assert window(acc(tier="potential", people=[decider(1, left=left)]), expected[:10], "handover") == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2026-11-23 call", "-"),
        ("2026-11-25 call in", "-"),
        ("2026-11-25 visit with=2", "-"),
        ("2026-12-23 meeting", "-"),
        ("2026-11-25 call for=birthday", "-"),
        ("2026-11-22 call", "shown"),  # after she left, before it is asked for
        ("2026-11-20 visit", "shown"),
        ("2026-11-25 message", "shown"),
        ("2026-11-25 message for=handover", "shown"),
        ("2026-11-25 help", "shown"),
        ("2026-11-25 gift", "shown"),
        ("2026-11-25 call no-answer", "shown"),
        ("2026-12-24 call", "shown"),  # not known yet
    ],
)
def test_what_settles_a_handover(words: str, expected: str) -> None:
    assert state(acc(tier="potential", people=LEFT, touches=[words]), "2026-12-23", "handover") == expected


def test_where_no_calls_are_wanted_a_handover_is_a_message() -> None:
    account = acc(tier="potential", no_calls=True, people=LEFT)
    assert said(account, "2026-11-23", "handover") == "message 1 +0 decider with 1"
    after = acc(tier="potential", no_calls=True, people=LEFT, touches=["2026-11-23 message"])
    assert state(after, "2026-11-23", "handover") == "-"


def test_the_roles_of_a_handover_are_the_tiers() -> None:
    own = policy(Tier("own", roles=("gatekeeper",)))
    account = acc(tier="own", people=[person(1, role="gatekeeper", left="2026-11-23")])
    assert said(account, "2026-11-23", "handover", policy=own) == "call 1 +0 gatekeeper with 1"


# --- profile-stale ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edited", "day", "expected"),
    [
        # 26 May + 180 = 22 November
        ("2026-05-26", "2026-11-21", "-"),
        ("2026-05-26", "2026-11-22", POINT),
        ("2026-05-26", "2026-11-23", POINT),
        ("2026-05-26", "2027-11-23", POINT),
        ("2026-05-27", "2026-11-22", "-"),
        ("2026-11-22", "2026-11-22", "-"),
    ],
)
def test_a_profile_goes_stale(edited: str, day: str, expected: str) -> None:
    assert said(acc(edited=edited, promises=RIDE), day, "profile-stale") == expected


@pytest.mark.parametrize("words", ["visit", "call", "help for=profile-stale"])
def test_no_touch_freshens_a_profile(words: str) -> None:
    assert state(acc(edited="2026-01-01", touches=[f"2026-11-22 {words}"], promises=RIDE), "2026-11-22", "profile-stale") == "shown"


def test_the_days_of_a_stale_profile_are_a_setting() -> None:
    account = acc(edited="2026-11-12", promises=RIDE)
    seen = [state(account, day, "profile-stale", policy=policy(profile_stale_days=10)) for day in ("2026-11-21", "2026-11-22")]
    assert seen == ["-", "shown"]


# --- held -------------------------------------------------------------------------------------------------------------


def test_pauses_fatigue_and_gap_hold_the_points_only() -> None:
    """And the points are there to be held because a new contact and a handover are shown."""
    account = acc(
        tier="potential",
        people=[decider(1, left="2026-11-21"), user(2), user(3, joined="2026-11-20")],
        touches=["2026-11-06 message mass", "2026-11-07 message mass", "2026-11-08 message mass", "2026-11-22 call"],
        pauses=["2026-11-01 2026-12-31"],
        edited="2026-01-01",
    )
    reply = answer(account, "2026-11-23", points=True)
    assert sorted(item.rule for line in reply.lines for item in line.items) == ["handover", "new-contact"]
    assert {rest.item.rule: rest.held_by for rest in reply.held}["profile-stale"] == ("paused", "fatigue")
