"""`repbook book backup` and `book restore`: a copy kept, and one brought back in the place of whatever stands there."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from repbook import migrations
from tests.cli import Rep
from tests.spoilt import filled, kept, leaf_pages, spoil


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """A book with 40 customers, one of them with a contact, each with five touches and an order."""
    return filled(rep)


# ---- backup ---------------------------------------------------------------------------------------------


def test_a_backup_by_hand(shop: Rep) -> None:
    said = shop("book backup")
    assert kept(shop)[0] in said.out
    assert "40 customers, 200 touches" in said.out
    assert "已核对" in shop("book backup", lang="zh").out
    assert [name.split("-")[3].removesuffix(".db") for name in kept(shop)] == ["asked", "asked"]


def test_a_backup_in_a_file_of_ones_own(shop: Rep) -> None:
    target = shop.folder / "mine.db"
    old = os.umask(0)
    try:
        shop(f"book backup {target}")
    finally:
        os.umask(old)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert kept(shop) == []
    before = target.read_bytes()
    shop("log 客户1 call")
    assert "is there already" in shop(f"book backup {target}", code=1).err
    assert target.read_bytes() == before
    shop(f"book backup {target} --force")
    with closing(sqlite3.connect(target)) as db:
        assert db.execute("SELECT count(*) FROM touch").fetchone() == (201,)


def test_a_backup_never_goes_through_a_link_nor_over_the_book(shop: Rep) -> None:
    precious = shop.folder / "precious"
    precious.write_text("mine")
    link = shop.folder / "link.db"
    link.symlink_to(precious)
    before = shop.book.read_bytes()
    for word in ("--yes", "--force"):
        assert "none of repbook's to replace" in shop(f"{word} book backup {link}", code=1).err
    assert "is the book itself" in shop(f"--yes book backup {shop.book}", code=2).err
    assert "cannot be written" in shop(f"book backup {shop.folder}/none/mine.db", code=1).err
    assert precious.read_text() == "mine"
    assert shop.book.read_bytes() == before


def test_a_damaged_book_is_not_backed_up(shop: Rep) -> None:
    spoil(shop.book, leaf_pages(shop.book, "touch")[2])
    assert "is damaged" in shop("book backup", code=4).err
    assert "is damaged" in shop(f"book backup {shop.folder / 'mine.db'}", code=4).err
    assert kept(shop) == []
    assert not (shop.folder / "mine.db").exists()


# ---- restore --------------------------------------------------------------------------------------------


def test_a_backup_comes_back_and_the_replaced_book_is_kept(shop: Rep) -> None:
    shop("book backup")
    name = kept(shop)[0]
    before = shop.dump()
    shop("log 客户1 call")
    after = shop.dump()
    refused = shop(f"book restore {name}", code=1)
    assert "40 customers, 201 touches" in refused.err
    assert "40 customers, 200 touches" in refused.err
    assert "say --yes" in refused.err
    assert shop.dump() == after
    said = shop(f"--yes book restore {name}")
    assert "40 customers, 200 touches" in said.out
    assert shop.dump() == before
    replaced = said.err.split("kept: ")[1].strip()
    assert stat.S_IMODE(os.stat(replaced).st_mode) == 0o600
    assert stat.S_IMODE(shop.book.stat().st_mode) == 0o600
    shop(f"--yes book restore {replaced}")
    assert shop.dump() == after


def test_undo_goes_on_where_the_backup_was(shop: Rep) -> None:
    shop("log 客户1 call")
    shop("book backup")
    shop("log 客户2 call")
    shop(f"--yes book restore {kept(shop)[0].removesuffix('.db')}")
    assert "客户1" in shop("undo").out


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_way_back_names_the_book_unless_it_is_meant_anyway(shop: Rep, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    shop("book backup")
    elsewhere = shop.folder / "other books" / "book.db"
    elsewhere.parent.mkdir()
    shop.book.rename(elsewhere)
    os.rename(f"{shop.book}.backups", f"{elsewhere}.backups")
    shop.book = elsewhere
    elsewhere.write_bytes(elsewhere.read_bytes()[:8192])
    (name,) = kept(shop)
    assert f"repbook --book '{elsewhere}' book restore {name}" in shop("due", code=4, lang=lang).err
    monkeypatch.setenv("REPBOOK_BOOK", str(elsewhere))
    assert f" repbook book restore {name}" in shop("due", code=4, lang=lang).err


def test_a_lost_book_comes_back_without_asking(shop: Rep) -> None:
    shop("book backup")
    before = shop.dump()
    shop.book.unlink()
    assert f"comes back with  repbook --book {shop.book} book restore {kept(shop)[0]}" in shop("due").err
    assert "kept" not in shop(f"book restore {kept(shop)[0]}").err
    assert shop.dump() == before


@pytest.mark.parametrize("data", [b"", b"not a book " * 1000, None, "short"])
def test_a_broken_book_is_replaced_and_kept_as_it_is(shop: Rep, data: bytes | str | None) -> None:
    shop("book backup")
    before = shop.dump()
    whole = shop.book.read_bytes()
    broken = whole[:9000] if data == "short" else whole[:100] + b"\xff" * 9000 if data is None else data
    assert isinstance(broken, bytes)
    shop.book.write_bytes(broken)
    for line in ("due", "log 客户1 call"):
        assert f"repbook --book {shop.book} book restore {kept(shop)[0]}" in shop(line, code=4).err
    said = shop(f"--yes book restore {kept(shop)[0]}")
    assert shop.dump() == before
    assert Path(said.err.split("kept: ")[1].strip()).read_bytes() == broken
    shop("book check")


def test_a_journal_left_by_the_broken_book_does_not_spoil_the_new_one(shop: Rep) -> None:
    shop("book backup")
    before = shop.dump()
    with closing(sqlite3.connect(shop.book, isolation_level=None)) as db:
        db.execute("PRAGMA cache_size = 1")
        db.execute("BEGIN")
        db.execute("UPDATE touch SET note = 'x' || note")
        journal = (shop.folder / "book.db-journal").read_bytes()
        db.execute("ROLLBACK")
    for broken in (b"not a book", None):
        if broken is None:
            shop.book.unlink()
        else:
            shop.book.write_bytes(broken)
        (shop.folder / "book.db-journal").write_bytes(journal)
        shop(f"--yes book restore {kept(shop)[-1]}")
        assert shop.dump() == before
        shop("book check")


def test_a_new_book_is_not_spoilt_by_the_journal_of_a_lost_one(shop: Rep) -> None:
    with closing(sqlite3.connect(shop.book, isolation_level=None)) as db:
        db.execute("PRAGMA cache_size = 1")
        db.execute("BEGIN")
        db.execute("UPDATE touch SET note = 'x' || note")
        journal = (shop.folder / "book.db-journal").read_bytes()
        db.execute("ROLLBACK")
    shop.book.unlink()
    (shop.folder / "book.db-journal").write_bytes(journal)
    shop("customer add 新店")
    assert shop.rows("SELECT name FROM customer") == [("新店",)]
    shop("book check")
    assert (shop.folder / "book.db.lost-journal").read_bytes() == journal


@pytest.mark.parametrize("what", ["nothing", "text", "foreign", "newer", "damaged", "itself"])
def test_what_cannot_be_restored(shop: Rep, what: str) -> None:
    file = shop.folder / "backup.db"
    shop(f"book backup {file}")
    match what:
        case "nothing":
            file.unlink()
        case "text":
            file.write_text("not a book\n" * 100)
        case "foreign":
            file.unlink()
            with closing(sqlite3.connect(file)) as db:
                db.execute("CREATE TABLE x (y)")
        case "newer":
            with closing(sqlite3.connect(file, isolation_level=None)) as db:
                db.execute(f"PRAGMA user_version = {migrations.VERSION + 1}")
        case "damaged":
            spoil(file, leaf_pages(shop.book, "touch")[1])
        case "itself":
            file.unlink()
            file.hardlink_to(shop.book)
    before, offered = shop.book.read_bytes(), file.read_bytes() if file.exists() else b""
    code = {"nothing": 2, "itself": 1}.get(what, 4)
    said = shop(f"--yes book restore {file}", code=code)
    assert said.err.count("\n") == 1
    assert str(file) in said.err
    assert shop.book.read_bytes() == before
    assert (file.read_bytes() if file.exists() else b"") == offered
    assert kept(shop) == []


def test_another_programs_file_is_never_replaced(shop: Rep) -> None:
    file = shop.folder / "backup.db"
    shop(f"book backup {file}")
    shop.book.unlink()
    with closing(sqlite3.connect(shop.book)) as db:
        db.execute("CREATE TABLE x (y)")
    before = shop.book.read_bytes()
    assert "another program" in shop(f"--yes book restore {file}", code=4).err
    assert shop.book.read_bytes() == before


def test_an_older_backup_is_brought_up_to_date(shop: Rep) -> None:
    from tests.test_book import an_old_book

    an_old_book(shop.folder / "old.db", 1)
    shop(f"--yes book restore {shop.folder / 'old.db'}")
    assert shop.rows("PRAGMA user_version") == [(migrations.VERSION,)]
    assert shop.rows("SELECT name FROM customer") == [("美佳超市",)]
    assert [name.split("-")[3].removesuffix(".db") for name in kept(shop)].count("migration") == 1


def test_a_book_in_use_is_not_replaced(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    from repbook.store import book as books

    monkeypatch.setattr(books, "WAIT_SECONDS", 0.05)
    file = shop.folder / "backup.db"
    shop(f"book backup {file}")
    with closing(sqlite3.connect(shop.book, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM touch").fetchone()
        before = shop.book.read_bytes()
        assert "another repbook" in shop(f"--yes book restore {file}", code=4).err
        assert shop.book.read_bytes() == before
    shop(f"--yes book restore {file}")


def test_the_demo_leaves_nothing_behind(rep: Rep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert "customers" in rep("--demo book info").out
    rep("--demo book check")
    rep("--demo book backup")
    rep("--demo doctor")
    assert list(tmp_path.iterdir()) == []
