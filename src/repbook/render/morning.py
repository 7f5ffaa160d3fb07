"""What `due` says: the morning on a screen, and the same items as CSV rows and as JSON."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from repbook import words
from repbook.calendar.lunar import in_chinese, to_lunar
from repbook.render import out
from repbook.render.out import Span
from repbook.rules.holds import complaining, paused_until
from repbook.terms import NO_END, Account, Action, Answer, Day, HeldItem, Item, Line, Said, iso
from repbook.values import guard
from repbook.words import t

CSV_COLUMNS = ("customer", "customer_id", "tier", "area", "contact", "contact_id", "action", "rule", "occasion",
               "from", "due", "until", "overdue_days", "class", "reason")  # fmt: skip

SECTIONS = {1: "first", 2: "today", 3: "care", 4: "nurture"}
_NARROW = 40  # with fewer cells left for them, reasons go under their line
_LEAST = 13  # and never get fewer than these
_MOST_POINTS = 2
_LONGEST_NAME = 24  # a longer name has its reasons under it
_UNDER = 4  # the indent of reasons there
_LEAST_BESIDE_NOTE = 8  # cells of a reason that a note has beside it, where it can
_HANG = 2  # how much further what follows the first row of a reason stands
_ENDLESS = 10**6
_NO_BREAK = "\N{NO-BREAK SPACE}"
_LONGEST_UNBROKEN = 14


def reason(said: Said) -> str:
    """A reason in the language in use."""
    return words.told(said.key, said.params)


def rule_named(rule: str) -> str:
    """A rule by the name that a person may type: in Chinese the Chinese one too."""
    if words.language() != "zh":
        return rule
    from repbook.rules.naming import NAMES

    return f"{NAMES[rule]} {rule}" if rule in NAMES else rule


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
        {
            "customer": _customer(line.account),
            "action": line.action,
            "class": line.cls,
            "items": [item_fields(line.account, i) for i in line.items],
        }
        for line in answer.lines[:limit]
    ]
    held = [{"customer": _customer(h.account), **item_fields(h.account, h.item), "held_by": list(h.held_by)} for h in answer.held]
    counts |= {action: actions[action] for action in ("call", "visit", "message", "greeting", "task")}
    return {"today": iso(day), "lines": lines, "held": held, "counts": counts}


def _customer(account: Account) -> dict[str, Any]:
    return {"id": account.id, "name": account.name, "tier": account.tier, "area": account.area or None}


def csv_writers(end: str, with_held: bool) -> tuple[Callable[[Line], str], Callable[[HeldItem], str] | None]:
    """How a line is written as CSV, one row an item, each ended by `end`; and a held item, with one more column, where it is wanted."""
    from repbook.render.tables import quoted  # whoever only looks at a screen loads no tables

    cells, iso_of = _Cells(quoted), _Iso()
    last = f",{end}" if with_held else end

    def who(account: Account) -> str:
        return f"{quoted(guard(account.name))},{account.id},{cells[account.tier]},{cells[account.area]}"

    def what(account: Account, item: Item) -> str:
        name = contact_name(account, item.contact) if item.contact is not None else None
        return (
            f"{quoted(guard(name)) if name else ''},{'' if item.contact is None else item.contact},{item.action},{item.rule},"
            f"{quoted(guard(item.occasion)) if item.occasion else ''},{iso_of[item.start]},{iso_of[item.due]},{iso_of[item.until]},"
            f"{item.overdue_days},{item.cls},{quoted(guard(reason(item.reason)))}"
        )

    def line(one: Line) -> str:
        account, whose = one.account, who(one.account)
        return "".join([f"{whose},{what(account, item)}{last}" for item in one.items])

    def held(one: HeldItem) -> str:
        return f"{who(one.account)},{what(one.account, one.item)},{';'.join(one.held_by)}{end}"

    return line, held if with_held else None


class _Iso(dict[Day, str]):
    """Days in ISO form, each written once; no end is empty."""

    def __missing__(self, day: Day) -> str:
        text = self[day] = "" if day == NO_END else iso(day)
        return text


class _Cells(dict[str, str]):
    """Texts that come again as cells of a CSV, each made one once."""

    def __init__(self, quoted: Callable[[str], str]) -> None:
        self.quoted = quoted

    def __missing__(self, text: str) -> str:
        cell = self[text] = self.quoted(guard(text))
        return cell


# --- screen ---


def room() -> int:
    """The cells that a line may take: those of the terminal, or as COLUMNS asks; endless in any other pipe or file."""
    return out.width() if out.on_terminal() or os.environ.get("COLUMNS", "").isdigit() else _ENDLESS


def screen(day: Day, answer: Answer, with_held: bool, later: bool, typed: str = "repbook due") -> Iterator[list[Span]]:
    """The morning: a header, the lines by section with the most urgent first, what was left out, what is held.

    `typed` is what was asked, as a command line; who wants to see more adds to it.
    """
    shown = answer.lines
    yield from (*_header(day, answer), [])
    layout = _layout([*(line.account for line in shown), *(one.account for one in answer.held if with_held)])
    for cls, section in SECTIONS.items():
        group = [line for line in shown if line.cls == cls]
        if group:
            yield [Span(t(f"due.{section}"), "head")]
            yield from (row for line in group for row in _line(line, layout, day, later))
            yield []
    if answer.more:
        yield from (*_left_out(answer.more, typed), [])
    if answer.held:
        yield from _held(answer.held, layout, day) if with_held else hanging(_held_summary(answer.held, typed), room(), "dim")
    elif with_held:
        yield from ([Span(t("due.held_title"), "head")], [Span("  " + t("due.held_none"), "dim")])


def _left_out(more: Mapping[tuple[str, int], int], typed: str) -> list[list[Span]]:
    """How many lines more there are, of which kinds, and how to see or begin with them."""
    parts = []
    for cls, section in SECTIONS.items():
        counts = {action: more[action, cls] for action in Action if more.get((action, cls))}
        what = t("due.list_comma").join(t(f"due.count_{action}", n=n) for action, n in counts.items())
        parts += [t("due.more_of", n=sum(counts.values()), section=t(f"due.{section}"), what=what)] if counts else []
    rows = hanging(t("due.more", n=sum(more.values()), what=t("due.list_comma").join(parts)), room(), "dim")
    return rows + hanging("  " + t("due.more_how", due=typed), room(), "dim")


def _header(day: Day, answer: Answer) -> list[list[Span]]:
    """The day in both calendars, and to its right, or under it, how much there is."""
    lunar = to_lunar(day)
    left = words.day(day) + (f" · 农历{in_chinese(lunar)}" if lunar else "")
    counts = {"lines": answer.count(), "first_count": answer.count(1), "held_count": len(answer.held)}
    right = " · ".join(t(f"due.{key}", n=n) for key, n in counts.items() if n or key == "lines")
    space = min(room(), 80) - out.cells(left) - out.cells(right)
    if space < 3:
        return [[Span(left, "head")], [Span(right, "dim")]]
    return [[Span(left, "head"), Span(" " * space + right, "dim")]]


def _layout(accounts: Sequence[Account]) -> tuple[int, int, int]:
    """The widths of name, tier and area, wide enough for all that are shown."""
    names = [min(out.cells(account.name), _LONGEST_NAME) for account in accounts]
    tiers = [out.cells(_tier(account.tier)) for account in accounts]
    areas = [out.cells(_area(account.area)) for account in accounts]
    return max(names, default=0), max(tiers, default=0), max(areas, default=0)


def _tier(key: str) -> str:
    return words.word("tier_short", key)


def _area(path: str) -> str:
    return path.rpartition("/")[2]


def _line(line: Line, layout: tuple[int, int, int], day: Day, later: bool) -> list[list[Span]]:
    """A line with its reasons; its points share what follows, the first few of them and how many more there are."""
    points = [item for item in line.items if item.action == "point"]
    reasons = [_explained(line, item, day, later) for item in line.items if item.action != "point"]
    if complaining(line.account, day) and not any(item.rule.startswith("complaint") for item in line.items):
        reasons[0].append(Span(t("due.open_complaint"), "late"))
    if points:
        spans = [Span(reason(item.reason), "dim") for item in points[:_MOST_POINTS]]
        rest = len(points) - len(spans)
        reasons.append(spans + ([Span(t("due.more_points", n=rest), "dim")] if rest else []))
    return _row(line.action, line.account, layout, reasons)


def _row(action: str, account: Account, layout: tuple[int, int, int], reasons: list[list[Span]]) -> list[list[Span]]:
    """What to do for whom, in columns, and why."""
    name, tier, area = layout
    doing = 6 if words.language() == "zh" else 7
    head = [
        Span(f"  {out.pad(words.word('action', action), doing)} ", "label"),
        Span(out.pad(account.name, name), "name"),
        Span("  " + out.pad(_tier(account.tier), tier), "dim"),
        Span("  " + out.pad(_area(account.area), area) if area else "", "dim"),
    ]
    return _with_reasons(head, 2 + doing + 1 + name + 2 + tier + (2 + area if area else 0) + 2, reasons)


def _with_reasons(head: list[Span], indent: int, reasons: list[list[Span]]) -> list[list[Span]]:
    """Reasons to the right of the head, each wrapped; below it where too little room is left."""
    width = sum(out.cells(span.text) for span in head)
    if width + 2 > indent or room() - indent < _NARROW:
        rows = [row for spans in reasons for row in _wrapped(spans, max(room() - _UNDER, _LEAST))]
        return [*head_rows(head, room(), (3, 2)), *([Span(" " * _UNDER), *row] for row in rows)]
    rows = [row for spans in reasons for row in _wrapped(spans, room() - indent)]
    first = [*head, Span(" " * (indent - width)), *rows[0]]
    return [first, *([Span(" " * indent), *row] for row in rows[1:])]


def head_rows(head: list[Span], cells: int, spare: Sequence[int]) -> list[list[Span]]:
    """What to do for whom in rows of at most so many cells: what is spared first goes, as it is numbered, and then the name is wrapped."""
    for at in spare:
        head = head if _length(head) <= cells else head[:at] + head[at + 1 :]
    if _length(head) <= cells:
        return [head]
    doing, name, *rest = head
    indent = min(out.cells(doing.text), cells // 2)
    names = out.wrap(name.text.strip(), cells - indent)
    rows = [[doing if at == 0 else Span(" " * indent), Span(row, name.style)] for at, row in enumerate(names)]
    return [*rows, *([[Span(" " * indent), *rest]] if rest else [])]


def _wrapped(spans: list[Span], cells: int) -> list[list[Span]]:
    """A reason and the notes after it in lines of at most so many cells; all but the first stand further in."""
    text, *notes = spans
    rows = hanging(text.text, cells, text.style)
    for note in notes:
        if _length(rows[-1]) + out.cells(note.text) + 3 <= cells:
            rows[-1] += [Span(" · ", "dim"), note]
        elif note is notes[0] and (parted := _parted(rows[-1][0], cells - sum(out.cells(one.text) + 3 for one in notes))):
            rows[-1:] = [[parted[0]], [parted[1], Span(" · ", "dim"), note]]
        else:
            rows += [[Span(" " * _HANG + row, note.style)] for row in out.wrap(note.text, cells - _HANG)]
    return rows


def _length(row: list[Span]) -> int:
    return sum(out.cells(span.text) for span in row)


def _parted(row: Span, cells: int) -> tuple[Span, Span] | None:
    """A row without its last words, and these on a row of at most so many cells, so that a note need not stand alone; or None."""
    from repbook.render import wrapping

    end = wrapping.tail(_together(row.text), _LEAST_BESIDE_NOTE).replace(_NO_BREAK, " ")
    start = row.text.removesuffix(end).rstrip()
    fits = out.cells(end) + _HANG <= cells and out.cells(start) >= _LEAST_BESIDE_NOTE
    return (Span(start, row.style), Span(" " * _HANG + end, row.style)) if fits else None


def hanging(text: str, cells: int, style: str = "") -> list[list[Span]]:
    """A text in lines of at most so many cells, all but the first a little further in; parts set apart by spaces each begin one."""
    if out.cells(text) > cells and " " * 3 in text.strip():
        indent = text[: len(text) - len(text.lstrip())]
        parts = [part.strip() for part in text.split(" " * 3)]
        return [row for part in parts if part for row in hanging(indent + part, cells, style)]
    return [[Span(row, style)] for row in _hung(text, cells)]


@lru_cache(4096)
def _hung(text: str, cells: int) -> tuple[str, ...]:
    """The same as texts; in a long morning many say the same."""
    text = _together(text)
    first = out.wrap(text, cells)[0]
    rest = text.removeprefix(first).lstrip()
    more = out.wrap(rest, cells - _HANG) if rest else []
    return tuple(row.replace(_NO_BREAK, " ") for row in (first, *(" " * _HANG + row for row in more)))


def _together(text: str) -> str:
    """The text with what stands in short brackets kept on one line."""
    start, *parts = text.split("(")
    for part in parts:
        inside, bracket, after = part.partition(")")
        start += "(" + (inside.replace(" ", _NO_BREAK) if len(inside) <= _LONGEST_UNBROKEN else inside) + bracket + after
    return start


def _explained(line: Line, item: Item, day: Day, later: bool) -> list[Span]:
    """An item's reason, with what to do and when where the line does not say so; then how late it is, or that it was tried."""
    first = [words.word("action", item.action)] if item.action == "greeting" != line.action else []
    first += [words.short_day(item.start)] if later and item.start > day else []
    said = reason(item.reason)
    notes = []
    if item.overdue_days and item.cls != 4 and item.reason.key != "reason.birthday_late":
        notes.append(Span(t("due.late", n=item.overdue_days), "late"))
    if item is line.items[0]:
        notes += [Span(text, "dim") for text in _tried(line, day)]
    return [Span(t("due.doing", what=" ".join(first), reason=said) if first else said), *notes]


