"""Whole books invented as files and taken in by the commands: the past, the order of entry, and one customer's touches."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from repbook.cli import main

few = settings(max_examples=4, deadline=None, derandomize=True, database=None, phases=(Phase.generate,))

TODAY = date(2026, 11, 22)
Files = dict[str, list[dict[str, str]]]
"""The rows of each file by their columns, customers and contacts first."""

AREAS = ("湖北/武汉/武昌", "湖北/武汉/汉阳", "湖北/宜昌", "湖南/长沙", "")
KINDS = ("call", "call", "visit", "meeting", "message", "greeting", "gift", "help")
FOR = ("", "", "", "", "mid-autumn", "birthday", "national-day", "care-call", "win-back", "new-contact")
OCCASIONS = (
    "opening", "promotion", "dealer-meeting", "wedding", "newborn", "housewarming", "anniversary", "bereavement", "bereavement", "bereavement",
    "illness", "accident",
)  # fmt: skip
ENDS = {"promises": ("kept", "dropped"), "complaints": ("answered", "solved", "checked", "closed"), "contacts": ("left_on",)}
"""Columns of a day that a row can get later."""
DAYS = {"touches": "on", "orders": "on", "stock": "on", "alerts": "on", "promises": "made", "complaints": "opened", "contacts": "joined"}
"""The column of the day on which a row comes into being; an occasion does by its date."""


# ---- inventing a book -----------------------------------------------------------------------------------


def invented(chance: Random) -> Files:
    """A book of twenty customers with facts of every kind, most of the last weeks; who joined of late is not yet named by any."""
    shops = [f"客户{n}" for n in range(20)]
    files: Files = {"customers": [_customer(shop, chance) for shop in shops]}
    people = {shop: [f"人{n}" for n in range(chance.randint(0, 3))] for shop in shops}
    files["contacts"] = [_contact(shop, person, chance) for shop in shops for person in people[shop]]
    old = {(row["customer"], row["name"]) for row in files["contacts"] if not row["joined"]}
    people = {shop: [person for person in people[shop] if (shop, person) in old] for shop in shops}
    files["touches"] = [_touch(shop, people[shop], chance) for shop in shops for _ in range(chance.choice((0, 2, 5, 12)))]
    files["orders"] = [_order(shop, chance) for shop in shops for _ in range(chance.choice((0, 1, 3, 5)))]
    files["occasions"] = [_occasion(shop, people[shop], chance) for shop in shops for _ in range(chance.randint(0, 1))]
    files["promises"] = [_promise(shop, number, chance) for number, shop in enumerate(chance.sample(shops, 12))]
    files["complaints"] = [_complaint(shop, number, chance) for number, shop in enumerate(chance.sample(shops, 8))]
    files["alerts"] = [_alert(area, chance) for area in AREAS[:3] if chance.random() < 0.5]
    files["stock"] = [_reading(shop, ago, chance) for shop in chance.sample(shops, 8) for ago in chance.sample(range(40), 2)]
    return files


def _day(chance: Random, most: int = 200, least: int = 0) -> str:
    ago = int(chance.expovariate(1 / 12)) if chance.random() < 0.7 else chance.randint(0, most)
    return (TODAY - timedelta(max(least, min(ago, most)))).isoformat()


def _customer(shop: str, chance: Random) -> dict[str, str]:
    tier, status = chance.choice(("vip", "key", "potential", "general")), chance.choice(("active", "active", "active", "prospect"))
    since = (TODAY - timedelta(chance.randint(150, 900))).isoformat()
    return {
        "name": shop,
        "tier": tier,
        "area": chance.choice(AREAS),
        "since": since,
        "status": status,
        "no_calls": chance.choice(("", "", "yes")),
    }


def _contact(shop: str, person: str, chance: Random) -> dict[str, str]:
    role = chance.choice(("decider", "influencer", "user", ""))
    born = chance.choice(("", f"11-{chance.randint(10, 28)}", f"lunar 10-{chance.randint(5, 20)}"))
    joined = _day(chance, 60) if chance.random() < 0.2 else ""
    left = _day(chance, 60) if not joined and chance.random() < 0.2 else ""
    return {"customer": shop, "name": person, "role": role, "birthday": born, "joined": joined, "left_on": left}


def _touch(shop: str, people: Sequence[str], chance: Random) -> dict[str, str]:
    kind = chance.choice(KINDS)
    mass = kind in ("message", "greeting") and chance.random() < 0.2
    return {
        "customer": shop, "on": _day(chance), "kind": kind, "contact": chance.choice((*people, "", "")),
        "outcome": chance.choice(("", "", "", "no-answer")), "purpose": chance.choice(("", "", "referral")),
        "mood": chance.choice(("", "good", "bad")), "in": chance.choice(("", "", "", "yes")), "mass": "yes" if mass else "",
        "for": chance.choice(FOR),
    }  # fmt: skip


def _order(shop: str, chance: Random) -> dict[str, str]:
    every = chance.choice(("", "", "1", "6"))
    product = chance.choice(("酒", "茶")) if every else chance.choice(("酒", "茶", ""))
    return {"customer": shop, "on": _day(chance, 300), "amount": str(chance.randint(0, 900)), "product": product,
            "quantity": chance.choice(("", "5", "12")), "service_every": every}  # fmt: skip


def _occasion(shop: str, people: Sequence[str], chance: Random) -> dict[str, str]:
    kind = chance.choice(OCCASIONS)
    day = TODAY + timedelta(chance.randint(-30, 8))
    yearly = "yes" if kind not in ("bereavement", "illness", "accident") and chance.random() < 0.3 else ""
    return {"customer": shop, "contact": chance.choice((*people, "")), "kind": kind, "date": day.isoformat(), "yearly": yearly}


def _later(day: str, chance: Random) -> str:
    return min(date.fromisoformat(day) + timedelta(chance.randint(0, 9)), TODAY).isoformat()


def _promise(shop: str, number: int, chance: Random) -> dict[str, str]:
    made = _day(chance, 40)
    ended = chance.choice((None, None, "kept", "dropped"))
    by = (date.fromisoformat(made) + timedelta(chance.randint(0, 15))).isoformat()
    row = {
        "customer": shop,
        "text": f"承诺{number}",
        "made": made,
        "by": by,
        "theirs": chance.choice(("", "yes")),
        "kept": "",
        "dropped": "",
    }
    return row | ({ended: _later(made, chance)} if ended else {})


def _complaint(shop: str, number: int, chance: Random) -> dict[str, str]:
    row = {"customer": shop, "text": f"投诉{number}", "opened": _day(chance, 40)}
    day, stages = row["opened"], chance.randint(0, 4)
    for at, stage in enumerate(ENDS["complaints"]):
        day = _later(day, chance)
        row[stage] = day if at < stages else ""
    return row


def _alert(area: str, chance: Random) -> dict[str, str]:
    return {"area": area, "reason": "台风", "on": _day(chance, 10)}


def _reading(shop: str, ago: int, chance: Random) -> dict[str, str]:
    level = chance.choice(("", "5"))
    return {
        "customer": shop,
        "product": "酒",
        "on": (TODAY - timedelta(ago)).isoformat(),
        "qty": str(chance.randint(0, 20)),
        "reorder_at": level,
    }


# ---- taking it in ---------------------------------------------------------------------------------------


def type_in(book: str, *words: str) -> str:
    """One command as of today, which must succeed; what it printed."""
    said, talk = io.StringIO(), io.StringIO()
    with redirect_stdout(said), redirect_stderr(talk):
        code = main(["--book", book, "--today", TODAY.isoformat(), "--lang", "en", *words])
    assert code == 0, (words, talk.getvalue())
    return said.getvalue()


def take_in(folder: str, name: str, files: Mapping[str, Sequence[Mapping[str, str]]]) -> str:
    """A new book into which the files were imported, in their order."""
    book = f"{folder}/{name}.db"
    type_in(book, "policy", "set", "salt", "grain")
    for what, rows in files.items():
        if rows:
            path = Path(folder) / f"{what}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
            type_in(book, "import", what, str(path))
    return book


def due(book: str, day: date = TODAY) -> list[dict[str, str]]:
    """What is due, held items too, without the numbers that the book gave."""
    rows = list(csv.DictReader(io.StringIO(type_in(book, "due", "--csv", "--held", "--on", day.isoformat()))))
    for row in rows:
        row |= {
            "customer_id": "",
            "contact_id": "",
            "occasion": re.sub(r"#\d+", "#", row["occasion"]),
            "reason": re.sub(r"#\d+", "#", row["reason"]),
        }
    return rows


def as_set(rows: Sequence[dict[str, str]]) -> list[str]:
    """The rows in an order of their own: items of one rule stand as they were entered."""
    return sorted(str(list(row.values())) for row in rows)


SEEDS = st.integers(0, 2**32)


@few
@given(SEEDS)
def test_the_same_facts_in_any_order_give_the_same_due(seed: int) -> None:
    """Rows shuffled in each file, and the files of what happened after one another in any order."""
    chance = Random(seed)
    files = invented(chance)
    facts = [what for what in files if what not in ("customers", "contacts")]
    order = ["customers", "contacts", *chance.sample(facts, len(facts))]
    with tempfile.TemporaryDirectory() as folder:
        books = (
            take_in(folder, "one", files),
            take_in(folder, "other", {what: chance.sample(files[what], len(files[what])) for what in order}),
        )
        for ago in (0, 9, 40):
            one, other = (due(book, TODAY - timedelta(ago)) for book in books)
            assert as_set(one) == as_set(other)
            assert [row["customer"] for row in one] == [row["customer"] for row in other]
            assert one or ago


@few
@given(SEEDS, st.integers(1, 60))
def test_due_of_a_day_depends_on_nothing_after_it(seed: int, ago: int) -> None:
    """A book into which nothing later was ever entered says the same of that day."""
    files, day = invented(Random(seed)), TODAY - timedelta(ago)
    past = {what: [before(what, row, day.isoformat()) for row in rows if begun(what, row, day.isoformat())] for what, rows in files.items()}
    assert sum(map(len, past.values())) < sum(map(len, files.values()))
    with tempfile.TemporaryDirectory() as folder:
        assert as_set(due(take_in(folder, "whole", files), day)) == as_set(due(take_in(folder, "past", past), day))


def begun(what: str, row: Mapping[str, str], day: str) -> bool:
    """Whether a row was there on that day."""
    if what == "occasions":
        return row["date"] <= day
    return row[DAYS[what]] <= day if what in DAYS else True


def before(what: str, row: Mapping[str, str], day: str) -> dict[str, str]:
    """The row as it stood on that day."""
    return {**row, **{column: "" for column in ENDS.get(what, ()) if row.get(column, "") > day}}


@few
@given(SEEDS, st.sampled_from(("call", "visit", "greeting", "help")))
def test_a_touch_never_makes_another_customers_line_appear(seed: int, kind: str) -> None:
    chance = Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        book = take_in(folder, "book", invented(chance))
        shop, rows = f"客户{chance.randrange(20)}", due(book)
        type_in(book, "log", shop, kind, "x")
        assert [row for row in due(book) if row["customer"] != shop] == [row for row in rows if row["customer"] != shop]


def test_the_books_are_worth_asking() -> None:
    """Between them the invented books bring up most rules and every hold that imports can bring up."""
    rules, holds = set(), set()
    for seed in (1, 2):
        with tempfile.TemporaryDirectory() as folder:
            book = take_in(folder, "book", invented(Random(seed)))
            for row in [row for ago in (0, 12, 50, 58) for row in due(book, TODAY - timedelta(ago))]:
                rules.add(row["rule"])
                holds.update(filter(None, row["held_by"].split(";")))
    assert len(rules) >= 18
    assert {"fatigue", "gap", "mourning", "complaint"} <= holds


@pytest.mark.parametrize("what", ["touches", "orders", "promises"])
def test_the_same_file_again_changes_nothing_of_due(what: str) -> None:
    files = invented(Random(5))
    with tempfile.TemporaryDirectory() as folder:
        book = take_in(folder, "book", files)
        first = due(book)
        type_in(book, "import", what, f"{folder}/{what}.csv")
        assert due(book) == first
