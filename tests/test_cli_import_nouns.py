"""Imports of occasions, promises, complaints, alerts and stock: what each file does, the same again, and what cannot be."""

from __future__ import annotations

import csv
import io

import pytest

from tests.cli import Rep
from tests.imported import take_in, write
from tests.test_cli_customer import there_and_back


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """Two customers, one of them with two people."""
    take_in(rep, "customers", "name,tier,area,since\n美佳超市,key,湖北/武汉/武昌,2026-01-05\n惠民便利店,general,湖北/宜昌,2026-01-05\n")
    take_in(rep, "contacts", "customer,name\n美佳超市,陈丽\n美佳超市,王强\n惠民便利店,王丽\n")
    return rep


def rules(rep: Rep, day: str = "2026-11-22") -> list[tuple[str, str, str]]:
    """What `due` shows by something other than the cadence: customer, rule, occasion."""
    rows = csv.DictReader(io.StringIO(rep(f"due --csv --on {day}").out))
    return [(row["customer"], row["rule"], row["occasion"]) for row in rows if row["occasion"].startswith("#")]


OCCASIONS = (
    "客户,联系人,类型,日期,历法,每年,名称,得知日期\n"
    "美佳超市,王强,婚礼,2026-12-20,,是,大婚,\n"
    "美佳超市,,周年,2025-8-15,农历,,店庆,\n"
    "惠民便利店,王丽,丧事,2026/11/1,阳历,,,2026年11月20日\n"
    "惠民便利店,,住院,农历2026年十月初十,,否,,\n"
)
PROMISES = (
    "客户,内容,承诺日期,期限,对方,兑现日期,取消日期\n"
    "美佳超市,送样品,2026-11-16,2026-11-20,,,\n"
    "惠民便利店,结款,2026-11-01,2026-12-01,是,,\n"
    "美佳超市,谈端架,2026-10-01,2026-10-08,否,2026-10-07,\n"
    "美佳超市,换冷柜,2026-10-01,2026-10-08,,,2026-10-03\n"
)
COMPLAINTS = (
    "客户,内容,级别,提出,答复,解决,回访,关闭,原因\n"
    "美佳超市,破损两箱,一级,2026-11-19,,,,,\n"
    "惠民便利店,少发一箱,,2026-11-02,2026-11-03,2026-11-04,2026-11-10,2026-11-20,漏装\n"
    "惠民便利店,价格写错,3,2026-11-10,,2026-11-12,,,\n"
)
ALERTS = "区域,原因,日期,截止\n湖北＞武汉,台风,2026-11-22,\n湖北/宜昌,内涝,2026-11-20,2026-12-01\n湖北,停电,2026-12-24,\n"
STOCK = (
    '客户,产品,日期,数量,补货线\n美佳超市,白酒A,2026-11-01,"1,024",10\n美佳超市,白酒A,2026-11-20,6,\n惠民便利店,大米,2026-11-20,3.50,2\n'
)

FILES = {"occasions": (OCCASIONS, 4), "promises": (PROMISES, 4), "complaints": (COMPLAINTS, 3), "alerts": (ALERTS, 3), "stock": (STOCK, 3)}


# ---- the five files -----------------------------------------------------------------------------------


def test_occasions(shop: Rep) -> None:
    assert take_in(shop, "occasions", OCCASIONS) == ("occasions: 4 added, 0 changed, 0 the same\n", "")
    columns = "customer_id, contact_id, kind, on_day, yearly, lunar_month, lunar_day, lunar_leap, title, learned, recorded"
    assert shop.rows(f"SELECT {columns} FROM occasion ORDER BY kind") == [
        (1, None, "anniversary", "2025-10-06", 0, 8, 15, 0, "店庆", None, "2025-10-06"),
        (2, 3, "bereavement", "2026-11-01", 0, None, None, 0, "", "2026-11-20", "2026-11-01"),
        (2, None, "illness", "2026-11-18", 0, 10, 10, 0, "", None, "2026-11-18"),
        (1, 2, "wedding", "2026-12-20", 1, None, None, 0, "大婚", None, "2026-11-22"),
    ]
    assert sorted(rule for _, rule, _ in rules(shop)) == ["condolence", "condolence"]


