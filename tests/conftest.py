"""Fixtures for all tests."""

from __future__ import annotations

import pytest

from tests.cli import rep

__all__ = ["rep"]


@pytest.fixture(autouse=True)
def _no_width_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a screen shows does not hang on the width that whoever runs the tests has set."""
    monkeypatch.delenv("COLUMNS", raising=False)
