"""`complaint`: its stages, what is said of each, what `due` asks for, and what cannot be."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.cli import Rep
from tests.sample import Sample
from tests.test_cli_customer import there_and_back


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """A key account and a general one, both visited last week."""
    made = Sample(rep.book)
    for name, tier in (("江城酒业", "key"), ("惠民便利店", "general")):
        made.touch(made.customer(name, tier), "2026-11-16", "visit")
    made.close()
    return rep


@pytest.fixture
def opened(shop: Rep) -> Rep:
    """A complaint of Thursday."""
    shop("complaint open 江城 破损两箱 --on 2026-11-19")
    return shop


def stages(rep: Rep) -> list[tuple[object, ...]]:
    """The stages of all complaints in the order in which they were entered."""
    return rep.rows("SELECT stage, on_day, note FROM complaint_stage ORDER BY id")


def due(rep: Rep, day: str = "2026-11-22") -> list[tuple[str, ...]]:
    """What `due` shows about complaints: rule, class, action, due day, days overdue."""
    rows = csv.DictReader(io.StringIO(rep(f"due --csv --on {day}").out))
    return [(r["rule"], r["class"], r["action"], r["due"], r["overdue_days"]) for r in rows if r["rule"].startswith("complaint")]


# ---- its stages ---------------------------------------------------------------------------------------


def test_open(shop: Rep) -> None:
    said = shop("complaint open 江城 ' 破损  两箱 ' --severity 3 --on 2026-11-20")
    assert said.out == "complaint 破损 两箱 · 江城酒业 · Fri 20 Nov 2026 #1\n"
    assert said.err == "  answer by Fri 20 Nov 2026: repbook complaint answer 1\n"
    assert shop.rows("SELECT id, customer_id, text, severity, opened, cause FROM complaint") == [(1, 1, "破损 两箱", 3, "2026-11-20", "")]


def test_open_in_chinese(shop: Rep) -> None:
    said = shop("complaint open hmbld 少发一箱", lang="zh")
    assert said.out == "投诉 少发一箱 · 惠民便利店 · 2026年11月22日 周日 #1\n"
    assert said.err == "  2026年11月23日 周一前答复：repbook complaint answer 1\n"  # the first working day after that Sunday
    assert shop.rows("SELECT severity, opened FROM complaint") == [(2, "2026-11-22")]


def test_answered_solved_checked_twice_closed(opened: Rep) -> None:
    said = opened("complaint answer 1 --on yesterday --note 答应去查")
    assert said.out == "complaint 破损两箱 · 江城酒业 · answered Sat 21 Nov 2026 #1\n"
    assert said.err == "  solve by Tue 24 Nov 2026: repbook complaint solve 1\n"
    said = opened("complaint solve '#1' --cause 包装不牢 --note 已补货")
    assert said.out == "complaint 破损两箱 · 江城酒业 · solved Sun 22 Nov 2026 #1\n"
    assert said.err.splitlines() == [
        "  ask whether it really is solved on Wed 25 Nov 2026",
        "  ask whether it really is solved on Sun 6 Dec 2026",
    ]
    opened("complaint check 1", today="2026-11-25")
    opened("complaint check 1 --note 没问题了", today="2026-12-07")
    assert opened("complaint close 1", today="2026-12-08").out.startswith("complaint 破损两箱 · 江城酒业 · closed Tue 8 Dec 2026")
    assert opened.rows("SELECT cause FROM complaint") == [("包装不牢",)]
    assert stages(opened) == [
        ("answered", "2026-11-21", "答应去查"), ("solved", "2026-11-22", "已补货"), ("checked", "2026-11-25", ""),
        ("checked", "2026-12-07", "没问题了"), ("closed", "2026-12-08", ""),
    ]  # fmt: skip


def test_the_last_cause_named_stands(opened: Rep) -> None:
    opened("complaint answer 1 --cause 不明")
    opened("complaint solve 1 --cause 包装不牢")
    opened("complaint close 1")
    assert opened.rows("SELECT cause FROM complaint") == [("包装不牢",)]


def test_an_earlier_stage_may_be_added_later(opened: Rep) -> None:
    opened("complaint solve 1")
    opened("complaint answer 1 --on 2026-11-20")
    assert stages(opened) == [("solved", "2026-11-22", ""), ("answered", "2026-11-20", "")]


@pytest.mark.parametrize(
    ("line", "code", "part"),
    [
        ("complaint open 江城 ''", 2, "say what it is about"),
        ("complaint open 江城 a --severity 4", 2, 'unknown severity "4"'),
        ("complaint open 江城 a --on 2026-11-23", 1, "is after today"),
        ("complaint open 没有 a", 3, "没有"),
        ("complaint open 江城", 2, "TEXT is missing"),
        ("complaint answer 1 --on 2026-11-18", 1, "complaint #1 was opened on Thu 19 Nov 2026, after Wed 18 Nov 2026"),
        ("complaint solve 1 --on 2026-11-23", 1, "is after today"),
        ("complaint check 1 --on 2026-11-18", 1, "was opened on"),
        ("complaint close 2", 3, "there is no complaint 2"),
        ("complaint answer", 2, "ID is missing"),
        ("complaint list 没有", 3, "没有"),
    ],
)
def test_refused(opened: Rep, line: str, code: int, part: str) -> None:
    before = opened.dump()
    said = opened(line, code)
    assert part in said.err
    assert said.out == ""
    assert opened.dump() == before


@pytest.mark.parametrize(
    ("done", "again", "how"),
    [
        ("answer", "answer", "answered"), ("solve", "solve", "solved"), ("close", "close", "closed"),
        ("solve", "answer", "answered"), ("close", "solve", "solved"), ("check", "answer", "answered"), ("close", "answer", "answered"),
    ],
)  # fmt: skip
def test_a_stage_is_reached_once_and_a_later_one_implies_it(opened: Rep, done: str, again: str, how: str) -> None:
    opened(f"complaint {done} 1")
    before = opened.dump()
    said = opened(f"complaint {again} 1", 1)
    assert f'"破损两箱" (#1) was {how} ' in said.err
    assert "Sun 22 Nov 2026 already" in said.err
    assert opened.dump() == before


# ---- list ---------------------------------------------------------------------------------------------


@pytest.fixture
def several(opened: Rep) -> Rep:
    """One open, one solved that is older, one closed."""
    opened("complaint open 惠民 少发一箱 --on 2026-11-17 --severity 1")
    opened("complaint solve 2 --cause 漏装 --note 补发")
    opened("complaint open 惠民 价格写错 --on 2026-11-18")
    opened("complaint close 3")
    return opened


def test_list(several: Rep) -> None:
    assert several("complaint list").out.splitlines() == [
        "#  opened      customer    what      severity  stage   cause",
        "1  2026-11-19  江城酒业    破损两箱         2  opened",
        "2  2026-11-17  惠民便利店  少发一箱         1  solved  漏装",
    ]
    assert "价格写错" in several("complaint list 惠民 --all", lang="zh").out
    assert "已关闭" in several("complaint list 惠民 --all", lang="zh").out


def test_list_as_data(several: Rep) -> None:
    several("complaint check 2 --on 2026-11-22 --note 好了")
    items = json.loads(several("complaint list --all --json").out)["items"]
    assert [item["id"] for item in items] == [1, 2, 3]
    assert items[1] == {
        "id": 2, "opened": "2026-11-17", "customer": "惠民便利店", "customer_id": 2, "text": "少发一箱", "severity": 1, "stage": "checked",
        "answered": None, "solved": "2026-11-22", "checked": ["2026-11-22"], "closed": None, "cause": "漏装", "note": "好了",
    }  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(several("complaint list --csv").out)))
    assert [(row["id"], row["stage"], row["checked"]) for row in rows] == [("1", "opened", ""), ("2", "checked", "2026-11-22")]


def test_an_empty_list_says_how_to_begin(shop: Rep) -> None:
    said = shop("complaint list")
    assert (said.out, said.err) == ("", "No complaint is open; repbook complaint open CUSTOMER TEXT\n")


# ---- in the morning -----------------------------------------------------------------------------------


def test_the_clocks_run_through_the_stages(opened: Rep) -> None:
    assert due(opened, "2026-11-18") == []
    assert due(opened, "2026-11-19") == [("complaint-answer", "1", "call", "2026-11-19", "0")]
    assert due(opened, "2026-11-22") == [("complaint-answer", "1", "call", "2026-11-19", "3")]
    opened("complaint answer 1")
    assert due(opened) == [("complaint-solve", "1", "task", "2026-11-24", "0")]
    assert due(opened, "2026-11-21") == [("complaint-answer", "1", "call", "2026-11-19", "2")]
    opened("complaint solve 1", today="2026-11-23")
    assert due(opened, "2026-11-25") == []
    assert due(opened, "2026-11-26") == [("complaint-check", "2", "call", "2026-11-26", "0")]
    opened("complaint check 1", today="2026-11-26")
    assert due(opened, "2026-11-26") == []
    assert due(opened, "2026-12-07") == [("complaint-check", "2", "call", "2026-12-07", "0")]
    opened("complaint close 1", today="2026-12-07")
    assert due(opened, "2026-12-07") == []


def test_a_solution_without_an_answer_settles_the_answer_too(opened: Rep) -> None:
    opened("complaint solve 1")
    assert due(opened) == []


# ---- back and forth -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line", ["open 惠民 c --severity 1", "answer 1 --note n", "solve 1 --cause c", "check 1", "close 1 --note n --cause c"]
)
def test_every_step_is_taken_back_and_put_back(opened: Rep, line: str) -> None:
    there_and_back(opened, f"complaint {line}")


def test_steps_in_words(opened: Rep) -> None:
    opened("complaint solve 1")
    assert opened("undo").out.startswith("undone: complaint solve: 破损两箱, 江城酒业")
    assert opened("undo", lang="zh").out.startswith("已撤销：投诉 破损两箱 江城酒业")
