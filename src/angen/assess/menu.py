"""What this app adds to the menu."""

from __future__ import annotations

from angen.desk import nav

SEE = "assess.see_standing"

nav.register("", "首页", "assess:home", icon="home", permission=SEE, place=1, bar=True)
nav.register(
    "考核评价", "达标情况", "assess:standards", icon="checklist", permission=SEE, place=10, bar=True
)
nav.register(
    "考核评价",
    "申报核实",
    "assess:findings",
    icon="report-search",
    permission="assess.open_finding",
    place=20,
)
nav.register(
    "考核评价",
    "豁免",
    "assess:waivers",
    icon="shield-half",
    permission="assess.waive_standard",
    place=30,
)
nav.register(
    "考核评价",
    "考核评级",
    "assess:cycles",
    icon="podium",
    permission="assess.see_results",
    place=12,
)
nav.register(
    "考核评价",
    "结果运用",
    "assess:consequences",
    icon="gavel",
    permission="assess.see_results",
    place=14,
)
nav.register(
    "考核评价", "申诉", "assess:appeals", icon="message", permission="assess.see_results", place=16
)
nav.register(
    "考核评价",
    "政策试算",
    "assess:simulation",
    icon="calculator",
    permission="assess.run_cycle",
    place=18,
)
nav.register(
    "考核评价", "督查安排", "assess:tours", icon="route", permission="assess.plan_tour", place=41
)
