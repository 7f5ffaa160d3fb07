"""The checksums of the rows: they follow every change, see every letter that is another one, and cost little."""

from __future__ import annotations

import marshal
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from repbook import migrations
from repbook.store import book as books
from repbook.store import exchange, health, sums, undo
from tests import sequences
from tests.cli import Rep
from tests.make_books import rebuild
from tests.sample import year_file
from tests.sequences import Start, Tally, Walk, prepared
from tests.summed import altered, by_another_program, shop, spoiled, typed

__all__ = ["shop", "typed"]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with something of everything in it."""
    return rebuild(migrations.VERSION, tmp_path_factory.mktemp("template") / "book.db")


# ---- they follow every change -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Start:
    """What walks start from."""
    return prepared(tmp_path_factory.mktemp("start"))


@pytest.mark.parametrize("seed", range(2000, 2006))
def test_they_fit_after_every_command(tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    sequences.alone(tmp_path, monkeypatch)
    run: Callable[[Walk, list[str], Path | None], int] = Walk.type

    def followed(walk: Walk, words: list[str], book: Path | None = None) -> int:
        code = run(walk, words, book)
        assert altered(walk.book) == {}, walk.told()
        return code

    monkeypatch.setattr(Walk, "type", followed)
    tally = Tally()
    Walk(tmp_path / "walk", start, seed, tally).run(10)
    assert tally.undone > 0


@pytest.mark.parametrize("version", range(1, migrations.VERSION + 1))
def test_an_old_book_gets_them(rep: Rep, version: int) -> None:
    rebuild(version, rep.book)
    rep("customer list")
    assert altered(rep.book) == {}
    with closing(sqlite3.connect(rep.book)) as db:
        for table in sums.covered():
            (rows,) = db.execute(f"SELECT count(*) FROM {table}").fetchone()
            assert sum(len(sums.places(block, kept)) for block, kept in sums.kept(db, table).items()) == rows, table
    assert "every page" in rep("book check", code=None).out


def test_an_old_book_that_does_not_hang_together_gets_none(rep: Rep) -> None:
    rebuild(2, rep.book)
    with closing(sqlite3.connect(rep.book, isolation_level=None)) as db:
        db.execute("PRAGMA writable_schema = ON")
        db.execute(
            "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'touch_recent') WHERE name = 'pause_by_customer'"
        )
    before = rep.book.read_bytes()
    assert "damaged" in rep("due", code=4).err
    assert rep.book.read_bytes() == before


def test_a_calendar_taken_back_can_be_brought_back(rep: Rep) -> None:
    """The rows that come back have old ids; undo takes them away again."""
    for name, day in (("a", "2028-01-08"), ("b", "2028-01-09")):
        (rep.folder / name).write_text(year_file(2028, f"{day},work"), encoding="utf-8")
        rep(f"import calendar {rep.folder / name}")
    states = [rep.dump()]
    rep("import undo")
    states.append(rep.dump())
    rep("undo")
    assert rep.dump() == states[0]
    rep("redo")
    assert rep.dump() == states[1] != states[0]
    assert altered(rep.book) == {}


def test_who_is_forgotten_leaves_no_sum(shop: Rep) -> None:
    shop("--yes customer forget 旧店")
    assert altered(shop.book) == {}
    with closing(sqlite3.connect(shop.book)) as db:
        assert [number for block, kept in sums.kept(db, "customer").items() for number in sums.places(block, kept)] == [1, 2]
        steps = db.execute("SELECT id FROM step").fetchall()
        assert [(number,) for block, kept in sums.kept(db, "step").items() for number in sums.places(block, kept)] == steps
        assert sums.kept(db, "change") == {}


def test_all_kinds_of_values_differ() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        migrations.migrate(db, 0)
        sums.renew(db)
        seen = set()
        for cell in ("NULL", "1", "1.0", "'1'", "X'31'", "''", "X''", "0", "-1", "'é'", "'e\u0301'", "'None'", "9223372036854775807"):
            db.execute("DROP TABLE touch_contact")
            db.execute("CREATE TABLE touch_contact (id INTEGER PRIMARY KEY, a)")
            db.execute(f"INSERT INTO touch_contact VALUES (1, {cell})")
            sums.renew(db)
            seen.add(sums.kept(db, "touch_contact")[0])
        assert len(seen) == 13


def test_the_sum_of_a_row_is_the_same_for_ever() -> None:
    """Every version of Python must find it: these are the bytes that it is of."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        migrations.migrate(db, 0)
        db.execute("INSERT INTO setting VALUES (65, 'u', '中', '')")
        sums.renew(db)
        text = b"(\x04\0\0\0i\x41\0\0\0u\x01\0\0\0uu\x03\0\0\0\xe4\xb8\xadu\0\0\0\0"
        assert sums.kept(db, "setting") == {1: crc32(text, crc32(b"setting")) << 32}


@pytest.mark.parametrize(
    "value",
    [
        None,
        0,
        -1,
        2**31 - 1,
        -(2**31),
        2**31,
        -(2**31) - 1,
        2**63 - 1,
        -(2**63),
        0.0,
        -1.5,
        1e300,
        "",
        "中\0\n🫨",
        "x" * 70_000,
        b"",
        b"\xff",
    ],
)
def test_what_is_written_down_of_a_value(value: object) -> None:
    """The fast way gives the bytes that are promised."""
    assert marshal.dumps((7, value), 2) == sums.spelled((7, value))


