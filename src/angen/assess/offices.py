"""The body that answers for a unit, for deadlines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final

from angen.desk.dated import holds
from angen.kernel.access import Actor
from angen.orgs.models import Account, Agency, Area

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


def office_of(area: Area, on: dt.date) -> Agency | None:
    """The office of one area."""
    return offices_of([area.pk], on).get(area.pk)


def own_office(by: Actor, permission: str, on: dt.date) -> Agency | None:
    """The body an actor comes from: that of the account, else the office of the reached area."""
    own = Account.objects.filter(pk=by.pk).values_list("agency", flat=True).first()
    if own is not None:
        return Agency.objects.select_related("area").get(pk=own)
    paths = [reach.key for reach in by.reach(permission) if reach.kind == "area"]
    areas = Area.objects.filter(path__in=paths).order_by("path").values_list("pk", flat=True)
    offices = offices_of(list(areas), on)
    return next((offices[code] for code in areas if code in offices), None)
