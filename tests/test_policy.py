"""The policy as text: keys and values as typed, the way to the book and back, and what is found wrong with it."""

from __future__ import annotations

from decimal import Decimal
from typing import get_type_hints

import pytest

from repbook import policy, words
from repbook.errors import BadInput, BadRows
from repbook.terms import DEFAULT_TIERS, Policy, Tier, day_of

TIERS = list(Policy().tiers)


def normal(key: str, value: str) -> str:
    """A value as it is stored."""
    return policy.normalise(key, value, TIERS, policy.festivals_of({}))


# ---- the settings -------------------------------------------------------------------------------------


def test_every_field_of_policy_and_tier_is_a_setting() -> None:
    fields = {name for name in get_type_hints(Policy) if name not in ("tiers", "festivals")}
    assert {key.replace(".", "_") for key in policy.SETTINGS if key != "tiers"} == fields
    assert set(policy.TIER_SETTINGS) == set(get_type_hints(Tier)) - {"key"}


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_setting_is_explained_in_every_language(lang: str) -> None:
    told = set(words.area("policy", lang))
    assert told == {*policy.SETTINGS, *(f"tier.{name}" for name in policy.TIER_SETTINGS), "festival", "text"}


def test_the_defaults_are_themselves_right() -> None:
    rows = policy.to_rows(Policy())
    assert policy.problems(rows, dict.fromkeys(TIERS, 1)) == []
    assert {key: normal(key, value) for key, value in rows.items()} == rows


def test_there_and_back() -> None:
    assert policy.from_rows(policy.to_rows(Policy())) == Policy()
    own = Policy()._replace(
        tiers={"gold": Tier("gold", 7, 14, Decimal("0.35"), ("mid-autumn",), (), 3, 5, ("user",), 2, 1, 2, 9, 8, 7, 12345),
        "key": DEFAULT_TIERS[1]},
        default_tier="gold", salt="pepper", days_off=(day_of("2027-01-04"),), work_days=(), me_likes=("钓鱼", "茶"),
        festivals={"店庆": "solar=03-08"},
    )  # fmt: skip
    rows = policy.to_rows(own)
    assert rows["tiers"] == "gold key"
    assert rows["tier.gold.gift_ceiling"] == "123.45"
    assert policy.from_rows(rows) == own


def test_settings_without_a_row_have_their_default() -> None:
    assert policy.from_rows({}) == Policy()
    some = policy.from_rows({"tiers": "vip neu", "tier.vip.call_every": "10", "tier.gone.call_every": "1", "gap_days": "5"})
    assert some.tiers["vip"].call_every == 10
    assert some.tiers["neu"] == Tier("neu")
    assert list(some.tiers) == ["vip", "neu"]
    assert some.gap_days == 5


# ---- keys ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("gap_days", "gap_days"), ("gap-days", "gap_days"), ("Gap-Days", "gap_days"), ("me.likes", "me.likes"), (" salt ", "salt"),
        ("tiers", "tiers"), ("tier.vip.call_every", "tier.vip.call_every"), ("vip.call_every", "tier.vip.call_every"),
        ("vip.call-every", "tier.vip.call_every"), ("tiers.vip.call_every", "tier.vip.call_every"),
        ("VIP客户.call_every", "tier.vip.call_every"),
        ("重点.visit-every", "tier.key.visit_every"), ("festival.店庆", "festival.店庆"),
        ("festival.founders-day", "festival.founders-day"),
    ],
)  # fmt: skip
def test_canonical(typed: str, key: str) -> None:
    assert policy.canonical(typed, TIERS) == key


def test_a_tier_of_ones_own_may_have_a_hyphen() -> None:
    assert policy.canonical("extra-large.call-every", [*TIERS, "extra-large"]) == "tier.extra-large.call_every"


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("gap_dayz", "gap_days"), ("vip.callevry", "tier.vip.call_every"), ("call_every", "tier.vip.call_every"),
        ("gold.call_every", "tier.general.call_every"),
    ],
)  # fmt: skip
def test_a_mistyped_key_is_told_the_near_ones(typed: str, near: str) -> None:
    with pytest.raises(BadInput) as caught:
        policy.canonical(typed, TIERS)
    assert caught.value.key == "unknown_setting_near"
    assert near in caught.value.params["near"]


@pytest.mark.parametrize("typed", ["", "xyzzy", "festival.", "festival.a.b", "festival.a b", "tier..call_every"])
def test_no_such_key(typed: str) -> None:
    with pytest.raises(BadInput) as caught:
        policy.canonical(typed, TIERS)
    assert caught.value.key.startswith("unknown_setting")


