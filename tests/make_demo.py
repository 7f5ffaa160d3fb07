"""Makes `demo/book.sql` anew, and the golden mornings of the demo with it: `python -m tests.make_demo`.

The demo book is what a rep gets who types the command lines below, each on its day. The rows are written down with
uids in their order instead of random ones, so that the same files always give the same text.
"""

from __future__ import annotations

import os
import re
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

from repbook.cli import main
from repbook.demo import FOLDER
from repbook.migrations import journaled_tables
from repbook.words import LANGUAGES

TARGET = Path(FOLDER) / "book.sql"
GOLDEN = Path(__file__).parent / "golden"
HEAD = "-- What typing the commands of tests/make_demo.py makes; made anew by `python -m tests.make_demo`.\n"

VIP_FESTIVALS = "spring-festival dragon-boat mid-autumn new-year national-day winter-solstice 小雪"

COMMANDS: tuple[tuple[str, list[str]], ...] = (
    ("2026-06-01", ["policy", "set", "festival.小雪", "term = 小雪"]),
    ("2026-06-01", ["policy", "set", "vip.festivals", VIP_FESTIVALS]),
    ("2026-06-01", ["import", "customers", f"{FOLDER}/customers.csv"]),
    ("2026-06-01", ["import", "contacts", f"{FOLDER}/contacts.csv"]),
    ("2026-08-19", ["customer", "edit", "长青副食", "--status", "lost"]),
    ("2026-09-01", ["customer", "archive", "大桥小卖部"]),
    ("2026-11-03", ["customer", "add", "Dockside", "--tier", "key", "--area", "湖北/武汉/江汉", "--source", "referral",
                    "--referred-by", "Northgate", "--phone", "027-0000 0204", "--contact", "Emma Hart:decider:138 0000 0034"]),
    ("2026-11-16", ["customer", "add", "望江便利店", "--tier", "potential", "--area", "湖北/武汉/江岸", "--source", "上门",
                    "--contact", "彭勇:拍板者:138 0000 0035"]),
    ("2026-11-16", ["customer", "pause", "南湖学府超市", "--until", "2026-12-01"]),
    ("2026-11-20", ["import", "orders", f"{FOLDER}/orders.csv"]),
    ("2026-11-20", ["import", "touches", f"{FOLDER}/touches.csv"]),
    ("2026-11-21", ["log", "江城酒业", "call", "响了两遍没人接", "--with", "郑浩", "--outcome", "no-answer"]),
    ("2026-11-21", ["log", "家乐贸易", "greeting", "降温了，问他膝盖好些没有", "--with", "胡志强", "--for", "小雪"]),
)  # fmt: skip
"""What is typed, and the day on which it is."""


def type_in(book: Path) -> None:
    """Make a book by typing all of the demo's commands."""
    for day, words in COMMANDS:
        said = StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            code = main(["--book", str(book), "--today", day, "--lang", "en", *words])
        if code:
            raise SystemExit(f"{day} {' '.join(words)}: {said.getvalue()}")


def as_sql(book: Path) -> str:
    """The rows of a book as INSERTs, the referred-to tables first."""
    db = sqlite3.connect(book)
    try:
        _settle_chance(db)
        return "".join([HEAD, *_inserts(db)])
    finally:
        db.close()


def _settle_chance(db: sqlite3.Connection) -> None:
    """Put what differs from one making to the next at fixed values: uids by their order, the clock by the commands' days."""
    names: dict[str, str] = {}
    for table in journaled_tables():
        for (uid,) in db.execute(f"SELECT uid FROM {table} ORDER BY id").fetchall():
            names[uid] = f"demo{len(names) + 1:08d}"
        db.executescript(f"DROP TRIGGER {table}_changed; DROP TRIGGER {table}_deleted")
        db.executemany(f"UPDATE {table} SET uid = ? WHERE uid = ?", [(new, old) for old, new in names.items()])
    for number, *texts in db.execute('SELECT id, "before", "after" FROM change').fetchall():
        fixed = [text and re.sub(r'(?<="uid":")[^"]+', lambda found: names[found[0]], text) for text in texts]
        db.execute('UPDATE change SET "before" = ?, "after" = ? WHERE id = ?', (*fixed, number))
    db.execute("UPDATE setting SET value = 'demo' WHERE \"key\" = 'book'")
    db.executemany("UPDATE step SET at = ? WHERE id = ?", [(f"{day}T10:00:00Z", n) for n, (day, _) in enumerate(COMMANDS, 1)])


def _inserts(db: sqlite3.Connection) -> Iterator[str]:
    for table in (*journaled_tables(), "step", "change"):
        columns = [f'"{row[1]}"' for row in db.execute(f"PRAGMA table_info({table})")]
        rows = db.execute(f"SELECT {', '.join(f'quote({name})' for name in columns)} FROM {table} ORDER BY id").fetchall()
        if rows:
            yield f"\nINSERT INTO {table} ({', '.join(columns)}) VALUES\n{_values(rows)};\n"


def _values(rows: Iterable[Iterable[str]]) -> str:
    return ",\n".join(f"({', '.join(row)})" for row in rows)


def demo_sql() -> str:
    """The text that `book.sql` must have."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book.db"
        type_in(book)
        return as_sql(book)


def morning(lang: str) -> str:
    """What `repbook --demo due` prints into a pipe."""
    said = StringIO()
    with redirect_stdout(said), redirect_stderr(StringIO()):
        main(["--demo", "--lang", lang, "due"])
    return said.getvalue()


if __name__ == "__main__":
    os.environ.pop("COLUMNS", None)
    TARGET.write_text(demo_sql(), encoding="utf-8")
    for lang in LANGUAGES:
        (GOLDEN / f"demo_due_{lang}.txt").write_text(morning(lang), encoding="utf-8")
