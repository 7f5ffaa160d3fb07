"""Every truncation of a small book, and random damages: a sentence, never a traceback, and not one byte changed by reading."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.conftest import Hosts
from tests.faults.host import Host, Ran
from tests.sample import Sample

DUE, CHECK = ("due", "--csv", "--days", "60", "--held"), ("book", "check", "--json")
OTHERS = (("history", "--csv"), ("customer", "list", "--json"), ("why", "#3"), ("doctor",), ("order", "list"))
WRITING = (("log", "#2", "call", "after the damage"), ("undo",))
DAMAGES = 500


@pytest.fixture(scope="module")
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
        db.execute("PRAGMA page_size = 512")
        db.execute("VACUUM")
    return (folder / "book.db").read_bytes()


def judged(ran: Ran, words: tuple[str, ...], case: object) -> Ran:
    """A command on a damaged book may answer or refuse, but never break."""
    assert ran.code in (0, 1, 3, 4), (case, words, ran)
    assert "Traceback" not in ran.err + ran.out, (case, words, ran)
    assert "went wrong inside" not in ran.err, (case, words, ran)
    assert ran.code in (0, 1) or ran.err.startswith("repbook: "), (case, words, ran)
    return ran


def tried(host: Host, folder: Path, data: bytes, whole: dict[tuple[str, ...], str], case: int) -> str:
    """Some commands on one damaged book: how it was met."""
    folder.mkdir()
    book = folder / "book.db"
    book.write_bytes(data)
    reading = (DUE, CHECK, OTHERS[case % len(OTHERS)])
    said = {words: judged(host.run(["--book", str(book), "--lang", "en", *words], folder), words, case) for words in reading}
    assert book.read_bytes() == data, case
    assert [path.name for path in folder.iterdir()] == ["book.db"], case
    words = WRITING[case % 2]
    judged(host.run(["--book", str(book), "--lang", "en", *words], folder), words, case)
    shutil.rmtree(folder)
    if said[CHECK].code == 4:
        return "found by book check"
    return "not to be known: a letter or a figure is another" if said[DUE].out != whole[DUE] else "nothing to be seen"


@pytest.fixture(scope="module")
def whole(hosts: Hosts, disk: Path, small: bytes) -> dict[tuple[str, ...], str]:
    """What the undamaged book answers."""
    folder = disk / "undamaged"
    folder.mkdir()
    (folder / "book.db").write_bytes(small)
    return {DUE: hosts.all[0].run(["--book", str(folder / "book.db"), "--lang", "en", *DUE], folder).out}


def test_every_truncation(hosts: Hosts, disk: Path, small: bytes, whole: dict[tuple[str, ...], str], tell: Callable[[str], None]) -> None:
    odd = random.Random(4).sample(range(len(small)), 60)
    sizes = sorted({*range(0, len(small), 1024), *odd, *range(1, 110, 9), len(small) - 1})
    ends = Counter(hosts.each(lambda host, size: tried(host, disk / f"cut-{size}", small[:size], whole, size), sizes))
    assert set(ends) == {"found by book check"}, ends
    tell(f"{len(sizes)} truncations of a book of {len(small)} bytes: {dict(ends)}")


def test_random_damages(hosts: Hosts, disk: Path, small: bytes, whole: dict[tuple[str, ...], str], tell: Callable[[str], None]) -> None:
    def at(host: Host, seed: int) -> str:
        return tried(host, disk / f"damaged-{seed}", damaged(small, seed), whole, seed)

    ends = Counter(hosts.each(at, range(DAMAGES)))
    assert ends.total() == DAMAGES
    tell(f"{DAMAGES} random damages: {dict(sorted(ends.items()))}")


def damaged(data: bytes, seed: int) -> bytes:
    """One byte, a run of bytes, or a page changed at random; every tenth damage hits the head."""
    chance = random.Random(seed)
    book = bytearray(data)
    at = chance.randrange(100) if seed % 10 == 0 else chance.randrange(len(book))
    size = chance.choice((1, 1, 1, 8, 64, 512))
    book[at : at + size] = chance.randbytes(len(book[at : at + size]))
    return bytes(book)
