"""Killed at every storage operation: the old state or the new one, whole, with every acknowledged line, and the next command works."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.conftest import Hosts
from tests.faults.host import COUNT, KILL, TEAR, Host
from tests.faults.scenes import (
    BACKUP,
    FIRST,
    IMPORT,
    LAST_MIGRATION,
    LOG,
    MIGRATION,
    RESTORE,
    Met,
    Scene,
    blank,
    fresh,
    line,
    state,
    whole_backups,
)


@pytest.mark.parametrize(
    ("scene", "mode"),
    [(LOG, KILL), (LOG, TEAR), (IMPORT, KILL), (FIRST, KILL), (MIGRATION, KILL), (LAST_MIGRATION, KILL), (BACKUP, KILL), (RESTORE, KILL)],
    ids=lambda value: value.name if isinstance(value, Scene) else {KILL: "killed", TEAR: "torn"}[value],
)
def test_killed_at_every_operation(hosts: Hosts, disk: Path, scene: Scene, mode: int, tell: Callable[[str], None]) -> None:
    template = disk / f"{scene.name}-{mode}"
    template.mkdir()
    scene.prepare(template)
    folder = fresh(template, disk / f"{template.name}-whole")
    done = hosts.all[0].run(line(scene, folder), folder, mode=COUNT)
    assert done.code == 0, done
    old, new = state(template), state(folder)
    befores = (old, blank(disk / f"{template.name}-blank")) if old is None else (old,)
    assert (new == old) is (scene is BACKUP)
    met = Met()

    def at(host: Host, number: int) -> str:
        place = fresh(template, disk / f"{template.name}-{number}")
        ran = host.run(line(scene, place), place, number, mode, chance=1)
        if mode == TEAR and ran.code == 0:
            return "not a write"
        assert ran.code == -9, (number, ran)
        left = state(place)
        assert left == new or left in befores, (number, ran)
        if ran.out.endswith("\n"):
            assert left == new, f"an acknowledged line is lost at {number}"
        whole_backups(place)
        if not met.before(place):
            again = host.run(line(scene, place, scene.after), place, chance=2)
            assert again.code == 0, (number, again)
            assert state(place) not in (None, left)
        shutil.rmtree(place)
        return "new" if left == new else "old"

    ends = Counter(hosts.each(at, range(1, done.operations + 1)))
    assert ends["old"] + ends["new"] > 10
    tell(f"{scene.name}, {'torn' if mode == TEAR else 'killed'} at each of {ends['old'] + ends['new']} operations: "
         f"{ends['old']} left the old state, {ends['new']} the new one, 0 lost; the next command works on each of the {len(met)} different folders")  # fmt: skip
