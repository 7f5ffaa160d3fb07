"""October 2026 as the period of a report: the days at its ends, what is asked, and what was answered by its columns."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from repbook.reports import Period, Report
from repbook.terms import Tier, day_of
from tests.book import ask, policy

FIRST, LAST = day_of("2026-10-01"), day_of("2026-10-31")
OCTOBER = Period(FIRST, LAST)
BEFORE, AFTER = FIRST - 1, LAST + 1
ASK = ask("2026-11-22", policy(Tier("steady", 10, 30, Decimal(0), complaint_answer=1, complaint_solve=3, gift_ceiling=10000)))


def cells(report: Report) -> list[dict[str, Any]]:
    """Each row by its columns."""
    return [dict(zip((column.key for column in report.columns), row, strict=True)) for row in report.rows]


def rows(report: Report, kind: str) -> list[dict[str, Any]]:
    """The rows of one kind."""
    return [row for row in cells(report) if row["row"] == kind]


def total(report: Report) -> dict[str, Any]:
    """The last row."""
    return cells(report)[-1]
