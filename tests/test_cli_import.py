"""`repbook import`: what each file does to the book, what is said of it, and that a bad one does nothing at all."""

from __future__ import annotations

import csv
import sys

import pytest

from repbook.cli import imports as command
from repbook.exchange.sheets import Sheet
from repbook.render.progress import Progress
from repbook.store.imports.facts import gift
from tests.cli import Rep
from tests.imported import DATA, shop, take_in, write, year
from tests.sample import year_file

__all__ = ["shop", "year"]


# ---- the four files -----------------------------------------------------------------------------------


def test_customers_of_a_chinese_spreadsheet_in_gb18030(rep: Rep) -> None:
    said = rep(f"import customers {DATA}/customers_gbk.csv")
    assert said.out == "customers: 4 added, 0 changed, 0 the same\n"
    assert said.err.splitlines()[1:] == ["1 row without a tier (line 4): taken in as general"]
    now = "2026-11-22"
    fields = "name, key, tier, area, status, since, added_on, edited_on, lost_on, source, address, phone, no_calls, note"
    assert rep.rows(f"SELECT {fields} FROM customer ORDER BY id") == [
        ("惠民便利店", "惠民便利店", "vip", "湖北/武汉/武昌", "active", "2024-03-05", now, now, None, "展会", "中山路 1 号", "027-88001122",
         0, "老板爱喝茶"),
        ("老张粮油", "老张粮油", "key", "湖北/武汉/汉口", "active", "2024-03-06", now, now, None, "", "", "138 0000 1111", 0, ""),
        ("乐乐超市", "乐乐超市", "general", "湖北/宜昌", "prospect", "2025-01-09", now, now, None, "", "", "", 1, ""),
        ("小李水果", "小李水果", "general", "", "lost", now, now, now, now, "", "", "", 0, "先付款,后发货"),
    ]  # fmt: skip


def test_a_referrer_may_stand_on_a_later_row(rep: Rep) -> None:
    rep(f"import customers {DATA}/customers_gbk.csv")
    sql = "SELECT c.name, r.name FROM customer c JOIN customer r ON r.id = c.referred_by ORDER BY c.id"
    assert rep.rows(sql) == [("惠民便利店", "老张粮油"), ("乐乐超市", "惠民便利店")]


def test_a_referrer_may_be_in_the_book_already(shop: Rep) -> None:
    take_in(shop, "customers", "name,referred_by\nGuest,good SHOP\n")
    assert shop.rows("SELECT r.name FROM customer c JOIN customer r ON r.id = c.referred_by WHERE c.name = 'Guest'") == [("Good shop",)]


def test_a_spacing_begins_today(rep: Rep) -> None:
    rep(f"import customers {DATA}/customers_gbk.csv")
    sql = "SELECT c.name, s.set_on, s.factor, s.until FROM spacing s JOIN customer c ON c.id = s.customer_id"
    assert rep.rows(sql) == [("乐乐超市", "2026-11-22", "1.5", None)]


def test_imported_customers_are_found_as_a_rep_types(rep: Rep) -> None:
    rep(f"import customers {DATA}/customers_gbk.csv")
    assert "惠民便利店" in rep("log hmbld call").out


def test_contacts(year: Rep) -> None:
    fields = (
        "c.name, p.name, role, function, p.phone, wechat, email, birth_year, birth_month, birth_day, birth_lunar, birth_leap, likes, "
        "family, joined, left_on, p.no_calls, p.added_on, p.note"
    )
    assert year.rows(f"SELECT {fields} FROM contact p JOIN customer c ON c.id = p.customer_id ORDER BY p.id") == [
        ("惠民便利店", "王丽", "decider", "owner", "+86 139 0000 0001", "wangli", "wl@example.com", 1983, 2, 21, 0, 0, "tea",
         "", None, None, 0, "2026-11-22", ""),
        ("惠民便利店", "赵敏", "user", "", "", "", "", None, 8, 15, 1, 0, "", "", "2026-11-02", None, 0, "2026-11-22", ""),
        ("老张粮油", "老张", "decider", "", "", "", "", None, 6, 1, 1, 1, "",
         "一子", None, "2026-12-31", 1, "2026-11-22", "asks for prices"),
    ]  # fmt: skip


