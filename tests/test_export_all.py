"""`export all`: the same book is the same bytes, there and back, whatever is in it and whatever is undone."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing, suppress
from functools import cache
from io import BytesIO, TextIOWrapper
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repbook.exchange import document
from repbook.migrations import JOURNALED, VERSION, journaled_tables, migrate
from repbook.policy import to_rows
from repbook.store import exchange, undo
from repbook.store.book import Book
from repbook.store.rows import insert
from repbook.terms import Policy
from tests.cli import Rep
from tests.documents import out_of, shop
from tests.sample import year_file

__all__ = ["shop"]


# ---- books of any kind ------------------------------------------------------------------------------------

texts = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",)), max_size=30),
    st.sampled_from(
        ["", "=1+1", "\x1b[31m", "\x85", "\u202e", "\u2028", "\ufeff", "\x00", '"', "\\", "a\nb", "\ud7ff", "👩‍👩‍👧", "é", "'"]
    ),
)
days = st.dates().map(str)
maybe_days = st.none() | days
flags = st.integers(0, 1)
decimals = st.sampled_from(["0", "1", "1.5", "1000", "0.000001"])


def _customer(draw: Callable[[Any], Any], number: int, ids: dict[str, list[int]]) -> dict[str, Any]:
    return {
        "name": f"{number}{draw(texts)}", "key": draw(texts), "handles": draw(texts), "tier": "general", "area": draw(texts),
        "status": draw(st.sampled_from(["prospect", "active", "lost"])), "since": draw(days), "added_on": draw(days), "edited_on": draw(days),
        "archived_on": draw(maybe_days), "lost_on": draw(maybe_days), "source": draw(texts),
        "referred_by": draw(st.none() | st.sampled_from(ids["customer"])) if ids["customer"] else None,
        "address": draw(texts), "phone": draw(texts), "no_calls": draw(flags), "note": draw(texts),
    }  # fmt: skip


def _contact(draw: Callable[[Any], Any], number: int, ids: dict[str, list[int]]) -> dict[str, Any]:
    born = draw(st.none() | st.tuples(st.integers(1, 12), st.integers(1, 30)))
    return {
        "customer_id": draw(st.sampled_from(ids["customer"])), "name": f"{number}{draw(texts)}", "handles": "", "function": draw(texts),
        "role": draw(st.sampled_from(["", "decider", "user"])), "phone": draw(texts), "wechat": draw(texts), "email": draw(texts),
        "birth_year": draw(st.none() | st.integers(1900, 2020)), "birth_month": born[0] if born else None,
        "birth_day": born[1] if born else None, "birth_lunar": draw(flags), "birth_leap": draw(flags), "likes": draw(texts),
        "family": draw(texts), "joined": draw(maybe_days), "left_on": draw(maybe_days), "no_calls": draw(flags), "added_on": draw(days),
        "edited_on": draw(days), "note": draw(texts),
    }  # fmt: skip


def _touch(draw: Callable[[Any], Any], number: int, ids: dict[str, list[int]]) -> dict[str, Any]:
    return {
        "customer_id": draw(st.sampled_from(ids["customer"])), "on_day": draw(days), "kind": draw(st.sampled_from(["gift", "message"])),
        "outcome": "done", "purpose": "", "mood": "bad", "minutes": draw(st.none() | st.integers(0, 1440)), "incoming": draw(flags),
        "mass": draw(flags), "meant_for": draw(texts), "gift": draw(texts), "cost": draw(st.none() | st.integers(0, 10**13)),
        "origin": draw(texts), "note": draw(texts),
    }  # fmt: skip


def _touch_contact(draw: Callable[[Any], Any], number: int, ids: dict[str, list[int]]) -> dict[str, Any]:
    return {"touch_id": ids["touch"][number % len(ids["touch"])], "contact_id": draw(st.sampled_from(ids["contact"]))}


def _orders(draw: Callable[[Any], Any], number: int, ids: dict[str, list[int]]) -> dict[str, Any]:
    return {
        "customer_id": draw(st.sampled_from(ids["customer"])), "on_day": draw(days), "amount": draw(st.integers(0, 10**13)),
        "product": draw(texts), "quantity": draw(st.none() | decimals), "margin": draw(st.none() | st.integers(-(10**9), 10**9)),
        "service_every": draw(st.none() | st.integers(1, 1200)),
    }  # fmt: skip


def _noun(kind: str) -> Callable[[Callable[[Any], Any], int, dict[str, list[int]]], dict[str, Any]]:
    def make(draw: Callable[[Any], Any], number: int, ids: dict[str, list[int]]) -> dict[str, Any]:
        customer = draw(st.sampled_from(ids["customer"])) if ids["customer"] else None
        contact = draw(st.none() | st.sampled_from(ids["contact"])) if ids["contact"] else None
        return {
            "occasion": lambda: {
                "customer_id": customer, "contact_id": contact, "kind": "wedding", "on_day": draw(days), "yearly": draw(flags),
                "lunar_month": 8, "lunar_day": 15, "lunar_leap": 0, "title": draw(texts), "learned": draw(maybe_days), "recorded": draw(days),
            },
            "promise": lambda: {
                "customer_id": customer, "contact_id": contact, "text": f"x{draw(texts)}", "made": draw(days), "by_day": draw(days),
                "theirs": draw(flags), "kept": draw(maybe_days), "dropped": draw(maybe_days),
            },
            "complaint": lambda: {
                "customer_id": customer, "text": f"x{draw(texts)}", "severity": draw(st.integers(1, 3)), "opened": draw(days), "cause": "",
            },
            "alert": lambda: {"area": f"x{draw(texts)}", "reason": draw(texts), "raised": draw(days), "last_day": draw(days)},
            "stock": lambda: {
                "customer_id": customer, "product": draw(texts), "on_day": draw(days), "quantity": draw(decimals),
                "reorder_at": draw(st.none() | decimals),
            },
            "snooze": lambda: {"customer_id": customer, "rule": draw(texts), "set_on": draw(days), "until": draw(days), "because": draw(texts)},
            "pause": lambda: {"customer_id": customer, "set_on": draw(days), "until": draw(days)},
            "spacing": lambda: {"customer_id": customer, "set_on": draw(days), "factor": "1.5", "until": draw(maybe_days)},
            "complaint_stage": lambda: {
                "complaint_id": draw(st.sampled_from(ids["complaint"])), "stage": "answered", "on_day": draw(days), "note": draw(texts),
            },
            "calendar_day": lambda: {"on_day": f"2030-01-{number % 28 + 1:02d}", "working": draw(flags)},
        }[kind]()  # fmt: skip

    return make


MAKERS: dict[str, Callable[[Callable[[Any], Any], int, dict[str, list[int]]], dict[str, Any]]] = {
    "customer": _customer, "contact": _contact, "touch": _touch, "touch_contact": _touch_contact, "orders": _orders,
    **{kind: _noun(kind) for kind in ("pause", "spacing", "calendar_day", "occasion", "promise", "complaint", "complaint_stage", "alert",
                                      "stock", "snooze")},
}  # fmt: skip
NEEDS = {"touch_contact": ("touch", "contact"), "complaint_stage": ("complaint",)}
SERIES = ("occasion", "promise", "complaint", "alert")


@cache
def _blank(stem: str) -> bytes:
    """A book as a first command makes it."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        migrate(db, 0)
        for number, (key, value) in enumerate(to_rows(Policy()).items()):
            insert(db, "policy", uid=f"{stem}{number}", key=key, value=value)
        insert(db, "setting", uid=stem, key="book", value=stem)
        return db.serialize()


