"""What `tier review` says."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "amount": "{amount:money} in 12 months, number {rank} of {n}",
    "margin": "margin {margin:money}",
    "silent": "no order for {n:s/day/days}",
    "never": "never ordered",
    "from_nothing": "all of it in the last 6 months",
    "times": "{times} times the half year before",
    "up": "up {percent}% on the half year before",
    "down": "down {percent}% on the half year before",
    "regular": "orders every {g:s/day/days}, {kept} of {n} times kept",
    "referred": "{n:s/customer/customers} came through it",
    "in_touch": "in touch in {n} of 12 months",
    "years": "a customer for {n:s/year/years}",
    "curve": "{n:s/active customer/active customers}, {amount:money} in 12 months: {most} of them ({share}) make 80% of it, the first fifth {fifth}",
    "curve_none": "{n:s/active customer/active customers}, no orders in 12 months",
    "rises": "UP",
    "falls": "DOWN",
    "stays": "AS THEY ARE",
    "score": "{total} = value {value} + potential {potential} + loyalty {loyalty} + referrals {referrals}",
    "against": "but {what}",
    "to": "{old:tier} -> {new:tier}",
    "nothing": "Every customer is in the tier that its score suggests",
    "others": "{n} more stay where they are: repbook tier review --all",
    "how": "take all of it over: repbook tier review --apply   one of them: repbook customer tier NAME TIER",
    "sure": "Move {n:s/customer/customers} to another tier?",
    "applied": "{n:s/customer/customers} moved   (undo: repbook undo)",
    "moved": "{name}: {old:tier} -> {new:tier}  #{id}",
}
