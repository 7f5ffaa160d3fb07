"""`repbook why`: every rule for a customer with its arithmetic, due or not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repbook.cli.options import Csv, Customer, Json
from repbook.cli.run import run
from repbook.errors import BadInput

if TYPE_CHECKING:
    from repbook.rules import Ask
    from repbook.terms import Account

A_YEAR = 366


def why(
    customer: Customer,
    rule: Annotated[str | None, typer.Argument(metavar="RULE", help="rule")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="due_on")] = None,
    as_json: Json = False,
    csv: Csv = None,
) -> None:
    """Explain one customer, or one rule for it."""
    from repbook import rules
    from repbook.calendar.dates import parse_date
    from repbook.store import facts, lookup
    from repbook.store import policy as stored

    day = parse_date(on, run.today, "future") if on else run.today
    only = _rule(rule)
    with run.reading() as book:
        if run.missing and csv is not None:
            return _print_csv([], csv)
        whom = lookup.customer(book.db, customer)
        (account,) = facts.load(book.db, day, ids=[whom.customer], whole=True)
        policy = stored.read(book.db)
        ask = rules.Ask(policy, stored.calendar(book.db, policy), day, explain=True, ahead=A_YEAR)
        notes = _notes(book.db, account)
    return _print((account, ask, only, notes), as_json, csv)


def _rule(typed: str | None) -> str | None:
    from repbook.rules import RULES
    from repbook.rules.naming import rule_name

    if typed is None:
        return None
    names = [rule.name for rule in RULES]
    name = rule_name(typed)
    if name not in names:
        from repbook.render.explain import all_named

        raise BadInput("unknown_rule", text=typed, known=all_named(names))
    return name


def _notes(db: Any, account: Account) -> dict[int, str]:
    from repbook.rules.asking import last_call, last_visit
    from repbook.store.touches import notes

    return notes(db, [x.id for x in (last_call(account), last_visit(account)) if x])


def _print(asked: tuple[Account, Ask, str | None, dict[int, str]], as_json: bool, csv: str | None) -> None:
    from repbook.render import explain, out

    if as_json:
        from repbook.render.tables import print_json

        print_json(explain.document(*asked))
    elif csv is not None:
        _print_csv(explain.csv_rows(*asked), csv)
    else:
        out.put(explain.screen(*asked))


def _print_csv(rows: Iterable[list[str]], csv: str) -> None:
    from repbook.render.explain import CSV_COLUMNS
    from repbook.render.tables import write_csv

    write_csv(CSV_COLUMNS, rows, csv, run.replaces)
