"""Waiving a standard; opening, drafting and closing a finding."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q

from angen.assess.events import (
    CircularDrafted,
    FindingClosed,
    FindingOpened,
    StandardWaived,
    WaiverEnded,
)
from angen.assess.models import Finding, Waiver
from angen.assess.queries.claims import circular_text, mismatches_of
from angen.assess.states import finding as machine
from angen.assess.units import units_on
from angen.audit.actions import record
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused
from angen.orgs.models import Area
from angen.rulebook.queries import active_packs, governing


@transaction.atomic
def waive_standard(
    area: Area,
    pack: str,
    standard: str,
    *,
    reason: str,
    approver: str,
    valid_from: dt.date,
    valid_to: dt.date,
    document: str = "",
    by: Actor,
) -> Waiver:
    """Excuse a unit from one standard for a time. Two waivers of the same may not overlap."""
    area = Area.objects.select_for_update().get(pk=area.pk)
    require(by, "assess.waive_standard", area)
    _check_waiver(area, pack, standard, reason, approver, valid_from, valid_to)
    made = Waiver.objects.create(
        area=area,
        pack=pack,
        standard=standard,
        reason=reason.strip(),
        approver=approver.strip(),
        document=document.strip(),
        valid_from=valid_from,
        valid_to=valid_to,
        by_name=by.display_name,
    )
    record(
        StandardWaived(
            area=area.pk,
            pack=pack,
            standard=standard,
            reason=made.reason,
            approver=made.approver,
            valid_from=valid_from,
            valid_to=valid_to,
        ),
        by=by,
        subject=made,
    )
    return made


def _check_waiver(
    area: Area,
    pack: str,
    standard: str,
    reason: str,
    approver: str,
    valid_from: dt.date,
    valid_to: dt.date,
) -> None:
    if not reason.strip() or not approver.strip():
        raise Refused("请写明豁免的理由和批准人。")
    if valid_to < valid_from:
        raise Refused("截止日期早于起始日期，请核对两个日期。")
    packs = governing(active_packs(), area.path, valid_from)
    if not any(each.id == pack and each.standard(standard, valid_from) for each in packs):
        raise Refused(f"{area.name}在{valid_from}没有生效的标准“{standard}”，不必豁免。")
    overlapping = Waiver.objects.filter(
        Q(valid_to__gte=valid_from),
        area=area,
        pack=pack,
        standard=standard,
        valid_from__lte=valid_to,
    )
    if overlapping.exists():
        raise Refused("这项标准在这段时间已有豁免，请改日期，或先终止原豁免。")


@transaction.atomic
def end_waiver(waiver: Waiver, *, on: dt.date, reason: str, by: Actor) -> Waiver:
    """End a waiver early; ``on`` is the last day it holds."""
    waiver = Waiver.objects.select_for_update().select_related("area").get(pk=waiver.pk)
    require(by, "assess.waive_standard", waiver.area)
    if not reason.strip():
        raise Refused("请写明提前终止的理由。")
    if not waiver.valid_from <= on < (waiver.valid_to or dt.date.max):
        raise Refused("终止日期要在豁免的起止日期之间。")
    waiver.valid_to = on
    waiver.save(update_fields=["valid_to"])
    record(WaiverEnded(valid_to=on, reason=reason.strip()), by=by, subject=waiver)
    return waiver


@transaction.atomic
def open_finding(area: Area, on: dt.date, *, by: Actor) -> Finding:
    """Open a finding on a unit whose claim exceeds what is verified; once for a unit and day."""
    area = Area.objects.select_for_update().get(pk=area.pk)
    require(by, "assess.open_finding", area)
    if (known := Finding.objects.filter(area=area, on=on).first()) is not None:
        return known
    units = units_on(Area.objects.filter(pk=area.pk), on)
    found = mismatches_of(units, on)
    if not found:
        raise Refused(f"{area.name}在{on}的申报数没有超过核实数，不必登记问题。")
    gap = found[0]
    made = Finding.objects.create(
        area=area,
        on=on,
        claimed=gap.claimed,
        recorded=gap.recorded,
        verified=gap.verified,
        false_ones=gap.false_ones,
        opened_by=by.display_name,
    )
    event = FindingOpened(
        area=area.pk,
        on=on,
        claimed=gap.claimed,
        recorded=gap.recorded,
        verified=gap.verified,
        false_ones=gap.false_ones,
    )
    record(event, by=by, subject=made)
    return made


@transaction.atomic
def draft_circular(finding: Finding, *, by: Actor) -> Finding:
    """Draft the circular of a finding from its numbers and the clauses that govern the unit."""
    finding = Finding.objects.select_for_update().select_related("area").get(pk=finding.pk)
    require(by, "assess.open_finding", finding.area)
    machine.move(finding, "draft")
    (unit,) = units_on(Area.objects.filter(pk=finding.area_id), finding.on)
    finding.circular = circular_text(finding, unit)
    finding.save(update_fields=["state", "circular"])
    record(CircularDrafted(area=finding.area_id, on=finding.on), by=by, subject=finding)
    return finding


@transaction.atomic
def close_finding(finding: Finding, *, outcome: str, by: Actor) -> Finding:
    """Settle a finding; ``outcome`` says how."""
    finding = Finding.objects.select_for_update().select_related("area").get(pk=finding.pk)
    require(by, "assess.open_finding", finding.area)
    if not outcome.strip():
        raise Refused("请写明办结情况。")
    machine.move(finding, "close")
    finding.outcome = outcome.strip()
    finding.save(update_fields=["state", "outcome"])
    record(FindingClosed(outcome=finding.outcome), by=by, subject=finding)
    return finding
