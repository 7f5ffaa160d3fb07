"""Properties of the whole rule book: the list is the items less the holds, doing a thing ends it, and nothing else matters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from repbook.rules import items_of
from repbook.terms import Account, Complaint, Day, Item, Line, Person, Promise, Purchase, Touch
from tests.book import POLICY, answer, ask, first_touch, known
from tests.invented import VISITS, asked_of_whole, touches

many = settings(max_examples=200, deadline=None, derandomize=True, database=None)
some = settings(many, max_examples=80)

MOURNED = {
    "festival-greeting", "festival-gift", "birthday", "anniversary", "event", "reorder", "at-risk", "referral-ask", "second-order", "win-back",
}  # fmt: skip
SPOILT = {"reorder", "referral-ask", "second-order", "win-back"}


def _also(account: Account, touch: Touch) -> Account:
    """The customer after one more touch."""
    done = sorted((*account.touches, touch), key=lambda t: t.day)
    return account._replace(
        touches=tuple(done), first_known=min(account.first_known, touch.day), first_touch=first_touch(account.status, done)
    )


def _lines(account: Account, day: Day, days: int = 0) -> list[Line]:
    return answer(account, day, days=days, points=True).lines


def _shown(account: Account, day: Day, days: int = 0) -> list[Item]:
    return [item for line in _lines(account, day, days) for item in line.items]


def _which(item: Item) -> tuple[Any, ...]:
    """The item itself, whatever is said of it."""
    return (item.rule, item.contact, item.occasion, item.due)


def _facts(item: Item) -> tuple[Any, ...]:
    return (*_which(item), item.start, item.until, item.cls, item.action)


def _sorted(facts: Sequence[Any]) -> list[Any]:
    return sorted(facts, key=repr)


# --- an independent reading of the holds ------------------------------------------------------------------------------


def _snoozed(account: Account, item: Item, day: Day) -> bool:
    own = [snooze for snooze in account.snoozes if snooze.rule == item.rule][-1:]
    line = [snooze for snooze in account.snoozes if snooze.rule == ""][-1:]
    return any(day < s.until for s in own) or any(day < s.until and not (item.cls == 1 and item.start > s.set_on) for s in line)


def _paused(account: Account, item: Item, day: Day) -> bool:
    return item.cls in (3, 4) and any(day < pause.until for pause in account.pauses[-1:])


def _mourning(account: Account, item: Item, day: Day) -> bool:
    return item.rule in MOURNED and any(o.kind == "bereavement" and o.day <= day <= o.day + 30 for o in account.occasions)


def _complaining(account: Account, item: Item, _day: Day) -> bool:
    return item.rule in SPOILT and any(not (c.solved or c.checks or c.closed) for c in account.complaints)


def _tired(account: Account, item: Item, day: Day) -> bool:
    mine = [t for t in account.touches if t.outcome == "done" and not t.incoming and day - 29 <= t.day]
    return item.cls in (3, 4) and len(mine) >= POLICY.tiers[account.tier].max_touches_30d


def _just_met(account: Account, item: Item, day: Day) -> bool:
    return item.cls == 3 and any(t.outcome == "done" and t.kind in ("call", *VISITS) and day <= t.day + 3 for t in account.touches)


HOLDS = (
    ("snoozed", _snoozed),
    ("paused", _paused),
    ("mourning", _mourning),
    ("complaint", _complaining),
    ("fatigue", _tired),
    ("gap", _just_met),
)


def _held_by(now: Account, item: Item, day: Day) -> tuple[str, ...]:
    return tuple(name for name, holds in HOLDS if holds(now, item, day))


@many
@given(asked_of_whole())
def test_the_list_is_the_open_items_less_the_held_and_points_only_beside_others(both: tuple[Day, Account]) -> None:
    day, account = both
    now = known(account, day)
    quiet = account.archived or account.status == "lost" or day < account.first_known
    items = [] if quiet else [item for item in items_of(now, ask(day)) if item.open_on(day)]
    if all(_held_by(now, item, day) for item in items if item.action != "point"):
        items = [item for item in items if item.action != "point"]
    reply = answer(account, day, points=True)
    assert all(item.overdue_days == (0 if item.action == "point" else max(0, day - item.due)) for item in _shown(account, day))
    assert _sorted([_facts(i) for i in _shown(account, day)]) == _sorted([_facts(i) for i in items if not _held_by(now, i, day)])
    held = [(_facts(i), _held_by(now, i, day)) for i in items]
    assert _sorted([(_facts(h.item), tuple(h.held_by)) for h in reply.held]) == _sorted([(facts, names) for facts, names in held if names])


@many
@given(asked_of_whole())
def test_every_item_is_whole_and_once(both: tuple[Day, Account]) -> None:
    day, account = both
    items = items_of(known(account, day), ask(day))
    for item in items:
        assert item.start <= item.until or item.rule in ("area-alert", "referral-ask")  # ended at once; asked too lately
        assert item.start <= item.due or item.rule == "complaint-solve"  # answered after it should have been solved
        assert item.due <= item.until or item.start > item.until
        assert item.cls in (1, 2, 3, 4)
        assert (item.action == "point") == (item.rule in ("referral-ask", "role-gap", "role-cold", "profile-stale"))
        assert item.reason.key
        assert item.settled is None or item.settled <= day
    assert max(Counter(_which(item) for item in items).values(), default=1) == 1


@some
@given(asked_of_whole())
def test_orders_and_silence_never_speak_twice(both: tuple[Day, Account]) -> None:
    day, account = both
    reply = answer(account, day)
    rules = [item.rule for line in reply.lines for item in line.items] + [rest.item.rule for rest in reply.held]
    assert len({rule for rule in rules if rule in ("reorder", "at-risk", "second-order", "win-back")}) <= 1


# --- one customer's facts are its own ---------------------------------------------------------------------------------


@some
@given(asked_of_whole(1, 2), touches())
def test_a_touch_never_makes_anothers_line_appear_or_change(three: tuple[Day, Account, Account], touch: Touch) -> None:
    day, account, other = three
    touch = touch._replace(day=min(touch.day, day))

    def of_account(second: Account) -> tuple[Any, ...]:
        reply = answer([account, second], day, points=True)
        return [line for line in reply.lines if line.account.id == 1], [rest for rest in reply.held if rest.account.id == 1]

    assert of_account(other) == of_account(_also(other, touch))


# --- doing what is asked ----------------------------------------------------------------------------------------------

MORE_WANTED = {
    "festival-gift": "a gift, or a visit named for it",
    "new-contact": "a touch that names the contact",
    "complaint-answer": "the complaint being answered",
    "stock-low": "a newer reading or an order",
}


def _stays(item: Item, action: str, day: Day) -> str:
    """Why a touch of that action today, naming nobody and nothing, may leave an item standing; empty when it must not."""
    if item.rule in MORE_WANTED:
        return MORE_WANTED[item.rule]
    if item.action in ("task", "point"):
        return "done by a command of its own, or whenever it comes up"
    if action == "message" and item.action == "greeting":
        return "a message is no greeting"
    if item.rule == "birthday" and action in ("call", "visit") and day < item.due:
        return "a call or visit counts from the birthday on"
    return ""


@many
@given(asked_of_whole())
def test_one_contact_clears_what_it_honestly_clears(both: tuple[Day, Account]) -> None:
    """The line's own action, done today."""
    day, account = both
    for line in _lines(account, day):
        if line.action != "task":
            left = {_which(item) for item in _shown(_also(account, Touch(day, line.action)), day)}
            assert [item for item in line.items if _which(item) in left and not _stays(item, line.action, day)] == []


