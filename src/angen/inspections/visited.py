"""Signed visits as plans see them: for completion, for caps, and for who came last.

A recheck and the check of a report are told too, because their officers came last, but they count
neither as a visit the plan promised nor against the yearly cap (国办发〔2024〕54号).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q

from angen.inspections.models import Inspection
from angen.inspections.queries.caps import FREE, capped
from angen.inspections.states import InspectionState
from angen.plans import registry

TOLD = ("enterprise", "visited_on", "origin", "plan_item", "campaign", "drawn")


def recorded(
    since: dt.date, until: dt.date, among: Sequence[UUID] | None
) -> Iterator[registry.Visit]:
    """The visits signed for these days, both included."""
    found = Inspection.objects.filter(
        state=InspectionState.RECORDED, visited_on__range=(since, until)
    )
    if among is not None:
        found = found.filter(enterprise__in=among)
    people = ArrayAgg("officers__officer", filter=Q(officers__isnull=False), default=[])
    rows = found.order_by().annotate(people=people).values_list(*TOLD, "people")
    for enterprise, on, origin, item, campaign, drawn, officers in rows.iterator(5000):
        assert on is not None
        yield registry.Visit(
            enterprise,
            on,
            tuple(officers),
            counts=origin not in FREE,
            plan_item=item,
            campaign=campaign,
            drawn=drawn,
        )


def arranged(year: int, among: Sequence[UUID] | None) -> dict[UUID, int]:
    """How many visits of a year, made or to come, each enterprise has that a cap limits."""
    found = capped(year)
    if among is not None:
        found = found.filter(enterprise__in=among)
    return dict(found.order_by().values_list("enterprise").annotate(n=Count("pk")))


registry.visits_from("inspections", recorded)
registry.arranged_from("inspections", arranged)
