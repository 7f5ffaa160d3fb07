"""What `brief` says: one screen before the door, and the same as JSON. Phones are shown in part, family never."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from repbook import briefing, words
from repbook.briefing import Gift, Happened, Sheet, Someone, date_of
from repbook.calendar.lunar import in_chinese, to_lunar
from repbook.render import out
from repbook.render.morning import item_fields, reason, room
from repbook.render.out import Span
from repbook.terms import Day, Item, Reading, iso
from repbook.values import guard
from repbook.words import t, word

_ROWS = 23  # of a screen of which nothing else is known, its last row left to the prompt
_LONGEST_NOTE = 40


# --- what both say ---


def masked(phone: str) -> str:
    """Enough of a telephone number to know it by: 138…0000."""
    digits = "".join(c for c in phone.replace("+86", "").partition("/")[0] if c.isdigit())
    return f"{digits[:3]}…{digits[-4:]}" if len(digits) > 8 else f"…{digits[-3:]}" if len(digits) > 4 else "…" if digits else ""


def _warnings(sheet: Sheet) -> list[str]:
    return [t(said.key, **said.params) for said in briefing.warnings(sheet)]


# --- data ---


def document(sheet: Sheet) -> dict[str, Any]:
    """The page as one JSON document."""
    account, known, order = sheet.account, sheet.known, briefing.next_order(sheet)
    given, spent, ceiling = briefing.given_this_year(sheet)
    return {
        "customer": {
            "id": account.id, "name": account.name, "tier": account.tier, "area": account.area or None, "status": account.status,
            "since": iso(account.since), "source": known.source or None, "referred_by": known.referred_by or None,
        },
        "on": iso(sheet.ask.day),
        "warnings": _warnings(sheet),
        "people": [_person_fields(sheet, person) for person in known.people],
        "role_gaps": briefing.gaps(sheet),
        "last_touches": [_touched(touch) for touch in known.last],
        "open": [_item(sheet, item) for item in sheet.open],
        "ahead": [_item(sheet, item) | {"on": iso(date_of(item)), "lunar": _lunar(date_of(item)) or None} for item in sheet.dates],
        "orders": {"every": order[0], "next_on": iso(order[1]), "last_on": iso(account.order_days[-1])} if order else None,
        "gifts": {
            "spent": spent / 100, "ceiling": ceiling / 100,
            "items": [_gift(gift) for gift in given],
        },
        "due": [_item(sheet, item) for item in sheet.now],
        "points": [_item(sheet, item) for item in sheet.points],
        "bring": {
            "not_again": list(briefing.not_again(sheet)),
            "regards": [{"name": a.name or None, "customer": a.customer, "how": a.how} for a in briefing.regards(sheet)],
            "sells_nearby": known.sells_nearby or None,
            "stock": [_reading(reading, low) for reading, low in briefing.shelf(sheet)],
        },
    }  # fmt: skip


def _gift(gift: Gift) -> dict[str, Any]:
    cost = gift.cost / 100 if gift.cost is not None else None
    return {"on": iso(gift.day), "gift": gift.gift, "cost": cost, "contact": gift.contact or None, "for": gift.meant_for or None}


def _reading(reading: Reading, low: bool) -> dict[str, Any]:
    return {"product": reading.product, "on": iso(reading.day), "quantity": float(reading.quantity), "low": low}


def _touched(touch: Happened) -> dict[str, Any]:
    texts = {"contacts": touch.contacts or None, "mood": touch.mood or None, "gift": touch.gift or None, "note": touch.note or None}
    return {"on": iso(touch.day), "kind": touch.kind, **texts}


def _item(sheet: Sheet, item: Item) -> dict[str, Any]:
    return item_fields(sheet.account, item._replace(overdue_days=item.overdue(sheet.ask.day)))


def _person_fields(sheet: Sheet, person: Someone) -> dict[str, Any]:
    likes = {"likes": person.likes or None, "shared": briefing.shared(person.likes, sheet.ask.policy.me_likes)}
    who = {"id": person.id, "name": person.name, "role": person.role or None, "function": person.function or None}
    return who | {"phone": masked(person.phone) or None, **likes, "no_calls": bool(person.no_calls)}


def _lunar(day: Day) -> str:
    lunar = to_lunar(day)
    return in_chinese(lunar) if lunar else ""


CSV_COLUMNS = ("part", "text")


def csv_rows(sheet: Sheet) -> Iterator[list[str]]:
    """What the page says, a row each: the part of the page by its stable name, and the words."""
    yield ["customer", guard("  ".join("".join(span.text for span in row) for row in _head(sheet)))]
    yield from (["beware", guard(text)] for text in _warnings(sheet))
    yield from ([key, guard(text)] for key, parts in _blocks(sheet) for text in parts)


# --- screen ---


def screen(sheet: Sheet, way: str) -> list[list[Span]]:
    """The page: a head, what to beware of, then a block for each thing that is known, cut to one screen where there is one.

    Where it is cut, `way` says at its end how to see all of it.
    """
    lines = _head(sheet)
    for warning in _warnings(sheet):
        lines += [[Span(row, "late")] for row in out.wrap(warning, room())]
    blocks = [(t(f"brief.{key}"), list(parts)) for key, parts in _blocks(sheet)]
    blocks = [(label, parts) for label, parts in blocks if parts]
    width = max((out.cells(label) for label, _ in blocks), default=0) + 2
    whole = _fitted(blocks, width, 10**6)
    left = max(_ROWS, out.height() - 1) - len(lines)
    if not out.on_terminal() or sum(len(rows) for _, rows in whole) <= left:
        return lines + _rows(whole, width)
    ways = out.wrap(way, room())
    return lines + _rows(_fitted(blocks, width, left - len(ways)), width) + [[Span(row, "dim")] for row in ways]


def _rows(blocks: Iterable[tuple[str, list[str]]], width: int) -> list[list[Span]]:
    """The lines of the blocks, each behind its label."""
    return [[Span(out.pad(label if at == 0 else "", width), "label"), Span(row)] for label, rows in blocks for at, row in enumerate(rows)]


def _head(sheet: Sheet) -> list[list[Span]]:
    account, known = sheet.account, sheet.known
    about = [word("tier", account.tier), account.area, t("brief.since", month=iso(account.since)[:7]), known.source]
    about += [t("brief.via", name=known.referred_by)] if known.referred_by else []
    text = " · ".join(part for part in about if part)
    if out.cells(account.name) + out.cells(text) + 2 <= room():
        return [[Span(account.name, "head"), Span("  " + text, "dim")]]
    rows = ((row, style) for part, style in ((account.name, "head"), (text, "dim")) for row in out.wrap(part, room()))
    return [[Span(row, style)] for row, style in rows]


def _fitted(blocks: list[tuple[str, list[str]]], width: int, rows: int) -> list[tuple[str, list[str]]]:
    """The blocks wrapped; while they are too long for a screen, the longest loses its last part and counts it.

    The last of them, which says what to take along, is cut only where no other can be.
    """
    kept = [len(parts) for _, parts in blocks]

    def wrapped(at: int) -> list[str]:
        left_out = len(blocks[at][1]) - kept[at]
        parts = blocks[at][1][: kept[at]] + ([t("brief.more", n=left_out)] if left_out else [])
        return out.wrap(" · ".join(parts), max(room() - width, 20))

    while sum(len(wrapped(at)) for at in range(len(blocks))) > rows:
        choice = [at for at in range(len(blocks)) if kept[at] > 1]
        if not choice:
            break
        kept[max(choice, key=lambda at: (at < len(blocks) - 1, len(wrapped(at)), at))] -= 1
    return [(label, wrapped(at)) for at, (label, _) in enumerate(blocks)]


def _blocks(sheet: Sheet) -> Iterator[tuple[str, Iterator[str]]]:
    yield "people", _people(sheet)
    yield "last", _last(sheet)
    yield "open", _open(sheet)
    yield "ahead", _ahead(sheet)
    yield "given", _given(sheet)
    yield "now", (_said(sheet, item) for item in sheet.now)
    yield "ask", (reason(item.reason) for item in sheet.points if item.reason.key != "reason.role-gap")  # the people's line says it
    yield "bring", _bring(sheet)


def _people(sheet: Sheet) -> Iterator[str]:
    for person in sheet.known.people:
        parts = [person.name, word("role", person.role) if person.role else "", person.function, masked(person.phone)]
        if person.likes:
            both = briefing.shared(person.likes, sheet.ask.policy.me_likes)
            same = "likes_all" if briefing.all_shared(person.likes, sheet.ask.policy.me_likes) else "likes_too"
            parts.append(t(f"brief.{same if both else 'likes'}", text=person.likes, both=t("due.list_comma").join(both)))
        yield " ".join([*(part for part in parts if part), *([t("brief.no_calls")] if person.no_calls else [])])
    if not sheet.known.people:
        yield t("brief.nobody")
    missing = briefing.gaps(sheet)
    if missing:
        yield t("brief.gaps", roles=tuple(missing))


def _last(sheet: Sheet) -> Iterator[str]:
    if sheet.known.tried is not None:
        yield t("brief.tried", what=_touch(sheet.known.tried, sheet.ask.day), outcome=sheet.known.tried.outcome)
    for touch in sheet.known.last:
        yield _touch(touch, sheet.ask.day)
    if not sheet.known.last:
        yield t("brief.never")
    order = briefing.next_order(sheet)
    if order is not None and order[1] < sheet.ask.day:
        yield t("brief.late_order", every=order[0], day=order[1])


def _touch(touch: Happened, today: Day) -> str:
    mood = word("mood", touch.mood) if touch.mood else ""
    note = t("brief.note", text=_short(out.flat(touch.note))) if touch.note else ""
    return " ".join(part for part in (_when(touch.day, today), word("kind", touch.kind), touch.contacts, mood, touch.gift, note) if part)


def _short(text: str) -> str:
    """The beginning of a note."""
    return out.wrap(text, _LONGEST_NOTE)[0] + ("…" if out.cells(text) > _LONGEST_NOTE else "")


def _when(day: Day, today: Day) -> str:
    return words.short_day(day) if abs(day - today) < 300 else iso(day)


def _open(sheet: Sheet) -> Iterator[str]:
    if not sheet.open:
        yield t("brief.nothing_open")
    yield from (_said(sheet, item) for item in sheet.open)


def _said(sheet: Sheet, item: Item) -> str:
    """Why, and how late where the reason does not tell."""
    late = item.overdue(sheet.ask.day)
    return t("brief.late", reason=reason(item.reason), n=late) if late and item.cls != 4 else reason(item.reason)


def _ahead(sheet: Sheet) -> Iterator[str]:
    for item in sheet.dates:
        day = date_of(item)
        yield t("brief.date", what=_event(sheet, item), day=day, lunar=_lunar(day))
    order = briefing.next_order(sheet)
    if order is not None and order[1] >= sheet.ask.day:
        yield t("brief.next_order", every=order[0], day=order[1])


def _event(sheet: Sheet, item: Item) -> str:
    """What a date is."""
    person = sheet.account.person(item.contact)
    name = person.name if person else ""
    match item.rule:
        case "birthday":
            return t("brief.birthday", name=name)
        case "festival-greeting" | "festival-gift":
            return t(f"brief.{item.rule}", festival=item.occasion, by=item.due)
        case "service-visit":
            return t("brief.service", product=item.occasion)
        case _:
            told = item.reason.params
            return " ".join(part for part in (word("occasion", told["kind"]), told["title"], name) if part)


def _given(sheet: Sheet) -> Iterator[str]:
    given, spent, ceiling = briefing.given_this_year(sheet)
    yield t("brief.spent", year=date.fromordinal(sheet.ask.day).year, spent=spent, ceiling=ceiling)
    for gift in given:
        cost = words.money(gift.cost) if gift.cost is not None else ""
        yield " ".join(part for part in (_when(gift.day, sheet.ask.day), gift.gift, cost, gift.contact) if part)


def _bring(sheet: Sheet) -> Iterator[str]:
    """The checklist of a visit."""
    old = t("due.list_comma").join(briefing.not_again(sheet))
    yield t("brief.other_gift", what=old) if old else t("brief.small_gift")
    for one in briefing.regards(sheet):
        yield t(f"brief.regards_{one.how}", who=one.name or one.customer, customer=one.customer)
    if not briefing.regards(sheet):
        yield t("brief.regards")
    near = sheet.known.sells_nearby
    yield t("brief.teach_near", product=near) if near else t("brief.teach")
    stock = t("due.list_comma").join(_stock(reading, low) for reading, low in briefing.shelf(sheet))
    yield t("brief.look", what=stock) if stock else t("brief.look_around")


def _stock(reading: Reading, low: bool) -> str:
    return t("brief.low" if low else "brief.stock", product=reading.product, quantity=f"{reading.quantity:f}", day=reading.day)
