"""`forecast`: weeks and tiers ahead, what another cadence would cost, and that nothing changes."""

from __future__ import annotations

import csv
import io
import json

import pytest

from repbook.render.out import cells
from tests.cli import Rep
from tests.sample import Sample


@pytest.fixture
def book(rep: Rep, monkeypatch: pytest.MonkeyPatch) -> Rep:
    """Two customers looked after last week, and one neglected for long."""
    monkeypatch.delenv("COLUMNS", raising=False)
    made = Sample(rep.book)
    made.touch(made.customer("美佳超市", "key", area="湖北/武汉/武昌"), "2026-11-18", "visit")
    made.touch(made.customer("陈记商行", "vip", area="湖北/武汉/武昌"), "2026-11-19", "visit")
    made.touch(made.customer("惠民便利店", "general"), "2026-01-05", "visit")
    made.close()
    return rep


def rows(rep: Rep, line: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(rep(f"{line} --csv").out)))


def test_the_weeks_on_a_screen(book: Rep) -> None:
    said = book("forecast --weeks 4")
    weeks, tiers = said.out.split("\n\n")
    assert weeks.splitlines()[0].split() == ["week", "of", "days", "calls", "visits", "msgs", "greets", "tasks", "hours", "of", "load"]
    assert weeks.splitlines()[1].split() == ["2026-11-23", "5", "0", "1", "0", "0", "0", "0.8", "30", "3%"]
    assert weeks.splitlines()[-1].split()[:2] == ["total", "20"]
    assert [line.split()[0] for line in tiers.splitlines()] == ["tier", "vip", "key", "potential", "general", "on", "total"]
    assert said.err.startswith("1 line is late already, 30 min; the first week holds them all. Catch up: repbook plan\n")


def test_years_that_are_not_known_are_named(book: Rep) -> None:
    assert "The working days of 2027 are an estimate" in book("forecast --weeks 8").err
    assert "estimate" not in book("forecast --weeks 2").err


def test_the_weeks_in_chinese(book: Rep) -> None:
    said = book("forecast --weeks 1", lang="zh")
    assert said.out.splitlines()[0].split() == ["周", "工作日", "电话", "拜访", "微信", "问候", "待办", "小时", "可用", "负荷"]
    assert "\n路上" in said.out
    assert said.err.startswith("已经拖了 1 条，30 分钟")


def test_csv_has_a_row_a_week_and_tier(book: Rep) -> None:
    found = rows(book, "forecast --weeks 3")
    assert [row["tier"] for row in found] == ["vip", "key", "potential", "general", "total"] * 3
    for at in range(0, 15, 5):
        *tiers, total = found[at : at + 5]
        for column in ("calls", "visits", "messages", "greetings", "tasks", "lines"):
            assert sum(int(row[column]) for row in tiers) == int(total[column])
        assert sum(float(row["hours"]) for row in tiers) + float(total["travel"]) == pytest.approx(float(total["hours"]))
    assert (found[4]["week"], found[4]["workdays"], found[4]["available"], found[0]["available"]) == ("2026-11-23", "5", "30.0", "")


def test_json_has_the_same_rows(book: Rep) -> None:
    items = json.loads(book("forecast --weeks 2 --json").out)["items"]
    assert [(one["week"], one["tier"], str(one["calls"])) for one in items] == [
        (r["week"], r["tier"], r["calls"]) for r in rows(book, "forecast --weeks 2")
    ]
    assert "calls_changed" not in items[0]


def test_another_cadence(book: Rep) -> None:
    before = book.book.read_bytes()
    found = rows(book, "forecast --weeks 12 --tier vip=60 --tier 重点=10")
    sums = {
        tier: [sum(int(row[column]) for row in found if row["tier"] == tier) for column in ("calls", "calls_changed")]
        for tier in ("vip", "key", "general")
    }
    assert sums["vip"][1] < sums["vip"][0]
    assert sums["key"][1] > sums["key"][0]
    assert sums["general"][1] == sums["general"][0]
    said = book("forecast --weeks 12 --tier vip=60")
    assert "  then  change  " in said.out
    assert "with vip=60: " in said.err
    assert "less in 12 weeks, calls " in said.err
    assert book.book.read_bytes() == before


def test_the_present_cadence_costs_the_same(book: Rep) -> None:
    said = book("forecast --tier vip=14")
    assert "with vip=14: the same hours in 8 weeks" in said.err
    assert all(row["hours"] == row["hours_changed"] for row in rows(book, "forecast --tier vip=14"))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("forecast --tier vip", '"vip" is not a tier\'s cadence; write it like vip=30'),
        ("forecast --tier vip=0", 'tier.vip.call_every cannot be "0"; allowed: 1 … 3650'),
        ("forecast --tier gold=3", 'unknown tier "gold"'),
        ("forecast --weeks 0", '"0" is not between 1 and 104'),
        ("forecast --weeks many", '"many" is not a whole number'),
    ],
)
def test_refused(book: Rep, line: str, said: str) -> None:
    got = book(line, code=2)
    assert said in got.err
    assert got.out == ""


def test_an_empty_book(rep: Rep) -> None:
    rep("customer add 美佳超市")
    rep("customer archive 美佳")
    assert rows(rep, "forecast --weeks 1")[-1]["lines"] == "0"
    assert rep("forecast --weeks 1").code == 0


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_fits_eighty_columns(book: Rep, lang: str) -> None:
    page = book("forecast --weeks 12 --tier vip=30", lang=lang).out
    assert [line for line in page.splitlines() if cells(line.rstrip()) > 80] == []


def test_a_week_of_holidays_is_a_week_without_working_days(book: Rep) -> None:
    """Spring Festival 2026 is off from 15 to 23 February, the Saturday before and the Saturday after are worked."""
    items = json.loads(book("forecast --weeks 4 --json", today="2026-02-09").out)["items"]
    assert list(dict.fromkeys(item["week"] for item in items if item["week"])) == ["2026-02-09", "2026-02-16", "2026-02-23", "2026-03-02"]
    assert "2026-02-16" in {row["week"] for row in rows(book, "--today 2026-02-09 forecast --weeks 4")}
