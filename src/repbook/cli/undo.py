"""`repbook undo` and `repbook redo`: the last command that changed the book, taken back or put back whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from repbook.cli.options import Csv, Json, Limit
from repbook.cli.run import emit, run
from repbook.words import has, t


def undo(
    list_: Annotated[bool, typer.Option("--list", help="undo_list")] = False,
    limit: Limit = None,
    as_json: Json = False,
    csv: Csv = None,
) -> None:
    """Take back the last step, or list the steps in words."""
    if list_:
        _list(limit, as_json, csv)
        return
    from repbook.store import undo as journal

    _move(journal.undo, "say.undone")


def redo() -> None:
    """Put back the step that was taken back last."""
    from repbook.store import undo as journal

    _move(journal.redo, "say.redone")


def in_words(key: str, params: dict[str, Any]) -> str:
    """A step as a person would tell it."""
    return t(f"say.step.{key}", **params) if has(f"say.step.{key}") else key


def _move(move: Callable[[Any], Any], said: str) -> None:
    from repbook.render import out
    from repbook.store.book import connect

    book = connect(run.path, writing=True)
    try:
        with book.unjournaled():
            step = move(book.db)
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
        Table([Column("step", "id"), Column("at"), Column("what"), Column("undone", "flag")], rows, empty="say.no_steps"),
        as_json,
        csv,
        limit,
    )
