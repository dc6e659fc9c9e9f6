"""Pages on which rechecks are recorded."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from angen.desk.acts import Act, act_page, own, posted, seen
from angen.inspections.actions import rechecks
from angen.inspections.forms.orders import RecheckForm
from angen.inspections.models import Inspection, Order, Recheck
from angen.inspections.queries import papers, powers
from angen.inspections.states import Grade
from angen.kernel.access import rows

FORM = ["GET", "HEAD", "POST"]
TEMPLATE = "inspections/recheck_form.html"


def _order(request: HttpRequest, pk: UUID) -> Order:
    links = ("agency__area", "enterprise", "inspection", "paper")
    found: Order = seen(request, "inspections.see_orders", pk, *links)
    return found


@require_http_methods(FORM)
def recheck_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Recheck general hazards by what the enterprise handed in."""
    order, by = _order(request, pk), own(request)
    hazards = [one for one in papers.recheckable(order) if one.grade != Grade.MAJOR]
    return _recorded(
        request,
        order,
        hazards,
        back=reverse("inspections:order", args=[order.pk]),
        title="书面和影像复核",
        note="核对企业报送的整改材料和影像；重大事故隐患必须到现场复查。",
        visit=None,
        people=powers.people_of(order.agency, timezone.localdate()),
        by=by,
    )


@require_http_methods(FORM)
def recheck_visit(request: HttpRequest, visit: UUID, pk: UUID) -> HttpResponse:
    """Record what a recheck visit found of the hazards of one order."""
    inspection: Inspection = seen(
        request, "inspections.see", visit, "agency__area", "follows", needs="inspections.inspect"
    )
    order, by = _order(request, pk), own(request)
    if order not in papers.to_recheck(inspection):
        raise Http404
    return _recorded(
        request,
        order,
        papers.recheckable(order),
        back=reverse(papers.VISIT_PAGE, args=[inspection.pk]),
        title="登记复查结果",
        note=f"{inspection.visited_on or inspection.planned_on} 到现场复查。未整改的填新的期限，到期再复查。",
        visit=inspection,
        people=None,
        by=by,
    )


def _recorded(
    request: HttpRequest,
    order: Order,
    hazards: list[Any],
    *,
    back: str,
    title: str,
    note: str,
    visit: Inspection | None,
    people: Any,
    by: Any,
) -> HttpResponse:
    keys = [one.pk for one in hazards]
    mine = set(rows(by, "inspections.follow").filter(pk__in=keys).values_list("pk", flat=True))
    hazards = [one for one in hazards if one.pk in mine]
    if not hazards:
        messages.error(request, "没有可以这样复查的隐患。")
        return redirect(back)
    form = RecheckForm(posted(request), actor=by, hazards=hazards, people=people)

    def do(data: dict[str, Any]) -> Recheck:
        return rechecks.record_recheck(
            results=form.results(),
            visit=visit,
            officers=list(data.get("officers") or ()),
            opinion=data["opinion"],
            by=by,
        )

    act = Act(
        title,
        back,
        do,
        "复查结果已登记，意见书已出具。请打印签字后登记送达。",
        {"文书": str(order), "企业": order.enterprise.name},
        ((str(order), reverse("inspections:order", args=[order.pk])),),
        note,
        "登记并出具复查意见书",
        then=lambda made: reverse("papers:paper", args=[made.paper_id]),
    )
    return act_page(request, act, form, TEMPLATE)
