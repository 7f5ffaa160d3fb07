"""Imports of occasions, promises, complaints, alerts and stock readings.

Occasions and readings are facts like touches. Of a promise, complaint or alert a file may know less or more than the
book (an empty cell says nothing), so its row stands for one of the book that it does not contradict; where it says
something else, --update takes that over.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from repbook.store import series
from repbook.store.complaints import STAGES
from repbook.store.imports.facts import not_yet
from repbook.store.imports.names import Names
from repbook.store.imports.people import Customers, counted
from repbook.store.imports.plan import Plan, Wish
from repbook.terms import NO_END, Day, iso

if TYPE_CHECKING:
    from repbook.exchange.rows import AlertRow, ComplaintRow, OccasionRow, PromiseRow, StockRow

Key: TypeAlias = tuple[Any, ...]
"""What makes two rows speak of the same thing; its first cell is the customer where it has one."""

More: TypeAlias = dict[str, Any]
"""What a row says beyond its key."""

Saying: TypeAlias = tuple[Key, More, int]
"""A row: its key, what it says beyond that, and its line."""

OCCASION = ("customer_id", "on_day", "contact_id", "kind", "yearly", "lunar_month", "lunar_day", "lunar_leap", "title", "learned")
STOCK = ("customer_id", "on_day", "product", "quantity", "reorder_at")
"""The columns that make two of them the same fact."""

PROMISE = ("customer_id", "text", "made", "by_day", "theirs")
COMPLAINT = ("customer_id", "text", "opened", "severity")
ALERT = ("area", "reason", "raised")
"""The columns of the key."""

PROMISES = "SELECT id, customer_id, text, made, by_day, theirs, kept, dropped FROM promise ORDER BY id"
COMPLAINTS = "SELECT id, customer_id, text, opened, severity, cause FROM complaint ORDER BY id"
STAGES_OF = "SELECT complaint_id, stage, on_day FROM complaint_stage ORDER BY id"
STAGE_IDS = "SELECT id, complaint_id, stage FROM complaint_stage ORDER BY id"
ALERTS = "SELECT id, area, reason, raised, last_day FROM alert ORDER BY id"


# ---- facts --------------------------------------------------------------------------------------------


def occasions(db: sqlite3.Connection, plan: Plan, rows: Sequence[OccasionRow], wish: Wish) -> None:
    """Plan an import of occasions; each counts as recorded on its day or on the day of the import, whichever is earlier."""
    customers = Customers(db, plan, wish)
    people = Names(db.execute("SELECT customer_id, name, id FROM contact"))
    facts = []
    for row, customer in zip(rows, customers.ids(rows), strict=True):
        contact = people.find(row.contact, customer) if row.contact and customer is not None else None
        if row.contact and customer is not None and contact is None:
            plan.bad.append((row.line, "not_their_contact", {"name": row.contact, "customer": row.customer}))
        elif customer is not None:
            month, day, leap = row.date.lunar or (None, None, False)
            learned = iso(row.learned) if row.learned is not None else None
            facts.append((customer, iso(row.date.day), contact, row.kind, int(row.yearly), month, day, int(leap), row.title, learned))
    new = not_yet(db, plan, facts, "occasion", OCCASION, tuple)
    customers.make_missing({fact[0] for fact in new})
    today = iso(wish.today)
    numbered = [(number, min(fact[1], today), *fact) for number, fact in enumerate(new, series.next_id(db))]
    plan.insert("occasion", ("id", "recorded", *OCCASION), numbered, len(new))


def stock(db: sqlite3.Connection, plan: Plan, rows: Sequence[StockRow], wish: Wish) -> None:
    """Plan an import of stock readings."""
    customers = Customers(db, plan, wish)
    found = zip(rows, customers.ids(rows), strict=True)
    facts = [(customer, iso(row.on), row.product, row.quantity, row.reorder_at) for row, customer in found if customer is not None]
    new = not_yet(db, plan, facts, "stock", STOCK, tuple)
    customers.make_missing({fact[0] for fact in new})
    plan.insert("stock", STOCK, new, len(new))


# ---- things that go on --------------------------------------------------------------------------------


def promises(db: sqlite3.Connection, plan: Plan, rows: Sequence[PromiseRow], wish: Wish) -> None:
    """Plan an import of promises."""
    customers = Customers(db, plan, wish)
    said: list[Saying] = []
    for row, customer in zip(rows, customers.ids(rows), strict=True):
        if customer is not None:
            ends = {"kept": _iso(row.kept), "dropped": _iso(row.dropped)}
            said.append(((customer, row.text, iso(row.made), iso(row.by), int(row.theirs)), ends if any(ends.values()) else {}, row.line))
    there = [(number, tuple(key), {"kept": kept, "dropped": dropped}) for number, *key, kept, dropped in db.execute(PROMISES)]
    new, changed = _compared(plan, wish, said, there)
    customers.make_missing({key[0] for key, _ in new})
    numbered = [(number, *key, more.get("kept"), more.get("dropped")) for number, (key, more) in enumerate(new, series.next_id(db))]
    plan.insert("promise", ("id", *PROMISE, "kept", "dropped"), numbered, len(new))
    plan.update("promise", ("kept", "dropped"), [(more["kept"], more["dropped"], number) for number, more in changed])


def complaints(db: sqlite3.Connection, plan: Plan, rows: Sequence[ComplaintRow], wish: Wish) -> None:
    """Plan an import of complaints with the days of their stages."""
    customers = Customers(db, plan, wish)
    said: list[Saying] = []
    for row, customer in zip(rows, customers.ids(rows), strict=True):
        if customer is not None:
            more = {**{stage: _iso(getattr(row, stage)) for stage in STAGES}, "cause": row.cause}
            told = {name: value for name, value in more.items() if value}
            said.append(((customer, row.text, iso(row.opened), row.severity), told, row.line))
    stages: dict[int, dict[str, list[str]]] = {}
    for number, stage, day in db.execute(STAGES_OF):
        stages.setdefault(number, {}).setdefault(stage, []).append(day)
    there = [(number, tuple(key), {**stages.get(number, {}), "cause": cause}) for number, *key, cause in db.execute(COMPLAINTS)]
    new, changed = _compared(plan, wish, said, there)
    customers.make_missing({key[0] for key, _ in new})
    first = series.next_id(db)
    numbered = [(number, *key, more.get("cause", "")) for number, (key, more) in enumerate(new, first)]
    plan.insert("complaint", ("id", *COMPLAINT, "cause"), numbered, len(new))
    _stages(db, plan, [(number, more) for number, (_, more) in enumerate(new, first)], changed)


def _stages(db: sqlite3.Connection, plan: Plan, new: Sequence[tuple[int, More]], changed: Sequence[tuple[int, More]]) -> None:
    """Plan the stages: those of new complaints, and of older ones what the file says otherwise; a check is only ever added."""
    ids = {(complaint, stage): number for number, complaint, stage in db.execute(STAGE_IDS) if stage != "checked"} if changed else {}
    told = [(number, stage, more[stage]) for number, more in (*new, *changed) for stage in STAGES if stage in more]
    fresh = [(number, stage, day, "") for number, stage, day in told if (number, stage) not in ids]
    plan.insert("complaint_stage", ("complaint_id", "stage", "on_day", "note"), fresh, len(fresh))
    plan.update("complaint_stage", ("on_day",), [(day, ids[number, stage]) for number, stage, day in told if (number, stage) in ids])
    plan.update("complaint", ("cause",), [(more["cause"], number) for number, more in changed if "cause" in more])


def alerts(db: sqlite3.Connection, plan: Plan, rows: Sequence[AlertRow], wish: Wish) -> None:
    """Plan an import of alerts; one without a last day has the length that the policy says."""
    said: list[Saying] = []
    default: dict[Key, str] = {}
    for row in rows:
        key = (row.area, row.reason, iso(row.on))
        default[key] = iso(min(row.on + wish.alert_days, NO_END))
        said.append((key, {"last_day": iso(row.until)} if row.until is not None else {}, row.line))
    there = [(number, tuple(key), {"last_day": last}) for number, *key, last in db.execute(ALERTS)]
    new, changed = _compared(plan, wish, said, there)
    numbered = [(number, *key, more.get("last_day", default[key])) for number, (key, more) in enumerate(new, series.next_id(db))]
    plan.insert("alert", ("id", *ALERT, "last_day"), numbered, len(new))
    plan.update("alert", ("last_day",), [(more["last_day"], number) for number, more in changed])


def _compared(
    plan: Plan, wish: Wish, said: Sequence[Saying], there: Iterable[tuple[int, Key, More]]
) -> tuple[list[tuple[Key, More]], list[tuple[int, More]]]:
    """What a file says that is new, and what is to change of what the book has (its id, and all that the file says of it).

    A row stands for one of the book of the same key: first those who contradict none, the ones who say most before
    the others; then any that is left, which differs.
    """
    left: dict[Key, list[tuple[int, More]]] = {}
    for number, key, more in there:
        left.setdefault(key, []).append((number, more))
    rest = []
    for place, (key, more, line) in sorted(enumerate(said), key=lambda row: -len(row[1][1])):
        fits = [one for one in left.get(key, ()) if _agrees(more, one[1])]
        if fits:
            left[key].remove(min(fits, key=lambda one: _filled(one[1])))
            plan.same += 1
        else:
            rest.append((place, key, more, line))
    new, changed = [], []
    for _, key, more, line in sorted(rest):
        if not left.get(key):
            new.append((key, more))
        elif counted(plan, True, wish, line):
            changed.append((left[key].pop(0)[0], more))
        else:
            left[key].pop(0)
    plan.added += len(new)
    return new, changed


def _agrees(said: More, kept: Mapping[str, Any]) -> bool:
    """Whether the book has all that a row says; of a stage one of its days."""
    return all(value in there if isinstance(there := kept.get(name), list) else value == there for name, value in said.items())


def _filled(kept: Mapping[str, Any]) -> int:
    return sum(bool(value) for value in kept.values())


def _iso(day: Day | None) -> str | None:
    return iso(day) if day is not None else None
