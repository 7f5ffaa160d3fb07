"""What a process answers about an invented book, as a digest: the same in every process and on every Python."""

from __future__ import annotations

from hashlib import sha256

from repbook.rules import due
from repbook.rules.asking import chance
from repbook.terms import Account, Policy, day_of, iso
from tests.bench import year as years
from tests.book import ask

SHOPS = [Account(1, f"客户{n}", f"客户{n}", "vip") for n in range(2000)]
ANCHOR = day_of("2026-01-07")


def digest() -> str:
    """All that `due` says of sixty customers on some days, and two thousand numbers that offsets come from."""
    policy = Policy()
    said = [str(chance(policy, shop, iso(ANCHOR))) for shop in SHOPS]
    accounts = years.invented(60, 3)
    for day in range(years.START, years.START + 90, 7):
        answer = due(accounts, ask(day, policy))
        said += [f"{day} {line.account.id} {line.action} {[tuple(item[:6]) for item in line.items]}" for line in answer.lines]
        said += [f"{day} {rest.account.id} {rest.item.rule} {rest.held_by}" for rest in answer.held]
    return sha256("\n".join(said).encode()).hexdigest()
