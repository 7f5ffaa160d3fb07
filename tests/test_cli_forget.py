"""`customer forget`, `contact forget`: not one byte of somebody is left, and nothing of anybody else is touched."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from repbook.migrations import journaled_tables
from repbook.store import backups, forget
from repbook.store.mentions import FREE_TEXT, Pattern, Words, is_telling, words_of
from tests.cli import Rep
from tests.forgotten import WORDS, found, kept, shop
from tests.program import on_terminal

__all__ = ["kept", "shop"]

PLAN = """\
王建军 @ 美佳超市 #1
  goes: 1 contact · 1 occasion · 1 promise
  goes: the words of 1 touch with nobody else; that it was, and when, stays with the customer
  named in 11 texts that stay, of 百姓饭店, 美佳超市: […] will stand there instead
  stays: the customer is called 王建国烟酒店 #2; first, if that is to go too: repbook customer edit "#2" --name NAME
  goes: what undo remembers; 13 commands can no longer be taken back
"""


def test_what_would_go_is_shown(shop: Rep) -> None:
    before = {path: path.read_bytes() for path in shop.folder.rglob("*.db")}
    said = shop("contact forget 王建军 --dry-run")
    assert said.out.startswith(PLAN)
    assert "backups with something of them: " in said.out
    assert said.err == "A dry run: nothing was changed\n"
    assert {path: path.read_bytes() for path in shop.folder.rglob("*.db")} == before


def test_not_a_byte_is_left(shop: Rep) -> None:
    assert {word for _, word in found(shop)} == set(WORDS)
    said = shop("--yes contact forget 王建军")
    assert said.out.endswith("forgotten for good: 王建军 @ 美佳超市 #1\n")
    assert "2 backups rewritten without them" in said.err
    hits = found(shop)
    for path in shop.folder.rglob("*.db"):  # what is left is part of another customer's name
        for word, more in (("王建国", "烟酒店"), ("wangjianguo", "y"), ("|wjg", "yjd")):
            data = path.read_bytes()
            assert data.count(word.encode()) == data.count((word + more).encode()), (path.name, word)
    assert {word for _, word in hits} <= {"王建国", "wangjianguo", "|wjg"}
    assert sorted(path.name for path in shop.folder.iterdir()) == ["book.db", "book.db.backups"]
    assert [path.suffix for path in (shop.folder / "book.db.backups").iterdir()] == [".db", ".db"]
    for backup in backups.listing(str(shop.book)):
        assert backups.is_whole(backup.path)
        assert os.stat(backup.path).st_mode & 0o777 == 0o600
    assert os.stat(shop.book).st_mode & 0o777 == 0o600
    assert shop("book check").out == "every page, reference and row reads back\n"


def test_a_journal_that_a_killed_command_left_is_overwritten(shop: Rep) -> None:
    """Killed right after its last word, with the pages of before still in a journal that is done with: run again, it finishes."""
    left = bytes(512) + "王建国 13800001111".encode()
    backup = Path(backups.listing(str(shop.book))[0].path + "-journal")
    backup.write_bytes(left)
    shop("--yes contact forget 王建军")
    assert not backup.exists()
    journal = shop.book.with_name("book.db-journal")
    journal.write_bytes(left)
    shop("contact forget 王建军 --dry-run", code=3)
    assert journal.read_bytes() == left
    shop("contact forget 王建军", code=3)
    assert not journal.exists()
    assert {word for _, word in found(shop)} <= {"王建国", "wangjianguo", "|wjg"}


def test_everybody_else_stays_as_they_were(shop: Rep) -> None:
    shop("--yes contact forget 王建军")
    assert shop.rows("SELECT id, name FROM contact") == [(2, "李四")]
    assert shop.rows("SELECT id, note, gift, cost, origin FROM touch ORDER BY id") == [
        (1, "[…]介绍的，电话 […]，[…]；去过王建国烟酒店", "", None, ""), (2, "[…]和李四都在", "酒", None, "[…]老家"), (3, "", "茶", 500, ""),
        (5, "fine", "", None, ""),
    ]  # fmt: skip
    assert shop.rows("SELECT touch_id, contact_id FROM touch_contact") == [(2, 2)]
    assert shop.rows("SELECT id, text FROM promise") == [(2, "替[…]问价")]
    assert shop.rows("SELECT count(*) FROM occasion") == [(0,)]
    assert shop.rows("SELECT text FROM complaint UNION ALL SELECT note FROM complaint_stage") == [("[…]说货晚了",), ("已告诉[…]",)]
    assert shop.rows("SELECT reason FROM alert UNION ALL SELECT because FROM snooze") == [("[…]说有台风",), ("等[…]",)]
    assert shop.rows("SELECT product FROM stock UNION ALL SELECT product FROM orders") == [("[…]专供酒",)] * 2
    assert shop.rows("SELECT name, note, referred_by FROM customer") == [
        ("美佳超市", "", None),
        ("王建国烟酒店", "", None),
        ("百姓饭店", "从[…]那里来", 1),
    ]


def test_a_whole_customer_goes_with_all_that_belongs_to_it(shop: Rep) -> None:
    shop("log 百姓 call '美佳超市也要，meijiachaoshi，李四说的'")
    said = shop("--yes customer forget 美佳超市")
    assert "goes: 1 customer · 2 contacts · 2 touches · 1 occasion · 2 promises · 1 complaint · 1 stock reading\n" in said.out
    assert "referred by them, which nobody will know any more: 百姓饭店" in said.out
    assert found(shop, ("美佳超市", "meijiachaoshi", "|mjcs|", "李四", "李四都在", "王建军", "钓鱼", "专供酒 5")) == set()
    assert shop.rows("SELECT name, referred_by FROM customer") == [("王建国烟酒店", None), ("百姓饭店", None)]
    assert shop.rows("SELECT note FROM touch ORDER BY id DESC LIMIT 1") == [("[…]也要，[…]，[…]说的",)]
    assert shop.rows("SELECT count(*) FROM touch_contact") == [(0,)]
    shop("doctor", code=None)
    assert shop("book check").out == "every page, reference and row reads back\n"


def test_somebody_merged_into_them_goes_too(rep: Rep) -> None:
    rep("customer add A --contact 赵敏::13811112222 --contact 赵小敏::13833334444")
    rep("customer add B")
    rep("log B call '赵小敏 13833334444'")
    rep("book backup")
    rep("--yes contact merge 赵敏 赵小敏")
    rep("--yes contact forget 赵敏")
    assert found(rep, ("赵敏", "赵小敏", "13811112222", "13833334444", "zhaoxiaomin")) == set()
    for backup in backups.listing(str(rep.book)):
        with closing(sqlite3.connect(backup.path)) as db:
            assert db.execute("SELECT count(*) FROM contact").fetchone() == (0,)


def test_a_customer_merged_into_another_goes_with_it(rep: Rep) -> None:
    for line in ("customer add 美家 --phone 02788881111 --contact 赵敏", "customer add 美佳超市", "log 美家 call", "book backup",
                 "--yes customer merge 美佳超市 美家", "--yes customer forget 美佳超市"):  # fmt: skip
        rep(line)
    assert found(rep, ("美家", "美佳", "02788881111", "赵敏")) == set()


def test_the_name_it_was_first_known_by(rep: Rep) -> None:
    """A customer called after somebody and renamed since still has the old name as the root of its irregular days."""
    for line in ("customer add 王建国", "contact add 王建国 王建国", "customer edit '#1' --name 百姓饭店", "--yes contact forget 王建国"):
        rep(line)
    assert found(rep, ("王建国", "wangjianguo")) == set()
    assert rep.rows("SELECT name, key = uid FROM customer") == [("百姓饭店", 1)]


def test_namesakes_and_shared_numbers_are_somebody_elses(rep: Rep) -> None:
    for line in ("customer add A --contact 王建国::13800001111", "customer add B --contact 王建国", "customer add C --phone '+86 138 0000 1111'",
                 "log B call '王建国在'", "log C call '王建国在'"):  # fmt: skip
        rep(line)
    said = rep("--yes contact forget A/王建国")
    assert "stays: somebody else of that name, 王建国 @ B #2, and what is written there" in said.out
    assert "stays: the same number at C (C) #3" in said.out
    assert rep.rows("SELECT note FROM touch") == [("王建国在",), ("[…]在",)]
    assert rep.rows("SELECT phone FROM customer WHERE id = 3") == [("+86 138 0000 1111",)]


def test_a_title_is_nobody_elsewhere(rep: Rep) -> None:
    for line in (
        "customer add A --contact 王总",
        "customer add B",
        "log A call '王总在'",
        "log B call '王总在'",
        "--yes contact forget 王总",
    ):
        rep(line)
    assert rep.rows("SELECT note FROM touch") == [("[…]在",), ("王总在",)]


# ---- undo ---------------------------------------------------------------------------------------------------


def test_a_name_of_one_character_within_a_word_is_pointed_out(rep: Rep) -> None:
    rep("customer add 美佳超市")
    rep("contact add 美佳超市 王")
    rep("log 美佳超市 call 王说下周来，王总不在")
    rep("log 美佳超市 call '找了 王 两次'")
    shown = rep("contact forget 王 --yes --dry-run").out
    assert "stays: 王 within longer words, where nobody can say whom it means; look through:  repbook history #1" in shown
    rep("customer add 百姓饭店")
    rep("contact add 百姓饭店 刘")
    rep("log 百姓饭店 call '找了 刘 两次'")
    assert "stays: 刘" not in rep("contact forget 刘 --yes --dry-run").out


def test_undo_ends_there_and_says_so(shop: Rep) -> None:
    shop("--yes contact forget 王建军")
    before = shop.book.read_bytes()
    assert "forget somebody for good" in shop("undo", code=1).err
    assert "nothing to redo" in shop("redo", code=1).err
    assert "no import since" in shop("import undo", code=1).err
    assert shop.book.read_bytes() == before
    assert [step["what"] for step in json.loads(shop("undo --list --json").out)["items"]] == ["contact forget: for good"]
    assert "nothing to undo" in shop("book info").out


def test_what_comes_after_is_undone_as_ever(shop: Rep) -> None:
    shop("--yes contact forget 王建军")
    before = shop("export all -").out
    shop("log 百姓 call after")
    after = shop("export all -").out
    shop("undo")
    assert shop("export all -").out == before
    shop("redo")
    assert shop("export all -").out == after
    shop("undo")
    shop("undo", code=1)
    assert shop("export all -").out == before


def test_ids_are_not_given_out_again(rep: Rep) -> None:
    for line in ("customer add A --contact Anna --contact Berta", "--yes contact forget Berta", "export all all.json"):
        rep(line.replace("all.json", str(rep.folder / "all.json")))
    assert json.loads((rep.folder / "all.json").read_text())["highest_ids"]["contact"] == 2
    (rep.folder / "other").mkdir()
    other = Rep(rep.folder / "other", rep.capsys)
    other(f"import all {rep.folder / 'all.json'}")
    assert other("export all -").out == (rep.folder / "all.json").read_text()
    assert other("contact add A Clara").out.split()[-1] == rep("contact add A Clara").out.split()[-1] == "#3"


# ---- asking -------------------------------------------------------------------------------------------------


def test_nobody_to_ask(shop: Rep) -> None:
    before = shop.book.read_bytes()
    for line in ("customer forget 美佳超市", "contact forget 王建军"):
        said = shop(line, code=1)
        assert "--yes" in said.err
        assert "cannot be undone" in said.err
    assert shop.book.read_bytes() == before


@pytest.mark.parametrize(("answer", "code", "left"), [(b"\n", 1, 2), (b"n\n", 1, 2), (b"y\n\n", 0, 1)])
def test_somebody_is_asked(shop: Rep, tmp_path: Path, answer: bytes, code: int, left: int) -> None:
    ran = on_terminal(["--book", str(shop.book), "contact", "forget", "王建军"], tmp_path, typed=("[y/N]", answer), columns=200)
    assert ran.code == code
    assert "Forget 王建军 @ 美佳超市 for good? This cannot be undone." in ran.out
    assert shop.rows("SELECT count(*) FROM contact") == [(left,)]
    assert ("王建军" in {word for _, word in found(shop)}) is bool(code)


@pytest.mark.parametrize(
    ("line", "code"), [("contact forget 没有", 3), ("customer forget 没有", 3), ("contact forget 李四 --backups burn", 2)]
)
def test_what_cannot_be(shop: Rep, line: str, code: int) -> None:
    before = shop.dump()
    assert shop(f"--yes {line}", code=code).out == ""
    assert shop.dump() == before


# ---- words --------------------------------------------------------------------------------------------------

OTHER_TEXT = {
    "customer": "uid name key handles tier area status phone", "contact": "uid name handles role phone wechat email",
    "touch": "uid kind outcome purpose mood meant_for", "orders": "uid quantity", "spacing": "uid factor", "occasion": "uid kind",
    "complaint_stage": "uid stage", "alert": "uid area", "stock": "uid quantity reorder_at", "snooze": "uid rule", "policy": "uid key value",
    "setting": "uid key value",
}  # fmt: skip
"""The text columns in which nobody else is named: a person's own, and words of the program."""


