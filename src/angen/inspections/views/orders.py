"""Pages of orders, and of the papers of a visit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from angen.audit.queries import history
from angen.desk.act_forms import ReasonForm
from angen.desk.acts import Act, act_page, own, posted, seen
from angen.desk.history import entries
from angen.inspections.actions import orders
from angen.inspections.documents import building
from angen.inspections.forms.orders import DecisionForm, LiftForm, LinesForm, OrderForm
from angen.inspections.models import Inspection, Order
from angen.inspections.queries import papers, terms
from angen.inspections.queries.powers import people_of
from angen.inspections.states import HandleMeasure
from angen.kernel.refusal import NotAllowed, Refused
from angen.papers.models import Paper
from angen.papers.pages import paper_pdf, preview_page

FORM = ["GET", "HEAD", "POST"]
SEE, SEE_ORDERS = "inspections.see", "inspections.see_orders"
INSPECT = "inspections.inspect"
VISIT = ("agency__area", "enterprise", "site", "made_by", "approved_by")
PREVIEW = "preview"  # the button that shows the paper before it is issued
ISSUE = "issue"


def visit_of(request: HttpRequest, pk: UUID, needs: str = INSPECT) -> Inspection:
    """A visit the actor sees and, for an act, inspects."""
    found: Inspection = seen(request, SEE, pk, *VISIT, needs=needs)
    return found


def visit_url(inspection: Inspection) -> str:
    """The page of a visit."""
    return reverse(papers.VISIT_PAGE, args=[inspection.pk])


@require_http_methods(FORM)
def visit_paper(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """Look at the scheme or the record of a visit, and issue it."""
    inspection = visit_of(request, pk)
    if kind not in ("scheme", "record"):
        raise Http404
    back = visit_url(inspection)
    if request.method == "POST":
        try:
            paper = orders.issue_visit_paper(inspection, kind=kind, by=own(request))
        except NotAllowed:
            raise
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(back)
        messages.success(request, f"《{paper.label}》{paper.number}已出具，请打印签字后登记送达。")
        return redirect("papers:paper", paper.pk)
    try:
        document = orders.visit_document(inspection, kind)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(back)
    url = reverse("inspections:visit_paper", args=[inspection.pk, kind])
    return preview_page(request, document, agency=inspection.agency, issue_url=url, back=back)


@require_http_methods(FORM)
def order_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Order hazards of a visit rectified: choose, look at the paper, issue it."""
    inspection, by, today = visit_of(request, pk), own(request), timezone.localdate()
    limit = terms.last_day(inspection.agency.area, today)
    form = OrderForm(
        posted(request),
        actor=by,
        hazards=list(papers.orderable(inspection).filter(order=None)),
        last=limit[0] if limit else None,
    )

    def looked_at() -> object:
        reason = form.cleaned_data["reason"]
        orders.check_order(inspection, form.lines(), reason=reason, on=today)
        return building.order(inspection, form.lines(), reason=reason, on=today)

    def issued(data: dict[str, Any]) -> Order:
        return orders.issue_order(inspection, lines=form.lines(), reason=data["reason"], by=by)

    note = "逐项核对后先预览，出具后文号不能改；未送达前可以作废。"
    if limit:
        note += f"一般隐患的期限最长 {limit[1].value:f} {limit[1].unit}（{terms.said(limit[1])}）。"
    act = Act(
        "责令限期整改", visit_url(inspection), issued, "已出具，请打印签字后登记送达。", note=note
    )
    return _chosen(request, inspection, form, act, looked_at)


