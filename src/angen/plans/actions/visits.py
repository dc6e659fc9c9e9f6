"""The visits of a plan: listed, spread over the year, and merged with those of other bodies."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from angen.audit.actions import record
from angen.enterprises.models import Enterprise
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused
from angen.plans.budget import spread
from angen.plans.events.plans import KeyVisitsListed, VisitMerged, VisitPlanned
from angen.plans.models import AnnualPlan, PlanItem
from angen.plans.queries import plans as queries
from angen.plans.queries.rules import whole
from angen.plans.states import CAPS, PLAN_RULES, ItemKind, PlanState

LAST_MONTH = "plan_last_month"  # the months behind it are kept free 留有余地
YEAR_END = 12


def _draft(plan: AnnualPlan) -> AnnualPlan:
    links = ("agency__area",)
    found = AnnualPlan.objects.select_for_update(of=("self",)).select_related(*links)
    return found.get(pk=plan.pk)


def _open(plan: AnnualPlan) -> None:
    if plan.state != PlanState.DRAFT:
        raise Refused("报批后的计划不能修改，需要改动的请“调整计划”。", article=PLAN_RULES)


@transaction.atomic
def plan_visit(
    plan: AnnualPlan,
    *,
    enterprise: Enterprise,
    kind: str,
    month: int,
    reason: str = "",
    by: Actor,
) -> PlanItem:
    """Put one visit into the plan; over the cap of its risk it is refused."""
    plan = _draft(plan)
    require(by, "plans.keep", plan)
    _open(plan)
    if kind not in ItemKind.values or not 1 <= month <= 12:
        raise Refused("请选择重点或一般检查，月份填 1 至 12。")
    if not enterprise.area.path.startswith(plan.agency.area.path):
        raise Refused("这家企业不在本机构的辖区内。", article=PLAN_RULES)
    if plan.items.filter(enterprise=enterprise, month=month).exists():
        raise Refused("该企业这个月已在计划中，请换一个月份。", article=PLAN_RULES)
    made = PlanItem.objects.create(
        plan=plan, enterprise=enterprise, kind=kind, month=month, reason=reason.strip()
    )
    for name, count, cap in queries.over_cap(plan):
        if name == enterprise.name:
            raise Refused(
                f"{name}全年已安排 {count - 1} 次，年度上限 {cap:f} 次，不能再列入。", article=CAPS
            )
    event = VisitPlanned(enterprise=str(enterprise.pk), kind=kind, month=month)
    record(event, by=by, subject=plan)
    return made


@transaction.atomic
def list_key_visits(plan: AnnualPlan, *, by: Actor) -> int:
    """Give every key enterprise without a visit one, spread evenly; returns how many."""
    plan = _draft(plan)
    require(by, "plans.keep", plan)
    _open(plan)
    missing = list(queries.missing_key(plan))
    if not missing:
        raise Refused("重点企业都已列入计划。")
    last = whole(LAST_MONTH, plan.agency.area, dt.date(plan.year, 1, 1)) or YEAR_END
    months = spread(len(missing), range(1, last + 1))
    PlanItem.objects.bulk_create(
        [
            PlanItem(
                plan=plan,
                enterprise=one,
                kind=ItemKind.KEY,
                month=month,
                reason="重点企业年内至少 1 次",
            )
            for one, month in zip(missing, months, strict=True)
        ],
        batch_size=2000,
    )
    record(KeyVisitsListed(count=len(missing)), by=by, subject=plan)
    return len(missing)


@transaction.atomic
def merge_visit(item: PlanItem, *, into: PlanItem, by: Actor) -> PlanItem:
    """Make a visit part of another body's to the same enterprise: one door, one visit."""
    found = PlanItem.objects.select_for_update(of=("self",)).select_related("plan")
    rows = {one.pk: one for one in found.filter(pk__in=[item.pk, into.pk])}
    item, into = rows[item.pk], rows[into.pk]
    require(by, "plans.keep_items", item)
    if item.plan.agency_id == into.plan.agency_id or item.plan.year != into.plan.year:
        raise Refused("只能并入另一机构同一年度的检查。", article=PLAN_RULES)
    if item.enterprise_id != into.enterprise_id:
        raise Refused("两次检查不是同一家企业，不能合并。", article=PLAN_RULES)
    if into.merged_into_id is not None or item.merged.exists():
        raise Refused("其中一次检查已经与别的检查合并，请先看清。", article=PLAN_RULES)
    item.merged_into = into
    item.save(update_fields=["merged_into"])
    event = VisitMerged(enterprise=str(item.enterprise_id), into=str(into.pk))
    record(event, by=by, subject=item)
    return item
