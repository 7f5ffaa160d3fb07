"""`repbook stock`: what stands on a customer's shelf, and when it is time to order."""

from __future__ import annotations

from typing import Annotated

import typer

from repbook import values
from repbook.cli import whom
from repbook.cli.files import emit
from repbook.cli.options import Csv, Customer, Json, Limit, OnPast
from repbook.cli.run import run
from repbook.words import t


def set_(
    customer: Customer,
    product: Annotated[str, typer.Argument(metavar="PRODUCT", help="stock_product")],
    qty: Annotated[str, typer.Argument(metavar="QTY", help="stock_qty")],
    reorder_at: Annotated[str | None, typer.Option("--reorder-at", metavar="N", help="reorder_at")] = None,
    on: OnPast = None,
) -> None:
    """Write down how much of a product is there."""
    what, count, day = values.name(product), values.quantity(qty), whom.day(on)
    level = values.quantity(reorder_at) if reorder_at is not None else None
    from repbook.render import out
    from repbook.store import stock

    who = whom.find(customer)
    with run.writing("stock_set", product=what, quantity=count, customer=who.name) as book:
        level = stock.add(book.db, who.customer, day, what, count, level)
    out.say(t("say.stock_set", what=in_words(what, count, level), customer=who.name, day=day))


def in_words(product: str, quantity: str, level: str | None) -> str:
    """A reading in words: 白酒A 6, reorder level 10: low."""
    from repbook.store import stock

    if level is None:
        return t("say.stock", product=product, quantity=quantity)
    return t("say.stock_low" if stock.low(quantity, level) else "say.stock_enough", product=product, quantity=quantity, level=level)


def list_(
    customer: Annotated[str | None, typer.Argument(metavar="CUSTOMER", help="customer")] = None,
    every: Annotated[bool, typer.Option("--all", help="stock_all")] = False,
    as_json: Json = False,
    csv: Csv = None,
    limit: Limit = None,
) -> None:
    """List the newest reading of each product."""
    from repbook.render.tables import Column, Table
    from repbook.store import stock

    with run.reading() as book:
        found = stock.listing(book.db, whom.of(book.db, customer), every)
    columns = [
        Column("customer"), Column("customer_id", "id"), Column("product"), Column("on", "day"), Column("qty"), Column("reorder_at"),
        Column("low", "flag"),
    ]  # fmt: skip
    rows = [(*one, stock.low(one.quantity, one.reorder_at)) for one in found]
    hidden = ["customer_id", *(["customer"] if customer else [])]
    emit(Table(columns, rows, empty="say.no_stock", chosen=[customer] if customer else [], hidden=hidden), as_json, csv, limit)
