"""`repbook log`: one line after a visit or a call."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repbook import values
from repbook.cli import taken
from repbook.cli.options import Customer, OnPast
from repbook.cli.run import run
from repbook.cli.taken import Taken
from repbook.errors import BadInput, Refused
from repbook.terms import Day

if TYPE_CHECKING:
    from repbook.store.book import Book


def log(
    customer: Customer,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="kind")],
    note: Annotated[str | None, typer.Argument(metavar="NOTE", help="note")] = None,
    on: OnPast = None,
    with_: Annotated[list[str] | None, typer.Option("--with", metavar="CONTACT", help="with")] = None,
    for_: Annotated[str | None, typer.Option("--for", metavar="RULE|FESTIVAL|#ID", help="for")] = None,
    outcome: Annotated[str | None, typer.Option("--outcome", metavar="OUTCOME", help="outcome")] = None,
    purpose: Annotated[str | None, typer.Option("--purpose", metavar="PURPOSE", help="purpose")] = None,
    mood: Annotated[str | None, typer.Option("--mood", metavar="MOOD", help="mood")] = None,
    minutes: Annotated[str | None, typer.Option("--minutes", metavar="N", help="minutes")] = None,
    mass: Annotated[bool, typer.Option("--mass", help="mass")] = False,
    incoming: Annotated[bool, typer.Option("--in", help="in")] = False,
    gift: Annotated[str | None, typer.Option("--gift", metavar="ITEM", help="gift")] = None,
    cost: Annotated[str | None, typer.Option("--cost", metavar="YUAN", help="cost")] = None,
    origin: Annotated[str | None, typer.Option("--origin", metavar="TEXT", help="origin")] = None,
    order: Annotated[str | None, typer.Option("--order", metavar="AMOUNT", help="order_amount")] = None,
    product: Annotated[str | None, typer.Option("--product", metavar="PRODUCT", help="product")] = None,
    qty: Annotated[str | None, typer.Option("--qty", metavar="N", help="qty")] = None,
    promise: Annotated[list[str] | None, typer.Option("--promise", metavar='"TEXT @DATE"', help="log_promise")] = None,
    owes: Annotated[list[str] | None, typer.Option("--owes", metavar='"TEXT @DATE"', help="log_owes")] = None,
    stock: Annotated[list[str] | None, typer.Option("--stock", metavar='"PRODUCT=QTY"', help="log_stock")] = None,
) -> None:
    """Write a touch down, say what it settled and what comes next."""
    touch: dict[str, Any] = {
        "kind": values.kind(kind),
        "outcome": values.outcome(outcome) if outcome else "done",
        "purpose": values.purpose(purpose) if purpose else "",
        "mood": values.mood(mood) if mood else "",
        "minutes": values.whole(minutes, 0, 1440) if minutes else None,
        "incoming": int(incoming),
        "mass": int(mass),
        "gift": values.line(gift) if gift else "",
        "cost": values.money(cost) if cost else None,
        "origin": values.line(origin) if origin else "",
    }
    _fits_together(touch)
    day = _day(on)
    took = Taken(taken.order(order, product, qty), taken.promises(promise or [], owes or [], day), taken.stock(stock or []))
    _write(customer, day, touch, note, with_ or [], for_, took)


def _fits_together(touch: dict[str, Any]) -> None:
    if touch["mass"] and not values.mass_fits(touch["kind"]):
        raise BadInput("mass_needs_message")
    for option in ("cost", "origin"):
        if touch[option] and not touch["gift"] and touch["kind"] != "gift":
            raise BadInput("gift_details_alone", option=f"--{option}")


def _day(on: str | None) -> Day:
    """The day it happened; a day that is still to come is refused."""
    from repbook.calendar.dates import parse_date
    from repbook.words import day as in_words

    day = parse_date(on, run.today) if on else run.today
    if day > run.today:
        raise Refused("after_today", day=in_words(day))
    return day


def _note(typed: str | None) -> str:
    """The note: as typed, `-` from standard input, or asked for where a person sits in front."""
    if typed == "-":
        text = values.note(sys.stdin.read() if sys.stdin else "")
        if not text:
            raise BadInput("stdin_empty")
        return text
    if typed is None and all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        from repbook.render import out
        from repbook.words import t

        out.ask(t("say.ask_note"))
        typed = sys.stdin.readline()
    return values.note(typed) if typed else ""


def _meant_for(book: Book, typed: str, customer: int) -> str:
    """What the touch is for, as it is stored; NotFound for the #id of nothing that concerns the customer."""
    from repbook.rules.naming import meant_for
    from repbook.store import policy, series

    found = meant_for(typed, policy.read(book.db).festivals)
    if found.startswith("#"):
        series.concerns(book.db, int(found[1:]), customer)
    return found


def _write(customer: str, day: Day, touch: dict[str, Any], note: str | None, with_: list[str], for_: str | None, took: Taken) -> None:
    from repbook.cli import outlook, warnings_
    from repbook.store import lookup, touches

    with run.reading() as book:  # names are settled before a note is asked for
        whom = lookup.customer(book.db, customer)
        found = [lookup.contact(book.db, name, whom.customer) for name in with_] or [whom]
        touch["meant_for"] = _meant_for(book, for_, whom.customer) if for_ is not None else ""
    touch["note"] = _note(note)
    words: dict[str, Any] = {"customer": whom.customer_name, "kind": touch["kind"], "on": day}
    named = {one.contact: one.contact_name for one in found if one.contact is not None}
    people = list(named)
    with run.writing("logged", **words) as book:
        touches.still_there(book.db, whom.customer, people)
        before = outlook.read(book, whom.customer)
        number = touches.add(book.db, whom.customer, day, people, **touch)
        kept = taken.write(book.db, took, whom.customer, people[0] if len(people) == 1 else None, day)
        after = outlook.read(book, whom.customer)
    _say(number, whom.customer_name, list(named.values()), day, touch)
    taken.tell(took, kept, whom.customer_name, day)
    outlook.tell(touch, before, after)
    warnings_.after(number, whom.customer, day, touch)


def _say(number: int, customer: str, people: list[str], day: Day, touch: dict[str, Any]) -> None:
    from repbook.render import out
    from repbook.words import day as in_words
    from repbook.words import t, word

    parts = [f"{word('kind', touch['kind'])}  {customer}"]
    if people:
        parts.append(t("say.log_with", who=t("due.list_comma").join(people)))
    parts.append(in_words(day))
    if touch["outcome"] != "done":
        parts.append(word("outcome", touch["outcome"]))
    if touch["mood"]:
        parts.append(word("mood", touch["mood"]))
    if touch["gift"]:
        parts.append(touch["gift"])
    out.say(f"{' · '.join(parts)}  #{number}")
