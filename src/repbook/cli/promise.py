"""`repbook promise`: what you said you would do by a day, and what they said."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

from repbook import values
from repbook.calendar.dates import parse_date
from repbook.cli import whom
from repbook.cli.files import emit
from repbook.cli.options import Csv, Customer, Json, Limit, OnPast
from repbook.cli.run import run
from repbook.errors import BadInput
from repbook.terms import Day
from repbook.words import t

Id: TypeAlias = Annotated[str, typer.Argument(metavar="ID", help="promise_id")]
By: TypeAlias = Annotated[str, typer.Option("--by", metavar="DATE", help="by")]


def add(
    customer: Customer,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="promise_text")],
    by: By,
    theirs: Annotated[bool, typer.Option("--theirs", help="theirs")] = False,
    on: OnPast = None,
    contact: Annotated[str | None, typer.Option("--contact", metavar="CONTACT", help="promise_contact")] = None,
) -> None:
    """Write a promise down."""
    words, day, made = said(text), parse_date(by, run.today, "future"), whom.day(on)
    from repbook.render import out
    from repbook.store import promises

    promises.by_the_day(made, day)
    who = whom.find(customer, contact)
    with run.writing("promise_added", text=words, customer=who.name, by=day) as book:
        number = promises.add(book.db, who.customer, words, made, day, theirs, who.contact)
    out.say(t("say.promise_added_theirs" if theirs else "say.promise_added", text=words, whom=who.shown, by=day, id=number))


def said(text: str) -> str:
    """What was promised, or complained of; BadInput when nothing is."""
    words = values.line(text)
    if not words:
        raise BadInput("nothing_said")
    return words


def keep(promise: Id, on: OnPast = None) -> None:
    """Note that a promise was kept."""
    _settle(promise, "kept", whom.day(on))


def drop(promise: Id, on: OnPast = None) -> None:
    """Note that a promise no longer holds."""
    _settle(promise, "dropped", whom.day(on))


def _settle(typed: str, how: str, day: Day) -> None:
    from repbook.render import out
    from repbook.store import promises, series

    with run.reading() as book:
        one = promises.get(book.db, series.find(book.db, "promise", typed))
    with run.writing(f"promise_{how}", text=one.text, customer=one.customer) as book:
        promises.settle(book.db, one.id, how, day)
    out.say(t(f"say.promise_{how}", text=one.text, whom=whom.shown(one.contact, one.customer), day=day, id=one.id))


def move(promise: Id, by: By) -> None:
    """Give a promise another day."""
    from repbook.render import out
    from repbook.store import promises, series

    day = parse_date(by, run.today, "future")
    with run.reading() as book:
        one = promises.get(book.db, series.find(book.db, "promise", promise))
    with run.writing("promise_moved", text=one.text, customer=one.customer, by=day) as book:
        before = promises.move(book.db, one.id, day).by
    if before == day:
        out.talk(t("say.nothing_to_change", name=one.text))
        return
    out.say(t("say.promise_moved", text=one.text, whom=whom.shown(one.contact, one.customer), by=day, before=before, id=one.id))


def list_(
    customer: Annotated[str | None, typer.Argument(metavar="CUSTOMER", help="customer")] = None,
    every: Annotated[bool, typer.Option("--all", help="promise_all")] = False,
    as_json: Json = False,
    csv: Csv = None,
    limit: Limit = None,
) -> None:
    """List open promises, the one due first on top."""
    from repbook.render.tables import Column, Table
    from repbook.store import promises

    with run.reading() as book:
        found = promises.listing(book.db, whom.of(book.db, customer), every)
    columns = [
        Column("id", "id"), Column("by", "day"), Column("overdue_days", "count"), Column("customer"), Column("customer_id", "id"),
        Column("contact"), Column("contact_id", "id"), Column("text"), Column("theirs", "flag"), Column("made", "day"),
        Column("kept", "day"), Column("dropped", "day"),
    ]  # fmt: skip
    rows = [
        (one.id, one.by, max(0, run.today - one.by) if one.open else None, one.customer, one.customer_id, one.contact, one.contact_id,
         one.text, one.theirs, one.made, one.kept, one.dropped) for one in found
    ]  # fmt: skip
    hidden = ["customer_id", "contact_id", "made", *(["customer"] if customer else [])]
    emit(Table(columns, rows, empty="say.no_promises", chosen=[customer] if customer else [], hidden=hidden), as_json, csv, limit)
