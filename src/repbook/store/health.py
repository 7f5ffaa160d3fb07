"""How the book is: what is damaged in it, what in it cannot be, and how its files lie on the disk."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import Any, NamedTuple

from repbook.errors import BookError
from repbook.store import altered, backups, salvage, sums
from repbook.store.altered import Damage
from repbook.store.book import UNREADABLE, expected_schema, is_damage, look, read_on, rereading, schema, storage_errors
from repbook.store.undo import FINAL
from repbook.terms import Day, iso

_TYPES = {"TEXT": str, "DATE": str, "INTEGER": int}
_JSON = {"step": ("params",), "change": ("before", "after")}
_MOST_LINES = 100


class Finding(NamedTuple):
    """Something that cannot be or is not as it should: what (a key under `health.`), in which rows, and other values.

    `way` is the key of its remedy, where that is another than usual.
    """

    key: str
    ids: tuple[int, ...] = ()
    params: dict[str, Any] = {}  # noqa: RUF012 - never changed
    grave: bool = True  # needs a hand; else it is only good to know
    way: str = ""


class Loose(NamedTuple):
    """A file or folder that others may look into: its path, its mode and the mode it should have."""

    path: str
    mode: int
    wanted: int


# ---- damage ---------------------------------------------------------------------------------------------


def damage(path: str) -> list[Damage]:
    """Everything that is damaged in a book; empty when all of it reads back.

    BookError when the file is no book of ours, newer, locked or not to be opened; NoBook when there is none.
    """
    try:
        look(path)
    except BookError as error:
        if error.key != "book_damaged":
            raise
        return [Damage("head", {})]
    try:
        with storage_errors(path), closing(rereading(path)) as db:
            db.execute("PRAGMA query_only = ON")
            return _all_damage(db)
    except BookError as error:
        if error.key not in ("book_damaged", "not_a_book"):
            raise
    except UNREADABLE as error:
        if not is_damage(error):
            raise
    return [Damage("no_schema", {})]


def is_only_altered(damage: Sequence[Damage]) -> bool:
    """Whether a damage is nothing but records that are not as they were written, which another program may have done as well."""
    return all(one.key in altered.KEYS for one in damage)


def altered_records(damage: Sequence[Damage]) -> int:
    """How many records a damage says are not as they were written, those too that it tells in one line."""
    return sum(one.params["n"] if one.key == "records" else 1 for one in damage)


def is_broken(path: str) -> bool:
    """Whether a fault that was met is the book's and not ours; never raises."""
    try:
        return bool(damage(path))
    except Exception:
        return False


def _all_damage(db: sqlite3.Connection) -> list[Damage]:
    found: list[Damage] = []
    for key, look_for in _LOOKING.items():
        read_on(db)
        try:
            found += look_for(db)
        except UNREADABLE as error:
            if not is_damage(error):
                raise
            found.append(Damage(f"no_{key}", {}))
    return found


def _schema_damage(db: sqlite3.Connection) -> Iterator[Damage]:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    there, wanted = schema(db), expected_schema(version)
    ours = {name for _, name, _ in wanted}
    for name in sorted({name for _, name, _ in there ^ wanted}):
        yield Damage("altered" if name in ours else "added", {"what": name})


def _page_damage(db: sqlite3.Connection) -> Iterator[Damage]:
    for (line,) in db.execute(f"PRAGMA integrity_check({_MOST_LINES})"):
        if line != "ok":
            yield from (Damage("line", {"line": part}) for part in str(line).splitlines() if not part.startswith("***"))


def _reference_damage(db: sqlite3.Connection) -> Iterator[Damage]:
    for table, number, parent, _ in db.execute("PRAGMA foreign_key_check").fetchmany(_MOST_LINES):
        yield Damage("dangling", {"table": table, "id": number, "parent": parent})


def _row_damage(db: sqlite3.Connection) -> Iterator[Damage]:
    """Rows that cannot be read, cells that hold another kind of value than they can, and rows that are not as they were written."""
    for table, columns in salvage.columns_of(db).items():
        known = _known_sums(db, table)
        comparison = None if known is None else sums.Comparison(table, known)
        lost, odd = _looked_through(db, table, columns, comparison)
        altered_ids: list[int] = []
        if comparison is not None:  # a row that is as it was written needs no second look
            altered_ids = comparison.ids()
            odd = [number for number in altered_ids if not _is_fitting(db, table, columns, number)]
        if lost:
            yield Damage("lost", {"table": table, "n": len(lost)})
        if odd:
            yield Damage("odd", {"table": table, "n": len(odd), "ids": hashes(tuple(odd))})
        said = {*odd, *lost}
        yield from altered.told(db, table, [number for number in altered_ids if number not in said])


