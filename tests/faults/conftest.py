"""What the fault tests share: the storage shim, programs to run commands under it, a fast folder, and the counts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from tests.faults.host import HERE, Host

TOLD: list[str] = []
LONGEST = ("hostile", "forgotten", "restore", "damages", "power", "crypt", "killed", "writers", "waited_for", "truncation", "full")
"""What takes long, by its name: the longer, the earlier, so that several workers end together."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long."""

    def rank(item: pytest.Item) -> int:
        return next((at for at, word in enumerate(LONGEST) if word in item.nodeid), len(LONGEST))

    items.sort(key=rank)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give each worker the next test; those of the hostile book, which takes long to make, go to one of them."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "hostile" if "test_hostile.py" in nodeid else nodeid

    return Scheduling(config, log)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the counts."""
    for line in sorted(TOLD):
        terminalreporter.write_line(line)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the counts over where this is one of several workers."""
    getattr(session.config, "workeroutput", {})["told"] = TOLD


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take the counts of a worker."""
    TOLD.extend(getattr(node, "workeroutput", {}).get("told", []))


@pytest.fixture(scope="session")
def tell() -> Callable[[str], None]:
    """Say something at the end of the run."""
    return TOLD.append


@pytest.fixture(scope="session")
def disk() -> Iterator[Path]:
    """A folder that does not wait for a disk: what is killed here is the program, not the machine."""
    memory = Path("/dev/shm")
    path = Path(tempfile.mkdtemp(prefix="repbook-faults-", dir=memory if memory.is_dir() else None))
    yield path
    shutil.rmtree(path)


class Hosts:
    """Programs that run commands at the same time: two, or one where several workers share the processors."""

    def __init__(self, shim: Path) -> None:
        self.all = [Host(shim) for _ in range(1 if "PYTEST_XDIST_WORKER" in os.environ else 2)]
        self.free: SimpleQueue[Host] = SimpleQueue()
        for host in self.all:
            self.free.put(host)

    def each(self, work: Callable[[Host, Any], Any], cases: Any) -> list[Any]:
        """Do the work for every case, each with a host of its own meanwhile; what it returned, in the order of the cases."""

        def one(case: Any) -> Any:
            host = self.free.get()
            try:
                return work(host, case)
            finally:
                self.free.put(host)

        with ThreadPoolExecutor(len(self.all)) as pool:
            return list(pool.map(one, cases))


def compiler() -> list[str] | None:
    """A C compiler: that of the machine, or the one that comes as a Python package."""
    found = shutil.which("gcc") or shutil.which("cc")
    if found:
        return [found]
    return [sys.executable, "-m", "ziglang", "cc"] if find_spec("ziglang") else None


@pytest.fixture(scope="session")
def hosts(disk: Path) -> Iterator[Hosts]:
    """The programs. Where the shim cannot be built nearly all of the tests are without meaning, and fail unless one knows that."""
    command = compiler()
    if not sys.platform.startswith("linux") or command is None:
        missing = "the storage shim needs Linux and a C compiler: gcc, cc, or pip install ziglang"
        if os.environ.get("REPBOOK_NO_SHIM") == "1":
            pytest.skip(missing)
        pytest.fail(f"{missing}; REPBOOK_NO_SHIM=1 goes without the faults at every storage operation")
    shim = disk / "shim.so"
    subprocess.run([*command, "-O1", "-shared", "-fPIC", "-o", str(shim), str(HERE / "shim.c"), "-ldl"], check=True)
    made = Hosts(shim)
    yield made
    for host in made.all:
        host.close()
