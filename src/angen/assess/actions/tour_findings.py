"""What a visit from above found: reported as put right by those visited, accepted by those who came."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.urls import reverse

from angen.assess import kinds
from angen.assess.events import TourFindingMoved, TourMoved
from angen.assess.models import Tour, TourFinding
from angen.assess.states import TOLD, TourFindingState, TourState
from angen.assess.states import tour as tours
from angen.assess.states import tour_finding as machine
from angen.audit.actions import record
from angen.kernel.access import Actor, require
from angen.kernel.calendar import Due, deadline
from angen.kernel.refusal import Refused
from angen.kernel.states import Working
from angen.orgs.models import Agency, Area
from angen.rulebook.queries import value
from angen.worklist import actions as worklist
from angen.worklist.queries.days import local_days, now

ANSWER, ACCEPT = "assess.answer_tour", "assess.accept_tour"


@transaction.atomic
def settle_month(agency: Agency, month: dt.date, *, by: Actor) -> None:
    """The month's visits wait no longer when every township below was visited."""
    towns = Area.objects.filter(
        path__startswith=agency.area.path, level="township", until=None
    ).exclude(pk__in=Tour.objects.filter(agency=agency, month=month).values("area"))
    if not towns.exists():
        worklist.meet(agency, kinds.TOUR_MONTH.name, by=by)


def _locked(finding: TourFinding) -> TourFinding:
    links = ("agency__area", "tour__agency__area", "tour__area")
    found = TourFinding.objects.select_for_update(of=("self",)).select_related(*links)
    return found.get(pk=finding.pk)


def _moved(finding: TourFinding, name: str, said: str, by: Actor) -> TourFinding:
    machine.move(finding, name)
    finding.save()
    record(TourFindingMoved(move=name, said=said), by=by, subject=finding)
    return finding


@transaction.atomic
def report_finding(finding: TourFinding, *, report: str, by: Actor) -> TourFinding:
    """Say how a finding was put right."""
    finding = _locked(finding)
    require(by, ANSWER, finding)
    if finding.tour.state not in TOLD:
        raise Refused("督查巡查还没有反馈，不能报告整改。")
    if not report.strip():
        raise Refused("请写明怎样整改的。")
    today = now().date()
    finding.report, finding.reported_on, finding.reported_by_id = report.strip(), today, by.pk
    _moved(finding, "report", finding.report, by)
    worklist.meet(finding, kinds.TOUR_FINDING.name, by=by)
    office = finding.tour.agency
    term = value("tour_accept_working_days", office.area, today)
    if term is not None:
        due = deadline(today, Working(int(term.value)), local_days(office.area), article=term.cite)
        worklist.expect(
            finding, kinds.TOUR_ACCEPT.name, due, agency=office, working=True, by=by,
            title=f"验收：{finding.text[:60]}", url=reverse("assess:tour", args=[finding.tour_id]),
        )  # fmt: skip
    return finding


@transaction.atomic
def return_finding(finding: TourFinding, *, reason: str, due_on: dt.date, by: Actor) -> TourFinding:
    """It is not put right: again, by a new day."""
    finding = _locked(finding)
    require(by, ACCEPT, finding)
    if not reason.strip():
        raise Refused("请写明退回的理由。")
    if due_on < now().date():
        raise Refused("新的整改期限不能早于今天。")
    finding.outcome, finding.due_on = reason.strip(), due_on
    _moved(finding, "return", finding.outcome, by)
    worklist.meet(finding, kinds.TOUR_ACCEPT.name, by=by)
    worklist.expect(
        finding, kinds.TOUR_FINDING.name, Due(due_on), agency=finding.agency, by=by,
        article=finding.tour.feedback,
        title=f"整改：{finding.text[:60]}", url=reverse("assess:tour", args=[finding.tour_id]),
    )  # fmt: skip
    return finding


@transaction.atomic
def accept_finding(finding: TourFinding, *, outcome: str, by: Actor) -> TourFinding:
    """Those who came looked again and accept; with the last one the tour is closed."""
    finding = _locked(finding)
    require(by, ACCEPT, finding)
    if finding.reported_by_id == by.pk:
        raise Refused("报告整改的人不能自己验收，请另一位同志验收。")
    if not outcome.strip():
        raise Refused("请写明验收意见。")
    finding.outcome, finding.accepted_on = outcome.strip(), now().date()
    _moved(finding, "accept", finding.outcome, by)
    worklist.meet(finding, kinds.TOUR_ACCEPT.name, by=by)
    close_if_done(finding.tour, by=by)
    return finding


@transaction.atomic
def close_if_done(tour: Tour, *, by: Actor) -> Tour:
    """Close a tour that was fed back and has no finding open."""
    if tour.findings.exclude(state=TourFindingState.ACCEPTED).exists():
        return tour
    tour = Tour.objects.select_for_update(of=("self",)).get(pk=tour.pk)
    if tour.state == TourState.TOLD:
        tours.move(tour, "close")
        tour.closed_on = now().date()
        tour.save(update_fields=["state", "closed_on"])
        record(TourMoved(move="close", reason=""), by=by, subject=tour)
    return tour
