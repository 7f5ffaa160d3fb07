"""The screen of `due`: its sections, counts and remarks."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "first": "先办",
    "today": "今日",
    "care": "日常",
    "nurture": "培养",
    "lines": "{n} 条",
    "first_count": "先办 {n}",
    "held_count": "暂缓 {n}",
    "more": "…… 还有 {n} 条：repbook due --all",
    "late": "晚 {n} 天",
    "tried": "{day:weekday}试过：{outcome:outcome}",
    "tried_today": "今天试过：{outcome:outcome}",
    "held": "暂缓：{what}（repbook due --held）",
    "held_title": "暂缓",
    "list_comma": "、",
    "held_by.paused": "{n} 条已暂停",
    "held_by.fatigue": "{n} 条因近期联系多",
    "held_by.gap": "{n} 条刚联系过",
    "doing": "{what}：{reason}",
    "paused_until": "暂停，{day:short}恢复",
    "held_by.snoozed": "{n} 条已推后",
    "held_by.mourning": "{n} 条服丧期",
    "held_by.complaint": "{n} 条因投诉未解决",
    "open_complaint": "有投诉未解决",
    "more_points": "还有 {n} 个",
}
