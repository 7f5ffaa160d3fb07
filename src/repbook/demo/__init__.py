"""The demo book: small, invented, and lively on its own day."""

from __future__ import annotations

from repbook.terms import Day, day_of

DEMO_DAY: Day = day_of("2026-11-22")


def make_demo() -> str:
    """A throw-away copy of the demo book in a temporary folder of its own; its path."""
    import tempfile

    from repbook.store.start import make_book

    path = f"{tempfile.mkdtemp(prefix='repbook-demo-')}/demo.db"
    make_book(path)
    return path


def remove_demo(path: str) -> None:
    """Remove a copy that `make_demo` made, with its folder."""
    import os
    import shutil

    shutil.rmtree(os.path.dirname(path), ignore_errors=True)
