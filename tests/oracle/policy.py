"""The settings of a book, with the defaults that the rule book gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from repbook.calendar.workdays import Workdays


@dataclass
class Tier:
    call_every: int
    visit_every: int
    jitter: Decimal
    festivals: list[str]
    gift_festivals: list[str]
    birthday_lead: int
    max_touches_30d: int
    roles: list[str]
    at_risk_class: int
    complaint_answer: int
    complaint_solve: int


@dataclass
class Policy:
    """The bold numbers of the rule book by the names of their settings, in days unless their name says otherwise."""

    tiers: dict[str, Tier]
    calendar: Workdays
    salt: str = ""
    little_new_year: str = "south"
    festivals: dict[str, str] = field(default_factory=dict)
    order_days_min: int = 3
    silent_days: int = 180
    festival_lead: int = 2
    festival_early: int = 7
    gift_lead: int = 14
    gift_margin: int = 3
    birthday_after: int = 3
    event_lead: int = 3
    condolence_days: int = 14
    condolence_check: int = 7
    promise_lead: int = 1
    complaint_check_first: int = 3
    complaint_check_second: int = 14
    after_sale_gap: int = 60
    after_sale_days: int = 7
    second_order_days: int = 60
    referral_every: int = 180
    referral_recent: int = 90
    role_gap_days: int = 30
    role_cold_days: int = 90
    stock_lead: int = 7
    profile_stale_days: int = 180
    mourning_days: int = 30
    gap_days: int = 3


FOUR = "spring-festival dragon-boat mid-autumn new-year"
TWO = "spring-festival mid-autumn"
TIERS = {
    "vip": ("14", "30", "0.2", f"{FOUR} national-day", TWO, "7", "8", "decider influencer user", "1", "0", "2"),
    "key": ("21", "90", "0.2", FOUR, "mid-autumn", "0", "6", "decider user", "3", "0", "3"),
    "potential": ("45", "120", "0.4", TWO, "", "0", "4", "decider", "3", "1", "5"),
    "general": ("90", "180", "0.2", TWO, "", "0", "3", "", "3", "1", "5"),
}
COLUMNS = ("call_every", "visit_every", "jitter", "festivals", "gift_festivals", "birthday_lead", "max_touches_30d", "roles",
           "at_risk_class", "complaint_answer", "complaint_solve")  # fmt: skip
LISTS = ("festivals", "gift_festivals", "roles")


def read_policy(rows: dict[str, str], calendar_days: dict[int, bool]) -> Policy:
    """The policy of the rows of a book; of a tier that the rule book does not have, all settings must be there."""
    tiers = {name: _tier(name, rows) for name in rows.get("tiers", " ".join(TIERS)).split()}
    policy = Policy(tiers, _calendar(rows, calendar_days), rows.get("salt", ""), rows.get("little_new_year", "south"))
    for key, text in rows.items():
        if key.startswith("festival."):
            policy.festivals[key.removeprefix("festival.")] = text
        elif isinstance(getattr(policy, key, None), int):
            setattr(policy, key, int(text))
    return policy


def _tier(name: str, rows: dict[str, str]) -> Tier:
    values = dict(zip(COLUMNS, TIERS.get(name, ()), strict=False))
    values |= {column: rows[f"tier.{name}.{column}"] for column in COLUMNS if f"tier.{name}.{column}" in rows}
    typed = {
        column: text.split() if column in LISTS else Decimal(text) if column == "jitter" else int(text) for column, text in values.items()
    }
    return Tier(**typed)  # type: ignore[arg-type]


def _calendar(rows: dict[str, str], days: dict[int, bool]) -> Workdays:
    years: dict[int, dict[int, bool]] = {}
    for day, works in days.items():
        years.setdefault(date.fromordinal(day).year, {})[day] = works
    off, work = ([date.fromisoformat(word).toordinal() for word in rows.get(name, "").split()] for name in ("days_off", "work_days"))
    return Workdays(rows.get("calendar", "cn"), years, off, work)
