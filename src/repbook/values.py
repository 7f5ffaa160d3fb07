"""Reading one value as people type it: money, numbers, words in either language, names, phones, plain text.

Pure functions of a text, shared by the command line and by import, so that both accept and refuse the same
things. Each raises BadInput with the `text` it could not read. The word tables are the only place where the
spellings of a word are listed; they are looked up as written first, then as `plain` leaves the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from sys import modules

from repbook.errors import BadInput

MOST_FEN = 10**13
MOST_QUANTITY_DIGITS = 12
NAME_LENGTH = 200

KINDS: Mapping[str, str] = {
    "call": "call", "电话": "call", "打电话": "call", "通话": "call", "phone": "call",
    "visit": "visit", "拜访": "visit", "走访": "visit", "上门": "visit",
    "meeting": "meeting", "会议": "meeting", "见面": "meeting", "开会": "meeting",
    "message": "message", "微信": "message", "短信": "message", "消息": "message", "wechat": "message", "sms": "message",
    "greeting": "greeting", "问候": "greeting", "祝福": "greeting",
    "gift": "gift", "礼品": "gift", "送礼": "gift",
    "help": "help", "帮忙": "help",
}  # fmt: skip
OUTCOMES: Mapping[str, str] = {
    "done": "done", "完成": "done", "已完成": "done",
    "no-answer": "no-answer", "noanswer": "no-answer", "no answer": "no-answer", "未接": "no-answer", "未接通": "no-answer",
    "无人接听": "no-answer", "没接": "no-answer", "没接通": "no-answer", "没人接": "no-answer", "没打通": "no-answer",
    "打不通": "no-answer",
    "refused": "refused", "拒绝": "refused",
    "cancelled": "cancelled", "canceled": "cancelled", "取消": "cancelled", "已取消": "cancelled",
}  # fmt: skip
PURPOSES: Mapping[str, str] = {
    "care": "care", "关怀": "care", "客情": "care", "维护": "care",
    "business": "business", "业务": "business",
    "value": "value", "价值": "value",
    "promo": "promo", "促销": "promo", "推广": "promo", "promotion": "promo",
    "referral": "referral", "转介绍": "referral", "引荐": "referral",
}  # fmt: skip
MOODS: Mapping[str, str] = {"good": "good", "好": "good", "ok": "ok", "一般": "ok", "bad": "bad", "差": "bad"}
STATUSES: Mapping[str, str] = {
    "prospect": "prospect", "潜在": "prospect", "潜在客户": "prospect",
    "active": "active", "合作": "active", "合作中": "active",
    "lost": "lost", "流失": "lost", "已流失": "lost",
}  # fmt: skip
ROLES: Mapping[str, str] = {
    "decider": "decider", "拍板者": "decider", "决策者": "decider", "拍板人": "decider", "决策人": "decider",
    "influencer": "influencer", "影响者": "influencer",
    "user": "user", "使用者": "user",
    "gatekeeper": "gatekeeper", "门卫": "gatekeeper", "把关者": "gatekeeper", "把关人": "gatekeeper",
}  # fmt: skip
SEVERITIES: Mapping[str, str] = {
    "1": "1", "1级": "1", "一级": "1",
    "2": "2", "2级": "2", "二级": "2",
    "3": "3", "3级": "3", "三级": "3",
}  # fmt: skip
YES_NO: Mapping[str, str] = {
    "yes": "yes", "是": "yes", "y": "yes", "true": "yes", "1": "yes", "√": "yes", "✓": "yes", "✔": "yes",
    "no": "no", "否": "no", "n": "no", "false": "no", "0": "no", "×": "no", "✗": "no",
}  # fmt: skip
TIER_WORDS: Mapping[str, str] = {
    "vip客户": "vip", "重点客户": "key", "重点": "key", "潜力客户": "potential", "潜力": "potential",
    "一般客户": "general", "一般": "general", "普通客户": "general", "普通": "general",
}  # fmt: skip
OCCASIONS: Mapping[str, str] = {
    "opening": "opening", "开业": "opening", "开张": "opening", "开业典礼": "opening",
    "promotion": "promotion", "促销活动": "promotion", "促销": "promotion",
    "dealer-meeting": "dealer-meeting", "经销商会议": "dealer-meeting", "经销商会": "dealer-meeting", "经销商大会": "dealer-meeting",
    "dealersmeeting": "dealer-meeting", "dealers'meeting": "dealer-meeting", "dealermeeting": "dealer-meeting",
    "wedding": "wedding", "婚礼": "wedding", "结婚": "wedding", "婚庆": "wedding", "喜事": "wedding",
    "newborn": "newborn", "添丁": "newborn", "生子": "newborn", "得子": "newborn", "生孩子": "newborn", "新生儿": "newborn",
    "housewarming": "housewarming", "乔迁": "housewarming", "搬家": "housewarming", "乔迁之喜": "housewarming",
    "anniversary": "anniversary", "周年": "anniversary", "周年庆": "anniversary", "店庆": "anniversary", "纪念日": "anniversary",
    "bereavement": "bereavement", "丧事": "bereavement", "去世": "bereavement", "白事": "bereavement",
    "illness": "illness", "生病": "illness", "住院": "illness",
    "accident": "accident", "事故": "accident", "意外": "accident", "车祸": "accident",
}  # fmt: skip
CALENDARS: Mapping[str, str] = {
    "solar": "solar", "阳历": "solar", "公历": "solar", "新历": "solar",
    "lunar": "lunar", "农历": "lunar", "阴历": "lunar", "旧历": "lunar",
}  # fmt: skip

# Full-width letters, digits and signs, as a Chinese input method types them, to the plain ones.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5, 0x2212: 0x2D}
# What no name or note is meant to hold: controls (tab and line breaks apart), what is no character, direction marks, invisible spaces.
_CONTROLS = dict.fromkeys((*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF))
_UNSEEN = _CONTROLS | dict.fromkeys((0xAD, 0x61C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF))
_UNSEEN_SPACE = "\u200b\ufeff"
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_GUARDED = ("'", *_FORMULA)


# ---- text ---------------------------------------------------------------------------------------------


def narrow(text: str) -> str:
    """The text with full-width letters, digits and signs made plain."""
    return text if text.isascii() else text.translate(_NARROW)


def plain(text: str) -> str:
    """A word for comparing: case, full width, spaces, underscores and hyphens make no difference."""
    return "".join(narrow(text).casefold().replace("_", " ").replace("-", " ").split())


def nfc(text: str) -> str:
    """The text in Unicode's composed form; its tables are loaded only for a text that may not be composed already."""
    if text.isascii():
        return text
    if "unicodedata" not in modules and all(c < "\u0300" or "\u4e00" <= c <= "\u9fff" or "\uff01" <= c <= "\uff5e" for c in text):
        return text
    from unicodedata import normalize

    return normalize("NFC", text)


