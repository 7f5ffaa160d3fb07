"""What `due` says: the morning on a screen, and the same items as CSV rows and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from repbook import words
from repbook.calendar.lunar import in_chinese, to_lunar
from repbook.render import out
from repbook.render.out import Span
from repbook.terms import NO_END, Account, Answer, Day, HeldItem, Item, Line, Said, iso
from repbook.values import guard
from repbook.words import t

CSV_COLUMNS = ("customer", "customer_id", "tier", "area", "contact", "contact_id", "action", "rule", "occasion",
               "from", "due", "until", "overdue_days", "class", "reason")  # fmt: skip

SECTIONS = {1: "first", 2: "today", 3: "care", 4: "nurture"}
_NARROW = 26  # with fewer cells left for it, a reason goes under its line


def reason(said: Said) -> str:
    """A reason in the language in use."""
    return t(said.key, **said.params)


def contact_name(account: Account, number: int | None) -> str | None:
    """The name of the contact an item concerns."""
    return next((p.name for p in account.people if p.id == number), None) if number is not None else None


# --- data ---


def item_fields(account: Account, item: Item) -> dict[str, Any]:
    """An item with the field names of the contract; null where empty."""
    return {
        "rule": item.rule,
        "action": item.action,
        "contact": contact_name(account, item.contact),
        "occasion": item.occasion or None,
        "from": iso(item.start),
        "due": iso(item.due),
        "until": iso(item.until) if item.until != NO_END else None,
        "overdue_days": item.overdue_days,
        "class": item.cls,
        "reason": reason(item.reason),
    }


def document(day: Day, answer: Answer, limit: int | None) -> dict[str, Any]:
    """The whole answer as one JSON document; the counts are of all lines, also with a limit."""
    actions = Counter(line.action for line in answer.lines)
    counts = {"lines": len(answer.lines), "items": sum(len(line.items) for line in answer.lines), "held": len(answer.held)}
    lines = [
        {"customer": _customer(line.account), "action": line.action, "class": line.cls, "items": [item_fields(line.account, i) for i in line.items]}
        for line in answer.lines[:limit]
    ]
    held = [{"customer": _customer(h.account), **item_fields(h.account, h.item), "held_by": list(h.held_by)} for h in answer.held]
    counts |= {action: actions[action] for action in ("call", "visit", "message", "greeting", "task")}
    return {"today": iso(day), "lines": lines, "held": held, "counts": counts}


def _customer(account: Account) -> dict[str, Any]:
    return {"id": account.id, "name": account.name, "tier": account.tier, "area": account.area or None}


def csv_rows(lines: Iterable[Line], held: Iterable[HeldItem] | None) -> Iterable[list[str]]:
    """One row an item, in the order of the lines; held rows after them with one more column."""
    for line in lines:
        for item in line.items:
            yield _csv_row(line.account, item) + ([] if held is None else [""])
    for one in held or ():
        yield [*_csv_row(one.account, one.item), ";".join(one.held_by)]


def _csv_row(account: Account, item: Item) -> list[str]:
    fields = item_fields(account, item)
    who = [guard(account.name), str(account.id), account.tier, guard(account.area)]
    contact = [guard(fields["contact"] or ""), str(item.contact) if item.contact is not None else ""]
    rest = (fields[key] for key in ("action", "rule", "occasion", "from", "due", "until", "overdue_days", "class", "reason"))
    return who + contact + ["" if value is None else str(value) for value in rest]


# --- screen ---


def screen(day: Day, answer: Answer, limit: int | None, with_held: bool, later: bool) -> list[list[Span]]:
    """The morning: a header, the lines by section with the most urgent first, what was left out, what is held."""
    shown = answer.lines if limit is None else answer.lines[: max(limit, 0)]
    lines = [_header(day, answer), []]
    layout = _layout(shown)
    for cls, section in SECTIONS.items():
        group = [line for line in shown if line.cls == cls]
        if group:
            lines += [[Span(t(f"due.{section}"), "head")], *(row for line in group for row in _line(line, layout, day, later)), []]
    if len(shown) < len(answer.lines):
        lines += [[Span(t("due.more", n=len(answer.lines) - len(shown)), "dim")], []]
    if answer.held:
        lines += _held(answer.held, layout) if with_held else [[Span(_held_summary(answer.held), "dim")]]
    return lines


def _header(day: Day, answer: Answer) -> list[Span]:
    lunar = to_lunar(day)
    left = words.day(day) + (f" · 农历{in_chinese(lunar)}" if lunar else "")
    first = sum(1 for line in answer.lines if line.cls == 1)
    counts = [t("due.lines", n=len(answer.lines)), *([t("due.first_count", n=first)] if first else []), *([t("due.held_count", n=len(answer.held))] if answer.held else [])]
    right = " · ".join(counts)
    room = min(out.width(), 80) if out.on_terminal() else 80
    space = max(3, room - out.cells(left) - out.cells(right))
    return [Span(left, "head"), Span(" " * space + right, "dim")]


def _layout(lines: Sequence[Line]) -> tuple[int, int, int]:
    """The widths of name, tier and area, wide enough for all lines shown."""
    names = [min(out.cells(line.account.name), 24) for line in lines]
    tiers = [out.cells(_tier(line.account.tier)) for line in lines]
    areas = [out.cells(_area(line.account.area)) for line in lines]
    return max(names, default=0), max(tiers, default=0), max(areas, default=0)


def _tier(key: str) -> str:
    return words.word("tier_short", key)


def _area(path: str) -> str:
    return path.rpartition("/")[2]


def _line(line: Line, layout: tuple[int, int, int], day: Day, later: bool) -> list[list[Span]]:
    name, tier, area = layout
    account = line.account
    action = words.word("action", line.action)
    width = 6 if words.language() == "zh" else 7
    head = [
        Span("  " + out.pad(action, width), "label"),
        Span(" " + out.pad(account.name, name), "name"),
        Span("  " + out.pad(_tier(account.tier), tier), "dim"),
        Span("  " + out.pad(_area(account.area), area) if area else "", "dim"),
    ]
    indent = 2 + width + 1 + name + 2 + tier + (2 + area if area else 0) + 2
    return _with_reasons(head, indent, [_explained(line, item, day, later) for item in line.items])


def _with_reasons(head: list[Span], indent: int, reasons: list[list[Span]]) -> list[list[Span]]:
    """Reasons to the right of the head, wrapped to a terminal; below it where too little room is left."""
    if not out.on_terminal():
        room, pieces = 10**6, reasons
    else:
        room = out.width() - indent
        if room < _NARROW:
            indent, room = 4, max(out.width() - 4, 10)
            return [head, *([Span(" " * indent), *row] for spans in reasons for row in _wrapped(spans, room))]
        pieces = reasons
    rows = [row for spans in pieces for row in _wrapped(spans, room)]
    width = sum(out.cells(span.text) for span in head)
    first = [*head, Span(" " * max(2, indent - width)), *rows[0]]
    return [first, *([Span(" " * indent), *row] for row in rows[1:])]


def _wrapped(spans: list[Span], room: int) -> list[list[Span]]:
    """A reason and what follows it in lines of at most `room` cells; the last span keeps its style."""
    *front, last = spans
    text = "".join(span.text for span in front)
    if out.cells(text + last.text) <= room:
        return [spans]
    rows = [[Span(row, front[0].style if front else last.style)] for row in out.wrap(text, room)] if text else []
    if rows and out.cells(rows[-1][0].text + last.text) <= room:
        rows[-1].append(last)
        return rows
    return rows + [[Span(row, last.style)] for row in out.wrap(last.text.removeprefix(" · "), room)]


def _explained(line: Line, item: Item, day: Day, later: bool) -> list[Span]:
    """An item's reason, and how late it is, when it comes, or that it was tried."""
    notes = []
    if item.overdue_days and item.cls != 4:
        notes.append(t("due.late", n=item.overdue_days))
    if later and item.start > day:
        notes.append(t("due.from", day=item.start))
    if item is line.items[0]:
        notes += _tried(line, day)
    tail = "".join(f" · {note}" for note in notes)
    return [Span(reason(item.reason)), Span(tail, "late" if item.overdue_days else "dim")]


