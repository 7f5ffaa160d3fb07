"""The policy as a text to edit: one `key = value` a line, each under what it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from repbook.words import t


class Line(NamedTuple):
    """One setting as somebody wrote it; an empty key where the line has no `=`."""

    number: int
    key: str
    value: str


def write(rows: Mapping[str, str], meaning: Callable[[str], str]) -> str:
    """All these settings in their order, those of tiers tier by tier."""
    lines = [f"# {text}" for text in t("policy.text").splitlines()]
    tier = ""
    for key, value in rows.items():
        owner = key.split(".")[1] if key.startswith("tier.") else ""
        if owner != tier:
            lines += ["", f"# ---- {owner} ----"]
            tier = owner
        lines += ["", f"# {meaning(key)}", f"{key} = {value}".rstrip()]
    return "\n".join(lines) + "\n"


def read(text: str) -> list[Line]:
    """The lines that say something; what begins with # and what is empty does not."""
    found = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        line = line.strip()
        if line and not line.startswith("#"):
            key, equals, value = line.partition("=")
            found.append(Line(number, key.strip() if equals else "", value.strip() if equals else line))
    return found
