"""The checksums of the rows: they follow every change, see every letter that is another one, and are not talked out of it by later writes."""

from __future__ import annotations

import marshal
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from repbook import migrations
from repbook.store import backups, exchange, health, sums, undo
from repbook.store import book as books
from repbook.store.rows import insert
from tests import sequences
from tests.cli import Rep
from tests.make_books import rebuild, type_in
from tests.sample import year_file
from tests.sequences import Start, Tally, Walk, prepared

TEXT = "送样品，王总说好"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with something of everything in it."""
    return rebuild(migrations.VERSION, tmp_path_factory.mktemp("template") / "book.db")


SHOP = f"""
2026-11-22 customer add 美佳超市 --phone 027-00000102
2026-11-22 customer add 百姓饭店 --phone 027-00000102
2026-11-22 customer add 旧店 --phone 027-00000102
2026-11-22 contact add 美佳 王丽 --note 喜欢钓鱼
2026-11-22 log 美佳 visit {TEXT} --with 王丽
2026-11-22 log 百姓 call {TEXT}
2026-11-22 log 旧店 message {TEXT}
"""


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a book in which three customers, a contact and three touches were typed, with its backup."""
    folder = tmp_path_factory.mktemp("shop")
    type_in(folder / "book.db", SHOP)
    return folder


@pytest.fixture
def shop(rep: Rep, typed: Path) -> Rep:
    """A rep with a copy of it."""
    shutil.copytree(typed, rep.folder, dirs_exist_ok=True)
    return rep


def altered(path: Path) -> dict[str, list[int]]:
    """The records of a book whose sums do not fit, by their tables."""
    with closing(sqlite3.connect(path)) as db:
        found = {table: sums.differing(db, table) for table in sums.covered()}
        assert not sums.strange(db)
        assert not sums.ids_differ(db)
    return {table: ids for table, ids in found.items() if ids}


def by_another_program(path: Path, *statements: str) -> None:
    """Change a book as somebody with the shell of SQLite would, whose changes go into no journal."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            db.execute(statement)


def spoiled(rep: Rep, table: str, number: int, **values: Any) -> None:
    """Make a row another one under repbook's hands."""
    names = ", ".join(f'"{name}" = {value!r}' for name, value in values.items())
    by_another_program(rep.book, f"UPDATE {table} SET {names} WHERE id = {number}")


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
    assert said.splitlines()[0].startswith("touch: 1 row holds what cannot be there (#2)")
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


# ---- and are not talked out of it -------------------------------------------------------------------------


def test_a_damage_survives_what_is_written_beside_it(shop: Rep) -> None:
    spoiled(shop, "touch", 2, note="x")
    shop("log 百姓 visit beside")
    shop("undo")
    shop("redo")
    shop("log 美佳 visit beside")
    assert altered(shop.book) == {"touch": [2]}


@pytest.mark.parametrize("line", ["customer edit 美佳 --note more", "customer tier 美佳 vip", "customer archive 美佳 --force"])
def test_a_damage_survives_an_edit_of_its_record(shop: Rep, line: str) -> None:
    spoiled(shop, "customer", 1, phone="027-00000103")
    shop(line)
    assert altered(shop.book) == {"customer": [1]}
    shop("undo")
    assert altered(shop.book) == {"customer": [1]}
    shop("redo")
    assert altered(shop.book) == {"customer": [1]}
    assert "the customer #1 is not" in shop("book check", code=4).out


def test_a_damage_survives_that_its_record_goes(shop: Rep) -> None:
    spoiled(shop, "touch", 1, note="x")
    shop("undo")  # 旧店
    shop("undo")  # 百姓
    shop("undo")  # the touch itself
    assert "the touch #1 is gone" in shop("book check", code=4).out
    shop("redo")
    assert altered(shop.book) == {"touch": [1]}
    assert "the visit #1" in shop("book check", code=4).out


