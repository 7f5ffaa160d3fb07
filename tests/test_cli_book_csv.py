"""`book info`, `book check` and `doctor` as CSV: a field a row, the same facts as in JSON."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from repbook.render.tables import facts
from repbook.store import backups
from tests.cli import Rep
from tests.sample import Sample


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """A book with a backup, and a contact who left before joining."""
    made = Sample(rep.book)
    made.contact(made.customer("美佳超市"), "王丽", left_on="2026-01-04", joined="2026-01-05")
    made.close()
    rep.book.chmod(0o600)
    rep.folder.chmod(0o700)
    backups.make(str(rep.book), "daily")
    return rep


def rows(text: str) -> dict[str, str]:
    header, *found = csv.reader(io.StringIO(text))
    assert header == ["field", "value"]
    return dict(found)


@pytest.mark.parametrize("line", ["book info", "book check", "doctor"])
def test_csv_says_what_json_says(shop: Rep, line: str) -> None:
    document = json.loads(shop(f"{line} --json", code=None).out)
    found = rows(shop(f"{line} --csv", code=None).out)
    assert found["path"] == document["path"] == str(shop.book)
    assert {field.partition(".")[0] for field in found} >= {key for key, value in document.items() if value not in ([], {})}
    assert shop(f"{line} --json --csv", code=2).out == ""


def test_parts_of_parts_are_numbered(shop: Rep) -> None:
    info, whole = rows(shop("book info --csv").out), json.loads(shop("book info --json").out)
    assert info["backups.items.1.file"] == whole["backups"]["items"][0]["file"]
    assert (info["customers"], info["encrypted"], info["permissions.book"]) == ("1", "no", "0600")
    checked = rows(shop("book check --csv", code=1).out)
    assert (checked["whole"], checked["findings.1.needs_a_hand"], checked["salvaged"]) == ("yes", "yes", "")
    examined = rows(shop("doctor --csv", code=1, lang="zh").out)
    assert examined["healthy"] == "no"
    assert examined["calendar.known"].startswith("2004;2005;")
    assert examined["book.backups.items.1.reason"] == "daily"


def test_csv_to_a_file_and_a_workbook(shop: Rep) -> None:
    for name in ("info.csv", "info.xlsx"):
        shop(f"book info --csv {shop.folder / name}")
        assert (shop.folder / name).stat().st_size > 100
    assert (shop.folder / "info.csv").read_bytes().startswith("\ufefffield,value".encode())


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({}, []),
        ({"a": None, "b": True, "c": 1.5}, [("a", ""), ("b", "yes"), ("c", "1.5")]),
        ({"a": [], "b": ["x", "y"]}, [("a", ""), ("b", "x;y")]),
        ({"a": [{"b": 1}, {"b": 2}], "c": {"d": "e"}}, [("a.1.b", "1"), ("a.2.b", "2"), ("c.d", "e")]),
        ({"a": [[1, 2], [3]]}, [("a.1", "1;2"), ("a.2", "3")]),
    ],
)
def test_a_document_as_rows(document: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert list(facts(document).rows) == expected
