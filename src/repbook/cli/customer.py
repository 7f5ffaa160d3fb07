"""`repbook customer`: the accounts themselves, who they are and how often they want to be looked after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from repbook import values
from repbook.cli import fields
from repbook.cli.files import emit
from repbook.cli.options import Area, Csv, Customer, Json, Limit, Tiers
from repbook.cli.run import run
from repbook.errors import BadInput
from repbook.terms import Day
from repbook.words import t

if TYPE_CHECKING:
    from repbook.store.lookup import Match

AreaIs: TypeAlias = Annotated[str | None, typer.Option("--area", metavar="AREA", help="area")]
Since: TypeAlias = Annotated[str | None, typer.Option("--since", metavar="DATE", help="customer_since")]
Source: TypeAlias = Annotated[str | None, typer.Option("--source", metavar="TEXT", help="source")]
ReferredBy: TypeAlias = Annotated[str | None, typer.Option("--referred-by", metavar="CUSTOMER", help="referred_by")]
Status: TypeAlias = Annotated[str | None, typer.Option("--status", metavar="STATUS", help="status")]
Phone: TypeAlias = Annotated[str | None, typer.Option("--phone", metavar="PHONE", help="phone")]
Address: TypeAlias = Annotated[str | None, typer.Option("--address", metavar="TEXT", help="address")]
Note: TypeAlias = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="about")]
NoCalls: TypeAlias = Annotated[bool, typer.Option("--no-calls", help="no_calls")]
Calls: TypeAlias = Annotated[bool, typer.Option("--calls", help="calls")]
Until: TypeAlias = Annotated[str | None, typer.Option("--until", metavar="DATE", help="until")]
Force: TypeAlias = Annotated[bool, typer.Option("--force", help="force")]
Off: TypeAlias = Annotated[bool, typer.Option("--off", help="off")]


def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="customer_name")],
    tier: Annotated[str | None, typer.Option("--tier", metavar="TIER", help="tier")] = None,
    area: AreaIs = None,
    since: Since = None,
    source: Source = None,
    referred_by: ReferredBy = None,
    status: Status = None,
    phone: Phone = None,
    address: Address = None,
    note: Note = None,
    contact: Annotated[list[str] | None, typer.Option("--contact", metavar="NAME:ROLE:PHONE", help="first_contact")] = None,
) -> None:
    """Put a new customer in the book."""
    given = {"name": name, "area": area, "source": source, "phone": phone, "address": address, "note": note}
    row = {"status": "prospect", "since": run.today, **fields.read({**given, "since": since, "status": status})}
    people = [_person(text) for text in contact or []]
    row["tier"], row["referred_by"] = _known(tier, referred_by)
    from repbook.store import contacts, customers

    with run.writing("customer_added", create=True, customer=row["name"]) as book:
        number = customers.add(book, run.today, **row)
        ids = [contacts.add(book, number, run.today, **person) for person in people]
    _tell_added(number, row, list(zip(ids, people, strict=True)), since)


def _person(text: str) -> dict[str, Any]:
    """A contact from NAME:ROLE:PHONE; role and phone may be left out."""
    parts = text.replace("：", ":").split(":")
    if len(parts) > 3:
        raise BadInput("bad_first_contact", text=text)
    return fields.read(dict(zip(("name", "role", "phone"), parts, strict=False)))


def _known(tier: str | None, referred_by: str | None) -> tuple[str, int | None]:
    """The tier (the policy's default when none is named) and the id of who referred the customer, before a book is made for it."""
    from repbook.store import lookup
    from repbook.store import policy as stored

    with run.reading() as book:
        policy = stored.read(book.db)
        referrer = lookup.customer(book.db, referred_by).customer if referred_by else None
    return values.tier(tier, policy.tiers) if tier else policy.default_tier, referrer


def _tell_added(number: int, row: dict[str, Any], people: list[tuple[int, dict[str, Any]]], since: str | None) -> None:
    from repbook.cli.contact import added_line
    from repbook.render import out

    out.say(t("say.customer_added", name=row["name"], tier=row["tier"], status=row["status"], id=number))
    if since:
        out.talk("  " + t("say.customer_since", day=row["since"]))
    for contact_id, person in people:
        out.talk("  " + added_line(contact_id, row["name"], person))


def list_(
    term: Annotated[str | None, typer.Argument(metavar="TERM", help="term")] = None,
    tier: Tiers = None,
    area: Area = None,
    archived: Annotated[bool, typer.Option("--archived", help="archived")] = False,
    duplicates: Annotated[bool, typer.Option("--duplicates", help="duplicates")] = False,
    as_json: Json = False,
    csv: Csv = None,
    limit: Limit = None,
) -> None:
    """List customers by name."""
    from repbook.render.tables import Column, Table
    from repbook.store import lists, lookup
    from repbook.store import policy as stored

    below = values.area(area) if area else ""
    with run.reading() as book:
        tiers = stored.read(book.db).tiers
        wanted = {values.tier(text, tiers) for text in tier} if tier else None
        ids = lookup.matching(book.db, term) if term else None
        rows = lists.customers(book.db, run.today, area=below, archived=archived, tiers=wanted, ids=ids)
    if duplicates:
        from repbook.cli import merge

        merge.duplicates(rows, as_json, csv, limit)
        return
    columns = [
        Column("id", "id"), Column("name"), Column("tier", "word:tier"), Column("area"), Column("status", "word:status"),
        Column("since", "day"), Column("last_touch", "day"), Column("phone"), Column("source"), Column("archived_on", "day"),
    ]  # fmt: skip
    chosen = [text for text in (term, *sorted(wanted or ()), below, t("say.with_archived") if archived else "") if text]
    emit(Table(columns, rows, empty="say.no_customers", chosen=chosen, hidden=["since", "source"]), as_json, csv, limit)


def show(customer: Customer, as_json: Json = False, csv: Csv = None) -> None:
    """Show all that is known of a customer."""
    from repbook.cli import page
    from repbook.store import lookup
    from repbook.store.page import read

    with run.reading() as book:
        found = None if run.missing else read(book, lookup.customer(book.db, customer).customer, run.today)
    page.show(found, as_json, csv)


def edit(
    customer: Customer,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="new_name")] = None,
    tier: Annotated[str | None, typer.Option("--tier", metavar="TIER", help="tier_wanted")] = None,
    area: AreaIs = None,
    since: Since = None,
    source: Source = None,
    referred_by: ReferredBy = None,
    status: Status = None,
    phone: Phone = None,
    address: Address = None,
    note: Note = None,
    no_calls: NoCalls = False,
    calls: Calls = False,
    force: Force = False,
) -> None:
    """Change what is known of a customer; an empty text empties a field."""
    given = {"name": name, "area": area, "source": source, "phone": phone, "address": address, "note": note}
    row = fields.read({**given, "since": since, "status": status}) | fields.calls_wanted(no_calls, calls)
    fields.something(row or referred_by is not None or tier)
    whom = _found(customer)
    if tier:
        row["tier"], _ = _known(tier, None)
    if referred_by is not None:
        row["referred_by"] = _found(referred_by).customer if referred_by.strip() else None
    _edit("customer_edited", whom, row, force)


