"""Where somebody is named: names, numbers and their sound as one pattern, looked for in every free text of the book."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

MARK = "[…]"
"""What stands in a text where somebody was named who is forgotten."""

FREE_TEXT: Mapping[str, tuple[str, ...]] = {
    "customer": ("source", "address", "note"),
    "contact": ("function", "likes", "family", "note"),
    "touch": ("gift", "origin", "note"),
    "orders": ("product",),
    "occasion": ("title",),
    "promise": ("text",),
    "complaint": ("text", "cause"),
    "complaint_stage": ("note",),
    "alert": ("reason",),
    "stock": ("product",),
    "snooze": ("because",),
}
"""The columns in which a person writes what they like; a test knows every other text column by name."""

_OWNER = {"customer": "id", "alert": "NULL", "complaint_stage": "(SELECT customer_id FROM complaint c WHERE c.id = complaint_id)"}
_TITLES = (
    "总", "经理", "老板", "老板娘", "姐", "哥", "主任", "店长", "师傅", "先生", "女士", "小姐", "太太", "老师", "科长", "处长", "局长",
    "部长", "总监", "会计", "医生", "叔", "姨", "嫂", "董", "工", "阿姨", "大姐", "大哥",
)  # fmt: skip
_LEAST_DIGITS = 7
_LEAST_SOUNDS = 6
_LEAST_ACCOUNT = 4
_LEAST_ADDRESS = 8


class Words(NamedTuple):
    """What somebody can be recognised by: names, digits of telephones, WeChat ids and addresses, names spelled by their sound."""

    names: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    sounds: frozenset[str] = frozenset()

    def plus(self, other: Words) -> Words:
        """Both together."""
        return Words(*(one | more for one, more in zip(self, other, strict=True)))


class Place(NamedTuple):
    """A text in which somebody is named: its row and column, whose row it is (None for an alert), and the text."""

    table: str
    id: int
    column: str
    owner: int | None
    text: str


def words_of(row: Mapping[str, Any]) -> Words:
    """What a row of a customer or contact can be recognised by."""
    names = {row["name"], row.get("key") or row["name"]}
    least = {"wechat": _LEAST_ACCOUNT, "email": _LEAST_ACCOUNT, "address": _LEAST_ADDRESS}
    accounts = {row[name] for name, letters in least.items() if len(row.get(name) or "") >= letters}
    sounds = {} if row["name"].isascii() else {one for one in (row.get("handles") or "").split("|") if len(one) >= _LEAST_SOUNDS}
    return Words(frozenset(names), frozenset(_numbers(row.get("phone") or "")), frozenset(accounts), frozenset(sounds))


def _numbers(phone: str) -> Iterator[str]:
    """The numbers in a field, long enough to be somebody's own."""
    for part in re.split(r"[/、,;，；]|转|ext", phone.lower()):
        number = "".join(c for c in part if c.isdigit())
        number = number[2:] if len(number) > 11 and number.startswith("86") else number
        if len(number) >= _LEAST_DIGITS:
            yield number


def is_telling(name: str) -> bool:
    """Whether a name says who it is also where nobody knows the customer: 王建国 does, 王总 and 小李 do not."""
    if name.isascii():
        return len(name) >= 3
    title = next((title for title in sorted(_TITLES, key=len, reverse=True) if name.endswith(title)), "")
    rest = name.removesuffix(title) if title else name[1:] if name[:1] in "小老阿" and len(name) == 2 else name
    return len(rest) >= 2


class Pattern:
    """Finds the words of somebody in a text; longer names of others that hold one of them are let stand."""

    def __init__(self, words: Words, others: Iterable[str] = (), near: bool = True) -> None:
        names = [name for name in words.names if near or is_telling(name)]
        gone = [_name(name) for name in sorted(names, key=len, reverse=True)]
        gone += [_number(number) for number in sorted(words.numbers)]
        gone += [_bounded(re.escape(account)) for account in sorted(words.accounts, key=len, reverse=True)]
        gone += [_bounded("[ '’-]?".join(sound)) for sound in sorted(words.sounds, key=len, reverse=True)]
        stay = sorted({other for other in others if any(_is_part(name, other) for name in names)}, key=len, reverse=True)
        self._found = re.compile(f"({'|'.join(map(re.escape, stay)) or '(?!)'})|(?:{'|'.join(gone) or '(?!)'})", re.IGNORECASE)

    def names(self, text: str) -> bool:
        """Whether somebody is named in a text."""
        return any(found[1] is None for found in self._found.finditer(text))

    def without(self, text: str) -> str:
        """The text with a mark wherever somebody was named."""
        return self._found.sub(lambda found: MARK if found[1] is None else found[0], text)


def _is_part(name: str, other: str) -> bool:
    return len(name) < len(other) and name.casefold() in other.casefold()


def _name(name: str) -> str:
    if len(name) == 1:
        return rf"(?<!\w){re.escape(name)}(?!\w)"
    return _bounded(r"\s+".join(map(re.escape, name.split())))


def _bounded(pattern: str) -> str:
    """A pattern that neither begins nor ends within a longer word of letters."""
    start = r"(?<![A-Za-z0-9])" if re.match(r"\w", pattern, re.ASCII) else ""
    end = r"(?![A-Za-z0-9])" if re.search(r"\w$", pattern, re.ASCII) else ""
    return f"{start}{pattern}{end}"


def _number(number: str) -> str:
    """A number however it is grouped."""
    return rf"(?<![0-9])(?:\+?86[ -]?)?{'[ ()-]*'.join(number)}(?![0-9])"


# ---- in the book --------------------------------------------------------------------------------------------


def texts(db: sqlite3.Connection) -> Iterator[Place]:
    """Every free text of the book that says anything, also of an older schema."""
    there = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table, columns in FREE_TEXT.items():
        if table in there:
            rows = db.execute(f"SELECT id, {_OWNER.get(table, 'customer_id')}, {', '.join(columns)} FROM {table} ORDER BY id")
            for number, owner, *cells in rows:
                yield from (Place(table, number, name, owner, text) for name, text in zip(columns, cells, strict=True) if text)


class Mentions:
    """Who is meant where: at home anything that names somebody, elsewhere only what tells who it is.

    `home` are the customers it is at home at, `others` the names of everybody else, and texts of the customers in
    `namesakes` are let be: they know somebody else of that name.
    """

    def __init__(self, words: Words, home: Collection[int], others: Collection[str], namesakes: Collection[int]) -> None:
        self._home, self._namesakes = frozenset(home), frozenset(namesakes) - frozenset(home)
        self.near, self.far = Pattern(words, others), Pattern(words, others, near=False)

    def pattern(self, owner: int | None) -> Pattern | None:
        """The pattern for the rows of a customer; None where somebody else is meant."""
        if owner in self._namesakes:
            return None
        return self.near if owner in self._home else self.far

    def places(self, db: sqlite3.Connection) -> Iterator[Place]:
        """Every text in which somebody is named."""
        for place in texts(db):
            pattern = self.pattern(place.owner)
            if pattern is not None and pattern.names(place.text):
                yield place

    def without(self, place: Place) -> str:
        """The text of a place without them."""
        pattern = self.pattern(place.owner)
        return pattern.without(place.text) if pattern is not None else place.text
