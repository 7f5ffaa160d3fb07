"""The commands that are interrupted, each with the folder it starts from, and what a book is before and after."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from repbook import migrations
from repbook.store import backups, start, sums
from repbook.store.book import connect
from tests.sample import Sample
from tests.test_book import an_old_book

ROWS = 200
THINNED = os.environ.get("REPBOOK_FAULTS") != "all"
"""Whether scenes of many like operations are tried at every so many of them only, where not every one is promised."""

State = dict[str, list[tuple[Any, ...]]]


class Scene(NamedTuple):
    """A command, how its folder is made, and a command that must work afterwards."""

    name: str
    prepare: Callable[[Path], None]
    words: tuple[str, ...]
    after: tuple[str, ...] = ("log", "美佳", "call", "afterwards")


def a_book(folder: Path) -> None:
    """A small book."""
    made = Sample(folder / "book.db")
    with made.book.step("logged", customer="美佳超市", kind="call", on=739942):
        who = made.customer("美佳超市", "key")
        made.touch(who, "2026-11-01", "visit")
    made.close()
    rows = "".join(f"美佳超市,2026-{1 + n % 9:02d}-{1 + n % 28:02d},call,note {n}\n" for n in range(ROWS))
    (folder / "touches.csv").write_text("customer,on,kind,note\n" + rows, encoding="utf-8")


def an_empty_folder(folder: Path) -> None:
    """Nothing yet."""


def an_older_book(folder: Path) -> None:
    """A book of the first version."""
    an_old_book(folder / "book.db", 1)


def a_book_of_before(folder: Path) -> None:
    """A book of the version before this one, with its sums."""
    an_old_book(folder / "book.db", migrations.VERSION - 1)


def a_book_and_its_backup(folder: Path) -> None:
    """A book that has gone on since its backup was made."""
    a_book(folder)
    backups.make(str(folder / "book.db"), "asked")
    (kept,) = (folder / "book.db.backups").iterdir()
    kept.rename(folder / "kept.db")
    book = connect(str(folder / "book.db"), writing=True)
    with book.step("logged", customer="美佳超市", kind="call", on=739942):
        book.db.execute("UPDATE customer SET area = 'elsewhere'")
    book.close()


SOMEBODY = ("美佳超市", "meijia", "王丽", "13800138000", "wl_88", "只喝绿茶")
"""What can be read of a customer and its people in a book in which they are."""


def a_book_with_somebody(folder: Path) -> None:
    """A customer of whom others speak too, whom undo remembers, and who is in a backup."""
    made = Sample(folder / "book.db")
    with made.book.step("imported", what="customers", file="customers.csv", added=2, changed=0):
        who, other = made.customer("美佳超市", "key", phone="13800138000"), made.customer("百姓饭店")
        made.contact(who, "王丽", wechat="wl_88", likes="只喝绿茶")
        made.touch(who, "2026-11-01", "visit", note="王丽只喝绿茶")
        made.touch(other, "2026-11-02", note="美佳超市的王丽介绍的")
    with made.book.step("logged", customer="美佳超市", kind="call", on=739942):
        made.touch(who, "2026-11-03", note="王丽 asked")
    made.close()
    backups.make(str(folder / "book.db"), "import")


def traces(folder: Path) -> list[tuple[str, str]]:
    """In which files below a folder what of SOMEBODY can be read."""
    forms = [(word, word.encode(form)) for word in SOMEBODY for form in ("utf-8", "utf-16-le", "gb18030")]
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return sorted({(name, word) for name, data in files.items() for word, form in forms if form in data})


LOG = Scene("log", a_book, ("log", "美佳", "call", "note"))
IMPORT = Scene("import", a_book, ("import", "touches", "touches.csv"))
FIRST = Scene("first run", an_empty_folder, ("customer", "add", "美佳超市"), ("customer", "add", "百姓饭店"))
MIGRATION = Scene("migration", an_older_book, ("due", "--csv"))
LAST_MIGRATION = Scene("last migration", a_book_of_before, ("due", "--csv"))
BACKUP = Scene("backup", a_book, ("book", "backup"))
RESTORE = Scene("restore", a_book_and_its_backup, ("--yes", "book", "restore", "kept.db"))
FORGET = Scene("forget", a_book_with_somebody, ("--yes", "customer", "forget", "美佳超市"), ("log", "百姓", "call", "afterwards"))


def line(scene: Scene, folder: Path, words: tuple[str, ...] | None = None) -> list[str]:
    """The words of the command line in a folder."""
    given = [str(folder / word) if word.endswith((".csv", ".db")) else word for word in words or scene.words]
    return ["--book", str(folder / "book.db"), "--lang", "en", *given]


def fresh(template: Path, folder: Path) -> Path:
    """The folder as it was before."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder)
    return folder


def blank(folder: Path) -> State | None:
    """A book in which nothing is yet: between a first run's making the book and its first line."""
    folder.mkdir()
    start.make_book(str(folder / "book.db"))
    return state(folder)


STATES: dict[bytes, State] = {}
WHOLE: set[bytes] = set()
"""What books of these bytes say, and files that were found whole: the same bytes say the same again."""


def digest(path: Path) -> bytes:
    """What tells the content of a file from any other."""
    return hashlib.blake2b(path.read_bytes(), digest_size=16).digest()


def recovered(folder: Path) -> None:
    """Let SQLite play back the journals of the book and of its backups, as it does when they are next opened."""
    for path in (folder / "book.db", *(folder / "book.db.backups").glob("*.db")):
        if path.with_name(path.name + "-journal").exists():
            with closing(sqlite3.connect(path)) as db:
                db.execute("SELECT count(*) FROM sqlite_master").fetchall()


class Met:
    """The folders that were met so far: from the same bytes the same command goes the same way, and need not be run again."""

    def __init__(self) -> None:
        self.contents: set[bytes] = set()

    def before(self, folder: Path) -> bool:
        """Whether a folder of just these files has been met before."""
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        key = hashlib.blake2b(repr([(str(path.relative_to(folder)), digest(path)) for path in files]).encode(), digest_size=16).digest()
        met = key in self.contents
        self.contents.add(key)
        return met

    def __len__(self) -> int:
        return len(self.contents)


def state(folder: Path) -> State | None:
    """All that the book says, without what is made at random; None where there is no book. Its journal is played back."""
    path = folder / "book.db"
    if not path.exists():
        return None
    if (folder / "book.db-journal").exists():
        return _state(path)
    key = digest(path)
    if key not in STATES:
        STATES[key] = _state(path)
    return STATES[key]


def _state(path: Path) -> State:
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert sums.fits(db)
        found: State = {"version": db.execute("PRAGMA user_version").fetchall()}
        for (table,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'checksum' ORDER BY name"
        ).fetchall():
            columns = [name for _, name, *_ in db.execute(f"PRAGMA table_info({table})") if name not in ("uid", "at")]
            where = " WHERE key <> 'book'" if table == "setting" else ""
            found[table] = db.execute(f"SELECT {', '.join(map(quoted, columns))} FROM {table}{where} ORDER BY id").fetchall()
        return found


def quoted(name: str) -> str:
    """A column's name in SQL."""
    return f'"{name}"'


def whole_backups(folder: Path) -> int:
    """How many backups there are; every one of them must be whole."""
    kept = backups.listing(str(folder / "book.db"))
    for one in kept:
        key = digest(Path(one.path))
        assert key in WHOLE or backups.is_whole(one.path), one
        WHOLE.add(key)
    return len(kept)
