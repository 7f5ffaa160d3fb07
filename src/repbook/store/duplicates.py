"""Customers that may be one and the same: by telephone, by the sound of their names, by their letters. Only ever a proposal."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations
from typing import NamedTuple

from repbook.names import digits

PHONE, PINYIN, LIKENESS = "phone", "pinyin", "likeness"
LEAST_ALIKE = 0.8
_LEAST_DIGITS = 7
_LEAST_SOUNDS = 4  # letters of a name that sounds the same
_MOST_ALIKE = 60  # customers who share a piece of their names; more of them say nothing
_MOST_OF_A_NUMBER = 8  # customers with one number; more of them have a switchboard


class Known(NamedTuple):
    """A customer as it is compared: its numbers are those of its contacts too."""

    id: int
    name: str
    handles: str
    archived: bool
    numbers: frozenset[str]


class Twins(NamedTuple):
    """Two customers who may be one, why (phone, pinyin, likeness), and how alike their names are, 0 … 1."""

    one: Known
    other: Known
    because: tuple[str, ...]
    likeness: float


CUSTOMERS = "SELECT id, name, handles, archived_on IS NOT NULL, phone FROM customer ORDER BY id"
NUMBERS = "SELECT customer_id, phone FROM contact WHERE phone <> ''"


def find(db: sqlite3.Connection) -> list[Twins]:
    """The pairs of customers that may be one, the surest first; two archived ones are let be."""
    known = _known(db)
    reasons: dict[tuple[int, int], set[str]] = {}
    for why, pairs in ((PHONE, _by_number(known.values())), (PINYIN, _by_sound(known.values())), (LIKENESS, _by_letters(known.values()))):
        for one, other in pairs:
            reasons.setdefault((min(one, other), max(one, other)), set()).add(why)
    found = [_twins(known[one], known[other], why) for (one, other), why in reasons.items()]
    found = [twins for twins in found if not (twins.one.archived and twins.other.archived)]
    return sorted(found, key=lambda twins: (-len(twins.because), -twins.likeness, twins.one.id, twins.other.id))


def _twins(one: Known, other: Known, why: Iterable[str]) -> Twins:
    because = tuple(reason for reason in (PHONE, PINYIN, LIKENESS) if reason in why)
    return Twins(one, other, because, alike(one.name, other.name))


def _known(db: sqlite3.Connection) -> dict[int, Known]:
    numbers: dict[int, set[str]] = {}
    for customer, phone in db.execute(NUMBERS):
        numbers.setdefault(customer, set()).update(_numbers(phone))
    return {
        number: Known(number, name, handles, bool(archived), frozenset(numbers.get(number, set()) | set(_numbers(phone))))
        for number, name, handles, archived, phone in db.execute(CUSTOMERS)
    }


def _numbers(phone: str) -> Iterator[str]:
    """The numbers in a field, long enough to be somebody's own."""
    for part in re.split(r"[/、,;]|转|ext", phone.lower()):
        number = digits(part)
        number = number[2:] if len(number) > 11 and number.startswith("86") else number
        if len(number) >= _LEAST_DIGITS:
            yield number


def _by_number(known: Iterable[Known]) -> Iterator[tuple[int, int]]:
    yield from _pairs(((number, one.id) for one in known for number in one.numbers), _MOST_OF_A_NUMBER)


def _by_sound(known: Iterable[Known]) -> Iterator[tuple[int, int]]:
    """Names of the same likeliest reading: 美佳超市 and 美家超市."""
    sounds = ((handles[0], one.id) for one in known if (handles := one.handles.strip("|").split("|")) and len(handles[0]) >= _LEAST_SOUNDS)
    yield from _pairs(sounds, _MOST_ALIKE)


def _by_letters(known: Iterable[Known]) -> Iterator[tuple[int, int]]:
    """Names that share a rare piece and are nearly the same."""
    names = {one.id: _plain(one.name) for one in known}
    pieces = ((piece, number) for number, name in names.items() for piece in _pieces(name))
    for one, other in set(_pairs(pieces, _MOST_ALIKE)):
        first, second = names[one], names[other]
        if _may_be_alike(first, second) and _figures(first) == _figures(second) and _ratio(first, second) >= LEAST_ALIKE:
            yield one, other


def _pairs(marks: Iterable[tuple[str, int]], most: int) -> Iterator[tuple[int, int]]:
    """The pairs of those who share a mark, unless more than `most` do."""
    owners: dict[str, list[int]] = {}
    for mark, number in marks:
        owners.setdefault(mark, []).append(number)
    for numbers in owners.values():
        if 1 < len(numbers) <= most:
            yield from combinations(dict.fromkeys(numbers), 2)


def alike(one: str, other: str) -> float:
    """How alike two names are, 0 … 1; case, spaces and signs aside."""
    return round(_ratio(_plain(one), _plain(other)), 4)


def _ratio(one: str, other: str) -> float:
    first, second = sorted((one, other))  # so that it does not matter which comes first
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def _may_be_alike(one: str, other: str) -> bool:
    """Whether two names have enough letters in common, whatever their order; quick to tell."""
    return (Counter(one) & Counter(other)).total() * 2 >= LEAST_ALIKE * (len(one) + len(other))


def _plain(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def _pieces(name: str) -> set[str]:
    """What two like names would share: pairs of Chinese characters, four letters in a row."""
    size = 4 if name.isascii() else 2
    return {name[at : at + size] for at in range(max(1, len(name) - size + 1))}


def _figures(name: str) -> list[str]:
    """The numbers in a name: shop 3 is not shop 4."""
    return re.findall(r"[0-9]+", name)


def among(twins: Sequence[Twins], ids: Collection[int]) -> list[Twins]:
    """Those of whom at least one is among these customers."""
    return [pair for pair in twins if pair.one.id in ids or pair.other.id in ids]