def test_an_occasion_is_recorded_on_its_day_or_the_day_of_the_import(shop: Rep) -> None:
    take_in(shop, "occasions", "customer,kind,date\n美佳超市,illness,2026-11-10\n")
    assert ("美佳超市", "condolence", "#1") in rules(shop, "2026-11-11")
    assert rules(shop, "2026-11-09") == []


def test_promises(shop: Rep) -> None:
    assert take_in(shop, "promises", PROMISES) == ("promises: 4 added, 0 changed, 0 the same\n", "")
    assert shop.rows("SELECT id, customer_id, contact_id, text, made, by_day, theirs, kept, dropped FROM promise ORDER BY id") == [
        (1, 1, None, "送样品", "2026-11-16", "2026-11-20", 0, None, None),
        (2, 2, None, "结款", "2026-11-01", "2026-12-01", 1, None, None),
        (3, 1, None, "谈端架", "2026-10-01", "2026-10-08", 0, "2026-10-07", None),
        (4, 1, None, "换冷柜", "2026-10-01", "2026-10-08", 0, None, "2026-10-03"),
    ]
    assert rules(shop) == [("美佳超市", "promise", "#1")]


def test_complaints(shop: Rep) -> None:
    assert take_in(shop, "complaints", COMPLAINTS) == ("complaints: 3 added, 0 changed, 0 the same\n", "")
    assert shop.rows("SELECT id, customer_id, text, severity, opened, cause FROM complaint ORDER BY id") == [
        (1, 1, "破损两箱", 1, "2026-11-19", ""), (2, 2, "少发一箱", 2, "2026-11-02", "漏装"), (3, 2, "价格写错", 3, "2026-11-10", ""),
    ]  # fmt: skip
    assert shop.rows("SELECT complaint_id, stage, on_day, note FROM complaint_stage ORDER BY id") == [
        (2, "answered", "2026-11-03", ""), (2, "solved", "2026-11-04", ""), (2, "checked", "2026-11-10", ""), (2, "closed", "2026-11-20", ""),
        (3, "solved", "2026-11-12", ""),
    ]  # fmt: skip
    assert rules(shop) == [("美佳超市", "complaint-answer", "#1"), ("惠民便利店", "complaint-check", "#3")]


def test_alerts(shop: Rep) -> None:
    assert take_in(shop, "alerts", ALERTS) == ("alerts: 3 added, 0 changed, 0 the same\n", "")
    assert shop.rows("SELECT id, area, reason, raised, last_day FROM alert ORDER BY id") == [
        (1, "湖北/武汉", "台风", "2026-11-22", "2026-11-29"), (2, "湖北/宜昌", "内涝", "2026-11-20", "2026-12-01"),
        (3, "湖北", "停电", "2026-12-24", "2026-12-31"),
    ]  # fmt: skip
    assert sorted(rules(shop)) == [("惠民便利店", "area-alert", "#2"), ("美佳超市", "area-alert", "#1")]


def test_the_length_of_an_alert_is_a_setting(shop: Rep) -> None:
    shop("policy set alert_days 3")
    take_in(shop, "alerts", "area,reason,on\n湖北,x,2026-11-22\n")
    assert shop.rows("SELECT last_day FROM alert") == [("2026-11-25",)]


def test_stock(shop: Rep) -> None:
    assert take_in(shop, "stock", STOCK) == ("stock readings: 3 added, 0 changed, 0 the same\n", "")
    assert shop.rows("SELECT customer_id, product, on_day, quantity, reorder_at FROM stock ORDER BY id") == [
        (1, "白酒A", "2026-11-01", "1024", "10"), (1, "白酒A", "2026-11-20", "6", None), (2, "大米", "2026-11-20", "3.5", "2"),
    ]  # fmt: skip
    assert "白酒A" in shop("due --csv").out


