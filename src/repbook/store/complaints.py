"""Complaints and the days of their stages: opened, answered, solved, checked, closed."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any, NamedTuple

from repbook.errors import Refused
from repbook.store import series
from repbook.store.rows import insert
from repbook.terms import Day, day_of, iso

STAGES = ("answered", "solved", "checked", "closed")
"""What follows the opening, in order; a later stage implies the earlier ones."""


class Reached(NamedTuple):
    """A stage that a complaint reached on a day, with what was noted of it."""

    stage: str
    day: Day
    note: str = ""


class Lodged(NamedTuple):
    """A complaint as the book keeps it, with its customer and its stages in the order of their days."""

    id: int
    customer: str
    customer_id: int
    text: str
    severity: int
    opened: Day
    cause: str
    stages: tuple[Reached, ...] = ()

    def days(self, stage: str) -> list[Day]:
        """The days on which a stage was noted; only a check may have several."""
        return [one.day for one in self.stages if one.stage == stage]

    @property
    def stage(self) -> str:
        """The furthest stage reached."""
        return max((one.stage for one in self.stages), key=STAGES.index, default="opened")

    def reached(self, stage: str) -> Day | None:
        """The first day on which a stage, or a later one that implies it, was reached."""
        return min((one.day for one in self.stages if STAGES.index(one.stage) >= STAGES.index(stage)), default=None)


COMPLAINTS = """
SELECT p.id, c.name, c.id, p.text, p.severity, p.opened, p.cause FROM complaint p JOIN customer c ON c.id = p.customer_id
WHERE (:id IS NULL OR p.id = :id) AND (:customer IS NULL OR p.customer_id = :customer) ORDER BY p.opened, p.id
"""

STAGES_OF = """
SELECT s.complaint_id, s.stage, s.on_day, s.note FROM complaint_stage s JOIN complaint p ON p.id = s.complaint_id
WHERE (:id IS NULL OR p.id = :id) AND (:customer IS NULL OR p.customer_id = :customer) ORDER BY s.on_day, s.id
"""


def add(db: sqlite3.Connection, customer: int, text: str, opened: Day, severity: int = 2) -> int:
    """Write a complaint down and return its id."""
    return series.add(db, "complaint", customer_id=customer, text=text, severity=severity, opened=iso(opened), cause="")


def get(db: sqlite3.Connection, number: int) -> Lodged:
    """The complaint of that id, which `series.find` has found."""
    return _read(db, {"id": number, "customer": None})[0]


def listing(db: sqlite3.Connection, customer: int | None = None, every: bool = False) -> list[Lodged]:
    """The complaints that are not closed, of one customer or of all: unsolved ones first, then by age; with `every` closed ones too."""
    found = [one for one in _read(db, {"id": None, "customer": customer}) if every or one.stage != "closed"]
    return sorted(found, key=lambda one: (one.stage == "closed", one.reached("solved") is not None))


def reach(db: sqlite3.Connection, number: int, new: Reached, cause: str = "") -> Lodged:
    """A stage of a complaint is reached; as it was before.

    Refused on a day before it was opened, and when it was answered, solved or closed by that day already.
    """
    one = get(db, number)
    if new.day < one.opened:
        raise Refused("stage_before_opened", id=one.id, day=new.day, opened=one.opened)
    before = one.reached(new.stage)
    if new.stage != "checked" and before is not None and (one.days(new.stage) or before <= new.day):
        raise Refused(f"complaint_{new.stage}_already", id=one.id, text=one.text, day=before)
    insert(db, "complaint_stage", complaint_id=number, stage=new.stage, on_day=iso(new.day), note=new.note)
    if cause and cause != one.cause:
        db.execute("UPDATE complaint SET cause = ? WHERE id = ?", (cause, number))
    return one


def _read(db: sqlite3.Connection, which: Mapping[str, int | None]) -> list[Lodged]:
    stages: dict[int, list[Reached]] = {}
    for number, stage, day, note in db.execute(STAGES_OF, which):
        stages.setdefault(number, []).append(Reached(stage, day_of(day), note))
    return [_lodged(row, stages) for row in db.execute(COMPLAINTS, which)]


def _lodged(row: Any, stages: Mapping[int, list[Reached]]) -> Lodged:
    number, customer, customer_id, text, severity, opened, cause = row
    return Lodged(number, customer, customer_id, text, severity, day_of(opened), cause, tuple(stages.get(number, ())))
