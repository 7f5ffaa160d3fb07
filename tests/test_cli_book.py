"""`repbook book`: what it says of the book, finding what is damaged, and saving what is left."""

from __future__ import annotations

import json
import sqlite3
import stat
from contextlib import closing

import pytest

from repbook import migrations, words
from repbook.store import backups
from tests.cli import Rep, Said
from tests.spoilt import filled, kept, leaf_pages, spoil


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """A book with 40 customers, one of them with a contact, each with five touches and an order."""
    return filled(rep)


# ---- info -----------------------------------------------------------------------------------------------


def test_info(shop: Rep) -> None:
    shop("log 客户1 call")
    said = shop("book info")
    assert str(shop.book) in said.out
    assert "40 customers, 1 contact, 201 touches, 40 orders" in said.out
    assert "2 commands" in said.out
    assert f"{kept(shop)[0]}, " in said.out
    assert "客户" not in said.out
    chinese = shop("book info", lang="zh").out
    assert "客户 40 个，联系人 1 个，记录 201 条，订单 40 笔" in chinese
    assert "：每日" in chinese


def test_info_as_json(shop: Rep) -> None:
    shop.book.chmod(0o644)
    shop("log 客户1 call")
    info = json.loads(shop("book info --json").out)
    assert info["path"] == str(shop.book)
    assert info["size"] == shop.book.stat().st_size == info["pages"] * info["page_size"]
    assert (info["schema"], info["journal"], info["journal_left"]) == (migrations.VERSION, "delete", False)
    assert (info["customers"], info["contacts"], info["touches"], info["orders"], info["steps"]) == (40, 1, 201, 40, 2)
    assert info["permissions"] == {"book": "0644", "folder": f"{stat.S_IMODE(shop.folder.stat().st_mode):04o}", "backups": "0700"}
    (only,) = info["backups"]["items"]
    assert only["file"] == str(shop.folder / "book.db.backups" / kept(shop)[0])
    assert (only["reason"], info["backups"]["last"]) == ("daily", only["at"])
    assert shop("book info --json", lang="zh").out == shop("book info --json").out


def test_without_a_book(rep: Rep) -> None:
    for line in ("book info", "book check", "book backup", "doctor"):
        said = rep(line, code=1 if line == "book backup" else 0)
        assert "no book yet" in said.err
        assert said.out == ""
    assert list(rep.folder.iterdir()) == []


# ---- check ----------------------------------------------------------------------------------------------


def test_a_whole_book(shop: Rep) -> None:
    before = shop.book.read_bytes()
    assert shop("book check").out == "every page, reference and row reads back\n"
    assert json.loads(shop("book check --json").out) == {
        "path": str(shop.book), "whole": True, "damage": [], "findings": [], "last_good_backup": None, "salvaged": None,
    }  # fmt: skip
    assert shop.book.read_bytes() == before


def test_what_cannot_be_is_said_with_the_way_out(shop: Rep) -> None:
    said = shop("book check", code=1, today="2026-03-01")
    assert "119 touches are on a day still to come" in said.out
    assert "repbook history" in said.out
    assert "2 things need a hand" in said.err
    (touches, orders) = json.loads(shop("book check --json", code=1, today="2026-03-01").out)["findings"]
    assert (touches["check"], len(touches["ids"]), orders["check"]) == ("touch_ahead", 119, "order_ahead")


def damaged(rep: Rep) -> Said:
    """What check says of a book that must be found damaged and must not be touched."""
    before = rep.book.read_bytes()
    said = rep("book check", code=4)
    assert said.err.count("\n") == 1
    assert "damaged in the book" in said.err
    assert rep.book.read_bytes() == before
    document = json.loads(rep("book check --json", code=4).out)
    assert not document["whole"]
    assert document["damage"] == said.out.splitlines()
    return said


