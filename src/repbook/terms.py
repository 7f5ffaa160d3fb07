"""The words of the trade, as types: what the rules read and what they answer.

A `Day` is a civil date as its proleptic Gregorian ordinal (`datetime.date.toordinal()`), so that "14 days
later" is `day + 14`. Money is in fen. Nothing here reads a clock, a file or a database.
"""

# without `from __future__ import annotations`: NamedTuple would compile the text of every annotation, twice the time of this module

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

Day: TypeAlias = int
NO_END: Day = date.max.toordinal()


def day_of(iso: str) -> Day:
    """The day of a date in ISO form; ValueError when it is none."""
    return date.fromisoformat(iso).toordinal()


def iso(day: Day) -> str:
    """A day in ISO form, `2026-11-22`; one beyond the calendar's end is its last."""
    return date.fromordinal(min(day, NO_END)).isoformat()


class Kind(StrEnum):
    """What a touch was. In the rules "visit" always includes meeting."""

    CALL = "call"
    VISIT = "visit"
    MEETING = "meeting"
    MESSAGE = "message"
    GREETING = "greeting"
    GIFT = "gift"
    HELP = "help"


class Outcome(StrEnum):
    """How a touch went. Only `done` settles anything; the others are attempts."""

    DONE = "done"
    NO_ANSWER = "no-answer"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class Purpose(StrEnum):
    """Why the rep got in touch."""

    CARE = "care"
    BUSINESS = "business"
    VALUE = "value"
    PROMO = "promo"
    REFERRAL = "referral"


class Mood(StrEnum):
    """How the other side took it."""

    GOOD = "good"
    OK = "ok"
    BAD = "bad"


class Status(StrEnum):
    """Where a customer stands. A prospect with an order counts as active (computed, never stored)."""

    PROSPECT = "prospect"
    ACTIVE = "active"
    LOST = "lost"


class Role(StrEnum):
    """What a contact means for the business."""

    DECIDER = "decider"
    INFLUENCER = "influencer"
    USER = "user"
    GATEKEEPER = "gatekeeper"


class Action(StrEnum):
    """What an item asks for, strongest first; a point rides on another line."""

    VISIT = "visit"
    CALL = "call"
    MESSAGE = "message"
    GREETING = "greeting"
    TASK = "task"
    POINT = "point"


class Touch(NamedTuple):
    """Something that happened between the rep and a customer on a day."""

    day: Day
    kind: str
    outcome: str = "done"
    contacts: tuple[int, ...] = ()
    incoming: bool = False
    mass: bool = False
    meant_for: str = ""  # `--for`: a rule, a festival or "#id"; empty when nothing was named
    gift: bool = False  # of kind gift, or brought a gift along
    purpose: str = ""
    mood: str = ""
    id: int = 0


class Birthday(NamedTuple):
    """A birthday as people give it: month and day, solar or lunar, the year when known."""

    month: int
    day: int
    lunar: bool = False
    leap: bool = False  # born in a leap month (lunar only)
    year: int | None = None


class Person(NamedTuple):
    """A contact as the rules see it. `left` is the first day on which the contact is gone."""

    id: int
    name: str
    role: str = ""
    birthday: Birthday | None = None
    no_calls: bool = False
    joined: Day | None = None
    left: Day | None = None
    added: Day = 1  # the day on which the contact came into the book

    def there(self, day: Day) -> bool:
        """Whether the contact is at the customer on that day."""
        return (self.joined is None or self.joined <= day) and (self.left is None or day < self.left)


class Pause(NamedTuple):
    """No care before `until`; a later one replaces it. In force on set_on … until − 1."""

    set_on: Day
    until: Day


class Spacing(NamedTuple):
    """ "Call me less": the factor on every n. In force on set_on … until − 1, or without end."""

    set_on: Day
    factor: Decimal
    until: Day | None = None


class Occasion(NamedTuple):
    """A date that matters, of a customer or of one contact; lunar when it recurs by the lunar calendar."""

    id: int
    kind: str  # opening, promotion, dealer-meeting, wedding, newborn, housewarming, anniversary, bereavement, illness, accident
    day: Day
    recorded: Day
    yearly: bool = False
    lunar: tuple[int, int, bool] | None = None  # month, day, leap month
    contact: int | None = None
    title: str = ""
    learned: Day | None = None  # said by hand; else worked out


