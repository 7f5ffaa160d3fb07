"""`promise`: what is said, what is in the book, what `due` makes of it, and that it is taken back exactly."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.cli import Rep
from tests.sample import Sample
from tests.test_cli_customer import there_and_back


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """A key account with two people, visited yesterday, and another shop with one."""
    made = Sample(rep.book)
    mei = made.customer("美佳超市", "key")
    made.contact(mei, "陈丽")
    made.contact(mei, "王强")
    made.touch(mei, "2026-11-21", "visit")
    other = made.customer("惠民便利店")
    made.contact(other, "王丽")
    made.touch(other, "2026-11-21", "visit")
    made.close()
    return rep


def promises(rep: Rep) -> list[tuple[object, ...]]:
    """The promises of the book."""
    return rep.rows("SELECT id, customer_id, contact_id, text, made, by_day, theirs, kept, dropped FROM promise ORDER BY id")


def due(rep: Rep, day: str = "2026-11-22", rule: str = "promise") -> list[dict[str, str]]:
    """What `due` shows by one rule."""
    rows = csv.DictReader(io.StringIO(rep(f"due --csv --on {day}").out))
    return [row for row in rows if row["rule"] == rule]


# ---- add ----------------------------------------------------------------------------------------------


def test_a_promise_of_mine(shop: Rep) -> None:
    said = shop("promise add mjcs ' 送新  样品 ' --by 下周三")
    assert (said.out, said.err) == ("promise 送新 样品 · 美佳超市 · by Wed 25 Nov 2026 #1\n", "")
    assert promises(shop) == [(1, 1, None, "送新 样品", "2026-11-22", "2026-11-25", 0, None, None)]


def test_a_promise_of_theirs_made_on_another_day_with_a_contact(shop: Rep) -> None:
    said = shop("promise add mjcs 结清货款 --by 2026-11-20 --on 11-16 --theirs --contact 陈丽", lang="zh")
    assert said.out == "对方承诺 结清货款 · 陈丽 @ 美佳超市 · 2026年11月20日 周五前 #1\n"
    assert promises(shop) == [(1, 1, 1, "结清货款", "2026-11-16", "2026-11-20", 1, None, None)]


def test_a_contact_who_stands_for_the_customer_is_whom_it_was_promised(shop: Rep) -> None:
    shop("promise add 陈丽 谈端架 --by +1w")
    assert promises(shop)[0][1:3] == (1, 1)


def test_the_day_it_is_due_may_be_the_day_it_is_made(shop: Rep) -> None:
    shop("promise add mjcs a --by today")
    shop("promise add mjcs b --by 2026-11-20 --on 2026-11-20")
    assert [row[4:6] for row in promises(shop)] == [("2026-11-22", "2026-11-22"), ("2026-11-20", "2026-11-20")]


def test_occasions_promises_complaints_and_alerts_share_their_ids(shop: Rep) -> None:
    lines = [
        "promise add mjcs a --by +1w",
        "complaint open mjcs b",
        "alert raise 湖北 c",
        "occasion add mjcs opening +1w",
        "promise add mjcs d --by +1w",
    ]
    assert [shop(line).out.split()[-1] for line in lines] == ["#1", "#2", "#3", "#4", "#5"]
    shop("undo")
    shop("undo")
    assert shop("redo").code == 0
    assert shop.rows("SELECT id FROM occasion") == [(4,)]
    assert shop("promise add mjcs e --by +1w").out.endswith("#6\n")


# ---- keep, drop, move ---------------------------------------------------------------------------------


@pytest.fixture
def promised(shop: Rep) -> Rep:
    """A promise of mine, two days late, and one of theirs."""
    shop("promise add mjcs 送样品 --by 2026-11-20 --on 2026-11-16")
    shop("promise add 惠民 结款 --by 2026-11-24 --theirs")
    return shop


@pytest.mark.parametrize("typed", ["1", "#1", "＃1", "01"])
def test_keep(promised: Rep, typed: str) -> None:
    said = promised(["promise", "keep", typed, "--on", "yesterday"])
    assert (said.out, said.err) == ("kept: 送样品 · 美佳超市 · Sat 21 Nov 2026 #1\n", "")
    assert promises(promised)[0][-2:] == ("2026-11-21", None)


def test_drop(promised: Rep) -> None:
    said = promised("promise drop 2", lang="zh")
    assert said.out == "已取消 结款 · 惠民便利店 · 2026年11月22日 周日 #2\n"
    assert promises(promised)[1][-2:] == (None, "2026-11-22")


def test_move(promised: Rep) -> None:
    said = promised("promise move 1 --by +1w")
    assert said.out == "promise 送样品 · 美佳超市 · by Sun 29 Nov 2026 instead of Fri 20 Nov 2026 #1\n"
    assert promises(promised)[0][5] == "2026-11-29"
    before = promised.dump()
    said = promised("promise move 1 --by 2026-11-29")
    assert said.out == ""
    assert "nothing to change" in said.err
    assert promised.dump() == before


@pytest.mark.parametrize(
    ("line", "code", "part"),
    [
        ("promise add mjcs a", 2, "--by is missing"),
        ("promise add mjcs ' ' --by +1w", 2, "say what it is about"),
        ("promise add mjcs a --by 2026-11-21", 2, "Sat 21 Nov 2026 is before it was promised, Sun 22 Nov 2026"),
        ("promise add mjcs a --by 11-21", 2, "write the year too"),
        ("promise add mjcs a --by 2-30", 2, "does not exist"),
        ("promise add mjcs a --by +1w --on 2026-11-23", 1, "Mon 23 Nov 2026 is after today"),
        ("promise add mjcs a --by +1w --contact 王丽", 3, "no contact matches"),
        ("promise add mjcs a --by +1w --contact '#3'", 3, "is a contact of 惠民便利店"),
        ("promise add 没有 a --by +1w", 3, "没有"),
        ("promise keep 1 --on 2026-11-23", 1, "is after today"),
        ("promise keep 1 --on 2026-11-15", 1, "was promised only on Mon 16 Nov 2026, after Sun 15 Nov 2026"),
        ("promise keep 9", 3, "there is no promise 9"),
        ("promise drop '#x'", 3, "there is no promise #x"),
        ("promise drop 99999999999999999999", 3, "there is no promise"),
        ("promise keep", 2, "ID is missing"),
        ("promise move 1 --by 2026-11-15", 2, "is before it was promised"),
        ("promise move 9 --by +1w", 3, "there is no promise 9"),
        ("promise list 没有", 3, "没有"),
    ],
)
def test_refused(promised: Rep, line: str, code: int, part: str) -> None:
    before = promised.dump()
    said = promised(line, code)
    assert part in said.err
    assert said.err.startswith("repbook: ")
    assert said.out == ""
    assert promised.dump() == before


@pytest.mark.parametrize("first", ["keep", "drop"])
@pytest.mark.parametrize("second", ["keep 1", "drop 1", "move 1 --by +1w"])
def test_what_is_over_stays_over(promised: Rep, first: str, second: str) -> None:
    promised(f"promise {first} 1")
    before = promised.dump()
    said = promised(f"promise {second}", 1)
    assert f'"送样品" (#1) was {"kept" if first == "keep" else "dropped"} on Sun 22 Nov 2026 already' in said.err
    assert promised.dump() == before


def test_a_number_of_something_else_says_so(promised: Rep) -> None:
    promised("complaint open mjcs 破损")
    assert "3 is no promise; that number stands in  repbook complaint list" in promised("promise keep 3", 3).err
    assert "1 不是投诉的编号；它在 repbook promise list 里" in promised("complaint solve 1", 3, lang="zh").err


# ---- list ---------------------------------------------------------------------------------------------


def test_list_open_ones_by_the_day_they_are_due(promised: Rep) -> None:
    promised("promise add mjcs 谈端架 --by 2026-11-22 --contact 陈丽")
    assert promised("promise list").out.splitlines() == [
        "#  by          days late  customer    with  what    theirs",
        "1  2026-11-20          2  美佳超市          送样品",
        "3  2026-11-22          0  美佳超市    陈丽  谈端架",
        "2  2026-11-24          0  惠民便利店        结款    yes",
    ]
    assert "谈端架" in promised("promise list 美佳").out
    assert "结款" not in promised("promise list 美佳").out


def test_list_as_data(promised: Rep) -> None:
    promised("promise keep 1")
    assert [item["id"] for item in json.loads(promised("promise list --json").out)["items"]] == [2]
    items = json.loads(promised("promise list --all --json").out)["items"]
    assert [item["id"] for item in items] == [2, 1]
    assert items[1] == {
        "id": 1, "by": "2026-11-20", "overdue_days": None, "customer": "美佳超市", "customer_id": 1, "contact": "", "contact_id": None,
        "text": "送样品", "theirs": False, "made": "2026-11-16", "kept": "2026-11-22", "dropped": None,
    }  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(promised("promise list --all --csv --limit 1").out)))
    assert [(row["id"], row["theirs"], row["overdue_days"], row["kept"]) for row in rows] == [("2", "yes", "0", "")]


def test_an_empty_list_says_how_to_begin(shop: Rep) -> None:
    said = shop("promise list")
    assert (said.out, said.err) == ("", "No promise is open; repbook promise add CUSTOMER TEXT --by DATE\n")


# ---- in the morning -----------------------------------------------------------------------------------


def test_mine_is_first_of_all_from_the_day_before_until_it_is_settled(shop: Rep) -> None:
    shop("promise add mjcs 送样品 --by 2026-11-25", today="2026-11-22")
    assert due(shop, "2026-11-23") == []
    (row,) = due(shop, "2026-11-24")
    assert (row["class"], row["action"], row["occasion"], row["due"], row["overdue_days"]) == ("1", "task", "#1", "2026-11-25", "0")
    (row,) = due(shop, "2026-11-27")
    assert (row["class"], row["overdue_days"]) == ("1", "2")
    shop("promise move 1 --by 2026-11-30")
    assert due(shop, "2026-11-27") == []
    shop("promise keep 1", today="2026-11-29")
    assert due(shop, "2026-12-05") == []
    assert len(due(shop, "2026-11-29")) == 0


def test_due_of_an_earlier_day_does_not_know_that_it_was_kept(shop: Rep) -> None:
    shop("promise add mjcs 送样品 --by 2026-11-20 --on 2026-11-16")
    shop("promise keep 1")
    assert len(due(shop, "2026-11-21")) == 1
    assert due(shop, "2026-11-15") == []


def test_theirs_asks_for_a_call_from_the_day_after(shop: Rep) -> None:
    shop("promise add mjcs 结款 --by 2026-11-24 --theirs")
    assert due(shop, "2026-11-24") == []
    (row,) = due(shop, "2026-11-25")
    assert (row["class"], row["action"], row["occasion"]) == ("1", "call", "#1")
    shop("promise drop 1")
    assert due(shop, "2026-11-25") == []


# ---- back and forth -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line", ["promise add mjcs a --by +1w --contact 陈丽", "promise keep 1", "promise drop 2", "promise move 1 --by +1w"]
)
def test_every_step_is_taken_back_and_put_back(promised: Rep, line: str) -> None:
    there_and_back(promised, line)


def test_steps_in_words(promised: Rep) -> None:
    promised("promise move 1 --by +1w")
    promised("promise keep 1")
    assert promised("undo").out.startswith("undone: promise keep: 送样品, 美佳超市")
    assert promised("undo", lang="zh").out.startswith("已撤销：承诺改期 送样品 美佳超市，到 11月29日")
    assert promised("undo", lang="zh").out.startswith("已撤销：承诺 结款 惠民便利店，11月24日前")


# ---- asked about --------------------------------------------------------------------------------------


def test_a_call_about_a_promise_of_theirs_lets_it_rest_and_settles_nothing(shop: Rep) -> None:
    shop("promise add mjcs 结款 --by 2026-11-21 --on 2026-11-16 --theirs")
    said = shop("log mjcs call").err
    assert 'quiet until Mon 30 Nov: promise (they promised "结款" by Sat 21 Nov)\n' in said
    assert "settles: promise" not in said
    assert "promise: quiet until Mon 30 Nov (due Sun 22 Nov 2026)" in shop("why mjcs promise").out
    assert "promise：暂不再问，到 11月30日 周一（" in shop("why mjcs promise", lang="zh").out
    assert not due(shop, "2026-11-29")
    assert due(shop, "2026-11-30")


@pytest.mark.parametrize(
    ("today", "state", "rests_until", "settled_on"),
    [
        ("2026-11-22", "resting", "2026-11-30", None),
        ("2026-11-29", "resting", "2026-11-30", None),
        ("2026-11-30", "due", None, None),
        ("2026-12-01", "settled", None, "2026-12-01"),
    ],
)
def test_why_as_data_says_until_when_a_promise_rests(
    shop: Rep, today: str, state: str, rests_until: str | None, settled_on: str | None
) -> None:
    shop("promise add mjcs 结款 --by 2026-11-21 --on 2026-11-16 --theirs")
    shop("log mjcs call")
    if state == "settled":
        shop("promise keep 1", today=today)
    (item,) = json.loads(shop("why mjcs promise --json", today=today).out)["items"]
    assert (item["state"], item["rests_until"], item["settled_on"]) == (state, rests_until, settled_on)
    (row,) = csv.DictReader(io.StringIO(shop("why mjcs promise --csv", today=today).out))
    assert (row["state"], row["rests_until"], row["settled_on"]) == (state, rests_until or "", settled_on or "")


def test_a_further_call_lets_it_rest_longer_and_keeping_it_ends_it(shop: Rep) -> None:
    shop("promise add mjcs 结款 --by 2026-11-21 --on 2026-11-16 --theirs")
    shop("log mjcs call")
    shop("log mjcs call", today="2026-11-25")
    assert "quiet until Thu 3 Dec" in shop("why mjcs promise", today="2026-11-26").out
    shop("promise keep 1", today="2026-11-26")
    assert "settled on Thu 26 Nov 2026" in shop("why mjcs promise", today="2026-11-26").out
