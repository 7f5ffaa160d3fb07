"""What the documents say is what the program does: blocks replayed, rules, settings, commands and reports all there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from repbook.cli import COMMANDS
from repbook.policy import SETTINGS, TIER_SETTINGS
from repbook.reports import REPORTS
from repbook.rules import RULES
from tests.docs import BLOCK, ROOT, command_names, documents, generated, replayed

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


def test_commands_rules_and_settings_stand_in_the_readme_as_they_are() -> None:
    """Every command, rule and setting has its row or section, made from the program itself."""
    assert generated(README) == README
    assert re.findall(r"^### (.*)$", README, re.M) == [rule.name for rule in RULES]
    for name in command_names(COMMANDS):
        assert f"| `{name}` |" in README
    for key in (*SETTINGS, *TIER_SETTINGS):
        assert f"| `{key}` |" in README


def test_every_report_is_documented() -> None:
    """Each under a heading of its own in the part on reports, and nothing else."""
    part = re.search(r"^## Reports$\n(.*?)(?=^## )", README, re.M | re.S)
    assert part
    assert re.findall(r"^#### report (.*)$", part[1], re.M) == list(REPORTS) == list(COMMANDS["report"])
    for text in re.split(r"^#### .*$", part[1], flags=re.M)[1:]:
        assert len(text.split()) >= 20
