"""Handles: what a name can be called by, with every usual reading and the readings of surnames."""

from __future__ import annotations

import pytest

from repbook.names import SURNAMES, digits, handles, initials


def parts(name: str) -> list[str]:
    return [handle for handle in handles(name).split("|") if handle]


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("美佳超市", "|meijiachaoshi|mjcs|"),
        ("张伟", "|zhangwei|zw|"),
        ("欧阳伟", "|ouyangwei|oyw|"),
        ("Ada Lovelace", "|adalovelace|al|"),
        ("O'Neil & Sons", "|oneilsons|os|"),
        ("7-Eleven", "|7eleven|7|"),
        ("美佳ABC店", "|meijiaabcdian|mjad|"),
        ("123超市", "|123chaoshi|1cs|"),
        ("&", ""),
        ("☕", ""),
    ],
)
def test_handles(name: str, stored: str) -> None:
    assert handles(name) == stored


@pytest.mark.parametrize(
    ("name", "first", "also"),
    [
        ("单雄信", "shan", "dan"), ("曾国藩", "zeng", "ceng"), ("仇英", "qiu", "chou"), ("解缙", "xie", "jie"), ("查良镛", "zha", "cha"),
        ("区元", "ou", "qu"), ("朴树", "piao", "pu"), ("覃海", "qin", "tan"), ("翟志刚", "zhai", "di"), ("缪斯", "miao", "mou"),
        ("乐嘉", "yue", "le"),
        ("任正非", "ren", "ren"), ("盖叫天", "ge", "gai"), ("尉迟恭", "yuchi", "yuchi"), ("单于", "shan", "chan"),
    ],
)  # fmt: skip
def test_a_surname_is_read_as_one_and_otherwise_too(name: str, first: str, also: str) -> None:
    found = parts(name)
    assert found[0].startswith(first)
    assert any(handle.startswith(also) for handle in found)
    assert any(handle[0] == first[0] and len(handle) == len(name) for handle in found), "its initials"


def test_every_surname_of_the_table_comes_first() -> None:
    for character, reading in SURNAMES.items():
        assert parts(f"{character}明")[0] in (f"{reading}ming", f"{reading}meng"), character


def test_a_shop_is_found_by_the_common_reading_too() -> None:
    assert {"jialemaoyi", "jiayuemaoyi"} <= set(parts("家乐贸易"))
    assert {"lefuchaoshi", "yuefuchaoshi", "lfcs", "yfcs"} <= set(parts("乐福超市"))
    assert {"yinhang"} <= set(parts("银行"))
    assert "changleshanghang" in parts("长乐商行")


def test_with_many_doubtful_characters_each_single_one_is_still_read_both_ways() -> None:
    found = parts("乐都长行重庆")
    assert found[0].startswith("yuedu")
    assert any(handle.startswith("ledu") for handle in found)
    assert any("chang" in handle for handle in found)
    assert any("hang" in handle for handle in found)


def test_a_long_name_has_few_handles() -> None:
    assert len(parts("乐" * 40)) <= 32
    assert len(handles("乐长行重都" * 40)) < 40_000


@pytest.mark.parametrize(
    ("stored", "expected"), [("|meijiachaoshi|mjcs|", "mjcs"), ("|a|", "a"), ("", ""), ("|yuejia|lejia|yj|lj|", "yj"), ("|ab|cd|", "ab")]
)
def test_initials(stored: str, expected: str) -> None:
    assert initials(stored) == expected


@pytest.mark.parametrize(("phone", "expected"), [("138 0000-1111", "13800001111"), ("+86 (027) 8888", "860278888"), ("", ""), ("call", "")])
def test_digits(phone: str, expected: str) -> None:
    assert digits(phone) == expected
