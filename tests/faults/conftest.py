"""What the fault tests share: the storage shim, two programs to run commands under it, a fast folder, and the counts."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from tests.faults.host import HERE, Host

TOLD: list[str] = []


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the counts."""
    for line in TOLD:
        terminalreporter.write_line(line)


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
    """Two programs that run commands at the same time, one for each processor."""

    def __init__(self, shim: Path) -> None:
        self.all = [Host(shim), Host(shim)]
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


@pytest.fixture(scope="session")
def hosts(disk: Path) -> Iterator[Hosts]:
    """The two programs, where the shim can be built."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not sys.platform.startswith("linux") or compiler is None:
        pytest.skip("the storage shim needs Linux and a C compiler")
    shim = disk / "shim.so"
    subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", str(shim), str(HERE / "shim.c"), "-ldl"], check=True)
    made = Hosts(shim)
    yield made
    for host in made.all:
        host.close()
