"""`repbook undo` and `redo`: the last command that changed the book, taken back or put back whole; `import undo`: the last import."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repbook.cli.files import emit
from repbook.cli.options import Csv, DryRun, Json, Limit
from repbook.cli.run import run
from repbook.errors import NoBook, Refused
from repbook.words import has, t

if TYPE_CHECKING:
    from repbook.store.reversal import Obstacle
    from repbook.store.undo import StepWords


def undo(
    list_: Annotated[bool, typer.Option("--list", help="undo_list")] = False,
    limit: Limit = None,
    as_json: Json = False,
    csv: Csv = None,
) -> None:
    """Take back the last step, or list the steps in words."""
    if list_ or as_json or csv is not None or limit is not None:  # asking to see is never asking to do
        _list(limit, as_json, csv)
        return
    from repbook.store import undo as journal

    _move(journal.undo, "say.undone", "nothing_to_undo")


def redo() -> None:
    """Put back the step that was taken back last."""
    from repbook.store import undo as journal

    _move(journal.redo, "say.redone", "nothing_to_redo")


def import_(dry_run: DryRun = False) -> None:
    """Take the last import back, whatever came after it, unless something builds on it."""
    from repbook.render import out
    from repbook.store import reversal

    with run.reading() as book:
        step = reversal.last_import(book.db)
        _nothing_builds_on(step, reversal.obstacles(book.db, step))
    what = in_words(step.key, step.params)
    if dry_run:
        out.talk(t("say.dry_run"))
        out.say(t("say.import_undo_plan", what=what))
        return
    with run.writing(reversal.TAKEN_BACK, step=step.id, file=step.params.get("file", "")) as book:
        if reversal.last_import(book.db).id != step.id:  # somebody was faster
            raise Refused("no_import_to_undo")
        _nothing_builds_on(step, reversal.obstacles(book.db, step))
        reversal.take_back(book.db, step)
    out.say(t("say.import_undone", what=what))


_MOST_NAMED = 3


def _nothing_builds_on(step: StepWords, found: list[Obstacle]) -> None:
    """Refused when later steps build on one, naming them in words."""
    if not found:
        return
    what = in_words(step.key, step.params)
    steps = [in_words(one.step.key, one.step.params) for one in found if one.step is not None]
    if not steps:
        raise Refused("import_undo_unknown", what=what)
    if len(steps) == 1:
        raise Refused("import_undo_built_on", what=what, step=steps[0])
    named = " · ".join([*steps[:_MOST_NAMED], *(["…"] if steps[_MOST_NAMED:] else [])])
    raise Refused("import_undo_built_on_by_many", what=what, n=len(steps), steps=named)


def in_words(key: str, params: dict[str, Any]) -> str:
    """A step as a person would tell it."""
    if not has(f"say.step.{key}"):
        return key
    if "rule" in params:
        from repbook.render.morning import rule_named

        params = {**params, "rule": rule_named(params["rule"])}
    return t(f"say.step.{key}", **params)


def _move(move: Callable[[Any], Any], said: str, nothing: str) -> None:
    from repbook.render import out
    from repbook.store.book import connect

    try:
        book = connect(run.path, writing=True)
    except NoBook:
        raise Refused(nothing) from None
    try:
        with book.unjournaled():
            step = move(book.db)
        run.wrote = True
    finally:
        book.close()
    out.say(t(said, what=in_words(step.key, step.params)))


def _list(limit: str | None, as_json: bool, csv: str | None) -> None:
    from repbook.render import out
    from repbook.render.tables import Column, Table
    from repbook.store import undo as journal

    with run.reading() as book:
        steps = journal.steps(book.db)
    rows = [[s.id, s.at, in_words(s.key, s.params), s.undone] for s in steps]
    if not as_json and csv is None and limit is None and out.on_terminal():
        limit = "20"
    emit(
        Table([Column("step", "id"), Column("at", "moment"), Column("what"), Column("undone", "flag")], rows, empty="say.no_steps"),
        as_json,
        csv,
        limit,
    )
