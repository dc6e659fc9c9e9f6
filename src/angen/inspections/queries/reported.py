"""What others reported of an enterprise and officers have not seen on the spot yet."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from angen.inspections.models import Hazard, Inspection, VillageFinding
from angen.inspections.states import FindingState, Grade, HazardState, InspectionState, Source

WAITING = (InspectionState.SUBMITTED, InspectionState.APPROVED, InspectionState.UNDERWAY)


def hazards_to_verify(visit: Inspection) -> QuerySet[Hazard]:
    """Hazards of the enterprise that the body follows up and no visit found, none ordered yet.

    General ones of the enterprise's own checks it removes and accepts itself (湘政办意见 第16条).
    """
    found = Hazard.objects.filter(
        enterprise=visit.enterprise_id,
        agency=visit.agency_id,
        inspection=None,
        order=None,
        decision=None,
        state=HazardState.FOUND,
    )
    own = Q(source=Source.SELF_CHECK, grade=Grade.GENERAL)
    return found.exclude(own).order_by("found_on", "pk")


def reports_to_verify(visit: Inspection) -> QuerySet[VillageFinding]:
    """Reports of villages about the enterprise that the body has not dealt with."""
    found = VillageFinding.objects.filter(
        enterprise=visit.enterprise_id, agency=visit.agency_id, state=FindingState.REPORTED
    )
    return found.select_related("area").order_by("found_on", "pk")


def visit_under_way(agency: int, enterprise: UUID | None) -> Inspection | None:
    """The body's visit to the enterprise that is going on now, the latest if there are several."""
    found = Inspection.objects.filter(
        agency=agency, enterprise=enterprise, state=InspectionState.UNDERWAY
    )
    return found.order_by("-started_at", "-pk").first()
