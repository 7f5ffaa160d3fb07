"""Three hundred hostile texts through every text field and every output: inert everywhere, and back again as they were kept."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from repbook.render.out import cells
from repbook.values import guard, unguard
from tests.faults.conftest import Hosts
from tests.faults.host import Host, Ran
from tests.faults.hostile import strings
from tests.program import on_terminal
from tests.sample import Sample

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\u2028\u2029]")
COLOURS = re.compile("\x1b\\[[0-9;]*m")
NO_TEXT = {"\0", *map(chr, range(0xD800, 0xE000))}
"""What no text file holds."""
FIELDS = {
    "customer": ("name", "area", "source", "address", "note"), "contact": ("name", "function", "wechat", "email", "likes", "family", "note"),
    "touch": ("note", "gift", "origin"), "promise": ("text",), "occasion": ("title",), "complaint": ("text", "cause"), "complaint_stage": ("note",),
    "orders": ("product",), "alert": ("area", "reason"), "stock": ("product",), "snooze": ("because",),
}  # fmt: skip
"""Every field of the book in which there is free text."""


PLAIN = 60
"""Customers of ordinary names, to whom the command line gives hostile texts."""
FILES = {
    "customers": ("name,area,source,address,note", lambda text: [text, text, text, text, text]),
    "contacts": ("customer,name,function,wechat,email,likes,family,note,role,birthday", lambda text: [*[text] * 8, "decider", "11-24"]),
    "touches": ("customer,gift,note,on,kind", lambda text: [text, text, text, "2026-11-02", "visit"]),
    "orders": ("customer,product,on,amount", lambda text: [text, text, "2026-11-02", "100"]),
    "complaints": ("customer,text,cause,opened", lambda text: [text, text, text, "2026-11-19"]),
    "occasions": ("customer,title,kind,date", lambda text: [text, text, "opening", "2026-12-01"]),
    "promises": ("customer,text,made,by", lambda text: [text, text, "2026-11-01", "2026-11-20"]),
    "alerts": ("area,reason,on", lambda text: [text, text, "2026-11-20"]),
    "stock": ("customer,product,on,qty", lambda text: [text, text, "2026-11-20", "3"]),
}  # fmt: skip
"""Files that put every text into every field that an import fills: the header, and the row of a text."""


def logged(text: str, number: int) -> list[list[str]]:
    """The command lines that put a text into the fields that no import fills."""
    who = f"#{number % PLAIN + 1}"
    return [
        ["log", f"--gift={text}", f"--origin={text}", "--on", "2026-11-02", "--", who, "visit", text],
        ["snooze", "--until", "2027-01-01", f"--because={text}", "--", who, "care-call"],
    ]


def entered(text: str, number: int) -> list[list[str]]:
    """The command lines that put a text into each of the others, by turns."""
    who = f"#{number % PLAIN + 1}"
    turns = [
        ["customer", "edit", f"--name={text}号{number}", "--", who],
        ["customer", "edit", f"--area={text}", f"--source={text}", f"--address={text}", f"--note={text}", "--", who],
        ["customer", "edit", f"--phone={text}", "--", who],
        ["contact", "add", "--role", "decider", "--birthday", "11-22", "--", who, text],
        ["contact", "add", f"--function={text}", f"--wechat={text}", f"--email={text}", f"--likes={text}", f"--family={text}", f"--note={text}",
         "--", who, f"王{number}"],
        ["log", f"--promise={text} @2026-12-01", f"--owes={text} @2026-12-01", f"--stock={text}=3", "--", who, "call", "x"],
        ["promise", "add", "--by", "2026-11-20", "--", who, text],
        ["occasion", "add", f"--title={text}", "--", who, "opening", "2026-12-01"],
        ["complaint", "open", "--", who, text],
        ["complaint", "answer", f"--note={text}", f"--cause={text}", "--", str(number)],
        ["order", "add", f"--product={text}", "--qty", "2", "--", who, "100"],
        ["stock", "set", "--", who, text, "3"],
        ["alert", "raise", "--", text, text],
        ["customer", "tier", f"--because={text}", "--", who, "vip"],
        ["greeting", "check", "--", who, text],
    ]  # fmt: skip
    return turns[number % TURNS :: TURNS]


TURNS = 8


def looked_up(text: str) -> list[list[str]]:
    """The command lines that look for a text, and those in which it stands where something else is wanted."""
    return [
        ["customer", "list", "--", text], ["why", "--", text], ["brief", "--", text], ["history", "--", text], ["contact", "list", "--", text],
        ["due", f"--area={text}"], ["due", f"--on={text}"], ["due", f"--tier={text}"], ["log", "--", "#1", text], ["why", "--", "#1", text],
        ["policy", "set", "--", text, text], ["customer", "add", f"--since={text}", "--", "x"], [text], ["import", "touches", "--", text],
        ["book", "restore", "--", text],
    ]  # fmt: skip


def inert(ran: Ran, what: object, data: bool = False) -> Ran:
    """Nothing in it acts on a terminal, and nothing went wrong inside; CSV in a pipe keeps the direction marks of a note."""
    assert ran.code in (0, 1, 2, 3) or (ran.code == 4 and "restore" in str(what)), (what, ran)
    said = ran.out + ran.err
    assert "Traceback" not in said, (what, ran)
    assert "went wrong inside" not in said, (what, ran)
    for found in (CONTROLS.search(said), None if data else DIRECTIONS.search(said)):
        assert not found, (what, found, ran)
    return ran


@pytest.fixture(scope="module")
def book(hosts: Hosts, disk: Path, tell: Callable[[str], None]) -> Path:
    """A book into which three hundred texts have gone by files, and then by the command line."""
    folder = disk / "hostile"
    folder.mkdir()
    made = Sample(folder / "book.db")
    for number in range(1, PLAIN + 1):
        made.customer(f"客户{number}")
    made.close()
    ends: Counter[int] = Counter()
    lines = [line for number, text in enumerate(strings()) for line in logged(text, number)]
    lines += [brought_in(folder, kind) for kind in FILES]
    lines += [line for number, text in enumerate(strings()) for line in entered(text, number)]
    for words, ran in zip(lines, run(hosts.all[0], folder, lines), strict=True):
        ends[inert(ran, words).code] += 1
        assert ran.code in (0, 1, 3) or len(ran.err.splitlines()) == 1, (words, ran)
        assert ran.code == 0 or words[0] != "import", (words, ran)
    tell(f"{len(strings())} hostile texts through {sum(map(len, FIELDS.values()))} fields by {len(FILES)} files and {len(lines)} command lines: "
         f"{ends[0]} done, {ends[2]} refused with a sentence, {ends[1] + ends[3]} answered no")  # fmt: skip
    assert not list(disk.rglob("pwned"))
    return folder / "book.db"


def brought_in(folder: Path, kind: str) -> list[str]:
    """The command line that takes in a file of every text that a file can hold."""
    header, row = FILES[kind]
    with open(folder / f"{kind}.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header.split(","))
        writer.writerows([guard(cell) for cell in row(text)] for text in strings() if not set(text) & NO_TEXT)
    return ["import", kind, str(folder / f"{kind}.csv"), "--skip-errors"]


def run(host: Host, folder: Path, lines: list[list[str]], lang: str = "en") -> list[Ran]:
    """Several command lines on the book of a folder."""
    return host.several([["--book", str(folder / "book.db"), "--lang", lang, *words] for words in lines], folder, cwd=str(folder))


def stored(book: Path) -> dict[str, set[str]]:
    """Every text in the book, by field."""
    with closing(sqlite3.connect(book)) as db:
        return {
            f"{table}.{name}": {text for (text,) in db.execute(f"SELECT {name} FROM {table}") if text}
            for table in FIELDS
            for name in FIELDS[table]
        }


def test_what_is_kept_is_whole_and_clean(book: Path) -> None:
    found = stored(book)
    for field, texts in found.items():
        assert len(texts) > (200 if field not in ("complaint_stage.note", "snooze.because") else 30), (field, len(texts))
        for text in texts:
            assert not CONTROLS.search(text), (field, text)
            assert text == text.strip(), (field, text)
    for text in ("[bold]x[/bold]", "'; DROP TABLE customer; --", "-rf", "../x", "$(touch pwned)", "=1+1", "%", "🎉🎊", "שלום", "x" * 200):
        assert text in found["customer.name"], text
    assert "a\nb\nc" in found["touch.note"]


OUTPUTS = [
    ["due", "--all"], ["due", "--held"], ["due", "--days", "7"], ["plan"], ["forecast"], ["history"], ["customer", "list"], ["contact", "list"], ["promise", "list"],
    ["order", "list"], ["occasion", "list"], ["complaint", "list"], ["alert", "list"], ["stock", "list"], ["gift", "list"], ["greeting", "list"],
    ["tier", "review"], ["report", "tiers"], ["policy", "show"], ["undo", "--list"], ["customer", "list", "--duplicates"], ["book", "info"], ["doctor"],
]  # fmt: skip


@pytest.mark.parametrize("words", OUTPUTS, ids=" ".join)
def test_a_list_on_a_screen_in_a_pipe_as_csv_and_as_json(hosts: Hosts, book: Path, words: list[str]) -> None:
    data = words[0] not in ("plan", "forecast", "undo", "policy", "doctor", "book") and "--duplicates" not in words
    forms = [words, *([*words, form] for form in ("--json", "--csv") if data)]
    piped = [inert(ran, line, line[-1] == "--csv") for line, ran in zip(forms, run(hosts.all[0], book.parent, forms), strict=True)]
    on_a_screen(hosts.all[0], book, [words], 80)
    if data:
        on_a_screen(hosts.all[0], book, forms[1:], 60000)
        rows = list(csv.reader(io.StringIO(piped[2].out, newline=""), strict=True))
        document = json.loads(piped[1].out)
        assert "items" not in document or len(document["items"]) == len(rows) - 1
        computes_nothing(rows)
        names = {row["name"] for row in document["items"]} if words == ["customer", "list"] else set()
        assert names == (stored(book)["customer.name"] if names else names)


def computes_nothing(rows: list[list[str]]) -> None:
    """No cell is a formula for a spreadsheet, numbers apart, and all rows are as long."""
    assert len({len(row) for row in rows}) == 1
    assert [cell for row in rows for cell in row if guard(unguard(cell)) != cell and not re.fullmatch(r"-?[\d.]+", cell)] == []


def on_a_screen(host: Host, book: Path, lines: list[list[str]], columns: int) -> None:
    """Show command lines on a terminal: nothing acts on it but colours, and no line is wider than it."""
    ran, *others = host.several([["--book", str(book), "--lang", "en", *words] for words in lines], book.parent, columns=columns)
    shown = COLOURS.sub("", ran.out).replace("\r\n", "\n")
    inert(ran._replace(out=shown), lines)
    assert {ran.code for ran in others} <= {0}, lines
    assert [text for text in shown.splitlines() if cells(text) > columns] == [], lines


def ids(book: Path) -> list[str]:
    """Every customer, as the command line takes it."""
    with closing(sqlite3.connect(book)) as db:
        return [f"#{number}" for (number,) in db.execute("SELECT id FROM customer ORDER BY id")]


PAGES = (["brief"], ["why"], ["customer", "show"], ["history"], ["contact", "list"], ["export", "handover"])


def test_a_page_of_every_customer(hosts: Hosts, book: Path, tell: Callable[[str], None]) -> None:
    def at(host: Host, start: int) -> int:
        lines = [
            [*PAGES[number % len(PAGES)], who, *(["-"] if number % len(PAGES) == len(PAGES) - 1 else [])]
            for number, who in enumerate(ids(book)[start : start + 60], start // 60)
        ]
        for words, ran in zip(lines, run(host, book.parent, lines, ("en", "zh")[start % 120 == 0]), strict=True):
            assert inert(ran, words).code == 0, (words, ran)
        return len(lines)

    tell(f"hostile texts on {sum(hosts.each(at, range(0, len(ids(book)), 60)))} pages, one of each customer: all inert")


def test_a_page_of_every_other_customer_on_a_screen(hosts: Hosts, book: Path) -> None:
    def at(host: Host, start: int) -> None:
        lines = [[*PAGES[(0, 2, 3)[number % 3]], who] for number, who in enumerate(ids(book)[start : start + 60 : 2])]
        on_a_screen(host, book, lines, 60)

    hosts.each(at, range(0, len(ids(book)), 60))


@pytest.mark.parametrize("words", [["due"], ["customer", "list"], ["history"], ["brief"]], ids=" ".join)
def test_on_a_narrow_terminal_that_knows_nothing(book: Path, words: list[str]) -> None:
    words = ["--book", str(book), "--lang", "en", *words, *(ids(book)[-1:] if words == ["brief"] else [])]
    dumb = on_terminal(words, book.parent, {"TERM": "dumb"}, columns=40)
    assert dumb.code == 0
    assert not CONTROLS.search(dumb.out.replace("\r", ""))
    assert [text for text in dumb.out.splitlines() if cells(text) > 40] == []
    plain = on_terminal(words, book.parent, {"TERM": "dumb", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, columns=40)
    assert plain.code == 0
    assert plain.out.isascii()
    assert not CONTROLS.search(plain.out)
    assert "Traceback" not in plain.out


def test_looking_for_a_hostile_text(hosts: Hosts, book: Path, disk: Path, tell: Callable[[str], None]) -> None:
    def at(host: Host, start: int) -> Counter[int]:
        folder = disk / f"looking-{start}"
        shutil.copytree(book.parent, folder)
        lines = [line for at, text in enumerate(strings()[start : start + 50]) for line in looked_up(text)[at % TURNS :: TURNS]]
        ends = Counter(inert(ran, words).code for words, ran in zip(lines, run(host, folder, lines), strict=True))
        assert not list(disk.rglob("pwned"))
        shutil.rmtree(folder)
        return ends

    ends = sum(hosts.each(at, range(0, len(strings()), 50)), Counter())
    tell(
        f"{ends.total()} lines that look for a hostile text or give it where something else is wanted: exit codes {dict(sorted(ends.items()))}"
    )


def test_a_name_finds_its_customer_and_a_wildcard_only_itself(hosts: Hosts, book: Path) -> None:
    with closing(sqlite3.connect(book)) as db:
        names = dict(db.execute("SELECT id, name FROM customer"))
    twice = {key for key, many in Counter(map(str.casefold, names.values())).items() if many > 1}
    asked = list(names.items())[::2]
    lines = [["customer", "list", "--json", "--", name] for _, name in asked]
    for (number, name), ran in zip(asked, run(hosts.all[0], book.parent, lines), strict=True):
        found = [item["id"] for item in json.loads(ran.out)["items"]] if ran.code == 0 else []
        assert number in found or name.startswith("#") or name.casefold() in twice, (name, ran)
    with closing(sqlite3.connect(book)) as db:
        for sign in ("%", "_", "%%", "*", "?", "\\", "'", "[", "#"):
            (ran,) = run(hosts.all[0], book.parent, [["customer", "list", "--json", "--", sign]])
            meant = "SELECT id FROM customer WHERE instr(name, ?1) UNION SELECT customer_id FROM contact WHERE instr(name, ?1)"
            assert {item["id"] for item in json.loads(ran.out)["items"]} == {number for (number,) in db.execute(meant, (sign,))}, sign


# ---- files ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def exported(hosts: Hosts, book: Path, disk: Path) -> Path:
    """Everything that can be exported."""
    folder = disk / "exported"
    folder.mkdir()
    for kind in ("all", "customers", "contacts", "touches", "orders", "vcard", "ics"):
        more = {"contacts": ["--private"], "ics": ["--days", "14"]}.get(kind, [])
        endings = ("", ".xlsx") if kind in ("customers", "contacts", "touches", "orders") else ("",)
        lines = [["export", kind, str(folder / f"{kind}{ending}"), *more] for ending in endings]
        assert {inert(ran, kind).code for ran in run(hosts.all[0], book.parent, lines)} == {0}
    return folder


def test_export_all_comes_back_byte_for_byte(hosts: Hosts, exported: Path, disk: Path) -> None:
    other = ["--book", str(disk / "other.db"), "--lang", "en"]
    assert inert(hosts.all[0].run([*other, "import", "all", str(exported / "all")], disk), "all").code == 0
    assert inert(hosts.all[0].run([*other, "export", "all", str(exported / "again")], disk), "all").code == 0
    assert (exported / "again").read_bytes() == (exported / "all").read_bytes()


@pytest.mark.parametrize("kind", ["customers", "contacts", "touches", "orders"])
def test_a_spreadsheet_comes_back_and_computes_nothing(hosts: Hosts, book: Path, exported: Path, kind: str) -> None:
    text = (exported / kind).read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    computes_nothing(rows)
    assert not CONTROLS.search(text.replace("\r\n", "\n"))
    lines = [["import", kind, "--dry-run", "--update", str(exported / name)] for name in (kind, f"{kind}.xlsx")]
    for words, ran in zip(lines, run(hosts.all[0], book.parent, lines), strict=True):
        assert inert(ran, words).code == 0, ran
        assert ": 0 would be added, 0 changed, " in ran.out, ran


@pytest.mark.parametrize("kind", ["customers", "contacts", "touches", "orders"])
def test_a_workbook_holds_no_formula(exported: Path, kind: str) -> None:
    with ZipFile(exported / f"{kind}.xlsx") as parts:
        pages = {name: ElementTree.fromstring(parts.read(name)) for name in parts.namelist() if name.endswith((".xml", ".rels"))}
    tags = Counter(element.tag.rpartition("}")[2] for page in pages.values() for element in page.iter())
    assert tags["f"] == tags["hyperlink"] == tags["externalLink"] == 0
    assert tags["row"] > 200
    assert not [text for page in pages.values() for element in page.iter() if (text := element.text or "") and CONTROLS.search(text)]


@pytest.mark.parametrize("kind", ["ics", "vcard"])
def test_lines_of_a_calendar_and_of_cards_are_what_they_were_meant_to_be(book: Path, exported: Path, kind: str) -> None:
    data = (exported / kind).read_bytes()
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    text = data.decode().replace("\r\n ", "")
    assert not CONTROLS.search(text.replace("\r\n", "\n"))
    lines = text.split("\r\n")[:-1]
    assert "\n" not in "".join(lines)
    known = {re.split("[;:]", line, maxsplit=1)[0] for line in lines}
    assert known <= {
        "BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "METHOD", "X-WR-CALNAME", "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION",
        "CATEGORIES", "CLASS", "TRANSP", "FN", "N", "ORG", "TEL", "EMAIL", "BDAY", "TITLE", "ROLE", "NOTE", "X-WECHAT", "IMPP", "KIND", "REV", "SOURCE", "ADR", "X-REPBOOK-ROLE",
    }, known  # fmt: skip
    assert sum(line.startswith("BEGIN:V") for line in lines) == sum(line.startswith("END:V") for line in lines) > 300


def test_cards_come_back(hosts: Hosts, book: Path, exported: Path, disk: Path) -> None:
    other = ["--book", str(disk / "cards.db"), "--lang", "en"]
    ran = inert(hosts.all[0].run([*other, "import", "vcard", "--create-missing", str(exported / "vcard")], disk), "vcard")
    assert ran.code == 0, ran
    with closing(sqlite3.connect(book)) as one, closing(sqlite3.connect(disk / "cards.db")) as two:
        pairs = "SELECT customer.name, contact.name FROM contact JOIN customer ON customer.id = customer_id"
        assert set(two.execute(pairs)) == set(one.execute(pairs))


def test_hostile_file_names_are_just_names(hosts: Hosts, book: Path, disk: Path, tell: Callable[[str], None]) -> None:
    folder = disk / "names" / "inner"
    folder.mkdir(parents=True)
    names = [
        text
        for text in strings()
        if "/" not in text and "\0" not in text and 0 < len(text) < 60 and text.isprintable() and text not in ("-", "~", "~root")
    ]
    written = 0
    lines = [["--book", str(book), "--lang", "en", "export", "orders", "--", name] for name in names]
    for name, ran in zip(names, hosts.all[0].several(lines, book.parent, cwd=str(folder)), strict=True):
        assert (inert(ran, name).code == 0) is (folder / name).is_file(), (name, ran)
        written += ran.code == 0
    assert sorted(path.name for path in (disk / "names").iterdir()) == ["inner"]
    assert written == len(list(folder.iterdir())) > 150
    tell(f"{len(names)} hostile file names: {written} files of just that name, nothing elsewhere")
