"""How often an enterprise is to be visited in a year, by plan and campaigns together."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Count, Q

from angen.orgs.models import Agency
from angen.plans import registry
from angen.plans.models import AnnualPlan, CampaignItem, PlanItem
from angen.plans.states import CampaignState, PlanState


def campaign_visits(agency: Agency, year: int) -> Counter[UUID]:
    """Visits by the campaigns of a body in a year; merged ones are the annual plan's."""
    rows = CampaignItem.objects.filter(
        campaign__agency=agency, due_on__year=year, merged_into=None
    ).exclude(campaign__state=CampaignState.CANCELLED)
    return _counted(rows.values_list("enterprise").annotate(n=Count("pk")).order_by())


def plan_visits(plan: AnnualPlan) -> Counter[UUID]:
    """Visits a plan makes itself."""
    rows = PlanItem.objects.filter(plan=plan, merged_into=None)
    return _counted(rows.values_list("enterprise").annotate(n=Count("pk")).order_by())


def latest_plan(agency: Agency, year: int) -> AnnualPlan | None:
    """The newest version of a body's plan, be it still in work."""
    rows = AnnualPlan.objects.filter(agency=agency, year=year)
    return rows.exclude(state=PlanState.SUPERSEDED).order_by("-version").first()


def visits_of_year(agency: Agency, year: int, among: Sequence[UUID]) -> Counter[UUID]:
    """For each of ``among`` the visits planned for a year, or those made or arranged if these are more.

    国办发〔2024〕54号 has each body publish its own cap. Here an enterprise has one quota for all
    bodies, a design that is stricter, as when a visit is refused.
    """
    plan = latest_plan(agency, year)
    planned = campaign_visits(agency, year) + (plan_visits(plan) if plan else Counter())
    made = registry.arranged(year, among)
    return Counter({one: max(planned[one], made[one]) for one in among})


def items_between(
    agency: Agency, since: dt.date, until: dt.date, among: Iterable[UUID]
) -> dict[UUID, PlanItem]:
    """The visit that the body's own plan in force makes to each enterprise within these months."""
    months = Q()
    for year in range(since.year, until.year + 1):
        first = since.month if year == since.year else 1
        last = until.month if year == until.year else 12
        months |= Q(plan__year=year, month__gte=first, month__lte=last)
    rows = PlanItem.objects.filter(
        months,
        plan__agency=agency,
        plan__state__in=["approved", "filed", "published"],
        merged_into=None,
        enterprise__in=list(among),
    )
    return {item.enterprise_id: item for item in rows.order_by("-plan__year", "-month")}


def _counted(rows: Iterable[tuple[UUID, int]]) -> Counter[UUID]:
    return Counter(dict(rows))
