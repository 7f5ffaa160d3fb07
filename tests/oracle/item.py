"""One rule's answer, and the question it is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from tests.oracle.facts import Customer
from tests.oracle.policy import Policy, Tier

ENDLESS = 10**7


@dataclass
class Item:
    """An item; one with `settled` is there to be left out. `per` is what its lateness is divided by."""

    rule: str
    action: str
    cls: int
    start: int
    due: int
    until: int = ENDLESS
    occasion: str = ""
    contact: int | None = None
    settled: bool = False
    per: int = 1
    overdue: int = 0


class Asked(NamedTuple):
    """A customer as known, the day asked about and the settings."""

    c: Customer
    t: int
    policy: Policy

    @property
    def tier(self) -> Tier:
        return self.policy.tiers[self.c.row["tier"]]

    def call(self, contact: int | None = None) -> str:
        """What a call becomes for somebody who wants none."""
        return "message" if self.c.no_calls(contact) else "call"
