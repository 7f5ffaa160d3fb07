"""What repeats what: greetings in both languages with names, signs and emoji in them, and gifts."""

from __future__ import annotations

import pytest

from repbook.rules.copies import NEAR, SHORT, Sent, alike, normalise, repeats, same_gift, years_before
from repbook.terms import day_of, iso

# ---- what is left of a greeting -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names", "left"),
    [
        ("中秋快乐，阖家团圆！🎑", (), "中秋快乐阖家团圆"),
        ("  中秋 快乐\n阖家…团圆~~ ", (), "中秋快乐阖家团圆"),
        ("祝您中秋快乐", (), "中秋快乐"),
        ("ＨＡＰＰＹ　Ｎｅｗ　Ｙｅａｒ　２０２７", (), "happynewyear2027"),
        ("Happy New Year, 2027!", (), "happynewyear2027"),
        ("㊗①路顺风", (), "1路顺风"),
        ("2026年中秋快乐", (), "2026年中秋快乐"),
        ("🎂🎉", (), ""),
        ("", (), ""),
        ("。，！", ("陈丽",), ""),
    ],
)
def test_case_width_spaces_signs_and_emoji_go_and_digits_stay(text: str, names: tuple[str, ...], left: str) -> None:
    assert normalise(text, names) == left


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("陈丽中秋快乐", ("陈丽",)),
        ("陈丽姐中秋快乐", ("陈丽",)),
        ("陈姐，中秋快乐", ("陈丽",)),
        ("丽姐，中秋快乐", ("陈丽",)),
        ("小丽，中秋快乐", ("陈丽",)),
        ("老陈，中秋快乐", ("陈伟",)),
        ("建国，中秋快乐", ("王建国",)),
        ("中秋快乐，建国！", ("王建国",)),
        ("建国哥中秋快乐", ("王建国",)),
        ("中秋快乐王总", ("王建国",)),
        ("欧阳姐中秋快乐", ("欧阳娜娜",)),
        ("尊敬的王总，您好！中秋快乐", ("王建国",)),
        ("祝陈老板中秋快乐", ("陈伟",)),
        ("中秋快乐，美佳超市", ("陈丽", "美佳超市")),
        ("ADA你好，中秋快乐", ("Ada",)),
        ("陈总，中秋快乐", ()),
        ("李经理您好：中秋快乐", ()),
        ("尊敬的欧阳娜总经理，中秋快乐", ()),
        ("亲爱的，中秋快乐", ()),
        ("您好！中秋快乐", ()),
        ("大哥 中秋快乐", ()),
    ],
)
def test_the_name_and_title_of_the_reader_go(text: str, names: tuple[str, ...]) -> None:
    assert normalise(text, names) == "中秋快乐"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Dear Ada, happy birthday", ("Ada Lovelace",)),
        ("Dear Mr. Chen Li, happy birthday", ()),
        ("Hi Ada! Happy birthday", ()),
        ("Hello, happy birthday", ()),
        ("Hi Mr Chen: happy birthday", ()),
        ("Happy birthday, Ada!", ("Ada Lovelace",)),
        ("Happy birthday Ada", ("Ada Lovelace",)),
        ("Happy birthday Ms Lovelace!", ("Ada Lovelace",)),
        ("happy ada lovelace birthday", ("Ada Lovelace",)),
    ],
)
def test_names_in_letters_go_too(text: str, names: tuple[str, ...]) -> None:
    assert normalise(text, names) == "happybirthday"


@pytest.mark.parametrize(
    ("text", "names", "left"),
    [
        ("国庆快乐", ("顾国庆",), "国庆快乐"),  # the day, not the man
        ("国庆，节日快乐", ("顾国庆",), "节日快乐"),
        ("Happy birthday", ("Happy Shop",), "happybirthday"),
        ("Mayday", ("May",), "mayday"),
        ("Hello and happy new year to you all", (), "helloandhappynewyeartoyouall"),
        ("中秋快乐，大哥", (), "中秋快乐大哥"),  # nothing but a title may go without a name
        ("月饼收到了吗，中秋快乐", (), "月饼收到了吗中秋快乐"),
        ("陈总", ("陈丽",), ""),
        ("陈总好", (), "陈总好"),  # a salutation needs something after it
    ],
)
def test_what_is_no_name_stays(text: str, names: tuple[str, ...], left: str) -> None:
    assert normalise(text, names) == left


# ---- how alike two greetings are ----------------------------------------------------------------------

