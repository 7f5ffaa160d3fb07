"""`plan`: the day in order, what does not fit, and the same as CSV and JSON."""

from __future__ import annotations

import csv
import io
import json

import pytest

from repbook.render.out import cells
from repbook.render.plan import CSV_COLUMNS
from tests.cli import Rep
from tests.sample import Sample

MONDAY = "2026-11-23"


@pytest.fixture
def book(rep: Rep, monkeypatch: pytest.MonkeyPatch) -> Rep:
    """An obligation, a birthday, a call, and visits in two areas."""
    monkeypatch.delenv("COLUMNS", raising=False)
    made = Sample(rep.book)
    chen = made.customer("陈记商行", "vip", area="湖北/武汉/汉阳")
    made.touch(chen, "2026-11-20", "visit")
    li = made.customer("惠民便利店", "general", area="湖北/武汉/洪山")
    made.touch(li, "2026-11-20", "visit")
    made.contact(li, "王丽", (11, 23))
    made.touch(made.customer("美佳超市", "key", area="湖北/武汉/武昌"), "2026-06-01", "visit")
    made.touch(made.customer("百姓饭店", "key", area="湖北/武汉/武昌"), "2026-07-01", "visit")
    made.touch(made.customer("江城酒业", "key", area="湖北/宜昌/西陵"), "2026-10-20", "visit")
    made.close()
    rep("promise add 陈记 送样品 --by 2026-11-23 --on 2026-11-20", today="2026-11-20")
    return rep


def rows(rep: Rep, line: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(rep(f"{line} --csv", today=MONDAY).out)))


def test_the_day_on_a_screen(book: Rep) -> None:
    said = book("plan", today=MONDAY)
    assert said.out.splitlines() == [
        "Mon 23 Nov 2026 · 农历十月十五                       5 lines · 2 h 44 min of 6 h",
        "",
        "FIRST",
        '  task    陈记商行    vip  10 min  you promised "送样品" by Mon 23 Nov',
        "AT THE DESK",
        "  greet   惠民便利店  gen   2 min  王丽's birthday today",
        "  call    江城酒业    key  12 min  34 days since the last call or visit (every 21)",
        "ON THE ROAD",
        "  湖北/武汉/武昌 · 2 visits · 20 min on the way",
        "  visit   美佳超市    key  60 min  175 days since the last visit (every 90) · and 1 more",
        "  visit   百姓饭店    key  60 min  145 days since the last visit (every 90) · and 1 more",
    ]
    assert said.err == ""


def test_the_day_in_chinese(book: Rep) -> None:
    out = book("plan --hours 2", today=MONDAY, lang="zh").out
    assert out.splitlines()[0] == "2026年11月23日 周一 · 农历十月十五              4 条 · 1 小时 44 分钟，共 2 小时"
    assert "  湖北/武汉/武昌 · 1 家 · 路上 20 分钟\n" in out
    assert "没排上\n  1 条，共 1 小时：拜访 1\n  还剩 16 分钟，再往下是：\n  拜访  百姓饭店    重点   1 小时\n" in out


def test_what_is_left_out_is_said(book: Rep) -> None:
    out = book("plan --hours 0.5", today=MONDAY).out
    assert "LEFT OUT\n  2 lines, 2 h: 2 visits\n  6 min left; the next would be:\n" in out
    assert "  visit   美佳超市    key  1 h 20 min\n" in out
    assert out.endswith("  all of them: repbook plan --csv   with more time: repbook plan --hours 2\n")


def test_obligations_that_do_not_fit_are_in_and_said(book: Rep) -> None:
    out = book("plan --hours 0", today=MONDAY).out
    assert "What must be done comes to 10 min: 10 min more than there is. It is in all the same.\n" in out
    assert out.splitlines()[4].startswith("FIRST")
    assert "0 min left" in out


def test_the_hours_of_the_policy(book: Rep) -> None:
    book("policy set me.hours 1")
    assert "24 min of 1 h" in book("plan", today=MONDAY).out
    book("policy set travel_minutes 5")
    book("policy set minutes_task 20")
    planned = [(row["customer"], row["minutes"], row["travel"]) for row in rows(book, "plan --hours 3")]
    assert planned == [
        ("陈记商行", "20", "0"),
        ("惠民便利店", "2", "0"),
        ("江城酒业", "12", "0"),
        ("美佳超市", "60", "5"),
        ("百姓饭店", "60", "0"),
    ]


def test_one_area_only(book: Rep) -> None:
    assert [row["customer"] for row in rows(book, "plan --area 湖北/宜昌")] == ["江城酒业"]
    assert len(rows(book, "plan --area 湖北")) == 5
    assert rows(book, "plan --area 湖北/宜") == []
    assert rows(book, "plan --area 湖北/宜昌/西陵")[0]["customer"] == "江城酒业"
    assert rows(book, "plan --area 湖北/宜昌/西陵/东") == []


@pytest.mark.parametrize(("lang", "way"), [("en", "while there: 175 days since"), ("zh", "顺路：距上次拜访 175 天")])
def test_a_visit_beside_an_obligation_is_said_to_be_on_the_way(rep: Rep, lang: str, way: str) -> None:
    """The place with the obligation comes first; what else is done there is no obligation itself."""
    made = Sample(rep.book)
    for name in ("美佳超市", "新世纪茶庄"):
        made.touch(made.customer(name, "key", area="湖北/武汉/武昌"), "2026-06-01", "visit")
    made.close()
    rep("promise add 美佳超市 端架 --by 2026-11-23 --on 2026-11-20")
    first = rep("plan", today=MONDAY, lang=lang).out.splitlines()[2:]
    assert [line.partition(" · ")[0].split()[1] for line in first if "60" in line or "1 小时" in line] == ["美佳超市", "新世纪茶庄"]
    assert [way in line for line in first if "美佳超市" in line or "新世纪茶庄" in line] == [False, True]


