"""A small book and all of it as one document, for those who write documents and those who read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli import Rep
from tests.sample import Sample


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """A rep with a small book."""
    made = Sample(rep.book)
    who = made.customer("美佳超市", "key", note="a\x1b[31m\x85\u202e")
    made.touch(who, "2026-11-01", contacts=(made.contact(who, "王丽"),))
    made.close()
    rep("customer edit 美佳 --phone '+86 138'")
    return rep


def out_of(rep: Rep, name: str = "book.json") -> Path:
    path = rep.folder / name
    rep(["export", "all", str(path)])
    return path


@pytest.fixture
def other(shop: Rep) -> Rep:
    """A second book, not made yet."""
    second = Rep(shop.folder, shop.capsys)
    second.book = shop.folder / "other.db"
    return second
