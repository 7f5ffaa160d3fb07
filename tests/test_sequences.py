"""Random sequences of all changing commands: undo and redo exact to the byte, and what comes of them out and in as the same bytes.

An ordinary run walks a few; REPBOOK_SEQUENCES=2000 and REPBOOK_BOOKS=200 in the environment ask for as many.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from repbook.cli import COMMANDS
from repbook.migrations import VERSION
from tests import sequences
from tests.cli import Rep
from tests.docs import command_names
from tests.make_books import rebuild
from tests.sequences import walked

SEQUENCES = int(os.environ.get("REPBOOK_SEQUENCES", "60"))
BOOKS = int(os.environ.get("REPBOOK_BOOKS", "8"))
PARTS = 4 if SEQUENCES <= 100 else 40

READING = {
    "due", "why", "brief", "plan", "forecast", "history", "doctor", "undo", "redo", "customer list", "customer show", "contact list", "order list",
    "occasion list", "promise list", "complaint list", "alert list", "stock list", "gift list", "greeting list", "greeting check", "policy show",
    "policy check", "book info", "book check", "book backup", "book restore", "book encrypt", "book decrypt", "demo", "man",
}  # fmt: skip
"""Commands that change nothing, move along what was changed, or put another book in its place."""

ELSEWHERE = {"import all", "policy edit"}
"""Changing commands that need an empty book or an editor: their undo is shown beside their other tests."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with something of everything in it."""
    return rebuild(VERSION, tmp_path_factory.mktemp("template") / "book.db")


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("REPBOOK_DEBUG", "1")
    for name in ("REPBOOK_BOOK", "REPBOOK_TODAY", "REPBOOK_LANG"):
        monkeypatch.delenv(name, raising=False)


def start(template: Path, seed: int) -> Path | None:
    """What a walk starts from: every fourth from nothing."""
    return template if seed % 4 else None


@pytest.mark.parametrize("part", range(PARTS))
def test_undo_and_redo_against_the_model(tmp_path: Path, template: Path, part: int) -> None:
    done: Counter[str] = Counter()
    seeds = range(part, SEQUENCES, PARTS)
    for seed in seeds:
        walked(tmp_path / str(seed), start(template, seed), seed, done)
    assert done.total() >= 2 * len(seeds)


def test_every_changing_command_is_walked(tmp_path: Path, template: Path) -> None:
    """The generator knows every command there is, and what it makes of each is understood."""
    made: set[str] = set()
    walk = sequences.Walk(tmp_path, 1, Counter())
    walk.book.write_bytes(template.read_bytes())
    with sequences.looking_on(walk):
        for maker in set(sequences.MAKERS):
            for _ in range(120):
                words = maker(walk) or []
                made |= {" ".join(words[:n]) for n in (1, 2)}
    names = {name for name in command_names(COMMANDS) if not name.startswith(("export", "report"))}
    changing = names - READING - ELSEWHERE
    assert changing - made == set()


@pytest.mark.parametrize("seed", range(1000, 1000 + BOOKS))
def test_a_book_out_and_in_is_the_same_bytes(tmp_path: Path, rep: Rep, template: Path, seed: int) -> None:
    walk = walked(tmp_path / "walk", start(template, seed), seed, Counter(), commands=20)
    rep.book, text = walk.book, tmp_path / "all.json"
    rep(f"export all {text}")
    rep.book = tmp_path / "other.db"
    rep(f"import all {text}")
    assert rep("export all -").out.encode() == text.read_bytes()
    assert rep("due --csv --held --days 60").out == _due(rep, walk.book)
    rep("undo")
    rep("redo")
    assert rep("export all -").out.encode() == text.read_bytes()


def _due(rep: Rep, book: Path) -> str:
    rep.book = book
    said = rep("due --csv --held --days 60").out
    rep.book = book.parent.parent / "other.db"
    return said
