"""Interrupted, cut off, or run at an odd time and place: the right exit code, never a traceback, the old state or the new one."""

from __future__ import annotations

import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.conftest import Hosts
from tests.faults.host import SIGNAL, Host, Ran
from tests.faults.scenes import FIRST, IMPORT, LOG, RESTORE, THINNED, Met, Scene, a_book, blank, fresh, line, state, whole_backups
from tests.program import environment
from tests.sample import Sample

EVERY = {LOG.name: 2, IMPORT.name: 3, FIRST.name: 12, RESTORE.name: 20} if THINNED else {}  # of their many like pages
READING = [
    ("due",), ("due", "--held"), ("due", "--days", "30"), ("due", "--json"), ("due", "--csv"), ("why", "美佳"), ("brief", "美佳"), ("plan",),
    ("forecast",), ("history",), ("history", "--csv"), ("customer", "list"), ("customer", "show", "美佳"), ("contact", "list"),
    ("promise", "list"), ("order", "list"), ("gift", "list"), ("greeting", "list"), ("policy", "show"), ("tier", "review"),
    ("report", "tiers"), ("undo", "--list"), ("book", "info"), ("book", "check"), ("doctor",), ("log", "--help"), ("--help",), ("--version",),
]  # fmt: skip


@pytest.fixture(scope="session")
def shop(disk: Path) -> Path:
    """A folder with a book in which there is something to say everywhere."""
    folder = disk / "shop"
    folder.mkdir()
    made = Sample(folder / "book.db")
    with made.book.step("logged", customer="美佳超市", kind="call", on=739942):
        who = made.customer("美佳超市", "key", "2025-02-03", area="武昌")
        made.contact(who, "王丽", (2, 29))
        made.contact(who, "陈伟", (11, 22), lunar=True)
        for day in ("2026-06-01", "2026-08-03", "2026-11-03"):
            made.touch(who, day, "visit", note="🎉 emoji, עברית, e\u0301 and 中文")
        made.order(who, "2026-10-01")
        made.customer("百姓饭店", "vip")
    made.close()
    return folder


def calm(ran: Ran, what: object) -> Ran:
    """No command ends in a traceback or in a fault of ours."""
    assert "Traceback" not in ran.out + ran.err, (what, ran)
    assert "went wrong inside" not in ran.out + ran.err, (what, ran)
    return ran


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
@pytest.mark.parametrize("scene", [LOG, IMPORT, FIRST, RESTORE], ids=lambda scene: scene.name)
def test_a_signal_at_every_operation(hosts: Hosts, disk: Path, scene: Scene, number: signal.Signals, tell: Callable[[str], None]) -> None:
    template = disk / f"signal-{number}-{scene.name}"
    template.mkdir()
    scene.prepare(template)
    folder = fresh(template, disk / f"{template.name}-whole")
    done = hosts.all[0].run(line(scene, folder), folder)
    old, new = state(template), state(folder)
    befores = (old, blank(disk / f"{template.name}-blank")) if old is None else (old,)
    met = Met()
    wanted = 130 if number == signal.SIGINT else -number

    def at(host: Host, which: int) -> str:
        place = fresh(template, disk / f"{template.name}-{which}")
        ran = calm(host.run(line(scene, place), place, which, SIGNAL, number, chance=1), which)
        assert ran.code == wanted, (which, ran)
        left = state(place)
        assert left == new or left in befores, (which, ran)
        if ran.out.endswith("\n"):
            assert left == new, f"an acknowledged line is lost at {which}"
        whole_backups(place)
        assert met.before(place) or host.run(line(scene, place, scene.after), place, chance=2).code == 0
        shutil.rmtree(place)
        return "the new state" if left == new else "the old one"

    numbers = range(1, done.operations + 1, EVERY.get(scene.name, 1) * (1 if number == signal.SIGINT else 9))
    ends = Counter(hosts.each(at, numbers))
    tell(
        f"{scene.name}, {number.name} at {len(numbers)} of {done.operations} operations: exit {wanted}, {dict(sorted(ends.items()))}, 0 lost"
    )


