"""A CSV file to a header and clean cells: encodings, delimiters, quotes, and every broken line by its number."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repbook import values
from repbook.errors import BadInput, Refused, RepbookError
from repbook.exchange.sheets import Sheet, clean_cell, read_sheet


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def sheet_of(folder: Path, content: str | bytes, encoding: str | None = None) -> Sheet:
    file = folder / "sheet.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_sheet(file, encoding)


def refusal(folder: Path, content: str | bytes, encoding: str | None = None) -> RepbookError:
    with pytest.raises(RepbookError) as caught:
        sheet_of(folder, content, encoding)
    assert caught.value.params.get("file", str(folder / "sheet.csv")) == str(folder / "sheet.csv")
    return caught.value


# ---- encodings ----------------------------------------------------------------------------------------

TEXT = "客户,备注\n美佳超市,聊了新品，等月底补货\n"


@pytest.mark.parametrize(
    ("written", "found"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gbk", "gb18030"), ("gb18030", "gb18030"), ("utf-16", "utf-16")]
)
def test_the_encoding_is_found(folder: Path, written: str, found: str) -> None:
    sheet = sheet_of(folder, TEXT.encode(written))
    assert sheet.header == ("客户", "备注")
    assert sheet.rows == [["美佳超市", "聊了新品，等月底补货"]]
    assert (sheet.bad, sheet.encoding) == ([], found)


def test_utf_16_big_endian_by_its_mark(folder: Path) -> None:
    assert sheet_of(folder, b"\xfe\xff" + TEXT.encode("utf-16-be")).header == ("客户", "备注")


def test_gb18030_beyond_gbk(folder: Path) -> None:
    assert sheet_of(folder, "name\n㐀𠀀店\n".encode("gb18030")).rows == [["㐀𠀀店"]]


@pytest.mark.parametrize("name", ["latin-1", "Latin_1", "cp1252", "big5", "UTF-16-LE", "utf8"])
def test_an_encoding_can_be_forced(folder: Path, name: str) -> None:
    text = "電話\n美佳\n" if name in ("big5", "UTF-16-LE", "utf8") else "name\nCafé\n"
    sheet = sheet_of(folder, text.encode(name), name)
    assert [*sheet.header, *sheet.rows[0]] == text.split()


@pytest.mark.parametrize("name", ["klingon", "", "hex", "rot13", "a\0b", "base64"])
def test_an_unknown_encoding_is_refused(folder: Path, name: str) -> None:
    error = refusal(folder, TEXT, name)
    assert isinstance(error, BadInput)
    assert (error.key, error.params) == ("unknown_encoding", {"name": name})


def test_another_encoding_is_refused_with_its_line(folder: Path) -> None:
    error = refusal(folder, "name\nplain\nCafé,\n".encode("latin-1"))
    assert isinstance(error, Refused)
    assert (error.key, error.params["line"]) == ("wrong_encoding", 3)


def test_a_forced_encoding_that_does_not_fit_is_refused_with_its_line(folder: Path) -> None:
    error = refusal(folder, b"name\r\nplain\r\n" + "美佳".encode("gbk") + b"\r\n", "utf-8")
    assert (error.key, error.params["line"]) == ("wrong_encoding", 3)


def test_damaged_utf_8_is_not_taken_for_gb18030(folder: Path) -> None:
    """One stray byte in a file of good UTF-8: reading it as GB18030 would turn every name into other characters."""
    error = refusal(folder, TEXT.encode() + "惠民".encode("gbk") + b",x\n")
    assert (error.key, error.params["line"]) == ("wrong_encoding", 3)


def test_utf_8_cut_off_in_a_character_is_refused(folder: Path) -> None:
    assert refusal(folder, TEXT.encode()[:-3]).key == "wrong_encoding"


# ---- files that are none ------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"\n\n", b" \r\n\t\r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n", b",,,\n,,\n", b"\xff\xfe"])
def test_an_empty_file_is_refused(folder: Path, content: bytes) -> None:
    assert refusal(folder, content).key == "empty_file"


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04rest",
        b"\xd0\xcf\x11\xe0\xa1\xb1",
        b"%PDF-1.7\n",
        b"\x1f\x8b\x08",
        b"SQLite format 3\0",
        b"name\na\0b\n",
        b"\x89PNG\r\n\x1a\n\0\0",
        b"\xff\xfe\0\0n\0\0\0",
    ],
)
def test_a_binary_file_is_refused(folder: Path, content: bytes) -> None:
    error = refusal(folder, content)
    assert isinstance(error, Refused)
    assert error.key == "binary_file"


def test_a_binary_file_is_refused_under_a_forced_encoding_too(folder: Path) -> None:
    assert refusal(folder, b"a\0b\n", "latin-1").key == "binary_file"


def test_no_such_file(folder: Path) -> None:
    (folder / "file").write_text("x")
    for path in (folder / "nothing.csv", folder, folder / "file" / "below", "a\0b"):
        with pytest.raises(BadInput) as caught:
            read_sheet(path)
        assert (caught.value.key, caught.value.params) == ("no_such_file", {"file": str(path)})


def test_an_unreadable_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(BadInput) as caught:
        read_sheet(folder / "x.csv")
    assert caught.value.key == "unreadable_file"


# ---- delimiters and headers ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    ["a,b\n1,2\n", "a\tb\n1\t2\n", "a;b\n1;2\n", "a，b\n1，2\n", "sep=;\na;b\n1;2\n", "sep=,\r\na,b\r\n1,2\r\n", "\n\n,,\na,b\n\n1,2\n,\n",
     '"a","b"\n"1","2"\n', "a, b\n1, 2\n", 'a, "b"\n1, "2"\n', "a,b\r1,2\r", "a,b\r\n1,2", "a,b,,\n1,2,,\n", '"a"\t"b"\n1\t2\n'],
)  # fmt: skip
def test_delimiters(folder: Path, content: str) -> None:
    sheet = sheet_of(folder, content)
    assert (sheet.header, sheet.rows, sheet.bad) == (("a", "b"), [["1", "2"]], [])


def test_a_comma_in_the_header_decides(folder: Path) -> None:
    assert sheet_of(folder, "a,b;c\n1;2,3\n").rows == [["1;2", "3"]]
    assert sheet_of(folder, '"a,b"\tc\n1\t2,3\n').header == ("a,b", "c")


def test_one_column(folder: Path) -> None:
    sheet = sheet_of(folder, "name\nA\n\nB\n")
    assert (sheet.header, sheet.rows, sheet.lines) == (("name",), [["A"], ["B"]], [2, 4])


def test_a_header_and_no_rows(folder: Path) -> None:
    sheet = sheet_of(folder, "name,tier\n")
    assert (sheet.header, sheet.rows, sheet.bad) == (("name", "tier"), [], [])


@pytest.mark.parametrize("header", ["name,tier,name", "name,tier,Name", "referred by,referred_by", "客户,客户 "])
def test_a_header_there_twice_is_refused(folder: Path, header: str) -> None:
    error = refusal(folder, header + "\n")
    assert isinstance(error, Refused)
    assert (error.key, error.params["name"]) == ("duplicate_header", header.split(",")[-1].strip())


def test_a_broken_header_is_refused(folder: Path) -> None:
    error = refusal(folder, '"name,tier\nA,vip\n')
    assert (error.key, error.params["line"]) == ("bad_header", 1)


def test_a_nameless_column_counts_only_when_something_is_in_it(folder: Path) -> None:
    assert sheet_of(folder, "a,,b\n1,,2\n").header == ("a", "b")
    sheet = sheet_of(folder, "a,,b\n1,x,2\n")
    assert (sheet.header, sheet.rows) == (("a", "#2", "b"), [["1", "x", "2"]])


# ---- rows ---------------------------------------------------------------------------------------------


def test_lines_are_those_of_the_file(folder: Path) -> None:
    sheet = sheet_of(folder, 'a,b\n1,"two\nlines"\n\n2,"three\r\nmore\nlines"\n3,x\n')
    assert sheet.lines == [2, 5, 8]
    assert [row[1] for row in sheet.rows] == ["two\nlines", "three\nmore\nlines", "x"]


def test_only_line_breaks_break_lines(folder: Path) -> None:
    sheet = sheet_of(folder, "a,b\n1,x\u2028y\u0085z\x0bw\n2,x\n")
    assert sheet.lines == [2, 3]


def test_missing_cells_are_empty(folder: Path) -> None:
    sheet = sheet_of(folder, "a,b,c\n1\n1,2\n1,2,3,,\n")
    assert sheet.rows == [["1", "", ""], ["1", "2", ""], ["1", "2", "3"]]
    assert sheet.bad == []


def test_surplus_cells_are_a_defect(folder: Path) -> None:
    sheet = sheet_of(folder, "a,b\n1,2,3\n4,5\n6,7,,8\n")
    assert (sheet.rows, sheet.lines) == ([["4", "5"]], [3])
    assert sheet.bad == [(2, "too_many_cells", {"cells": 3, "columns": 2}), (4, "too_many_cells", {"cells": 4, "columns": 2})]


def test_quotes(folder: Path) -> None:
    sheet = sheet_of(folder, 'a,b\n"say ""hi"", then",x\n5" nail,"a,b"\n"",""""\n')
    assert sheet.rows == [['say "hi", then', "x"], ['5" nail', "a,b"], ["", '"']]


