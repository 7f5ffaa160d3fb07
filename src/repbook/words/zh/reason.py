"""Why an item is due, with the numbers in it."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "care-call": "距上次联系 {n} 天（每 {every} 天）",
    "never_called": "还没打过电话，{base:iso} 建档（每 {every} 天）",
    "care-visit": "距上次拜访 {n} 天（每 {every} 天）",
    "never_visited": "还没拜访过，{base:iso} 建档（每 {every} 天）",
}
