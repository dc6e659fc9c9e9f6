"""Findings of a visit: recorded, corrected on the spot, or withdrawn before the record is signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from angen.audit.actions import record
from angen.desk.actions import attach_file
from angen.desk.files import Upload
from angen.desk.ledger import ledger
from angen.enterprises.models import Supervision
from angen.inspections import kinds, library
from angen.inspections.access import INSPECT
from angen.inspections.actions.hazards import follow_up
from angen.inspections.actions.overdue import settle
from angen.inspections.actions.visits_sheets import underway
from angen.inspections.events.findings import (
    FindingWithdrawn,
    HazardCorrected,
    HazardFound,
    MeasureChanged,
)
from angen.inspections.models import Hazard, Inspection, Recheck, RecheckResult, Sheet
from angen.inspections.queries.repeats import earlier
from angen.inspections.states import (
    OPEN,
    POWERS,
    Answer,
    Grade,
    HazardState,
    Measure,
    Origin,
    RecheckKind,
    Source,
)
from angen.inspections.states import hazard as machine
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused
from angen.orgs.models import Agency
from angen.worklist.actions import cancel

PHOTOS: Final = "hazards"  # the ledger whose files photos are


@dataclass(frozen=True)
class Finding:
    """What was found. With ``item`` the library says grade and standard; else ``standard`` is
    written freely and counts as not yet checked (待核)."""

    description: str
    measure: str
    item: str = ""
    place: str = ""
    grade: str = Grade.GENERAL
    standard: str = ""
    clause: str = ""


@transaction.atomic
def find(
    inspection: Inspection, *, finding: Finding, photos: Sequence[Upload] = (), by: Actor
) -> Hazard:
    """Record a hazard found on the visit under way; the same words twice are one hazard."""
    inspection = underway(inspection)
    require(by, INSPECT, inspection)
    description = finding.description.strip()
    if not description:
        raise Refused("请写明问题的具体情况。")
    if finding.measure not in Measure.values:
        raise Refused("请选择怎样处理：当场改正、限期整改或现场处理措施。", article=POWERS)
    grounds = _grounds(inspection, finding)
    same = Hazard.objects.filter(
        inspection=inspection,
        item=finding.item,
        description=description,
        place=finding.place.strip(),
    ).exclude(state=HazardState.DISMISSED)
    if (known := same.first()) is not None:
        return known
    made = Hazard.objects.create(
        enterprise=inspection.enterprise,
        party=inspection.party,
        area_id=inspection.area_id,
        agency=_follower(inspection),
        source=Source.INSPECTION,
        inspection=inspection,
        item=finding.item,
        description=description,
        place=finding.place.strip(),
        measure=finding.measure,
        found_on=inspection.visited_on or timezone.localdate(),
        found_by_id=by.pk,
        repeats=_earlier(inspection, finding.item, description),
        **grounds,
    )
    if finding.item:
        _answer(inspection, finding.item)
    event = HazardFound(
        inspection=str(inspection.pk),
        item=made.item,
        grade=made.grade,
        measure=made.measure,
        description=made.description,
        repeats=str(made.repeats_id or ""),
    )
    record(event, by=by, subject=made)
    keep_photos(made, photos, by)
    if made.grade == Grade.MAJOR:
        follow_up(made, by=by)
    return made


def keep_photos(hazard: Hazard, photos: Sequence[Upload], by: Actor) -> None:
    """Attach photos to the hazard; the body that visits may, as long as the visit goes on."""
    book = ledger(PHOTOS)
    for photo in photos:
        attach_file(book, hazard, photo, by=by)


def _grounds(inspection: Inspection, finding: Finding) -> dict[str, str]:
    """Grade, standard, clause and whether they were checked, as the line or the officer says."""
    if not finding.item:
        return free_grounds(finding)
    day = inspection.visited_on or timezone.localdate()
    try:
        line = library.item(finding.item, day)
    except LookupError:
        line = None
    if line is None:
        raise Refused("检查当日没有这一条，请刷新页面后重新选择。")
    return {
        "grade": line.severity,
        "standard": line.standard,
        "clause": line.clause,
        "basis": line.basis,
    }


def free_grounds(finding: Finding) -> dict[str, str]:
    """The same for a finding that no line says; what the officer writes is not yet checked."""
    standard = finding.standard.strip()
    if not standard:
        raise Refused("清单以外的问题请写明依据的法律、规章或标准。")
    if finding.grade not in Grade.values:
        raise Refused("请选择隐患等级。")
    return {
        "grade": finding.grade,
        "standard": standard,
        "clause": finding.clause.strip(),
        "basis": "unverified",
    }


def _follower(inspection: Inspection) -> Agency:
    """Who follows it up: after a cross inspection the body that supervises at home, if one does."""
    if inspection.origin != Origin.CROSS:
        return inspection.agency
    day = inspection.visited_on or timezone.localdate()
    held = Supervision.objects.on(day).filter(enterprise=inspection.enterprise)
    home = held.select_related("agency").first()
    return home.agency if home else inspection.agency


def _earlier(inspection: Inspection, item: str, description: str) -> Hazard | None:
    """The hazard of the enterprise that is found again; not one of this visit."""
    return earlier(
        inspection.enterprise,
        item=item,
        description=description,
        found_on=inspection.visited_on or timezone.localdate(),
        besides=Q(inspection=inspection),
    )


def _answer(inspection: Inspection, item: str) -> None:
    """The line counts as violated on every list of the visit that has it."""
    day = inspection.visited_on or timezone.localdate()
    for sheet in Sheet.objects.select_for_update().filter(inspection=inspection):
        known = {one.id for one in library.checklist(sheet.sector, day)}
        if item in known and sheet.answers.get(item) != Answer.VIOLATING:
            sheet.answers[item] = Answer.VIOLATING.value
            sheet.save(update_fields=["answers"])


def _of_visit(hazard: Hazard, by: Actor) -> tuple[Inspection, Hazard]:
    """The visit under way and the hazard it found, locked and allowed."""
    if hazard.inspection is None:
        raise Refused("这项隐患不是现场检查发现的，请在隐患页面办理。")
    inspection = underway(hazard.inspection)
    require(by, INSPECT, inspection)
    return inspection, Hazard.objects.select_for_update(of=("self",)).get(pk=hazard.pk)


@transaction.atomic
def correct_on_spot(
    hazard: Hazard, *, note: str, photos: Sequence[Upload] = (), by: Actor
) -> RecheckResult:
    """Record that a hazard was corrected before the officers' eyes; this rechecks and closes it."""
    inspection, hazard = _of_visit(hazard, by)
    if not note.strip():
        raise Refused("请写明当场怎样改正、现在是什么情况。", article=POWERS)
    if hazard.state not in OPEN:
        raise Refused("这项隐患已经销号或撤回，不用再登记。")
    day = timezone.localdate()
    seen, _ = Recheck.objects.get_or_create(
        inspection=inspection,
        kind=RecheckKind.SPOT,
        defaults={
            "enterprise": inspection.enterprise,
            "agency": inspection.agency,
            "checked_on": day,
            "checked_by_id": by.pk,
            "opinion": "检查时当场改正，已复核。",
        },
    )
    result = RecheckResult.objects.create(
        recheck=seen, hazard=hazard, passed=True, note=note.strip()[:300]
    )
    machine.move(hazard, "close")
    hazard.measure, hazard.closed_on, hazard.closed_by = Measure.SPOT, day, result
    hazard.save(update_fields=["state", "measure", "closed_on", "closed_by"])
    event = HazardCorrected(inspection=str(inspection.pk), note=result.note)
    record(event, by=by, subject=hazard)
    keep_photos(hazard, photos, by)
    settle(hazard, by=by)
    return result


