"""What can be counted exactly: imports, statements, clocks, sizes, docstrings, and that every command is documented."""

from __future__ import annotations

import ast
import re
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from repbook import words
from repbook.cli import COMMANDS, _hoist
from repbook.cli.shell import Group, load
from repbook.render.out import cells
from repbook.store import backups
from repbook.store import book as books
from tests.cli import Rep
from tests.program import PACKAGE, environment, run
from tests.sample import Sample

SOURCES = sorted(PACKAGE.rglob("*.py"))
TREES = {str(path.relative_to(PACKAGE)): ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def commands(table: Mapping[str, Any] = COMMANDS, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every command of the table of contents with its entry."""
    for name, entry in table.items():
        if isinstance(entry, str):
            yield (*path, name), entry
        else:
            yield from commands(entry, (*path, name))


EVERY = dict(commands())
NOUNS = [(name,) for name, entry in COMMANDS.items() if not isinstance(entry, str)]


def spelled(path: object) -> str:
    return " ".join(path) if isinstance(path, tuple) else str(path)


def functions() -> Iterator[tuple[str, Function]]:
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, Function):
                yield f"{name}:{node.name}", node


def calls() -> Iterator[tuple[str, ast.Call]]:
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield name, node


# What the daily commands may not wait for

HEAVY = {
    "sqlmodel", "sqlalchemy", "pydantic", "pydantic_core", "dateutil", "pypinyin", "rich", "pygments", "click", "asyncio", "logging",
    "importlib.metadata", "importlib.resources", "email", "http", "socket", "ssl", "multiprocessing", "concurrent.futures", "unittest",
    "zoneinfo", "argparse", "typing_extensions", "xml", "zipfile",
}  # fmt: skip
NOT_FOR_READING = HEAVY | {"json", "csv", "_csv", "repbook.store.undo", "repbook.models", "repbook.planning", "repbook.reports"}
NOT_FOR_ONE_LINE = HEAVY | {"typer", "sqlite3", "_sqlite3", "json", "csv", "inspect", "dataclasses"}
LOADED = "import sys; from repbook.cli import main; main(sys.argv[1:]); sys.stderr.write('\\n' + ' '.join(sys.modules))"


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """A book with a customer who has a history."""
    made = Sample(rep.book)
    mei = made.customer("美佳超市", "key")
    made.contact(mei, "王丽", (11, 23))
    for day in ("2026-09-01", "2026-10-01"):
        made.touch(mei, day, "visit")
        made.order(mei, day)
    made.close()
    return rep


@pytest.mark.parametrize(
    ("line", "heavy"),
    [
        ("--version", NOT_FOR_ONE_LINE),
        ("--help", NOT_FOR_ONE_LINE),
        ("due", NOT_FOR_READING),
        ("due --csv", NOT_FOR_READING),
        ("due --held --days 3", NOT_FOR_READING),
        ("why 美佳", NOT_FOR_READING),
        ("log 美佳 call note", HEAVY),
        ("history", NOT_FOR_READING),
        ("history --csv", NOT_FOR_READING),
        ("undo", HEAVY),
        ("due --help", NOT_FOR_READING | {"sqlite3"}),
        ("why 没有", HEAVY - {"pypinyin"}),  # nobody matches: now it is worth asking how the name sounds
        ("--complete why m", NOT_FOR_READING | {"repbook.rules"}),
        ("--complete why 美", NOT_FOR_READING | {"repbook.rules"}),
        ("--complete log 美 call --for c", NOT_FOR_READING),
        ("--complete promise keep ''", NOT_FOR_READING | {"repbook.rules"}),
        ("--complete complaint answer ''", NOT_FOR_READING | {"repbook.rules"}),
        ("--complete policy set v", NOT_FOR_READING | {"repbook.rules"}),
    ],
)
def test_a_daily_command_imports_nothing_heavy(shop: Rep, line: str, heavy: set[str]) -> None:
    env = environment(shop.folder, REPBOOK_BOOK=str(shop.book))
    done = subprocess.run([sys.executable, "-c", LOADED, *shlex.split(line)], env=env, capture_output=True, text=True, check=True)
    loaded = set(done.stderr.splitlines()[-1].split())
    assert "repbook.cli" in loaded
    assert not loaded & heavy


# What a command asks of the book


class Watched:
    """Counts the statements that run on the book, and the steps SQLite takes for them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.statements: list[str] = []
        self.steps = 0
        connection: Callable[[str, str], sqlite3.Connection] = books.connection

        def watched(*how: Any) -> sqlite3.Connection:
            db = connection(*how)
            db.set_trace_callback(self.statements.append)
            db.set_progress_handler(self._step, 1)
            return db

        monkeypatch.setattr(books, "connection", watched)
        monkeypatch.setattr(backups, "daily", lambda _: None)  # comes when the command has said what it says

    def _step(self) -> int:
        self.steps += 1
        return 0


def filled(path: Path, customers: int, touches: int) -> None:
    """Customers who are all due, each with a long history."""
    made = Sample(path)
    with made.book.step("filled"):
        for number in range(customers):
            who = made.customer(f"Shop {number}", "key")
            made.contact(who, f"Contact {number}", (11, 23))
            made.order(who, "2026-02-02")
            for at in range(touches):
                made.touch(who, f"2026-{1 + at % 8:02d}-{1 + at % 27:02d}", ("call", "visit")[at % 2])
    made.close()


def asked(rep: Rep, monkeypatch: pytest.MonkeyPatch, line: str, customers: int, touches: int) -> Watched:
    rep.book = rep.folder / f"{customers}-{touches}.db"
    filled(rep.book, customers, touches)
    with monkeypatch.context() as patch:
        watched = Watched(patch)
        rep(line)
    assert watched.statements
    return watched


@pytest.mark.parametrize(
    ("line", "most"),
    [
        ("due", 24),
        ("due --held --csv", 24),
        ("due --days 7", 24),
        ("log '#1' call", 99),  # 34 of them are the triggers of the journal
        ("why '#1'", 24),
        ("brief '#1'", 30),
        ("history", 7),
    ],
)
def test_the_number_of_statements_does_not_grow_with_the_book(rep: Rep, monkeypatch: pytest.MonkeyPatch, line: str, most: int) -> None:
    few, many = (asked(rep, monkeypatch, line, n, 3).statements for n in (5, 50))
    assert len(few) == len(many) <= most, "\n".join(many)


def test_the_morning_does_not_read_old_touches(rep: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    short, long = (asked(rep, monkeypatch, "due", 20, n).steps for n in (8, 200))
    assert 0 < long < short * 1.05


def test_logging_reads_one_customer(rep: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    few, many = (asked(rep, monkeypatch, "log '#1' call", n, 3).steps for n in (5, 100))
    assert 0 < many < few * 1.1


# One clock

CLOCK = {"today", "now", "utcnow", "time", "time_ns", "gmtime", "localtime", "ctime", "monotonic", "perf_counter"}
CLOCKS = {
    "cli/__init__.py": ["date.today"],  # the day of the run, unless one was named
    "store/backups.py": ["time.gmtime"],  # the names of backups, and whether there is one of today
    "store/book.py": ["time.monotonic"],  # how long it has waited for others
    "store/files.py": ["time.time"],  # whether an unfinished file is an old one
    "store/undo.py": ["time.gmtime"],  # when a step was taken, for `undo --list`; no rule reads it
    "render/progress.py": ["time.monotonic"],  # how often a counter is drawn
}


def test_there_is_one_clock() -> None:
    found: dict[str, list[str]] = {}
    for name, call in calls():
        match call.func:
            case ast.Attribute(value=ast.Name(id=("date" | "datetime" | "time") as base), attr=attr) if attr in CLOCK:
                found.setdefault(name, []).append(f"{base}.{attr}")
    assert {name: sorted(set(uses)) for name, uses in found.items()} == {name: uses for name, uses in CLOCKS.items() if name in found}
    assert found["cli/__init__.py"] == ["date.today"]


def test_no_statement_asks_the_clock() -> None:
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "words/" not in name:
                text = node.value.lower()
                assert "current_date" not in text, name
                assert "current_timestamp" not in text, name
                assert "'now'" not in text, name


# Sizes and docstrings


def lines_of(node: Function) -> int:
    return (node.end_lineno or 0) - node.lineno + 1


def test_functions_are_short() -> None:
    sizes = {name: lines_of(node) for name, node in functions()}
    assert {name: size for name, size in sizes.items() if size > 60} == {}
    assert median(sizes.values()) < 10


def test_files_are_short() -> None:
    sizes = {str(path.relative_to(PACKAGE)): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {name: size for name, size in sizes.items() if size > 500} == {}


@pytest.mark.parametrize("name", TREES)
def test_everything_public_says_what_it_is(name: str) -> None:
    tree = TREES[name]
    opening = ast.get_docstring(tree)
    assert opening, "the module says what it owns"
    assert opening.split("\n\n")[0].rstrip()[-1] in ".:", "in a sentence"
    assert [node.name for node in public(tree) if not ast.get_docstring(node)] == []


def public(node: ast.Module | ast.ClassDef) -> Iterator[Function | ast.ClassDef]:
    """The public functions and classes of a module, and the public methods of those classes."""
    for inner in node.body:
        if isinstance(inner, (*Function.__args__, ast.ClassDef)) and not inner.name.startswith("_"):
            yield inner
            if isinstance(inner, ast.ClassDef):
                yield from public(inner)


# One printer, and no statement made of what a user typed


def test_only_render_prints() -> None:
    printing = {name for name, call in calls() if isinstance(call.func, ast.Name) and call.func.id == "print"}
    assert {name for name in printing if not name.startswith("render/")} == set()


SPEAKING = {"cli/__init__.py", "cli/run.py", "cli/log.py"}
"""Besides render: the version and help pages, a question before something grave, the question for a note."""


def test_streams_are_written_in_few_places() -> None:
    writing = set()
    for name, call in calls():
        match call.func:
            case ast.Attribute(value=ast.Attribute(value=ast.Name(id="sys"), attr="stdout" | "stderr"), attr="write"):
                writing.add(name)
    assert {name for name in writing if not name.startswith("render/")} <= SPEAKING


GLUED = {
    "demo/__init__.py": "rows of ours",
    "migrations/__init__.py": "a version number of ours",
    "store/altered.py": "table and column names of ours",
    "store/book.py": "pragmas and an id of ours",
    "store/brief.py": "conditions of ours",
    "store/completion.py": "a number of ours",
    "store/exchange.py": "table and column names of the journal, those of a document only once they are the same",
    "store/facts.py": "ids and days of ours as integers, conditions of ours",
    "store/forget.py": "table and column names of ours",
    "store/health.py": "pragmas and a number of ours",
    "store/lookup.py": "columns of ours",
    "store/mentions.py": "table and column names of ours",
    "store/merging.py": "table and column names of ours",
    "store/report_facts.py": "conditions of ours",
    "store/reversal.py": "table and column names of the journal",
    "store/rows.py": "table and column names of ours",
    "store/salvage.py": "tables and columns of the schema",
    "store/sealing.py": "table names of the schema and numbers of ours",
    "store/secure.py": "a key in hexadecimal digits",
    "store/series.py": "table names of ours",
    "store/sums.py": "table names of ours",
    "store/touches.py": "conditions of ours",
    "store/backups.py": "table names of ours",
    "store/pages.py": "table and column names of ours",
    "store/undo.py": "table and column names of the journal",
    "store/imports/facts.py": "statements of ours",
    "store/imports/nouns.py": "table and column names of ours",
    "store/imports/people.py": "column names of ours",
    "store/imports/plan.py": "table and column names of ours",
}
"""Where a statement may be put together, and of what; anything a user typed goes in as a parameter."""


SQL = re.compile(r"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|PRAGMA|ATTACH|CREATE|DROP|WITH) ")


def test_statements_are_put_together_in_few_places() -> None:
    found = set()
    for name, call in calls():
        executes = isinstance(call.func, ast.Attribute) and call.func.attr in ("execute", "executemany", "executescript")
        if executes and call.args and not isinstance(call.args[0], (ast.Constant, ast.Name, ast.Attribute, ast.Subscript)):
            found.add(name)
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant) and SQL.match(str(node.values[0].value)):
                found.add(name)
    assert found <= set(GLUED)


# Every command is documented in both languages


def parameters(path: tuple[str, ...]) -> list[Any]:
    module, _, function = EVERY[path].partition(":")
    return list(load(f"repbook.cli.{module}", function, path[-1]).params)


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("path", [*EVERY, *NOUNS, ("repbook",)], ids=spelled)
def test_a_command_has_a_help_text_and_examples(path: tuple[str, ...], lang: str) -> None:
    texts = words.area("help", lang)
    assert texts[".".join(path)]
    examples = texts[f"{'.'.join(path)}.examples"].splitlines()
    assert examples
    assert all(cells(line) <= 78 for line in examples)


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("path", EVERY, ids=spelled)
def test_every_option_is_explained(path: tuple[str, ...], lang: str) -> None:
    texts = words.area("opt", lang)
    assert [param.name for param in parameters(path) if not texts.get(param.help or "")] == []


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("path", [*EVERY, *NOUNS, ("repbook",)], ids=spelled)
def test_an_example_is_a_line_that_repbook_understands(path: tuple[str, ...], lang: str) -> None:
    lines = [line.partition(" < ")[0].split(" | ")[-1] for line in words.area("help", lang)[f"{'.'.join(path)}.examples"].splitlines()]
    typed = [_hoist(shlex.split(line)[1:])[1] for line in lines]
    assert all(line.startswith("repbook ") for line in lines)
    assert all(understood(line) for line in typed)
    assert path == ("repbook",) or any(tuple(line[: len(path)]) == path for line in typed)


def understood(typed: list[str]) -> bool:
    """Parse a line down to its command, without running it."""
    group: Any = Group("repbook", COMMANDS)
    context = group.make_context("repbook", list(typed))
    rest = [*context._protected_args, *context.args]
    while isinstance(group, Group):
        name, group, rest = group.resolve_command(context, rest)
        context = group.make_context(name, rest, parent=context)
        rest = [*context._protected_args, *context.args]
    return True


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("path", [*EVERY, *NOUNS, ()], ids=spelled)
def test_help_fits_eighty_columns(rep: Rep, monkeypatch: pytest.MonkeyPatch, path: tuple[str, ...], lang: str) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = rep([*path, "--help"], lang=lang)
    assert said.err == ""
    assert [line for line in said.out.splitlines() if cells(line) > 80] == []
    assert all(name in said.out for name in ("repbook", *path))
    assert said.out == rep(["help", *path], lang=lang).out == rep([*path, "-h"], lang=lang).out


def test_the_same_help_from_a_process(tmp_path: Path) -> None:
    ran = run(["customer", "add", "--help"], tmp_path)
    assert ran.code == 0
    assert ran.err == ""
    assert "repbook customer add" in ran.out


@pytest.mark.parametrize("path", EVERY, ids=spelled)
def test_a_command_is_listed_where_it_belongs(rep: Rep, path: tuple[str, ...]) -> None:
    assert f"  {path[-1]}" in rep([*path[:-1], "--help"]).out
