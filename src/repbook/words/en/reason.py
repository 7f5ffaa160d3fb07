"""Why an item is due, with the numbers in it."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "care-call": "{n:s/day/days} since the last call or visit (every {every})",
    "never_called": "never called, in the book since {base:iso} (every {every})",
    "care-visit": "{n:s/day/days} since the last visit (every {every})",
    "never_visited": "never visited, in the book since {base:iso} (every {every})",
}
