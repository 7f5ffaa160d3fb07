"""`repbook due`: who needs a call, a visit or a greeting, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repbook.cli.options import Area, Csv, Json, Limit, Tiers
from repbook.cli.run import run
from repbook.errors import BadInput
from repbook.terms import Account, Answer, Policy

if TYPE_CHECKING:
    from repbook.rules import Ask

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
    from repbook.store import facts
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
        ask = rules.Ask(policy, stored.calendar(book.db, policy), day)
        accounts = _chosen(facts.load_due(book.db, day, policy, ahead), policy, tier, area)
        actions = [_action(word) for word in action or []]
        answer = _acting(rules.due(accounts, ask, ahead, points=False), actions)
        if most is None and not all_ and not as_json and csv is None:
            most = _screenful(answer)
        answer = _acting(_with_points(book.db, answer, ask, ahead, None if as_json else most), actions)
        _print(day, answer, most, held, ahead > 0, as_json, csv)
    if not (as_json or csv is not None or answer.lines):
        _nothing(day, ahead, [*(tier or []), *([area] if area else []), *(word("action", action) for action in actions)])


def _chosen(accounts: Iterable[Account], policy: Policy, tiers: list[str] | None, area: str | None) -> Iterable[Account]:
    """The accounts of the tiers and the area asked for; an area takes whole parts of the path."""
    if tiers:
        from repbook.values import tier as known_tier

        wanted = {known_tier(word, policy.tiers) for word in tiers}
        accounts = (account for account in accounts if account.tier in wanted)
    if area:
        from repbook.values import area as path

        prefix = path(area)
        accounts = (account for account in accounts if f"{account.area}/".startswith(f"{prefix}/"))
    return accounts


def _screenful(answer: Answer) -> int | None:
    """How many lines a terminal gets: a screenful, but never fewer than all obligations and dates; a pipe gets all."""
    from repbook.render import out

    return max(SCREENFUL, sum(1 for line in answer.lines if line.cls <= 2)) if out.on_terminal() else None


def _with_points(db: Any, answer: Answer, ask: Ask, days: int, most: int | None) -> Answer:
    """The same answer with the points of the first `most` lines (None: of all), and of those whose points are held and count.

    Only a line's own customer matters for its points, so these few are asked again with all that is known of them.
    """
    from repbook import rules
    from repbook.store import facts

    wanted = [line.account for at, line in enumerate(answer.lines) if most is None or at < most or rules.rests(line.account, ask)]
    if not wanted:
        return answer
    known = facts.with_points(db, ask, wanted)
    if not days:
        return rules.add_points(answer, known, ask)
    whole = rules.due(known, ask, days)
    lines = {line.account.id: line for line in whole.lines}
    asked = {account.id for account in wanted}
    held = [one for one in answer.held if one.account.id not in asked] + whole.held
    return Answer([lines.get(line.account.id, line) for line in answer.lines], rules.held_in_order(held, ask))


def _action(word: str) -> str:
    from repbook.words import area

    for name in ACTIONS:
        if word.strip().lower() in (name, area("word", "en")[f"action.{name}"], area("word", "zh")[f"action.{name}"]):
            return name
    raise BadInput("unknown_action", text=word, known=", ".join(ACTIONS))


def _acting(answer: Answer, actions: list[str]) -> Answer:
    """Lines of these actions with all their items, and held items of these actions."""
    if not actions:
        return answer
    return Answer([line for line in answer.lines if line.action in actions], [one for one in answer.held if one.item.action in actions])


def _print(day: int, answer: Answer, limit: int | None, held: bool, later: bool, as_json: bool, csv: str | None) -> None:
    from repbook.render import morning, out

    if as_json:
        from repbook.render.tables import print_json

        print_json(morning.document(day, answer, limit))
    elif csv is not None:
        from repbook.render.tables import write_csv

        columns = [*morning.CSV_COLUMNS, *(["held_by"] if held else [])]
        write_csv(columns, morning.csv_rows(answer.lines[:limit], answer.held if held else None), csv, run.replaces)
    else:
        out.put(morning.screen(day, answer, limit, held, later))
        _talk(answer)


def _talk(answer: Answer) -> None:
    from repbook.render import out
    from repbook.words import t

    if answer.lines and out.on_terminal():
        out.talk(t("say.due_next", name=answer.lines[0].account.name))


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
