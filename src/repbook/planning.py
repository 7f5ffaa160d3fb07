"""Days ahead: the lines of a day fitted into its hours, and what the coming weeks will ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isqrt
from typing import Any, NamedTuple

from repbook.rules import Ask, due, items_of
from repbook.rules.commitments import QUIET_DAYS
from repbook.rules.folding import STRENGTH, fold, in_order
from repbook.terms import NO_END, Account, Answer, Day, Item, Line, Purchase, Snooze, Touch

CLASS_WORTH = {1: 8, 2: 4, 3: 2, 4: 1}
"""What an item of each class is worth."""

VISIT_WORTH = 3
"""How many calls a visit is worth."""

_UNIT = 1000
_LEAST_UNIT = 7
_LEAST_MONTH = 28


# ---- one line -----------------------------------------------------------------------------------------


def minutes_of(line: Line, ask: Ask) -> int:
    """The minutes that a line takes by its action and tier, the way there aside; a message takes those of a greeting."""
    tier = ask.tier(line.account)
    match line.action:
        case "visit":
            return tier.minutes_visit
        case "call":
            return tier.minutes_call
        case "task":
            return ask.policy.minutes_task
        case _:
            return tier.minutes_greeting


def worth_of(line: Line, ask: Ask) -> int:
    """What doing a line is worth, in thousandths: the sum over its items, points aside, of four factors.

    - the class: 8, 4, 2 or 1 for class 1, 2, 3 or 4;
    - the tier: as many as there are tiers for the first one, down to 1 for the last;
    - the action: 3 for a visit, 1 for all else;
    - the time: ½ before the due day, 2 on the last working day on which it still makes sense; else the square root
      of 1 + lateness, the days overdue by the item's unit (n or g), by at least 7: what is put off for long comes up.

    Whole numbers, so that sums are the same in any order and on any machine.
    """
    tiers = list(ask.policy.tiers)
    rank = len(tiers) - tiers.index(ask.tier(line.account).key)
    tomorrow = ask.calendar.workday(ask.day + 1)
    items = [item for item in line.items if item.action != "point"]
    return sum(CLASS_WORTH[x.cls] * rank * (VISIT_WORTH if x.action == "visit" else 1) * _pressing(x, ask.day, tomorrow) for x in items)


def _pressing(item: Item, day: Day, tomorrow: Day) -> int:
    """How much an item presses on a day, in thousandths."""
    if item.until < tomorrow:
        return 2 * _UNIT
    if item.due > day:
        return _UNIT // 2
    unit = max(item.unit, _LEAST_UNIT)
    return isqrt(_UNIT * _UNIT * (unit + day - item.due) // unit)


# ---- the lines of a day -------------------------------------------------------------------------------


def lines_of(accounts: Sequence[Account], ask: Ask) -> Answer:
    """What `due` says of a day, without points; with what cannot wait for the next working day, and what is held on the day.

    Over days off nobody is at work, so on the day before them come in too: what would be over by the next working day,
    such as a festival's greeting, and obligations that would be late by then.
    """
    now = due(accounts, ask, points=False)
    tomorrow = ask.calendar.workday(ask.day + 1)
    if tomorrow == ask.day + 1:
        return now
    found = {line.account.id: line for line in now.lines}
    for line in due(accounts, ask, tomorrow - ask.day - 1, points=False).lines:
        urgent = [x for x in line.items if x.start > ask.day and (x.until < tomorrow or (x.cls == 1 and x.due < tomorrow))]
        if urgent:
            known = found[line.account.id].items if line.account.id in found else ()
            found[line.account.id] = fold(line.account, [*known, *urgent], ask)
    return Answer(in_order(found.values(), ask), now.held)


# ---- the plan of a day --------------------------------------------------------------------------------


class Stop(NamedTuple):
    """A line with what it takes and what it gives: minutes, the way there aside, and its worth in thousandths.

    What of a line has its day may be done by itself; `waits` is then the action of the line that waits, visit or call.
    """

    line: Line
    minutes: int
    worth: int
    waits: str = ""

    @property
    def place(self) -> str:
        """Where a visit goes: the area, or the customer itself where none is known; empty for what is done at the desk."""
        return "" if self.line.action != "visit" else self.line.account.area or f"#{self.line.account.id}"

    @property
    def first(self) -> bool:
        """Whether it is an obligation, which is planned before anything is weighed."""
        return self.line.cls == 1


class Group(NamedTuple):
    """Stops done together: in one place, with the minutes of the way there, or at the desk (no place, no way)."""

    place: str
    travel: int
    stops: tuple[Stop, ...]

    @property
    def minutes(self) -> int:
        """What the group takes, the way there and all."""
        return self.travel + sum(stop.minutes for stop in self.stops)


class Plan(NamedTuple):
    """A day: groups in the order in which to go about them, and what is left out, the most worth a minute first."""

    groups: tuple[Group, ...]
    left_out: tuple[Stop, ...]
    minutes: int  # that there are

    @property
    def stops(self) -> list[Stop]:
        """Everything planned, in order."""
        return [stop for group in self.groups for stop in group.stops]

    @property
    def parts(self) -> int:
        """How many lines are planned in part."""
        return sum(stop.waits != "" for stop in self.stops)

    @property
    def used(self) -> int:
        """The minutes that the groups take; only obligations can make it more than there are."""
        return sum(group.minutes for group in self.groups)

    def wanted(self, stop: Stop, travel: int) -> int:
        """The minutes that a stop left out would take on top, with the way there unless one goes there anyway."""
        there = {group.place for group in self.groups}
        return stop.minutes + (travel if stop.place not in there | {""} else 0)


def plan(lines: Iterable[Line], ask: Ask, minutes: int) -> Plan:
    """The lines of a day, in their order, fitted into so many minutes.

    Obligations (class 1) are in, even if they do not fit. Of the rest goes in what is together worth most in the time
    left, with the way to each place visited counted once, so that nothing left out would still fit. Where a visit or call
    does not fit, what else of its line has its day may go in without it. Obligations at the desk come first, then the
    places with an obligation, then the desk, then the other places by area; within each the order of `due`.
    """
    travel = ask.policy.travel_minutes
    stops = [_stop(line, ask) for line in lines]
    first = _grouped([stop for stop in stops if stop.first], travel)
    rest = _grouped([stop for stop in stops if not stop.first], travel, {group.place for group in first})
    parts = {stop.line.account.id: _parts(stop.line, ask) for stop in stops if not stop.first}
    best = _best(rest, parts, max(0, minutes - sum(group.minutes for group in first)))
    chosen = {stop.line.account.id: stop for stop in best}
    planned = [stop if stop.first else chosen[stop.line.account.id] for stop in stops if stop.first or stop.line.account.id in chosen]
    left_out = [stop for stop in stops if not stop.first and stop.line.account.id not in chosen]
    left_out.sort(key=lambda stop: -_UNIT * stop.worth // max(stop.minutes, 1))
    return Plan(tuple(_in_order(planned, travel)), tuple(left_out), minutes)


def _stop(line: Line, ask: Ask, waits: str = "") -> Stop:
    return Stop(line, minutes_of(line, ask), worth_of(line, ask), waits)


def _parts(line: Line, ask: Ask) -> list[Stop]:
    """What of a line has its day and can be done without its visit or call: a greeting costs little, and missed it is gone."""
    whole = STRENGTH[line.action]
    dated = sorted({STRENGTH[item.action] for item in line.items if item.cls <= 2 and item.action != "point"} - {whole})
    weaker = ([item for item in line.items if STRENGTH[item.action] >= least] for least in dated if least > whole)
    return [_stop(fold(line.account, items, ask), ask, line.action) for items in weaker]


def _grouped(stops: Iterable[Stop], travel: int, reached: Iterable[str] = ()) -> list[Group]:
    """Stops by place, in the order of the first of each; places reached already cost no way and count as the desk."""
    places: dict[str, list[Stop]] = {}
    for stop in stops:
        places.setdefault("" if stop.place in reached else stop.place, []).append(stop)
    return [Group(place, travel if place else 0, tuple(found)) for place, found in places.items()]


def _in_order(planned: Sequence[Stop], travel: int) -> Iterator[Group]:
    """The groups of a day, in the order in which to go about them."""
    urgent = {stop.place for stop in planned if stop.first}
    groups = _grouped([stop for stop in planned if stop.place], travel)
    desk = [stop for stop in planned if not stop.place]
    yield from _grouped([stop for stop in desk if stop.first], travel)
    yield from (group for group in groups if group.place in urgent)
    yield from _grouped([stop for stop in desk if not stop.first], travel)
    yield from sorted((group for group in groups if group.place not in urgent), key=lambda group: group.place)


_Chain = tuple[Stop, Any]
"""A stop and the chain before it, so that the choices for all lengths of a day share their beginnings."""


_Table = list[tuple[int, "_Chain | None"]]
"""For each number of minutes the best worth within them and the chain that gives it."""


def _best(groups: Iterable[Group], parts: Mapping[int, Sequence[Stop]], minutes: int) -> list[Stop]:
    """The stops that together are worth most in so many minutes, of each line it or a part of it; of equals those found first.

    Each group is tried stop by stop with its way paid, and once more with only what can be done without going there;
    what is worth more is kept, for each length of the day.
    """
    table: _Table = [(0, None)] * (minutes + 1)
    for group in groups:
        inside: _Table = [(-1, None)] * min(group.travel, minutes + 1) + table[: max(0, minutes + 1 - group.travel)]
        outside = table.copy()
        for stop in group.stops:
            some = parts[stop.line.account.id]
            _choose(inside, [stop, *some], group.travel)
            _choose(outside, some, 0)
        table = [new if new[0] > old[0] else old for new, old in zip(inside, outside, strict=True)]
    return list(_links(table[minutes][1]))


def _choose(table: _Table, ways: Sequence[Stop], least: int) -> None:
    """Take in one of these ways to do a line wherever that is worth more; the first `least` minutes are spent already."""
    for m in range(len(table) - 1, least - 1, -1):
        best = table[m]
        for way in ways:
            if m - way.minutes >= least:
                worth, chain = table[m - way.minutes]
                if worth + way.worth > best[0]:
                    best = (worth + way.worth, (way, chain))
        table[m] = best


def _links(chain: _Chain | None) -> Iterator[Stop]:
    while chain is not None:
        stop, chain = chain
        yield stop


# ---- the weeks ahead ----------------------------------------------------------------------------------


class Done(NamedTuple):
    """A line done on its day, as far as its time matters."""

    day: Day
    tier: str
    action: str
    minutes: int
    place: str
    late: bool  # whether anything of it was overdue


class Week(NamedTuple):
    """What a week asks for: lines by tier and action, minutes by tier, those on the way, and the minutes there are."""

    monday: Day
    workdays: int
    lines: Counter[tuple[str, str]]
    minutes: Counter[str]
    travel: int
    available: int

    @property
    def wanted(self) -> int:
        """All minutes that the week asks for."""
        return self.minutes.total() + self.travel


def weeks_from(ask: Ask, weeks: int) -> list[list[Day]]:
    """The working days of so many weeks, Monday to Sunday; the first is that of the first working day from the day asked on."""
    start = ask.calendar.workday(ask.day)
    monday = start - (start - 1) % 7
    return [[day for day in range(max(start, m), m + 7) if ask.calendar.is_working(day)] for m in range(monday, monday + 7 * weeks, 7)]


def course(accounts: Iterable[Account], ask: Ask, days: Sequence[Day]) -> list[Done]:
    """The lines of each of these days, in order, if every line is done on its day."""
    return [_done(line, ask.on(day)) for day, lines in unfolding(accounts, ask, days) for line in lines]


def _done(line: Line, ask: Ask) -> Done:
    stop = Stop(line, minutes_of(line, ask), 0)
    late = any(item.overdue_days for item in line.items)
    return Done(ask.day, ask.tier(line.account).key, line.action, stop.minutes, stop.place, late)


def weekly(done: Iterable[Done], ask: Ask, weeks: Sequence[Sequence[Day]]) -> list[Week]:
    """What was done, counted week by week from the first, which has a working day; the way to each place counts once a day."""
    first = next((days[0] - (days[0] - 1) % 7 for days in weeks if days), 0)
    mondays = [first + 7 * at for at in range(len(weeks))]
    by_week: dict[Day, list[Done]] = {}
    for one in done:
        by_week.setdefault(one.day - (one.day - 1) % 7, []).append(one)
    return [_week(monday, len(days), by_week.get(monday, []), ask) for monday, days in zip(mondays, weeks, strict=True)]


def _week(monday: Day, workdays: int, done: Sequence[Done], ask: Ask) -> Week:
    minutes: Counter[str] = Counter()
    for one in done:
        minutes[one.tier] += one.minutes
    trips = {(one.day, one.place) for one in done if one.place}
    lines = Counter((one.tier, one.action) for one in done)
    return Week(monday, workdays, lines, minutes, len(trips) * ask.policy.travel_minutes, workdays * ask.policy.me_hours * 60)


def together(weeks: Sequence[Week]) -> Week:
    """Some weeks, at least one, as one."""
    lines: Counter[tuple[str, str]] = Counter()
    minutes: Counter[str] = Counter()
    for week in weeks:
        lines.update(week.lines)
        minutes.update(week.minutes)
    sums = (sum(week.workdays for week in weeks), sum(week.travel for week in weeks), sum(week.available for week in weeks))
    return Week(weeks[0].monday, sums[0], lines, minutes, *sums[1:])


def unfolding(accounts: Iterable[Account], ask: Ask, days: Sequence[Day]) -> Iterator[tuple[Day, list[Line]]]:
    """The lines of each of these working days, as `lines_of` has them, if every line is done on its day.

    A customer is asked about again only on a day on which a line of it can show.
    """
    now = {account.id: account for account in accounts}
    turn = dict.fromkeys(now, 0)
    for day in days:
        tomorrow = ask.calendar.workday(day + 1)
        awake = [i for i, at in turn.items() if at < tomorrow]
        answer = lines_of([now[i] for i in awake], ask.on(day))
        resting = {one.account.id for one in answer.held}
        for line in answer.lines:
            now[line.account.id] = carried_out(line, day)
        far = Ask(ask.policy, ask.calendar, day, ahead=days[-1] - day + 14)
        for i in awake:
            turn[i] = day + 1 if i in resting else _next_turn(now[i], far)
        yield day, answer.lines


def _next_turn(account: Account, ask: Ask) -> Day:
    """The first day after the one asked on which an item of the customer may show, held or not; never too late a day."""
    tomorrow = ask.day + 1
    turns = [account.first_known, *(day for person in account.people for day in (person.joined, person.left) if day is not None)]
    turns += [spacing.until for spacing in account.spacings if spacing.until is not None]
    for item in items_of(account, ask):
        if item.action == "point":
            continue
        if item.settled is None:
            turns += [max(item.start, tomorrow)] if item.until >= tomorrow else []
        elif item.rule == "service-visit":
            turns.append(max(item.start + _LEAST_MONTH, tomorrow))
        else:
            turns += [item.until + 1, item.settled + QUIET_DAYS + 1]
    return min((day for day in turns if day >= tomorrow), default=NO_END)


def carried_out(line: Line, day: Day) -> Account:
    """The customer after a line was done on a day: one touch of its action, and its items made good.

    A promise is kept, theirs too; a complaint reaches its next stage; a gift festival's visit brings the gift; a
    reorder call brings the order, a visit for low stock the goods. A birthday that is only prepared rests until it
    can be greeted, and so does the question whether to go on winning back. A festival that is greeted before days off,
    too early for a call to count, gets a greeting along with the call.
    """
    account = _touched(line, day)
    for item in line.items:
        number = int(item.occasion[1:]) if item.occasion.startswith("#") else 0
        match item.rule:
            case "promise":
                account = account._replace(promises=[p._replace(kept=day) if p.id == number else p for p in account.promises])
            case "complaint-answer" | "complaint-solve":
                stage: dict[str, Any] = {"answered" if item.rule == "complaint-answer" else "solved": day}
                account = account._replace(complaints=[c._replace(**stage) if c.id == number else c for c in account.complaints])
            case "reorder":
                account = account._replace(order_days=(*account.order_days, day))
            case "stock-low":
                account = account._replace(purchases=(*account.purchases, Purchase(day, item.occasion)))
            case "birthday" | "win-back" if item.action == "task":
                account = account._replace(snoozes=(*account.snoozes, _rest(item, day)))
    return account


def _rest(item: Item, day: Day) -> Snooze:
    """A task done, which no touch would settle, as a rest of its rule."""
    ends = item.until + 1 if item.rule == "win-back" else item.due - (item.until - item.due)
    return Snooze(item.rule, day, ends)


def _touched(line: Line, day: Day) -> Account:
    """The customer after the touch of a line; it names everybody where somebody new is to be met."""
    account = line.account
    if line.action == "task":
        return account
    rules = {item.rule for item in line.items}
    people = tuple(person.id for person in account.people) if "new-contact" in rules else ()
    touches = [Touch(day, line.action, contacts=people, gift="festival-gift" in rules)]
    if any(item.rule == "festival-greeting" and item.start > day for item in line.items) and line.action != "greeting":
        touches.append(Touch(day, "greeting"))
    first = account.first_touch if account.first_touch is not None or account.status != "prospect" else day
    return account._replace(touches=(*account.touches, *touches), first_touch=first)
