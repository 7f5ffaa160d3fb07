"""`repbook history`: what happened, newest first."""

from __future__ import annotations

from typing import Annotated

import typer

from repbook.cli import whom
from repbook.cli.files import emit
from repbook.cli.options import Csv, Json, Limit
from repbook.cli.run import run

SCREENFUL = 30


def history(
    customer: Annotated[str | None, typer.Argument(metavar="CUSTOMER", help="customer")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="since")] = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="KIND", help="kind_filter")] = None,
    limit: Limit = None,
    as_json: Json = False,
    csv: Csv = None,
) -> None:
    """List touches, of one customer or of all; a screen shows the last ones and counts the rest."""
    from repbook import values
    from repbook.calendar.dates import parse_date
    from repbook.render import out
    from repbook.render.tables import Column, Table
    from repbook.store import touches
    from repbook.terms import day_of, iso
    from repbook.words import t, word

    first = parse_date(since, run.today) if since else 1
    wanted = values.kind(kind) if kind else None
    with run.reading() as book:
        rows = touches.history(book.db, whom.of(book.db, customer), iso(first), "9999-12-31", wanted)
    columns = [
        Column("id", "id"), Column("on", "day"), Column("customer"), Column("kind", "word:kind"), Column("contact"),
        Column("outcome", "word:outcome"), Column("purpose", "word:purpose"), Column("mood", "word:mood"), Column("minutes", "count"),
        Column("in", "flag"), Column("mass", "flag"), Column("for", "meant"), Column("gift"), Column("cost", "money"),
        Column("origin"), Column("note"),
    ]  # fmt: skip
    cells = [[row[0], day_of(row[1]), *row[2:4], row[4] or "", *row[5:9], bool(row[9]), bool(row[10]), *row[11:]] for row in rows]
    on_screen = not as_json and csv is None and limit is None and out.on_terminal()
    hidden = ["id", "purpose", "minutes", "origin", *(["customer"] if customer else [])]
    if not as_json and csv is None:
        cells = [[*row[:5], "" if row[5] == "done" else row[5], *row[6:]] for row in cells]
    shown = cells[:SCREENFUL] if on_screen else cells
    chosen = [customer or "", t("say.since_day", day=first) if since else "", word("kind", wanted) if wanted else ""]
    table = Table(columns, shown, empty="say.no_history", chosen=[text for text in chosen if text], hidden=hidden)
    emit(table, as_json, csv, limit)
    if len(shown) < len(cells):
        out.talk(t("say.more_rows", n=len(cells) - len(shown)))
