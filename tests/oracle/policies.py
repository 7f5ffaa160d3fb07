"""Policies drawn at random: tiers of their own, other cadences, own festivals, days off."""

from __future__ import annotations

import sqlite3
from random import Random

from repbook.store import policy

NUMBERS = {
    "order_days_min": (2, 4), "silent_days": (90, 200), "festival_lead": (0, 20), "festival_early": (3, 60), "gift_lead": (10, 50),
    "gift_margin": (1, 4), "birthday_after": (0, 6), "event_lead": (0, 60), "condolence_days": (5, 90), "condolence_check": (1, 40),
    "after_sale_days": (1, 60), "promise_lead": (0, 3), "complaint_check_first": (1, 5), "complaint_check_second": (10, 20),
    "after_sale_gap": (30, 70), "second_order_days": (30, 90), "referral_every": (90, 200), "referral_recent": (60, 120),
    "role_gap_days": (0, 60), "role_cold_days": (30, 120), "stock_lead": (0, 14), "profile_stale_days": (90, 200),
    "mourning_days": (0, 60), "gap_days": (0, 6),
}  # fmt: skip
TIER_NUMBERS = {"call_every": (1, 40), "visit_every": (1, 60), "birthday_lead": (0, 10), "max_touches_30d": (1, 9), "at_risk_class": (1, 4),
                "complaint_answer": (0, 3), "complaint_solve": (0, 7)}  # fmt: skip


def vary(db: sqlite3.Connection, draw: Random) -> None:
    """The policy of a new book left alone, or some of it changed."""
    if draw.random() < 0.4:
        return
    tiers = draw.choice(("vip key potential general", "general vip key potential", "vip own key potential general", "金牌 general"))
    policy.put(db, "tiers", tiers)
    for name, (low, high) in NUMBERS.items():
        if draw.random() < 0.2:
            policy.put(db, name, str(draw.randint(low, high)))
    for tier in tiers.split():
        for name, (low, high) in TIER_NUMBERS.items():
            if draw.random() < 0.2:
                policy.put(db, f"tier.{tier}.{name}", str(draw.randint(low, high)))
    _words(db, draw, tiers.split()[0])


def _words(db: sqlite3.Connection, draw: Random, tier: str) -> None:
    settings = {
        "salt": "盐", "little_new_year": "north", "calendar": "mon-fri", "festival.店庆": draw.choice(("lunar=10-13", "solar=11-23")),
        f"tier.{tier}.festivals": "spring-festival new-year little-new-year qingming winter-solstice 店庆 easter thanksgiving-us",
        f"tier.{tier}.gift_festivals": "new-year spring-festival national-day 店庆", f"tier.{tier}.jitter": draw.choice(("0", "0.33", "1")),
        f"tier.{tier}.roles": draw.choice(("decider", "gatekeeper user", "")), "days_off": "2026-11-23 2026-12-31", "work_days": "2026-11-22",
    }  # fmt: skip
    for key, value in settings.items():
        if draw.random() < 0.5:
            policy.put(db, key, value)
