"""Pages of visits from above: who is due this month, one visit, and every act on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from angen.assess.actions import tour_findings, tours
from angen.assess.forms import tours as forms
from angen.assess.models import Tour
from angen.assess.queries.touring import month_board
from angen.assess.states import tour as machine
from angen.assess.states import tour_finding as finding_machine
from angen.audit.queries import history
from angen.desk.act_forms import ActForm, NothingForm, ReasonForm
from angen.desk.acts import Act, act_page, own, posted, seen
from angen.desk.dated import holds
from angen.desk.history import entries
from angen.kernel.access import can, require, rows
from angen.orgs.models import Agency, Area

FORM = ["GET", "HEAD", "POST"]
SEE, SEE_FINDINGS = "assess.see_tours", "assess.see_tour_findings"
LINKS = ("agency__area", "area", "department", "made_by")


@dataclass(frozen=True)
class Step:
    """One act on a tour or a finding. ``move`` is the move of the machine it makes, if any."""

    title: str
    needs: str
    form: type[ActForm]
    do: Callable[..., Any]
    note: str = ""


STEPS = {
    "start": Step("开始", tours.RUN, NothingForm, tours.start_tour),
    "tell": Step(
        "反馈",
        tours.RUN,
        forms.TellForm,
        tours.tell,
        "反馈以后被查单位才看得到，整改期限开始计算。",
    ),
    "cancel": Step("取消", tours.RUN, ReasonForm, tours.cancel_tour),
}
FINDING_STEPS = {
    "report": Step(
        "报告整改", tour_findings.ANSWER, forms.ReportForm, tour_findings.report_finding
    ),
    "return": Step(
        "退回整改", tour_findings.ACCEPT, forms.ReturnForm, tour_findings.return_finding
    ),
    "accept": Step("验收", tour_findings.ACCEPT, forms.AcceptForm, tour_findings.accept_finding),
}  # fmt: skip


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The townships below and whether they were visited this month."""
    by = own(request)
    lines = month_board(by, timezone.localdate())
    visited = sum(bool(line.tours) for line in lines)
    context = {"lines": lines, "visited": visited, "month": timezone.localdate()}
    return render(request, "assess/tours.html", context)


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit: how it went, what was found and how far it is put right."""
    found: Tour = seen(request, SEE, pk, *LINKS)
    by = own(request)
    runs = can(by, tours.RUN, found)
    own_findings = rows(by, SEE_FINDINGS).filter(tour=found)
    findings = list(own_findings.select_related("agency", "reported_by"))
    answers = set(rows(by, tour_findings.ANSWER).filter(tour=found).values_list("pk", flat=True))
    held = {tour_findings.ANSWER: answers, tour_findings.ACCEPT: {f.pk for f in findings if runs}}
    context = {
        "tour": found,
        "runs": runs,
        "moves": [
            (move.name, STEPS[move.name])
            for move in machine.open_to(found)
            if runs and move.name in STEPS
        ],
        "steps": list(found.steps.all()),
        "findings": [
            (
                each,
                [
                    (move.name, FINDING_STEPS[move.name])
                    for move in finding_machine.open_to(each)
                    if each.pk in held[FINDING_STEPS[move.name].needs]
                ],
            )
            for each in findings
        ],
        "history": entries(history(found)),
    }
    return render(request, "assess/tour.html", context)


def _area(request: HttpRequest, code: str) -> Area:
    found: Area | None = rows(own(request), tours.PLAN).filter(pk=code).first()
    if found is None:
        raise Http404
    return found


def _opened(made: Tour) -> str:
    return reverse("assess:tour", args=[made.pk])


@require_http_methods(FORM)
def monthly(request: HttpRequest, code: str) -> HttpResponse:
    """Record a monthly visit, as on a phone in the township."""
    area, by = _area(request, code), own(request)

    def do(data: dict[str, Any]) -> Tour:
        due = data.pop("due_on")
        found = [(text, due) for text in data.pop("findings")]
        visit = tours.Visit(until=data["since"], **data)
        return tours.record_monthly(area, visit, findings=found, by=by)

    act = Act(
        "登记月督月查",
        reverse("assess:tours"),
        do,
        "已登记，问题已下达。",
        {"被查单位": area.name},
        note="一条线一个月登记一次；问题登记后就下达给被查单位整改。",
        then=_opened,
    )
    form = forms.VisitForm(posted(request), actor=by, initial={"visitors": by_name(request)})
    return act_page(request, act, form)


def by_name(request: HttpRequest) -> str:
    """The name of who asks, to begin the list of visitors."""
    return str(getattr(request.user, "name", ""))


@require_http_methods(FORM)
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """Plan an inspection tour."""
    area, by = _area(request, code), own(request)
    act = Act(
        "安排巡查",
        reverse("assess:tours"),
        lambda data: tours.plan_tour(area, tours.Visit(**data), by=by),
        "已安排。",
        {"被查单位": area.name},
        note="反馈以前，被查单位看不到。",
        then=_opened,
    )
    bodies = Agency.objects.filter(holds(timezone.localdate()), area=area).order_by("name")
    return act_page(request, act, forms.TourForm(posted(request), actor=by, bodies=bodies))


@require_http_methods(FORM)
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Start, feed back or cancel."""
    found: Tour = seen(request, SEE, pk, *LINKS)
    known = STEPS.get(name)
    if known is None:
        raise Http404
    by = own(request)
    require(by, known.needs, found)
    act = Act(
        known.title,
        _opened(found),
        lambda data: known.do(found, by=by, **data),
        f"{known.title}：已登记。",
        {"督查巡查": str(found)},
        note=known.note,
    )
    return act_page(request, act, known.form(posted(request), actor=by))


@require_http_methods(FORM)
def take_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was heard, read or seen."""
    found: Tour = seen(request, SEE, pk, *LINKS, needs=tours.RUN)
    by = own(request)
    act = Act(
        "登记巡查记录",
        _opened(found),
        lambda data: tours.take_step(found, by=by, **data),
        "已登记。",
        {"督查巡查": str(found)},
    )
    return act_page(request, act, forms.StepForm(posted(request), actor=by))


@require_http_methods(FORM)
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was found."""
    found: Tour = seen(request, SEE, pk, *LINKS, needs=tours.RUN)
    by = own(request)
    act = Act(
        "登记问题",
        _opened(found),
        lambda data: tours.enter_finding(found, by=by, **data),
        "已登记。",
        {"督查巡查": str(found)},
    )
    bodies = Agency.objects.filter(
        holds(timezone.localdate()), area__path__startswith=found.area.path
    ).exclude(pk=found.agency_id)
    if found.department_id:
        bodies = bodies.filter(pk=found.department_id)
    form = forms.FindingForm(posted(request), actor=by, bodies=bodies.order_by("area__path"))
    return act_page(request, act, form)


@require_http_methods(FORM)
def finding_step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Report, return or accept."""
    found = seen(request, SEE_FINDINGS, pk, "tour__area", "agency")
    known = FINDING_STEPS.get(name)
    if known is None:
        raise Http404
    by = own(request)
    require(by, known.needs, found)
    act = Act(
        known.title,
        reverse("assess:tour", args=[found.tour_id]),
        lambda data: known.do(found, by=by, **data),
        f"{known.title}：已登记。",
        {"问题": found.text, "责任单位": found.agency.name, "整改情况": found.report},
    )
    return act_page(request, act, known.form(posted(request), actor=by))