def _tried(line: Line, day: Day) -> list[str]:
    """The last attempt without success, when nothing has been done since."""
    for touch in reversed(line.account.touches):
        if touch.outcome == "done" or touch.day < day - 7:
            return []
        return [t("due.tried" if touch.day < day else "due.tried_today", day=touch.day, outcome=touch.outcome)]
    return []


def _held_summary(held: Sequence[HeldItem]) -> str:
    counts = Counter(hold for one in held for hold in one.held_by[:1])
    return t("due.held", what=t("due.list_comma").join(t(f"due.held_by.{hold}", n=n) for hold, n in counts.most_common()))


def _held(held: Sequence[HeldItem], layout: tuple[int, int, int]) -> list[list[Span]]:
    rows: list[list[Span]] = [[Span(t("due.held_title"), "head")]]
    width = max(layout[0], *(min(out.cells(one.account.name), 24) for one in held))
    for one in held:
        why = ", ".join(words.word("hold", hold) for hold in one.held_by)
        action = out.pad(words.word("action", one.item.action), 6 if words.language() == "zh" else 7)
        head = [Span(f"  {action} ", "label"), Span(out.pad(one.account.name, width), "name")]
        indent = 2 + out.cells(action) + 1 + width + 2
        rows += _with_reasons(head, indent, [[Span(reason(one.item.reason)), Span(f" · {why}", "dim")]])
    return rows
