"""A small invented book with something for every report, for the pages that show what reports look like."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from repbook.store import complaints, promises
from repbook.store.complaints import Reached
from repbook.terms import day_of
from tests.sample import Sample

CUSTOMERS: list[tuple[str, str, dict[str, Any]]] = [
    # name, tier, and what differs
    ("美佳超市", "vip", {"area": "湖北/武汉/武昌"}),
    ("江城酒业", "vip", {"area": "湖北/武汉/汉阳", "no_calls": 1}),
    ("Ada & Co", "key", {"area": "湖北/武汉/武昌", "since": "2026-09-10", "via": "美佳超市"}),
    ("家乐贸易", "key", {"area": "湖北/武汉/江汉", "status": "lost", "lost_on": "2026-11-01", "via": "美佳超市"}),
    ("惠民便利店", "general", {"status": "prospect", "via": "江城酒业"}),  # it has ordered: active
    ("百姓饭店", "general", {"status": "prospect", "since": "2026-11-20"}),
    ("=cmd|'/c'!A1", "general", {"since": "2024-05-01", "area": "+湖北"}),
    ("老码头", "general", {"since": "2023-02-01", "area": "湖北/武汉/江汉"}),
    ("旧街杂货", "general", {"archived_on": "2026-10-01"}),
]
TOUCHES: list[tuple[str, str, str, dict[str, Any]]] = [
    ("美佳超市", "2026-08-24", "visit", {"minutes": 90}),  # the day before the period
    ("美佳超市", "2026-08-25", "visit", {"minutes": 60, "gift": "茶叶", "cost": 8800, "mood": "good", "purpose": "care"}),
    ("美佳超市", "2026-09-25", "greeting", {"minutes": 5, "purpose": "care"}),
    ("美佳超市", "2026-10-09", "call", {"minutes": 15, "mood": "ok", "purpose": "business"}),
    ("美佳超市", "2026-10-20", "call", {"outcome": "no-answer", "minutes": 2}),
    ("美佳超市", "2026-11-22", "call", {"minutes": 10, "mood": "bad", "purpose": "promo"}),
    ("江城酒业", "2026-02-02", "gift", {"cost": 99900}),
    ("江城酒业", "2026-09-24", "gift", {"cost": 26800, "gift": "月饼"}),
    ("江城酒业", "2026-11-05", "message", {"minutes": 5, "purpose": "value"}),
    ("江城酒业", "2026-11-06", "greeting", {"mass": 1, "minutes": 1}),
    ("Ada & Co", "2026-09-15", "meeting", {"minutes": 45, "mood": "good", "purpose": "referral"}),
    ("Ada & Co", "2026-10-12", "call", {"incoming": 1}),
    ("Ada & Co", "2026-10-13", "gift", {"incoming": 1, "gift": "橙子"}),
    ("家乐贸易", "2026-10-12", "call", {"minutes": 8}),
    ("惠民便利店", "2026-03-03", "call", {}),
    ("百姓饭店", "2026-11-21", "visit", {"minutes": 20}),
    ("老码头", "2026-06-01", "visit", {"outcome": "cancelled"}),
    ("旧街杂货", "2026-09-01", "visit", {"minutes": 30}),
]
ORDERS = [
    ("美佳超市", "2026-08-24", 99900),
    ("美佳超市", "2026-08-25", 120050),
    ("美佳超市", "2026-11-22", 268000),
    ("Ada & Co", "2026-10-01", 100000),
    ("惠民便利店", "2026-09-01", 11950),
    ("家乐贸易", "2026-09-02", 0),
    ("老码头", "2024-12-01", 40000),
    ("老码头", "2025-11-20", 30000),
    ("老码头", "2025-12-01", 25000),
    ("旧街杂货", "2026-09-03", 500000),
]
PROMISES: list[tuple[str, str, str, dict[str, Any]]] = [
    # customer, made, by, and what became of it
    ("美佳超市", "2026-09-01", "2026-09-05", {"kept": "2026-09-05"}),
    ("美佳超市", "2026-09-01", "2026-09-05", {"kept": "2026-09-08"}),
    ("江城酒业", "2026-08-01", "2026-11-12", {}),
    ("Ada & Co", "2026-11-20", "2026-11-30", {}),
    ("Ada & Co", "2026-10-01", "2026-10-05", {"dropped": "2026-10-04"}),
    ("美佳超市", "2026-11-01", "2026-11-21", {"theirs": True}),
]
COMPLAINTS: list[tuple[str, str, int, str, list[tuple[str, str]]]] = [
    ("美佳超市", "2026-09-01", 3, "运输", [("answered", "2026-09-01"), ("solved", "2026-09-02"), ("checked", "2026-09-05")]),
    ("Ada & Co", "2026-10-12", 2, "运输", [("solved", "2026-10-20"), ("closed", "2026-10-21")]),
    ("江城酒业", "2026-11-18", 1, "", [("answered", "2026-11-20")]),
    ("惠民便利店", "2026-11-20", 2, "", []),
]


def make(path: Path) -> None:
    """Write the book down as a new file."""
    made = Sample(path)
    with made.book.step("made"):
        ids = _customers(made)
        for name, on, kind, more in TOUCHES:
            made.touch(ids[name], on, kind, **more)
        for name, on, amount in ORDERS:
            made.order(ids[name], on, amount)
        for name, start, by, more in PROMISES:
            number = promises.add(made.db, ids[name], "送样品", day_of(start), day_of(by), more.get("theirs", False))
            for how in set(more) & {"kept", "dropped"}:
                promises.settle(made.db, number, how, day_of(more[how]))
        for name, opened, severity, cause, stages in COMPLAINTS:
            number = complaints.add(made.db, ids[name], "破损两箱", day_of(opened), severity)
            for stage, day in stages:
                complaints.reach(made.db, number, Reached(stage, day_of(day)), cause)
    made.close()


def _customers(made: Sample) -> dict[str, int]:
    ids: dict[str, int] = {}
    for name, tier, more in CUSTOMERS:
        via = ids.get(more.get("via", ""))
        ids[name] = made.customer(name, tier, referred_by=via, **{key: value for key, value in more.items() if key != "via"})
    return ids