def test_a_damage_goes_with_who_is_forgotten(shop: Rep) -> None:
    spoiled(shop, "customer", 3, phone="1")
    spoiled(shop, "touch", 1, note="x")
    shop("--yes customer forget 旧店")
    assert altered(shop.book) == {"touch": [1]}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE change SET before = replace(before, '027', '028') WHERE before IS NOT NULL",
        "UPDATE change SET low = 2, high = 2 WHERE before IS NOT NULL",
        "UPDATE step SET key = 'x' WHERE id = (SELECT max(id) FROM step)",
    ],
)
def test_undo_does_not_go_by_a_journal_that_is_another_one(shop: Rep, statement: str) -> None:
    shop("customer edit 美佳 --phone 027-00000199")
    by_another_program(shop.book, statement)
    before = shop.dump()
    assert "not as repbook wrote them" in shop("undo", code=4).err
    assert shop.dump() == before


TOUCH = {"customer_id": 1, "on_day": "2026-11-22", "kind": "call", "outcome": "done", "purpose": "", "mood": "", "minutes": None,
         "incoming": 0, "mass": 0, "meant_for": "", "gift": "", "cost": None, "origin": "", "note": ""}  # fmt: skip


@pytest.mark.parametrize(
    "then",
    [
        "SELECT 1",
        "UPDATE touch SET note = 'y' WHERE id = (SELECT max(id) FROM touch)",
        "DELETE FROM touch WHERE id = (SELECT max(id) FROM touch)",
        "DELETE FROM touch WHERE id > 3",
        "INSERT INTO touch SELECT id + 100, uid || 'x', customer_id, on_day, kind, outcome, purpose, mood, minutes, incoming, mass,"
        " meant_for, gift, cost, origin, note FROM touch WHERE id > 3",
    ],
)
@pytest.mark.parametrize("ids", [[4, 5, 6], [5, 6, 7], [4, 6, 8], [6, 5, 4]])
@pytest.mark.parametrize("cost", [0, True, 2**40, 1.5, None, "x", b"x"])
def test_what_is_written_is_summed_up_as_it_is_kept(shop: Rep, ids: list[int], cost: Any, then: str) -> None:
    """New rows need not be read again; where SQLite may keep another value, or they are changed once more, they are."""
    book = books.connect(str(shop.book), writing=True)
    with book.step("written"):
        rows = [{"id": number, "uid": f"u{number}", **TOUCH, "cost": cost, "incoming": number == 6} for number in ids]
        for row in rows:
            insert(book.db, "touch", **row)
        for part in (rows[:2], rows[2:]):
            book.ledger.wrote("touch", {name: [row[name] for row in part] for name in part[0]})
        book.db.execute(then)
    book.close()
    assert altered(shop.book) == {}


