"""What `why` says: each rule's item, its arithmetic step by step, and what holds it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from repbook import words
from repbook.rules import RULES, Ask, Rule, held_by, items_of
from repbook.rules.holds import paused_until, touches_lately
from repbook.render import out
from repbook.render.morning import item_fields, reason
from repbook.render.out import Span
from repbook.terms import Account, Birthday, Item, Said, iso
from repbook.words import t

_LABEL = 24


def document(account: Account, ask: Ask, only: str | None, notes: dict[int, str]) -> dict[str, Any]:
    """Every item with its arithmetic as one JSON document."""
    items = []
    for rule, item in _answers(account, ask, only):
        if item is not None:
            steps = [{"step": label, "value": value} for label, value in (_step(s, notes) for s in item.steps)]
            late = item._replace(overdue_days=item.overdue(ask.day))
            state = {"state": _state(item, ask), "settled_on": iso(item.settled) if item.settled else None, "held_by": list(_holds(account, item, ask))}
            items.append({**item_fields(account, late), **state, "steps": steps})
        else:
            items.append({"rule": rule.name, "state": "silent"})
    customer = {"id": account.id, "name": account.name, "tier": account.tier, "area": account.area or None}
    return {"customer": customer, "today": iso(ask.day), "items": items}


def screen(account: Account, ask: Ask, only: str | None, notes: dict[int, str]) -> list[list[Span]]:
    """A paragraph a rule; rules with nothing to say share the last line."""
    lines: list[list[Span]] = [[Span(account.name, "head"), Span(f"  {words.word('tier', account.tier)} · {account.area} · {words.day(ask.day)}", "dim")], []]
    silent = []
    for rule, item in _answers(account, ask, only):
        if item is None:
            silent.append(rule.name)
            continue
        lines += [_title(account, item, ask), *([Span(f"  {row}", "dim")] for row in _about(rule, only))]
        pairs = [_step(said, notes) for said in item.steps]
        if _state(item, ask) in ("due", "held"):
            pairs.append((t("why.held"), _held(account, item, ask)))
        lines += [[Span(f"  {out.pad(label, _LABEL)}", "label"), Span(value)] for label, value in pairs]
        lines.append([])
    if account.archived or account.status == "lost":
        lines.append([Span(t("why.no_items"))])
    elif silent:
        lines.append([Span(t("why.silent", rules=", ".join(silent)), "dim")])
        lines += [[Span(f"  {row}", "dim")] for name in silent if only for row in _about(next(r for r in RULES if r.name == name), only)]
    return lines


def explanation(rule: Rule) -> str:
    """What a rule means, in the language in use: the docstring of its function, or its Chinese text."""
    if words.language() == "en":
        return inspect.cleandoc(rule.function.__doc__ or "")
    return t(f"rule.{rule.name}")


def _answers(account: Account, ask: Ask, only: str | None) -> Iterator[tuple[Rule, Item | None]]:
    """Each rule with its items: of dated ones the open ones and the next to come; None where it has nothing to say."""
    for rule in RULES:
        if only is not None and rule.name != only:
            continue
        items = [item for item in items_of(account, ask, rule.name) if item.until >= ask.day]
        items.sort(key=lambda item: item.due)
        if rule.name == "festival-greeting" or rule.name == "birthday":
            current = [item for item in items if item.start <= ask.day]
            items = current or items[:1]
        yield from ((rule, item) for item in items)
        if not items:
            yield rule, None


def _state(item: Item, ask: Ask) -> str:
    if item.settled is not None:
        return "settled"
    return "due" if item.start <= ask.day else "ahead"


def _title(account: Account, item: Item, ask: Ask) -> list[Span]:
    """`care-call: due Thu 19 Nov 2026, 3 days late`, or when it will be, or what settled it."""
    state = _state(item, ask)
    late = item.overdue(ask.day)
    said = {"day": item.due, "n": late, "settled": item.settled, "ahead": item.start - ask.day, "start": item.start}
    key = "why.due_late" if state == "due" and late else f"why.{state}"
    style = "late" if state == "due" and late else "head" if state == "due" else "dim"
    return [Span(f"{item.rule}: ", "name"), Span(t(key, **said), style), Span(f" · {reason(item.reason)}" if state == "due" else "")]


def _about(rule: Rule, only: str | None) -> list[str]:
    """The rule explained, when it was asked for by name."""
    return out.wrap(explanation(rule).replace("\n", " "), min(out.width(), 100) - 2) if only else []


def _step(said: Said, notes: dict[int, str]) -> tuple[str, str]:
    params = {name: _shown(value) for name, value in said.params.items()}
    value = t(f"{said.key}.value", **params)
    note = notes.get(said.params.get("touch", 0), "")
    return t(said.key), f'{value} "{out.flat(note)}"' if note else value


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


