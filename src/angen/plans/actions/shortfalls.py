"""Months whose visits were not all made: found by the daily duty, explained by the body."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from angen.audit.actions import record
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused
from angen.plans import kinds
from angen.plans.actions import duties
from angen.plans.events.plans import ShortfallExplained, ShortfallFound
from angen.plans.models import AnnualPlan, PlanShortfall
from angen.plans.queries import progress
from angen.plans.queries.rules import due
from angen.plans.states import IN_FORCE, PLAN_DUTY
from angen.worklist import actions as worklist

TERM = "plan_shortfall_days"


@transaction.atomic
def find_shortfalls(plan: AnnualPlan, *, on: dt.date, by: Actor | None = None) -> int:
    """Put every month that is over and was not done on the worklist; returns how many are new."""
    plan = _locked(plan)
    known = set(plan.shortfalls.values_list("month", flat=True))
    new = [one for one in progress.unfinished(plan, on) if one.number not in known]
    for month in new:
        made = PlanShortfall.objects.create(
            plan=plan, month=month.number, missing=month.missing or 0
        )
        record(ShortfallFound(month=month.number, missing=made.missing), by=by, subject=plan)
        _wait(made, by)
    return len(new)


def _wait(made: PlanShortfall, by: Actor | None) -> None:
    plan = made.plan
    last = dt.date(plan.year, made.month, monthrange(plan.year, made.month)[1])
    duties.wait(
        made,
        kinds.EXPLAIN_MONTH,
        due(TERM, plan.agency.area, last, working=False),
        agency=plan.agency,
        title=f"{plan}：{made.month} 月未检 {made.missing} 家次，请说明原因",
        url=reverse("plans:shortfall", args=[plan.pk, made.month]),
        working=False,
        by=by,
    )


@transaction.atomic
def explain_shortfall(plan: AnnualPlan, *, month: int, reason: str, by: Actor) -> PlanShortfall:
    """Say why visits of a month that is over were not made; said again, it replaces the reason."""
    plan = _locked(plan)
    require(by, "plans.keep", plan)
    if plan.state not in IN_FORCE:
        raise Refused("只说明现行计划的完成情况。", article=PLAN_DUTY)
    today = timezone.localdate()
    if month not in progress.ended_months(plan, today):
        raise Refused(f"{month} 月还没有结束，月末以后再说明。")
    if not reason.strip():
        raise Refused("请写明没有完成的原因。")
    found = progress.months(plan)[month - 1]
    made = plan.shortfalls.filter(month=month).first()
    if made is None and not found.missing:
        raise Refused(
            f"{month} 月的完成情况未知，还没有检查记录，不能说明。"
            if found.missing is None
            else f"{month} 月的计划已经完成，不需要说明。"
        )
    if made is None:
        made = PlanShortfall(plan=plan, month=month)
    made.missing = made.missing if found.missing is None else found.missing
    made.reason, made.explained_by_id, made.explained_on = reason.strip(), by.pk, today
    made.save()
    event = ShortfallExplained(month=month, missing=made.missing, reason=made.reason)
    record(event, by=by, subject=plan)
    worklist.meet(made, kinds.EXPLAIN_MONTH.name, by=by)
    return made


def _locked(plan: AnnualPlan) -> AnnualPlan:
    links = ("agency__area",)
    return AnnualPlan.objects.select_for_update(of=("self",)).select_related(*links).get(pk=plan.pk)
