"""Erasing somebody for good: every row of theirs, every text that names them, what undo remembers, in the book and its backups.

A person is looked for by the uids of its rows and by its words, which also come from what undo remembers: a former name,
somebody merged into them. Nothing here is a step that could be taken back; undo begins anew after it.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any, NamedTuple

from repbook.errors import BookError, NotFound, RepbookError
from repbook.migrations import VERSION
from repbook.store import backups, exchange, sums, undo
from repbook.store.book import UNREADABLE, Book, connection, look, storage_errors
from repbook.store.files import destroy, overwrite
from repbook.store.mentions import Mentions, Place, Words, is_telling, texts, words_of
from repbook.store.references import references

Row = dict[str, Any]


class Subject(NamedTuple):
    """Who is to be forgotten: a `customer` or a `contact` by the uids of its rows, its words, and the customers it is at home at.

    Of those the present names and handles: in an older backup they may have had the name of who is forgotten.
    """

    table: str
    uids: frozenset[str]
    words: Words
    home: dict[str, tuple[str, str]]


class Standing(NamedTuple):
    """What keeps a name or number of theirs because it is somebody else's: `name`, `namesake` or `number`, and whose row that is.

    Or `short`: a name of one character, within longer words of some texts of a customer.
    """

    why: str
    name: str
    customer: str
    id: int


class Plan(NamedTuple):
    """What forgetting somebody does to one file."""

    gone: dict[str, list[int]]  # rows that go
    referred: list[int]  # customers that lose their referrer
    bare: list[int]  # touches with nobody else, whose words go
    places: list[tuple[Place, str]]  # texts that name them, each with what is left of it
    keys: list[int]  # customers that were first known by a name with theirs in it
    renamed: list[tuple[str, str, int]]  # customers of a backup that are called otherwise since: name, handles, id
    standing: list[Standing]
    steps: int  # that undo could take back
    journal: bool  # whether undo remembers them

    @property
    def something(self) -> bool:
        """Whether there is anything of them in the file."""
        return bool(self.gone or self.places or self.keys or self.renamed or self.journal)


# ---- who it is ----------------------------------------------------------------------------------------------


def subject(db: sqlite3.Connection, table: str, number: int) -> Subject:
    """Who a customer or contact of that id is; NotFound when somebody was faster."""
    row = next(_rows(db, f"SELECT * FROM {table} WHERE id = ?", number), None)
    if row is None:
        raise NotFound(f"no_{table}_id", typed=f"#{number}")
    sql = "SELECT uid, name, handles FROM customer WHERE id = ?"
    home = {uid: names for uid, *names in db.execute(sql, (row["id" if table == "customer" else "customer_id"],))}
    return _known(db, Subject(table, frozenset((row["uid"],)), words_of(row), home))


def _known(db: sqlite3.Connection, who: Subject) -> Subject:
    """The same with all that this file says besides: former values of the rows, others merged into them, the people of a customer."""
    marks = ", ".join("?" * len(who.uids))
    rows = list(_rows(db, f"SELECT * FROM {who.table} WHERE uid IN ({marks})", *who.uids))
    rows += _merged(db, who.table, who.words.names | {row["name"] for row in rows})
    rows += [old for row in list(rows) for old in _former(db, who.table, row["id"])]
    words = who.words
    for row in [*rows, *(_people(db, rows) if who.table == "customer" else ())]:
        words = words.plus(words_of(row))
    return who._replace(uids=who.uids | {row["uid"] for row in rows}, words=words)


def _people(db: sqlite3.Connection, customers: Iterable[Row]) -> Iterator[Row]:
    """The contacts of customers, as they are and as they were."""
    for number in {row["id"] for row in customers}:
        for person in _rows(db, "SELECT * FROM contact WHERE customer_id = ?", number):
            yield from (person, *_former(db, "contact", person["id"]))


def _former(db: sqlite3.Connection, table: str, number: int) -> Iterator[Row]:
    """What undo remembers of a row."""
    for row in db.execute("SELECT before, after FROM change WHERE row_table = ? AND low = ? AND before IS NOT NULL", (table, number)):
        yield from (undo.values(text) for text in row if text is not None)


_MERGED = """
SELECT c.before, s.params FROM change c JOIN step s ON s.id = c.step_id
WHERE c.row_table = ? AND c.before IS NOT NULL AND c.after IS NULL AND s.key IN ('customer_merged', 'contact_merged')
ORDER BY c.id DESC
"""


def _merged(db: sqlite3.Connection, table: str, names: Collection[str]) -> Iterator[Row]:
    """The rows that merges made part of somebody of these names."""
    known = set(names)
    for before, params in db.execute(_MERGED, (table,)):
        row = undo.values(before)
        if row["name"] in known or json.loads(params).get(table) in known:
            known.add(row["name"])
            yield row


def _rows(db: sqlite3.Connection, sql: str, *values: Any) -> Iterator[Row]:
    cursor = db.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


# ---- what it comes to ---------------------------------------------------------------------------------------


def plan(db: sqlite3.Connection, who: Subject) -> Plan:
    """What forgetting somebody would do to a file; nothing is changed."""
    who = _known(db, who)
    gone, referred = _closure(db, who.table, _ids(db, who.table, who.uids))
    others = [row for row in _named(db) if not row.belongs(who.table, gone.get(who.table, ()))]
    here = _at_home(db, who)
    named = mentions(db, who)
    places = [(place, named.without(place)) for place in named.places(db) if place.id not in gone.get(place.table, ())]
    near = named.near
    customers = [(row, who.home.get(row.uid, (row.name, ""))) for row in others if row.table == "customer"]
    customers = [(row, now) for row, now in customers if not near.names(now[0])]  # the others keep their names
    keys = [row.id for row, _ in customers if near.names(row.key)]
    renamed = [(*now, row.id) for row, now in customers if near.names(row.name)]
    bare = _alone(db, gone.get("contact", ()), gone.get("touch", ()))
    standing = [one for one in _standing(who, others, here) if one.id not in {number for *_, number in renamed}]
    standing += _within(who, [row for row in others if row.table == "customer" and row.id in here], named, db)
    return Plan(gone, referred, bare, places, keys, renamed, standing, _steps(db), _remembered(db, who, named))


def mentions(db: sqlite3.Connection, who: Subject) -> Mentions:
    """Where somebody may be named in a file."""
    who = _known(db, who)
    gone = _ids(db, who.table, who.uids)
    others = [row for row in _named(db) if not row.belongs(who.table, gone)]
    names = {name.casefold() for name in who.words.names}
    alike = {row.customer for row in others if row.table == "contact" and row.name.casefold() in names}
    return Mentions(who.words, _at_home(db, who), {row.name for row in others}, alike)


def _at_home(db: sqlite3.Connection, who: Subject) -> set[int]:
    """The customers at which somebody is or was."""
    return _ids(db, "customer", who.home) | {
        row[0] for row in _in(db, f"SELECT {_WHERE[who.table]} FROM {who.table} WHERE uid IN", who.uids)
    }


_WHERE = {"customer": "id", "contact": "customer_id"}


def _steps(db: sqlite3.Connection) -> int:
    """How many steps undo could take back."""
    (n,) = db.execute("SELECT count(*) FROM step WHERE undone = 0 AND key NOT IN (?, ?)", undo.FINAL).fetchone()
    return int(n)


class _Named(NamedTuple):
    table: str
    id: int
    customer: int
    name: str
    key: str
    phone: str
    customer_name: str
    uid: str

    def belongs(self, table: str, ids: Collection[int]) -> bool:
        """Whether it is one of these customers or of their people, or one of these contacts."""
        return self.customer in ids if table == "customer" else self.table == table and self.id in ids


_NAMED = """
SELECT 'customer', id, id, name, "key", phone, name, uid FROM customer
UNION ALL SELECT 'contact', c.id, k.id, c.name, '', c.phone, k.name, c.uid FROM contact c JOIN customer k ON k.id = c.customer_id
"""


def _named(db: sqlite3.Connection) -> Iterator[_Named]:
    return (_Named(*row) for row in db.execute(_NAMED))


def _ids(db: sqlite3.Connection, table: str, uids: Collection[str]) -> set[int]:
    return {row[0] for row in _in(db, f"SELECT id FROM {table} WHERE uid IN", uids)}


def _in(db: sqlite3.Connection, sql: str, values: Collection[Any]) -> list[Any]:
    """The rows of a statement that ends in IN, for any number of values."""
    every, found = list(values), []
    for at in range(0, len(every), 500):
        part = every[at : at + 500]
        found += db.execute(f"{sql} ({', '.join('?' * len(part))})", part).fetchall()
    return found


def _closure(db: sqlite3.Connection, table: str, start: Collection[int]) -> tuple[dict[str, list[int]], list[int]]:
    """The rows that go with some rows, all that belong to them; and the customers whom they referred, who stay."""
    gone = {table: set(start)}
    referred: set[int] = set()
    for child, column, parent in references(db):  # referred-to tables first
        found = {row[0] for row in _in(db, f"SELECT id FROM {child} WHERE {column} IN", gone.get(parent, ()))}
        if child == parent:
            referred = found - gone.get(child, set())
        else:
            gone.setdefault(child, set()).update(found)
    return {name: sorted(ids) for name, ids in gone.items() if ids}, sorted(referred)


def _alone(db: sqlite3.Connection, contacts: Collection[int], gone: Collection[int]) -> list[int]:
    """The touches that were with these contacts and nobody else, of those that stay and have words."""
    with_them = {row[0] for row in _in(db, "SELECT touch_id FROM touch_contact WHERE contact_id IN", contacts)} - set(gone)
    links: dict[int, set[int]] = {}
    for touch, contact in _in(db, "SELECT touch_id, contact_id FROM touch_contact WHERE touch_id IN", with_them):
        links.setdefault(touch, set()).add(contact)
    said = {row[0] for row in _in(db, "SELECT id FROM touch WHERE note <> '' AND id IN", with_them)}
    return sorted(touch for touch in said if links[touch] <= set(contacts))


def _standing(who: Subject, others: Iterable[_Named], here: Collection[int]) -> Iterator[Standing]:
    """Names and numbers of theirs that somebody else has too: those stay, and the user is told."""
    names = {name.casefold() for name in who.words.names}
    telling = {name for name in names if is_telling(name)}
    for row in others:
        if row.table == "customer" and any(name in row.name.casefold() for name in (names if row.id in here else telling)):
            yield Standing("name", row.name, row.name, row.id)
        elif row.table == "contact" and row.name.casefold() in names:
            yield Standing("namesake", row.name, row.customer_name, row.id)
        elif words_of({"name": row.name, "phone": row.phone}).numbers & who.words.numbers:
            yield Standing("number", row.name, row.customer_name, row.id)


def _within(who: Subject, homes: Iterable[_Named], named: Mentions, db: sqlite3.Connection) -> Iterator[Standing]:
    """Names of one character that texts of their customers have within a longer word: nobody can say whom that means."""
    short = [name for name in who.words.names if len(name) == 1]
    left = {(place.owner, name) for place in texts(db) for name in short if name in named.without(place)} if short else ()
    for row in homes:
        yield from (Standing("short", name, row.name, row.id) for name in short if (row.id, name) in left)


def _remembered(db: sqlite3.Connection, who: Subject, named: Mentions) -> bool:
    """Whether what undo remembers has anything of them."""
    texts = db.execute("SELECT before FROM change UNION ALL SELECT after FROM change UNION ALL SELECT params FROM step")
    return any(text and (any(uid in text for uid in who.uids) or named.far.names(_unescaped(text))) for (text,) in texts)


_ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|(.))")
_SIGNS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


def _unescaped(text: str) -> str:
    """JSON with the signs in it as they are, or the n of a line break would make one word with the name after it."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else _SIGNS.get(found[2], found[2]), text)


