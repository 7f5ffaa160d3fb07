"""The command line as such: how words become values, what a wrong line is told, and where options may stand."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any

import pytest
import typer

from repbook import __version__
from repbook.cli import COMMANDS, shell
from repbook.cli.shell import Command
from repbook.render.out import cells
from tests.cli import Rep
from tests.sample import small_shop
from tests.test_architecture import EVERY, parameters

# Values as Typer hands them over: text, flags and lists, never converted


def command(function: Callable[..., Any]) -> Any:
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command("it", cls=Command)(function)
    return typer.main.get_command(app)


def got(function: Callable[..., Any], *argv: str) -> Any:
    """What the function was called with."""
    with command(function).make_context("it", list(argv), obj=lambda: None) as context:
        return context.command.invoke(context)


def one(
    first: Annotated[str, typer.Argument(metavar="FIRST", help="x")],
    second: Annotated[str | None, typer.Argument(metavar="SECOND", help="x")] = None,
    value: Annotated[str | None, typer.Option("--value", metavar="V", help="x")] = None,
    several: Annotated[list[str] | None, typer.Option("--several", metavar="V", help="x")] = None,
    flag: Annotated[bool, typer.Option("--flag", help="x")] = False,
    csv: Annotated[str | None, typer.Option("--csv", metavar="FILE", help="x")] = None,
) -> dict[str, Any]:
    return {"first": first, "second": second, "value": value, "several": several, "flag": flag, "csv": csv}


def listing(
    value: Annotated[str | None, typer.Option("--value", metavar="V", help="x")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="x")] = False,
    csv: Annotated[str | None, typer.Option("--csv", metavar="FILE", help="x")] = None,
) -> dict[str, Any]:
    return {"value": value, "json": as_json, "csv": csv}


NOTHING = {"first": "a", "second": None, "value": None, "several": None, "flag": False, "csv": None}


@pytest.mark.parametrize(
    ("argv", "changed"),
    [
        ("a", {}),
        ("a b", {"second": "b"}),
        ("a --value 7", {"value": "7"}),
        ("a --value=7", {"value": "7"}),
        ("a --value=x=y", {"value": "x=y"}),
        ("a --value=", {"value": ""}),
        ("--value 7 a", {"value": "7"}),
        ("--value 7 a b", {"value": "7", "second": "b"}),
        ("a --value 7 b", {"value": "7", "second": "b"}),
        ("a --value 7 --value 8", {"value": "8"}),
        ("a --several x", {"several": ["x"]}),
        ("--several x a --several=y", {"several": ["x", "y"]}),
        ("a --flag", {"flag": True}),
        ("--flag a b", {"flag": True, "second": "b"}),
        ("-- a", {}),
        ("-- a --value", {"second": "--value"}),
        ("--flag -- a -b", {"flag": True, "second": "-b"}),
        ("a -", {"second": "-"}),
    ],
)
def test_words_become_values(argv: str, changed: dict[str, Any]) -> None:
    assert got(one, *argv.split()) == NOTHING | changed


def test_values_are_not_touched() -> None:
    awkward = " 007 \t美佳\n[vip] $(x) "
    assert got(one, "a", awkward, "--value", "true", "--several", "1.0") == NOTHING | {
        "second": awkward,
        "value": "true",
        "several": ["1.0"],
    }


def test_no_value_goes_through_pydantic() -> None:
    for param in command(one).params:
        assert param.get_runtime_param() is shell._PLAIN
    assert command(one).get_help_option(typer.Context(command(one))).get_runtime_param() is shell._PLAIN


@pytest.mark.parametrize(
    ("argv", "file", "second"),
    [
        ("a --csv", "-", None),
        ("--csv a", "-", None),
        ("a --csv b", "-", "b"),
        ("--csv a b", "-", "b"),
        ("a --csv --flag", "-", None),
        ("a --csv -", "-", None),
        ("a --csv=-", "-", None),
        ("a --csv x.csv", "x.csv", None),
        ("a --csv X.CSV", "X.CSV", None),
        ("--csv x.csv a b", "x.csv", "b"),
        ("a --csv ./b", "./b", None),
        ("a --csv=b", "b", None),
        ("a b --csv /tmp/out", "/tmp/out", "b"),
        ("a -- --csv", None, "--csv"),
    ],
)
def test_csv_beside_arguments_takes_only_what_looks_like_a_file(argv: str, file: str | None, second: str | None) -> None:
    values = got(one, *argv.split())
    assert (values["first"], values["csv"], values["second"]) == ("a", file, second)


@pytest.mark.parametrize(
    ("argv", "file"),
    [
        ("--csv", "-"),
        ("--csv --value=1", "-"),
        ("--csv today", "today"),
        ("--csv -", "-"),
        ("--csv=x", "x"),
        ("--value 1 --csv", "-"),
        ("", None),
    ],
)
def test_csv_without_arguments_takes_the_next_word(argv: str, file: str | None) -> None:
    assert got(listing, *argv.split())["csv"] == file


# Wrong lines


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """A book with a customer, a contact and a touch."""
    small_shop(rep.book)
    return rep


WRONG = [
    ("lst", 2, 'no command "lst"; did you mean customer list'),
    ("lis", 2, 'no command "lis"'),
    ("du", 2, "did you mean due"),
    ("customer lst", 2, "did you mean customer list"),
    ("customer lis", 2, 'no command "customer lis"'),
    ("xyzzy", 2, "repbook --help"),
    ("customer xyzzy", 2, "repbook customer --help"),
    ("customer", 2, "repbook customer --help"),
    ("-x", 2, "no option -x"),
    ("due --jsn", 2, "did you mean --json?"),
    ("due --tier", 2, "--tier needs a value"),
    ("due --json=yes", 2, "--json takes no value"),
    ("due --xyzzy", 2, "no option --xyzzy"),
    ("history --limt 5", 2, "--limit"),
    ("why", 2, "CUSTOMER is missing"),
    ("log 美佳", 2, "KIND is missing"),
    ("log 美佳 call a b", 2, "too many words: b"),
    ("log -dash call", 2, "after --"),
    ("due --demo=1", 2, "--demo takes no value"),
    ("due --book", 2, "--book needs a value"),
    ("due --today=", 2, "--today needs a value"),
    ("due --lang fr", 2, "fr"),
    ("due --json --csv", 2, "--json and --csv contradict each other"),
    ("history --csv=out.csv --json", 2, "--json and --csv contradict each other"),
    ("due --limit 3 --all", 2, "--limit and --all contradict each other"),
    ("due --limit=", 2, "--limit needs a value"),
    ("due --tier=", 2, "--tier needs a value"),
    ("log 美佳 call --on=", 2, "--on needs a value"),
    ("log 美佳 call --on= --json", 2, "no option --json"),
    ("log 美佳 call --with=", 2, "--with needs a value"),
    ("log 美佳 call --outcome=", 2, "--outcome needs a value"),
    ("contact left 王丽 --on=", 2, "--on needs a value"),
    ("customer add 百姓 --since=", 2, "--since needs a value"),
    ("report tiers --month=", 2, "--month needs a value"),
    ("due --today nonsense", 2, "nonsense"),
    ("help xyzzy", 2, "xyzzy"),
    ("--show-completion cmd", 2, "cmd"),
]


@pytest.mark.parametrize(("line", "code", "said"), WRONG)
def test_a_wrong_line_is_told_what_to_do(shop: Rep, line: str, code: int, said: str) -> None:
    before = shop.book.read_bytes()
    answer = shop(line, code=code)
    assert answer.out == ""
    assert answer.err.startswith("repbook: ")
    assert said in answer.err
    assert len(answer.err.splitlines()) == 1
    assert shop.book.read_bytes() == before


@pytest.mark.parametrize("line", [line for line, _, _ in WRONG])
def test_a_wrong_line_is_told_in_chinese(shop: Rep, line: str) -> None:
    if "--lang" not in line:
        err = shop(line, code=2, lang="zh").err
        assert any(cells(c) == 2 for c in err), err


STRANGE = ("", "-1", "99999999999999999999", "{0!r} [red] '; -- \x1b[31m", "\udcff")
STRANGE_DAYS = ("2-30", "0001-01-01", "9999-12-31", "lunar 13-31", "+99999999d")
FITTING = {
    "CUSTOMER": "美佳",
    "CONTACT": "王丽",
    "KIND": "call",
    "AMOUNT": "10",
    "TIER": "vip",
    "FACTOR": "2",
    "KEY": "vip.call_every",
    "VALUE": "10",
}


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_no_value_however_strange_is_a_fault(shop: Rep, monkeypatch: pytest.MonkeyPatch, path: tuple[str, ...]) -> None:
    monkeypatch.chdir(shop.folder)
    for param in parameters(path):
        for value in (*STRANGE, *(STRANGE_DAYS if param.metavar == "DATE" else ())):
            answer = shop(line_with(path, param, value), code=None)
            assert answer.code in (0, 1, 2, 3, 4)
            assert "\x1b" not in answer.out + answer.err
            assert answer.code == 0 or 1 <= len(answer.err.splitlines()) <= 6


def line_with(path: tuple[str, ...], param: Any, value: str) -> list[str]:
    """A whole command line with a value for one parameter, and something fitting for the arguments it needs."""
    options = [] if param.param_type_name == "argument" else [param.opts[0]] if param.is_flag else [f"{param.opts[0]}={value}"]
    arguments = [p for p in parameters(path) if p.param_type_name == "argument" and (p.required or p.name == param.name)]
    return [*path, *options, "--", *(value if p.name == param.name else FITTING.get(p.metavar, "new") for p in arguments)]


@pytest.mark.parametrize("option", ["--book", "--today", "--lang"])
@pytest.mark.parametrize("value", [*STRANGE, *STRANGE_DAYS])
def test_no_global_option_however_strange_is_a_fault(shop: Rep, monkeypatch: pytest.MonkeyPatch, option: str, value: str) -> None:
    monkeypatch.chdir(shop.folder)
    answer = shop(["due", f"{option}={value}"], code=None)
    assert answer.code in (0, 2, 4)
    assert answer.code == 0 or len(answer.err.splitlines()) == 1


# Where options may stand, and the ways to help


def test_global_options_stand_anywhere(shop: Rep) -> None:
    book, day = f"--book={shop.book}", "--today=2026-11-22"
    lines = [
        [book, day, "due", "--csv"],
        ["due", book, day, "--csv"],
        ["due", "--csv", day, book],
        ["due", "--csv", "--today", "2026-11-22", book],
    ]
    answers = {shop(line).out for line in lines}
    assert len(answers) == 1
    assert "美佳超市" in answers.pop()


def test_options_before_and_after_arguments(shop: Rep) -> None:
    assert json.loads(shop("why 美佳 --json").out) == json.loads(shop("why --json 美佳").out)
    assert shop("history 美佳 --csv").out == shop("history --csv 美佳").out


def test_a_name_that_begins_with_a_dash(shop: Rep) -> None:
    shop(["log", "--", "-dash & 'co'", "call", "--yes"])
    assert shop.rows("SELECT note FROM touch ORDER BY id DESC LIMIT 1") == [("--yes",)]
    assert "-dash" in shop(["why", "--", "-dash"]).out


def test_help_flag_as_a_value_is_a_value(shop: Rep) -> None:
    shop(["log", "美佳", "call", "--gift", "-h"])
    assert shop.rows("SELECT gift FROM touch ORDER BY id DESC LIMIT 1") == [("-h",)]


def test_version_everywhere(shop: Rep) -> None:
    for line in ("--version", "due --version", "--lang zh --version", "customer add --version"):
        assert shop(line) == (f"repbook {__version__}\n", "", 0)


def test_help_everywhere(shop: Rep) -> None:
    page = shop("--help")
    assert page.err == ""
    assert all(f"  {name}" in page.out for name in COMMANDS)
    assert page.out == shop("-h").out == shop("help").out == shop("help help").out
    assert shop("help due").out == shop("due --help").out == shop("due -h").out != page.out
    assert shop("help customer add").out == shop("customer add 新店 --help").out
    assert shop("help customer").out == shop("customer -h").out
    assert shop("help", lang="zh").out != page.out


def test_no_arguments_show_the_morning(shop: Rep) -> None:
    assert shop("").out == shop("due").out != ""


def test_without_a_book_it_says_how_to_start(rep: Rep) -> None:
    for line in ("", "due", "history", "customer list", "why x"):
        answer = rep(line)
        assert answer.out == ""
        assert "customer add" in answer.err
        assert "import" in answer.err
        assert "--demo" in answer.err
    assert not rep.book.exists()


def test_a_fault_of_ours_is_one_sentence(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REPBOOK_DEBUG")
    monkeypatch.setattr("repbook.store.touches.history", lambda *_: 1 / 0)
    answer = shop("history 美佳", code=1)
    assert answer.out == ""
    assert "ZeroDivisionError, test_shell.py" in answer.err
    assert "美佳" not in answer.err
    assert len(answer.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("history 美佳 --kind gift", "美佳 · gift"),
        ("history --since 2026-11-01", "since Sun 1 Nov 2026"),
        ("order list 美佳 --since 2026-11-01", "美佳 · since Sun 1 Nov 2026"),
        ("customer list --tier vip --area 湖北 xyz", "xyz · vip · 湖北"),
        ("contact list dash", "dash"),
        ("promise list 美佳", "美佳"),
        ("complaint list 美佳", "美佳"),
        ("occasion list 美佳", "美佳"),
        ("stock list 美佳", "美佳"),
        ("gift list 美佳", "美佳"),
    ],
)
def test_an_empty_choice_is_no_empty_book(shop: Rep, line: str, what: str) -> None:
    said = shop(line)
    assert said.out == ""
    assert said.err == f"Nothing like that: {what}; for all of it leave that out\n"


def test_force_replaces_files_and_stays_the_own_word_of_archive(rep: Rep) -> None:
    """`--force` anywhere lets a file be written over; `customer archive` has a --force of its own, wherever it stands too."""
    rep("customer add 美佳超市")
    rep("promise add 美佳超市 送样品 --by 2026-12-01")
    target = rep.folder / "due.csv"
    rep(f"--force due --csv={target}")
    rep(f"due --csv={target}", code=1)
    rep(f"due --csv={target} --force")
    rep("customer archive 美佳超市", code=1)
    rep("--force customer archive 美佳超市")
    rep("undo")
    rep("customer archive --force -- 美佳超市")
    assert rep("customer list --json").out == '{\n  "items": []\n}\n'
