"""Bad input: what was typed → the exit code, one line on stderr that names it and the way out, and the book untouched."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from repbook.cli import main
from repbook.migrations import VERSION
from repbook.store import book as books
from tests.cli import Rep
from tests.sample import Sample


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """A book with two customers, two contacts and a touch."""
    made = Sample(rep.book)
    mei = made.customer("美佳超市", "key")
    made.contact(mei, "王丽")
    hui = made.customer("美佳便利店")
    made.contact(hui, "王强")
    made.touch(mei, "2026-11-01", "visit")
    made.close()
    return rep


def write(rep: Rep, name: str, data: bytes | str) -> str:
    path = rep.folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return str(path)


COMMANDS = [
    ("why 没有", 3, "没有"),
    ("why 美佳", 3, "2 match"),
    ("log 美佳 call", 3, "say which"),
    ("log 美佳超市 call --on 2-30", 2, "2-30"),
    ("log 美佳超市 call --on 2026-13-05", 2, "2026-13-05"),
    ("log 美佳超市 call --on 10", 2, "10 could mean"),
    ("log 美佳超市 call --on 2027-01-01", 1, "after today"),
    ("log 美佳超市 jump", 2, "jump"),
    ("log 美佳超市 call --with 王强", 3, "王强"),
    ("log 美佳超市 call --mass", 2, "mass"),
    ("customer add 美佳超市", 1, "美佳超市"),
    ("customer add 新店 --tier gold", 2, "gold"),
    ("customer add 新店 --since 2-30", 2, "2-30"),
    ("customer add 新店 --status maybe", 2, "maybe"),
    ("customer add 新店 --referred-by 没有", 3, "没有"),
    ("customer add 新店 --phone abc", 2, "abc"),
    ("customer add '  '", 2, "visible character"),
    ("customer edit 没有 --area 湖北", 3, "没有"),
    ("customer pause 美佳超市", 2, "--until"),
    ("customer pause 美佳超市 --until 2026-11-01", 2, "2026"),
    ("customer spacing 美佳超市 0", 2, "0"),
    ("customer tier 美佳超市 gold", 2, "gold"),
    ("contact add 美佳超市 王丽", 1, "王丽"),
    ("contact add 美佳超市 赵六 --birthday 2-30", 2, "2-30"),
    ("contact add 美佳超市 赵六 --birthday 13-1", 2, "13-1"),
    ("contact add 美佳超市 赵六 --birthday 'lunar 8-31'", 2, "8-31"),
    ("contact add 美佳超市 赵六 --role boss", 2, "boss"),
    ("contact left '#99'", 3, "#99"),
    ("order add 美佳超市 -- -5", 2, "-5"),
    ("order add 美佳超市 -5", 2, "-5 reads like an option; amounts, quantities and other numbers here are 0 or more"),
    ("order add 美佳超市 -5.50", 2, "goes after --"),
    ("log 美佳超市 call --minutes 2000", 2, '--minutes: "2000" is not between 0 and 1440'),
    ("log 美佳超市 call --minutes=two", 2, '--minutes: "two" is not a whole number'),
    ("log 美佳超市 call --order=-1", 2, '--order: amount "-1" is below zero'),
    ("due --days 9999", 2, '--days: "9999" is not between 0 and 366'),
    ("history --limit x", 2, '--limit: "x" is not a whole number'),
    ("order add 美佳超市 12.345", 2, "12.345"),
    ("order add 美佳超市 100 --on +3d", 1, "after today"),
    ("order add 美佳超市 100 --qty=-1", 2, "-1"),
    ("order add 美佳超市 100 --service-every 0", 2, '--service-every: "0" is not between 1 and 1200'),
    ("policy set nothing 3", 2, "nothing"),
    ("policy set vip.call_every 0", 2, "1 … 3650"),
    ("policy set gap_days many", 2, "many"),
    ("report tiers --month 2026-13", 2, "2026-13"),
    ("report tiers --from 2026-11-20 --to 2026-11-01", 2, "2026"),
    ("due --today 2-30", 2, "2-30"),
    ("due --lang fr", 2, "fr"),
    ("due --book", 2, "--book needs a value"),
    ("deu", 2, "did you mean due"),
    ("customer lst", 2, "customer list"),
    ("due --hedl", 2, "--held"),
    ("customer", 2, "say what to do"),
    ("import customers nowhere.csv", 2, "nowhere.csv"),
]


@pytest.mark.parametrize(("line", "code", "part"), COMMANDS, ids=[line for line, *_ in COMMANDS])
def test_a_command_that_cannot_be(shop: Rep, line: str, code: int, part: str) -> None:
    before = shop.book.read_bytes()
    said = shop(line, code=code)
    first = said.err.splitlines()[0]
    assert first.startswith("repbook: ")
    assert part in first
    assert said.out == ""
    assert len(said.err.splitlines()) <= 6
    assert shop.book.read_bytes() == before
    chinese = shop(line, code=code, lang="zh")
    assert any("\u4e00" <= c <= "\u9fff" for c in chinese.err)


FILES = [
    ("customers", "empty.csv", b"", 1, "is empty"),
    ("customers", "book.xlsx", b"PK\x03\x04\x14\x00\x06\x00\x08\x00", 1, "no XLSX workbook"),
    ("customers", "book.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 1, "old kind"),
    ("customers", "locked.xlsx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), 1, "password"),
    ("customers", "zeros.csv", b"name\x00tier\n", 1, "not a text file"),
    ("customers", "wrong.csv", "name,tier\n美佳超市二店,general\n".encode() + b"\xff\xfe\xff\n", 1, "encoding"),
    ("customers", "column.csv", "tier,area\ngeneral,湖北\n", 1, "name"),
    ("customers", "twice.csv", "name,tier,tier\nA,vip,vip\n", 1, "twice"),
    ("customers", "strange.csv", "name,colour\nA,red\n", 1, "colour"),
    ("customers", "tier.csv", "name,tier\nA,gold\n", 1, "gold"),
    ("customers", "same.csv", "name,tier\nA,vip\nA,key\n", 1, "A"),
    ("customers", "quote.csv", 'name,note\nA,"open\nB,x\n', 1, "quot"),
    ("customers", "referrer.csv", "name,referred_by\nA,nobody\n", 1, "nobody"),
    ("contacts", "unknown.csv", "customer,name\n没有这家,张三\n", 1, "没有这家"),
    ("contacts", "birthday.csv", "customer,name,birthday\n美佳超市,张三,2-30\n", 1, "2-30"),
    ("touches", "unknown.csv", "customer,on,kind\n没有这家,2026-11-01,call\n", 1, "没有这家"),
    ("touches", "kind.csv", "customer,on,kind\n美佳超市,2026-11-01,jump\n", 1, "jump"),
    ("touches", "date.csv", "customer,on,kind\n美佳超市,2026-13-01,call\n", 1, "2026-13-01"),
    ("touches", "ahead.csv", "customer,on,kind\n美佳超市,2026-11-23,call\n", 1, "after today"),
    ("touches", "mass.csv", "customer,on,kind,mass\n美佳超市,2026-11-01,visit,yes\n", 1, "mass"),
    ("touches", "other.csv", "customer,on,kind,contact\n美佳超市,2026-11-01,call,王强\n", 1, "王强"),
    ("orders", "negative.csv", "customer,on,amount\n美佳超市,2026-11-01,-5\n", 1, "-5"),
    ("orders", "amount.csv", "customer,on,amount\n美佳超市,2026-11-01,ten\n", 1, "ten"),
    ("orders", "cells.csv", "customer,on,amount\n美佳超市,2026-11-01,5,6\n", 1, "4 cells"),
    ("calendar", "days.csv", "date,kind\n2027-01-01,maybe\n", 2, "maybe"),
]


@pytest.mark.parametrize(("what", "name", "data", "code", "part"), FILES, ids=[f"{what} {name}" for what, name, *_ in FILES])
def test_a_file_that_cannot_be(shop: Rep, what: str, name: str, data: bytes | str, code: int, part: str) -> None:
    before = shop.book.read_bytes()
    said = shop(["import", what, write(shop, name, data)], code=code)
    assert part in said.err
    assert said.err.startswith("repbook: ")
    assert said.out == ""
    assert shop.book.read_bytes() == before


def a_text_file(path: Path) -> None:
    path.write_text("not a book\n" * 40)


def an_empty_file(path: Path) -> None:
    path.write_bytes(b"")


def a_short_file(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0")


def another_database(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE x (y)")
    db.close()


def a_newer_book(path: Path) -> None:
    made = Sample(path)
    made.db.execute(f"PRAGMA user_version = {VERSION + 1}")
    made.close()


def a_truncated_book(path: Path) -> None:
    made = Sample(path)
    made.customer("美佳超市")
    made.close()
    path.write_bytes(path.read_bytes()[:8192])


def a_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    ("make", "part"),
    [
        (a_text_file, "not a repbook book"),
        (an_empty_file, "is empty, not a book"),
        (a_short_file, "not a repbook book"),
        (another_database, "another program"),
        (a_newer_book, "newer repbook"),
        (a_truncated_book, "damaged"),
        (a_folder, "cannot be opened"),
    ],
)
def test_a_file_that_is_no_book_is_left_as_it_is(rep: Rep, make: object, part: str) -> None:
    assert callable(make)
    make(rep.book)
    before = rep.book.read_bytes() if rep.book.is_file() else b""
    for line in ("due", "customer add 新店", "undo"):
        said = rep(line, code=4)
        assert part in said.err
        assert said.err.count("\n") == 1
        assert str(rep.book) in said.err
    assert (rep.book.read_bytes() if rep.book.is_file() else b"") == before


def test_a_locked_book_is_said_to_be_so(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "WAIT_SECONDS", 0.05)
    other = sqlite3.connect(shop.book, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        for line in ("log 美佳超市 call", "due"):
            assert "another repbook" in shop(line, code=4).err
    finally:
        other.execute("ROLLBACK")
        other.close()
    shop("log 美佳超市 call")


def test_a_book_where_none_can_be(rep: Rep, capsys: pytest.CaptureFixture[str]) -> None:
    for path in ("/dev/null/book.db", "/proc/none/book.db"):
        code = main(["--book", path, "--lang", "en", "customer", "add", "美佳超市"])
        assert code == 4
        assert path in capsys.readouterr().err


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users may look into."""
    path = Path(tempfile.mkdtemp())
    path.chmod(0o755)
    yield path
    path.chmod(0o755)
    shutil.rmtree(path)


