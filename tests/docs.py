"""The documents, run: every console block of README and examples is replayed; `python -m tests.docs` writes them anew.

A block opens with ```console. Lines that begin with `$ ` are commands, the lines after one are what it says, talk
and data as a screen would show them. The blocks of one document run one after the other in one empty home, in which
the documents' sample files lie; `repbook` runs in this process, with the day and the language that the block's
document asks for.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
TODAY = "2026-11-22"


def documents() -> list[Path]:
    """README and every walk-through of examples."""
    return [ROOT / "README.md", *sorted((ROOT / "examples").glob("*.md"))]


def replayed(text: str, name: str = "") -> str:
    """The document with what its commands say today."""
    with _home(name):
        return BLOCK.sub(lambda block: f"```console\n{_block(block[1])}```", text)


def _block(body: str) -> str:
    said = []
    for line in body.splitlines():
        if line.startswith("$ "):
            said.append(line + "\n" + _said(line[2:]))
    return "".join(said)


def _said(command: str) -> str:
    """What one line prints, stdout and stderr as they come."""
    from repbook.cli import main

    words = shlex.split(command)
    if words[0] != "repbook":
        raise ValueError(f"a console block may only run repbook: {command}")
    screen = io.StringIO()
    with contextlib.redirect_stdout(screen), contextlib.redirect_stderr(screen):
        main(words[1:])
    return "\n".join(line.rstrip() for line in screen.getvalue().splitlines()) + "\n" if screen.getvalue() else ""


@contextlib.contextmanager
def _home(name: str) -> Iterator[None]:
    """An empty home with the sample files, an English locale, and a fixed day; Chinese for a document named *.zh.md."""
    before, env = os.getcwd(), dict(os.environ)
    folder = tempfile.mkdtemp()
    try:
        for file in sorted((ROOT / "examples").glob("*.csv")):
            shutil.copy(file, folder)
        os.chdir(folder)
        for key in [key for key in os.environ if key.startswith(("REPBOOK", "XDG", "LC_", "LANG", "COLUMNS", "NO_COLOR"))]:
            del os.environ[key]
        os.environ |= {
            "HOME": folder,
            "REPBOOK_TODAY": TODAY,
            "REPBOOK_LANG": "zh" if ".zh." in name else "en",
            "REPBOOK_BOOK": "book.db",
            "COLUMNS": "80",
        }
        yield
    finally:
        os.chdir(before)
        os.environ.clear()
        os.environ.update(env)
        shutil.rmtree(folder)


def generated(text: str) -> str:
    """The document with its tables made from the program: commands, rules, settings."""
    from repbook import words

    words.use("en")
    parts = {"commands": _commands(), "rules": _rules(), "settings": _settings(), "tiers": _tiers()}
    for name, body in parts.items():
        text = re.sub(rf"(<!-- {name} -->\n).*?(<!-- end -->)", lambda found, body=body: found[1] + body + found[2], text, flags=re.S)
    return text


def _commands() -> str:
    from repbook.cli import COMMANDS
    from repbook.words import t

    rows = ["| command | what it does |", "|---|---|"]
    for name in command_names(COMMANDS):
        summary = t(f"help.{name.replace(' ', '.')}").split(". ")[0].rstrip(".").replace("|", "\\|")
        rows.append(f"| `{name}` | {summary} |")
    return "\n".join(rows) + "\n"


def command_names(table: Any, path: str = "") -> list[str]:
    """Every command of the table of contents, as it is typed."""
    if isinstance(table, str):
        return [path.strip()]
    return [name for key, entry in table.items() for name in command_names(entry, f"{path} {key}")]


def _rules() -> str:
    from repbook.rules import RULES

    return "\n".join(f"### {rule.name}\n\n{inspect.cleandoc(rule.function.__doc__ or '')}\n" for rule in RULES)


def _settings() -> str:
    from repbook.policy import SETTINGS, allowed, to_rows
    from repbook.terms import DEFAULT_TIERS, Policy
    from repbook.words import t

    values = to_rows(Policy())
    rows = ["| setting | default | allowed | meaning |", "|---|---|---|---|"]
    for key, expected in SETTINGS.items():
        can = allowed(expected, [tier.key for tier in DEFAULT_TIERS], ["…"])
        rows.append(f"| `{key}` | {values[key] or '–'} | {can} | {t(f'policy.{key}')} |")
    return "\n".join(rows) + "\n"


def _tiers() -> str:
    from repbook.policy import TIER_SETTINGS, to_rows
    from repbook.terms import DEFAULT_TIERS, Policy
    from repbook.words import t

    values = to_rows(Policy())
    keys = [tier.key for tier in DEFAULT_TIERS]
    rows = [f"| setting | {' | '.join(keys)} | meaning |", "|---|" + "---|" * (len(keys) + 1)]
    for name in TIER_SETTINGS:
        row = " | ".join(values[f"tier.{key}.{name}"] or "–" for key in keys)
        rows.append(f"| `{name}` | {row} | {t(f'policy.tier.{name}')} |")
    return "\n".join(rows) + "\n"


def main() -> None:
    """Write what the commands say, and the tables, into the documents."""
    for path in documents():
        text = path.read_text(encoding="utf-8")
        fresh = replayed(generated(text), path.name)
        if fresh != text:
            path.write_text(fresh, encoding="utf-8")
            sys.stdout.write(f"{path.name}: written anew\n")


if __name__ == "__main__":
    main()