def test_touches_with_a_byte_order_mark_and_three_styles_of_dates(year: Rep) -> None:
    fields = "c.name, on_day, kind, outcome, purpose, mood, minutes, incoming, mass, meant_for, gift, cost, t.note"
    people = "(SELECT group_concat(p.name) FROM touch_contact x JOIN contact p ON p.id = x.contact_id WHERE x.touch_id = t.id)"
    sql = f"SELECT {fields}, {people} FROM touch t JOIN customer c ON c.id = t.customer_id ORDER BY t.id"
    call = ("惠民便利店", "2026-11-20", "call", "done", "", "", 8, 0, 0, "", "", None, "催货", "王丽")
    assert year.rows(sql) == [
        ("惠民便利店", "2026-11-03", "visit", "done", "care", "good", 30, 0, 0, "mid-autumn", "月饼", 12050, "送了样品", "王丽,赵敏"),
        call,
        call,
        ("老张粮油", "2026-01-02", "message", "done", "", "", None, 0, 1, "", "", None, "群发", None),
        ("老张粮油", "2026-11-01", "call", "no-answer", "", "", None, 1, 0, "", "", None, "", None),
        ("乐乐超市", "2026-10-01", "gift", "done", "", "", None, 0, 0, "", "礼品", None, "", None),
    ]


def test_orders(year: Rep) -> None:
    assert year.rows("SELECT on_day, amount, product, quantity, margin, service_every FROM orders ORDER BY id") == [
        ("2026-10-01", 123450, "大米", "10.5", 20000, 6),
        ("2026-10-31", 30000, "", None, -1250, None),
        ("2026-11-01", 0, "", None, None, None),
    ]


def test_every_row_has_a_uid_of_its_own(year: Rep) -> None:
    tables = ("customer", "contact", "touch", "touch_contact", "orders")
    found = [uid for table in tables for (uid,) in year.rows(f"SELECT uid FROM {table}")]
    assert len(set(found)) == len(found) == 4 + 3 + 6 + 4 + 3


@pytest.mark.parametrize(
    ("cell", "stored"), [("yes", "gift"), ("是", "礼品"), ("√", "礼品"), ("no", ""), ("否", ""), ("月饼", "月饼"), ("", "")]
)
def test_a_gift_cell_may_just_say_yes(cell: str, stored: str) -> None:
    assert gift(cell) == stored


def test_in_chinese(rep: Rep) -> None:
    said = rep(f"import customers {DATA}/customers_gbk.csv", lang="zh")
    assert said.out == "客户：新增 4，更新 0，原样 0\n"
    assert "1 行没写级别（第 4 行），按“一般”算" in said.err


def test_the_first_lines_of_rows_without_a_tier_are_named(rep: Rep) -> None:
    five = "name,tier\nA,\nB,vip\nC,\nD,\nE,\nF,\n"
    assert take_in(rep, "customers", five, "--dry-run")[1].startswith("5 rows without a tier (lines 2, 4, 5, 6, 7): taken in")
    assert "6 rows without a tier (lines 2, 4, 5, 6, 7, …)" in take_in(rep, "customers", five + "G,\n")[1]
    names = "".join(f"N{number},2026-11-01,call\n" for number in range(6))
    out, _ = take_in(rep, "touches", f"customer,on,kind\n{names}", "--create-missing")
    assert out.startswith("customers: 6 made for names that were not in the book: N0, N1, N2, N3, N4, …\n")


