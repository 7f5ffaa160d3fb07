"""One value as people type it: what is read, what is refused, and under which key."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from enum import StrEnum
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repbook import terms, values
from repbook.errors import BadInput


def refusal(read: Callable[..., Any], *args: Any) -> str:
    with pytest.raises(BadInput) as caught:
        read(*args)
    assert caught.value.params["text"] == args[0]
    return caught.value.key


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("12", 1200), ("12.5", 1250), ("12.50", 1250), ("0", 0), ("0.00", 0), (".5", 50), ("007", 700), ("+3", 300), ("-0", 0),
        ("1,234.50", 123450), ("12,345,678", 1234567800), ("￥1,234", 123400), ("¥ 9.9", 990), ("300元", 30000), ("300 元", 30000),
        ("１２．５", 1250), ("１，２３４．５０元", 123450), ("RMB 88", 8800), ("cny12", 1200), ("1.2万", 1200000), ("3万元", 3000000),
        ("1.234567万", 1234567), ("100000000000.00", values.MOST_FEN),
    ],
)  # fmt: skip
def test_money(text: str, fen: int) -> None:
    assert values.money(text) == fen


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "bad_amount"), ("abc", "bad_amount"), ("12.345", "bad_amount"), ("12.500", "bad_amount"), ("1,23", "bad_amount"),
        ("1,2345", "bad_amount"), ("12,34,567", "bad_amount"), (",123", "bad_amount"), ("1.2.3", "bad_amount"), ("12.", "bad_amount"),
        ("1e3", "bad_amount"), ("nan", "bad_amount"), ("inf", "bad_amount"), ("²", "bad_amount"), ("1_000", "bad_amount"),
        ("$12", "bad_amount"), ("-", "bad_amount"), ("--1", "bad_amount"), ("元", "bad_amount"), ("1.2345678万", "bad_amount"),
        ("-12", "negative_amount"), ("-0.01", "negative_amount"), ("−12", "negative_amount"), ("－１２", "negative_amount"),
        ("-￥12", "negative_amount"), ("￥-12", "negative_amount"), ("(12.00)", "negative_amount"), ("（12）", "negative_amount"),
        ("100000000000.01", "amount_too_large"), ("9" * 5000, "amount_too_large"), ("-" + "9" * 30, "amount_too_large"),
    ],
)  # fmt: skip
def test_money_refused(text: str, key: str) -> None:
    assert refusal(values.money, text) == key


def test_a_margin_may_be_a_loss() -> None:
    assert values.money("-12.5", signed=True) == -1250
    assert values.money("(1,000)", signed=True) == -100000


@given(st.integers(0, values.MOST_FEN))
def test_money_reads_back_what_is_written(fen: int) -> None:
    assert values.money(f"{fen // 100}.{fen % 100:02}") == fen
    assert values.money(f"¥{fen // 100:,}.{fen % 100:02}元") == fen


@given(st.text(max_size=12))
def test_no_text_breaks_a_reader(text: str) -> None:
    """Whatever is typed is read or refused, never anything else."""
    readers: list[Callable[[str], Any]] = [
        values.money, values.quantity, values.factor, values.kind, values.outcome, values.purpose, values.mood, values.status, values.role,
        values.severity, values.yes_no, values.lunar, values.phone, values.area, values.name, values.note, values.line,
        lambda t: values.whole(t, 0, 9), lambda t: values.tier(t, ("vip",)),
    ]  # fmt: skip
    for read in readers:
        with suppress(BadInput):
            read(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [("12", "12"), ("1.50", "1.5"), ("0.0", "0"), ("-0", "0"), ("1,000", "1000"), ("００７", "7"), (".25", "0.25"), ("9" * 12, "9" * 12)],
)
def test_quantity_is_canonical(text: str, kept: str) -> None:
    assert values.quantity(text) == kept


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("-1", "negative_quantity"),
        ("12箱", "bad_quantity"),
        ("1e2", "bad_quantity"),
        ("1.0000001", "bad_quantity"),
        ("9" * 13, "bad_quantity"),
        ("", "bad_quantity"),
    ],
)
def test_quantity_refused(text: str, key: str) -> None:
    assert refusal(values.quantity, text) == key


def test_whole_numbers() -> None:
    assert [values.whole(t, 0, 1440) for t in ("0", "30", "30.0", "３０", "1,440")] == [0, 30, 30, 30, 1440]
    assert refusal(values.whole, "1441", 0, 1440) == "number_out_of_range"
    assert refusal(values.whole, "-1", 0, 1440) == "number_out_of_range"
    assert refusal(values.whole, "9" * 6000, 0, 1440) == "number_out_of_range"
    assert refusal(values.whole, "1.5", 0, 1440) == "bad_number"
    assert refusal(values.whole, "half", 0, 1440) == "bad_number"


def test_factor() -> None:
    assert [values.factor(t) for t in ("2", "1.50", "0.0001", "10", "1.5倍", "２")] == [
        Decimal(2), Decimal("1.5"), Decimal("0.0001"), Decimal(10), Decimal("1.5"), Decimal(2),
    ]  # fmt: skip
    assert str(values.factor("1.50")) == "1.5"
    for text in ("0", "0.0", "-1", "10.01", "11", "100", "NaN", "Infinity", "1e1", "0.00001", ""):
        assert refusal(values.factor, text) == "bad_factor"


@pytest.mark.parametrize(
    ("words", "known"),
    [
        (values.KINDS, terms.Kind), (values.OUTCOMES, terms.Outcome), (values.PURPOSES, terms.Purpose), (values.MOODS, terms.Mood),
        (values.STATUSES, terms.Status), (values.ROLES, terms.Role),
    ],
)  # fmt: skip
def test_every_word_of_the_trade_has_its_spellings_in_both_languages(words: dict[str, str], known: type[StrEnum]) -> None:
    assert list(dict.fromkeys(words.values())) == [word.value for word in known]
    for word in known:
        spellings = [spelling for spelling, meant in words.items() if meant == word]
        assert word.value in spellings
        assert any(not spelling.isascii() for spelling in spellings)
        assert f"{word}/" in values.choices(words)


@pytest.mark.parametrize(
    "words",
    [
        values.KINDS,
        values.OUTCOMES,
        values.PURPOSES,
        values.MOODS,
        values.STATUSES,
        values.ROLES,
        values.SEVERITIES,
        values.YES_NO,
        values.CALENDARS,
        values.TIER_WORDS,
    ],
)
def test_case_and_width_make_no_difference_to_any_word(words: dict[str, str]) -> None:
    for spelling, word in words.items():
        wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in spelling.upper())
        assert words[values.plain(wide)] == word


@pytest.mark.parametrize(
    ("read", "text", "word"),
    [
        (values.kind, "电话", "call"), (values.kind, "走访", "visit"), (values.kind, "见面", "meeting"), (values.kind, "短信", "message"),
        (values.kind, "祝福", "greeting"), (values.kind, "送礼", "gift"), (values.kind, "帮忙", "help"), (values.kind, " Visit ", "visit"),
        (values.outcome, "未接", "no-answer"), (values.outcome, "No answer", "no-answer"), (values.outcome, "no_answer", "no-answer"),
        (values.outcome, "完成", "done"), (values.outcome, "拒绝", "refused"), (values.outcome, "取消", "cancelled"),
        (values.role, "拍板者", "decider"), (values.role, "决策者", "decider"), (values.role, "门卫", "gatekeeper"), (values.role, "把关者", "gatekeeper"),
        (values.mood, "一般", "ok"), (values.status, "潜在", "prospect"), (values.status, "流失", "lost"), (values.purpose, "转介绍", "referral"),
        (values.severity, "2", 2), (values.severity, "三级", 3),
        (values.yes_no, "是", True), (values.yes_no, "YES", True), (values.yes_no, "1", True), (values.yes_no, "否", False), (values.yes_no, "ｎ", False),
        (values.lunar, "农历", True), (values.lunar, "阳历", False), (values.lunar, "Lunar", True),
    ],
)  # fmt: skip
def test_words(read: Callable[[str], object], text: str, word: object) -> None:
    assert read(text) == word


@pytest.mark.parametrize(
    ("read", "key"),
    [
        (values.kind, "unknown_kind"), (values.outcome, "unknown_outcome"), (values.purpose, "unknown_purpose"), (values.mood, "unknown_mood"),
        (values.status, "unknown_status"), (values.role, "unknown_role"), (values.severity, "unknown_severity"), (values.yes_no, "not_yes_or_no"),
        (values.lunar, "unknown_lunar"),
    ],
)  # fmt: skip
def test_an_unknown_word_is_refused_with_the_known_ones(read: Callable[[str], object], key: str) -> None:
    for text in ("perhaps", "", "4"):
        assert refusal(read, text) == key
    with pytest.raises(BadInput) as caught:
        read("perhaps")
    assert caught.value.params["choices"]


def test_tiers_are_those_of_the_policy() -> None:
    tiers = ("vip", "key", "potential", "general")
    assert [values.tier(t, tiers) for t in ("vip", "VIP客户", "ＶＩＰ 客户", "重点客户", "重点", "潜力客户", "一般客户", "General")] == [
        "vip", "vip", "vip", "key", "key", "potential", "general", "general",
    ]  # fmt: skip
    assert values.tier("金牌", ("金牌", "Silver-2")) == "金牌"
    assert values.tier("silver 2", ("金牌", "Silver-2")) == "Silver-2"
    with pytest.raises(BadInput) as caught:
        values.tier("重点客户", ("gold", "silver"))
    assert (caught.value.key, caught.value.params) == ("unknown_tier", {"text": "重点客户", "choices": "gold, silver"})
    assert refusal(values.tier, "", tiers) == "unknown_tier"


def test_a_tier_word_means_a_policy_key_of_that_name_first() -> None:
    assert values.tier("重点", ("key", "重点")) == "重点"


def test_names_are_cleaned() -> None:
    assert values.name("  王　建国 ") == "王 建国"
    assert values.name("A  B\tC\nD") == "A B C D"
    assert values.name("Cafe\u0301") == "Café"
    assert values.name("\ufeff美\u200b佳\u202e超市\u202c") == "美佳超市"
    assert values.name("a\x1b[31mb\x00c\x9b") == "a[31mbc"
    assert values.name("👨\u200d👩\u200d👧 店") == "👨\u200d👩\u200d👧 店"
    assert values.name("x" * 200) == "x" * 200


def test_what_is_no_character_is_left_out() -> None:
    assert values.name("a\uffffb\ufffe") == "ab"
    assert values.note("a\ufffe\nb\uffff") == "a\nb"
    assert refusal(values.name, "\uffff") == "bad_name"


def test_names_refused() -> None:
    for text in ("", "   ", "\u3000", "\u200b\u202e", "\x1b"):
        assert refusal(values.name, text) == "bad_name"
    for text in ("#5", "# 5", "＃５", "#007"):
        assert refusal(values.name, text) == "number_as_name"
    for text in ("#5 Shop", "#", "#x", "5#", "5"):
        assert values.name(text) == text
    assert refusal(values.name, "half \ud800") == "bad_text"
    with pytest.raises(BadInput) as caught:
        values.name("x" * 201)
    assert caught.value.key == "long_name"
    assert len(caught.value.params["text"]) == 21


@given(st.text())
def test_a_name_once_cleaned_stays(text: str) -> None:
    try:
        cleaned = values.name(text)
    except BadInput:
        return
    assert values.name(cleaned) == cleaned
    assert cleaned == cleaned.strip()


@given(st.text(st.characters(codec="utf-8")))
def test_nfc_is_that_of_unicode_whether_its_tables_are_loaded_or_not(text: str) -> None:
    from unicodedata import normalize

    assert values.nfc(text) == normalize("NFC", text)
    with mock.patch.object(values, "modules", {}):
        assert values.nfc(text) == normalize("NFC", text)


def test_the_quick_test_for_composed_text_passes_nothing_else() -> None:
    from unicodedata import normalize

    with mock.patch.object(values, "modules", {}):
        for code in (*range(0xD800), *range(0xE000, 0x3_0000)):
            for text in (chr(code), "e" + chr(code), "王" + chr(code)):
                assert values.nfc(text) == normalize("NFC", text)


def test_notes_keep_their_lines() -> None:
    assert values.note("  one\r\ntwo\rthree\tfour \x07\x1b[1m ") == "one\ntwo\nthree\tfour [1m"
    assert values.note("你好 👋\u200d") == "你好 👋\u200d"
    assert refusal(values.note, "\udcff") == "bad_text"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("湖北/武汉/武昌", "湖北/武汉/武昌"), ("湖北／武汉＼武昌", "湖北/武汉/武昌"), (" 湖北 > 武汉 ", "湖北/武汉"), ("湖北\\武汉", "湖北/武汉"),
        ("/湖北//武汉/", "湖北/武汉"), ("zone  1", "zone 1"),
    ],
)  # fmt: skip
def test_area(text: str, path: str) -> None:
    assert values.area(text) == path


def test_area_refused() -> None:
    for text in ("", "/", " > ／ ", "x" * 201):
        assert refusal(values.area, text) == "bad_area"


@pytest.mark.parametrize(
    "text",
    ["13812345678", "138 1234 5678", "+86 13157592256", "027-85327342", "(027) 8532-7342", "027-85327342转801", "85327342 ext. 12", "110",
     "13812345678/027-85327342", "13812345678、13912345678", "13812345678, 13912345678"],
)  # fmt: skip
def test_phones_are_kept_as_typed(text: str) -> None:
    assert values.phone(f" {text} ") == text


def test_full_width_phones_become_plain() -> None:
    assert values.phone("（０２７）８５３２７３４２") == "(027)85327342"


def test_phones_refused() -> None:
    for text in ("", "n/a", "无", "12", "1.38E+10", "13812345678.0", "138/", "x13812345678", "1" * 25):
        assert refusal(values.phone, text) == "bad_phone"


@pytest.mark.parametrize(
    ("cell", "guarded"),
    [("=SUM(A1)", "'=SUM(A1)"), ("+86", "'+86"), ("-12.50", "'-12.50"), ("@me", "'@me"), ("\tx", "'\tx"), ("＝1", "'＝1"),
     ("'=x", "''=x"), ("'tis", "'tis"), ("plain", "plain"), ("", ""), ("'", "'")],
)  # fmt: skip
def test_guard(cell: str, guarded: str) -> None:
    assert values.guard(cell) == guarded
    assert values.unguard(guarded) == cell


@given(st.text("'=+-@\t\r\n＝ax", max_size=6))
def test_the_guard_is_undone_exactly_and_leaves_no_formula(cell: str) -> None:
    guarded = values.guard(cell)
    assert values.unguard(guarded) == cell
    assert not guarded.startswith(tuple("=+-@\t\r\n＝"))


def test_only_some_kinds_can_go_to_many() -> None:
    assert [kind for kind in terms.Kind if values.mass_fits(kind)] == ["message", "greeting", "gift"]


def test_reading_common_values_loads_no_unicode_tables() -> None:
    """The daily path pays for what it needs only."""
    code = (
        "from repbook import values as v;"
        "v.name('王建国 Shop'); v.note('聊了新品，等月底补货'); v.money('￥1,234.50元'); v.kind('电话'); v.tier('VIP客户', ('vip',)); v.phone('+86 138');"
        "print(*(m for m in ('unicodedata', 'csv', 'json') if m in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}; {code}"], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
