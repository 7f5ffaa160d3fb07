"""Orders, written through the models."""

from __future__ import annotations

from repbook.models import Order
from repbook.store.book import Book
from repbook.store.rows import uid
from repbook.store.session import add_row, on
from repbook.terms import Day


def add(
    book: Book,
    customer_id: int,
    day: Day,
    amount: int,
    *,
    product: str = "",
    quantity: str | None = None,
    margin: int | None = None,
    service_every: int | None = None,
) -> int:
    """Write an order down and return its id; money in fen, `quantity` as canonical decimal text, `service_every` in months."""
    row = Order(
        uid=uid(), customer_id=customer_id, on_day=on(day), amount=amount,
        product=product, quantity=quantity, margin=margin, service_every=service_every,
    )  # fmt: skip
    return add_row(book, row)