SAME = [
    ("中秋快乐，阖家团圆！", "祝您中秋快乐 阖家团圆🎑"),
    ("生日快乐", "生日快乐！！！🎂"),
    ("王总，中秋快乐，阖家团圆，万事如意！", "祝您中秋快乐，合家团圆，事事如意"),
    ("陈总，新年快乐，万事如意", "王姐：新年快乐，万事如意。"),
    ("Happy Mid-Autumn Festival!", "happy mid autumn festival 🌕"),
]
NEARLY = [
    ("祝您2026年中秋快乐，阖家团圆", "祝您2025年中秋快乐，阖家团圆"),
    ("中秋快乐，阖家团圆，万事如意", "国庆快乐，阖家团圆，万事如意"),
    ("中秋快乐，阖家团圆", "中秋快乐，阖家团圆，身体健康"),
    ("月到中秋分外明，祝生意兴隆，阖家团圆", "月到中秋分外明，祝生意红火，阖家团圆"),
    ("端午安康，粽子给您留了两盒，周三送到", "端午安康，粽子给您留了两盒，周五送到店里"),
    ("Happy New Year 2027!", "Happy New Year 2026!"),
    ("Happy Mid-Autumn Festival! May the full moon bring you joy.", "Happy Mid-Autumn Festival. May the moon bring you much joy!"),
    ("Dear Ada, happy birthday and all the best", "Happy birthday, all the best!"),
]
OTHER = [
    ("生日快乐", "节日快乐"),
    ("生日快乐", "祝您生日快乐，身体健康"),
    ("新年快乐", "新年快乐哦"),  # one of them too short to tell
    ("中秋快乐，阖家团圆", "国庆快乐，阖家幸福"),
    ("中秋快乐，阖家团圆", "中秋快乐，阖家幸福"),
    ("中秋快乐！女儿放假回来了吗？", "中秋快乐！店庆那天我来帮忙。"),
    ("端午安康！粽子收到了吗？店庆那天我来帮忙", "端午安康！粽子收到了吗？货周三到"),
    ("Happy birthday", "Happy holidays"),
    ("Happy Mid-Autumn Festival! How did the opening go?", "Happy Mid-Autumn Festival! The mooncakes reach you on Thursday."),
    ("Wishing you a merry Christmas and a happy New Year", "Wishing you a wonderful birthday and a happy year ahead"),
    ("中秋快乐", ""),
    ("🎂", "🎂"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same(one: str, other: str) -> None:
    assert alike(normalise(one), normalise(other)) == 1


@pytest.mark.parametrize(("one", "other"), NEARLY)
def test_nearly_the_same(one: str, other: str) -> None:
    assert NEAR <= alike(normalise(one), normalise(other)) < 1


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_another(one: str, other: str) -> None:
    assert alike(normalise(one), normalise(other)) < NEAR


@pytest.mark.parametrize(("one", "other"), [*SAME, *NEARLY, *OTHER])
def test_either_may_come_first(one: str, other: str) -> None:
    assert alike(normalise(one), normalise(other)) == alike(normalise(other), normalise(one))


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("abcdef", "abcdex", 2 * 4 / 10),
        ("abcdef", "abcdxy", 2 * 3 / 10),
        ("aaaaaa", "aaaaab", 2 * 4 / 10),
        ("aaaaaa", "aabbaa", 2 * 2 / 10),  # a pair counts as often as it stands in both
        ("abcdefgh", "abcdefghijkl", 2 * 7 / 18),
        ("abcdef", "abcde", 0.0),  # the other is shorter than SHORT
        ("abcde", "abcde", 1.0),
        ("abcdefgh", "abcdefgh" * 5, 0.0),  # so much longer that it cannot be nearly the same
    ],
)
def test_pairs_in_common(one: str, other: str, likeness: float) -> None:
    assert alike(one, other) == pytest.approx(likeness)


def test_too_short_to_be_nearly_the_same() -> None:
    text = "一二三四五六七八"
    assert alike(text[: SHORT - 1], text[:SHORT]) == 0
    assert alike(text[:SHORT], text[: SHORT + 1]) == pytest.approx(10 / 11)


# ---- whom a greeting repeats --------------------------------------------------------------------------


def sent(touch: int, on: str, text: str, names: tuple[str, ...] = ()) -> Sent:
    return Sent(touch, day_of(on), f"Shop {touch}", touch, "", "greeting", text, names)


def test_the_same_before_nearly_the_same_and_newer_before_older() -> None:
    others = [
        sent(1, "2026-09-01", "中秋快乐，阖家团圆"),
        sent(2, "2026-09-03", "中秋快乐，阖家团圆，身体健康"),
        sent(3, "2026-09-02", "陈姐，中秋快乐，阖家团圆"),
        sent(4, "2026-09-02", "中秋快乐，阖家团圆！"),
        sent(5, "2026-09-04", "国庆快乐"),
    ]
    found = repeats("王总：中秋快乐，阖家团圆🌕", ["王强"], others)
    assert [(again.sent.touch, again.exact) for again in found] == [(4, True), (3, True), (1, True), (2, False)]


def test_each_text_loses_the_names_of_its_own_reader() -> None:
    before = [sent(1, "2026-09-01", "王建国生日快乐", ("王建国",)), sent(2, "2026-09-01", "王建国生日快乐", ("李娜",))]
    assert [(again.sent.touch, again.exact) for again in repeats("陈丽生日快乐", ["陈丽"], before)] == [(1, True)]
    assert repeats("陈丽生日快乐", ["李娜"], before) == []


@pytest.mark.parametrize("text", ["", "🎂🎂", "，，"])
def test_what_says_nothing_repeats_nothing(text: str) -> None:
    assert repeats(text, [], [sent(1, "2026-09-01", text), sent(2, "2026-09-01", "🎉")]) == []


# ---- gifts --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("月饼礼盒", "月饼礼盒", True),
        ("两盒月饼", "月饼", True),
        ("月饼2盒", "月饼礼盒（广式）", True),
        ("10个杯子", "杯子", True),
        ("半斤龙井茶叶", "龙井茶叶", True),
        ("Green Tea", "green tea", True),
        ("green tea box", "green tea gift box", True),
        ("包", "包", True),
        ("两盒", "两盒", True),
        ("茶叶", "茶具", False),
        ("羊毛围巾", "丝绸围巾", False),
        ("茶", "茶叶", False),
        ("tea", "steak", False),
        ("月饼", "粽子", False),
        ("", "", False),
        ("", "月饼", False),
    ],
)
def test_the_same_gift(one: str, other: str, same: bool) -> None:
    assert same_gift(one, other) is same
    assert same_gift(other, one) is same


@pytest.mark.parametrize(
    ("day", "before"),
    [("2026-11-22", "2024-11-22"), ("2028-02-29", "2026-02-28"), ("2026-03-01", "2024-03-01"), ("0002-01-01", "0001-01-01")],
)
def test_two_years_before(day: str, before: str) -> None:
    assert iso(years_before(day_of(day))) == before
