"""What the documents say is what the program does: blocks replayed, rules, settings, commands and reports all there."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from repbook import words
from repbook.cli import COMMANDS
from repbook.policy import SETTINGS, TIER_SETTINGS, allowed, to_rows
from repbook.reports import REPORTS
from repbook.rules import RULES
from repbook.terms import DEFAULT_TIERS, Policy
from tests.docs import BLOCK, ROOT, documents, replayed

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.name))
def test_every_console_block_says_what_the_program_says(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert BLOCK.search(text)
    assert replayed(text, path.name) == text


def test_the_readme_opens_with_the_two_commands() -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```$", README, re.M | re.S)
    assert blocks[0].count("\n") == 1
    assert "repbook --demo due" in blocks[0]
    assert blocks[1].count("\n") == 1
    assert "pytest" in blocks[1]


def names(table: object, path: str = "") -> list[str]:
    if not isinstance(table, dict):
        return [path.strip()]
    return [name for key, entry in table.items() for name in names(entry, f"{path} {key}")]


def test_every_command_is_documented() -> None:
    missing = [name for name in names(COMMANDS) if not re.search(rf"`repbook {name}[ `]", README) and f"| `{name}" not in README]
    assert missing == []


def rule_sections() -> dict[str, str]:
    found = re.findall(r"^### ([a-z-]+)\n\n(.*?)(?=^#|\Z)", README, re.M | re.S)
    return {name: " ".join(text.split()) for name, text in found}


def test_every_rule_has_the_section_its_docstring_is() -> None:
    sections = rule_sections()
    assert list(sections) == [rule.name for rule in RULES]
    for rule in RULES:
        assert sections[rule.name] == " ".join(inspect.cleandoc(rule.function.__doc__ or "").split()), rule.name


def test_every_setting_is_in_the_table_of_the_readme() -> None:
    words.use("en")
    rows = to_rows(Policy())
    for key, expected in SETTINGS.items():
        assert f"| `{key}` | {rows[key] or '–'} | {allowed(expected, [t.key for t in DEFAULT_TIERS], ['…'])} |" in README, key
    for name in TIER_SETTINGS:
        assert f"| `{name}` |" in README, name


def test_every_report_is_documented() -> None:
    for name, _ in REPORTS:
        assert f"report {name}" in README