class Promise(NamedTuple):
    """Something one side said it would do by a day."""

    id: int
    text: str
    made: Day
    by: Day
    theirs: bool = False
    kept: Day | None = None
    dropped: Day | None = None
    contact: int | None = None


class Complaint(NamedTuple):
    """A problem and the days of its stages, as known on the day asked; a later stage implies the earlier."""

    id: int
    text: str
    opened: Day
    answered: Day | None = None
    solved: Day | None = None
    checks: tuple[Day, ...] = ()
    closed: Day | None = None
    severity: int = 2


class Alert(NamedTuple):
    """Something bad that hit the customer's area, with its last day."""

    id: int
    reason: str
    raised: Day
    last: Day


class Purchase(NamedTuple):
    """One order with what a rule may ask of it; kept only where a rule does."""

    day: Day
    product: str = ""
    quantity: Decimal | None = None
    service_every: int | None = None  # months


class Reading(NamedTuple):
    """What was on the shelf; readings stand in the order in which they were entered."""

    product: str
    day: Day
    quantity: Decimal
    reorder_at: Decimal | None = None


class Snooze(NamedTuple):
    """One rule, or with an empty one the whole line, put off; in force on set_on … until − 1."""

    rule: str
    set_on: Day
    until: Day
    because: str = ""


class Account(NamedTuple):
    """One customer with the facts that the rules read, as known on the day asked.

    `touches` are in the order of their days and hold at least every touch of the last weeks that a rule may look at
    one by one, and the last done call, visit and personal message; older ones may be left out. `order_days` are the
    distinct days with an order, ascending. `first_known` is the earliest of since, first touch and first order.
    """

    id: int
    name: str
    key: str  # the name under which the customer first entered the book: the root of its irregular offsets
    tier: str
    area: str = ""
    status: str = "active"
    since: Day = 1
    added_on: Day = 1
    first_known: Day = 1
    no_calls: bool = False
    archived: bool = False
    touches: Sequence[Touch] = ()
    order_days: Sequence[Day] = ()
    people: Sequence[Person] = ()
    pauses: Sequence[Pause] = ()
    spacings: Sequence[Spacing] = ()
    first_touch: Day | None = None  # the first done touch that was not mass, theirs too; asked of prospects only
    edited_on: Day = 1
    occasions: Sequence[Occasion] = ()
    promises: Sequence[Promise] = ()
    complaints: Sequence[Complaint] = ()
    alerts: Sequence[Alert] = ()
    purchases: Sequence[Purchase] = ()
    readings: Sequence[Reading] = ()
    snoozes: Sequence[Snooze] = ()

    def knowing(self, touches: Sequence[Touch], people: Sequence[Person]) -> "Account":
        """The same customer with other touches and contacts; sooner than `_replace`, which asks for each field by name."""
        return Account._make((*self[:11], touches, self.order_days, people, *self[14:]))

    def person(self, number: int | None) -> Person | None:
        """A contact by its id, there or gone."""
        return next((person for person in self.people if person.id == number), None) if number is not None else None

    @property
    def base(self) -> Day:
        """The later of since and added_on."""
        return max(self.since, self.added_on)


class Said(NamedTuple):
    """A sentence to be: its key in the catalogue and the values in it. Days stay days until it is printed."""

    key: str
    params: Mapping[str, Any] = {}


class Item(NamedTuple):
    """One rule's answer for one customer and occasion: what to do, from when, by when, until when, and why.

    `settled` is the day of the fact that settled it, or None while it stands. `steps` is the arithmetic for
    `why`, empty unless asked for. `unit` is what lateness is divided by. `rests_until` is the day from which it stands
    again where `settled` only lets it rest; None where it is over.
    """

    rule: str
    action: str
    start: Day  # the first day it is shown ("from")
    due: Day
    until: Day  # the last day it makes sense; NO_END for none
    cls: int  # 1 obligation, 2 dated, 3 cadence, 4 nurture
    reason: Said
    contact: int | None = None
    occasion: str = ""
    settled: Day | None = None
    unit: int = 1
    steps: tuple[Said, ...] = ()
    rests_until: Day | None = None
    overdue_days: int = 0  # on the day for which it is shown

    def open_on(self, day: Day) -> bool:
        """Whether it is to be shown on that day: in its window and not settled."""
        return self.start <= day <= self.until and self.settled is None

    def overdue(self, day: Day) -> int:
        """Days past due; 0 for points."""
        return 0 if self.action == "point" else max(0, day - self.due)


