"""What this app adds to the menu besides its ledgers."""

from __future__ import annotations

from angen.desk import nav
from angen.inspections.ledgers.visits import GROUP

# Visits
nav.register(
    GROUP,
    "我的检查",
    "inspections:mine",
    icon="clipboard-check",
    permission="inspections.inspect",
    place=5,
    bar=True,
)
nav.register(
    GROUP,
    "安排检查",
    "inspections:new",
    icon="plus",
    permission="inspections.inspect",
    place=6,
)
# Hazards: entries for those who work on a phone, and for offices.
nav.register(
    "", "我的企业", "inspections:own", icon="building-factory-2", place=3, bar=True,
    permission="inspections.self_check",
)  # fmt: skip
nav.register(
    "", "报告隐患", "inspections:village_new", icon="plus", place=4, bar=True,
    permission="inspections.report_finding",
)  # fmt: skip
nav.register(
    "", "我的报告", "inspections:village_mine", icon="list", place=5, bar=True,
    permission="inspections.report_finding",
)  # fmt: skip
nav.register(
    GROUP, "隐患看板", "inspections:hazard_board", icon="layout-dashboard", place=31,
    permission="inspections.follow",
)  # fmt: skip
nav.register(
    GROUP, "重复隐患", "inspections:hazard_repeats", icon="refresh", place=32,
    permission="inspections.follow",
)  # fmt: skip