# ---- done ---------------------------------------------------------------------------------------------------


class Done(NamedTuple):
    """Who was forgotten, what that came to, and whether the file could be packed afterwards."""

    who: Subject
    plan: Plan
    packed: bool


def forget(book: Book, shown: Subject, number: int) -> Done:
    """Erase the customer or contact of that id from an open book, durably, with its free pages and its journal.

    NotFound when it is gone already, or is not who was shown any more: somebody may have brought another book back meanwhile.
    """
    with _overwritten_journal(book.db, book.path), book.unjournaled():
        who = subject(book.db, shown.table, number)
        if who.uids.isdisjoint(shown.uids):
            raise NotFound(f"no_{shown.table}_id", typed=f"#{number}")
        what = plan(book.db, who)
        _erase(book.db, what, f"{shown.table}_forgotten")
    return Done(who, what, _pack(book.db))


def _erase(db: sqlite3.Connection, what: Plan, key: str) -> None:
    """Carry a plan out inside an open transaction. The step it leaves says that undo ends here."""
    db.execute("PRAGMA defer_foreign_keys = ON")
    (version,) = db.execute("PRAGMA user_version").fetchone()
    highest = exchange.highest(db) if version == VERSION else {}
    journal = undo.begin(db, key)
    mark = journal.step_id
    db.executemany("UPDATE customer SET referred_by = NULL WHERE id = ?", [(number,) for number in what.referred])
    for place, text in what.places:
        db.execute(f"UPDATE {place.table} SET {place.column} = ? WHERE id = ?", (text, place.id))
    db.executemany("UPDATE touch SET note = '' WHERE id = ?", [(number,) for number in what.bare])
    db.executemany('UPDATE customer SET "key" = uid WHERE id = ?', [(number,) for number in what.keys])
    db.executemany("UPDATE OR IGNORE customer SET name = ?, handles = ? WHERE id = ?", what.renamed)
    for table, ids in reversed(what.gone.items()):
        db.executemany(f"DELETE FROM {table} WHERE id = ?", [(number,) for number in ids])
    ledger = journal.ledger
    ledger.journaled(mark)
    db.execute("DELETE FROM change")
    db.execute("DELETE FROM step WHERE id <> ?", (mark,))
    db.execute("UPDATE step SET params = ? WHERE id = ?", (json.dumps({"highest": highest}), mark))
    if version >= sums.FIRST:
        ledger.now("step", mark, mark)
        ledger.settle_emptied(what.gone)


