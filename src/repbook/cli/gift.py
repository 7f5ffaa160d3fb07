"""`repbook gift`: what was given, to whom, and what it cost."""

from __future__ import annotations

from typing import Annotated

import typer

from repbook.cli import whom
from repbook.cli.options import Csv, Json, Limit
from repbook.cli.run import emit, run


def list_(
    customer: Annotated[str | None, typer.Argument(metavar="CUSTOMER", help="customer")] = None,
    as_json: Json = False,
    csv: Csv = None,
    limit: Limit = None,
) -> None:
    """List gifts, newest first, of one customer or of all."""
    from repbook.render.tables import Column, Table
    from repbook.store import gifts

    with run.reading() as book:
        found = gifts.listing(book.db, whom.of(book.db, customer))
    columns = [
        Column("id", "id"), Column("on", "day"), Column("customer"), Column("customer_id", "id"), Column("contact"), Column("gift"),
        Column("cost", "money"), Column("origin"), Column("for"), Column("in", "flag"), Column("mass", "flag"),
    ]  # fmt: skip
    hidden = ["id", "customer_id", *(["customer"] if customer else [])]
    emit(Table(columns, found, empty="say.no_gifts", hidden=hidden), as_json, csv, limit)