@pytest.mark.parametrize("cut", ["SIGINT", "SIGTERM", "SIGHUP", "closed terminal"])
def test_cut_off_at_a_question(tmp_path: Path, cut: str) -> None:
    a_book(tmp_path)
    before = state(tmp_path)
    screen, terminal = pty.openpty()
    command = [sys.executable, "-m", "repbook", "--book", str(tmp_path / "book.db"), "log", "美佳", "call"]
    asking = subprocess.Popen(command, env=environment(tmp_path), stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True,
                              preexec_fn=_take_terminal)  # fmt: skip
    os.close(terminal)
    assert b"note" in os.read(screen, 1000)
    if cut == "closed terminal":
        os.close(screen)
    else:
        asking.send_signal(getattr(signal, cut))
    code = asking.wait(10)
    if cut != "closed terminal":
        with suppress(OSError):  # nothing was shown, and the other side is gone
            assert b"Traceback" not in os.read(screen, 1000)
        os.close(screen)
    assert code == {"SIGINT": 130, "SIGTERM": -15}.get(cut, -1)
    assert state(tmp_path) == before


def _take_terminal() -> None:
    """Make the terminal on standard input the one of this session, so that it hears when it goes."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


STREAMS = [
    {"stdout": "closed"}, {"stdout": "broken"}, {"stdout": "full"}, {"stderr": "closed"}, {"stderr": "full"}, {"stdin": "closed"},
    {"stdin": "closed", "stdout": "closed", "stderr": "closed"},
]  # fmt: skip


def test_streams_that_are_closed_full_or_broken(hosts: Hosts, shop: Path, tell: Callable[[str], None]) -> None:
    line = ["--book", str(shop / "book.db"), "--lang", "en"]
    usual = {words: host.run([*line, *words], shop) for host in hosts.all[:1] for words in READING}

    def at(host: Host, streams: dict[str, str]) -> int:
        for words in READING:
            ran = calm(host.run([*line, *words], shop, **streams), (streams, words))
            lost = streams.get("stdout") == "full" and usual[words].out
            left = streams.get("stdout") == "broken" and usual[words].out  # whoever read has seen enough
            assert ran.code == (4 if lost else 0 if left else usual[words].code), (streams, words, ran)
        return len(READING)

    before = (shop / "book.db").read_bytes()
    tried = sum(hosts.each(at, STREAMS))
    assert (shop / "book.db").read_bytes() == before
    tell(f"{len(STREAMS)} states of closed, full and broken streams: {tried} commands, each with its exit code")


def test_a_line_is_kept_whatever_becomes_of_the_streams(hosts: Hosts, disk: Path) -> None:
    for number, streams in enumerate(STREAMS):
        folder = disk / f"streams-{number}"
        folder.mkdir()
        a_book(folder)
        ran = calm(hosts.all[0].run(["--book", str(folder / "book.db"), "log", "美佳", "call", "kept"], folder, **streams), streams)
        assert ran.code == (4 if streams.get("stdout") == "full" else 0), (streams, ran)
        left = state(folder)
        assert left is not None
        assert [row for row in left["touch"] if "kept" in row], streams


DAYS = ["2028-02-29", "2027-02-28", "2027-03-01", "9999-12-31", "9999-02-28", "0001-01-01", "1899-12-31", "2100-02-28", "2026-12-31"]


def test_days(hosts: Hosts, shop: Path, disk: Path, tell: Callable[[str], None]) -> None:
    """Leap days, the first and the last day there is, years that no calendar knows."""

    def at(host: Host, day: str) -> int:
        place = fresh(shop, disk / f"day-{day}")
        for words in [*READING, ("log", "美佳", "visit", "then"), *READING, ("undo",)]:
            ran = calm(host.run(["--book", str(place / "book.db"), "--lang", "en", "--today", day, *words], place), (day, words))
            assert ran.code in (0, 1, 2), (day, words, ran)
            assert ran.code == 0 or ran.err, (day, words, ran)
        shutil.rmtree(place)
        return 2 * len(READING) + 2

    tell(f"{len(DAYS)} odd days: {sum(hosts.each(at, DAYS))} commands")


NOON = 1795348800  # 2026-11-22T12:00:00Z
HOUR, DAY = 3600, 86400


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("UTC", "2026-11-22"),
        ("Asia/Shanghai", "2026-11-22"),
        ("<+14>-14", "2026-11-23"),
        ("<-12>12", "2026-11-22"),
        ("<-13>13", "2026-11-21"),
    ],
)
def test_the_day_is_that_of_the_time_zone(hosts: Hosts, disk: Path, zone: str, day: str) -> None:
    folder = disk / f"zone-{day}-{len(zone)}"
    folder.mkdir()
    a_book(folder)
    at_noon = {"clock": NOON, "env": {"TZ": zone, "REPBOOK_TODAY": None}}
    assert hosts.all[0].run(["--book", str(folder / "book.db"), "log", "美佳", "call", "noon"], folder, **at_noon).code == 0
    left = state(folder)
    assert left is not None
    assert day in next(row for row in left["touch"] if "noon" in row)
    shutil.rmtree(folder)


def test_a_clock_that_jumps_back(hosts: Hosts, disk: Path, tell: Callable[[str], None]) -> None:
    folder = disk / "clock"
    folder.mkdir()
    a_book(folder)
    book, host = str(folder / "book.db"), hosts.all[0]
    states = [state(folder)]
    jumps = [0, 400 * DAY, -HOUR, -3 * DAY, -400 * DAY, -20 * 365 * DAY, HOUR]
    for number, jump in enumerate(jumps):
        how = {"clock": NOON + jump, "env": {"REPBOOK_TODAY": None, "TZ": "UTC"}}
        ran = host.run(["--book", book, "log", "美佳", "call", f"note {number}"], folder, **how)
        assert calm(ran, jump).code == 0, (jump, ran)
        states.append(state(folder))
        for words in READING:
            assert calm(host.run(["--book", book, *words], folder, **how), (jump, words)).code in (0, 1)
    for number in reversed(range(len(jumps))):
        assert host.run(["--book", book, "undo"], folder, clock=NOON + jumps[number]).code == 0
        assert _facts(state(folder)) == _facts(states[number]), number
    assert whole_backups(folder) >= 2
    tell(f"a clock that jumps {len(jumps)} times: {len(jumps)} lines kept, and taken back in their order")


def _facts(book: object) -> object:
    """What a book says but for its journal of undo."""
    assert isinstance(book, dict)
    return {table: rows for table, rows in book.items() if table not in ("step", "change")}


LONG = [
    ("due",),
    ("why", "美佳"),
    ("brief", "美佳"),
    ("history",),
    ("customer", "show", "美佳"),
    ("undo", "--list"),
    ("export", "all", "-"),
]


def test_a_note_of_a_megabyte(hosts: Hosts, disk: Path, tell: Callable[[str], None]) -> None:
    folder = disk / "long"
    folder.mkdir()
    a_book(folder)
    book, host = ["--book", str(folder / "book.db")], hosts.all[0]
    text = ("中文 and " * 200000)[:1_000_000].strip()
    assert host.run([*book, "log", "美佳", "visit", "-"], folder, input=text).code == 0
    began = time.monotonic()
    for words in LONG:
        for columns in (0, 80):
            assert calm(host.run([*book, *words], folder, columns=columns), words).code in (0, 1)
    assert text in host.run([*book, "history", "--csv"], folder).out
    tell(f"a note of {len(text)} letters: {2 * len(LONG)} commands in {time.monotonic() - began:.0f} s")
    assert host.run([*book, "undo"], folder).code == 0
