"""Somebody of whom a book knows much, in every form, and where it still stands once they are forgotten."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli import Rep
from tests.sample import Sample

WORDS = (
    "王建国", "王建军", "13800001111", "138-0000-1111", "wjg_88", "jian@example.com", "wangjianguo", "|wjg", "Wang Jianguo", "钓鱼", "两个儿子",
    "去海南", "给他带茶", "他儿子的婚礼", "机密",
)  # fmt: skip
"""What the book comes to know of 王建国, in every form."""


def found(rep: Rep, words: tuple[str, ...] = WORDS) -> set[tuple[str, str]]:
    """Which words stand in which files below the folder of the book, byte by byte."""
    forms = {(word, code): word.encode(code) for word in words for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")}
    hits = set()
    for path in rep.folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            hits |= {(path.name, word) for (word, _), form in forms.items() if form in data}
    return hits


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the book of `shop` is kept once it is made: every command of it is waited for."""
    return tmp_path_factory.mktemp("shop")


@pytest.fixture
def shop(rep: Rep, kept: Path) -> Rep:
    """美佳超市 (#1) with 王建国 (#1) and 李四 (#2), others who speak of him, and backups from before and between."""
    if not any(kept.iterdir()):
        fill(rep)
        shutil.copytree(rep.folder, kept, dirs_exist_ok=True)
    shutil.copytree(kept, rep.folder, dirs_exist_ok=True)
    return rep


def fill(rep: Rep) -> None:
    """Write down all that is told of `shop`."""
    made = Sample(rep.book)
    with made.book.step("imported", what="customers", file="王建国.csv", added=3, changed=0):
        mei = made.customer("美佳超市", "key")
        made.customer("王建国烟酒店")
        far = made.customer("百姓饭店", note="从王建国那里来", referred_by=mei)
        made.contact(mei, "王建国", (5, 5), phone="13800001111", wechat="wjg_88", email="jian@example.com", likes="钓鱼", family="两个儿子")
        made.contact(mei, "李四")
        made.touch(far, "2026-11-02", note="王建国介绍的，电话 138-0000-1111，Wang Jianguo；去过王建国烟酒店")
        made.touch(mei, "2026-11-01", "visit", (1, 2), note="王建国和李四都在", gift="酒", origin="王建国老家")
        made.touch(mei, "2026-11-03", "visit", (1,), note="他要去海南", gift="茶", cost=500)
    made.close()
    for line in (
        "promise add 美佳超市 给他带茶 --by +3d --contact 王建国", "promise add 美佳超市 '替王建国问价' --by +4d",
        "occasion add 美佳超市 wedding 2026-12-01 --contact 王建国 --title 他儿子的婚礼", "complaint open 美佳超市 '王建国说货晚了'",
        "complaint answer '#4' --note '已告诉王建国'", "alert raise 湖北 '王建国说有台风'", "snooze 百姓 care-call --until +9d --because 等王建国",
        "stock set 美佳超市 王建国专供酒 5", "order add 百姓 12 --product 王建国专供酒", "customer tier 百姓 vip --because 王建国推荐",
        "book backup", "contact edit 王建国 --name 王建军 --note 机密", "log 百姓 call '王建国 again'", "undo", "log 百姓 call fine",
        "log 百姓 call '王建军要来'", "undo",
    ):  # fmt: skip
        rep(line)
