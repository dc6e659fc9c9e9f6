"""What a plan stands on: days, visits, shares, caps, overlaps, and what has been done."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from angen.enterprises.models import Enterprise, Supervision
from angen.enterprises.states import WORKING, Risk
from angen.kernel.calendar import LAST_YEAR, LocalDays, working_days_between
from angen.orgs.models import Agency, Appointment, Certificate
from angen.plans.budget import Capacity, Demand, Judgement, averages, capacity, judge
from angen.plans.models import AnnualPlan, BudgetDays, PlanItem, WorkdayBudget
from angen.plans.queries.caps import campaign_visits, plan_visits
from angen.plans.queries.rules import caps, whole
from angen.plans.states import IN_FORCE, DayKind, ItemKind
from angen.rulebook.queries import Ruling, value
from angen.worklist.queries.days import local_days

KEY_CLASSES = "key_risk_classes"
SHARE = "key_inspection_share"
AVERAGED = "plan_average_years"


def calendar_of(agency: Agency, year: int) -> tuple[LocalDays, bool]:
    """The calendar a plan counts by, and whether holidays of the year are not known yet."""
    local = local_days(agency.area, [year])
    return local, year > LAST_YEAR and year not in local.covered


def officers_of(agency: Agency, year: int, local: LocalDays) -> dict[int, int]:
    """Working days of the year by officer: in post in the body and holding a certificate."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    posts = Appointment.objects.filter(
        agency=agency, works_elsewhere="", valid_from__lte=last
    ).exclude(valid_to__lt=first)
    held = Certificate.objects.filter(
        kind=Certificate.Kind.ENFORCEMENT, valid_from__lte=last
    ).exclude(valid_to__lt=first)
    certified = set(
        held.filter(officer__in=posts.values("officer")).values_list("officer", flat=True)
    )
    days: dict[int, int] = {}
    for officer, since, until in posts.values_list("officer", "valid_from", "valid_to"):
        if officer in certified:
            start, end = max(since, first), min(until or last, last)
            count = working_days_between(start - dt.timedelta(1), end, local)
            days[officer] = max(days.get(officer, 0), count)
    return days


def past_days(agency: Agency, year: int) -> dict[int, dict[str, Decimal]]:
    """Days a head of each kind in the years before, as far as there were plans (前3个年度)."""
    back = whole(AVERAGED, agency.area, dt.date(year, 1, 1)) or 0
    years: dict[int, dict[str, Decimal]] = {}
    for before in range(year - back, year):
        plan = AnnualPlan.objects.filter(agency=agency, year=before, state__in=IN_FORCE).first()
        people = plan.budgets.count() if plan else 0
        if plan and people:
            rows = BudgetDays.objects.filter(budget__plan=plan).values_list("kind", "days")
            total: Counter[str] = Counter()
            for kind, days in rows:
                total[kind] += days  # type: ignore[assignment]
            years[before] = {kind: Decimal(days) / people for kind, days in total.items()}
    return years


def offered_days(agency: Agency, year: int) -> dict[str, Decimal]:
    """Days a head of each kind: the average of the years before."""
    years = past_days(agency, year)
    return averages(years.values()) if years else {}


@dataclass(frozen=True)
class DayLine:
    """Days a head of one kind: as the plan has them, and by the average of the years before.

    Either is None where nobody said anything of it.
    """

    kind: str
    planned: Decimal | None
    past: Decimal | None


def day_lines(plan: AnnualPlan) -> tuple[list[int], list[DayLine]]:
    """The years averaged over, and every kind of days that are not supervision."""
    years = past_days(plan.agency, plan.year)
    past = averages(years.values()) if years else {}
    rows = BudgetDays.objects.filter(budget__plan=plan).values_list("kind")
    totals = dict(rows.annotate(total=Sum("days")).order_by())
    people = plan.budgets.count()
    lines = [
        DayLine(
            str(kind.label),
            (totals[kind] / people).quantize(Decimal("0.1")) if kind in totals else None,
            past.get(kind, Decimal(0)) if past else None,
        )
        for kind in DayKind
    ]
    return sorted(years), lines


