"""Visits from above 月督月查、安全生产巡查: from the plan to the last finding put right.

弥勒市 第6条 (巡查); 咸宁市 一 (月督月查).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

from django.db import transaction
from django.urls import reverse

from angen.assess import kinds
from angen.assess.actions import tour_findings
from angen.assess.events import TourFindingEntered, TourMoved, TourPlanned, TourStepTaken
from angen.assess.models import Tour, TourFinding, TourStep
from angen.assess.offices import office_of, own_office
from angen.assess.states import TourKind, TourState
from angen.assess.states import tour as machine
from angen.audit.actions import record
from angen.kernel.access import Actor, require
from angen.kernel.calendar import Due
from angen.kernel.refusal import Refused
from angen.orgs.models import Agency, Area
from angen.worklist import actions as worklist
from angen.worklist.queries.days import now

PLAN, RUN = "assess.plan_tour", "assess.run_tour"
BEFORE_TOLD: Final = (TourState.PLANNED, TourState.UNDERWAY)


@dataclass(frozen=True)
class Visit:
    """Who is visited, when and by whom. ``line`` is the industry of a monthly visit."""

    since: dt.date
    until: dt.date
    visitors: str
    content: str = ""
    line: str = ""
    department: Agency | None = None


@transaction.atomic
def plan_tour(area: Area, visit: Visit, *, by: Actor) -> Tour:
    """Plan an inspection tour of a lower government or of a department."""
    require(by, PLAN, area)
    return _made(area, visit, TourKind.TOUR, None, by)


@transaction.atomic
def record_monthly(
    area: Area, visit: Visit, *, findings: list[tuple[str, dt.date]], by: Actor
) -> Tour:
    """Record a monthly visit by line and area, with what it found; its unit is told at once.

    The same line of the same month again gives the visit recorded already.
    """
    require(by, PLAN, area)
    if not visit.line.strip():
        raise Refused("请写明督查的行业（领域），例如“危险化学品”。")
    if visit.since > now().date():
        raise Refused("督查日期还没有到，请在督查以后登记。")
    month = visit.since.replace(day=1)
    one = replace(visit, until=visit.since, line=visit.line.strip())
    made = _made(area, one, TourKind.MONTHLY, month, by)
    answers = made.department or office_of(area, visit.since)
    if findings and answers is None:
        raise Refused(f"“{area.name}”没有登记负责的机构，不能下达问题，请先登记机构。")
    for text, due_on in findings:
        assert answers is not None
        _enter(made, answers, text, due_on, by)
    _moved(made, "start", by)
    return _told(made, "", by)


def _made(area: Area, visit: Visit, kind: TourKind, month: dt.date | None, by: Actor) -> Tour:
    agency = own_office(by, PLAN, visit.since)
    if agency is None:
        raise Refused("您所在的单位没有登记机构，不能督查巡查，请先登记机构。")
    _check(area, visit, agency)
    if visit.until < visit.since:
        raise Refused("结束日期不能早于开始日期，请核对。")
    same = Tour.objects.filter(agency=agency, area=area, line=visit.line, month=month)
    if month is not None and same.exists():
        raise Refused("这个月已登记过这条线的督查，请打开原来的。")
    made = Tour.objects.create(
        kind=kind,
        agency=agency,
        area=area,
        department=visit.department,
        line=visit.line,
        month=month,
        since=visit.since,
        until=visit.until,
        visitors=visit.visitors.strip(),
        content=visit.content.strip(),
        made_by_id=by.pk,
    )
    event = TourPlanned(
        kind=kind.label, unit=area.pk, line=visit.line, since=made.since, until=made.until
    )
    record(event, by=by, subject=made)
    if month is not None:
        tour_findings.settle_month(agency, month, by=by)
    return made


def _check(area: Area, visit: Visit, agency: Agency) -> None:
    """From above to below, or to another body of the own level."""
    if not area.path.startswith(agency.area.path):
        raise Refused(f"“{area.name}”不归“{agency.name}”督查，请换一个单位。")
    department = visit.department
    if department is not None and department.area_id != area.pk:
        raise Refused(f"“{department.name}”不在“{area.name}”，请核对。")
    if area.pk == agency.area_id and (department is None or department == agency):
        raise Refused("不能督查巡查自己，请选择下级单位，或本级的其他部门。")
    if not visit.visitors.strip():
        raise Refused("请写明督查巡查人员。")


def locked(tour: Tour) -> Tour:
    """The tour, locked, with what acts ask of it."""
    links = ("agency__area", "area", "department")
    found = Tour.objects.select_for_update(of=("self",)).select_related(*links)
    return found.get(pk=tour.pk)


def _moved(tour: Tour, name: str, by: Actor, reason: str = "") -> Tour:
    machine.move(tour, name)
    tour.save(update_fields=["state", "told_on", "summary", "closed_on", "cancelled_for"])
    record(TourMoved(move=name, reason=reason), by=by, subject=tour)
    return tour


@transaction.atomic
def start_tour(tour: Tour, *, by: Actor) -> Tour:
    """The team set out."""
    tour = locked(tour)
    require(by, RUN, tour)
    return _moved(tour, "start", by)


@transaction.atomic
def cancel_tour(tour: Tour, *, reason: str, by: Actor) -> Tour:
    """It will not take place."""
    tour = locked(tour)
    require(by, RUN, tour)
    if not reason.strip():
        raise Refused("请写明取消的原因。")
    tour.cancelled_for = reason.strip()
    return _moved(tour, "cancel", by, tour.cancelled_for)


@transaction.atomic
def take_step(tour: Tour, *, kind: str, done_on: dt.date, place: str, note: str, by: Actor) -> Tour:
    """Write down what was heard, read or seen; the same again changes nothing."""
    tour = locked(tour)
    require(by, RUN, tour)
    if tour.state != TourState.UNDERWAY:
        raise Refused("巡查开始以后、反馈以前才能登记巡查记录。")
    if not tour.since <= done_on <= now().date():
        raise Refused(f"日期应在{tour.since:%Y-%m-%d}到今天之间，请核对。")
    _, new = TourStep.objects.get_or_create(
        tour=tour,
        kind=kind,
        done_on=done_on,
        place=place.strip(),
        defaults={"note": note.strip(), "made_by_id": by.pk},
    )
    if new:
        record(TourStepTaken(kind=kind, done_on=done_on, place=place), by=by, subject=tour)
    return tour


@transaction.atomic
def enter_finding(
    tour: Tour, *, agency: Agency, text: str, due_on: dt.date, by: Actor
) -> TourFinding:
    """Write down what was found, who answers and by when."""
    tour = locked(tour)
    require(by, RUN, tour)
    if tour.state != TourState.UNDERWAY:
        raise Refused("巡查开始以后、反馈以前才能登记问题。")
    return _enter(tour, agency, text, due_on, by)


def _enter(tour: Tour, agency: Agency, text: str, due_on: dt.date, by: Actor) -> TourFinding:
    if not text.strip():
        raise Refused("请写明问题。")
    if due_on < tour.since:
        raise Refused("整改期限不能早于督查巡查日期，请核对。")
    if not agency.area.path.startswith(tour.area.path) or agency.pk == tour.agency_id:
        raise Refused(f"“{agency.name}”不在被查单位“{tour.area.name}”，请换一个责任单位。")
    if TourFinding.objects.filter(tour=tour, agency=agency, text=text.strip()).exists():
        raise Refused("这个问题已经登记过。")
    made = TourFinding.objects.create(tour=tour, agency=agency, text=text.strip(), due_on=due_on)
    event = TourFindingEntered(body=agency.name, text=made.text, due_on=due_on)
    record(event, by=by, subject=made)
    return made


@transaction.atomic
def tell(tour: Tour, *, summary: str, by: Actor) -> Tour:
    """Feed back what was found; from now on the visited see it and their terms run."""
    tour = locked(tour)
    require(by, RUN, tour)
    if not summary.strip():
        raise Refused("请写明反馈意见。")
    if not tour.steps.exists():
        raise Refused("还没有登记听取汇报、查阅资料或暗查暗访，请先登记再反馈。")
    return _told(tour, summary.strip(), by)


def _told(tour: Tour, summary: str, by: Actor) -> Tour:
    tour.told_on, tour.summary = now().date(), summary
    _moved(tour, "tell", by)
    worklist.expect_many(
        [
            worklist.Expected(
                each, kinds.TOUR_FINDING.name, Due(each.due_on), agency=each.agency,
                article=tour.feedback,
                title=f"整改：{each.text[:60]}", url=reverse("assess:tour", args=[tour.pk]),
            )
            for each in tour.findings.select_related("agency__area")
        ],
        by=by,
    )  # fmt: skip
    return tour_findings.close_if_done(tour, by=by)
