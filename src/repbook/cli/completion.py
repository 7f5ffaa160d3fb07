"""Completion in bash, zsh and fish: the scripts, and what they are told to offer.

The shells ask `repbook --complete WORD...` and take nothing but words of letters, digits, `-`, `_` and `#`: a customer's
name can hold what a shell would run, so only handles are ever offered. A lone `:` stands for the shell's own file names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from repbook.errors import BadInput

if TYPE_CHECKING:
    from repbook.cli.shell import Table

FILES = ":"

_BASH = """\
# repbook in bash; put this into ~/.local/share/bash-completion/completions/repbook
_repbook() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ $line == : ]]; then
            compopt -o default
        elif [[ -n $line && $line != *[!A-Za-z0-9#_-]* ]]; then
            COMPREPLY+=("$line")
        fi
    done < <(command repbook --complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null </dev/null)
}
complete -F _repbook repbook
"""

_ZSH = """\
#compdef repbook
# repbook in zsh; put this as _repbook into a folder of your $fpath
_repbook() {
    local line
    local -a found
    for line in "${(@f)$(command repbook --complete "${(@)words[2,CURRENT]}" 2>/dev/null </dev/null)}"; do
        if [[ $line == : ]]; then
            _files
        elif [[ -n $line && $line != *[^A-Za-z0-9#_-]* ]]; then
            found+=("$line")
        fi
    done
    (( $#found )) && compadd -a found
}
if [[ $funcstack[1] == _repbook ]]; then
    _repbook "$@"
else
    compdef _repbook repbook
fi
"""

_FISH = """\
# repbook in fish; put this into ~/.config/fish/completions/repbook.fish
function __repbook_complete
    set -l before (commandline -opc)
    set -e before[1]
    set -l current (commandline -ct)
    for line in (command repbook --complete $before "$current" 2>/dev/null </dev/null)
        if test "$line" = :
            __fish_complete_path "$current"
        else if string match -qr '^[A-Za-z0-9#_-]+$' -- $line
            echo $line
        end
    end
end
complete -c repbook -f -a '(__repbook_complete)'
"""

SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}

_GLOBAL_VALUES = {"--book": "PATH", "--today": "DATE", "--lang": "LANG", "--show-completion": "SHELL"}
_GLOBALS = [*_GLOBAL_VALUES, "--demo", "--yes", "--force", "--version", "--help"]


def script(shell: str) -> str:
    """The completion script of a shell; BadInput for one that has none."""
    if shell not in SCRIPTS:
        raise BadInput("unknown_shell", shell=shell)
    return SCRIPTS[shell]


def complete(words: Sequence[str], table: Table) -> list[str]:
    """What may stand in place of the last word; nothing at all rather than an error."""
    try:
        return _offers([word for word in words if word != "="] or [""], table)
    except Exception:
        return []


def _offers(words: list[str], table: Table) -> list[str]:
    *before, current = words
    path, arguments, waiting = _place(before, table)
    entry = _entry(table, path)
    params = _params(path, entry) if isinstance(entry, str) else []
    places = [param for param in params if param.param_type_name == "argument"]
    whose = next((word for param, word in zip(places, arguments, strict=False) if param.metavar == "CUSTOMER"), None)
    if waiting is not None:
        offered = _values(_metavar(waiting, params), current, words, whose)
    elif current.startswith("-") and "--" not in before:
        offered = [opt for param in params for opt in (*param.opts, *param.secondary_opts) if opt.startswith("--")] + _GLOBALS
    elif isinstance(entry, str):
        offered = _values(places[len(arguments)].metavar, current, words, whose) if len(arguments) < len(places) else []
    else:
        offered = [] if arguments else [*entry, *(["help"] if not path else [])]
    return [word for word in offered if word.startswith(current) or word == FILES]


def _place(before: list[str], table: Table) -> tuple[list[str], list[str], str | None]:
    """Where on the line we are: the command so far, the arguments given, and the option that waits for its value."""
    path: list[str] = []
    arguments: list[str] = []
    waiting, dashes = None, False
    for word in before:
        entry = _entry(table, path)
        if waiting is not None:
            waiting = None
        elif word == "--":
            dashes = True
        elif word.startswith("-") and not dashes:
            params = _params(path, entry) if isinstance(entry, str) else []
            waiting = word if _metavar(word, params) else None
        elif not isinstance(entry, str) and word in entry:
            path.append(word)
        elif word != "help" or path:
            arguments.append(word)
    return path, arguments, waiting


def _entry(table: Table, path: Sequence[str]) -> str | Table:
    entry: Any = table
    for name in path:
        entry = entry[name]
    return entry  # type: ignore[no-any-return]


def _params(path: Sequence[str], entry: str) -> list[Any]:
    from repbook.cli.shell import load

    module, _, function = entry.partition(":")
    return [param for param in load(f"repbook.cli.{module}", function, path[-1]).params if not getattr(param, "hidden", False)]


def _metavar(option: str, params: Sequence[Any]) -> str:
    """What the value of an option is called; empty for a flag, for `--csv`, whose file is its own affair, and for what is unknown."""
    found = next((param for param in params if option in param.opts), None)
    if found is None:
        return _GLOBAL_VALUES.get(option, "")
    return "" if found.is_flag else str(found.metavar)


def _values(metavar: str, current: str, words: Sequence[str], whose: str | None) -> list[str]:
    """The values that go by a name such as KIND or CUSTOMER; contacts of the customer that is named on the line, if one is."""
    from repbook import terms

    if metavar in ("FILE", "PATH"):
        return [FILES]
    if metavar in ("CUSTOMER", "CONTACT"):
        return _people(metavar, current, words, whose)
    if metavar == "SHELL":
        return list(SCRIPTS)
    if metavar == "LANG":
        return ["en", "zh"]
    if metavar == "RULE":
        from repbook.rules import RULES

        return [rule.name for rule in RULES]
    if metavar == "TIER":
        return [tier.key for tier in terms.DEFAULT_TIERS]
    known = getattr(terms, metavar.capitalize(), ())
    return [str(one.value) for one in known] if metavar in ("KIND", "OUTCOME", "PURPOSE", "MOOD", "STATUS", "ROLE", "ACTION") else []


def _people(metavar: str, current: str, words: Sequence[str], whose: str | None) -> list[str]:
    """Handles out of the book in use, which is only read."""
    import os
    from itertools import pairwise

    from repbook.cli.run import default_path
    from repbook.store import completion
    from repbook.store.book import connect

    named = [after for option, after in pairwise(words) if option == "--book"]
    path = os.path.expanduser(named[-1]) if named else os.environ.get("REPBOOK_BOOK") or default_path()
    book = connect(path, writing=False, silent=True)
    try:
        if metavar == "CONTACT" and whose is not None:
            return completion.contacts_at(book.db, current, whose)
        return completion.handles(book.db, current, completion.CONTACTS if metavar == "CONTACT" else completion.CUSTOMERS)
    finally:
        book.close()
