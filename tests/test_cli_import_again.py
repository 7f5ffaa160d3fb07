"""`repbook import` into a book that knows some of it: the same again changes nothing, what differs waits for `--update`, and all of it is one step."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from typing import Any

import pytest

from repbook.cli import imports as command
from repbook.cli.run import run
from repbook.store import imports, sums, touches
from repbook.terms import day_of
from tests.cli import Rep
from tests.imported import DATA, shop, take_in, write, year

__all__ = ["shop", "year"]


# ---- the same again -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "file", "rows"),
    [("customers", "customers_gbk", 4), ("contacts", "contacts", 3), ("touches", "touches_bom", 6), ("orders", "orders", 3)],
)
def test_the_same_file_again_changes_nothing_and_says_so(year: Rep, kind: str, file: str, rows: int) -> None:
    before = year.book.read_bytes()
    for option in ("", " --update"):
        said = year(f"import {kind} {DATA}/{file}.csv{option}", today="2026-11-25")
        assert said.out == f"{kind}: 0 added, 0 changed, {rows} the same\n"
        assert said.err == ""
    assert year.book.read_bytes() == before


def test_a_row_that_stands_k_times_brings_the_book_to_k(shop: Rep) -> None:
    line = "Good shop,2026-11-20,call,Ada,hello\n"
    head = "customer,on,kind,contact,note\n"
    assert take_in(shop, "touches", head + line)[0] == "touches: 1 added, 0 changed, 0 the same\n"
    assert take_in(shop, "touches", head + line * 3)[0] == "touches: 2 added, 0 changed, 1 the same\n"
    assert take_in(shop, "touches", head + line * 2)[0] == "touches: 0 added, 0 changed, 2 the same\n"
    assert shop.rows("SELECT count(*) FROM touch") == [(3,)]


@pytest.mark.parametrize(
    "other",
    ["Good shop,2026-11-19,call,Ada,hello", "Good shop,2026-11-20,visit,Ada,hello", "Good shop,2026-11-20,call,,hello",
     "Good shop,2026-11-20,call,Ada,Hello", "Corner Bar,2026-11-20,call,Bob,hello"],
)  # fmt: skip
def test_touches_that_differ_in_anything_are_other_facts(shop: Rep, other: str) -> None:
    head = "customer,on,kind,contact,note\n"
    take_in(shop, "touches", head + "Good shop,2026-11-20,call,Ada,hello\n")
    assert take_in(shop, "touches", head + other + "\n")[0] == "touches: 1 added, 0 changed, 0 the same\n"


def test_a_touch_logged_by_hand_is_the_same_fact(shop: Rep) -> None:
    shop('log "Good shop" call hello --with Ada --on 2026-11-20')
    out, _ = take_in(shop, "touches", "customer,on,kind,contact,note\ngood shop,2026/11/20,电话,ada,hello\n")
    assert out == "touches: 0 added, 0 changed, 1 the same\n"


def test_names_match_in_any_case_where_only_one_does(shop: Rep) -> None:
    take_in(shop, "customers", "name\nCORNER BAR\ncorner bar\n")
    assert shop.rows("SELECT name FROM customer ORDER BY id") == [("Good shop",), ("Corner Bar",), ("corner bar",)]
    out, err = take_in(shop, "orders", "customer,on,amount\nCORNER bar,2026-11-01,5\n", code=1)
    assert out == ""
    assert 'no customer is called "CORNER bar"' in err


# ---- what differs from the book -----------------------------------------------------------------------


def test_differing_customers_are_left_alone_and_counted(shop: Rep) -> None:
    before = shop.dump()
    out, err = take_in(shop, "customers", "name,tier,area\nGood shop,key,\nCorner Bar,key,\n")
    assert out == "customers: 0 added, 0 changed, 1 the same\n"
    assert err == "1 differs from the book (line 2): --update takes them over\n"
    assert shop.dump() == before


def test_update_takes_over_what_differs_but_no_empty_cell(shop: Rep) -> None:
    file = write(shop, "name,tier,area,status,since\ngood shop,,湖北/武汉,lost,\nCorner Bar,key,,,\n")
    said = shop(["import", "customers", file, "--update"], today="2026-11-25")
    assert said.out == "customers: 0 added, 1 changed, 1 the same\n"
    sql = "SELECT name, tier, area, status, lost_on, since, edited_on FROM customer ORDER BY id"
    assert shop.rows(sql) == [
        ("Good shop", "vip", "湖北/武汉", "lost", "2026-11-25", "2025-01-02", "2026-11-25"),
        ("Corner Bar", "key", "", "active", None, "2025-01-02", "2026-11-22"),
    ]


def test_update_takes_a_customer_back(shop: Rep) -> None:
    take_in(shop, "customers", "name,status\nGood shop,lost\n", "--update")
    take_in(shop, "customers", "name,status\nGood shop,active\n", "--update")
    assert shop.rows("SELECT status, lost_on FROM customer WHERE name = 'Good shop'") == [("active", None)]


def test_update_of_a_spacing_sets_a_new_one(shop: Rep) -> None:
    text = "name,spacing\nGood shop,2\nCorner Bar,1\n"
    assert take_in(shop, "customers", text)[1] == "1 differs from the book (line 2): --update takes them over\n"
    assert take_in(shop, "customers", text, "--update")[0] == "customers: 0 added, 1 changed, 1 the same\n"
    assert take_in(shop, "customers", text, "--update")[0] == "customers: 0 added, 0 changed, 2 the same\n"
    assert shop.rows("SELECT set_on, factor, until FROM spacing") == [("2026-11-22", "2", None)]


def test_update_of_a_contact_counts_as_an_edit_of_both(shop: Rep) -> None:
    file = write(shop, "customer,name,phone,birthday\nGood shop,ADA,13800001111,1980-3-4\n")
    said = shop(["import", "contacts", file, "--update"], today="2026-11-25")
    assert said.out == "contacts: 0 added, 1 changed, 0 the same\n"
    fields = "p.name, p.phone, birth_year, birth_month, birth_day, p.edited_on, c.edited_on"
    assert shop.rows(f"SELECT {fields} FROM contact p JOIN customer c ON c.id = p.customer_id ORDER BY p.id") == [
        ("Ada", "13800001111", 1980, 3, 4, "2026-11-25", "2026-11-25"),
        ("Bob", "", None, None, None, "2026-11-22", "2026-11-22"),
    ]


def test_a_birthday_without_its_year_says_nothing_of_the_year(shop: Rep) -> None:
    take_in(shop, "contacts", "customer,name,birthday\nGood shop,Ada,1980-3-4\n", "--update")
    assert take_in(shop, "contacts", "customer,name,birthday\nGood shop,Ada,3-4\n")[0] == "contacts: 0 added, 0 changed, 1 the same\n"


def test_a_new_contact_is_an_edit_of_its_customer(shop: Rep) -> None:
    shop(["import", "contacts", write(shop, "customer,name\nGood shop,Cleo\n")], today="2026-11-25")
    assert shop.rows("SELECT edited_on FROM customer ORDER BY id") == [("2026-11-25",), ("2026-11-22",)]


# ---- one step -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("customers", "name,tier,referred_by,spacing\nGood shop,general,Newcomer,2\nNewcomer,,Corner Bar,3\n"),
        ("contacts", "customer,name,phone\nGood shop,Ada,13800001111\nNew shop,Cleo,\n"),
        ("touches", "customer,on,kind,contact\nGood shop,2026-11-01,call,Ada\nNew shop,2026-11-01,visit,\n"),
        ("orders", "customer,on,amount\nGood shop,2026-11-01,5\nNew shop,2026-11-02,6\n"),
    ],
)
def test_an_import_is_one_step_taken_back_and_put_back_exactly(shop: Rep, kind: str, text: str) -> None:
    before = shop.dump()
    take_in(shop, kind, text, "--update" if kind == "customers" else "--update --create-missing")
    after = shop.dump()
    assert after != before
    assert "file.csv" in shop("undo").out
    assert shop.dump() == before
    shop("redo")
    assert shop.dump() == after


def test_undo_list_names_the_import(shop: Rep) -> None:
    said = shop("undo --list").out
    assert "import customers from file.csv: 2 added, 0 changed" in said
    assert "导入客户（file.csv）：新增 2，更新 0" in shop("undo --list", lang="zh").out


def test_redo_is_kept_when_a_file_brings_nothing(shop: Rep) -> None:
    shop('log "Good shop" call')
    shop("undo")
    take_in(shop, "contacts", "customer,name\nGood shop,Ada\n")
    shop("redo")
    assert shop.rows("SELECT count(*) FROM touch") == [(1,)]


def test_a_plan_is_made_anew_when_the_book_changed_meanwhile(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "customer,on,kind\nGood shop,2026-11-01,call\nGood shop,2026-11-02,call\n"
    real, calls = command._judge, []

    def judge_and_lose_the_race(asked: command.Asked, plan: imports.Plan, put_aside: Any, replace: bool) -> None:
        real(asked, plan, put_aside, replace)
        calls.append(plan.added)
        if len(calls) == 1:
            with run.writing("logged", kind="call", customer="Good shop", on=run.today) as book:
                touches.add(book.db, 1, day_of("2026-11-01"), kind="call")

    monkeypatch.setattr(command, "_judge", judge_and_lose_the_race)
    assert take_in(shop, "touches", text)[0] == "touches: 1 added, 0 changed, 1 the same\n"
    assert calls == [2, 1]
    assert shop.rows("SELECT on_day FROM touch ORDER BY on_day") == [("2026-11-01",), ("2026-11-02",)]


@pytest.mark.parametrize(("part", "most"), [(1, 900), (2, 20), (3, 40), (5000, 900)])
def test_rows_are_written_as_they_are_however_many_at_a_time(shop: Rep, monkeypatch: pytest.MonkeyPatch, part: int, most: int) -> None:
    """Columns that are all alike in a part stand in its statement: empty, 0 and 1 and nothing at all are not the same there."""
    writing = sys.modules["repbook.store.imports.plan"]
    monkeypatch.setattr(writing, "_PART", part)
    monkeypatch.setattr(writing, "_MOST_VALUES", most)
    rows = [("call", "", "", "", ""), ("message", "", "0", "yes", "x"), ("message", "", "0", "yes", "0"), ("visit", "yes", "1", "", "1"),
            ("visit", "yes", "1", "no", "NULL"), ("gift", "no", "", "", "''"), ("call", "", "", "", "")]  # fmt: skip
    text = "".join(f"Good shop,2026-11-0{n},{','.join(cells)}\n" for n, cells in enumerate(rows, 1))
    assert take_in(shop, "touches", "customer,on,kind,in,minutes,mass,note\n" + text)[0] == "touches: 7 added, 0 changed, 0 the same\n"
    sql = "SELECT kind, incoming, minutes, mass, note, typeof(incoming) || typeof(minutes) || typeof(mass) FROM touch ORDER BY on_day"
    flags = {"": 0, "no": 0, "yes": 1}
    wanted = [(kind, flags[come], int(minutes) if minutes else None, flags[mass], note,
               f"integer{'integer' if minutes else 'null'}integer") for kind, come, minutes, mass, note in rows]  # fmt: skip
    assert shop.rows(sql) == wanted
    assert shop.rows("SELECT count(DISTINCT uid), min(length(uid)), max(length(uid)) FROM touch") == [(7, 22, 22)]
    with closing(sqlite3.connect(shop.book)) as db:
        assert sums.fits(db)


def test_a_row_counts_as_often_as_the_file_has_it(shop: Rep) -> None:
    head, row = "customer,on,amount\n", "Good shop,2026-11-01,5\n"
    for times, said in (
        (1, "1 added, 0 changed, 0 the same"),
        (3, "2 added, 0 changed, 1 the same"),
        (2, "0 added, 0 changed, 2 the same"),
    ):
        assert take_in(shop, "orders", head + row * times)[0] == f"orders: {said}\n"
    other = "Corner Bar,2026-11-01,5\nGood shop,2026-11-01,6\nGood shop,2026-11-02,5\n"
    assert take_in(shop, "orders", head + row * 4 + other)[0] == "orders: 4 added, 0 changed, 3 the same\n"


def test_no_two_books_have_the_same_state(shop: Rep) -> None:
    def state() -> imports.State:
        with run.reading() as book:
            return imports.state(book.db)

    seen = {state(): shop.dump()}
    for line in ('log "Good shop" call', "undo", "redo", 'customer tier "Good shop" key --because "asked for it"', "undo", "undo", "redo",
                 "log Good call", "undo", "redo"):  # fmt: skip
        shop(line)
        assert seen.setdefault(state(), shop.dump()) == shop.dump(), "what was undone and done again is the same book"
    assert len(seen) == 8
