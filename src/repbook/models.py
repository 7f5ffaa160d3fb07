"""The tables of the book as SQLModel classes: the schema of record.

The numbered migrations build exactly these tables, and a test compares the two. Civil dates are stored in ISO
form, money as fen (an integer), decimals such as quantities as canonical text. Every row has a `uid`, made once
and never reused, beside its integer key. Table models do not validate by themselves: values come in through the
readers of `values`, and CHECK constraints stand behind them.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, Integer, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

KINDS = "'call', 'visit', 'meeting', 'message', 'greeting', 'gift', 'help'"
OUTCOMES = "'done', 'no-answer', 'refused', 'cancelled'"
STATUSES = "'prospect', 'active', 'lost'"


def _day(column: str, optional: bool = False) -> CheckConstraint:
    """A civil date that exists, in ISO form."""
    exists = f"{column} IS date({column}, '+0 days')"  # the modifier makes SQLite look whether the day exists
    ok = f"{column} IS NULL OR {exists}" if optional else exists
    return CheckConstraint(ok, name=f"{column}_is_a_day")


def _one_of(column: str, words: str) -> CheckConstraint:
    """One of some words; written out, because SQLite builds a table anew for every IN list on every insert."""
    return CheckConstraint(" OR ".join(f"{column} = {word.strip()}" for word in words.split(",")), name=f"{column}_is_known")


def _flag(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} = 0 OR {column} = 1", name=f"{column}_is_a_flag")


_KEPT = {"sqlite_autoincrement": True}


class Customer(SQLModel, table=True):
    """An account: a dealer, a shop, a company."""

    __tablename__ = "customer"
    __table_args__ = (
        UniqueConstraint("uid"),
        UniqueConstraint("name"),
        CheckConstraint("length(name) BETWEEN 1 AND 200", name="name_has_a_length"),
        _one_of("status", STATUSES),
        _flag("no_calls"),
        _day("since"),
        _day("added_on"),
        _day("edited_on"),
        _day("archived_on", optional=True),
        _day("lost_on", optional=True),
        Index("customer_by_tier", "tier"),
        _KEPT,
    )
    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    key: str = Field(sa_type=Text, description="the name under which it first entered the book: the root of its irregular offsets")
    handles: str = Field(sa_type=Text, default="", description="pinyin and initials, every reading, between bars: |meijia|mj|")
    tier: str = Field(sa_type=Text)
    area: str = Field(sa_type=Text, default="")
    status: str = Field(sa_type=Text, default="active")
    since: date
    added_on: date
    edited_on: date = Field(description="the last day on which somebody looked after the profile")
    archived_on: date | None = None
    lost_on: date | None = None
    source: str = Field(sa_type=Text, default="")
    referred_by: int | None = Field(default=None, foreign_key="customer.id")
    address: str = Field(sa_type=Text, default="")
    phone: str = Field(sa_type=Text, default="")
    no_calls: bool = Field(default=False, sa_type=Integer)
    note: str = Field(sa_type=Text, default="")


class Contact(SQLModel, table=True):
    """A person at a customer."""

    __tablename__ = "contact"
    __table_args__ = (
        UniqueConstraint("uid"),
        UniqueConstraint("customer_id", "name"),
        CheckConstraint("length(name) BETWEEN 1 AND 200", name="name_has_a_length"),
        _one_of("role", "'', 'decider', 'influencer', 'user', 'gatekeeper'"),
        CheckConstraint("birth_month BETWEEN 1 AND 12", name="birth_month_exists"),
        CheckConstraint("birth_day BETWEEN 1 AND 31", name="birth_day_exists"),
        CheckConstraint("birth_year BETWEEN 1850 AND 9999", name="birth_year_exists"),
        CheckConstraint("(birth_month IS NULL) = (birth_day IS NULL)", name="birthday_is_whole"),
        _flag("birth_lunar"),
        _flag("birth_leap"),
        _flag("no_calls"),
        _day("joined", optional=True),
        _day("left_on", optional=True),
        _day("added_on"),
        _day("edited_on"),
        Index("contact_by_birthday", "birth_lunar", "birth_month", "birth_day"),
        Index("contact_joined", "joined", sqlite_where=text("joined IS NOT NULL")),
        Index("contact_left", "left_on", "customer_id", sqlite_where=text("left_on IS NOT NULL")),
        _KEPT,
    )
    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(sa_type=Text)
    customer_id: int = Field(foreign_key="customer.id")
    name: str = Field(sa_type=Text)
    handles: str = Field(sa_type=Text, default="")
    role: str = Field(sa_type=Text, default="")
    function: str = Field(sa_type=Text, default="")
    phone: str = Field(sa_type=Text, default="")
    wechat: str = Field(sa_type=Text, default="")
    email: str = Field(sa_type=Text, default="")
    birth_year: int | None = None
    birth_month: int | None = None
    birth_day: int | None = None
    birth_lunar: bool = Field(default=False, sa_type=Integer)
    birth_leap: bool = Field(default=False, sa_type=Integer)
    likes: str = Field(sa_type=Text, default="")
    family: str = Field(sa_type=Text, default="")
    joined: date | None = None
    left_on: date | None = None
    no_calls: bool = Field(default=False, sa_type=Integer)
    added_on: date
    edited_on: date
    note: str = Field(sa_type=Text, default="")


_SPOKEN = text("outcome = 'done' AND mass = 0 AND (kind = 'call' OR kind = 'visit' OR kind = 'meeting')")
_MET = text("outcome = 'done' AND mass = 0 AND (kind = 'visit' OR kind = 'meeting')")


class Touch(SQLModel, table=True):
    """Something that happened between the rep and a customer on a day; append-only."""

    __tablename__ = "touch"
    __table_args__ = (
        UniqueConstraint("uid"),
        _day("on_day"),
        _one_of("kind", KINDS),
        _one_of("outcome", OUTCOMES),
        _one_of("purpose", "'', 'care', 'business', 'value', 'promo', 'referral'"),
        _one_of("mood", "'', 'good', 'ok', 'bad'"),
        CheckConstraint("minutes BETWEEN 0 AND 1440", name="minutes_fit_a_day"),
        _flag("incoming"),
        _flag("mass"),
        CheckConstraint("mass = 0 OR kind = 'message' OR kind = 'greeting' OR kind = 'gift'", name="mass_is_no_visit"),
        CheckConstraint("cost >= 0", name="cost_is_not_negative"),
        Index("touch_by_customer", "customer_id", "on_day"),
        Index("touch_recent", "on_day", "id", "customer_id", "kind", "outcome", "incoming", "mass", "meant_for", "gift", "purpose", "mood"),
        Index("touch_spoken", "customer_id", "on_day", sqlite_where=_SPOKEN),
        Index("touch_met", "customer_id", "on_day", sqlite_where=_MET),
        Index("touch_meant", "meant_for", "on_day", sqlite_where=text("meant_for <> ''")),
        Index("touch_mood", "customer_id", "on_day", sqlite_where=text("mood <> ''")),
        Index("touch_referral", "customer_id", "on_day", sqlite_where=text("purpose = 'referral'")),
        _KEPT,
    )
    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(sa_type=Text)
    customer_id: int = Field(foreign_key="customer.id")
    on_day: date
    kind: str = Field(sa_type=Text)
    outcome: str = Field(sa_type=Text, default="done")
    purpose: str = Field(sa_type=Text, default="")
    mood: str = Field(sa_type=Text, default="")
    minutes: int | None = None
    incoming: bool = Field(default=False, sa_type=Integer)
    mass: bool = Field(default=False, sa_type=Integer)
    meant_for: str = Field(sa_type=Text, default="", description="--for: a rule, a festival or #id")
    gift: str = Field(sa_type=Text, default="", description="what was brought, also with a visit")
    cost: int | None = Field(default=None, description="of the gift, in fen")
    origin: str = Field(sa_type=Text, default="", description="where the gift is from")
    note: str = Field(sa_type=Text, default="")


class TouchContact(SQLModel, table=True):
    """Who a touch was with; a touch without any counts as with each contact."""

    __tablename__ = "touch_contact"
    __table_args__ = (
        UniqueConstraint("uid"),
        UniqueConstraint("touch_id", "contact_id"),
        Index("touch_contact_by_contact", "contact_id"),
        _KEPT,
    )
    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(sa_type=Text)
    touch_id: int = Field(foreign_key="touch.id")
    contact_id: int = Field(foreign_key="contact.id")


class Order(SQLModel, table=True):
    """An order of a customer; one of zero is an order too."""

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("uid"),
        _day("on_day"),
        CheckConstraint("amount >= 0", name="amount_is_not_negative"),
        CheckConstraint("service_every BETWEEN 1 AND 1200", name="service_every_is_months"),
        Index("orders_by_customer", "customer_id", "on_day"),
        Index("orders_by_day", "on_day"),
        Index("orders_serviced", "customer_id", sqlite_where=text("service_every IS NOT NULL")),
        _KEPT,
    )
    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(sa_type=Text)
    customer_id: int = Field(foreign_key="customer.id")
    on_day: date
    amount: int = Field(description="fen")
    product: str = Field(sa_type=Text, default="")
    quantity: str | None = Field(default=None, sa_type=Text)
    margin: int | None = Field(default=None, description="fen; a loss is negative")
    service_every: int | None = Field(default=None, description="months")


class Pause(SQLModel, table=True):
    """No care for a customer before a day; the latest row set on or before a day is the one in force."""

    __tablename__ = "pause"
    __table_args__ = (
        UniqueConstraint("uid"),
        _day("set_on"),
        _day("until"),
        Index("pause_by_customer", "customer_id"),
        _KEPT,
    )
    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(sa_type=Text)
    customer_id: int = Field(foreign_key="customer.id")
    set_on: date
    until: date


class Spacing(SQLModel, table=True):
    """ "Call me less": a factor on every cadence of a customer, likewise by the latest row."""

    __tablename__ = "spacing"
    __table_args__ = (
        UniqueConstraint("uid"),
        _day("set_on"),
        _day("until", optional=True),
        Index("spacing_by_customer", "customer_id"),
        _KEPT,
    )
    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(sa_type=Text)
    customer_id: int = Field(foreign_key="customer.id")
    set_on: date
    factor: str = Field(sa_type=Text)
    until: date | None = None


OCCASIONS = (
    "'opening', 'promotion', 'dealer-meeting', 'wedding', 'newborn', 'housewarming', 'anniversary', 'bereavement', 'illness', 'accident'"
)


class Occasion(SQLModel, table=True):
    """A date that matters: of a customer or one of its contacts, once or yearly, by the solar or the lunar calendar.

    Occasions, promises, complaints and alerts share one series of ids.
    """

    __tablename__ = "occasion"
    __table_args__ = (
        UniqueConstraint("uid"),
        _one_of("kind", OCCASIONS),
        _day("on_day"),
        _day("recorded"),
        _day("learned", optional=True),
        _flag("yearly"),
        CheckConstraint("lunar_month BETWEEN 1 AND 12", name="lunar_month_exists"),
        CheckConstraint("lunar_day BETWEEN 1 AND 30", name="lunar_day_exists"),
        CheckConstraint("(lunar_month IS NULL) = (lunar_day IS NULL)", name="lunar_date_is_whole"),
        _flag("lunar_leap"),
        Index("occasion_by_customer", "customer_id"),
        _KEPT,
    )
    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(sa_type=Text)
    customer_id: int = Field(foreign_key="customer.id")
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    kind: str = Field(sa_type=Text)
    on_day: date = Field(description="its own date, by the solar calendar")
    yearly: bool = Field(default=False, sa_type=Integer)
    lunar_month: int | None = Field(default=None, description="set when it recurs by the lunar calendar")
    lunar_day: int | None = None
    lunar_leap: bool = Field(default=False, sa_type=Integer)
    title: str = Field(sa_type=Text, default="")
    learned: date | None = None
    recorded: date


class Promise(SQLModel, table=True):
    """Something one side said it would do by a day."""

    __tablename__ = "promise"
    __table_args__ = (
        UniqueConstraint("uid"),
        CheckConstraint("length(text) > 0", name="text_is_said"),
        _day("made"),
        _day("by_day"),
        _day("kept", optional=True),
        _day("dropped", optional=True),
        _flag("theirs"),
        Index("promise_by_customer", "customer_id"),
        _KEPT,
    )
    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(sa_type=Text)
    customer_id: int = Field(foreign_key="customer.id")
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    text: str = Field(sa_type=Text)
    made: date
    by_day: date
    theirs: bool = Field(default=False, sa_type=Integer)
    kept: date | None = None
    dropped: date | None = None


class Complaint(SQLModel, table=True):
    """A problem a customer has; its stages after the opening are rows of their own."""

    __tablename__ = "complaint"
    __table_args__ = (
        UniqueConstraint("uid"),
        CheckConstraint("length(text) > 0", name="text_is_said"),
        CheckConstraint("severity BETWEEN 1 AND 3", name="severity_is_known"),
        _day("opened"),
        Index("complaint_by_customer", "customer_id"),
        _KEPT,
    )
    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(sa_type=Text)
    customer_id: int = Field(foreign_key="customer.id")
    text: str = Field(sa_type=Text)
    severity: int = 2
    opened: date
    cause: str = Field(sa_type=Text, default="")


class ComplaintStage(SQLModel, table=True):
    """A complaint reaching a stage on a day; a later stage implies the earlier, and there may be several checks."""

    __tablename__ = "complaint_stage"
    __table_args__ = (
        UniqueConstraint("uid"),
        _one_of("stage", "'answered', 'solved', 'checked', 'closed'"),
        _day("on_day"),
        Index("complaint_stage_by_complaint", "complaint_id"),
        _KEPT,
    )
    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(sa_type=Text)
    complaint_id: int = Field(foreign_key="complaint.id")
    stage: str = Field(sa_type=Text)
    on_day: date
    note: str = Field(sa_type=Text, default="")


class Alert(SQLModel, table=True):
    """Something bad that hit an area and everybody in it."""

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("uid"),
        CheckConstraint("length(area) > 0", name="area_is_named"),
        _day("raised"),
        _day("last_day"),
        _KEPT,
    )
    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(sa_type=Text)
    area: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    raised: date
    last_day: date


class Stock(SQLModel, table=True):
    """A reading of a product on the shelf; of one day the one entered last stands."""

    __tablename__ = "stock"
    __table_args__ = (UniqueConstraint("uid"), _day("on_day"), Index("stock_by_customer", "customer_id", "product"), _KEPT)
    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(sa_type=Text)
    customer_id: int = Field(foreign_key="customer.id")
    product: str = Field(sa_type=Text)
    on_day: date
    quantity: str = Field(sa_type=Text)
    reorder_at: str | None = Field(default=None, sa_type=Text)


class Snooze(SQLModel, table=True):
    """One rule, or with an empty one the whole line, put off until a day; the latest row of a rule stands."""

    __tablename__ = "snooze"
    __table_args__ = (UniqueConstraint("uid"), _day("set_on"), _day("until"), Index("snooze_by_customer", "customer_id"), _KEPT)
    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(sa_type=Text)
    customer_id: int = Field(foreign_key="customer.id")
    rule: str = Field(sa_type=Text, default="")
    set_on: date
    until: date
    because: str = Field(sa_type=Text, default="")


class PolicyRow(SQLModel, table=True):
    """One setting that the rules read, as the words a person would type."""

    __tablename__ = "policy"
    __table_args__ = (UniqueConstraint("uid"), UniqueConstraint("key"), _KEPT)
    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(sa_type=Text)
    key: str = Field(sa_type=Text)
    value: str = Field(sa_type=Text)


class Setting(SQLModel, table=True):
    """What the book knows of itself, such as its own uid and its language; no rule reads it."""

    __tablename__ = "setting"
    __table_args__ = (UniqueConstraint("uid"), UniqueConstraint("key"), _KEPT)
    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(sa_type=Text)
    key: str = Field(sa_type=Text)
    value: str = Field(sa_type=Text)


class CalendarDay(SQLModel, table=True):
    """A day of a year file the user imported: off, or a working day; a year with a row here is known whole."""

    __tablename__ = "calendar_day"
    __table_args__ = (UniqueConstraint("uid"), UniqueConstraint("on_day"), _day("on_day"), _flag("working"), _KEPT)
    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(sa_type=Text)
    on_day: date
    working: bool = Field(sa_type=Integer)


class Step(SQLModel, table=True):
    """One user action that changed the book: what undo takes back whole. Its words are a key and JSON values."""

    __tablename__ = "step"
    __table_args__ = (_flag("undone"), _KEPT)
    id: int | None = Field(default=None, primary_key=True)
    at: str = Field(sa_type=Text, description="UTC, ISO form")
    key: str = Field(sa_type=Text)
    params: str = Field(sa_type=Text)
    undone: bool = Field(default=False, sa_type=Integer)


class Change(SQLModel, table=True):
    """What a step did to rows low … high of one table, as JSON: before (null for new rows), after (null for gone ones)."""

    __tablename__ = "change"
    __table_args__ = (Index("change_by_step", "step_id"), _KEPT)
    id: int | None = Field(default=None, primary_key=True)
    step_id: int = Field(foreign_key="step.id")
    row_table: str = Field(sa_type=Text)
    low: int
    high: int
    before: str | None = Field(default=None, sa_type=Text)
    after: str | None = Field(default=None, sa_type=Text)


class Checksum(SQLModel, table=True):
    """The sums of the rows with the ids 64 × block … 64 × block + 63 of one table, 4 bytes each; `store.sums` says how."""

    __tablename__ = "checksum"
    __table_args__ = {"sqlite_with_rowid": False}
    row_table: str = Field(sa_type=Text, primary_key=True)
    block: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    sums: bytes
