"""What a plan stands on: days, visits, shares, caps, overlaps, and what has been done."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, QuerySet

from angen.enterprises.models import Enterprise, Supervision
from angen.enterprises.states import WORKING, Risk
from angen.kernel.calendar import LAST_YEAR, LocalDays, working_days_between
from angen.orgs.models import Agency, Appointment, Certificate
from angen.plans import registry
from angen.plans.budget import Capacity, Demand, Judgement, averages, capacity, judge
from angen.plans.models import AnnualPlan, BudgetDays, PlanItem, WorkdayBudget
from angen.plans.queries.frame import caps
from angen.plans.states import IN_FORCE, ItemKind
from angen.rulebook.queries import Ruling, value
from angen.worklist.queries.days import local_days

KEY_RISKS = (Risk.RED, Risk.ORANGE)  # design: until the packs name the five classes of 山东条例
SHARE = "key_inspection_share"


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


def offered_days(agency: Agency, year: int) -> dict[str, Decimal]:
    """Days a head of each kind: the average of up to three years before (前3个年度平均值)."""
    years = []
    for before in range(year - 3, year):
        plan = AnnualPlan.objects.filter(agency=agency, year=before, state__in=IN_FORCE).first()
        people = plan.budgets.count() if plan else 0
        if plan and people:
            rows = BudgetDays.objects.filter(budget__plan=plan).values_list("kind", "days")
            total: Counter[str] = Counter()
            for kind, days in rows:
                total[kind] += days  # type: ignore[assignment]
            years.append({kind: Decimal(days) / people for kind, days in total.items()})
    return averages(years) if years else {}


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
    """Key enterprises that no visit of the plan reaches (应急〔2025〕11号: 年内至少 1 次)."""
    key = supervised(plan.agency, plan.year).filter(risk__in=KEY_RISKS)
    return key.exclude(pk__in=plan.items.values("enterprise")).order_by("name", "pk")


def over_cap(plan: AnnualPlan) -> list[tuple[str, int, Decimal]]:
    """Name, planned visits and cap of enterprises the plan visits too often."""
    limits = caps(plan.agency.area, dt.date(plan.year, 1, 1))
    rows = plan.items.filter(merged_into=None).values_list(
        "enterprise__name", "enterprise__risk"
    ).annotate(n=Count("pk"))  # fmt: skip
    return [
        (name, count, limits[risk])
        for name, risk, count in rows.order_by("enterprise__name")
        if risk in limits and count > limits[risk]
    ]


def overlaps(plan: AnnualPlan) -> QuerySet[PlanItem]:
    """Visits of other bodies to the plan's enterprises in the same year: to be made one."""
    others = PlanItem.objects.filter(
        plan__year=plan.year, merged_into=None, enterprise__in=plan.items.values("enterprise")
    ).exclude(plan__agency=plan.agency)
    return others.exclude(plan__state="superseded").select_related("plan__agency", "enterprise")


@dataclass(frozen=True)
class Month:
    """Visits due in a month and those of them made by now; ``done`` None: nobody records visits."""

    number: int
    due: int
    done: int | None

    @property
    def missing(self) -> int | None:
        """Due and not made."""
        return None if self.done is None else self.due - self.done


def months(plan: AnnualPlan) -> list[Month]:
    """Plan against done: an enterprise due in a month counts as done by a visit since January.

    The visit is one of the plan's own body, no recheck; the number ``plan_completion`` follows the
    same rule. One visit fulfils one item; the earlier items are fulfilled first, so doing more elsewhere never
    makes up for an enterprise that was not visited.
    """
    rows = plan.items.filter(merged_into=None).order_by("month", "pk")
    items = list(rows.values_list("month", "enterprise"))
    left = _made(plan, [one for _, one in items]) if registry.connected() else None
    due: Counter[int] = Counter()
    done: Counter[int] = Counter()
    for month, one in items:
        due[month] += 1
        if left is not None and left.get(one, 0) > 0:
            left[one] -= 1
            done[month] += 1
    return [Month(n, due[n], None if left is None else done[n]) for n in range(1, 13)]


def _made(plan: AnnualPlan, enterprises: list[UUID]) -> dict[UUID, int]:
    first, last = dt.date(plan.year, 1, 1), dt.date(plan.year, 12, 31)
    visits = registry.visits(first, last, enterprises)
    own = (v for v in visits if v.counts and v.agency in (None, plan.agency_id))
    made: Mapping[UUID, int] = Counter(visit.enterprise for visit in own)
    return dict(made)
