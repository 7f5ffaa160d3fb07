"""`repbook import vcard`: the contacts of an address book, each to the customer its card names."""

from __future__ import annotations

import os

from repbook.cli.imports import Asked, CreateMissing, Encoding, File, SkipErrors, Update, take_in
from repbook.cli.options import DryRun
from repbook.cli.run import run


def import_(
    file: File, encoding: Encoding = None, update: Update = False, dry_run: DryRun = False, skip_errors: SkipErrors = False,
    create_missing: CreateMissing = False,
) -> None:  # fmt: skip
    """Take the contacts of a file of cards in."""
    from repbook.exchange import vcard
    from repbook.exchange.sheets import read_text

    reading = vcard.read(read_text(file, encoding)[0], os.path.basename(file), run.today)
    asked = Asked("contacts", file, update=update, dry_run=dry_run, skip_errors=skip_errors, create_missing=create_missing)
    take_in(asked, len(reading.rows), lambda _: reading)
