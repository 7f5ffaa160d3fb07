"""`log`: one line after a visit, what it says and what it leaves in the book; `history` and `undo` of it."""

from __future__ import annotations

import io
import json
import sys
from contextlib import closing
from pathlib import Path

import pytest

from repbook.store import forget
from repbook.store.book import connect
from tests.cli import Rep
from tests.sample import Sample


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """One key account with two people, last visited in June; another shop nearby."""
    made = Sample(rep.book)
    mei = made.customer("美佳超市", "key", since="2026-01-05")
    made.touch(mei, "2026-06-01", "visit")
    made.contact(mei, "陈丽", (11, 23))
    made.contact(mei, "王强")
    other = made.customer("惠民便利店")
    made.contact(other, "王丽")
    made.close()
    return rep


COLUMNS = "on_day, kind, outcome, purpose, mood, minutes, incoming, mass, meant_for, gift, cost, origin, note"


def last(rep: Rep) -> tuple[object, ...]:
    """The touch written last."""
    return rep.rows(f"SELECT {COLUMNS} FROM touch ORDER BY id DESC LIMIT 1")[0]


def test_a_visit_in_one_line(shop: Rep) -> None:
    said = shop('log mjcs visit "送了样品，货架第二层让出来了" --mood good')
    assert said.out == "visit  美佳超市 · Sun 22 Nov 2026 · good  #2\n"
    assert "settles: care-visit (174 days since the last visit (every 90))" in said.err
    assert "settles: care-call" in said.err
    assert ", call by " in said.err
    assert "undo: repbook undo" in said.err
    assert last(shop) == ("2026-11-22", "visit", "done", "", "good", None, 0, 0, "", "", None, "", "送了样品，货架第二层让出来了")


def test_what_was_logged_is_gone_from_due(shop: Rep) -> None:
    assert "美佳超市" in shop("due --csv").out
    shop("log 美佳 visit")
    assert "美佳超市" not in shop("due --csv").out
    assert "美佳超市" in shop("history --csv").out


def test_chinese_words_all_the_way(shop: Rep) -> None:
    said = shop("log 美佳 电话 聊了价格 --outcome 未接 --mood 一般 --purpose 业务", lang="zh")
    assert said.out == "电话  美佳超市 · 2026年11月22日 周日 · 未接 · 一般  #2\n"
    assert "记为一次未成的尝试（未接）" in said.err
    assert last(shop)[1:5] == ("call", "no-answer", "business", "ok")


def test_every_option_is_stored(shop: Rep) -> None:
    shop("log 美佳 gift --on 11-20 --with 陈丽 --with 王强 --for mid-autumn --minutes 15 --gift 月饼礼盒 --cost 268 --origin 宜昌 --in")
    assert last(shop) == ("2026-11-20", "gift", "done", "", "", 15, 1, 0, "mid-autumn", "月饼礼盒", 26800, "宜昌", "")
    assert shop.rows("SELECT contact_id FROM touch_contact ORDER BY contact_id") == [(1,), (2,)]


def test_an_order_on_the_way(shop: Rep) -> None:
    said = shop("log 美佳 visit --order 2,680.50 --product 白酒A --qty 12")
    assert "order 2,680.50 · 美佳超市 · Sun 22 Nov 2026 #1" in said.out
    assert shop.rows("SELECT on_day, amount, product, quantity FROM orders") == [("2026-11-22", 268050, "白酒A", "12")]
    shop("undo")
    assert shop.rows("SELECT count(*) FROM orders") == [(0,)]


def test_a_contact_names_its_customer_and_is_who_it_was_with(shop: Rep) -> None:
    said = shop("log 陈丽 call")
    assert said.out == "call  美佳超市 · with 陈丽 · Sun 22 Nov 2026  #2\n"
    assert shop.rows("SELECT customer_id FROM touch ORDER BY id DESC LIMIT 1") == [(1,)]
    assert shop.rows("SELECT contact_id FROM touch_contact") == [(1,)]


def test_with_whom_is_said_first(shop: Rep) -> None:
    said = shop("log 美佳 visit --with wq --with 陈丽 --with '#2'")
    assert said.out == "visit  美佳超市 · with 王强, 陈丽 · Sun 22 Nov 2026  #2\n"
    assert shop("log 陈丽 电话", lang="zh").out == "电话  美佳超市 · 与陈丽 · 2026年11月22日 周日  #3\n"
    assert "with" not in shop("log 美佳 call").out


