"""What a command comes to where there is no book: what only reads says how to start, what was to be done is refused."""

from __future__ import annotations

from repbook.cli.files import emit
from repbook.cli.run import run
from repbook.errors import NoBook, NotFound, Refused, RepbookError


def instead(error: RepbookError, reads: bool, as_json: bool, csv: str | None) -> RepbookError:
    """What to say in place of an error that a command met without a book.

    Nobody can be found and nothing can be done, and the way out is a first customer; but to look is no failure, and
    whoever asked for a document or a table gets one, empty as it is. Any other error stands.
    """
    if not isinstance(error, (NoBook, NotFound)):
        return error
    if not reads:
        return (NotFound if isinstance(error, NotFound) else Refused)("no_book", path=run.path)
    if as_json:
        from repbook.render.tables import print_json

        print_json({})
    if csv is not None and isinstance(error, NoBook):  # lists are made of a book without a line; this is about the file itself
        from repbook.render.tables import facts

        emit(facts({}), csv=csv)
    return NoBook("no_book", path=run.path)
