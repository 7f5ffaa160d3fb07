"""A small book whose rows have their checksums, rows made other ones behind its back, and which of them are found."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from repbook.store import sums
from tests.cli import Rep
from tests.make_books import type_in

TEXT = "送样品，王总说好"

SHOP = f"""
2026-11-22 customer add 美佳超市 --phone 027-00000102
2026-11-22 customer add 百姓饭店 --phone 027-00000102
2026-11-22 customer add 旧店 --phone 027-00000102
2026-11-22 contact add 美佳 王丽 --note 喜欢钓鱼
2026-11-22 log 美佳 visit {TEXT} --with 王丽
2026-11-22 log 百姓 call {TEXT}
2026-11-22 log 旧店 message {TEXT}
"""


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a book in which three customers, a contact and three touches were typed, with its backup."""
    folder = tmp_path_factory.mktemp("shop")
    type_in(folder / "book.db", SHOP)
    return folder


@pytest.fixture
def shop(rep: Rep, typed: Path) -> Rep:
    """A rep with a copy of it."""
    shutil.copytree(typed, rep.folder, dirs_exist_ok=True)
    return rep


def altered(path: Path) -> dict[str, list[int]]:
    """The records of a book whose sums do not fit, by their tables."""
    with closing(sqlite3.connect(path)) as db:
        found = {table: sums.differing(db, table) for table in sums.covered()}
        assert not sums.strange(db)
        assert not sums.ids_differ(db)
    return {table: ids for table, ids in found.items() if ids}


def by_another_program(path: Path, *statements: str) -> None:
    """Change a book as somebody with the shell of SQLite would, whose changes go into no journal."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            db.execute(statement)


def spoiled(rep: Rep, table: str, number: int, **values: Any) -> None:
    """Make a row another one under repbook's hands."""
    names = ", ".join(f'"{name}" = {value!r}' for name, value in values.items())
    by_another_program(rep.book, f"UPDATE {table} SET {names} WHERE id = {number}")
