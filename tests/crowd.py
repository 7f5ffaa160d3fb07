"""A book full of invented customers, with facts of every kind around a day: what two ways of reading it must agree on."""

from __future__ import annotations

import random

from repbook.calendar.lunar import to_lunar
from repbook.store.rows import insert
from repbook.terms import DEFAULT_TIERS, Day, iso
from tests.sample import Sample

KINDS = ("call", "visit", "meeting", "message", "greeting", "gift", "help")
SILENT = ("message", "greeting", "gift")
AREAS = ("", "湖北/武汉/武昌", "湖北/武汉/洪山", "湖北/武汉新区", "湖南/长沙")
MEANT = (
    "", "", "", "", "birthday", "festival-greeting", "festival-gift", "mid-autumn", "service-visit", "win-back", "anniversary", "event",
    "reorder", "after-sale", "#1", "#2", "#3",
)  # fmt: skip
OCCASIONS = (
    "opening", "promotion", "dealer-meeting", "wedding", "newborn", "housewarming", "anniversary", "bereavement", "bereavement", "illness",
    "accident",
)  # fmt: skip
STAGES = ("answered", "solved", "checked", "closed")
ROLES = ("", "decider", "user", "influencer", "gatekeeper")


class Crowd:
    """Fills a sample book; the same seed gives the same book."""

    def __init__(self, sample: Sample, today: Day, seed: int) -> None:
        self.sample, self.today, self.chance = sample, today, random.Random(seed)

    def fill(self, customers: int) -> None:
        """That many customers, a few alerts, and everything that may be known of the customers."""
        for number in range(customers):
            self._customer(number)
        for area in self.chance.sample((*AREAS[1:], "湖北/武汉"), 3):
            raised = self._day(0, 40)
            insert(self.sample.db, "alert", area=area, reason="台风", raised=iso(raised), last_day=iso(raised + self.chance.randint(0, 20)))

    def _day(self, ahead: int, behind: int) -> Day:
        return self.today + ahead - self.chance.randint(0, behind + ahead)

    def _maybe(self, share: float) -> bool:
        return self.chance.random() < share

    def _customer(self, number: int) -> None:
        since, status = self._day(5, 700), self.chance.choice(("active", "active", "active", "prospect", "lost"))
        who = self.sample.customer(
            f"客户{number}", self.chance.choice(DEFAULT_TIERS).key, since=iso(since), status=status, area=self.chance.choice(AREAS),
            no_calls=int(self._maybe(0.2)), added_on=iso(max(since, self._day(0, 400))), edited_on=iso(self._day(0, 300)),
            archived_on=iso(self._day(0, 50)) if self._maybe(0.05) else None,
        )  # fmt: skip
        people = [self._person(who, k) for k in range(self.chance.choice((0, 1, 1, 2, 3)))]
        self._touches(who, people)
        self._trade(who)
        for noun, share in ((self._occasion, 0.2), (self._promise, 0.15), (self._complaint, 0.15)):
            while self._maybe(share):
                noun(who, people)
        self._arrangements(who)

    def _person(self, customer: int, number: int) -> int:
        born = self.today + self.chance.randint(-10, 15)
        moon = to_lunar(born) if self._maybe(0.4) else None
        month, day = (moon.month, moon.day) if moon else (int(iso(born)[5:7]), int(iso(born)[8:]))
        return self.sample.contact(
            customer, f"人{number}", (month, day) if self._maybe(0.5) else None, lunar=moon is not None, birth_leap=int(moon is not None and moon.leap),
            role=self.chance.choice(ROLES), no_calls=int(self._maybe(0.1)), joined=iso(self._day(5, 90)) if self._maybe(0.2) else None,
            left_on=iso(self._day(5, 90)) if self._maybe(0.15) else None,
        )  # fmt: skip

    def _touches(self, who: int, people: list[int]) -> None:
        for _ in range(self.chance.choice((0, 1, 3, 6, 12))):
            kind = self.chance.choice(KINDS)
            self.sample.touch(
                who, iso(self.today + 10 - int(self.chance.expovariate(1 / 40))), kind, tuple(p for p in people if self._maybe(0.3)),
                outcome=self.chance.choice(("done", "done", "done", "done", "no-answer", "refused")), incoming=int(self._maybe(0.15)),
                mass=int(kind in SILENT and self._maybe(0.2)), meant_for=self.chance.choice(MEANT),
                gift="茶" if self._maybe(0.05) else "", mood=self.chance.choice(("", "", "", "good", "ok", "bad")),
                purpose=self.chance.choice(("", "", "care", "referral")),
            )  # fmt: skip

    def _trade(self, who: int) -> None:
        gap, on = self.chance.randint(5, 60), self._day(5, 60)
        for _ in range(self.chance.choice((0, 0, 1, 2, 5))):
            product, months = self.chance.choice(("", "酒", "茶")), self.chance.choice((None, None, None, 1, 3))
            quantity = self.chance.choice((None, "1", "2.5"))
            insert(self.sample.db, "orders", customer_id=who, on_day=iso(on), amount=100, product=product, quantity=quantity, margin=None,
                   service_every=months)  # fmt: skip
            on -= self.chance.choice((0, gap, gap + 1, 70))
        while self._maybe(0.15):
            insert(self.sample.db, "stock", customer_id=who, product=self.chance.choice(("酒", "茶")), on_day=iso(self._day(3, 60)),
                   quantity=str(self.chance.randint(0, 9)), reorder_at=self.chance.choice((None, "3")))  # fmt: skip

    def _occasion(self, who: int, people: list[int]) -> None:
        on = self._day(5, 50) - self.chance.choice((0, 0, 365))
        moon = to_lunar(on) if self._maybe(0.2) else None
        insert(self.sample.db, "occasion", customer_id=who, contact_id=self.chance.choice((None, *people)),
               kind=self.chance.choice(OCCASIONS), on_day=iso(on), yearly=int(self._maybe(0.4)),
               lunar_month=moon.month if moon else None, lunar_day=moon.day if moon else None, lunar_leap=int(moon is not None and moon.leap),
               title="", learned=iso(on + self.chance.randint(0, 20)) if self._maybe(0.2) else None,
               recorded=iso(on + self.chance.randint(-5, 70)))  # fmt: skip

    def _promise(self, who: int, people: list[int]) -> None:
        made = self._day(3, 60)
        kept, dropped = (iso(made + self.chance.randint(0, 40)) if self._maybe(0.2) else None for _ in range(2))
        insert(self.sample.db, "promise", customer_id=who, contact_id=self.chance.choice((None, *people)), text="样品", made=iso(made),
               by_day=iso(made + self.chance.randint(0, 30)), theirs=int(self._maybe(0.5)), kept=kept, dropped=dropped)  # fmt: skip

    def _complaint(self, who: int, _: list[int]) -> None:
        on = self._day(3, 50)
        number = insert(self.sample.db, "complaint", customer_id=who, text="破损", severity=2, opened=iso(on), cause="")
        for stage in STAGES:
            on += self.chance.randint(0, 12)
            if self._maybe(0.5):
                insert(self.sample.db, "complaint_stage", complaint_id=number, stage=stage, on_day=iso(on), note="")

    def _arrangements(self, who: int) -> None:
        db, chance = self.sample.db, self.chance
        if self._maybe(0.1):
            on = self._day(3, 60)
            insert(db, "pause", customer_id=who, set_on=iso(on), until=iso(on + chance.randint(0, 60)))
        if self._maybe(0.1):
            insert(db, "spacing", customer_id=who, set_on=iso(self._day(3, 60)), factor=chance.choice(("0.5", "1.5", "2")), until=None)
        while self._maybe(0.15):
            on, rule = (
                self._day(3, 40),
                chance.choice(("", "", "care-call", "care-visit", "birthday", "promise", "role-gap", "profile-stale")),
            )
            insert(db, "snooze", customer_id=who, rule=rule, set_on=iso(on), until=iso(on + chance.randint(0, 60)), because="")
