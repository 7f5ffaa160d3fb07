"""What completion offers for a value: the words of our own, and out of the book in use what no shell could run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from repbook.store.book import Book

FILES = ":"
SHELLS = ("bash", "zsh", "fish")


class Line(NamedTuple):
    """A line to complete: its command, its last word, all its words, and the customer named on it, if one is."""

    path: tuple[str, ...]
    current: str
    words: tuple[str, ...]
    whose: str | None


def values(metavar: str, line: Line) -> list[str]:
    """The values that go by a name such as KIND or CUSTOMER; contacts of the customer that is named on the line, if one is."""
    from repbook import terms

    if metavar in _FOUND:
        return _FOUND[metavar](line)
    known = getattr(terms, metavar.capitalize(), ())
    return [str(one.value) for one in known] if metavar in ("OUTCOME", "PURPOSE", "MOOD", "STATUS", "ROLE") else []


def _actions(_: Line) -> list[str]:
    """What can be asked for: a talking point comes only along with something else."""
    from repbook.cli.due import ACTIONS

    return list(ACTIONS)


def _tiers(_: Line) -> list[str]:
    from repbook.terms import DEFAULT_TIERS

    return [tier.key for tier in DEFAULT_TIERS]


def _rules(_: Line) -> list[str]:
    from repbook.rules.naming import NAMES

    return list(NAMES)


def _festivals(_: Line) -> list[str]:
    from repbook.calendar.festivals import BUILT_IN

    return list(BUILT_IN)


def _files(line: Line) -> list[str]:
    """The shell's own names of files; before them, where one is to be brought back, those of the book's backups."""
    if line.path != ("book", "restore"):
        return [FILES]
    import os

    from repbook.store import backups

    path = _path(line)
    return [*(os.path.basename(one.path) for one in (backups.listing(path) if path else ())), FILES]


def _kinds(line: Line) -> list[str]:
    if line.path[0] == "occasion":
        from repbook.values import OCCASIONS

        return list(dict.fromkeys(OCCASIONS.values()))
    from repbook.terms import Kind

    return [str(one.value) for one in Kind]


def _merged(line: Line) -> list[str]:
    return _contacts(line) if line.path[0] == "contact" else _customers(line)


def _customers(line: Line) -> list[str]:
    from repbook.store import completion

    with _book(line) as book:
        return completion.customers(book.db, line.current)


def _contacts(line: Line) -> list[str]:
    from repbook.store import completion

    with _book(line) as book:
        return completion.contacts(book.db, line.current, line.whose)


def _numbers(line: Line) -> list[str]:
    """The numbers of what is open: bare, as bash takes `#` for a comment, unless one is typed."""
    from repbook.store import completion

    with _book(line) as book:
        return [f"#{one}" if line.current.startswith("#") else f"{one}" for one in completion.numbers(book.db, *line.path[:2])]


def _settings(line: Line) -> list[str]:
    """The keys of the policy, where there is no book yet those that a new one has."""
    from repbook.errors import NoBook
    from repbook.store import completion, policy

    try:
        with _book(line) as book:
            return completion.settings(policy.rows(book.db), line.current)
    except NoBook:
        return completion.settings({}, line.current)


@contextmanager
def _book(line: Line) -> Iterator[Book]:
    """The book in use, which is only read; nobody is asked for its passphrase."""
    from repbook.errors import NoBook
    from repbook.store.book import connect

    path = _path(line)
    if path is None:
        raise NoBook("no_book", path="--demo")
    book = connect(path, writing=False, silent=True)
    try:
        yield book
    finally:
        book.close()


def _path(line: Line) -> str | None:
    """The book that the line names, else the usual one; None for the demo book, a copy that would have to be made first."""
    import os

    from repbook.cli.run import default_path

    named = None
    words = iter(line.words[: line.words.index("--")] if "--" in line.words else line.words)
    for word in words:
        name, equals, value = word.partition("=")
        if name == "--demo":
            return None
        if name == "--book":
            named = value if equals else next(words, "")
    return os.path.expanduser(named) if named else os.environ.get("REPBOOK_BOOK") or default_path()


_FOUND: Mapping[str, Callable[[Line], list[str]]] = {
    "FILE": _files,
    "PATH": _files,
    "CUSTOMER": _customers,
    "CONTACT": _contacts,
    "KEEP": _merged,
    "GONE": _merged,
    "KIND": _kinds,
    "ID": _numbers,
    "KEY": _settings,
    "RULE": _rules,
    "FESTIVAL": _festivals,
    "RULE|FESTIVAL|#ID": lambda line: [*_rules(line), *_festivals(line)],
    "TIER": _tiers,
    "ACTION": _actions,
    "SHELL": lambda _: list(SHELLS),
    "LANG": lambda _: ["en", "zh"],
}
"""What is offered for the names that values go by."""