def note(text: str) -> str:
    """A text of any length and number of lines: composed, line breaks as \\n, no control characters, trimmed."""
    if not text.isprintable():
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if not text.replace("\n", "").isprintable():
            text = _whole_characters(text).translate(_CONTROLS)
        text = _trimmed(text)
    return nfc(text.strip())


def _trimmed(text: str) -> str:
    """The text without white space, seen or unseen, at its ends."""
    while (shorter := text.strip().strip(_UNSEEN_SPACE)) != text:
        text = shorter
    return text


def line(text: str) -> str:
    """A text on one line: composed, trimmed, every run of white space one space, nothing unseen in it."""
    if not text.isprintable():
        text = " ".join(_whole_characters(text).split()).translate(_UNSEEN)
    return nfc(" ".join(text.split()))


def _whole_characters(text: str) -> str:
    """The text, unless it holds half a character (a surrogate), which no file can keep."""
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise BadInput("bad_text", text=text)
    return text


def name(text: str) -> str:
    """The name of a customer or contact as kept: `line`, not empty, at most 200 characters, and no `#5`, which is an id."""
    cleaned = line(text)
    if not cleaned:
        raise BadInput("bad_name", text=text)
    if cleaned[0] in "#＃" and is_number(cleaned):
        raise BadInput("number_as_name", text=cleaned)
    if len(cleaned) > NAME_LENGTH:
        raise BadInput("long_name", text=cleaned[:20] + "…", most=NAME_LENGTH)
    return cleaned