def test_ids_go_on_from_the_series(shop: Rep) -> None:
    shop("promise add 美佳 a --by +1w")
    take_in(shop, "alerts", ALERTS)
    take_in(shop, "complaints", COMPLAINTS)
    assert shop.rows("SELECT min(id), max(id) FROM alert") == [(2, 4)]
    assert shop.rows("SELECT min(id), max(id) FROM complaint") == [(5, 7)]
    assert shop("promise add 美佳 b --by +1w").out.endswith("#8\n")


# ---- the same again -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FILES)
def test_the_same_file_again_changes_nothing_and_says_so(shop: Rep, kind: str) -> None:
    text, rows = FILES[kind]
    take_in(shop, kind, text)
    before = shop.book.read_bytes()
    for option in ("", "--update"):
        said = shop(["import", kind, write(shop, text), *option.split()], today="2026-11-25")
        assert said.out.endswith(f": 0 added, 0 changed, {rows} the same\n")
        assert said.err == ""
    assert shop.book.read_bytes() == before


@pytest.mark.parametrize("kind", FILES)
def test_a_row_that_stands_k_times_brings_the_book_to_k(shop: Rep, kind: str) -> None:
    head, line, *_ = FILES[kind][0].splitlines(keepends=True)
    assert ": 1 added, 0 changed, 0 the same" in take_in(shop, kind, head + line)[0]
    assert ": 2 added, 0 changed, 1 the same" in take_in(shop, kind, head + line * 3)[0]
    assert ": 0 added, 0 changed, 2 the same" in take_in(shop, kind, head + line * 2)[0]


@pytest.mark.parametrize("kind", FILES)
def test_an_import_is_one_step(shop: Rep, kind: str) -> None:
    there_and_back(shop, f"import {kind} {write(shop, FILES[kind][0])}")
    assert "file.csv" in shop("undo --list").out


@pytest.mark.parametrize("kind", FILES)
def test_dry_run_leaves_every_byte(shop: Rep, kind: str) -> None:
    before = shop.book.read_bytes()
    assert f"{FILES[kind][1]} would be added" in take_in(shop, kind, FILES[kind][0], "--dry-run")[0]
    assert shop.book.read_bytes() == before


def test_what_was_written_by_hand_is_the_same(shop: Rep) -> None:
    shop("promise add 美佳 送样品 --by 2026-11-20 --on 2026-11-16")
    shop("complaint open 美佳 破损两箱 --on 2026-11-19 --severity 1")
    shop("alert raise 湖北/武汉 台风")
    shop("stock set 美佳 白酒A 6 --on 2026-11-20")
    shop("occasion add 美佳 周年 农历2025年八月十五 --title 店庆")
    for kind in ("promises", "complaints", "alerts", "stock", "occasions"):
        assert ", 1 the same" in take_in(shop, kind, FILES[kind][0])[0], kind


# ---- what goes on -------------------------------------------------------------------------------------


def test_a_file_that_knows_less_than_the_book_says_nothing(shop: Rep) -> None:
    for kind in ("promises", "complaints", "alerts"):
        take_in(shop, kind, FILES[kind][0])
    shop("promise keep 1")
    shop("complaint solve 5")
    shop("alert end 8")
    before = shop.dump()
    for kind in ("promises", "complaints", "alerts"):
        assert ": 0 added, 0 changed" in take_in(shop, kind, FILES[kind][0], "--update")[0], kind
    assert shop.dump() == before


