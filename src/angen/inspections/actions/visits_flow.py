"""A scheme goes to the head and back, and a visit begins with two certified officers."""

from __future__ import annotations

import calendar
import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from angen.audit.actions import record
from angen.inspections import kinds
from angen.inspections.access import INSPECT
from angen.inspections.actions.visits import locked
from angen.inspections.events.visits import (
    VisitApproved,
    VisitBegun,
    VisitCancelled,
    VisitReturned,
    VisitSubmitted,
)
from angen.inspections.models import Inspection
from angen.inspections.queries.caps import FREE, cap_of
from angen.inspections.queries.origins import REACH
from angen.inspections.queries.team import busy, keys_of, usable
from angen.inspections.states import CARD, RECORD
from angen.inspections.states import inspection as machine
from angen.kernel.access import Actor, require
from angen.kernel.calendar import Due
from angen.kernel.refusal import Refused
from angen.plans.states import CAPS
from angen.worklist.actions import cancel, expect, meet

APPROVE = "inspections.approve"


def page_of(inspection: Inspection) -> str:
    """The page of the visit."""
    return reverse("inspections:visit", args=[inspection.pk])


@transaction.atomic
def submit_visit(inspection: Inspection, *, by: Actor) -> Inspection:
    """Ask for approval; a team that could not begin on the day is refused already here."""
    inspection = locked(inspection)
    require(by, INSPECT, inspection)
    machine.move(inspection, "submit")
    usable(inspection.agency, inspection.enterprise, keys_of(inspection), inspection.planned_on)
    inspection.submitted_by_id = by.pk
    inspection.save(update_fields=["state", "submitted_by"])
    record(VisitSubmitted(), by=by, subject=inspection)
    expect(
        inspection,
        kinds.APPROVE.name,
        Due(inspection.planned_on),
        agency=inspection.agency,
        title=str(inspection),
        url=page_of(inspection),
        article=REACH,
        by=by,
    )
    return inspection


@transaction.atomic
def return_visit(inspection: Inspection, *, reason: str, by: Actor) -> Inspection:
    """Send the scheme back, with the reason."""
    inspection = locked(inspection)
    require(by, APPROVE, inspection)
    if not reason.strip():
        raise Refused("请写明退回修改的理由。")
    machine.move(inspection, "return")
    inspection.save(update_fields=["state"])
    record(VisitReturned(reason=reason.strip()), by=by, subject=inspection)
    cancel(inspection, kinds.APPROVE.name, reason=reason, by=by)
    return inspection


@transaction.atomic
def approve_visit(inspection: Inspection, *, by: Actor) -> Inspection:
    """Approve the scheme, and with it the reason for going over the cap; by another hand."""
    inspection = locked(inspection)
    require(by, APPROVE, inspection)
    if by.pk in (inspection.made_by_id, inspection.submitted_by_id):
        raise Refused("拟定或报审的人不能批准自己的方案，请由另一位负责人审批。")
    if inspection.origin not in FREE and not inspection.over_cap_reason:
        cap = cap_of(inspection.enterprise, inspection.planned_on, but=inspection.pk)
        if cap.reached:
            raise Refused(
                f"该企业今年已检查或安排 {cap.made} 次，年度上限 {cap.limit:f} 次；"
                "请退回，由拟定人写明超上限理由。",
                article=CAPS,
            )
    machine.move(inspection, "approve")
    inspection.approved_by_id, inspection.approved_at = by.pk, timezone.now()
    inspection.save(update_fields=["state", "approved_by", "approved_at"])
    event = VisitApproved(over_cap_reason=inspection.over_cap_reason)
    record(event, by=by, subject=inspection)
    meet(inspection, kinds.APPROVE.name, by=by)
    _expect_of_lead(inspection, kinds.VISIT.name, last_day(inspection), REACH, by)
    return inspection


def last_day(inspection: Inspection) -> dt.date:
    """The last day of the period in which the visit falls due: of the draw, the round, the month."""
    if inspection.drawn is not None:
        return max(inspection.drawn.draw.ends_on, inspection.planned_on)
    if inspection.cross_pair is not None:
        return inspection.cross_pair.round.ends_on
    day = inspection.planned_on
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _expect_of_lead(
    inspection: Inspection, kind: str, day: dt.date, article: str, by: Actor
) -> None:
    lead = inspection.officers.filter(lead=True).select_related("officer").first()
    expect(
        inspection,
        kind,
        Due(day),
        agency=inspection.agency,
        officer=lead.officer if lead else None,
        title=str(inspection),
        url=page_of(inspection),
        article=article,
        by=by,
    )


@transaction.atomic
def cancel_visit(inspection: Inspection, *, reason: str, by: Actor) -> Inspection:
    """Give up a visit that has not begun."""
    inspection = locked(inspection)
    require(by, INSPECT, inspection)
    if not reason.strip():
        raise Refused("请写明取消检查的原因。")
    machine.move(inspection, "cancel")
    inspection.cancelled_for = reason.strip()
    inspection.save(update_fields=["state", "cancelled_for"])
    record(VisitCancelled(reason=reason.strip()), by=by, subject=inspection)
    for kind in (kinds.APPROVE, kinds.VISIT):
        cancel(inspection, kind.name, reason=reason, by=by)
    return inspection


@transaction.atomic
def begin_visit(inspection: Inspection, *, card_shown: bool, by: Actor) -> Inspection:
    """Begin on site: enough officers who may enforce today, cards shown, nobody in two places."""
    inspection = locked(inspection)
    require(by, INSPECT, inspection)
    machine.move(inspection, "begin")
    if not card_shown:
        raise Refused("请先出示行政执法证件，再开始检查；不出示的，企业有权拒绝。", article=CARD)
    now = timezone.now()
    today = timezone.localdate(now)
    held = usable(inspection.agency, inspection.enterprise, keys_of(inspection), today)
    _free_lead(inspection)
    for one in inspection.officers.all():
        certificate = held[one.officer_id]
        one.certificate, one.number = certificate, certificate.number
        one.save(update_fields=["certificate", "number"])
    inspection.card_shown, inspection.visited_on, inspection.started_at = True, today, now
    inspection.save(update_fields=["state", "card_shown", "visited_on", "started_at"])
    event = VisitBegun(at=now, certificates=sorted(c.number for c in held.values()))
    record(event, by=by, subject=inspection)
    meet(inspection, kinds.VISIT.name, by=by)
    _expect_of_lead(inspection, kinds.SIGN.name, today, RECORD, by)
    return inspection


def _free_lead(inspection: Inspection) -> None:
    # The rows of the team are locked so that two visits of one lead cannot begin at once.
    lead = inspection.officers.filter(lead=True).select_related("officer").first()
    if lead is None:
        raise Refused("检查组没有主办人员，请退回修改方案。")
    type(lead.officer).objects.select_for_update().get(pk=lead.officer_id)
    other = busy(inspection)
    if other is not None:
        raise Refused(
            f"{lead.officer.name}正在检查{other.party}，请先签字结束那次检查，"
            "同一人不能同时在两处。"
        )