def is_number(text: str) -> bool:
    """Whether a text is written as the ids are, as in `#5`."""
    digits = narrow(text)[1:].strip()
    return text.startswith(("#", "＃")) and digits.isascii() and digits.isdigit()


def area(text: str) -> str:
    """An area as a path with `/` between its parts, largest first, however it was separated."""
    path = line(text)
    for sign in "／\\＼>＞":
        path = path.replace(sign, "/")
    parts = [part.strip() for part in path.split("/")]
    path = "/".join(part for part in parts if part)
    if not path or len(path) > NAME_LENGTH:
        raise BadInput("bad_area", text=text)
    return path


def phone(text: str) -> str:
    """A telephone number, or several, as typed but for full width: digits, + - ( ), spaces, 转 or ext, and / 、 , ; between."""
    kept = line(narrow(text))
    rest = kept.lower().replace("转", "").replace("ext.", "").replace("ext", "")
    for sign in "、,;":
        rest = rest.replace(sign, "/")
    if not all(_is_number(part.strip()) for part in rest.split("/")):
        raise BadInput("bad_phone", text=text)
    return kept


def _is_number(part: str) -> bool:
    digits = part.translate({ord(c): None for c in "+-() "})
    return digits.isascii() and digits.isdigit() and 3 <= len(digits) <= 24


