"""A full disk and a failing one, at every storage operation: a sentence, nothing lost, and it works again."""

from __future__ import annotations

import errno
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.conftest import Hosts
from tests.faults.host import COUNT, FAIL_ON, FAIL_ONCE, Host
from tests.faults.scenes import BACKUP, FIRST, IMPORT, LOG, RESTORE, THINNED, Met, Scene, blank, fresh, line, state, whole_backups

EVERY = {FIRST.name: 6, BACKUP.name: 5, RESTORE.name: 20} if THINNED else {}  # of their many like pages
FAULTS = {"full": (FAIL_ON, errno.ENOSPC), "failing": (FAIL_ONCE, errno.EIO)}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("scene", [LOG, IMPORT, FIRST, BACKUP, RESTORE], ids=lambda scene: scene.name)
def test_a_disk_that_takes_nothing(hosts: Hosts, disk: Path, scene: Scene, fault: str, tell: Callable[[str], None]) -> None:
    mode, error = FAULTS[fault]
    template = disk / f"{fault}-{scene.name}"
    template.mkdir()
    scene.prepare(template)
    folder = fresh(template, disk / f"{template.name}-whole")
    done = hosts.all[0].run(line(scene, folder), folder, mode=COUNT)
    old, new = state(template), state(folder)
    befores = (old, blank(disk / f"{template.name}-blank")) if old is None else (old,)

    met = Met()

    def at(host: Host, number: int) -> str:
        place = fresh(template, disk / f"{template.name}-{number}")
        ran = host.run(line(scene, place), place, number, mode, error, chance=1)
        assert ran.code in (0, 1, 4), (number, ran)
        assert "Traceback" not in ran.err, (number, ran)
        left = state(place)
        if ran.code == 0:
            assert left == new, (number, ran)
            how = "done, and told of the backup" if "backup was not made" in ran.err else "done"
        else:
            assert ran.out == "", (number, ran)
            assert ran.err.splitlines()[-1].startswith("repbook: "), (number, ran)
            assert left in befores or (left == new and "the disk failed" in ran.err), (number, ran)
            how = "refused" if left in befores else "done, and told to look"
        whole_backups(place)
        if not met.before(place):
            again = host.run(line(scene, place), place, chance=2)
            assert again.code == 0 or (scene is FIRST and left == new), (number, again)
        shutil.rmtree(place)
        return how

    numbers = range(1, done.operations + 1, EVERY.get(scene.name, 1))
    ends = Counter(hosts.each(at, numbers))
    assert ends["refused"] > 10
    tell(f"{scene.name}, {fault} disk at {len(numbers)} of {done.operations} operations: {dict(sorted(ends.items()))}, 0 lost")
