"""What this app adds to the menu besides its ledgers."""

from __future__ import annotations

from angen.desk import nav

GROUP = "能力保障"

nav.register(
    GROUP,
    "轮训到期",
    "capacity:rotation",
    icon="clock-exclamation",
    permission="capacity.see_training_due",
    place=9,
)
nav.register(
    GROUP,
    "装备配备",
    "capacity:equipping",
    icon="package",
    permission="capacity.see_equipping",
    place=19,
)
nav.register(
    GROUP,
    "经费执行",
    "capacity:spending",
    icon="chart-bar",
    permission="capacity.see_budget_lines",
    place=29,
)
nav.register(
    GROUP,
    "岗位津贴",
    "capacity:allowance",
    icon="wallet",
    permission="capacity.see_allowance",
    place=51,
)
