"""No way in: every file and folder is the owner's alone whatever the umask, and nothing planted is written through or over."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.cli import Rep

EXPORTS = ["export all", "export customers", "export contacts", "export touches", "export orders", "export ics", "export vcard",
           "export handover Shop", "export subject Ann", "book backup", "book check --salvage", "due --csv", "report tiers --csv"]  # fmt: skip


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """A customer with a contact."""
    rep("customer add Shop --contact Ann --phone 138")
    rep("log Shop visit hello --on 2026-11-01")
    return rep


def modes(folder: Path) -> set[tuple[str, int]]:
    """What kinds of files there are with which modes."""
    return {("folder" if path.is_dir() else "file", stat.S_IMODE(path.lstat().st_mode)) for path in folder.rglob("*")}


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o177, 0o277, 0o777])
def test_everything_is_the_owners_alone_whatever_the_umask(rep: Rep, umask: int) -> None:
    """The folders on the way to the book too."""
    rep.book = rep.folder / "share" / "repbook" / "book.db"
    old = os.umask(umask)
    try:
        for line in ("customer add Shop --contact Ann", "log Shop visit hello", "undo", "book backup"):
            rep(line)
        for number, line in enumerate(EXPORTS):
            rep(f"{line} {rep.folder / f'out{number}'}")
    finally:
        os.umask(old)
    assert len(list(rep.folder.glob("out*"))) == len(EXPORTS)
    assert len(list(rep.book.parent.rglob("*.db"))) >= 3
    assert modes(rep.folder) == {("file", 0o600), ("folder", 0o700)}


def test_the_journal_is_too(shop: Rep) -> None:
    from repbook.store.book import connect

    old = os.umask(0)
    try:
        book = connect(str(shop.book), writing=True)
        book.db.execute("PRAGMA cache_size = 1")
        book.db.execute("BEGIN IMMEDIATE")
        book.db.execute("UPDATE touch SET note = 'x'")
        book.db.execute("UPDATE customer SET note = 'x'")
        assert stat.S_IMODE((shop.folder / "book.db-journal").stat().st_mode) == 0o600
        book.close()
    finally:
        os.umask(old)


@pytest.mark.parametrize("line", EXPORTS)
@pytest.mark.parametrize("planted", ["file", "link", "dangling link", "folder"])
def test_what_is_there_already_is_left_alone(shop: Rep, line: str, planted: str) -> None:
    target, elsewhere = shop.folder / "out", shop.folder / "elsewhere"
    if planted != "dangling link":
        elsewhere.write_text("precious")
    match planted:
        case "file":
            target.write_text("precious")
        case "folder":
            target.mkdir()
        case _:
            target.symlink_to(elsewhere)
    said = shop(f"{line} {target}", code=1)
    assert str(target) in said.err
    assert said.err.count("\n") == 1
    if planted == "file":
        assert target.read_text() == "precious"
        return
    shop(f"--yes {line} {target}", code=1)  # to be sure is not to write through a link or over a folder
    assert elsewhere.exists() is (planted != "dangling link")
    assert not elsewhere.exists() or elsewhere.read_text() == "precious"
    assert target.is_dir() or target.is_symlink()


@pytest.mark.parametrize("line", [line for line in EXPORTS if "salvage" not in line])
def test_a_file_is_replaced_when_asked_to(shop: Rep, line: str) -> None:
    target = shop.folder / "out"
    target.write_text("old")
    target.chmod(0o644)
    shop(f"--yes {line} {target}")
    assert target.read_bytes() != b"old"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
