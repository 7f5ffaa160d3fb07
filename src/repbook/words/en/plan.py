"""What `plan` and `forecast` say."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "lines": "{n:s/line/lines}",
    "time": "{used} of {there}",
    "hours": "{h} h",
    "minutes": "{m} min",
    "hours_minutes": "{h} h {m} min",
    "first": "FIRST",
    "desk": "AT THE DESK",
    "road": "ON THE ROAD",
    "place": "{place} · {visits:s/visit/visits} · {way} on the way",
    "place_near": "{place} · {visits:s/visit/visits}",
    "nowhere": "no area known",
    "and_more": "and {n} more",
    "over": "What must be done comes to {used}: {more} more than there is. It is in all the same.",
    "left_out": "LEFT OUT",
    "left_counts": "{n:s/line/lines}, {time}: {what}",
    "left_time": "{left} left; the next would be:",
    "left_needs": "{time}",
    "left_how": "all of them: repbook plan --csv   with more time: repbook plan --hours {hours}",
    "nothing": "Nobody needs you on {day:day}. Ahead: repbook forecast",
    "no_workday": "{day:day} is no working day; the next one is {next:day}",
    "on_the_way": "on the way",
    "waiting": "{n:s/line is/lines are} late already, {time}; the first week holds them all. Catch up: repbook plan",
    "estimated": "The working days of {years} are an estimate; repbook import calendar FILE makes them exact",
    "changed_more": "with {what}: {time} more in {weeks:s/week/weeks}, calls {calls} -> {then}",
    "changed_less": "with {what}: {time} less in {weeks:s/week/weeks}, calls {calls} -> {then}",
    "changed_same": "with {what}: the same hours in {weeks:s/week/weeks}, calls {calls} -> {then}",
    "forecast_legend": "hours: with the way to each area · of: working days x me.hours ({hours}) · every line done on its day",
}
