"""The answer of `due`: the rules asked about every customer, in shares and batches, and put together in order."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from repbook import rules
from repbook.calendar.workdays import Workdays
from repbook.store import facts, shares
from repbook.store.book import Book
from repbook.store.nouns import within
from repbook.store.shares import Early, Share
from repbook.terms import Account, Answer, Day, Policy

BATCH = 1000
"""So many customers are asked about together where nothing of them is kept but what is written of them."""

SCREENFUL = 20
"""How many lines a screen tells at least where there are so many."""

LONG = 100
"""With dates it tells no more than so many."""

Written = tuple[list[tuple[rules.Place, str]], list[tuple[rules.Place, str]]]
"""Lines and held items, each as text with its place in the order."""


class Question(NamedTuple):
    """What `due` is asked, in plain values, which another process understands too.

    The day, the days after it, the tiers, the area and the actions wanted (empty for all); how many lines are told, the
    rest being only counted (None for all, or as many as a screen shows where it is for a `screen`); and where it is for a
    CSV, how its rows end and whether it tells what is held too.
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

    @property
    def cuts(self) -> bool:
        """Whether not all lines may be told."""
        return self.screen or self.most is not None

    def told(self, first: int, dated: int) -> int | None:
        """How many lines are told, of a morning with so many obligations and so many lines with a date; None for all.

        On a screen these are a screenful, but all obligations, and all dates too where there are no more than a long screen takes.
        """
        return max(SCREENFUL, first, min(first + dated, LONG)) if self.screen else self.most


class Asking:
    """A question put to a book: one reading of it, in one process."""

    def __init__(self, policy: Policy, calendar: Workdays, question: Question) -> None:
        self.question = question
        self.ask = rules.Ask(policy, calendar, question.day, brisk=True)

    def answer(self, db: sqlite3.Connection, share: Share | None, known: Iterable[Answer] = ()) -> Answer:
        """The lines in order and what is held, of a share; where not all lines are told the rest is only counted.

        `known` are answers without points about the first customers of the share, who are not in it any more.
        """
        parts = self._bare_parts(db, share, known)
        if self.question.cuts:
            found = Answer([], [])
            for part in parts:
                found = self._cut([found, part], resting=True)
        else:
            found = self._cut([*parts])
        return self._cut([self._acting(with_points(db, found, self.ask, self.question.days))])

    def _cut(self, parts: list[Answer], resting: bool = False) -> Answer:
        """Answers about several customers as one, with no more lines than are told.

        With `resting` it is not the last of them: those lines are kept too whose points may be held, and what is held is in no order.
        What is cut off may stay so with further parts: nothing that comes brings a line nearer to the front.
        """
        lines = rules.in_order([line for part in parts for line in part.lines], self.ask)
        held = [one for part in parts for one in part.held]
        if not resting:
            held = rules.held_in_order(held, self.ask)
        more: Counter[tuple[str, int]] = Counter()
        for part in parts:
            more.update(part.more)
        whole = Answer(lines, held, more)
        told = self.question.told(whole.count(1), whole.count(2))
        if told is None:
            return Answer(lines, held)
        kept = lines[:told]
        for line in lines[told:]:
            if resting and rules.rests(line.account, self.ask):
                kept.append(line)
            else:
                more[line.action, line.cls] += 1
        return Answer(kept, held, dict(more))

    def written(self, db: sqlite3.Connection, share: Share | None, known: Iterable[Answer] = ()) -> Written:
        """The same as the rows of a CSV, each with its place in the order."""
        from repbook.render import morning

        line, held = morning.csv_writers(self.question.rows_end, self.question.held)
        place, held_place = rules.place(self.ask), rules.held_place(self.ask)
        lines: list[tuple[rules.Place, str]] = []
        rests: list[tuple[rules.Place, str]] = []
        for part in self._parts(db, share, known):
            lines += [(place(one), line(one)) for one in part.lines]
            rests += [(held_place(one), held(one)) for one in part.held] if held else []
        lines.sort(key=_place)  # each process its own: what is in order already is soon put in order with others
        return lines, rests

    def _parts(self, db: sqlite3.Connection, share: Share | None, known: Iterable[Answer]) -> Iterator[Answer]:
        """The answer in parts of which nothing need be kept; whole where only the first lines of it are told."""
        if self.question.most is not None:
            yield self.answer(db, share, known)
            return
        for part in self._bare_parts(db, share, known):
            yield self._acting(with_points(db, part, self.ask, self.question.days))

    def _bare_parts(self, db: sqlite3.Connection, share: Share | None, known: Iterable[Answer]) -> Iterator[Answer]:
        """What stands and what is held, without points, one batch of customers after the other."""
        yield from map(self._fitting, known)
        yield from map(self._due, _batches(self._accounts(db, share)))

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
        lines = [line for line in answer.lines if line.action in actions]
        return answer._replace(lines=lines, held=[one for one in answer.held if one.item.action in actions])

    def sum_up(self, parts: list[Answer]) -> Answer:
        """The answers about several shares as one."""
        return parts[0] if len(parts) == 1 else self._cut(parts)


def answer(book: Book, asking: Asking, early: Early | None) -> Answer:
    """The lines in order and what is held; lines beyond the most that are told are only counted."""
    return asking.sum_up(shares.each(book, asking.answer, early))


def written(book: Book, asking: Asking, early: Early | None) -> list[str]:
    """The lines in order, each as the rows of a CSV, and then where they are wanted the held items."""
    parts = shares.each(book, asking.written, early, plain=True)
    lines = sorted([one for part, _ in parts for one in part], key=_place)[: asking.question.most]
    rests = sorted([one for _, part in parts for one in part], key=_place)
    return [text for _, text in lines + rests]


def _place(one: tuple[rules.Place, str]) -> rules.Place:
    return one[0]


def _batches(accounts: Iterable[Account]) -> Iterator[list[Account]]:
    waiting = iter(accounts)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def with_points(db: sqlite3.Connection, answer: Answer, ask: rules.Ask, days: int) -> Answer:
    """The same answer with the points of its lines, shown or held.

    Only a line's own customer matters for its points, so these few are asked again with all that is known of them.
    """
    if not answer.lines:
        return answer
    known = facts.with_points(db, ask, [line.account for line in answer.lines])
    if not days:
        return rules.add_points(answer, known, ask)
    whole = rules.due(known, ask, days)
    lines = {line.account.id: line for line in whole.lines}
    asked = {line.account.id for line in answer.lines}
    held = [one for one in answer.held if one.account.id not in asked] + whole.held
    return answer._replace(lines=[lines.get(line.account.id, line) for line in answer.lines], held=rules.held_in_order(held, ask))
