"""Random sequences of commands, each walked forth and back against a model: what `export all` says after every command.

A walk types commands as a rep would, in this process; now and then it takes some back and puts some back again. Undo must give exactly
what was before the command, redo what was after it, and what is refused or changes nothing must leave it alone. In the end all is taken
back, and put back again.
"""

from __future__ import annotations

import io
import marshal
import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from repbook.cli import main
from repbook.migrations import VERSION
from repbook.store import exchange, sums
from repbook.store.reversal import IMPORTS
from tests.lightly import Table
from tests.make_books import rebuild
from tests.sample import year_file

TODAY = "2026-11-22"
COMMANDS = 5
QUOTED = '"{}"'.format
EVERYTHING = [f"SELECT {', '.join(map(QUOTED, names))} FROM {table} ORDER BY id" for table, names in exchange.columns().items()]
EDITOR = "sed -i.old -e 's/^gap_days = .*/gap_days = 6/'"
TEXTS = (
    "送样品", 'a "quoted" \\ back', "line\nbreak", "😀 emoji", "-rf", "[bold]x", "=1+1", "'; DROP TABLE touch; --", "王丽说好", "\u202ertl", "tab\tbed", "x" * 300,
)  # fmt: skip
NAMES = (
    "美佳超市",
    "美家超市",
    "百姓饭店",
    "惠民便利店",
    "O'Brien",
    "Blue Heron",
    "[vip] 店",
    "-rf",
    "楚天宴会楼",
    "汉口老酒坊",
    "=店",
    "新世纪茶庄",
)
PEOPLE = ("王丽", "陈强", "赵敏", "Ann", "Emma Hart", "李四", "王总", "O'Hara")
AREAS = ("湖北/武汉/武昌", "湖北/武汉", "湖北/宜昌", "江苏")
TIERS = ("vip", "key", "potential", "general")
RULES = ("care-call", "care-visit", "birthday", "mid-autumn", "after-sale", "reorder")
OCCASIONS = ("opening", "wedding", "newborn", "anniversary", "bereavement", "illness")
POLICY = (
    ("gap_days", "4"), ("gap_days", "5"), ("vip.call_every", "9"), ("key.visit_every", "77"), ("festival.店庆", "solar = 12-01"), ("jitter", "0.1"),
    ("tiers", "vip key potential general new"), ("tiers", "vip key potential general"), ("vip.festivals", "mid-autumn 店庆"), ("days_off", "2026-12-24"),
)  # fmt: skip


class Tally:
    """What walks came to: commands that changed the book by their first words, moves, and what was refused or changed nothing."""

    def __init__(self) -> None:
        self.walks = self.books = self.undone = self.redone = self.refused = 0
        self.done: Counter[str] = Counter()

    def __str__(self) -> str:
        changed = self.done.total()
        return (
            f"{self.walks} walks and {self.books} books out and in: {changed + self.refused + self.undone + self.redone} commands, {changed} changed "
            f"the book, {self.refused} were refused or had nothing to do, {self.undone} steps taken back and {self.redone} put back exactly"
        )


def alone(home: Path, patch: pytest.MonkeyPatch) -> None:
    """Let nothing from outside into the walks; a fault of ours fails them with its traceback."""
    patch.setenv("HOME", str(home))
    patch.setenv("REPBOOK_DEBUG", "1")
    patch.setenv("EDITOR", EDITOR)
    for name in ("VISUAL", "REPBOOK_BOOK", "REPBOOK_TODAY", "REPBOOK_LANG"):
        patch.delenv(name, raising=False)


class Start(NamedTuple):
    """What walks start from: a book with something of everything in it, an empty one, the document of the first, and known documents."""

    full: Path
    empty: Path
    document: Path
    known: dict[bytes, str]