class HeldItem(NamedTuple):
    """An item that would be shown but rests, with the names of all holds that apply, in the order of the rule book."""

    account: Account
    item: Item
    held_by: tuple[str, ...]


class Line(NamedTuple):
    """All shown items of one customer folded together: one contact clears what it honestly clears."""

    account: Account
    items: tuple[Item, ...]
    action: str
    cls: int
    lateness: float
    tried: bool  # an attempt without success was made on the day asked


class Answer(NamedTuple):
    """What `due` says of a day: lines in order, what is held back, and how many lines come after these, by action and class."""

    lines: list[Line]
    held: list[HeldItem]
    more: Mapping[tuple[str, int], int] = {}

    def count(self, cls: int | None = None) -> int:
        """How many lines there are, of a class or in all."""
        if cls is None:
            return len(self.lines) + sum(self.more.values())
        return sum([1 for line in self.lines if line.cls == cls]) + sum([n for (_, of), n in self.more.items() if of == cls])


class Tier(NamedTuple):
    """One row of the tier table: how often, what for, and how much of the rep's time. Days unless said."""

    key: str
    call_every: int = 90
    visit_every: int = 180
    jitter: Decimal = Decimal("0.2")  # share of call_every
    festivals: tuple[str, ...] = ()
    gift_festivals: tuple[str, ...] = ()
    birthday_lead: int = 0
    max_touches_30d: int = 3
    roles: tuple[str, ...] = ()
    at_risk_class: int = 3
    complaint_answer: int = 1  # working days
    complaint_solve: int = 5  # working days
    minutes_call: int = 8
    minutes_visit: int = 30
    minutes_greeting: int = 2
    gift_ceiling: int = 10000  # fen a year


_BIG = ("spring-festival", "dragon-boat", "mid-autumn", "new-year", "national-day")

DEFAULT_TIERS: tuple[Tier, ...] = (
    Tier("vip", 14, 30, Decimal("0.2"), _BIG, ("spring-festival", "mid-autumn"), 7, 8,
         ("decider", "influencer", "user"), 1, 0, 2, 15, 90, 5, 100000),
    Tier("key", 21, 90, Decimal("0.2"), _BIG[:4], ("mid-autumn",), 0, 6, ("decider", "user"), 3, 0, 3, 12, 60, 5, 50000),
    Tier("potential", 45, 120, Decimal("0.4"), ("spring-festival", "mid-autumn"), (), 0, 4, ("decider",), 3, 1, 5, 10, 45, 3, 20000),
    Tier("general", 90, 180, Decimal("0.2"), ("spring-festival", "mid-autumn"), (), 0, 3, (), 3, 1, 5, 8, 30, 2, 10000),
)  # fmt: skip


_TIERS: Mapping[str, Tier] = MappingProxyType({tier.key: tier for tier in DEFAULT_TIERS})


class Policy(NamedTuple):
    """The settings that the rules read, kept inside the book. Each default is a number of the rule book."""

    tiers: Mapping[str, Tier] = _TIERS
    default_tier: str = "general"
    calendar: str = "cn"
    salt: str = ""
    little_new_year: str = "south"
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
    alert_days: int = 7
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
    minutes_task: int = 10
    travel_minutes: int = 20  # to each area visited on a day
    days_off: tuple[Day, ...] = ()
    work_days: tuple[Day, ...] = ()
    festivals: Mapping[str, str] = MappingProxyType({})  # own festivals: name -> definition, as the rule book writes it
    me_likes: tuple[str, ...] = ()
    me_hours: int = 6  # a day for customers