def test_a_page_that_cannot_be_read(shop: Rep) -> None:
    backups.make(str(shop.book), "daily")
    spoil(shop.book, leaf_pages(shop.book, "touch")[2])
    said = damaged(shop)
    assert "touches: the rows of up to" in said.out
    assert "记录：最多有" in shop("book check", code=4, lang="zh").out
    assert (
        f"the last good backup, of {words.moment(backups.listing(str(shop.book))[0].at)}, comes back with  repbook --book {shop.book} book restore {kept(shop)[0]}"
        in said.err
    )
    assert "处损坏" in shop("book check", code=4, lang="zh").err


def execute(rep: Rep, *statements: str) -> None:
    with closing(sqlite3.connect(rep.book, isolation_level=None)) as db:
        for statement in statements:
            db.execute(statement)


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (["UPDATE touch SET customer_id = 999 WHERE id = 3"], "touch #3 refers to a row of customer that is not there"),
        (["DROP INDEX touch_recent"], "touch_recent is missing in the schema"),
        (
            ["PRAGMA ignore_check_constraints = ON", "UPDATE touch SET on_day = '2026-02-30' WHERE id = 7"],
            "CHECK constraint failed in touch",
        ),
        (["UPDATE customer SET note = x'ff' WHERE id = 5"], "customers: 1 row holds what cannot be there (#5)"),
        (["UPDATE customer SET note = CAST(x'ff41' AS TEXT) WHERE id = 5"], "customers: the rows of up to 1 id cannot be read"),
        (["UPDATE step SET params = '{' WHERE id = 1"], "commands that undo knows: 1 row holds what cannot be there (#1)"),
        (["PRAGMA writable_schema = ON", "UPDATE sqlite_master SET rootpage = 3 WHERE name = 'touch_recent'"], "touch_recent"),
    ],
)
def test_damages_within(shop: Rep, statements: list[str], found: str) -> None:
    execute(shop, *statements)
    assert found in damaged(shop).out


@pytest.mark.parametrize("at", [0, 16, 21, 44, 56, 63])
def test_a_damaged_head_is_found_and_mended_in_what_is_saved(shop: Rep, at: int) -> None:
    with shop.book.open("r+b") as file:
        file.seek(at)
        file.write(b"\0" if at == 63 else b"\x77")
    said = damaged(shop)
    assert "the head of the file" in said.out
    shop(f"book check --salvage {shop.folder / 'saved.db'}")
    shop.book = shop.folder / "saved.db"
    assert shop.rows("SELECT count(*) FROM touch") == [(200,)]
    shop("book check")


# ---- salvage --------------------------------------------------------------------------------------------


def saved(rep: Rep, code: int = 0) -> Said:
    """Save what can be read, and go on with that."""
    before = rep.book.read_bytes()
    said = rep(f"book check --salvage {rep.folder / 'saved.db'}", code=code)
    assert rep.book.read_bytes() == before
    assert stat.S_IMODE((rep.folder / "saved.db").stat().st_mode) == 0o600
    assert sorted(path.name for path in rep.folder.iterdir() if path.name != "book.db.backups") == ["book.db", "saved.db"]
    rep.book = rep.folder / "saved.db"
    rep("book check")
    return said


def test_a_whole_book_is_saved_whole(shop: Rep) -> None:
    rows = {table: shop.rows(f"SELECT * FROM {table}") for table in ("customer", "contact", "touch", "orders", "policy", "setting")}
    said = saved(shop)
    assert "touches: 200 saved" in said.out
    assert "nothing was lost" in said.out
    assert {table: shop.rows(f"SELECT * FROM {table}") for table in rows} == rows
    assert "log" in shop("log 客户7 call").err or shop.rows("SELECT max(id) FROM touch") == [(201,)]
    assert shop("undo").out.startswith("undone")


def test_rows_of_an_unreadable_page_are_named_and_all_others_saved(shop: Rep) -> None:
    pages = leaf_pages(shop.book, "touch")
    spoil(shop.book, pages[2])
    said = saved(shop)
    (left,) = shop.rows("SELECT count(*) FROM touch")[0]
    assert f"touches: {left} saved, up to {200 - left} lost (#" in said.out
    assert 0 < 200 - left < 40
    assert shop.rows("SELECT count(*) FROM customer") == [(40,)]
    assert shop.rows("SELECT count(*) FROM orders") == [(40,)]
    shop("log 客户7 call")
    assert shop.rows("SELECT max(id) FROM touch") == [(201,)], "no id is given out twice"


