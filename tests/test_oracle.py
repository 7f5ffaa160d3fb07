"""`due` against a second reading of the rule book (`tests/oracle`), on generated books and on the demo book."""

from __future__ import annotations

import ast
import json
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest

from repbook import demo
from tests.cli import Rep
from tests.oracle import answer, compare, facts
from tests.oracle.books import Maker
from tests.oracle.days import iso
from tests.oracle.item import Asked
from tests.test_rules_book import RULE_NAMES

MIDDLES = ("2026-11-22", "2026-02-16", "2026-02-20", "2025-09-28", "2024-12-31", "2027-01-02", "2026-06-17", "2026-02-27", "2024-02-28",
           "2025-07-25", "2026-09-24", "2025-10-04", "2028-06-23")  # fmt: skip
"""Days on which much comes together: festivals and their working weekends, turns of the year, a leap day, leap months."""

SEEDS = range(26)
CUSTOMERS = 12


def made(folder: Path, seed: int) -> tuple[Path, facts.Book, int]:
    """The book of a seed, where it is, and the day around which its facts lie."""
    day = date.fromisoformat(MIDDLES[seed % len(MIDDLES)]).toordinal() + seed // len(MIDDLES)
    path = folder / "book.db"
    Maker(path, seed, day).fill(CUSTOMERS)
    return path, facts.load(path), day


def edges(book: facts.Book, day: int, near: int = 12) -> list[int]:
    """The days around a day on which items of the book begin, are due or end, and those just outside."""
    asked = [Asked(facts.known(customer, day, day), day, book.policy) for customer in book.customers]
    items = [item for ask in asked for rule in answer.RULES for item in rule(ask)]
    days = {on for item in items for on in (item.start - 1, item.start, item.due, item.until, item.until + 1)}
    return sorted(on for on in days if abs(on - day) <= near)


def agree(rep: Rep, book: facts.Book, day: int, ahead: int = 0) -> int:
    """How many rows `due` prints for a day, all as the oracle says, customers in the same order."""
    lines, held = answer.answer(book, day, ahead)
    shown, rests = compare.rows(book, lines, held)
    asked = f"due --on {iso(day)} --days {ahead}"
    found, resting = compare.printed(rep(f"{asked} --csv --held").out)
    assert (asked, found, resting) == (asked, shown, rests)
    assert list(found) == list(shown)
    assert compare.without_reasons(json.loads(rep(f"{asked} --json").out)) == compare.document(book, day, lines, held)
    return sum(map(len, found.values())) + len(resting)


@pytest.mark.parametrize("seed", SEEDS)
def test_due_says_what_the_oracle_says(rep: Rep, seed: int) -> None:
    _, book, day = made(rep.folder, seed)
    choose = Random(seed)
    found = edges(book, day)
    days = (day, *(choose.choice(found) for _ in range(4)))
    rows = [agree(rep, book, on) for on in days] + [agree(rep, book, choose.choice(found), ahead) for ahead in (3, 21)]
    assert all(rows)


def test_the_demo_book_says_what_the_oracle_says(rep: Rep) -> None:
    path = Path(demo.make_demo())
    try:
        rep.book, book = path, facts.load(path)
        rows = [agree(rep, book, day) for day in range(demo.DEMO_DAY - 200, demo.DEMO_DAY + 100, 29)]
        rows.append(agree(rep, book, demo.DEMO_DAY, 30))
    finally:
        demo.remove_demo(str(path))
    assert all(rows)


def test_the_generated_books_bring_up_every_rule_and_every_hold(tmp_path: Path) -> None:
    rules: Counter[str] = Counter()
    holds: Counter[str] = Counter()
    for seed in SEEDS:
        folder = tmp_path / str(seed)
        folder.mkdir()
        _, book, day = made(folder, seed)
        lines, held = answer.answer(book, day)
        rules.update(item.rule for line in lines for item in line.items)
        holds.update(hold for one in held for hold in one.by)
    assert set(rules) == set(RULE_NAMES)
    assert set(holds) == {"snoozed", "paused", "mourning", "complaint", "fatigue", "gap"}


def test_the_oracle_knows_nothing_of_the_rules() -> None:
    """It may use the conversions of the calendar, and to make books the tables; a slip of the rules must not be its own."""
    allowed = ("repbook.calendar", "repbook.calendar.lunar", "repbook.calendar.workdays", "repbook.store")
    for path in Path(compare.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        used = {node.module or "" for node in froms if (node.module or "").startswith("repbook")}
        assert used <= set(allowed), path.name
        names = {name.name for node in froms if node.module == "repbook.store" for name in node.names}
        assert names <= {"policy", "rows", "start"}, path.name