@contextmanager
def _overwritten_journal(db: sqlite3.Connection, path: str) -> Iterator[None]:
    """Keep the journal of what is done on a connection, and write zeros over it before it goes."""
    with storage_errors(path):
        (mode,) = db.execute("PRAGMA journal_mode = PERSIST").fetchone()
    if mode != "persist":  # another program keeps it in a way of its own
        raise BookError("book_locked", path=path)
    try:
        yield
        with suppress(sqlite3.DatabaseError):  # somebody else is at work, and takes the journal away
            db.execute("BEGIN EXCLUSIVE")  # nobody else has a journal now
            with suppress(OSError):
                overwrite(path + "-journal", bytes)  # zeros: SQLite takes nothing else for a journal that is done with
            db.execute("COMMIT")
    finally:
        with suppress(sqlite3.DatabaseError):
            db.execute("PRAGMA journal_mode = DELETE")


def finish(path: str) -> None:
    """Overwrite the journals that are left of a command that was killed when it had erased somebody, and the words not yet in them."""
    for file in (path, *(backup.path for backup in backups.listing(path))):
        if os.path.exists(file + "-journal"):
            with suppress(RepbookError, *UNREADABLE):  # it is come to once more, and named then
                look(file, silent=True)
                with closing(connection(file, "rw")) as db, _overwritten_journal(db, file):
                    pass


