"""The days that officers cannot give to supervision."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from angen.audit.actions import record
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused
from angen.orgs.models import Officer
from angen.plans.events.plans import DaysSet
from angen.plans.models import AnnualPlan, BudgetDays
from angen.plans.states import PLAN_RULES, DayKind, PlanState


@transaction.atomic
def set_days(
    plan: AnnualPlan, *, days: Mapping[str, Decimal], officer: Officer | None = None, by: Actor
) -> AnnualPlan:
    """Set the days of each kind, of one officer or alike for all; what was there is replaced."""
    plan = AnnualPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    require(by, "plans.keep", plan)
    if plan.state != PlanState.DRAFT:
        raise Refused("报批后的计划不能修改，需要改动的请“调整计划”。", article=PLAN_RULES)
    if not days or set(days) - set(DayKind.values) or any(n < 0 for n in days.values()):
        raise Refused("请按类填写天数，没有的填 0，不能为负。", article=PLAN_RULES)
    budgets = list(plan.budgets.all() if officer is None else plan.budgets.filter(officer=officer))
    if not budgets:
        raise Refused("计划里没有这名执法人员。")
    total = sum(days.values(), Decimal(0))
    least = min(budget.working_days for budget in budgets)
    if total > least:
        raise Refused(
            f"各类合计 {total:f} 天，超过法定工作日 {least} 天，请核对。", article=PLAN_RULES
        )
    BudgetDays.objects.filter(budget__in=budgets).delete()
    BudgetDays.objects.bulk_create(
        [
            BudgetDays(budget=budget, kind=kind, days=amount)
            for budget in budgets
            for kind, amount in days.items()
        ]
    )
    event = DaysSet(
        officer=str(officer.pk) if officer else "",
        days={kind: f"{amount:f}" for kind, amount in days.items() if amount},
    )
    record(event, by=by, subject=plan)
    return plan
