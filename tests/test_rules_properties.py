"""What holds for every customer, whatever happened: properties of the rules, tried on invented histories."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from repbook.rules import items_of
from repbook.terms import Account, HeldItem, Item, Touch
from tests.book import POLICY, answer, ask, known
from tests.invented import ASKED, VISITS, customers, touches

few = settings(max_examples=60, deadline=None, derandomize=True, database=None)
fewer = settings(few, max_examples=40)


def _with(account: Account, touch: Touch) -> Account:
    """The customer after one more touch."""
    more = sorted((*account.touches, touch), key=lambda t: t.day)
    return account._replace(touches=tuple(more), first_known=min(account.first_known, touch.day))


def _facts(item: Item) -> tuple[Any, ...]:
    """What an item says, but for its words."""
    return (item.rule, item.contact, item.occasion, item.start, item.due, item.until, item.cls, item.action)


def _shown(account: Account, day: int, days: int = 0) -> list[Item]:
    return [item for line in answer(account, day, days=days).lines for item in line.items]


def _held(account: Account, day: int) -> list[HeldItem]:
    return answer(account, day).held


# --- an independent reading of the holds --------------------------------------------------------------------------------------


def _paused(account: Account, item: Item, day: int) -> bool:
    in_force = [pause for pause in account.pauses if pause.set_on <= day][-1:]
    return item.cls in (3, 4) and any(day < pause.until for pause in in_force)


def _tired(account: Account, item: Item, day: int) -> bool:
    mine = [t for t in account.touches if t.outcome == "done" and not t.incoming and day - 29 <= t.day <= day]
    return item.cls in (3, 4) and len(mine) >= POLICY.tiers[account.tier].max_touches_30d


def _just_met(account: Account, item: Item, day: int) -> bool:
    met = [t for t in account.touches if t.outcome == "done" and t.kind in ("call", *VISITS) and t.day <= day <= t.day + 3]
    return item.cls == 3 and bool(met)


HOLDS: tuple[tuple[str, Callable[[Account, Item, int], bool]], ...] = (("paused", _paused), ("fatigue", _tired), ("gap", _just_met))


def _holds_on(account: Account, item: Item, day: int) -> tuple[str, ...]:
    return tuple(name for name, holds in HOLDS if holds(account, item, day))


# --- the list is made of the items ------------------------------------------------------------------------------------------------


@few
@given(customers(), ASKED)
def test_the_list_shows_exactly_what_is_open_and_not_held(account: Account, day: int) -> None:
    now = known(account, day)
    quiet = account.archived or account.status == "lost" or day < account.first_known
    items = [item for item in items_of(now, ask(day)) if item.open_on(day) and not quiet]
    points = [item for item in items if item.action == "point"]
    wanted = [item for item in items if item not in points]
    assert all(i.overdue_days == i.overdue(day) for i in _shown(account, day))
    assert sorted(_facts(i) for i in _shown(account, day) if i.action != "point") == sorted(
        _facts(i) for i in wanted if not _holds_on(now, i, day)
    )
    assert sorted((_facts(h.item), h.held_by) for h in _held(account, day) if h.item.action != "point") == sorted(
        (_facts(i), _holds_on(now, i, day)) for i in wanted if _holds_on(now, i, day)
    )


@few
@given(customers(), ASKED)
def test_every_item_is_whole(account: Account, day: int) -> None:
    for item in items_of(known(account, day), ask(day)):
        assert item.start <= item.until
        assert item.start <= item.due <= item.until
        assert item.cls in (1, 2, 3, 4)
        assert item.reason.key
        assert item.unit >= 1
        assert item.settled is None or item.settled <= day
        assert items_of(known(account, day), ask(day), item.rule)


@few
@given(customers(), ASKED)
def test_a_line_is_folded_from_its_items(account: Account, day: int) -> None:
    strength = ("visit", "call", "message", "greeting", "task")
    for line in answer(account, day).lines:
        items = [item for item in line.items if item.action != "point"]
        assert line.action == min((item.action for item in items), key=strength.index)
        assert line.cls == min(item.cls for item in items)
        assert abs(line.lateness - max(item.overdue(day) / item.unit for item in items if item.cls == line.cls)) < 1e-9
        attempts = [t for t in account.touches if t.day == day and t.outcome != "done" and not t.incoming]
        assert line.tried or not attempts


@few
@given(customers(), ASKED)
def test_orders_and_silence_never_speak_twice(account: Account, day: int) -> None:
    rules = [item.rule for item in _shown(account, day)] + [rest.item.rule for rest in _held(account, day)]
    assert sum(rule in ("reorder", "at-risk", "second-order", "win-back") for rule in rules) <= 1


# --- one customer's facts are its own; the order of entry is nobody's ---------------------------------------------------------------


@few
@given(customers(1), customers(2), touches(), ASKED)
def test_a_touch_never_changes_another_customer(account: Account, other: Account, touch: Touch, day: int) -> None:
    touch = touch._replace(day=min(touch.day, day))

    def of_account(second: Account) -> list[tuple[Any, ...]]:
        reply = answer([account, second], day)
        shown = [(_facts(i), line.action, line.cls, line.lateness) for line in reply.lines if line.account.id == 1 for i in line.items]
        return [*shown, *((_facts(rest.item), rest.held_by) for rest in reply.held if rest.account.id == 1)]

    assert of_account(other) == of_account(_with(other, touch))


@few
@given(st.tuples(*(customers(n) for n in range(1, 5))).flatmap(lambda a: st.tuples(st.just(a), st.permutations(a))), ASKED)
def test_the_order_of_customers_does_not_matter(both: tuple[Sequence[Account], Sequence[Account]], day: int) -> None:
    one, other = answer(both[0], day), answer(both[1], day)
    assert one.lines == other.lines
    assert one.held == other.held


@few
@given(customers(), st.lists(touches(), min_size=2, max_size=4), ASKED, st.data())
def test_the_order_of_entry_within_a_day_does_not_matter(account: Account, more: list[Touch], day: int, data: st.DataObject) -> None:
    """All the touches of one day, in any order, give the same items, words included."""
    same_day = [touch._replace(day=day - 5) for touch in more]
    replies = []
    for entered in (same_day, data.draw(st.permutations(same_day))):
        several = sorted((*account.touches, *entered), key=lambda t: t.day)
        now = known(account._replace(touches=tuple(several), first_known=min(account.first_known, day - 5)), day)
        replies.append((items_of(now, ask(day)), _shown(now, day), [(rest.item, rest.held_by) for rest in _held(now, day)]))
    assert replies[0] == replies[1]


@few
@given(customers(), touches(), ASKED)
def test_facts_entered_twice_on_a_day_settle_no_more_than_once(account: Account, touch: Touch, day: int) -> None:
    once = _with(account, touch._replace(day=day - 5))
    twice = _with(once, touch._replace(day=day - 5))
    assert items_of(known(once, day), ask(day)) == items_of(known(twice, day), ask(day))


def _thinned(account: Account, day: int) -> Account:
    """The customer with as few touches as the store may hand in: those of the last 37 days and the last of each that anchors."""
    done = [t for t in account.touches if t.outcome == "done" and t.day <= day]
    last = [
        [t for t in done if t.kind == "call"][-1:],
        [t for t in done if t.kind in VISITS][-1:],
        [t for t in done if t.kind == "message" and not t.incoming and not t.mass][-1:],
    ]
    kept = [t for t in account.touches if t.day >= day - 36 or any(t in few_of for few_of in last)]
    return account._replace(touches=tuple(kept))


@few
@given(customers(), ASKED, st.integers(0, 20))
def test_older_touches_may_be_left_out(account: Account, day: int, days: int) -> None:
    """A touch counts for a thing at most from D−30 to D+6; beyond these only the last call, visit and message matter."""
    whole, thin = answer(account, day, days=days), answer(_thinned(account, day), day, days=days)
    assert [line.items for line in whole.lines] == [line.items for line in thin.lines]
    assert [(rest.item, rest.held_by) for rest in whole.held] == [(rest.item, rest.held_by) for rest in thin.held]


# --- what a touch does ----------------------------------------------------------------------------------------------------------------


@few
@given(customers(), ASKED, st.sampled_from(VISITS), st.booleans())
def test_a_visit_leaves_no_care_that_day(account: Account, day: int, kind: str, incoming: bool) -> None:
    after = _with(account, Touch(day, kind, incoming=incoming))
    rules = {item.rule for item in _shown(after, day)}
    assert not rules & {"care-call", "care-visit", "reorder", "at-risk", "second-order"}
    assert not {rest.item.rule for rest in _held(after, day)} & {"care-call", "care-visit"}


@few
@given(customers(), touches(), ASKED, st.sampled_from(("no-answer", "refused", "cancelled")))
def test_what_was_not_done_settles_nothing(account: Account, touch: Touch, day: int, outcome: str) -> None:
    tried = _with(account, touch._replace(day=max(account.first_known, min(touch.day, day)), outcome=outcome))
    before = items_of(known(account, day), ask(day))
    assert [(_facts(i), i.settled) for i in items_of(known(tried, day), ask(day))] == [(_facts(i), i.settled) for i in before]


@few
@given(customers(), touches(), ASKED, st.booleans(), st.sampled_from(("message", "greeting", "gift")))
def test_mass_and_incoming_words_settle_nothing(account: Account, touch: Touch, day: int, mass: bool, kind: str) -> None:
    on = max(account.first_known, min(touch.day, day))
    sent = _with(account, touch._replace(day=on, kind=kind, mass=mass, incoming=not mass))
    before = items_of(known(account, day), ask(day))
    assert [(_facts(i), i.settled) for i in items_of(known(sent, day), ask(day))] == [(_facts(i), i.settled) for i in before]


# --- `--days N` --------------------------------------------------------------------------------------------------------------------------


def _name(item: Item) -> tuple[Any, ...]:
    return (item.rule, item.contact, item.occasion)


@fewer
@given(customers(), ASKED, st.integers(0, 20))
def test_days_ahead_is_what_due_would_say_on_each_of_them(account: Account, day: int, days: int) -> None:
    """Each item once, as on the first day on which it would be shown if nothing more happened."""
    now = known(account, day)
    first: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for later in range(day, day + days + 1):
        for item in _shown(now, later):
            first.setdefault(_name(item), _facts(item))
    assert sorted(_facts(item) for item in _shown(now, day, days)) == sorted(first.values())