def as_somebody_else(argv: list[str]) -> tuple[int, str]:
    """Run a command as a user without rights here; its exit code and what it said. Modules are loaded already."""
    read, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
        os.dup2(write_end, 1)
        os.dup2(write_end, 2)
        import sys

        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        code = main(argv)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    os.close(write_end)
    with open(read, encoding="utf-8") as file:
        said = file.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said


def test_a_read_only_book_answers_but_takes_nothing(rep: Rep, open_folder: Path) -> None:
    made = Sample(open_folder / "book.db")
    made.customer("美佳超市", "key")
    made.close()
    rep.book = open_folder / "book.db"
    for line in ("due", "log 美佳超市 call", "undo", "history"):  # loads every module that is needed
        rep(line)
    (open_folder / "book.db").chmod(0o444)
    open_folder.chmod(0o555)
    before = rep.book.read_bytes()
    start = ["--book", str(rep.book), "--today", "2026-11-22", "--lang", "en"]
    assert as_somebody_else([*start, "due"])[0] == 0
    code, said = as_somebody_else([*start, "log", "美佳超市", "call"])
    assert (code, "cannot be written" in said) == (4, True), said
    code, said = as_somebody_else(["--book", str(open_folder / "new.db"), "--lang", "en", "customer", "add", "A"])
    assert (code, "no book can be made" in said) == (4, True), said
    (open_folder / "book.db").chmod(0o000)
    code, said = as_somebody_else([*start, "due"])
    assert (code, "cannot be opened" in said) == (4, True), said
    (open_folder / "book.db").chmod(0o600)
    assert rep.book.read_bytes() == before


def test_a_fault_of_ours_is_one_sentence_without_the_book_in_it(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REPBOOK_DEBUG")
    monkeypatch.setattr("repbook.rules.due", lambda *_, **__: {}["王丽"])
    said = shop("due", code=1)
    assert said.err.startswith("repbook: something went wrong inside repbook (KeyError, test_errors.py:")
    assert "王丽" not in said.err
