"""Why an item is due, with the numbers in it."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "care-call": "距上次联系 {n} 天（每 {every} 天）",
    "never_called": "还没打过电话，{base:iso} 建档（每 {every} 天）",
    "care-visit": "距上次拜访 {n} 天（每 {every} 天）",
    "never_visited": "还没拜访过，{base:iso} 建档（每 {every} 天）",
    "festival-greeting": "{festival:festival}（{day:short}）",
    "birthday_today": "{name} 今天生日",
    "birthday_ahead": "{name} {day:short}生日，还有 {n} 天",
    "birthday_prepare": "{name} {day:short}生日，还有 {n} 天：备一份心意",
    "birthday_late": "{name} {day:short}生日已过 {n} 天：补上并说明",
    "after-sale": "{day:short}下单已 {n} 天：问问货好不好卖",
    "reorder": "每 {g} 天下一单，上单 {n} 天前：该补货了",
    "at-risk": "每 {g} 天下一单，已 {n} 天没动静",
    "second-order": "{n} 天前首单，还没有第二单",
}
