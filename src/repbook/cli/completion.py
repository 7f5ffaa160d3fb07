"""Completion in bash, zsh and fish: the scripts, and what they are told to offer.

The shells ask `repbook --complete WORD...` and take nothing but words of letters, digits, `-`, `_`, `.` and `#`: a customer's
name can hold what a shell would run, so only handles are offered, and Chinese names of word characters alone to whoever
begins to type one. A lone `:` stands for the shell's own file names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from repbook.cli.offers import FILES, SHELLS, Line, values
from repbook.errors import BadInput

if TYPE_CHECKING:
    from repbook.cli.help import Table

_BASH = """\
# repbook in bash; put this into ~/.local/share/bash-completion/completions/repbook
_repbook() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ $line == : ]]; then
            compopt -o default
        elif [[ -n $line && $line != *[![:alnum:]#._-]* ]]; then
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
        elif [[ -n $line && $line != *[^[:alnum:]#._-]* ]]; then
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

_FISH = r"""\
# repbook in fish; put this into ~/.config/fish/completions/repbook.fish
function __repbook_complete
    set -l before (commandline -opc)
    set -e before[1]
    set -l current (commandline -ct)
    for line in (command repbook --complete $before "$current" 2>/dev/null </dev/null)
        if test "$line" = :
            __fish_complete_path "$current"
        else if string match -qr '^[\p{L}\p{N}#._-]+$' -- $line
            echo $line
        end
    end
end
complete -c repbook -f -a '(__repbook_complete)'
"""

SCRIPTS = dict(zip(SHELLS, (_BASH, _ZSH, _FISH), strict=True))

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
        found = _offers([word for word in words if word != "="] or [""], table)
    except Exception:
        return []
    return [word for word in found if word.isascii() or _says_all()]


def _says_all() -> bool:
    """Whether the output says Chinese in bytes of which none is a letter or sign of ASCII, as some are in GBK."""
    import sys

    return sys.stdout.encoding.lower().replace("-", "") == "utf8"


def _offers(words: list[str], table: Table) -> list[str]:
    *before, current = words
    path, arguments, waiting = _place(before, table)
    entry = _entry(table, path)
    params = _params(path, entry) if isinstance(entry, str) else []
    places = [param for param in params if param.param_type_name == "argument"]
    whose = next((word for param, word in zip(places, arguments, strict=False) if param.metavar == "CUSTOMER"), None)
    line = Line(tuple(path), current, tuple(words), whose)
    if waiting is not None:
        found = values(_metavar(waiting, params), line)
    elif current.startswith("-") and "--" not in before:
        found = [opt for param in params for opt in (*param.opts, *param.secondary_opts) if opt.startswith("--")] + _GLOBALS
    elif isinstance(entry, str):
        found = values(places[len(arguments)].metavar, line) if len(arguments) < len(places) else []
    else:
        found = [] if arguments else [*entry, *(["help"] if not path else [])]
    return [word for word in found if word.startswith(current) or word == FILES]


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