@pytest.mark.parametrize(
    ("kind", "old", "new", "sql", "rows"),
    [
        ("promises", "2026-11-20,,,", "2026-11-20,,2026-11-19,", "SELECT kept, dropped FROM promise WHERE id = 1", ("2026-11-19", None)),
        ("promises", "否,2026-10-07,", "否,,2026-10-06", "SELECT kept, dropped FROM promise WHERE id = 3", (None, "2026-10-06")),
        ("complaints", "2026-11-19,,,,,", "2026-11-19,,2026-11-20,,,包装", "SELECT group_concat(stage || on_day), (SELECT cause FROM complaint"
         " WHERE id = 1) FROM complaint_stage WHERE complaint_id = 1", ("solved2026-11-20", "包装")),
        ("complaints", "2026-11-03,2026-11-04,2026-11-10", "2026-11-03,2026-11-05,2026-11-11", "SELECT group_concat(on_day) FROM complaint_stage"
         " WHERE complaint_id = 2", ("2026-11-03,2026-11-05,2026-11-10,2026-11-20,2026-11-11",)),
        ("alerts", "2026-12-01", "2026-12-05", "SELECT last_day FROM alert WHERE id = 2", ("2026-12-05",)),
    ],
)  # fmt: skip
def test_what_differs_is_counted_and_taken_over_with_update(
    shop: Rep, kind: str, old: str, new: str, sql: str, rows: tuple[str, ...]
) -> None:
    text, n = FILES[kind]
    take_in(shop, kind, text)
    later = text.replace(old, new)
    assert later != text
    before = shop.dump()
    out, err = take_in(shop, kind, later)
    assert out.endswith(f": 0 added, 0 changed, {n - 1} the same\n")
    at = next(line for line, (was, now) in enumerate(zip(text.splitlines(), later.splitlines(), strict=True), 1) if was != now)
    assert err == f"1 differs from the book (line {at}): --update takes them over\n"
    assert shop.dump() == before
    there_and_back(shop, f"import {kind} {write(shop, later)} --update", today="2026-11-22")
    assert shop.rows(sql) == [rows]
    assert take_in(shop, kind, later)[0].endswith(f": 0 added, 0 changed, {n} the same\n")


def test_of_alike_rows_the_one_who_says_most_finds_its_own(shop: Rep) -> None:
    text = "customer,text,made,by,kept\n美佳超市,a,2026-11-01,2026-11-10,\n美佳超市,a,2026-11-01,2026-11-10,2026-11-09\n"
    assert take_in(shop, "promises", text)[0] == "promises: 2 added, 0 changed, 0 the same\n"
    assert shop.rows("SELECT kept FROM promise ORDER BY id") == [(None,), ("2026-11-09",)]
    assert take_in(shop, "promises", text)[0] == "promises: 0 added, 0 changed, 2 the same\n"
    more = text + "美佳超市,a,2026-11-01,2026-11-10,2026-11-08\n"
    assert take_in(shop, "promises", more)[0] == "promises: 1 added, 0 changed, 2 the same\n"


