"""Every number of the rule book that may be changed is a setting, is read by its rule, and is refused outside its range."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from repbook import planning, policy
from repbook.errors import BadInput
from repbook.terms import Account, Line, Policy, Tier, day_of
from tests.book import acc, answer, ask, person
from tests.cli import Rep

DAY = day_of("2026-11-22")
DEFAULT = Policy()

# where the rule book says it -> the number that it prints in bold, and the setting's key
BOLD: dict[str, tuple[str, str]] = {
    "working days by the calendar of the policy": ("cn", "calendar"),
    "little New Year": ("south", "little_new_year"),
    "g: order days before there is a rhythm": ("3", "order_days_min"),
    "S = last + max(3 g, …)": ("180", "silent_days"),
    "festival-greeting: from D−": ("2", "festival_lead"),
    "festival-greeting: a greeting from D−": ("7", "festival_early"),
    "festival-gift: from D−": ("14", "gift_lead"),
    "festival-gift: last working day ≤ D−": ("3", "gift_margin"),
    "birthday: until B+": ("3", "birthday_after"),
    "event: from D−": ("3", "event_lead"),
    "condolence: until learned+": ("14", "condolence_days"),
    "condolence-check: C+": ("7", "condolence_check"),
    "area-alert: until raised+": ("7", "alert_days"),
    "promise: from by−": ("1", "promise_lead"),
    "complaint-check: solved+": ("3", "complaint_check_first"),
    "complaint-check: again solved+": ("14", "complaint_check_second"),
    "after-sale: days after the one before": ("60", "after_sale_gap"),
    "after-sale: O+": ("7", "after_sale_days"),
    "second-order: last+": ("60", "second_order_days"),
    "referral-ask: asked+": ("180", "referral_every"),
    "referral-ask: until last+": ("90", "referral_recent"),
    "role-gap: base+": ("30", "role_gap_days"),
    "role-cold: last touch+": ("90", "role_cold_days"),
    "stock-low: run-out−": ("7", "stock_lead"),
    "profile-stale: last edit+": ("180", "profile_stale_days"),
    "mourning: date+": ("30", "mourning_days"),
    "gap: days after": ("3", "gap_days"),
}

# the tier table: a row's values for vip, key, potential and general
TABLE: dict[str, tuple[str, str, str, str]] = {
    "call_every": ("14", "21", "45", "90"),
    "visit_every": ("30", "90", "120", "180"),
    "jitter": ("0.2", "0.2", "0.4", "0.2"),
    "festivals": (
        "spring-festival dragon-boat mid-autumn new-year national-day",
        "spring-festival dragon-boat mid-autumn new-year",
        "spring-festival mid-autumn",
        "spring-festival mid-autumn",
    ),
    "gift_festivals": ("spring-festival mid-autumn", "mid-autumn", "", ""),
    "birthday_lead": ("7", "0", "0", "0"),
    "max_touches_30d": ("8", "6", "4", "3"),
    "roles": ("decider influencer user", "decider user", "decider", ""),
    "at_risk_class": ("1", "3", "3", "3"),
    "complaint_answer": ("0", "0", "1", "1"),
    "complaint_solve": ("2", "3", "5", "5"),
    "minutes_call": ("15", "12", "10", "8"),
    "minutes_visit": ("90", "60", "45", "30"),
    "minutes_greeting": ("5", "5", "3", "2"),
    "gift_ceiling": ("1000.00", "500.00", "200.00", "100.00"),
}


@pytest.mark.parametrize("place", BOLD)
def test_every_bold_number_of_the_rule_book_is_a_setting(place: str) -> None:
    number, key = BOLD[place]
    assert policy.to_rows(DEFAULT)[key] == number


def test_every_row_of_the_tier_table_is_a_setting() -> None:
    rows = policy.to_rows(DEFAULT)
    tiers = ("vip", "key", "potential", "general")
    assert rows["tiers"].split() == list(tiers)
    assert rows["default_tier"] == "general"
    assert {name: tuple(rows[f"tier.{tier}.{name}"] for tier in tiers) for name in policy.TIER_SETTINGS} == TABLE


# ---- each is read ---------------------------------------------------------------------------------------


def said(account: Account, changed: Policy) -> list[Any]:
    """All that `due` says of a customer on the days around the demo's, shown and held."""
    found = [answer(account, day, policy=changed, points=True) for day in range(DAY - 90, DAY + 90)]
    return [[(line[1:], [(rest.item, rest.held_by) for rest in reply.held]) for line in reply.lines] or str(reply.held) for reply in found]


def shop(**more: Any) -> Account:
    """A general customer who was visited of late."""
    return acc(**{"tier": "general", "touches": ["2026-10-25 visit"], **more})


