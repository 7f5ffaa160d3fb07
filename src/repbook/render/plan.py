"""What `plan` says: the day in the order in which to go about it, and what is left out of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from repbook import words
from repbook.calendar.lunar import in_chinese, to_lunar
from repbook.planning import Group, Plan, Stop
from repbook.render import out
from repbook.render.morning import hanging, head_rows, item_fields, reason, room
from repbook.render.out import Span
from repbook.terms import Day, iso
from repbook.values import guard
from repbook.words import t

CSV_COLUMNS = ("order", "planned", "customer", "customer_id", "tier", "area",
               "action", "class", "minutes", "travel", "worth", "rules", "reason")  # fmt: skip

ACTIONS = ("visit", "call", "message", "greeting", "task")
_WIDEST = 80
_LONGEST_NAME = 24
_NARROW = 24
_NEXT = 3  # how many of those left out a screen names


def spell(minutes: int) -> str:
    """Minutes as hours and minutes, in the language in use."""
    h, m = divmod(minutes, 60)
    return t("plan.hours_minutes" if h and m else "plan.hours" if h else "plan.minutes", h=h, m=m)


# --- data ---


def document(day: Day, plan: Plan, travel: int) -> dict[str, Any]:
    """The plan as one JSON document; `travel` of a stop is the way that it adds, in minutes."""
    return {
        "on": iso(day), "minutes": plan.minutes, "used": plan.used, "travel": sum(group.travel for group in plan.groups),
        "items": [_fields(stop, way) for stop, way in _with_ways(plan)],
        "left_out": [_fields(stop, plan.wanted(stop, travel) - stop.minutes) for stop in plan.left_out],
    }  # fmt: skip


def _with_ways(plan: Plan) -> Iterator[tuple[Stop, int]]:
    """Each stop with the way to its place, which the first one there pays."""
    for group in plan.groups:
        yield from ((stop, group.travel if at == 0 else 0) for at, stop in enumerate(group.stops))


def _fields(stop: Stop, way: int) -> dict[str, Any]:
    account = stop.line.account
    return {
        "customer": {"id": account.id, "name": account.name, "tier": account.tier, "area": account.area or None},
        "action": stop.line.action, "waits": stop.waits or None, "class": stop.line.cls,
        "minutes": stop.minutes, "travel": way, "worth": stop.worth / 1000,
        "items": [item_fields(account, item) for item in stop.line.items],
    }  # fmt: skip


def csv_rows(plan: Plan, travel: int) -> Iterable[list[str]]:
    """One row a line: those planned in order, then those left out."""
    planned = [(stop, way, "part" if stop.waits else "yes") for stop, way in _with_ways(plan)]
    left = [(stop, plan.wanted(stop, travel) - stop.minutes, "no") for stop in plan.left_out]
    for at, (stop, way, yes) in enumerate([*planned, *left], 1):
        line = stop.line
        who = [guard(line.account.name), str(line.account.id), line.account.tier, guard(line.account.area)]
        numbers = [str(stop.minutes), str(way), f"{stop.worth / 1000:.3f}"]
        reasons = "; ".join(reason(item.reason) for item in line.items)
        rules = ";".join(dict.fromkeys(item.rule for item in line.items))
        yield [str(at), yes, *who, line.action, str(line.cls), *numbers, rules, guard(reasons)]


# --- screen ---


def screen(day: Day, plan: Plan, travel: int) -> list[list[Span]]:
    """The day: what must be done first, what is done at the desk, then place by place; and what did not fit."""
    lines = [*_header(day, plan), []]
    if plan.used > plan.minutes:
        lines += [*hanging(t("plan.over", used=spell(plan.used), more=spell(plan.used - plan.minutes)), _room(), "late"), []]
    layout = _layout(plan, travel)
    shown = ""
    for group in plan.groups:
        section = _section(group)
        lines += [[Span(t(f"plan.{section}"), "head")]] if section != shown else []
        lines += [*_place(group), *(row for stop in group.stops for row in _stop(stop, layout, section == "first" and not stop.first))]
        shown = section
    lines += [[], *_left_out(plan, travel, layout)] if plan.left_out or plan.parts else []
    return lines


def _layout(plan: Plan, travel: int) -> tuple[int, int]:
    """The widths of names and times, wide enough for all that are shown."""
    after = plan.left_out[:_NEXT]
    names = [out.cells(stop.line.account.name) for stop in (*plan.stops, *after)]
    times = [_minutes(stop) for stop in plan.stops] + [spell(plan.wanted(stop, travel)) for stop in after]
    return min(max(names, default=0), _LONGEST_NAME), max(map(out.cells, times), default=0)


def _minutes(stop: Stop) -> str:
    return t("plan.minutes", m=stop.minutes)


def _room() -> int:
    return min(room(), _WIDEST) if out.on_terminal() else room()


def _section(group: Group) -> str:
    return "road" if group.place and not group.stops[0].first else "first" if any(stop.first for stop in group.stops) else "desk"


def _header(day: Day, plan: Plan) -> list[list[Span]]:
    """The day in both calendars, and to its right, or under it, how full it is."""
    lunar = to_lunar(day)
    left = words.day(day) + (f" · 农历{in_chinese(lunar)}" if lunar else "")
    right = " · ".join((t("plan.lines", n=len(plan.stops)), t("plan.time", used=spell(plan.used), there=spell(plan.minutes))))
    space = min(room(), _WIDEST) - out.cells(left) - out.cells(right)
    if space < 3:
        return [[Span(left, "head")], [Span(right, "dim")]]
    return [[Span(left, "head"), Span(" " * space + right, "dim")]]


def _place(group: Group) -> list[list[Span]]:
    """Where a group is, and the way there."""
    if not group.place:
        return []
    place = t("plan.nowhere") if group.place.startswith("#") else group.place
    key = "plan.place" if group.travel else "plan.place_near"
    return hanging("  " + t(key, place=place, visits=len(group.stops), way=spell(group.travel)), _room(), "label")


def _stop(stop: Stop, layout: tuple[int, int], there: bool) -> list[list[Span]]:
    """What to do for whom, how long it takes, and why; `there` for what must not be done first, but is where one goes first."""
    line = stop.line
    first, *others = [item for item in line.items if item.action != "point"]
    greetings = [item for item in others if item.action == "greeting" != line.action]  # what a call or visit may not settle
    greet = words.word("action", "greeting")
    why = " · ".join([reason(first.reason), *(t("due.doing", what=greet, reason=reason(item.reason)) for item in greetings)])
    more = len(others) - len(greetings)
    why = t("plan.while_there", why=why) if there else why
    why += " · " + t("plan.and_more", n=more) if more else ""
    why += " · " + t(f"plan.waits_{stop.waits}") if stop.waits else ""
    return _beside(_head(stop, layout, _minutes(stop)), why)


def _head(stop: Stop, layout: tuple[int, int], time: str) -> list[Span]:
    line, (width, room_for_time) = stop.line, layout
    doing = 6 if words.language() == "zh" else 8
    tiers = max(out.cells(text) for key, text in words.area("word").items() if key.startswith("tier_short."))
    return [
        Span("  " + out.pad(words.word("action", line.action), doing), "label"),
        Span(out.pad(line.account.name, width) + "  ", "name"),
        Span(out.pad(words.word("tier_short", line.account.tier), tiers) + "  ", "dim"),
        Span(" " * (room_for_time - out.cells(time)) + time + "  "),
    ]


def _beside(head: list[Span], text: str) -> list[list[Span]]:
    """A text to the right of a head, wrapped; under it where too little room is left."""
    indent = sum(out.cells(span.text) for span in head)
    if _room() - indent < _NARROW:
        return [*head_rows(head, room(), (2,)), *([Span("    "), *row] for row in hanging(text, max(_room() - 4, 10)))]
    first, *rest = hanging(text, _room() - indent)
    return [[*head, *first], *([Span(" " * indent), *row] for row in rest)]


def _left_out(plan: Plan, travel: int, layout: tuple[int, int]) -> list[list[Span]]:
    """How much is left out, the first of it with what it would take, and how to see or do more."""
    counts = Counter(stop.line.action for stop in plan.left_out)
    what = t("due.list_comma").join(t(f"due.count_{action}", n=counts[action]) for action in ACTIONS if counts[action])
    time = sum(stop.minutes for stop in plan.left_out)
    rows = [[Span(t("plan.left_out"), "head")]]
    if plan.left_out:
        rows += hanging("  " + t("plan.left_counts", n=len(plan.left_out), time=spell(time), what=what), _room())
    if plan.parts:
        rows += hanging("  " + t("plan.left_parts", n=plan.parts), _room())
    if not plan.left_out:
        return rows
    rows += hanging("  " + t("plan.left_time", left=spell(max(0, plan.minutes - plan.used))), _room(), "dim")
    for stop in plan.left_out[:_NEXT]:
        rows += head_rows(_head(stop, layout, spell(plan.wanted(stop, travel))), room(), (2,))
    return [*rows, *hanging("  " + t("plan.left_how", hours=min(24, plan.minutes // 60 + 2)), _room(), "dim")]