def prepared(folder: Path) -> Start:
    """Make them. In both books redo has one step to put back."""
    start = Start(rebuild(VERSION, folder / "full.db"), folder / "empty.db", folder / "all.json", {})
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        main(["--book", str(start.full), "--today", TODAY, "export", "all", str(start.document)])
        for words in (["customer", "add", "老店"], ["undo"]):
            main(["--book", str(start.empty), "--today", TODAY, *words])
    return start


class Walk:
    """One sequence in a folder of its own. Every fourth begins in an empty book, the others in a copy of the full one."""

    def __init__(self, folder: Path, start: Start, seed: int, tally: Tally, table: Table | None = None) -> None:
        self.folder, self.start, self.seed, self.tally, self.table = folder, start, seed, tally, table
        self.chance = random.Random(seed)
        folder.mkdir(exist_ok=True)
        self.book = folder / "book.db"
        self.db: sqlite3.Connection
        self.said: list[str] = []
        self.states: list[bytes] = []
        self.at = 0
        self.first = ""  # the document of the first state
        self.final = False  # whether nothing before that can be taken back
        self.seen = (-1, b"")

    # ---- the model ------------------------------------------------------------------------------------------

    def run(self, commands: int = COMMANDS) -> None:
        """Walk a while, then all the way back and forth."""
        self.tally.walks += 1
        with self.begun():
            self.walk(commands)
            self.all_the_way()

    @contextmanager
    def begun(self) -> Iterator[None]:
        """At the start: with one step taken back, so that the book is empty, or with that put back."""
        self.final = self.seed % 4 == 0
        like = self.start.empty if self.final else self.start.full
        if self.table is not None:
            self.book = self.table.laid(like)
        elif self.seed % 20:
            copied(like, self.book)
        else:  # there is no book yet
            assert [self.type(["customer", "add", "老店"]), self.type(["undo"])] == [0, 0], self.told()
        with looking_on(self):
            self.states = [self.now()]
            self.first = self.start.known[self.now()] = self.start.known.get(self.now()) or self.document()
            assert self.type(["redo"]) == 0, self.told()
            self.states.append(self.now())
            self.at = 1
            if self.final:
                self.move("undo", -1)
            yield

    def walk(self, commands: int) -> None:
        """Commands with some undo and redo between them."""
        for _ in range(commands):
            self.step()
            if self.chance.random() < 0.15:
                self.wander()

    def all_the_way(self) -> None:
        """All of it back, to the same document, and forth again; at both ends every row fits its checksum."""
        while self.at > 0:
            self.move("undo", -1)
        assert self.document() == self.first, self.told()
        self.check()
        while self.at < len(self.states) - 1:
            self.move("redo", 1)
        self.check()

    def check(self) -> None:
        """Every row fits its checksum."""
        self.db.execute("BEGIN")
        assert sums.fits(self.db), self.told()
        self.db.execute("COMMIT")

    def step(self) -> None:
        """One random command, and what the model makes of it."""
        words = self.chance.choice(MAKERS)(self)
        if words is None:
            return
        before, steps = self.states[self.at], self.steps()
        just_imported = self.at > 0 and self.rows("SELECT key FROM step WHERE undone = 0 ORDER BY id DESC LIMIT 1")[0][0] in IMPORTS
        code = self.type(words)
        after = self.now()
        assert code in (0, 1, 2, 3), self.told()
        if code or self.steps() == steps:
            assert (after, self.steps()) == (before, steps), self.told()
            self.tally.refused += 1
            return
        assert after != before, self.told()
        if just_imported and words == ["import", "undo"]:  # then it is undo, but for the ids that are used up
            assert marshal.loads(after)[1] == marshal.loads(self.states[self.at - 1])[1], self.told()
        self.tally.done[" ".join(word for word in words[:3] if word.isascii() and word.isalpha())] += 1
        if "forget" in words:  # for good: undo begins anew
            self.states, self.at, self.first, self.final = [after], 0, self.document(), True
            return
        self.states[self.at + 1 :] = [after]
        self.at += 1

    def wander(self) -> None:
        """Some steps back, and some of them forth again."""
        for _ in range(self.chance.randint(1, 3)):
            self.move("undo", -1)
        for _ in range(self.chance.randint(0, 3)):
            self.move("redo", 1)

    def move(self, word: str, by: int) -> None:
        """Undo or redo: the state is exactly the one before or after, or it is refused and nothing moves."""
        if self.at + by < 0 and not self.final:  # what was before the walk is nobody's business
            return
        possible = 0 <= self.at + by < len(self.states)
        code = self.type([word])
        assert code == (0 if possible else 1), self.told()
        self.at += by * possible
        assert self.now() == self.states[self.at], self.told()
        self.tally.undone += possible and by < 0
        self.tally.redone += possible and by > 0
        self.tally.refused += not possible

    def now(self) -> bytes:
        """All that `export all` says, values and their types, in fewer words."""
        (version,) = self.rows("PRAGMA data_version")[0]  # another when somebody else has written
        if version != self.seen[0]:
            self.db.execute("BEGIN")
            tables = [self.rows(sql) for sql in EVERYTHING]
            self.seen = version, marshal.dumps((exchange.highest(self.db), tables), 2)  # 2: the same bytes for the same values
            self.db.execute("COMMIT")
        return self.seen[1]

    def document(self) -> str:
        """The text of `export all`."""
        return "".join(exchange.lines(self.db))

    def steps(self) -> list[tuple[int, int]]:
        """The steps there are, and which are undone."""
        rows: list[tuple[int, int]] = self.rows("SELECT id, undone FROM step ORDER BY id")
        return rows

    def rows(self, sql: str) -> list[Any]:
        """What the book holds, asked directly."""
        return self.db.execute(sql).fetchall()

    def type(self, words: list[str], book: Path | None = None) -> int:
        """Run one command line, on another book where one is named."""
        self.said.append(" ".join(words))
        said = io.StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            code = main(["--book", str(book or self.book), "--today", TODAY, "--lang", "en", "--yes", *words])
        self.said[-1] += f" -> {code}"
        assert "Traceback" not in said.getvalue()
        return code

    def told(self) -> str:
        """What was typed, to find a fault by."""
        return "\n".join(self.said)

    # ---- words for commands -----------------------------------------------------------------------------------

    def one(self, table: str) -> str:
        """Some row of a table as #id, now and then one that is not there."""
        ids = [number for (number,) in self.rows(f"SELECT id FROM {table}")]
        return f"#{self.chance.choice(ids)}" if ids and self.chance.random() < 0.97 else "#999"

    def colleagues(self) -> list[str]:
        """Two contacts, of one customer where there are such."""
        pairs = self.rows("SELECT a.id, b.id FROM contact a JOIN contact b ON b.customer_id = a.customer_id AND b.id <> a.id")
        return [f"#{number}" for number in self.chance.choice(pairs)] if pairs else [self.one("contact"), self.one("contact")]

    def day(self, low: int, high: int) -> str:
        """A day some days from today."""
        return f"{abs(n)}d ago" if (n := self.chance.randint(low, high)) < 0 else f"+{n + 1}d"

    def some(self, **options: Callable[[], str]) -> list[str]:
        """Each option or not, with a value."""
        found = []
        for name, value in options.items():
            if self.chance.random() < 0.4:
                found += [f"--{name.rstrip('_').replace('_', '-')}", value()]
        return found

    def pick(self, *among: str) -> Callable[[], str]:
        """One of some words, each time another."""
        return lambda: self.chance.choice(among)

    def file(self, name: str, lines: Iterator[str] | list[str]) -> str:
        """A file to import."""
        path = self.folder / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return str(path)

    def cell(self, text: str) -> str:
        """A text as a cell of a CSV file."""
        return '"' + text.replace('"', '""') + '"'

    def names(self, table: str) -> list[str]:
        """The names there are."""
        return [name for (name,) in self.rows(f"SELECT name FROM {table}")]


