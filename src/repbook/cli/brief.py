"""`repbook brief`: one screen before the door."""

from __future__ import annotations

from repbook.cli.options import Csv, Customer, Json
from repbook.cli.run import run


def brief(customer: Customer, as_json: Json = False, csv: Csv = None) -> None:
    """Who they are, what is open, what is ahead, what to bring and ask."""
    from repbook import briefing, rules
    from repbook.render import brief as page
    from repbook.render import out
    from repbook.store import brief as kept
    from repbook.store import facts, lookup
    from repbook.store import policy as stored

    with run.reading() as book:
        whom = lookup.customer(book.db, customer)
        policy = stored.read(book.db)
        ask = rules.Ask(policy, stored.calendar(book.db, policy), run.today)
        (account,) = facts.load(book.db, run.today, ids=[whom.customer], whole=True)
        sheet = briefing.gather(account, ask, kept.read(book.db, whom.customer, run.today))
    if as_json:
        from repbook.render.tables import print_json

        print_json(page.document(sheet))
    elif csv is not None:
        from repbook.render.tables import write_csv

        write_csv(page.CSV_COLUMNS, page.csv_rows(sheet), csv, run.yes)
    else:
        out.put(page.screen(sheet))