def test_what_happened_at_a_lost_customer_keeps_its_place(shop: Rep) -> None:
    pages = leaf_pages(shop.book, "customer")
    spoil(shop.book, pages[0])
    said = saved(shop)
    assert shop.rows("SELECT count(*) FROM touch") == [(200,)]
    lost = shop.rows("SELECT name FROM customer WHERE name LIKE '?%' ORDER BY id")
    assert lost[:2] == [("?1",), ("?2",)]
    assert f"{len(lost)} customers are called ? with a number" in said.out
    assert shop.rows("SELECT c.name FROM contact p JOIN customer c ON c.id = p.customer_id") == [("?1",)]
    assert "visit" in shop("history ?1").out


def test_rows_that_make_no_sense_are_left_out_and_named(shop: Rep) -> None:
    execute(shop, "PRAGMA ignore_check_constraints = ON", "UPDATE touch SET on_day = '2026-02-30' WHERE id = 7",
            "UPDATE touch SET kind = 'jump' WHERE id = 9")  # fmt: skip
    said = saved(shop)
    assert "touches: 198 saved" in said.out
    assert "2 made no sense any more and were left out (#7, #9)" in said.out


def test_one_row_that_makes_no_sense_is_told_of_as_one(shop: Rep) -> None:
    execute(shop, "PRAGMA ignore_check_constraints = ON", "UPDATE touch SET kind = 'jump' WHERE id = 9")
    assert "touches: 1 made no sense any more and was left out (#9)" in saved(shop).out


def test_broken_letters_do_not_lose_a_row(shop: Rep) -> None:
    execute(shop, "UPDATE touch SET note = CAST(x'e7be8ee4bd' AS TEXT) WHERE id = 7")
    said = saved(shop)
    assert "1 text has letters that cannot be read" in said.out
    assert shop.rows("SELECT note FROM touch WHERE id = 7") == [("美\N{REPLACEMENT CHARACTER}",)]


def test_a_truncated_book(shop: Rep) -> None:
    data = shop.book.read_bytes()
    shop.book.write_bytes(data[: len(data) * 3 // 4])
    document = json.loads(shop(f"book check --json --salvage {shop.folder / 'saved.db'}").out)
    assert document["damage"] == ["the head of the file is not that of a whole book, or pages are missing at its end"]
    by_table = {one["table"]: one for one in document["salvaged"]["tables"]}
    shop.book = shop.folder / "saved.db"
    assert shop.rows("SELECT count(*) FROM touch") == [(by_table["touch"]["kept"],)]
    shop("book check")


def test_an_older_book_is_saved_and_brought_up_to_date(rep: Rep) -> None:
    from tests.test_book import an_old_book

    an_old_book(rep.book, 1)
    with rep.book.open("r+b") as file:
        file.write(b"\0")
    saved(rep)
    assert rep.rows("PRAGMA user_version") == [(migrations.VERSION,)]
    assert rep.rows("SELECT name FROM customer") == [("美佳超市",)]


def test_nothing_is_saved_over_a_file(shop: Rep) -> None:
    target = shop.folder / "saved.db"
    target.write_text("mine")
    assert "is there already" in shop(f"book check --salvage {target}", code=1).err
    target.unlink()
    target.symlink_to(shop.folder / "elsewhere")
    assert "is there already" in shop(f"book check --salvage {target}", code=1).err
    assert "cannot be written" in shop(f"book check --salvage {shop.folder}/none/saved.db", code=1).err
    assert sorted(path.name for path in shop.folder.iterdir()) == ["book.db", "saved.db"]


def test_where_nothing_is_left(shop: Rep) -> None:
    head = shop.book.read_bytes()[:100]
    shop.book.write_bytes(head + b"\xff" * 40000)
    said = shop(f"book check --salvage {shop.folder / 'saved.db'}", code=4)
    assert "nothing can be read" in said.err
    assert not (shop.folder / "saved.db").exists()
