"""Sixty days running on which all of `due` is done: nobody is pestered, and nothing that was done is asked for again that day."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import Phase, given, settings

from repbook import planning
from repbook.rules import due
from repbook.terms import Account, Day, Item, Line, Policy
from tests.bench import year as years
from tests.book import POLICY, ask, known
from tests.invented import asked_of_whole

DAYS = 60
few = settings(max_examples=40, deadline=None, derandomize=True, database=None, phases=(Phase.generate,))


def mine_lately(account: Account, day: Day) -> int:
    """The touches of mine of the last thirty days, mass ones too."""
    return sum(1 for t in account.touches if t.outcome == "done" and not t.incoming and day - 29 <= t.day <= day)


def which(item: Item) -> tuple[str, int | None, str]:
    """An item by its name: answering a complaint may well bring up that it is to be solved."""
    return item.rule, item.contact, item.occasion


def before_its_day(item: Item, line: Line, day: Day) -> bool:
    """Whether it is a birthday to be greeted that a call or visit, counting from the birthday on, leaves standing."""
    return item.rule == "birthday" and line.action in ("call", "visit") and day < item.due


def over_the_cap(line: Line, after: Account, day: Day, policy: Policy) -> bool:
    """Whether a line of care or nurture made it more touches than the customer bears."""
    return line.cls >= 3 and line.action != "task" and mine_lately(after, day) > policy.tiers[line.account.tier].max_touches_30d


def lived(
    accounts: Iterable[Account], first: Day, policy: Policy, world: years.World | None = None, caps: Policy | None = None
) -> tuple[int, list[str], list[str]]:
    """Do all of `due` on each of sixty days: how many lines that were, which went over a cap, which came back the same day."""
    now = {account.id: account for account in accounts}
    lines, over, back = 0, [], []
    for day in range(first, first + DAYS):
        question = ask(day, policy)
        if world is not None:
            now = {number: world.day(account, day) for number, account in now.items()}
        for line in due([known(account, day) for account in now.values()], question, points=False).lines:
            whole = line._replace(account=now[line.account.id])
            after = now[line.account.id] = planning.carried_out(whole, day)
            lines += 1
            over += [f"{day} {line.account.name}"] if over_the_cap(line, after, day, caps or policy) else []
            asked = {which(item) for item in line.items if not before_its_day(item, line, day)}
            again = [item for other in due([known(after, day)], question, points=False).lines for item in other.items]
            back += [f"{day} {line.account.name}: {item}" for item in again if which(item) in asked]
            if world is not None and line.action in ("call", "visit"):
                now[line.account.id] = world.talk(after, day)
    return lines, over, back


@pytest.mark.parametrize("seed", [1, 2])
def test_on_a_reps_book(seed: int) -> None:
    """Customers of every tier in a world that goes on: they order, complain, and promises are made."""
    policy = Policy()
    lines, over, back = lived(years.invented(80, seed), years.START, policy, years.World(seed))
    assert lines > 200
    assert over == []
    assert back == []


@few
@given(asked_of_whole(1, 2))
def test_on_any_book(three: tuple[Day, Account, Account]) -> None:
    """Customers with facts of every kind, holds and mass messages, and tiers that want a touch nearly every day."""
    day, *accounts = three
    _, over, back = lived(accounts, day, POLICY)
    assert over == []
    assert back == []


def test_without_the_hold_the_caps_would_be_gone_over() -> None:
    """The same sixty days with no cap in the rules: what is measured here does happen."""
    caps = Policy()
    policy = caps._replace(tiers={key: tier._replace(max_touches_30d=1000, call_every=5) for key, tier in caps.tiers.items()})
    _, over, _ = lived(years.invented(40, 1), years.START, policy, caps=caps)
    assert len(over) > 10
