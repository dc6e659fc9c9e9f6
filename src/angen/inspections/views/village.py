"""The village officer's page on a phone, and what the township does with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from angen.audit.queries import history
from angen.desk.act_forms import ActForm
from angen.desk.actions import attach_file
from angen.desk.acts import Act, act_page, own, posted, seen, uploaded
from angen.desk.anywhere import anywhere
from angen.desk.history import entries
from angen.desk.ledger import ledger
from angen.desk.models import StoredFile
from angen.inspections.access import INSPECT
from angen.inspections.actions import village
from angen.inspections.forms import hazards as forms
from angen.inspections.models import VillageFinding
from angen.inspections.states import FindingState, Origin
from angen.inspections.views.hazards import plan_visit
from angen.kernel.access import can, rows
from angen.kernel.refusal import NotAllowed

FORM = ["GET", "HEAD", "POST"]
SEE, HANDLE = "inspections.see_village_findings", "inspections.handle_finding"
REPORT = "inspections.report_finding"
SHOWN = 50


def _reports(request: HttpRequest) -> Any:
    by = own(request)
    if not anywhere(by, REPORT):
        raise NotAllowed("只有村（社区）安全员在这里报告隐患。请联系本单位系统管理员。")
    return by


@require_http_methods(FORM)
def new(request: HttpRequest) -> HttpResponse:
    """One screen: where, what, a photograph, dissuaded, corrected."""
    by = _reports(request)

    def do(data: dict[str, Any]) -> VillageFinding:
        upload = data.pop("photo")
        made = village.report_finding(data.pop("area"), by=by, **data)
        if upload and not _has_file(made):
            attach_file(ledger("village-findings"), made, upload, by=by)
        return made

    back = reverse("inspections:village_mine")
    act = Act(
        "报告隐患", back, do, "已报告乡镇，处理结果会显示在这里。", crumbs=[("我的报告", back)],
        note="发现安全生产非法违法行为和隐患，先劝阻，再报告。", button="报告",
    )  # fmt: skip
    return act_page(
        request, act, forms.VillageForm(posted(request), actor=by, files=uploaded(request))
    )


def _has_file(finding: VillageFinding) -> bool:
    """A form sent twice brings its photograph twice."""
    known = StoredFile.objects.filter(owner_ledger="village-findings", owner_id=str(finding.pk))
    return known.exists()


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What I reported, and what became of it."""
    by = _reports(request)
    found = rows(by, SEE).filter(reported_by=by.pk).select_related("area", "hazard", "agency")
    return render(request, "inspections/village_mine.html", {"found": found[:SHOWN]})


@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One finding: what was reported, what became of it, and what the township may do."""
    links = ("area", "enterprise", "hazard", "agency", "reported_by")
    finding: VillageFinding = seen(request, SEE, pk, *links)
    by = own(request)
    acts = []
    if finding.state == FindingState.REPORTED and can(by, HANDLE, finding):
        acts = [
            (label, reverse("inspections:village_step", args=[finding.pk, name]))
            for name, (label, *_) in STEPS.items()
        ]
        if finding.enterprise_id and anywhere(by, INSPECT):
            reason = f"核查村（社区）报告：{finding.description}"[:300]
            visit = plan_visit(Origin.UNPLANNED, finding.enterprise_id, reason=reason)
            acts.insert(0, ("现场核实", visit))
    context = {
        "finding": finding,
        "ledger": ledger("village-findings"),
        "acts": acts,
        "files": StoredFile.objects.filter(
            owner_ledger="village-findings", owner_id=str(finding.pk)
        ),
        "may_keep": can(by, "inspections.keep_findings", finding),
        "hazard_seen": finding.hazard is not None
        and can(by, "inspections.see_hazards", finding.hazard),
        "history": entries(history(finding)),
    }
    return render(request, "inspections/village_finding.html", context)


STEPS: dict[str, tuple[str, type[ActForm], Callable[..., VillageFinding], str]] = {
    "take": (
        "转为隐患",
        forms.TakeForm,
        village.take_finding,
        "已转为隐患，请定级并下达整改指令。",
    ),
    "answer": ("答复", forms.AnswerForm, village.answer_finding, "已答复。"),
}


@require_http_methods(FORM)
def step(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """Take it up, or answer it."""
    if name not in STEPS:
        raise Http404
    label, form, do, done = STEPS[name]
    finding: VillageFinding = seen(request, SEE, pk, "area", "enterprise", needs=HANDLE)
    by = own(request)
    back = reverse("inspections:village_finding", args=[finding.pk])

    def then(made: VillageFinding) -> str:
        return (
            back if made.hazard_id is None else reverse("inspections:hazard", args=[made.hazard_id])
        )

    facts = {
        "村（社区）": finding.area.name,
        "地点": finding.where,
        "发现的情况": finding.description,
        "企业": finding.enterprise.name if finding.enterprise else "未指明",
    }
    act = Act(label, back, lambda data: do(finding, by=by, **data), done, facts, then=then)
    given = form(posted(request), actor=by)
    if name == "take" and finding.enterprise_id:
        given.fields.pop("enterprise")
    return act_page(request, act, given)