def test_a_quote_never_closed_swallows_nothing(folder: Path) -> None:
    sheet = sheet_of(folder, 'a,b\n1,x\n2,"open\n3,y\n4,z\n')
    assert sheet.bad == [(3, "unclosed_quote", {})]
    assert (sheet.rows, sheet.lines) == ([["1", "x"], ["3", "y"], ["4", "z"]], [2, 4, 5])


def test_a_quote_closed_only_by_that_of_a_later_row_swallows_nothing(folder: Path) -> None:
    sheet = sheet_of(folder, 'a,b\n1,"open\n2,x\n3,"fine, this"\n4,y\n')
    assert sheet.bad == [(2, "unclosed_quote", {})]
    assert sheet.rows == [["2", "x"], ["3", "fine, this"], ["4", "y"]]


def test_what_lies_behind_a_broken_quote_must_be_whole_rows(folder: Path) -> None:
    """Otherwise the second line of a note would pass for a row of its own."""
    sheet = sheet_of(folder, 'a,b\n1,"note\nsecond line" x\nthird\n4,y\n5\n')
    assert sheet.bad == [(2, "unclosed_quote", {}), (3, "torn_row", {"cells": 1, "columns": 2})]
    assert sheet.rows == [["third", ""], ["4", "y"], ["5", ""]]


