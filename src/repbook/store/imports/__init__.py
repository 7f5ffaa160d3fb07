"""Imports: what a file of typed rows would do to the book, worked out first, and then done whole or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from repbook.store.imports.facts import orders, touches
from repbook.store.imports.nouns import alerts, complaints, occasions, promises, stock
from repbook.store.imports.people import contacts, customers
from repbook.store.imports.plan import Defect, Insert, Plan, State, Tick, Update, Wish, state, write
from repbook.store.imports.years import Years, put_years, years

__all__ = ["Defect", "Insert", "Plan", "State", "Tick", "Update", "Wish", "Years", "plan", "put_years", "state", "write", "years"]

_PLANNERS: Mapping[str, Callable[[sqlite3.Connection, Plan, Sequence[Any], Wish], None]] = {
    "customers": customers,
    "contacts": contacts,
    "touches": touches,
    "orders": orders,
    "occasions": occasions,
    "promises": promises,
    "complaints": complaints,
    "alerts": alerts,
    "stock": stock,
}


def plan(kind: str, db: sqlite3.Connection, rows: Sequence[Any], bad: Sequence[Defect], wish: Wish) -> Plan:
    """What an import of these rows would do; nothing is written. `bad` are the rows that could not even be read.

    `kind` is what the file holds, such as customers, and the rows are of that kind as `exchange.columns` reads them.
    """
    made = Plan(state(db), wish.default_tier, list(bad))
    _PLANNERS[kind](db, made, rows, wish)
    made.bad.sort(key=lambda defect: defect[0])
    return made
