"""What 一企一档 shows of hazards: open ones, majors, own checks and listings."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from angen.enterprises.models import Enterprise
from angen.enterprises.sections import Context, section
from angen.inspections.queries.hazards import UNDER_WAY, days_over, overdue, time_left
from angen.kernel.access import Actor, rows

SHOWN = 10


def hazards(enterprise: Enterprise, actor: Actor) -> Context:
    """Numbers of one query, the open hazards in the order of their days, checks and listings."""
    today = timezone.localdate()
    seen: Any = rows(actor, "inspections.see_hazards").filter(enterprise=enterprise)
    counts = seen.aggregate(
        total=Count("pk", ~Q(state="dismissed")),
        open=Count("pk", UNDER_WAY),
        major=Count("pk", UNDER_WAY & Q(grade="major")),
        overdue=Count("pk", overdue(today)),
        repeated=Count("pk", Q(repeats__isnull=False) & ~Q(state="dismissed")),
    )
    found = seen.filter(UNDER_WAY).order_by("due_on", "-found_on")[:SHOWN]
    checks = rows(actor, "inspections.see_self_checks").filter(enterprise=enterprise)
    listings = rows(actor, "inspections.see_listings").filter(hazard__enterprise=enterprise)
    return {
        **counts,
        "hazards": [(one, time_left(one, today), days_over(one, today)) for one in found],
        "checks": checks.order_by("-checked_on", "-pk")[:3],
        "listings": listings.select_related("hazard").order_by("-proposed_on")[:SHOWN],
    }


section(
    "found-hazards",
    "隐患和自查",
    "inspections/hazard_section.html",
    hazards,
    permission="inspections.see_hazards",
    place=20,
)