def _edit(step: str, whom: Match, row: dict[str, Any], force: bool = False, **words: Any) -> None:
    """One edit as a step, and what it changed."""
    from repbook.render import out
    from repbook.store import customers

    with run.writing(step, customer=whom.customer_name, **words) as book:
        changes = customers.edit(book, whom.customer, run.today, force, **row)
    name = row.get("name", whom.customer_name)
    fields.tell_changes(t("say.customer_line", name=name, id=whom.customer), name, changes)
    if any(found.field == "archived_on" for found in changes):
        out.talk("  " + t("say.back_on_the_lists"))


def tier(
    customer: Customer,
    tier: Annotated[str, typer.Argument(metavar="TIER", help="tier_wanted")],
    because: Annotated[str | None, typer.Option("--because", metavar="TEXT", help="because")] = None,
) -> None:
    """Move a customer to another tier."""
    whom = _found(customer)
    wanted, _ = _known(tier, None)
    reason = values.line(because) if because else ""
    _edit("tier_changed", whom, {"tier": wanted}, tier=wanted, because=f" · {reason}" if reason else "")


def pause(customer: Customer, until: Until = None, off: Off = False) -> None:
    """Let a customer rest until a day, or end that early."""
    if (until is None) != off:
        raise BadInput("until_or_off")
    day = fields.coming_day(until) if until is not None else run.today
    whom = _found(customer)
    from repbook.store import customers

    with run.writing("pause_ended" if off else "paused", customer=whom.customer_name, until=day) as book:
        done = customers.pause(book, whom.customer, run.today, day)
    _tell(done, "say.pause_off" if off else "say.paused", whom, until=day, last=day - 1)


