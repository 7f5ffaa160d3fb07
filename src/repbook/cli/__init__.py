"""The command line's table of contents, its one error boundary and its one clock."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from repbook import __version__
from repbook.cli.run import Globals, begin, care, choose_language, end, run
from repbook.errors import BadInput, BookError, RepbookError
from repbook.locales import readable

if TYPE_CHECKING:
    from repbook.cli.help import Table

COMMANDS: Table = {
    "due": "due:due",
    "log": "log:log",
    "why": "why:why",
    "brief": "brief:brief",
    "plan": "plan:plan",
    "forecast": "forecast:forecast",
    "history": "history:history",
    "snooze": "snooze:snooze",
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
        "merge": "merge:customer",
        "forget": "forget:customer",
    },
    "contact": {
        "add": "contact:add",
        "list": "contact:list_",
        "edit": "contact:edit",
        "left": "contact:left",
        "merge": "merge:contact",
        "forget": "forget:contact",
    },
    "order": {"add": "order:add", "list": "order:list_"},
    "occasion": {"add": "occasion:add", "list": "occasion:list_", "remove": "occasion:remove"},
    "promise": {"add": "promise:add", "list": "promise:list_", "keep": "promise:keep", "drop": "promise:drop", "move": "promise:move"},
    "complaint": {
        "open": "complaint:open_",
        "list": "complaint:list_",
        "answer": "complaint:answer",
        "solve": "complaint:solve",
        "check": "complaint:check",
        "close": "complaint:close",
    },
    "alert": {"raise": "alert:raise_", "list": "alert:list_", "end": "alert:end"},
    "stock": {"set": "stock:set_", "list": "stock:list_"},
    "gift": {"list": "gift:list_"},
    "greeting": {"list": "greeting:list_", "check": "greeting:check"},
    "policy": {"show": "policy:show", "set": "policy:set_", "edit": "policy:edit", "check": "policy:check", "reset": "policy:reset"},
    "tier": {"review": "tier:review"},
    "report": {
        "tiers": "report:tiers",
        "activity": "report:activity",
        "coverage": "report:coverage",
        "attainment": "report:attainment",
        "gifts": "report:gifts",
        "promises": "report:promises",
        "complaints": "report:complaints",
        "dormant": "report:dormant",
        "referrals": "report:referrals",
        "concentration": "report:concentration",
    },
    "import": {
        "customers": "imports:customers",
        "contacts": "imports:contacts",
        "touches": "imports:touches",
        "orders": "imports:orders",
        "occasions": "imports:occasions",
        "promises": "imports:promises",
        "complaints": "imports:complaints",
        "alerts": "imports:alerts",
        "stock": "imports:stock",
        "calendar": "imports:calendar",
        "vcard": "vcards:import_",
        "all": "document:import_",
        "undo": "undo:import_",
    },
    "export": {
        "all": "exports:all_",
        "customers": "exports:customers",
        "contacts": "exports:contacts",
        "touches": "exports:touches",
        "orders": "exports:orders",
        "ics": "exports:ics",
        "vcard": "exports:vcard",
        "handover": "handover:handover",
        "subject": "exports:subject",
    },
    "book": {
        "info": "book:info",
        "check": "book:check",
        "backup": "book:backup",
        "restore": "book:restore",
        "encrypt": "sealing:encrypt",
        "passphrase": "sealing:passphrase",
        "decrypt": "sealing:decrypt",
    },
    "doctor": "doctor:doctor",
    "demo": "demo:demo",
    "man": "man:man",
}
"""Every command and where it lives: `module:function` below `repbook.cli`."""

_WITH_VALUE = {"--book": "book", "--today": "today", "--lang": "lang"}
_FLAGS = {"--demo": "demo", "--yes": "yes", "--force": "force"}
_OWN_FORCE = (["customer", "archive"], ["customer", "edit"])
"""Commands with a --force of their own, which means another thing."""


def main(argv: Sequence[str]) -> int:
    """Run one command line and return its exit code; whatever goes wrong is one line on stderr."""
    _ready_streams()
    try:
        code = _guarded([readable(word) for word in argv])
        sys.stdout.flush()
        care()
        return code
    except BrokenPipeError:  # `| head` has seen enough
        _silence_stdout()
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # a fault of ours: one sentence, never a traceback, unless asked for one
        return _fault(error)


def _guarded(argv: list[str]) -> int:
    from repbook import words

    if argv[:1] == ["--complete"]:
        return _complete(argv[1:])
    try:
        words.use(choose_language(_language_asked(argv), doubtful="en"))  # for what may be wrong with the rest of the line
        options, rest = _hoist(argv)
        words.use(choose_language(options.lang))
        if _before_dashes(rest, "--version"):
            sys.stdout.write(f"repbook {__version__}\n")
            return 0
        if rest[:1] == ["help"]:
            rest = [*(word for word in rest[1:] if word != "help"), "--help"]
        if rest and rest[0] in _ALONE:
            return _ALONE[rest[0]](rest[1:])
        return _dispatch(options, rest or ["due"])
    except RepbookError as error:
        from repbook.cli.help import tell

        return tell(error, argv)


def _language_asked(argv: list[str]) -> str | None:
    """The language named anywhere on the line, read before anything can go wrong with it."""
    for at, word in enumerate(argv):
        if word.startswith("--lang"):
            return word.partition("=")[2] or "".join(argv[at + 1 : at + 2])
    return None


def _help(_: list[str]) -> int:
    from repbook.cli.help import group_page

    sys.stdout.write(group_page((), COMMANDS) + "\n")
    return 0


def _complete(words: list[str]) -> int:
    from repbook.cli.completion import complete

    sys.stdout.write("".join(f"{word}\n" for word in complete(words, COMMANDS)))
    return 0


def _show_completion(rest: list[str]) -> int:
    from repbook.cli.completion import script

    sys.stdout.write(script(rest[0] if rest else os.path.basename(os.environ.get("SHELL", ""))))
    return 0


_NOT_TAKEN = (errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EBADF, getattr(errno, "EDQUOT", errno.ENOSPC))
"""How a stream that names no file says that it does not take what is written to it."""

_ALONE = {"-h": _help, "--help": _help, "--show-completion": _show_completion}
"""What may stand in place of a command and needs no Typer."""


def _dispatch(options: Globals, rest: list[str]) -> int:
    clock = date.today().toordinal()
    try:
        if rest[0] == "due" and not {"--help", "-h"}.intersection(rest):
            from repbook.cli import early

            run.worker = early.begun(options, clock)
        from repbook.cli.shell import Group

        group = Group("repbook", COMMANDS)
        with group.make_context("repbook", rest, obj=lambda: begin(options, clock)) as context:
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
    """Output that nobody takes; or the place of a fault in repbook itself, and nothing out of the book."""
    from repbook.cli.help import tell

    if isinstance(error, OSError) and error.errno in _NOT_TAKEN and error.filename is None:
        _silence_stdout()
        return tell(BookError("output_lost", why=error.strerror or ""))
    if _is_of_the_book():
        return tell(BookError("book_damaged", path=run.path))
    if os.environ.get("REPBOOK_DEBUG"):
        raise error
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{os.path.basename(place.tb_frame.f_code.co_filename)}:{place.tb_lineno}" if place else "?"
    return tell(RepbookError("inside", what=f"{type(error).__name__}, {where}"))


def _is_of_the_book() -> bool:
    """Whether the book is damaged, and the fault that was met not ours."""
    from repbook.store.health import is_broken

    return bool(run.path) and not run.demo and is_broken(run.path)


def _hoist(argv: list[str]) -> tuple[Globals, list[str]]:
    """Take the global options out, wherever they stand before a `--`."""
    found: dict[str, Any] = {}
    rest: list[str] = []
    words = iter(argv)
    for word in words:
        name, equals, value = word.partition("=")
        if word == "--":
            return Globals(**found), [*_own_force(found, rest), word, *words]
        if name in _FLAGS:
            if equals:
                raise BadInput("option_takes_no_value", option=name)
            found[_FLAGS[word]] = True
        elif name in _WITH_VALUE:
            found[_WITH_VALUE[name]] = _value_of(name, iter([value]) if equals else words)
        else:
            rest.append(word)
    return Globals(**found), _own_force(found, rest)


def _own_force(found: dict[str, Any], rest: list[str]) -> list[str]:
    """The rest of the line, with --force put back where the command has one of its own."""
    return [*rest, "--force"] if "force" in found and rest[:2] in _OWN_FORCE else rest


def _value_of(option: str, words: Iterator[str]) -> str:
    value = next(words, None)
    if not value:
        raise BadInput("option_needs_value", option=option)
    return value


def _before_dashes(rest: list[str], word: str) -> bool:
    return word in (rest[: rest.index("--")] if "--" in rest else rest)


def _ready_streams() -> None:
    """A closed stream becomes one that leads nowhere; what an encoding cannot say is spelled out; stdout loses nothing unsaid."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115 - open as long as the program runs
        elif hasattr(stream, "reconfigure"):
            if mode == "w":
                stream.reconfigure(errors="backslashreplace")
                if name == "stdout":
                    _buffer_stdout(stream)
            elif "ascii" in stream.encoding.lower() or stream.encoding.startswith("ANSI"):  # which can say nothing that UTF-8 cannot
                stream.reconfigure(encoding="utf-8", errors="surrogateescape")


def _buffer_stdout(stream: Any) -> None:
    """Put a buffer before an output that has none (PYTHONUNBUFFERED): straight to a full disk Python drops what was not taken."""
    if not isinstance(stream.buffer, io.RawIOBase):
        return
    how = {"encoding": stream.encoding, "errors": stream.errors, "line_buffering": stream.isatty()}
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(stream.detach()), **how)


def _silence_stdout() -> None:
    """Nobody reads any more: let the interpreter's last flush go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