def _pack(db: sqlite3.Connection) -> bool:
    """Give the free pages back, which were overwritten when they became free; False where there is no room for that."""
    try:
        db.execute("VACUUM")
    except sqlite3.DatabaseError:
        return False
    return True


# ---- the files beside ---------------------------------------------------------------------------------------


class Copies(NamedTuple):
    """The files beside the book: backups with something of somebody in them, and what may have it and cannot be read."""

    holding: list[str]
    unreadable: list[str]


def copies(path: str, who: Subject) -> Copies:
    """The backups that hold somebody, and the files of damaged books and killed commands that have their words in them."""
    found = Copies([], [])
    for backup in backups.listing(path):
        try:
            look(backup.path, silent=True)
            with closing(connection(backup.path, "rw")) as db:
                db.execute("PRAGMA query_only = ON")
                if plan(db, who).something:
                    found.holding.append(backup.path)
        except (*UNREADABLE, RepbookError):
            found.unreadable.append(backup.path)
    readable = {backup.path for backup in backups.listing(path)}
    others = [file for file in _beside(path) if file not in readable]
    found.unreadable.extend(file for file in others if _has_bytes(file, who))
    return found


def _beside(path: str) -> Iterator[str]:
    """The files in the folder of the backups, and those next to the book that are named after it."""
    folder, name = os.path.split(os.path.realpath(path))
    for place, start in ((backups.folder_of(path), ""), (folder, name + "."), (folder, f".{name}.")):
        with suppress(OSError):
            for one in sorted(os.listdir(place)):
                if one.startswith(start) and os.path.isfile(os.path.join(place, one)):
                    yield os.path.join(place, one)


def _has_bytes(file: str, who: Subject) -> bool:
    """Whether the bytes of a file hold a uid, a name or a number."""
    words = [word.encode() for word in (*who.uids, *(name for name in who.words.names if len(name) > 1), *who.words.numbers)]
    try:
        with open(file, "rb") as data:
            content = data.read()
    except OSError:
        return False
    return any(word in content for word in words)


def forget_in(file: str, who: Subject) -> None:
    """Erase somebody from a backup in its place; BookError when it cannot be written."""
    with storage_errors(file), closing(connection(file, "rw")) as db:
        with _overwritten_journal(db, file):
            db.execute("BEGIN IMMEDIATE")
            try:
                _erase(db, plan(db, who), f"{who.table}_forgotten")
                db.execute("COMMIT")
            finally:
                if db.in_transaction:
                    db.execute("ROLLBACK")
        _pack(db)


def remove(path: str, file: str) -> None:
    """Overwrite a file beside a book and take it away; OSError when that is refused, or when it is a link or no file of repbook's.

    What has other names keeps its bytes under those.
    """
    if os.path.dirname(file) != backups.folder_of(path) and not file.endswith((".lost-journal", ".part")):
        raise FileExistsError(file)
    destroy(file)
