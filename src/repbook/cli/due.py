"""`repbook due`: who needs a call, a visit or a greeting, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from repbook.cli.options import Area, Csv, Json, Limit, Tiers
from repbook.cli.run import run
from repbook.errors import BadInput
from repbook.terms import Answer, Policy, iso

if TYPE_CHECKING:
    import sqlite3

    from repbook.cli.answer import Question
    from repbook.store.shares import Early

ACTIONS = ("call", "visit", "message", "greeting", "task")


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
    from repbook.calendar.dates import parse_date
    from repbook.cli.answer import Asking, Question, answer, written
    from repbook.render import morning, out
    from repbook.store import policy as stored
    from repbook.values import whole
    from repbook.words import word

    day = parse_date(on, run.today, "future") if on else run.today
    ahead = whole(days, 0, 366) if days else 0
    if limit is not None and all_:
        raise BadInput("not_together", one="--limit", other="--all")
    most = whole(limit, 0, 10**9) if limit is not None else None
    actions = tuple(_action(word) for word in action or [])
    with run.reading() as book:
        policy = stored.read(book.db)
        question = Question(day, ahead, _tiers(tier, policy), _path(area), actions, most)
        if as_json or csv is None:
            screen = not (as_json or all_) and most is None and out.on_terminal()
            question = question._replace(screen=screen, most=None if as_json else most)
            found = answer(book, Asking(policy, stored.calendar(book.db, policy), question), _early(question))
        else:
            from repbook.render.tables import line_end, write_csv_text

            question = question._replace(rows_end=line_end(csv), held=held)
            texts = written(book, Asking(policy, stored.calendar(book.db, policy), question), _early(question))
        nowhere = _nowhere(book.db, area)
    if as_json:
        from repbook.render.tables import print_json

        print_json(morning.document(day, found, most))
    elif csv is not None:
        write_csv_text([*morning.CSV_COLUMNS, *(["held_by"] if held else [])], ["".join(texts)], csv, run.replaces)
    else:
        out.put(morning.screen(day, found, held, ahead > 0, _typed(question)))
        _talk(found)
    if nowhere:
        out.talk(nowhere)
    elif not (as_json or csv is not None or found.count()):
        _nothing(day, ahead, [*(tier or []), *([area] if area else []), *(word("action", action) for action in question.actions)])


def _nowhere(db: sqlite3.Connection, area: str | None) -> str | None:
    """That no customer lies in the area asked for, where that is so."""
    if not area:
        return None
    from repbook.cli.areas import unknown

    return unknown(db, area)


def _tiers(words: list[str] | None, policy: Policy) -> tuple[str, ...]:
    """The tiers asked for, by their keys; BadInput for one that the policy has not."""
    from repbook.values import tier

    return tuple([tier(word, policy.tiers) for word in words or []])


def _path(area: str | None) -> str:
    """The area asked for, as areas are written."""
    from repbook.values import area as path

    return path(area) if area else ""


def _early(question: Question) -> Early | None:
    """The worker that has begun before, with the question for it."""
    if run.worker is None:
        return None
    from repbook.cli.early import packed
    from repbook.store.shares import Early

    return Early(run.worker, packed(question))


def _typed(question: Question) -> str:
    """What was asked, as a command line, without what limits how much of the answer is shown."""
    from repbook.cli.settling import quoted

    chosen = [f"--on {iso(question.day)}"] if question.day != run.today else []
    chosen += [f"--days {question.days}"] if question.days else []
    chosen += [f"--tier {tier}" for tier in question.tiers]
    chosen += [f"--area {quoted(question.area)}"] if question.area else []
    return " ".join(["repbook due", *chosen, *(f"--action {action}" for action in question.actions)])


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
