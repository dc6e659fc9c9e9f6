"""Signed visits as days on site, for the monthly post allowance (rechecks included)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from angen.capacity import fieldwork
from angen.inspections.models import InspectionOfficer
from angen.inspections.states import InspectionState


def on_site(
    since: dt.date, until: dt.date, officers: Collection[int]
) -> Iterator[fieldwork.Worked]:
    """Each officer of each visit signed for these days."""
    parts = InspectionOfficer.objects.filter(
        inspection__state=InspectionState.RECORDED,
        inspection__visited_on__range=(since, until),
        officer__in=officers,
    )
    told = parts.order_by().values_list("officer", "inspection__visited_on", "inspection__party")
    for officer, on, party in told.iterator(5000):
        assert on is not None
        yield fieldwork.Worked(officer, on, party)


fieldwork.days_from("inspections", on_site)
