"""Ledgers of annual plans and of what they are built from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from angen.desk.columns import Choice, Number, Ref, Shown, Text
from angen.desk.filters import OneOf
from angen.desk.ledger import Act, Ledger, register
from angen.enterprises.columns import enterprise
from angen.kernel.access import Actor, can
from angen.orgs.ledgers.columns import body, person, under
from angen.plans.ledgers.draws import GROUP, RECORDS
from angen.plans.models import AnnualPlan, BudgetDays, PlanItem, PlanShortfall, WorkdayBudget
from angen.plans.states import PlanState


@register
class Plans(Ledger):
    """年度监督检查计划."""

    key, title, group, icon, place = "annual-plans", "年度检查计划", GROUP, "calendar", 10
    model, see = AnnualPlan, "plans.see"
    columns = (
        Shown("year", "年度", sort=True),
        body(),
        Shown("version", "版本"),
        Shown("state", "状态", of=lambda record: record.get_state_display()),
        Text("approval_document", in_list=False),
        Text("change_reason", in_list=False),
    )
    order = "-year"
    filters = (
        under("agency__area__path"),
        OneOf("state", "状态", choices=tuple(PlanState.choices)),
    )
    creates = removes = imports = False
    teaches = "先按人员算工作日，再列重点企业和随机抽查数，报批、备案、公布后执行。"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        yield Act("打开", reverse("plans:plan", args=[record.pk]))


@register
class Budgets(Ledger):
    """工作日测算."""

    key, title, group, icon, place = "workday-budgets", "工作日测算", RECORDS, "calendar-stats", 42
    model, see, keep = WorkdayBudget, "plans.see_budgets", "plans.keep_budgets"
    columns = (
        Shown("plan", "年度计划", of=lambda record: str(record.plan)),
        person(fixed=True),
        Number("working_days"),
    )
    order = "officer"
    select = ("plan__agency",)
    filters = (under("plan__agency__area__path"),)
    creates = imports = False
    teaches = "起草计划时按人员列出，年中调入调出的改工作日数。"


@register
class Days(Ledger):
    """非监督检查工作日."""

    key, title, group, icon, place = "budget-days", "其他工作日", RECORDS, "calendar", 43
    model, see, keep = BudgetDays, "plans.see_days", "plans.keep_days"
    columns = (
        Shown("budget__officer__name", "执法人员"),
        Choice("kind", filter=True, fixed=True),
        Number("days", places=1),
    )
    order = "kind"
    select = ("budget__officer",)
    filters = (under("budget__plan__agency__area__path"),)
    creates = imports = False
    teaches = "在计划页面上“填写其他工作日”；起草时带出前三个年度的平均数。"


@register
class Items(Ledger):
    """计划检查."""

    key, title, group, icon, place = "plan-items", "计划检查", RECORDS, "calendar-event", 44
    model, see, keep = PlanItem, "plans.see_items", "plans.keep_items"
    columns = (
        Ref("plan", see="plans.see", by=("year",), qualifier="agency__name", ledger="annual-plans", fixed=True),
        enterprise(fixed=True),
        Choice("kind", filter=True),
        Number("month"),
        Text("reason", in_list=False),
    )  # fmt: skip
    order = "month"
    select = ("plan__agency",)
    filters = (under("plan__agency__area__path"),)
    creates = imports = False
    teaches = "在计划页面上“列入检查”，或由系统把重点企业列入。"


@register
class Shortfalls(Ledger):
    """计划未完成说明."""

    key, title, group, icon, place = (
        "plan-shortfalls", "计划未完成说明", RECORDS, "alert-triangle", 46,
    )  # fmt: skip
    model, see = PlanShortfall, "plans.see_shortfalls"
    columns = (
        Shown("plan", "年度计划", of=lambda record: str(record.plan)),
        Shown("month", "月份", sort=True),
        Shown("missing", "未检家次", numbers=True),
        Shown("reason", "原因", of=lambda record: record.reason or "尚未说明"),
        Shown("explained_on", "说明日期"),
    )
    order = "-month"
    select = ("plan__agency",)
    filters = (under("plan__agency__area__path"),)
    creates = removes = imports = False
    teaches = "月末有计划内企业没有检查的，系统列在这里，由负责人说明原因。"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        if can(actor, "plans.explain_shortfall", record):
            yield Act("说明原因", reverse("plans:shortfall", args=[record.plan_id, record.month]))
