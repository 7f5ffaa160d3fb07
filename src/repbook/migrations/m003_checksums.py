"""A checksum of every row, so that a letter that is another one now does not pass for what was written."""

from __future__ import annotations

from collections.abc import Mapping

SQL = """
CREATE TABLE checksum (
    row_table TEXT NOT NULL,
    block INTEGER NOT NULL,
    sums BLOB NOT NULL,
    PRIMARY KEY (row_table, block)
) WITHOUT ROWID;
"""

JOURNALED: Mapping[str, str] = {}
"""As in the first migration. (The sums are computed by `store.sums` in the transaction of the migration.)"""
