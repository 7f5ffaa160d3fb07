"""Makes repeatable books of any size as CSV files, the way reps keep them, and imports them."""

from __future__ import annotations

import csv
import random
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

TODAY = date(2026, 11, 22)

TIERS = {"vip": (8, 14), "key": (22, 21), "potential": (20, 45), "general": (50, 90)}
"""Of each tier its share of the customers, in percent, and the days between two calls."""

KINDS = {"call": 45, "visit": 25, "message": 12, "greeting": 8, "gift": 4, "help": 3, "meeting": 3}
AREAS = ("湖北/武汉/武昌", "湖北/武汉/洪山", "湖北/武汉/江汉", "湖北/宜昌/西陵", "湖南/长沙/岳麓", "湖南/长沙/芙蓉")
FAMILIES, GIVEN = "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁", "建国丽伟芳娜敏静强磊军洋勇艳杰娟涛明超霞平刚"
TRADES = ("超市", "便利店", "商行", "烟酒店", "饭店", "批发部", "贸易公司", "酒业")
NOTES = ("", "聊了新品", "催货款", "老板不在", "补货两箱", "问候", "asked for the price list", "wants samples next time")

HEADERS = {
    "customers": ("name", "tier", "area", "since", "status", "phone"),
    "contacts": ("customer", "name", "role", "phone", "birthday", "calendar"),
    "touches": ("customer", "on", "kind", "outcome", "note"),
    "orders": ("customer", "on", "amount", "product"),
}


class Customer(NamedTuple):
    """A customer to be: its row, its place in the book, and how often it hears from the rep."""

    row: tuple[Any, ...]
    number: int
    every: int
    since: date
    touches: int

    @property
    def name(self) -> str:
        """The name, which no other customer has."""
        return str(self.row[0])


def write_book(folder: Path, customers: int, touches: int, seed: int = 1) -> None:
    """Write customers.csv, contacts.csv, touches.csv and orders.csv; the number of touches is met within a few in a hundred."""
    chance = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    people = list(_customers(chance, customers, touches))
    write_rows(folder, "customers", [customer.row for customer in people])
    write_rows(folder, "contacts", (row for customer in people for row in _contacts(chance, customer)))
    write_rows(folder, "touches", _by_day(row for customer in people for row in _touches(chance, customer, customer.touches)))
    write_rows(folder, "orders", _by_day(row for customer in people for row in _orders(chance, customer)))


def write_more_touches(folder: Path, customers: int, touches: int, seed: int = 1) -> Path:
    """Write that many more touches of the same customers to `more.csv`, no more and no less."""
    people = list(_customers(random.Random(seed), customers, touches))
    chance = random.Random(seed + 1)
    rows = [next(_touches(chance, chance.choice(people), 1)) for _ in range(touches)]
    return write_rows(folder, "touches", _by_day(rows), "more")


def _customers(chance: random.Random, customers: int, touches: int) -> Iterator[Customer]:
    tiers = chance.choices(list(TIERS), [share for share, _ in TIERS.values()], k=customers)
    eager = [chance.lognormvariate(0, 0.6) / TIERS[tier][1] for tier in tiers]
    whole = sum(eager)
    for number, tier in enumerate(tiers):
        name = f"{chance.choice(FAMILIES)}{chance.choice(GIVEN)}{chance.choice(TRADES)}{number + 1}"
        since = TODAY - timedelta(days=chance.randint(30, 1800))
        status = "prospect" if chance.random() < 0.1 else "active"
        row = (name, tier, chance.choice(AREAS), since, status, f"138{number:08d}")
        yield Customer(row, number, TIERS[tier][1], since, max(1, round(eager[number] * touches / whole)))


def _contacts(chance: random.Random, customer: Customer) -> Iterator[tuple[Any, ...]]:
    for k in range(chance.choice((1, 1, 1, 2, 3))):
        name = f"{chance.choice(FAMILIES)}{chance.choice(GIVEN)}{k + 1}"
        role, calendar = ("decider", "user", "influencer")[k], "lunar" if chance.random() < 0.3 else "solar"
        yield customer.name, name, role, f"139{customer.number:07d}{k}", f"{chance.randint(1, 12)}-{chance.randint(1, 28)}", calendar


def _touches(chance: random.Random, customer: Customer, number: int) -> Iterator[tuple[Any, ...]]:
    known = (TODAY - customer.since).days
    day = TODAY - timedelta(days=min(int(chance.expovariate(1 / customer.every) * 0.7), known))
    for _ in range(number):
        kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
        yield customer.name, day, kind, "no-answer" if chance.random() < 0.05 else "done", chance.choice(NOTES)
        day = max(customer.since, day - timedelta(days=chance.randint(1, max(2, known * 2 // number))))


def _orders(chance: random.Random, customer: Customer) -> Iterator[tuple[Any, ...]]:
    day = TODAY - timedelta(days=chance.randint(0, 60))
    for _ in range(chance.randint(12, 40) if customer.number % 3 == 0 else customer.touches // 10):
        yield customer.name, day, f"{chance.lognormvariate(7, 1):.2f}", chance.choice("ABC")
        day -= timedelta(days=chance.randint(5, 50))
        if day < customer.since:
            return


def _by_day(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted(rows, key=lambda row: (row[1], row[0]))


def write_rows(folder: Path, kind: str, rows: Iterable[Sequence[Any]], name: str = "") -> Path:
    """Write one CSV file with the header of its kind."""
    path = folder / f"{name or kind}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS[kind])
        writer.writerows(rows)
    return path


def make_book(folder: Path, customers: int, touches: int, repbook: Sequence[str], env: dict[str, str]) -> Path:
    """The book of that size, written and imported by `repbook` unless `folder` has it already."""
    book = folder / "book.db"
    if not book.exists():
        write_book(folder, customers, touches)
        for kind in HEADERS:
            subprocess.run([*repbook, "--book", str(folder / "new.db"), "import", kind, str(folder / f"{kind}.csv")],
                           env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        (folder / "new.db").rename(book)
    return book
