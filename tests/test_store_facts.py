"""What `due` reads is enough, however far the policy makes its rules look, and nothing of later days."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from repbook import rules
from repbook.store import facts, rows
from repbook.store import policy as stored
from repbook.terms import Policy, day_of
from tests.cli import Rep
from tests.sample import Sample

ON = "2026-11-22"
Fill = Callable[[Sample, int], None]
"""Puts facts of a customer into the book."""


def _occasion(sample: Sample, customer: int, kind: str, on: str, contact: int | None = None) -> None:
    rows.insert(sample.db, "occasion", customer_id=customer, contact_id=contact, kind=kind, on_day=on, yearly=0, lunar_month=None,
                lunar_day=None, lunar_leap=0, title="", learned=None, recorded=on)  # fmt: skip


def _greeted_early(sample: Sample, customer: int) -> None:
    sample.touch(customer, "2026-10-14", "greeting")  # 41 days before 24 November


def _gift_early(sample: Sample, customer: int) -> None:
    sample.touch(customer, "2026-10-14", "gift", gift="酒")


def _at_the_event(sample: Sample, customer: int) -> None:
    contact = sample.contact(customer, "陈")
    _occasion(sample, customer, "opening", "2026-11-16", contact)
    sample.touch(customer, "2026-09-18", "visit", (contact,))  # D−59
    sample.touch(customer, "2026-10-01", "visit", (sample.contact(customer, "丽"),))


def _condoled_long_ago(sample: Sample, customer: int) -> None:
    _occasion(sample, customer, "illness", "2026-08-20")
    sample.touch(customer, "2026-08-22", "call")  # C; the check of 29 August was over on 12 September
    sample.touch(customer, "2026-11-15", "call")


def _talked_to_before_the_holiday(sample: Sample, customer: int, *written: str) -> None:
    sample.db.execute("UPDATE customer SET status = 'prospect'")
    sample.touch(customer, "2026-10-08", "visit")
    for day in written:
        sample.touch(customer, day, "message")


def _left_before_the_holiday(sample: Sample, customer: int) -> None:
    sample.contact(customer, "陈", role="decider", left_on="2026-10-01")
    sample.touch(customer, "2026-09-29", "call")


def _written_about_the_goods(sample: Sample, customer: int, meant_for: str) -> None:
    sample.db.execute("UPDATE customer SET no_calls = 1")
    sample.order(customer, "2026-10-17")
    sample.touch(customer, "2026-10-21", "message", meant_for=meant_for)  # four days after, and 32 before the day asked


OFF = " ".join(f"2026-10-{day:02d}" for day in range(8, 32)) + " " + " ".join(f"2026-11-{day:02d}" for day in range(1, 17))

CASES = {
    "a greeting counts from 41 days before": ("festival_early 41", _greeted_early, "festival-greeting", "-"),
    "a greeting counts from 40 days before": ("festival_early 40", _greeted_early, "festival-greeting", "shown"),
    "a gift counts from when it shows": ("gift_lead 41", _gift_early, "festival-gift", "-"),
    "a gift came before it showed": ("gift_lead 40", _gift_early, "festival-gift", "shown"),
    "a visit counts from when the event shows": ("event_lead 59", _at_the_event, "event", "-"),
    "a visit came before the event showed": ("event_lead 58", _at_the_event, "event", "shown"),
    "the first call since bad news": ("condolence_days 90", _condoled_long_ago, "condolence-check", "-"),
    "a message among days off": (f"days_off {OFF}", lambda s, c: _talked_to_before_the_holiday(s, c, "2026-10-13"), "first-follow-up", "-"),
    "nothing after days off": (f"days_off {OFF}", _talked_to_before_the_holiday, "first-follow-up", "shown"),
    "who left before days off": (f"days_off {OFF}", _left_before_the_holiday, "handover", "shown"),
    "a message in place of a call": ("", lambda s, c: _written_about_the_goods(s, c, ""), "after-sale", "-"),
    "a message for something else": ("", lambda s, c: _written_about_the_goods(s, c, "birthday"), "after-sale", "shown"),
}


@pytest.mark.parametrize(("setting", "fill", "rule", "expected"), CASES.values(), ids=CASES)
def test_due_reads_as_far_back_as_the_policy_looks(rep: Rep, setting: str, fill: Fill, rule: str, expected: str) -> None:
    sample = Sample(rep.book)
    sample.db.execute("INSERT INTO step (at, key, params, undone) VALUES ('', '', '{}', 0)")  # a changed setting belongs to a step
    for key, value in (("festival.店庆", "solar=11-24"), ("tier.key.festivals", "店庆"), ("tier.key.gift_festivals", "店庆")):
        stored.put(sample.db, key, value)
    if setting:
        stored.put(sample.db, *setting.split(" ", 1))
    fill(sample, sample.customer("美佳超市", "key"))
    policy, day = stored.read(sample.db), day_of(ON)
    ask = rules.Ask(policy, stored.calendar(sample.db, policy), day)
    answers = [rules.due(facts.load_due(sample.db, day, policy), ask, points=False), rules.due(facts.load(sample.db, day, [1], True), ask)]
    sample.close()
    for answer in answers:
        shown = {item.rule for line in answer.lines for item in line.items} | {rest.item.rule for rest in answer.held}
        assert ("shown" if rule in shown else "-") == expected


def _alert(sample: Sample, raised: str, last: str) -> None:
    rows.insert(sample.db, "alert", area="湖北", reason="台风", raised=raised, last_day=last)


@pytest.mark.parametrize(("days", "expected"), [("0", 0), ("2", 0), ("3", 1), ("30", 1)])
def test_an_alert_ahead_is_shown_among_the_days_ahead(rep: Rep, days: str, expected: int) -> None:
    sample = Sample(rep.book)
    sample.customer("美佳超市", area="湖北/武汉")
    _alert(sample, "2026-11-25", "2026-12-02")
    sample.close()
    found = [line for line in rep(f"due --days {days} --csv").out.splitlines() if "area-alert" in line]
    assert len(found) == expected
    assert all("2026-11-25,2026-11-25,2026-12-02,0,1" in line for line in found)
    assert "area-alert" in rep("due --csv", today="2026-11-25").out


@pytest.mark.parametrize("ended", ["kept", "dropped"])
def test_what_was_promised_is_open_as_long_as_the_day_asked_knows(rep: Rep, ended: str) -> None:
    sample = Sample(rep.book)
    who = sample.customer("美佳超市")
    ends = {"kept": None, "dropped": None, ended: "2026-11-24"}
    rows.insert(
        sample.db, "promise", customer_id=who, contact_id=None, text="样品", made="2026-11-01", by_day="2026-11-26", theirs=0, **ends
    )
    sample.close()
    assert ",promise," in rep("due --on 2026-11-23 --days 5 --csv").out
    assert ",promise," not in rep("due --on 2026-11-24 --days 5 --csv").out


def test_a_touch_of_a_later_day_makes_no_customer_known_earlier(rep: Rep) -> None:
    sample = Sample(rep.book)
    who = sample.customer("美佳超市", "key", since="2026-12-01")
    sample.touch(who, "2026-11-24", "message")
    sample.contact(who, "陈", (11, 25))
    sample.close()
    assert rep("due --on 2026-11-23 --days 5 --csv").out.count("\n") == 1  # the header
    assert ",birthday," in rep("due --on 2026-11-24 --days 5 --csv").out


def test_the_windows_of_the_rule_book_are_read_by_default() -> None:
    assert facts._recent(Policy()) == facts.FATIGUE_WINDOW
    assert facts._after_occasions(Policy()) == facts.NAMED_WINDOW
