"""`occasion`: solar and lunar dates, good and bad ones, what `due` makes of them, and that they are taken back exactly."""

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
    """A shop with two people, visited three weeks ago, and another one."""
    made = Sample(rep.book)
    mei = made.customer("美佳超市")
    made.contact(mei, "陈丽")
    made.contact(mei, "王强")
    made.touch(mei, "2026-11-02", "visit")
    other = made.customer("惠民便利店")
    made.contact(other, "王丽")
    made.touch(other, "2026-11-02", "visit")
    made.close()
    return rep


COLUMNS = "customer_id, contact_id, kind, on_day, yearly, lunar_month, lunar_day, lunar_leap, title, learned, recorded"


def occasions(rep: Rep) -> list[tuple[object, ...]]:
    """The occasions of the book."""
    return rep.rows(f"SELECT {COLUMNS} FROM occasion ORDER BY id")


def due(rep: Rep, day: str) -> list[tuple[str, str, str, str]]:
    """What `due` makes of occasions: rule, class, occasion, due day."""
    rows = csv.DictReader(io.StringIO(rep(f"due --csv --on {day}").out))
    return [
        (r["rule"], r["class"], r["occasion"], r["due"])
        for r in rows
        if r["rule"] in ("event", "anniversary", "condolence", "condolence-check")
    ]


# ---- add ----------------------------------------------------------------------------------------------


def test_an_event_ahead(shop: Rep) -> None:
    said = shop("occasion add mjcs opening 12-5 --title ' 二  店 '")
    assert (said.out, said.err) == ("opening 二 店 · 美佳超市 · Sat 5 Dec 2026 #1\n", "")
    assert occasions(shop) == [(1, None, "opening", "2026-12-05", 0, None, None, 0, "二 店", None, "2026-11-22")]


def test_with_everything_in_chinese(shop: Rep) -> None:
    said = shop("occasion add mjcs 婚礼 12月20日 --contact 王强 --yearly --title 大婚", lang="zh")
    assert said.out == "婚礼 大婚 · 王强 @ 美佳超市 · 2026年12月20日 周日 #1\n"
    assert said.err == "  每年都有，下次 2026年12月20日 周日\n"
    assert occasions(shop) == [(1, 2, "wedding", "2026-12-20", 1, None, None, 0, "大婚", None, "2026-11-22")]


def test_bad_news_lies_behind_and_when_it_was_learned_may_be_said(shop: Rep) -> None:
    said = shop("occasion add 陈丽 丧事 11-20 --learned yesterday")
    assert said.out == "bereavement · 陈丽 @ 美佳超市 · Fri 20 Nov 2026 #1\n"
    assert said.err == "  learned Sat 21 Nov 2026\n"
    assert occasions(shop) == [(1, 1, "bereavement", "2026-11-20", 0, None, None, 0, "", "2026-11-21", "2026-11-22")]


@pytest.mark.parametrize(
    ("kind", "typed", "day"),
    [
        ("opening", "2-10", "2027-02-10"), ("promotion", "11-22", "2026-11-22"), ("dealer-meeting", "下周三", "2026-11-25"),
        ("anniversary", "6-18", "2026-06-18"), ("illness", "11-22", "2026-11-22"), ("accident", "周五", "2026-11-20"),
        ("newborn", "2026-11-01", "2026-11-01"), ("bereavement", "2026-12-01", "2026-12-01"),
    ],
)  # fmt: skip
def test_a_date_without_its_year_looks_the_way_of_its_kind(shop: Rep, kind: str, typed: str, day: str) -> None:
    shop(["occasion", "add", "mjcs", kind, typed])
    assert occasions(shop)[0][3] == day


