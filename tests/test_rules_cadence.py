"""Boundary tables for care-call and care-visit: anchors, working days, irregular offsets."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from hashlib import blake2b

import pytest

from repbook.rules import RULES, items_of
from repbook.terms import Account, Policy, Tier, day_of, iso
from tests.book import POLICY, acc, answer, ask, due_day, known, late, person, policy, shown, state, window

IN_SCOPE = {"care-call", "care-visit", "festival-greeting", "birthday", "reorder", "at-risk", "second-order", "after-sale"}


def test_the_rules_are_named_once_each() -> None:
    names = [rule.name for rule in RULES]
    assert set(names) >= IN_SCOPE
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("rule", sorted(IN_SCOPE))
def test_items_of_one_rule_are_the_items_of_that_rule_among_all(rule: str) -> None:
    account = acc(tier="vip", orders=["2026-06-01", "2026-06-11", "2026-06-21"], people=[person(1, "11-22")])
    question = ask("2026-07-02")
    assert items_of(account, question, rule) == [item for item in items_of(account, question) if item.rule == rule]


# --- silent first -----------------------------------------------------------------------------------------------

RULE_NAMES = ["care-call", "care-visit"]


@pytest.mark.parametrize("rule", RULE_NAMES)
@pytest.mark.parametrize(("status", "archived"), [("lost", False), ("active", True), ("prospect", True)])
def test_lost_and_archived_customers_have_no_items(status: str, archived: bool, rule: str) -> None:
    account = acc(status=status, archived=archived)
    assert state(account, "2026-11-22", rule) == "-"
    assert items_of(account, ask("2026-11-22")) == []


@pytest.mark.parametrize("rule", RULE_NAMES)
@pytest.mark.parametrize("status", ["prospect", "active"])
def test_prospects_are_cared_for_like_active_customers(status: str, rule: str) -> None:
    assert state(acc(status=status), "2026-11-22", rule) == "shown"


# --- falls due --------------------------------------------------------------------------------------------------

CALLED = ["2026-10-14 call"]  # a Wednesday; n = 20 and no offset: Tuesday 3 November
VISITED = ["2026-10-14 visit"]  # n = 50: Thursday 3 December


@pytest.mark.parametrize(
    ("day", "overdue"),
    [("2026-10-14", None), ("2026-11-02", None), ("2026-11-03", 0), ("2026-11-04", 1), ("2027-11-03", 365)],
)
def test_a_call_falls_due_and_stays(day: str, overdue: int | None) -> None:
    assert late(acc(touches=CALLED), day, "care-call") == overdue


@pytest.mark.parametrize(
    ("day", "overdue"),
    [("2026-10-18", None), ("2026-12-02", None), ("2026-12-03", 0), ("2026-12-04", 1), ("2027-12-03", 365)],
)
def test_a_visit_falls_due_and_stays(day: str, overdue: int | None) -> None:
    assert late(acc(touches=VISITED), day, "care-visit") == overdue


@pytest.mark.parametrize(
    ("touches", "rule", "action", "expected"),
    [
        (CALLED, "care-call", "call", "2026-11-03 / 2026-11-03 / –"),
        (VISITED, "care-visit", "visit", "2026-12-03 / 2026-12-03 / –"),
    ],
)
def test_window_class_and_action(touches: list[str], rule: str, action: str, expected: str) -> None:
    account = acc(touches=touches)
    assert window(account, "2026-10-20", rule) == expected  # known before it is due
    assert window(account, "2026-12-10", rule) == expected
    (item,) = shown(account, "2026-12-10", rule)
    assert (item.cls, item.action, item.contact, item.occasion) == (3, action, None, "")
    assert item.reason.key


@pytest.mark.parametrize(
    ("account", "rule", "numbers"),
    [
        # on 22 November: 39 days since 14 October, 67 since 16 September; the offset is none of its numbers
        pytest.param(acc(touches=CALLED), "care-call", {39, 20}, id="call"),
        pytest.param(acc(touches=["2026-09-16 visit"]), "care-visit", {67, 50}, id="visit"),
        pytest.param(acc(touches=["2026-09-16 visit"], spacings=["2026-01-01 1.2"]), "care-visit", {67, 60}, id="visit, spaced"),
        pytest.param(acc(tier="vip", touches=CALLED), "care-call", {39, 14}, id="call with an offset"),
    ],
)
def test_the_reason_names_the_numbers(account: Account, rule: str, numbers: set[int]) -> None:
    """As in "34 days since the last call (every 21)"."""
    (item,) = shown(account, "2026-11-22", rule)
    assert numbers <= {value for value in item.reason.params.values() if isinstance(value, int)}


# --- working days, and never the same weekday for calls ------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        pytest.param("2026-10-14", "2026-11-03", id="Wed + 20 = Tue, a working day"),
        pytest.param("2026-10-11", "2026-11-02", id="Sun + 20 = Sat, moved to Mon"),
        pytest.param("2026-10-12", "2026-11-03", id="Mon + 20 = Sun, moved to Mon, as last time: Tue"),
        pytest.param("2026-08-31", "2026-09-20", id="lands on a working Sunday"),
        pytest.param("2026-01-25", "2026-02-14", id="lands on a working Saturday"),
        pytest.param("2026-09-11", "2026-10-08", id="Fri + 20 = 1 Oct, after the holiday is Thu"),
        pytest.param("2026-09-17", "2026-10-09", id="Thu + 20 = 7 Oct, after the holiday is Thu, as last time: Fri"),
        pytest.param("2026-01-26", "2026-02-24", id="Mon + 20 = 15 Feb, the holiday ends on Tue 24"),
        pytest.param("2026-01-27", "2026-02-25", id="Tue + 20 = 16 Feb, Tue 24 as last time: Wed"),
        pytest.param("2026-12-12", "2027-01-04", id="Sat + 20 = 1 Jan of an estimated year, then a weekend"),
        pytest.param("2027-01-16", "2027-02-09", id="Sat + 20 = 除夕 of an estimated year, 1-1 to 1-3 off"),
    ],
)
def test_call_every_20_days(last: str, expected: str) -> None:
    assert window(acc(touches=[f"{last} call"]), last, "care-call") == f"{expected} / {expected} / –"


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        pytest.param("2026-10-14", "2026-11-05", id="Wed again: Thu"),
        pytest.param("2026-10-16", "2026-11-09", id="Fri again: Sat is moved to Mon"),
        pytest.param("2026-09-18", "2026-10-10", id="Fri again: Sat 10 Oct is worked"),
        pytest.param("2026-08-30", "2026-09-21", id="the working Sunday again: Mon"),
        pytest.param("2026-11-01", "2026-11-23", id="Sun moved to Mon is another weekday"),
        pytest.param("2026-09-10", "2026-10-09", id="Thu 1 Oct is off, Thu 8 Oct as last time: Fri"),
    ],
)
def test_call_every_21_days_never_comes_on_the_same_weekday(last: str, expected: str) -> None:
    assert due_day(acc(tier="weekly", touches=[f"{last} call"]), last, "care-call") == expected


def _off(*days: str) -> Policy:
    return policy(*POLICY.tiers.values(), days_off=tuple(day_of(day) for day in days))


@pytest.mark.parametrize(
    ("tier", "last", "settings", "expected"),
    [
        # Mon 12 Oct + 21 = Mon 2 Nov, so the day after, which is the rep's own day off
        pytest.param("weekly", "2026-10-12", _off("2026-11-03"), "2026-11-04", id="own day off"),
        # the whole week off: workday(3 Nov) = Mon 9 Nov; the rule says "the day after" once
        pytest.param(
            "weekly",
            "2026-10-12",
            _off("2026-11-03", "2026-11-04", "2026-11-05", "2026-11-06"),
            "2026-11-09",
            id="avoided once only",
        ),
        # Mon 12 Oct + 20 = Sun 1 Nov, an own working day
        pytest.param(
            "steady",
            "2026-10-12",
            policy(*POLICY.tiers.values(), work_days=(day_of("2026-11-01"),)),
            "2026-11-01",
            id="own working day",
        ),
    ],
)
def test_own_days_off_and_working_days(tier: str, last: str, settings: Policy, expected: str) -> None:
    assert due_day(acc(tier=tier, touches=[f"{last} call"]), last, "care-call", policy=settings) == expected


@pytest.mark.parametrize(
    ("tier", "last", "expected"),
    [
        pytest.param("steady", "2026-10-14", "2026-12-03", id="a working day"),
        pytest.param("steady", "2026-09-12", "2026-11-02", id="Sat + 50 = Sun, moved to Mon"),
        pytest.param("steady", "2026-08-14", "2026-10-08", id="3 Oct, moved past the holiday"),
        pytest.param("steady", "2026-08-01", "2026-09-20", id="lands on a working Sunday"),
        pytest.param("weekly", "2026-09-16", "2026-11-04", id="Wed again stays: only calls avoid the weekday"),
        pytest.param("weekly", "2026-08-20", "2026-10-08", id="Thu again stays, 8 Oct being worked"),
    ],
)
def test_visits_move_to_working_days_only(tier: str, last: str, expected: str) -> None:
    assert window(acc(tier=tier, touches=[f"{last} visit"]), last, "care-visit") == f"{expected} / {expected} / –"


# --- settled: what anchors --------------------------------------------------------------------------------------

BOTH_WORTH_IT = [
    "2026-10-14 visit",
    "2026-10-14 meeting",
    "2026-10-14 visit in",
    "2026-10-14 meeting in",
    "2026-10-14 visit with=7",
    "2026-10-14 visit mood=bad",
    "2026-10-14 visit for=mid-autumn",
    "2026-10-14 visit gift",
]
CALLS = ["2026-10-14 call", "2026-10-14 call in", "2026-10-14 call with=7", "2026-10-14 call for=mid-autumn", "2026-10-14 call gift"]
NEITHER = [
    "2026-10-14 message",
    "2026-10-14 greeting",
    "2026-10-14 gift",
    "2026-10-14 help",
    "2026-10-14 message gift",
    "2026-10-14 message in",
    "2026-10-14 message mass",
    "2026-10-14 greeting mass",
    "2026-10-14 call no-answer",
    "2026-10-14 call refused",
    "2026-10-14 visit cancelled",
    "2026-10-14 meeting refused",
    "2026-10-14 visit no-answer in",
    "2026-10-14 message for=care-call",  # the rule does not read --for
    "2026-10-14 help for=care-call",
    "2026-10-14 help for=care-visit",
]


@pytest.mark.parametrize(
    ("words", "expected"),
    # 7 Oct + 20 = Tue 27 Oct stands, or 14 Oct is the newer anchor: Tue 3 Nov
    [(w, "2026-10-27") for w in NEITHER] + [(w, "2026-11-03") for w in CALLS + BOTH_WORTH_IT],
)
def test_what_anchors_the_next_call(words: str, expected: str) -> None:
    assert due_day(acc(touches=["2026-10-07 call", words]), "2026-10-20", "care-call") == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    # 16 Sep + 50 = Thu 5 Nov stands, or 14 Oct is the newer anchor: Thu 3 Dec
    [(w, "2026-11-05") for w in NEITHER + CALLS] + [(w, "2026-12-03") for w in BOTH_WORTH_IT],
)
def test_what_anchors_the_next_visit(words: str, expected: str) -> None:
    assert due_day(acc(touches=["2026-09-16 visit", words]), "2026-10-20", "care-visit") == expected


@pytest.mark.parametrize(
    ("words", "day", "expected"),
    [
        pytest.param("2026-11-02 call", "2026-11-03", "-", id="the day before due"),
        pytest.param("2026-11-03 call", "2026-11-03", "-", id="on the due day"),
        pytest.param("2026-11-04 call", "2026-11-03", "shown", id="not known yet"),
        pytest.param("2026-11-04 call", "2026-11-04", "-", id="late, and done"),
        pytest.param("2026-11-03 call no-answer", "2026-11-03", "shown", id="only tried"),
        pytest.param("2026-11-03 message", "2026-11-03", "shown", id="only written"),
    ],
)
def test_a_call_settles_the_call(words: str, day: str, expected: str) -> None:
    assert state(acc(touches=[*CALLED, words]), day, "care-call") == expected


@pytest.mark.parametrize(
    ("words", "day", "expected"),
    [
        pytest.param("2026-12-02 visit", "2026-12-03", "-", id="the day before due"),
        pytest.param("2026-12-03 meeting", "2026-12-03", "-", id="on the due day"),
        pytest.param("2026-12-04 visit", "2026-12-03", "shown", id="not known yet"),
        pytest.param("2026-12-04 visit", "2026-12-04", "-", id="late, and done"),
        pytest.param("2026-12-03 visit cancelled", "2026-12-03", "shown", id="only tried"),
        pytest.param("2026-11-29 call", "2026-12-03", "shown", id="a call is not worth a visit"),
    ],
)
def test_a_visit_settles_the_visit(words: str, day: str, expected: str) -> None:
    assert state(acc(touches=[*VISITED, words]), day, "care-visit") == expected


# --- never called, never visited ----------------------------------------------------------------------------------
#
# H("call") mod 20 and H("visit") mod 50: 江城酒业 17 and 32, 美佳超市 18 and 7, Ada & Co 13 and 17.


@pytest.mark.parametrize(
    ("key", "call", "visit"),
    [
        # base Mon 12 Oct: 12 Oct + 18 = Fri 30 Oct; + 33 = Sat 14 Nov -> Mon 16
        ("江城酒业", "2026-10-30", "2026-11-16"),
        # + 19 = Sat 31 Oct -> Mon 2 Nov, though base is a Monday too; + 8 = Tue 20 Oct
        ("美佳超市", "2026-11-02", "2026-10-20"),
        # + 14 = Mon 26 Oct, though base is a Monday too; + 18 = Fri 30 Oct
        ("Ada & Co", "2026-10-26", "2026-10-30"),
    ],
)
def test_the_never_called_are_spread(key: str, call: str, visit: str) -> None:
    account = acc("another name by now", key=key, since="2026-10-12")
    for rule, expected in (("care-call", call), ("care-visit", visit)):
        assert window(account, "2026-10-12", rule) == f"{expected} / {expected} / –"
        before, after = (iso(day_of(expected) + step) for step in (-1, 1))
        assert [late(account, day, rule) for day in (before, expected, after)] == [None, 0, 1]


@pytest.mark.parametrize(
    ("tier", "call", "visit"),
    # 江城酒业: H("call") mod 14, 21, 45, 90 = 5, 12, 27, 27; H("visit") mod 30, 90, 120, 180 = 2, 2, 92, 92; base Mon 12 Oct
    [
        ("vip", "2026-10-19", "2026-10-15"),  # + 6 = Sun 18 -> Mon; + 3
        ("key", "2026-10-26", "2026-10-15"),  # + 13 = Sun 25 -> Mon; + 3
        ("potential", "2026-11-09", "2027-01-13"),  # + 28; + 93
        ("general", "2026-11-09", "2027-01-13"),
    ],
)
def test_the_spread_is_within_the_tiers_interval(tier: str, call: str, visit: str) -> None:
    account = acc("江城酒业", tier=tier, since="2026-10-12")
    assert (due_day(account, "2026-10-12", "care-call"), due_day(account, "2026-10-12", "care-visit")) == (call, visit)


@pytest.mark.parametrize(
    ("since", "added", "expected"),
    [
        pytest.param("2024-03-01", "2026-10-12", "2026-10-26", id="an old customer in a new book"),
        pytest.param("2026-10-12", "2024-03-01", "2026-10-26", id="since after the entry"),
        pytest.param("2026-10-12", "2026-10-12", "2026-10-26", id="the same day"),
    ],
)
def test_base_is_the_later_of_since_and_added_on(since: str, added: str, expected: str) -> None:
    assert due_day(acc(since=since, added=added), "2026-10-20", "care-call") == expected  # + 1 + 13


@pytest.mark.parametrize(
    "words",
    ["2026-10-13 message", "2026-10-13 call no-answer", "2026-10-13 greeting mass", "2026-10-13 help", "2026-10-13 message in"],
)
def test_who_was_only_written_to_was_never_called(words: str) -> None:
    account = acc(since="2026-10-12", touches=[words])
    assert due_day(account, "2026-10-20", "care-call") == "2026-10-26"
    assert due_day(account, "2026-10-20", "care-visit") == "2026-10-30"


def test_who_was_only_called_was_never_visited() -> None:
    account = acc(since="2026-10-12", touches=["2026-10-14 call"])
    assert due_day(account, "2026-10-20", "care-call") == "2026-11-03"
    assert due_day(account, "2026-10-20", "care-visit") == "2026-10-30"


def test_a_call_older_than_the_entry_still_anchors() -> None:
    account = acc(since="2026-01-05", added="2026-10-12", touches=["2026-05-06 call", "2026-05-06 visit"])
    assert due_day(account, "2026-10-20", "care-call") == "2026-05-26"  # Wed 6 May + 20 = Tue
    assert due_day(account, "2026-10-20", "care-visit") == "2026-06-25"  # + 50 = Thu


# --- the first known day --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "touches", "day", "expected"),
    [
        pytest.param("2026-10-12", [], "2026-10-11", "-", id="before since"),
        pytest.param("2026-10-12", [], "2026-10-26", "shown", id="after since"),
        # since lies ahead of the first call: known from the call on
        pytest.param("2026-12-01", ["2026-10-14 call"], "2026-11-03", "shown", id="the first touch comes before since"),
    ],
)
def test_nothing_before_the_first_known_day(since: str, touches: list[str], day: str, expected: str) -> None:
    account = acc(since=since, added="2026-01-01", touches=touches)
    assert state(account, day, "care-call") == expected


def test_no_rule_says_anything_before_the_first_known_day() -> None:
    account = acc(tier="vip", since="2026-11-23", added="2026-01-01", people=[person(1, "11-22")])
    reply = answer(account, "2026-11-22")
    assert (reply.lines, reply.held) == ([], [])


# --- irregular, yet repeatable ----------------------------------------------------------------------------------------


def offset(key: str, anchor: str, n: int, jitter: str, salt: str = "") -> int:
    """The rule book's formula: H(A) mod (2J + 1) − J with J = floor(jitter × n) in exact decimals."""
    reach = int(Decimal(jitter) * n)
    digest = blake2b(f"{salt}|{key}|{anchor}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % (2 * reach + 1) - reach


@pytest.mark.parametrize(
    ("key", "tier", "last", "expected"),
    [
        ("江城酒业", "vip", "2026-10-12", "2026-10-28"),  # 14 + 2, of J = 2
        ("江城酒业", "vip", "2026-10-28", "2026-11-09"),  # 14 − 2
        ("江城酒业", "key", "2026-10-28", "2026-11-19"),  # 21 + 1, of J = 4
        ("江城酒业", "key", "2026-08-18", "2026-09-09"),  # 21 + 1
        ("江城酒业", "potential", "2026-08-18", "2026-10-14"),  # 45 + 12, of J = 18
        ("江城酒业", "potential", "2026-10-12", "2026-11-24"),  # 45 − 5 = Sat 21 Nov -> Mon, as last time: Tue
        ("江城酒业", "general", "2026-10-28", "2027-01-25"),  # 90 − 1, of J = 18
        ("江城酒业", "general", "2026-08-18", "2026-11-30"),  # 90 + 12 = Sat -> Mon
        ("美佳超市", "vip", "2026-10-12", "2026-10-27"),  # 14 + 0 = Mon, as last time: Tue
        ("美佳超市", "key", "2026-10-28", "2026-11-17"),  # 21 − 1
        ("美佳超市", "potential", "2026-10-28", "2026-12-24"),  # 45 + 11 = Wed, as last time: Thu
        ("美佳超市", "general", "2026-10-28", "2027-02-09"),  # 90 + 11 = Spring Festival 6 Feb 2027 -> Tue 9
        ("Ada & Co", "key", "2026-10-12", "2026-11-03"),  # 21 − 2 = Sat -> Mon, as last time: Tue
    ],
)
def test_calls_come_irregularly_but_always_on_the_same_day(key: str, tier: str, last: str, expected: str) -> None:
    account = acc("another name by now", key=key, tier=tier, touches=[f"{last} call"])
    assert due_day(account, last, "care-call") == expected
    before, after = (iso(day_of(expected) + step) for step in (-1, 1))
    assert [late(account, day, "care-call") for day in (before, expected, after)] == [None, 0, 1]


@pytest.mark.parametrize("key", ["江城酒业", "美佳超市", "Ada & Co", "惠民便利店"])
@pytest.mark.parametrize("salt", ["", "武汉"])
def test_the_offset_is_the_formulas_on_every_anchor(key: str, salt: str) -> None:
    """Six weeks of anchors of a key customer; no holiday falls into the days reached, only weekends."""
    settings = policy(salt=salt)
    for back in range(40):
        last = date(2026, 10, 12) + timedelta(back)
        target = last + timedelta(21 + offset(key, last.isoformat(), 21, "0.2", salt))
        for _ in range(2):  # off the weekend; and once more when that is the weekday of last time
            target += timedelta({5: 2, 6: 1}.get(target.weekday(), 0))
            if target.weekday() == last.weekday():
                target += timedelta(1)
        account = acc(key=key, tier="key", touches=[f"{last} call"])
        assert due_day(account, last.isoformat(), "care-call", policy=settings) == target.isoformat()


def test_a_salt_changes_the_offsets() -> None:
    settings = policy(salt="s")
    # 14 − 2 = Sat 24 Oct -> Mon, as last time: Tue; 21 + 4 = Fri
    account = acc("江城酒业", tier="vip", touches=["2026-10-12 call"])
    assert due_day(account, "2026-10-12", "care-call", policy=settings) == "2026-10-27"
    account = acc("江城酒业", tier="key", touches=["2026-10-12 call"])
    assert due_day(account, "2026-10-12", "care-call", policy=settings) == "2026-11-06"


def test_the_reach_is_reckoned_in_exact_decimals() -> None:
    # 0.29 × 100 is 29 and not 28.999…: H mod 59 − 29 = +28 (mod 57 it would be −17)
    settings = policy(Tier("hundred", 100, 100, Decimal("0.29")))
    account = acc("Ada & Co", tier="hundred", touches=["2026-10-12 call"])
    assert due_day(account, "2026-10-12", "care-call", policy=settings) == "2027-02-17"


def test_visits_are_not_irregular() -> None:
    # Mon 12 Oct + 30 = Wed 11 Nov whatever the name
    for key in ("江城酒业", "美佳超市", "Ada & Co"):
        assert due_day(acc(key=key, tier="vip", touches=["2026-10-12 visit"]), "2026-10-12", "care-visit") == "2026-11-11"


# --- the same answer always -----------------------------------------------------------------------------------------


def test_the_answer_depends_on_the_latest_touch_and_not_on_its_place() -> None:
    account = acc(touches=["2026-10-14 visit", "2026-10-14 call"])
    other = acc(touches=["2026-10-14 call", "2026-10-14 visit"])
    question = ask("2026-11-22")
    assert items_of(account, question) == items_of(other, question)


def test_asking_twice_gives_the_same() -> None:
    account = known(acc(tier="vip", touches=CALLED, people=[person(1, "11-22")]), day_of("2026-11-22"))
    assert answer(account, "2026-11-22") == answer(account, "2026-11-22")
