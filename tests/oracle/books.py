"""Small books drawn at random around one day, dense with every noun, their days on the edges that rules have.

The same seed gives the same book. What a command would refuse is not drawn.
"""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from repbook.calendar.lunar import to_lunar
from repbook.store import rows, start
from tests.oracle import policies
from tests.oracle.days import iso

EDGES = (0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31, 37, 38, 44, 59, 60, 61, 62, 88, 89, 90, 91, 119, 120, 121,
         179, 180, 181, 182, 209, 210, 269, 270, 299, 300, 301, 360, 361)  # fmt: skip
KINDS = ("call", "call", "call", "visit", "visit", "meeting", "message", "message", "greeting", "greeting", "gift", "help")
MEANT = ("festival-greeting", "festival-gift", "birthday", "anniversary", "event", "service-visit", "win-back", "care-call", "condolence",
         "spring-festival", "mid-autumn", "dragon-boat", "new-year")  # fmt: skip
ROLES = ("", "decider", "decider", "user", "influencer", "gatekeeper")
AREAS = ("", "湖北", "湖北/武汉", "湖北/武汉/武昌", "湖北/武汉新区", "湖南/长沙")
PRODUCTS = ("", "酒", "酒", "茶")
SNOOZED = ("", "", "care-call", "care-visit", "birthday", "festival-greeting", "at-risk", "promise", "reorder", "role-cold", "area-alert")
OCCASIONS = ("opening", "promotion", "dealer-meeting", "wedding", "newborn", "housewarming", "anniversary", "anniversary", "bereavement",
             "bereavement", "illness", "accident")  # fmt: skip


Joined = tuple[int, int]
"""A contact's id and the day from which it is there."""