def _known_sums(db: sqlite3.Connection, table: str) -> sums.Sums | None:
    """The sums of a table; None where there are none, or where they cannot be read, which is told of by itself."""
    try:
        return sums.kept(db, table) if sums.has_sums(db) else None
    except UNREADABLE as error:
        if not is_damage(error):
            raise
        read_on(db)
        return None


def _looked_through(
    db: sqlite3.Connection, table: str, columns: dict[str, str], comparison: sums.Comparison | None
) -> tuple[list[int], list[int]]:
    """The ids that cannot be read, and, where there is nothing to compare with, those whose cells hold what they cannot."""
    lost: list[int] = []
    odd: list[int] = []
    for row in salvage.read(db, table, list(columns)):
        if isinstance(row, salvage.Lost):
            lost.append(row.low)
        elif comparison is not None:
            comparison.see(row)
        elif not _fits(table, columns, row):
            odd.append(row[0])
    return lost, odd


def _is_fitting(db: sqlite3.Connection, table: str, columns: dict[str, str], number: int) -> bool:
    """Whether the cells of a row, if there is one to be read, hold what they can."""
    found = next(salvage.read(db, table, list(columns), (number, number)), None)
    return found is None or isinstance(found, salvage.Lost) or _fits(table, columns, found)


def _sum_damage(db: sqlite3.Connection) -> Iterator[Damage]:
    """Sums that belong to no row, and the numbers that were given out."""
    if sums.has_sums(db):
        if sums.strange(db):
            yield Damage("sums", {})
        if sums.ids_differ(db):
            yield Damage("numbers", {})


_LOOKING: dict[str, Callable[[sqlite3.Connection], Iterator[Damage]]] = {
    "schema": _schema_damage, "pages": _page_damage, "references": _reference_damage, "rows": _row_damage, "sums": _sum_damage,
}  # fmt: skip


def _fits(table: str, columns: dict[str, str], row: tuple[Any, ...]) -> bool:
    for (name, kind), value in zip(columns.items(), row, strict=True):
        if value is not None and type(value) is not _TYPES.get(kind, type(value)):
            return False
        if isinstance(value, str) and name in _JSON.get(table, ()) and not _is_json(value):
            return False
    return True


def _is_json(text: str) -> bool:
    try:
        json.loads(text, strict=False)
    except ValueError:
        return False
    return True


def hashes(ids: tuple[int, ...], most: int = 5) -> str:
    """The first few numbers as people write them: #3, #7, …"""
    return ", ".join([*(f"#{number}" for number in ids[:most]), *(["…"] if len(ids) > most else [])])


# ---- what cannot be -------------------------------------------------------------------------------------

_INVARIANTS = {
    "touch_ahead": "SELECT id FROM touch WHERE on_day > :today ORDER BY id",
    "order_ahead": "SELECT id FROM orders WHERE on_day > :today ORDER BY id",
    "promise_ahead": "SELECT id FROM promise WHERE made > :today ORDER BY id",
    "complaint_ahead": "SELECT id FROM complaint WHERE opened > :today ORDER BY id",
    "stock_ahead": "SELECT id FROM stock WHERE on_day > :today ORDER BY id",
    "born_ahead": "SELECT id FROM contact WHERE birth_year > CAST(substr(:today, 1, 4) AS INTEGER) ORDER BY id",
    "left_before_joined": "SELECT id FROM contact WHERE left_on < joined ORDER BY id",
    "no_such_birthday": "SELECT id FROM contact WHERE birth_lunar = 0"
    " AND (birth_day > 30 AND birth_month IN (4, 6, 9, 11) OR birth_day > 29 AND birth_month = 2) ORDER BY id",
    "referred_by_itself": "SELECT id FROM customer WHERE referred_by = id ORDER BY id",
    "kept_before_made": "SELECT id FROM promise WHERE kept < made OR dropped < made ORDER BY id",
    "stage_before_opened": "SELECT DISTINCT c.id FROM complaint c JOIN complaint_stage s ON s.complaint_id = c.id"
    " WHERE s.on_day < c.opened ORDER BY c.id",
    "touch_with_stranger": "SELECT DISTINCT t.id FROM touch t"
    " JOIN touch_contact x ON x.touch_id = t.id JOIN contact c ON c.id = x.contact_id WHERE c.customer_id <> t.customer_id ORDER BY t.id",
    "promise_to_stranger": "SELECT p.id FROM promise p JOIN contact c ON c.id = p.contact_id"
    " WHERE c.customer_id <> p.customer_id ORDER BY p.id",
    "occasion_of_stranger": "SELECT o.id FROM occasion o JOIN contact c ON c.id = o.contact_id"
    " WHERE c.customer_id <> o.customer_id ORDER BY o.id",
    "number_twice": "SELECT id FROM (SELECT id FROM occasion UNION ALL SELECT id FROM promise UNION ALL SELECT id FROM complaint"
    " UNION ALL SELECT id FROM alert) GROUP BY id HAVING count(*) > 1 ORDER BY id",
}
"""What cannot have happened, with the rows that say it did; each has its words under `health.`."""


