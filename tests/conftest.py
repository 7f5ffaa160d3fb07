"""Fixtures for all tests."""

from __future__ import annotations

import pytest

from repbook import words
from tests.cli import rep

__all__ = ["rep"]


@pytest.fixture(autouse=True)
def _nothing_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a screen shows hangs neither on the width that whoever runs the tests has set, nor on the language of another test."""
    monkeypatch.delenv("COLUMNS", raising=False)
    words.use("en")
