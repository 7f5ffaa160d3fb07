"""Fixtures for all tests."""

from __future__ import annotations

import signal

import pytest
from hypothesis import settings

from repbook import words
from tests.cli import rep

__all__ = ["rep"]

settings.register_profile("unhurried", deadline=None)  # a machine that has other things to do is no fault of an example
settings.load_profile("unhurried")

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # as in a job in the background, and so in all that it starts: Ctrl-C is tested
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _nothing_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a screen shows hangs neither on the width that whoever runs the tests has set, nor on the language of another test."""
    monkeypatch.delenv("COLUMNS", raising=False)
    words.use("en")
