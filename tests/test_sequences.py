"""Random sequences of all changing commands: undo and redo exact, and what comes of them out and in as the same bytes.

An ordinary run walks a few, with nothing left out; `tests/faults/test_walks.py` walks thousands.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from repbook.cli import COMMANDS
from tests import sequences
from tests.cli import Rep
from tests.docs import command_names
from tests.sequences import Start, Tally, Walk, out_and_in, prepared

READING = {
    "due", "why", "brief", "plan", "forecast", "history", "doctor", "undo", "redo", "customer list", "customer show", "contact list", "order list",
    "occasion list", "promise list", "complaint list", "alert list", "stock list", "gift list", "greeting list", "greeting check", "policy show",
    "policy check", "book info", "book check", "book backup", "book restore", "book encrypt", "book passphrase", "book decrypt", "demo", "man",
}  # fmt: skip
"""Commands that change nothing, move along what was changed, or put another book in its place."""


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Start:
    return prepared(tmp_path_factory.mktemp("start"))


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sequences.alone(tmp_path, monkeypatch)


@pytest.mark.parametrize("seed", range(24))
def test_undo_and_redo_against_the_model(tmp_path: Path, start: Start, seed: int) -> None:
    tally = Tally()
    Walk(tmp_path, start, seed, tally).run()
    assert tally.undone > 0


def test_every_changing_command_is_walked(tmp_path: Path, start: Start) -> None:
    """The generator knows every command there is, and what it makes of each is understood."""
    made: set[str] = set()
    walk = Walk(tmp_path, start, 1, Tally())
    with walk.begun():
        for maker in set(sequences.MAKERS):
            for _ in range(120):
                words = maker(walk) or []
                made |= {" ".join(words[:n]) for n in (1, 2)}
    names = {name for name in command_names(COMMANDS) if not name.startswith(("export", "report"))}
    assert names - READING - made == set()


@pytest.mark.parametrize("seed", range(1000, 1004))
def test_a_book_out_and_in_is_the_same_bytes(tmp_path: Path, rep: Rep, start: Start, seed: int) -> None:
    walk = Walk(tmp_path, start, seed, Tally())
    with walk.begun():
        walk.walk(20)
        other = out_and_in(walk)
    answers = []
    for rep.book in (walk.book, other):
        answers.append(rep("due --csv --held --days 60").out)
    assert answers[0] == answers[1]
