"""The screen of `due`: its sections, counts and remarks."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "first": "FIRST",
    "today": "TODAY",
    "care": "CARE",
    "nurture": "NURTURE",
    "lines": "{n:s/line/lines}",
    "first_count": "{n} first",
    "held_count": "{n} held",
    "more": "… {n} more: repbook due --all",
    "late": "{n:s/day/days} late",
    "tried": "tried {day:weekday}: {outcome:outcome}",
    "tried_today": "tried today: {outcome:outcome}",
    "held": "Held: {what} (repbook due --held)",
    "held_title": "HELD",
    "list_comma": ", ",
    "held_by.paused": "{n} paused",
    "held_by.fatigue": "{n} rest after many touches",
    "held_by.gap": "{n} just spoken to",
    "doing": "{what}: {reason}",
    "paused_until": "paused, back on {day:short}",
    "held_by.snoozed": "{n} snoozed",
    "held_by.mourning": "{n} in mourning",
    "held_by.complaint": "{n} wait for a complaint",
    "open_complaint": "open complaint",
    "more_points": "{n} more",
}