class Maker:
    """Puts customers of every sort into a new book; all facts lie around one day."""

    def __init__(self, path: Path, seed: int, day: int) -> None:
        start.make_book(str(path))
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("PRAGMA synchronous = OFF")
        self.db.execute("BEGIN")
        self.db.execute("INSERT INTO step (at, key, params, undone) VALUES ('', '', '{}', 0)")  # a changed setting belongs to a step
        self.draw = Random(seed)
        self.day = day

    def fill(self, customers: int) -> None:
        """All of the book, in one transaction."""
        policies.vary(self.db, self.draw)
        for number in range(customers):
            self._customer(number)
        for _ in range(self.draw.randrange(3)):
            raised = self.some_day(20) if self.maybe(0.7) else self.day + self.draw.randrange(3)
            area = self.draw.choice(AREAS[1:])
            self._shared_id(
                "alert", area=area, reason="台风", raised=iso(raised), last_day=iso(raised + self.draw.choice((-1, 0, 1, 7, 8, 20)))
            )
        self.db.execute("COMMIT")
        self.db.close()

    # ---- drawing ----

    def maybe(self, share: float) -> bool:
        return self.draw.random() < share

    def some_day(self, most: int = 400) -> int:
        """A day before the middle, mostly one edge of a rule away from it, sometimes a little after it."""
        if self.maybe(0.1):
            return self.day + self.draw.choice((1, 2, 3, 7))
        if self.maybe(0.6):
            return self.day - self.draw.choice([edge for edge in EDGES if edge <= most])
        return self.day - self.draw.randrange(min(most, 45) + 1)

    def later(self, day: int, most: int = 40, share: float = 0.5) -> str | None:
        """A day since another, or none."""
        return iso(day + self.draw.randrange(most + 1)) if self.maybe(share) else None

    def _insert(self, table: str, **values: Any) -> int:
        return rows.insert(self.db, table, **values)

    # ---- who ----

    def _customer(self, number: int) -> None:
        draw = self.draw
        since, added = (self.some_day() if self.maybe(0.5) else self.day - 900 for _ in "ab")
        fresh = self.maybe(0.2)  # a prospect met these days, who has bought nothing yet
        name = f"{draw.choice('甲乙AzZ馆Éé')}{number}"
        tiers = self.db.execute("SELECT value FROM policy WHERE key = 'tiers'").fetchone()[0].split()
        customer = self._insert(
            "customer", name=name, key=draw.choice((name, f"旧{number}")), handles="", tier=draw.choice(tiers), area=draw.choice(AREAS),
            status="prospect" if fresh else draw.choices(("active", "prospect", "lost"), (80, 18, 2))[0], since=iso(since), added_on=iso(added),
            edited_on=iso(self.some_day()), archived_on=iso(self.day - 3) if self.maybe(0.02) else None, lost_on=None, source="",
            referred_by=None, address="", phone="", no_calls=int(self.maybe(0.15)), note="",
        )  # fmt: skip
        people = [self._contact(customer, number, added) for number in range(draw.randrange(4))]
        tags = [f"#{self._occasion(customer, people)}" for _ in range(draw.choice((0, 0, 1, 2, 3)))]
        self._touches(customer, people, tags, 15 if fresh else 400)
        if not fresh:
            self._orders(customer)
        self._stock(customer)
        self._owed(customer, people)
        self._arrangements(customer)

    def _contact(self, customer: int, number: int, added: int) -> Joined:
        """A contact, and from which day it is there."""
        draw = self.draw
        joined = draw.choice((self.some_day(60), self.some_day(60), added)) if self.maybe(0.35) else None
        left = None
        if self.maybe(0.25):
            left = max(self.some_day(60), (joined or 0) + 1)
        month, day, moon, leap = self._birthday()
        row = self._insert(
            "contact", customer_id=customer, name=f"人{number}", handles="", role=draw.choice(ROLES), function="", phone="", wechat="",
            email="", birth_year=draw.choice((None, 1980)) if month and not moon else None, birth_month=month, birth_day=day, birth_lunar=moon,
            birth_leap=leap, likes="", family="", joined=iso(joined) if joined else None, left_on=iso(left) if left else None,
            no_calls=int(self.maybe(0.15)), added_on=iso(draw.choice((self.some_day(40), added, joined)) if joined else self.day - 900), edited_on=iso(self.day - 900), note="",
        )  # fmt: skip
        return row, joined or 0

    def _birthday(self) -> tuple[int | None, int | None, int, int]:
        """Month and day of one around the middle, of either calendar, or none; the odd ones of each calendar more often."""
        if self.maybe(0.3):
            return None, None, 0, 0
        born = self.day + self.draw.randrange(-6, 11)
        if self.maybe(0.5):
            on = date.fromordinal(born)
            return (2, 29, 0, 0) if (on.month, on.day) == (2, 28) else (on.month, on.day, 0, 0)
        moon = to_lunar(born)
        assert moon is not None
        return moon.month, 30 if moon.day == 29 else moon.day, 1, int(self.maybe(0.3) or moon.leap)

    # ---- what happened ----

    def _touches(self, customer: int, people: list[Joined], tags: list[str], most: int) -> None:
        """Some touches of up to `most` days ago, for some customers mostly messages."""
        draw = self.draw
        kinds = (*KINDS, *("message",) * 10) if self.maybe(0.2) else KINDS
        for _ in range(draw.choice((0, 1, 2, 4, 7, 11))):
            kind = draw.choice(kinds)
            touch = self._insert(
                "touch", customer_id=customer, on_day=iso(self.some_day(most)), kind=kind,
                outcome=draw.choices(("done", "no-answer", "refused", "cancelled"), (85, 7, 4, 4))[0],
                purpose=draw.choices(("", "care", "referral"), (80, 10, 10))[0], mood=draw.choices(("", "good", "ok", "bad"), (60, 20, 10, 10))[0],
                minutes=None, incoming=int(self.maybe(0.15)), mass=int(kind in ("message", "greeting", "gift") and self.maybe(0.15)),
                meant_for=draw.choice((*MEANT, *tags, *tags, *tags)) if self.maybe(0.35) else "",
                gift="酒" if kind == "gift" or self.maybe(0.08) else "", cost=None, origin="", note="",
            )  # fmt: skip
            for contact, _ in people:
                if self.maybe(0.3):
                    self._insert("touch_contact", touch_id=touch, contact_id=contact)

    def _orders(self, customer: int) -> None:
        """None, some at random, or a rhythm whose last order lies some gaps back."""
        draw = self.draw
        days = [self.some_day(300) for _ in range(draw.choice((0, 0, 1, 1, 2, 4)))]
        if self.maybe(0.5):
            gap = draw.choice((3, 7, 8, 10, 13, 15, 21, 30, 60, 61))
            last = self.day - draw.choice((0, gap - 3, gap, gap + gap // 2, 3 * gap, *EDGES[20:]))
            days = [last - gap * back + draw.choice((0, 0, 1)) for back in range(draw.choice((1, 1, 2, 3, 3, 4)))]
        for day in days:
            self._insert(
                "orders", customer_id=customer, on_day=iso(day), amount=draw.choice((0, 10000)), product=draw.choice(PRODUCTS),
                quantity=draw.choice((None, "1", "5", "2.5")), margin=None, service_every=draw.choice((None, None, 1, 2, 6)),
            )  # fmt: skip

    def _stock(self, customer: int) -> None:
        draw = self.draw
        for _ in range(draw.choice((0, 0, 0, 1, 2, 3))):
            self._insert("stock", customer_id=customer, product=draw.choice(PRODUCTS[1:]), on_day=iso(self.some_day(80)),
                         quantity=draw.choice(("0", "2", "2.5", "3.5", "6", "20")), reorder_at=draw.choice((None, None, "2", "6")))  # fmt: skip

    def _occasion(self, customer: int, people: list[Joined]) -> int:
        draw = self.draw
        on = self.day + draw.randrange(-32, 9) - draw.choice((0, 0, 0, 0, 28, 31, 365, 366, 354, 384, 730))
        yearly = int(self.maybe(0.5))
        moon = to_lunar(on) if yearly and self.maybe(0.5) else None
        recorded = min(on + draw.choice((-300, -20, 0, 1, 5, 59, 60, 61)), self.day + 2)
        there = [row for row, joined in people if joined <= min(on, recorded)]
        return self._shared_id(
            "occasion", customer_id=customer, contact_id=draw.choice((None, *there)), kind=draw.choice(OCCASIONS), on_day=iso(on), yearly=yearly,
            lunar_month=moon.month if moon else None, lunar_day=moon.day if moon else None, lunar_leap=int(moon.leap) if moon else 0, title="",
            learned=iso(self.some_day(40)) if self.maybe(0.15) else None, recorded=iso(recorded),
        )  # fmt: skip

    def _shared_id(self, table: str, **values: Any) -> int:
        """Occasions, promises, complaints and alerts share one series of ids."""
        tables = ("occasion", "promise", "complaint", "alert")
        used = [self.db.execute(f"SELECT coalesce(max(id), 0) FROM {name}").fetchone()[0] for name in tables]
        return self._insert(table, id=max(used) + 1, **values)

    def _owed(self, customer: int, people: list[Joined]) -> None:
        draw = self.draw
        for _ in range(draw.choice((0, 0, 1, 2))):
            made = self.some_day(60)
            ends = [self.later(made), None]
            draw.shuffle(ends)
            self._shared_id(
                "promise", customer_id=customer, contact_id=draw.choice((None, *(row for row, joined in people if joined <= made))), text="样品", made=iso(made),
                by_day=iso(made + draw.randrange(30)), theirs=int(self.maybe(0.5)), kept=ends[0], dropped=ends[1],
            )  # fmt: skip
        for _ in range(draw.choice((0, 0, 0, 1, 2))):
            opened = on = self.some_day(40)
            complaint = self._shared_id("complaint", customer_id=customer, text="破损", severity=2, opened=iso(opened), cause="")
            for stage in ("answered", "solved", "checked", "checked", "closed"):
                on += draw.choice((0, 1, 2, 3, 4, 13, 14, 15))
                if self.maybe(0.45):
                    self._insert("complaint_stage", complaint_id=complaint, stage=stage, on_day=iso(on), note="")

    def _arrangements(self, customer: int) -> None:
        """Pauses, spacings and snoozes, each in force for a while."""
        draw = self.draw
        for _ in range(draw.choice((0, 0, 0, 1, 2))):
            day = self.some_day(30)
            self._insert("pause", customer_id=customer, set_on=iso(day), until=iso(day + draw.randrange(40)))
        for _ in range(draw.choice((0, 0, 0, 1, 2))):
            day = self.some_day(60)
            factor = draw.choice(("0.1", "0.5", "1.5", "2", "1"))
            self._insert("spacing", customer_id=customer, set_on=iso(day), factor=factor, until=self.later(day, 60))
        for _ in range(draw.choice((0, 0, 1, 2))):
            day = self.some_day(20)
            rule = draw.choice(SNOOZED)
            self._insert("snooze", customer_id=customer, rule=rule, set_on=iso(day), until=iso(day + draw.randrange(30)), because="")
