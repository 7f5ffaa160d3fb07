"""A really full disk, a limit to the size of files, and permissions that are missing: a sentence, exit 4, 0 lost, and it works again."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.conftest import Hosts
from tests.faults.host import Ran
from tests.faults.scenes import IMPORT, LOG, Scene, State, a_book, an_older_book, fresh, line, state, whole_backups

PAGE = 4096
ROOMS = [*range(40), *range(40, 300, 13)]  # free pages


@pytest.fixture
def small_disk(disk: Path, tell: Callable[[str], None]) -> Iterator[Path]:
    """A file system of three megabytes."""
    place = disk / "mounted"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)]
    try:
        done = subprocess.run(mount, capture_output=True, text=True, check=False)
        why = done.stderr.strip() if done.returncode else ""
    except OSError as error:
        why = str(error)
    if why:
        place.rmdir()
        tell(f"a really full disk: NOT tried, no file system may be mounted here ({why})")
        pytest.skip(f"no file system may be mounted here: {why}")
    yield place
    subprocess.run(["umount", str(place)], check=True)
    place.rmdir()


def fill(place: Path, left: int) -> Path:
    """Leave so many free pages on a file system."""
    rest = place / "rest"
    free = os.statvfs(place)
    rest.write_bytes(bytes(free.f_bavail * free.f_frsize - left * PAGE))
    return rest


def judged(ran: Ran, left: State | None, old: State | None, new: State | None, what: object) -> str:
    """Done and kept, or refused with one sentence and nothing changed."""
    assert "Traceback" not in ran.err, (what, ran)
    assert ran.code in (0, 4), (what, ran)
    if ran.code == 0:
        assert left == new, (what, ran)
        return "done"
    assert left == old, (what, ran)
    assert ran.out == "", (what, ran)
    assert ran.err.splitlines()[-1].startswith("repbook: "), (what, ran)
    assert "went wrong inside" not in ran.err, (what, ran)
    return "refused"


@pytest.fixture
def made(hosts: Hosts, disk: Path, request: pytest.FixtureRequest) -> tuple[Path, State | None, State | None]:
    """A template of the scene, and its state before and after."""
    scene: Scene = request.param
    template = disk / f"room-{scene.name}"
    shutil.rmtree(template, ignore_errors=True)
    template.mkdir()
    scene.prepare(template)
    folder = fresh(template, disk / "room-whole")
    assert hosts.all[0].run(line(scene, folder), folder).code == 0
    return template, state(template), state(folder)


@pytest.mark.parametrize(("made", "scene"), [(LOG, LOG), (IMPORT, IMPORT)], ids=lambda value: value.name, indirect=["made"])
def test_a_really_full_disk(hosts: Hosts, small_disk: Path, made: Any, scene: Scene, tell: Callable[[str], None]) -> None:
    template, old, new = made
    ends: Counter[str] = Counter()
    for room in ROOMS:
        folder = fresh(template, small_disk / "shop")
        rest = fill(small_disk, room)
        ran = hosts.all[0].run(line(scene, folder), folder)
        ends[judged(ran, state(folder), old, new, room)] += 1
        rest.unlink()
        assert hosts.all[0].run(line(scene, folder, scene.after), folder).code == 0, room
        whole_backups(folder)
        assert not [path.name for path in folder.rglob("*") if path.name.endswith(("-journal", ".part"))], room
    assert min(ends["done"], ends["refused"]) > 3
    tell(f"{scene.name} on a really full disk, {len(ROOMS)} sizes of the room left: {dict(sorted(ends.items()))}, 0 lost")


@pytest.mark.parametrize(("made", "scene"), [(LOG, LOG), (IMPORT, IMPORT)], ids=lambda value: value.name, indirect=["made"])
def test_a_limit_to_the_size_of_files(hosts: Hosts, disk: Path, made: Any, scene: Scene, tell: Callable[[str], None]) -> None:
    template, old, new = made
    size = (template / "book.db").stat().st_size
    limits = [512, PAGE, 2 * PAGE, 3 * PAGE + 100, *range(size - 2 * PAGE, size + 10 * PAGE, PAGE // 2)]
    ends: Counter[str] = Counter()
    for limit in limits:
        folder = fresh(template, disk / "limited")
        ran = hosts.all[0].run(line(scene, folder), folder, limit=limit)
        ends[judged(ran, state(folder), old, new, limit)] += 1
        assert hosts.all[0].run(line(scene, folder, scene.after), folder).code == 0, limit
    assert ends["refused"] > 3
    tell(f"{scene.name} under {len(limits)} limits to the size of a file: {dict(sorted(ends.items()))}, 0 lost")


WRITING = [("log", "美佳", "call", "x"), ("customer", "add", "百姓"), ("import", "touches", "touches.csv"), ("undo",), ("book", "backup")]
READING = [("due",), ("history", "--csv"), ("why", "美佳"), ("customer", "list", "--json"), ("brief", "美佳"), ("book", "info")]


@pytest.mark.parametrize("what", ["file", "folder", "both"])
def test_what_may_only_be_read(hosts: Hosts, disk: Path, what: str, tell: Callable[[str], None]) -> None:
    folder = disk / f"read-only-{what}" / "shop"
    folder.mkdir(parents=True)
    a_book(folder)
    before = (folder / "book.db").read_bytes()
    if what != "folder":
        (folder / "book.db").chmod(0o400)
    if what != "file":
        folder.chmod(0o500)
    here = ["--book", str(folder / "book.db"), "--lang", "en"]
    for words in READING:
        ran = hosts.all[0].run([*here, *words], folder, meek=True)
        assert ran.code == 0, (words, ran)
    for words in WRITING:
        given = [str(folder / word) if word.endswith(".csv") else word for word in words]
        ran = hosts.all[0].run([*here, *given], folder, meek=True)
        if words == ("book", "backup") and what == "file":
            assert ran.code == 0, ran  # a backup is written beside the book
            continue
        assert (ran.code, ran.out) == (4, ""), (words, ran)
        assert ran.err.splitlines()[-1].startswith("repbook: "), (words, ran)
        assert len(ran.err.splitlines()) == 1, (words, ran)
    assert (folder / "book.db").read_bytes() == before
    folder.chmod(0o700)
    (folder / "book.db").chmod(0o600)
    assert hosts.all[0].run([*here, *WRITING[0]], folder, meek=True).code == 0
    tell(f"{'a book and its folder' if what == 'both' else f'a {what}'} that may only be read: "
         f"{len(READING)} commands answer, {len(WRITING)} refuse with exit 4, nothing changed")  # fmt: skip


@pytest.mark.parametrize("words", [("customer", "add", "美佳"), ("due",), ("log", "美佳", "call")])
def test_a_home_in_which_nothing_may_be_made(hosts: Hosts, disk: Path, words: tuple[str, ...]) -> None:
    home = disk / "closed-home"
    home.mkdir(exist_ok=True)
    home.chmod(0o500)
    ran = hosts.all[0].run(["--lang", "en", *words], home, meek=True, env={"HOME": str(home), "XDG_DATA_HOME": None})
    assert ran.code == {"customer": 4, "due": 0, "log": 3}[words[0]], ran
    assert ran.out == ""
    assert len(ran.err.splitlines()) == 1, ran
    assert list(home.iterdir()) == []
    home.chmod(0o700)
    again = hosts.all[0].run(["--lang", "en", "customer", "add", "美佳"], home, meek=True, env={"HOME": str(home), "XDG_DATA_HOME": None})
    assert again.code == 0, again
    assert (home / ".local/share/repbook/book.db").stat().st_mode & 0o777 == 0o600
    shutil.rmtree(home)


def test_an_older_book_that_may_only_be_read(hosts: Hosts, disk: Path) -> None:
    """It cannot be migrated: a sentence and no half of it."""
    folder = disk / "older-read-only"
    folder.mkdir()
    an_older_book(folder)
    before = (folder / "book.db").read_bytes()
    (folder / "book.db").chmod(0o400)
    folder.chmod(0o500)
    for words in (("due",), ("log", "美佳", "call", "x")):
        ran = hosts.all[0].run(["--book", str(folder / "book.db"), "--lang", "en", *words], folder, meek=True)
        assert (ran.code, ran.out) == (4, ""), ran
        assert len(ran.err.splitlines()) == 1, ran
    assert (folder / "book.db").read_bytes() == before
    folder.chmod(0o700)