def spacing(
    customer: Customer,
    factor: Annotated[str | None, typer.Argument(metavar="FACTOR", help="factor")] = None,
    until: Until = None,
    off: Off = False,
) -> None:
    """Put calls and visits further apart (2 is half as often), or back to the tier's own."""
    if (factor is None) != off or (off and until is not None):
        raise BadInput("factor_or_off")
    wanted = values.factor(factor if factor is not None else "1")
    day = fields.coming_day(until) if until is not None else None
    whom = _found(customer)
    from repbook.store import customers

    plain = f"{wanted.normalize():f}"
    with run.writing("spacing_ended" if wanted == 1 else "spaced", customer=whom.customer_name, factor=plain) as book:
        done = customers.space(book, whom.customer, run.today, wanted, day if wanted != 1 else None)
    _tell(done, "say.spacing_off" if wanted == 1 else "say.spaced", whom, factor=plain)
    if done and wanted != 1:
        _tell_cadence(whom, day)


def _tell_cadence(whom: Match, until: Day | None) -> None:
    """How often that comes to, and when it ends."""
    from repbook.render import out
    from repbook.rules.asking import cadence
    from repbook.store import customers
    from repbook.store import policy as stored

    with run.reading() as book:
        policy = stored.read(book.db)
        tier = policy.tiers.get(customers.get(book, whom.customer).tier, policy.tiers[policy.default_tier])
        factor, _ = customers.spacing_in_force(book, whom.customer, run.today)
    calls, visits = cadence(tier.call_every, factor), cadence(tier.visit_every, factor)
    out.talk("  " + t("say.spaced_days", calls=calls, tier_calls=tier.call_every, visits=visits, tier_visits=tier.visit_every))
    if until is not None:
        out.talk("  " + t("say.spaced_until", until=until, last=until - 1))


def confirm(customer: Customer) -> None:
    """Say that the profile of a customer has been looked at and is right."""
    whom = _found(customer)
    from repbook.store import customers

    with run.writing("customer_confirmed", customer=whom.customer_name) as book:
        done = customers.looked_after(book, customers.get(book, whom.customer), run.today)
    _tell(done, "say.confirmed", whom, day=run.today)


def archive(customer: Customer, force: Force = False) -> None:
    """Take a customer off all lists; the history stays."""
    whom = _found(customer)
    from repbook.store import customers

    with run.writing("customer_archived", customer=whom.customer_name) as book:
        done = customers.archive(book, whom.customer, run.today, force)
    _tell(done, "say.archived", whom)


def _found(typed: str) -> Match:
    """The customer meant."""
    from repbook.store import lookup

    with run.reading() as book:
        return lookup.customer(book.db, typed)


def _tell(done: bool, key: str, whom: Match, **params: Any) -> None:
    """What was done; or that it was so already."""
    from repbook.render import out

    if done:
        out.say(t(key, name=whom.customer_name, id=whom.customer, **params))
    else:
        out.talk(t("say.nothing_to_change", name=whom.customer_name))