@require_http_methods(FORM)
def decision_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Decide measures on site: choose, look at the paper, issue it."""
    inspection, by, today = visit_of(request, pk), own(request), timezone.localdate()
    hazards = list(papers.orderable(inspection).filter(decision=None))
    form = DecisionForm(posted(request), actor=by, hazards=hazards)

    def looked_at() -> object:
        scope, measures = form.cleaned_data["scope"], form.measures()
        lines = form.lines()
        orders.check_decision(inspection, lines, measures=measures, scope=scope, on=today)
        due_on = max((one.due_on for one in lines if one.due_on), default=None)
        return building.decision(
            inspection, lines, measures=measures, scope=scope, due_on=due_on, on=today
        )

    def issued(data: dict[str, Any]) -> Order:
        return orders.issue_decision(
            inspection, lines=form.lines(), measures=form.measures(), scope=data["scope"], by=by
        )

    note = "重大事故隐患排除前或者排除过程中无法保证安全的，依法作出；排除后经审查同意方可恢复。"
    act = Act(
        "现场处理措施", visit_url(inspection), issued, "已出具，请打印签字后登记送达。", note=note
    )
    return _chosen(request, inspection, form, act, looked_at)


def _chosen(
    request: HttpRequest,
    inspection: Inspection,
    form: LinesForm,
    act: Act,
    looked_at: Callable[[], object],
) -> HttpResponse:
    """The form; the preview of what it makes; and the paper itself from the preview's button."""
    if not form.hazards:
        messages.error(request, "这次检查没有需要下达决定的问题。")
        return redirect(act.back)
    template, issuing = "inspections/order_form.html", request.POST.get("stage") == ISSUE
    facts = {"企业": inspection.party, "检查": str(inspection.visited_on or inspection.planned_on)}
    shown = Act(
        act.title, act.back, act.do, act.done, facts, ((inspection.party, act.back),), act.note,
        "预览文书", then=lambda made: reverse("papers:paper", args=[made.paper_id]),
    )  # fmt: skip
    if request.method == "POST" and not issuing and form.is_valid():
        try:
            document = looked_at()
        except NotAllowed:
            raise
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            hidden = {
                name: str(value)
                for name, value in request.POST.items()
                if name not in ("csrfmiddlewaretoken", "stage")
            }
            return preview_page(
                request,
                document,
                agency=inspection.agency,
                issue_url=request.path,
                back=request.path,
                hidden={**hidden, "stage": ISSUE},
            )
    if request.method == "POST" and not issuing:
        return render(request, template, {"act": shown, "form": form}, status=422)
    return act_page(request, shown, form, template)


def _visit_url(request: HttpRequest, order: Order) -> str:
    """The page of the visit on which an order was issued, for those who may open it."""
    known = order.inspection
    return visit_url(known) if known and papers.sees_visit(own(request), known) else ""


@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One order: its paper, hazards, extensions and rechecks, and what may be done."""
    links = ("agency__area", "enterprise", "inspection", "paper", "made_by")
    order: Order = seen(request, SEE_ORDERS, pk, *links)
    by, today = own(request), timezone.localdate()
    paper = order.paper
    context = {
        "order": order,
        "party": order.inspection.party if order.inspection else order.enterprise.name,
        "measures": [str(HandleMeasure(one).label) for one in order.measures],
        "services": list(paper.services.all()) if paper else [],
        "sees_paper": paper is not None and papers.sees_paper(by, paper),
        "serves": paper is not None and papers.serves(by, paper),
        "visit_url": _visit_url(request, order),
        "rows": papers.rows_of(order, by, today),
        "rechecks": papers.was_rechecked_by(order),
        "steps": list(papers.order_steps(order, by)),
        "history": entries(history(order)),
    }
    return render(request, "inspections/order.html", context)


@require_safe
def paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file of an order, for its office and, once it was served, for the enterprise."""
    order: Order = seen(request, SEE_ORDERS, pk, "paper__file")
    if order.paper is None or not _opens(request, order.paper):
        raise Http404
    return paper_pdf(request, order.paper)


def _opens(request: HttpRequest, paper: Paper) -> bool:
    return papers.sees_paper(own(request), paper) or paper.services.exists()


@require_http_methods(FORM)
def step(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """Void an order, or agree that measures on site end."""
    links = ("agency__area", "enterprise", "inspection", "paper")
    if name not in ("void", "lift"):
        raise Http404
    order: Order = seen(request, SEE_ORDERS, pk, *links, needs="inspections.lift")
    by, back = own(request), reverse("inspections:order", args=[order.pk])
    facts = {"文书": str(order), "状态": order.get_state_display()}
    crumbs = ((str(order), back),)
    if name == "void":
        act = Act(
            "作废", back, lambda data: orders.void_order(order, reason=data["reason"], by=by),
            "已作废，文号保留，问题回到“已发现”。", facts, crumbs,
            "只有没有送达的文书可以作废。", danger=True,
        )  # fmt: skip
        return act_page(request, act, ReasonForm(posted(request), actor=by))
    act = Act(
        "审查同意恢复",
        back,
        lambda data: orders.lift_measures(
            order, officers=list(data["officers"]), opinion=data["opinion"], by=by
        ),
        "已出具意见书，现场处理措施解除。请打印后登记送达。",
        facts,
        crumbs,
        "全部隐患复查销号后，经审查同意方可恢复生产经营和使用。",
        then=lambda paper: reverse("papers:paper", args=[paper.pk]),
    )
    people = people_of(order.agency, timezone.localdate())
    return act_page(request, act, LiftForm(posted(request), actor=by, people=people))
