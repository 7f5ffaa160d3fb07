"""The rows and the document that `due` must print, from the oracle's answer, to be laid beside what it prints."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from typing import Any

from tests.oracle.answer import Held, Line
from tests.oracle.days import iso
from tests.oracle.facts import Book, Customer
from tests.oracle.item import ENDLESS, Item

COLUMNS = ("customer", "customer_id", "tier", "area", "contact", "contact_id", "action", "rule", "occasion", "from", "due", "until",
           "overdue_days", "class", "held_by")  # fmt: skip
Rows = dict[str, list[tuple[str, ...]]]


def rows(book: Book, lines: list[Line], held: list[Held]) -> tuple[Rows, list[tuple[str, ...]]]:
    """Customer by customer in the order of the lines the rows of each, sorted, and the held rows, sorted."""
    whole = {c.row["id"]: c for c in book.customers}
    shown = {str(line.customer.row["id"]): sorted(_row(whole[line.customer.row["id"]], item) for item in line.items) for line in lines}
    return shown, sorted(_row(one.customer, one.item, one.by) for one in held)


def _row(c: Customer, item: Item, by: Iterable[str] = ()) -> tuple[str, ...]:
    number = "" if item.contact is None else str(item.contact)
    until = "" if item.until == ENDLESS else iso(item.until)
    return (
        c.row["name"], str(c.row["id"]), c.row["tier"], c.row["area"], _name(c, item) or "", number, item.action, item.rule, item.occasion,
        iso(item.start), iso(item.due), until, str(item.overdue), str(item.cls), ";".join(by),
    )  # fmt: skip


def _name(c: Customer, item: Item) -> str | None:
    return next((person["name"] for person in c.contacts if person["id"] == item.contact), None)


def printed(text: str) -> tuple[Rows, list[tuple[str, ...]]]:
    """The same of what `due --csv --held` printed; a customer whose rows do not stand together would be there twice."""
    found = [tuple(row[name] for name in COLUMNS) for row in csv.DictReader(io.StringIO(text))]
    shown: Rows = {}
    last = ""
    for row in found:
        if not row[-1]:
            assert row[1] == last or row[1] not in shown, f"the rows of customer {row[1]} stand apart"
            last = row[1]
            shown.setdefault(last, []).append(row)
    first_held = next((at for at, row in enumerate(found) if row[-1]), len(found))
    assert all(row[-1] for row in found[first_held:]), "a shown row after a held one"
    return {number: sorted(its) for number, its in shown.items()}, sorted(found[first_held:])


def document(book: Book, day: int, lines: list[Line], held: list[Held]) -> dict[str, Any]:
    """What `due --json` must print, but for the reasons; items and held items in one order for both."""
    whole = {c.row["id"]: c for c in book.customers}
    shown = [
        {"customer": _customer(line.customer), "action": line.action, "class": line.cls,
         "items": _in_order(_fields(whole[line.customer.row["id"]], item) for item in line.items)}
        for line in lines
    ]  # fmt: skip
    rests = _in_order({"customer": _customer(one.customer), **_fields(one.customer, one.item), "held_by": one.by} for one in held)
    counts = {"lines": len(lines), "items": sum(len(line.items) for line in lines), "held": len(held)}
    actions = Counter(line.action for line in lines)
    counts |= {action: actions[action] for action in ("call", "visit", "message", "greeting", "task")}
    return {"today": iso(day), "lines": shown, "held": rests, "counts": counts}


def without_reasons(printed: dict[str, Any]) -> dict[str, Any]:
    """A printed document in the same form; every item must have a reason."""
    for item in [*printed["held"], *(item for line in printed["lines"] for item in line["items"])]:
        assert item.pop("reason")
    lines = [{**line, "items": _in_order(line["items"])} for line in printed["lines"]]
    return {**printed, "lines": lines, "held": _in_order(printed["held"])}


def _in_order(items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(items, key=repr)


def _customer(c: Customer) -> dict[str, Any]:
    return {"id": c.row["id"], "name": c.row["name"], "tier": c.row["tier"], "area": c.row["area"] or None}


def _fields(c: Customer, item: Item) -> dict[str, Any]:
    until = None if item.until == ENDLESS else iso(item.until)
    return {
        "rule": item.rule, "action": item.action, "contact": _name(c, item), "occasion": item.occasion or None, "from": iso(item.start),
        "due": iso(item.due), "until": until, "overdue_days": item.overdue, "class": item.cls,
    }  # fmt: skip