def capacity_of(plan: AnnualPlan) -> Capacity:
    """The days there are."""
    days: dict[int, dict[str, Decimal]] = {}
    for budget, kind, amount in BudgetDays.objects.filter(budget__plan=plan).values_list(
        "budget", "kind", "days"
    ):
        days.setdefault(budget, {})[kind] = amount
    rows = WorkdayBudget.objects.filter(plan=plan).values_list("pk", "working_days")
    return capacity((working, days.get(pk, {})) for pk, working in rows)


def demand_of(plan: AnnualPlan) -> Demand:
    """The days it takes; merged visits cost nothing of their own."""
    rows = plan.items.filter(merged_into=None).values_list("kind").annotate(n=Count("pk"))
    by_kind = dict(rows.order_by("kind"))
    general = by_kind.get(ItemKind.GENERAL, 0) + plan.draw_count
    return Demand(by_kind.get(ItemKind.KEY, 0), general, plan.key_cost, plan.general_cost)


def share_rule(plan: AnnualPlan) -> Ruling | None:
    """The least share of key inspections that the rulebook sets for the year."""
    return value(SHARE, plan.agency.area, dt.date(plan.year, 1, 1))


def judgement(plan: AnnualPlan) -> Judgement:
    """Whether the plan can be carried out, and what would make it so."""
    rule = share_rule(plan)
    return judge(capacity_of(plan), demand_of(plan), rule.value if rule else None)


def supervised(agency: Agency, year: int) -> QuerySet[Enterprise]:
    """Enterprises the body supervises as the year begins (or on the day they come under it)."""
    held = Supervision.objects.filter(agency=agency, valid_from__lte=dt.date(year, 12, 31)).exclude(
        valid_to__lt=dt.date(year, 1, 1)
    )
    return Enterprise.objects.live().filter(pk__in=held.values("enterprise"), business__in=WORKING)


def missing_key(plan: AnnualPlan) -> QuerySet[Enterprise]:
    """Key enterprises that no visit of the plan reaches (应急〔2025〕11号: 年内至少 1 次).

    Which classes of risk are key the packs say; none where they do not.
    """
    rule = value(KEY_CLASSES, plan.agency.area, dt.date(plan.year, 1, 1))
    risks = Risk.gravest(int(rule.value)) if rule else []
    key = supervised(plan.agency, plan.year).filter(risk__in=risks)
    return key.exclude(pk__in=plan.items.values("enterprise")).order_by("name", "pk")


def over_cap(plan: AnnualPlan) -> list[tuple[str, int, Decimal]]:
    """Name, visits and cap of enterprises that plan and campaigns together visit too often."""
    limits = caps(plan.agency.area, dt.date(plan.year, 1, 1))
    if not limits:
        return []
    counts = plan_visits(plan)
    others = campaign_visits(plan.agency, plan.year)
    rows = Enterprise.objects.filter(pk__in=counts.keys(), risk__in=limits.keys())
    if max((counts + others).values(), default=0) <= min(limits.values()):
        return []
    return [
        (name, counts[pk] + others[pk], limits[risk])
        for pk, name, risk in rows.order_by("name", "pk").values_list("pk", "name", "risk")
        if counts[pk] + others[pk] > limits[risk]
    ]


def overlaps(plan: AnnualPlan) -> QuerySet[PlanItem]:
    """Visits of other bodies to the plan's enterprises in the same year: to be made one."""
    others = PlanItem.objects.filter(
        plan__year=plan.year, merged_into=None, enterprise__in=plan.items.values("enterprise")
    ).exclude(plan__agency=plan.agency)
    return others.exclude(plan__state="superseded").select_related("plan__agency", "enterprise")
