"""`repbook complaint`: what went wrong, and how far it has come to be put right."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from repbook import values
from repbook.cli import whom
from repbook.cli.files import emit
from repbook.cli.options import Csv, Customer, Json, Limit, OnPast
from repbook.cli.promise import said
from repbook.cli.run import run
from repbook.terms import Day
from repbook.words import t

if TYPE_CHECKING:
    from repbook.store.complaints import Lodged

Id: TypeAlias = Annotated[str, typer.Argument(metavar="ID", help="complaint_id")]
Note: TypeAlias = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="stage_note")]
Cause: TypeAlias = Annotated[str | None, typer.Option("--cause", metavar="TEXT", help="cause")]


def open_(
    customer: Customer,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="complaint_text")],
    severity: Annotated[str | None, typer.Option("--severity", metavar="1-3", help="severity")] = None,
    on: OnPast = None,
) -> None:
    """Write a complaint down."""
    words, day = said(text), whom.day(on)
    grave = values.severity(severity) if severity is not None else 2
    from repbook.render import out
    from repbook.store import complaints

    who = whom.find(customer)
    with run.writing("complaint_opened", text=words, customer=who.name) as book:
        number = complaints.add(book.db, who.customer, words, day, grave)
    out.say(t("say.complaint_opened", text=words, customer=who.name, day=day, id=number))
    _tell_next(who.customer, number)


def answer(complaint: Id, on: OnPast = None, note: Note = None, cause: Cause = None) -> None:
    """Note that a complaint was answered."""
    _reach(complaint, "answered", whom.day(on), note, cause)


def solve(complaint: Id, on: OnPast = None, note: Note = None, cause: Cause = None) -> None:
    """Note that a complaint was solved."""
    _reach(complaint, "solved", whom.day(on), note, cause)


def check(complaint: Id, on: OnPast = None, note: Note = None, cause: Cause = None) -> None:
    """Note that you asked whether it really is solved."""
    _reach(complaint, "checked", whom.day(on), note, cause)


def close(complaint: Id, on: OnPast = None, note: Note = None, cause: Cause = None) -> None:
    """Note that a complaint is closed."""
    _reach(complaint, "closed", whom.day(on), note, cause)


def _reach(typed: str, stage: str, day: Day, note: str | None, cause: str | None) -> None:
    from repbook.render import out
    from repbook.store import complaints, series

    new = complaints.Reached(stage, day, values.note(note or ""))
    with run.reading() as book:
        one = complaints.get(book.db, series.find(book.db, "complaint", typed))
    with run.writing(f"complaint_{stage}", text=one.text, customer=one.customer) as book:
        complaints.reach(book.db, one.id, new, values.line(cause or ""))
    out.say(t(f"say.complaint_{stage}", text=one.text, customer=one.customer, day=day, id=one.id))
    _tell_next(one.customer_id, one.id)


def _tell_next(customer: int, number: int) -> None:
    """What the rules ask for next, and by when."""
    from repbook import rules
    from repbook.render import out
    from repbook.store import facts
    from repbook.store import policy as stored

    with run.reading() as book:
        policy = stored.read(book.db)
        (account,) = facts.load(book.db, run.today, ids=[customer])
        ask = rules.Ask(policy, stored.calendar(book.db, policy), run.today)
    for item in rules.items_of(account, ask):
        if item.occasion == f"#{number}" and item.settled is None and run.today <= item.until:
            out.talk("  " + t(f"say.next_{item.rule}", day=item.due, id=number))


def list_(
    customer: Annotated[str | None, typer.Argument(metavar="CUSTOMER", help="customer")] = None,
    every: Annotated[bool, typer.Option("--all", help="complaint_all")] = False,
    as_json: Json = False,
    csv: Csv = None,
    limit: Limit = None,
) -> None:
    """List complaints that are not closed, unsolved ones on top."""
    from repbook.render.tables import Column, Table
    from repbook.store import complaints

    with run.reading() as book:
        found = complaints.listing(book.db, whom.of(book.db, customer), every)
    columns = [
        Column("id", "id"), Column("opened", "day"), Column("customer"), Column("customer_id", "id"), Column("text"),
        Column("severity", "count"), Column("stage", "word:stage"), Column("answered", "day"), Column("solved", "day"),
        Column("checked", "list"), Column("closed", "day"), Column("cause"), Column("note"),
    ]  # fmt: skip
    hidden = ["customer_id", "answered", "solved", "checked", "closed", "note", *(["customer"] if customer else [])]
    emit(
        Table(columns, [_row(one) for one in found], empty="say.no_complaints", chosen=[customer] if customer else [], hidden=hidden),
        as_json,
        csv,
        limit,
    )


def _row(one: Lodged) -> list[object]:
    """A complaint as a row: each stage by the day that was noted, all days of checks, the note of the last stage."""
    answered, solved, closed = (min(one.days(stage), default=None) for stage in ("answered", "solved", "closed"))
    checks = [date.fromordinal(day).isoformat() for day in one.days("checked")]
    note = one.stages[-1].note if one.stages else ""
    lodged = [one.id, one.opened, one.customer, one.customer_id, one.text, one.severity, one.stage]
    return [*lodged, answered, solved, checks, closed, one.cause, note]