def test_what_is_named_like_a_workbook_and_cannot_be_read_is_called_one(rep: Rep) -> None:
    for number, data in enumerate(
        (bytes(100), b"PK\x03\x04" + bytes(99), b"%PDF-1.4", b"XX\0" + bytes(range(256)), b"name\n\xff\xfe\x81\n")
    ):
        file = rep.folder / f"{number}.xlsx"
        file.write_bytes(data)
        assert f"{file} is no XLSX workbook that can be read" in rep(["import", "customers", str(file)], code=1).err
        file.rename(file.with_suffix(".csv"))
        if not data.startswith(b"PK"):
            assert "workbook that" not in rep(["import", "customers", str(file.with_suffix(".csv"))], code=1).err
    assert not rep.book.exists()


# ---- bad rows -----------------------------------------------------------------------------------------

BAD_CUSTOMERS = {
    3: "gold", 4: "2025-02-30", 5: "sleeping", 6: "must not be empty", 7: "call me", 8: "perhaps", 9: "99", 10: "referred by itself",
    11: "Nobody at all", 12: 'the referrer "Orphan" stands on a row', 13: 'the referrer "Heir" stands on a row',
    14: "already stands on line 2", 15: "9 cells",
}  # fmt: skip
BAD_TOUCHES = {
    3: 'did you mean "Good shop"?', 4: "Quite another", 5: "Mon 23 Nov 2026 is after today", 6: "46346", 7: "20.11.", 8: "fax",
    9: '"Good shop" has no contact "Ada"', 10: "mass", 11: "2000", 12: "chitchat", 13: "must not be empty", 15: "never closed",
}  # fmt: skip


def test_every_bad_customer_is_named_and_nothing_changes(rep: Rep) -> None:
    said = rep(f"import customers {DATA}/bad_customers.csv", code=1)
    head, *lines = said.err.splitlines()
    assert head.startswith("repbook: 13 rows of bad_customers.csv cannot be taken in")
    assert [line.split(":")[0].split(",")[0].strip() for line in lines] == [f"line {n}" for n in BAD_CUSTOMERS]
    assert all(words in line for words, line in zip(BAD_CUSTOMERS.values(), lines, strict=True))
    assert said.out == ""
    assert not rep.book.exists()


def test_every_bad_touch_is_named_and_nothing_changes(rep: Rep) -> None:
    take_in(rep, "customers", "name\nGood shop\n")
    before = rep.book.read_bytes()
    said = rep(f"import touches {DATA}/bad_touches.csv", code=1)
    lines = said.err.splitlines()[1:]
    assert [line.split(":")[0].split(",")[0].strip() for line in lines] == [f"line {n}" for n in BAD_TOUCHES]
    assert all(words in line for words, line in zip(BAD_TOUCHES.values(), lines, strict=True))
    assert (said.out, rep.book.read_bytes()) == ("", before)


def test_skip_errors_takes_the_rest(rep: Rep) -> None:
    said = rep(f"import customers {DATA}/bad_customers.csv --skip-errors")
    assert said.out == "customers: 2 added, 0 changed, 0 the same\n"
    assert "13 rows were left out:" in said.err.splitlines()
    assert rep.rows("SELECT name FROM customer ORDER BY id") == [("Good shop",), ("Guest",)]
    said = rep(f"import touches {DATA}/bad_touches.csv --skip-errors")
    assert said.out == "touches: 3 added, 0 changed, 0 the same\n"
    assert rep.rows("SELECT note FROM touch ORDER BY kind, note") == [("=1+1",), ("fine",), ("after it",)]


def test_only_the_first_twenty_are_shown(rep: Rep) -> None:
    _, err = take_in(rep, "customers", "name,tier\n" + "".join(f"C{n},gold\n" for n in range(25)), code=1)
    lines = err.splitlines()
    assert len(lines) == 22
    assert lines[0].startswith("repbook: 25 rows")
    assert lines[-1].strip() == "… and 5 more"


