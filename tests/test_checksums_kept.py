"""The checksums of the rows are not talked out of it: by later writes, backups, restore or salvage, only by somebody who takes it as it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from repbook.store import backups
from repbook.store import book as books
from repbook.store.rows import insert
from tests.cli import Rep
from tests.summed import TEXT, altered, by_another_program, shop, spoiled, typed

__all__ = ["shop", "typed"]


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
    assert "touches: 1 record kept as it is now, which is not as it was written (#2)" in said.out
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
