"""`repbook plan`: what fits the day, obligations first, then what is worth most in the time."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import typer

from repbook.cli.options import Area, Csv, Json
from repbook.cli.run import run
from repbook.errors import BadInput
from repbook.planning import Plan
from repbook.terms import Day

MOST_HOURS = 24
REST = 14
"""The longest holidays that a plan looks over, in days."""


def plan(
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="plan_on")] = None,
    hours: Annotated[str | None, typer.Option("--hours", metavar="N", help="plan_hours")] = None,
    area: Area = None,
    as_json: Json = False,
    csv: Csv = None,
) -> None:
    """Fit the lines of a day into its hours, and say what is left out."""
    from repbook import planning, rules
    from repbook.calendar.dates import parse_date
    from repbook.cli import areas
    from repbook.store import facts
    from repbook.store import policy as stored
    from repbook.store.nouns import within
    from repbook.values import area as path

    day = parse_date(on, run.today, "future") if on else run.today
    minutes = _minutes(hours) if hours else None
    asked = path(area) if area else ""
    with run.reading() as book:
        policy = stored.read(book.db)
        ask = rules.Ask(policy, stored.calendar(book.db, policy), day)
        accounts = [account for account in facts.load_due(book.db, day, policy, REST) if not asked or within(account.area, asked)]
        answer = planning.lines_of(accounts, ask)
        nowhere = areas.unknown(book.db, area)
    found = planning.plan(answer.lines, ask, policy.me_hours * 60 if minutes is None else minutes)
    _print(day, found, policy.travel_minutes, ask.calendar.workday(day), as_json, csv, nowhere)


def _minutes(hours: str) -> int:
    """Hours as typed, such as 6 or 4.5, in minutes."""
    from repbook.values import quantity

    try:
        minutes = Decimal(quantity(hours)) * 60
    except BadInput:
        raise BadInput("bad_hours", text=hours, most=MOST_HOURS) from None
    if not 0 <= minutes <= MOST_HOURS * 60:
        raise BadInput("bad_hours", text=hours, most=MOST_HOURS)
    return int(minutes)


def _print(day: Day, found: Plan, travel: int, workday: Day, as_json: bool, csv: str | None, nowhere: str | None) -> None:
    from repbook.render import out
    from repbook.render import plan as page
    from repbook.render.tables import print_json, write_csv
    from repbook.words import t

    if as_json:
        print_json(page.document(day, found, travel))
    elif csv is not None:
        write_csv(page.CSV_COLUMNS, page.csv_rows(found, travel), csv, run.replaces)
    elif found.stops or found.left_out:
        out.put(page.screen(day, found, travel))
    elif not nowhere:
        out.talk(t("plan.nothing", day=day))
    if nowhere:
        out.talk(nowhere)
    if workday != day:
        out.talk(t("plan.no_workday", day=day, next=workday))
