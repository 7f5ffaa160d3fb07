"""The command line's table of contents, its one error boundary and its one clock."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

from repbook import __version__
from repbook.cli.run import Globals, begin, choose_language, end
from repbook.cli.shell import Group, Table
from repbook.errors import RepbookError

COMMANDS: Table = {
    "due": "due:due",
    "log": "log:log",
    "why": "why:why",
    "history": "history:history",
    "undo": "undo:undo",
    "redo": "undo:redo",
    "customer": {
        "add": "customer:add",
        "list": "customer:list_",
        "show": "customer:show",
        "edit": "customer:edit",
        "tier": "customer:tier",
        "pause": "customer:pause",
        "spacing": "customer:spacing",
        "confirm": "customer:confirm",
        "archive": "customer:archive",
    },
    "contact": {
        "add": "contact:add",
        "list": "contact:list_",
        "edit": "contact:edit",
        "left": "contact:left",
    },
    "order": {"add": "order:add", "list": "order:list_"},
    "policy": {"show": "policy:show", "set": "policy:set_", "check": "policy:check"},
    "report": {"tiers": "report:tiers"},
    "import": {
        "customers": "imports:customers",
        "contacts": "imports:contacts",
        "touches": "imports:touches",
        "orders": "imports:orders",
        "calendar": "imports:calendar",
    },
}
"""Every command and where it lives: `module:function` below `repbook.cli`."""

_WITH_VALUE = {"--book": "book", "--today": "today", "--lang": "lang"}
_FLAGS = {"--demo": "demo", "--yes": "yes"}


def main(argv: Sequence[str]) -> int:
    """Run one command line and return its exit code; whatever goes wrong is one line on stderr."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    try:
        return _guarded(list(argv))
    except BrokenPipeError:  # `| head` has seen enough
        _silence_stdout()
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # a fault of ours: one sentence, never a traceback, unless asked for one
        return _fault(error)


def _guarded(argv: list[str]) -> int:
    from repbook import words

    try:
        options, rest = _hoist(argv)
        words.use(choose_language(options.lang))
        if rest[:1] == ["--version"]:
            sys.stdout.write(f"repbook {__version__}\n")
            return 0
        if rest[:1] == ["help"]:
            rest = [*rest[1:], "--help"]
        return _dispatch(options, rest or ["due"])
    except RepbookError as error:
        from repbook.cli.help import tell

        return tell(error)


def _dispatch(options: Globals, rest: list[str]) -> int:
    group = Group("repbook", COMMANDS)
    if not {"-h", "--help"} & set(rest[: rest.index("--") if "--" in rest else None]):
        begin(options, date.today().toordinal())
    try:
        with group.make_context("repbook", rest) as context:
            group.invoke(context)
        return 0
    except Exception as error:
        return _typer_error(error)
    finally:
        end()


def _typer_error(error: Exception) -> int:
    """Typer's own ways of stopping, in our words; anything else goes on up."""
    from typer import Exit

    if isinstance(error, Exit):
        return int(error.exit_code)
    if isinstance(error, RepbookError) or not hasattr(error, "format_message"):
        raise error
    from repbook.cli.help import tell, usage_error

    return tell(usage_error(error))


def _fault(error: Exception) -> int:
    """Name the place of a fault in repbook itself, and nothing out of the book."""
    import os

    from repbook.cli.help import tell

    if os.environ.get("REPBOOK_DEBUG"):
        raise error
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{os.path.basename(place.tb_frame.f_code.co_filename)}:{place.tb_lineno}" if place else "?"
    return tell(RepbookError("inside", what=f"{type(error).__name__}, {where}"))


def _hoist(argv: list[str]) -> tuple[Globals, list[str]]:
    """Take the global options out, wherever they stand before a `--`."""
    found: dict[str, Any] = {}
    rest: list[str] = []
    words = iter(argv)
    for word in words:
        name, equals, value = word.partition("=")
        if word == "--":
            return Globals(**found), [*rest, word, *words]
        if word in _FLAGS:
            found[_FLAGS[word]] = True
        elif name in _WITH_VALUE:
            found[_WITH_VALUE[name]] = value if equals else _value_of(word, words)
        else:
            rest.append(word)
    return Globals(**found), rest


def _value_of(option: str, words: Any) -> str:
    from repbook.errors import BadInput

    value: str | None = next(words, None)
    if not value:
        raise BadInput("option_needs_value", option=option)
    return value


def _silence_stdout() -> None:
    """Nobody reads any more: let the interpreter's last flush go nowhere."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