# ---- values -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "typed", "stored"),
    [
        ("tier.vip.call_every", "10", "10"), ("tier.vip.call_every", " 010 ", "10"), ("tier.vip.call_every", "１０", "10"),
        ("tier.vip.call_every", "1", "1"), ("tier.vip.call_every", "3650", "3650"), ("birthday_after", "6", "6"), ("gap_days", "0", "0"),
        ("tier.vip.jitter", "0.20", "0.2"), ("tier.vip.jitter", "0", "0"), ("tier.vip.jitter", "1.0", "1"), ("tier.vip.jitter", "-0", "0"),
        ("tier.vip.jitter", "30%", "0.3"), ("tier.vip.jitter", "1e-1", "0.1"), ("tier.vip.jitter", ".25", "0.25"),
        ("tier.vip.gift_ceiling", "1,000", "1000.00"), ("tier.vip.gift_ceiling", "1.2万", "12000.00"),
        ("tier.vip.gift_ceiling", "0", "0.00"),
        ("tier.vip.festivals", "mid-autumn,spring-festival", "mid-autumn spring-festival"),
        ("tier.vip.festivals", "春节、中秋 国庆节", "spring-festival mid-autumn national-day"),
        ("tier.vip.festivals", "", ""), ("tier.vip.roles", "user 拍板者", "user decider"), ("tier.vip.roles", "", ""),
        ("tier.vip.at_risk_class", "4", "4"), ("default_tier", "重点客户", "key"), ("calendar", "Mon-Fri", "mon-fri"),
        ("little_new_year", "north", "north"),
        ("salt", "", ""), ("salt", " a  b ", "a b"), ("me.likes", "钓鱼，茶", "钓鱼 茶"), ("tiers", "general vip", "general vip"),
        ("tiers", "vip，key，金牌", "vip key 金牌"), ("days_off", "2027/1/5, 2027-01-04 2027-01-04", "2027-01-04 2027-01-05"),
        ("work_days", "", ""),
        ("festival.店庆", "solar=03-08", "solar=03-08"), ("festival.店庆", "", ""),
    ],
)  # fmt: skip
def test_values_are_normalised(key: str, typed: str, stored: str) -> None:
    assert normal(key, typed) == stored
    assert normal(key, stored) == stored


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("tier.vip.call_every", "0"), ("tier.vip.call_every", "3651"), ("tier.vip.call_every", "-1"), ("tier.vip.call_every", "1.5"),
        ("tier.vip.call_every", ""), ("tier.vip.call_every", "ten"), ("tier.vip.call_every", "²"), ("tier.vip.call_every", "9" * 5000),
        ("birthday_after", "7"), ("order_days_min", "1"), ("tier.vip.at_risk_class", "5"), ("tier.vip.at_risk_class", "0"),
        ("tier.vip.jitter", "1.01"), ("tier.vip.jitter", "-0.1"), ("tier.vip.jitter", "nan"), ("tier.vip.jitter", "inf"),
        ("tier.vip.jitter", "0.00001"), ("tier.vip.jitter", "half"), ("tier.vip.jitter", "1e-400"), ("tier.vip.gift_ceiling", "-1"),
        ("tier.vip.gift_ceiling", "1.234"), ("tier.vip.festivals", "mid-autum"), ("tier.vip.festivals", "中秋 mid-autumn"),
        ("tier.vip.roles", "boss"),
        ("tier.vip.roles", "user user"), ("default_tier", "gold"), ("default_tier", ""), ("calendar", "us"), ("little_new_year", "east"),
        ("tiers", ""), ("tiers", "vip vip"), ("tiers", "vip total"), ("tiers", "vip a.b"), ("tiers", "vip " + "x" * 41),
        ("days_off", "2027-02-30"),
        ("days_off", "tomorrow"), ("days_off", "01-04"), ("festival.店庆", "solar=13-08"), ("festival.店庆", "soon"), ("me.likes", "茶 茶"),
    ],
)  # fmt: skip
def test_values_that_cannot_be_right(key: str, typed: str) -> None:
    with pytest.raises(BadInput) as caught:
        normal(key, typed)
    assert caught.value.key == "bad_setting"
    assert caught.value.params["setting"] == key
    assert caught.value.params["allowed"]


def test_every_kind_of_setting_says_what_is_allowed() -> None:
    kinds = {setting.kind: setting for setting in (*policy.SETTINGS.values(), *policy.TIER_SETTINGS.values(), policy.Range("definition"))}
    told = {kind: policy.allowed(expected, TIERS, ["mid-autumn"]) for kind, expected in kinds.items()}
    assert policy.allowed(policy.SETTINGS["gap_days"], TIERS, []) == "0 … 30"
    assert told["choice"] == "south, north"
    assert told["tier"] == "vip, key, potential, general"
    assert told["roles"] == "decider, influencer, user, gatekeeper"
    assert told["festivals"] == "mid-autumn"
    assert all(told.values())


# ---- what is wrong ------------------------------------------------------------------------------------


