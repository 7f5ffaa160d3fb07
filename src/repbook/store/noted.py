"""Rows as the journal writes them down: JSON objects by column, in which every value of SQLite comes back as it was."""

from __future__ import annotations

import json
from collections.abc import Iterable
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


def sql(row: str, columns: Iterable[str]) -> str:
    """SQL for the text of a row, OLD or NEW, of a trigger; as it is with line breaks and other signs that JSON wants escaped.

    No function of Python's may be called there: a Ctrl-C inside one would be told as a fault of the statement.
    """
    return "'{' || " + " || ',' || ".join(_member(name, f'{row}."{name}"') for name in columns) + " || '}'"


def _member(name: str, cell: str) -> str:
    escaped = f"replace(replace({cell}, '\\', '\\\\'), '\"', '\\\"')"
    real = f"replace(printf('%!.17g', {cell}), 'Inf', 'Infinity')"
    return (
        f"'\"{name}\":' || CASE typeof({cell}) WHEN 'text' THEN '\"' || {escaped} || '\"' WHEN 'null' THEN 'null'"
        f" WHEN 'blob' THEN '{{\"{_BYTES}\":\"' || hex({cell}) || '\"}}' WHEN 'real' THEN {real} ELSE {cell} END"
    )


def rows(written: str) -> Any:
    """What `text` or `sql` wrote, or the triggers that older books had in the file; ValueError for anything else."""
    return _decode(written)