@contextmanager
def looking_on(walk: Walk) -> Iterator[None]:
    """A connection for what a walk wants to know of its book; between two questions it holds nothing."""
    if walk.table is not None:
        walk.db = walk.table.looking(walk.book)
        yield
        return
    with closing(sqlite3.connect(walk.book, isolation_level=None)) as walk.db:
        yield


Made = list[str] | None


def customer(walk: Walk) -> Made:
    pick, c = walk.pick, walk.one("customer")
    fields = walk.some(
        area=pick(*AREAS), phone=pick("138 0000 1111", "02788880000"), note=pick(*TEXTS), source=pick(*TEXTS), since=pick("2025-03-01")
    )
    name = walk.chance.choice(NAMES)
    return walk.chance.choice([
        ["customer", "add", *walk.some(tier=pick(*TIERS), contact=lambda: f"{walk.chance.choice(PEOPLE)}:decider:138"), *fields, "--", name],
        ["customer", "edit", c, *fields, *walk.some(name=pick(*NAMES), referred_by=lambda: walk.one("customer"))],
        ["customer", "edit", c, "--status", walk.chance.choice(("active", "lost", "prospect")), "--force"],
        ["customer", "edit", c, walk.chance.choice(("--no-calls", "--calls"))],
        ["customer", "tier", c, walk.chance.choice(TIERS), *walk.some(because=pick(*TEXTS))],
        ["customer", "pause", c, *(["--off"] if walk.chance.random() < 0.3 else ["--until", walk.day(1, 60)])],
        ["customer", "spacing", c, *(["--off"] if walk.chance.random() < 0.3 else [walk.chance.choice(("0.5", "2", "1.5")), *walk.some(until=lambda: walk.day(1, 90))])],
        ["customer", "confirm", c],
        ["customer", "archive", c, "--force"],
    ])  # fmt: skip


