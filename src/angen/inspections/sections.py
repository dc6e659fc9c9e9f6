"""What this app shows on the page of an enterprise (一企一档)."""

from __future__ import annotations

from django.utils import timezone

from angen.desk.anywhere import anywhere
from angen.enterprises.models import Enterprise
from angen.enterprises.sections import Context, section
from angen.inspections.access import INSPECT, SEE
from angen.inspections.queries.caps import cap_of
from angen.kernel.access import Actor, rows

SHOWN = 10


def visits(enterprise: Enterprise, actor: Actor) -> Context:
    """The latest visits, and how many the year still allows."""
    found = rows(actor, SEE).filter(enterprise=enterprise).select_related("agency")
    return {
        "visits": list(found.order_by("-planned_on", "-pk")[:SHOWN]),
        "cap": cap_of(enterprise, timezone.localdate()),
        "may": anywhere(actor, INSPECT),
        "enterprise": enterprise,
    }


section(
    "visits",
    "现场检查",
    "inspections/visits_of_enterprise.html",
    visits,
    permission=SEE,
    place=70,
)
