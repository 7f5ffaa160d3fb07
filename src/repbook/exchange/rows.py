"""One line of a file of each kind, as typed values; empty cells are "" or None unless said."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from repbook.terms import Birthday, Day


class CustomerRow(NamedTuple):
    """A line of a customers file. Empty cells: "" or None."""

    line: int
    name: str
    tier: str = ""
    area: str = ""
    since: Day | None = None
    status: str = ""
    source: str = ""
    referred_by: str = ""
    address: str = ""
    phone: str = ""
    no_calls: bool | None = None
    spacing: Decimal | None = None
    note: str = ""


class ContactRow(NamedTuple):
    """A line of a contacts file. Empty cells: "" or None."""

    line: int
    customer: str
    name: str
    role: str = ""
    function: str = ""
    phone: str = ""
    wechat: str = ""
    email: str = ""
    birthday: Birthday | None = None
    likes: str = ""
    family: str = ""
    joined: Day | None = None
    left_on: Day | None = None
    no_calls: bool | None = None
    note: str = ""


class TouchRow(NamedTuple):
    """A line of a touches file: a fact, so an empty cell is what it says: done, not mine to answer, not to many."""

    line: int
    customer: str
    on: Day
    kind: str
    contacts: tuple[str, ...] = ()
    outcome: str = "done"
    purpose: str = ""
    mood: str = ""
    minutes: int | None = None
    incoming: bool = False
    mass: bool = False
    meant_for: str = ""  # a rule, a festival or "#id", as typed
    gift: str = ""
    cost: int | None = None  # fen
    note: str = ""


class OrderRow(NamedTuple):
    """A line of an orders file. Money in fen, quantity as canonical decimal text, service_every in months."""

    line: int
    customer: str
    on: Day
    amount: int
    product: str = ""
    quantity: str | None = None
    margin: int | None = None
    service_every: int | None = None


class Dated(NamedTuple):
    """The day of an occasion, and the lunar date (month, day, leap month) by which it was written."""

    day: Day
    lunar: tuple[int, int, bool] | None = None


class OccasionRow(NamedTuple):
    """A line of an occasions file."""

    line: int
    customer: str
    date: Dated
    kind: str
    contact: str = ""
    yearly: bool = False
    title: str = ""
    learned: Day | None = None


class PromiseRow(NamedTuple):
    """A line of a promises file; where it is neither kept nor dropped it says nothing of that."""

    line: int
    customer: str
    text: str
    made: Day
    by: Day
    theirs: bool = False
    kept: Day | None = None
    dropped: Day | None = None


class ComplaintRow(NamedTuple):
    """A line of a complaints file, with the day of each stage that is told."""

    line: int
    customer: str
    text: str
    opened: Day
    severity: int = 2
    answered: Day | None = None
    solved: Day | None = None
    checked: Day | None = None
    closed: Day | None = None
    cause: str = ""


class AlertRow(NamedTuple):
    """A line of an alerts file; without a last day it has the length the policy says."""

    line: int
    area: str
    reason: str
    on: Day
    until: Day | None = None


class StockRow(NamedTuple):
    """A line of a stock file; quantities are canonical decimal text."""

    line: int
    customer: str
    product: str
    on: Day
    quantity: str
    reorder_at: str | None = None
