"""`repbook contact`: the people at a customer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from repbook.calendar.dates import parse_date
from repbook.cli import fields, whom
from repbook.cli.files import emit
from repbook.cli.options import Contact, Csv, Customer, Json, Limit
from repbook.cli.run import run
from repbook.errors import BadInput
from repbook.words import t, word

if TYPE_CHECKING:
    from repbook.store.lookup import Match

Role: TypeAlias = Annotated[str | None, typer.Option("--role", metavar="ROLE", help="role")]
Function: TypeAlias = Annotated[str | None, typer.Option("--function", metavar="TEXT", help="function")]
Phone: TypeAlias = Annotated[str | None, typer.Option("--phone", metavar="PHONE", help="phone")]
Wechat: TypeAlias = Annotated[str | None, typer.Option("--wechat", metavar="ID", help="wechat")]
Email: TypeAlias = Annotated[str | None, typer.Option("--email", metavar="ADDRESS", help="email")]
Birthday: TypeAlias = Annotated[str | None, typer.Option("--birthday", metavar="DATE", help="birthday")]
Likes: TypeAlias = Annotated[str | None, typer.Option("--likes", metavar="TEXT", help="likes")]
Family: TypeAlias = Annotated[str | None, typer.Option("--family", metavar="TEXT", help="family")]
Joined: TypeAlias = Annotated[str | None, typer.Option("--joined", metavar="DATE", help="joined")]
Note: TypeAlias = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="about")]
NoCalls: TypeAlias = Annotated[bool, typer.Option("--no-calls", help="no_calls")]
Calls: TypeAlias = Annotated[bool, typer.Option("--calls", help="calls")]


def add(
    customer: Customer,
    name: Annotated[str, typer.Argument(metavar="NAME", help="contact_name")],
    role: Role = None,
    function: Function = None,
    phone: Phone = None,
    wechat: Wechat = None,
    email: Email = None,
    birthday: Birthday = None,
    likes: Likes = None,
    family: Family = None,
    joined: Joined = None,
    note: Note = None,
    no_calls: NoCalls = False,
) -> None:
    """Add a person to a customer."""
    given = {"name": name, "role": role, "function": function, "phone": phone, "wechat": wechat, "email": email}
    private = {"birthday": birthday, "likes": likes, "family": family, "joined": joined, "note": note}
    row = {"joined": run.today, **fields.read(given | private), **fields.calls_wanted(no_calls, False)}
    from repbook.store import contacts, lookup

    with run.reading() as book:
        whom = lookup.customer(book.db, customer)
    with run.writing("contact_added", contact=row["name"], customer=whom.customer_name) as book:
        number = contacts.add(book, whom.customer, run.today, **row)
    _tell_added(number, whom.customer_name, row, joined is not None)


def _tell_added(number: int, customer: str, row: dict[str, Any], dated: bool) -> None:
    from repbook.render import out

    out.say(added_line(number, customer, row))
    if row.get("birthday"):
        out.talk("  " + _birthday_line(row["birthday"]))
    if dated and row["joined"]:
        out.talk("  " + t("say.contact_joined", day=row["joined"]))


def added_line(number: int, customer: str, row: dict[str, Any]) -> str:
    """The line that tells of a new contact."""
    role = f" · {word('role', row['role'])}" if row.get("role") else ""
    return t("say.contact_added", name=row["name"], customer=customer, role=role, id=number)


def _birthday_line(born: Any) -> str:
    """A birthday as understood, and when it is next."""
    day = fields.next_birthday(born)
    text = fields.birthday_text(born)
    return t("say.birthday_next", birthday=text, day=day) if day is not None else t("say.birthday_out_of_range", birthday=text)


def edit(
    contact: Contact,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="new_name")] = None,
    role: Role = None,
    function: Function = None,
    phone: Phone = None,
    wechat: Wechat = None,
    email: Email = None,
    birthday: Birthday = None,
    likes: Likes = None,
    family: Family = None,
    joined: Joined = None,
    note: Note = None,
    no_calls: NoCalls = False,
    calls: Calls = False,
) -> None:
    """Change what is known of a contact; an empty text empties a field."""
    given = {"name": name, "role": role, "function": function, "phone": phone, "wechat": wechat, "email": email}
    private = {"birthday": birthday, "likes": likes, "family": family, "joined": joined, "note": note}
    row = fields.read(given | private) | fields.calls_wanted(no_calls, calls)
    fields.something(row)
    from repbook.render import out
    from repbook.store import contacts

    whom, number = _found(contact)
    with run.writing("contact_edited", contact=whom.contact_name, customer=whom.customer_name) as book:
        changes = contacts.edit(book, number, run.today, **row)
    known_as = row.get("name", whom.contact_name)
    fields.tell_changes(t("say.contact_line", name=known_as, customer=whom.customer_name, id=number), known_as, changes)
    if row.get("birthday") and changes:
        out.talk("  " + _birthday_line(row["birthday"]))


def left(
    contact: Contact,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="left_on")] = None,
    off: Annotated[bool, typer.Option("--off", help="left_off")] = False,
) -> None:
    """Note that a contact is gone from a day on; the day may lie ahead."""
    if off and on is not None:
        raise BadInput("not_together", one="--off", other="--on")
    day = None if off else parse_date(on, run.today) if on is not None else run.today
    whom, number = _found(contact)
    from repbook.render import out
    from repbook.store import contacts

    key = "contact_back" if off else "contact_left"
    with run.writing(key, contact=whom.contact_name, customer=whom.customer_name, on=day) as book:
        changes = contacts.edit(book, number, run.today, left_on=day)
        since = contacts.customer_since(book, number)
    if changes:
        out.say(t(f"say.{key}", name=whom.contact_name, customer=whom.customer_name, day=day, id=number))
        if day is not None and day < since:
            out.talk("  " + t("say.left_before_customer", customer=whom.customer_name, since=since))
    else:
        out.talk(t("say.nothing_to_change", name=whom.contact_name))


def list_(
    customer: Annotated[str | None, typer.Argument(metavar="CUSTOMER", help="customer")] = None,
    as_json: Json = False,
    csv: Csv = None,
    limit: Limit = None,
) -> None:
    """List the people, of one customer or of all."""
    from repbook.render.tables import Column, Table
    from repbook.store import lists

    with run.reading() as book:
        rows = lists.contacts(book.db, whom.of(book.db, customer))
    on_screen = not as_json and csv is None
    shown = fields.birthday_text if on_screen else fields.birthday_data
    cells: list[Sequence[Any]] = [[*row[:9], shown(row[9]) if row[9] else "", *row[10:]] for row in rows]
    columns = [
        Column("id", "id"), Column("name"), Column("customer"), Column("customer_id", "id"), Column("role", "word:role"),
        Column("function"), Column("phone"), Column("wechat"), Column("email"), Column("birthday"),
        Column("joined", "day"), Column("left_on", "day"), Column("no_calls", "flag"),
    ]  # fmt: skip
    hidden = ["customer_id", "wechat", "email", "joined", *(["customer"] if customer else [])]
    emit(Table(columns, cells, empty="say.no_contacts", chosen=[customer] if customer else [], hidden=hidden), as_json, csv, limit)


def _found(typed: str) -> tuple[Match, int]:
    """The contact meant, and its id."""
    from repbook.store import lookup

    with run.reading() as book:
        whom = lookup.contact(book.db, typed)
    return whom, whom.contact or 0