def test_text_behind_a_closing_quote_is_a_defect(folder: Path) -> None:
    sheet = sheet_of(folder, 'a,b\n"x" y,1\n2,z\n"p"q,"r"s\n')
    assert sheet.bad == [(2, "stray_quote", {}), (4, "stray_quote", {})]
    assert sheet.rows == [["2", "z"]]


def test_many_broken_quotes_take_no_longer_than_many_rows(folder: Path) -> None:
    sheet = sheet_of(folder, "a,b\n" + '"x,1\n' * 20_000)
    assert [line for line, _, _ in sheet.bad] == list(range(2, 20_002))


def test_a_note_of_a_megabyte(folder: Path) -> None:
    limit = csv.field_size_limit()
    assert sheet_of(folder, "a,b\n1," + "好" * 1_000_000 + "\n").rows[0][1] == "好" * 1_000_000
    assert csv.field_size_limit() == limit


# ---- cells --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "cell"),
    [
        ("  x ", "x"), ("\u3000王\u3000", "王"), ("\u00a0x", "x"), ("\ufeffx\u200b", "x"), ("Cafe\u0301", "Café"), ("a\x07b\x1b[0m\x7f", "ab[0m"),
        ("a\tb\nc", "a\tb\nc"), ("'=SUM(A1)", "=SUM(A1)"), ("'+86 138", "+86 138"), ("'-5", "-5"), ("'@x", "@x"), ("'\tx", "x"), ("''=x", "'=x"),
        ("'tis", "'tis"), ("=SUM(A1)", "=SUM(A1)"), ("", ""),
    ],
)  # fmt: skip
def test_cells_are_cleaned(raw: str, cell: str) -> None:
    assert clean_cell(raw) == cell


@pytest.mark.parametrize(("raw", "cell"), [("'\t=1", "=1"), ("'\n=1\n", "=1"), ("' =1", "' =1"), ("''\t=1", "'\t=1")])
def test_white_space_under_a_guard_goes_like_any_other(raw: str, cell: str) -> None:
    assert clean_cell(raw) == cell


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.lists(st.tuples(CELLS, CELLS), max_size=6), st.sampled_from(["\n", "\r\n"]))
def test_what_is_written_by_the_rules_is_read_back(folder: Path, rows: list[tuple[str, str]], end: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(("a", "b"))
    writer.writerows([[values.guard(cell) for cell in row] for row in rows])
    sheet = sheet_of(folder, text.getvalue())
    want = [[clean_cell(values.guard(cell)) for cell in row] for row in rows]
    assert sheet.bad == []
    assert sheet.rows == [row for row in want if any(row)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.text('ab,"\n\t\r ', max_size=40))
def test_no_line_with_a_letter_is_lost(folder: Path, text: str) -> None:
    """Whatever the quotes: each letter of the file is in a row, or its line lies in a defect."""
    sheet = sheet_of(folder, "h,i\n" + text)
    kept = sum(cell.count("a") + cell.count("b") for row in sheet.rows for cell in row)
    lines = io.StringIO("h,i\n" + text, newline="").readlines()
    named = sum(lines[line - 1].count("a") + lines[line - 1].count("b") for line, _, _ in sheet.bad)
    assert kept <= text.count("a") + text.count("b")
    if all(key in ("stray_quote", "unclosed_quote") for _, key, _ in sheet.bad):
        assert kept + named >= text.count("a") + text.count("b")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.binary(max_size=60))
def test_no_bytes_break_it(folder: Path, content: bytes) -> None:
    try:
        sheet = sheet_of(folder, content)
    except RepbookError:
        return
    assert all(len(row) == len(sheet.header) for row in sheet.rows)
    assert len(sheet.lines) == len(sheet.rows)


def test_a_pipe_is_a_file_too(folder: Path) -> None:
    read, write = os.pipe()
    os.write(write, b"a,b\n1,2\n")
    os.close(write)
    try:
        assert read_sheet(f"/dev/fd/{read}").rows == [["1", "2"]]
    finally:
        os.close(read)