def contact(walk: Walk) -> Made:
    pick, who = walk.pick, walk.one("contact")
    fields = walk.some(role=pick("decider", "user", ""), phone=pick("138", "139 0000 0000"), wechat=pick("wl_1"), email=pick("a@b.cn"), likes=pick(*TEXTS),
                       birthday=pick("11-24", "1980-05-06", "lunar 8-15", "lunar leap 6-1", ""), note=pick(*TEXTS), family=pick(*TEXTS))  # fmt: skip
    return walk.chance.choice([
        ["contact", "add", walk.one("customer"), walk.chance.choice(PEOPLE), *fields],
        ["contact", "add", walk.one("customer"), walk.chance.choice(PEOPLE), *fields],
        ["contact", "edit", who, *fields, *walk.some(name=pick(*PEOPLE))],
        ["contact", "left", who, *walk.some(on=lambda: walk.day(-9, 20))],
        ["contact", "left", who, "--off"],
    ])  # fmt: skip


def log(walk: Walk) -> Made:
    pick, c = walk.pick, walk.one("customer")
    people = walk.rows(f"SELECT id FROM contact WHERE customer_id = {c[1:]}")
    kind = walk.chance.choice(("call", "visit", "message", "greeting", "meeting", "gift", "help"))
    more = walk.some(on=lambda: walk.day(-200, -1), outcome=pick("done", "no-answer", "cancelled"), mood=pick("good", "bad"), minutes=pick("5", "90"),
                     purpose=pick("care", "business", "referral"), promise=lambda: f"{walk.chance.choice(TEXTS)} @{walk.day(1, 9)}",
                     owes=lambda: f"pay @{walk.day(1, 9)}", stock=pick("酒=5", "茶=0.5", "酒=0"), order=pick("12.50", "0", "99999"), gift=pick(*TEXTS),
                     for_=pick("mid-autumn", "birthday", "care-call"))  # fmt: skip
    named = [part for (number,) in people if walk.chance.random() < 0.4 for part in ("--with", f"#{number}")]
    return ["log", c, kind, *more, *named, "--", walk.chance.choice(TEXTS)]


