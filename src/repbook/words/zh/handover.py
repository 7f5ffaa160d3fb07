"""The page on which a customer is handed over."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "as_of": "截至{day:day}。",
    "about": "基本情况",
    "people": "联系人",
    "promises": "承诺",
    "complaints": "投诉",
    "dates": "日子",
    "stock": "库存",
    "orders": "订单",
    "gifts": "礼品",
    "history": "往来记录",
    "nothing": "没有记录。",
    "open": "未了，{day:day}前",
    "kept": "{day:day} 已兑现",
    "dropped": "{day:day} 已取消",
    "mine": "我方",
    "theirs": "对方",
}
