"""Fixtures for all tests."""

from __future__ import annotations

import pytest
from hypothesis import settings

from repbook import words
from tests.cli import rep

__all__ = ["rep"]

settings.register_profile("unhurried", deadline=None)  # a machine that has other things to do is no fault of an example
settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def _nothing_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a screen shows hangs neither on the width that whoever runs the tests has set, nor on the language of another test."""
    monkeypatch.delenv("COLUMNS", raising=False)
    words.use("en")
