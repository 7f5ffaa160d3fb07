"""Whether word was kept: promises of both sides, and complaints with their clocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from repbook.reports.base import Period, Report, columns, in_order, median, share
from repbook.rules.asking import Ask
from repbook.terms import Day


class Promised(NamedTuple):
    """A promise made by the period's last day; kept or dropped by then, or open."""

    tier: str
    theirs: bool
    made: Day
    by: Day
    kept: Day | None = None
    dropped: Day | None = None


PROMISE_COLUMNS = columns(
    "row:row whose:whose tier:tier promised kept kept_in_time kept_late dropped open overdue kept_share:share days_late_median"
)


def promises(facts: Iterable[Promised], ask: Ask, period: Period) -> Report:
    """What was promised in a period and became of it, mine and theirs, by tier, with a total of each.

    - promised, kept, dropped: on a day of the period; kept_in_time: through the day it was promised for, kept_late: after.
    - open: neither kept nor dropped on the period's last day, whenever made; overdue: those whose day has passed.
    - kept_share: kept in time, of those kept in the period and those overdue; empty where there are none. A dropped one broke no word.
    - days_late_median: of those kept late and those overdue.
    """
    found = [one for one in facts if _matters(one, period)]
    rows, totals = [], []
    for theirs in (False, True):
        some = [one for one in found if one.theirs == theirs]
        whose = "theirs" if theirs else "mine"
        for tier in in_order(ask.policy.tiers, {one.tier for one in some}):
            rows.append(_promise_row("tier", whose, tier, [one for one in some if one.tier == tier], period))
        if some:
            totals.append(_promise_row("total", whose, "total", some, period))
    return Report(PROMISE_COLUMNS, [*rows, *totals], totals=len(totals))


def _matters(one: Promised, period: Period) -> bool:
    """Whether anything happened to it in the period, or it was open at its end."""
    return any(period.holds(day) for day in (one.made, one.kept, one.dropped)) or (one.kept is None and one.dropped is None)


def _promise_row(name: str, whose: str, tier: str, some: Sequence[Promised], period: Period) -> tuple[Any, ...]:
    kept = [one.kept - one.by for one in some if one.kept is not None and period.holds(one.kept)]
    late = [days for days in kept if days > 0]
    open_ = [one for one in some if one.kept is None and one.dropped is None]
    overdue = [period.last - one.by for one in open_ if one.by < period.last]
    in_time = len(kept) - len(late)
    return (
        name, whose, tier, sum(period.holds(one.made) for one in some), len(kept), in_time, len(late),
        sum(period.holds(one.dropped) for one in some), len(open_), len(overdue),
        _of(in_time, len(kept) + len(overdue)), median([*late, *overdue]),
    )  # fmt: skip


class Complained(NamedTuple):
    """A complaint opened by the period's last day, with its stages reached by then; a later one implies the earlier."""

    tier: str
    severity: int
    cause: str
    opened: Day
    answered: Day | None = None
    solved: Day | None = None


COMPLAINT_COLUMNS = columns(
    "row:row severity:id cause:cause tier:tier opened answered answered_in_time answered_share:share answer_days_median"
    " solved solved_in_time solved_share:share solve_days_median open overdue"
)


class _Timed(NamedTuple):
    """A complaint with the days by which its tier wants it answered and solved."""

    one: Complained
    answer_by: Day
    solve_by: Day


def complaints(facts: Iterable[Complained], ask: Ask, period: Period) -> Report:
    """What was complained of in a period and how soon it was put right, by severity, by cause and by tier; a total.

    - opened, answered, solved: on a day of the period; a later stage implies the earlier. …_in_time: within the tier's
      `complaint_answer` and `complaint_solve` working days of the opening; …_share: of those answered, solved.
    - answer_days_median, solve_days_median: from the opening, in calendar days.
    - open: not solved on the period's last day, whenever opened; overdue: those past the day for the next step, the answer or the solution.
    """
    found = [_timed(one, ask) for one in facts if _is_of(one, period)]
    rows = []
    for severity in sorted({timed.one.severity for timed in found}):
        rows.append(_complaint_row(("severity", severity, None, None), [x for x in found if x.one.severity == severity], period))
    for cause in sorted({timed.one.cause for timed in found}):
        rows.append(_complaint_row(("cause", None, cause, None), [x for x in found if x.one.cause == cause], period))
    for tier in in_order(ask.policy.tiers, {timed.one.tier for timed in found}):
        rows.append(_complaint_row(("tier", None, None, tier), [x for x in found if x.one.tier == tier], period))
    if found:
        rows.append(_complaint_row(("total", None, None, "total"), found, period))
    return Report(COMPLAINT_COLUMNS, rows, totals=min(1, len(rows)))


def _is_of(one: Complained, period: Period) -> bool:
    """Whether anything happened to it in the period, or it was open at its end."""
    return one.solved is None or any(period.holds(day) for day in (one.opened, one.answered, one.solved))


def _timed(one: Complained, ask: Ask) -> _Timed:
    tier = ask.policy.tiers.get(one.tier) or ask.policy.tiers[ask.policy.default_tier]
    return _Timed(one, ask.calendar.add(one.opened, tier.complaint_answer), ask.calendar.add(one.opened, tier.complaint_solve))


def _complaint_row(labels: tuple[Any, ...], some: Sequence[_Timed], period: Period) -> tuple[Any, ...]:
    answered = [(x.one.answered, x) for x in some if x.one.answered is not None and period.holds(x.one.answered)]
    solved = [(x.one.solved, x) for x in some if x.one.solved is not None and period.holds(x.one.solved)]
    answered_in_time = sum(day <= x.answer_by for day, x in answered)
    solved_in_time = sum(day <= x.solve_by for day, x in solved)
    open_ = [x for x in some if x.one.solved is None]
    return (
        *labels, sum(period.holds(x.one.opened) for x in some),
        len(answered), answered_in_time, _of(answered_in_time, len(answered)), median([day - x.one.opened for day, x in answered]),
        len(solved), solved_in_time, _of(solved_in_time, len(solved)), median([day - x.one.opened for day, x in solved]),
        len(open_), sum(period.last > (x.answer_by if x.one.answered is None else x.solve_by) for x in open_),
    )  # fmt: skip


def _of(part: int, whole: int) -> float | None:
    """A part of a whole; None where nothing came up that a word could have been kept in: that is no 0 %."""
    return share(part, whole) if whole else None
