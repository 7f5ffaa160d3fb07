"""`python -m repbook` and the `repbook` command: start fast, run, leave without ceremony."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

gc.disable()  # a command lives for a tenth of a second; collecting cycles would only slow its start


def run() -> NoReturn:
    """Run the command line and end the process with its exit code."""
    try:
        from repbook.cli import main

        code = main(sys.argv[1:])
    except KeyboardInterrupt:  # before there is anything to take care of
        code = 130
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):  # a closed pipe: whoever read it has seen enough
            stream.flush()
    os._exit(code)  # everything is committed and flushed: skip the tearing down of modules


if __name__ == "__main__":
    run()
