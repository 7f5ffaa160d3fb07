"""Indexes from which the touches of a stretch of days, and who came or left in one, are read alone; and no triggers in the file any more.

A trigger in the file is parsed by every command that opens it, the many that only read included: `store.undo` has its own for the
time of a step.
"""

from __future__ import annotations

from collections.abc import Mapping

SQL = """
DROP TRIGGER IF EXISTS customer_changed;
DROP TRIGGER IF EXISTS customer_deleted;
DROP TRIGGER IF EXISTS contact_changed;
DROP TRIGGER IF EXISTS contact_deleted;
DROP TRIGGER IF EXISTS touch_changed;
DROP TRIGGER IF EXISTS touch_deleted;
DROP TRIGGER IF EXISTS touch_contact_changed;
DROP TRIGGER IF EXISTS touch_contact_deleted;
DROP TRIGGER IF EXISTS orders_changed;
DROP TRIGGER IF EXISTS orders_deleted;
DROP TRIGGER IF EXISTS pause_changed;
DROP TRIGGER IF EXISTS pause_deleted;
DROP TRIGGER IF EXISTS spacing_changed;
DROP TRIGGER IF EXISTS spacing_deleted;
DROP TRIGGER IF EXISTS policy_changed;
DROP TRIGGER IF EXISTS policy_deleted;
DROP TRIGGER IF EXISTS setting_changed;
DROP TRIGGER IF EXISTS setting_deleted;
DROP TRIGGER IF EXISTS calendar_day_changed;
DROP TRIGGER IF EXISTS calendar_day_deleted;
DROP TRIGGER IF EXISTS occasion_changed;
DROP TRIGGER IF EXISTS occasion_deleted;
DROP TRIGGER IF EXISTS promise_changed;
DROP TRIGGER IF EXISTS promise_deleted;
DROP TRIGGER IF EXISTS complaint_changed;
DROP TRIGGER IF EXISTS complaint_deleted;
DROP TRIGGER IF EXISTS complaint_stage_changed;
DROP TRIGGER IF EXISTS complaint_stage_deleted;
DROP TRIGGER IF EXISTS alert_changed;
DROP TRIGGER IF EXISTS alert_deleted;
DROP TRIGGER IF EXISTS stock_changed;
DROP TRIGGER IF EXISTS stock_deleted;
DROP TRIGGER IF EXISTS snooze_changed;
DROP TRIGGER IF EXISTS snooze_deleted;
DROP INDEX touch_by_day;
CREATE INDEX touch_recent ON touch (on_day, id, customer_id, kind, outcome, incoming, mass, meant_for, gift, purpose, mood);
CREATE INDEX contact_joined ON contact (joined) WHERE joined IS NOT NULL;
CREATE INDEX contact_left ON contact (left_on, customer_id) WHERE left_on IS NOT NULL;
"""

JOURNALED: Mapping[str, str] = {}
"""As in the first migration."""