@many
@given(asked_of_whole())
def test_doing_what_an_item_asks_makes_it_go(both: tuple[Day, Account]) -> None:
    """Each item by its own action, named where the rule wants it named; points are no tasks."""
    day, account = both
    for item in _shown(account, day):
        if item.action != "point":
            after = _done(account, item, day)
            assert _which(item) not in {_which(other) for other in _shown(after, day)}


def _done(account: Account, item: Item, day: Day) -> Account:
    """The customer after exactly what the item asks for."""
    number = int(item.occasion[1:]) if item.occasion.startswith("#") else 0
    if item.rule == "promise" and item.action == "task":
        return account._replace(promises=tuple(_kept(p, day) if p.id == number else p for p in account.promises))
    if item.rule in ("complaint-answer", "complaint-solve"):
        answered = item.rule == "complaint-answer"
        return account._replace(complaints=tuple(_reached(c, answered, day) if c.id == number else c for c in account.complaints))
    if item.rule == "stock-low":
        bought = tuple(sorted({*account.order_days, day}))
        return account._replace(purchases=(*account.purchases, Purchase(day)), order_days=bought)
    if item.rule == "new-contact":
        return _also(account, Touch(day, "visit", contacts=(item.contact or 0,)))
    if item.rule in ("festival-gift", "win-back", "birthday") and item.action in ("visit", "task"):
        return _also(account, Touch(day, "gift" if item.rule == "birthday" else "visit", meant_for=item.rule))
    return _also(account, Touch(day, item.action))


