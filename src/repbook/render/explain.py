"""What `why` says: each rule's item, its arithmetic step by step, and what holds it."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from typing import Any

from repbook import words
from repbook.render import out
from repbook.render.morning import hanging, item_fields, reason, room, rule_named
from repbook.render.out import Span
from repbook.rules import RULES, Ask, Rule, held_by, items_of
from repbook.rules.holds import paused_until, touches_lately
from repbook.rules.naming import NAMES
from repbook.terms import Account, Birthday, Day, Item, Said, iso
from repbook.values import guard
from repbook.words import t

_STATES = ("due", "ahead", "resting", "settled")
"""The states of an item, in the order in which a screen shows them."""

_LEAST_VALUE = 26  # with fewer cells left for it, a value goes under its label
_WIDEST_PROSE = 100


def document(account: Account, ask: Ask, only: str | None, notes: dict[int, str]) -> dict[str, Any]:
    """Every item with its arithmetic as one JSON document."""
    items = []
    for rule, item in _answers(account, ask, only):
        if item is not None:
            steps = [{"step": label, "value": value} for label, value in (_step(s, notes) for s in item.steps)]
            late = item._replace(overdue_days=item.overdue(ask.day))
            state = {
                "state": _state(item, ask),
                "settled_on": iso(item.settled) if item.settled and item.rests_until is None else None,
                "rests_until": iso(item.rests_until) if item.rests_until is not None else None,
                "held_by": list(_holds(account, item, ask)),
            }
            items.append({**item_fields(account, late), **state, "steps": steps})
        else:
            items.append({"rule": rule.name, "state": "silent"})
    customer = {"id": account.id, "name": account.name, "tier": account.tier, "area": account.area or None}
    return {"customer": customer, "today": iso(ask.day), "items": items}


CSV_COLUMNS = ("rule", "state", "contact", "occasion", "action", "from", "due", "until", "overdue_days", "class", "settled_on",
               "held_by", "reason", "arithmetic", "rests_until")  # fmt: skip


def csv_rows(account: Account, ask: Ask, only: str | None, notes: dict[int, str]) -> Iterator[list[str]]:
    """One row an item, rules with nothing to say by their names alone; the steps of the arithmetic in one cell."""
    for item in document(account, ask, only, notes)["items"]:
        item["arithmetic"] = " | ".join(f"{one['step']}: {one['value']}" for one in item.get("steps", ()))
        item["held_by"] = ";".join(item.get("held_by", ()))
        cells = (item.get(name) for name in CSV_COLUMNS)
        yield ["" if cell is None else guard(str(cell)) for cell in cells]


def screen(account: Account, ask: Ask, only: str | None, notes: dict[int, str]) -> list[list[Span]]:
    """A paragraph a rule, what is due first; rules with nothing to say share the last line."""
    lines = _head(account, ask)
    if account.archived or account.status == "lost":
        return [*lines, *hanging(t("why.no_items"), room())]
    answers = list(_answers(account, ask, only))
    found = [(rule, item) for rule, item in answers if item is not None]
    found.sort(key=lambda answer: _urgency(answer[1], ask))
    for at, (rule, item) in enumerate(found):
        about = _about(rule, only) if at == 0 else []
        lines += [*_title(item, ask), *about, *_no_line(rule), *_arithmetic(account, item, ask, notes), []]
    silent = [rule for rule, item in answers if item is None]
    if silent:
        lines += hanging(t("why.silent", rules=t("due.list_comma").join(rule_named(rule.name) for rule in silent)), room(), "dim")
        lines += [row for rule in silent if only for row in (*_about(rule, only), *_no_line(rule))]
    return lines


def _urgency(item: Item, ask: Ask) -> tuple[int, Day]:
    """The order of a screen: what is due, as the rule book has it; what is ahead, the next first; what is settled."""
    state = _state(item, ask)
    return _STATES.index(state), item.start if state == "ahead" else 0


def _head(account: Account, ask: Ask) -> list[list[Span]]:
    """Who this is about, and on which day."""
    parts = (words.word("tier", account.tier), account.area, words.day(ask.day))
    rest = "  " + " · ".join(part for part in parts if part)
    if out.cells(account.name + rest) <= room():
        return [[Span(account.name, "head"), Span(rest, "dim")], []]
    return [*hanging(account.name, room(), "head"), *hanging(rest.strip(), room(), "dim"), []]


def _arithmetic(account: Account, item: Item, ask: Ask, notes: dict[int, str]) -> list[list[Span]]:
    """The steps as labels and values side by side, or under each other where that is too narrow."""
    pairs = [_step(said, notes) for said in item.steps if said.key != "why.offset" or said.params["most"]]
    if _state(item, ask) == "due":
        pairs.append((t("why.held"), _held(account, item, ask)))
    label = max((out.cells(left) for left, _ in pairs), default=0) + 2
    if room() - label - 2 < _LEAST_VALUE:
        return [row for left, right in pairs for row in ([Span(f"  {left}", "label")], *_indented(right, 4))]
    lines = []
    for left, right in pairs:
        first, *more = _indented(right, label + 2)
        lines += [[Span(f"  {out.pad(left, label)}", "label"), *first[1:]], *more]
    return lines


def _indented(text: str, indent: int, style: str = "") -> list[list[Span]]:
    """A text wrapped to the screen behind an indent."""
    return [[Span(" " * indent), Span(row, style)] for row in out.wrap(text, max(room() - indent, _LEAST_VALUE // 2))]


def explanation(rule: Rule) -> str:
    """What a rule means, in the language in use: the docstring of its function, or its Chinese text."""
    if words.language() == "en":
        return inspect.cleandoc(rule.function.__doc__ or "")
    return t(f"rule.{rule.name}")


def all_named(names: Iterable[str]) -> str:
    """Rules by the names that a person may type: in Chinese by their Chinese ones."""
    chinese = words.language() == "zh"
    return t("due.list_comma").join(NAMES[name] if chinese else name for name in names)


def _answers(account: Account, ask: Ask, only: str | None) -> Iterator[tuple[Rule, Item | None]]:
    """Each rule with its items: of dated ones the open ones and the next to come; None where nothing will show."""
    for rule in RULES:
        if only is not None and rule.name != only:
            continue
        items = [item for item in items_of(account, ask, rule.name) if max(item.start, ask.day) <= item.until]
        items.sort(key=lambda item: item.due)
        if rule.name == "festival-greeting" or rule.name == "birthday":
            current = [item for item in items if item.start <= ask.day]
            items = current or items[:1]
        yield from ((rule, item) for item in items)
        if not items:
            yield rule, None


def _state(item: Item, ask: Ask) -> str:
    if item.settled is not None:
        return "settled" if item.rests_until is None else "resting"
    return "due" if item.start <= ask.day else "ahead"


def _title(item: Item, ask: Ask) -> list[list[Span]]:
    """`care-call: due Thu 19 Nov 2026, 3 days late`, when it will be, or what settled it; and why, when it is due."""
    state = _state(item, ask)
    late = item.overdue(ask.day)
    said = {
        "day": item.due,
        "n": late,
        "settled": item.settled,
        "ahead": item.start - ask.day,
        "start": item.start,
        "rests": item.rests_until,
    }
    key = "why.due_late" if state == "due" and late else f"why.{state}"
    style = "late" if state == "due" and late else "head" if state == "due" else "dim"
    name, when = rule_named(item.rule) + ("：" if words.language() == "zh" else ": "), t(key, **said)
    title = [Span(name, "name"), Span(when, style)] if out.cells(name + when) <= room() else None
    lines = [title] if title else [[Span(name.rstrip(), "name")], *_indented(when, 2, style)]
    return [*lines, *(_indented(reason(item.reason), 2) if state == "due" else [])]


def _about(rule: Rule, only: str | None) -> list[list[Span]]:
    """The rule explained, when it was asked for by name."""
    width = min(out.width(), _WIDEST_PROSE) - 2
    return [[Span(f"  {row}", "dim")] for row in out.wrap(" ".join(explanation(rule).split()), width)] if only else []


def _no_line(rule: Rule) -> list[list[Span]]:
    """That a point brings up no line, so that nobody looks for it among those of the morning."""
    return _indented(t("why.point"), 2, "dim") if rule.point else []


def _step(said: Said, notes: dict[int, str]) -> tuple[str, str]:
    params = {name: _shown(value) for name, value in said.params.items()}
    value = t(f"{said.key}.value", **params)
    note = notes.get(said.params.get("touch", 0), "")
    return t(said.key), value + words.fill("{note:quoted}", {"note": out.flat(note)})


def _shown(value: Any) -> Any:
    if isinstance(value, Birthday):
        day = f"{value.month}-{value.day}"
        return (t("why.lunar_leap", day=day) if value.leap else t("why.lunar", day=day)) if value.lunar else day
    return (t("why.estimated") if value else "") if isinstance(value, bool) else value


def _holds(account: Account, item: Item, ask: Ask) -> tuple[str, ...]:
    return held_by(account, item, ask) if item.open_on(ask.day) else ()


def _held(account: Account, item: Item, ask: Ask) -> str:
    """What holds the item, or how far the holds are from it."""
    holds = _holds(account, item, ask)
    most = ask.tier(account).max_touches_30d
    counts = t("why.fatigue_count", n=touches_lately(account, ask.day), most=most)
    until = paused_until(account, ask.day)
    if not holds:
        return t("why.held_nothing", counts=counts)
    names = t("due.list_comma").join(words.word("hold", hold) for hold in holds)
    return t("why.held_by", names=names, counts=counts) + (" · " + t("why.paused_until", day=until) if until is not None else "")
