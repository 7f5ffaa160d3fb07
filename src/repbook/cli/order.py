"""`repbook order`: what customers bought."""

from __future__ import annotations

from typing import Annotated

import typer

from repbook import values
from repbook.calendar.dates import parse_date
from repbook.cli import fields, whom
from repbook.cli.files import emit
from repbook.cli.options import Csv, Customer, Json, Limit, OnPast
from repbook.cli.run import run
from repbook.words import t


def add(
    customer: Customer,
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="amount")],
    on: OnPast = None,
    product: Annotated[str | None, typer.Option("--product", metavar="PRODUCT", help="product")] = None,
    qty: Annotated[str | None, typer.Option("--qty", metavar="N", help="qty")] = None,
    margin: Annotated[str | None, typer.Option("--margin", metavar="AMOUNT", help="margin")] = None,
    service_every: Annotated[str | None, typer.Option("--service-every", metavar="MONTHS", help="service_every")] = None,
) -> None:
    """Write an order down."""
    fen = values.money(amount)
    day = fields.past_day(on) if on is not None else run.today
    details = {
        "product": values.line(product) if product else "",
        "quantity": values.quantity(qty) if qty is not None else None,
        "margin": values.money(margin, signed=True) if margin is not None else None,
        "service_every": values.whole(service_every, 1, 1200) if service_every is not None else None,
    }
    from repbook.render import out
    from repbook.store import lookup, orders

    with run.reading() as book:
        whom = lookup.customer(book.db, customer)
    with run.writing("order_added", customer=whom.customer_name, amount=fen, on=day) as book:
        number = orders.add(book, whom.customer, day, fen, **details)  # type: ignore[arg-type]
    out.say(t("say.order_added", amount=fen, customer=whom.customer_name, on=day, id=number))


def list_(
    customer: Annotated[str | None, typer.Argument(metavar="CUSTOMER", help="customer")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="since")] = None,
    as_json: Json = False,
    csv: Csv = None,
    limit: Limit = None,
) -> None:
    """List orders, newest first, of one customer or of all."""
    from repbook.render.tables import Column, Table
    from repbook.store import lists

    first = parse_date(since, run.today) if since else 1
    with run.reading() as book:
        rows = lists.orders(book.db, whom.of(book.db, customer), first)
    columns = [
        Column("id", "id"), Column("on", "day"), Column("customer"), Column("customer_id", "id"), Column("amount", "money"),
        Column("product"), Column("quantity"), Column("margin", "money"), Column("service_every", "count"),
    ]  # fmt: skip
    hidden = ["customer_id", *(["customer"] if customer else [])]
    chosen = [*([customer] if customer else []), *([t("say.since_day", day=first)] if since else [])]
    emit(Table(columns, rows, empty="say.no_orders", chosen=chosen, hidden=hidden), as_json, csv, limit)
