"""The bench itself: its books are repeatable and of the size asked for, and it runs from end to end. No figure is judged."""

from __future__ import annotations

import csv
import os
import sys
from pathlib import Path

import pytest

from tests.bench import books
from tests.bench.__main__ import main, mark
from tests.bench.compare import Command, Spread, clean_environment, compare, peak_memory, ratio, run_once, spread


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_book_is_the_same_every_time(tmp_path: Path) -> None:
    books.write_book(tmp_path / "one", 60, 1500)
    books.write_book(tmp_path / "two", 60, 1500)
    for kind in books.HEADERS:
        assert (tmp_path / "one" / f"{kind}.csv").read_bytes() == (tmp_path / "two" / f"{kind}.csv").read_bytes()
    books.write_book(tmp_path / "three", 60, 1500, seed=2)
    assert (tmp_path / "one" / "touches.csv").read_bytes() != (tmp_path / "three" / "touches.csv").read_bytes()


def test_a_book_has_the_shape_asked_for(tmp_path: Path) -> None:
    books.write_book(tmp_path, 300, 9000)
    customers, touches = rows(tmp_path / "customers.csv"), rows(tmp_path / "touches.csv")
    names = {row["name"] for row in customers}
    assert len(names) == len(customers) == 300
    assert abs(len(touches) - 9000) < 300
    assert {row["tier"] for row in customers} == set(books.TIERS)
    assert {row["customer"] for row in touches} == names
    assert [row["on"] for row in touches] == sorted(row["on"] for row in touches)
    assert max(row["on"] for row in touches) <= books.TODAY.isoformat()
    assert len(rows(tmp_path / "contacts.csv")) >= 300
    assert len(rows(tmp_path / "orders.csv")) > 300


def test_more_touches_are_of_the_same_customers(tmp_path: Path) -> None:
    books.write_book(tmp_path, 60, 1500)
    more = rows(books.write_more_touches(tmp_path, 60, 1500))
    assert len(more) == 1500
    assert {row["customer"] for row in more} <= {row["name"] for row in rows(tmp_path / "customers.csv")}


def test_ratios_are_taken_inside_each_round() -> None:
    assert ratio([20, 300, 40], [10, 100, 20]) == Spread(2, 2, 2.5)
    assert spread([7]) == Spread(7, 7, 7)
    assert [mark(Spread(0, figure, 0), 4, 2) for figure in (1.9, 2, 3, 4, 4.1)] == ["moonshot", "moonshot", "target", "target", "above"]


def test_every_round_runs_every_command_prepared(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("")

    def prepare() -> None:
        log.write_text(log.read_text() + "-")

    write = "import sys, pathlib; log = pathlib.Path(sys.argv[1]); log.write_text(log.read_text() + sys.argv[2])"
    commands = [Command(name, [sys.executable, "-c", write, str(log), name], prepare) for name in "ab"]
    took = compare(commands, rounds=3, warmup=1)
    assert {name: len(figures) for name, figures in took.items()} == {"a": 3, "b": 3}
    text = log.read_text()
    assert {text[at : at + 2] for at in range(0, len(text), 2)} == {"-a", "-b"}
    assert len(text) == 2 * 2 * 4


def test_a_command_that_fails_ends_the_measurement() -> None:
    with pytest.raises(SystemExit, match="exit 3"):
        run_once(Command("x", [sys.executable, "-c", "raise SystemExit(3)"]), clean_environment())


def test_a_terminal_is_one_and_is_read_to_its_end(tmp_path: Path) -> None:
    for terminal in (True, False):
        code = f"import sys; assert sys.stdout.isatty() is {terminal}; print('x' * 200_000)"
        assert run_once(Command("x", [sys.executable, "-c", code], on_terminal=terminal), clean_environment()) > 0


def test_memory_is_that_of_the_command() -> None:
    small = peak_memory(Command("x", [sys.executable, "-I", "-c", "pass"]))
    large = peak_memory(Command("x", [sys.executable, "-I", "-c", "x = bytearray(64 * 2**20); x[::4096] = b'1' * len(x[::4096])"]))
    assert 2 < small < large - 50


def test_python_variables_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert not [name for name in clean_environment() if name.startswith("PYTHON")]


@pytest.mark.skipif(not hasattr(os, "posix_spawnp"), reason="the bench is for POSIX systems")
def test_the_bench_runs_from_end_to_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--tiny", "--rounds", "1", "--keep", str(tmp_path)])
    out = capsys.readouterr().out
    for part in (
        "| bare",
        "| hello",
        "--version",
        "due on a terminal, medium",
        "log, durable",
        "import touches, 500 rows",
        "medium / small",
        "peak memory",
        "1 rounds",
    ):
        assert part in out
    assert os.path.exists(tmp_path / "small-10-50" / "book.db")
