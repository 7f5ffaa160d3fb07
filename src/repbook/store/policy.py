"""The policy and the user's year files as the book keeps them, and the calendar they make."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

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

    An empty festival of one's own is removed. The settings of a tier that `tiers` no longer names go with it, and a new
    tier begins with those of the default tier.
    """
    before = rows(db)
    if before.get(key) == value:
        return False
    after = settings.with_tiers(before, value.split()) if key == "tiers" else before | {key: value}
    if key.startswith("festival.") and not value:
        del after[key]
    _store(db, before, after)
    return before != after


def _store(db: sqlite3.Connection, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Bring the rows of before to those of after."""
    for key in before.keys() - after.keys():
        db.execute("DELETE FROM policy WHERE key = ?", (key,))
    for key, value in after.items():
        if key not in before:
            insert(db, "policy", key=key, value=value)
        elif before[key] != value:
            db.execute("UPDATE policy SET value = ? WHERE key = ?", (value, key))


def change(db: sqlite3.Connection, key: str, value: str) -> bool:
    """Store a normalised value as `put` does; Refused when that would make the policy wrong, such as without a tier in use."""
    before = rows(db)
    changed = put(db, key, value)
    _no_worse(db, before)
    return changed


def replace(db: sqlite3.Connection, after: Mapping[str, str]) -> None:
    """Store these settings in place of all there are; Refused as for `change`."""
    before = rows(db)
    _store(db, before, after)
    _no_worse(db, before)


def rename_tier(db: sqlite3.Connection, old: str, new: str) -> int:
    """Give a tier another name, here and with its customers; how many these are."""
    before = rows(db)
    _store(db, before, settings.renamed(before, old, new))
    return db.execute("UPDATE customer SET tier = ? WHERE tier = ?", (new, old)).rowcount


def _no_worse(db: sqlite3.Connection, before: Mapping[str, str]) -> None:
    """Refused when the rows have a problem that those of before had not."""
    in_use = tiers_in_use(db)
    wrong = settings.problems(before, in_use)
    for problem in settings.problems(rows(db), in_use):
        if problem not in wrong:
            raise Refused(problem.key, **problem.params)


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