def facts(walk: Walk) -> Made:
    c, text, pick = walk.one("customer"), walk.chance.choice(TEXTS), walk.pick
    return walk.chance.choice([
        ["order", "add", c, walk.chance.choice(("100", "0", "12.34")), *walk.some(product=pick("酒", "茶"), qty=pick("3", "0.5"), margin=pick("-1", "20"))],
        ["occasion", "add", c, walk.chance.choice(OCCASIONS), walk.chance.choice(("2026-12-01", "2026-11-20", "lunar 8-15")), *walk.some(title=pick(*TEXTS))],
        ["promise", "add", c, *walk.some(on=lambda: walk.day(-20, -1)), "--by", walk.day(1, 20), "--", text],
        ["complaint", "open", c, *walk.some(severity=pick("1", "3"), on=lambda: walk.day(-9, -1)), "--", text],
        ["alert", "raise", *walk.some(on=lambda: walk.day(-5, -1), until=lambda: walk.day(1, 9)), "--", walk.chance.choice(AREAS), text],
        ["stock", "set", c, walk.chance.choice(("酒", "茶")), walk.chance.choice(("1", "0", "2.5")), *walk.some(reorder_at=pick("5"))],
        ["snooze", c, *(walk.chance.choice(([], [walk.chance.choice(RULES)]))), "--until", walk.day(1, 30), *walk.some(because=pick(*TEXTS))],
        ["snooze", c, "--off"],
    ])  # fmt: skip


def settled(walk: Walk) -> Made:
    noun = walk.chance.choice(("promise", "complaint", "occasion", "alert"))
    number = walk.one(noun)
    words = {
        "promise": (["keep", number], ["drop", number], ["move", number, "--by", walk.day(1, 40)]),
        "complaint": (["answer", number], ["solve", number, "--cause", walk.chance.choice(TEXTS)], ["check", number], ["close", number]),
        "occasion": (["remove", number],),
        "alert": (["end", number],),
    }[noun]
    return [noun, *walk.chance.choice(words)]


def policy(walk: Walk) -> Made:
    key, value = walk.chance.choice(POLICY)
    setting = ["policy", "set", key, value]
    return walk.chance.choice(
        [setting, setting, setting, ["policy", "reset", *([key] if walk.chance.random() < 0.6 else [])], ["policy", "edit"]]
    )


def large(walk: Walk) -> Made:
    """What changes many rows at once."""
    return walk.chance.choice([
        ["customer", "merge", walk.one("customer"), walk.one("customer")],
        ["customer", "merge", walk.one("customer"), walk.one("customer")],
        ["contact", "merge", *walk.colleagues()],
        ["tier", "review", "--apply"],
    ])  # fmt: skip


def forgotten(walk: Walk) -> Made:
    if walk.chance.random() < 0.8:
        return None
    return walk.chance.choice([["customer", "forget", walk.one("customer")], ["contact", "forget", walk.one("contact")]])


def imported(walk: Walk) -> Made:
    """A file of a few rows, some of them there already; the same file may come again."""
    kind = walk.chance.choice((*FILES, "calendar", "vcard"))
    imports = walk.rows(f"SELECT id FROM step WHERE key IN {IMPORTS} AND undone = 0")
    if walk.chance.random() < (0.4 if imports else 0.1):
        return ["import", "undo"]
    if walk.chance.random() < (0.03 if walk.names("customer") else 0.5):
        return ["import", "all", str(walk.start.document)]
    path = walk.folder / kind
    if not path.exists() or walk.chance.random() < 0.7:
        walk.file(kind, FILES[kind](walk) if kind in FILES else YEAR if kind == "calendar" else CARDS)
    if kind in ("calendar", "vcard"):
        return ["import", kind, str(path)]
    return ["import", kind, str(path), *walk.chance.choice(([], ["--update"], ["--skip-errors"], ["--create-missing"]))]


def _rows(walk: Walk, header: str, *cells: Callable[[], str]) -> Iterator[str]:
    yield header
    for _ in range(walk.chance.randint(1, 12)):
        yield ",".join(walk.cell(cell()) for cell in cells)


