"""Prints how fast this checkout is, next to what is wanted; a figure is never a pass or a failure.

    python -m tests.bench [--rounds N] [--huge] [--keep FOLDER] [--only WORD]...

Yardsticks are **bare**, `python -I -c pass`, and **hello**, a one-command Typer program with one int option. Every round
runs every command once in a new order; a ratio is taken inside each round, and its median is shown with the quartiles.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from tests.bench import books
from tests.bench.compare import TIME, Command, Spread, clean_environment, compare, peak_memory, ratio, spread

SOURCE = Path(__file__).resolve().parents[2] / "src"

SIZES = {"small": (200, 5_000), "medium": (2_000, 50_000), "large": (20_000, 500_000), "huge": (100_000, 2_000_000)}
IMPORTED = 100_000
MIB_WANTED, MIB_HOPED = 90, 50

LAUNCHER = f"""\
import sys
sys.path[0] = {str(SOURCE)!r}
from repbook.__main__ import run
run()
"""
HELLO = """\
import typer
def hello(times: int = 1) -> None:
    print("hello " * times)
typer.run(hello)
"""
PLAIN_IMPORT = """\
import csv, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
rows = csv.reader(open(sys.argv[2], newline="", encoding="utf-8"))
next(rows)
db.execute("BEGIN")
db.executemany("INSERT INTO touch VALUES (?, ?, ?, ?, ?)", rows)
db.execute("COMMIT")
"""


class Row(NamedTuple):
    """A line of the table: a command, what its figure is a multiple of, and what is wanted and hoped for."""

    command: Command
    base: str = "hello"
    wanted: float | None = None
    hoped: float | None = None


class Bench:
    """The commands to be compared, in a folder that holds the books."""

    def __init__(self, folder: Path, sizes: Sequence[str], shapes: dict[str, tuple[int, int]], imported: int) -> None:
        self.folder, self.sizes, self.shapes, self.imported = folder, sizes, shapes, imported
        (folder / "launch.py").write_text(LAUNCHER)
        (folder / "hello.py").write_text(HELLO)
        (folder / "plain.py").write_text(PLAIN_IMPORT)
        self.repbook = [sys.executable, str(folder / "launch.py")]
        self.books = {size: self._book(size) for size in sizes}

    def _book(self, size: str) -> Path:
        customers, touches = self.shapes[size]
        print(f"the {size} book: {customers:,} customers, about {touches:,} touches", file=sys.stderr)
        return books.make_book(self.folder / f"{size}-{customers}-{touches}", customers, touches, self.repbook, clean_environment())

    def repbook_on(self, size: str, *words: str, name: str, terminal: bool = False, copied: bool = False) -> Command:
        """A repbook command on the book of a size; `copied` on a fresh copy in each round, since it writes."""
        book, prepare = self.books[size], None
        if copied:
            fresh = self.folder / "fresh.db"
            book, prepare = fresh, restore(self.books[size], fresh)
        return Command(name, [*self.repbook, "--book", str(book), *words], prepare, terminal)

    def rows(self) -> Iterator[Row]:
        """The table, in its order."""
        yield Row(Command("bare: python -I -c pass", [sys.executable, "-I", "-c", "pass"]))
        yield Row(Command("hello: Typer's own", [sys.executable, str(self.folder / "hello.py"), "--times", "2"]), "bare")
        yield Row(Command("--version", [*self.repbook, "--version"]), "hello", 0.6, 0.45)
        yield Row(Command("--help", [*self.repbook, "--help"]), "hello", 0.6, 0.45)
        yield from self.mornings()
        size = "medium"
        yield Row(self.repbook_on(size, "log", "#7", "call", "note", name="log, durable", copied=True), "hello", 0.8, 0.45)
        yield Row(self.repbook_on(size, "why", "#7", name="why #id"), "hello", 1.1, 0.7)
        yield Row(self.repbook_on(size, "brief", "#7", name="brief #id"), "hello", 1.1, 0.7)
        yield Row(self.repbook_on(size, "history", "00000007", "--limit", "1", name="a name looked up"), "hello", 1.1, 0.7)
        completed = [*self.repbook, "--complete", "--book", str(self.books[size]), "why", "wang"]
        yield Row(Command("a name completed", completed), "hello", 1.1, 0.7)
        yield Row(self.repbook_on(size, "report", "tiers", "--csv", name="report tiers --csv"), "hello", 4, 2)
        yield from self.imports()

    def mornings(self) -> Iterator[Row]:
        """`due` on every book, on a terminal and piped."""
        wanted = {"medium": ((1.2, 0.9), (0.9, 0.6)), "huge": ((12, 6), (12, 6))}
        for size in self.sizes:
            screen, piped = wanted.get(size, ((None, None), (None, None)))
            yield Row(self.repbook_on(size, "due", name=f"due on a terminal, {size}", terminal=True), "hello", *screen)
            yield Row(self.repbook_on(size, "due", "--limit", "20", name=f"due --limit 20 piped, {size}"), "hello", *piped)
            yield Row(self.repbook_on(size, "due", "--csv", name=f"due --csv piped, {size}"), "hello", *piped)

    def imports(self) -> Iterator[Row]:
        """The same rows into the book and into one plain table with one index."""
        folder = self.books["medium"].parent
        rows = folder / "more.csv"
        if not rows.exists():
            books.write_more_touches(folder, self.shapes["medium"][0], self.imported)
        plain, script = self.folder / "plain.db", self.folder / "plain.sql"
        script.write_text(f".mode csv\nBEGIN;\n.import --skip 1 {rows} touch\nCOMMIT;\n")
        shell = shutil.which("sqlite3")
        argv = (
            [shell, str(plain), f".read {script}"]
            if shell
            else [sys.executable, "-I", str(self.folder / "plain.py"), str(plain), str(rows)]
        )
        base = f"{'sqlite3 .import' if shell else 'executemany (no sqlite3 shell)'}, {self.imported:,} rows"
        yield Row(Command(base, argv, empty_table(plain)))
        yield Row(
            self.repbook_on("medium", "import", "touches", str(rows), name=f"import touches, {self.imported:,} rows", copied=True),
            base,
            8,
            3,
        )


def restore(book: Path, copy: Path) -> Callable[[], None]:
    """Put a copy of a book in place, on the disk and not on its way there: a durable command must not wait for it."""

    def again() -> None:
        shutil.copyfile(book, copy)
        with copy.open("rb") as file:
            os.fsync(file.fileno())

    return again


def empty_table(path: Path) -> Callable[[], None]:
    """Make a database anew with one plain table and the one index that its readers would need."""

    def again() -> None:
        path.unlink(missing_ok=True)
        db = sqlite3.connect(path)
        db.execute("CREATE TABLE touch (customer TEXT, on_day TEXT, kind TEXT, outcome TEXT, note TEXT)")
        db.execute("CREATE INDEX touch_by_customer ON touch (customer, kind, on_day)")
        db.close()

    return again


def line(row: Row, took: dict[str, list[float]]) -> str:
    """A row of the table: milliseconds, the ratio to bare and to its own yardstick, and what is wanted."""
    mine = took[row.command.name]
    names = {name.split(":")[0]: name for name in took}
    base = names.get(row.base, row.base)
    against, bare = ratio(mine, took[base]), ratio(mine, next(iter(took.values())))
    ms = spread(mine)
    judged = "" if row.wanted is None or row.hoped is None else mark(against, row.wanted, row.hoped)
    wanted = "" if row.wanted is None else f"≤ {row.wanted:g} / {row.hoped:g} {short(row.base)}"
    times = f"{against.median:.2f} {short(row.base)} ({against.low:.2f}-{against.high:.2f})"
    return f"| {row.command.name} | {ms.median:.1f} | {ms.low:.1f}-{ms.high:.1f} | {bare.median:.2f} | {times} | {wanted} | {judged} |"


def short(base: str) -> str:
    """A yardstick in a word."""
    return base.split(",")[0].split(" (")[0]


def mark(against: Spread, wanted: float, hoped: float) -> str:
    """In a word how a figure stands to what is wanted."""
    return "moonshot" if against.median <= hoped else "target" if against.median <= wanted else "above"


def growth(took: dict[str, list[float]], size: str, than: str) -> Iterator[str]:
    """How many times longer the morning takes on the larger book."""
    for name in ("due on a terminal", "due --limit 20 piped", "due --csv piped"):
        larger, smaller = took.get(f"{name}, {size}"), took.get(f"{name}, {than}")
        if larger and smaller:
            got = ratio(larger, smaller)
            wanted = f"≤ 4 / 2, {mark(got, 4, 2)}" if (size, than) == ("large", "medium") else ""
            yield f"| {name} | {size} / {than} | {got.median:.2f} ({got.low:.2f}-{got.high:.2f}) | {wanted} |"


def report(bench: Bench, rows: Sequence[Row], took: dict[str, list[float]], rounds: int) -> Iterator[str]:
    """All that was found out, as Markdown."""
    yield "| command | ms | quartiles | × bare | ratio (quartiles) | wanted / hoped | |"
    yield "|---|--:|--:|--:|--:|---|---|"
    yield from (line(row, took) for row in rows)
    pairs = [pair for larger, smaller in zip(bench.sizes[1:], bench.sizes, strict=False) for pair in growth(took, larger, smaller)]
    if pairs:
        yield from ("", "| growth | books | times | wanted |", "|---|---|--:|---|", *pairs)
    mornings = [row.command for row in rows if row.command.name.startswith(("due --csv", "due --limit"))]
    if mornings:
        yield from ("", "| peak memory | MiB | wanted |", "|---|--:|---|")
        for command in mornings:
            mib = peak_memory(command)
            judged = f"≤ {MIB_WANTED} / {MIB_HOPED}, {mark(spread([mib]), MIB_WANTED, MIB_HOPED)}" if command.name.endswith("large") else ""
            yield f"| {command.name} | {mib:.1f} | {judged} |"
    yield ""
    memory = "under GNU time" if TIME else "as the kernel counts it, from the floor of bare Python"
    yield f"{rounds} rounds, order shuffled in each, after one to warm up; load {os.getloadavg()[0]:.2f} on {os.cpu_count()} processors;"
    yield f"memory {memory}; Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, Typer {version('typer')}."


def main(argv: Sequence[str] | None = None) -> None:
    """Make the books, run the rounds, print the tables."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", "--rounds", type=int, default=11)
    parser.add_argument(
        "--huge", action="store_true", help="also the book of 100,000 customers and 2,000,000 touches (takes minutes to make)"
    )
    parser.add_argument("--keep", type=Path, help="keep the books in this folder, or find them there")
    parser.add_argument("--only", action="append", default=[], help="only commands with this in their name; may be given again")
    parser.add_argument("--tiny", action="store_true", help="tiny books: does the bench itself work?")
    asked = parser.parse_args(argv)
    sizes = [size for size in SIZES if size != "huge" or asked.huge]
    shapes = {
        size: (customers // 20, touches // 100) if asked.tiny else (customers, touches) for size, (customers, touches) in SIZES.items()
    }
    with tempfile.TemporaryDirectory() as temporary:
        folder = (asked.keep or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        bench = Bench(folder, sizes[:2] if asked.tiny else sizes, shapes, 500 if asked.tiny else IMPORTED)
        rows = [row for row in bench.rows() if kept(row, asked.only)]
        took = compare([row.command for row in rows], asked.rounds)
        print("\n".join(report(bench, rows, took, asked.rounds)))


def kept(row: Row, only: Sequence[str]) -> bool:
    """Whether a row was asked for; yardsticks always are."""
    name = row.command.name
    return not only or name.startswith(("bare", "hello", "sqlite3 ", "executemany")) or any(word in name for word in only)


if __name__ == "__main__":
    main()
