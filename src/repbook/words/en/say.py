"""What commands say of what they did."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "book_made": "a new book was made at {path}",
    "file_written": "written to {file}",
    "nothing_due": "Nobody needs you today. Ahead: repbook due --days 7",
    "due_next": 'why: repbook why "{name}"   done: repbook log "{name}" call "..."',
    "no_history": 'Nothing is written down yet; repbook log CUSTOMER call "..."',
    "more_rows": "… and {n} older: --limit N, --since DATE, or pipe it",
    "no_steps": "Nothing has changed the book yet",
    "undone": "undone: {what}   (back again: repbook redo)",
    "redone": "done again: {what}   (undo: repbook undo)",
    "step.logged": "log: {kind:kind} {customer}, {on:short}",
    "log_attempt": "kept as an attempt ({outcome:outcome}); what was due stays due",
    "log_settles": "settles: {what}",
    "log_settles_nothing": "--for {what} settles nothing that is open now; it is kept with the touch",
    "log_next": "next: {what}   (undo: repbook undo)",
    "log_nothing_next": "undo: repbook undo",
    "next_item": "{action:action} by {day:short}",
    "ask_note": "note (Enter for none):",
    "order_with": "order {amount:money} · {customer} · {on:day} #{id}",
    "report_period": "{first:day} to {last:day}, {n:s/day/days}",
    "report_cut": "counted up to today, {today:day}; the rest of the period is still to come",
    "report_tiers_legend": "wanted: by the tier's cadence · kept: share of days with no care overdue\nlate: overdue on the last day · all columns: --csv",
}
