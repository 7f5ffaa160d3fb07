"""Whether a greeting says what somebody was told before, and whether a gift is one they were given: texts made comparable.

Nobody likes to be sent what everybody got. Two greetings are compared without what differs for each person anyway:
case, width, spaces, signs and emoji, the name and title of the one who gets it, and the 祝 and 您 that every greeting has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple
from unicodedata import normalize

from repbook.terms import Day

LOOK_BACK = 400
"""What others were sent counts for this many days, so that last year's festival still does; the same customer's always."""

GIFT_YEARS = 2
"""A gift is not repeated at a customer within this many years."""

NEAR = 0.75
"""How alike two texts are, at least, to be nearly the same: the share of character pairs that they have in common."""

SHORT = 6
"""A text of fewer characters than this, 中秋快乐, repeats only what is the same to the letter."""

_TITLES = (
    "总经理", "副经理", "董事长", "老板娘", "经理", "老板", "副总", "店长", "厂长", "站长", "会长", "主任", "校长", "院长", "处长",
    "科长", "局长", "部长", "会计", "老师", "医生", "大夫", "师傅", "先生", "女士", "小姐", "大姐", "大哥", "大叔", "阿姨",
    "总", "姐", "哥", "董", "叔", "姨", "嫂", "弟", "妹", "工",
)  # fmt: skip
"""Longer ones first where one begins or ends another."""

_DOUBLE_SURNAMES = frozenset((
    "欧阳", "上官", "司马", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "端木", "夏侯", "南宫",
))  # fmt: skip
_OPENINGS = ("尊敬的", "敬爱的", "亲爱的", "祝")
_HELLOS = ("您好", "你好", "早上好", "上午好", "中午好", "下午好", "晚上好", "早安", "晚安", "好")
_CALLING = frozenset(("dear", "hi", "hello", "hey"))
_ENGLISH_TITLES = ("mr", "mrs", "ms", "miss", "dr", "prof", "sir", "madam", "boss", "manager", "director")
_MOST_NAMED = 3  # characters before a title: 王建国经理
_MOST_CALLED = 4  # words, "dear" among them: dear Mr Chen Li

_EVERYWHERE = dict.fromkeys(map(ord, "祝愿您你们"))
"""What stands in every greeting and makes none of them one's own."""

_SET_PHRASES = {
    "阖家": ("合家", "阖府", "全家"),
    "万事如意": ("事事如意", "诸事如意", "事事顺心", "万事顺意"),
    "身体健康": ("身体安康", "健健康康"),
}
"""Set phrases in the words that are usual, and others for the same: choosing one of them makes no greeting one's own."""

_SIGNS = re.compile(r"[\W_]+")
"""Spaces, punctuation, emoji: all that is neither a letter nor a digit."""

_CHINESE_OPENING = re.compile(r"[^\W_]{1,14}(?=[\W_])")
_ENGLISH_OPENING = re.compile(r"[\w .']{1,40}(?=[^\w .'])")
"""What stands before the first sign, if that is short enough to be somebody's title and name."""

_COUNTED = "0123456789一二两三四五六七八九十半几"
_MEASURES = "盒箱瓶提条份个袋罐套件包斤束篮桶张只对"


class Sent(NamedTuple):
    """A greeting that went out: the touch, to whom, its words, and the names that its reader goes by."""

    touch: int
    day: Day
    customer: str
    customer_id: int
    contact: str
    kind: str
    text: str
    names: tuple[str, ...] = ()


class Repeat(NamedTuple):
    """An earlier greeting that a text repeats, and how alike the two are: 1 where only signs and names differ."""

    sent: Sent
    likeness: float

    @property
    def exact(self) -> bool:
        """Whether the words are the same, names and signs aside."""
        return self.likeness == 1


def repeats(text: str, names: Iterable[str], sent: Iterable[Sent]) -> list[Repeat]:
    """The greetings that a text repeats: the same words before nearly the same ones, and newer before older."""
    mine = Comparable(normalise(text, names))
    if not mine.text:
        return []
    found = [Repeat(one, likeness) for one in sent if (likeness := mine.likeness(one.text, one.names)) >= NEAR]
    return sorted(found, key=lambda repeat: (not repeat.exact, -repeat.sent.day, -repeat.sent.touch))


def alike(one: str, other: str) -> float:
    """How alike two normalised texts are, 0 … 1: 1 for the same, less than `NEAR` where one is too short to tell."""
    return Comparable(one).to(other)


class Comparable:
    """A normalised text that many others are compared with."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._pairs: dict[str, int] = {}
        for pair in _pairs(text):
            self._pairs[pair] = self._pairs.get(pair, 0) + 1
        self._known: dict[str, float] = {}

    def likeness(self, text: str, names: Sequence[str] = ()) -> float:
        """How alike a text as it was sent is, its reader's names left out; the same text is looked at once."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self.to(normalise(text))
        if found == 1 or not any(_named(text, name) for name in names):
            return found
        return max(found, self.to(normalise(text, names)))

    def to(self, other: str) -> float:
        """How alike another normalised text is: twice the pairs in common by all pairs (Dice)."""
        if other == self.text:
            return 1.0 if other else 0.0
        short, long = sorted((len(self.text), len(other)))
        if short < SHORT or 2 * (short - 1) < NEAR * (short + long - 2):
            return 0.0
        left, common = self._pairs.copy(), 0
        for pair in _pairs(other):
            if left.get(pair, 0) > 0:  # said twice, it has to be said twice there too
                left[pair] -= 1
                common += 1
        return 2 * common / (short + long - 2)


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)]


# ---- a text without what differs anyway ---------------------------------------------------------------


