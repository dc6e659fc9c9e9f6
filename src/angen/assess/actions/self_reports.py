"""Self-evaluation: a unit reports points with evidence, whoever assesses it confirms or changes them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from angen.assess.actions.scoring import Sheet, checked, give_points, sheet_of
from angen.assess.events import PointsReported, ReportReviewed
from angen.assess.models import Cycle, Scoring, SelfReport
from angen.assess.queries.cycles import rating_of
from angen.assess.states import CycleState, SelfReportState
from angen.assess.states import self_report as machine
from angen.audit.actions import record
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused
from angen.orgs.models import Area
from angen.policy.schema_scores import Rating
from angen.worklist.queries.days import now


def reported_sheet(rating: Rating, item: str) -> Sheet:
    """What a unit may report for an item: its rubric, or one line where it is computed."""
    computed = next((x for x in rating.items if x.id == item and x.scored_by != "people"), None)
    if computed is not None:
        return Sheet(computed.says, ((computed.says, computed.points),))
    return sheet_of(rating, item)


def by_people(rating: Rating, item: str) -> bool:
    """Whether an item or addition is scored by people."""
    judged = [each.id for each in rating.items if each.scored_by == "people"]
    judged += [each.id for each in rating.adjustments if each.scored_by == "people"]
    return item in judged


@transaction.atomic
def report_points(
    cycle: Cycle,
    unit: Area,
    *,
    item: str,
    marks: Sequence[Decimal],
    note: str,
    by: Actor,
) -> SelfReport:
    """Report points for an item of the own unit; it may be written again until it is reviewed."""
    cycle = Cycle.objects.select_for_update(of=("self",)).select_related("area").get(pk=cycle.pk)
    require(by, "assess.report_points", unit)
    rating = rating_of(cycle)
    if not rating.self_report:
        raise Refused("这项评级的办法没有自评环节，不用填报。")
    if cycle.state != CycleState.DRAFT:
        raise Refused("结果已经确认，不能再自评；对结果有异议的可以在公布后申诉。")
    if not cycle.results.filter(current=True, unit=unit).exists():
        raise Refused(f"{unit.name}不在这次评定的范围里。")
    if not note.strip():
        raise Refused("请写明自评的依据，并上传佐证材料。")
    points = checked(reported_sheet(rating, item), marks)
    known = SelfReport.objects.select_for_update().filter(cycle=cycle, unit=unit, item=item).first()
    if known is not None and known.state != SelfReportState.REPORTED:
        raise Refused("这一项已经审核，不能再改；有异议的可以在公布后申诉。")
    made = known or SelfReport(cycle=cycle, unit=unit, item=item)
    made.marks, made.points = [format(each, "f") for each in marks], points
    made.note, made.reporter_id, made.reported_at = note.strip()[:1000], by.pk, now()
    made.save()
    event = PointsReported(unit=unit.pk, item=item, points=format(points, "f"))
    record(event, by=by, subject=made)
    return made


@transaction.atomic
def review_report(
    report: SelfReport, *, marks: Sequence[Decimal], reason: str = "", by: Actor
) -> SelfReport:
    """Confirm what a unit reported, or change it for a reason.

    Of an item scored by people the reviewed points are the first score; where a second hand is
    asked for it still scores on its own. Of a computed item the records count.
    """
    found = SelfReport.objects.select_for_update(of=("self", "cycle")).select_related(
        "cycle", "unit"
    )
    report = found.get(pk=report.pk)
    require(by, "assess.review_report", report)
    if report.cycle.state != CycleState.DRAFT:
        raise Refused("结果已经确认，不能再审核自评；需要改的请先退回重评。")
    if by.pk == report.reporter_id:
        raise Refused("自评的人不能审核自己的自评，请由评定的同志审核。")
    rating = rating_of(report.cycle)
    points = checked(reported_sheet(rating, report.item), marks)
    same = [format(each, "f") for each in marks] == report.marks or (
        points == report.points and len(marks) == 1
    )
    if not same and not reason.strip():
        raise Refused("审核得分与自评不同，请写明理由。")
    machine.move(report, "confirm" if same else "change")
    report.reviewed_points, report.reason = points, reason.strip()[:500]
    report.reviewer_id, report.reviewed_at = by.pk, now()
    report.save()
    event = ReportReviewed(
        unit=report.unit_id,
        item=report.item,
        points=format(points, "f"),
        reported=format(report.points, "f"),
        reason=report.reason,
    )
    record(event, by=by, subject=report)
    if by_people(rating, report.item) and not _scored(report):
        give_points(
            report.cycle,
            report.unit,
            item=report.item,
            marks=marks,
            note=report.reason or "按自评审核",
            by=by,
        )
    return report


def _scored(report: SelfReport) -> bool:
    """Whether somebody gave points already, who did not wait for the report."""
    known = Scoring.objects.filter(cycle=report.cycle, unit=report.unit, item=report.item)
    return known.exists()