def _tried(line: Line, day: Day) -> list[str]:
    """The last attempt without success, when nothing has been done since."""
    for touch in reversed(line.account.touches):
        if touch.outcome == "done" or touch.day < day - 7:
            return []
        return [t("due.tried" if touch.day < day else "due.tried_today", day=touch.day, outcome=touch.outcome)]
    return []


def _held_summary(held: Sequence[HeldItem], typed: str) -> str:
    """How many items rest and why, with the command that shows them, which stays on one line where it can."""
    counts = Counter(hold for one in held for hold in one.held_by[:1])
    what = t("due.list_comma").join(t(f"due.held_by.{hold}", n=n) for hold, n in counts.most_common())
    command = f"{typed} --held"
    return t("due.held", what=what, due=typed).replace(command, command.replace(" ", _NO_BREAK))


def _held(held: Sequence[HeldItem], layout: tuple[int, int, int], day: Day) -> list[list[Span]]:
    """Each item that rests, with its reason and what holds it."""
    rows: list[list[Span]] = [[Span(t("due.held_title"), "head")]]
    for one in held:
        holds = [Span(_hold(one.account, hold, day), "dim") for hold in one.held_by]
        rows += _row(one.item.action, one.account, layout, [[Span(reason(one.item.reason)), *holds]])
    return rows


def _hold(account: Account, hold: str, day: Day) -> str:
    """What holds an item; of a pause also when it ends."""
    end = paused_until(account, day) if hold == "paused" else None
    return words.word("hold", hold) if end is None else t("due.paused_until", day=end)
