"""The papers of a visit: which were issued, and which may follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, Q
from django.urls import reverse

from angen.inspections.models import Hazard, Inspection, Order
from angen.inspections.queries import terms
from angen.inspections.states import (
    OPEN,
    ExtensionState,
    HazardState,
    InspectionState,
    Measure,
    OrderKind,
    OrderState,
    Origin,
    RecheckKind,
)
from angen.kernel.access import Actor, can, rows
from angen.papers.models import Paper

# The page of a visit, to which its papers lead back.
VISIT_PAGE: Final = "inspections:visit"
ON_SITE = (InspectionState.UNDERWAY, InspectionState.RECORDED)


@dataclass(frozen=True)
class Step:
    """A button: what it does, where it leads, and how it looks."""

    label: str
    url: str
    tone: str = ""
    hint: str = ""


def issued(inspection: Inspection, actor: Actor) -> list[Paper]:
    """The papers of a visit that the actor sees, with those of its orders and rechecks, oldest first."""
    own = Q(subject_type="inspections.inspection", subject_id=str(inspection.pk))
    found = rows(actor, "papers.see_paper").filter(
        own
        | Q(order__inspection=inspection)
        | Q(recheck__inspection=inspection)
        | Q(recheck__order__inspection=inspection)
        | Q(
            subject_type="inspections.order",
            subject_id__in=[str(pk) for pk in inspection.orders.values_list("pk", flat=True)],
        )
    )
    return list(found.distinct().prefetch_related("services").order_by("issued_at", "pk"))


def panel(inspection: Inspection, actor: Actor) -> dict[str, Any]:
    """What the page of a visit shows: papers issued, orders, and what may be issued next."""
    papers = issued(inspection, actor)
    orders = rows(actor, "inspections.see_orders").filter(inspection=inspection)
    serves = set(
        rows(actor, "papers.serve")
        .filter(pk__in=[one.pk for one in papers])
        .values_list("pk", flat=True)
    )
    return {
        "papers": [
            {
                "paper": one,
                "served": bool(one.services.all()),
                "may_serve": one.pk in serves and one.state != "voided",
            }
            for one in papers
        ],
        "orders": list(orders.select_related("paper")),
        "steps": list(next_steps(inspection, papers, actor)),
    }


def next_steps(inspection: Inspection, papers: list[Paper], actor: Actor) -> Iterator[Step]:
    """What may be issued now."""
    if not can(actor, "inspections.inspect", inspection):
        return
    there = {one.kind for one in papers if one.state == "issued"}
    state = inspection.state
    if "inspection_scheme" not in there and state in (InspectionState.APPROVED, *ON_SITE):
        yield Step("出具检查方案", _paper_url(inspection, "scheme"))
    if state in ON_SITE:
        waiting = list(orderable(inspection).only("pk", "measure", "order_id", "decision_id"))
        if any(one.order_id is None for one in waiting):
            url = reverse("inspections:order_new", args=[inspection.pk])
            yield Step("责令限期整改", url, "primary")
        if any(one.decision_id is None for one in waiting):
            url = reverse("inspections:decision_new", args=[inspection.pk])
            yield Step("现场处理措施", url)
    if state == InspectionState.RECORDED:
        if "inspection_record" not in there:
            yield Step("出具检查记录", _paper_url(inspection, "record"))
        if inspection.origin == Origin.RECHECK:
            yield from _rechecks(inspection)


def _paper_url(inspection: Inspection, kind: str) -> str:
    return reverse("inspections:visit_paper", args=[inspection.pk, kind])


def _rechecks(visit: Inspection) -> Iterator[Step]:
    for order in to_recheck(visit):
        number = order.paper.number if order.paper else ""
        url = reverse("inspections:recheck_visit", args=[visit.pk, order.pk])
        yield Step("登记复查结果", url, "primary", number)


def chain(visit: Inspection) -> list[Any]:
    """The keys of a visit and of those it follows, back to the first."""
    found: list[Any] = []
    one: Inspection | None = visit
    while one is not None and one.pk not in found:
        found.append(one.pk)
        one = one.follows
    return found


def to_recheck(visit: Inspection) -> list[Order]:
    """The orders of the visits that a recheck follows, with something still open, the oldest first."""
    found = Order.objects.filter(inspection__in=chain(visit), state=OrderState.ISSUED)
    orders = found.select_related("paper").order_by("issued_on", "pk")
    return [order for order in orders if recheckable(order)]


def recheckable(order: Order) -> list[Hazard]:
    """The open hazards that are rechecked with an order: with the decision only those without one."""
    return [
        one
        for one in terms.open_of(order)
        if order.kind == OrderKind.RECTIFY or one.order_id is None
    ]


def orderable(inspection: Inspection) -> Any:
    """The hazards of a visit that may still come under an order or a decision."""
    return (
        Hazard.objects.filter(
            inspection=inspection,
            agency=inspection.agency_id,
            state__in=(HazardState.FOUND, HazardState.RECTIFYING),
        )
        .exclude(measure=Measure.SPOT)
        .order_by("pk")
    )


def order_steps(order: Order, actor: Actor) -> Iterator[Step]:
    """What may be done with an order now."""
    follows = rows(actor, "inspections.follow").filter(pk__in=[h.pk for h in recheckable(order)])
    if order.state == OrderState.ISSUED and follows.exists():
        url = reverse("inspections:recheck_new", args=[order.pk])
        yield Step("书面和影像复核", url, "", "一般隐患；重大事故隐患须到现场复查")
    if order.state != OrderState.ISSUED or not can(actor, "inspections.lift", order):
        return
    if order.kind == OrderKind.HANDLE and not terms.open_of(order):
        yield Step(
            "审查同意恢复", reverse("inspections:order_step", args=[order.pk, "lift"]), "primary"
        )
    if order.paper is not None and not order.paper.services.all():
        yield Step("作废", reverse("inspections:order_step", args=[order.pk, "void"]), "danger")


@dataclass(frozen=True)
class Row:
    """A hazard on the page of its order, with what may be done about it."""

    hazard: Hazard
    over: int | None
    asked: Any
    steps: list[Step]


def rows_of(order: Order, actor: Actor, today: Any) -> list[Row]:
    """The hazards of an order that the actor sees; a few queries, whatever their number."""
    keys = [one.pk for one in terms.hazards_of(order)]
    seen = rows(actor, "inspections.see_hazards").filter(pk__in=keys)
    extensions = rows(actor, "inspections.see_extensions").order_by("-asked_on", "-pk")
    results = rows(actor, "inspections.see_results").select_related("recheck__paper")
    seen = seen.prefetch_related(
        Prefetch("extensions", queryset=extensions, to_attr="seen_extensions"),
        Prefetch("results", queryset=results.order_by("pk"), to_attr="seen_results"),
    ).order_by("found_on", "pk")
    own = set(rows(actor, "inspections.answer").filter(pk__in=keys).values_list("pk", flat=True))
    ours = set(rows(actor, "inspections.follow").filter(pk__in=keys).values_list("pk", flat=True))
    decides = set(
        rows(actor, "inspections.answer_extension")
        .filter(hazard__in=keys, state=ExtensionState.ASKED)
        .values_list("pk", flat=True)
    )
    found = []
    for hazard in seen:
        asked = [one for one in hazard.seen_extensions if one.state == ExtensionState.ASKED]
        may = hazard.pk in own or hazard.pk in ours
        steps = list(_hazard_steps(hazard, bool(asked))) if may else []
        for one in asked:
            if one.pk in decides:
                steps.append(Step("答复延期申请", terms.answer_page(one), "primary"))
        over = None
        if hazard.state in OPEN and hazard.due_on is not None:
            over = (today - hazard.due_on).days
        found.append(Row(hazard, over, asked[0] if asked else None, steps))
    return found


def _hazard_steps(hazard: Hazard, asked: bool) -> Iterator[Step]:
    if hazard.state != HazardState.RECTIFYING:
        return
    yield Step("申请复查", reverse("inspections:hazard_done", args=[hazard.pk]), "primary")
    if not asked:
        yield Step("申请延期", reverse("inspections:extension_new", args=[hazard.pk]))


def was_rechecked_by(order: Order) -> list[Any]:
    """The rechecks of an order, oldest first."""
    found = order.rechecks.exclude(kind=RecheckKind.SPOT).select_related("paper", "agency")
    return list(found.order_by("checked_on", "recorded_at"))


def sees_paper(actor: Actor, paper: Paper) -> bool:
    """Whether the actor may open the paper."""
    return can(actor, "papers.see_paper", paper)


def serves(actor: Actor, paper: Paper) -> bool:
    """Whether the actor may record its service."""
    return paper.state != "voided" and can(actor, "papers.serve", paper)


def sees_visit(actor: Actor, inspection: Inspection) -> bool:
    """Whether the actor may open a visit."""
    return can(actor, "inspections.see", inspection)
