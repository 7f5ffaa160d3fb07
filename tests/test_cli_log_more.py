"""What else one line of `log` takes: promises both ways and readings of the shelf, beside gift and order."""

from __future__ import annotations

import shlex
import subprocess
import sys

import pytest

from tests.cli import Rep
from tests.program import environment
from tests.sample import Sample
from tests.test_architecture import HEAVY, LOADED
from tests.test_cli_customer import there_and_back


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """One key account with two people, last visited in June."""
    made = Sample(rep.book)
    mei = made.customer("美佳超市", "key", since="2026-01-05")
    made.touch(mei, "2026-06-01", "visit")
    made.contact(mei, "陈丽")
    made.contact(mei, "王强")
    made.close()
    return rep


def promises(rep: Rep) -> list[tuple[object, ...]]:
    """The promises of the book."""
    return rep.rows("SELECT id, contact_id, text, made, by_day, theirs FROM promise ORDER BY id")


WHOLE = (
    'log mjcs visit "送了样品" --mood good --promise "谈端架 @下周三" --owes "结清货款 @2026-12-01" --stock "白酒A=6" --stock 大米=40'
    " --gift 茶叶 --cost 30 --order 2680 --product 白酒A --qty 12 --with 陈丽"
)


def test_one_line_after_a_visit_is_enough(shop: Rep) -> None:
    shop("stock set mjcs 白酒A 24 --reorder-at 10 --on 2026-11-01")
    said = shop(WHOLE)
    assert said.out.splitlines() == [
        "visit  美佳超市 · with 陈丽 · Sun 22 Nov 2026 · good · 茶叶  #2",
        "order 2,680.00 · 美佳超市 · Sun 22 Nov 2026 #1",
        "promise 谈端架 · by Wed 25 Nov 2026 #1",
        "their promise 结清货款 · by Tue 1 Dec 2026 #2",
    ]
    assert said.err.splitlines()[:2] == ["  stock 白酒A 6, reorder level 10: low", "  stock 大米 40"]
    assert said.err.splitlines()[-1].startswith("  next: ")
    assert promises(shop) == [(1, 1, "谈端架", "2026-11-22", "2026-11-25", 0), (2, 1, "结清货款", "2026-11-22", "2026-12-01", 1)]
    assert shop.rows("SELECT product, on_day, quantity FROM stock WHERE id > 1") == [
        ("白酒A", "2026-11-22", "6"),
        ("大米", "2026-11-22", "40"),
    ]


def test_the_whole_line_in_chinese(shop: Rep) -> None:
    said = shop('log mjcs 拜访 --promise "谈端架 ＠下周三" --owes "结款@月底" --stock "白酒A＝6"', lang="zh")
    assert said.out.splitlines()[1:] == ["承诺 谈端架 · 2026年11月25日 周三前 #1", "对方承诺 结款 · 2026年11月30日 周一前 #2"]
    assert "  库存 白酒A 6" in said.err.splitlines()


def test_made_and_counted_on_the_day_of_the_touch(shop: Rep) -> None:
    shop('log mjcs call --on 2026-11-10 --promise "a @2026-11-15" --stock "白酒A=6"')
    assert promises(shop) == [(1, None, "a", "2026-11-10", "2026-11-15", 0)]
    assert shop.rows("SELECT on_day FROM stock") == [("2026-11-10",)]


@pytest.mark.parametrize(
    ("whom", "contact"),
    [("mjcs", None), ("mjcs --with 陈丽", 1), ("mjcs --with 陈丽 --with 王强", None), ("mjcs --with 陈丽 --with '#1'", 1), ("王强", 2)],
)
def test_it_concerns_the_contact_when_exactly_one_is_named(shop: Rep, whom: str, contact: int | None) -> None:
    name, _, rest = whom.partition(" ")
    shop(f'log {name} visit {rest} --promise "a @+1w"')
    assert promises(shop)[0][1] == contact


def test_the_day_stands_behind_the_last_at_sign(shop: Rep) -> None:
    shop('log mjcs call --promise "write to a@b.cn @ +2d"')
    assert promises(shop)[0][2:5] == ("write to a@b.cn", "2026-11-22", "2026-11-24")


def test_an_equals_sign_may_stand_in_a_product(shop: Rep) -> None:
    shop('log mjcs visit --stock "A=B=1,000.5"')
    assert shop.rows("SELECT product, quantity FROM stock") == [("A=B", "1000.5")]


