"""The plan of an import: counts, bad rows and the writes to come; and carrying it out inside one step.

Ids are given out while planning, so that rows can refer to each other and facts be written without looking
anything up. A plan is therefore good only for the state of the book in which it was made.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count, islice
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from repbook.store.rows import uids
from repbook.store.sums import Ledger
from repbook.terms import Day

Defect: TypeAlias = tuple[int, str, dict[str, Any]]
"""A bad row: its line in the file, the key of the reason under `errors.`, and the values in that sentence."""

Tick: TypeAlias = Callable[[int], None]
"""What is told, now and then, how many rows were written since it was told last."""

_MOST_VALUES = 900  # of one statement; SQLite before 3.32 takes 999
_PART = 5000  # rows that are looked at together
_CACHE_KIB = 32_000  # for a long import: what SQLite has no room for it writes before the end, and waits for the disk


class State(NamedTuple):
    """How many steps and changes the journal ever counted, and how many steps are undone now."""

    steps: int
    changes: int
    undone: int


class Wish(NamedTuple):
    """What the user asked of an import, and what empty cells mean."""

    today: Day
    default_tier: str
    update: bool = False  # take over what differs from the book
    create_missing: bool = False  # make customers that contacts, touches or orders name
    festivals: frozenset[str] = frozenset()  # the user's own, as `for` may name them
    alert_days: int = 7  # how long an alert lasts of which no last day is said


class Insert(NamedTuple):
    """New rows of one table, without their uids; `rows` may be worked out while they are written.

    Their ids are those from `first` on where that is given. What a row has beyond the columns is left out.
    """

    table: str
    columns: Sequence[str]
    size: int
    rows: Iterable[Sequence[Any]]
    first: int | None = None


class Update(NamedTuple):
    """New values for older rows of one table: those of `columns`, then the row's id."""

    table: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


@dataclass
class Plan:
    """What an import would do: rows added, changed, the same already, different but left alone (their lines), and bad ones.

    `made` names customers made because facts or contacts name them, `untiered` has the lines of new customers without a
    tier, who get the default one.
    """

    state: State
    default_tier: str
    bad: list[Defect]
    writes: list[Insert | Update] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    same: int = 0
    differ: list[int] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    untiered: list[int] = field(default_factory=list)

    @property
    def left_out(self) -> int:
        """How many rows of the file are bad; each may be so for several reasons."""
        return len({line for line, _, _ in self.bad})

    @property
    def size(self) -> int:
        """How many rows are to be written."""
        return sum(w.size if isinstance(w, Insert) else len(w.rows) for w in self.writes)

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], size: int, first: int | None = None) -> None:
        """Put new rows on the plan, if there are any."""
        if size:
            self.writes.append(Insert(table, columns, size, rows, first))

    def update(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Put changed rows on the plan, if there are any."""
        if rows:
            self.writes.append(Update(table, columns, rows))


def state(db: sqlite3.Connection, in_step: bool = False) -> State:
    """The state of the book, as marks by which no other book of its past or future is the same; inside a step, the one before it."""
    used = dict(db.execute("SELECT name, seq FROM sqlite_sequence WHERE name IN ('step', 'change')"))
    (undone,) = db.execute("SELECT count(*) FROM step WHERE undone = 1").fetchone()
    return State(used.get("step", 0) - in_step, used.get("change", 0), undone)


def next_id(db: sqlite3.Connection, table: str) -> int:
    """The id that the next new row of a table would get."""
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return int(row[0]) + 1 if row else 1


def write(db: sqlite3.Connection, plan: Plan, tick: Tick, ledger: Ledger) -> None:
    """Carry a plan out inside the step under way, whose ledger that is; the book must be in the plan's state."""
    db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    db.execute("PRAGMA defer_foreign_keys = ON")  # a customer may be referred by one further down
    for change in plan.writes:
        if isinstance(change, Insert):
            _insert(db, change, tick, ledger)
        else:
            names = ", ".join(f'"{name}" = ?' for name in change.columns)
            db.executemany(f"UPDATE {change.table} SET {names} WHERE id = ?", change.rows)
            tick(len(change.rows))


def _insert(db: sqlite3.Connection, new: Insert, tick: Tick, ledger: Ledger) -> None:
    """Insert many rows, some at a time: their columns that are all the same simple value stand in the statement."""
    rows, ours, ids = iter(new.rows), uids(), count(new.first or 0)
    while part := list(islice(rows, _PART)):
        columns: dict[str, Sequence[Any]] = {"uid": list(islice(ours, len(part)))}
        if new.first is not None:
            columns["id"] = list(islice(ids, len(part)))
        columns |= {name: list(map(itemgetter(place), part)) for place, name in enumerate(new.columns)}
        names, known = ", ".join(f'"{name}"' for name in columns), list(map(_written, columns.values()))
        given = [cells for cells, how in zip(columns.values(), known, strict=True) if how == "?"]
        _put(db, f"INSERT INTO {new.table} ({names}) VALUES ", f"({', '.join(known)})", given, tick)
        if "id" in columns:
            ledger.wrote(new.table, columns)


def _written(cells: Sequence[Any]) -> str:
    """How the value of a column stands in a statement: itself where it is none or small and always the same, else a mark."""
    first = cells[0]
    if first not in (None, "", 0, 1) or cells.count(first) < len(cells):
        return "?"
    return "NULL" if first is None else "''" if first == "" else str(int(first))


def _put(db: sqlite3.Connection, head: str, row: str, columns: Sequence[Sequence[Any]], tick: Tick) -> None:
    """Insert rows that are given by their columns, a batch to each statement: SQLite sets up less for each row then."""
    size, width = len(columns[0]), len(columns)
    batch = _MOST_VALUES // width

    def values(first: int, rows: int) -> list[Any]:
        found: list[Any] = [None] * (rows * width)
        for place, cells in enumerate(columns):
            found[place::width] = cells[first : first + rows]
        tick(rows)
        return found

    rest = size % batch
    db.executemany(head + ", ".join([row] * batch), (values(at, batch) for at in range(0, size - rest, batch)))
    if rest:
        db.execute(head + ", ".join([row] * rest), values(size - rest, rest))
