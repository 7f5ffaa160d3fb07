"""The power goes at every storage operation: what was acknowledged is there, what is there is whole, and the next command works."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.faults.conftest import Hosts
from tests.faults.host import Host
from tests.faults.power import Disk, Files, fates, lay, recorded
from tests.faults.scenes import (
    BACKUP,
    FIRST,
    IMPORT,
    LOG,
    MIGRATION,
    RESTORE,
    THINNED,
    Met,
    Scene,
    State,
    blank,
    fresh,
    line,
    state,
    whole_backups,
)

LINES = [("log", "美佳", "call", f"note {number}") for number in range(3)]
RANDOM = {LOG.name: 2}  # so many states by chance at each operation; else one
EVERY = {IMPORT.name: 4, FIRST.name: 8, MIGRATION.name: 4, BACKUP.name: 10, RESTORE.name: 20} if THINNED else {}  # of their many like pages


@pytest.mark.parametrize("scene", [LOG, IMPORT, FIRST, MIGRATION, BACKUP, RESTORE], ids=lambda scene: scene.name)
def test_power_lost_at_every_operation(hosts: Hosts, disk: Path, scene: Scene, tell: Callable[[str], None]) -> None:
    template = disk / f"power-{scene.name}"
    template.mkdir()
    scene.prepare(template)
    folder, trace = fresh(template, disk / "power"), disk / f"power-{scene.name}.trace"
    chain = [state(template), blank(disk / "power-blank")] if scene is FIRST else [state(template)]
    befores = len(chain)
    for words in LINES if scene is LOG else [scene.words]:
        assert hosts.all[0].run(line(scene, folder, words), folder, trace=trace).code == 0
        chain.append(state(folder))
    fresh(template, folder)
    found, operations = _crashes(folder, trace, scene)

    met = Met()

    def at(host: Host, case: tuple[str, Files, int]) -> int:
        key, files, said = case
        place = lay(files, disk / f"power-{key}")
        left = state(place)
        reached = _latest(chain, left)
        assert reached >= (befores - 1 + said if said else 0), (case[0], said, reached, sorted(files))
        whole_backups(place)
        if not met.before(place):
            again = host.run(line(scene, place, scene.after), place, chance=2)
            assert again.code == 0, again
            assert state(place) not in (None, left)
        shutil.rmtree(place)
        return max(0, reached - befores + 1)

    ends = Counter(hosts.each(at, found))
    assert len(chain) - befores in ends
    for many in sorted(ends):
        tell(
            f"{scene.name}, power lost at {operations} operations: {ends[many]} different disks with {many} done of {len(chain) - befores}, 0 lost"
        )
    shutil.rmtree(folder)
    shutil.rmtree(disk / "power-blank", ignore_errors=True)


def _crashes(folder: Path, trace: Path, scene: Scene) -> tuple[list[tuple[str, Files, int]], int]:
    """Every different disk that the power can leave: a name, what lies there, and how many commands had said that they are done."""
    chance, now, said, operations = Random(4), Disk(folder), 0, 0
    found: dict[str, tuple[str, Files, int]] = {}
    record = list(recorded(trace.read_bytes()))
    for operation in (*record, None):
        if operation is not None and operation.kind == "a":
            said += 1
            continue
        operations += 1
        for fate in fates(chance, RANDOM.get(scene.name, 1)) if operation is None or operations % EVERY.get(scene.name, 1) == 0 else []:
            files = now.after(fate)
            key = hashlib.blake2b(repr(sorted(files.items())).encode(), digest_size=8).hexdigest()
            found[key] = key, files, said
        if operation is not None:
            now.do(operation)
    assert said
    return list(found.values()), operations // EVERY.get(scene.name, 1)


def _latest(chain: list[State | None], left: State | None) -> int:
    """How far a book has come among the states that it can have; it must be one of them."""
    assert left in chain
    return len(chain) - 1 - chain[::-1].index(left)
