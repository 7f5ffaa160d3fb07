"""Occasions, promises, complaints, alerts, stock readings and snoozes, and the indexes their rules read by."""

from __future__ import annotations

SQL = """
CREATE TABLE occasion (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    contact_id INTEGER,
    kind TEXT NOT NULL,
    on_day DATE NOT NULL,
    yearly INTEGER NOT NULL,
    lunar_month INTEGER,
    lunar_day INTEGER,
    lunar_leap INTEGER NOT NULL,
    title TEXT NOT NULL,
    learned DATE,
    recorded DATE NOT NULL,
    UNIQUE (uid),
    CONSTRAINT kind_is_known CHECK (kind = 'opening' OR kind = 'promotion' OR kind = 'dealer-meeting' OR kind = 'wedding' OR kind = 'newborn' OR kind = 'housewarming' OR kind = 'anniversary' OR kind = 'bereavement' OR kind = 'illness' OR kind = 'accident'),
    CONSTRAINT on_day_is_a_day CHECK (on_day IS date(on_day, '+0 days')),
    CONSTRAINT recorded_is_a_day CHECK (recorded IS date(recorded, '+0 days')),
    CONSTRAINT learned_is_a_day CHECK (learned IS NULL OR learned IS date(learned, '+0 days')),
    CONSTRAINT yearly_is_a_flag CHECK (yearly = 0 OR yearly = 1),
    CONSTRAINT lunar_month_exists CHECK (lunar_month BETWEEN 1 AND 12),
    CONSTRAINT lunar_day_exists CHECK (lunar_day BETWEEN 1 AND 30),
    CONSTRAINT lunar_date_is_whole CHECK ((lunar_month IS NULL) = (lunar_day IS NULL)),
    CONSTRAINT lunar_leap_is_a_flag CHECK (lunar_leap = 0 OR lunar_leap = 1),
    FOREIGN KEY(customer_id) REFERENCES customer (id),
    FOREIGN KEY(contact_id) REFERENCES contact (id)
);
CREATE INDEX occasion_by_customer ON occasion (customer_id);

CREATE TABLE promise (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    contact_id INTEGER,
    text TEXT NOT NULL,
    made DATE NOT NULL,
    by_day DATE NOT NULL,
    theirs INTEGER NOT NULL,
    kept DATE,
    dropped DATE,
    UNIQUE (uid),
    CONSTRAINT text_is_said CHECK (length(text) > 0),
    CONSTRAINT made_is_a_day CHECK (made IS date(made, '+0 days')),
    CONSTRAINT by_day_is_a_day CHECK (by_day IS date(by_day, '+0 days')),
    CONSTRAINT kept_is_a_day CHECK (kept IS NULL OR kept IS date(kept, '+0 days')),
    CONSTRAINT dropped_is_a_day CHECK (dropped IS NULL OR dropped IS date(dropped, '+0 days')),
    CONSTRAINT theirs_is_a_flag CHECK (theirs = 0 OR theirs = 1),
    FOREIGN KEY(customer_id) REFERENCES customer (id),
    FOREIGN KEY(contact_id) REFERENCES contact (id)
);
CREATE INDEX promise_by_customer ON promise (customer_id);

CREATE TABLE complaint (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    text TEXT NOT NULL,
    severity INTEGER NOT NULL,
    opened DATE NOT NULL,
    cause TEXT NOT NULL,
    UNIQUE (uid),
    CONSTRAINT text_is_said CHECK (length(text) > 0),
    CONSTRAINT severity_is_known CHECK (severity BETWEEN 1 AND 3),
    CONSTRAINT opened_is_a_day CHECK (opened IS date(opened, '+0 days')),
    FOREIGN KEY(customer_id) REFERENCES customer (id)
);
CREATE INDEX complaint_by_customer ON complaint (customer_id);

CREATE TABLE complaint_stage (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    complaint_id INTEGER NOT NULL,
    stage TEXT NOT NULL,
    on_day DATE NOT NULL,
    note TEXT NOT NULL,
    UNIQUE (uid),
    CONSTRAINT stage_is_known CHECK (stage = 'answered' OR stage = 'solved' OR stage = 'checked' OR stage = 'closed'),
    CONSTRAINT on_day_is_a_day CHECK (on_day IS date(on_day, '+0 days')),
    FOREIGN KEY(complaint_id) REFERENCES complaint (id)
);
CREATE INDEX complaint_stage_by_complaint ON complaint_stage (complaint_id);

CREATE TABLE alert (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    area TEXT NOT NULL,
    reason TEXT NOT NULL,
    raised DATE NOT NULL,
    last_day DATE NOT NULL,
    UNIQUE (uid),
    CONSTRAINT area_is_named CHECK (length(area) > 0),
    CONSTRAINT raised_is_a_day CHECK (raised IS date(raised, '+0 days')),
    CONSTRAINT last_day_is_a_day CHECK (last_day IS date(last_day, '+0 days'))
);

CREATE TABLE stock (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    product TEXT NOT NULL,
    on_day DATE NOT NULL,
    quantity TEXT NOT NULL,
    reorder_at TEXT,
    UNIQUE (uid),
    CONSTRAINT on_day_is_a_day CHECK (on_day IS date(on_day, '+0 days')),
    FOREIGN KEY(customer_id) REFERENCES customer (id)
);
CREATE INDEX stock_by_customer ON stock (customer_id, product);

CREATE TABLE snooze (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    rule TEXT NOT NULL,
    set_on DATE NOT NULL,
    until DATE NOT NULL,
    because TEXT NOT NULL,
    UNIQUE (uid),
    CONSTRAINT set_on_is_a_day CHECK (set_on IS date(set_on, '+0 days')),
    CONSTRAINT until_is_a_day CHECK (until IS date(until, '+0 days')),
    FOREIGN KEY(customer_id) REFERENCES customer (id)
);
CREATE INDEX snooze_by_customer ON snooze (customer_id);

CREATE INDEX orders_serviced ON orders (customer_id) WHERE service_every IS NOT NULL;
CREATE INDEX touch_meant ON touch (meant_for, on_day) WHERE meant_for <> '';
CREATE INDEX touch_mood ON touch (customer_id, on_day) WHERE mood <> '';
CREATE INDEX touch_referral ON touch (customer_id, on_day) WHERE purpose = 'referral';
"""

JOURNALED = {
    "occasion": "id uid customer_id contact_id kind on_day yearly lunar_month lunar_day lunar_leap title learned recorded",
    "promise": "id uid customer_id contact_id text made by_day theirs kept dropped",
    "complaint": "id uid customer_id text severity opened cause",
    "complaint_stage": "id uid complaint_id stage on_day note",
    "alert": "id uid area reason raised last_day",
    "stock": "id uid customer_id product on_day quantity reorder_at",
    "snooze": "id uid customer_id rule set_on until because",
}
"""As in the first migration."""
