"""`repbook man`: the help of every command as one manual page, for `man -l -` or a man folder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from repbook import __version__
from repbook.cli.help import GLOBAL_OPTIONS
from repbook.render import out
from repbook.words import t

if TYPE_CHECKING:
    from repbook.cli.help import Table


def man() -> None:
    """Print the manual page."""
    out.raw("\n".join(_page()) + "\n")


def _page() -> Iterator[str]:
    from repbook.cli import COMMANDS

    yield f'.TH REPBOOK 1 "" "repbook {__version__}"'
    yield from _section("name", [f"repbook \\- {_plain(t('help.repbook').splitlines()[0])}"])
    yield from _section("synopsis", [f"\\fBrepbook\\fR {_plain(t('help.command_word'))} {_plain(t('help.options_word'))}"])
    yield from _section("description", [_plain(line) for line in t("help.repbook").splitlines()])
    yield from _section("commands", [line for path in _paths(COMMANDS) for line in _command(path, COMMANDS)])
    options = [row for name, key in GLOBAL_OPTIONS.items() for row in (".TP", rf"\fB{_plain(name)}\fR", _plain(t(f"opt.{key}")))]
    yield from _section("options", options)
    yield from _section(
        "exit", [row for code in (0, 1, 2, 3, 4, 130) for row in (".TP", rf"\fB{code}\fR", _plain(t(f"say.man_exit_{code}")))]
    )
    yield from _section("examples", [".nf", *map(_plain, t("help.repbook.examples").splitlines()), ".fi"])


def _section(key: str, lines: list[str]) -> Iterator[str]:
    yield f'.SH "{_plain(t(f"say.man_{key}"))}"'
    yield from lines


def _paths(table: Table, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, entry in table.items():
        if isinstance(entry, str):
            yield (*path, name)
        else:
            yield from _paths(entry, (*path, name))


def _command(path: tuple[str, ...], table: Table) -> Iterator[str]:
    """A command's usage, what it does, and its words and options."""
    from repbook.cli.help import option_name, usage_word
    from repbook.cli.shell import Group

    command: Any = Group("repbook", table)
    for name in path:
        command = command.get_command(None, name)
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    yield f'.SS "{_plain(" ".join(["repbook", *path, *map(usage_word, arguments)]))}"'
    yield from (_plain(line) for line in t(f"help.{'.'.join(path)}").splitlines())
    for param in command.params:
        name = usage_word(param) if param in arguments else option_name(param)
        yield from (".TP", rf"\fB{_plain(name)}\fR", _plain(t(f"opt.{param.help}")))


def _plain(text: str) -> str:
    """A text in which man sees no request and no escape of its own, and every hyphen is one that can be copied."""
    text = out.clean(text).replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq")
    return rf"\&{text}" if text[:1] in (".", "'") else text
