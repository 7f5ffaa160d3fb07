"""The policy and the user's year files as the book keeps them, and the calendar they make."""

from __future__ import annotations

import sqlite3

from repbook import policy as settings
from repbook.calendar.workdays import Workdays
from repbook.errors import Refused
from repbook.store.rows import insert
from repbook.terms import Day, Policy, day_of, iso


def rows(db: sqlite3.Connection) -> dict[str, str]:
    """Every setting as stored, in the order in which it came in."""
    return dict(db.execute("SELECT key, value FROM policy ORDER BY id").fetchall())


def read(db: sqlite3.Connection) -> Policy:
    """The policy of the book."""
    return settings.from_rows(rows(db))


def put(db: sqlite3.Connection, key: str, value: str) -> bool:
    """Store a normalised value; False when it was so already.

    An empty festival of one's own is removed, and so are the settings of a tier that `tiers` no longer names.
    """
    old = db.execute("SELECT value FROM policy WHERE key = ?", (key,)).fetchone()
    if old is not None and old[0] == value:
        return False
    if key.startswith("festival.") and not value:
        return db.execute("DELETE FROM policy WHERE key = ?", (key,)).rowcount > 0
    if old is None:
        insert(db, "policy", key=key, value=value)
    else:
        db.execute("UPDATE policy SET value = ? WHERE key = ?", (value, key))
    if key == "tiers" and old is not None:
        for gone in set(old[0].split()) - set(value.split()):
            db.executemany("DELETE FROM policy WHERE key = ?", [(f"tier.{gone}.{name}",) for name in settings.TIER_SETTINGS])
    return True


def change(db: sqlite3.Connection, key: str, value: str) -> bool:
    """Store a normalised value as `put` does; Refused when that would make the policy wrong, such as without a tier in use."""
    in_use = tiers_in_use(db)
    wrong = settings.problems(rows(db), in_use)
    changed = put(db, key, value)
    for problem in settings.problems(rows(db), in_use):
        if problem not in wrong:
            raise Refused(problem.key, **problem.params)
    return changed


def tiers_in_use(db: sqlite3.Connection) -> dict[str, int]:
    """How many customers each tier has, archived ones included."""
    return dict(db.execute("SELECT tier, count(*) FROM customer GROUP BY tier ORDER BY tier").fetchall())


def year_files(db: sqlite3.Connection) -> dict[int, dict[Day, bool]]:
    """The special days of each year the user imported: True for a working day."""
    years: dict[int, dict[Day, bool]] = {}
    for text, working in db.execute("SELECT on_day, working FROM calendar_day ORDER BY on_day"):
        years.setdefault(int(text[:4]), {})[day_of(text)] = bool(working)
    return years


def put_year(db: sqlite3.Connection, year: int, days: dict[Day, bool]) -> bool:
    """Store one year of special days in place of what was there; False when nothing changed."""
    if year_files(db).get(year) == days:
        return False
    db.execute("DELETE FROM calendar_day WHERE on_day BETWEEN ? AND ?", (f"{year:04d}-01-01", f"{year:04d}-12-31"))
    for day, working in sorted(days.items()):
        insert(db, "calendar_day", on_day=iso(day), working=int(working))
    return True


def calendar(db: sqlite3.Connection, policy: Policy) -> Workdays:
    """The working days by the policy's calendar, the user's year files and own days."""
    return Workdays(policy.calendar, year_files(db), policy.days_off, policy.work_days)
