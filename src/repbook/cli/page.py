"""What `customer show` prints: one customer as a page to read, as JSON or as a row of CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from repbook.cli import fields
from repbook.cli.files import emit
from repbook.cli.run import run
from repbook.render import out
from repbook.render.out import Span
from repbook.render.tables import Column, Table, print_json
from repbook.terms import Birthday, iso
from repbook.words import t, word

if TYPE_CHECKING:
    from repbook.models import Contact
    from repbook.store.page import Page, TouchLine


def show(page: Page | None, as_json: bool, csv: str | None) -> None:
    """Print a customer's page in the form asked for; as data also that there is none."""
    if as_json:
        print_json(document(page) if page else {})
    elif csv is not None:
        emit(Table(COLUMNS, [_row(page)] if page else []), csv=csv)
    elif page:
        out.put(_screen(page))


# ---- data ---------------------------------------------------------------------------------------------


def document(page: Page) -> dict[str, Any]:
    """Everything as one JSON object."""
    row = page.customer
    return {
        "id": row.id, "name": row.name, "tier": row.tier, "area": row.area, "status": page.status, "since": str(row.since),
        "added_on": str(row.added_on), "edited_on": str(row.edited_on), "archived_on": _day(row.archived_on), "lost_on": _day(row.lost_on),
        "source": row.source, "referred_by": {"id": row.referred_by, "name": page.referred_by} if row.referred_by is not None else None,
        "phone": row.phone, "address": row.address, "no_calls": bool(row.no_calls), "note": row.note,
        "paused_until": iso(page.paused_until) if page.paused_until is not None else None,
        "spacing": float(page.spacing), "spacing_until": iso(page.spacing_until) if page.spacing_until is not None else None,
        "contacts": [_contact(person) for person in page.people],
        "last_touches": [touch._asdict() | {"on": iso(touch.on), "mood": touch.mood or None} for touch in page.touches],
        "orders": {
            "count": page.orders, "amount": page.amount / 100,
            "last_on": iso(page.last_order[0]) if page.last_order else None,
            "last_amount": page.last_order[1] / 100 if page.last_order else None,
        },
    }  # fmt: skip


def _contact(row: Contact) -> dict[str, Any]:
    born = _birthday(row)
    coming = fields.next_birthday(born) if born else None
    return {
        "id": row.id, "name": row.name, "role": row.role or None, "function": row.function, "phone": row.phone, "wechat": row.wechat,
        "email": row.email, "birthday": fields.birthday_data(born) or None, "next_birthday": iso(coming) if coming is not None else None,
        "likes": row.likes, "family": row.family, "joined": _day(row.joined), "left_on": _day(row.left_on), "no_calls": bool(row.no_calls),
        "note": row.note,
    }  # fmt: skip


def _day(value: Any) -> str | None:
    return str(value) if value is not None else None


def _birthday(row: Contact) -> Birthday | None:
    from repbook.store.contacts import birthday

    return birthday(row)


COLUMNS = [
    Column("id", "id"), Column("name"), Column("tier"), Column("area"), Column("status"), Column("since", "day"),
    Column("source"), Column("referred_by"), Column("phone"), Column("address"), Column("no_calls", "flag"), Column("note"),
    Column("paused_until", "day"), Column("spacing"), Column("contacts", "list"), Column("orders", "count"),
    Column("amount", "money"), Column("last_order", "day"),
]  # fmt: skip
"""What the row of a customer says of it."""


def _row(page: Page) -> list[Any]:
    """The customer itself as one row."""
    row = page.customer
    return [
        row.id, row.name, row.tier, row.area, page.status, row.since.toordinal(),
        row.source, page.referred_by, row.phone, row.address, bool(row.no_calls), row.note,
        page.paused_until, f"{page.spacing.normalize():f}", [person.name for person in page.people], page.orders,
        page.amount, page.last_order[0] if page.last_order else None,
    ]  # fmt: skip


# ---- the page -----------------------------------------------------------------------------------------


