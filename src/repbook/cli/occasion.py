"""`repbook occasion`: the dates that matter, good and bad, of a customer or one of its people."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repbook import values
from repbook.calendar.dates import parse_birthday, parse_date
from repbook.calendar.lunar import occurrences, solar_occurrences
from repbook.cli import fields, whom
from repbook.cli.files import emit
from repbook.cli.options import Csv, Customer, Json, Limit
from repbook.cli.run import run
from repbook.errors import BadDate
from repbook.rules.dates import SAD
from repbook.terms import Birthday, Day
from repbook.words import t

if TYPE_CHECKING:
    from repbook.store.occasions import Noted

A_LUNAR_CYCLE = 400
"""Days within which every yearly date falls, lunar ones too."""


def add(
    customer: Customer,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="occasion_kind")],
    on: Annotated[str, typer.Argument(metavar="DATE", help="occasion_date")],
    yearly: Annotated[bool, typer.Option("--yearly", help="yearly")] = False,
    contact: Annotated[str | None, typer.Option("--contact", metavar="CONTACT", help="occasion_contact")] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="title")] = None,
    learned: Annotated[str | None, typer.Option("--learned", metavar="DATE", help="learned")] = None,
) -> None:
    """Write down a date that matters."""
    what = values.occasion(kind)
    day = parse_date(on, run.today, "past" if what in (*SAD, "anniversary") else "future")
    details: dict[str, Any] = {
        "yearly": yearly,
        "lunar": _lunar(on),
        "title": values.line(title or ""),
        "learned": fields.past_day(learned) if learned is not None else None,
    }
    from repbook.render import out
    from repbook.store import occasions

    who = whom.find(customer, contact)
    with run.writing("occasion_added", kind=what, whom=who.shown, on=day) as book:
        number = occasions.add(book.db, who.customer, what, day, run.today, contact=who.contact, **details)
        one = occasions.get(book.db, number)
    title_part = f" {one.title}" if one.title else ""
    out.say(t("say.occasion_added", kind=what, title=title_part, whom=who.shown, day=day, id=number))
    _tell(one)


def _lunar(text: str) -> tuple[int, int, bool] | None:
    """Month, day and leap month of a date that was typed by the lunar calendar."""
    with suppress(BadDate):  # words such as today, which are in no calendar
        born = parse_birthday(text, None)
        return (born.month, born.day, born.leap) if born.lunar else None
    return None


def _tell(one: Noted) -> None:
    """When it comes again, by which calendar, and when it was learned."""
    from repbook.render import out

    ahead = next_day(one, run.today)
    if one.lunar is not None:
        out.talk("  " + fields.birthday_text(Birthday(one.lunar[0], one.lunar[1], True, one.lunar[2])))
    if recurs(one) and ahead is not None:
        out.talk("  " + t("say.occasion_yearly", day=ahead))
    if one.learned is not None:
        out.talk("  " + t("say.occasion_learned", day=one.learned))


def recurs(one: Noted) -> bool:
    """Whether it comes every year: any yearly one but sad ones, and an anniversary always."""
    return one.kind == "anniversary" or (one.yearly and one.kind not in SAD)


def next_day(one: Noted, today: Day) -> Day | None:
    """The next day on which it falls, today included; None when it is over."""
    if one.day >= today:
        return one.day
    if not recurs(one):
        return None
    if one.lunar is not None:
        days = occurrences(*one.lunar, today, today + A_LUNAR_CYCLE)
    else:
        at = date.fromordinal(one.day)
        days = solar_occurrences(at.month, at.day, today, today + A_LUNAR_CYCLE)
    return days[0] if days else None


def remove(occasion: Annotated[str, typer.Argument(metavar="ID", help="occasion_id")]) -> None:
    """Take an occasion out of the book."""
    from repbook.render import out
    from repbook.store import occasions, series

    with run.reading() as book:
        one = occasions.get(book.db, series.find(book.db, "occasion", occasion))
    shown = whom.shown(one.contact, one.customer)
    with run.writing("occasion_removed", kind=one.kind, whom=shown, on=one.day) as book:
        occasions.remove(book.db, one.id)
    out.say(t("say.occasion_removed", kind=one.kind, whom=shown, day=one.day, id=one.id))


def list_(
    customer: Annotated[str | None, typer.Argument(metavar="CUSTOMER", help="customer")] = None,
    as_json: Json = False,
    csv: Csv = None,
    limit: Limit = None,
) -> None:
    """List occasions, the next one on top, those that are over behind."""
    from repbook.render.tables import Column, Table
    from repbook.store import occasions

    with run.reading() as book:
        found = occasions.listing(book.db, whom.of(book.db, customer))
    ahead = {one.id: next_day(one, run.today) for one in found}
    found.sort(key=lambda one: (0, day, one.id) if (day := ahead[one.id]) is not None else (1, -one.day, one.id))
    on_screen = not as_json and csv is None
    columns = [
        Column("id", "id"), Column("next", "day"), Column("kind", "word:occasion"), Column("customer"), Column("customer_id", "id"),
        Column("contact"), Column("contact_id", "id"), Column("title"), Column("date", "day"), Column("calendar", "word:calendar"),
        Column("yearly", "flag"), Column("learned", "day"), Column("recorded", "day"),
    ]  # fmt: skip
    rows = [
        (one.id, ahead[one.id], one.kind, one.customer, one.customer_id, one.contact, one.contact_id, one.title, one.day,
         "lunar" if one.lunar is not None else "" if on_screen else "solar", recurs(one), one.learned, one.recorded) for one in found
    ]  # fmt: skip
    hidden = ["customer_id", "contact_id", "learned", "recorded", *(["customer"] if customer else [])]
    emit(Table(columns, rows, empty="say.no_occasions", chosen=[customer] if customer else [], hidden=hidden), as_json, csv, limit)
