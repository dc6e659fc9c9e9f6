"""What everybody may know of plans, draws and campaigns: no person, and no visit still to come."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from angen.desk.dated import holds
from angen.enterprises.states import Risk
from angen.plans.models import AnnualPlan, Campaign, CatalogueItem, Draw
from angen.plans.states import (
    CAMPAIGN_APPROVED,
    OPEN_TO_PUBLIC,
    CampaignKind,
    CampaignState,
    ItemKind,
    PlanState,
)
from angen.policy.pack import PackValue
from angen.rulebook.queries import active_packs
from angen.worklist.queries.days import now

# How a list is narrowed to a year.
YEARS: dict[Any, str] = {
    AnnualPlan: "year",
    Campaign: "starts_on__year",
    Draw: "starts_on__year",
}


@dataclass(frozen=True)
class Figures:
    """The numbers of a plan: enterprises and visits, not whom."""

    key_enterprises: int
    key_visits: int
    general_visits: int
    months: tuple[tuple[int, int], ...]  # month and visits, all twelve


@dataclass(frozen=True)
class Caps:
    """The caps of one policy: risk and number with its clause."""

    title: str
    document: str
    lines: tuple[tuple[str, PackValue], ...]


def plans() -> QuerySet[AnnualPlan]:
    """Published plans, by area."""
    rows = AnnualPlan.objects.filter(state=PlanState.PUBLISHED)
    return rows.select_related("agency").order_by("agency__area__path", "agency__name")


def catalogue() -> QuerySet[CatalogueItem]:
    """Published matters of random inspection that hold today."""
    today = now().date()
    rows = CatalogueItem.objects.filter(holds(today), published_on__lte=today)
    return rows.select_related("agency").order_by("agency__area__path", "name", "pk")


def draws() -> QuerySet[Draw]:
    """Draws that were committed to in public, the newest first."""
    rows = Draw.objects.filter(state__in=OPEN_TO_PUBLIC)
    return rows.select_related("agency", "item").order_by("-committed_at", "pk")


def campaigns() -> QuerySet[Campaign]:
    """Approved campaigns; those that come unannounced only after they ended (四不两直)."""
    rows = Campaign.objects.filter(state__in=CAMPAIGN_APPROVED).exclude(
        Q(kind=CampaignKind.UNANNOUNCED) & ~Q(state=CampaignState.FINISHED)
    )
    return rows.select_related("agency", "area").order_by("-starts_on", "pk")


def years_of(rows: QuerySet[Any]) -> list[int]:
    """The years there is something of, the newest first."""
    found = rows.order_by().values_list(YEARS[rows.model], flat=True).distinct()
    return sorted(found, reverse=True)


def figures(plan: AnnualPlan) -> Figures:
    """What a plan comes to."""
    rows = plan.items.filter(merged_into=None).order_by()
    kinds = dict(rows.values_list("kind").annotate(n=Count("pk")))
    key = rows.filter(kind=ItemKind.KEY).aggregate(n=Count("enterprise", distinct=True))["n"]
    by_month = Counter(dict(rows.values_list("month").annotate(n=Count("pk"))))
    return Figures(
        key,
        kinds.get(ItemKind.KEY, 0),
        kinds.get(ItemKind.GENERAL, 0),
        tuple((month, by_month[month]) for month in range(1, 13)),
    )


def caps(on: dt.date | None = None) -> list[Caps]:
    """The caps of every policy in force that sets any."""
    day = on or now().date()
    found = []
    for pack in active_packs():
        lines = [
            (str(risk.label), number)
            for risk in Risk
            if (number := pack.value(f"visits_cap_{risk.value}", day)) is not None
        ]
        if lines:
            found.append(Caps(pack.head.title, pack.head.document, tuple(lines)))
    return found
