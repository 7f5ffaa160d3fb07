"""`repbook alert`: something bad hit an area, and everybody there gets a call."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

from repbook import values
from repbook.calendar.dates import parse_date
from repbook.cli.files import emit
from repbook.cli.options import Csv, Json, Limit
from repbook.cli.promise import said
from repbook.cli.run import run
from repbook.terms import NO_END
from repbook.words import t

Id: TypeAlias = Annotated[str, typer.Argument(metavar="ID", help="alert_id")]


def raise_(
    area: Annotated[str, typer.Argument(metavar="AREA", help="area")],
    reason: Annotated[str, typer.Argument(metavar="REASON", help="alert_reason")],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="alert_on")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="alert_until")] = None,
) -> None:
    """Raise an alert for an area."""
    where, why = values.area(area), said(reason)
    day = parse_date(on, run.today) if on is not None else run.today
    last = parse_date(until, run.today, "future") if until is not None else None
    from repbook.render import out
    from repbook.store import alerts, policy

    with run.writing("alert_raised", create=True, reason=why, area=where) as book:
        last = last if last is not None else min(day + policy.read(book.db).alert_days, NO_END)
        number = alerts.add(book.db, where, why, day, last)
        one = alerts.get(book.db, number)
    out.say(t("say.alert_raised", reason=why, area=where, day=day, last=last, id=number))
    out.talk("  " + t("say.alert_customers" if one.customers else "say.alert_nobody", n=one.customers, area=where))


def end(alert: Id, on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="alert_end")] = None) -> None:
    """End an alert: from that day on it is over."""
    from repbook.render import out
    from repbook.store import alerts, series

    day = parse_date(on, run.today) if on is not None else run.today
    with run.reading() as book:
        one = alerts.get(book.db, series.find(book.db, "alert", alert))
    with run.writing("alert_ended", reason=one.reason, area=one.area) as book:
        alerts.end(book.db, one.id, day)
    out.say(t("say.alert_ended", reason=one.reason, area=one.area, day=day, last=day - 1, id=one.id))
    out.talk("  " + t("say.alert_was_for" if one.customers else "say.alert_nobody", n=one.customers, area=one.area))


def list_(
    every: Annotated[bool, typer.Option("--all", help="alert_all")] = False,
    as_json: Json = False,
    csv: Csv = None,
    limit: Limit = None,
) -> None:
    """List alerts in force or still to come."""
    from repbook.render.tables import Column, Table
    from repbook.store import alerts

    with run.reading() as book:
        found = alerts.listing(book.db, None if every else run.today)
    columns = [
        Column("id", "id"), Column("area"), Column("reason"), Column("on", "day"), Column("until", "day"), Column("customers", "count"),
    ]  # fmt: skip
    emit(Table(columns, found, empty="say.no_alerts"), as_json, csv, limit)
