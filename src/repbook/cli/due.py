"""`repbook due`: who needs a call, a visit or a greeting, and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from repbook.cli.options import Area, Csv, Json, Limit, Tiers
from repbook.cli.run import run
from repbook.errors import BadInput
from repbook.terms import Account, Answer, Policy

if TYPE_CHECKING:
    import sqlite3

    from repbook.cli.answer import Most

ACTIONS = ("call", "visit", "message", "greeting", "task")
SCREENFUL = 20


def due(
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="due_on")] = None,
    days: Annotated[str | None, typer.Option("--days", metavar="N", help="due_days")] = None,
    action: Annotated[list[str] | None, typer.Option("--action", metavar="ACTION", help="due_action")] = None,
    tier: Tiers = None,
    area: Area = None,
    limit: Limit = None,
    all_: Annotated[bool, typer.Option("--all", help="due_all")] = False,
    held: Annotated[bool, typer.Option("--held", help="due_held")] = False,
    as_json: Json = False,
    csv: Csv = None,
) -> None:
    """Answer for one day: lines, their reasons, and what is held back."""
    from repbook import rules
    from repbook.calendar.dates import parse_date
    from repbook.cli.answer import Question, answer, written
    from repbook.render import morning, out
    from repbook.store import policy as stored
    from repbook.values import whole
    from repbook.words import word

    day = parse_date(on, run.today, "future") if on else run.today
    ahead = whole(days, 0, 366) if days else 0
    if limit is not None and all_:
        raise BadInput("not_together", one="--limit", other="--all")
    most = whole(limit, 0, 10**9) if limit is not None else None
    with run.reading() as book:
        policy = stored.read(book.db)
        ask = rules.Ask(policy, stored.calendar(book.db, policy), day, brisk=True)
        question = Question(ask, ahead, _wanted(policy, tier, area), tuple(_action(word) for word in action or []))
        if as_json or csv is None:
            found = answer(book, question, _most(most, all_, as_json))
        else:
            from repbook.render.tables import line_end, write_csv_text

            texts = written(book, question, most, *morning.csv_writers(line_end(csv), held))
        nowhere = _nowhere(book.db, area)
    if as_json:
        from repbook.render.tables import print_json

        print_json(morning.document(day, found, most))
    elif csv is not None:
        write_csv_text([*morning.CSV_COLUMNS, *(["held_by"] if held else [])], ["".join(texts)], csv, run.replaces)
    else:
        out.put(morning.screen(day, found, most if all_ else _most(most, False, False)(found), held, ahead > 0))
        _talk(found)
    if nowhere:
        out.talk(nowhere)
    elif not (as_json or csv is not None or found.lines):
        _nothing(day, ahead, [*(tier or []), *([area] if area else []), *(word("action", action) for action in question.actions)])


def _nowhere(db: sqlite3.Connection, area: str | None) -> str | None:
    """That no customer lies in the area asked for, where that is so."""
    if not area:
        return None
    from repbook.cli.areas import unknown

    return unknown(db, area)


def _wanted(policy: Policy, tiers: list[str] | None, area: str | None) -> Callable[[Account], bool] | None:
    """Whether a customer is of the tiers and in the area asked for; an area takes whole parts of the path. None for all."""
    if not (tiers or area):
        return None
    from repbook.store.nouns import within
    from repbook.values import area as path
    from repbook.values import tier as known_tier

    wanted = {known_tier(word, policy.tiers) for word in tiers or policy.tiers}
    prefix = path(area) if area else ""
    return lambda account: (not tiers or account.tier in wanted) and (not prefix or within(account.area, prefix))


def _most(limit: int | None, everything: bool, as_json: bool) -> Most:
    """How many lines are told with all there is to them: a screenful unless told otherwise; a document is complete."""
    if as_json or everything:
        return lambda _: None
    return _screenful if limit is None else lambda _: limit


def _screenful(answer: Answer) -> int | None:
    """How many lines a terminal gets: a screenful, but never fewer than all obligations and dates; a pipe gets all."""
    from repbook.render import out

    return max(SCREENFUL, sum(1 for line in answer.lines if line.cls <= 2)) if out.on_terminal() else None


def _action(word: str) -> str:
    from repbook.words import area

    for name in ACTIONS:
        if word.strip().lower() in (name, area("word", "en")[f"action.{name}"], area("word", "zh")[f"action.{name}"]):
            return name
    raise BadInput("unknown_action", text=word, known=", ".join(ACTIONS))


def _talk(answer: Answer) -> None:
    from repbook.render import out
    from repbook.words import t

    if answer.lines and out.on_terminal():
        from repbook.cli import settling

        first = answer.lines[0]
        out.talk(t("say.due_next", name=settling.named(first.account), line=settling.command(first.account, first.items[0])))


def _nothing(day: int, ahead: int, chosen: list[str]) -> None:
    """That nobody needs anything: among whom, and when."""
    from repbook.render import out
    from repbook.words import t

    if chosen:
        out.talk(t("say.nothing_due_chosen", what=" · ".join(chosen)))
    elif ahead:
        out.talk(t("say.nothing_due_ahead", day=day, last=day + ahead))
    else:
        out.talk(t("say.nothing_due" if day == run.today else "say.nothing_due_on", day=day))
