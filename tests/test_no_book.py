"""Where there is no book: to look is no failure and data is still data, but nothing that was to be done is said to be done."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.cli import Rep
from tests.test_architecture import EVERY, parameters

WORDS = {
    "CUSTOMER": "美佳", "CONTACT": "美佳", "KEEP": "美佳", "GONE": "百姓", "ID": "3", "KIND": "call", "TEXT": "hello", "TIER": "vip",
    "NAME": "王丽", "FACTOR": "2", "AMOUNT": "10", "PRODUCT": "A", "QTY": "1", "DATE": "2026-11-20", "FILE": "out", "VALUE": "1",
    "KEY": "first_days", "AREA": "湖北", "REASON": "typhoon",
}  # fmt: skip
"""What to write where a command wants one of these."""
MORE = {
    "snooze": ["--until", "+2w"], "customer pause": ["--until", "+2w"], "customer edit": ["--note", "x"], "contact edit": ["--note", "x"],
    "promise add": ["--by", "+2w"], "promise move": ["--by", "+2w"], "customer spacing": ["2"],
}  # fmt: skip
"""What else some commands must be told."""
BEGIN = {"customer add", "alert raise", "policy set", "policy edit", "policy reset", "book restore", "demo", "man"}
"""What may be the first thing that anybody does; imports too."""
NOTHING_TO_DO = {"undo", "redo", "import undo", "book backup", "book encrypt", "book passphrase", "book decrypt"}


def options(path: tuple[str, ...]) -> set[str]:
    return {option for param in parameters(path) for option in param.opts}


def line(path: tuple[str, ...]) -> list[str]:
    """A command with every word that it needs."""
    words = [WORDS[p.metavar] for p in parameters(path) if p.param_type_name == "argument" and p.required]
    if path == ("occasion", "add"):
        words[1] = "wedding"
    return [*path, *words, *MORE.get(" ".join(path), [])]


READ = [path for path in EVERY if "--json" in options(path) and path != ("undo",)]
WRITE = [path for path in EVERY if path not in READ and " ".join(path) not in BEGIN and path[0] not in ("import", "export")]


def spelled(path: tuple[str, ...]) -> str:
    return " ".join(path)


@pytest.mark.parametrize("path", READ, ids=spelled)
def test_to_look_is_no_failure(rep: Rep, path: tuple[str, ...]) -> None:
    said = rep(line(path))
    assert said.out == ""
    assert said.err.startswith(f"no book yet at {rep.book}; start with  repbook customer add NAME")
    assert not rep.book.exists()


@pytest.mark.parametrize("path", [*READ, ("undo",)], ids=spelled)
def test_data_is_still_data(rep: Rep, path: tuple[str, ...]) -> None:
    said = rep([*line(path), "--json"])
    assert isinstance(json.loads(said.out), dict)
    assert "no book yet" in said.err
    assert not rep.book.exists()


@pytest.mark.parametrize("path", [path for path in READ if "--csv" in options(path)], ids=spelled)
def test_a_table_has_its_header(rep: Rep, path: tuple[str, ...]) -> None:
    said = rep([*line(path), "--csv", "-"])
    header, *rows = csv.reader(io.StringIO(said.out))
    assert len(header) > 1
    assert all(len(row) == len(header) for row in rows)
    assert "no book yet" in said.err


def test_a_list_of_one_customer_is_empty(rep: Rep) -> None:
    for words in ("history 美佳", "order list 美佳", "contact list 美佳", "gift list 美佳", "promise list 美佳"):
        assert json.loads(rep(f"{words} --json").out)["items"] == []


@pytest.mark.parametrize("path", WRITE, ids=spelled)
def test_what_was_to_be_done_is_not_done(rep: Rep, path: tuple[str, ...]) -> None:
    said = rep(line(path), 1 if " ".join(path) in NOTHING_TO_DO else 3)
    assert said.out == ""
    assert said.err.startswith("repbook: ")
    assert len(said.err.splitlines()) == 1
    assert not rep.book.exists()


@pytest.mark.parametrize("what", ["customers", "contacts", "touches", "orders", "ics", "vcard", "all"])
def test_an_export_is_whole_and_empty(rep: Rep, what: str) -> None:
    said = rep(["export", what, str(rep.folder / "out")])
    assert (rep.folder / "out").exists()
    assert "no book yet" in said.err
    assert not rep.book.exists()


@pytest.mark.parametrize("what", ["handover", "subject"])
def test_an_export_of_one_wants_that_one(rep: Rep, what: str) -> None:
    assert "no book yet" in rep(["export", what, "美佳", str(rep.folder / "out")], 3).err
    assert not (rep.folder / "out").exists()


def test_a_plan_of_an_import_is_no_word_about_the_book(rep: Rep) -> None:
    (rep.folder / "c.csv").write_text("name\n美佳超市\n")
    said = rep(f"import customers {rep.folder}/c.csv --dry-run")
    assert "1 would be added" in said.out
    assert "no book yet" not in said.err