# ---- bad rows -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "row", "part"),
    [
        ("occasions", "customer,kind,date\n美佳超市,party,2026-12-01", 'unknown kind of occasion "party"'),
        ("occasions", "customer,kind,date\n美佳超市,opening,12-01", "could mean more than one day"),
        ("occasions", "customer,kind,date\n美佳超市,opening,", "must not be empty"),
        ("occasions", "customer,kind,date,calendar\n美佳超市,周年,8-15,农历", "could mean more than one day"),
        ("occasions", "customer,kind,date,calendar\n美佳超市,周年,2026-11-30,moon", 'unknown calendar "moon"'),
        ("occasions", "customer,kind,date,calendar\n美佳超市,周年,农历2026年八月十五,阳历", "contradict"),
        ("occasions", "customer,kind,date\n美佳超市,opening,46346", "spreadsheet's day number"),
        ("occasions", "customer,kind,date,learned\n美佳超市,illness,2026-11-01,2026-11-23", "is after today"),
        ("occasions", "customer,contact,kind,date\n美佳超市,王丽,opening,2026-12-01", '"美佳超市" has no contact "王丽"'),
        ("promises", "customer,text,made,by\n美佳超市,,2026-11-01,2026-11-10", "must not be empty"),
        ("promises", "customer,text,made,by\n美佳超市,a,2026-11-23,2026-11-30", "is after today"),
        (
            "promises",
            "customer,text,made,by\n美佳超市,a,2026-11-10,2026-11-09",
            "by/期限 Mon 9 Nov 2026 is before made/承诺日期 Tue 10 Nov 2026",
        ),
        ("promises", "customer,text,made,by,kept\n美佳超市,a,2026-11-10,2026-11-20,2026-11-09", "kept/兑现日期 Mon 9 Nov 2026 is before"),
        ("promises", "customer,text,made,by,kept,dropped\n美佳超市,a,2026-11-1,2026-11-20,2026-11-9,2026-11-9", "either kept or dropped"),
        ("promises", "customer,text,made,by,theirs\n美佳超市,a,2026-11-10,2026-11-20,maybe", "neither yes nor no"),
        ("complaints", "customer,text,opened,severity\n美佳超市,a,2026-11-10,9", 'unknown severity "9"'),
        ("complaints", "customer,text,opened,solved\n美佳超市,a,2026-11-10,2026-11-09", "solved/解决 Mon 9 Nov 2026 is before opened/提出"),
        ("complaints", "customer,text,opened,closed\n美佳超市,a,2026-11-10,2026-11-23", "is after today"),
        ("alerts", "area,reason,on\n,a,2026-11-10", "must not be empty"),
        ("alerts", "area,reason,on,until\n湖北,a,2026-11-10,2026-11-09", "until/截止 Mon 9 Nov 2026 is before on/日期"),
        ("stock", "customer,product,on,qty\n美佳超市,a,2026-11-23,1", "is after today"),
        ("stock", "customer,product,on,qty\n美佳超市,a,2026-11-20,", "must not be empty"),
        ("stock", "customer,product,on,qty,reorder_at\n美佳超市,a,2026-11-20,1,-3", "below zero"),
        ("stock", "customer,product,on,qty\n美佳超是,a,2026-11-20,1", 'did you mean "美佳超市"?'),
    ],
)
def test_a_bad_row_is_named_and_nothing_changes(shop: Rep, kind: str, row: str, part: str) -> None:
    before = shop.dump()
    out, err = take_in(shop, kind, row + "\n", code=1)
    assert out == ""
    assert part in err
    assert "line 2" in err
    assert shop.dump() == before


def test_the_rest_goes_in_with_skip_errors(shop: Rep) -> None:
    text = "customer,text,made,by\n美佳超市,a,2026-11-10,2026-11-09\n美佳超市,b,2026-11-10,2026-11-20\n没有,c,2026-11-10,2026-11-20\n"
    out, err = take_in(shop, "promises", text, "--skip-errors")
    assert out == "promises: 1 added, 0 changed, 0 the same\n"
    assert "2 rows were left out:" in err
    assert shop.rows("SELECT text FROM promise") == [("b",)]


@pytest.mark.parametrize("kind", ["occasions", "promises", "complaints", "stock"])
def test_create_missing_makes_customers(rep: Rep, kind: str) -> None:
    text = FILES[kind][0].replace("王强", "").replace("王丽", "")
    out, _ = take_in(rep, kind, text, "--create-missing")
    assert out.startswith("customers: 2 made for names that were not in the book: 美佳超市, 惠民便利店\n")
    assert take_in(rep, kind, text, "--create-missing")[0].endswith(f"{FILES[kind][1]} the same\n")


def test_alerts_make_a_book_where_there_is_none(rep: Rep) -> None:
    assert take_in(rep, "alerts", ALERTS)[0] == "alerts: 3 added, 0 changed, 0 the same\n"
    assert len(rep.rows("SELECT id FROM alert")) == 3


def test_in_chinese(shop: Rep) -> None:
    said = shop(["import", "stock", write(shop, STOCK)], lang="zh")
    assert said.out == "库存：新增 3，更新 0，原样 0\n"
    assert "导入库存（file.csv）：新增 3，更新 0" in shop("undo --list", lang="zh").out
