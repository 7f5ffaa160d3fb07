"""Moments: kept in UTC and in data, told by the clock of the place."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest

from repbook import words
from tests.cli import Rep


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """A clock whose zone a test may set."""
    yield monkeypatch
    monkeypatch.undo()
    time.tzset()


def at(clock: pytest.MonkeyPatch, zone: str) -> None:
    clock.setenv("TZ", zone)
    time.tzset()


@pytest.mark.parametrize(
    ("zone", "value", "said"),
    [
        ("Asia/Shanghai", "2026-11-22T15:59:59Z", "2026-11-22 23:59 +08:00"),
        ("Asia/Shanghai", "2026-11-22T16:00:00Z", "2026-11-23 00:00 +08:00"),
        ("UTC", "2026-11-22T16:00:00Z", "2026-11-22 16:00 +00:00"),
        ("America/St_Johns", "2026-11-22T03:00:00Z", "2026-11-21 23:30 -03:30"),
        ("Europe/Berlin", "2026-10-25T00:59:00Z", "2026-10-25 02:59 +02:00"),
        ("Europe/Berlin", "2026-10-25T01:00:00Z", "2026-10-25 02:00 +01:00"),
        ("Asia/Shanghai", "nonsense", "nonsense"),
        ("Asia/Shanghai", "", ""),
        ("Asia/Shanghai", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ],
)
def test_a_moment_by_the_clock_of_the_place(clock: pytest.MonkeyPatch, zone: str, value: str, said: str) -> None:
    at(clock, zone)
    assert words.moment(value) == said


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_steps_and_backups_are_told_by_it_and_data_keeps_utc(rep: Rep, clock: pytest.MonkeyPatch, lang: str) -> None:
    at(clock, "Asia/Shanghai")
    rep("customer add 美佳超市")
    rep("book backup")
    (step,) = json.loads(rep("undo --list --json").out)["items"]
    assert step["at"].endswith("Z")
    assert step["at"] in rep("undo --list --csv").out
    local = words.moment(step["at"])
    listed, examined, info = (rep(line, lang=lang, code=None).out for line in ("undo --list", "doctor", "book info"))
    assert local in listed
    assert local in info
    assert "Z" not in listed
    assert "UTC" not in listed
    assert examined.count("+08:00") == 1  # of the newest backup
    assert json.loads(rep("doctor --json", code=None).out)["book"]["last_step"] == step["at"]