# ---- they see every letter --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "change", "says"),
    [
        ("touch", {"note": "送样品，王总说坏"}, "the visit #1 (customer #1) is not as it was written"),
        ("touch", {"on_day": "2026-11-21"}, "the visit #1 (customer #1)"),
        ("touch", {"kind": "call"}, "the call #1 (customer #1)"),
        ("touch", {"minutes": 5}, "the visit #1 (customer #1)"),
        ("customer", {"phone": "027-00000103"}, "the customer #1 is not"),
        ("customer", {"no_calls": 1}, "the customer #1 is not"),
        ("contact", {"note": "x"}, "the contact #1 (customer #1)"),
        ("contact", {"uid": "x"}, "the contact #1 (customer #1)"),
        ("policy", {"value": "99"}, "the setting #1 is not"),
        ("setting", {"value": "x"}, "the mark of the book #1"),
        ("touch_contact", {"uid": "x"}, "who was met"),
        ("step", {"at": "2026-11-22T00:00:00Z"}, "undo"),
        ("change", {"high": 7}, "undo remembers"),
    ],
)
def test_a_cell_that_is_another_one(shop: Rep, table: str, change: dict[str, Any], says: str) -> None:
    spoiled(shop, table, 1, **change)
    said = shop("book check", code=4)
    assert says in said.out
    assert len(said.out.splitlines()) == 1
    assert "1 record is not as repbook wrote" in said.err
    assert "--accept" in said.err
    assert altered(shop.book) == {table: [1]}
    assert says in shop("book check --json", code=4).out


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("DELETE FROM touch WHERE id = 3", "the touch #3 is gone"),
        ("INSERT INTO pause VALUES (9, 'x', 1, '2026-11-01', '2026-11-02')", "the pause #9 (customer #1)"),
        ("UPDATE touch SET id = 9 WHERE id = 3", "the message #9 (customer #3)"),
        ("DELETE FROM checksum WHERE row_table = 'touch'", "the visit #1 (customer #1)"),
        ("UPDATE checksum SET row_table = 'Touch' WHERE row_table = 'touch'", "the list of checksums itself"),
        ("UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'touch'", "the numbers given out"),
        ("UPDATE checksum SET sums = 'text' WHERE row_table = 'touch'", "the visit #1 (customer #1)"),
        ("UPDATE checksum SET block = 'text' WHERE row_table = 'touch'", "the visit #1 (customer #1)"),
    ],
)
def test_what_comes_and_goes(shop: Rep, statement: str, says: str) -> None:
    by_another_program(shop.book, statement)
    said = shop("book check", code=4)
    assert says in said.out
    assert "record" in said.err


def test_a_cell_of_another_kind_is_told_as_that(shop: Rep) -> None:
    by_another_program(shop.book, "UPDATE touch SET note = X'61' WHERE id = 2")
    said = shop("book check", code=4).out
    assert said.splitlines()[0].startswith("touches: 1 row holds what cannot be there (#2)")
    assert "the call #2" not in said


def test_many_records_are_counted(shop: Rep) -> None:
    by_another_program(shop.book, "UPDATE policy SET value = value || ' '")
    settings = len(shop.rows("SELECT 1 FROM policy"))
    said = shop("book check", code=4)
    lines = said.out.splitlines()
    assert len(lines) == 21
    assert lines[-1] == f"settings: {settings - 20} more are not as they were written"
    assert f"repbook: {settings} records are not as repbook wrote them" in said.err


def test_nothing_that_a_record_says_is_told(shop: Rep) -> None:
    spoiled(shop, "customer", 1, name="秘密")
    spoiled(shop, "touch", 1, note="秘密")
    for line in ("doctor", "doctor --json", "book check"):
        said = shop(line, code=None)
        assert "秘密" not in said.out + said.err
        assert "美佳" not in said.out + said.err
    found = shop("doctor", code=1)
    assert "records are not as they were written" in found.out
    assert "the visit" in shop("doctor --json", code=1).out


def read_back(path: Path) -> tuple[str, list[undo.StepWords]]:
    """What `export all` and `undo --list` say."""
    book = books.connect(str(path), writing=False)
    with closing(book), book.reading():
        return "".join(exchange.lines(book.db)), undo.steps(book.db)


def test_two_hundred_bytes_that_are_others(tmp_path: Path, template: Path) -> None:
    """Any byte of the file: it is found, or nobody can tell the difference."""
    path, whole = tmp_path / "book.db", template.read_bytes()
    path.write_bytes(whole)
    before = read_back(path)
    chance, found = random.Random(11), 0
    for at in (chance.randrange(len(whole)) for _ in range(200)):
        spoilt = bytearray(whole)
        spoilt[at] ^= 1 << chance.randrange(8)
        path.write_bytes(spoilt)
        if health.damage(str(path)):
            found += 1
        else:
            assert read_back(path) == before, at
    assert found > 20


# ---- what it costs ----------------------------------------------------------------------------------------


def test_it_makes_a_book_little_larger() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        migrations.migrate(db, 0)
        rows = ((number, f"uid-{number:012d}", f"key {number}", "a value of some length " * 4) for number in range(1, 20_001))
        db.executemany("INSERT INTO setting VALUES (?, ?, ?, ?)", rows)
        (before,) = db.execute("PRAGMA page_count").fetchone()
        sums.renew(db)
        (after,) = db.execute("PRAGMA page_count").fetchone()
    assert before < after < before * 1.03


def test_a_step_reads_no_record_beside_its_own(shop: Rep) -> None:
    book = books.connect(str(shop.book), writing=True)
    asked: list[str] = []
    book.db.set_trace_callback(asked.append)
    with book.step("logged"):
        book.db.execute("UPDATE customer SET note = 'y' WHERE id = 2")
    book.close()
    read = [text for text in asked if text.startswith("SELECT * FROM customer")]
    assert read == ["SELECT * FROM customer WHERE id BETWEEN 2 AND 2"]
