"""Encrypting, decrypting and another passphrase, killed at every point or failing: the old book or the new one is whole, and nothing lies open."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from repbook.store import backups, files, sealing
from repbook.store import book as books
from tests.cli import Rep
from tests.encrypted import (
    ANOTHER,
    MARKER,
    PASSPHRASE,
    forget,
    locked,
    new_passphrase_file,
    opening,
    passphrase_file,
    quick,
    readable,
    shop,
    with_passphrase,
)

pytest.importorskip("sqlcipher3", reason="encryption needs the extra: pip install 'repbook[secure]'")

__all__ = ["locked", "quick", "shop"]


# ---- killed, at every point -----------------------------------------------------------------------------

STOPPED = """
import os, sys
from repbook.cli import main
from repbook.store import files, sealing, secure
secure.ROUNDS = 10
point = sys.argv[1]
def stop(module, name, before=True, of=None):
    whole = getattr(module, name)
    def stopped(*words, **more):
        if of is not None and words[0] != of:
            return whole(*words, **more)
        if before:
            os._exit(9)
        whole(*words, **more)
        os._exit(9)
    setattr(module, name, stopped)
def half(file):
    with open(file, "r+b") if isinstance(file, str) else open(file, "wb", buffering=0) as old:
        old.seek(0)
        old.write(os.urandom(100000))
        os.fsync(old.fileno())
    os._exit(9)
match point:
    case "before copying": stop(sealing, "_copy")
    case "after copying": stop(sealing, "_copy", before=False)
    case "before linking": stop(os, "link")
    case "before replacing": stop(os, "replace")
    case "after replacing": stop(os, "replace", before=False)
    case "before overwriting": stop(sealing, "overwrite")
    case "half overwritten": sealing.overwrite = half
    case "after overwriting": stop(sealing, "overwrite", before=False)
    case "before the backups": stop(sealing, "seal")
    case "before the book": stop(sealing, "_rewrite", of=sys.argv[-1])
sys.exit(main(sys.argv[2:]))
"""
POINTS = ["before copying", "after copying", "before linking", "before replacing", "after replacing", "before overwriting",
          "half overwritten", "after overwriting", "before the backups"]  # fmt: skip


def stopped(rep: Rep, point: str, line: list[str]) -> None:
    done = subprocess.run([sys.executable, "-c", STOPPED, point, "--yes", *line], env=with_passphrase(rep), check=False)
    assert done.returncode == 9, point


@pytest.mark.parametrize("point", POINTS)
def test_killed_while_encrypting(shop: Rep, point: str) -> None:
    before = shop("export all -").out
    stopped(shop, point, ["book", "encrypt"])
    assert shop("export all -").out == before
    shop("book check")
    assert (b"SQLite format 3" in shop.book.read_bytes()[:16]) is (POINTS.index(point) <= POINTS.index("before replacing"))
    shop("--yes book encrypt", code=None)
    assert readable(shop.folder) == []
    forget()
    assert shop("export all -").out == before


@pytest.mark.parametrize("point", POINTS[:-1])
def test_killed_while_decrypting(locked: Rep, point: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = locked("export all -").out
    stopped(locked, point, ["book", "decrypt"])
    forget()
    assert locked("export all -").out == before
    plain = POINTS.index(point) > POINTS.index("before replacing")
    assert (b"SQLite format 3" in locked.book.read_bytes()[:16]) is plain
    if not plain:  # what could be read already goes with the next encryption, or within a day
        left = readable(locked.folder)
        monkeypatch.setattr(files, "ABANDONED", -1)
        locked(f"log {MARKER} call x")
        locked("book backup")
        assert (left == []) is (point == "before copying")
        assert readable(locked.folder) == []


@pytest.mark.parametrize("point", [*POINTS[:-1], "before the book"])
def test_killed_while_the_passphrase_is_changed(locked: Rep, point: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file opens with the old one or with the new one; the same command goes on, and nothing opens with the old one then."""
    locked("book backup")
    before = locked("export all -").out
    monkeypatch.setenv("REPBOOK_NEW_PASSPHRASE_FILE", str(new_passphrase_file(locked.folder)))
    env = {**with_passphrase(locked), "REPBOOK_NEW_PASSPHRASE_FILE": str(new_passphrase_file(locked.folder))}
    line = [sys.executable, "-c", STOPPED, point, "--yes", "book", "passphrase", "--book", str(locked.book)]
    assert subprocess.run(line, env=env, check=False).returncode == 9
    files = [locked.book, *(Path(one.path) for one in backups.listing(str(locked.book)))]
    old, new = opening(files, PASSPHRASE), opening(files, ANOTHER)
    assert sorted([*old, *new]) == sorted(files)
    assert len(new) == (0 if POINTS.index(point) <= POINTS.index("before replacing") else 1) if point in POINTS else old == [locked.book]
    forget()
    assert locked("export all -").out == before
    forget()
    assert "new passphrase now" in locked("--yes book passphrase").out
    assert opening(files, ANOTHER) == files
    assert readable(locked.folder) == []
    passphrase_file(locked.folder, ANOTHER)
    forget()
    assert locked("export all -").out == before
    assert sorted(path.name for path in locked.folder.iterdir()) == ["book.db", "book.db.backups"]


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("where", ["_copy", "_put_in_place", "sync_folder", "overwrite"])
@pytest.mark.parametrize("call", [1, 2, 3])
def test_a_fault_while_the_passphrase_is_changed(
    locked: Rep, monkeypatch: pytest.MonkeyPatch, where: str, fault: BaseException, call: int
) -> None:
    locked("book backup")
    before = locked("export all -").out
    forget()
    monkeypatch.setenv("REPBOOK_NEW_PASSPHRASE_FILE", str(new_passphrase_file(locked.folder)))
    whole, calls = getattr(sealing, where), []

    def failing(*words: object) -> object:
        calls.append(words)
        if len(calls) == call:
            raise fault
        return whole(*words)

    with monkeypatch.context() as patch:
        patch.setattr(sealing, where, failing)
        said = locked("--yes book passphrase", code=130 if isinstance(fault, KeyboardInterrupt) else 4)
    assert ("was not changed to the end" in said.err) is (call > 1)
    files = [locked.book, *(Path(one.path) for one in backups.listing(str(locked.book)))]
    changed = where in ("sync_folder", "overwrite") and call == 3
    assert opening([locked.book], ANOTHER if changed else PASSPHRASE) == [locked.book]
    assert sorted([*opening(files, PASSPHRASE), *opening(files, ANOTHER)]) == sorted(files)
    forget()
    if changed:
        passphrase_file(locked.folder, ANOTHER)
    assert locked("export all -").out == before
    locked("--yes book passphrase", code=1 if changed else 0)
    assert opening(files, ANOTHER) == files