@pytest.mark.parametrize(
    ("kind", "typed", "day", "lunar"),
    [
        ("anniversary", "lunar 8-15", "2026-09-25", (8, 15, 0)),
        ("周年", "农历八月十五", "2026-09-25", (8, 15, 0)),
        ("anniversary", "农历2025年闰六月初一", "2025-07-25", (6, 1, 1)),
        ("wedding", "腊月初八", "2027-01-15", (12, 8, 0)),
        ("opening", "today", "2026-11-22", (None, None, 0)),
    ],
)
def test_a_lunar_date_is_kept_as_one_beside_its_day(shop: Rep, kind: str, typed: str, day: str, lunar: tuple[object, ...]) -> None:
    shop(["occasion", "add", "mjcs", kind, typed])
    assert occasions(shop)[0][3] == day
    assert occasions(shop)[0][5:8] == lunar


def test_a_lunar_anniversary_says_when_it_comes_again(shop: Rep) -> None:
    said = shop("occasion add mjcs anniversary 'lunar 8-15'")
    assert said.out == "anniversary · 美佳超市 · Fri 25 Sep 2026 #1\n"
    assert said.err.splitlines() == ["  lunar 8-15 (八月十五)", "  every year, next Wed 15 Sep 2027"]


@pytest.mark.parametrize(
    ("line", "code", "part"),
    [
        ("occasion add mjcs party 12-5", 2, 'unknown kind of occasion "party"'),
        ("occasion add mjcs opening 2-30", 2, "does not exist"),
        ("occasion add mjcs opening 11-10", 2, "write the year too"),
        ("occasion add mjcs anniversary 11-25", 2, "write the year too"),
        ("occasion add mjcs opening 八月十五", 2, "could mean more than one day"),
        ("occasion add mjcs illness yesterday --learned 2026-11-23", 1, "is after today"),
        ("occasion add mjcs opening 12-5 --contact 王丽", 3, "no contact matches"),
        ("occasion add mjcs opening 12-5 --contact '#3'", 3, "is a contact of 惠民便利店"),
        ("occasion add 没有 opening 12-5", 3, "没有"),
        ("occasion add mjcs opening", 2, "DATE is missing"),
        ("occasion remove 7", 3, "there is no occasion 7"),
        ("occasion list 没有", 3, "没有"),
    ],
)
def test_refused(shop: Rep, line: str, code: int, part: str) -> None:
    before = shop.dump()
    said = shop(line, code)
    assert part in said.err
    assert said.out == ""
    assert shop.dump() == before


# ---- remove and list ----------------------------------------------------------------------------------


@pytest.fixture
def several(shop: Rep) -> Rep:
    """Dates behind and ahead, entered in no order."""
    shop("occasion add mjcs opening 2026-12-05 --title 二店")
    shop("occasion add mjcs 周年 2020-11-30")
    shop("occasion add 惠民 乔迁 2026-11-01")
    shop("occasion add 王丽 婚礼 2025-10-01 --yearly")
    shop("occasion add mjcs illness 2026-11-10 --contact 陈丽")
    return shop


def test_remove(several: Rep) -> None:
    before = several.dump()
    said = several("occasion remove '#2'")
    assert (said.out, said.err) == ("removed: anniversary · 美佳超市 · Mon 30 Nov 2020 #2\n", "")
    assert several.rows("SELECT id FROM occasion ORDER BY id") == [(1,), (3,), (4,), (5,)]
    assert "there is no occasion 2" in several("occasion remove 2", 3).err
    assert several("undo").out.startswith("undone: occasion remove: anniversary, 美佳超市, 30 Nov")
    assert several.dump() == before


def test_list_the_next_first(several: Rep) -> None:
    assert several("occasion list").out.splitlines() == [
        "#  next        what          customer    with  title  date        yearly",
        "2  2026-11-30  anniversary   美佳超市                 2020-11-30  yes",
        "1  2026-12-05  opening       美佳超市          二店   2026-12-05",
        "4  2027-10-01  wedding       惠民便利店  王丽         2025-10-01  yes",
        "5              illness       美佳超市    陈丽         2026-11-10",
        "3              housewarming  惠民便利店               2026-11-01",
    ]
    assert "周年" in several("occasion list mjcs", lang="zh").out
    assert "惠民" not in several("occasion list mjcs").out


