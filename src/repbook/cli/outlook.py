"""What a touch just written settled, what it did not, and what its customer will be due next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from repbook.cli.run import run
from repbook.words import t

if TYPE_CHECKING:
    from repbook.rules import Coming
    from repbook.store.book import Book
    from repbook.terms import Account, Item, Promise

MOST_PROMISES = 3
"""So many open promises are asked about after a touch."""

MOST_STILL = 3
"""And so many things said to be still open."""

_CARE = ("care-call", "care-visit")
_ORDERS = ("reorder", "at-risk", "second-order", "win-back")
_MOST_OTHERS = 2  # of what comes before the next care
_A_YEAR = 366


class Outlook(NamedTuple):
    """A customer with every item, due or not; what is due and not held; what will be shown next; and what I promised and have not done."""

    account: Account
    items: list[Item]
    standing: list[Item]
    coming: list[Coming]
    promised: list[Promise]


def read(book: Book, customer: int) -> Outlook:
    """How things stand with a customer today."""
    from repbook import rules
    from repbook.store import facts
    from repbook.store import policy as stored

    policy = stored.read(book.db)
    (account,) = facts.load(book.db, run.today, ids=[customer], whole=True)
    ask = rules.Ask(policy, stored.calendar(book.db, policy), run.today, ahead=_A_YEAR)
    items = rules.items_of(account, ask)
    promised = sorted((p for p in account.promises if not p.theirs and p.kept is None and p.dropped is None), key=lambda p: p.by)
    standing = [item for item in items if item.open_on(run.today) and not rules.held_by(account, item, ask)]
    return Outlook(account, items, standing, rules.coming(account, items, ask), promised)


def tell(touch: Mapping[str, Any], before: Outlook, after: Outlook) -> None:
    """Say it, a line each."""
    from repbook.render import out
    from repbook.render.morning import reason, rule_named

    settled = _settled(before, after)
    if touch["outcome"] != "done":
        out.talk("  " + t("say.log_attempt", outcome=touch["outcome"]))
    rests = {_identity(item): item.rests_until for item in after.items if item.rests_until is not None}
    for item in settled:
        key, day = ("say.log_rests", rests[_identity(item)]) if _identity(item) in rests else ("say.log_settles", None)
        out.talk("  " + t(key, rule=rule_named(item.rule), reason=reason(item.reason), day=day))
    asked = before.promised[:MOST_PROMISES] if touch["outcome"] == "done" and not touch["mass"] else []
    for one in asked:
        out.talk("  " + t("say.log_settled", id=one.id, text=one.text, by=one.by))
    for item, line in _still(after, {f"#{one.id}" for one in asked}) if touch["outcome"] == "done" and not touch["mass"] else []:
        out.talk("  " + t("say.log_still", rule=rule_named(item.rule), reason=reason(item.reason), line=line))
    if touch["meant_for"] and not any(touch["meant_for"] in (i.rule, i.occasion) for i in settled):
        out.talk("  " + t("say.log_settles_nothing", what=rule_named(touch["meant_for"])))
    what = t("due.list_comma").join(_in_words(one) for one in _next(after.coming, {f"#{one.id}" for one in asked}))
    out.talk("  " + (t("say.log_next", what=what) if what else t("say.log_nothing_next")))


def _still(after: Outlook, asked: set[str]) -> list[tuple[Item, str]]:
    """What is due all the same and wants a command of its own, with that; promises just asked about apart."""
    from repbook.cli import settling

    lines = [(item, settling.special(after.account, item)) for item in after.standing if item.occasion not in asked]
    return [(item, line) for item, line in lines if line][:MOST_STILL]


def _settled(before: Outlook, after: Outlook) -> list[Item]:
    """What stood open before and does not any more, and what is settled ahead of its day."""
    open_now = {_identity(item) for item in after.items if item.open_on(run.today)}
    ahead = {_identity(item) for item in after.items if item.settled is not None and item.start > run.today}
    return [
        item
        for item in before.items
        if (item.open_on(run.today) and _identity(item) not in open_now) or (item.settled is None and _identity(item) in ahead)
    ]


def _identity(item: Item) -> tuple[object, ...]:
    return (item.rule, item.contact, item.occasion, item.due)


def _next(coming: list[Coming], asked: set[str]) -> list[Coming]:
    """The next call and visit by cadence, and the first things that come before them; promises just asked about apart."""
    care = [one for one in coming if one.item.rule in _CARE]
    last = min((one.by for one in care), default=run.today + _A_YEAR)
    others = [one for one in coming if one not in care and one.by <= last and one.item.occasion not in asked]
    orders = [one for one in others if one.item.rule in _ORDERS]  # these come after each other, and only for want of an order
    return sorted([*care, *[one for one in others if one not in orders[1:]][:_MOST_OTHERS]], key=lambda one: one.by)


def _in_words(one: Coming) -> str:
    """`call by Thu 10 Dec`, `visit today`, `birthday Sat 5 Dec`."""
    from repbook.words import word

    item = one.item
    what = word("action", item.action) if item.rule in _CARE else word("next", item.rule)
    if item.rule == "festival-greeting":
        what = word("festival", item.occasion)
    if one.by == run.today:
        return t("say.next_today", what=what)
    return t("say.next_item" if item.rule in _CARE else "say.next_named", what=what, day=one.by)