def test_a_second_name_of_the_live_book_is_never_overwritten(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a kill between the two names leaves: the old name is still the book's own."""
    name = shop.folder / f".book.db.0011{files.OLD}"
    name.hardlink_to(shop.book)
    before = shop.book.read_bytes()
    monkeypatch.setattr(files, "ABANDONED", -1)
    shop("book backup")
    assert shop.book.read_bytes() == before
    assert not name.exists()


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), OSError(5, "Input/output error"), KeyboardInterrupt(),
                                   sqlite3.OperationalError("database or disk is full")])  # fmt: skip
@pytest.mark.parametrize("where", ["_copy", "_put_in_place", "sync_folder", "overwrite"])
def test_a_fault_leaves_the_old_book_or_the_new_one(shop: Rep, monkeypatch: pytest.MonkeyPatch, where: str, fault: BaseException) -> None:
    before = shop("export all -").out

    def failing(*_: object) -> None:
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(sealing, where, failing)
        said = shop("--yes book encrypt", code=130 if isinstance(fault, KeyboardInterrupt) else 4)
    assert said.err.count("\n") == (0 if isinstance(fault, KeyboardInterrupt) else 1)
    forget()
    assert shop("export all -").out == before
    replaced = where in ("sync_folder", "overwrite")
    assert ("may stand in the place of" in said.err) is (replaced and isinstance(fault, OSError))
    assert books.may_be_encrypted(str(shop.book)) is replaced
    left = [name for name in sorted(os.listdir(shop.folder)) if name not in ("book.db", "book.db.backups")]
    assert len(left) == replaced  # the new name may not outlast the power: until then the old book is whole
    for name in left:
        with closing(sqlite3.connect(shop.folder / name)) as db:
            assert db.execute("PRAGMA quick_check").fetchone() == ("ok",)
    shop("--yes book encrypt")
    assert readable(shop.folder) == []
    assert sorted(os.listdir(shop.folder)) == ["book.db", "book.db.backups"]


def test_no_room_for_the_new_book(shop: Rep) -> None:
    """The limit of the shell stands for a full disk: the copy does not fit."""
    before = shop.book.read_bytes()
    line = f"trap '' XFSZ; ulimit -f 100; exec {sys.executable} -m repbook --yes book encrypt"
    done = subprocess.run(["bash", "-c", line], env=with_passphrase(shop), capture_output=True, text=True, check=False)
    print(done.stderr)
    assert (done.returncode, done.stderr.count("\n"), "Traceback" in done.stderr) == (4, 1, False), done
    assert shop.book.read_bytes() == before
    assert sorted(os.listdir(shop.folder)) == ["book.db", "book.db.backups"]
