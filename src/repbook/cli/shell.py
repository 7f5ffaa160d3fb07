"""How Typer is used here: commands loaded when asked for, values left as text, help and errors in our own words.

Typer sends every value through pydantic, which would cost more than the whole of `due`. All our parameters are
text or flags that we read ourselves, so each gets a coercion that lets them through.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from repbook.errors import BadInput, NoBook, RepbookError
from repbook.locales import path

if TYPE_CHECKING:
    from repbook.cli.help import Table


_NEVER_EMPTY = {
    "DATE", "N", "1-3", "ACTION", "TIER", "PREFIX", "CONTACT", "CUSTOMER", "RULE|FESTIVAL|#ID", "FESTIVAL", "OUTCOME", "PURPOSE", "MOOD",
    "YUAN", "AMOUNT", "KIND", "STATUS", "MONTHS", "KEY=EVERY", "YYYY-MM", "YYYYQn",
}  # fmt: skip
"""What options want, by how their help names it, that is not a text of any kind: an empty one says nothing."""


class _Plain:
    """A coercion that leaves text and flags as they are; it stands where Typer would build a pydantic adapter."""

    def coerce(self, value: Any, *, param: Any, ctx: Any) -> Any:  # noqa: ARG002
        """The value as typed; for what may be given several times, an empty tuple where it was not given."""
        if value is None and (param.multiple or param.nargs == -1):
            return ()
        return value


_PLAIN = _Plain()


def _plain_help(option: Any) -> Any:
    if option is not None:
        option._runtime_param = _PLAIN
        option.callback = _show_help
    return option


def _show_help(ctx: Any, _: Any, asked: bool) -> None:
    """Print the page where all data goes, and stop."""
    if asked:
        from repbook.render.out import say

        say(ctx.get_help())
        ctx.exit()


class Command(TyperCommand):
    """A command whose help is a key of the catalogue and whose `--csv` may stand alone or name a file."""

    def __init__(self, name: str | None, **settings: Any) -> None:
        settings["context_settings"] = {"help_option_names": ["-h", "--help"], **(settings.get("context_settings") or {})}
        super().__init__(name, **settings)
        for param in self.params:
            param._runtime_param = _PLAIN  # type: ignore[attr-defined]

    def get_help_option(self, ctx: Any) -> Any:
        """The help flag, which is a parameter like any other and would cost like one."""
        return _plain_help(super().get_help_option(ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Give a bare `--csv` its value `-` (standard output) before Typer looks for one."""
        if any("--csv" in param.opts for param in self.params):
            args = _csv_value(args, takes_words=any(p.param_type_name == "argument" for p in self.params))
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Set the run up, which a help page and a mistyped line never need, and call the function."""
        from repbook.cli.run import run

        self._look_over(ctx.params)
        for param in self.params:
            if param.metavar == "FILE" and ctx.params.get(param.name):
                ctx.params[param.name] = path(ctx.params[param.name])
        ctx.obj()
        reads = any("--json" in param.opts for param in self.params)
        as_json = bool(ctx.params.get("as_json"))
        run.blank, run.missing = as_json or ctx.params.get("csv") is not None or not reads, False
        try:
            answer = super().invoke(ctx)
        except RepbookError as error:
            if not (run.missing or isinstance(error, NoBook)):
                raise
            from repbook.cli.no_book import instead

            raise instead(error, reads, as_json, ctx.params.get("csv")) from None
        if run.missing and not run.made and not ctx.params.get("dry_run"):
            raise NoBook("no_book", path=run.path)
        return answer

    def _look_over(self, given: Mapping[str, Any]) -> None:
        """BadInput for two forms at once; and for a date, number or word that is empty, as an unset variable of a script is."""
        if given.get("as_json") and given.get("csv") is not None:
            raise BadInput("not_together", one="--json", other="--csv")
        may_be_empty = [param.name for param in self.params] if self.name == "edit" else ["birthday", "joined"]  # an edit empties fields
        for param in (param for param in self.params if param.param_type_name == "option"):
            value = given.get(param.name) if param.metavar in _NEVER_EMPTY and param.name not in may_be_empty else None
            if value is not None and not all(word.strip() for word in (value if isinstance(value, (list, tuple)) else (value,))):
                raise BadInput("option_needs_value", option=param.opts[0])

    def get_help(self, ctx: Any) -> str:
        """Our own help page, in the language in use."""
        from repbook.cli.help import command_page

        return command_page(self, ctx)


def _csv_value(args: list[str], takes_words: bool) -> list[str]:
    """`--csv` names a file when the next word can only be one, or looks like one; else it means standard output."""
    out: list[str] = []
    for at, word in enumerate(args):
        if word == "--":
            return out + args[at:]
        out.append(word)
        if word == "--csv":
            after = args[at + 1] if at + 1 < len(args) else "-x"
            is_file = not after.startswith("-") and (not takes_words or "/" in after or after.lower().endswith((".csv", ".txt", ".xlsx")))
            if after != "-" and not is_file:
                out[-1] = "--csv=-"
    return out


class Group(TyperGroup):
    """A group that loads a command's module only when that command is called."""

    def __init__(self, name: str, table: Table, path: tuple[str, ...] = ()) -> None:
        super().__init__(name=name, commands={}, rich_markup_mode=None, no_args_is_help=False,
                         context_settings={"help_option_names": ["-h", "--help"]})  # fmt: skip
        self.table, self.path = table, path

    def get_help_option(self, ctx: Any) -> Any:
        """As for a command."""
        return _plain_help(super().get_help_option(ctx))

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """The names in the order of the table of contents."""
        return list(self.table)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """Load one command, or None when there is none of that exact name."""
        entry = self.table.get(cmd_name)
        if entry is None:
            return None
        if not isinstance(entry, str):
            return Group(cmd_name, entry, (*self.path, cmd_name))
        module, _, function = entry.partition(":")
        return load(f"repbook.cli.{module}", function, cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command named first; a mistyped one is refused with the near ones."""
        command = self.get_command(ctx, args[0])
        if command is None:
            from repbook.cli.help import unknown_command

            raise unknown_command(args[0], self.path, self.table)
        return args[0], command, args[1:]

    def get_help(self, ctx: Any) -> str:  # noqa: ARG002
        """Our own table of contents, in the language in use."""
        from repbook.cli.help import group_page

        return group_page(self.path, self.table)


def load(module: str, function: str, name: str) -> Any:
    """Build the Typer command of one plain function."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command(name, cls=Command)(getattr(import_module(module), function))
    return get_command(app)