class Image(bytes):
    """A book at rest, so that nobody need close those that Hypothesis draws and gives up."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(… {len(self)} bytes)"


def open_book(image: bytes) -> Book:
    """A book in memory, as it was at rest."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.deserialize(image)
    db.execute("PRAGMA foreign_keys = ON")
    return Book("memory", db)


def new_book(stem: str = "source") -> Book:
    """A new book in memory; its uids begin with `stem`."""
    return open_book(_blank(stem))


@st.composite
def books(draw: Callable[[Any], Any]) -> Image:
    """A book with rows in any tables, with gaps in their ids, and steps that were taken back."""
    with closing(new_book()) as book:
        _fill(draw, book)
        return Image(book.db.serialize())


def _fill(draw: Callable[[Any], Any], book: Book) -> None:
    ids: dict[str, list[int]] = {table: [] for table in journaled_tables()}
    for step in range(draw(st.integers(1, 3))):
        with book.step("made"):
            for table in MAKERS:
                for number in range(draw(st.integers(0, 3))):
                    if table not in ("customer", "alert", "calendar_day") and not ids["customer"]:
                        continue
                    if any(not ids[need] for need in NEEDS.get(table, ())):
                        continue
                    _add(draw, book, table, step * 3 + number, ids)
            if draw(st.booleans()):
                book.db.execute("DELETE FROM policy WHERE key = 'gap_days'")
        if draw(st.booleans()) and book.db.execute("SELECT 1 FROM step WHERE undone = 0").fetchone():
            with book.unjournaled():
                undo.undo(book.db)
            ids = {table: [number for (number,) in book.db.execute(f"SELECT id FROM {table}")] for table in ids}


