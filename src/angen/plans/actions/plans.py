"""An annual plan from the first draft to publication, and its changes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from angen.audit.actions import record
from angen.kernel.access import Actor, require
from angen.kernel.calendar import working_days_of_year
from angen.kernel.refusal import Refused
from angen.orgs.models import Agency
from angen.plans import kinds
from angen.plans.actions import duties
from angen.plans.events.plans import (
    FiguresSet,
    PlanApproved,
    PlanDrafted,
    PlanFiled,
    PlanPublished,
    PlanReturned,
    PlanSubmitted,
    PlanSuperseded,
)
from angen.plans.models import AnnualPlan, BudgetDays, PlanItem, WorkdayBudget
from angen.plans.queries import plans as queries
from angen.plans.queries.rules import due, needed
from angen.plans.states import CAPS, FILING, IN_FORCE, PLAN_DUTY, PLAN_RULES, PlanState
from angen.plans.states import annual_plan as machine
from angen.worklist import actions as worklist
from angen.worklist.kinds import Kind

KEY_COST, GENERAL_COST = "plan_key_visit_days", "plan_general_visit_days"
APPROVE_IN, FILE_IN = "plan_approval_days", "plan_filing_working_days"
PUBLISH_IN = "plan_publish_working_days"


def _wait(
    plan: AnnualPlan, kind: Kind, term: str, start: dt.date, *, working: bool, by: Actor
) -> None:
    duties.wait(
        plan,
        kind,
        due(term, plan.agency.area, start, working=working),
        agency=plan.agency,
        title=f"{kind.label}：{plan}",
        url=reverse("plans:plan", args=[plan.pk]),
        working=working,
        by=by,
    )


@transaction.atomic
def draft_plan(agency: Agency, *, year: int, by: Actor) -> AnnualPlan:
    """Begin the plan of a year: working days of every officer, other days by past averages."""
    agency = Agency.objects.select_for_update(of=("self",)).select_related("area").get(pk=agency.pk)
    if AnnualPlan.objects.filter(agency=agency, year=year).exists():
        raise Refused(f"{agency.name}已有 {year} 年度计划，需要改动的请“调整计划”。")
    local, provisional = queries.calendar_of(agency, year)
    first = dt.date(year, 1, 1)
    plan = AnnualPlan.objects.create(
        agency=agency,
        year=year,
        working_days=working_days_of_year(year, local),
        provisional=provisional,
        key_cost=needed(KEY_COST, "每次重点检查人日", agency.area, first),
        general_cost=needed(GENERAL_COST, "每次一般检查人日", agency.area, first),
    )
    require(by, "plans.keep", plan)
    # A term "from the last day of the year before" ends so many days into the year.
    _wait(plan, kinds.APPROVE_PLAN, APPROVE_IN, first - dt.timedelta(1), working=False, by=by)
    people = queries.officers_of(agency, year, local)
    offered = queries.offered_days(agency, year)
    budgets = WorkdayBudget.objects.bulk_create(
        [WorkdayBudget(plan=plan, officer_id=pk, working_days=n) for pk, n in people.items()]
    )
    BudgetDays.objects.bulk_create(
        [
            BudgetDays(budget=budget, kind=kind, days=days)
            for budget in budgets
            for kind, days in offered.items()
        ]
    )
    event = PlanDrafted(year=year, version=1, officers=len(people), reason="")
    record(event, by=by, subject=plan)
    return plan


def _locked(plan: AnnualPlan) -> AnnualPlan:
    links = ("agency__area",)
    return AnnualPlan.objects.select_for_update(of=("self",)).select_related(*links).get(pk=plan.pk)


@transaction.atomic
def submit_plan(plan: AnnualPlan, *, by: Actor) -> AnnualPlan:
    """Send it for approval; refused where it cannot be carried out or misses what law asks."""
    plan = _locked(plan)
    require(by, "plans.keep", plan)
    machine.move(plan, "submit")
    found = queries.judgement(plan)
    wanted = queries.demand_of(plan)
    _check(plan)
    plan.submitted_by_id, plan.submitted_on = by.pk, timezone.localdate()
    plan.save(update_fields=["state", "submitted_by", "submitted_on"])
    event = PlanSubmitted(
        there=f"{wanted.days - found.short:f}",
        wanted=f"{wanted.days:f}",
        key_visits=wanted.key,
        general_visits=wanted.general,
    )
    record(event, by=by, subject=plan)
    return plan


def _check(plan: AnnualPlan) -> None:
    found, wanted = queries.judgement(plan), queries.demand_of(plan)
    unfilled = plan.budgets.filter(days=None).count()
    if unfilled or not plan.budgets.exists():
        raise Refused(
            f"还有 {unfilled} 人没有填写其他工作日，监督检查工作日无法测算。"
            if unfilled
            else "没有持证在岗的执法人员，监督检查工作日无法测算。",
            article=PLAN_RULES,
        )
    if not wanted.days:
        raise Refused("计划里还没有检查，请先列入检查或填写随机抽查家数。", article=PLAN_DUTY)
    if not found.fits:
        ways = "；或".join(found.remedies)
        raise Refused(
            f"监督检查工作日不够，还差 {found.short:f} 人日。可以{ways}。", article=PLAN_RULES
        )
    rule = queries.share_rule(plan)
    # A number nobody could verify warns on the page, and refuses nobody.
    if rule is not None and rule.basis not in ("unverified", "design") and not found.keyed:
        raise Refused(f"重点检查工作日占比低于 {rule.value:.0%}，请调整。", article=rule.cite)
    missing = queries.missing_key(plan).count()
    if missing:
        raise Refused(f"还有 {missing} 家重点企业全年没有安排检查，请先列入。", article=FILING)
    often = queries.over_cap(plan)
    if often:
        name, count, cap = often[0]
        more = f"等 {len(often)} 家" if len(often) > 1 else ""
        raise Refused(
            f"{name}{more}计划检查 {count} 次，超过年度上限 {cap:f} 次，请减少。", article=CAPS
        )


@transaction.atomic
def return_plan(plan: AnnualPlan, *, reason: str, by: Actor) -> AnnualPlan:
    """Send it back to be worked over."""
    plan = _locked(plan)
    require(by, "plans.approve", plan)
    machine.move(plan, "return")
    if not reason.strip():
        raise Refused("请写明退回理由。")
    plan.save(update_fields=["state"])
    record(PlanReturned(reason=reason.strip()), by=by, subject=plan)
    return plan


@transaction.atomic
def approve_plan(
    plan: AnnualPlan, *, approver: str, document: str, approved_on: dt.date, by: Actor
) -> AnnualPlan:
    """Record the approval of the government of the same level; the version before is superseded."""
    plan = _locked(plan)
    require(by, "plans.approve", plan)
    machine.move(plan, "approve")
    if plan.submitted_by_id == by.pk:
        raise Refused("报批人不能登记自己报批的计划的批准，请由另一人办理。", article=PLAN_RULES)
    if not approver.strip() or not document.strip():
        raise Refused("请填写批准机关和批准文号。", article=PLAN_RULES)
    if approved_on > timezone.localdate() or (
        plan.submitted_on and approved_on < plan.submitted_on
    ):
        raise Refused("批准日期应在报批之后、不晚于今天，请核对。")
    before = AnnualPlan.objects.select_for_update().filter(
        agency=plan.agency, year=plan.year, state__in=IN_FORCE
    )
    for old in before:
        machine.move(old, "supersede")
        old.save(update_fields=["state"])
        record(PlanSuperseded(version=plan.version), by=by, subject=old)
        for kind in (kinds.FILE_PLAN, kinds.PUBLISH_PLAN):
            worklist.cancel(old, kind.name, reason="计划已被新版替代", by=by)
    plan.approver, plan.approval_document = approver.strip(), document.strip()
    plan.approved_on = approved_on
    plan.save(update_fields=["state", "approver", "approval_document", "approved_on"])
    event = PlanApproved(
        approver=plan.approver, document=plan.approval_document, approved_on=approved_on
    )
    record(event, by=by, subject=plan)
    worklist.meet(plan, kinds.APPROVE_PLAN.name, by=by)
    _wait(plan, kinds.FILE_PLAN, FILE_IN, approved_on, working=True, by=by)
    _wait(plan, kinds.PUBLISH_PLAN, PUBLISH_IN, approved_on, working=True, by=by)
    return plan


@transaction.atomic
def file_plan(plan: AnnualPlan, *, agency: Agency, filed_on: dt.date, by: Actor) -> AnnualPlan:
    """Record the filing with a body of the level above."""
    plan = _locked(plan)
    require(by, "plans.file", plan)
    machine.move(plan, "file")
    home, above = plan.agency.area.path, agency.area.path
    if home == above or not home.startswith(above):
        raise Refused("备案机关应是上一级部门，请重新选择。", article=FILING)
    if filed_on > timezone.localdate() or (plan.approved_on and filed_on < plan.approved_on):
        raise Refused("备案日期应在批准之后、不晚于今天，请核对。")
    plan.filed_with, plan.filed_on = agency, filed_on
    plan.save(update_fields=["state", "filed_with", "filed_on"])
    record(PlanFiled(agency=agency.name, filed_on=filed_on), by=by, subject=plan)
    worklist.meet(plan, kinds.FILE_PLAN.name, by=by)
    return plan


@transaction.atomic
def publish_plan(plan: AnnualPlan, *, place: str, published_on: dt.date, by: Actor) -> AnnualPlan:
    """Record where it was published."""
    plan = _locked(plan)
    require(by, "plans.keep", plan)
    machine.move(plan, "publish")
    if not place.strip():
        raise Refused("请填写公布位置。", article=CAPS)
    if published_on > timezone.localdate() or (plan.filed_on and published_on < plan.filed_on):
        raise Refused("公布日期应在备案之后、不晚于今天，请核对。")
    plan.published_at, plan.published_on = place.strip(), published_on
    plan.save(update_fields=["state", "published_at", "published_on"])
    event = PlanPublished(published_on=published_on, place=plan.published_at)
    record(event, by=by, subject=plan)
    worklist.meet(plan, kinds.PUBLISH_PLAN.name, by=by)
    return plan


@transaction.atomic
def change_plan(plan: AnnualPlan, *, reason: str, by: Actor) -> AnnualPlan:
    """Begin a new version with all that the old one holds; it needs approval and filing anew."""
    plan = _locked(plan)
    require(by, "plans.keep", plan)
    if plan.state not in IN_FORCE:
        raise Refused("只有批准过的现行计划才能调整；起草中的请直接修改。", article=PLAN_RULES)
    if not reason.strip():
        raise Refused("请写明调整理由。", article=PLAN_RULES)
    versions = AnnualPlan.objects.filter(agency=plan.agency, year=plan.year)
    if versions.filter(state__in=[PlanState.DRAFT, PlanState.SUBMITTED]).exists():
        raise Refused("已有一个调整版本在起草或报批，请先办完。")
    made = AnnualPlan.objects.create(
        agency=plan.agency,
        year=plan.year,
        version=plan.version + 1,
        working_days=plan.working_days,
        provisional=plan.provisional,
        key_cost=plan.key_cost,
        general_cost=plan.general_cost,
        draw_count=plan.draw_count,
        change_reason=reason.strip(),
    )
    people = _copy(plan, made)
    event = PlanDrafted(
        year=plan.year, version=made.version, officers=people, reason=made.change_reason
    )
    record(event, by=by, subject=made)
    return made


def _copy(plan: AnnualPlan, made: AnnualPlan) -> int:
    people = 0
    for old in plan.budgets.prefetch_related("days"):
        people += 1
        new = WorkdayBudget.objects.create(
            plan=made, officer_id=old.officer_id, working_days=old.working_days
        )
        BudgetDays.objects.bulk_create(
            [BudgetDays(budget=new, kind=one.kind, days=one.days) for one in old.days.all()]
        )
    PlanItem.objects.bulk_create(
        [
            PlanItem(
                plan=made,
                enterprise_id=one.enterprise_id,
                kind=one.kind,
                month=one.month,
                reason=one.reason,
                merged_into_id=one.merged_into_id,
            )
            for one in plan.items.all()
        ],
        batch_size=2000,
    )
    return people


@transaction.atomic
def set_figures(
    plan: AnnualPlan, *, draw_count: int, key_cost: Decimal, general_cost: Decimal, by: Actor
) -> AnnualPlan:
    """How many are left to the draw, and what a visit costs in person-days."""
    plan = _locked(plan)
    require(by, "plans.keep", plan)
    if plan.state != PlanState.DRAFT:
        raise Refused("报批后的计划不能修改，需要改动的请“调整计划”。", article=PLAN_RULES)
    if key_cost <= 0 or general_cost <= 0 or draw_count < 0:
        raise Refused("每次检查的人日应大于 0，随机抽查家数不能为负。")
    plan.draw_count, plan.key_cost, plan.general_cost = draw_count, key_cost, general_cost
    plan.save(update_fields=["draw_count", "key_cost", "general_cost"])
    event = FiguresSet(
        draw_count=draw_count, key_cost=f"{key_cost:f}", general_cost=f"{general_cost:f}"
    )
    record(event, by=by, subject=plan)
    return plan
