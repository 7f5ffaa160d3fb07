"""`import all`: a document comes into an empty book and goes again; one that is damaged or of another program is not taken in."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from repbook.errors import Refused
from repbook.exchange import document
from repbook.migrations import JOURNALED, VERSION
from repbook.store import exchange
from tests.cli import Rep
from tests.documents import other, out_of, shop

__all__ = ["other", "shop"]


# ---- taking in --------------------------------------------------------------------------------------------


def test_into_no_book(shop: Rep, other: Rep) -> None:
    path = out_of(shop)
    said = other(f"import all {path}")
    assert said.out == "taken in: 1 customer · 1 contact · 1 touch\n"
    assert said.err == f"a new book was made at {other.book}\n"
    assert out_of(other, "again.json").read_bytes() == path.read_bytes()
    assert "import all from book.json" in other("undo --list").out
    assert other("why 美佳").out == shop("why 美佳").out


def test_into_a_book_that_was_emptied_again(shop: Rep, other: Rep) -> None:
    path = out_of(shop)
    other("customer add Wrong")
    other("undo")
    other(f"import all {path}")
    assert out_of(other, "again.json").read_bytes() == path.read_bytes()
    other("import undo")
    other(f"import all {path}")
    assert out_of(other, "more.json").read_bytes() == path.read_bytes()


def test_undo_takes_it_all_back(shop: Rep, other: Rep) -> None:
    path = out_of(shop)
    other("customer add Wrong")
    other("undo")
    before, beginning = other.dump(), out_of(other, "before.json").read_bytes()
    other(f"import all {path}")
    after = other.dump()
    other("undo")
    assert other.dump() == before
    assert out_of(other, "undone.json").read_bytes() == beginning
    other("redo")
    assert other.dump() == after


def test_the_same_again_is_nothing_to_do(shop: Rep, other: Rep) -> None:
    path = out_of(shop)
    other(f"import all {path}")
    before = other.book.read_bytes()
    for rep in (shop, other):
        assert rep(f"import all {path}").err.endswith("holds exactly this already; nothing was changed\n")
    assert other.book.read_bytes() == before


@pytest.mark.parametrize("line", ["customer add B", "policy set gap_days 5", "alert raise 湖北 typhoon"])
def test_a_book_with_something_in_it_is_left_alone(shop: Rep, other: Rep, line: str) -> None:
    path = out_of(shop)
    other("customer add B")
    other("undo")
    other(line)
    before = other.book.read_bytes()
    said = other(f"import all {path}", code=1)
    assert (
        said.err
        == f"repbook: the book {other.book} holds other things already, so nothing was taken in; make a new one of it:  repbook --book NEW.db import all {path}\n"
    )
    assert other.book.read_bytes() == before


def test_a_dry_run_makes_no_book(shop: Rep, other: Rep) -> None:
    said = other(f"import all {out_of(shop)} --dry-run")
    assert said.out == "would be taken in: 1 customer · 1 contact · 1 touch\n"
    assert not other.book.exists()


# ---- documents that are none ------------------------------------------------------------------------------


def refused(text: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        exchange.checked(document.read(text, "a/b.json", VERSION), "a/b.json")
    assert caught.value.params["file"] == "b.json"
    return caught.value


def test_every_truncation_is_refused(shop: Rep) -> None:
    data = out_of(shop).read_bytes()
    ends = [*range(60), *range(60, len(data) - 3, 997), len(data) - 4, len(data) - 3]
    assert {refused(data[:end]).key for end in ends} == {"document_damaged", "document_foreign"}
    assert refused(data[:1]).key == "document_damaged"
    assert refused(b"").key == "document_foreign"
    assert document.read(data[:-1], "f", VERSION)  # nothing but the last line break is missing


def edited(shop: Rep, change: Callable[[Any], Any]) -> bytes:
    content = json.loads(out_of(shop).read_text(encoding="utf-8"))
    changed = change(content)
    return json.dumps(content if changed is None else changed).encode()


def _set(*path: Any) -> Callable[[Any], None]:
    def change(content: Any) -> None:
        *way, last, value = path
        for step in way:
            content = content[step]
        content[last] = value

    return change


def _drop(*path: Any) -> Callable[[Any], None]:
    def change(content: Any) -> None:
        *way, last = path
        for step in way:
            content = content[step]
        del content[last]

    return change


@pytest.mark.parametrize(
    ("change", "key", "place"),
    [
        (lambda _: [], "document_foreign", None),
        (lambda _: {"customers": []}, "document_foreign", None),
        (_set("format", "other"), "document_foreign", None),
        (_set("version", 2), "document_newer", None),
        (_set("schema", VERSION + 1), "document_newer", None),
        (_set("schema", 10**30), "document_newer", None),
        (_set("schema", 0), "document_damaged", None),
        (_set("version", True), "document_damaged", None),
        (_set("tables", []), "document_damaged", None),
        (_set("highest_ids", None), "document_damaged", None),
        (_drop("tables", "touch"), "document_place", "touch"),
        (_set("tables", "step", []), "document_place", "step"),
        (_set("tables", "touch", {}), "document_place", "touch"),
        (_drop("highest_ids", "touch"), "document_place", "touch"),
        (_set("highest_ids", "touch", 0), "document_place", "touch, #1"),
        (_set("highest_ids", "touch", "1"), "document_place", "touch"),
        (_set("highest_ids", "more", 1), "document_place", "highest_ids"),
        (_drop("tables", "customer", 0, "note"), "document_place", "customer, #1"),
        (_set("tables", "customer", 0, "more", ""), "document_place", "customer, #1"),
        (_set("tables", "customer", 0, 7), "document_place", "customer, #?"),
        (_set("tables", "customer", 0, "id", "x"), "document_place", "customer, #?"),
        (_set("tables", "customer", 0, "id", 0), "document_place", "customer, #0"),
        (_set("tables", "customer", 0, "id", 2**70), "document_place", f"customer, #{2**70}"),
        (_set("tables", "customer", 0, "no_calls", False), "document_place", "customer, #1"),
        (_set("tables", "customer", 0, "no_calls", 2), "document_place", "customer, #1"),
        (_set("tables", "customer", 0, "name", None), "document_place", "customer, #1"),
        (_set("tables", "customer", 0, "name", ""), "document_place", "customer, #1"),
        (_set("tables", "customer", 0, "name", "\ud800"), "document_place", "customer, #1"),
        (_set("tables", "customer", 0, "since", "2026-02-30"), "document_place", "customer, #1"),
        (_set("tables", "customer", 0, "referred_by", 9), "document_place", "customer, #1"),
        (_set("tables", "touch", 0, "cost", 1.5), "document_place", "touch, #1"),
        (_set("tables", "touch", 0, "customer_id", 2), "document_place", "touch, #1"),
        (_set("tables", "policy", 1, "key", "calendar"), "document_place", None),
        (_drop("tables", "contact", 0), "document_place", "touch_contact, #1"),
    ],
)
def test_a_damaged_document_is_refused_with_its_place(shop: Rep, change: Callable[[Any], Any], key: str, place: str | None) -> None:
    error = refused(edited(shop, change))
    assert error.key == key
    assert place is None or error.params["place"] == place


@pytest.mark.parametrize(
    ("table", "row"),
    [
        (
            "orders",
            {
                "customer_id": 1,
                "on_day": "2026-11-01",
                "amount": 1,
                "product": "",
                "quantity": "many",
                "margin": None,
                "service_every": None,
            },
        ),
        ("spacing", {"customer_id": 1, "set_on": "2026-11-01", "factor": "0", "until": None}),
        ("stock", {"customer_id": 1, "product": "x", "on_day": "2026-11-01", "quantity": "1", "reorder_at": "-1"}),
    ],
)
def test_a_number_that_is_none_is_refused(shop: Rep, table: str, row: dict[str, Any]) -> None:
    def change(content: Any) -> None:
        content["tables"][table].append({"id": 1, "uid": "u", **row})
        content["highest_ids"][table] = 1

    assert refused(edited(shop, change)).params["place"] == f"{table}, #1"


def test_two_of_the_one_series_may_not_share_an_id(shop: Rep) -> None:
    shop("promise add 美佳 text --by 2026-12-01")
    shop("alert raise 湖北 typhoon")

    def change(content: Any) -> None:
        content["tables"]["alert"][0]["id"] = 1

    assert refused(edited(shop, change)).params["place"] == "alert, #1"


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe",
        b"null",
        b"7",
        b"[" * 100000,
        b'{"format": "repbook", "version": NaN}',
        b"9" * 10000,
        b"name,tier\nA,vip\n",
        b"SQLite format 3\0",
    ],
)
def test_other_files_are_foreign(data: bytes) -> None:
    assert refused(data).key == "document_foreign"


def test_one_sentence_and_no_book(shop: Rep, other: Rep) -> None:
    path = shop.folder / "bad.json"
    path.write_bytes(out_of(shop).read_bytes()[:900])
    for line in (f"import all {path}", "import all nowhere.json", f"import all {shop.book}"):
        for lang in ("en", "zh"):
            said = other(line, code=None, lang=lang)
            assert said.code in (1, 2)
            assert len(said.err.splitlines()) == 1
            assert said.out == ""
            assert not other.book.exists()


def test_a_document_of_the_first_schema_is_brought_up(shop: Rep, other: Rep) -> None:
    def change(content: Any) -> None:
        content["schema"] = 1
        for part in ("tables", "highest_ids"):
            content[part] = {table: content[part][table] for table in JOURNALED[0]}
        content["highest_ids"]["orders"] = 7

    path = shop.folder / "old.json"
    path.write_bytes(edited(shop, change))
    other(f"import all {path}")
    content = json.loads(out_of(other, "new.json").read_text(encoding="utf-8"))
    assert content["schema"] == VERSION
    assert content["highest_ids"]["orders"] == 7
    assert content["tables"]["promise"] == []


def test_somebody_faster(shop: Rep, other: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    path = out_of(shop)
    answers = iter([True, False])
    other("customer add A")
    other("undo")
    monkeypatch.setattr(exchange, "is_empty", lambda _: next(answers))
    assert "holds other things" in other(f"import all {path}", code=1).err
