"""Help pages and the sentences of errors, in the language in use; loaded only when one is shown."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeAlias

from repbook import words
from repbook.errors import BadInput, BadRows, NoBook, NotFound, RepbookError
from repbook.render import out
from repbook.words import t

Table: TypeAlias = Mapping[str, "str | Table"]
"""Commands by name: where each lives, or the commands below it."""

GLOBAL_OPTIONS = {
    "--book PATH": "book", "--today DATE": "today", "--lang zh|en": "lang", "--demo": "demo", "--yes": "yes", "--force": "replace",
    "--show-completion SHELL": "show-completion", "--version": "version", "-h, --help": "help",
}  # fmt: skip
"""The options of the program itself, with their keys in the catalogue."""
_LEAST_BESIDE = 28  # with fewer cells left for it, a text stands under its name
_MOST_ROWS = 20
_MOST_NEAR = 3
_MOST_LETTERS = 1000


def tell(error: RepbookError, typed: Sequence[str] = ()) -> int:
    """Say what was refused, on stderr in one line, and give its exit code; `typed` is the command line, to name an option by."""
    params = {name: _plain(value) for name, value in error.params.items()}
    sentence = _of_option(error, typed, _with_backup(error, t(f"errors.{error.key}", **params)))
    out.talk(sentence if isinstance(error, NoBook) else f"repbook: {sentence}")
    if isinstance(error, NotFound):
        for candidate in error.candidates:
            out.talk(f"  {candidate}")
    if isinstance(error, BadRows):
        _tell_rows(error)
    return error.code


_NUMBERS = (
    "bad_number", "number_out_of_range", "bad_amount", "negative_amount", "amount_too_large", "bad_quantity", "negative_quantity",
    "bad_factor",
)  # fmt: skip
"""What is said of a number, which by itself does not tell whose it is."""


def _of_option(error: RepbookError, typed: Sequence[str], sentence: str) -> str:
    """The sentence about a number with the option before it whose value it was, if it was one's."""
    if error.key not in _NUMBERS:
        return sentence
    value = error.params["text"]
    for at, word in enumerate(typed):
        option, equals, behind = word.partition("=")
        if option.startswith("--") and (behind if equals else "".join(typed[at + 1 : at + 2])) == value:
            return t("errors.of_option", option=option, sentence=sentence)
    return sentence


_LOST = ("no_book", "book_empty", "book_damaged", "not_a_book", "foreign_book", "check_failed", "check_altered")


def _with_backup(error: RepbookError, sentence: str) -> str:
    """The sentence, and for a book that is lost the last good backup of it."""
    if error.key not in _LOST:
        return sentence
    from os.path import basename

    from repbook.store.backups import last_good

    book = error.params["path"]
    backup = last_good(book)
    return t("errors.last_backup", sentence=sentence, at=backup.at, line=_restore_line(book, basename(backup.path))) if backup else sentence


def _restore_line(book: str, name: str) -> str:
    """The command line that brings a backup back into that book, which it names unless a bare `repbook` means it anyway."""
    from repbook.cli.run import default_path

    try:
        meant = os.environ.get("REPBOOK_BOOK") or default_path()
    except RepbookError:  # no home: every book has to be named
        meant = ""
    named = "" if book == meant else f" --book {shlex.quote(book)}"
    return f"repbook{named} book restore {name}"


def row_sentence(line: int, key: str, params: dict[str, Any]) -> str:
    """What is wrong with one row of a file: its line, its column where known, and the reason."""
    column = params.get("column")
    reason = t(f"errors.{key}", **{name: _plain(value) for name, value in params.items()})
    return t("errors.row_in_column" if column else "errors.row", line=line, column=column or "", reason=reason)


def _tell_rows(error: BadRows) -> None:
    for line, key, params in error.rows[:_MOST_ROWS]:
        out.talk(f"  {row_sentence(line, key, params)}")
    if len(error.rows) > _MOST_ROWS:
        out.talk("  " + t("errors.more_rows", n=len(error.rows) - _MOST_ROWS))