def test_the_file_of_bad_rows_holds_their_cells_line_and_reason(shop: Rep) -> None:
    bad = shop.folder / "bad.csv"
    said = shop(f"import touches {DATA}/bad_touches.csv --skip-errors --errors {bad}")
    assert f"written to {bad}" in said.err
    raw = bad.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert bad.stat().st_mode & 0o777 == 0o600
    header, *rows = csv.reader(raw.decode("utf-8-sig").splitlines())
    assert header == ["customer", "on", "kind", "contact", "mass", "minutes", "for", "note", "line", "reason"]
    assert [int(row[-2]) for row in rows] == [n for n in BAD_TOUCHES if n != 9]
    assert rows[0][:-1] == ["God shop", "2026-11-20", "call", "", "", "", "", "misspelt", "3"]
    assert 'did you mean "Good shop"?' in rows[0][-1]


def test_the_file_of_bad_rows_can_be_mended_and_taken_in(shop: Rep) -> None:
    bad = shop.folder / "bad.csv"
    take_in(shop, "touches", "customer,on,kind,note\nGod shop,2026-11-20,call,=1+1\n", f"--skip-errors --errors {bad}")
    bad.write_text(bad.read_text(encoding="utf-8").replace("God shop,", "Good shop,"), encoding="utf-8")
    assert shop(f"import touches {bad}").out == "touches: 1 added, 0 changed, 0 the same\n"
    assert shop.rows("SELECT note, meant_for FROM touch") == [("=1+1", "")]


def test_the_file_of_bad_rows_loses_no_cell_of_a_row_that_is_no_row(shop: Rep) -> None:
    bad = shop.folder / "bad.csv"
    text = 'customer,on,kind,note,\nGood shop,2026-11-20,call,a,b,c\nGood shop,2026-11-20,call,"x"y,z\nGod shop,2026-11-20,call,\n'
    take_in(shop, "touches", text, f"--skip-errors --errors {bad}")
    header, *rows = csv.reader(bad.read_text(encoding="utf-8-sig").splitlines())
    assert header == ["customer", "on", "kind", "note", "", "", "line", "reason"]
    assert [row[:-1] for row in rows] == [
        ["Good shop", "2026-11-20", "call", "a", "b", "c", "2"],
        ['Good shop,2026-11-20,call,"x"y,z', "", "", "", "", "", "3"],
        ["God shop", "2026-11-20", "call", "", "", "", "4"],
    ]
    mended = [header, [*rows[0][:3], "a b c", "", "", *rows[0][-2:]], ["Good shop", *rows[2][1:]]]
    bad.write_text("\n".join(",".join(row[:-1]) + "," for row in mended).replace("line,", "line,reason"), encoding="utf-8")
    assert shop(f"import touches {bad}").out == "touches: 2 added, 0 changed, 0 the same\n"


def test_a_file_of_bad_rows_never_replaces_another_unasked(shop: Rep) -> None:
    bad = shop.folder / "bad.csv"
    bad.write_text("mine", encoding="utf-8")
    before = shop.dump()
    text = "customer,on,kind\nGod shop,2026-11-20,call\nGood shop,2026-11-20,call\n"
    assert "is there already" in take_in(shop, "touches", text, f"--skip-errors --errors {bad}", code=1)[1]
    assert (bad.read_text(encoding="utf-8"), shop.dump()) == ("mine", before)
    take_in(shop, "touches", text, f"--skip-errors --errors {bad} --yes")
    assert "God shop" in bad.read_text(encoding="utf-8")


def test_a_dry_run_writes_no_file_of_bad_rows_so_that_the_real_one_may(shop: Rep) -> None:
    bad = shop.folder / "bad.csv"
    text = "customer,on,kind\nGod shop,2026-11-20,call\nGood shop,2026-11-20,call\n"
    assert "1 row was left out" in take_in(shop, "touches", text, f"--skip-errors --errors {bad} --dry-run")[1]
    take_in(shop, "touches", text, f"--errors {bad} --dry-run", code=1)
    assert not bad.exists()
    take_in(shop, "touches", text, f"--skip-errors --errors {bad}")
    assert "God shop" in bad.read_text(encoding="utf-8")


