"""What a campaign covers: who is in its scope, who is at the cap, whom the plan visits anyhow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from angen.enterprises.models import Enterprise
from angen.enterprises.states import WORKING
from angen.plans.models import AnnualPlan, Campaign, Draw, PlanItem
from angen.plans.queries.caps import items_between, visits_of_year
from angen.plans.queries.rules import caps
from angen.plans.queries.transcripts import DONE
from angen.plans.states import CampaignState


@dataclass(frozen=True)
class Listing:
    """What a list of enterprises would come to.

    ``merged`` go with a visit of the annual plan; ``full`` have no visit left this year.
    """

    alone: list[Enterprise]
    merged: list[tuple[Enterprise, PlanItem]]
    full: list[tuple[Enterprise, int, Decimal]]

    @property
    def count(self) -> int:
        """How many would be listed."""
        return len(self.alone) + len(self.merged)


def in_scope(campaign: Campaign) -> QuerySet[Enterprise]:
    """Working enterprises of the campaign's area, sectors and risks."""
    found = Enterprise.objects.live().filter(
        area__path__startswith=campaign.area.path, business__in=WORKING
    )
    if campaign.sectors:
        found = found.filter(sector__in=campaign.sectors)
    if campaign.risks:
        found = found.filter(risk__in=campaign.risks)
    return found.order_by("name", "pk")


def listing(campaign: Campaign, enterprises: Iterable[Enterprise]) -> Listing:
    """How enterprises would be listed: with the annual plan's visit, by themselves, or not at all."""
    several = list(enterprises)
    keys = [one.pk for one in several]
    planned = items_between(campaign.agency, campaign.starts_on, campaign.ends_on, keys)
    limits = caps(campaign.area, campaign.starts_on)
    counts = visits_of_year(campaign.agency, campaign.starts_on.year, keys) if limits else {}
    found = Listing([], [], [])
    for one in several:
        cap = limits.get(one.risk)
        if one.pk in planned:
            found.merged.append((one, planned[one.pk]))
        elif cap is not None and counts[one.pk] >= cap:
            found.full.append((one, counts[one.pk], cap))
        else:
            found.alone.append(one)
    return found


def draws_for(campaign: Campaign) -> QuerySet[Draw]:
    """Draws of the body that were carried out within the campaign's area."""
    return Draw.objects.filter(
        agency=campaign.agency,
        state__in=DONE,
        area__path__startswith=campaign.area.path,
        ends_on__gte=campaign.starts_on,
        starts_on__lte=campaign.ends_on,
    ).order_by("-prepared_at")


def drawn_in(draw: Draw) -> list[UUID]:
    """The enterprises a draw stands for now: those that were replaced have given way."""
    rows = draw.drawn.filter(successor=None).order_by("place")
    return list(rows.values_list("enterprise", flat=True))


def of_plan(plan: AnnualPlan) -> Sequence[Campaign]:
    """Campaigns of the plan's body that lie in its year."""
    rows = Campaign.objects.filter(agency=plan.agency, starts_on__year=plan.year)
    return list(rows.exclude(state=CampaignState.CANCELLED).order_by("starts_on", "pk"))
