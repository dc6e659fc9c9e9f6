"""The body that answers for a unit, for deadlines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final

from angen.desk.dated import holds
from angen.orgs.models import Agency

Kind = Agency.Kind
# The first kind that a unit has answers for it.
ANSWERS: Final = (
    Kind.COMMITTEE_OFFICE,
    Kind.TOWNSHIP_OFFICE,
    Kind.PARK_OFFICE,
    Kind.EMERGENCY_BUREAU,
    Kind.ENFORCEMENT_BRIGADE,
)


def offices_of(codes: Collection[str], on: dt.date) -> dict[str, Agency]:
    """The office of each area that has one; one query."""
    rows = Agency.objects.filter(holds(on), area__in=list(codes), kind__in=ANSWERS)
    ordered = sorted(
        rows.select_related("area"), key=lambda each: (-ANSWERS.index(Kind(each.kind)), -each.pk)
    )
    return {each.area_id: each for each in ordered}