def findings(db: sqlite3.Connection, today: Day) -> list[Finding]:
    """What the book says and cannot be so: numbers of rows and settings only, nobody's name."""
    found = []
    for key, sql in _INVARIANTS.items():
        ids = tuple(number for (number,) in db.execute(sql, {"today": iso(today)} if ":today" in sql else {}))
        if ids:
            found.append(Finding(key, ids, {"n": len(ids), "ids": hashes(ids)}))
    return found + _policy_findings(db)


def _policy_findings(db: sqlite3.Connection) -> list[Finding]:
    from repbook import policy
    from repbook.store import policy as stored

    problems = policy.problems(stored.rows(db), stored.tiers_in_use(db))
    if not problems:
        return []
    festival = "festival."  # what comes after it is a word of the user's own
    settings = dict.fromkeys(f"{festival}…" if one.setting.startswith(festival) else one.setting for one in problems)
    return [Finding("policy", (), {"n": len(problems), "settings": ", ".join(settings)})]


# ---- the files ------------------------------------------------------------------------------------------


class Facts(NamedTuple):
    """What can be said of a book without saying anything out of it."""

    schema: int
    pages: int
    free_pages: int
    page_size: int
    journal: str
    customers: int
    contacts: int
    touches: int
    orders: int
    steps: int
    last_step: str  # UTC, ISO; empty when there is none


_FACTS = """
SELECT (SELECT count(*) FROM customer), (SELECT count(*) FROM contact), (SELECT count(*) FROM touch), (SELECT count(*) FROM orders),
  (SELECT count(*) FROM step WHERE undone = 0 AND key NOT IN (?, ?)),
  (SELECT coalesce(max(at), '') FROM step)
"""


def facts(db: sqlite3.Connection) -> Facts:
    """The size of a book in numbers."""
    names = ("user_version", "page_count", "freelist_count", "page_size")
    numbers = [int(db.execute(f"PRAGMA {name}").fetchone()[0]) for name in names]  # SQLCipher says some of them as text
    (journal,) = db.execute("PRAGMA journal_mode").fetchone()
    schema, pages, free, size = numbers
    return Facts(schema, pages, free, size, journal, *db.execute(_FACTS, FINAL).fetchone())


def mode(path: str) -> str:
    """The permissions of a file or folder as `chmod` takes them; empty where there is none."""
    try:
        return f"{stat.S_IMODE(os.stat(path).st_mode):04o}"
    except OSError:
        return ""


def loose(path: str, private_folder: bool) -> list[Loose]:
    """The files of the book that others may read or write, and folders in which they may change them.

    A folder that is the book's own must be closed to all others; any other one must not let them write.
    """
    folder, copies = os.path.dirname(os.path.realpath(path)), backups.folder_of(path)
    files = [path, path + "-journal", *(backup.path for backup in backups.listing(path))]
    found = [Loose(file, _mode(file), 0o600) for file in files if _mode(file) & 0o077]
    if _mode(copies) & 0o077:
        found.append(Loose(copies, _mode(copies), 0o700))
    own = _mode(folder)
    if own & (0o077 if private_folder else 0o022) and not own & stat.S_ISVTX:
        found.append(Loose(folder, own, 0o700 if private_folder else own & ~0o022))
    return found


def leftovers(folder: str, path: str) -> int:
    """How many unfinished files of killed commands lie in a folder: beside the book, or among its backups."""
    start = "." if folder == backups.folder_of(path) else f".{os.path.basename(path)}."
    try:
        return sum(name.startswith(start) and name.endswith(".part") for name in os.listdir(folder))
    except OSError:
        return 0


def _mode(path: str) -> int:
    try:
        return stat.S_IMODE(os.stat(path).st_mode)
    except OSError:
        return 0