TALKED = ("2026-11-20 call", "2026-05-01 visit")
READ: dict[str, tuple[Any, Account]] = {
    "default_tier": ("vip", shop(tier="gone")),
    "calendar": ("mon-fri", shop(tier="key", touches=["2026-09-15 visit"])),
    "salt": ("x", shop(tier="vip")),
    "order_days_min": (2, shop(orders=["2026-09-22", "2026-10-23"])),
    "silent_days": (100, shop(orders=["2026-07-01"])),
    "festival_lead": (5, shop()),
    "festival_early": (10, shop(touches=["2026-09-16 greeting"])),
    "gift_lead": (20, shop(tier="vip")),
    "gift_margin": (8, shop(tier="vip")),
    "birthday_after": (5, shop(people=[person(1, "11-18")])),
    "event_lead": (6, shop(occasions=["5 opening 2026-11-27"])),
    "condolence_days": (20, shop(occasions=["5 illness 2026-11-05"])),
    "condolence_check": (3, shop(occasions=["5 illness 2026-11-14"], touches=["2026-11-17 call"])),
    "promise_lead": (3, shop(promises=["5 mine 2026-11-01 2026-11-25 samples"])),
    "complaint_check_first": (2, shop(complaints=["5 2026-11-10 solved=2026-11-20"])),
    "complaint_check_second": (10, shop(complaints=["5 2026-11-01 solved=2026-11-12"])),
    "after_sale_gap": (30, shop(orders=["2026-10-01", "2026-11-13"])),
    "after_sale_days": (3, shop(orders=["2026-11-18"])),
    "second_order_days": (30, shop(orders=["2026-10-20"])),
    "referral_every": (100, shop(touches=["2026-08-01 visit purpose=referral"], orders=["2026-09-01", "2026-10-01", "2026-11-01"])),
    "referral_recent": (10, shop(orders=["2026-09-01", "2026-10-01", "2026-11-01"], promises=["5 mine 2026-11-01 2026-11-20 samples"])),
    "role_gap_days": (10, shop(tier="key", added="2026-11-01", promises=["5 mine 2026-11-01 2026-11-20 samples"])),
    "role_cold_days": (40, shop(tier="key", people=[person(1, role="decider"), person(2, role="user")])),
    "stock_lead": (12, shop(readings=["beer 2026-11-02 30", "beer 2026-11-12 20"])),
    "profile_stale_days": (60, shop(edited="2026-09-01", promises=["5 mine 2026-11-01 2026-11-20 samples"])),
    "mourning_days": (10, shop(occasions=["5 bereavement 2026-11-01"], people=[person(1, "11-22")])),
    "gap_days": (1, shop(tier="key", touches=TALKED)),
    "days_off": ((DAY + 1,), shop(tier="key", touches=["2026-08-25 visit"])),
    "work_days": ((DAY,), shop(tier="key", touches=["2026-08-24 visit"])),
}
"""A setting, another value for it, and a customer of whom something else is then said on some day."""

READ_OF_A_TIER: dict[str, tuple[Any, Account]] = {
    "call_every": (33, shop()),
    "visit_every": (33, shop()),
    "jitter": (Decimal("0.5"), shop()),
    "festivals": (("new-year",), shop()),
    "gift_festivals": (("mid-autumn",), shop()),
    "birthday_lead": (9, shop(people=[person(1, "11-22")])),
    "max_touches_30d": (1, shop(touches=["2026-11-20 message", "2026-05-01 visit"])),
    "roles": (("decider",), shop(promises=["5 mine 2026-11-01 2026-11-20 samples"])),
    "at_risk_class": (1, shop(orders=["2026-08-01", "2026-08-21", "2026-09-10"])),
    "complaint_answer": (4, shop(complaints=["5 2026-11-18"])),
    "complaint_solve": (2, shop(complaints=["5 2026-11-18 answered=2026-11-18"])),
}

ELSEWHERE = {"tiers", "little_new_year", "alert_days", "minutes_task", "travel_minutes", "me.likes", "me.hours"}
ELSEWHERE_OF_A_TIER = {"minutes_call", "minutes_visit", "minutes_greeting", "gift_ceiling"}
"""What the tests below ask about."""


def test_every_setting_is_asked_about() -> None:
    assert set(READ) | ELSEWHERE == set(policy.SETTINGS)
    assert set(READ_OF_A_TIER) | ELSEWHERE_OF_A_TIER == set(policy.TIER_SETTINGS)


@pytest.mark.parametrize("key", READ)
def test_another_value_gives_another_answer(key: str) -> None:
    value, account = READ[key]
    changed = DEFAULT._replace(**{key.replace(".", "_"): value})
    assert said(account, changed) != said(account, DEFAULT)


@pytest.mark.parametrize("name", READ_OF_A_TIER)
def test_another_value_of_a_tier_gives_another_answer_for_it_alone(name: str) -> None:
    value, account = READ_OF_A_TIER[name]
    changed = DEFAULT._replace(tiers={**DEFAULT.tiers, "general": DEFAULT.tiers["general"]._replace(**{name: value})})
    assert said(account, changed) != said(account, DEFAULT)
    assert said(account._replace(tier="potential"), changed) == said(account._replace(tier="potential"), DEFAULT)


