"""Sheets to typed rows: headers in two languages, mapping, every bad cell by line and column, rows said twice."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repbook import values
from repbook.errors import BadInput, Refused, RepbookError
from repbook.exchange.columns import COLUMNS, ContactRow, CustomerRow, OrderRow, Reading, TouchRow, match_columns, parse_mapping, read_rows
from repbook.exchange.sheets import Sheet
from repbook.terms import DEFAULT_TIERS, Birthday, day_of

TODAY = day_of("2026-11-22")
TIERS = {tier.key: tier for tier in DEFAULT_TIERS}


def sheet(text: str) -> Sheet:
    """A sheet of comma-separated lines, the header first; its rows start on line 2."""
    header, *rows = (line.split(",") for line in text.strip().splitlines())
    padded = [row + [""] * (len(header) - len(row)) for row in rows]
    return Sheet("book.csv", tuple(header), list(range(2, len(rows) + 2)), padded, [])


def reading(kind: str, text: str, mapping: Sequence[str] = (), ignore_unknown: bool = False) -> Reading:
    return read_rows(kind, sheet(text), parse_mapping(mapping), ignore_unknown, TODAY, TIERS)


def refusal(*args: Any, **kwargs: Any) -> RepbookError:
    with pytest.raises(RepbookError) as caught:
        reading(*args, **kwargs)
    return caught.value


def defects(kind: str, text: str) -> list[tuple[int, str, str | None]]:
    return [(line, key, params.get("column")) for line, key, params in reading(kind, text).bad]


# ---- whole rows ---------------------------------------------------------------------------------------


def test_customers_in_chinese() -> None:
    found = reading(
        "customers",
        "客户,级别,区域,建档日期,状态,来源,介绍人,地址,电话,免电,间隔倍数,备注\n"
        "美佳超市,VIP客户,湖北＼武汉,2025年9月4日,合作,展会,老王商行,中山路 1 号,027-85327342,是,1.5,催上批样品\n",
    )
    assert found.bad == []
    assert found.rows == [
        CustomerRow(
            2, "美佳超市", "vip", "湖北/武汉", day_of("2025-09-04"), "active", "展会", "老王商行", "中山路 1 号", "027-85327342", True,
            Decimal("1.5"), "催上批样品",
        )
    ]  # fmt: skip


def test_customers_in_english_and_empty_cells_say_nothing() -> None:
    found = reading("customers", "Name,Tier,Referred By,No-Calls,Spacing,since\nAcme,,,,,\n")
    assert found.rows == [CustomerRow(2, "Acme")]
    assert found.rows[0].no_calls is None
    assert found.rows[0].tier == ""


def test_contacts() -> None:
    found = reading(
        "contacts",
        "客户,联系人,角色,职务,电话,微信,邮箱,生日,历法,喜好,家庭,加入日期,离开日期,免电,备注\n"
        "美佳超市,王建国,拍板者,老板,13812345678,wjg88,w@example.com,1983-02-21,阳历,喝茶,一子,2024/1/2,2027-01-31,否,老朋友\n"
        "美佳超市,李丽,,,,,,,,,,,,,\n",
    )
    assert found.bad == []
    assert found.rows == [
        ContactRow(
            2, "美佳超市", "王建国", "decider", "老板", "13812345678", "wjg88", "w@example.com", Birthday(2, 21, year=1983), "喝茶", "一子",
            day_of("2024-01-02"), day_of("2027-01-31"), False, "老朋友",
        ),
        ContactRow(3, "美佳超市", "李丽"),
    ]  # fmt: skip


def test_touches() -> None:
    found = reading(
        "touches",
        "客户,日期,类型,联系人,结果,目的,心情,分钟,来访,群发,事由,礼品,费用,备注\n"
        "美佳超市,2026/11/22,微信,王建国、李丽,完成,关怀,好,15,是,是,spring-festival,茶叶,88.5,聊了新品\n"
        "美佳超市,2026-11-21,电话,,,,,,,,,,,\n",
    )
    assert found.bad == []
    assert found.rows == [
        TouchRow(
            2,
            "美佳超市",
            TODAY,
            "message",
            ("王建国", "李丽"),
            "done",
            "care",
            "good",
            15,
            True,
            True,
            "spring-festival",
            "茶叶",
            8850,
            "聊了新品",
        ),
        TouchRow(3, "美佳超市", TODAY - 1, "call"),
    ]
    assert found.rows[1].outcome == "done"
    assert (found.rows[1].incoming, found.rows[1].mass) == (False, False)


def test_orders() -> None:
    found = reading("orders", "客户,日期,金额,产品,数量,毛利,服务周期\nA,2026-11-22,￥1234.5,白酒A,1.50,-20,12\nA,2026-01-01,0,,,,\n")
    assert found.bad == []
    assert found.rows == [OrderRow(2, "A", TODAY, 123450, "白酒A", "1.5", -2000, 12), OrderRow(3, "A", day_of("2026-01-01"), 0)]


def test_identical_facts_are_separate_facts() -> None:
    found = reading("orders", "customer,on,amount\nA,2026-01-01,5\nA,2026-01-01,5\n")
    assert [row.line for row in found.rows] == [2, 3]


def test_no_rows() -> None:
    assert reading("touches", "customer,on,kind\n") == Reading([], [])


def test_english_export_columns_read_back_in_any_order() -> None:
    for kind, columns in COLUMNS.items():
        keys = [column.key for column in reversed(columns)]
        found = match_columns(kind, Sheet("x", tuple(keys), [], [], []), {}, False)
        assert [column.key for column in found.values()] == keys


# ---- headers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", COLUMNS)
def test_no_header_means_two_columns(kind: str) -> None:
    names = [values.plain(name) for column in COLUMNS[kind] for name in column.names]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("kind", COLUMNS)
def test_every_header_is_found(kind: str) -> None:
    for column in COLUMNS[kind]:
        for name in (*column.names, column.key.upper(), column.key.replace("_", " "), f" {column.chinese} "):
            file = Sheet("x", (name, *(c.key for c in COLUMNS[kind] if c.required and c != column)), [], [], [])
            assert match_columns(kind, file, {}, False)[0] == column


@pytest.mark.parametrize(
    ("kind", "header", "keys"),
    [
        ("customers", "客户名称,手机,等级,地区", ["name", "phone", "tier", "area"]),
        ("contacts", "公司,姓名,职位,手机号,爱好", ["customer", "name", "function", "phone", "likes"]),
        ("touches", "客户名称,拜访日期,方式,时长(分钟),内容", ["customer", "on", "kind", "minutes", "note"]),
        ("touches", "客户名称,拜访日期,联系方式,时长（分钟）,内容", ["customer", "on", "kind", "minutes", "note"]),
        ("orders", "客户名称,订单日期,金额（元）,商品,数量", ["customer", "on", "amount", "product", "quantity"]),
        ("orders", "Account,Date,TOTAL,Item,Qty", ["customer", "on", "amount", "product", "quantity"]),
    ],
)
def test_headers_people_write(kind: str, header: str, keys: list[str]) -> None:
    assert [column.key for column in match_columns(kind, sheet(header), {}, False).values()] == keys


def test_unknown_columns_are_named_and_refused() -> None:
    error = refusal("customers", "name,Wert,tier,等第\nA,1,vip,2\n")
    assert isinstance(error, Refused)
    assert (error.key, error.params) == ("unknown_columns", {"names": "Wert, 等第", "file": "book.csv"})


def test_unknown_columns_can_be_ignored_or_mapped() -> None:
    text = "name,Wert\nA,vip\n"
    assert reading("customers", text, ignore_unknown=True).rows == [CustomerRow(2, "A")]
    for ours in ("tier", "级别", "Tier", "等级"):
        assert reading("customers", text, [f"wert={ours}"]).rows == [CustomerRow(2, "A", "vip")]


def test_missing_columns_are_refused_all_at_once() -> None:
    error = refusal("touches", "customer,note\nA,x\n")
    assert isinstance(error, Refused)
    assert (error.key, error.params) == ("missing_column", {"name": "on/日期, kind/类型", "file": "book.csv"})
    assert refusal("customers", "tier\nvip\n").params["name"] == "name/客户"
    assert refusal("contacts", "name\nA\n").params["name"] == "customer/客户"
    assert refusal("orders", "customer,on\nA,2026-01-01\n").params["name"] == "amount/金额"


def test_two_headers_of_one_meaning_are_refused() -> None:
    error = refusal("customers", "name,客户名称\nA,B\n")
    assert (error.key, error.params["name"]) == ("duplicate_header", "客户名称 (name/客户)")


def test_a_mapping_decides_between_two_headers_of_one_meaning() -> None:
    text = "客户,客户名称\n17,美佳\n"
    error = refusal("customers", text, ["客户名称=name"])
    assert (error.key, error.params["names"]) == ("unknown_columns", "客户")
    assert reading("customers", text, ["客户名称=name"], ignore_unknown=True).rows == [CustomerRow(2, "美佳")]
    assert refusal("customers", text, ["客户名称=name", "客户=name"]).key == "duplicate_header"


def test_mappings_that_name_no_column() -> None:
    error = refusal("customers", "name\nA\n", ["nome=name"])
    assert isinstance(error, BadInput)
    assert (error.key, error.params) == ("map_not_in_file", {"name": "nome", "file": "book.csv"})
    error = refusal("customers", "name,x\nA,1\n", ["x=colour"])
    assert isinstance(error, BadInput)
    assert (error.key, error.params["name"]) == ("unknown_column", "colour")
    assert "tier/级别" in error.params["choices"]


def test_mappings_as_typed() -> None:
    assert parse_mapping(["their column = name", "a=b=tier"]) == {"their column": "name", "a=b": "tier"}
    for texts in (["name"], ["=name"], ["x="], [""], ["x=name", "x=tier"]):
        with pytest.raises(BadInput) as caught:
            parse_mapping(texts)
        assert (caught.value.key, caught.value.params) == ("bad_map", {"text": texts[-1]})


# ---- bad cells ----------------------------------------------------------------------------------------


def test_every_defect_is_collected_by_line() -> None:
    found = reading(
        "touches",
        "customer,on,kind,minutes,outcome\n"
        "A,2026-02-30,call,,\n"
        "A,2026-01-05,call,30,done\n"
        ",2026-01-05,fax,soon,perhaps\n"
        "A,2026-11-23,visit,,\n"
        "A,,visit,1441,\n",
    )
    assert [row.line for row in found.rows] == [3]
    assert [(line, key, params["column"]) for line, key, params in found.bad] == [
        (2, "no_such_full_day", "on"),
        (4, "empty_cell", "customer"), (4, "unknown_kind", "kind"), (4, "bad_number", "minutes"), (4, "unknown_outcome", "outcome"),
        (5, "after_today", "on"),
        (6, "empty_cell", "on"), (6, "number_out_of_range", "minutes"),
    ]  # fmt: skip
    assert found.bad[5][2] == {"column": "on", "text": "2026-11-23", "day": TODAY + 1}
    assert found.bad[0][2]["text"] == "2026-02-30"


def test_defects_of_the_sheet_stand_among_those_of_the_cells() -> None:
    file = sheet("name,tier\nA,gold\nB,vip\nC,silver\n")._replace(lines=[2, 3, 5], bad=[(4, "too_many_cells", {"cells": 3, "columns": 2})])
    found = read_rows("customers", file, {}, False, TODAY, TIERS)
    assert [(line, key) for line, key, _ in found.bad] == [(2, "unknown_tier"), (4, "too_many_cells"), (5, "unknown_tier")]
    assert [row.name for row in found.rows] == ["B"]


def test_the_column_is_named_as_the_file_names_it() -> None:
    assert defects("customers", "客户名称,等级\nA,gold\n") == [(2, "unknown_tier", "等级")]


def test_a_long_bad_cell_is_shortened() -> None:
    (defect,) = reading("customers", f"name,tier\nA,{'x' * 5000}\n").bad
    assert defect[2]["text"] == "x" * 60 + "…"


@pytest.mark.parametrize(
    ("kind", "header", "row", "key"),
    [
        ("customers", "name,tier", ",vip", "empty_cell"), ("customers", "name", "\u200b\u202e", "bad_name"), ("customers", "name", "x" * 201, "long_name"),
        ("customers", "name,since", "A,46000", "spreadsheet_day"), ("customers", "name,since", "A,46000.5", "spreadsheet_day"),
        ("customers", "name,since", "A,11-22", "doubtful_date"), ("customers", "name,spacing", "A,0", "bad_factor"),
        ("customers", "name,no_calls", "A,maybe", "not_yes_or_no"), ("customers", "name,status", "A,dead", "unknown_status"),
        ("customers", "name,phone", "A,none", "bad_phone"), ("customers", "name,area", "A,/", "bad_area"),
        ("contacts", "customer,name", "A,", "empty_cell"), ("contacts", "customer,name", ",A", "empty_cell"),
        ("contacts", "customer,name,role", "A,B,boss", "unknown_role"), ("contacts", "customer,name,birthday", "A,B,2-30", "no_such_day"),
        ("contacts", "customer,name,birthday", "A,B,30000", "spreadsheet_day"), ("contacts", "customer,name,birthday", "A,B,2027-01-01", "birthday_ahead"),
        ("contacts", "customer,name,calendar", "A,B,julian", "unknown_lunar"), ("contacts", "customer,name,joined", "A,B,soon", "not_a_full_date"),
        ("touches", "customer,on,kind,mood", "A,2026-01-05,call,so so", "unknown_mood"), ("touches", "customer,on,kind,purpose", "A,2026-01-05,call,fun", "unknown_purpose"),
        ("touches", "customer,on,kind,cost", "A,2026-01-05,gift,-1", "negative_amount"), ("touches", "customer,on,kind", "A,today,call", "not_a_full_date"),
        ("orders", "customer,on,amount", "A,2026-01-05,", "empty_cell"), ("orders", "customer,on,amount", "A,2026-01-05,-3", "negative_amount"),
        ("orders", "customer,on,amount", "A,2026-01-05,1.234", "bad_amount"), ("orders", "customer,on,amount", "A,2026-11-23,3", "after_today"),
        ("orders", "customer,on,amount,qty", "A,2026-01-05,3,-1", "negative_quantity"), ("orders", "customer,on,amount,service_every", "A,2026-01-05,3,0", "number_out_of_range"),
    ],
)  # fmt: skip
def test_bad_cells(kind: str, header: str, row: str, key: str) -> None:
    found = reading(kind, f"{header}\n{row}\n")
    assert found.rows == []
    assert [(line, found_key) for line, found_key, _ in found.bad] == [(2, key)]


@pytest.mark.parametrize(
    ("cells", "birthday"),
    [
        ("8-15,", Birthday(8, 15)), ("8-15,solar", Birthday(8, 15)), ("8-15,农历", Birthday(8, 15, lunar=True)), ("1983/2/21,", Birthday(2, 21, year=1983)),
        ("2-30,lunar", Birthday(2, 30, lunar=True)), ("lunar 8-15,", Birthday(8, 15, lunar=True)), ("闰6-1,", Birthday(6, 1, lunar=True, leap=True)),
        ("leap 6-1,农历", Birthday(6, 1, lunar=True, leap=True)), ("1983-02-21 00:00:00,阳历", Birthday(2, 21, year=1983)), ("2026-11-30,", Birthday(11, 30, year=2026)),
        (",农历", None),
    ],
)  # fmt: skip
def test_birthdays(cells: str, birthday: Birthday | None) -> None:
    found = reading("contacts", f"customer,name,birthday,calendar\nA,B,{cells}\n")
    assert (found.bad, found.rows[0].birthday) == ([], birthday)


def test_a_birthday_is_not_blamed_for_its_calendar() -> None:
    assert defects("contacts", "customer,name,birthday,calendar\nA,B,2-30,moon\n") == [(2, "unknown_lunar", "calendar")]
    assert defects("contacts", "customer,name,birthday,calendar\nA,B,农历八月十五,阳历\n") == [(2, "calendar_conflict", "birthday")]


def test_days_ahead_are_facts_of_people_only() -> None:
    assert defects("customers", "name,since\nA,2026-11-22\nB,2026-11-23\n") == [(3, "after_today", "since")]
    assert defects("contacts", "customer,name,joined,left_on\nA,B,2026-12-01,2027-01-01\n") == []
    assert defects("touches", "customer,on,kind\nA,2026-11-22,call\nA,2026-11-23,call\n") == [(3, "after_today", "on")]


def test_a_time_of_day_is_dropped() -> None:
    assert reading("touches", "customer,on,kind\nA,2026-01-05 14:30:00,call\n").rows[0].on == day_of("2026-01-05")


@pytest.mark.parametrize(
    ("kind", "bad"),
    [("call", True), ("visit", True), ("meeting", True), ("help", True), ("message", False), ("greeting", False), ("gift", False)],
)
def test_mass_wants_a_message(kind: str, bad: bool) -> None:
    found = reading("touches", f"customer,on,kind,mass\nA,2026-01-05,{kind},是\nA,2026-01-05,{kind},否\n")
    assert found.bad == ([(2, "mass_needs_message", {"kind": kind})] if bad else [])
    assert len(found.rows) == (1 if bad else 2)


def test_an_unknown_kind_sent_to_many_is_one_defect() -> None:
    assert defects("touches", "customer,on,kind,mass\nA,2026-01-05,fax,yes\n") == [(2, "unknown_kind", "kind")]


def test_people_of_a_touch() -> None:
    found = reading("touches", "customer,on,kind,contact\nA,2026-01-05,call,王建国；李丽; 王建国、\nA,2026-01-05,call,Smith Jr.\n")
    assert [row.contacts for row in found.rows] == [("王建国", "李丽"), ("Smith Jr.",)]


@given(st.sampled_from(sorted(COLUMNS)), st.lists(st.lists(st.text(max_size=6), min_size=15, max_size=15), max_size=4))
def test_no_cells_break_it(kind: str, cells: list[list[str]]) -> None:
    """Each row is either read or named with its line, whatever is in it."""
    header = tuple(column.key for column in COLUMNS[kind])
    lines = list(range(2, len(cells) + 2))
    found = read_rows(kind, Sheet("x", header, lines, [row[: len(header)] for row in cells], []), {}, False, TODAY, TIERS)
    said_again = len(cells) - len(found.rows) - len({line for line, _, _ in found.bad})
    assert said_again >= 0
    assert kind in ("customers", "contacts") or said_again == 0


# ---- said twice ---------------------------------------------------------------------------------------


def test_a_customer_said_twice() -> None:
    found = reading("customers", "name,tier\nA,vip\nB,\nA,VIP客户\nA,key\n A ,general\n")
    assert [(row.line, row.name) for row in found.rows] == [(2, "A"), (3, "B")]
    assert found.bad == [(5, "repeated_name", {"name": "A", "first": 2}), (6, "repeated_name", {"name": "A", "first": 2})]


def test_a_contact_said_twice() -> None:
    found = reading("contacts", "customer,name,phone\nA,Li,123\nB,Li,456\nA,Li,123\nA,Li,789\n")
    assert [(row.line, row.customer) for row in found.rows] == [(2, "A"), (3, "B")]
    assert found.bad == [(5, "repeated_name", {"name": "Li", "first": 2})]


def test_a_bad_row_is_nobodys_first() -> None:
    found = reading("customers", "name,tier\nA,gold\nA,key\n")
    assert found.rows == [CustomerRow(3, "A", "key")]
    assert [(line, key) for line, key, _ in found.bad] == [(2, "unknown_tier")]
