"""Names as a rep types them: what a name can be called by, worked out once when it is written.

A handle is the pinyin of a name, every usual reading, and its initials: 王建国 is also `wangjianguo` and `wjg`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice, product

SURNAMES = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "查": "zha", "区": "ou", "朴": "piao", "覃": "qin", "翟": "zhai", "缪": "miao",
    "乐": "yue", "盖": "ge", "任": "ren", "华": "hua", "尉": "yu", "宓": "fu", "员": "yun", "召": "shao", "冼": "xian", "种": "chong",
    "洗": "xian", "折": "she", "繁": "po", "黑": "he", "秘": "bi", "葛": "ge", "燕": "yan", "纪": "ji", "谌": "chen", "隗": "wei",
    "长": "chang", "万": "wan", "佟": "tong", "阚": "kan", "幺": "yao", "逄": "pang", "都": "du", "应": "ying", "宁": "ning", "晁": "chao",
}  # fmt: skip
"""How a character is read as a surname, where that is not its first reading elsewhere."""

_MOST_READINGS = 16
_MOST_OF_ONE = 3  # readings of one character


def handles(name: str) -> str:
    """The handles of a name between bars, pinyin readings first, then initials: `|meijiachaoshi|mjcs|`."""
    if name.isascii():
        readings = [tuple("".join(c for c in word if c.isalnum()).lower() for word in name.split())]
    else:
        readings = list(islice(_readings(name), _MOST_READINGS))
    whole = dict.fromkeys("".join(parts) for parts in readings)
    initials = dict.fromkeys("".join(part[:1] for part in parts) for parts in readings)
    found = [handle for handle in (*whole, *initials) if handle]
    return f"|{'|'.join(dict.fromkeys(found))}|" if found else ""


def _readings(name: str) -> Iterator[tuple[str, ...]]:
    """Every usual reading of a name, syllable by syllable, the likeliest first."""
    from pypinyin import Style, pinyin

    likely = [part[0] for part in pinyin(name, style=Style.NORMAL)]
    units: list[list[str]] = []
    for part in pinyin(name, style=Style.NORMAL, heteronym=True):
        units.append(list(dict.fromkeys("".join(c for c in reading if c.isalnum()).lower() for reading in part)))
    if len(likely) == len(units):
        for unit, first in zip(units, likely, strict=True):
            first = "".join(c for c in first if c.isalnum()).lower()
            if first in unit:
                unit.insert(0, unit.pop(unit.index(first)))
    surname = SURNAMES.get(name[0])
    if surname and units:
        units[0] = list(dict.fromkeys([surname, *units[0]]))
    return _likeliest_first([unit[:_MOST_OF_ONE] for unit in units])


def _likeliest_first(units: list[list[str]]) -> Iterator[tuple[str, ...]]:
    """All ways to read the units, each unit's likeliest reading being its first: those with fewer unlikely ones come first."""
    doubtful = [at for at, unit in enumerate(units) if len(unit) > 1]
    for n in range(len(doubtful) + 1):
        for places in combinations(doubtful, n):
            for others in product(*(units[at][1:] for at in places)):
                chosen = dict(zip(places, others, strict=True))
                yield tuple(chosen.get(at, unit[0]) for at, unit in enumerate(units))


def initials(stored: str) -> str:
    """The likeliest initials among stored handles: the first one as short as the shortest."""
    found = [handle for handle in stored.split("|") if handle]
    return min(found, key=len) if found else ""


def digits(phone: str) -> str:
    """The digits of a phone number as it can be compared: 138 0000 1111 and 138-0000-1111 are one."""
    return "".join(c for c in phone if c.isdigit())
