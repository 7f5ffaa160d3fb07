"""What a book holds, read table by table, and what of it is known on a day."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.oracle.policy import Policy, read_policy

Row = dict[str, Any]


@dataclass
class Touch:
    id: int
    day: int
    kind: str
    done: bool
    mine: bool
    mass: bool
    meant: str
    gift: bool
    purpose: str
    mood: str
    contacts: set[int]


@dataclass
class Complaint:
    """The stages are lists of days: one may be noted more than once, or not at all."""

    id: int
    opened: int
    stages: dict[str, list[int]]


@dataclass
class Customer:
    """One customer with all of its facts, or with those known on a day; rows keep the names of their columns."""

    row: Row
    touches: list[Touch] = field(default_factory=list)
    orders: list[Row] = field(default_factory=list)
    contacts: list[Row] = field(default_factory=list)
    occasions: list[Row] = field(default_factory=list)
    promises: list[Row] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    alerts: list[Row] = field(default_factory=list)
    readings: list[Row] = field(default_factory=list)
    pauses: list[Row] = field(default_factory=list)
    spacings: list[Row] = field(default_factory=list)
    snoozes: list[Row] = field(default_factory=list)

    @property
    def base(self) -> int:
        return max(self.row["since"], self.row["added_on"])

    @property
    def order_days(self) -> list[int]:
        return sorted({order["on_day"] for order in self.orders})

    @property
    def prospect(self) -> bool:
        """A prospect with an order counts as active."""
        return self.row["status"] == "prospect" and not self.orders

    def no_calls(self, contact: int | None = None) -> bool:
        """An item that names a contact looks at that contact's flag or the customer's, any other at the customer's."""
        flags = [row["no_calls"] for row in self.contacts if row["id"] == contact]
        return bool(self.row["no_calls"] or any(flags))


@dataclass
class Book:
    policy: Policy
    customers: list[Customer]


DAYS = ("since", "added_on", "edited_on", "archived_on", "lost_on", "joined", "left_on", "on_day", "set_on", "until", "learned", "recorded",
        "made", "by_day", "kept", "dropped", "opened", "raised", "last_day")  # fmt: skip
DECIMALS = ("quantity", "reorder_at", "factor")


def load(path: Path) -> Book:
    """The whole book of a file."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    db.row_factory = sqlite3.Row
    try:
        calendar = {row["on_day"]: bool(row["working"]) for row in _rows(db, "calendar_day")}
        policy = read_policy({row["key"]: row["value"] for row in _rows(db, "policy")}, calendar)
        return Book(policy, _customers(db))
    finally:
        db.close()


def _rows(db: sqlite3.Connection, table: str) -> list[Row]:
    return [{name: _value(name, row[name]) for name in row.keys()} for row in db.execute(f"SELECT * FROM {table} ORDER BY id")]  # noqa: SIM118


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in DAYS:
        return date.fromisoformat(value).toordinal()
    return Decimal(value) if name in DECIMALS else value


def _customers(db: sqlite3.Connection) -> list[Customer]:
    found = {row["id"]: Customer(row) for row in _rows(db, "customer")}
    named: dict[int, set[int]] = {}
    for row in _rows(db, "touch_contact"):
        named.setdefault(row["touch_id"], set()).add(row["contact_id"])
    for row in _rows(db, "touch"):
        found[row["customer_id"]].touches.append(_touch(row, named.get(row["id"], set())))
    tables = {"orders": "orders", "contact": "contacts", "occasion": "occasions", "promise": "promises", "stock": "readings",
              "pause": "pauses", "spacing": "spacings", "snooze": "snoozes"}  # fmt: skip
    for table, name in tables.items():
        for row in _rows(db, table):
            getattr(found[row["customer_id"]], name).append(row)
    stages = _rows(db, "complaint_stage")
    for row in _rows(db, "complaint"):
        days = {stage: [s["on_day"] for s in stages if s["complaint_id"] == row["id"] and s["stage"] == stage] for stage in STAGES}
        found[row["customer_id"]].complaints.append(Complaint(row["id"], row["opened"], days))
    for alert in _rows(db, "alert"):
        for customer in found.values():
            if in_area(customer.row["area"], alert["area"]):
                customer.alerts.append(alert)
    return list(found.values())


STAGES = ("answered", "solved", "checked", "closed")


def in_area(area: str, wanted: str) -> bool:
    """Whole parts of the path: 湖北/武汉 takes 湖北/武汉/武昌, not 湖北/武汉新区."""
    parts = wanted.split("/")
    return area.split("/")[: len(parts)] == parts


def _touch(row: Row, contacts: set[int]) -> Touch:
    return Touch(
        row["id"], row["on_day"], row["kind"], row["outcome"] == "done", not row["incoming"], bool(row["mass"]), row["meant_for"],
        row["kind"] == "gift" or row["gift"] != "", row["purpose"], row["mood"], contacts,
    )  # fmt: skip


def first_known(c: Customer) -> int:
    """The earliest of since, first touch and first order."""
    return min([c.row["since"], *(touch.day for touch in c.touches), *(order["on_day"] for order in c.orders)])


def known(c: Customer, day: int, asked: int) -> Customer:
    """The customer as known on a day and asked about on that day or a later one: what lies ahead may have begun by then."""

    def upto(rows: list[Row], name: str, last: int = day) -> list[Row]:
        return [row for row in rows if row[name] <= last]

    return replace(
        c,
        touches=[touch for touch in c.touches if touch.day <= day],
        orders=upto(c.orders, "on_day"),
        contacts=[row for row in c.contacts if row["joined"] is None or row["joined"] <= asked],
        occasions=upto(c.occasions, "recorded"),
        promises=[_kept_or_dropped(row, day) for row in upto(c.promises, "made")],
        complaints=[_reached(complaint, day) for complaint in c.complaints if complaint.opened <= day],
        alerts=upto(c.alerts, "raised", asked),
        readings=upto(c.readings, "on_day"),
        pauses=upto(c.pauses, "set_on"),
        spacings=upto(c.spacings, "set_on"),
        snoozes=upto(c.snoozes, "set_on"),
    )


def _kept_or_dropped(promise: Row, day: int) -> Row:
    over = {name: promise[name] if promise[name] is not None and promise[name] <= day else None for name in ("kept", "dropped")}
    return {**promise, **over}


def _reached(complaint: Complaint, day: int) -> Complaint:
    return replace(complaint, stages={stage: [on for on in days if on <= day] for stage, days in complaint.stages.items()})
