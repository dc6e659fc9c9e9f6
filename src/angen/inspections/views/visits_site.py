"""Pages used on site: a checklist line by line, and what it finds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from angen.desk.acts import Act, act_page, own, posted, seen, uploaded
from angen.inspections import library
from angen.inspections.access import INSPECT, SEE
from angen.inspections.actions import findings as acts
from angen.inspections.actions.visits_sheets import answer_item
from angen.inspections.forms import findings as forms
from angen.inspections.models import Hazard, Inspection, Sheet
from angen.inspections.queries import visits as queries
from angen.inspections.states import Answer, InspectionState, Measure
from angen.kernel.access import can, rows
from angen.kernel.refusal import Refused

FORM = ["GET", "HEAD", "POST"]


def _sheet(request: HttpRequest, pk: UUID, sector: str, needs: str = "") -> Sheet:
    visit = seen(request, SEE, pk, "agency", needs=needs)
    found: Sheet | None = visit.sheets.filter(sector=sector).first()
    if found is None or sector not in library.sectors():
        raise Http404
    found.inspection = visit
    return found


def _context(sheet: Sheet, may: bool) -> dict[str, Any]:
    """What the list and each of its lines need."""
    visit: Inspection = sheet.inspection
    on = queries.day_of(visit)
    return {
        "visit": visit,
        "sheet": sheet,
        "progress": queries.progress(sheet, on),
        "lines": queries.lines(sheet, queries.findings_of(visit), on),
        "answers": Answer.choices,
        "measures": Measure.choices,
        "may": may and visit.state == InspectionState.UNDERWAY,
    }


@require_safe
def sheet(request: HttpRequest, pk: UUID, sector: str) -> HttpResponse:
    """One checklist; ``left=1`` shows only what was not looked at yet."""
    found = _sheet(request, pk, sector)
    context = _context(found, can(own(request), INSPECT, found.inspection))
    left = request.GET.get("left") == "1"
    if left:
        context["lines"] = [one for one in context["lines"] if not one.answer]
    context |= {
        "left": left,
        "on": queries.day_of(found.inspection),
        "others": [one for one in queries.sheets_of(found.inspection) if one.sheet.pk != found.pk],
    }
    return render(request, "inspections/visit_sheet.html", context)


@require_POST
def answer(request: HttpRequest, pk: UUID, sector: str) -> HttpResponse:
    """Answer one line; htmx gets the line anew, a plain form goes back to it."""
    found = _sheet(request, pk, sector, INSPECT)
    item = request.POST.get("item", "")
    said = ""
    try:
        answer_item(
            found,
            item=item,
            answer=request.POST.get("answer", ""),
            note=request.POST.get("note", ""),
            by=own(request),
        )
    except Refused as refused:
        if not request.headers.get("HX-Request"):
            raise
        said = str(refused)
    if not request.headers.get("HX-Request"):
        return redirect(f"{reverse('inspections:sheet', args=[pk, sector])}#item-{item}")
    found.refresh_from_db(fields=["answers", "notes"])
    context = _context(found, True)
    line = next((one for one in context["lines"] if one.item.id == item), None)
    if line is None:
        raise Http404
    context |= {"line": line, "said": said, "swap": True}
    return render(request, "inspections/visit_answered.html", context, status=422 if said else 200)


@require_http_methods(FORM)
def find(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record a finding, of a line (``item``, ``sector``) or written freely."""
    visit: Inspection = seen(request, SEE, pk, "agency", "enterprise", needs=INSPECT)
    item, back = _item(request, visit)
    by = own(request)

    def do(data: dict[str, Any]) -> Hazard:
        photos = data.pop("photos", [])
        finding = acts.Finding(item=item.id if item else "", **data)
        return acts.find(visit, finding=finding, photos=photos, by=by)

    facts = {"检查条目": f"{item.id} {item.look}", "依据": item.cite} if item else {}
    act = Act(
        "登记问题",
        back,
        do,
        "问题已登记。",
        {"被检查单位": visit.party, **facts},
        ((str(visit), reverse("inspections:visit", args=[visit.pk])),),
    )
    form = forms.FindingForm(posted(request), item=item, actor=by, files=uploaded(request))
    return act_page(request, act, form)


def _item(request: HttpRequest, visit: Inspection) -> tuple[library.Item | None, str]:
    """The line a finding belongs to, and where to go back to."""
    id, sector = request.GET.get("item", ""), request.GET.get("sector", "")
    page = reverse("inspections:visit", args=[visit.pk])
    if not id:
        return None, page
    try:
        item = library.item(id, queries.day_of(visit))
    except LookupError:
        item = None
    if item is None:
        raise Http404
    if sector in library.sectors():
        page = reverse("inspections:sheet", args=[visit.pk, sector])
    return item, f"{page}#item-{id}"


ACTS: dict[str, tuple[str, str, Any, Any, bool]] = {
    "correct": ("登记当场改正", "已登记改正并销号", forms.CorrectForm, acts.correct_on_spot, False),
    "measure": ("改变处理方式", "已修改", forms.MeasureForm, acts.change_measure, False),
    "withdraw": ("撤回问题", "已撤回", forms.WithdrawForm, acts.withdraw_finding, True),
}


@require_http_methods(FORM)
def finding(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """An act on a finding while the visit goes on."""
    if name not in ACTS:
        raise Http404
    by = own(request)
    visits = rows(by, SEE)
    found = Hazard.objects.filter(pk=pk, inspection__in=visits).select_related("inspection")
    hazard = found.first()
    if hazard is None or hazard.inspection is None:
        raise Http404
    visit = seen(request, SEE, hazard.inspection_id, needs=INSPECT)
    title, done, form, do, danger = ACTS[name]
    act = Act(
        title,
        reverse("inspections:visit", args=[visit.pk]),
        lambda data: do(hazard, by=by, **data),
        f"{done}。",
        {"被检查单位": visit.party, "问题": hazard.description, "依据": hazard.cite},
        ((str(visit), reverse("inspections:visit", args=[visit.pk])),),
        danger=danger,
    )
    return act_page(request, act, form(posted(request), actor=by, **_files(request, name)))


def _files(request: HttpRequest, name: str) -> dict[str, Any]:
    return {"files": uploaded(request)} if name == "correct" else {}
