"""Pages that make what others reported a finding of the visit under way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from angen.desk.acts import Act, act_page, own, posted, seen, uploaded
from angen.inspections.actions import verifying
from angen.inspections.actions.findings import Finding
from angen.inspections.forms.findings import FindingForm
from angen.inspections.models import Hazard, Inspection, VillageFinding
from angen.inspections.queries.reported import visit_under_way
from angen.inspections.states import POWERS
from angen.kernel.refusal import Refused

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
def hazard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A hazard that was found outside a visit."""
    needs = "inspections.order"
    found: Hazard = seen(request, "inspections.see_hazards", pk, "enterprise", needs=needs)
    known = {
        "description": found.description,
        "place": found.place,
        "grade": found.grade,
        "standard": found.standard,
        "clause": found.clause,
    }
    facts = {"来源": found.get_source_display(), "发现日期": f"{found.found_on:%Y-%m-%d}"}
    return _page(request, found, verifying.verify_hazard, known, facts)


@require_http_methods(FORM)
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a village reported."""
    needs = "inspections.handle_finding"
    see = "inspections.see_village_findings"
    found: VillageFinding = seen(request, see, pk, "enterprise", "area", needs=needs)
    known = {"description": found.description, "place": found.where}
    facts = {"报告": f"{found.area.name}，{found.found_on:%Y-%m-%d}"}
    return _page(request, found, verifying.verify_report, known, facts)


def _page(
    request: HttpRequest,
    found: Hazard | VillageFinding,
    do: Callable[..., Hazard],
    known: Mapping[str, str],
    facts: dict[str, str],
) -> HttpResponse:
    by, visit = own(request), _visit(found)
    page = reverse("inspections:visit", args=[visit.pk])

    def verify(data: dict[str, Any]) -> Hazard:
        photos = data.pop("photos", [])
        return do(found, visit, finding=Finding(**data), photos=photos, by=by)

    act = Act(
        "登记核实的问题",
        page,
        verify,
        "已登记为这次检查的问题。",
        {"被检查单位": visit.party, **facts},
        ((str(visit), page),),
        "写现场看到的情况；登记后和检查查出的问题一起下达整改指令。",
    )
    form = FindingForm(posted(request), reported=known, actor=by, files=uploaded(request))
    return act_page(request, act, form)


def _visit(found: Hazard | VillageFinding) -> Inspection:
    visit = visit_under_way(found.agency_id, found.enterprise_id)
    if visit is None:
        name = found.enterprise.name if found.enterprise else "这家企业"
        raise Refused(
            f"现在没有对{name}正在进行的检查；请先安排检查，由两名以上执法人员到现场核实。",
            article=POWERS,
        )
    return visit
