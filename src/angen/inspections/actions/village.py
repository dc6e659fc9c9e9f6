"""Village findings: found, dissuaded and reported; taken up as a hazard or answered."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from angen.audit.actions import record
from angen.enterprises.models import Enterprise
from angen.inspections import kinds
from angen.inspections.actions.hazards import Found, enter
from angen.inspections.events.hazards import VillageFindingReported, VillageFindingSettled
from angen.inspections.models import VillageFinding
from angen.inspections.queries import levels
from angen.inspections.states import Source
from angen.inspections.states import village_finding as machine
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused
from angen.orgs.models import Account, Area
from angen.worklist.actions import expect, meet

TERM = "village_finding_working_days"


@transaction.atomic
def report_finding(
    area: Area,
    *,
    key: UUID,
    where: str,
    description: str,
    found_on: dt.date,
    by: Actor,
    enterprise: Enterprise | None = None,
    dissuaded: bool = False,
    corrected: bool = False,
) -> VillageFinding:
    """Report to the office of the township. ``key`` was made with the form: sent twice, it is one."""
    area = Area.objects.select_for_update(of=("self",)).get(pk=area.pk)
    require(by, "inspections.report_finding", area)
    if known := VillageFinding.objects.filter(pk=key, area=area).first():
        return known
    if not where.strip() or not description.strip():
        raise Refused("请填写地点和发现的情况。")
    if found_on > timezone.localdate():
        raise Refused("发现日期不能晚于今天，请核对。")
    office = levels.office_of(area, timezone.localdate())
    finding = VillageFinding.objects.create(
        pk=key,
        area=area,
        enterprise=enterprise,
        where=where.strip(),
        description=description.strip(),
        found_on=found_on,
        dissuaded=dissuaded,
        corrected=corrected,
        agency=office,
        reported_by=by if isinstance(by, Account) else None,
    )
    event = VillageFindingReported(found_on=found_on, dissuaded=dissuaded, corrected=corrected)
    record(event, by=by, subject=finding)
    due = levels.term(TERM, office.area, timezone.localdate(), working=True)
    if due is not None:
        expect(
            finding, kinds.VILLAGE.name, due, agency=office, by=by, working=True,
            title=f"{area.name} {finding.where}：{finding.description[:60]}",
            url=reverse("inspections:village_finding", args=[finding.pk]),
        )  # fmt: skip
    return finding


def _locked(finding: VillageFinding) -> VillageFinding:
    found = VillageFinding.objects.select_for_update(of=("self",))
    return found.select_related("enterprise__area", "agency__area", "area").get(pk=finding.pk)


@transaction.atomic
def take_finding(
    finding: VillageFinding, *, by: Actor, enterprise: Enterprise | None = None, place: str = ""
) -> VillageFinding:
    """Take it up: it becomes a hazard that the office follows up."""
    finding = _locked(finding)
    require(by, "inspections.handle_finding", finding)
    machine.move(finding, "take")
    party = enterprise or finding.enterprise
    if party is None:
        raise Refused("请选择隐患所在的企业；不属于企业的，请直接答复或安排检查。")
    finding.hazard = enter(
        party,
        Found(finding.description, place=place or finding.where),
        source=Source.VILLAGE,
        found_on=finding.found_on,
        by=by,
        agency=finding.agency,
    )
    finding.enterprise, finding.answered_on = party, timezone.localdate()
    finding.save(update_fields=["state", "hazard", "enterprise", "answered_on"])
    event = VillageFindingSettled(outcome=finding.get_state_display(), reason="")
    record(event, by=by, subject=finding)
    meet(finding, kinds.VILLAGE.name, by=by)
    return finding


@transaction.atomic
def answer_finding(finding: VillageFinding, *, answer: str, by: Actor) -> VillageFinding:
    """Tell the village what became of it."""
    finding = _locked(finding)
    require(by, "inspections.handle_finding", finding)
    machine.move(finding, "answer")
    if not answer.strip():
        raise Refused("请写明怎样处理的，村（社区）安全员会看到。")
    finding.answer, finding.answered_on = answer.strip(), timezone.localdate()
    finding.save(update_fields=["state", "answer", "answered_on"])
    event = VillageFindingSettled(outcome=finding.get_state_display(), reason=finding.answer)
    record(event, by=by, subject=finding)
    meet(finding, kinds.VILLAGE.name, by=by)
    return finding
