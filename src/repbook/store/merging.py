"""Two customers, or two contacts of one customer, made into one: what moves, what is filled in, what stays, and doing it.

A plan is read from the book alone. Carrying it out is part of a step that the caller began, with a plan made in it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple

from repbook.errors import Refused
from repbook.store import customers, snoozes
from repbook.store.book import Book
from repbook.store.references import references
from repbook.terms import Birthday, Day, Snooze, day_of

Row = dict[str, Any]


class Told(NamedTuple):
    """A field of which both say something else, or only the one that goes: what it was, what it is then, what is lost."""

    field: str
    old: Any
    new: Any
    lost: Any = None


class Pair(NamedTuple):
    """Two rows of one table that become one: the new values of the one that stays, and what a person should know of it."""

    keep: Row
    gone: Row
    values: Row
    filled: list[Told]
    stays: list[Told]


class Merge(NamedTuple):
    """What a merge does: the pair itself, contacts of the same name that become one, and how many rows of each table move."""

    pair: Pair
    contacts: list[Pair]
    moved: dict[str, int]


_JOINED = ("note",)  # texts of which both are kept
_CUSTOMER = ("tier", "area", "status", "source", "referred_by", "address", "phone", "no_calls", "note")
_CONTACT = ("role", "function", "phone", "wechat", "email", "likes", "family", "joined", "left_on", "no_calls", "note")
_BIRTH = ("birth_month", "birth_day", "birth_lunar", "birth_leap", "birth_year")


# ---- plans ------------------------------------------------------------------------------------------------


def customers_plan(db: sqlite3.Connection, keep: int, gone: int) -> Merge:
    """What merging two customers would do; Refused for one with itself, or into an archived one that would hide the other."""
    stays, goes = _row(db, "customer", keep), _row(db, "customer", gone)
    _different(keep, gone, stays)
    if stays["archived_on"] is not None and goes["archived_on"] is None:
        raise Refused("merge_into_archived", name=stays["name"], gone=goes["name"], id=keep)
    pair = _pair(stays, goes, _CUSTOMER, {"referred_by": _referrer(keep, gone)})
    for name in ("since", "added_on"):
        _fill(pair, name, min(stays[name], goes[name]))
    pair.values["edited_on"] = max(stays["edited_on"], goes["edited_on"])
    by_name = {row["name"]: row for row in _rows(db, "contact", "customer_id", keep)}
    alike = [(by_name[row["name"]], row) for row in _rows(db, "contact", "customer_id", gone) if row["name"] in by_name]
    same = [_contacts_pair(one, other) for one, other in alike]
    moved = _counts(db, "customer", gone)
    moved["contact"] = moved.get("contact", 0) - len(same)
    moved["customer"] = moved.get("customer", 0) - (stays["referred_by"] == gone)
    return Merge(pair, same, {table: n for table, n in moved.items() if n})


def contacts_plan(db: sqlite3.Connection, keep: int, gone: int) -> Merge:
    """What merging two contacts would do; Refused for one with itself, or for contacts of two customers."""
    stays, goes = _row(db, "contact", keep), _row(db, "contact", gone)
    _different(keep, gone, stays)
    if stays["customer_id"] != goes["customer_id"]:
        raise Refused("merge_across", name=stays["name"], gone=goes["name"])
    return Merge(_contacts_pair(stays, goes), [], _counts(db, "contact", gone))


def _different(keep: int, gone: int, row: Row) -> None:
    if keep == gone:
        raise Refused("merge_itself", name=row["name"])


def _referrer(keep: int, gone: int) -> Callable[[Any], Any]:
    """Who referred the customer that stays: none of the two themselves."""
    return lambda number: None if number in (keep, gone) else number


def _pair(keep: Row, gone: Row, fields: Iterable[str], read: Mapping[str, Callable[[Any], Any]]) -> Pair:
    """Two rows: what the one that stays does not say the other may, and where both do, the one that stays is right."""
    pair = Pair(keep, gone, {}, [], [])
    for name in fields:
        one, other = (read[name](row[name]) if name in read else row[name] for row in (keep, gone))
        if name in _JOINED and one and other and other not in one:
            _fill(pair, name, f"{one}\n{other}")
        elif one in (None, "", 0):
            _fill(pair, name, other if other not in (None, "", 0) else one)
        elif other not in (None, "", 0, one) and name not in _JOINED:
            pair.stays.append(Told(name, one, one, other))
    return pair


def _fill(pair: Pair, name: str, value: Any) -> None:
    """Give a field of the one that stays its new value, if it is another."""
    if value != pair.keep[name]:
        pair.values[name] = value
        pair.filled.append(Told(name, pair.keep[name], value))


def _contacts_pair(keep: Row, gone: Row) -> Pair:
    """Two contacts; of the days the earlier ones count, and one who is still there is still there."""
    pair = _pair(keep, gone, [name for name in _CONTACT if name not in ("joined", "left_on")], {})
    _fill(pair, "joined", min(keep["joined"], gone["joined"]) if keep["joined"] and gone["joined"] else None)
    if keep["left_on"] != gone["left_on"]:
        pair.stays.append(Told("left_on", keep["left_on"], keep["left_on"], gone["left_on"]))
    pair.values["added_on"] = min(keep["added_on"], gone["added_on"])
    pair.values["edited_on"] = max(keep["edited_on"], gone["edited_on"])
    _birthdays(pair)
    return pair


def _birthdays(pair: Pair) -> None:
    """One birthday of two: the one that is known, with the year that is known; two different ones stay as they are."""
    one, other = birthday(pair.keep), birthday(pair.gone)
    if other is None or other == one:
        return
    if one is None or (one.year is None and one[:4] == other[:4]):
        pair.values.update({name: pair.gone[name] for name in _BIRTH})
        pair.filled.append(Told("birthday", one, other))
    elif one[:4] != other[:4] or other.year is not None:
        pair.stays.append(Told("birthday", one, one, other))


def birthday(row: Mapping[str, Any]) -> Birthday | None:
    """The birthday in the columns of a contact."""
    if row["birth_month"] is None:
        return None
    return Birthday(row["birth_month"], row["birth_day"], row["birth_lunar"] == 1, row["birth_leap"] == 1, row["birth_year"])


def _row(db: sqlite3.Connection, table: str, number: int) -> Row:
    return _rows(db, table, "id", number)[0]


def _rows(db: sqlite3.Connection, table: str, column: str, number: int) -> list[Row]:
    cursor = db.execute(f"SELECT * FROM {table} WHERE {column} = ? ORDER BY id", (number,))
    names = [one[0] for one in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _counts(db: sqlite3.Connection, parent: str, number: int) -> dict[str, int]:
    """How many rows of each table refer to a row."""
    counts: dict[str, int] = {}
    for table, column, _ in references(db, parent):
        (n,) = db.execute(f"SELECT count(*) FROM {table} WHERE {column} = ?", (number,)).fetchone()
        if n:
            counts[table] = counts.get(table, 0) + n
    return counts


# ---- carried out ------------------------------------------------------------------------------------------


def merge_customers(book: Book, plan: Merge, today: Day) -> None:
    """Make two customers one: all that refers to the one that goes refers to the other then."""
    db, keep, gone = book.db, plan.pair.keep["id"], plan.pair.gone["id"]
    care = _Care(book, keep, gone, today)
    for pair in plan.contacts:
        _merge_contact(db, pair)
    for table, column, _ in references(db, "customer"):
        db.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (keep, gone))
    db.execute("DELETE FROM customer WHERE id = ?", (gone,))
    _update(db, "customer", plan.pair)
    care.restore()


def merge_contacts(book: Book, plan: Merge) -> None:
    """Make two contacts of a customer one."""
    _merge_contact(book.db, plan.pair)


def _merge_contact(db: sqlite3.Connection, pair: Pair) -> None:
    keep, gone = pair.keep["id"], pair.gone["id"]
    both = "SELECT touch_id FROM touch_contact WHERE contact_id = ?"
    db.execute(f"DELETE FROM touch_contact WHERE contact_id = ? AND touch_id IN ({both})", (gone, keep))
    for table, column, _ in references(db, "contact"):
        db.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (keep, gone))
    db.execute("DELETE FROM contact WHERE id = ?", (gone,))
    _update(db, "contact", pair)


def _update(db: sqlite3.Connection, table: str, pair: Pair) -> None:
    values = {name: value for name, value in pair.values.items() if value != pair.keep[name]}
    if values:
        names = ", ".join(f'"{name}" = ?' for name in values)
        db.execute(f"UPDATE {table} SET {names} WHERE id = ?", (*values.values(), pair.keep["id"]))


class _Care:
    """The pause, the spacing and the snoozes in force: of the one that stays where it has any, else of the one that goes.

    Of all that was set for both the latest would count, also where it ended something of the other's.
    """

    def __init__(self, book: Book, keep: int, gone: int, today: Day) -> None:
        self.book, self.keep, self.today = book, keep, today
        self.pause = customers.paused_until(book, keep, today) or customers.paused_until(book, gone, today)
        spaced = customers.spacing_in_force(book, keep, today)
        self.spacing = spaced if spaced[0] != 1 else customers.spacing_in_force(book, gone, today)
        rules = {rule for (rule,) in book.db.execute("SELECT rule FROM snooze WHERE customer_id IN (?, ?)", (keep, gone))}
        self.snoozes = {rule: self._snooze(rule, (keep, gone)) for rule in sorted(rules)}

    def _snooze(self, rule: str, whose: Collection[int]) -> Snooze | None:
        return next(filter(None, (snoozes.in_force(self.book.db, number, rule, self.today) for number in whose)), None)

    def restore(self) -> None:
        """Set again what now would not be in force, and end what would be and was not."""
        customers.pause(self.book, self.keep, self.today, self.pause or self.today)
        customers.space(self.book, self.keep, self.today, *self.spacing)
        for rule, snooze in self.snoozes.items():
            until, because = (snooze.until, snooze.because) if snooze is not None else (self.today, "")
            snoozes.put_off(self.book.db, self.keep, Snooze(rule, self.today, until, because))


def day(text: str | None) -> Day | None:
    """A day of a row as the rest of the program has it."""
    return day_of(text) if text else None
