"""What this app shows on the page of a visit besides its record: papers, and what is rechecked."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from angen.inspections.models import Inspection
from angen.inspections.parts import Context, part
from angen.inspections.queries import papers
from angen.inspections.queries.hazards import days_over, time_left
from angen.inspections.states import Origin
from angen.kernel.access import Actor, rows


def papers_of(visit: Inspection, actor: Actor) -> Context | None:
    """Papers and orders, and what may be issued next; nothing before there is any."""
    found = papers.panel(visit, actor)
    return found if any(found.values()) else None


def rechecked(visit: Inspection, actor: Actor) -> Context | None:
    """On a recheck: the hazards of the orders it looks at again, and how they stand."""
    if visit.origin != Origin.RECHECK:
        return None
    seen: Any = rows(actor, "inspections.see_hazards")
    today = timezone.localdate()
    found = seen.filter(inspection__in=papers.chain(visit)[1:]).exclude(order=None, decision=None)
    hazards = [
        (one, time_left(one, today), days_over(one, today))
        for one in found.order_by("due_on", "found_on", "pk")
    ]
    return {"hazards": hazards}


part("rechecked", "复查的隐患", "inspections/parts/rechecked.html", rechecked, place=30)
part("papers", "执法文书", "inspections/parts/papers.html", papers_of, place=40)