def _kept(promise: Promise, day: Day) -> Promise:
    return promise._replace(kept=day, dropped=None)


def _reached(complaint: Complaint, answered: bool, day: Day) -> Complaint:
    return complaint._replace(answered=day) if answered else complaint._replace(solved=day)


@some
@given(asked_of_whole(), st.sampled_from(VISITS), st.booleans())
def test_a_visit_never_leaves_a_care_call_due(both: tuple[Day, Account], kind: str, incoming: bool) -> None:
    day, account = both
    after = answer(_also(account, Touch(day, kind, incoming=incoming)), day, points=True)
    rules = {item.rule for line in after.lines for item in line.items} | {rest.item.rule for rest in after.held}
    assert not rules & {"care-call", "care-visit"}


# --- nothing after the day, nothing of the order of entry -------------------------------------------------------------


def _past(account: Account, day: Day) -> Account:
    """The customer with all that happened after the day undone, ends of what began before it too."""

    def until(on: Day | None) -> Day | None:
        return on if on is not None and on <= day else None

    def there(person: Person) -> Person:
        return person._replace(left=until(person.left))

    return known(account, day)._replace(
        promises=tuple(p._replace(kept=until(p.kept), dropped=until(p.dropped)) for p in account.promises if p.made <= day),
        people=tuple(there(p) for p in account.people if p.joined is None or p.joined <= day),
        first_known=account.first_known,
    )


def _told(account: Account, day: Day) -> tuple[Any, ...]:
    """All that is said of a customer, words included, but for the customer's own facts and the places of the held."""
    reply = answer(account, day, points=True)
    return [line[1:] for line in reply.lines], _sorted([(rest.item, rest.held_by) for rest in reply.held])


@many
@given(asked_of_whole())
def test_nothing_after_the_day_matters(both: tuple[Day, Account]) -> None:
    day, account = both
    assert _told(account, day) == _told(_past(account, day), day)


@many
@given(asked_of_whole(), st.data())
def test_the_order_of_entry_does_not_matter(both: tuple[Day, Account], data: st.DataObject) -> None:
    """But where the later entered stands: two readings of a product, two arrangements of one kind, on one day."""
    day, account = both

    def shuffled(facts: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(data.draw(st.permutations(list(facts))))

    entered = account._replace(
        touches=tuple(sorted(shuffled(account.touches), key=lambda t: t.day)),
        purchases=tuple(sorted(shuffled(account.purchases), key=lambda p: p.day)),
        people=shuffled(account.people),
        occasions=shuffled(account.occasions),
        promises=shuffled(account.promises),
        complaints=shuffled(account.complaints),
        alerts=shuffled(account.alerts),
        readings=_keeping(account.readings, shuffled(account.readings), lambda r: (r.product, r.day)),
        snoozes=tuple(sorted(_keeping(account.snoozes, shuffled(account.snoozes), lambda s: (s.rule, s.set_on)), key=lambda s: s.set_on)),
    )
    assert _told(account, day) == _told(entered, day)


def _keeping(facts: Sequence[Any], shuffled: Sequence[Any], key: Any) -> tuple[Any, ...]:
    """The facts in the shuffled order of their keys, those of one key in the order in which they were entered."""
    waiting: dict[Any, list[Any]] = {}
    for fact in facts:
        waiting.setdefault(key(fact), []).append(fact)
    return tuple(waiting[key(fact)].pop(0) for fact in shuffled)


# --- days ahead -------------------------------------------------------------------------------------------------------


@some
@given(asked_of_whole(), st.integers(0, 14))
def test_days_ahead_is_what_due_would_say_on_each_of_them(both: tuple[Day, Account], days: int) -> None:
    """Points too, each with the first day on which it would ride on something."""
    day, account = both
    now = known(account, day)
    each = {(item.rule, item.contact, item.occasion) for later in range(day, day + days + 1) for item in _shown(now, later)}
    assert {(item.rule, item.contact, item.occasion) for item in _shown(now, day, days)} == each
