"""What `log` says comes next: the rule that comes first, on the day on which it will really be shown; and `--for` an #id."""

from __future__ import annotations

import json

import pytest

from tests.cli import Rep
from tests.sample import Sample


@pytest.fixture
def sample(rep: Rep) -> Sample:
    """A book to be filled."""
    return Sample(rep.book)


def upcoming(rep: Rep, line: str) -> str:
    """The line that tells what comes next."""
    return rep(line).err.splitlines()[-1].strip()


def test_a_birthday_comes_before_the_next_call(rep: Rep, sample: Sample) -> None:
    mei = sample.customer("美佳超市", "key")
    sample.contact(mei, "陈丽", (12, 5))
    sample.close()
    said = upcoming(rep, "log 美佳 visit")
    assert said == "next: birthday Sat 5 Dec, call by Thu 10 Dec, visit by Mon 22 Feb   (undo: repbook undo)"
    assert rep("log 美佳 visit", lang="zh").err.splitlines()[-1].startswith("  下次：12月5日 周六生日、")


@pytest.mark.parametrize(
    ("left", "told"), [(None, True), ("2026-12-06", True), ("2026-12-05", False), ("2026-11-30", False), ("2026-11-22", False)]
)
def test_nobody_is_wished_well_who_will_have_left_by_then(rep: Rep, sample: Sample, left: str | None, told: bool) -> None:
    mei = sample.customer("美佳超市", "key")
    sample.contact(mei, "陈丽", (12, 5), left_on=left)
    sample.close()
    items = json.loads(rep("why 美佳 birthday --json").out)["items"]
    assert [item["state"] for item in items] == (["ahead"] if told else ["silent"])
    assert ("birthday" in upcoming(rep, "log 美佳 visit")) == told


@pytest.mark.parametrize(("left", "told"), [("2026-12-12", True), ("2026-12-11", False)])
def test_nor_at_an_event_or_an_anniversary(rep: Rep, sample: Sample, left: str, told: bool) -> None:
    mei = sample.customer("美佳超市", "key")
    sample.contact(mei, "陈丽", left_on=left)
    sample.close()
    rep("occasion add 美佳 wedding 2026-12-11 --contact 陈丽")
    rep("occasion add 美佳 anniversary 2020-12-11 --contact 陈丽")
    for rule in ("event", "anniversary"):
        (item,) = json.loads(rep(f"why 美佳 {rule} --json").out)["items"]
        assert item["state"] == ("ahead" if told else "silent")


def test_a_hold_is_waited_for(rep: Rep, sample: Sample) -> None:
    mei = sample.customer("美佳超市", "key")
    sample.touch(mei, "2026-06-01", "visit")
    sample.close()
    assert "next: visit by Thu 26 Nov" in upcoming(rep, "log 美佳 call")  # three days after a call nobody is asked for more
    rep("customer pause 美佳 --until 2027-01-04")
    assert "visit by Mon 4 Jan" in upcoming(rep, "log 美佳 call")
    rep("snooze 美佳 care-visit --until 2027-01-20")
    assert "visit by Wed 20 Jan" in upcoming(rep, "log 美佳 call")
    rep("customer archive 美佳")
    assert upcoming(rep, "log '#1' call") == "undo: repbook undo"


def test_many_touches_let_care_rest(rep: Rep, sample: Sample) -> None:
    mei = sample.customer("美佳超市", "general")
    for day in ("2026-11-18", "2026-11-19", "2026-11-20"):
        sample.touch(mei, day, "message")
    sample.touch(mei, "2026-02-01", "visit")
    sample.close()
    assert "visit by Sat 19 Dec" in upcoming(rep, "log 美佳 message")  # the first day with only two of them in thirty days


def test_orders_are_asked_for_once(rep: Rep, sample: Sample) -> None:
    mei = sample.customer("美佳超市", "key")
    for day in ("2026-09-11", "2026-10-01", "2026-10-21", "2026-11-10"):
        sample.order(mei, day)
    sample.close()
    said = upcoming(rep, "log 美佳 visit")
    assert "reorder call Mon 30 Nov" in said
    assert "at-risk" not in said


def test_what_stays_open_is_said_to_be_for_today(rep: Rep, sample: Sample) -> None:
    mei = sample.customer("美佳超市", "key")
    sample.contact(mei, "陈丽", (11, 22))
    sample.close()
    assert "birthday today" in upcoming(rep, "log 美佳 message")


def test_what_is_settled_ahead_of_its_day_is_said(rep: Rep, sample: Sample) -> None:
    mei = sample.customer("美佳超市", "key")
    sample.contact(mei, "陈丽", (11, 24))
    sample.close()
    said = rep("log 美佳 greeting --for birthday")
    assert "settles: birthday (陈丽's birthday Tue 24 Nov, in 2 days)" in said.err
    assert "settles nothing" not in said.err
    assert "birthday" not in said.err.splitlines()[-1]


# `--for` an #id


@pytest.fixture
def shop(rep: Rep, sample: Sample) -> Rep:
    """Two customers; #1 a promise to the first, #2 an alert where the second lives."""
    sample.customer("美佳超市", area="湖北/武汉")
    sample.customer("百姓饭店", area="湖北/黄石")
    sample.close()
    rep("promise add 美佳 样品 --by 2026-11-30")
    rep("alert raise 湖北/黄石 台风")
    return rep


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("log 美佳 call --for '#3'", "nothing has the number #3"),
        ("log 美佳 call --for '#0'", "nothing has the number #0"),
        ("log 百姓 call --for '#1'", "#1 belongs to 美佳超市, not to this customer; see  repbook promise list"),
        ("log 美佳 call --for '#2'", "#2 belongs to 湖北/黄石, not to this customer; see  repbook alert list"),
    ],
)
def test_the_id_of_nothing_of_theirs_is_refused(shop: Rep, line: str, part: str) -> None:
    before = shop.dump()
    said = shop(line, code=3)
    assert part in said.err
    assert len(said.err.splitlines()) == 1
    assert shop.dump() == before


def test_the_id_of_something_of_theirs_is_kept(shop: Rep) -> None:
    shop("log 美佳 call --for '#01'")
    assert "settles: area-alert" in shop("log 百姓 call --for '#2'").err
    assert shop.rows("SELECT meant_for FROM touch ORDER BY id") == [("#1",), ("#2",)]


def test_what_does_not_read_the_touch_settles_nothing(shop: Rep) -> None:
    for what in ("care-call", "七夕", "reorder"):
        said = shop(["log", "美佳", "message", "--for", what])
        assert "settles nothing that is open now; it is kept with the touch" in said.err
