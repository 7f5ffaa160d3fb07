"""2,000 random sequences of all changing commands with undo and redo, and 200 books out and in; `tests/test_sequences.py` has a few of both.

Of a hundred walks 98 are run `lightly`, and two with nothing left out.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import sequences
from tests.lightly import lightly
from tests.sequences import Start, Tally, Walk, out_and_in, prepared

WALKS, BOOKS, PARTS = 2000, 200, 20
COMMANDS = 12  # of a book


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Start:
    return prepared(tmp_path_factory.mktemp("start"))


@pytest.fixture(scope="module")
def tally(tell: Callable[[str], None]) -> Iterator[Tally]:
    made = Tally()
    yield made
    tell(str(made))


@pytest.fixture
def folder(disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    sequences.alone(tmp_path, monkeypatch)
    with tempfile.TemporaryDirectory(dir=disk) as made:
        yield Path(made)


@pytest.mark.parametrize("part", range(PARTS))
def test_undo_and_redo_against_the_model(folder: Path, start: Start, tally: Tally, part: int) -> None:
    seeds = range(part * WALKS // PARTS, (part + 1) * WALKS // PARTS)
    whole = [seed for seed in seeds if seed % 100 in (0, 50)]  # from no book, and from the full one
    with lightly(folder) as table:
        for seed in seeds:
            if seed not in whole:
                Walk(folder / str(seed), start, seed, tally, table).run()
    for seed in whole:
        Walk(folder / str(seed), start, seed, tally).run()


@pytest.mark.parametrize("part", range(PARTS))
def test_books_out_and_in_are_the_same_bytes(folder: Path, start: Start, tally: Tally, part: int) -> None:
    with lightly(folder) as table:
        for seed in range(WALKS + part * BOOKS // PARTS, WALKS + (part + 1) * BOOKS // PARTS):
            walk = Walk(folder / str(seed), start, seed, tally, table)
            with walk.begun():
                walk.walk(COMMANDS)
                out_and_in(walk)
            tally.books += 1