def _plain(value: Any) -> Any:
    """A value as it stands in a sentence: on one line, and never a page of what was typed."""
    if isinstance(value, (list, tuple)):
        value = ", ".join(str(v) for v in value)
    if not isinstance(value, str):
        return value
    return out.flat(value if len(value) <= _MOST_LETTERS else value[:_MOST_LETTERS] + "…")


def unknown_command(typed: str, path: Sequence[str], table: Table) -> BadInput:
    """A mistyped command, with the near ones; of a noun's commands also those typed without their noun."""
    if typed.startswith("-"):
        return unknown_option(typed, [])
    near = [" ".join([*path, name]) for name in _near(typed, table)]
    if not near:
        inside = [(noun, name) for noun, entry in table.items() if not isinstance(entry, str) for name in entry]
        names = _near(typed, {name for _, name in inside})
        near = [f"{noun} {name}" for noun, name in inside if name in names]
        near[_MOST_NEAR:] = ["…"] if near[_MOST_NEAR:] else []
    return BadInput("unknown_command_near" if near else "unknown_command", typed=" ".join([*path, typed]),
                    near=" / ".join(near), help=" ".join(["repbook", *path, "--help"]))  # fmt: skip


def unknown_option(typed: str, options: Sequence[str]) -> BadInput:
    """A mistyped option, with the near ones; a word with a dash in front may be meant as a name, or as a number below zero."""
    if typed[1:2].isdigit():
        return BadInput("number_as_option", typed=typed)
    near = _near(typed, [*options, "--book", "--today", "--lang", "--demo", "--yes", "--force", "--help", "--version"])
    return BadInput("unknown_option_near" if near else "unknown_option", typed=typed, near=" / ".join(near))


def _near(typed: str, known: Iterable[str]) -> list[str]:
    """The one or two words that were most likely meant."""
    names = list(known)
    return get_close_matches(typed, names, n=2, cutoff=0.8) or get_close_matches(typed, names, n=2, cutoff=0.6)


def usage_error(error: Any) -> BadInput:
    """Typer's usage errors, each as one of our sentences."""
    context = getattr(error, "ctx", None)
    command = getattr(context, "command_path", "repbook")
    match type(error).__name__:
        case "NoSuchOption":
            options = [opt for param in context.command.params for opt in param.opts] if context else []
            return unknown_option(error.option_name, options)
        case "MissingParameter":
            if error.param.metavar == "KIND":
                return BadInput("missing_kind", choices=_kinds(command), command=command)
            return BadInput("missing_parameter", name=_shown(error.param), command=command)
        case "BadOptionUsage":
            key = "option_takes_no_value" if "does not take" in error.message else "option_needs_value"
            return BadInput(key, option=error.option_name)
        case _:
            message = error.format_message()
            if "Missing command" in message:
                return BadInput("missing_command", command=command)
            _, found, words_left = message.partition("extra argument(s) (")
            return BadInput("extra_words", words=words_left.rstrip(")"), command=command) if found else BadInput("usage", message=message)


def _kinds(command: str) -> str:
    """The kinds that a command takes: of occasions, or of touches."""
    from repbook import values

    return values.choices(values.OCCASIONS if "occasion" in command.split() else values.KINDS)


def _shown(param: Any) -> str:
    return str(param.metavar or param.name.upper()) if param.param_type_name == "argument" else str(param.opts[0])


def command_page(command: Any, context: Any) -> str:
    """The help of one command: usage, what it does, its words and options, examples."""
    path = context.command_path.split(" ")[1:]
    key = ".".join(path)
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and not p.hidden]
    usage = " ".join(["repbook", *path, *(usage_word(p) for p in arguments), t("help.options_word")])
    page = [*_usage(usage), "", *_paragraph(t(f"help.{key}")), ""]
    page += _section("help.arguments", [(_shown(p), t(f"opt.{p.help}")) for p in arguments])
    page += _section("help.options", [(option_name(p), t(f"opt.{p.help}")) for p in options])
    page += [t("help.examples"), *_examples(key), "", *_paragraph(t("help.see_globals"))]
    return "\n".join(page)


