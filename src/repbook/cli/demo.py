"""`repbook demo`: a demo book of one's own to play with, beside the real one and never over anything."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from repbook.cli.run import default_path
from repbook.errors import Refused
from repbook.render import out
from repbook.words import t


def demo(file: Annotated[str | None, typer.Argument(metavar="FILE", help="demo_file")] = None) -> None:
    """Make a demo book that stays, and say how to look around in it."""
    from repbook.demo import DEMO_DAY, keep_demo

    path = file if file is not None else os.path.join(os.path.dirname(default_path()), "demo.db")
    if not keep_demo(path):
        raise Refused("demo_there", path=path, day=DEMO_DAY)
    out.say(t("say.demo_made", path=path))
    out.talk(t("say.demo_look", path=path, day=DEMO_DAY))
