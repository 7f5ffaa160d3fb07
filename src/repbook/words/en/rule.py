"""What each rule asks for, where a language says it in other words than the rule's docstring."""

from __future__ import annotations

TEXT: dict[str, str] = {}
