"""The first schema: customers, contacts, touches, orders, the policy, and the journal that undo reads."""

from __future__ import annotations

SQL = """
CREATE TABLE calendar_day (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    on_day DATE NOT NULL,
    working INTEGER NOT NULL,
    UNIQUE (uid),
    UNIQUE (on_day),
    CONSTRAINT on_day_is_a_day CHECK (on_day IS date(on_day, '+0 days')),
    CONSTRAINT working_is_a_flag CHECK (working = 0 OR working = 1)
);

CREATE TABLE customer (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    name TEXT NOT NULL,
    "key" TEXT NOT NULL,
    handles TEXT NOT NULL,
    tier TEXT NOT NULL,
    area TEXT NOT NULL,
    status TEXT NOT NULL,
    since DATE NOT NULL,
    added_on DATE NOT NULL,
    edited_on DATE NOT NULL,
    archived_on DATE,
    lost_on DATE,
    source TEXT NOT NULL,
    referred_by INTEGER,
    address TEXT NOT NULL,
    phone TEXT NOT NULL,
    no_calls INTEGER NOT NULL,
    note TEXT NOT NULL,
    UNIQUE (uid),
    UNIQUE (name),
    CONSTRAINT name_has_a_length CHECK (length(name) BETWEEN 1 AND 200),
    CONSTRAINT status_is_known CHECK (status = 'prospect' OR status = 'active' OR status = 'lost'),
    CONSTRAINT no_calls_is_a_flag CHECK (no_calls = 0 OR no_calls = 1),
    CONSTRAINT since_is_a_day CHECK (since IS date(since, '+0 days')),
    CONSTRAINT added_on_is_a_day CHECK (added_on IS date(added_on, '+0 days')),
    CONSTRAINT edited_on_is_a_day CHECK (edited_on IS date(edited_on, '+0 days')),
    CONSTRAINT archived_on_is_a_day CHECK (archived_on IS NULL OR archived_on IS date(archived_on, '+0 days')),
    CONSTRAINT lost_on_is_a_day CHECK (lost_on IS NULL OR lost_on IS date(lost_on, '+0 days')),
    FOREIGN KEY(referred_by) REFERENCES customer (id)
);
CREATE INDEX customer_by_tier ON customer (tier);

CREATE TABLE policy (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    UNIQUE (uid),
    UNIQUE ("key")
);

CREATE TABLE setting (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    UNIQUE (uid),
    UNIQUE ("key")
);

CREATE TABLE step (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    "key" TEXT NOT NULL,
    params TEXT NOT NULL,
    undone INTEGER NOT NULL,
    CONSTRAINT undone_is_a_flag CHECK (undone = 0 OR undone = 1)
);

CREATE TABLE change (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    step_id INTEGER NOT NULL,
    row_table TEXT NOT NULL,
    low INTEGER NOT NULL,
    high INTEGER NOT NULL,
    "before" TEXT,
    "after" TEXT,
    FOREIGN KEY(step_id) REFERENCES step (id)
);
CREATE INDEX change_by_step ON change (step_id);

CREATE TABLE contact (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    handles TEXT NOT NULL,
    role TEXT NOT NULL,
    function TEXT NOT NULL,
    phone TEXT NOT NULL,
    wechat TEXT NOT NULL,
    email TEXT NOT NULL,
    birth_year INTEGER,
    birth_month INTEGER,
    birth_day INTEGER,
    birth_lunar INTEGER NOT NULL,
    birth_leap INTEGER NOT NULL,
    likes TEXT NOT NULL,
    family TEXT NOT NULL,
    joined DATE,
    left_on DATE,
    no_calls INTEGER NOT NULL,
    added_on DATE NOT NULL,
    edited_on DATE NOT NULL,
    note TEXT NOT NULL,
    UNIQUE (uid),
    UNIQUE (customer_id, name),
    CONSTRAINT name_has_a_length CHECK (length(name) BETWEEN 1 AND 200),
    CONSTRAINT role_is_known CHECK (role = '' OR role = 'decider' OR role = 'influencer' OR role = 'user' OR role = 'gatekeeper'),
    CONSTRAINT birth_month_exists CHECK (birth_month BETWEEN 1 AND 12),
    CONSTRAINT birth_day_exists CHECK (birth_day BETWEEN 1 AND 31),
    CONSTRAINT birth_year_exists CHECK (birth_year BETWEEN 1850 AND 9999),
    CONSTRAINT birthday_is_whole CHECK ((birth_month IS NULL) = (birth_day IS NULL)),
    CONSTRAINT birth_lunar_is_a_flag CHECK (birth_lunar = 0 OR birth_lunar = 1),
    CONSTRAINT birth_leap_is_a_flag CHECK (birth_leap = 0 OR birth_leap = 1),
    CONSTRAINT no_calls_is_a_flag CHECK (no_calls = 0 OR no_calls = 1),
    CONSTRAINT joined_is_a_day CHECK (joined IS NULL OR joined IS date(joined, '+0 days')),
    CONSTRAINT left_on_is_a_day CHECK (left_on IS NULL OR left_on IS date(left_on, '+0 days')),
    CONSTRAINT added_on_is_a_day CHECK (added_on IS date(added_on, '+0 days')),
    CONSTRAINT edited_on_is_a_day CHECK (edited_on IS date(edited_on, '+0 days')),
    FOREIGN KEY(customer_id) REFERENCES customer (id)
);
CREATE INDEX contact_by_birthday ON contact (birth_lunar, birth_month, birth_day);

CREATE TABLE orders (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    on_day DATE NOT NULL,
    amount INTEGER NOT NULL,
    product TEXT NOT NULL,
    quantity TEXT,
    margin INTEGER,
    service_every INTEGER,
    UNIQUE (uid),
    CONSTRAINT on_day_is_a_day CHECK (on_day IS date(on_day, '+0 days')),
    CONSTRAINT amount_is_not_negative CHECK (amount >= 0),
    CONSTRAINT service_every_is_months CHECK (service_every BETWEEN 1 AND 1200),
    FOREIGN KEY(customer_id) REFERENCES customer (id)
);
CREATE INDEX orders_by_customer ON orders (customer_id, on_day);
CREATE INDEX orders_by_day ON orders (on_day);

CREATE TABLE pause (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    set_on DATE NOT NULL,
    until DATE NOT NULL,
    UNIQUE (uid),
    CONSTRAINT set_on_is_a_day CHECK (set_on IS date(set_on, '+0 days')),
    CONSTRAINT until_is_a_day CHECK (until IS date(until, '+0 days')),
    FOREIGN KEY(customer_id) REFERENCES customer (id)
);
CREATE INDEX pause_by_customer ON pause (customer_id);

CREATE TABLE spacing (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    set_on DATE NOT NULL,
    factor TEXT NOT NULL,
    until DATE,
    UNIQUE (uid),
    CONSTRAINT set_on_is_a_day CHECK (set_on IS date(set_on, '+0 days')),
    CONSTRAINT until_is_a_day CHECK (until IS NULL OR until IS date(until, '+0 days')),
    FOREIGN KEY(customer_id) REFERENCES customer (id)
);
CREATE INDEX spacing_by_customer ON spacing (customer_id);

CREATE TABLE touch (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    on_day DATE NOT NULL,
    kind TEXT NOT NULL,
    outcome TEXT NOT NULL,
    purpose TEXT NOT NULL,
    mood TEXT NOT NULL,
    minutes INTEGER,
    incoming INTEGER NOT NULL,
    mass INTEGER NOT NULL,
    meant_for TEXT NOT NULL,
    gift TEXT NOT NULL,
    cost INTEGER,
    origin TEXT NOT NULL,
    note TEXT NOT NULL,
    UNIQUE (uid),
    CONSTRAINT on_day_is_a_day CHECK (on_day IS date(on_day, '+0 days')),
    CONSTRAINT kind_is_known CHECK (kind = 'call' OR kind = 'visit' OR kind = 'meeting' OR kind = 'message' OR kind = 'greeting' OR kind = 'gift' OR kind = 'help'),
    CONSTRAINT outcome_is_known CHECK (outcome = 'done' OR outcome = 'no-answer' OR outcome = 'refused' OR outcome = 'cancelled'),
    CONSTRAINT purpose_is_known CHECK (purpose = '' OR purpose = 'care' OR purpose = 'business' OR purpose = 'value' OR purpose = 'promo' OR purpose = 'referral'),
    CONSTRAINT mood_is_known CHECK (mood = '' OR mood = 'good' OR mood = 'ok' OR mood = 'bad'),
    CONSTRAINT minutes_fit_a_day CHECK (minutes BETWEEN 0 AND 1440),
    CONSTRAINT incoming_is_a_flag CHECK (incoming = 0 OR incoming = 1),
    CONSTRAINT mass_is_a_flag CHECK (mass = 0 OR mass = 1),
    CONSTRAINT mass_is_no_visit CHECK (mass = 0 OR kind = 'message' OR kind = 'greeting' OR kind = 'gift'),
    CONSTRAINT cost_is_not_negative CHECK (cost >= 0),
    FOREIGN KEY(customer_id) REFERENCES customer (id)
);
CREATE INDEX touch_by_customer ON touch (customer_id, on_day);
CREATE INDEX touch_by_day ON touch (on_day);
CREATE INDEX touch_met ON touch (customer_id, on_day) WHERE outcome = 'done' AND mass = 0 AND (kind = 'visit' OR kind = 'meeting');
CREATE INDEX touch_spoken ON touch (customer_id, on_day) WHERE outcome = 'done' AND mass = 0 AND (kind = 'call' OR kind = 'visit' OR kind = 'meeting');

CREATE TABLE touch_contact (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    touch_id INTEGER NOT NULL,
    contact_id INTEGER NOT NULL,
    UNIQUE (uid),
    UNIQUE (touch_id, contact_id),
    FOREIGN KEY(touch_id) REFERENCES touch (id),
    FOREIGN KEY(contact_id) REFERENCES contact (id)
);
CREATE INDEX touch_contact_by_contact ON touch_contact (contact_id);
"""

JOURNALED = {
    "customer": "id uid name key handles tier area status since added_on edited_on archived_on lost_on source referred_by address phone no_calls note",
    "contact": "id uid customer_id name handles role function phone wechat email birth_year birth_month birth_day birth_lunar birth_leap likes family joined left_on no_calls added_on edited_on note",
    "touch": "id uid customer_id on_day kind outcome purpose mood minutes incoming mass meant_for gift cost origin note",
    "touch_contact": "id uid touch_id contact_id",
    "orders": "id uid customer_id on_day amount product quantity margin service_every",
    "pause": "id uid customer_id set_on until",
    "spacing": "id uid customer_id set_on factor until",
    "policy": "id uid key value",
    "setting": "id uid key value",
    "calendar_day": "id uid on_day working",
}
"""The tables whose changes undo takes back, with the columns that the journal keeps of each."""