def test_csv_has_what_is_left_out_too(book: Rep) -> None:
    found = rows(book, "plan --hours 0.5")
    assert tuple(found[0]) == CSV_COLUMNS
    assert [(row["order"], row["planned"], row["customer"]) for row in found] == [
        ("1", "yes", "陈记商行"), ("2", "yes", "惠民便利店"), ("3", "yes", "江城酒业"), ("4", "no", "美佳超市"), ("5", "no", "百姓饭店"),
    ]  # fmt: skip
    assert (found[3]["minutes"], found[3]["travel"], found[3]["rules"]) == ("60", "20", "care-visit;care-call")


def test_json_is_the_same(book: Rep) -> None:
    document = json.loads(book("plan --hours 0.5 --json", today=MONDAY).out)
    assert {key: document[key] for key in ("on", "minutes", "used", "travel")} == {"on": MONDAY, "minutes": 30, "used": 24, "travel": 0}
    assert [one["customer"]["name"] for one in document["items"]] == ["陈记商行", "惠民便利店", "江城酒业"]
    assert [one["customer"]["name"] for one in document["left_out"]] == ["美佳超市", "百姓饭店"]
    assert document["items"][0]["items"][0]["rule"] == "promise"


def test_a_greeting_goes_in_without_the_visit_that_does_not_fit(book: Rep) -> None:
    book("occasion add 美佳超市 anniversary 2019-11-23 --title 店庆")
    en, zh = (book("plan --hours 0.4 --area 湖北/武汉/武昌", today=MONDAY, lang=lang).out for lang in ("en", "zh"))
    assert 'greet 美佳超市 key 5 min anniversary "店庆" today · the visit waits' in " ".join(en.split())
    assert "  of 1 line only what has its day is in; the rest waits\n" in en
    assert "问候 美佳超市 重点 5 分钟 周年“店庆”就在今天 · 拜访改天" in " ".join(zh.split())
    assert "  1 条只排了过期不候的事，其余改天\n" in zh
    (some, left) = rows(book, "plan --hours 0.4 --area 湖北/武汉/武昌")
    assert (some["customer"], some["planned"], some["action"], some["rules"]) == ("美佳超市", "part", "greeting", "anniversary")
    assert (left["customer"], left["planned"], left["action"]) == ("百姓饭店", "no", "visit")
    document = json.loads(book("plan --hours 0.4 --json", today=MONDAY).out)
    assert {one["customer"]["name"]: one["waits"] for one in document["items"]} == {
        "陈记商行": None,
        "惠民便利店": None,
        "美佳超市": "visit",
    }


def test_a_greeting_that_goes_along_is_named(book: Rep) -> None:
    book("occasion add 美佳超市 anniversary 2019-11-23 --title 店庆")
    out = " ".join(book("plan", today=MONDAY).out.split())
    assert '美佳超市 key 60 min anniversary "店庆" today · and 2 more' in out
    book("promise add 江城酒业 付款 --by 2026-11-20 --theirs --on 2026-11-10")
    book("occasion add 江城酒业 anniversary 2019-11-23 --title 周年庆")
    out = " ".join(book("plan", today=MONDAY).out.split())
    assert 'they promised "付款" by Fri 20 Nov · greet: anniversary "周年庆" today · and 1 more' in out


def test_another_day_and_a_day_off(book: Rep) -> None:
    assert book("plan --on 2026-11-24", today=MONDAY).out.startswith("Tue 24 Nov 2026")
    assert book("plan").err == "Sun 22 Nov 2026 is no working day; the next one is Mon 23 Nov 2026\n"
    assert "送样品" in book("plan --on 2026-11-22", today="2026-11-20").out


def test_nothing_to_plan(rep: Rep) -> None:
    rep("customer add 美佳超市", today=MONDAY)
    said = rep("plan", today=MONDAY)
    assert (said.out, said.err) == ("", "Nobody needs you on Mon 23 Nov 2026. Ahead: repbook forecast\n")


@pytest.mark.parametrize("hours", ["25", "six", "-1", "24.1"])
def test_hours_that_no_day_has(book: Rep, hours: str) -> None:
    assert (
        book(["plan", f"--hours={hours}"], code=2).err
        == f'repbook: "{hours}" is not a number of hours; write one from 0 to 24, such as 6 or 4.5\n'
    )


def test_it_reads_only(book: Rep) -> None:
    before = book.book.read_bytes()
    book("plan --json", today=MONDAY)
    assert book.book.read_bytes() == before


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [40, 80])
def test_a_narrow_screen(book: Rep, monkeypatch: pytest.MonkeyPatch, width: int, lang: str) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    page = book("plan --hours 1", today=MONDAY, lang=lang).out
    assert [line for line in page.splitlines() if cells(line) > width] == []


@pytest.mark.parametrize("command", ["plan", "due"])
@pytest.mark.parametrize(
    ("area", "said"),
    [
        ("武昌", "No customer lies in 武昌; say the whole path, such as  湖北/武汉/武昌"),
        ("武", "No customer lies in 武; say the whole path, such as  湖北/武汉"),
        ("广东", "No customer lies in 广东; say the whole path, such as  湖北"),
    ],
)
def test_an_area_where_nobody_is_is_no_day_off(book: Rep, command: str, area: str, said: str) -> None:
    shown = book(f"{command} --area {area}", today=MONDAY)
    assert said in shown.err
    assert "nothing" not in (shown.out + shown.err).lower()
    assert said in book(f"{command} --area {area} --csv", today=MONDAY).err
    assert "No customer" not in book(f"{command} --area 湖北/武汉", today=MONDAY).err
