"""`repbook report ...`: what a period came to, tier by tier and otherwise, for the rep and for the boss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TypeAlias

import typer

from repbook.cli.files import emit
from repbook.cli.options import Csv, Json
from repbook.cli.period import read_period
from repbook.cli.run import run

if TYPE_CHECKING:
    from repbook.render.tables import Table
    from repbook.reports import Period, Report

From: TypeAlias = Annotated[str | None, typer.Option("--from", metavar="DATE", help="from")]
To: TypeAlias = Annotated[str | None, typer.Option("--to", metavar="DATE", help="to")]
Month: TypeAlias = Annotated[str | None, typer.Option("--month", metavar="YYYY-MM", help="month")]
Quarter: TypeAlias = Annotated[str | None, typer.Option("--quarter", metavar="YYYYQn", help="quarter")]

MOST = 20
"""How many customers a screen names; the files have all."""


class Part(NamedTuple):
    """A part of a screen: its columns, and the kinds of row it shows (all of them where none is named)."""

    columns: str
    rows: str = ""


SCREENS = {
    "tiers": (
        Part("tier active touched_share calls calls_wanted visits visits_wanted greetings cadence_kept overdue_now"),
        Part("tier customers new lost minutes minutes_share orders amount amount_share"),
    ),
    "activity": (
        Part("row from touches done no_answer refused reached days minutes"),
        Part("row from calls visits messages greetings gifts help mass theirs"),
        Part("row from mood_good mood_ok mood_bad purpose_care purpose_business purpose_value purpose_promo purpose_referral"),
    ),
    "coverage": (
        Part("tier active touched_share untouched visited_share unvisited", "tier total"),
        Part("area active touched_share untouched visited_share unvisited", "area"),
        Part("tier names", "tier"),
    ),
    "attainment": (
        Part("tier customers met calls_done calls_wanted calls_attained visits_done visits_wanted visits_attained attained", "tier total"),
        Part("customer tier calls_done calls_wanted calls_attained visits_done visits_wanted visits_attained attained", "customer"),
    ),
    "gifts": (
        Part("year tier customers gifts cost cost_year ceiling ceiling_share over", "tier total"),
        Part("year customer tier gifts received cost cost_year ceiling ceiling_share", "customer"),
    ),
    "promises": (Part("whose tier promised kept_in_time kept_late dropped open overdue days_late_median kept_share"),),
    "complaints": (
        Part("severity opened answered answered_share answer_days_median solved solved_share solve_days_median open overdue", "severity"),
        Part("cause opened answered answered_share answer_days_median solved solved_share solve_days_median open overdue", "cause"),
        Part("tier opened answered answered_share answer_days_median solved solved_share solve_days_median open overdue", "tier total"),
    ),
    "dormant": (
        Part("tier customers orders year_before year_now value_lost", "tier total"),
        Part("customer tier last_touch last_order value_lost", "customer"),
    ),
    "referrals": (
        Part("customer tier referred new active orders amount amount_ever", "customer total"),
        Part("customer names", "customer"),
    ),
    "concentration": (
        Part("abc customers customers_share orders amount amount_share cumulative_amount", "class"),
        Part("tier customers customers_share orders amount amount_share", "tier total"),
        Part("rank customer tier abc orders amount amount_share cumulative_amount", "customer"),
    ),
}
"""What a screen of 80 columns shows of each report, part by part."""


def _report(name: str) -> Callable[..., None]:
    """The command of one report; all of them take the same words."""

    def command(
        start: From = None, end: To = None, month: Month = None, quarter: Quarter = None, as_json: Json = False, csv: Csv = None
    ) -> None:
        _show(name, read_period(run.today, start, end, month, quarter), as_json, csv)

    return command


tiers = _report("tiers")
activity = _report("activity")
coverage = _report("coverage")
attainment = _report("attainment")
gifts = _report("gifts")
promises = _report("promises")
complaints = _report("complaints")
dormant = _report("dormant")
referrals = _report("referrals")
concentration = _report("concentration")


def _show(name: str, period: Period, as_json: bool, csv: str | None) -> None:
    from repbook.render import out
    from repbook.words import t

    report = _made(name, period)
    screen = not as_json and csv is None
    if screen and report.rows:
        out.talk(t("say.report_period", first=period.first, last=period.last, n=period.last - period.first + 1))
        _put_screen(name, report, period)
        out.legend(t(f"say.report_{name}_legend"))
    elif not screen:
        emit(_table(report, period), as_json, csv)
    if not report.rows and not run.missing:
        out.talk(t(f"say.report_{name}_empty"))


def _made(name: str, period: Period) -> Report:
    from repbook.reports import REPORTS
    from repbook.rules.asking import Ask
    from repbook.store import policy as settings
    from repbook.store import report_facts

    with run.reading() as book:
        policy = settings.read(book.db)
        ask = Ask(policy, settings.calendar(book.db, policy), run.today)
        return REPORTS[name](report_facts.FACTS[name](book.db, period, run.today), ask, period)


def _put_screen(name: str, report: Report, period: Period) -> None:
    """The parts of a screen, an empty line between them; what is too long for it is counted."""
    from repbook.render import out
    from repbook.words import t

    more = 0
    for at, part in enumerate(SCREENS[name]):
        chosen = _chosen(report, part.rows.split())
        named = [row for row in chosen.rows if row[0] == "customer"]
        more = max(more, len(named) - MOST)
        table = _table(chosen._replace(rows=[*named[:MOST], *chosen.rows[len(named) :]]), period, part.columns.split())
        if at and any(row[-1] != [] for row in table.rows):
            out.say("")
        if table.columns[-1].kind == "list":
            _put_names(table)
        elif table.rows:
            emit(table)
    if more > 0:
        out.talk(t("say.report_more", n=more))


def _put_names(table: Table) -> None:
    """Names behind what they belong to, wrapped: a first cell, some lines of names, the rest counted."""
    from repbook.render import out
    from repbook.words import t, word

    kind = table.columns[0].kind.removeprefix("word:")
    named = [(out.flat(word(kind, str(row[0]))), row) for row in table.rows if row[-1]]
    edge = max((out.cells(head) for head, _ in named), default=0)
    for head, row in named:
        said = t("due.list_comma").join(row[-1][:MOST]) + (
            " " + t("say.report_names_more", n=len(row[-1]) - MOST) if row[-1][MOST:] else ""
        )
        for at, line in enumerate(out.wrap(out.flat(said), max(20, out.width() - edge - 2))):
            out.say(f"{out.pad('' if at else head, edge)}  {line}")


def _chosen(report: Report, kinds: Sequence[str]) -> Report:
    """A report with the rows of these kinds alone; the totals are those that are left of them."""
    if not kinds:
        return report
    rows = [row for row in report.rows if row[0] in kinds]
    return report._replace(rows=rows, totals=sum(row[0] == "total" for row in rows))


def _table(report: Report, period: Period, keys: Sequence[str] = ()) -> Table:
    """A report as a table, whole or only the columns of these keys, in their order."""
    from repbook.render.tables import Column, Table
    from repbook.terms import iso

    places = {column.key: at for at, column in enumerate(report.columns)}
    chosen = [report.columns[places[key]] for key in keys or places]
    columns = [Column(column.key, f"word:{column.kind}" if column.kind in _WORDS else column.kind) for column in chosen]
    rows: list[Sequence[Any]] = [[_cell(row[places[column.key]]) for column in chosen] for row in report.rows]
    return Table(columns, rows, totals=report.totals, extra={"from": iso(period.first), "to": iso(period.last)})


_WORDS = ("tier", "row", "area", "whose", "cause", "abc")


def _cell(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value
