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
