"""Imports of who there is, customers and contacts: added where new, compared with the book where not."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from repbook.names import handles
from repbook.store.imports.names import Names
from repbook.store.imports.plan import Defect, Plan, Wish, next_id
from repbook.store.owed import owed
from repbook.terms import Day, iso

if TYPE_CHECKING:
    from repbook.exchange.rows import ContactRow, CustomerRow

Cells: TypeAlias = dict[str, Any]
"""Values by the column of the table."""

CUSTOMER = ("tier", "area", "status", "since", "lost_on", "source", "referred_by", "address", "phone", "no_calls", "note")
"""The columns of a customer that an import may change."""

CONTACT = (
    "role", "function", "phone", "wechat", "email", "birth_year", "birth_month", "birth_day", "birth_lunar", "birth_leap",
    "likes", "family", "joined", "left_on", "no_calls", "note",
)  # fmt: skip
"""The columns of a contact that an import may change."""

_NEW_CUSTOMER = ("id", "name", "key", "handles", "added_on", "edited_on", *CUSTOMER)
_NEW_CONTACT = ("id", "customer_id", "name", "handles", "added_on", "edited_on", *CONTACT)
_SPACING = ("customer_id", "set_on", "factor", "until")
_NOBODY: Cells = {
    **dict.fromkeys(CONTACT, ""),
    **dict.fromkeys(("birth_year", "birth_month", "birth_day", "joined", "left_on")),
    **dict.fromkeys(("birth_lunar", "birth_leap", "no_calls"), 0),
}


class Customers:
    """The customers that the rows of a file name, those that are to be made for it included."""

    def __init__(self, db: sqlite3.Connection, plan: Plan, wish: Wish) -> None:
        self.plan, self.wish = plan, wish
        self.names = Names(db.execute("SELECT 0, name, id FROM customer"))
        self.next = next_id(db, "customer")
        self.missing: dict[int, str] = {}

    def ids(self, rows: Iterable[Any]) -> list[int | None]:
        """The id of each row's customer; None for one that is not in the book, whose rows are put down as bad."""
        found: dict[str, int | None] = {}
        for row in rows:
            if row.customer not in found:
                found[row.customer] = self._id(row.customer)
        near = {name: self.names.nearest(name) for name, number in found.items() if number is None}
        if near:
            unknown = (row for row in rows if row.customer in near)
            self.plan.bad += [_unknown(row.line, "named_unknown", row.customer, near[row.customer]) for row in unknown]
        return [found[row.customer] for row in rows]

    def _id(self, name: str) -> int | None:
        number = self.names.find(name)
        if number is None and self.wish.create_missing:
            number, self.next = self.next, self.next + 1
            self.missing[number] = name
            self.names.add(name, number)
        return number

    def make_missing(self, used: set[int]) -> None:
        """Put those new customers on the plan that some good row needs: active, of the default tier, known since today."""
        wanted: list[tuple[int, str, Cells]] = [(number, name, {}) for number, name in self.missing.items() if number in used]
        self.plan.insert("customer", _NEW_CUSTOMER, _new_customers(wanted, self.wish), len(wanted))
        self.plan.made += [name for _, name, _ in wanted]


def _unknown(line: int, key: str, name: str, near: str) -> Defect:
    return (line, f"{key}_near", {"name": name, "near": near}) if near else (line, key, {"name": name})


# ---- customers ----------------------------------------------------------------------------------------


def customers(db: sqlite3.Connection, plan: Plan, rows: Sequence[CustomerRow], wish: Wish) -> None:
    """Plan an import of customers."""
    book = db.execute(f"SELECT id, name, {', '.join(CUSTOMER)} FROM customer").fetchall()
    known = {number: dict(zip(CUSTOMER, values, strict=True)) for number, _, *values in book}
    names = Names((0, name, number) for number, name, *_ in book)
    ids = _with_new(names.match([(0, row.name) for row in rows]), next_id(db, "customer"))
    for row, number in zip(rows, ids, strict=True):
        if number not in known:
            names.add(row.name, number)
    found = _referred(plan, dict(zip(ids, rows, strict=True)), names, set(known))
    said = [(number, row, _said(row, referrer)) for number, (row, referrer) in found.items()]
    _compare(db, plan, [entry for entry in said if entry[0] in known], known, wish)
    new = [entry for entry in said if entry[0] not in known]
    plan.insert("customer", _NEW_CUSTOMER, _new_customers(((number, row.name, cells) for number, row, cells in new), wish), len(new))
    plan.added += len(new)
    plan.untiered += [row.line for _, row, _ in new if not row.tier]
    spaced = [(number, iso(wish.today), str(row.spacing), None) for number, row, _ in new if row.spacing not in (None, 1)]
    plan.insert("spacing", _SPACING, spaced, len(spaced))


