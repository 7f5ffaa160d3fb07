"""Rows as the journal writes them down: JSON objects by column, in which every value of SQLite comes back as it was."""

from __future__ import annotations

import json
from typing import Any

_BYTES = "bytes"  # the only key of what stands for bytes, which JSON has not; a row has its id and its uid besides


def _hex(value: bytes) -> dict[str, str]:
    return {_BYTES: value.hex()}


def _whole(found: dict[str, Any]) -> Any:
    return bytes.fromhex(found[_BYTES]) if len(found) == 1 and _BYTES in found else found


_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), default=_hex).encode
_decode = json.JSONDecoder(strict=False, object_hook=_whole).decode


def text(rows: Any) -> str:
    """A row, a dict by column, or a list of them as text."""
    return _encode(rows)


def rows(written: str) -> Any:
    """What `text` wrote, or the triggers that older books had in the file, who let line breaks stand; ValueError for anything else."""
    return _decode(written)
