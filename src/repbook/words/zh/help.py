"""Help pages: what each command does, and examples."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "usage": "用法：{usage}",
    "options_word": "[选项]",
    "command_word": "命令",
    "arguments": "参数：",
    "options": "选项：",
    "commands": "命令：",
    "globals": "处处可用：",
    "examples": "例子：",
    "see_globals": "--book、--today、--lang、--demo、--yes 每个命令都可用：repbook --help",
    "repbook": "业务员的客情账本：每天早上告诉你该给谁打电话、该拜访谁、该问候谁，以及为什么。",
    "repbook.examples": 'repbook --demo due\nrepbook import customers 客户.csv\nrepbook due\nrepbook log mjcs visit "送了样品" --mood good',
}
