"""Each line of the demo's morning done by typing what it asks for: what it asked is gone, or `why` says what still keeps it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli import Rep
from tests.sample import demo_copy

KEEPS = {
    "birthday": "a call or visit from the day on",
    "festival-gift": "a gift from three weeks before",
    "new-contact": "that names the new contact",
    "stock-low": "by a newer reading that is not low",
    "promise": "until it is kept, dropped or moved",
    "complaint-answer": "settled when it is answered",
    "complaint-solve": "solved within",
}
"""What a plain touch may leave standing, and the words of `why` that say what it still wants."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo book, to be copied for each line."""
    return demo_copy(tmp_path_factory.mktemp("demo"))


def lines(rep: Rep) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(rep("due --json").out)["lines"]
    return found


def asked(line: dict[str, Any]) -> set[tuple[str, str, str]]:
    """What a line asks for; points ride along."""
    return {(item["rule"], item["contact"], item["occasion"]) for item in line["items"] if item["action"] != "point"}


def test_a_touch_makes_a_line_go_or_why_says_what_keeps_it(rep: Rep, copy: Path) -> None:
    shutil.copy(copy, rep.book)
    morning = lines(rep)
    done, kept = 0, set()
    for line in morning:
        if line["action"] == "task":
            continue
        shutil.copy(copy, rep.book)
        whom = f"#{line['customer']['id']}"
        rep(["log", whom, line["action"], "done"])
        after = next((other for other in lines(rep) if other["customer"] == line["customer"]), None)
        left = asked(line) & asked(after) if after else set()
        for rule, _, _ in left:
            assert KEEPS[rule] in " ".join(rep(["why", whom, rule]).out.split())
        kept |= {rule for rule, _, _ in left}
        done += not left
        others = [other for other in lines(rep) if other["customer"] != line["customer"]]
        assert others == [other for other in morning if other["customer"] != line["customer"]]
    assert done >= 10
    assert {"promise", "new-contact", "complaint-answer"} <= kept


@pytest.mark.parametrize(
    ("customer", "rule", "typed"),
    [
        ("美佳超市", "promise", "promise keep {id}"),
        ("江城酒业", "promise", "promise keep {id}"),
        ("江城酒业", "complaint-answer", "complaint answer {id}"),
        ("樊口酒行", "complaint-solve", "complaint solve {id}"),
        ("家乐贸易", "complaint-check", "complaint check {id}"),
        ("王家湾超市", "new-contact", "log 王家湾超市 visit 认识一下 --with 李娜"),
        ("家乐贸易", "festival-gift", "log 家乐贸易 visit 送礼 --gift 茶叶"),
        ("红星批发部", "stock-low", "stock set 红星批发部 矿泉水 200"),
        ("红星批发部", "event", "log 红星批发部 message 恭喜开业 --for {occasion}"),
        ("鑫源商行", "birthday", "log 鑫源商行 help 备了生日礼物 --for birthday"),
        ("楚天宴会楼", "festival-greeting", "log 楚天宴会楼 message 小雪了，添件衣服 --for 小雪"),
        ("江滩小酒馆", "profile-stale", "customer confirm 江滩小酒馆"),
        ("家乐贸易", "referral-ask", "log 家乐贸易 message 请他介绍 --purpose referral"),
    ],
)
def test_what_a_touch_alone_leaves_is_ended_by_its_own_command(rep: Rep, copy: Path, customer: str, rule: str, typed: str) -> None:
    shutil.copy(copy, rep.book)
    items = [item for line in lines(rep) if line["customer"]["name"] == customer for item in line["items"] if item["rule"] == rule]
    assert items
    occasion = items[0]["occasion"] or ""
    rep(typed.format(id=occasion.lstrip("#"), occasion=occasion))
    left = [item for line in lines(rep) if line["customer"]["name"] == customer for item in line["items"] if item["rule"] == rule]
    assert [item["occasion"] for item in left] == [item["occasion"] for item in items[1:]]
