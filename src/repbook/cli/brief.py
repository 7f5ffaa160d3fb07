"""`repbook brief`: one screen before the door."""

from __future__ import annotations

from collections.abc import Iterable

from repbook.cli.options import Csv, Customer, Json
from repbook.cli.run import run


def brief(customer: Customer, as_json: Json = False, csv: Csv = None) -> None:
    """Who they are, what is open, what is ahead, what to bring and ask."""
    from repbook import briefing, rules
    from repbook.cli import settling
    from repbook.render import brief as page
    from repbook.render import out
    from repbook.store import brief as kept
    from repbook.store import facts, lookup
    from repbook.store import policy as stored
    from repbook.words import t

    with run.reading() as book:
        if run.missing and csv is not None:
            return _print_csv([], csv)
        whom = lookup.customer(book.db, customer)
        policy = stored.read(book.db)
        ask = rules.Ask(policy, stored.calendar(book.db, policy), run.today)
        (account,) = facts.load(book.db, run.today, ids=[whom.customer], whole=True)
        sheet = briefing.gather(account, ask, kept.read(book.db, whom.customer, run.today))
    if as_json:
        from repbook.render.tables import print_json

        print_json(page.document(sheet))
    elif csv is not None:
        _print_csv(page.csv_rows(sheet), csv)
    else:
        out.put(page.screen(sheet, t("brief.whole", name=settling.named(account))))
    return None


def _print_csv(rows: Iterable[list[str]], csv: str) -> None:
    from repbook.render.brief import CSV_COLUMNS
    from repbook.render.tables import write_csv

    write_csv(CSV_COLUMNS, rows, csv, run.replaces)