def wrong(changes: dict[str, str], **in_use: int) -> list[tuple[str, str]]:
    return [(problem.setting, problem.key) for problem in policy.problems(policy.to_rows(Policy()) | changes, in_use)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"festival.店庆": "solar=03-08", "tier.vip.festivals": "店庆 mid-autumn"}, []),
        ({"nonsense": "1"}, [("nonsense", "unknown_setting")]),
        ({"tier.gold.call_every": "1"}, [("tier.gold.call_every", "unknown_setting")]),
        ({"tier.vip.call_every": "0"}, [("tier.vip.call_every", "bad_setting")]),
        ({"tier.vip.festivals": "店庆"}, [("tier.vip.festivals", "bad_setting")]),
        ({"default_tier": "gold"}, [("default_tier", "bad_setting")]),
        ({"days_off": "2027-01-04", "work_days": "2027-01-04 2027-01-05"}, [("work_days", "day_off_and_worked")]),
        ({"festival.店庆": "solar=13-01"}, [("festival.店庆", "bad_setting")]),
    ],
)
def test_problems(changes: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert wrong(changes, vip=1) == expected


def test_a_tier_in_use_that_the_policy_lacks() -> None:
    (problem,) = policy.problems(policy.to_rows(Policy()), {"vip": 3, "gold": 2})
    assert (problem.setting, problem.key, problem.params) == ("tiers", "tier_lacking", {"tier": "gold", "n": 2})


# ---- all at once --------------------------------------------------------------------------------------

BEFORE = policy.to_rows(Policy())


def refused(*lines: tuple[str, str], before: dict[str, str] = BEFORE) -> list[tuple[int, str]]:
    """The numbers of the lines that are refused, with the reason's key."""
    with pytest.raises(BadRows) as error:
        policy.edited(before, [(number, *line) for number, line in enumerate(lines, 1)])
    assert error.value.params == {"n": len(error.value.rows)}
    return [(number, key) for number, key, _ in error.value.rows]


def edited(*lines: tuple[str, str], before: dict[str, str] = BEFORE) -> dict[str, str]:
    """What is different after these lines; None for a setting that is gone."""
    after = policy.edited(before, [(number, *line) for number, line in enumerate(lines, 1)])
    return {key: after.get(key, "gone") for key in {**before, **after} if before.get(key) != after.get(key)}


def test_a_text_changes_what_it_names() -> None:
    assert edited() == {}
    assert edited(*BEFORE.items()) == {}
    assert edited(("gap_days", "5"), ("vip.call-every", "10"), ("salt", "")) == {"gap_days": "5", "tier.vip.call_every": "10"}
    assert edited(("festival.店庆", "solar=03-08"), ("vip.festivals", "店庆")) == {
        "festival.店庆": "solar=03-08",
        "tier.vip.festivals": "店庆",
    }
    assert edited(("festival.店庆", ""), before=BEFORE | {"festival.店庆": "solar=03-08"}) == {"festival.店庆": "gone"}


def test_a_text_is_refused_line_by_line() -> None:
    assert refused(("gap_days", "99"), ("me.hours", "6"), ("", "well"), ("nonsense", "1"), ("me.hours", "7")) == [
        (1, "bad_setting"), (3, "policy_line"), (4, "unknown_setting"), (5, "setting_twice"),
    ]  # fmt: skip
    assert refused(("tiers", "vip vip")) == [(1, "bad_setting")]


def test_a_text_may_bring_and_take_tiers() -> None:
    found = edited(("tiers", "gold key general"), ("gold.call_every", "7"), ("tier.vip.call_every", "3"))
    assert found["tier.gold.call_every"] == "7"
    assert found["tier.gold.visit_every"] == BEFORE["tier.general.visit_every"]
    assert {key.split(".")[1] for key, value in found.items() if value == "gone"} == {"vip", "potential"}


def test_a_new_tier_is_like_the_default_one() -> None:
    rows = policy.with_tiers(BEFORE | {"default_tier": "vip"}, ["new", "vip"])
    assert policy.from_rows(rows).tiers["new"]._replace(key="vip") == DEFAULT_TIERS[0]
    assert list(policy.from_rows(rows).tiers) == ["new", "vip"]


def test_a_tier_under_another_name() -> None:
    found = policy.from_rows(policy.renamed(BEFORE | {"tier.general.call_every": "77"}, "general", "一般客户们"))
    assert list(found.tiers) == ["vip", "key", "potential", "一般客户们"]
    assert (found.default_tier, found.tiers["一般客户们"].call_every) == ("一般客户们", 77)
    assert policy.from_rows(policy.renamed(BEFORE, "vip", "gold")).default_tier == "general"


@pytest.mark.parametrize("name", ["key", "total", "two words", "a.b", ""])
def test_a_name_that_no_tier_can_have(name: str) -> None:
    with pytest.raises(BadInput, match="bad_tier_name"):
        policy.renamed(BEFORE, "vip", name)