def test_what_was_settled_in_chinese(shop: Rep) -> None:
    said = shop("log 美佳 拜访", lang="zh").err
    assert "了结：定期拜访 care-visit（距上次拜访 174 天（每 90 天））\n" in said
    assert "了结：定期电话 care-call（" in said


@pytest.mark.parametrize(
    ("typed", "stored"), [("中秋", "mid-autumn"), ("生日", "birthday"), ("BIRTHDAY", "birthday"), ("win-back", "win-back")]
)
def test_what_it_was_for_in_the_words_people_use(shop: Rep, typed: str, stored: str) -> None:
    said = shop(["log", "美佳", "greeting", "--for", typed])
    assert last(shop)[8] == stored
    if stored not in ("birthday",):
        assert f"--for {stored} settles nothing" in said.err


def test_a_greeting_for_a_birthday_settles_it(shop: Rep) -> None:
    said = shop("log 美佳 greeting --for birthday", today="2026-11-23")
    assert "settles: birthday (陈丽's birthday today)" in said.err


@pytest.mark.parametrize(("gone", "part"), [("customer", "no customer has the number #1"), ("contact", "a contact was merged or removed")])
def test_who_goes_while_a_note_is_typed(shop: Rep, monkeypatch: pytest.MonkeyPatch, gone: str, part: str) -> None:
    class Slow(io.StringIO):
        def read(self, size: int | None = -1) -> str:
            with closing(connect(str(shop.book), writing=True)) as book:
                forget.forget(book, forget.subject(book.db, gone, 1), 1)
            return super().read(size)

    monkeypatch.setattr(sys, "stdin", Slow("a note"))
    said = shop("log 美佳 visit - --with 陈丽", code=3)
    assert part in said.err
    assert said.err.count("\n") == 1
    assert not shop.rows("SELECT 1 FROM touch WHERE note = 'a note'")


def test_a_note_from_standard_input(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("第一行\nsecond line\n"))
    shop("log 美佳 call -")
    assert last(shop)[-1] == "第一行\nsecond line"


