"""A sample of real papers for what the demo world did: numbered, set in type, sealed, checkable.

Only one township's: a paper takes some twenty milliseconds, and the demo should start quickly.
"""

from __future__ import annotations

from collections.abc import Sequence

from angen.inspections.documents import building
from angen.inspections.models import Hazard, Inspection, Order
from angen.inspections.states import InspectionState, OrderKind
from angen.orgs.models import Account, Agency
from angen.papers.actions import issue

RECORDS, ORDERS = 50, 50


def issue_sample(office: Agency, by: Account) -> int:
    """Issue records of the first visits of an office, and its first and latest orders to rectify.

    Returns how many. By day, so that the numbers of a series run with the dates.
    """
    visits = Inspection.objects.filter(agency=office, state=InspectionState.RECORDED)
    visits = visits.select_related("enterprise__area", "agency__area", "area")
    for visit in visits.order_by("started_at")[:RECORDS]:
        _record(visit, by)
    orders = Order.objects.filter(
        agency=office, kind=OrderKind.RECTIFY, inspection__agency=office
    ).select_related("inspection__enterprise__area", "inspection__agency__area", "agency__area")
    ordered = list(orders.order_by("issued_on", "pk"))
    sample = [*ordered[:ORDERS], *(one for one in ordered[ORDERS:] if one.state == "issued")]
    for order in sample:
        _order(order, by)
    Order.objects.bulk_update(sample, ["paper"])
    return min(RECORDS, visits.count()) + len(sample)


def _record(visit: Inspection, by: Account) -> None:
    issue(
        building.record(visit),
        agency=visit.agency,
        by=by,
        subject=visit,
        title=visit.party,
        key=f"inspection:{visit.pk}:record",
        on=visit.visited_on,
    )


def _order(order: Order, by: Account) -> None:
    assert order.inspection is not None
    document = building.order(
        order.inspection, _lines(list(order.hazards.all())), on=order.issued_on
    )
    order.paper = issue(
        document,
        agency=order.agency,
        by=by,
        subject=order,
        title=order.inspection.party,
        key=f"order:{order.pk}",
        on=order.issued_on,
    )


def _lines(hazards: Sequence[Hazard]) -> list[building.Line]:
    return [building.Line(one, one.first_due_on, one.unit, one.person, one.goal) for one in hazards]
