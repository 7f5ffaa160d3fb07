"""What each option and argument means, for the help pages."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "book": "账本文件（环境变量 REPBOOK_BOOK）",
    "today": "以哪天为今天（环境变量 REPBOOK_TODAY）",
    "lang": "输出语言（环境变量 REPBOOK_LANG）",
    "demo": "用一次性的演示账本，不动你的任何东西",
    "yes": "对所有提问都答“是”",
    "version": "版本",
    "help": "本页",
    "json": "输出一个 JSON 文档",
    "csv": "输出 CSV 到标准输出，或写入 FILE",
    "limit": "最多 N 条",
    "on_past": "发生的日子（默认今天）",
    "tier_filter": "只看这个级别；可重复",
    "area_filter": "只看这个区域及其下级，如 湖北/武汉",
    "customer": "名称、部分名称、拼音、首字母、电话尾号或 #编号",
    "contact": "姓名、客户/姓名 或 #编号",
    "dry_run": "只说会改什么，不真改",
}