def _screen(page: Page) -> list[list[Span]]:
    """The name and what it is, then a block for each thing that is known."""
    row = page.customer
    about = [word("tier", row.tier), row.area, word("status", page.status), t("say.customer_since", day=row.since.toordinal())]
    if row.archived_on is not None:
        about.append(t("say.archived_since", day=row.archived_on.toordinal()))
    told = " · ".join(part for part in about if part)
    head = [[Span(row.name, "name"), Span("  " + told), Span(f"  #{row.id}", "dim")]]
    if out.on_terminal() and sum(out.cells(span.text) for span in head[0]) > out.width():
        head = [[Span(piece, "name")] for piece in out.wrap(f"{row.name}  #{row.id}", out.width())]
        head += [[Span("  " + piece)] for piece in out.wrap(told, out.width() - 2)]
    blocks = [(key, texts) for key, texts in _blocks(page) if texts]
    width = max((out.cells(t(f"say.page_{key}")) for key, _ in blocks), default=0) + 2
    lines: list[list[Span]] = head
    for key, texts in blocks:
        lines += _block(t(f"say.page_{key}"), texts, width)
    return lines


def _block(label: str, texts: list[str], width: int) -> Iterator[list[Span]]:
    """A label once, its texts under each other; on a terminal they are wrapped."""
    for text in texts:
        for piece in out.wrap(text, max(20, out.width() - width)) if out.on_terminal() else [text]:
            yield [Span(out.pad(label, width), "label"), Span(piece)]
            label = ""


def _blocks(page: Page) -> Iterator[tuple[str, list[str]]]:
    row = page.customer
    yield "phone", [row.phone] if row.phone else []
    yield "address", [row.address] if row.address else []
    origin = " · ".join([*([row.source] if row.source else []), *([t("say.page_via", name=page.referred_by)] if page.referred_by else [])])
    yield "source", [origin] if origin else []
    yield "people", [_person(person) for person in page.people]
    yield "last", [_touch(touch) for touch in page.touches]
    yield "orders", [_orders(page)] if page.orders else []
    yield "care", _care(page)
    yield "note", row.note.splitlines()
    yield "profile", [t("say.page_dates", added=row.added_on.toordinal(), edited=row.edited_on.toordinal())]


def _person(row: Contact) -> str:
    """One contact on a line: who, what for, how to reach, what matters."""
    parts = [" ".join(part for part in (row.name, word("role", row.role) if row.role else "", row.function) if part)]
    parts += [part for part in (row.phone, row.wechat and t("say.page_wechat", id=row.wechat), row.email) if part]
    born = _birthday(row)
    if born is not None:
        coming = fields.next_birthday(born)
        text = fields.birthday_text(born)
        parts.append(t("say.birthday_next", birthday=text, day=coming) if coming is not None else t("say.page_birthday", birthday=text))
    parts += [t(f"say.page_{name}", text=getattr(row, name)) for name in ("likes", "family") if getattr(row, name)]
    if row.no_calls:
        parts.append(t("say.page_no_calls"))
    if row.joined is not None and row.joined.toordinal() > run.today:
        parts.append(t("say.contact_joined", day=row.joined.toordinal()))
    if row.left_on is not None:
        parts.append(t("say.page_left", day=row.left_on.toordinal()))
    return f"{' · '.join([*parts, *([row.note] if row.note else [])])}  #{row.id}"


def _touch(touch: TouchLine) -> str:
    parts = [t("say.page_day", day=touch.on), word("kind", touch.kind)]
    parts += [word("outcome", touch.outcome)] if touch.outcome != "done" else []
    parts += [touch.contacts] if touch.contacts else []
    parts += [word("mood", touch.mood)] if touch.mood else []
    return f"{' '.join(parts)}  {fields.shortened(touch.note)}".rstrip()


def _orders(page: Page) -> str:
    last = page.last_order
    return t("say.page_orders_sum", n=page.orders, amount=page.amount, day=last[0], last=last[1]) if last else ""


def _care(page: Page) -> list[str]:
    """What changes how often the customer is looked after."""
    lines = [t("say.page_no_calls")] if page.customer.no_calls else []
    if page.paused_until is not None:
        lines.append(t("say.page_paused", until=page.paused_until))
    if page.spacing != 1:
        lines.append(t("say.page_spaced", factor=f"{page.spacing.normalize():f}"))
        if page.spacing_until is not None:
            lines[-1] += " · " + t("say.page_spaced_until", until=page.spacing_until)
    return lines
