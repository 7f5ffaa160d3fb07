"""`alert`: raising and ending one, and who is called because of it."""

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
    """Customers in and near 湖北/武汉, one of them archived, one lost."""
    made = Sample(rep.book)
    places = {
        "甲": "湖北/武汉",
        "乙": "湖北/武汉/武昌",
        "丙": "湖北/武汉新区",
        "丁": "湖北",
        "戊": "湖北/武汉/汉阳",
        "己": "湖北/武汉/汉口",
    }
    for name, area in places.items():
        gone = {"戊": {"archived_on": "2026-11-01"}, "己": {"status": "lost", "lost_on": "2026-11-01"}}.get(name, {})
        made.touch(made.customer(f"{name}商店", area=area, **gone), "2026-11-18", "visit")
    made.close()
    return rep


def called(rep: Rep, day: str = "2026-11-22") -> list[str]:
    """Who is to be called because of an alert."""
    rows = csv.DictReader(io.StringIO(rep(f"due --csv --on {day}").out))
    return sorted(row["customer"] for row in rows if row["rule"] == "area-alert")


def alerts(rep: Rep) -> list[tuple[object, ...]]:
    """The alerts of the book."""
    return rep.rows("SELECT id, area, reason, raised, last_day FROM alert ORDER BY id")


def test_raise(shop: Rep) -> None:
    said = shop("alert raise 湖北＞武汉 台风")
    assert said.out == "alert 台风 · 湖北/武汉 · Sun 22 Nov 2026 through Sun 29 Nov 2026 #1\n"
    assert said.err == "  2 customers are there, each to be called: repbook due --area 湖北/武汉\n"
    assert alerts(shop) == [(1, "湖北/武汉", "台风", "2026-11-22", "2026-11-29")]


def test_raise_for_later_with_a_last_day(shop: Rep) -> None:
    said = shop("alert raise 湖北/武汉/武昌 内涝 --on 明天 --until 12月1日", lang="zh")
    assert said.out == "预警 内涝 · 湖北/武汉/武昌 · 2026年11月23日 周一 至 2026年12月1日 周二 #1\n"
    assert said.err == "  那里有 1 家客户，都要打电话：repbook due --area 湖北/武汉/武昌\n"


def test_its_length_is_a_setting(shop: Rep) -> None:
    shop("policy set alert_days 3")
    assert "through Wed 25 Nov 2026" in shop("alert raise 湖北 台风").out


def test_an_area_without_customers_is_said(shop: Rep) -> None:
    assert shop("alert raise 湖南 台风").err == "  no customer is in 湖南; areas: repbook customer list\n"


def test_it_makes_a_book_where_there_is_none(rep: Rep) -> None:
    said = rep("alert raise 湖北 台风")
    assert said.out.endswith("#1\n")
    assert "a new book was made" in said.err


def test_everybody_there_is_called_and_nobody_else(shop: Rep) -> None:
    assert called(shop) == []
    shop("alert raise 湖北/武汉 台风")
    assert called(shop, "2026-11-21") == []
    assert called(shop) == called(shop, "2026-11-29") == ["乙商店", "甲商店"]
    assert called(shop, "2026-11-30") == []
    row = next(csv.DictReader(io.StringIO(shop("due --csv").out)))
    assert (row["rule"], row["class"], row["action"], row["occasion"], row["until"]) == ("area-alert", "1", "call", "#1", "2026-11-29")
    shop("log 甲商店 call")
    assert called(shop) == ["乙商店"]


def test_one_ahead_begins_on_its_day(shop: Rep) -> None:
    shop("alert raise 湖北/武汉 台风 --on 2026-11-25")
    assert called(shop, "2026-11-24") == []
    assert called(shop, "2026-11-25") == ["乙商店", "甲商店"]


def test_end(shop: Rep) -> None:
    shop("alert raise 湖北/武汉 台风", today="2026-11-20")
    said = shop("alert end 1")
    assert said.out == "alert 台风 · 湖北/武汉 · over from Sun 22 Nov 2026 on, its last day Sat 21 Nov 2026 #1\n"
    assert said.err == "  2 customers are there\n"
    assert alerts(shop)[0][-1] == "2026-11-21"
    assert called(shop, "2026-11-21") == ["乙商店", "甲商店"]
    assert called(shop, "2026-11-22") == []


def test_end_ahead_and_on_its_first_day(shop: Rep) -> None:
    shop("alert raise 湖北/武汉 台风")
    shop("alert end 1 --on 2026-11-25")
    assert alerts(shop)[0][-1] == "2026-11-24"
    shop("alert end '#1'")
    assert alerts(shop)[0][-1] == "2026-11-21"
    assert called(shop) == []


@pytest.mark.parametrize(
    ("line", "code", "part"),
    [
        ("alert raise '' 台风", 2, "is not an area"),
        ("alert raise 湖北 ' '", 2, "say what it is about"),
        ("alert raise 湖北", 2, "REASON is missing"),
        ("alert raise 湖北 台风 --on 2-30", 2, "does not exist"),
        ("alert raise 湖北 台风 --until 2026-11-21", 2, "would end on Sat 21 Nov 2026, before it begins on Sun 22 Nov 2026"),
        ("alert end 2", 3, "there is no alert 2"),
        ("alert end 1 --on 2026-11-18", 1, "begins only on Thu 19 Nov 2026, after Wed 18 Nov 2026"),
        ("alert end 1 --on 2026-11-28", 1, 'alert #1 "台风" was over already, its last day Thu 26 Nov 2026'),
    ],
)
def test_refused(shop: Rep, line: str, code: int, part: str) -> None:
    shop("alert raise 湖北 台风", today="2026-11-19")
    before = shop.dump()
    said = shop(line, code)
    assert part in said.err
    assert said.out == ""
    assert shop.dump() == before


def test_list(shop: Rep) -> None:
    shop("alert raise 湖北/武汉 旧闻 --on 2026-11-01")
    shop("alert raise 湖北 台风")
    assert shop("alert list").out.splitlines() == [
        "#  area  reason  day         last day    customers",
        "2  湖北  台风    2026-11-22  2026-11-29          4",
    ]
    assert json.loads(shop("alert list --all --json").out)["items"] == [
        {"id": 2, "area": "湖北", "reason": "台风", "on": "2026-11-22", "until": "2026-11-29", "customers": 4},
        {"id": 1, "area": "湖北/武汉", "reason": "旧闻", "on": "2026-11-01", "until": "2026-11-08", "customers": 2},
    ]
    assert shop("alert list --csv --all --limit 1").out.splitlines()[1:] == ["2,湖北,台风,2026-11-22,2026-11-29,4"]


def test_an_empty_list_says_how_to_begin(shop: Rep) -> None:
    assert shop("alert list").err == "No alert is in force; repbook alert raise AREA REASON\n"


@pytest.mark.parametrize("line", ["alert raise 湖北 台风 --until 2026-12-24", "alert end 1 --on 2026-11-24"])
def test_every_step_is_taken_back_and_put_back(shop: Rep, line: str) -> None:
    shop("alert raise 湖北/武汉 台风")
    there_and_back(shop, line)


def test_steps_in_words(shop: Rep) -> None:
    shop("alert raise 湖北/武汉 台风")
    shop("alert end 1")
    assert shop("undo").out.startswith("undone: alert end: 台风, 湖北/武汉")
    assert shop("undo", lang="zh").out.startswith("已撤销：预警 台风 湖北/武汉")
