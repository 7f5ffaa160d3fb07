"""Where lines break: at spaces and between Chinese phrases, never within a day or between a number and what it counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repbook import words
from repbook.render import morning, out, wrapping
from repbook.render.out import Span


@pytest.mark.parametrize(
    ("text", "room", "rows"),
    [
        ("Display fridge：每 6 个月服务一次，11月25日 周三", 47, ["Display fridge：每 6 个月服务一次，", "11月25日 周三"]),
        ("你答应“送新品样品”，11月20日 周五到期", 36, ["你答应“送新品样品”，", "11月20日 周五到期"]),
        ("投诉 #8“上批破损两箱”11月19日 周四提出，还没答复", 47, ["投诉 #8“上批破损两箱”11月19日 周四提出，", "还没答复"]),
        ("暂缓：3 条因近期联系多、2 条已暂停、1 条服丧期", 40, ["暂缓：3 条因近期联系多、2 条已暂停、", "1 条服丧期"]),
        ("孙丽生日还有 6 天", 16, ["孙丽生日还", "有 6 天"]),
        ("孙丽生日还有 6 天", 17, ["孙丽生日还有 6 天"]),
        ("service every 6 months, Wed 25 Nov", 30, ["service every 6 months,", "Wed 25 Nov"]),
        ("service every 6 months, Wed 25 Nov", 33, ["service every 6 months,", "Wed 25 Nov"]),
        ("service every 6 months, Wed 25 Nov", 34, ["service every 6 months, Wed 25 Nov"]),
        ("no order for 186 days", 18, ["no order for", "186 days"]),
        ("9 TODAY (4 visits, 2 calls)", 14, ["9 TODAY", "(4 visits,", "2 calls)"]),
        ("老板 138 0000 0011", 16, ["老板", "138 0000 0011"]),
        ("服丧期 1 条（repbook due --held）", 24, ["服丧期 1 条", "（repbook due --held）"]),
        ("1 in mourning (repbook due --held)", 30, ["1 in mourning", "(repbook due --held)"]),
        ("12 个月里有 1 个月联系过", 17, ["12 个月里", "有 1 个月联系过"]),
        ("落在 2026年11月17日 周二（工作日）", 28, ["落在 2026年11月17日 周二", "（工作日）"]),
        ("落在 2026年11月17日 周二（补一个班的工作日）", 28, ["落在 2026年11月17日 周二（补", "一个班的工作日）"]),
        ("毛利 3,320.00 · 介绍来 2 家", 15, ["毛利 3,320.00 ·", "介绍来 2 家"]),
        ("建档 2026年11月25日 周三起", 12, ["建档", "2026年11月25", "日 周三起"]),  # too narrow for the day itself
    ],
)
def test_days_and_counts_are_not_torn(text: str, room: int, rows: list[str]) -> None:
    assert out.wrap(text, room) == rows


@pytest.mark.parametrize(
    ("text", "least", "end"),
    [
        ("每 12 天下一单，已 33 天没动静", 8, "已 33 天没动静"),
        ("距上次联系 17 天（每 14 天）", 8, "17 天（每 14 天）"),
        ("silent for 33 days", 8, "for 33 days"),
        ("谁接手？", 20, "谁接手？"),
        ("", 8, ""),
    ],
)
def test_the_last_words_of_a_text(text: str, least: int, end: str) -> None:
    assert wrapping.tail(text, least) == end


WORDS = st.text("ab 1客周三月日，（）“”天 ·.", max_size=80)


@given(WORDS, st.integers(2, 60))
def test_nothing_is_lost_and_no_row_is_too_wide(text: str, room: int) -> None:
    rows = out.wrap(text, room)
    assert "".join("".join(rows).split()) == "".join(text.split())
    assert [row for row in rows if out.cells(row) > room] == []


# ---- notes beside a reason ----------------------------------------------------------------------------


def shown(text: str, notes: list[str], cells: int) -> list[str]:
    return ["".join(span.text for span in row) for row in morning._wrapped([Span(text), *map(Span, notes)], cells)]


@pytest.mark.parametrize(
    ("text", "notes", "cells", "rows"),
    [
        ("每 12 天下一单，已 33 天没动静", ["晚 15 天"], 42, ["每 12 天下一单，已 33 天没动静 · 晚 15 天"]),
        ("每 12 天下一单，已 33 天没动静", ["晚 15 天"], 41, ["每 12 天下一单，已 33 天没动静 · 晚 15 天"]),
        ("每 12 天下一单，已 33 天没动静", ["晚 15 天"], 40, ["每 12 天下一单，", "  已 33 天没动静 · 晚 15 天"]),
        ("orders every 12 days, silent for 33", ["15 days late"], 49, ["orders every 12 days,", "  silent for 33 · 15 days late"]),
        ("orders every 12 days, silent for 33", ["15 days late"], 50, ["orders every 12 days, silent for 33 · 15 days late"]),
        ("25 days since (every 21)", ["5 days late", "tried Fri"], 30, ["25 days since (every 21)", "  5 days late · tried Fri"]),
        ("谁接手？", ["晚 4 天"], 12, ["谁接手？", "  晚 4 天"]),  # nothing to part
    ],
)
def test_how_late_it_is_does_not_stand_alone(text: str, notes: list[str], cells: int, rows: list[str]) -> None:
    assert shown(text, notes, cells) == rows


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_parts_set_apart_are_broken_apart(lang: str) -> None:
    words.use(lang)
    rows = out._within(words.t("say.due_next", name="美佳超市", line='repbook log "美佳超市" call "..."'), 60)
    assert len(rows) == 2
    assert [row.partition("repbook ")[2].split()[0] for row in rows] == ["why", "log"]
    told = ["".join(span.text for span in row) for row in morning.hanging("  " + words.t("due.more_how", due="repbook due"), 40)]
    assert [row.partition("repbook ")[2].split()[0] for row in told] == ["due", "plan"]
    assert {row[:2] for row in told} == {"  "}