def normalise(text: str, names: Iterable[str] = ()) -> str:
    """A greeting's letters and digits, without the names and titles of its reader and the words of every greeting."""
    text = _even(text)
    for name in names:
        text = _without_name(text, _even(name))
    text = _without_salutation(_without_salutation(text))  # 王总，您好！
    text = _SIGNS.sub("", text).translate(_EVERYWHERE)
    for usual, others in _SET_PHRASES.items():
        for other in others:
            text = text.replace(other, usual)
    return text


def _even(text: str) -> str:
    return normalize("NFKC", text).casefold()


def _named(text: str, name: str) -> bool:
    """Whether a text may name somebody: its first or last character, or one of its words in letters, is in it."""
    if name.isascii():
        lower = text.casefold()
        return any(word in lower for word in name.casefold().split())
    return name[0] in text or name[-1] in text


def _without_salutation(text: str) -> str:
    """The text without an opening such as 尊敬的陈总您好， or Dear Mr Chen, whoever that is."""
    signs = _SIGNS.match(text)
    head = text[signs.end() :] if signs else text
    opening = (_ENGLISH_OPENING if head[:1].isascii() else _CHINESE_OPENING).match(head)
    if opening is None:
        return text
    called, rest = opening[0].strip(), head[opening.end() :]
    return rest if _is_salutation(called) and _SIGNS.sub("", rest) else text


def _is_salutation(text: str) -> bool:
    words = text.replace(".", " ").split()
    if words[:1] and (words[0] in _CALLING or words[0] in _ENGLISH_TITLES):
        return len(words) <= (_MOST_CALLED if words[0] == "dear" or (len(words) > 1 and words[1] in _ENGLISH_TITLES) else 2)
    if text.startswith(_OPENINGS):
        text = text[next(len(opening) for opening in _OPENINGS if text.startswith(opening)) :]
    if text.endswith(_HELLOS):
        text = text[: -next(len(hello) for hello in _HELLOS if text.endswith(hello))].rstrip()
    if not text.endswith(_TITLES):
        return text == ""
    return len(text) - next(len(title) for title in _TITLES if text.endswith(title)) <= _MOST_NAMED


def _without_name(text: str, name: str) -> str:
    """The text without a name, whole or as people are called: 陈丽, 陈姐, 老陈, 建国,; Mr Chen, Ada."""
    if not name:
        return text
    if name.isascii():
        return _without_words(text, name)
    text = _cut(text, name, alone=True)
    if not 2 <= len(name) <= 4 or not all("\u4e00" <= c <= "\u9fff" for c in name):
        return text
    split = 2 if name[:2] in _DOUBLE_SURNAMES and len(name) > 2 else 1
    surname, given = name[:split], name[split:]
    for nickname in (f"老{surname}", f"小{surname}", f"小{given}", f"阿{given}"):
        text = _cut(text, nickname, alone=True)
    for called in (given, surname, given[-1]):
        text = _cut(text, called, alone=called == given and len(given) > 1, addressed=True)
    return text


def _cut(text: str, called: str, alone: bool, addressed: bool = False) -> str:
    """The text without each place where somebody is called so, with a title after it or, if that is enough, `alone`.

    Where it stands alone it may have to be `addressed`: 国庆， is a man and 国庆快乐 is not.
    """
    at = text.find(called)
    while at >= 0:
        end = at + len(called)
        title = next((title for title in _TITLES if text.startswith(title, end)), "")
        if title or (alone and (not addressed or not text[end : end + 1].isalnum())):
            text = f"{text[:at]} {text[end + len(title) :]}"
            at -= 1
        at = text.find(called, at + 1)
    return text


def _without_words(text: str, name: str) -> str:
    """The text without a name in letters: whole, or a word of it where somebody is addressed: Mr Chen, or "Ada," or "Ada!"."""
    words = [word for word in re.split(r"[^a-z0-9]+", name) if word and word in text]
    if not words:
        return text
    titled = rf"(?:\b(?:{'|'.join(_ENGLISH_TITLES)})\b[. ]*)"
    some = f"(?:{'|'.join(map(re.escape, words))})"
    begin, end = "(?<![a-z0-9])", "(?![a-z0-9])"
    text = re.sub(f"{titled}?{begin}{re.escape(name)}{end}", " ", text)
    return re.sub(f"{titled}{some}{end}|{begin}{some}(?= *(?:[^a-z0-9 ]|$))", " ", text)


# ---- gifts --------------------------------------------------------------------------------------------


def same_gift(one: str, other: str) -> bool:
    """Whether two gifts are the same thing: 两盒月饼 and 月饼礼盒, green tea and Green Tea; not 茶叶 and 茶具."""
    short, long = sorted((_thing(one), _thing(other)), key=len)
    within = len(short) > 1 and not short.isascii() and short in long
    return within or alike(short, long) >= NEAR


def _thing(text: str) -> str:
    """What was given, without how many of it."""
    plain = whole = "".join(c for c in _even(text) if c.isalnum())
    for measure in _MEASURES:
        at = plain.find(measure)
        while at > 0 and plain[at - 1] in _COUNTED:
            start = at - 1
            while start > 0 and plain[start - 1] in _COUNTED:
                start -= 1
            plain = plain[:start] + plain[at + 1 :]
            at = plain.find(measure)
    return plain or whole


def years_before(day: Day, years: int = GIFT_YEARS) -> Day:
    """The same date so many years earlier; of 29 February the 28th."""
    at = date.fromordinal(day)
    year = max(at.year - years, 1)
    return (date(year, 2, 28) if (at.month, at.day) == (2, 29) else at.replace(year=year)).toordinal()