def test_little_new_year_is_greeted_on_its_day_of_north_or_south() -> None:
    greeting = DEFAULT.tiers["general"]._replace(festivals=("little-new-year",))
    south = DEFAULT._replace(tiers={"general": greeting})
    days = {
        name: {
            item.due
            for day in range(day_of("2027-01-20"), day_of("2027-02-05"))
            for line in answer(shop(), day, policy=changed).lines
            for item in line.items
            if item.rule == "festival-greeting"
        }
        for name, changed in (("south", south), ("north", south._replace(little_new_year="north")))
    }
    assert days == {"south": {day_of("2027-01-31")}, "north": {day_of("2027-01-30")}}


@pytest.mark.parametrize(
    ("action", "field", "of_tier"),
    [
        ("task", "minutes_task", False),
        ("call", "minutes_call", True),
        ("visit", "minutes_visit", True),
        ("greeting", "minutes_greeting", True),
    ],
)
def test_minutes_are_those_of_the_policy(action: str, field: str, of_tier: bool) -> None:
    tier = Tier("general", **({field: 77} if of_tier else {}))
    changed = DEFAULT._replace(tiers={"general": tier}, **({} if of_tier else {field: 77}))
    line = Line(shop(), (), action, 3, 0.0, tried=False)
    assert planning.minutes_of(line, ask(DAY, changed)) == 77
    assert planning.minutes_of(line, ask(DAY, DEFAULT)) != 77


@pytest.fixture
def book(rep: Rep) -> Rep:
    """A customer with somebody who likes fishing, to be visited."""
    rep("customer add 美佳超市 --status active --since 2026-01-05 --area 湖北/武汉", today="2026-01-05")
    rep("contact add 美佳超市 陈丽 --likes 钓鱼", today="2026-01-05")
    return rep


CHANGED_ON_THE_SCREEN: dict[str, tuple[str, str]] = {
    "alert_days": ("3", "alert raise 湖北 台风"),
    "travel_minutes": ("45", "plan --on 2026-11-23"),
    "me.likes": ("钓鱼", "brief 美佳"),
    "me.hours": ("3", "plan --on 2026-11-23"),
    "general.gift_ceiling": ("50", "log 美佳 gift x --gift 茶叶 --cost 80"),
}


@pytest.mark.parametrize("key", CHANGED_ON_THE_SCREEN)
def test_what_a_screen_says_goes_by_the_setting(book: Rep, key: str) -> None:
    value, line = CHANGED_ON_THE_SCREEN[key]
    before = book(line)
    if not line.startswith(("plan", "brief")):
        book("undo")
    book(["policy", "set", key, value])
    after = book(line)
    assert (after.out, after.err) != (before.out, before.err)


# ---- and refused outside its range ----------------------------------------------------------------------

KEYS = policy.all_keys(["vip"])
NUMBERS = [key for key in KEYS if (found := policy.range_of(key)) is not None and found.kind in ("days", "minutes", "count", "class")]


@pytest.mark.parametrize("key", NUMBERS)
def test_a_number_is_taken_to_the_ends_of_its_range_and_refused_beyond(key: str) -> None:
    known = policy.range_of(key)
    assert known is not None
    for value in (known.low, known.high):
        assert policy.normalise(key, str(value), ["vip"], []) == str(value)
    for value in (str(known.low - 1), str(known.high + 1), "", "x", "1.5", "十"):
        with pytest.raises(BadInput) as refused:
            policy.normalise(key, value, ["vip"], [])
        assert refused.value.params["allowed"] == f"{known.low} … {known.high}"


BAD: dict[str, tuple[str, str]] = {
    "tier.vip.jitter": ("1.1", "0 … 1"),
    "tier.vip.gift_ceiling": ("-1", "0.00 …"),
    "tier.vip.festivals": ("christmass", "spring-festival"),
    "tier.vip.gift_festivals": ("easterr", "mid-autumn"),
    "tier.vip.roles": ("boss", "decider, influencer, user, gatekeeper"),
    "calendar": ("us", "cn, mon-fri"),
    "little_new_year": ("west", "south, north"),
    "default_tier": ("gold", "vip, key, potential, general"),
    "tiers": ("vip vip", "vip key potential general …"),
    "days_off": ("2-30", "2026-12-31"),
    "work_days": ("soon", "2026-12-31"),
}
WORDS = {"salt", "me.likes"}
"""What takes any words."""


def test_every_setting_is_refused_something() -> None:
    assert {*NUMBERS, *BAD, *WORDS} == set(KEYS)


@pytest.mark.parametrize("key", BAD)
def test_a_bad_value_is_refused_with_what_is_allowed(book: Rep, key: str) -> None:
    value, allowed = BAD[key]
    before = book.dump()
    refused = book(["policy", "set", "--", key, value], code=2)
    assert f'"{value}"' in refused.err
    assert allowed in refused.err
    assert refused.err.count("\n") == 1
    assert book.dump() == before
