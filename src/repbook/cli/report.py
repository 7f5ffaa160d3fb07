"""`repbook report ...`: what a period came to, tier by tier and otherwise, for the rep and for the boss."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repbook.cli.options import Csv, Json
from repbook.cli.run import emit, run
from repbook.errors import BadInput, Refused
from repbook.terms import Day

if TYPE_CHECKING:
    from repbook.render.tables import Table
    from repbook.reports import Period, Report

SPAN = 90
"""How many days a report counts when no period is named."""

SCREEN = (
    "tier active touched_share calls calls_wanted visits visits_wanted greetings cadence_kept overdue_now",
    "tier customers new lost minutes minutes_share orders amount amount_share",
)
"""What a screen of 80 columns shows of the tier report: care, then time and money."""


def tiers(
    start: Annotated[str | None, typer.Option("--from", metavar="DATE", help="from")] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="DATE", help="to")] = None,
    month: Annotated[str | None, typer.Option("--month", metavar="YYYY-MM", help="month")] = None,
    quarter: Annotated[str | None, typer.Option("--quarter", metavar="YYYYQn", help="quarter")] = None,
    as_json: Json = False,
    csv: Csv = None,
) -> None:
    """What each tier got and gave, next to what its cadence wanted."""
    from repbook import reports
    from repbook.render import out
    from repbook.rules.asking import Ask
    from repbook.store import policy as settings
    from repbook.store import report_facts
    from repbook.words import t

    period = read_period(run.today, start, end, month, quarter)
    with run.reading() as book:
        policy = settings.read(book.db)
        ask = Ask(policy, settings.calendar(book.db, policy), run.today)
        report = reports.tiers(report_facts.load(book.db, period, run.today), ask, period)
    if as_json or csv is not None:
        emit(_table(report, period), as_json, csv)
        return
    out.talk(t("say.report_period", first=period.first, last=period.last, n=period.last - period.first + 1))
    for at, keys in enumerate(SCREEN):
        if at:
            out.say("")
        emit(_table(report, period, keys.split()))
    out.talk(t("say.report_tiers_legend"))


def _table(report: Report, period: Period, keys: Sequence[str] = ()) -> Table:
    """A report as a table, whole or only the columns of these keys, in their order."""
    from repbook.render.tables import Column, Table
    from repbook.terms import iso

    places = {column.key: at for at, column in enumerate(report.columns)}
    chosen = [report.columns[places[key]] for key in keys or places]
    columns = [Column(column.key, "word:tier" if column.kind == "tier" else column.kind) for column in chosen]
    rows: list[Sequence[Any]] = [[_cell(row[places[column.key]]) for column in chosen] for row in report.rows]
    return Table(columns, rows, totals=report.totals, extra={"from": iso(period.first), "to": iso(period.last)})


def _cell(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def read_period(today: Day, start: str | None, end: str | None, month: str | None, quarter: str | None) -> Period:
    """The days a report counts: named one way or not at all, at most up to today, which is said when it cuts something off.

    BadInput for two ways at once, for what names no period and for one that ends before it begins; Refused for one that
    has not begun.
    """
    from repbook.reports import Period

    if sum((start is not None or end is not None, month is not None, quarter is not None)) > 1:
        raise BadInput("period_mixed")
    if month is not None:
        first, last = _month(month)
    elif quarter is not None:
        first, last = _quarter(quarter)
    else:
        first, last = _from_to(today, start, end)
    if first > today:
        raise Refused("period_ahead", first=first)
    if last > today:
        from repbook.render import out
        from repbook.words import t

        out.talk(t("say.report_cut", today=today))
    return Period(first, min(last, today))


def _from_to(today: Day, start: str | None, end: str | None) -> tuple[Day, Day]:
    from repbook.calendar.dates import parse_date

    last = parse_date(end, today) if end is not None else today
    first = parse_date(start, today) if start is not None else last - SPAN + 1
    if end is not None and first > last:
        raise BadInput("period_backwards", first=first, last=last)
    return first, last


def _month(text: str) -> tuple[Day, Day]:
    """The days of YYYY-MM."""
    year, sign, number = text.strip().partition("-")
    if not sign or not _is_year(year) or len(number) != 2 or not number.isascii() or not number.isdigit() or not 1 <= int(number) <= 12:
        raise BadInput("bad_month", text=text)
    return _months(int(year), int(number), int(number))


def _quarter(text: str) -> tuple[Day, Day]:
    """The days of YYYYQn."""
    year, sign, number = text.strip().upper().partition("Q")
    if not sign or not _is_year(year) or number not in ("1", "2", "3", "4"):
        raise BadInput("bad_quarter", text=text)
    return _months(int(year), 3 * int(number) - 2, 3 * int(number))


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit() and int(text) >= 1900


def _months(year: int, first: int, last: int) -> tuple[Day, Day]:
    """From the first day of one month to the last of another."""
    from datetime import date

    from repbook.calendar.dates import add_months

    return date(year, first, 1).toordinal(), add_months(date(year, 1, 31).toordinal(), last - 1)
