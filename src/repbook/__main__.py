"""`python -m repbook` and the `repbook` command: start fast, run, leave without ceremony."""

from __future__ import annotations

import gc
import os
import signal
import sys

gc.disable()  # a command lives for a tenth of a second; collecting cycles would only slow its start


def run() -> None:
    """Run the command line and end the process with its exit code."""
    minded = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if minded:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # as long as there is nothing to take care of, Ctrl-C just ends this
    from contextlib import suppress

    from repbook import interrupts
    from repbook.cli import main

    try:
        if minded:
            interrupts.mind()
        code = main(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):  # a closed pipe: whoever read it has seen enough
            stream.flush()
    os._exit(code)  # everything is committed and flushed: skip the tearing down of modules


if __name__ == "__main__":
    run()