@pytest.mark.parametrize(
    ("options", "code", "part"),
    [
        ('--promise "谈端架"', 2, '"谈端架" does not say by when'),
        ('--promise "谈端架 @"', 2, "does not say by when"),
        ('--promise " @下周三"', 2, "does not say by when"),
        ('--promise "谈端架 @2-30"', 2, "does not exist"),
        ('--promise "谈端架 @昨天"', 2, "is before it was promised"),
        ('--owes "结款"', 2, "does not say by when"),
        ('--stock "白酒A"', 2, '"白酒A" is not a reading'),
        ('--stock "=6"', 2, "is not a reading"),
        ('--stock "白酒A="', 2, "is not a reading"),
        ('--stock "白酒A=few"', 2, '"few" is not a quantity'),
        ('--stock "白酒A=-6"', 2, "below zero"),
        ("--promise", 2, "--promise needs a value"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(shop: Rep, options: str, code: int, part: str) -> None:
    before = shop.dump()
    said = shop(f"log mjcs visit {options}", code)
    assert part in said.err
    assert said.out == ""
    assert shop.dump() == before


def test_open_promises_of_mine_are_asked_about(shop: Rep) -> None:
    shop("promise add mjcs 送新品样品 --by 2026-11-20 --on 2026-11-16")
    shop("promise add mjcs 谈端架 --by 2026-12-20")
    shop("promise add mjcs 结款 --by 2026-11-21 --theirs --on 2026-11-16")
    asked = 'settled? promise #1 "送新品样品", by Fri 20 Nov: repbook promise keep 1'
    lines = [line.strip() for line in shop('log mjcs visit --promise "新的 @+1w"').err.splitlines() if "settled?" in line]
    assert lines == [asked, 'settled? promise #2 "谈端架", by Sun 20 Dec: repbook promise keep 2']
    shop("promise keep 1")
    said = shop("log mjcs call", lang="zh")
    assert "送新品样品" not in said.err
    assert "办妥了吗？承诺 #4“新的”，11月29日 周日前：repbook promise keep 4" in said.err
    assert "settled?" not in shop("log mjcs call --outcome no-answer").err


def test_no_more_than_three_are_asked_about(shop: Rep) -> None:
    for day in range(1, 6):
        shop(f"promise add mjcs p{day} --by 2026-12-0{day}")
    assert [f"p{n}" in shop("log mjcs call").err for n in range(1, 6)] == [True, True, True, False, False]


def test_a_low_shelf_filled_up_is_told_as_settled(shop: Rep) -> None:
    shop("stock set mjcs 白酒A 6 --reorder-at 10 --on 2026-11-20")
    assert "settles: stock-low" in shop("log mjcs visit --stock 白酒A=30").err


def test_it_is_all_one_step(shop: Rep) -> None:
    there_and_back(shop, WHOLE)
    shop("undo")
    assert promises(shop) == []
    assert shop.rows("SELECT count(*) FROM stock") == [(0,)]


@pytest.mark.parametrize("line", [WHOLE, 'log mjcs call --promise "a @+1w"', "log mjcs call --stock 白酒A=6"])
def test_it_imports_nothing_heavy(shop: Rep, line: str) -> None:
    env = environment(shop.folder, REPBOOK_BOOK=str(shop.book), REPBOOK_TODAY="2026-11-22")
    done = subprocess.run([sys.executable, "-c", LOADED, *shlex.split(line)], env=env, capture_output=True, text=True, check=True)
    assert "#1" in done.stdout or "stock" in done.stderr
    assert not set(done.stderr.splitlines()[-1].split()) & HEAVY


@pytest.mark.parametrize(
    ("on", "en", "zh"),
    [("2025-12-31", "31 Dec 2025", "2025年12月31日"), ("2026-01-01", "1 Jan", "，1月1日"), ("2020-01-01", "1 Jan 2020", "2020年1月1日")],
)
def test_a_step_of_another_year_says_its_year(rep: Rep, on: str, en: str, zh: str) -> None:
    made = Sample(rep.book)
    made.contact(made.customer("美佳超市"), "陈丽")
    made.close()
    rep(f"contact left 陈丽 --on {on}")
    assert f", {en}   (" in rep("undo").out
    rep(f"log 美佳 visit --on {on}")
    assert f"log: visit to 美佳超市, {en}" in [part.strip() for line in rep("undo --list").out.splitlines() for part in line.split("  ")]
    assert f"{zh}" in rep("undo", lang="zh").out


@pytest.mark.parametrize(
    ("note", "warned"), [("没接", True), ("No answer.", True), ("打不通。", True), ("没接，下午再打", False), ("完成", False)]
)
def test_a_note_that_says_it_came_to_nothing_is_asked_about(shop: Rep, note: str, warned: bool) -> None:
    said = shop(f"log 美佳 call '{note}'")
    assert ("counted as done; if it was not:  repbook undo  and log it again with --outcome no-answer" in said.err) is warned
    assert "counted as done" not in shop(f"log 美佳 call '{note}' --outcome 没接").err
