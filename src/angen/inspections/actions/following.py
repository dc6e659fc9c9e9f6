"""What the worklist waits for while an order is open; kept by every act that changes an order."""

from __future__ import annotations

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from angen.inspections import kinds
from angen.inspections.models import Hazard, Order
from angen.inspections.queries import powers, terms
from angen.inspections.queries.hazards import account_of
from angen.inspections.states import POWERS, HazardState, OrderKind, OrderState
from angen.kernel.access import Actor
from angen.kernel.calendar import Due
from angen.orgs.models import Account
from angen.worklist.actions import cancel, expect, meet
from angen.worklist.actions import move as move_end
from angen.worklist.kinds import Kind
from angen.worklist.models import Deadline


def page_of(order: Order) -> str:
    """Where an order is followed up."""
    return reverse("inspections:order", args=[order.pk])


def title_of(order: Order) -> str:
    """The party and the paper, as the worklist shows them."""
    party = order.inspection.party if order.inspection else order.enterprise.name
    return f"{party} {order}"


def follow(order: Order, *, why: str, by: Actor) -> None:
    """Wait for what an order now waits for: its end and its recheck, or a review of measures.

    What is waited for no more was met by the act that calls this, or falls away with the order.
    """
    if order.state == OrderState.VOIDED:
        for kind in (kinds.RECTIFY, kinds.OWN_ORDER, kinds.RECHECK, kinds.REVIEW_MEASURES):
            cancel(order, kind.name, reason=why, by=by)
        return
    hazards = [one for one in terms.open_of(order) if _here(order, one)]
    left = [one.due_on for one in hazards if one.state == HazardState.RECTIFYING]
    area = order.agency.area
    ends = [one for one in left if one is not None]
    end = Due(min(ends), article=POWERS) if ends else None
    _wait(order, kinds.RECTIFY, end, why, by)
    speaker = account_of(order.enterprise, timezone.localdate())
    if end is None or speaker is not None:
        _wait(order, kinds.OWN_ORDER, end, why, by, speaker)
    dues = [due for one in hazards if (due := terms.recheck_due(one, area)) is not None]
    soonest = min(dues, key=lambda due: due.day, default=None)
    _wait(order, kinds.RECHECK, soonest, why, by)
    if order.kind == OrderKind.HANDLE:
        waiting = order.state == OrderState.ISSUED
        _wait(
            order,
            kinds.REVIEW_MEASURES,
            terms.review_due(order, area) if waiting else None,
            why,
            by,
        )


def _here(order: Order, hazard: Hazard) -> bool:
    """Whether the hazard is waited for with this order: with its order to rectify, if it has one."""
    return order.kind == OrderKind.RECTIFY or hazard.order_id is None


def _wait(
    order: Order, kind: Kind, due: Due | None, why: str, by: Actor, account: Account | None = None
) -> None:
    known = Deadline.objects.of(order).waiting().filter(kind=kind.name).first()
    if due is None:
        if known is not None:
            meet(order, kind.name, by=by)
        return
    if known is None:
        wait(order, kind, due, order, by=by, account=account)
    elif known.due_on != due.day:
        move_end(order, kind.name, due, reason=why, by=by, article=due.article)


def wait(
    subject: Model,
    kind: Kind,
    due: Due,
    order: Order,
    *,
    by: Actor,
    account: Account | None = None,
) -> None:
    """Expect something of the enterprise's ``account``, or of the officer who led the visit."""
    expect(
        subject,
        kind.name,
        due,
        agency=order.agency,
        title=title_of(order),
        url=page_of(order),
        by=by,
        officer=None if account else powers.lead(order.inspection),
        account=account,
    )
