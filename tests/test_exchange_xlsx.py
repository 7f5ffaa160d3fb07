"""Workbooks in and out: cells as people mean them, defects by line, nothing unpacked that should not be, files that come back as they were."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from repbook.errors import BadInput, Refused, RepbookError
from repbook.exchange import workbook, xlsx
from repbook.exchange.csv_rows import typed
from repbook.exchange.sheets import Sheet, clean_cell
from repbook.exchange.workbook import DayCell, Money, Share
from repbook.terms import day_of
from repbook.values import guard
from tests.cli import Rep
from tests.exported import shop  # noqa: F401

openpyxl = pytest.importorskip("openpyxl")

HOSTILE = (
    "=1+1", "@SUM(A1)", "+86 138", "-rf", "'=x", "''", "[bold]x[/]", "a,b;c、d", 'say "hi"', "é\u0301", "👩‍👩‍👧", "עברית", "a|b",
    "<b>&amp;</b>", "_x0041_", "two\nlines", "x" * 200, "123", "007", "2026-11-22", "yes", "#N/A", "1.38E+10",
)  # fmt: skip


class Cell:
    """A cell with a format of its own."""

    def __init__(self, value: Any, form: str) -> None:
        self.value, self.form = value, form


def save(path: Path, *rows: Sequence[Any], title: str = "Sheet1", **others: list[Sequence[Any]]) -> str:
    """A workbook as spreadsheet programs write it, with one sheet or some more."""
    book = openpyxl.Workbook()
    for name, lines in {title: list(rows), **others}.items():
        sheet = book.active if name == title else book.create_sheet(name)
        sheet.title = name
        for at, row in enumerate(lines, 1):
            for column, value in enumerate(row, 1):
                cell = sheet.cell(at, column, value.value if isinstance(value, Cell) else value)
                if isinstance(value, Cell):
                    cell.number_format = value.form
    book.save(path)
    return str(path)


def read(path: Path, *rows: Sequence[Any], sheet: str | None = None, **others: list[Sequence[Any]]) -> Sheet:
    return xlsx.read_workbook(save(path / "book.xlsx", *rows, **others), sheet).sheet


def rewritten(file: str, change: dict[str, Any]) -> str:
    """The same workbook with some parts changed: by a text for another, or whole."""
    old = ZipFile(io.BytesIO(Path(file).read_bytes()))
    with ZipFile(file, "w", ZIP_DEFLATED) as new:
        for member in old.infolist():
            data = old.read(member)
            if member.filename in change:
                by = change[member.filename]
                data = data.replace(*by) if isinstance(by, tuple) else by
            new.writestr(member.filename, data)
    return file


# ---- one cell ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("美佳超市", "美佳超市"),
        ("  two  ", "two"),
        ("'=1+1", "=1+1"),
        ("'abc", "'abc"),
        (13800000102, "13800000102"),
        (13800000102.0, "13800000102"),
        (1.38e10, "13800000000"),
        (999999999999999, "999999999999999"),
        (12.5, "12.5"),
        (0.1 + 0.2, "0.3"),
        (1234.5999999999999, "1234.6"),
        (1e-05, "0.00001"),
        (0, "0"),
        (-3, "-3"),
        (True, "yes"),
        (False, "no"),
        (datetime(2026, 11, 22), "2026-11-22"),
        (date(2026, 11, 22), "2026-11-22"),
        (datetime(2026, 11, 22, 9, 30), "2026-11-22 09:30:00"),
        (time(9, 30), "09:30:00"),
        (timedelta(hours=26), "1 day, 2:00:00"),
        (Cell(2788880000, "000000000000"), "002788880000"),
        (Cell(46348, "yyyy/m/d"), "2026-11-22"),
        (Cell(46348, 'yyyy"年"m"月"d"日"'), "2026-11-22"),
        (Cell(46348, 'm"月"d"日";@'), "2026-11-22"),
        (Cell(46348, "General"), "46348"),
        (Cell(0.25, "0.00%"), "0.25"),
        (Cell(1234.5, "#,##0.00"), "1234.5"),
    ],
)
def test_a_cell_as_people_mean_it(tmp_path: Path, value: Any, text: str) -> None:
    sheet = read(tmp_path, ["name", "note"], ["A", value])
    assert (sheet.rows, sheet.bad) == ([["A", text]], [])


@pytest.mark.parametrize(
    ("form", "text"), [(14, "2026-11-22"), (31, "2026-11-22"), (58, "2026-11-22"), (57, "2026-11-22"), (26, "46348"), (59, "46348")]
)
def test_days_in_the_formats_of_chinese_excel(tmp_path: Path, form: int, text: str) -> None:
    """They have numbers and no pattern, so that other programs take the cell for a plain number."""
    file = save(tmp_path / "book.xlsx", ["name", "since"], ["A", Cell(46348, "yyyy-mm-dd")])
    with ZipFile(file) as pack:
        styles = pack.read("xl/styles.xml")
    number = styles.split(b'<xf numFmtId="')[3].split(b'"')[0]
    rewritten(file, {"xl/styles.xml": styles.replace(b'<xf numFmtId="' + number, b'<xf numFmtId="%d' % form)})
    assert xlsx.read_workbook(file).sheet.rows == [["A", text]]


def test_days_of_the_other_epoch(tmp_path: Path) -> None:
    """Old workbooks of the Macintosh count days from 1904."""
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(["name", "since"])
    book.active.append(["A", datetime(2026, 11, 22)])
    book.save(tmp_path / "mac.xlsx")
    assert xlsx.read_workbook(str(tmp_path / "mac.xlsx")).sheet.rows == [["A", "2026-11-22"]]


@pytest.mark.parametrize(
    ("value", "key", "text"),
    [
        ("#REF!", "cell_error", "#REF!"),
        ("#N/A", "cell_error", "#N/A"),
        ("=A1&A2", "formula_without_value", ""),
        (Cell(99999999, "yyyy-mm-dd"), "cell_error", "#VALUE!"),
        (1000000000000000, "lost_digits", "1000000000000000"),
        (420106198001011200, "lost_digits", "420106198001011200"),
    ],
)
def test_what_a_workbook_no_longer_holds_is_a_defect(tmp_path: Path, value: Any, key: str, text: str) -> None:
    sheet = read(tmp_path, ["name", "phone"], ["A", "1"], ["B", value], [], ["C", "2"])
    assert (sheet.lines, sheet.rows) == ([2, 5], [["A", "1"], ["C", "2"]])
    assert sheet.bad == [(3, key, {"column": "phone", "text": text})]
    assert sheet.spoiled == {3: ["B", text]}


def test_a_formula_that_was_computed_is_its_result(tmp_path: Path) -> None:
    file = save(tmp_path / "book.xlsx", ["name", "amount", "note"], ["A", "=1+1", "=1+1"])
    part = "xl/worksheets/sheet1.xml"
    rewritten(file, {part: (b'<c r="B2"><f>1+1</f><v></v></c>', b'<c r="B2"><f>1+1</f><v>2</v></c>')})
    rewritten(file, {part: (b'<c r="B2"><f>1+1</f><v /></c>', b'<c r="B2"><f>1+1</f><v>2</v></c>')})
    rewritten(file, {part: (b'<c r="C2"><f>1+1</f><v></v></c>', b'<c r="C2" t="str"><f>""</f><v></v></c>')})
    rewritten(file, {part: (b'<c r="C2"><f>1+1</f><v /></c>', b'<c r="C2" t="str"><f>""</f><v></v></c>')})
    sheet = xlsx.read_workbook(file).sheet
    assert (sheet.rows, sheet.bad) == ([["A", "2", ""]], [])


# ---- a sheet ----------------------------------------------------------------------------------------------


def test_the_header_is_the_first_row_with_anything_in_it(tmp_path: Path) -> None:
    sheet = read(tmp_path, [], [None, None], ["客户", "级别", None], ["A", "vip"], ["", ""], [None, "key", "more"])
    assert (sheet.header, sheet.lines, sheet.rows) == (("客户", "级别"), [4], [["A", "vip"]])
    assert sheet.bad == [(6, "too_many_cells", {"cells": 3, "columns": 2})]


def test_the_first_sheet_or_the_one_named(tmp_path: Path) -> None:
    file = save(tmp_path / "b.xlsx", ["name"], ["A"], title="2025", 明细=[["name"], ["B"]])
    found = xlsx.read_workbook(file)
    assert (found.title, found.others, found.sheet.rows) == ("2025", ("明细",), [["A"]])
    assert xlsx.read_workbook(file, "明细").sheet.rows == [["B"]]
    with pytest.raises(BadInput) as raised:
        xlsx.read_workbook(file, "2024")
    assert (raised.value.key, raised.value.params["choices"]) == ("no_such_sheet", "2025, 明细")


def test_a_hidden_sheet_is_not_the_first(tmp_path: Path) -> None:
    file = save(tmp_path / "b.xlsx", ["name"], ["A"], title="lists", data=[["name"], ["B"]])
    rewritten(file, {"xl/workbook.xml": (b'name="lists" sheetId="1" state="visible"', b'name="lists" sheetId="1" state="hidden"')})
    assert xlsx.read_workbook(file)[1:] == ("data", ())
    assert xlsx.read_workbook(file, "LISTS").sheet.rows == [["A"]]


def test_a_wrong_word_on_the_size_of_the_sheet_is_not_believed(tmp_path: Path) -> None:
    file = save(tmp_path / "b.xlsx", ["name", "tier"], ["A", "vip"], ["B", "key"])
    for told in (b'ref="A1"', b'ref="A1:XFD1048576"'):
        rewritten(file, {"xl/worksheets/sheet1.xml": (b'ref="A1:B3"', told)})
        assert xlsx.read_workbook(file).sheet.rows == [["A", "vip"], ["B", "key"]]


@pytest.mark.parametrize(
    ("rows", "key"),
    [([], "empty_file"), ([[None, ""]], "empty_file"), ([["name", "Name"]], "duplicate_header"), ([["#REF!", "name"]], "bad_header")],
)
def test_a_sheet_without_a_header_is_refused(tmp_path: Path, rows: list[list[Any]], key: str) -> None:
    with pytest.raises(Refused) as raised:
        read(tmp_path, *rows)
    assert raised.value.key == key


# ---- files that are not to be trusted ---------------------------------------------------------------------


def refusal(file: str | Path) -> str:
    with pytest.raises(RepbookError) as raised:
        xlsx.read_workbook(str(file))
    return raised.value.key


def pack(path: Path, **parts: bytes) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return path


def test_what_is_no_workbook(tmp_path: Path) -> None:
    old, locked = tmp_path / "a.xls", tmp_path / "b.xlsx"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    locked.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    assert (refusal(old), refusal(locked)) == ("old_workbook", "locked_workbook")
    assert refusal(pack(tmp_path / "c.zip", readme=b"hello")) == "broken_workbook"
    assert refusal(tmp_path / "none.xlsx") == "no_such_file"
    assert [xlsx.is_workbook((tmp_path / name).read_bytes()) for name in ("a.xls", "c.zip")] == [True, True]
    assert not xlsx.is_workbook(b"")


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = pack(tmp_path / "bomb.xlsx", **{"xl/sharedStrings.xml": bytes(xlsx.SUSPECT_BYTES + 1)})
    assert bomb.stat().st_size < 10**5
    monkeypatch.setattr(openpyxl, "load_workbook", None)  # it does not get so far
    assert refusal(bomb) == "huge_workbook"
    monkeypatch.setattr(xlsx, "MOST_BYTES", 999)
    assert refusal(pack(tmp_path / "large.xlsx", part=bytes(1000))) == "huge_workbook"
    assert refusal(pack(tmp_path / "small.xlsx", part=bytes(999))) != "huge_workbook"


def test_a_row_beyond_the_end_of_every_sheet_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 1000)
    file = save(tmp_path / "b.xlsx", ["name"], ["A"])
    rewritten(file, {"xl/worksheets/sheet1.xml": (b'<row r="2"', b'<row r="999999999999"')})
    assert refusal(file) == "huge_workbook"


def test_a_part_that_defines_names_is_refused(tmp_path: Path) -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]>'
    for encoding in ("utf-8", "utf-16"):
        file = save(tmp_path / "b.xlsx", ["name"], ["A"])
        with ZipFile(file) as pack_:
            text = pack_.read("xl/worksheets/sheet1.xml")
        rewritten(file, {"xl/worksheets/sheet1.xml": (laughs + text).decode().encode(encoding)})
        assert refusal(file) == "broken_workbook"


def test_every_truncation_and_many_damages_are_met_calmly(tmp_path: Path) -> None:
    whole = Path(save(tmp_path / "b.xlsx", ["name", "tier"], *([f"shop {n}", "vip"] for n in range(50)))).read_bytes()
    file = tmp_path / "damaged.xlsx"
    for at in range(0, len(whole) - 1, 97):
        file.write_bytes(whole[:at])
        if at >= 4:
            assert refusal(file) == "broken_workbook"
        else:
            with pytest.raises(RepbookError):
                xlsx.read_workbook(str(file))
    keys = set()
    for at in range(0, len(whole), 61):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        try:
            keys.add(len(xlsx.read_workbook(str(file)).sheet.rows))  # what was hit need not matter
        except RepbookError as error:
            keys.add(error.key)
    assert keys <= {50, "broken_workbook", "huge_workbook"}


def test_without_the_extra_there_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = save(tmp_path / "b.xlsx", ["name"], ["A"])
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert refusal(file) == "xlsx_missing"


# ---- out --------------------------------------------------------------------------------------------------


def test_a_workbook_is_written_so_that_it_reads_back(tmp_path: Path) -> None:
    day = day_of("2026-11-22")
    rows = [
        ["美佳", DayCell(day), Money(-123450), Share(0.5), 7, Decimal("1.5"), None, ""],
        ["x", DayCell(day_of("1850-01-02")), *[None] * 6],
    ]
    data = workbook.write("客户 & <co>", ["name", "on", "amount", "share", "n", "quantity", "a", "b"], rows)
    (tmp_path / "b.xlsx").write_bytes(data)
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    sheet = book["客户 & <co>"]
    assert [cell.value for cell in sheet[2]] == ["美佳", datetime(2026, 11, 22), -1234.5, 0.5, 7, 1.5, None, None]
    assert [sheet.cell(2, column).number_format for column in (1, 2, 3, 4, 5)] == ["@", r"yyyy\-mm\-dd", "#,##0.00", "0.00%", "General"]
    assert sheet["B3"].value == "1850-01-02"
    assert (sheet.freeze_panes, sheet["A1"].font.b, sheet["A2"].font.b) == ("A2", True, False)
    assert workbook.write("客户 & <co>", ["name"], [["a"]]) == workbook.write("客户 & <co>", ["name"], [["a"]])


@pytest.mark.parametrize("day", ["1900-02-28", "1900-03-01", "2026-11-22", "9999-12-31", "0001-01-01"])
def test_a_day_comes_back_as_that_day(tmp_path: Path, day: str) -> None:
    (tmp_path / "b.xlsx").write_bytes(workbook.write("b", ["name", "since"], [["A", DayCell(day_of(day))]]))
    assert xlsx.read_workbook(str(tmp_path / "b.xlsx")).sheet.rows == [["A", day]]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_never_a_formula_and_comes_back(tmp_path: Path, text: str) -> None:
    (tmp_path / "b.xlsx").write_bytes(workbook.write("b", ["name", "note"], typed(["name", "note"], [["A", guard(text)]])))
    cell = openpyxl.load_workbook(tmp_path / "b.xlsx").active["B2"]
    assert cell.data_type == "s"
    assert not str(cell.value).startswith(("=", "+", "-", "@"))
    assert xlsx.read_workbook(str(tmp_path / "b.xlsx")).sheet.rows == [["A", clean_cell(guard(text))]]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20), min_size=1, max_size=20))
@example(["_x005F_", "x005F_"][:1])
def test_texts_come_back(tmp_path: Path, texts: list[str]) -> None:
    (tmp_path / "b.xlsx").write_bytes(workbook.write("b", ["name", "note"], [[f"n{at}", guard(text)] for at, text in enumerate(texts)]))
    assert [row[1] for row in xlsx.read_workbook(str(tmp_path / "b.xlsx")).sheet.rows] == [clean_cell(guard(text)) for text in texts]


@pytest.mark.parametrize(("length", "fits"), [(workbook.LONGEST, True), (workbook.LONGEST + 1, False)])
def test_what_a_cell_cannot_hold_is_refused(length: int, fits: bool) -> None:
    if fits:
        assert workbook.write("b", ["note"], [["x" * length]])
        return
    for text in ("x" * length, "👩" * (length // 2)):
        with pytest.raises(Refused, match="cell_too_long"):
            workbook.write("b", ["note"], [[text]])


def test_what_a_sheet_cannot_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    assert workbook.write("b", ["note"], [["x"]] * 3)
    with pytest.raises(Refused, match="too_many_rows"):
        workbook.write("b", ["note"], [["x"]] * 4)


# ---- as a rep types it ------------------------------------------------------------------------------------


def put(rep: Rep, *rows: Sequence[Any], **more: Any) -> str:
    return save(rep.folder / "表格.xlsx", *rows, **more)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_pipe_is_read_once(rep: Rep, kind: str) -> None:
    """More than one buffer of it: what is read to see what it is must not be gone."""
    rows = [["name", "note"], *([f"Shop {n}", "x" * 20] for n in range(300))]
    file = Path(put(rep, *rows))
    data = file.read_bytes() if kind == "xlsx" else "".join(",".join(row) + "\n" for row in rows).encode()
    read, write = os.pipe()
    os.write(write, data)
    os.close(write)
    try:
        assert "customers: 300 added" in rep(f"import customers /dev/fd/{read}").out
    finally:
        os.close(read)


def test_a_spreadsheet_of_customers(rep: Rep) -> None:
    file = put(rep, ["客户", "级别", "建档日期", "电话", "免电"], ["美佳", "重点客户", datetime(2024, 3, 1), 13800000102, True],
               ["江城", "VIP客户", Cell(46348, 'yyyy"年"m"月"d"日"'), Cell(2788880000, "00000000000"), None])  # fmt: skip
    assert rep(["import", "customers", file]).out == "customers: 2 added, 0 changed, 0 the same\n"
    assert rep.rows("SELECT name, tier, since, phone, no_calls FROM customer") == [
        ("美佳", "key", "2024-03-01", "13800000102", 1), ("江城", "vip", "2026-11-22", "02788880000", 0),
    ]  # fmt: skip
    assert rep(["import", "customers", file]).out == "customers: 0 added, 0 changed, 2 the same\n"


def test_which_sheet_was_read_is_said_where_there_are_more(rep: Rep) -> None:
    file = put(rep, ["name"], ["A"], title="甲", 乙=[["name"], ["B"]])
    assert "甲" in rep(["import", "customers", file]).err
    said = rep(["import", "customers", file, "--sheet", "乙"])
    assert ("乙" in said.err, rep.rows("SELECT name FROM customer ORDER BY id")) == (False, [("A",), ("B",)])
    said = rep(["import", "customers", file, "--sheet", "丙"], code=2)
    assert (said.err.count("\n"), "甲, 乙" in said.err) == (1, True)


def test_options_that_do_not_fit_the_file(rep: Rep) -> None:
    file = put(rep, ["name"], ["A"])
    assert "--encoding" in rep(["import", "customers", file, "--encoding", "gbk"], code=2).err
    (rep.folder / "a.csv").write_text("name\nA\n")
    assert "--sheet" in rep(["import", "customers", str(rep.folder / "a.csv"), "--sheet", "x"], code=2).err


def test_bad_rows_are_named_by_line_and_kept_as_a_workbook(rep: Rep) -> None:
    file = put(rep, ["name", "tier"], ["A", "vip"], ["B", "gold"], ["C", "#N/A"], ["=1+1", "vip"])
    bad = rep.folder / "bad.xlsx"
    said = rep(["import", "customers", file, "--errors", str(bad)], code=1)
    assert [line.split(":")[0].strip() for line in said.err.splitlines()[2:5]] == ["line 3, tier", "line 4, tier", "line 5, name"]
    assert not rep.book.exists()
    kept = xlsx.read_workbook(str(bad)).sheet
    assert (kept.header, [row[:3] for row in kept.rows[:1]]) == (("name", "tier", "line", "reason"), [["B", "gold", "3"]])
    assert rep(["import", "customers", file, "--skip-errors"]).out == "customers: 1 added, 0 changed, 0 the same\n"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_workbook_that_cannot_be_read_is_one_sentence(rep: Rep, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    file = put(rep, ["name"], ["A"])
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    said = rep(["import", "customers", file], code=1, lang=lang)
    assert (said.out, said.err.count("\n"), "repbook[xlsx]" in said.err, rep.book.exists()) == ("", 1, True, False)


def test_an_export_taken_in_again_changes_nothing(shop: Rep) -> None:  # noqa: F811
    before = shop.dump()
    for kind in ("customers", "contacts", "touches", "orders"):
        file = shop.folder / f"{kind}.xlsx"
        shop(["export", kind, str(file), *(["--private"] if kind == "contacts" else [])])
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert all(cell.data_type != "f" for row in openpyxl.load_workbook(file).active.iter_rows() for cell in row)
        said = shop(["import", kind, str(file), "--update"])
        assert " 0 added, 0 changed" in said.out, kind
        assert shop(["export", kind, str(file)], code=1).out == ""  # never over an old one unasked
        shop(["--yes", "export", kind, str(file)])
    assert shop.dump() == before


@pytest.mark.parametrize("line", ["report tiers", "customer list", "history"])
def test_whatever_lists_can_be_a_workbook(shop: Rep, line: str) -> None:  # noqa: F811
    file = shop.folder / "list.xlsx"
    shop([*line.split(), "--csv", str(file)])
    header, *rows = openpyxl.load_workbook(file).active.iter_rows(values_only=True)
    csv = shop([*line.split(), "--csv"]).out.splitlines()
    assert (list(header), len(rows)) == (csv[0].split(","), len(csv) - 1 if line != "history" else len(rows))
    assert rows
