"""What `plan` and `forecast` say."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "lines": "{n} 条",
    "time": "{used}，共 {there}",
    "hours": "{h} 小时",
    "minutes": "{m} 分钟",
    "hours_minutes": "{h} 小时 {m} 分钟",
    "first": "先办",
    "desk": "不出门",
    "road": "上门",
    "place": "{place} · {visits} 家 · 路上 {way}",
    "place_near": "{place} · {visits} 家",
    "nowhere": "没写区域",
    "and_more": "另有 {n} 件",
    "over": "必须办的就要 {used}，超出 {more}，仍全部列入。",
    "left_out": "没排上",
    "left_counts": "{n} 条，共 {time}：{what}",
    "left_time": "还剩 {left}，再往下是：",
    "left_needs": "需 {time}",
    "left_how": "看全部：repbook plan --csv   时间多些：repbook plan --hours {hours}",
    "nothing": "{day:day}没有要办的。往后看：repbook forecast",
    "no_workday": "{day:day}不是工作日，下一个工作日是{next:day}",
    "on_the_way": "路上",
    "waiting": "已经拖了 {n} 条，{time}，全算在第一周。赶进度：repbook plan",
    "estimated": "{years} 年的工作日是估计的；repbook import calendar 文件 可写准",
    "changed_more": "按 {what}：{weeks} 周多 {time}，电话 {calls} -> {then}",
    "changed_less": "按 {what}：{weeks} 周省 {time}，电话 {calls} -> {then}",
    "changed_same": "按 {what}：{weeks} 周用时不变，电话 {calls} -> {then}",
    "forecast_legend": "小时：含路上 · 可用：工作日 x 每天 {hours} 小时（me.hours）· 假定每条当天办完",
}
