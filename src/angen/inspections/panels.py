"""What this app shows on the page of a visit besides its record: papers, and what is rechecked."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from angen.inspections.access import INSPECT
from angen.inspections.models import Inspection
from angen.inspections.parts import Context, part
from angen.inspections.queries import papers
from angen.inspections.queries import reported as to_see
from angen.inspections.queries.hazards import days_over, time_left
from angen.inspections.states import Origin
from angen.kernel.access import Actor, can, rows


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


def reported(visit: Inspection, actor: Actor) -> Context | None:
    """What others reported of the enterprise, to be seen on this visit; nothing where none is."""
    if visit.state not in to_see.WAITING or not can(actor, INSPECT, visit):
        return None
    found = {
        "hazards": list(to_see.hazards_to_verify(visit)),
        "reports": list(to_see.reports_to_verify(visit)),
    }
    return found if any(found.values()) else None


part("reported", "待现场核实", "inspections/parts/reported.html", reported, place=20)
part("rechecked", "复查的隐患", "inspections/parts/rechecked.html", rechecked, place=30)
part("papers", "执法文书", "inspections/parts/papers.html", papers_of, place=40)
