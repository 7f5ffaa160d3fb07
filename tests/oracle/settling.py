"""Which touches count for what: the section Settling of the rule book."""

from __future__ import annotations

from tests.oracle.facts import Customer, Touch

VISITS = ("visit", "meeting")
SPOKEN = ("call", *VISITS)


def counts(touch: Touch) -> bool:
    """Only what was done and not sent to many counts, and of what came from them only calls and visits."""
    return touch.done and not touch.mass and (touch.mine or touch.kind in SPOKEN)


def counting(c: Customer, first: int, last: int, contact: int | None = None) -> list[Touch]:
    """The touches of these days that count, with that contact or with nobody named."""
    return [t for t in c.touches if counts(t) and first <= t.day <= last and (contact is None or not t.contacts or contact in t.contacts)]


Names = tuple[str, ...]
"""What a touch may be logged for and mean one item: its rule, its festival or its #id."""


def is_call_or_visit(c: Customer, touch: Touch, contact: int | None = None, dated: Names | None = None) -> bool:
    """A call or a visit; of somebody who wants no calls a personal message of mine too, for a dated item unless for another."""
    return touch.kind in SPOKEN or (touch.kind == "message" and c.no_calls(contact) and (dated is None or plain(touch, dated)))


def call_or_visit(
    c: Customer, first: int, last: int, contact: int | None = None, with_: int | None = None, dated: Names | None = None
) -> bool:
    """Whether there was one in these days; `contact` is whose flag is looked at, `with_` with whom it had to be."""
    return any(is_call_or_visit(c, touch, contact, dated) for touch in counting(c, first, last, with_))


def visit(c: Customer, first: int, last: int) -> bool:
    return any(touch.kind in VISITS for touch in counting(c, first, last))


def meant(c: Customer, names: Names, first: int, last: int, contact: int | None = None) -> bool:
    """Whether any touch of these days was logged `--for` one of these names."""
    return any(touch.meant in names for touch in counting(c, first, last, contact))


def plain(touch: Touch, names: Names) -> bool:
    """Not logged for something else."""
    return touch.meant in ("", *names)


def greeting(c: Customer, names: Names, first: int, last: int, contact: int | None = None) -> bool:
    return any(touch.kind == "greeting" and plain(touch, names) for touch in counting(c, first, last, contact))


def gift(c: Customer, names: Names, first: int, last: int, contact: int | None = None) -> bool:
    return any(touch.gift and plain(touch, names) for touch in counting(c, first, last, contact))