@pytest.mark.parametrize(
    ("line", "code", "part"),
    [
        ("log 王 call", 3, "2 match"),
        ("log 没有这家 call", 3, "nobody in the book matches"),
        ("log 美佳超是 call", 3, "the nearest"),
        ("log 美佳 fly", 2, "unknown kind"),
        ("log 美佳", 2, "KIND is missing, one of call/电话, visit/拜访,"),
        ("--lang zh log 美佳", 2, "缺少类型（KIND），可用：call/电话"),
        ("occasion add 美佳", 2, "KIND is missing, one of opening/开业"),
        ("log 美佳 call --on 2026-11-23", 1, "is after today"),
        ("log 美佳 call --on 2-30", 2, "does not exist"),
        ("log 美佳 call --on 10", 2, "more than one day"),
        ("log 美佳 call --on 11-24", 2, "write the year too"),
        ("log 美佳 call --mass", 2, "only a message, greeting or gift"),
        ("log 美佳 help --mass", 2, "only a message, greeting or gift"),
        ("log 美佳 call --mood angry", 2, "unknown mood"),
        ("log 美佳 call --outcome maybe", 2, "unknown outcome"),
        ("log 美佳 call --purpose fun", 2, "unknown purpose"),
        ("log 美佳 call --minutes 2000", 2, "between 0 and 1440"),
        ("log 美佳 call --for 吃饭", 2, "nothing is called"),
        ("log 美佳 call --with 王丽", 3, "no contact matches"),
        ("log 美佳 call --with '#3'", 3, "is a contact of 惠民便利店"),
        ("log 美佳 call --cost 20", 2, "--cost tells of a gift"),
        ("log 美佳 call --qty 3", 2, "--qty belongs to an order"),
        ("log 美佳 visit --order=-5", 2, "below zero"),
        ("log 美佳 visit --order 1.234", 2, "not an amount"),
        ("log '#99' call", 3, "no customer has the number #99"),
        ("log '' call", 3, "say which customer"),
        ("log 美佳 call one two", 2, "too many words"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(shop: Rep, line: str, code: int, part: str) -> None:
    before = shop.dump()
    said = shop(line, code=code)
    assert part in said.err
    assert said.err.startswith("repbook: ")
    assert said.out == ""
    assert len(said.err.splitlines()) <= 6
    assert shop.dump() == before


def test_several_are_listed_with_how_to_tell_them_apart(shop: Rep) -> None:
    lines = shop("log 王 call", code=3).err.splitlines()
    assert lines[1:] == ["  王丽 @ 惠民便利店 (wl) #2", "  王强 @ 美佳超市 (wq) #1"]


def test_undo_and_redo_take_it_back_and_give_it_back(shop: Rep) -> None:
    before = shop.dump()
    shop("log 美佳 visit 送了样品 --with 陈丽 --order 100")
    after = shop.dump()
    said = shop("undo")
    assert said.out.startswith("undone: log: visit to 美佳超市, 22 Nov")
    assert shop.dump() == before
    assert shop("redo").out.startswith("done again: log: visit to 美佳超市, 22 Nov")
    assert shop.dump() == after
    assert "nothing to redo" in shop("redo", code=1).err
    shop("undo")
    assert "nothing to undo" in shop("undo", code=1).err
    shop("log 美佳 call")
    assert "nothing to redo" in shop("redo", code=1).err


def test_undo_lists_the_steps_in_words(shop: Rep) -> None:
    shop("log 美佳 visit")
    shop("log 惠民 call --on yesterday")
    shop("undo")
    steps = json.loads(shop("undo --list --json").out)["items"]
    assert [(s["what"], s["undone"]) for s in steps] == [
        ("log: call to 惠民便利店, 21 Nov", True),
        ("log: visit to 美佳超市, 22 Nov", False),
    ]
    assert "记录：拜访 美佳超市，11月22日" in shop("undo --list", lang="zh").out


def test_history_newest_first_with_everything_in_json(shop: Rep) -> None:
    shop("log 美佳 visit 送了样品 --with 陈丽 --cost 30 --gift 茶")
    items = json.loads(shop("history 美佳 --json").out)["items"]
    assert [(i["on"], i["kind"]) for i in items] == [("2026-11-22", "visit"), ("2026-06-01", "visit")]
    assert items[0]["contact"] == "陈丽"
    assert items[0]["cost"] == 30.0
    assert items[0]["note"] == "送了样品"
    assert json.loads(shop("history --kind call --json").out) == {"items": []}
    assert len(json.loads(shop("history --since 2026-11-01 --json").out)["items"]) == 1


def test_history_of_an_empty_book_is_said_on_stderr(rep: Rep) -> None:
    made = Sample(rep.book)
    made.close()
    said = rep("history")
    assert said.out == ""
    assert "Nothing is written down yet" in said.err


def test_why_prints_the_arithmetic(shop: Rep) -> None:
    shop("log 美佳 call 催货款 --on 2026-10-28")
    out = shop("why 美佳 care-call").out
    assert "care-call: due " in out
    assert 'Wed 28 Oct 2026 (call) "催货款"' in out
    assert "21 days (key) x spacing 1" in out
    assert "irregular offset" in out
    assert "held by" in out
    assert "1 of 6 touches in 30 days" in out


def test_why_without_a_rule_goes_through_all(shop: Rep) -> None:
    out = shop("why 美佳").out
    assert "care-visit: due " in out
    assert "birthday: " in out or "festival-greeting: " in out
    assert "nothing to say: " in out
    document = json.loads(shop("why 美佳 --json").out)
    assert {item["rule"] for item in document["items"]} >= {"care-call", "care-visit", "birthday", "reorder"}
    assert "距上次电话或拜访" in shop("why 美佳 定期电话", lang="zh").out
    assert "unknown rule" in shop("why 美佳 fly", code=2).err or "no rule" in shop("why 美佳 fly", code=2).err


def test_reading_never_changes_the_file(shop: Rep) -> None:
    before = Path(shop.book).read_bytes()
    for line in ("due", "due --csv --held", "why 美佳", "history", "undo --list"):
        shop(line)
    assert Path(shop.book).read_bytes() == before
    assert [p.name for p in shop.folder.iterdir()] == ["book.db"]


def test_why_leaves_out_what_can_never_show(rep: Rep) -> None:
    """A referral may be asked for again in 180 days, but only for 90 days after the last order: not with what is known now."""
    rep("customer add 美佳超市 --since 2026-01-01")
    for on in ("2026-08-01", "2026-09-01", "2026-10-01"):
        rep(f"order add 美佳超市 100 --on {on}")
    assert "ask for a referral (3 order days)" in rep("why 美佳超市 referral-ask").out
    rep("log 美佳超市 call --purpose referral --on 2026-11-01")
    assert rep("why 美佳超市 referral-ask").out.splitlines()[2].startswith("nothing to say: referral-ask")