def usage_word(param: Any) -> str:
    """An argument as usage shows it, in brackets where it may be left out."""
    name = _shown(param) + ("..." if param.nargs == -1 else "")
    return name if param.required else f"[{name}]"


def option_name(param: Any) -> str:
    """An option with its value as the list of options shows it."""
    names = " / ".join(", ".join(opts) for opts in (param.opts, param.secondary_opts) if opts)
    if "--csv" in param.opts:
        return "--csv [FILE]"
    return names if param.is_flag else f"{names} {param.metavar or param.name.upper()}" + ("..." if param.multiple else "")


def group_page(path: Sequence[str], table: Table) -> str:
    """The help of the program (an empty path) or of one of its nouns: what there is, and how to begin."""
    key = ".".join(path) if path else "repbook"
    usage = " ".join(["repbook", *path, t("help.command_word"), t("help.options_word")])
    page = [*_usage(usage), "", *_paragraph(t(f"help.{key}")), ""]
    rows = [(name, _summary([*path, name])) for name in table]
    page += _section("help.commands", rows)
    if not path:
        page += _section("help.globals", [(name, t(f"opt.{key}")) for name, key in GLOBAL_OPTIONS.items()])
    page += [t("help.examples"), *_examples(key)]
    return "\n".join(page)


def _usage(words: str) -> list[str]:
    """The line that shows a command's words, wrapped where it must be."""
    first, *more = out.wrap(t("help.usage", usage=words), _width() - 2)
    return [first, *(f"  {row}" for row in more)]


def _examples(key: str) -> list[str]:
    """Command lines to try; where one is too wide it goes on behind a backslash, so that it can still be pasted."""
    return [row for line in t(f"help.{key}.examples").splitlines() for row in _pasted(f"  {line}", _width())]


def _pasted(line: str, room: int) -> list[str]:
    """A command line in rows that a shell takes for one, broken between its words only; a word too long for a row stays whole."""
    if out.cells(line) <= room:
        return [line]
    rows, row = [], ""
    for word in re.findall(r"""(?:"[^"]*"|'[^']*'|[^\s"'])+""", line):
        if row and out.cells(f"{row} {word} \\") > room:
            rows.append(f"{row} \\")
            row = "     "
        row = f"{row} {word}" if row else f"  {word}"
    return [*rows, row]


def _summary(path: list[str]) -> str:
    text = t("help." + ".".join(path))
    end = "。" if words.language() == "zh" else ". "
    return text.split("\n")[0].split(end)[0].rstrip(".。")


def _section(title: str, rows: list[tuple[str, str]]) -> list[str]:
    if not rows:
        return []
    left = min(max(out.cells(name) for name, _ in rows), 26)
    if _width() - left - 4 < _LEAST_BESIDE:
        return [t(title), *(row for name, text in rows for row in _stacked(name, text)), ""]
    lines = [t(title)]
    for name, text in rows:
        first, *rest = out.wrap(text, _width() - left - 4)
        if out.cells(name) > left:
            lines.append(f"  {name}")
            lines.append(" " * (left + 4) + first)
        else:
            lines.append(f"  {out.pad(name, left)}  {first}")
        lines += [" " * (left + 4) + more for more in rest]
    return [*lines, ""]


def _stacked(name: str, text: str) -> list[str]:
    """A name with its text under it, on a narrow screen."""
    return [*(f"  {row}" for row in out.wrap(name, _width() - 2)), *(f"      {row}" for row in out.wrap(text, _width() - 6))]


def _paragraph(text: str) -> list[str]:
    return [line for part in text.splitlines() for line in out.wrap(part, _width())]


def _width() -> int:
    return min(out.width(), 100)
