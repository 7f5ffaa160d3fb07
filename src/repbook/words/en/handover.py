"""The page on which a customer is handed over."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "as_of": "As known on {day:day}.",
    "about": "About",
    "people": "People",
    "promises": "Promises",
    "complaints": "Complaints",
    "dates": "Dates",
    "stock": "Stock",
    "orders": "Orders",
    "gifts": "Gifts",
    "history": "History",
    "nothing": "Nothing is written down.",
    "open": "open, by {day:day}",
    "kept": "kept {day:day}",
    "dropped": "dropped {day:day}",
    "mine": "ours",
    "theirs": "theirs",
}
