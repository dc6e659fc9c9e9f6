"""What this app adds to the menu."""

from __future__ import annotations

from angen.desk import nav
from angen.kernel.access import Actor

SEE = "assess.see_standing"


def _is_officer(actor: Actor) -> bool:
    """Whether the account is that of somebody in the ledger of officers."""
    return getattr(actor, "officer_id", None) is not None


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
nav.register(
    "工作",
    "我的履职档案",
    "assess:personal_own",
    icon="id",
    permission="assess.see_personal_record",
    place=60,
    when=_is_officer,
)
nav.register(
    "考核评价",
    "三位一体",
    "assess:three_own",
    icon="columns",
    permission="assess.see_personal_record",
    place=17,
    when=lambda actor: bool(actor.reach(SEE)),
)
nav.register(
    "考核评价",
    "自评",
    "assess:self_reports",
    icon="pencil",
    permission="assess.see_self_reports",
    place=13,
)
