"""`repbook import all`: a whole book out of its document, into an empty one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from repbook.cli import files
from repbook.cli.imports import File
from repbook.cli.options import DryRun
from repbook.cli.run import run
from repbook.errors import Refused
from repbook.render import out
from repbook.words import t

if TYPE_CHECKING:
    from repbook.exchange.document import Document

_UNTOLD = ("policy", "setting", "touch_contact", "complaint_stage")
"""Tables whose rows nobody counts."""


def import_(file: File, dry_run: DryRun = False) -> None:
    """Take a whole book in."""
    from repbook.exchange import document
    from repbook.migrations import VERSION
    from repbook.store import exchange

    whole = exchange.checked(document.read(files.take(file), file, VERSION), file)
    if _is_there(whole, file):
        out.talk(t("say.document_same", path=run.path))
        return
    if not dry_run:
        with run.writing("document_imported", create=True, file=os.path.basename(file), **exchange.params(whole)) as book:
            if not exchange.is_empty(book.db):  # somebody was faster
                raise Refused("book_not_empty", path=run.path, file=file)
            run.keep("import")
            exchange.put(book.db, whole)
    _report(exchange.sizes(whole), dry_run)


def _is_there(whole: Document, file: str) -> bool:
    """Whether the book holds exactly this; Refused when it holds something else."""
    from repbook.store import exchange

    with run.reading() as book:
        if not run.missing and exchange.read(book.db).tables == whole.tables:
            return True
        if exchange.is_empty(book.db):
            return False
    raise Refused("book_not_empty", path=run.path, file=file)


def _report(sizes: dict[str, int], dry_run: bool) -> None:
    if dry_run:
        out.talk(t("say.dry_run"))
    what = " · ".join(t(f"say.count.{table}", n=sizes[table]) for table in sizes if table not in _UNTOLD)
    out.say(t("say.document_plan" if dry_run else "say.document_done", what=what or "0"))