def guard(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe before what would be one; `unguard` undoes it exactly."""
    return "'" + cell if cell.startswith(_GUARDED) and cell.lstrip("'").startswith(_FORMULA) else cell


def unguard(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from computing it."""
    return cell[1:] if cell[:1] == "'" and cell.lstrip("'").startswith(_FORMULA) else cell


# ---- numbers ------------------------------------------------------------------------------------------


def money(text: str, signed: bool = False) -> int:
    """An amount in fen: `12`, `12.5`, `1,234.50`, `￥1,234`, `300元`, `1.2万`; below zero only when `signed`."""
    whole, dot, part = text.partition(".")
    if text.isascii() and whole.isdigit() and len(whole) < 12 and (part.isdigit() and len(part) < 3 if dot else True):
        return int(whole) * 100 + int((part + "00")[:2])
    bare, ten_thousands = _without_currency(text)
    sign, whole, part = _number(bare, text, "bad_amount")
    digits = 6 if ten_thousands else 2
    if len(part) > digits:
        raise BadInput("bad_amount", text=text)
    fen = int((whole + part.ljust(digits, "0"))[:24])  # no more digits than show that it is too much
    if fen > MOST_FEN:
        raise BadInput("amount_too_large", text=text)
    if sign and fen and not signed:
        raise BadInput("negative_amount", text=text)
    return -fen if sign else fen


def _without_currency(text: str) -> tuple[str, bool]:
    """The bare number of an amount, with a minus for brackets round it, and whether it counts ten thousands."""
    bare = "".join(narrow(text).casefold().split())
    if bare[:1] == "(" and bare[-1:] == ")":
        bare = "-" + bare[1:-1]
    for unit in ("元", "圆"):
        bare = bare.removesuffix(unit)
    ten_thousands = bare.endswith("万")
    bare = bare.removesuffix("万")
    sign = "-" if bare[:1] == "-" else ""
    bare = bare.removeprefix("-")
    for unit in ("¥", "rmb", "cny"):
        bare = bare.removeprefix(unit)
    return sign + bare, ten_thousands


def _number(bare: str, text: str, key: str) -> tuple[str, str, str]:
    """Sign, whole digits (no leading zeros) and decimals of a number; commas stand only between groups of three."""
    sign = "-" if bare[:1] == "-" else ""
    whole, dot, part = bare[1 if bare[:1] in ("-", "+") else 0 :].partition(".")
    if "," in whole:
        first, *groups = whole.split(",")
        if not 1 <= len(first) <= 3 or any(len(group) != 3 for group in groups):
            raise BadInput(key, text=text)
        whole = first + "".join(groups)
    digits = whole + part
    if not (digits.isascii() and digits.isdigit()) or (dot and not part):
        raise BadInput(key, text=text)
    return sign, whole.lstrip("0") or "0", part


def quantity(text: str) -> str:
    """A quantity of goods as canonical decimal text, not below zero: `1,000.50` is `1000.5`."""
    sign, whole, part = _number("".join(narrow(text).split()), text, "bad_quantity")
    part = part.rstrip("0")
    if len(whole) > MOST_QUANTITY_DIGITS or len(part) > 6:
        raise BadInput("bad_quantity", text=text)
    if sign and whole + part != "0":
        raise BadInput("negative_quantity", text=text)
    return f"{whole}.{part}" if part else whole


def whole(text: str, low: int, high: int) -> int:
    """A whole number from `low` to `high`; `30.0`, as spreadsheets write it, is one."""
    sign, digits, part = _number("".join(narrow(text).split()), text, "bad_number")
    value = int(digits[:20]) * (-1 if sign else 1)
    if part.strip("0"):
        raise BadInput("bad_number", text=text)
    if not low <= value <= high:
        raise BadInput("number_out_of_range", text=text, low=low, high=high)
    return value


def factor(text: str) -> Decimal:
    """How many times as far apart care is to be: above 0, at most 10, at most four decimals; `1.5倍` too."""
    sign, digits, part = _number("".join(narrow(text).split()).removesuffix("倍"), text, "bad_factor")
    part = part.rstrip("0")
    if sign or len(digits) > 2 or len(part) > 4:
        raise BadInput("bad_factor", text=text)
    value = Decimal(f"{digits}.{part}") if part else Decimal(digits)
    if not 0 < value <= 10:
        raise BadInput("bad_factor", text=text)
    return value


# ---- words --------------------------------------------------------------------------------------------


def choices(words: Mapping[str, str]) -> str:
    """The words to choose from, for a sentence in any language: `call/电话, visit/拜访, ...`."""
    first: dict[str, str] = {}
    for spelling, word in words.items():
        if not spelling.isascii():
            first.setdefault(word, spelling)
    return ", ".join(f"{word}/{first[word]}" if word in first else word for word in dict.fromkeys(words.values()))


def _word(text: str, words: Mapping[str, str], key: str) -> str:
    word = words.get(text) or words.get(plain(text))
    if word is None:
        raise BadInput(key, text=text, choices=choices(words))
    return word


def kind(text: str) -> str:
    """What a touch was, one of terms.Kind."""
    return _word(text, KINDS, "unknown_kind")


def outcome(text: str) -> str:
    """How a touch went, one of terms.Outcome."""
    return _word(text, OUTCOMES, "unknown_outcome")


def outcome_in(note: str) -> str | None:
    """The outcome other than done that a note names and nothing else; None for any other note."""
    found = OUTCOMES.get(note.strip(" .!。！").lower())
    return found if found != "done" else None


def purpose(text: str) -> str:
    """Why the rep got in touch, one of terms.Purpose."""
    return _word(text, PURPOSES, "unknown_purpose")


def mood(text: str) -> str:
    """How the other side took it, one of terms.Mood."""
    return _word(text, MOODS, "unknown_mood")


def status(text: str) -> str:
    """Where a customer stands, one of terms.Status."""
    return _word(text, STATUSES, "unknown_status")


def role(text: str) -> str:
    """What a contact means for the business, one of terms.Role."""
    return _word(text, ROLES, "unknown_role")


def occasion(text: str) -> str:
    """What kind of date matters: opening, wedding, bereavement ..."""
    return _word(text, OCCASIONS, "unknown_occasion")


def severity(text: str) -> int:
    """How grave a complaint is, 1 to 3."""
    return int(_word(text, SEVERITIES, "unknown_severity"))


def yes_no(text: str) -> bool:
    """Yes or no."""
    return _word(text, YES_NO, "not_yes_or_no") == "yes"


def lunar(text: str) -> bool:
    """Which calendar a date is in: whether the lunar one."""
    return _word(text, CALENDARS, "unknown_lunar") == "lunar"


def tier(text: str, tiers: Iterable[str]) -> str:
    """The key of a tier of the policy, given by its key or, for the four built-in ones, by its Chinese name."""
    keys = {plain(key): key for key in tiers}
    wanted = plain(text)
    found = keys.get(wanted) or keys.get(TIER_WORDS.get(wanted, ""))
    if found is None:
        raise BadInput("unknown_tier", text=text, choices=", ".join(keys.values()))
    return found


def mass_fits(kind: str) -> bool:
    """Whether a touch of that kind can have gone to many at once."""
    return kind in ("message", "greeting", "gift")