@transaction.atomic
def withdraw_finding(hazard: Hazard, *, reason: str, by: Actor) -> Hazard:
    """Take back what turned out to be no hazard; its line may then be answered anew."""
    _, hazard = _of_visit(hazard, by)
    if not reason.strip():
        raise Refused("请写明撤回的理由。")
    machine.move(hazard, "dismiss")
    hazard.dismissed_for = reason.strip()[:200]
    hazard.save(update_fields=["state", "dismissed_for"])
    record(FindingWithdrawn(reason=hazard.dismissed_for), by=by, subject=hazard)
    for kind in kinds.OF_HAZARD:
        cancel(hazard, kind.name, reason="问题已撤回", by=by)
    return hazard


@transaction.atomic
def change_measure(hazard: Hazard, *, measure: str, by: Actor) -> Hazard:
    """Say otherwise what is done about a finding, as when it could not be corrected on the spot."""
    _, hazard = _of_visit(hazard, by)
    if measure not in Measure.values:
        raise Refused("请选择怎样处理：当场改正、限期整改或现场处理措施。", article=POWERS)
    if hazard.state != HazardState.FOUND:
        raise Refused("这项隐患已经办理，不能再改处理方式。")
    hazard.measure = measure
    hazard.save(update_fields=["measure"])
    record(MeasureChanged(measure=measure), by=by, subject=hazard)
    return hazard
