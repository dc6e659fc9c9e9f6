"""Ledgers of visits from above and of what they found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from angen.assess.models import Tour, TourFinding
from angen.assess.states import TourFindingState, TourKind, TourState
from angen.desk.columns import Shown
from angen.desk.filters import Days, OneOf
from angen.desk.ledger import Act, Ledger, Related, register
from angen.kernel.access import Actor
from angen.orgs.ledgers.columns import under


@register
class Tours(Ledger):
    """督查巡查."""

    key, title, group, icon, place = "tours", "督查巡查", "考核评价", "route", 42
    model, see = Tour, "assess.see_tours"
    columns = (
        Shown("area__name", "被查单位"),
        Shown("department__name", "被查部门", in_list=False),
        Shown("kind", "类别", of=lambda record: record.get_kind_display()),
        Shown("line", "行业（领域）"),
        Shown("agency__name", "督查巡查机构"),
        Shown("visitors", "人员", in_list=False),
        Shown("since", "开始日期", sort=True),
        Shown("until", "结束日期", in_list=False),
        Shown("state", "状态", of=lambda record: record.get_state_display()),
        Shown("told_on", "反馈日期", in_list=False),
        Shown("closed_on", "闭环日期", in_list=False),
    )
    order = "-since"
    filters = (
        under("area__path"),
        OneOf("kind", "类别", choices=tuple(TourKind.choices)),
        OneOf("state", "状态", choices=tuple(TourState.choices)),
        Days("since", "日期", "since"),
    )
    select = ("area", "department", "agency")
    creates = removes = imports = False
    teaches = "上级对下级政府和部门的月督月查、安全生产巡查列在这里；从“督查安排”登记。"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        yield Act("打开", reverse("assess:tour", args=[record.pk]), tone="primary")

    def related(self, record: Any) -> Iterable[Related]:
        yield Related("tour-findings", "tour")


@register
class TourFindings(Ledger):
    """督查巡查问题."""

    key, title, group, icon, place = "tour-findings", "督查巡查问题", "台账", "list-check", 53
    model, see = TourFinding, "assess.see_tour_findings"
    columns = (
        Shown("text", "问题"),
        Shown("tour__area__name", "被查单位"),
        Shown("agency__name", "责任单位"),
        Shown("due_on", "整改期限", sort=True),
        Shown("state", "状态", of=lambda record: record.get_state_display()),
        Shown("report", "整改情况", in_list=False),
        Shown("reported_on", "报告日期", in_list=False),
        Shown("outcome", "验收意见", in_list=False),
        Shown("accepted_on", "验收日期", in_list=False),
    )
    order = "-due_on"
    filters = (
        under("tour__area__path"),
        OneOf("state", "状态", choices=tuple(TourFindingState.choices)),
        Days("due_on", "整改期限", "due_on"),
    )
    select = ("tour__area", "agency")
    creates = removes = imports = False
    teaches = "督查巡查发现的问题，从反馈、整改到验收，都在督查巡查页面上办理。"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        yield Act("打开", reverse("assess:tour", args=[record.tour_id]), tone="primary")