def _add(draw: Callable[[Any], Any], book: Book, table: str, at: int, ids: dict[str, list[int]]) -> None:
    number = max((top for (top,) in book.db.execute("SELECT seq FROM sqlite_sequence WHERE name IN (?, ?, ?, ?)", SERIES)), default=0) + 1
    row = MAKERS[table](draw, at, ids) | ({"id": number} if table in SERIES else {})
    with suppress(sqlite3.IntegrityError):  # a name that is there already
        ids[table].append(insert(book.db, table, **row))


def told(book: Book) -> str:
    return document.write(exchange.read(book.db))


def taken_in(text: str, book: Book) -> None:
    """Put a document into a book."""
    whole = exchange.checked(document.read(text.encode(), "f", VERSION), "f")
    assert exchange.is_empty(book.db)
    with book.step("document_imported", **exchange.params(whole)):
        exchange.put(book.db, whole)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(books())
def test_a_book_comes_back_as_the_same_bytes(image: Image) -> None:
    with closing(open_book(image)) as book:
        text = told(book)
    with closing(new_book("target")) as there:
        before = told(there)
        taken_in(text, there)
        assert told(there) == text
        assert there.db.execute("PRAGMA foreign_key_check").fetchall() == []
        with there.unjournaled():
            undo.undo(there.db)
        assert told(there) == before
        with there.unjournaled():
            undo.redo(there.db)
        assert told(there) == text


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(books(), books())
def test_what_was_undone_before_makes_no_difference(image: Image, another: Image) -> None:
    """A book in which things were made and all taken back takes a document in as a new one does, and undo restores it."""
    with closing(open_book(image)) as book, closing(open_book(another)) as other:
        text = told(book)
        while other.db.execute("SELECT 1 FROM step WHERE undone = 0").fetchone():
            with other.unjournaled():
                undo.undo(other.db)
        before = told(other)
        taken_in(text, other)
        assert told(other) == text
        with other.unjournaled():
            undo.undo(other.db)
        assert told(other) == before


def test_ids_go_on_where_they_were(rep: Rep) -> None:
    for line in ("customer add A", "customer add B", "customer add C", "occasion add A wedding 2026-12-01", "occasion remove '#1'"):
        rep(line)
    rep("--yes customer merge A C")
    rep("export all a.json".replace("a.json", str(rep.folder / "a.json")))
    other = Rep(rep.folder, rep.capsys)
    other.book = rep.folder / "other.db"
    other(f"import all {rep.folder / 'a.json'}")
    assert other("customer add D").out.strip().endswith("#4")
    assert "#2" in other("promise add A text --by 2026-12-01").out


# ---- the text ---------------------------------------------------------------------------------------------


