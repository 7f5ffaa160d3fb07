"""Keeps a book of each schema version in `tests/books`: `python -m tests.make_books` after a migration has been added.

`vN.sql` is a whole book as repbook made it when N was its version: schema, triggers, rows, ids given out, what undo remembers.
It is written once, by the program that has that version, and never again; `--again` writes that of the present version anew, which
is right only as long as no book of it is in anybody's hands. `vN.csv` is what `due` answers on it; those are written anew each
time, and what differs in them is to be looked at.

(Version 1 was never without version 2 in anybody's hands: its book has those commands that version 1 knew, in the tables of version 1.)
"""

from __future__ import annotations

import csv
import os
import shlex
import sqlite3
import sys
import tempfile
from contextlib import closing, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

from repbook import migrations
from repbook.cli import main
from repbook.migrations import JOURNALED, VERSION, migrate
from repbook.store.book import APPLICATION_ID

BOOKS = Path(__file__).parent / "books"
TODAY = "2026-11-22"
DUE = "due --csv --held --days 30"

OLDEST = """
2026-01-05 customer add 美佳超市 --tier key --area 湖北/武汉 --status active --since 2025-03-01 --contact 陈丽:decider:13800000011
2026-01-05 customer add 百姓饭店 --tier vip --area 湖北/武汉 --status active --referred-by 美佳超市 --phone 027-00000102
2026-01-05 customer add "O'Brien \\"&\\" Söhne" --tier potential --since 2026-01-05 --note "two\\nlines"
2026-01-05 customer add 旧店 --status active
2026-01-06 contact add 百姓饭店 王建国 --birthday "lunar 10-16" --role user --wechat wjg --likes 钓鱼
2026-01-06 contact edit 陈丽 --birthday 1980-11-24 --family 女儿高三
2026-02-02 log 美佳 visit 送样品 --with 陈丽 --minutes 40 --mood good --gift 茶叶 --cost 88 --origin 恩施
2026-03-03 log 百姓 call --outcome no-answer
2026-03-04 order add 美佳 1268.50 --product 白酒A --qty 12 --margin 200 --service-every 6
2026-04-04 order add 美佳 0
2026-09-30 log 百姓 greeting 国庆快乐 --mass
2026-10-10 customer spacing 百姓 1.5
2026-10-11 customer pause O --until +5w
2026-10-12 policy set vip.call_every 10
2026-10-12 policy set festival.店庆 "solar = 12-01"
2026-10-13 customer archive 旧店
2026-10-14 contact add O Ann
2026-10-15 contact left Ann --on 2026-10-15
2026-10-16 customer tier O general --because quiet
2026-10-17 log 美佳 call 催货款
2026-10-18 log 百姓 visit 又来
2026-10-18 undo
"""
LATER = """
2026-10-18 log 百姓 visit --promise "送海报 @2026-11-20" --owes "付款 @2026-11-19" --stock 白酒A=2
2026-10-19 promise add 美佳 谈端架 --by 2026-11-25 --contact 陈丽
2026-10-19 promise add 美佳 早做完的 --by 2026-10-25
2026-10-20 promise keep 4
2026-10-20 complaint open 百姓 标签受潮 --severity 1
2026-10-21 complaint answer 5
2026-10-22 complaint solve 5 --cause 仓库漏水
2026-11-19 complaint open 美佳 送错货
2026-11-01 occasion add 美佳 wedding 2026-11-28 --contact 陈丽
2026-11-01 occasion add 百姓 anniversary 2016-11-23 --yearly --title 十年
2026-11-02 occasion add 百姓 illness 2026-11-01
2026-11-20 alert raise 湖北/武汉 暴雨
2026-11-20 stock set 美佳 白酒A 3 --reorder-at 5
2026-11-20 snooze O role-gap --until +2w --because busy
2026-11-21 --yes customer merge 美佳 旧店
2026-11-21 log 美佳 message 发了新价签
2026-11-21 undo
"""
"""What is typed, and the day on which it is. A later migration adds lines for what it brings."""


def sql_of(book: Path) -> str:
    """A whole book as the statements that make it again."""
    with closing(sqlite3.connect(book)) as db:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        rows = [line for line in db.iterdump() if line not in ("BEGIN TRANSACTION;", "COMMIT;")]
        return "\n".join([f"PRAGMA application_id = {APPLICATION_ID};", f"PRAGMA user_version = {version};", *rows]) + "\n"


def rebuild(version: int, book: Path) -> Path:
    """Make the kept book of a version a file again, as repbook leaves one on the disk."""
    os.close(os.open(book, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with closing(sqlite3.connect(book)) as db:
        db.executescript((BOOKS / f"v{version}.sql").read_text(encoding="utf-8"))
    return book


def type_in(book: Path, lines: str) -> None:
    """Type some commands, each on its day."""
    for line in lines.strip().splitlines():
        day, *words = shlex.split(line.replace("\\n", "\n"))
        said = StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            code = main(["--book", str(book), "--today", day, "--lang", "en", *words])
        if code:
            raise SystemExit(f"{line}: {said.getvalue()}")


def answer(book: Path) -> str:
    """What `due` says on a book, by everything it knows; the reasons may be worded otherwise one day."""
    said, kept = StringIO(), StringIO()
    with redirect_stdout(said), redirect_stderr(StringIO()):
        main(["--book", str(book), "--today", TODAY, "--lang", "en", *DUE.split()])
    rows = list(csv.DictReader(StringIO(said.getvalue())))
    table = csv.DictWriter(kept, [name for name in rows[0] if name != "reason"], extrasaction="ignore", lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return kept.getvalue()


def as_of_the_first(book: Path, old: Path) -> None:
    """The rows of a book of today in the tables of version 1."""
    with closing(sqlite3.connect(old, isolation_level=None)) as db:
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrate(db, 0, 1)
        db.execute("ATTACH ? AS new", (str(book),))
        for table in (*JOURNALED[0], "step", "change"):
            db.execute(f"DELETE FROM main.{table}")
            columns = ", ".join(f'"{name}"' for (name,) in db.execute("SELECT name FROM pragma_table_info(?)", (table,)))
            db.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}")
        db.execute("DETACH new")


def make(again: bool) -> None:
    """Write down what is missing, and every answer anew."""
    with tempfile.TemporaryDirectory() as folder:
        book, old = Path(folder) / "book.db", Path(folder) / "v1.db"
        type_in(book, OLDEST)
        if not (BOOKS / "v1.sql").exists():
            as_of_the_first(book, old)
            (BOOKS / "v1.sql").write_text(sql_of(old), encoding="utf-8")
        type_in(book, LATER)
        present = BOOKS / f"v{migrations.VERSION}.sql"
        if again or not present.exists():
            present.write_text(sql_of(book), encoding="utf-8")
        for version in range(1, VERSION + 1):
            kept = rebuild(version, Path(folder) / f"kept-{version}.db")
            (BOOKS / f"v{version}.csv").write_text(answer(kept), encoding="utf-8")


if __name__ == "__main__":
    make("--again" in sys.argv[1:])
