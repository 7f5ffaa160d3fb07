"""The answer of `due`: the rules asked about every customer, in shares and batches, and put together in order."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from repbook import rules
from repbook.store import facts, shares
from repbook.store.book import Book
from repbook.terms import Account, Answer, HeldItem, Line

BATCH = 1000
"""So many customers are asked about together where nothing of them is kept but what is written of them."""

Most = Callable[[Answer], int | None]
"""How many lines are wanted of an answer, points not counted; None for all."""

Written = tuple[list[tuple[rules.Place, str]], list[tuple[rules.Place, str]]]
"""Lines and held items, each as text with its place in the order."""


class Question(NamedTuple):
    """What `due` is asked: the day, the days after it, which customers and which actions (empty for all)."""

    ask: rules.Ask
    days: int
    wants: Callable[[Account], bool] | None
    actions: tuple[str, ...]


def answer(book: Book, question: Question, most: Most) -> Answer:
    """The lines in order and what is held; of lines beyond the most wanted only the class and the action."""

    def of(db: sqlite3.Connection, share: shares.Share | None) -> Answer:
        found = _answered(db, question, _accounts(db, question, share), most)
        wanted = most(found)
        return found if share is None or wanted is None else Answer(_counted(found.lines, wanted), found.held)

    parts = shares.each(book, of)
    if len(parts) == 1:
        return parts[0]
    lines = [line for part in parts for line in part.lines]
    told = rules.in_order([line for line in lines if line.items], question.ask)
    rest = [line for line in lines if not line.items]
    return Answer(told + rest, rules.held_in_order([one for part in parts for one in part.held], question.ask))


def written(
    book: Book, question: Question, most: int | None, line: Callable[[Line], str], held: Callable[[HeldItem], str] | None
) -> list[str]:
    """The lines in order, each as `line` writes it, then where `held` is given the held items as that writes them."""
    place, held_place = rules.place(question.ask), rules.held_place(question.ask)

    def of(db: sqlite3.Connection, share: shares.Share | None) -> Written:
        lines: list[tuple[rules.Place, str]] = []
        rests: list[tuple[rules.Place, str]] = []
        accounts = _accounts(db, question, share)
        for batch in _batches(accounts) if most is None else (accounts,):
            part = _answered(db, question, batch, lambda _: most)
            lines += [(place(one), line(one)) for one in part.lines[:most]]
            rests += [(held_place(one), held(one)) for one in part.held] if held else []
        return lines, rests

    parts = shares.each(book, of, plain=True)
    lines = sorted([one for part, _ in parts for one in part], key=_place)[:most]
    rests = sorted([one for _, part in parts for one in part], key=_place)
    return [text for _, text in lines + rests]


def _place(one: tuple[rules.Place, str]) -> rules.Place:
    return one[0]


def _counted(lines: list[Line], wanted: int) -> list[Line]:
    """The first lines as they are, and what is counted of the rest."""
    return lines[:wanted] + [Line(_ANYBODY, (), line.action, line.cls, 0.0, False) for line in lines[wanted:]]


_ANYBODY = Account(0, "", "", "")


def _accounts(db: sqlite3.Connection, question: Question, share: shares.Share | None) -> Iterable[Account]:
    accounts = facts.load_due(db, question.ask.day, question.ask.policy, question.days, share)
    return accounts if question.wants is None else filter(question.wants, accounts)


def _answered(db: sqlite3.Connection, question: Question, accounts: Iterable[Account], most: Most) -> Answer:
    ask, days, _, actions = question
    bare = _acting(rules.due(accounts, ask, days, points=False), actions)
    return _acting(with_points(db, bare, ask, days, most(bare)), actions)


def _batches(accounts: Iterable[Account]) -> Iterator[list[Account]]:
    waiting = iter(accounts)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def with_points(db: sqlite3.Connection, answer: Answer, ask: rules.Ask, days: int, most: int | None) -> Answer:
    """The same answer with the points of the first `most` lines (None: of all), and of those whose points are held and count.

    Only a line's own customer matters for its points, so these few are asked again with all that is known of them.
    """
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


def _acting(answer: Answer, actions: tuple[str, ...]) -> Answer:
    """Lines of these actions with all their items, and held items of these actions."""
    if not actions:
        return answer
    return Answer([line for line in answer.lines if line.action in actions], [one for one in answer.held if one.item.action in actions])
