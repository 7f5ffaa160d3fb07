"""`repbook export handover`: a customer on one page of Markdown, for whoever looks after it next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from repbook.cli import fields, files
from repbook.cli.exports import File, Private
from repbook.cli.options import Customer
from repbook.cli.run import run
from repbook.render import out
from repbook.words import day, money, t, word

if TYPE_CHECKING:
    import sqlite3

    from repbook.models import Contact
    from repbook.store.complaints import Lodged
    from repbook.store.promises import Kept

_MARKUP = {ord(sign): f"\\{sign}" for sign in "\\`*_[]<>|~&#"}
_PRIVATE_KINDS = ("newborn", "bereavement", "illness", "accident")
"""Occasions that tell of somebody's health or family."""


def handover(customer: Customer, file: File, private: Private = False) -> None:
    """Write down who they are, what is open and what happened."""
    from repbook.store import lookup, page

    with run.reading() as book:
        whom = lookup.customer(book.db, customer).customer
        found = page.read(book, whom, run.today)
        sections = [
            ("about", _about(found)),
            ("people", [_person(person, private) for person in found.people]),
            *_facts(book.db, whom, private),
        ]
    text = [f"# {_plain(found.customer.name)}", "", t("handover.as_of", day=run.today)]
    for title, lines in sections:
        listed = [f"- {line}" for line in lines]
        text += ["", f"## {t(f'handover.{title}')}", "", *(listed or [t("handover.nothing")])]
    files.put(file, "\n".join(text) + "\n")
    if not private:
        out.talk(t("say.handover_without_private"))


def _plain(text: str) -> str:
    """A text that is only text in Markdown too, on one line."""
    return out.flat(text).translate(_MARKUP)


def _joined(parts: Iterable[str | None]) -> str:
    return " · ".join(part for part in parts if part)


def _about(found: Any) -> Iterator[str]:
    row = found.customer
    since = t("say.customer_since", day=row.since.toordinal())
    yield _joined([_plain(word("tier", row.tier)), word("status", found.status), _plain(row.area), since])
    for field in ("phone", "address", "source"):
        if getattr(row, field):
            yield f"{fields.label(field)}: {_plain(getattr(row, field))}"
    if found.referred_by:
        yield f"{fields.label('referred_by')}: {_plain(found.referred_by)}"
    if row.no_calls:
        yield t("say.page_no_calls")
    if found.paused_until is not None:
        yield t("say.page_paused", until=found.paused_until)
    if found.spacing != 1:
        yield t("say.page_spaced", factor=f"{found.spacing.normalize():f}")
    if row.archived_on is not None:
        yield t("say.archived_since", day=row.archived_on.toordinal())
    if row.note:
        yield _plain(row.note)


def _person(row: Contact, private: bool) -> str:
    from repbook.store.contacts import birthday

    born = birthday(row)
    told = [name for name in ("likes", "family") if private and getattr(row, name)]
    parts = [
        f"**{_plain(row.name)}**", word("role", row.role) if row.role else "", _plain(row.function), _plain(row.phone),
        t("say.page_wechat", id=_plain(row.wechat)) if row.wechat else "", _plain(row.email),
        t("say.page_birthday", birthday=fields.birthday_text(born)) if born else "",
        *(t(f"say.page_{name}", text=_plain(getattr(row, name))) for name in told),
        t("say.page_no_calls") if row.no_calls else "",
        t("say.page_left", day=row.left_on.toordinal()) if row.left_on is not None else "",
        _plain(row.note),
    ]  # fmt: skip
    return _joined(parts)


def _facts(db: sqlite3.Connection, customer: int, private: bool) -> Iterator[tuple[str, list[str]]]:
    """What is open, then what was: each section with its lines."""
    from repbook.store import complaints, gifts, lists, occasions, promises, stock, touches

    kept, lodged = promises.listing(db, customer, every=True), complaints.listing(db, customer, every=True)
    yield "promises", [_promise(one) for one in kept]
    yield "complaints", [_complaint(one) for one in lodged]
    dates = [one for one in occasions.listing(db, customer) if private or one.kind not in _PRIVATE_KINDS]
    yield "dates", [_joined([day(one.day), word("occasion", one.kind), _plain(one.title), _plain(one.contact)]) for one in dates]
    shelf = stock.listing(db, customer)
    yield "stock", [_joined([_plain(one.product), one.quantity, day(one.day)]) for one in shelf]
    bought = lists.orders(db, customer)
    yield "orders", [_joined([day(row[1]), money(row[4]), _plain(row[5]), row[6]]) for row in bought]
    given = gifts.listing(db, customer)
    yield "gifts", [_joined([day(one.day), _plain(one.gift), _plain(one.contact), money(one.cost) if one.cost else ""]) for one in given]
    yield "history", [_touch(row) for row in touches.history(db, customer, "", "9999-12-31")]


def _promise(one: Kept) -> str:
    state = (
        t("handover.kept", day=one.kept) if one.kept is not None
        else t("handover.dropped", day=one.dropped) if one.dropped is not None
        else t("handover.open", day=one.by)
    )  # fmt: skip
    return _joined([state, t("handover.theirs") if one.theirs else t("handover.mine"), _plain(one.text), _plain(one.contact)])


def _complaint(one: Lodged) -> str:
    stages = [("opened", one.opened, ""), *one.stages]
    told = ", ".join(f"{word('stage', stage)} {day(on)}{f' ({_plain(note)})' if note else ''}" for stage, on, note in stages)
    return _joined([_plain(one.text), told, _plain(one.cause)])


def _touch(row: Any) -> str:
    """A touch as `touches.history` reads it."""
    from repbook.terms import day_of

    _, on, _, kind, people, outcome, _, mood, _, _, _, _, gift, _, _, note = row
    parts = [
        day(day_of(on)), word("kind", kind), word("outcome", outcome) if outcome != "done" else "", _plain(people or ""),
        word("mood", mood) if mood else "", _plain(gift), _plain(note),
    ]  # fmt: skip
    return _joined(parts)
