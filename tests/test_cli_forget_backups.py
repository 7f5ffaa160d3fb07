"""Forgetting somebody in the files beside the book and in the bytes of the disk: backups, journals, faults and interruptions."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from repbook.errors import NotFound
from repbook.migrations import VERSION
from repbook.store import backups, forget, sums
from repbook.store.book import connect, expected_schema, schema
from tests.cli import Rep
from tests.forgotten import found, kept, shop
from tests.test_book import an_old_book

__all__ = ["kept", "shop"]


# ---- backups ------------------------------------------------------------------------------------------------


def test_backups_are_rewritten_deleted_or_kept(shop: Rep) -> None:
    copies = shop.folder / "book.db.backups"
    whole = shutil.copytree(shop.folder, shop.folder.parent / "whole")
    said = shop("--yes contact forget 王建军 --backups keep")
    assert said.err.count("-asked.db") == said.err.count("-daily.db") == 1
    assert len(list(copies.iterdir())) == 2
    assert {name for name, word in found(shop) if word == "钓鱼"} == {path.name for path in copies.iterdir()}
    shutil.rmtree(shop.folder)
    shutil.copytree(whole, shop.folder)
    assert "2 backups deleted" in shop("--yes contact forget 王建军 --backups delete").err
    assert [word for _, word in found(shop) if word == "钓鱼"] == []
    assert len(list(copies.iterdir())) == 1  # that of today, made after it


def test_a_backup_without_them_is_let_be(shop: Rep) -> None:
    shop("contact add 百姓 赵敏")
    before = {path: path.read_bytes() for path in (shop.folder / "book.db.backups").iterdir()}
    said = shop("--yes contact forget 赵敏")
    assert "backups" not in said.out
    assert {path: path.read_bytes() for path in (shop.folder / "book.db.backups").iterdir()} == before


@pytest.mark.parametrize("version", range(1, VERSION))
def test_an_older_backup_stays_of_its_version(shop: Rep, version: int) -> None:
    old = shop.folder / "book.db.backups" / "2026-01-02T030405Z-migration.db"
    an_old_book(old, version)
    with closing(sqlite3.connect(old)) as db, db:
        db.execute("INSERT INTO step VALUES (1, '2026-01-01T00:00:00Z', 'customer_edited', '{}', 0)")
        db.execute("UPDATE customer SET note = '王建国 was here'")
        if version >= sums.FIRST:
            sums.renew(db)
    shop("--yes contact forget 王建军")
    with closing(sqlite3.connect(old)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (version,)
        assert set(db.execute("SELECT note FROM customer").fetchall()) == {("[…] was here",)}
        assert sums.fits(db)
        assert expected_schema(version) == schema(db)
    assert b"\xe7\x8e\x8b\xe5\xbb\xba\xe5\x9b\xbd was" not in old.read_bytes()


def test_what_cannot_be_rewritten_is_named(shop: Rep) -> None:
    copies = shop.folder / "book.db.backups"
    (copies / "2026-01-02T030405Z-ab.damaged").write_bytes("…王建军…".encode())
    (copies / "2026-01-03T030405Z-cd.damaged").write_bytes(b"somebody else")
    (copies / "2026-01-02T030405Z-daily.db").write_bytes(b"rubbish")
    said = shop("--yes contact forget 王建军", code=4)
    assert "2026-01-02T030405Z-ab.damaged" in said.out + said.err
    assert "2026-01-02T030405Z-daily.db" in said.err
    assert "cd.damaged" not in said.out + said.err
    assert shop.rows("SELECT name FROM contact") == [("李四",)]
    (copies / "2026-01-02T030405Z-ab.damaged").write_bytes("…李四…".encode())
    shop("--yes contact forget 李四 --backups delete")
    assert found(shop, ("李四",)) == set()
    assert sorted(path.name for path in copies.iterdir() if path.name.startswith("2026-01")) == ["2026-01-03T030405Z-cd.damaged"]


def test_a_file_of_ones_own_is_never_deleted(shop: Rep) -> None:
    mine = shop.folder / "book.db.old"
    mine.write_bytes("王建军".encode())
    said = shop("--yes contact forget 王建军 --backups delete", code=4)
    assert str(mine) in said.err
    assert mine.read_bytes() == "王建军".encode()


def test_nothing_is_overwritten_through_a_link(shop: Rep, tmp_path: Path) -> None:
    mine, kept = tmp_path / "mine.csv", tmp_path / "kept.csv"
    for file in (mine, kept):
        file.write_text("王建军,13800001111\n")
    folder = Path(backups.folder_of(str(shop.book)))
    (folder / "link.csv").symlink_to(mine)
    (folder / "other.csv").hardlink_to(kept)
    said = shop("--yes contact forget 王建军 --backups delete", code=4)
    assert str(folder / "link.csv") in said.err
    assert [file.read_text() for file in (mine, kept)] == ["王建军,13800001111\n"] * 2
    assert (folder / "link.csv").is_symlink()
    assert not (folder / "other.csv").exists()


def test_whoever_was_not_shown_is_not_forgotten(shop: Rep) -> None:
    before = shop.dump()
    with closing(connect(str(shop.book), writing=True)) as book:
        shown = forget.subject(book.db, "contact", 2)
        with pytest.raises(NotFound):
            forget.forget(book, shown, 1)
    assert shop.dump() == before


def test_an_encrypted_book_and_its_backups_forget_too(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sqlcipher3")
    (shop.folder / "word").write_text("passphrase")
    (shop.folder / "word").chmod(0o600)
    monkeypatch.setenv("REPBOOK_PASSPHRASE_FILE", str(shop.folder / "word"))
    shop("--yes book encrypt")
    said = shop("--yes contact forget 王建军")
    assert "2 backups rewritten without them" in said.err
    assert "[…]和李四都在" in shop("history --csv").out
    copies = [backup.path for backup in backups.listing(str(shop.book))]
    for path in (str(shop.book), *copies):
        shop.book = Path(path)
        assert "李四" in shop("contact list --csv").out
        everything = shop("export all -").out
        assert not {word for word in ("王建军", "13800001111", "钓鱼", "机密", "他要去海南") if word in everything}


def test_a_demo_forgets_too(rep: Rep) -> None:
    assert "forgotten for good" in rep("--demo --yes contact forget 陈丽").out


# ---- the bytes ----------------------------------------------------------------------------------------------


def test_the_journal_is_overwritten_before_it_goes(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    overwrite = forget.overwrite

    def spy(file: str, filler: Callable[[int], bytes]) -> None:
        before = Path(file).read_bytes()
        overwrite(file, filler)
        seen.append(("王建军".encode() in before, len(Path(file).read_bytes()) == len(before), any(Path(file).read_bytes())))

    monkeypatch.setattr(forget, "overwrite", spy)
    shop("--yes contact forget 王建军 --backups keep")
    assert seen == [(True, True, False)]
    assert not (shop.folder / "book.db-journal").exists()


def test_without_room_to_pack_the_bytes_are_gone_all_the_same(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forget, "_pack", lambda _: False)
    said = shop("--yes contact forget 王建军")
    assert "the file could not be made smaller" in said.err
    assert {word for _, word in found(shop)} <= {"王建国", "wangjianguo", "|wjg"}


def test_a_fault_in_between_leaves_all_as_it_was(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    before = shop.dump()

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(forget, "_erase", fail)
    shop("--yes contact forget 王建军", code=130)
    assert shop.dump() == before
    assert not (shop.folder / "book.db-journal").exists()
    monkeypatch.undo()
    shop("log 百姓 call")


@pytest.mark.parametrize("where", ["forget_in", "forget"])
def test_what_was_interrupted_can_be_done_again(shop: Rep, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    """Nobody is out of the book while a backup still has them: there would be no way to name them any more."""

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    before = shop.dump()
    with monkeypatch.context() as patch:
        patch.setattr(forget, where, fail)
        shop("--yes contact forget 王建军", code=130)
    assert shop.dump() == before
    shop("--yes contact forget 王建军")
    assert {word for _, word in found(shop)} <= {"王建国", "wangjianguo", "|wjg"}


def test_a_write_ahead_log_of_another_program_goes_too(shop: Rep) -> None:
    with closing(sqlite3.connect(shop.book)) as other:
        assert other.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
        shop("log 百姓 call '王建军 in the log'")
        other.execute("SELECT count(*) FROM customer").fetchall()
        before = shop.dump()
        assert "another repbook" in shop("--yes contact forget 王建军", code=4).err
        assert shop.dump() == before
    shop("--yes contact forget 王建军")
    assert {word for _, word in found(shop)} <= {"王建国", "wangjianguo", "|wjg"}
    assert sorted(path.name for path in shop.folder.iterdir()) == ["book.db", "book.db.backups"]
    assert shop.rows("PRAGMA journal_mode") == [("delete",)]