def _whose(walk: Walk) -> Callable[[], str]:
    known = walk.names("customer") or ["?"]
    return lambda: walk.chance.choice(known) if walk.chance.random() < 0.95 else walk.chance.choice(NAMES)


def _past(walk: Walk) -> Callable[[], str]:
    return lambda: f"2026-{walk.chance.randint(1, 10):02d}-{walk.chance.randint(1, 28):02d}"


def _ahead(walk: Walk) -> Callable[[], str]:
    return lambda: f"2026-12-{walk.chance.randint(1, 28):02d}"


FILES: dict[str, Callable[[Walk], Iterator[str]]] = {
    "customers": lambda w: _rows(w, "name,tier,area,phone,note", w.pick(*NAMES, *(f"店{n}" for n in range(9))), w.pick(*TIERS, ""), w.pick(*AREAS, ""), w.pick("", "138"), w.pick("", *TEXTS)),
    "contacts": lambda w: _rows(w, "customer,name,role,birthday", _whose(w), w.pick(*PEOPLE), w.pick("", "user"), w.pick("", "11-24", "lunar 8-15")),
    "touches": lambda w: _rows(w, "customer,on,kind,outcome,note,gift", _whose(w), _past(w), w.pick("call", "visit", "拜访"), w.pick("", "done"), w.pick("", *TEXTS), w.pick("", "酒")),
    "orders": lambda w: _rows(w, "customer,on,amount,product,quantity", _whose(w), _past(w), w.pick("12.50", "0", "300"), w.pick("", "酒"), w.pick("", "1.5")),
    "occasions": lambda w: _rows(w, "customer,kind,date,title", _whose(w), w.pick(*OCCASIONS), _past(w), w.pick("", *TEXTS)),
    "promises": lambda w: _rows(w, "customer,text,made,by,kept", _whose(w), w.pick(*TEXTS), _past(w), _ahead(w), w.pick("", "2026-11-20")),
    "complaints": lambda w: _rows(w, "customer,text,severity,opened,answered", _whose(w), w.pick(*TEXTS), w.pick("", "1"), _past(w), w.pick("", "2026-11-20")),
    "alerts": lambda w: _rows(w, "area,reason,on,until", w.pick(*AREAS), w.pick(*TEXTS), _past(w), w.pick("", "2026-12-24")),
    "stock": lambda w: _rows(w, "customer,product,on,qty,reorder_at", _whose(w), w.pick("酒", "茶"), _past(w), w.pick("1", "2.5"), w.pick("", "5")),
}  # fmt: skip
"""A file of each kind that an import reads."""

YEAR = year_file(2028, "2028-01-08,work").splitlines()
CARDS = ["BEGIN:VCARD", "VERSION:3.0", "FN:孙丽", "ORG:美佳超市", "TEL:138 0000 2222", "BDAY:1980-05-06", "END:VCARD"]

MAKERS: tuple[Callable[[Walk], Made], ...] = (
    customer, customer, contact, contact, log, log, log, facts, facts, facts, settled, settled, policy, large, imported, imported, forgotten,
)  # fmt: skip


def out_and_in(walk: Walk) -> Path:
    """Another book made of the document of a walk's, by commands: its own document is the same bytes, also after undo and redo."""
    out, back, other = walk.folder / "out.json", walk.folder / "back.json", walk.folder / "other.db"
    assert walk.type(["export", "all", str(out)]) == 0, walk.told()
    assert out.read_bytes() == walk.document().encode(), walk.told()
    for words in (["import", "all", str(out)], ["undo"], ["redo"]):
        assert walk.type(words, other) == 0, walk.told()
        assert walk.type(["export", "all", str(back)], other) == 0, walk.told()
        assert (back.read_bytes() == out.read_bytes()) == (words != ["undo"]), walk.told()
    return other


def copied(book: Path, to: Path) -> None:
    """A copy of a book."""
    to.write_bytes(book.read_bytes())
    to.chmod(0o600)