def test_the_text_is_json_a_row_a_line_and_harmless(shop: Rep) -> None:
    path = out_of(shop)
    text = path.read_text(encoding="utf-8")
    content = json.loads(text)
    assert (content["format"], content["version"], content["schema"]) == ("repbook", 1, VERSION)
    assert list(content["tables"]) == journaled_tables() == list(content["highest_ids"])
    assert content["tables"]["customer"][0]["note"] == "a\x1b[31m\x85\u202e"
    assert not {"\x1b", "\x85", "\u202e"} & set(text)
    rows = sum(len(rows) for rows in content["tables"].values())
    assert sum(line.startswith('    {"id": ') for line in text.splitlines()) == rows
    assert all(line in text.splitlines() for line in ('"tables": {', '  "customer": [', "  ],"))
    assert text.endswith("}\n}\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "step" not in content["tables"]


def test_the_columns_are_those_of_the_journal(shop: Rep) -> None:
    tables = json.loads(out_of(shop).read_text(encoding="utf-8"))["tables"]
    known: dict[str, list[str]] = {}
    for version in JOURNALED:
        known |= {table: names.split() for table, names in version.items()}
    assert {table: list(rows[0]) for table, rows in tables.items() if rows} == {
        table: known[table] for table, rows in tables.items() if rows
    }


def test_it_can_be_piped(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    text = shop("export all -").out
    assert text == out_of(shop).read_text(encoding="utf-8")
    other = Rep(shop.folder, shop.capsys)
    other.book = shop.folder / "other.db"
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(text.encode()), encoding="ascii"))
    assert other("import all -").out == "taken in: 1 customer · 1 contact · 1 touch\n"
    assert other("export all -").out == text


def test_never_over_another_file_unasked(shop: Rep) -> None:
    path = out_of(shop)
    path.write_text("mine")
    assert "is there already" in shop(f"export all {path}", code=1).err
    assert path.read_text() == "mine"
    shop(f"--yes export all {path}")
    assert json.loads(path.read_text(encoding="utf-8"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    link = shop.folder / "link.json"
    link.symlink_to(path)
    shop(f"--yes export all {link}", code=1)
    shop(f"export all {shop.folder / 'no' / 'where.json'}", code=1)
    shop(["export", "all", f"{shop.folder}/a\0b"], code=1)
    assert [entry.name for entry in shop.folder.iterdir() if entry.name.endswith(".part")] == []


def test_a_full_disk_leaves_the_old_file(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    path = out_of(shop)
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert "room" in shop(f"--yes export all {path}", code=1).err
    assert path.read_bytes() == before
    assert [entry.name for entry in shop.folder.iterdir() if entry.name.endswith(".part")] == []


# ---- undo is exact to the byte ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "log 美佳 visit note --promise 'call @+3d' --stock 酒=5 --order 12.50 --gift tea",
        "customer add B --contact Ann:user",
        "customer edit 美佳 --name 美家 --referred-by 老店",
        "customer tier 美佳 vip --because x",
        "customer pause 美佳 --until +5d",
        "customer spacing 美佳 2",
        "customer archive 老店",
        "--yes customer merge 美佳 老店",
        "contact add 美佳 赵六 --birthday 'lunar 8-15'",
        "contact left 王丽",
        "order add 美佳 100",
        "occasion add 美佳 wedding 2026-12-01",
        "occasion remove '#1'",
        "promise keep '#2'",
        "complaint open 美佳 late",
        "alert raise 湖北 typhoon",
        "stock set 美佳 酒 4",
        "snooze 美佳 --until +5d --because x",
        "policy set vip.call_every 9",
        "policy set tiers 'vip key potential general new'",
        "--yes policy reset",
        "--yes tier review --apply",
        "import customers {folder}/more.csv --update",
        "import undo",
        "import calendar {folder}/year.csv",
    ],
)
def test_undo_and_redo_are_exact_to_the_byte(shop: Rep, line: str) -> None:
    (shop.folder / "first.csv").write_text("customer,name\n美佳超市,李四\n", encoding="utf-8")
    (shop.folder / "more.csv").write_text("name,tier,phone\n美佳超市,vip,139\n新店,key,\n", encoding="utf-8")
    (shop.folder / "year.csv").write_text(year_file(2028), encoding="utf-8")
    for setup in ("customer add 老店", "occasion add 美佳 wedding 2026-12-02", "promise add 美佳 text --by 2026-12-01",
                  "policy set vip.call_every 11", f"import contacts {shop.folder}/first.csv"):  # fmt: skip
        shop(setup)
    before = shop("export all -").out
    shop(line.format(folder=shop.folder))
    after = shop("export all -").out
    changed = after != before
    assert changed or "review" in line
    if changed:
        for _ in range(2):
            shop("undo")
            assert shop("export all -").out == before
            shop("redo")
            assert shop("export all -").out == after
