"""What a page before a visit says beside the rules: who the people are, what was said and given last, whom to bring regards from."""

from __future__ import annotations

import sqlite3

from repbook.briefing import Acquaintance, Gift, Happened, Known, Someone
from repbook.terms import Day, day_of, iso

LAST_TOUCHES = 3
_LOOKED_THROUGH = 60  # touches, for the last ones that were done and not mass


CUSTOMER = "SELECT c.source, coalesce(r.name, ''), c.area FROM customer c LEFT JOIN customer r ON r.id = c.referred_by WHERE c.id = ?"
PEOPLE = """
SELECT id, name, role, function, phone, likes, no_calls FROM contact
WHERE customer_id = :customer AND (joined IS NULL OR joined <= :day) AND (left_on IS NULL OR left_on > :day)
ORDER BY CASE role WHEN 'decider' THEN 0 WHEN 'influencer' THEN 1 WHEN 'user' THEN 2 WHEN 'gatekeeper' THEN 3 ELSE 4 END, id
"""
KNOWN = """
SELECT coalesce((SELECT name FROM contact WHERE customer_id = c.id AND (left_on IS NULL OR left_on > :day)
    AND (joined IS NULL OR joined <= :day) ORDER BY role <> 'decider', id LIMIT 1), ''),
  c.name, CASE WHEN c.referred_by = :customer THEN 'referred' ELSE 'referrer' END
FROM customer c
WHERE (c.referred_by = :customer OR c.id = (SELECT referred_by FROM customer WHERE id = :customer))
  AND c.id <> :customer AND c.archived_on IS NULL AND c.status <> 'lost'
ORDER BY c.referred_by IS :customer, c.id
"""
NEARBY = """
SELECT o.product FROM orders o JOIN customer c ON c.id = o.customer_id
WHERE c.area = :area AND c.area <> '' AND c.id <> :customer AND o.product <> '' AND o.on_day BETWEEN date(:day, '-90 days') AND :day
  AND o.product NOT IN (SELECT product FROM orders WHERE customer_id = :customer AND on_day BETWEEN date(:day, '-365 days') AND :day)
GROUP BY o.product ORDER BY count(DISTINCT o.customer_id) DESC, o.product LIMIT 1
"""


_WITH = """coalesce((SELECT group_concat(p.name, '、') FROM touch_contact x JOIN contact p ON p.id = x.contact_id
  WHERE x.touch_id = t.id), '')"""
LAST = f"""
SELECT t.on_day, t.kind, t.outcome, {_WITH}, t.mood, t.gift, t.note FROM touch t
WHERE t.customer_id = :customer AND t.on_day <= :day AND t.mass = 0 ORDER BY t.on_day DESC, t.id DESC LIMIT {_LOOKED_THROUGH}
"""
GIVEN = f"""
SELECT t.on_day, CASE WHEN t.gift = '' THEN t.note ELSE t.gift END, t.cost, {_WITH}, t.meant_for FROM touch t
WHERE t.customer_id = :customer AND t.on_day <= :day AND (t.kind = 'gift' OR t.gift <> '') AND t.outcome = 'done' AND t.incoming = 0
ORDER BY t.on_day DESC, t.id DESC
"""


def read(db: sqlite3.Connection, customer: int, day: Day) -> Known:
    """The page's facts about a customer that a lookup has found."""
    source, referrer, area = db.execute(CUSTOMER, (customer,)).fetchone()
    place = {"customer": customer, "day": iso(day), "area": area}
    happened = [Happened(day_of(on), *rest) for on, *rest in db.execute(LAST, place)]
    product = db.execute(NEARBY, place).fetchone()
    return Known(
        source,
        referrer,
        [Someone(*row) for row in db.execute(PEOPLE, place)],
        [touch for touch in happened if touch.outcome == "done"][:LAST_TOUCHES],
        happened[0] if happened and happened[0].outcome != "done" else None,
        [Gift(day_of(on), *rest) for on, *rest in db.execute(GIVEN, place)],
        [Acquaintance(*row) for row in db.execute(KNOWN, place)],
        product[0] if product else "",
    )