def test_no_bad_rows_no_file_of_them(shop: Rep) -> None:
    take_in(shop, "touches", "customer,on,kind\nGood shop,2026-11-20,call\n", f"--errors {shop.folder}/bad.csv")
    assert not (shop.folder / "bad.csv").exists()


def test_rows_of_one_contact_under_two_spellings_of_its_customer(shop: Rep) -> None:
    same = "customer,name,role\nGood shop,Cleo,user\nGOOD SHOP,Cleo,user\n"
    assert take_in(shop, "contacts", same)[0] == "contacts: 1 added, 0 changed, 0 the same\n"
    _, err = take_in(shop, "contacts", "customer,name,role\nGood shop,Dora,user\nGOOD SHOP,Dora,decider\n", code=1)
    assert 'line 3: "Dora" already stands on line 2 with other values' in err


def test_without_a_book_facts_have_unknown_customers(rep: Rep) -> None:
    text = "customer,on,amount\nGood shop,2026-11-01,5\n"
    _, err = take_in(rep, "orders", text, code=1)
    assert 'line 2: no customer is called "Good shop"' in err
    assert take_in(rep, "orders", text, "--skip-errors")[0] == "orders: 0 added, 0 changed, 0 the same\n"
    assert not rep.book.exists()


# ---- options ------------------------------------------------------------------------------------------


def test_dry_run_says_what_would_be_and_leaves_every_byte(shop: Rep) -> None:
    before = shop.book.read_bytes()
    out, err = take_in(shop, "customers", "name,tier\nGood shop,key\nNew one,\n", "--dry-run --update")
    assert out == "customers: 1 would be added, 1 changed, 0 the same\n"
    assert err.splitlines() == ["1 row without a tier (line 3): taken in as general", "A dry run: nothing was changed"]
    assert shop.book.read_bytes() == before


def test_dry_run_makes_no_book(rep: Rep) -> None:
    assert take_in(rep, "customers", "name\nA\nB\n", "--dry-run")[0] == "customers: 2 would be added, 0 changed, 0 the same\n"
    assert not rep.book.exists()


def test_map_and_ignore_unknown(shop: Rep) -> None:
    text = "Buyer,Day,Total,Colour\nGood shop,2026-11-01,12.5,red\n"
    assert "Colour" in take_in(shop, "orders", text, '--map Buyer=customer --map "Day=日期" --map Total=amount', code=1)[1]
    options = '--map Buyer=customer --map "Day=日期" --map Total=amount --ignore-unknown'
    assert take_in(shop, "orders", text, options)[0] == "orders: 1 added, 0 changed, 0 the same\n"
    assert shop.rows("SELECT amount FROM orders") == [(1250,)]


def test_encoding(shop: Rep) -> None:
    path = shop.folder / "latin.csv"
    path.write_bytes("name,note\nCafé,voilà\n".encode("latin-1"))
    shop(["import", "customers", str(path), "--encoding", "latin-1"])
    assert shop.rows("SELECT note FROM customer WHERE name = 'Café'") == [("voilà",)]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("touches", "customer,on,kind\n新客户,2026-11-01,call\n新客户,2026-11-02,call\n"),
        ("orders", "customer,on,amount\n新客户,2026-11-01,5\n"),
        ("contacts", "customer,name\n新客户,王丽\n"),
    ],
)
def test_create_missing_makes_customers(rep: Rep, kind: str, text: str) -> None:
    rows = text.count("\n") - 1
    assert take_in(rep, kind, text, "--create-missing --dry-run")[0].startswith("customers: 1 would be made")
    assert not rep.book.exists()
    out, _ = take_in(rep, kind, text, "--create-missing")
    assert out == f"customers: 1 made for names that were not in the book: 新客户\n{kind}: {rows} added, 0 changed, 0 the same\n"
    sql = "SELECT name, key, tier, status, since, added_on, edited_on, handles LIKE '%|xkh|%' FROM customer"
    day = "2026-11-22"
    assert rep.rows(sql) == [("新客户", "新客户", "general", "active", day, day, day, 1)]
    assert take_in(rep, kind, text, "--create-missing")[0] == f"{kind}: 0 added, 0 changed, {rows} the same\n"


