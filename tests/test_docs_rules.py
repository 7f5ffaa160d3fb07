"""README tells of every rule under its own name."""

from __future__ import annotations

import re

import pytest

from tests.docs import ROOT
from tests.test_rules_book import RULE_NAMES


def sections() -> dict[str, str]:
    """The `### rule-name` sections of README's part "The rules", with their text."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    part = re.search(r"^## The rules$\n(.*?)(?=^## |\Z)", readme, re.M | re.S)
    pieces = re.split(r"^### (.+)$", part[1], flags=re.M)[1:] if part else []
    return dict(zip(pieces[::2], pieces[1::2], strict=True))


@pytest.mark.parametrize("rule", RULE_NAMES)
def test_readme_has_a_section_for_the_rule(rule: str) -> None:
    assert len(sections().get(rule, "").split()) >= 10, f"README says nothing of {rule}"


def test_readme_has_no_section_for_a_rule_that_is_none() -> None:
    assert set(sections()) <= set(RULE_NAMES)
