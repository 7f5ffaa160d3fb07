"""What `due` reads of the book is enough: the few rows of each customer give the same answer as all that is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from repbook import rules
from repbook.cli.answer import with_points
from repbook.store import facts
from repbook.store import policy as stored
from repbook.terms import Answer, Day, day_of
from tests.crowd import Crowd
from tests.sample import Sample

CUSTOMERS = 150


def told(answer: Answer) -> tuple[object, ...]:
    """All that is said of an answer, without the facts that were read for it."""
    lines = [(line.account.id, *line[1:]) for line in answer.lines]
    return lines, [(one.account.id, one.item, one.held_by) for one in answer.held]


def of_everything(sample: Sample, ask: rules.Ask, days: int) -> Answer:
    """The answer with every touch, contact and order of everybody."""
    numbers = [number for (number,) in sample.db.execute("SELECT id FROM customer")]
    return rules.due(facts.load(sample.db, ask.day, numbers, whole=True), ask, days)


def as_due_reads(sample: Sample, ask: rules.Ask, days: int) -> Answer:
    """The answer as `due --csv` comes to it."""
    bare = rules.due(facts.load_due(sample.db, ask.day, ask.policy, days), ask, days, points=False)
    return with_points(sample.db, bare, ask, days)


@pytest.mark.parametrize(("today", "seed"), [("2026-11-22", 1), ("2026-09-24", 2), ("2026-02-15", 3), ("2024-02-28", 4)])
def test_what_due_reads_is_enough(tmp_path: Path, today: str, seed: int) -> None:
    sample = Sample(tmp_path / "book.db")
    Crowd(sample, day_of(today), seed).fill(CUSTOMERS)
    policy = stored.read(sample.db)
    seen: set[str] = set()
    for day in days_around(day_of(today)):
        ask = rules.Ask(policy, stored.calendar(sample.db, policy), day)
        for days in (0, 6):
            whole = of_everything(sample, ask, days)
            assert told(as_due_reads(sample, ask, days)) == told(whole)
            seen |= {item.rule for line in whole.lines for item in line.items} | {hold for one in whole.held for hold in one.held_by}
    assert len(seen) > 25, "the book is dull"
    sample.close()


def test_the_morning_walks_through_no_long_table(tmp_path: Path) -> None:
    """Customers, contacts and the rare nouns are read from end to end; touches and orders only where an index leads."""
    sample = Sample(tmp_path / "book.db")
    Crowd(sample, day_of("2026-11-22"), 1).fill(20)
    policy = stored.read(sample.db)
    ask = rules.Ask(policy, stored.calendar(sample.db, policy), day_of("2026-11-22"))
    asked: list[str] = []
    sample.db.set_trace_callback(asked.append)
    as_due_reads(sample, ask, 0)
    sample.db.set_trace_callback(None)
    plans = [row[3] for sql in asked for row in sample.db.execute(f"EXPLAIN QUERY PLAN {sql}")]
    recent = [sql for sql in asked if "FROM touch t WHERE t.on_day >=" in sql]
    ways = [[row[3] for row in sample.db.execute(f"EXPLAIN QUERY PLAN {sql}")] for sql in recent]
    assert ways
    for first, *others in ways:
        assert "SEARCH t USING COVERING INDEX touch_recent" in first
        assert not any("TEMP B-TREE" in other for other in others), "the index has them in their order"
    walked = {plan.removeprefix("SCAN ").removeprefix("TABLE ").split(" AS ")[0].split()[0] for plan in plans if plan.startswith("SCAN")}
    whole = {plan for plan in plans if plan.startswith("SCAN") and "touch_meant" not in plan and "orders_serviced" not in plan}
    assert len(plans) > 40
    assert walked
    assert not [plan for plan in whole if any(word in plan.split() for word in ("touch", "t", "x", "w", "m", "touch_contact", "orders"))]
    sample.close()


def days_around(today: Day) -> list[Day]:
    """Before, on and after the day round which the facts lie."""
    return [today - 30, today - 1, today, today + 1, today + 12]