def test_create_missing_makes_nobody_for_rows_left_out(shop: Rep) -> None:
    text = "customer,on,kind,contact\nNew one,2026-11-01,call,Somebody\nNewer one,2026-11-01,call,\n"
    out, err = take_in(shop, "touches", text, "--create-missing --skip-errors")
    assert out.splitlines() == [
        "customers: 1 made for names that were not in the book: Newer one",
        "touches: 1 added, 0 changed, 0 the same",
    ]
    assert '"New one" has no contact "Somebody"' in err
    assert shop.rows("SELECT name FROM customer ORDER BY id") == [("Good shop",), ("Corner Bar",), ("Newer one",)]


# ---- progress -----------------------------------------------------------------------------------------


def test_long_files_show_progress_on_a_terminal_only(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "customer,on,amount\n" + "".join(f"Good shop,2026-11-01,{n}\n" for n in range(6000))
    assert take_in(shop, "orders", text) == ("orders: 6000 added, 0 changed, 0 the same\n", "")
    shop("undo")
    monkeypatch.setattr(Progress, "__init__", lambda self: self.__dict__.update(watched=True, _shown=0, _total=0, _count=0, _next=0))
    out, err = take_in(shop, "orders", text)
    assert out == "orders: 6000 added, 0 changed, 0 the same\n"
    assert "writing" in err
    assert err.endswith("\r")
    assert "\x1b" not in err


def test_progress_is_silent_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert Progress().watched is False


# ---- a year of working days ---------------------------------------------------------------------------


def test_a_year_file_is_kept_and_undoable(shop: Rep) -> None:
    before = shop.dump()
    said = shop(f"import calendar {DATA}/year_2027.csv")
    assert said.out.splitlines()[1] == "2027: 4 days off, 1 working weekend day kept in the book"
    sql = "SELECT on_day, working FROM calendar_day WHERE on_day > '2026-12' ORDER BY on_day"
    first = [("2026-12-31", 0), ("2027-01-01", 0), ("2027-01-04", 0), ("2027-01-09", 1)]
    assert shop.rows(sql) == [*first, ("2027-02-08", 0), ("2027-10-01", 0)]
    after = shop.dump()
    assert "2026, 2027" in shop("undo").out
    assert shop.dump() == before
    shop("redo")
    assert shop.dump() == after


def test_a_year_file_again_changes_nothing(shop: Rep) -> None:
    shop(f"import calendar {DATA}/year_2027.csv")
    before = shop.book.read_bytes()
    assert shop(f"import calendar {DATA}/year_2027.csv").out == "2027: the same as in the book\n"
    assert shop.book.read_bytes() == before


def test_a_day_of_the_december_before_leaves_the_rest_of_that_year_as_it_was(shop: Rep) -> None:
    shop(f"import calendar {DATA}/year_2027.csv")
    days = dict(shop.rows("SELECT on_day, working FROM calendar_day WHERE on_day < '2027-01-01'"))
    assert days["2026-10-01"] == 0
    assert days["2026-10-10"] == 1
    assert days["2026-12-31"] == 0


def test_a_day_of_a_year_not_known_is_left_out_and_said(shop: Rep) -> None:
    said = shop(["import", "calendar", write(shop, year_file(2040, "2039-12-30,off", "2040-01-02,off"))])
    assert said.out == "2040: 9 days off, 0 working weekend days kept in the book\n"
    assert said.err.startswith("Fri 30 Dec 2039 was left out")
    assert shop.rows("SELECT count(*), min(on_day) FROM calendar_day") == [(9, "2040-01-01")]


@pytest.mark.parametrize(
    ("lines", "lacks"),
    [
        ("2027-01-01,off", "Mon 8 Feb 2027"),
        ("2027-01-01,off\n2027-02-08,work\n2027-10-01,off", "Mon 8 Feb 2027"),
        ("2027-02-08,off\n2027-10-01,off", "Fri 1 Jan 2027"),
        ("2027-01-01,off\n2027-02-08,off\n2027-05-03,off", "Fri 1 Oct 2027"),
        ("2026-12-31,off", "Thu 1 Jan 2026"),
        ("2027-01-01,off\n2027-02-08,off\n2027-10-01,off\n2028-01-03,off", "Wed 26 Jan 2028"),
        ('{"year": 2027, "days": [{"date": "2026-12-31", "isOffDay": true}]}', "Fri 1 Jan 2027"),
    ],
)
def test_a_part_of_a_year_is_not_taken_for_the_year(shop: Rep, lines: str, lacks: str) -> None:
    before = shop.dump()
    for more in ("", " --dry-run"):
        said = shop(f"import calendar {write(shop, lines)}{more}", code=1)
        assert f"{lacks} is no day off in it" in said.err
        assert len(said.err.splitlines()) == 1
    assert shop.dump() == before


def test_where_no_chinese_calendar_is_kept_a_year_may_have_any_days(shop: Rep) -> None:
    shop("policy set calendar mon-fri")
    assert shop(["import", "calendar", write(shop, "2027-03-17,off\n")]).out.startswith("2027: 1 day off")


def test_a_year_file_makes_a_book_but_a_dry_run_does_not(rep: Rep) -> None:
    assert "would be kept" in rep(f"import calendar {DATA}/year_2027.csv --dry-run").out
    assert not rep.book.exists()
    rep(f"import calendar {DATA}/year_2027.csv")
    assert rep.rows("SELECT count(*) FROM calendar_day WHERE on_day >= '2027-01-01'") == [(5,)]


def test_a_bad_year_file_is_refused_with_its_line(shop: Rep) -> None:
    before = shop.dump()
    said = shop(["import", "calendar", write(shop, "date,kind\n2027-01-01,off\n2027-01-02,perhaps\n")], code=2)
    assert "line 3" in said.err
    assert shop.dump() == before


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("touches", "customer,on,kind\nGood shop,yesterday,call\n"),
        ("touches", "customer,on,kind\nGood shop,2026-02-30,call\n"),
        ("customers", "name,since\nNew,last week\n"),
        ("occasions", "customer,kind,date\nGood shop,opening,soon\n"),
    ],
)
def test_a_date_in_a_file_is_asked_for_as_files_have_it(shop: Rep, kind: str, text: str) -> None:
    _, err = take_in(shop, kind, text, code=1)
    assert "write year, month and day, such as 2026-11-22" in err
    assert "next wed" not in err
    assert " or 11-22" not in err


def test_a_birthday_in_a_file_is_asked_for_as_birthdays_are(shop: Rep) -> None:
    _, err = take_in(shop, "contacts", "customer,name,birthday\nGood shop,A,soon\n", code=1)
    assert "soon is not a birthday; write 06-03, 1980-06-03 or lunar 8-15" in err


def test_a_customer_since_tomorrow_is_a_bad_row(shop: Rep) -> None:
    _, err = take_in(shop, "customers", "name,since\nNew,2026-11-23\n", code=1)
    assert "line 2, since: Mon 23 Nov 2026 is after today" in err
    assert "is after today" in shop("customer add New --since 2026-11-23", 1).err


def test_error_columns_are_only_passed_over_together() -> None:
    kept = Sheet("f", ("name", "reason"), [2], [["a", "b"]], [])
    assert command._without_reasons(kept) is kept
    assert command._without_reasons(Sheet("f", ("name", "line", "reason"), [2], [["a", "3", "b"]], [])).header == ("name",)
