"""Why an item is due, with the numbers in it."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "care-call": "{n:s/day/days} since the last call or visit (every {every})",
    "never_called": "never called, in the book since {base:iso} (every {every})",
    "care-visit": "{n:s/day/days} since the last visit (every {every})",
    "never_visited": "never visited, in the book since {base:iso} (every {every})",
    "festival-greeting": "{festival:festival} {day:short}",
    "birthday_today": "{name}'s birthday today",
    "birthday_ahead": "{name}'s birthday {day:short}, in {n:s/day/days}",
    "birthday_prepare": "{name}'s birthday {day:short}, in {n:s/day/days}: prepare something personal",
    "birthday_late": "{name}'s birthday was {day:short}, belated by {n:s/day/days}: say so",
    "after-sale": "{n:s/day/days} since the order of {day:short}: ask how the goods do",
    "reorder": "orders every {g:s/day/days}, last {n:s/day/days} ago: next one about now",
    "at-risk": "orders every {g:s/day/days}, silent for {n}",
    "second-order": "one order {n:s/day/days} ago, no second yet",
}
