"""What else a visit brought in the same line of `log`: an order, promises both ways, readings of the shelf."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from repbook import values
from repbook.cli.run import run
from repbook.errors import BadInput
from repbook.terms import Day


class Order(NamedTuple):
    """An order: fen, product, canonical decimal quantity."""

    amount: int
    product: str
    quantity: str | None


class Promised(NamedTuple):
    """Something to be done by a day, by me or by them."""

    text: str
    by: Day
    theirs: bool


class Counted(NamedTuple):
    """How much of a product is there."""

    product: str
    quantity: str


class Taken(NamedTuple):
    """All of it, read from the options."""

    order: Order | None
    promises: list[Promised]
    stock: list[Counted]


class Kept(NamedTuple):
    """It in the book: the ids of order and promises, and the reorder level of each reading."""

    order: int
    promises: list[int]
    levels: list[str | None]


def order(amount: str | None, product: str | None, quantity: str | None) -> Order | None:
    """The order of `--order`, `--product` and `--qty`; BadInput for details without an amount."""
    if amount is None:
        for option, value in (("--product", product), ("--qty", quantity)):
            if value is not None:
                raise BadInput("order_details_alone", option=option)
        return None
    return Order(values.money(amount), values.line(product) if product else "", values.quantity(quantity) if quantity else None)


def promises(mine: Sequence[str], theirs: Sequence[str], made: Day) -> list[Promised]:
    """The promises of `--promise` and `--owes`, each "TEXT @DATE"; BadInput without a text or a day, or for one before `made`."""
    return [_promise(text, made, False) for text in mine] + [_promise(text, made, True) for text in theirs]


def _promise(typed: str, made: Day, theirs: bool) -> Promised:
    from repbook.calendar.dates import parse_date
    from repbook.store.promises import by_the_day

    text, _, day = typed.replace("＠", "@").rpartition("@")
    if not values.line(text) or not day.strip():
        raise BadInput("promise_needs_day", text=typed)
    by = parse_date(day.strip(), run.today, "future")
    by_the_day(made, by)
    return Promised(values.line(text), by, theirs)


def stock(typed: Sequence[str]) -> list[Counted]:
    """The readings of `--stock`, each "PRODUCT=QTY"."""
    return [_reading(text) for text in typed]


def _reading(typed: str) -> Counted:
    product, _, quantity = typed.replace("＝", "=").rpartition("=")
    if not values.line(product) or not quantity.strip():
        raise BadInput("bad_stock", text=typed)
    return Counted(values.name(product), values.quantity(quantity))


def write(db: sqlite3.Connection, taken: Taken, customer: int, contact: int | None, day: Day) -> Kept:
    """Put it all in the book, on the day of the touch; a promise concerns `contact`."""
    from repbook.store import promises, stock, touches

    bought = touches.add_order(db, customer, day, *taken.order) if taken.order else 0
    numbers = [promises.add(db, customer, one.text, day, one.by, one.theirs, contact) for one in taken.promises]
    return Kept(bought, numbers, [stock.add(db, customer, day, one.product, one.quantity) for one in taken.stock])


def tell(taken: Taken, kept: Kept, customer: str, day: Day) -> None:
    """A line for each thing that got an id, and what the readings say beside them."""
    if not any(taken):
        return
    from repbook.cli.stock import in_words
    from repbook.render import out
    from repbook.words import t

    if taken.order:
        out.say(t("say.log_order", amount=taken.order.amount, customer=customer, day=day, id=kept.order))
    for one, number in zip(taken.promises, kept.promises, strict=True):
        out.say(t("say.log_owes" if one.theirs else "say.log_promise", text=one.text, by=one.by, id=number))
    for reading, level in zip(taken.stock, kept.levels, strict=True):
        out.talk("  " + t("say.log_stock", what=in_words(reading.product, reading.quantity, level)))
