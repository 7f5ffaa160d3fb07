"""The names of the whole rule book, and what a touch can be `--for`: a rule, a festival or an `#id`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from repbook.calendar.festivals import definitions, festival_key
from repbook.errors import BadInput

NAMES: Mapping[str, str] = {
    "care-call": "定期电话", "care-visit": "定期拜访", "festival-greeting": "节日问候", "festival-gift": "节日送礼", "birthday": "生日",
    "anniversary": "周年", "event": "大事", "condolence": "慰问", "condolence-check": "慰问回访", "area-alert": "区域预警",
    "promise": "承诺",
    "complaint-answer": "投诉答复", "complaint-solve": "投诉解决", "complaint-check": "投诉回访", "first-follow-up": "首次跟进",
    "after-sale": "售后回访", "service-visit": "服务拜访", "reorder": "补货", "at-risk": "流失预警", "second-order": "二次下单",
    "win-back": "挽回", "referral-ask": "请求转介绍", "role-gap": "角色缺口", "role-cold": "角色冷落", "new-contact": "新联系人",
    "handover": "交接", "stock-low": "库存不足", "profile-stale": "资料过期",
}  # fmt: skip
"""Every rule of the book by its stable name, with its Chinese one."""


def rule_name(text: str) -> str | None:
    """The rule a person means by its stable or its Chinese name."""
    typed = text.strip().lower()
    return typed if typed in NAMES else next((name for name, chinese in NAMES.items() if chinese == typed), None)


def meant_for(text: str, own_festivals: Iterable[str] = ()) -> str:
    """What a touch is for, as it is stored: a rule's name, a festival's key or "#id"; BadInput for anything else."""
    typed = text.strip()
    if typed.startswith("#") and typed[1:].isascii() and typed[1:].isdigit():
        return f"#{int(typed[1:])}"
    known = {*definitions(), *own_festivals}
    found = rule_name(typed) or (typed.lower() if typed.lower() in known else None) or festival_key(typed)
    if found is None:
        raise BadInput("unknown_purpose_for", text=text)
    return found