def _with_new(found: Iterable[int | None], first: int) -> list[int]:
    """Ids for all: the one found, or the next new one."""
    ids = []
    for number in found:
        if number is None:
            number, first = first, first + 1
        ids.append(number)
    return ids


def _referred(plan: Plan, rows: dict[int, CustomerRow], names: Names, known: set[int]) -> dict[int, tuple[CustomerRow, int | None]]:
    """The rows by customer, each with the id of who referred it; not those that are bad on that account, which are put down."""
    by = {number: names.find(row.referred_by) if row.referred_by else None for number, row in rows.items()}
    wrong = {number: _wrong_referrer(row, names) for number, row in rows.items() if row.referred_by and by[number] in (None, number)}
    brought: dict[int | None, list[int]] = {}
    for number, referrer in by.items():
        brought.setdefault(referrer, []).append(number)
    lost = [number for number in wrong if number not in known]
    while lost:
        for number in brought.get(lost.pop(), ()):
            if number not in wrong:
                wrong[number] = (rows[number].line, "referrer_left_out", {"name": rows[number].referred_by})
                lost += [number] * (number not in known)
    plan.bad += wrong.values()
    return {number: (row, by[number]) for number, row in rows.items() if number not in wrong}


def _wrong_referrer(row: CustomerRow, names: Names) -> Defect:
    """Why nobody can be said to have referred this customer."""
    if names.find(row.referred_by) is not None:
        return (row.line, "referrer_itself", {"name": row.referred_by})
    return _unknown(row.line, "referrer_unknown", row.referred_by, names.nearest(row.referred_by))


def _said(row: CustomerRow, referrer: int | None) -> Cells:
    """What the cells of a row that are not empty say, by column of the table."""
    said = {
        "tier": row.tier, "area": row.area, "status": row.status, "source": row.source, "address": row.address, "phone": row.phone,
        "note": row.note, "since": iso(row.since) if row.since is not None else "", "referred_by": referrer, "no_calls": row.no_calls,
    }  # fmt: skip
    return {column: value for column, value in said.items() if value not in ("", None)}


def _new_customers(new: Iterable[tuple[int, str, Cells]], wish: Wish) -> Iterator[tuple[Any, ...]]:
    """The rows of new customers, from id, name and what is said of each."""
    today = iso(wish.today)
    nothing: Cells = dict.fromkeys(CUSTOMER, "")
    nothing |= {"tier": wish.default_tier, "status": "active", "since": today, "lost_on": None, "referred_by": None, "no_calls": 0}
    for number, name, said in new:
        values = nothing | said
        values["lost_on"] = today if values["status"] == "lost" else None
        yield (number, name, name, handles(name), today, today, *(values[column] for column in CUSTOMER))


def _compare(
    db: sqlite3.Connection, plan: Plan, found: Iterable[tuple[int, CustomerRow, Cells]], known: Mapping[int, Cells], wish: Wish
) -> None:
    """Plan what changes of customers who are in the book already."""
    today = iso(wish.today)
    factors = _spacings(db, wish.today)
    edits, spaced = [], []
    for number, row, said in found:
        old = known[number]
        changes = {column: value for column, value in said.items() if old[column] != value}
        what = owed(db, number) if wish.update and changes.get("status") == "lost" else ""
        if what:
            plan.bad.append((row.line, "still_owed_row", {"name": row.name, "what": what}))
            continue
        respaced = row.spacing is not None and row.spacing != factors.get(number, 1)
        if not counted(plan, bool(changes) or respaced, wish, row.line):
            continue
        if "status" in changes:
            changes["lost_on"] = today if changes["status"] == "lost" else None
        edits.append((*(old | changes).values(), today, number))
        if respaced:
            spaced.append((number, today, str(row.spacing), None))
    plan.update("customer", (*CUSTOMER, "edited_on"), edits)
    plan.insert("spacing", _SPACING, spaced, len(spaced))


