"""What commands say of what they did."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "book_made": "已新建账本 {path}",
    "file_written": "已写入 {file}",
    "nothing_due": "今天没有要办的。往后看：repbook due --days 7",
    "due_next": '为什么：repbook why "{name}"   办完：repbook log "{name}" call "……"',
    "no_history": '还没有记录；用 repbook log 客户 call "……" 记一笔',
    "more_rows": "…… 还有 {n} 条更早的：用 --limit N、--since 日期，或接管道",
    "no_steps": "账本还没有改动过",
    "undone": "已撤销：{what}   （恢复：repbook redo）",
    "redone": "已重做：{what}   （撤销：repbook undo）",
    "step.logged": "记录：{kind:kind} {customer}，{on:short}",
    "log_attempt": "记为一次未成的尝试（{outcome:outcome}）；该办的仍然要办",
    "log_settles": "了结：{what}",
    "log_settles_nothing": "--for {what} 眼下没有可了结的事；已随记录保存",
    "log_next": "下次：{what}   （撤销：repbook undo）",
    "log_nothing_next": "撤销：repbook undo",
    "next_item": "{day:short}前{action:action}",
    "ask_note": "备注（回车跳过）：",
    "order_with": "订单 {amount:money} · {customer} · {on:day} #{id}",
    "report_period": "{first:day} 至 {last:day}，共 {n} 天",
    "report_cut": "只统计到今天（{today:day}），后面的日子还没到",
    "report_tiers_legend": "应打、应访：按级别频率算 · 按期率：电话和拜访都没逾期的天数占比\n逾期：截止日已逾期的客户数 · 全部列：--csv",
}
