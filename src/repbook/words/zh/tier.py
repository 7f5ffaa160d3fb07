"""What `tier review` says."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "amount": "12 个月 {amount:money}，排第 {rank}（共 {n} 家）",
    "margin": "毛利 {margin:money}",
    "silent": "{n} 天没下单",
    "never": "从没下过单",
    "from_nothing": "全在最近半年",
    "times": "是前半年的 {times} 倍",
    "up": "比前半年涨 {percent}%",
    "down": "比前半年跌 {percent}%",
    "regular": "每 {g} 天下一单，{n} 次里守住 {kept} 次",
    "referred": "介绍来 {n} 家",
    "in_touch": "12 个月里有 {n} 个月联系过",
    "years": "合作 {n} 年",
    "curve": "{n} 家合作客户，12 个月共 {amount:money}：其中 {most} 家（{share}）占了 80%，前五分之一占 {fifth}",
    "curve_none": "{n} 家合作客户，12 个月没有订单",
    "rises": "建议升级",
    "falls": "建议降级",
    "stays": "不动",
    "score": "{total} 分 = 价值 {value} + 潜力 {potential} + 忠诚 {loyalty} + 介绍 {referrals}",
    "against": "但{what}",
    "to": "{old:tier} -> {new:tier}",
    "nothing": "每家客户的级别都与得分相符",
    "others": "另有 {n} 家不动：repbook tier review --all",
    "how": "全部照办：repbook tier review --apply   单个：repbook customer tier 客户 级别",
    "sure": "给 {n} 家客户换级别？",
    "applied": "{n} 家客户已换级别   （撤销：repbook undo）",
    "moved": "{name}：{old:tier} -> {new:tier}  #{id}",
}
