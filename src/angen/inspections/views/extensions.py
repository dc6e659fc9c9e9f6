"""Pages of the enterprise's side: report done, ask for more time; and of the answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from angen.desk.acts import Act, act_page, own, posted, seen, uploaded
from angen.inspections.actions import extensions
from angen.inspections.forms.orders import AnswerForm, DoneForm, ExtensionForm
from angen.inspections.models import Extension, Hazard
from angen.inspections.queries import terms
from angen.kernel.access import can

FORM = ["GET", "HEAD", "POST"]


def _hazard(request: HttpRequest, pk: UUID) -> tuple[Hazard, str]:
    """The hazard, which the actor may answer for or follow up, and the page of its order."""
    hazard: Hazard = seen(
        request, "inspections.see_hazards", pk, "agency__area", "order__paper", "decision__paper"
    )
    if not can(own(request), "inspections.answer", hazard):
        seen(request, "inspections.see_hazards", pk, needs="inspections.follow")
    key = hazard.order_id or hazard.decision_id
    return hazard, reverse("inspections:order", args=[key]) if key else reverse("worklist:inbox")


def _facts(hazard: Hazard) -> dict[str, str]:
    return {
        "企业": hazard.party,
        "隐患": hazard.description,
        "依据": hazard.cite,
        "整改期限": str(hazard.due_on or ""),
    }


@require_http_methods(FORM)
def hazard_done(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Report a hazard rectified, with photographs."""
    (hazard, back), by = _hazard(request, pk), own(request)
    act = Act(
        "申请复查",
        back,
        lambda data: extensions.report_done(hazard, **data, by=by),
        "已申请复查，请等待检查机关复查。",
        _facts(hazard),
        note="整改完成后填写；检查机关复查合格后销号。",
    )
    form = DoneForm(posted(request), files=uploaded(request), actor=by)
    return act_page(request, act, form)


@require_http_methods(FORM)
def extension_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for more time."""
    (hazard, back), by = _hazard(request, pk), own(request)
    last = terms.last_asking_day(hazard, hazard.agency.area)
    note = ""
    if last is not None:
        note = f"延期最晚应在 {last[0]} 前申请（{terms.said(last[1])}）。"
    act = Act(
        "申请延期",
        back,
        lambda data: extensions.ask_extension(hazard, **data, by=by),
        "已提出申请，请等待答复；答复前原期限不变。",
        _facts(hazard),
        note=note,
    )
    officer = not can(by, "inspections.answer", hazard)
    return act_page(request, act, ExtensionForm(posted(request), actor=by, officer=officer))


@require_http_methods(FORM)
def extension_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer a request for more time."""
    links = ("hazard__agency__area", "asked_by")
    asked: Extension = seen(
        request, "inspections.see_extensions", pk, *links, needs="inspections.answer_extension"
    )
    by, hazard = own(request), asked.hazard
    key = hazard.order_id or hazard.decision_id
    facts = {
        **_facts(hazard),
        "申请延至": str(asked.until),
        "申请理由": asked.reason,
        "申请日期": str(asked.asked_on),
        "申请人": asked.asked_by.name if asked.asked_by else "",
    }

    def do(data: dict[str, Any]) -> Extension:
        granted = data["decision"] == "grant"
        return extensions.answer_extension(asked, grant=granted, answer=data["answer"], by=by)

    back = reverse("inspections:order", args=[key]) if key else reverse("worklist:inbox")
    act = Act("答复延期申请", back, do, "已答复。", facts, note="申请的登记人不能自己答复。")
    return act_page(request, act, AnswerForm(posted(request), actor=by))
