"""What others reported, seen on the spot: it becomes a finding of the visit, not a second hazard.

An order stands on what two certified officers saw (行政处罚法 第四十二条), so that a village's report
is looked at on a visit first; from there it is ordered like every other finding.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from angen.audit.actions import record
from angen.desk.files import Upload
from angen.inspections.access import INSPECT
from angen.inspections.actions.findings import Finding, free_grounds, keep_photos
from angen.inspections.actions.hazards import follow_up, locked
from angen.inspections.actions.village import take_finding
from angen.inspections.actions.visits_sheets import underway
from angen.inspections.events.findings import HazardVerified
from angen.inspections.models import Hazard, Inspection, VillageFinding
from angen.inspections.queries.reported import hazards_to_verify
from angen.inspections.states import POWERS, Grade, Measure
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused


@transaction.atomic
def verify_hazard(
    hazard: Hazard,
    inspection: Inspection,
    *,
    finding: Finding,
    photos: Sequence[Upload] = (),
    by: Actor,
) -> Hazard:
    """Make a hazard that others found one of the visit under way; again, it changes nothing."""
    inspection, hazard = underway(inspection), locked(hazard)
    require(by, INSPECT, inspection)
    if hazard.inspection_id == inspection.pk:
        return hazard
    if not hazards_to_verify(inspection).filter(pk=hazard.pk).exists():
        raise Refused("这项隐患不是这家企业待核实的，或已办理，请刷新页面核对。", article=POWERS)
    description = finding.description.strip()
    if not description:
        raise Refused("请写明问题的具体情况。")
    if finding.measure not in Measure.values:
        raise Refused("请选择怎样处理：当场改正、限期整改或现场处理措施。", article=POWERS)
    for name, said in free_grounds(finding).items():
        setattr(hazard, name, said)
    hazard.inspection, hazard.measure = inspection, finding.measure
    hazard.description, hazard.place = description, finding.place.strip()
    hazard.save()
    event = HazardVerified(
        inspection=str(inspection.pk),
        grade=hazard.grade,
        measure=hazard.measure,
        description=hazard.description,
    )
    record(event, by=by, subject=hazard)
    keep_photos(hazard, photos, by)
    if hazard.grade == Grade.MAJOR:
        follow_up(hazard, by=by)
    return hazard


@transaction.atomic
def verify_report(
    report: VillageFinding,
    inspection: Inspection,
    *,
    finding: Finding,
    photos: Sequence[Upload] = (),
    by: Actor,
) -> Hazard:
    """Take a village's report up as a hazard of the visit; one that was taken up is that hazard."""
    require(by, INSPECT, inspection)
    report = VillageFinding.objects.select_for_update(of=("self",)).get(pk=report.pk)
    taken = report.hazard
    if taken is None:
        party = inspection.enterprise
        taken = take_finding(report, enterprise=party, place=finding.place, by=by).hazard
    assert taken is not None
    return verify_hazard(taken, inspection, finding=finding, photos=photos, by=by)
