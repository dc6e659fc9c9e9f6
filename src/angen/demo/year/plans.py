"""Annual plans: 3,200 enterprises of 2021 in 54 township plans, and what counties and city add."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from angen.demo.scribe import Scribe
from angen.demo.year.diary import FOREVER, Unit, working_days
from angen.enterprises.models import Enterprise
from angen.enterprises.states import Risk
from angen.orgs.models import Agency
from angen.plans.models import AnnualPlan, BudgetDays, PlanItem, WorkdayBudget
from angen.plans.states import DayKind, ItemKind, PlanState

KEY_RISKS = Risk.gravest(2)  # as the national pack says
KEY_COST, GENERAL_COST = Decimal("3.0"), Decimal("1.5")
# Days a head that are not supervision, by kind; about half of a year.
AWAY = {
    DayKind.OVERALL: 12,
    DayKind.LICENSING: 2,
    DayKind.ACCIDENTS: 3,
    DayKind.REPORTS: 8,
    DayKind.JOINT: 10,
    DayKind.WINDOW: 2,
    DayKind.AGENCIES: 1,
    DayKind.TEACHING: 8,
    DayKind.LITIGATION: 1,
    DayKind.ASSIGNED: 14,
    DayKind.OTHER: 4,
    DayKind.DUTY: 18,
    DayKind.MEETINGS: 15,
    DayKind.GUIDING: 6,
    DayKind.PARTY: 8,
    DayKind.SICK: 3,
    DayKind.LEAVE: 8,
}


def annual_plan(
    scribe: Scribe, unit: Unit, year: int, *, superior: Agency, state: PlanState
) -> AnnualPlan:
    """A body's plan with the days of its certified people; approved before the year's visits."""
    name = unit.agency.area.name
    plan = scribe.add(
        AnnualPlan(
            agency=unit.agency,
            year=year,
            working_days=len(working_days(dt.date(year, 1, 1), dt.date(year, 12, 31))),
            key_cost=KEY_COST,
            general_cost=GENERAL_COST,
            state=state,
            submitted_on=dt.date(year, 1, 4),
            approver=f"{name}人民政府",
            approval_document=f"{name}政字〔{year}〕{scribe.random.randrange(1, 30)}号",
            approved_on=dt.date(year, 1, 7),
            filed_with=superior,
            filed_on=dt.date(year, 1, 11),
            published_on=dt.date(year, 1, 15) if state == PlanState.PUBLISHED else None,
            published_at=f"{name}政务公开栏" if state == PlanState.PUBLISHED else "",
        )
    )
    _budget(scribe, plan, unit)
    return plan


def _budget(scribe: Scribe, plan: AnnualPlan, unit: Unit) -> None:
    first, last = dt.date(plan.year, 1, 1), dt.date(plan.year, 12, 31)
    days: dict[int, int] = {}
    for one in unit.holders:
        count = len(working_days(max(first, one.since), min(last, one.until)))
        days[one.officer] = max(days.get(one.officer, 0), count)
    for officer, count in days.items():
        if not count:
            continue
        budget = scribe.add(WorkdayBudget(plan=plan, officer_id=officer, working_days=count))
        for kind, away in AWAY.items():
            # Who is there for part of the year is away for part of it.
            amount = Decimal(round(away * count / plan.working_days * 2)) / 2
            scribe.add(BudgetDays(budget=budget, kind=kind, days=amount))


def township_items(
    scribe: Scribe, plan: AnnualPlan, enterprises: Sequence[Enterprise], months: int
) -> list[PlanItem]:
    """Who is of high risk twice, half a year apart; all others once. Over the first ``months``."""
    items, half = [], months // 2
    for place, enterprise in enumerate(enterprises):
        key = enterprise.risk in KEY_RISKS
        dates = [place % half + 1]
        if key:
            dates.append(dates[0] + half)
        elif place % 2:
            dates = [dates[0] + half]
        for month in dates:
            items.append(
                scribe.add(
                    PlanItem(
                        plan=plan,
                        enterprise=enterprise,
                        kind=ItemKind.KEY if key else ItemKind.GENERAL,
                        month=month,
                        reason=enterprise.get_risk_display() if key else "一般企业",
                    )
                )
            )
    return items


def merged_items(scribe: Scribe, plan: AnnualPlan, items: Sequence[PlanItem], count: int) -> None:
    """Visits of a county or the city that are made together with those of the townships."""
    keys = [item for item in items if item.kind == ItemKind.KEY]
    for item in scribe.random.sample(keys, min(count, len(keys))):
        scribe.add(
            PlanItem(
                plan=plan,
                enterprise_id=item.enterprise_id,
                kind=ItemKind.KEY,
                month=item.month,
                reason="与乡镇（街道）合并检查",
                merged_into=item,
            )
        )


def held_until(unit: Unit, on: dt.date) -> dt.date:
    """The last day on which the unit has two people who may inspect, as seen from ``on``."""
    ends = sorted((one.until for one in unit.holders if one.since <= on), reverse=True)
    return ends[1] if len(ends) > 1 else dt.date.min if not ends else min(ends[0], FOREVER)