def test_every_text_column_is_thought_of(shop: Rep) -> None:
    for table in journaled_tables():
        columns = {name for name, sort in shop.rows("SELECT name, type FROM pragma_table_info(?)", table) if sort == "TEXT"}
        assert columns == {*FREE_TEXT.get(table, ()), *OTHER_TEXT.get(table, "uid").split()}, table


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("王建国", "王建国来了", "[…]来了"),
        ("王建国", "王建来了", "王建来了"),
        ("王建", "王建国和王建", "王建国和[…]"),
        ("王建国", "Wang Jianguo, wangjianguo, WANG JIAN-GUO", "[…], […], […]"),
        ("王建国", "wangjianguobin", "wangjianguobin"),
        ("Ann", "Ann, ann and Anna", "[…], […] and Anna"),
        ("Ann Lee", "Ann  Lee's", "[…]'s"),
        ("王", "王, 老王, 王老吉", "[…], 老王, 王老吉"),
        ("(a+b)", "x (a+b) y", "x […] y"),
    ],
)
def test_names_in_texts(name: str, text: str, left: str) -> None:
    from repbook.names import handles

    pattern = Pattern(words_of({"name": name, "handles": handles(name)}), {"王建国", "Anna", "李四"} - {name})
    assert pattern.without(text) == left
    assert pattern.names(text) is (text != left)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("13800001111", "[…]"), ("138 0000 1111。", "[…]。"), ("+86 138-0000-1111", "[…]"), ("8613800001111", "[…]"), ("0138000011112", "0138000011112"),
        ("138000011112", "138000011112"), ("微信wl_1，li@b.cn", "微信[…]，[…]"), ("xwl_1", "xwl_1"), ("8888", "8888"),
    ],
)  # fmt: skip
def test_numbers_and_accounts_in_texts(text: str, left: str) -> None:
    row = {"name": "王丽", "phone": "138 0000 1111 / 8888", "wechat": "wl_1", "email": "li@b.cn"}
    assert Pattern(words_of(row)).without(text) == left


@pytest.mark.parametrize(
    ("name", "telling"),
    [("王建国", True), ("王丽", True), ("王总", False), ("李经理", False), ("欧阳老师", True), ("小李", False), ("老板娘", False), ("王", False), ("Al", False), ("Ann", True)],
)  # fmt: skip
def test_names_that_tell_who_it_is(name: str, telling: bool) -> None:
    assert is_telling(name) is telling


def test_nothing_to_look_for_finds_nothing() -> None:
    assert Pattern(Words()).without("王建国 […]") == "王建国 […]"


def test_what_undo_remembers_names_somebody_at_the_start_of_a_line(rep: Rep) -> None:
    """As JSON writes it down, the letter of the line break and the name would look like one word."""
    for line in ("customer add Shop", "contact add Shop 'John Smith'", "log Shop call 'asked for\nJohn Smith'", "undo"):
        rep(line)
    with closing(sqlite3.connect(rep.book)) as db:
        who = forget.subject(db, "contact", 1)
        for rows in ("contact", "change WHERE step_id = 2", "step WHERE id = 2"):
            db.execute(f"DELETE FROM {rows}")
        assert forget.plan(db, who).journal