def counted(plan: Plan, differs: bool, wish: Wish, line: int) -> bool:
    """Count a row of the book that a file names again, on that line, and tell whether it is to be changed."""
    plan.same += not differs
    plan.changed += differs and wish.update
    plan.differ += [line] * (differs and not wish.update)
    return differs and wish.update


def _spacings(db: sqlite3.Connection, today: Day) -> dict[int, Decimal]:
    """The factor in force for each customer who has one."""
    rows = db.execute("SELECT customer_id, factor, until FROM spacing WHERE set_on <= ? ORDER BY set_on, id", (iso(today),))
    return {number: Decimal(factor) if until is None or until > iso(today) else Decimal(1) for number, factor, until in rows}


# ---- contacts -----------------------------------------------------------------------------------------


def contacts(db: sqlite3.Connection, plan: Plan, rows: Sequence[ContactRow], wish: Wish) -> None:
    """Plan an import of contacts."""
    owners = Customers(db, plan, wish)
    placed = _placed(plan, rows, owners.ids(rows))
    sql = f"SELECT id, customer_id, name, {', '.join(CONTACT)} FROM contact"
    known = {row[0]: dict(zip(CONTACT, row[3:], strict=True)) for row in db.execute(sql)}
    names = Names(db.execute("SELECT customer_id, name, id FROM contact"))
    ids = _with_new(names.match(list(placed)), next_id(db, "contact"))
    today = iso(wish.today)
    edits, new, touched = [], [], set()
    for number, ((owner, name), row) in zip(ids, placed.items(), strict=True):
        said = _said_of_contact(row)
        if number not in known:
            new.append((number, owner, name, said))
            touched.add(owner)
            continue
        changes = {column: value for column, value in said.items() if known[number][column] != value}
        if counted(plan, bool(changes), wish, row.line):
            edits.append((*(known[number] | changes).values(), today, number))
            touched.add(owner)
    owners.make_missing(touched)
    plan.added += len(new)
    plan.insert("contact", _NEW_CONTACT, _new_contacts(new, today), len(new))
    plan.update("contact", (*CONTACT, "edited_on"), edits)
    fresh = {number for (number,) in db.execute("SELECT id FROM customer WHERE edited_on = ?", (today,))}
    plan.update("customer", ("edited_on",), [(today, owner) for owner in sorted(touched - fresh - set(owners.missing))])


def _placed(plan: Plan, rows: Iterable[ContactRow], owners: Iterable[int | None]) -> dict[tuple[int, str], ContactRow]:
    """The rows by customer and name, each once; one that says something else of the same contact is bad."""
    placed: dict[tuple[int, str], ContactRow] = {}
    for row, owner in zip(rows, owners, strict=True):
        if owner is not None:
            before = placed.setdefault((owner, row.name), row)
            if before[2:] != row[2:]:
                plan.bad.append((row.line, "repeated_name", {"name": row.name, "first": before.line}))
    return placed


def _said_of_contact(row: ContactRow) -> Cells:
    """What the cells of a row that are not empty say; a birthday without its year says nothing of the year."""
    said: Cells = {
        "role": row.role, "function": row.function, "phone": row.phone, "wechat": row.wechat, "email": row.email, "likes": row.likes,
        "family": row.family, "joined": row.joined and iso(row.joined), "left_on": row.left_on and iso(row.left_on),
        "no_calls": row.no_calls, "note": row.note,
    }  # fmt: skip
    born = row.birthday
    if born is not None:
        said |= {"birth_year": born.year, "birth_month": born.month, "birth_day": born.day}
        said |= {"birth_lunar": born.lunar, "birth_leap": born.leap}
    return {column: value for column, value in said.items() if value not in ("", None)}


def _new_contacts(new: Iterable[tuple[int, int, str, Cells]], today: str) -> Iterator[tuple[Any, ...]]:
    for number, owner, name, said in new:
        values = _NOBODY | said
        yield (number, owner, name, handles(name), today, today, *(values[column] for column in CONTACT))
