"""`repbook export`: what leaves the book, as spreadsheets, one document, a calendar, cards, or all that is kept of one person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from repbook.cli import files
from repbook.cli.options import Contact
from repbook.cli.run import run
from repbook.render import out
from repbook.words import t

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from repbook.exchange.ics import Event
    from repbook.rules import Ask
    from repbook.store.book import Book
    from repbook.terms import Item, Line

File = Annotated[str, typer.Argument(metavar="FILE", help="export_file")]
Private = Annotated[bool, typer.Option("--private", help="private")]

_AHEAD = 30  # days of a calendar, unless said


def all_(file: File) -> None:
    """Write the whole book as one document."""
    from repbook.store import exchange, sums

    with run.reading() as book:
        files.put(file, exchange.lines(book.db))
        whole = sums.fits(book.db)
    if not whole:  # whoever takes it in elsewhere has no sums to tell it by
        out.talk(t("say.export_altered"))


def customers(file: File) -> None:
    """Write the customers as an import reads them."""
    from repbook.store import exports

    _spreadsheet("customers", file, lambda book: exports.customers(book.db, run.today))


def contacts(file: File, private: Private = False) -> None:
    """Write the contacts as an import reads them, without what is private unless asked for."""
    from repbook.exchange.csv_rows import PRIVATE
    from repbook.store import exports

    _spreadsheet("contacts", file, lambda book: exports.contacts(book.db), () if private else PRIVATE)
    if not private:
        out.talk(t("say.export_without_private"))


def touches(file: File) -> None:
    """Write what happened as an import reads it."""
    from repbook.store import exports

    _spreadsheet("touches", file, lambda book: exports.touches(book.db))


def orders(file: File) -> None:
    """Write the orders as an import reads them."""
    from repbook.store import exports

    _spreadsheet("orders", file, lambda book: exports.orders(book.db))


def _spreadsheet(kind: str, file: str, read: Callable[[Book], Iterable[Any]], without: tuple[str, ...] = ()) -> None:
    from repbook.exchange import csv_rows
    from repbook.render.tables import write_csv

    with run.reading() as book:
        rows = list(csv_rows.cells(kind, read(book), without))
    header = csv_rows.header(kind, without)
    if files.is_xlsx(file):
        files.put_rows(file, kind, header, csv_rows.typed(header, rows), run.replaces)
    else:
        write_csv(header, rows, file, run.replaces)


def vcard(file: File) -> None:
    """Write the contacts who are there as cards for a telephone."""
    from repbook.exchange import vcard as cards
    from repbook.store import exports

    with run.reading() as book:
        text = cards.write(exports.cards(book.db, run.today))
    files.put(file, text)


def subject(contact: Contact, file: File) -> None:
    """Write everything that is kept of one person."""
    import json

    from repbook.store import lookup
    from repbook.store import subject as kept

    with run.reading() as book:
        whom = lookup.contact(book.db, contact)
        found = kept.read(book.db, whom.contact or 0, run.today)
    files.put(file, out.escaped(json.dumps(found, ensure_ascii=False, indent=2)) + "\n")


# ---- the calendar -----------------------------------------------------------------------------------------


def ics(file: File, days: Annotated[str | None, typer.Option("--days", metavar="N", help="ics_days")] = None) -> None:
    """Write what falls due as all-day events."""
    from repbook import rules
    from repbook.exchange import ics as calendar
    from repbook.store import exports, facts
    from repbook.store import policy as stored
    from repbook.values import whole

    ahead = whole(days, 0, 366) if days else _AHEAD
    with run.reading() as book:
        policy = stored.read(book.db)
        ask = rules.Ask(policy, stored.calendar(book.db, policy), run.today)
        answer = rules.due(facts.load(book.db, run.today, whole=True), ask, ahead)
        uids = exports.uids(book.db)
    events = [event for line in answer.lines for event in _events(line, ask, uids)]
    files.put(file, calendar.write(events, t("say.calendar_name"), run.today))


def _events(line: Line, ask: Ask, uids: dict[tuple[str, int], str]) -> Iterator[Event]:
    """An event for each item of a line; its points go along with the first."""
    points = [item for item in line.items if item.action == "point"]
    for item in line.items:
        if item.action != "point":
            yield _event(line, item, points, ask, uids)
            points = []


def _event(line: Line, item: Item, points: Iterable[Item], ask: Ask, uids: dict[tuple[str, int], str]) -> Event:
    """An item on the day it is due, today when it is late."""
    from repbook.exchange.ics import Event
    from repbook.render.morning import contact_name, reason
    from repbook.words import word

    account = line.account
    who = " · ".join(filter(None, (account.name, contact_name(account, item.contact))))
    text = "\n".join(reason(one.reason) for one in (item, *points))
    action = word("action", item.action)
    return Event(_uid(line, item, uids), max(item.due, ask.day), f"{action} {who}", text, account.area.replace("/", " "), action)


def _uid(line: Line, item: Item, uids: dict[tuple[str, int], str]) -> str:
    """A name for an item that stays the same as long as it is the same, and tells nobody anything."""
    from hashlib import blake2b

    from repbook.terms import iso

    contact = uids.get(("contact", item.contact), "") if item.contact is not None else ""
    row = item.occasion.removeprefix("#")
    occasion = uids.get(("#", int(row)), "") if row != item.occasion and row.isdigit() else item.occasion
    parts = (item.rule, uids.get(("customer", line.account.id), ""), contact, occasion, iso(item.due))
    return f"{blake2b('|'.join(parts).encode(), digest_size=16).hexdigest()}@repbook"
