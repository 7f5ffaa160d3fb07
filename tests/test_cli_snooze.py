"""`snooze`: one rule or the whole line put off, what still shows, and when it is back."""

from __future__ import annotations

import csv
import io

import pytest

from tests.cli import Rep
from tests.sample import Sample
from tests.test_cli_customer import there_and_back


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """A key account that wants a call and a visit, and a promise to it that is late."""
    made = Sample(rep.book)
    made.touch(made.customer("美佳超市", "key"), "2026-06-01", "visit")
    made.close()
    rep("promise add mjcs 送样品 --by 2026-11-20 --on 2026-11-16")
    return rep


def rules(rep: Rep, day: str = "2026-11-22") -> dict[str, str]:
    """The rules that `due` shows, each with what holds it."""
    rows = csv.DictReader(io.StringIO(rep(f"due --csv --held --on {day}").out))
    return {row["rule"]: row["held_by"] for row in rows if row["rule"] in ("care-call", "care-visit", "promise")}


def snoozes(rep: Rep) -> list[tuple[object, ...]]:
    """The snoozes of the book."""
    return rep.rows("SELECT customer_id, rule, set_on, until, because FROM snooze ORDER BY id")


def test_one_rule(shop: Rep) -> None:
    said = shop("snooze mjcs care-visit --until 2026-11-25 --because ' 装修  中 '")
    assert (said.out, said.err) == ("美佳超市: care-visit snoozed through Tue 24 Nov 2026, back on Wed 25 Nov 2026\n", "")
    assert snoozes(shop) == [(1, "care-visit", "2026-11-22", "2026-11-25", "装修 中")]
    assert rules(shop) == {"care-call": "", "care-visit": "snoozed", "promise": ""}
    assert rules(shop, "2026-11-24")["care-visit"] == "snoozed"
    assert rules(shop, "2026-11-25")["care-visit"] == ""
    assert rules(shop, "2026-11-21")["care-visit"] == ""


def test_the_whole_line_in_chinese(shop: Rep) -> None:
    said = shop("snooze 美佳 --until 三天后", lang="zh")
    assert said.out == "美佳超市：整条推后，2026年11月24日 周二 之前（含当天）不提，2026年11月25日 周三 恢复\n"
    assert said.err == "  今天以后新出的急事仍会提醒\n"
    assert snoozes(shop) == [(1, "", "2026-11-22", "2026-11-25", "")]
    assert rules(shop) == {"care-call": "snoozed", "care-visit": "snoozed", "promise": "snoozed"}


def test_a_new_obligation_shows_all_the_same(shop: Rep) -> None:
    shop("snooze mjcs --until +2w")
    shop("complaint open mjcs 破损", today="2026-11-23")
    assert "破损" in shop("due --on 2026-11-23").out


@pytest.mark.parametrize("typed", ["care-visit", "定期拜访", "CARE-VISIT"])
def test_a_rule_by_either_name(shop: Rep, typed: str) -> None:
    shop(["snooze", "mjcs", typed, "--until", "+1w"])
    assert snoozes(shop)[0][1] == "care-visit"


def test_a_new_one_takes_the_place_of_the_one_before(shop: Rep) -> None:
    shop("snooze mjcs care-visit --until 2026-12-20")
    shop("snooze mjcs care-call --until 2026-12-10")
    shop("snooze mjcs care-visit --until 2026-11-24")
    assert rules(shop, "2026-11-24") == {"care-call": "snoozed", "care-visit": "", "promise": ""}


def test_off(shop: Rep) -> None:
    shop("snooze mjcs care-visit --until 2026-12-20", today="2026-11-20")
    shop("snooze mjcs --until 2026-12-20", today="2026-11-20")
    said = shop("snooze mjcs care-visit --off")
    assert said.out == "美佳超市: care-visit is back today\n"
    assert rules(shop)["care-visit"] == "snoozed"  # the whole line's still holds
    assert shop("snooze mjcs --off").out == "美佳超市: the whole line is back today\n"
    assert rules(shop) == {"care-call": "", "care-visit": "", "promise": ""}
    assert rules(shop, "2026-11-21") == {"care-call": "snoozed", "care-visit": "snoozed", "promise": "snoozed"}
    assert snoozes(shop)[2:] == [(1, "care-visit", "2026-11-22", "2026-11-22", ""), (1, "", "2026-11-22", "2026-11-22", "")]


def test_what_is_so_already_changes_nothing(shop: Rep) -> None:
    assert "nothing to change" in shop("snooze mjcs --off").err
    shop("snooze mjcs care-call --until +1w --because 忙")
    before = shop.dump()
    said = shop("snooze mjcs care-call --until +1w --because 忙")
    assert said.out == ""
    assert "nothing to change" in said.err
    assert "nothing to change" in shop("snooze mjcs care-visit --off").err
    assert shop.dump() == before
    shop("snooze mjcs care-call --until +1w --because 出差")
    assert [row[-1] for row in snoozes(shop)] == ["忙", "出差"]


@pytest.mark.parametrize(
    ("line", "code", "part"),
    [
        ("snooze mjcs", 2, "--until DATE"),
        ("snooze mjcs --until +1w --off", 2, "--until DATE"),
        ("snooze mjcs --until today", 2, "is not after today"),
        ("snooze mjcs --until 2026-11-21", 2, "is not after today"),
        ("snooze mjcs fly --until +1w", 2, 'no rule "fly"'),
        ("snooze mjcs --until 2-30", 2, "does not exist"),
        ("snooze 没有 --until +1w", 3, "没有"),
        ("snooze", 2, "CUSTOMER is missing"),
    ],
)
def test_refused(shop: Rep, line: str, code: int, part: str) -> None:
    before = shop.dump()
    said = shop(line, code)
    assert part in said.err
    assert said.out == ""
    assert shop.dump() == before


@pytest.mark.parametrize("line", ["snooze mjcs --until +1m --because 忙", "snooze mjcs care-call --until +1m", "snooze mjcs promise --off"])
def test_every_step_is_taken_back_and_put_back(shop: Rep, line: str) -> None:
    shop("snooze mjcs promise --until 2027-01-01")
    there_and_back(shop, line)


def test_steps_in_words(shop: Rep) -> None:
    shop("snooze mjcs care-call --until 2026-12-01 --because 出差")
    shop("snooze mjcs care-call --off")
    assert shop("undo").out.startswith("undone: snooze --off: 美佳超市, care-call")
    assert shop("undo").out.startswith("undone: snooze: 美佳超市, care-call until 1 Dec · 出差")
    assert shop("redo", lang="zh").out.startswith("已重做：美佳超市 定期电话 care-call 推后到 12月1日 · 出差")
