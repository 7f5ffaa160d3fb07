"""Every truncation of a small book, and random damages: a sentence, never a traceback, and not one byte changed by reading."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from repbook.errors import BookError
from repbook.store import book as books
from tests.faults.conftest import Hosts
from tests.faults.host import Host, Ran
from tests.sample import Sample

ALL, CHECK = ("export", "all", "-"), ("book", "check", "--json")
OTHERS = (("due", "--csv"), ("history", "--csv"), ("customer", "list", "--json"), ("why", "#3"), ("doctor",), ("order", "list"))
WRITING = (("log", "#2", "call", "after the damage"), ("undo",))
DAMAGES = 500
PAGE = 512


@pytest.fixture(scope="session")
def small(disk: Path) -> bytes:
    """A small book with little air in it: 512 bytes a page, 20 customers with people, touches and orders."""
    folder = disk / "small"
    folder.mkdir()
    made = Sample(folder / "book.db")
    with made.book.step("filled"):
        for number in range(20):
            who = made.customer(f"客户{number}", ("vip", "key", "general")[number % 3])
            made.contact(who, f"王{number}", (1 + number % 12, 1 + number))
            for at in range(4):
                made.touch(who, f"2026-{2 + 2 * at:02d}-{1 + number:02d}", ("call", "visit")[at % 2], note=f"note {at} of {number}")
            made.order(who, f"2026-09-{1 + number:02d}")
    made.close()
    with closing(sqlite3.connect(folder / "book.db", isolation_level=None)) as db:
        db.execute(f"PRAGMA page_size = {PAGE}")
        db.execute("VACUUM")
    return (folder / "book.db").read_bytes()


def judged(ran: Ran, words: tuple[str, ...], case: object) -> Ran:
    """A command on a damaged book may answer or refuse, but never break."""
    assert ran.code in (0, 1, 3, 4), (case, words, ran)
    assert "Traceback" not in ran.err + ran.out, (case, words, ran)
    assert "went wrong inside" not in ran.err, (case, words, ran)
    assert ran.code in (0, 1) or ran.err.startswith("repbook: "), (case, words, ran)
    return ran


def run(host: Host, folder: Path, words: tuple[str, ...], case: object) -> Ran:
    """A command on the damaged book of a folder."""
    return judged(host.run(["--book", str(folder / "book.db"), "--lang", "en", *words], folder), words, case)


def test_every_truncation(disk: Path, small: bytes, monkeypatch: pytest.MonkeyPatch, tell: Callable[[str], None]) -> None:
    """By the look that every command begins with."""
    monkeypatch.setattr(books.time, "sleep", lambda _: None)  # nobody is writing who could be waited for
    book = disk / "shorter.db"
    book.write_bytes(small)
    books.look(str(book))
    ends: Counter[str] = Counter()
    for size in reversed(range(len(small))):
        os.truncate(book, size)
        try:
            books.look(str(book))
        except BookError as refused:
            ends[refused.key] += 1
    assert ends.total() == len(small)
    assert set(ends) == {"book_damaged", "not_a_book", "book_empty"}
    tell(f"each of the {len(small)} truncations of a book of {len(small)} bytes: refused, {dict(ends)}")


def test_commands_on_truncations(hosts: Hosts, disk: Path, small: bytes, tell: Callable[[str], None]) -> None:
    edges = {size + more for size in range(0, len(small), PAGE) for more in (-1, 0, 1)}
    sizes = sorted(size for size in {*edges, *range(110), *range(0, PAGE, 8), len(small) - 1} if 0 <= size < len(small))

    def at(host: Host, size: int) -> int:
        folder = disk / f"cut-{size}"
        folder.mkdir()
        (folder / "book.db").write_bytes(small[:size])
        for words in (CHECK, (ALL, *OTHERS, *WRITING)[size % (1 + len(OTHERS) + len(WRITING))]):
            assert run(host, folder, words, size).code in (4, 1 if words == ("doctor",) else 4), (size, words)
        assert (folder / "book.db").read_bytes() == small[:size], size
        assert [path.name for path in folder.iterdir()] == ["book.db"], size
        shutil.rmtree(folder)
        return 2

    tell(
        f"{len(sizes)} truncations at and beside every page, and in the head: {sum(hosts.each(at, sizes))} commands refuse, not one byte changed"
    )


def test_random_damages(hosts: Hosts, disk: Path, small: bytes, tell: Callable[[str], None]) -> None:
    """Found by `book check`, or the book reads back whole."""
    folder = disk / "undamaged"
    folder.mkdir()
    (folder / "book.db").write_bytes(small)
    whole = hosts.all[0].run(["--book", str(folder / "book.db"), "--lang", "en", *ALL], folder)
    assert whole.code == 0
    assert whole.out.count("客户") >= 20
    rows = first_of_the_rows(folder / "book.db")

    def at(host: Host, seed: int) -> str:
        folder, data = disk / f"damaged-{seed}", damaged(small, rows, seed)
        folder.mkdir()
        (folder / "book.db").write_bytes(data)
        found = run(host, folder, CHECK, seed).code == 4
        read = run(host, folder, ALL, seed)
        run(host, folder, OTHERS[seed % len(OTHERS)], seed)
        assert (folder / "book.db").read_bytes() == data, seed
        assert [path.name for path in folder.iterdir()] == ["book.db"], seed
        run(host, folder, WRITING[seed % len(WRITING)], seed)
        shutil.rmtree(folder)
        if found:
            return "found by book check"
        return "not found, and reads back whole" if read == whole else "neither: a letter or a figure is another"

    ends = Counter(hosts.each(at, range(DAMAGES)))
    assert ends.total() == DAMAGES
    assert not ends["neither: a letter or a figure is another"], ends
    tell(f"{DAMAGES} random damages, {DAMAGES // 2} of them beyond the schema: {dict(sorted(ends.items()))}")


def first_of_the_rows(book: Path) -> int:
    """Where the pages of the tables begin, behind those that say what tables there are."""
    with closing(sqlite3.connect(book)) as db:
        (page,) = db.execute("SELECT min(rootpage) FROM sqlite_master WHERE rootpage > 0").fetchone()
    return int(page - 1) * PAGE


def damaged(data: bytes, rows: int, seed: int) -> bytes:
    """One byte, a run of bytes, or a page changed at random; every tenth damage hits the head, every other one the rows."""
    chance = random.Random(seed)
    book = bytearray(data)
    at = chance.randrange(100) if seed % 10 == 0 else chance.randrange(rows if seed % 2 else 0, len(book))
    size = chance.choice((1, 1, 1, 8, 64, PAGE))
    book[at : at + size] = chance.randbytes(len(book[at : at + size]))
    return bytes(book)
