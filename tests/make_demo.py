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
from contextlib import closing, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

from repbook.cli import main
from repbook.demo import FOLDER
from repbook.migrations import journaled_tables, migrate
from repbook.store import sums
from repbook.words import LANGUAGES

TARGET = Path(FOLDER) / "book.sql"
GOLDEN = Path(__file__).parent / "golden"
HEAD = "-- What typing the commands of tests/make_demo.py makes; made anew by `python -m tests.make_demo`.\n"

VIP_FESTIVALS = "spring-festival dragon-boat mid-autumn new-year national-day winter-solstice 小雪"

COMMANDS: tuple[tuple[str, list[str]], ...] = (
    ("2026-05-06", ["customer", "add", "江滩小酒馆", "--area", "湖北/武汉/江岸", "--since", "2025-10-15", "--status", "active",
                    "--source", "上门", "--contact", "梅姐:拍板者:138 0000 0038"]),
    ("2026-06-01", ["policy", "set", "festival.小雪", "term = 小雪"]),
    ("2026-06-01", ["policy", "set", "vip.festivals", VIP_FESTIVALS]),
    ("2026-06-01", ["policy", "set", "festival.答谢日", "solar = 12-01"]),
    ("2026-06-01", ["policy", "set", "vip.gift_festivals", "spring-festival mid-autumn 答谢日"]),
    ("2026-06-01", ["policy", "set", "me.likes", "钓鱼 象棋 jazz"]),
    ("2026-06-01", ["import", "customers", f"{FOLDER}/customers.csv"]),
    ("2026-06-01", ["import", "contacts", f"{FOLDER}/contacts.csv"]),
    ("2026-06-01", ["order", "add", "Northgate", "3600", "--on", "2026-05-25", "--product", "Display fridge", "--qty", "1",
                    "--margin", "420", "--service-every", "6"]),
    ("2026-06-01", ["occasion", "add", "Northgate", "anniversary", "2016-11-22", "--title", "ten years on Jianshe Avenue"]),
    ("2026-08-19", ["customer", "edit", "长青副食", "--status", "lost"]),
    ("2026-08-26", ["customer", "add", "王记饭店", "--area", "湖北/武汉/武昌", "--status", "active", "--source", "上门", "--address", "水陆街8号",
                    "--note", "新店，先拿了一单试试", "--contact", "王建国:拍板者:138 0000 0025"]),
    ("2026-08-26", ["contact", "edit", "王建国", "--function", "老板", "--birthday", "lunar 4-2"]),
    ("2026-09-01", ["customer", "archive", "大桥小卖部"]),
    ("2026-10-28", ["promise", "add", "美佳超市", "送新品样品", "--by", "2026-11-20", "--contact", "陈丽"]),
    ("2026-11-03", ["customer", "add", "Dockside", "--tier", "key", "--area", "湖北/武汉/江汉", "--source", "referral",
                    "--referred-by", "Northgate", "--phone", "027-0000 0204", "--contact", "Emma Hart:decider:138 0000 0034"]),
    ("2026-11-04", ["promise", "add", "江城酒业", "付清上批货款", "--by", "2026-11-18", "--theirs", "--contact", "罗敏"]),
    ("2026-11-05", ["occasion", "add", "陈记商行", "illness", "2026-11-04", "--title", "老爷子住院", "--contact", "陈伟"]),
    ("2026-11-10", ["occasion", "add", "红星批发部", "opening", "2026-11-24", "--title", "二店开张"]),
    ("2026-11-13", ["complaint", "open", "樊口酒行", "两箱标签受潮", "--on", "2026-11-12"]),
    ("2026-11-13", ["complaint", "answer", "#6"]),
    ("2026-11-16", ["complaint", "open", "家乐贸易", "卸货口又送错", "--severity", "1"]),
    ("2026-11-16", ["complaint", "answer", "#7"]),
    ("2026-11-16", ["customer", "add", "望江便利店", "--tier", "potential", "--area", "湖北/武汉/江岸", "--source", "上门",
                    "--contact", "彭勇:拍板者:138 0000 0035"]),
    ("2026-11-16", ["customer", "pause", "南湖学府超市", "--until", "2026-12-01"]),
    ("2026-11-17", ["complaint", "solve", "#7", "--cause", "司机不知道改到后门", "--note", "新路线图发给车队"]),
    ("2026-11-17", ["contact", "add", "王家湾超市", "李娜", "--function", "采购", "--phone", "138 0000 0039"]),
    ("2026-11-18", ["log", "鑫源商行", "gift", "--with", "赵敏", "--for", "答谢日", "--gift", "孝感米酒", "--cost", "128",
                    "--origin", "孝感老家带回来的"]),
    ("2026-11-18", ["log", "陈记商行", "gift", "托小飞带给他父亲", "--with", "陈小飞", "--for", "答谢日", "--gift", "孝感米酒", "--cost", "128",
                    "--origin", "孝感老家带回来的"]),
    ("2026-11-18", ["log", "楚天宴会楼", "gift", "--with", "孙丽", "--for", "答谢日", "--gift", "恩施玉露", "--cost", "158"]),
    ("2026-11-18", ["contact", "left", "光谷烟酒行/曾凡", "--on", "2026-11-18"]),
    ("2026-11-19", ["complaint", "open", "江城酒业", "上批破损两箱", "--severity", "3"]),
    ("2026-11-19", ["customer", "add", "滨江鲜食", "--tier", "potential", "--area", "湖北/武汉/汉阳", "--source", "展会",
                    "--contact", "文静:影响者:138 0000 0040"]),
    ("2026-11-19", ["log", "滨江鲜食", "meeting", "酒会展台上聊了半小时，要价目表", "--with", "文静", "--mood", "good", "--minutes", "30"]),
    ("2026-11-20", ["import", "orders", f"{FOLDER}/orders.csv"]),
    ("2026-11-20", ["import", "touches", f"{FOLDER}/touches.csv"]),
    ("2026-11-20", ["stock", "set", "红星批发部", "矿泉水", "18", "--reorder-at", "30"]),
    ("2026-11-20", ["alert", "raise", "湖北/鄂州", "暴雨内涝"]),
    ("2026-11-21", ["occasion", "add", "汉口老酒坊", "bereavement", "2026-11-20", "--title", "老母亲过世", "--contact", "秦怀远"]),
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
        rows = "".join([HEAD, *_inserts(db)])
        return rows + _sums(rows)
    finally:
        db.close()


def _settle_chance(db: sqlite3.Connection) -> None:
    """Put what differs from one making to the next at fixed values: uids by their order, the clock by the commands' days."""
    names: dict[str, str] = {}
    for table in journaled_tables():
        for (uid,) in db.execute(f"SELECT uid FROM {table} ORDER BY id").fetchall():
            names[uid] = f"demo{len(names) + 1:08d}"
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


def _sums(rows: str) -> str:
    """The checksums of a book of these rows."""
    with closing(sqlite3.connect(":memory:")) as db:
        migrate(db, 0)
        db.executescript(rows)
        sums.renew(db)
        return (
            "\nINSERT INTO checksum VALUES\n"
            + _values(db.execute("SELECT quote(row_table), quote(block), quote(sums) FROM checksum"))
            + ";\n"
        )


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
