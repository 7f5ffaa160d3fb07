"""Killed at every storage operation of what keeps a book private: nothing is lost, and run again nothing is left to be read."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.faults.conftest import Hosts
from tests.faults.host import KILL, Host
from tests.faults.scenes import FORGET, fresh, line, state, traces, whole_backups


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

    def at(host: Host, number: int) -> str:
        place = fresh(template, disk / f"forget-{number}")
        ran = host.run(line(FORGET, place), place, number, KILL, chance=1)
        assert ran.code == -9, (number, ran)
        peek = fresh(place, disk / f"peek-{number}")
        left = state(peek)
        assert left in (old, new), (number, ran)
        again = host.run(line(FORGET, place), place, chance=2)
        assert again.code == (0 if left == old else 3), (number, again)
        assert traces(place) == [], number
        assert state(place) == new, number
        whole_backups(place)
        assert host.run(line(FORGET, place, FORGET.after), place, chance=3).code == 0
        for used in (place, peek):
            shutil.rmtree(used)
        return "there" if left == old else "gone"

    ends = Counter(hosts.each(at, range(1, done.operations + 1)))
    tell(f"forget, killed at each of {done.operations} operations: {ends['there']} left them wholly there, {ends['gone']} gone; "
         "run again, not a byte of them is left")  # fmt: skip
