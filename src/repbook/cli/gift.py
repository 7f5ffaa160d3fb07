"""`repbook gift`: what was given, to whom, and what it cost."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from repbook.cli import warnings_, whom
from repbook.cli.files import emit
from repbook.cli.options import Csv, Json, Limit
from repbook.cli.run import run
from repbook.words import t

if TYPE_CHECKING:
    from repbook.store.gifts import Spent


def list_(
    customer: Annotated[str | None, typer.Argument(metavar="CUSTOMER", help="customer")] = None,
    as_json: Json = False,
    csv: Csv = None,
    limit: Limit = None,
) -> None:
    """List gifts, newest first, of one customer or of all."""
    from repbook.render.tables import Column, Table
    from repbook.store import gifts

    year = date.fromordinal(run.today).year
    with run.reading() as book:
        one = whom.of(book.db, customer)
        found, spent = gifts.listing(book.db, one), warnings_.spent(book.db, year, one)
    columns = [
        Column("id", "id"), Column("on", "day"), Column("customer"), Column("customer_id", "id"), Column("contact"), Column("gift"),
        Column("cost", "money"), Column("origin"), Column("for", "meant"), Column("in", "flag"), Column("mass", "flag"),
    ]  # fmt: skip
    hidden = ["id", "customer_id", *(["customer"] if customer else [])]
    totals = [one._asdict() | {"cost": one.cost / 100, "ceiling": ceiling / 100} for one, ceiling in spent]
    emit(
        Table(columns, found, empty="say.no_gifts", chosen=[customer] if customer else [], hidden=hidden, extra={"totals": totals}),
        as_json,
        csv,
        limit,
    )
    if not as_json and csv is None:
        _say_totals(spent, year, one is not None)


def _say_totals(spent: list[tuple[Spent, int]], year: int, alone: bool) -> None:
    """Under the list: what the year's gifts cost of what the tier allows; of many customers those over it."""
    from repbook.render import out

    if alone:
        for one, ceiling in spent:
            out.say(t("say.gifts_of_year", year=year, cost=one.cost, ceiling=ceiling, tier=one.tier))
        return
    over = [t("say.gifts_over_name", name=one.customer, cost=one.cost, ceiling=ceiling) for one, ceiling in spent if one.cost > ceiling]
    if over:
        out.talk(t("say.gifts_over", year=year, names=t("due.list_comma").join(over)))