def test_list_as_data(several: Rep) -> None:
    items = json.loads(several("occasion list --json").out)["items"]
    assert [item["id"] for item in items] == [2, 1, 4, 5, 3]
    assert items[2] == {
        "id": 4, "next": "2027-10-01", "kind": "wedding", "customer": "惠民便利店", "customer_id": 2, "contact": "王丽", "contact_id": 3,
        "title": "", "date": "2025-10-01", "calendar": "solar", "yearly": True, "learned": None, "recorded": "2026-11-22",
    }  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(several("occasion list mjcs --csv --limit 2").out)))
    assert [(row["id"], row["next"], row["kind"]) for row in rows] == [("2", "2026-11-30", "anniversary"), ("1", "2026-12-05", "opening")]


def test_a_yearly_one_ahead_is_next_on_its_own_day(shop: Rep) -> None:
    shop("occasion add mjcs 周年 2028-02-29")
    assert json.loads(shop("occasion list --json").out)["items"][0]["next"] == "2028-02-29"
    assert json.loads(shop("occasion list --json", today="2028-03-01").out)["items"][0]["next"] == "2029-02-28"


def test_an_empty_list_says_how_to_begin(shop: Rep) -> None:
    assert shop("occasion list").err == "No dates are written down yet; repbook occasion add CUSTOMER KIND DATE\n"


# ---- in the morning -----------------------------------------------------------------------------------


def test_an_event_shows_from_three_days_before(shop: Rep) -> None:
    shop("occasion add mjcs opening 2026-12-05")
    assert due(shop, "2026-12-01") == []
    assert due(shop, "2026-12-02") == [("event", "2", "#1", "2026-12-05")]
    shop("occasion remove 1")
    assert due(shop, "2026-12-02") == []


def test_a_lunar_anniversary_is_greeted_by_the_moon(shop: Rep) -> None:
    shop("occasion add mjcs anniversary 'lunar 8-15'")
    assert due(shop, "2027-09-14") == []
    assert due(shop, "2027-09-15") == [("anniversary", "2", "#1", "2027-09-15")]
    assert due(shop, "2027-09-25") == []


def test_a_bereavement_asks_for_a_call_and_spares_the_customer_cheer(shop: Rep) -> None:
    shop("occasion add mjcs opening 2026-11-24")
    assert due(shop, "2026-11-22") == [("event", "2", "#1", "2026-11-24")]
    shop("occasion add mjcs bereavement 2026-11-20 --contact 陈丽")
    assert due(shop, "2026-11-22") == [("condolence", "1", "#2", "2026-11-22")]
    held = shop("due --csv --held").out
    assert "mourning" in held


def test_news_recorded_late_is_old_news_unless_learned_now(shop: Rep) -> None:
    shop("occasion add mjcs accident 2026-09-01")
    assert due(shop, "2026-11-22") == []
    shop("occasion add mjcs accident 2026-09-01 --learned today")
    assert due(shop, "2026-11-22") == [("condolence", "1", "#2", "2026-11-22")]


@pytest.mark.parametrize(
    "line",
    ["add mjcs anniversary 'lunar 8-15' --contact 陈丽 --title 店庆", "add mjcs illness yesterday --learned today", "remove 1", "remove 4"],
)
def test_every_step_is_taken_back_and_put_back(several: Rep, line: str) -> None:
    there_and_back(several, f"occasion {line}")


def test_steps_in_words(shop: Rep) -> None:
    shop("occasion add mjcs 婚礼 12-20 --contact 王强")
    assert shop("undo").out.startswith("undone: occasion add: wedding, 王强 @ 美佳超市, 20 Dec")
    assert shop("redo", lang="zh").out.startswith("已重做：记下婚礼 王强 @ 美佳超市，12月20日")
