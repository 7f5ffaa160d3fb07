"""The screens of `due` and `why` laid out: columns, wrapping, narrow screens and long names."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repbook import words
from repbook.render import explain, morning, out
from repbook.terms import NO_END, Account, Answer, HeldItem, Item, Line, Pause, Said, day_of
from tests.book import acc, ask, person

TODAY = day_of("2026-11-22")


@pytest.fixture(autouse=True)
def english() -> None:
    words.use("en")


def late_call(n: int = 25) -> Item:
    reason = Said("reason.care-call", {"n": n, "every": 21})
    return Item("care-call", "call", TODAY - 5, TODAY - 5, NO_END, 3, reason, overdue_days=5)


def point(n: int) -> Item:
    return Item("second-order", "point", TODAY, TODAY, NO_END, 4, Said("reason.second-order", {"n": n}))


def line(account: Account, *items: Item) -> Line:
    return Line(account, items, items[0].action, items[0].cls, 0, False)


def text(rows: Iterable[Sequence[out.Span]]) -> list[str]:
    return ["".join(span.text for span in row).rstrip() for row in rows]


def screen(answer: Answer, held: bool = False) -> list[str]:
    return text(morning.screen(TODAY, answer, held, False))


def test_reasons_stand_in_one_column_behind_names_of_any_script() -> None:
    lines = [line(acc("美佳超市", tier="key"), late_call()), line(acc("Ada", tier="key"), late_call(26))]
    shown = [row for row in screen(Answer(lines, [])) if "days since" in row]
    assert len({out.cells(row.partition("25 days")[0].partition("26 days")[0]) for row in shown}) == 1


def test_in_a_pipe_no_reason_is_wrapped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    shown = screen(Answer([line(acc("A" * 30), late_call())], []))
    assert "    25 days since the last call or visit (every 21) · 5 days late" in shown


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_a_long_name_has_its_reasons_under_it(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    long = acc("湖北省武汉市" * 20, tier="vip")
    shown = screen(Answer([line(acc("Ada"), late_call()), line(long, late_call())], []))
    assert max(out.cells(row) for row in shown) <= columns
    at = next(n for n, row in enumerate(shown) if "湖北省" in row)
    under = next(n for n, row in enumerate(shown) if n > at and row.startswith("    25 days since"))
    assert "".join(row.strip() for row in shown[at:under]).startswith("call    湖北省武汉市湖北省")
    assert "".join(shown[at:under]).replace(" ", "").count("湖北省武汉市") == 20  # the whole name
    assert "…" not in "".join(shown)


def test_what_follows_a_reason_stands_further_in_than_the_next_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    shown = screen(Answer([line(acc("Ada", tier="key"), late_call(), late_call(99))], []))
    at = next(n for n, row in enumerate(shown) if "25 days" in row)
    column = out.cells(shown[at].partition("25 days")[0])
    indents = [len(row) - len(row.lstrip()) for row in shown[at + 1 : at + 4]]
    assert indents == [column + 2, column, column + 2]
    assert "(every 21)" in shown[at + 1] + shown[at]  # short brackets are not torn


def test_a_greeting_on_a_line_that_is_none_says_so() -> None:
    greet = Item(
        "festival-greeting", "greeting", TODAY, TODAY, TODAY, 2, Said("reason.festival-greeting", {"festival": "easter", "day": TODAY})
    )
    assert any("greet: Easter Sun 22 Nov" in row for row in screen(Answer([line(acc(), late_call(), greet)], [])))
    assert not any("greet: " in row for row in screen(Answer([line(acc(), greet)], [])))


def test_a_screen_shows_two_points_and_counts_the_rest() -> None:
    shown = "\n".join(screen(Answer([line(acc(), late_call(), *(point(n) for n in (61, 62, 63, 64)))], [])))
    assert "62 days ago" in shown
    assert "63 days ago" not in shown
    assert shown.rstrip().endswith("· 2 more")


@pytest.mark.parametrize(
    ("lang", "rows"),
    [
        (
            "en",
            [
                "… 3 more: 1 TODAY (1 call), 2 CARE (1 visit, 1 call)",
                "  all of them: repbook due --all   what fits the day: repbook plan",
            ],
        ),
        ("zh", ["…… 还有 3 条：今日 1（电话 1）、日常 2（拜访 1、电话 1）", "  看全部：repbook due --all   今天排得下的：repbook plan"]),
    ],
)
def test_what_is_not_shown_is_counted_by_section_and_action(monkeypatch: pytest.MonkeyPatch, lang: str, rows: list[str]) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    words.use(lang)
    more = {("call", 2): 1, ("call", 3): 1, ("visit", 3): 1}
    shown = text(morning.screen(TODAY, Answer([line(acc(), late_call())], [], more), False, False))
    assert shown[shown.index(rows[0]) :] == [*rows, ""]


@pytest.mark.parametrize(
    ("said", "rows"),
    [
        ("about the illness (陈伟): ask", ["about the illness", "(陈伟): ask"]),
        ("about the death of 陈伟, their", ["about the death of", "陈伟, their"]),
        ("你答应“送新品样品”，周五到期", ["你答应“送新品样", "品”，周五到期"]),
    ],
)
def test_no_row_begins_with_a_closing_mark(said: str, rows: list[str]) -> None:
    assert out.wrap(said, out.cells(rows[0]) + (3 if said.isascii() else 1)) == rows


def test_a_paused_item_says_when_it_is_back() -> None:
    resting = acc("Ada", pauses=["2026-11-16 2026-12-01"])
    answer = Answer([], [HeldItem(resting, late_call(), ("paused",))])
    assert screen(answer, held=True)[-1].endswith("· paused, back on Tue 1 Dec")
    assert resting.pauses == (Pause(day_of("2026-11-16"), day_of("2026-12-01")),)


def test_where_nothing_rests_that_is_said_to_whoever_asks() -> None:
    for lines in ([], [line(acc(), late_call())]):
        assert screen(Answer(lines, []), held=True)[-2:] == ["HELD", "  nothing rests"]
        assert "HELD" not in screen(Answer(lines, []))
    held = [HeldItem(acc(), late_call(), ("gap",))]
    assert "  nothing rests" not in screen(Answer([], held), held=True)


def test_a_narrow_screen_puts_the_counts_under_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    shown = screen(Answer([line(acc(), late_call()), line(acc(), late_call())], [HeldItem(acc(), late_call(), ("gap",))]))
    assert shown[:2] == ["Sun 22 Nov 2026 · 农历十月十四", "2 lines · 1 held"]


def why(account: Account, only: str | None = None) -> list[str]:
    question = ask(TODAY)
    question.explain, question.ahead = True, 366
    return text(explain.screen(account, question, only, {}))


def test_why_tells_what_is_due_first_and_what_is_ahead_after_it() -> None:
    shown = why(acc("Ada", touches=["2026-10-20 visit"]))
    titles = [row for row in shown if row.startswith("care-")]
    assert [row.split(":")[0] for row in titles] == ["care-call", "care-visit"]
    shown = why(acc("Ada", touches=["2026-09-20 visit", "2026-11-18 call"]))
    titles = [row for row in shown if row.startswith("care-")]
    assert [row.split(":")[0] for row in titles] == ["care-visit", "care-call"]


def test_why_says_of_a_point_that_it_asks_for_no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(out, "width", lambda *_: 200)
    said = "  a point: it asks for no line of its own, and is said on one that something else brings up"
    bought = acc("Ada", since="2024-01-01", touches=["2026-11-18 call"], orders=["2026-06-01", "2026-08-01", "2026-10-01"])
    for account, rule in ((bought, "referral-ask"), (acc("Ada"), "referral-ask"), (acc("Ada", since="2024-01-01"), "role-gap")):
        shown = why(account, rule)
        assert shown.count(said) == 1, shown
    assert said not in why(bought, "care-call")
    whole = why(bought)
    at = next(row for row, line in enumerate(whole) if line.startswith("referral-ask: due"))
    assert said in whole[at : whole.index("", at)]


def test_why_leaves_out_an_offset_that_cannot_be() -> None:
    assert not any("irregular offset" in row for row in why(acc("Ada", touches=["2026-10-20 visit"])))
    assert any("irregular offset" in row for row in why(acc("Ada", tier="vip", touches=["2026-10-20 visit"])))


def test_why_knows_the_rules_by_their_chinese_names_too() -> None:
    words.use("zh")
    shown = why(acc("Ada", touches=["2026-10-20 visit"]))
    assert any(row.startswith("定期电话 care-call：") for row in shown)
    assert "二次下单 second-order" in "".join(shown)


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_why_fits_the_screen(monkeypatch: pytest.MonkeyPatch, lang: str, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    words.use(lang)
    shown = why(acc("湖北省武汉市美佳超市" * 3, touches=["2026-09-20 visit", "2026-11-18 call"]))
    assert [row for row in shown if out.cells(row) > columns] == []


def test_a_text_of_a_megabyte_is_wrapped_in_no_time() -> None:
    for text in ("x" * 1_000_000, "中文 and " * 120_000):
        began = time.process_time()
        assert "".join(out.wrap(text, 80)).replace(" ", "") == text.replace(" ", "")
        assert len(out.wrap(text, 10**9)) == 1
        assert time.process_time() - began < 20


HARMFUL = "a\u202eb\x9b31m\x7f\u2066\n客"


def test_json_escapes_what_a_terminal_would_act_on_and_reads_the_same() -> None:
    document = json.dumps([HARMFUL, "plain"], ensure_ascii=False)
    assert out.escaped(document) == '["a\\u202eb\\u009b31m\\u007f\\u2066\\n客", "plain"]'
    assert json.loads(out.escaped(document)) == [HARMFUL, "plain"]


@pytest.mark.parametrize(("terminal", "shown"), [(False, HARMFUL + "\r\n"), (True, "a�b�31m��\n客\n")])
def test_data_is_exact_in_a_pipe_and_harmless_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], terminal: bool, shown: str
) -> None:
    monkeypatch.setattr(out, "on_terminal", lambda: terminal)
    out.raw(HARMFUL + "\r\n")
    assert capsys.readouterr().out == shown


@pytest.mark.parametrize(
    ("lang", "touch", "steps"),
    [
        ("en", "2026-07-01 call with=1", ["role        decider", "last touch  Wed 1 Jul 2026"]),
        ("en", "2026-07-01 call with=2", ["role          decider", "never so far  in the book since Wed 1 Jan 2020"]),
        ("zh", "2026-07-01 call with=1", ["角色      拍板者", "上次联系  2026年7月1日 周三"]),
    ],
)
def test_why_names_the_role_that_went_cold_and_its_last_touch(lang: str, touch: str, steps: list[str]) -> None:
    words.use(lang)
    account = acc(tier="potential", since="2020-01-01", people=[person(1, role="decider"), person(2, role="user")], touches=[touch])
    lines = [line.strip() for line in why(account, "role-cold")]
    at = lines.index(steps[0])
    assert lines[at + 1] == steps[1]


def test_why_tells_when_the_complaint_to_check_was_solved() -> None:
    account = acc(complaints=["7 2026-11-02 answered=2026-11-03 solved=2026-11-18"])
    said = why(account, "complaint-check")
    assert said.count("  solved     Wed 18 Nov 2026") == 2


STYLED = st.lists(st.lists(st.builds(out.Span, st.text(max_size=8), st.sampled_from(["", *out.STYLES])), max_size=5), max_size=4)


@given(STYLED)
def test_the_escapes_written_on_a_terminal_are_those_that_rich_would_write(lines: list[list[out.Span]]) -> None:
    """Every style, runs of them, spaces at the end and texts that are no letters: the same bytes, without loading Rich."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(out, "on_terminal", lambda: True)
        for name, value in {"TERM": "xterm-256color", "FORCE_COLOR": "1", "COLORTERM": ""}.items():
            patch.setenv(name, value)
        patch.delenv("NO_COLOR", raising=False)
        written = []
        for put in (out.put, out._put_rich):
            page = io.StringIO()
            patch.setattr("sys.stdout", page)
            put(lines)
            written.append(page.getvalue())
    assert written[0] == written[1]


def test_the_command_that_shows_what_is_held_stays_on_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    held = [HeldItem(acc(), late_call(), (hold,)) for hold in ("gap", "fatigue")]
    shown = text(morning.screen(TODAY, Answer([], held), False, False, "repbook due --tier vip --area 湖北"))
    assert shown[-1].strip() == "(repbook due --tier vip --area 湖北 --held)"
    assert text(morning.screen(TODAY, Answer([], held[:1]), False, False))[-1].endswith(" (repbook due --held)")
