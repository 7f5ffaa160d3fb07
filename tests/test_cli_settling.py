"""The line that `due` and `log` tell somebody to type when an item is done: typed, it ends the item."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest

from repbook import words
from repbook.cli import settling
from repbook.render import out
from repbook.terms import NO_END, Item, Said
from tests.book import acc, person
from tests.cli import Rep
from tests.sample import demo_copy

DUE = {
    "陈记商行": "at-risk",
    "美佳超市": "promise",
    "江城酒业": "complaint-answer",
    "樊口酒行": "area-alert",
    "家乐贸易": "festival-gift",
    "楚天宴会楼": "festival-greeting",
    "鑫源商行": "birthday",
    "王家湾超市": "new-contact",
    "红星批发部": "stock-low",
    "Northgate": "service-visit",
}
"""Customers of the demo's morning, and what comes first at each."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo book, to be copied for each test."""
    return demo_copy(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def morning(rep: Rep, copy: Path) -> Rep:
    """The demo's book on its day."""
    shutil.copy(copy, rep.book)
    return rep


def items(rep: Rep, name: str) -> list[tuple[str, Any, Any]]:
    lines = json.loads(rep("due --json").out)["lines"]
    return [(i["rule"], i["contact"], i["occasion"]) for line in lines if line["customer"]["name"] == name for i in line["items"]]


def hinted(rep: Rep, monkeypatch: pytest.MonkeyPatch, lang: str, name: str) -> str:
    """The line that is told at the end of a morning on which that customer comes first."""
    tier, area = rep.rows("SELECT tier, area FROM customer WHERE name = ?", name)[0]
    for (number,) in rep.rows("SELECT id FROM customer WHERE name <> ? AND tier = ? AND area = ?", name, tier, area):
        rep(["customer", "archive", f"#{number}", "--force"])
    with monkeypatch.context() as patch:
        patch.setattr(out, "on_terminal", lambda: True)
        patch.setenv("COLUMNS", "200")
        said = rep(["due", "--tier", tier, "--area", area], lang=lang).err
    return said.rpartition("办完：" if lang == "zh" else "done: ")[2].strip()


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("name", DUE)
def test_the_line_under_a_morning_ends_what_comes_first(morning: Rep, monkeypatch: pytest.MonkeyPatch, name: str, lang: str) -> None:
    before = items(morning, name)
    assert before[0][0] == DUE[name]
    typed = shlex.split(hinted(morning, monkeypatch, lang, name))
    assert typed[0] == "repbook"
    morning(["200" if word in ("QTY", "数量") else word for word in typed[1:]])
    assert before[0] not in items(morning, name)


@pytest.mark.parametrize(
    ("line", "still"),
    [
        (
            "log 王家湾超市 visit 看看",
            'new-contact (李娜 is new since Tue 17 Nov: get to know); once done:  repbook log "王家湾超市" visit "..." --with 李娜',
        ),
        ("log 鑫源商行 call 聊聊", 'repbook log "鑫源商行" help "..." --for birthday --with 赵敏'),
        ("log 江城酒业 call 道歉", "repbook complaint answer 8"),
        ("log 红星批发部 visit 看看", 'repbook stock set "红星批发部" 矿泉水 QTY'),
        ("log 王家湾超市 visit 看看 --with 李娜", None),
        ("log 江城酒业 call 没接 --outcome no-answer", None),
        ("log 百姓饭店 call 聊聊", None),
    ],
)
def test_log_tells_what_is_still_open_and_how_to_end_it(morning: Rep, line: str, still: str | None) -> None:
    said = morning(line).err
    assert ("  still open: " in said) is (still is not None)
    assert still is None or still in said
    assert ("  还没了结：" in morning(line, lang="zh").err) is (still is not None)


@pytest.mark.parametrize(
    ("name", "contact", "expected"),
    [
        ("美佳超市", "陈丽", 'repbook log "美佳超市" visit "..." --with 陈丽'),
        ("Lane Hotel", "Grace Okafor", 'repbook log "Lane Hotel" visit "..." --with "Grace Okafor"'),
        ('a"b', "$(touch x)", 'repbook log "#1" visit "..." --with \'$(touch x)\''),
        ("-rf", "李娜", 'repbook log "#1" visit "..." --with 李娜'),
        ("#7", "李娜", 'repbook log "#1" visit "..." --with 李娜'),
        ("x`y`", "it's", 'repbook log "#1" visit "..." --with "it\'s"'),
    ],
)
def test_names_are_words_of_a_shell_that_act_on_nothing(name: str, contact: str, expected: str) -> None:
    account = acc(name, people=[person(7)._replace(name=contact)])
    item = Item("new-contact", "visit", 1, 1, NO_END, 2, Said("reason.new-contact"), contact=7)
    assert settling.command(account._replace(id=1), item) == expected


@pytest.mark.parametrize("product", ["-rf", "--help", "-1", "$(touch x)", "矿泉 水", "a'b"])
def test_whatever_a_product_is_called_the_line_sets_its_stock(rep: Rep, product: str) -> None:
    rep("customer add Ada")
    rep(["stock", "set", "--reorder-at", "5", "--", "Ada", product, "3"])
    item = Item("stock-low", "visit", 1, 1, NO_END, 2, Said("reason.stock-low"), occasion=product)
    typed = shlex.split(settling.command(acc("Ada")._replace(id=1), item))
    assert typed[:3] == ["repbook", "stock", "set"]
    rep([*typed[1:-1], "200"])
    assert [row["qty"] for row in json.loads(rep("stock list --json").out)["items"]] == ["200"]


@pytest.mark.parametrize("name", ["$(touch x)", "-rf"])
def test_both_lines_under_a_morning_name_a_customer_harmlessly(rep: Rep, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    rep(["customer", "add", "--since", "2025-01-01", "--", name])
    monkeypatch.setattr(out, "on_terminal", lambda: True)
    said = rep("due --days 90").err
    assert 'repbook why "#1"' in said
    assert 'repbook log "#1"' in said
    assert name not in said
