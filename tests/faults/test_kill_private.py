"""Killed at every storage operation of what keeps a book private: nothing is lost, and run again nothing is left to be read."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from repbook.store import backups, secure
from repbook.store.book import MAGIC
from tests.encrypted import ANOTHER, PASSPHRASE, new_passphrase_file, opening, passphrase_file
from tests.faults.conftest import Hosts
from tests.faults.host import KILL, Host, Ran
from tests.faults.scenes import FORGET, THINNED, Met, fresh, line, recovered, state, traces, whole_backups

EVERY = 4 if THINNED else 1  # of the many like pages of two files that are packed


def legible(folder: Path) -> list[tuple[str, str]]:
    """What of somebody can be read where much is encrypted: names of two characters are four bytes, which noise may hold as well."""
    return [(file, word) for file, word in traces(folder) if len(word) > 2]


def test_killed_while_somebody_is_forgotten(hosts: Hosts, disk: Path, tell: Callable[[str], None]) -> None:
    """Either they are wholly there, or not at all; and once it has been run again no byte of them is left."""
    template = disk / "forget"
    template.mkdir()
    FORGET.prepare(template)
    folder = fresh(template, disk / "forget-whole")
    done = hosts.all[0].run(line(FORGET, folder), folder)
    assert done.code == 0, done
    assert traces(template)
    assert traces(folder) == []
    old, new = state(template), state(folder)
    met = Met()

    def at(host: Host, number: int) -> str:
        place = fresh(template, disk / f"forget-{number}")
        ran = host.run(line(FORGET, place), place, number, KILL, chance=1)
        assert ran.code == -9, (number, ran)
        if number % 5:  # at every fifth the command itself finds what was left behind
            recovered(place)
        if not met.before(place):
            left = state(fresh(place, disk / f"peek-{number}"))
            assert left in (old, new), (number, ran)
            again = host.run(line(FORGET, place), place, chance=2)
            assert again.code == (0 if left == old else 3), (number, again)
            assert traces(place) == [], number
            assert state(place) == new, number
            whole_backups(place)
            assert host.run(line(FORGET, place, FORGET.after), place, chance=3).code == 0
            shutil.rmtree(disk / f"peek-{number}")
        else:
            left = state(place)
        shutil.rmtree(place)
        return "there" if left == old else "gone"

    numbers = range(1, done.operations + 1, EVERY)
    ends = Counter(hosts.each(at, numbers))
    tell(f"forget, killed at {len(numbers)} of {done.operations} operations: {ends['there']} left them wholly there, {ends['gone']} gone; "
         f"run again on each of the {len(met)} different folders, not a byte of them is left")  # fmt: skip


@pytest.mark.parametrize("verb", ["encrypt", "decrypt"])
def test_killed_while_a_book_is_sealed_or_opened(hosts: Hosts, disk: Path, verb: str, tell: Callable[[str], None]) -> None:
    """Whatever it is by then, it opens and says the same; once it has been run again nothing of it can be read, or all."""
    pytest.importorskip("sqlcipher3", reason="encryption needs the extra: pip install 'repbook[secure]'")
    template = disk / verb
    template.mkdir()
    FORGET.prepare(template)
    env = {"REPBOOK_PASSPHRASE_FILE": str(passphrase_file(template))}

    def run(host: Host, place: Path, *words: str, **how: int) -> Ran:
        return host.run(["--book", str(place / "book.db"), "--lang", "en", *words], place, env=env, **how)

    says = run(hosts.all[0], template, "export", "all", "-")
    assert says.code == 0, says
    if verb == "decrypt":
        assert run(hosts.all[0], template, "--yes", "book", "encrypt").code == 0
        assert legible(template) == []
    done = run(hosts.all[0], fresh(template, disk / f"{verb}-whole"), "--yes", "book", verb)
    assert done.code == 0, done

    def at(host: Host, number: int) -> str:
        place = fresh(template, disk / f"{verb}-{number}")
        ran = run(host, place, "--yes", "book", verb, at=number, mode=KILL)
        assert ran.code == -9, (number, ran)
        open_before = (place / "book.db").read_bytes().startswith(MAGIC)
        assert run(host, place, "export", "all", "-").out == says.out, number
        again = run(host, place, "--yes", "book", verb)
        assert again.code == 0 or "already" in again.err or "is not encrypted" in again.err, (number, again)
        assert run(host, place, "export", "all", "-").out == says.out, number
        if verb == "encrypt":
            assert legible(place) == [], number
        else:
            assert (place / "book.db").read_bytes().startswith(MAGIC), number
        shutil.rmtree(place)
        return "open" if open_before else "encrypted"

    numbers = range(1, done.operations + 1, EVERY)
    ends = Counter(hosts.each(at, numbers))
    tell(f"{verb}, killed at {len(numbers)} of {done.operations} operations: {dict(sorted(ends.items()))}, 0 lost; "
         f"run again, {'nothing of it can be read' if verb == 'encrypt' else 'it is open'}")  # fmt: skip


def test_killed_while_a_book_gets_another_passphrase(
    hosts: Hosts, disk: Path, tell: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file opens with the old one or with the new one, and says the same; the same command goes on to the end."""
    pytest.importorskip("sqlcipher3", reason="encryption needs the extra: pip install 'repbook[secure]'")
    monkeypatch.setattr(secure, "ROUNDS", 10)  # as in the hosts
    template = disk / "passphrase"
    template.mkdir()
    FORGET.prepare(template)
    old = {"REPBOOK_PASSPHRASE_FILE": str(passphrase_file(template)), "REPBOOK_NEW_PASSPHRASE_FILE": str(new_passphrase_file(template))}
    new = {"REPBOOK_PASSPHRASE_FILE": str(new_passphrase_file(template))}

    def run(host: Host, place: Path, *words: str, env: dict[str, str], **how: int) -> Ran:
        return host.run(["--book", str(place / "book.db"), "--lang", "en", *words], place, env=env, **how)

    def files(place: Path) -> list[Path]:
        return [place / "book.db", *(Path(one.path) for one in backups.listing(str(place / "book.db")))]

    first = hosts.all[0]
    says = run(first, template, "export", "all", "-", env=old)
    assert says.code == 0, says
    assert run(first, template, "--yes", "book", "encrypt", env=old).code == 0
    assert run(first, template, "book", "backup", env=old).code == 0
    done = run(first, fresh(template, disk / "passphrase-whole"), "--yes", "book", "passphrase", env=old)
    assert done.code == 0, done

    def at(host: Host, number: int) -> str:
        place = fresh(template, disk / f"passphrase-{number}")
        ran = run(host, place, "--yes", "book", "passphrase", env=old, at=number, mode=KILL)
        assert ran.code == -9, (number, ran)
        changed = run(host, place, "export", "all", "-", env=old)
        is_old = changed.code == 0
        assert (changed if is_old else run(host, place, "export", "all", "-", env=new)).out == says.out, number
        here = files(place)
        assert sorted([*opening(here, PASSPHRASE), *opening(here, ANOTHER)]) == sorted(here), number
        if is_old:
            again = run(host, place, "--yes", "book", "passphrase", env=old)
            assert again.code == 0, (number, again)
        assert opening(here, ANOTHER) == here, number
        assert run(host, place, "export", "all", "-", env=new).out == says.out, number
        assert legible(place) == [], number
        shutil.rmtree(place)
        return "old" if is_old else "new"

    last = range(max(done.operations - 11, 1), done.operations + 1)  # the book comes last, when its pages are packed
    numbers = sorted({*range(1, done.operations + 1, EVERY * 2 if THINNED else 1), *last})
    ends = Counter(hosts.each(at, numbers))
    assert set(ends) == {"old", "new"}
    tell(f"passphrase, killed at {len(numbers)} of {done.operations} operations: {dict(sorted(ends.items()))}, 0 lost; "
         "run again, all of it opens with the new one alone")  # fmt: skip
