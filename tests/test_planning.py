"""`planning`: what a line costs and is worth, a day fitted into its hours, and the weeks ahead if every line is done."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repbook import planning
from repbook.planning import Plan, Stop
from repbook.rules import Ask, due
from repbook.rules.folding import fold, in_order
from repbook.terms import NO_END, Account, Item, Line, Policy, Said, day_of, iso
from tests.book import acc, ask, known, person, policy
from tests.invented import asked_of_whole, customers, whole_customers

MONDAY, FRIDAY, SUNDAY = "2026-11-23", "2026-11-20", "2026-11-22"
DEFAULT = Policy()
few = settings(max_examples=40, deadline=None, derandomize=True, database=None)


def item(action: str = "call", cls: int = 3, *, due: str = MONDAY, until: str = "", unit: int = 1, rule: str = "care-call") -> Item:
    """An item of any rule, without end unless said."""
    day = day_of(due)
    return Item(rule, action, day, day, day_of(until) if until else NO_END, cls, Said("reason.never", {}), unit=unit)


def line(*items: Item, id: int = 1, tier: str = "general", area: str = "") -> Line:
    """A line of a customer of that tier and area; its action and class are those of its first item."""
    account = Account(id, f"c{id:03d}", f"c{id}", tier, area)
    return Line(account, items, items[0].action, items[0].cls, 0.0, False)


def quiet(**facts: Any) -> Account:
    """A customer who asks for no care, seen ten days ago."""
    return acc(tier="silent", touches=["2026-11-12 visit"], **facts)


def worth(*items: Item, tier: str = "general", day: str = MONDAY) -> int:
    return planning.worth_of(line(*items, tier=tier), ask(day, DEFAULT))


def planned(lines: Sequence[Line], minutes: int, policy: Policy = DEFAULT) -> Plan:
    return planning.plan(lines, ask(MONDAY, policy), minutes)


def names(stops: Sequence[Stop]) -> list[int]:
    return [stop.line.account.id for stop in stops]


# ---- one line -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "tier", "minutes"),
    [
        ("call", "vip", 15),
        ("visit", "vip", 90),
        ("greeting", "vip", 5),
        ("message", "vip", 5),
        ("task", "vip", 10),
        ("visit", "general", 30),
        ("call", "gone", 8),
    ],
)
def test_minutes_go_by_action_and_tier(action: str, tier: str, minutes: int) -> None:
    assert planning.minutes_of(line(item(action), tier=tier), ask(MONDAY, DEFAULT)) == minutes


def test_worth_goes_by_class_tier_and_action() -> None:
    assert [worth(item(cls=cls)) for cls in (1, 2, 3, 4)] == [8000, 4000, 2000, 1000]
    assert [worth(item(), tier=tier) for tier in ("vip", "key", "potential", "general", "gone")] == [8000, 6000, 4000, 2000, 2000]
    assert worth(item("visit")) == 3 * worth(item())
    assert worth(item("visit"), item()) == worth(item("visit")) + worth(item())
    assert worth(item(), item("point", 4)) == worth(item())


@pytest.mark.parametrize(
    ("due", "until", "unit", "thousandths"),
    [
        ("2026-11-24", "", 1, 500),  # not due yet
        ("2026-11-23", "", 1, 1000),
        ("2026-11-16", "", 1, 1414),  # seven days late count as one unit
        ("2026-11-02", "", 21, 1414),  # a whole cadence late
        ("2026-10-12", "", 14, 2000),
        ("2026-11-23", "2026-11-23", 1, 2000),  # the last day
        ("2026-11-24", "2026-11-24", 1, 500),
        ("2026-11-20", "2026-11-24", 1, 1195),
    ],
)
def test_worth_goes_by_time(due: str, until: str, unit: int, thousandths: int) -> None:
    assert worth(item(due=due, until=until, unit=unit)) == 2 * thousandths


def test_the_last_working_day_counts_as_the_last() -> None:
    assert worth(item(due=FRIDAY, until=SUNDAY), day=FRIDAY) == 4000
    assert worth(item(due=FRIDAY, until=MONDAY), day=FRIDAY) == 2000


# ---- the lines of a day -------------------------------------------------------------------------------


def rules_on(account: Account, day: str) -> list[str]:
    question = ask(day, policy())
    answer = planning.lines_of([known(account, question.day)], question)
    return [found.rule for each in answer.lines for found in each.items]


def test_before_days_off_what_cannot_wait_is_in() -> None:
    promised = quiet(promises=[f"1 mine 2026-11-16 {SUNDAY} a sample"])
    rows = {day: rules_on(promised, day) for day in ("2026-11-19", FRIDAY, "2026-11-21", MONDAY)}
    assert rows == {"2026-11-19": [], FRIDAY: ["promise"], "2026-11-21": ["promise"], MONDAY: ["promise"]}
    by_monday = quiet(promises=[f"1 mine 2026-11-16 {MONDAY} a sample"])
    assert rules_on(by_monday, FRIDAY) == []


def test_a_festival_inside_the_holidays_is_greeted_before_them() -> None:
    account = acc(tier="general", touches=["2026-02-02 visit"])
    assert rules_on(account, "2026-02-13") == []
    assert rules_on(account, "2026-02-14") == ["festival-greeting"]  # a working Saturday before nine days off
    assert rules_on(account._replace(touches=(*account.touches, acc(touches=["2026-02-13 greeting"]).touches[0])), "2026-02-14") == []


def test_a_birthday_that_can_be_greeted_after_the_weekend_waits() -> None:
    account = quiet(people=[person(1, "11-21")])
    assert rules_on(account, FRIDAY) == []
    assert rules_on(account, MONDAY) == ["birthday"]


def test_what_is_held_is_not_let_in_by_the_weekend() -> None:
    account = acc(tier="steady", touches=["2026-10-01 visit", "2026-11-18 call in"], orders=["2026-10-05", "2026-10-20", "2026-11-04"])
    assert rules_on(account, FRIDAY) == []


# ---- the plan of a day --------------------------------------------------------------------------------


def test_obligations_are_in_even_if_they_do_not_fit() -> None:
    lines = [line(item("visit", 1), id=1, tier="vip"), line(item("call", 1), id=2, tier="vip"), line(item("greeting", 2), id=3)]
    found = planned(lines, 60)
    assert names(found.stops) == [2, 1]
    assert found.used == 90 + 20 + 15
    assert names(found.left_out) == [3]
    assert planned(lines, 127).left_out == ()


def test_visits_of_one_area_share_the_way() -> None:
    lines = [line(item("visit"), id=n, area=area) for n, area in enumerate(("b", "a", "b"), 1)]
    found = planned(lines, 130)
    assert [(group.place, group.travel, names(group.stops)) for group in found.groups] == [("a", 20, [2]), ("b", 20, [1, 3])]
    assert found.used == 130
    assert names(planned(lines, 129).stops) == [1, 3]
    assert found.wanted(Stop(lines[0], 30, 0), 20) == 30
    assert planned(lines, 80).wanted(Stop(lines[1], 30, 0), 20) == 50
    assert planned(lines, 80).wanted(Stop(line(item("call")), 8, 0), 20) == 8


def test_what_has_its_day_is_done_without_the_visit_that_does_not_fit() -> None:
    """A gift to bring for a festival, and its greeting; a call that is due, and a birthday."""
    gift = line(item("visit", 2), item("greeting", 2, until=MONDAY), id=1, tier="key")
    call = line(item("call", 3), item("greeting", 2, until=MONDAY), item("task", 2), id=2)
    whole = planned([gift, call], 88)
    assert [(stop.line.action, stop.waits) for stop in whole.stops] == [("call", ""), ("visit", "")]
    assert whole.parts == 0
    some = planned([gift, call], 7)
    assert [(stop.line.action, stop.waits, len(stop.line.items)) for stop in some.stops] == [
        ("greeting", "visit", 1),
        ("greeting", "call", 2),
    ]
    assert (some.parts, some.used, some.left_out) == (2, 7, ())
    assert names(planned([gift, call], 1).left_out) == [2, 1]


def test_what_can_wait_is_no_part() -> None:
    later = line(item("visit", 3), item("call", 3), id=1)
    assert planned([later], 20).stops == []
    assert names(planned([later], 20).left_out) == [1]
    first = line(item("visit", 1), item("greeting", 2), id=1)
    assert [(stop.line.action, stop.waits) for stop in planned([first], 10).stops] == [("visit", "")]


def test_visits_without_an_area_each_have_a_way() -> None:
    found = planned([line(item("visit"), id=1), line(item("visit"), id=2)], 100)
    assert [group.minutes for group in found.groups] == [50, 50]
    assert len(planned([line(item("visit"), id=1), line(item("visit"), id=2)], 99).stops) == 1


def test_the_order_of_the_day() -> None:
    lines = [
        line(item("call", 1), id=1), line(item("visit", 1), id=2, area="m"), line(item("greeting", 2), id=3), line(item("visit", 2), id=4, area="z"),
        line(item("visit", 3), id=5, area="m"), line(item("call", 3), id=6), line(item("visit", 3), id=7, area="a"),
    ]  # fmt: skip
    found = planned(lines, 1000)
    assert [(group.place, names(group.stops)) for group in found.groups] == [("", [1]), ("m", [2, 5]), ("", [3, 6]), ("a", [7]), ("z", [4])]


def test_what_is_left_out_comes_by_worth_a_minute() -> None:
    lines = [line(item("call", 3), id=1, tier="vip"), line(item("call", 3), id=2), line(item("greeting", 2), id=3)]
    assert names(planned(lines, 1).left_out) == [3, 1, 2]
    assert planned(lines, 0).stops == []


def test_nothing_takes_no_time() -> None:
    assert planned([], 360) == Plan((), (), 360)
    tier = DEFAULT.tiers["general"]._replace(minutes_greeting=0)
    free = DEFAULT._replace(tiers={"general": tier}, default_tier="general")
    assert names(planned([line(item("greeting"), id=1), line(item("greeting"), id=2)], 0, free).stops) == [1, 2]


def small_book(seed: int) -> tuple[list[Line], int]:
    """A few lines and the minutes for them, by chance."""
    chance = Random(seed)
    lines = []
    for number in range(1, chance.randint(4, 9)):
        actions = ("visit", "visit", "call", "message", "greeting", "task")
        items = [
            item(
                chance.choice(actions),
                chance.choice((1, *[2] * 6, *[3] * 7)),
                due=iso(day_of(MONDAY) - chance.randint(-2, 60)),
                unit=chance.choice((1, 14, 90)),
            )
            for _ in range(chance.randint(1, 3))
        ]
        tier, area = chance.choice(list(DEFAULT.tiers)), chance.choice(("", "a/b", "a/c", "d"))
        lines.append(fold(line(*items, id=number, tier=tier, area=area).account, items, ask(MONDAY)))
    first = sum(planning.minutes_of(one, ask(MONDAY, DEFAULT)) for one in lines if one.cls == 1)
    return in_order(lines, ask(MONDAY)), chance.choice((0, first)) + chance.choice((chance.randint(0, 40), chance.randint(0, 420)))


def spent(stops: Sequence[Stop]) -> int:
    return sum(stop.minutes for stop in stops) + 20 * len({stop.place for stop in stops} - {""})


WEAKER = {"visit": 0, "call": 1, "message": 2, "greeting": 3, "task": 4}


def ways(one: Line) -> list[Stop]:
    """A line done whole, and for each weaker action that something dated in it asks for, what that action and weaker ones do of it."""
    question = ask(MONDAY, DEFAULT)
    kinds = [kind for kind, at in WEAKER.items() if at > WEAKER[one.action] and any(x.action == kind and x.cls <= 2 for x in one.items)]
    some = [fold(one.account, [x for x in one.items if WEAKER[x.action] >= WEAKER[kind]], question) for kind in kinds]
    return [Stop(way, planning.minutes_of(way, question), planning.worth_of(way, question)) for way in (one, *some)]


def optimum(lines: Sequence[Line], minutes: int) -> int:
    """The most worth of any choice with all obligations in it that fits, found by trying every one."""
    first = [ways(one)[0] for one in lines if one.cls == 1]
    choices = product(*([None, *ways(one)] for one in lines if one.cls > 1))
    found = [[way for way in choice if way is not None] for choice in choices]
    return max(sum(way.worth for way in choice) for choice in found if not choice or spent([*first, *choice]) <= minutes)


@pytest.mark.parametrize("seed", range(60))
def test_no_choice_that_fits_is_worth_more(seed: int) -> None:
    """The loss against the exact optimum is none at all."""
    lines, minutes = small_book(seed)
    found = planned(lines, minutes)
    assert sorted(names([*found.stops, *found.left_out])) == sorted(one.account.id for one in lines)
    assert sum(stop.worth for stop in found.stops if not stop.first) == optimum(lines, minutes)
    assert all(stop.first for stop in found.stops) or found.used <= minutes
    assert found.used == spent(found.stops)


def test_the_small_books_have_parts_to_choose() -> None:
    books = [planned(*small_book(seed)) for seed in range(60)]
    assert sum(found.parts > 0 for found in books) >= 5


@pytest.mark.parametrize("seed", range(60))
def test_nothing_left_out_would_still_fit(seed: int) -> None:
    lines, minutes = small_book(seed)
    found = planned(lines, minutes)
    assert [stop for stop in found.left_out if found.used + found.wanted(stop, 20) <= minutes] == []


@few
@given(st.lists(whole_customers(day_of(MONDAY)), min_size=2, max_size=5), st.randoms(use_true_random=False), st.integers(0, 300))
def test_the_order_in_which_customers_come_changes_nothing(accounts: list[Account], chance: Random, minutes: int) -> None:
    question = ask(MONDAY)
    known_now = [known(account._replace(id=at, name=f"n{at}"), question.day) for at, account in enumerate(accounts)]
    shuffled = chance.sample(known_now, len(known_now))
    first, second = (planning.plan(planning.lines_of(each, question).lines, question, minutes) for each in (known_now, shuffled))
    assert first == second


# ---- a line carried out -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "day", "account"),
    [
        ("care-call", MONDAY, acc(touches=["2026-10-20 visit"])),
        ("care-visit", MONDAY, acc(touches=["2026-09-20 visit", "2026-11-18 message"])),
        ("festival-greeting", "2026-09-24", acc(tier="general", touches=["2026-09-01 visit"])),
        ("festival-gift", "2026-09-14", acc(tier="vip", touches=["2026-09-10 visit"])),
        ("birthday", MONDAY, quiet(people=[person(1, "11-23")])),
        ("event", MONDAY, quiet(occasions=["5 opening 2026-11-24"])),
        ("condolence", MONDAY, quiet(occasions=["5 illness 2026-11-23"])),
        ("area-alert", MONDAY, quiet(no_calls=True, alerts=["5 2026-11-22 2026-11-28"])),
        ("promise", MONDAY, quiet(promises=["5 mine 2026-11-01 2026-11-23 samples"])),
        ("promise", MONDAY, quiet(promises=["5 theirs 2026-11-01 2026-11-20 payment"])),
        ("complaint-answer", MONDAY, quiet(complaints=["5 2026-11-23"])),
        ("complaint-solve", MONDAY, quiet(complaints=["5 2026-11-20 answered=2026-11-20"])),
        ("complaint-check", MONDAY, quiet(complaints=["5 2026-11-10 solved=2026-11-20"])),
        ("first-follow-up", MONDAY, acc(tier="silent", status="prospect", touches=["2026-11-20 visit in"])),
        ("after-sale", MONDAY, quiet(orders=["2026-11-16"])),
        ("service-visit", MONDAY, quiet(orders=["2026-05-25 of=fridge every=6", "2026-11-12"])),
        ("reorder", MONDAY, quiet(orders=["2026-08-01", "2026-08-31", "2026-09-30", "2026-10-25"])),
        ("win-back", MONDAY, quiet(orders=["2026-01-20"])),
        ("new-contact", MONDAY, quiet(people=[person(1, joined="2026-11-20")])),
        ("handover", MONDAY, acc(tier="potential", touches=["2026-11-19 visit"], people=[person(1, role="decider", left="2026-11-21")])),
        ("stock-low", MONDAY, quiet(readings=["beer 2026-11-20 2 at=5"])),
    ],
)
def test_a_line_carried_out_is_gone(rule: str, day: str, account: Account) -> None:
    question = ask(day)
    (before,) = due([account], question, points=False).lines
    assert rule in {found.rule for found in before.items}
    after = planning.carried_out(before, question.day)
    left = {(x.rule, x.occasion) for each in due([after], question, points=False).lines for x in each.items}
    assert (rule, next(x.occasion for x in before.items if x.rule == rule)) not in left


def test_a_festival_greeted_before_days_off_is_greeted_along_with_the_call() -> None:
    """A call on D−3 counts for no festival, a greeting does."""
    account = acc(tier="general", touches=["2025-09-20 visit"], promises=["5 theirs 2026-01-20 2026-02-12 payment"])
    (before,) = planning.lines_of([account], ask("2026-02-14", DEFAULT)).lines
    assert {"festival-greeting", "promise"} < {found.rule for found in before.items}
    after = planning.carried_out(before, day_of("2026-02-14"))
    assert {touch.kind for touch in after.touches if touch.day == day_of("2026-02-14")} == {before.action, "greeting"}
    assert [x.rule for each in due([after], ask("2026-02-15", DEFAULT), points=False).lines for x in each.items] == []


def test_a_birthday_prepared_comes_back_to_be_greeted() -> None:
    account = acc(tier="vip", touches=["2026-11-18 visit"], people=[person(1, "11-30")])
    seen = {}
    for day in range(day_of("2026-11-23"), day_of("2026-12-02")):
        for each in due([account], ask(day), points=False).lines:
            seen[iso(day)] = each.action
            account = planning.carried_out(each, day)
    assert seen == {"2026-11-23": "task", "2026-11-27": "greeting"}


def test_after_three_attempts_the_question_is_answered_once() -> None:
    account = acc(tier="silent", orders=["2026-01-20"])
    days = planning.unfolding([account], ask("2026-07-20"), [day for week in planning.weeks_from(ask("2026-07-20"), 40) for day in week])
    assert [(iso(day), each.action) for day, lines in days for each in lines] == [
        ("2026-07-20", "call"), ("2026-08-18", "call"), ("2026-10-19", "call"), ("2026-11-16", "task"),
    ]  # fmt: skip


# ---- the weeks ahead ----------------------------------------------------------------------------------


def test_weeks_run_from_monday_and_the_first_may_be_short() -> None:
    def weeks(day: str) -> list[list[str]]:
        return [[iso(found) for found in week] for week in planning.weeks_from(ask(day, DEFAULT), 2)]

    assert weeks("2026-11-26") == [["2026-11-26", "2026-11-27"], [f"2026-{day}" for day in ("11-30", "12-01", "12-02", "12-03", "12-04")]]
    assert weeks(SUNDAY)[0][0] == MONDAY
    assert weeks("2026-02-14")[0] == ["2026-02-14"]  # a working Saturday
    assert weeks("2026-02-14")[1] == []  # a week of holidays


def test_a_week_counts_lines_minutes_and_ways() -> None:
    done = [
        planning.Done(day_of(day), tier, action, minutes, place, False)
        for day, tier, action, minutes, place in (
            (MONDAY, "vip", "visit", 90, "a"), (MONDAY, "key", "visit", 60, "a"), (MONDAY, "key", "visit", 60, "b"),
            ("2026-11-24", "vip", "visit", 90, "a"), ("2026-11-27", "vip", "call", 15, ""), ("2026-11-30", "vip", "call", 15, ""),
        )
    ]  # fmt: skip
    question = ask(MONDAY, DEFAULT._replace(me_hours=5, travel_minutes=30))
    first, second = planning.weekly(done, question, planning.weeks_from(question, 2))
    assert first.lines == {("vip", "visit"): 2, ("key", "visit"): 2, ("vip", "call"): 1}
    assert first.minutes == {"vip": 195, "key": 120}
    assert (first.travel, first.wanted, first.workdays, first.available) == (90, 405, 5, 1500)
    assert (second.wanted, second.travel) == (15, 0)
    both = planning.together([first, second])
    assert (both.wanted, both.workdays, both.available, both.lines["vip", "call"]) == (420, 10, 3000, 2)


def test_a_cadence_unfolds() -> None:
    account = acc(tier="weekly", touches=["2026-11-02 visit"])
    question = ask(MONDAY)
    days = [day for week in planning.weeks_from(question, 8) for day in week]
    calls = [(iso(one.day), one.action, one.late) for one in planning.course([account], question, days)]
    assert calls == [
        ("2026-11-24", "call", False),
        ("2026-12-16", "call", False),
        ("2026-12-21", "visit", False),
        ("2027-01-12", "call", False),
    ]


def test_a_longer_cadence_calls_less() -> None:
    account = acc(tier="weekly", touches=["2026-11-02 visit"])
    slower = policy(*(tier._replace(call_every=40) for tier in [ask(MONDAY).policy.tiers["weekly"]]))
    days = [day for week in planning.weeks_from(ask(MONDAY), 20) for day in week]
    fast, slow = (planning.course([account], ask(MONDAY, each), days) for each in (ask(MONDAY).policy, slower))
    assert sum(one.action == "call" for one in slow) < sum(one.action == "call" for one in fast)


def unfolded(accounts: Sequence[Account], question: Ask, days: Sequence[int]) -> list[list[Line]]:
    """The same by asking about everybody every day."""
    now = {account.id: account for account in accounts}
    found = []
    for day in days:
        lines = planning.lines_of(list(now.values()), question.on(day)).lines
        for each in lines:
            now[each.account.id] = planning.carried_out(each, day)
        found.append(lines)
    return found


@few
@given(st.one_of(st.tuples(st.integers(day_of("2026-06-01"), day_of("2027-01-01")), customers()), asked_of_whole()))
def test_asking_only_when_something_can_show_misses_nothing(asked: tuple[int, Account]) -> None:
    start, account = asked
    question = ask(start)
    days = [day for week in planning.weeks_from(question, 14) for day in week]
    now = [known(account, start)]
    assert [lines for _, lines in planning.unfolding(now, question, days)] == unfolded(now, question, days)


@pytest.mark.parametrize(
    "account",
    [
        acc(tier="vip", people=[person(1, "lunar 10-27", role="decider", left="2026-12-10"), person(2, "12-24", joined="2026-12-03")]),
        acc(tier="silent", orders=["2026-05-25 of=fridge every=1"], promises=["5 theirs 2026-11-01 2026-12-20 payment"]),
        acc(tier="key", spacings=["2026-11-01 3 2026-12-10"], pauses=["2026-11-01 2026-12-01"], touches=["2026-11-02 visit"]),
        acc(tier="key", occasions=["5 bereavement 2026-11-20", "6 anniversary 2020-12-30"], complaints=["7 2026-11-20"]),
        acc(tier="potential", snoozes=["* 2026-11-20 2026-12-15"], orders=["2026-09-01", "2026-09-20", "2026-10-10"]),
        acc(tier="silent", since="2026-12-08", added="2026-12-08"),
    ],
)
def test_nor_for_customers_with_everything(account: Account) -> None:
    question = ask(SUNDAY)
    days = [day for week in planning.weeks_from(question, 20) for day in week]
    assert [lines for _, lines in planning.unfolding([account], question, days)] == unfolded([account], question, days)
