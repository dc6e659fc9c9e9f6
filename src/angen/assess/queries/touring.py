"""Which townships a level visited this month, and which still wait (月督月查)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from angen.assess.models import Tour
from angen.assess.states import TourFindingState, TourKind
from angen.kernel.access import Actor, rows
from angen.orgs.models import Area

MOST: Final = 300  # townships of a city; a province picks a city first


@dataclass(frozen=True)
class Line:
    """A township of the month: its visits, and how many findings are still open."""

    area: Area
    tours: list[Tour]
    open: int


def month_board(actor: Actor, on: dt.date) -> list[Line]:
    """The townships within reach; those not visited this month first."""
    reach = rows(actor, "assess.plan_tour").filter(level="township", until=None)
    areas = list(reach.select_related("parent").order_by("path")[:MOST])
    month = on.replace(day=1)
    seen = rows(actor, "assess.see_tours").filter(area__in=[area.pk for area in areas])
    made: dict[str, list[Tour]] = defaultdict(list)
    for tour in seen.filter(kind=TourKind.MONTHLY, month=month).order_by("since"):
        made[tour.area_id].append(tour)
    left: dict[str, int] = defaultdict(int)
    findings = rows(actor, "assess.see_tour_findings").exclude(state=TourFindingState.ACCEPTED)
    for code in findings.filter(tour__area__in=list(areas)).values_list("tour__area", flat=True):
        left[code] += 1
    lines = [Line(area, made[area.pk], left[area.pk]) for area in areas]
    return sorted(lines, key=lambda line: bool(line.tours))
