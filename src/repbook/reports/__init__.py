"""Reports: one pure function each, from facts of a period to columns and typed rows, without a word of layout.

All of them leave archived customers out and read status, tier and policy as they are now, for these keep no history;
facts after the period's last day are not known to them. A customer is active by its status, or as a prospect with an
order. Of all but `tiers` the first column, `row`, says what a row is of; a book with nothing to tell has no rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from repbook.reports.base import Column, Period, Report
from repbook.reports.care import attainment, coverage
from repbook.reports.sales import concentration, dormant, referrals
from repbook.reports.tier import Customer, tiers
from repbook.reports.word import complaints, promises
from repbook.reports.work import activity, gifts
from repbook.rules.asking import Ask

REPORTS: Mapping[str, Callable[[Any, Ask, Period], Report]] = {
    report.__name__: report
    for report in (tiers, activity, coverage, attainment, gifts, promises, complaints, dormant, referrals, concentration)
}
"""Every report by its name; the facts that each reads are named by its function."""

__all__ = ["REPORTS", "Column", "Customer", "Period", "Report", "tiers"]
