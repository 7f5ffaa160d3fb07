"""The answer of `due`: the rules asked about every customer, in shares and batches, and put together in order."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from repbook import rules
from repbook.calendar.workdays import Workdays
from repbook.store import facts, shares
from repbook.store.book import Book
from repbook.store.nouns import within
from repbook.store.shares import Early, Share
from repbook.terms import Account, Answer, Day, Line, Policy

BATCH = 1000
"""So many customers are asked about together where nothing of them is kept but what is written of them."""

SCREENFUL = 20
LONG = 100

Written = tuple[list[tuple[rules.Place, str]], list[tuple[rules.Place, str]]]
"""Lines and held items, each as text with its place in the order."""


class Question(NamedTuple):
    """What `due` is asked, in plain values, which another process understands too.

    The day, the days after it, the tiers, the area and the actions wanted (empty for all); how many lines are told with
    all there is to them, points too (None for all, or as many as a screen shows where it is for a `screen`); and where it
    is for a CSV, how its rows end and whether it tells what is held too.
    """

    day: Day
    days: int = 0
    tiers: tuple[str, ...] = ()
    area: str = ""
    actions: tuple[str, ...] = ()
    most: int | None = None
    screen: bool = False
    rows_end: str = ""
    held: bool = False

    def wants(self, account: Account) -> bool:
        """Whether a customer is of the tiers and in the area asked for; an area takes whole parts of the path."""
        return (not self.tiers or account.tier in self.tiers) and (not self.area or within(account.area, self.area))

    def told(self, answer: Answer) -> int | None:
        """How many lines are told with all there is to them.

        On a screen these are a screenful, but all obligations, and all dates too where there are no more than a long screen takes.
        """
        if not self.screen:
            return self.most
        first = sum(1 for line in answer.lines if line.cls == 1)
        dated = sum(1 for line in answer.lines if line.cls == 2)
        return max(SCREENFUL, first, min(first + dated, LONG))


class Asking:
    """A question put to a book: one reading of it, in one process."""

    def __init__(self, policy: Policy, calendar: Workdays, question: Question) -> None:
        self.question = question
        self.ask = rules.Ask(policy, calendar, question.day, brisk=True)

    def answer(self, db: sqlite3.Connection, share: Share | None, known: Iterable[Answer] = ()) -> Answer:
        """The lines in order and what is held, of a share; of lines beyond the most that are told only the class and the action.

        `known` are answers without points about the first customers of the share, who are not in it any more.
        """
        found = self._together([*map(self._fitting, known), self.bare(db, share)])
        told = self.question.told(found)
        found = self._with_points(db, found, told)
        return found if share is None or told is None else Answer(_counted(found.lines, told), found.held)

    def written(self, db: sqlite3.Connection, share: Share | None, known: Iterable[Answer] = ()) -> Written:
        """The same as the rows of a CSV, each with its place in the order."""
        from repbook.render import morning

        line, held = morning.csv_writers(self.question.rows_end, self.question.held)
        place, held_place = rules.place(self.ask), rules.held_place(self.ask)
        lines: list[tuple[rules.Place, str]] = []
        rests: list[tuple[rules.Place, str]] = []
        for part in self._parts(db, share, known):
            lines += [(place(one), line(one)) for one in part.lines[: self.question.most]]
            rests += [(held_place(one), held(one)) for one in part.held] if held else []
        lines.sort(key=_place)  # each process its own: what is in order already is soon put in order with others
        return lines, rests

    def _parts(self, db: sqlite3.Connection, share: Share | None, known: Iterable[Answer]) -> Iterator[Answer]:
        """The answer in parts of which nothing need be kept; whole where only the first lines of it are told."""
        if self.question.most is not None:
            yield self.answer(db, share, known)
            return
        for part in map(self._fitting, known):
            yield self._with_points(db, part, None)
        for batch in _batches(self._accounts(db, share)):
            yield self._with_points(db, self._due(batch), None)

    def _accounts(self, db: sqlite3.Connection, share: Share | None) -> Iterable[Account]:
        if share and share.first > share.last:
            return ()
        accounts = facts.load_due(db, self.ask.day, self.ask.policy, self.question.days, share)
        return filter(self.question.wants, accounts) if self.question.tiers or self.question.area else accounts

    def bare(self, db: sqlite3.Connection, share: Share | None) -> Answer:
        """What stands and what is held, without points."""
        return self._due(self._accounts(db, share))

    def _due(self, accounts: Iterable[Account]) -> Answer:
        return self._acting(rules.due(accounts, self.ask, self.question.days, points=False))

    def _fitting(self, answer: Answer) -> Answer:
        """Of an answer about everybody what is asked for."""
        wants = self.question.wants
        lines = [line for line in answer.lines if wants(line.account)]
        return self._acting(Answer(lines, [one for one in answer.held if wants(one.account)]))

    def _acting(self, answer: Answer) -> Answer:
        """Lines of the actions wanted with all their items, and held items of these actions."""
        actions = self.question.actions
        if not actions:
            return answer
        return Answer([line for line in answer.lines if line.action in actions], [one for one in answer.held if one.item.action in actions])

    def _with_points(self, db: sqlite3.Connection, answer: Answer, most: int | None) -> Answer:
        return self._acting(with_points(db, answer, self.ask, self.question.days, most))

    def _together(self, parts: list[Answer]) -> Answer:
        if len(parts) == 1:
            return parts[0]
        lines = [line for part in parts for line in part.lines]
        return Answer(rules.in_order(lines, self.ask), rules.held_in_order([one for part in parts for one in part.held], self.ask))

    def sum_up(self, parts: list[Answer]) -> Answer:
        """The answers about several shares as one."""
        if len(parts) == 1:
            return parts[0]
        told = rules.in_order([line for part in parts for line in part.lines if line.items], self.ask)
        rest = [line for part in parts for line in part.lines if not line.items]
        return Answer(told + rest, rules.held_in_order([one for part in parts for one in part.held], self.ask))


def answer(book: Book, asking: Asking, early: Early | None) -> Answer:
    """The lines in order and what is held; of lines beyond the most that are told only the class and the action."""
    return asking.sum_up(shares.each(book, asking.answer, early))


def written(book: Book, asking: Asking, early: Early | None) -> list[str]:
    """The lines in order, each as the rows of a CSV, and then where they are wanted the held items."""
    parts = shares.each(book, asking.written, early, plain=True)
    lines = sorted([one for part, _ in parts for one in part], key=_place)[: asking.question.most]
    rests = sorted([one for _, part in parts for one in part], key=_place)
    return [text for _, text in lines + rests]


def _place(one: tuple[rules.Place, str]) -> rules.Place:
    return one[0]


def _counted(lines: list[Line], told: int) -> list[Line]:
    """The first lines as they are, and what is counted of the rest; what counts alike is one and the same, which travels sooner."""
    same: dict[tuple[str, int], Line] = {}
    return lines[:told] + [
        same.get((line.action, line.cls)) or same.setdefault((line.action, line.cls), Line(_ANYBODY, (), line.action, line.cls, 0.0, False))
        for line in lines[told:]
    ]


_ANYBODY = Account(0, "", "", "")


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