def test_an_import_does_not_read_again_what_it_wrote(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    lock = books.lock

    def traced(db: sqlite3.Connection) -> None:
        lock(db)
        db.set_trace_callback(asked.append)

    monkeypatch.setattr(books, "lock", traced)
    (shop.folder / "touches.csv").write_text("customer,on,kind\n美佳超市,2026-11-01,call\n美佳超市,2026-11-02,visit\n", encoding="utf-8")
    shop(f"import touches {shop.folder / 'touches.csv'}")
    assert any(sql.startswith("INSERT INTO touch ") for sql in asked)
    assert not any(sql.startswith("SELECT * FROM touch ") for sql in asked)
    assert altered(shop.book) == {}


# ---- backups, restore, salvage ----------------------------------------------------------------------------


def test_no_backup_pushes_a_good_one_out(shop: Rep) -> None:
    kept = backups.listing(str(shop.book))
    for backup in kept:
        Path(backup.path).rename(backup.path.replace(backup.at[:10], "2020-01-01"))
    good = [backup.path for backup in backups.listing(str(shop.book))]
    spoiled(shop, "touch", 1, note="x")
    said = shop("log 百姓 call")
    assert said.err.count("no backup of today") == 1
    assert "book check" in said.err
    assert [backup.path for backup in backups.listing(str(shop.book))] == good
    assert "not as repbook wrote them" in shop("book backup", code=4).err
    assert [backup.path for backup in backups.listing(str(shop.book))] == good
    assert backups.last_good(str(shop.book)) is not None
    assert "last good backup" in shop("book check", code=4).err


def test_a_backup_that_is_not_as_it_was_written_is_not_brought_back(shop: Rep) -> None:
    copy = shop.folder / "copy.db"
    shop(f"book backup {copy}")
    by_another_program(copy, "UPDATE touch SET note = 'x' WHERE id = 1")
    before = shop.book.read_bytes()
    assert "damaged" in shop(f"--yes book restore {copy}", code=4).err
    assert shop.book.read_bytes() == before
    assert backups.fault(str(copy)) == "book_altered"


def test_a_good_backup_takes_the_place_of_an_altered_book(shop: Rep) -> None:
    copy = shop.folder / "copy.db"
    shop(f"book backup {copy}")
    before = shop.dump()
    spoiled(shop, "touch", 1, note="x")
    shop(f"--yes book restore {copy}")
    assert shop.dump() == before
    assert altered(shop.book) == {}
    assert any(name.name.endswith(".damaged") for name in (shop.folder / "book.db.backups").iterdir())


def test_encrypting_destroys_no_backup_for_its_sums(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sqlcipher3")
    (shop.folder / "secret").write_text("open sesame\n")
    (shop.folder / "secret").chmod(0o600)
    monkeypatch.setenv("REPBOOK_PASSPHRASE_FILE", str(shop.folder / "secret"))
    (kept,) = backups.listing(str(shop.book))
    by_another_program(Path(kept.path), "UPDATE customer SET note = 'x'")
    shop("--yes book encrypt")
    assert [backup.path for backup in backups.listing(str(shop.book))] == [kept.path]
    assert backups.fault(kept.path) == "book_altered"
    assert not Path(kept.path).read_bytes().startswith(b"SQLite")
    shop("book check")
    shop("log 美佳 call")
    shop("book check")


def test_salvage_keeps_altered_records_and_lists_them(shop: Rep) -> None:
    spoiled(shop, "touch", 2, note="x")
    by_another_program(shop.book, "DELETE FROM touch WHERE id = 3")
    saved = shop.folder / "saved.db"
    said = shop(f"book check --salvage {saved}", code=0)
    assert "touches: 1 record kept as they are now, which is not as they were written (#2)" in said.out
    assert "#3" in said.out
    assert "nothing was lost" not in said.out
    assert altered(saved) == {}
    shop.book = saved
    assert shop.rows("SELECT id, note FROM touch ORDER BY id") == [(1, TEXT), (2, "x")]


# ---- taken as it is ---------------------------------------------------------------------------------------


def test_it_is_taken_for_right_when_asked(shop: Rep) -> None:
    with closing(sqlite3.connect(shop.book, isolation_level=None)) as db:
        db.execute("UPDATE touch SET note = 'mine' WHERE id = 1")
        db.execute("UPDATE change SET high = high + 1 WHERE id = 1")
    said = shop("book check", code=4).out
    assert "the visit #1" in said
    assert "undo remembers" in said
    before = shop.dump()
    as_it_was = shop.book.read_bytes()
    assert "say --yes" in shop("book check --accept", code=1).err
    assert shop.book.read_bytes() == as_it_was
    shop("--yes book check --accept")
    assert shop.dump() == before
    assert altered(shop.book) == {}
    shop("book check")
    assert "mine" in shop("history").out
    shop("book backup")


def test_there_is_nothing_to_take_for_right_in_a_whole_book(shop: Rep) -> None:
    before = shop.book.read_bytes()
    assert "every page" in shop("book check --accept").out
    assert shop.book.read_bytes() == before


def test_a_broken_book_is_not_taken_for_right(shop: Rep) -> None:
    spoiled(shop, "touch", 1, note="x")
    with closing(sqlite3.connect(shop.book, isolation_level=None)) as db:
        db.execute("DROP INDEX touch_recent")
    before = shop.book.read_bytes()
    assert "damaged" in shop("--yes book check --accept", code=4).err
    assert shop.book.read_bytes() == before


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
