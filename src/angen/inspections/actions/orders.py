"""Orders to rectify, decisions on measures on site, and how these end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from angen.audit.actions import record
from angen.inspections.actions.following import follow
from angen.inspections.documents import building
from angen.inspections.documents.building import Line
from angen.inspections.events.orders import (
    HazardOrdered,
    HazardWithdrawn,
    MeasuresDecided,
    MeasuresLifted,
    OrderIssued,
    OrderVoided,
    VisitPaperIssued,
)
from angen.inspections.models import Hazard, Inspection, Order
from angen.inspections.queries import powers, terms
from angen.inspections.states import (
    OPEN,
    POWERS,
    RECORD,
    HandleMeasure,
    HazardState,
    InspectionState,
    OrderKind,
)
from angen.inspections.states import hazard as hazards_machine
from angen.inspections.states import order as machine
from angen.kernel.access import Actor, require, rows
from angen.kernel.refusal import NotAllowed, Refused
from angen.orgs.models import Account, Officer
from angen.papers.actions import issue, void
from angen.papers.models import Paper
from angen.papers.states import PaperState

ON_SITE = (InspectionState.UNDERWAY, InspectionState.RECORDED)
ORDER = "inspections.order"
MOST = 200  # problems on one paper


def account(by: Actor) -> Account | None:
    """The account to note beside an act."""
    return by if isinstance(by, Account) else None


def locked_visit(inspection: Inspection) -> Inspection:
    """The visit with what papers show of it, locked: one paper of a visit is made at a time."""
    links = ("agency__area", "enterprise", "site", "made_by", "approved_by")
    found = Inspection.objects.select_for_update(of=("self",)).select_related(*links)
    return found.get(pk=inspection.pk)


def locked_order(order: Order) -> Order:
    """The order with its paper, locked."""
    links = ("agency__area", "enterprise", "inspection", "paper")
    found = Order.objects.select_for_update(of=("self",)).select_related(*links)
    return found.get(pk=order.pk)


def locked_lines(lines: Sequence[Line], by: Actor) -> list[Line]:
    """The lines with their hazards locked, in the order given; each must be the actor's to order."""
    wanted = [line.hazard.pk for line in lines]
    if not wanted:
        raise Refused("请至少选择一项问题。", article=POWERS)
    if len(set(wanted)) != len(wanted) or len(wanted) > MOST:
        raise Refused(f"同一问题只能列一次，一份文书最多 {MOST} 项，请核对。")
    require(by, ORDER, lines[0].hazard)
    if rows(by, ORDER).filter(pk__in=wanted).count() != len(wanted):
        raise NotAllowed("其中有的问题不由您所在机构跟踪，请重新选择。")
    found = Hazard.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    known = {one.pk: one for one in found}
    return [
        Line(known[line.hazard.pk], line.due_on, line.unit, line.person, line.goal)
        for line in lines
    ]


@transaction.atomic
def issue_order(
    inspection: Inspection, *, lines: Sequence[Line], reason: str = "", by: Actor
) -> Order:
    """Order the hazards of ``lines`` rectified, each by its own day, with the paper that says so.

    Refused for a term longer than the pack allows (a major hazard may have one with a reason), for
    a visit without two certified officers, and for a hazard that is under an order already.
    """
    inspection, today = locked_visit(inspection), timezone.localdate()
    lines = locked_lines(lines, by)
    check_order(inspection, lines, reason=reason, on=today)
    document = building.order(inspection, lines, reason=reason.strip(), on=today)
    order = Order(
        kind=OrderKind.RECTIFY,
        agency=inspection.agency,
        enterprise=inspection.enterprise,
        inspection=inspection,
        issued_on=today,
        due_on=document.due_on,
        reason=reason.strip(),
        made_by=account(by),
    )
    order.paper = _issued(document, order, lines, by)
    order.save(force_insert=True)
    for line in lines:
        _place(line, order, by)
    event = OrderIssued(
        number=order.paper.number,
        due_on=max(line.due_on for line in lines if line.due_on),
        hazards=[str(line.hazard.pk) for line in lines],
        reason=order.reason,
    )
    record(event, by=by, subject=order)
    follow(order, why="下达整改指令", by=by)
    return order


def check_order(
    inspection: Inspection, lines: Sequence[Line], *, reason: str = "", on: dt.date
) -> None:
    """Refuse what may not be ordered; the preview asks the same."""
    _on_site(inspection)
    for line in lines:
        _of_visit(inspection, line.hazard)
        if line.hazard.order_id is not None:
            raise Refused(f"“{line.hazard}”已经下达过整改指令，不能重复下达。")
        if line.due_on is None:
            raise Refused("请填写整改期限。", article=POWERS)
        terms.check_due(line.hazard, line.due_on, inspection.agency.area, on, reason)


def _on_site(inspection: Inspection) -> None:
    if inspection.state not in ON_SITE:
        raise Refused("检查开始后才能下达决定，请先“开始检查”。", article=POWERS)


def _of_visit(inspection: Inspection, hazard: Hazard) -> None:
    if hazard.enterprise_id != inspection.enterprise_id or hazard.agency_id != inspection.agency_id:
        raise Refused(f"“{hazard}”不是这家企业由本机构跟踪的问题，请重新选择。")
    if hazard.state not in (HazardState.FOUND, HazardState.RECTIFYING):
        raise Refused(f"“{hazard}”的状态是“{hazard.get_state_display()}”，不能再下达决定。")


def _issued(document: object, order: Order, lines: Sequence[Line], by: Actor) -> Paper:
    """Its paper; the key is of the first problem, so that a second click issues nothing."""
    assert order.inspection is not None
    return issue(
        document,
        agency=order.agency,
        by=by,
        subject=order,
        title=order.inspection.party,
        key=f"inspection:{order.inspection.pk}:{order.kind}:{lines[0].hazard.pk}",
        on=order.issued_on,
    )


def _place(line: Line, order: Order, by: Actor) -> None:
    """Put a hazard under an order."""
    hazard = line.hazard
    if hazard.state == HazardState.FOUND:
        hazards_machine.move(hazard, "order")
    if order.kind == OrderKind.RECTIFY:
        hazard.order = order
    else:
        hazard.decision = order
    if line.due_on is not None:
        hazard.due_on = line.due_on
        hazard.first_due_on = hazard.first_due_on or line.due_on
    hazard.unit = line.unit.strip() or hazard.unit
    hazard.person = line.person.strip() or hazard.person
    hazard.goal = line.goal.strip() or hazard.goal
    set_recheck(hazard, order)
    hazard.save()
    assert hazard.due_on is not None and order.paper is not None
    event = HazardOrdered(
        number=order.paper.number, due_on=hazard.due_on, unit=hazard.unit, goal=hazard.goal
    )
    record(event, by=by, subject=hazard)


def set_recheck(hazard: Hazard, order: Order | None) -> None:
    """Note by when a hazard must be rechecked; the caller saves."""
    area = order.agency.area if order is not None else hazard.agency.area
    due = terms.recheck_due(hazard, area)
    hazard.recheck_due_on = due.day if due is not None else None


@transaction.atomic
def issue_decision(
    inspection: Inspection,
    *,
    lines: Sequence[Line],
    measures: Sequence[str],
    scope: str,
    by: Actor,
) -> Order:
    """Decide measures on site about the hazards of ``lines`` (安全生产法 第六十五条).

    A line needs a day only where its hazard has none yet. Refused without authority, and for
    measures that a delegation or an empowerment does not carry (行政强制法 第十七条).
    """
    inspection, today = locked_visit(inspection), timezone.localdate()
    lines = locked_lines(lines, by)
    check_decision(inspection, lines, measures=measures, scope=scope, on=today)
    due_on = max((line.due_on for line in lines if line.due_on), default=None)
    document = building.decision(
        inspection, lines, measures=measures, scope=scope.strip(), due_on=due_on, on=today
    )
    order = Order(
        kind=OrderKind.HANDLE,
        agency=inspection.agency,
        enterprise=inspection.enterprise,
        inspection=inspection,
        issued_on=today,
        due_on=due_on,
        measures=list(measures),
        scope=scope.strip(),
        made_by=account(by),
    )
    order.paper = _issued(document, order, lines, by)
    order.save(force_insert=True)
    for line in lines:
        _place(line, order, by)
    event = MeasuresDecided(
        number=order.paper.number,
        measures=[str(HandleMeasure(one).label) for one in measures],
        scope=order.scope,
        hazards=[str(line.hazard.pk) for line in lines],
    )
    record(event, by=by, subject=order)
    follow(order, why="作出现场处理决定", by=by)
    return order


def check_decision(
    inspection: Inspection,
    lines: Sequence[Line],
    *,
    measures: Sequence[str],
    scope: str,
    on: dt.date,
) -> None:
    """Refuse what may not be decided; the preview asks the same."""
    _on_site(inspection)
    if not measures or set(measures) - set(HandleMeasure.values):
        raise Refused("请选择至少一项现场处理措施。", article=POWERS)
    if not scope.strip():
        raise Refused("请写明措施适用的场所、设施设备。", article=POWERS)
    for line in lines:
        _of_visit(inspection, line.hazard)
        if line.hazard.decision_id is not None:
            raise Refused(f"“{line.hazard}”已经作出过现场处理决定，不能重复作出。")
        if line.due_on is None and line.hazard.due_on is None:
            raise Refused(f"“{line.hazard}”还没有整改期限，请填写。", article=POWERS)
        if line.due_on is not None:
            if line.due_on < on:
                raise Refused("排除期限不能早于下达日期，请改填。", article=POWERS)
            terms.check_measures_end(line.due_on, inspection.agency.area, on)


@transaction.atomic
def void_order(order: Order, *, reason: str, by: Actor) -> Order:
    """Void an order that was not served; its hazards are found ones again. The number stays."""
    order = locked_order(order)
    assert order.paper is not None
    require(by, "inspections.lift", order)
    if order.paper.state == PaperState.ISSUED:  # it may have been voided on its own page
        void(order.paper, reason=reason, by=by)
    machine.move(order, "void")
    order.save(update_fields=["state"])
    for hazard in Hazard.objects.select_for_update().filter(
        pk__in=[one.pk for one in terms.hazards_of(order)]
    ):
        if hazard.state not in OPEN:
            raise Refused(f"“{hazard}”已经销号，不能作废指令书。")
        _release(hazard, order, by)
    record(OrderVoided(number=order.paper.number, reason=reason.strip()), by=by, subject=order)
    follow(order, why="文书作废", by=by)
    return order


def _release(hazard: Hazard, order: Order, by: Actor) -> None:
    """Take a hazard from under a voided order; under another one it goes on."""
    if order.kind == OrderKind.RECTIFY:
        hazard.order = None
    else:
        hazard.decision = None
    if hazard.order_id is None and hazard.decision_id is None:
        hazards_machine.move(hazard, "withdraw")
        hazard.due_on = hazard.first_due_on = hazard.recheck_due_on = None
    hazard.save()
    number = order.paper.number if order.paper else ""
    record(HazardWithdrawn(number=number), by=by, subject=hazard)


@transaction.atomic
def lift_measures(order: Order, *, officers: Sequence[Officer], opinion: str, by: Actor) -> Paper:
    """Agree that work is taken up again, after a review, with the paper that says so.

    安全生产法 第六十五条: only when the hazards are gone, which a recheck must have found.
    """
    order, today = locked_order(order), timezone.localdate()
    require(by, "inspections.lift", order)
    if order.kind != OrderKind.HANDLE:
        raise Refused("只有现场处理措施需要审查同意恢复。")
    left = terms.open_of(order)
    if left:
        raise Refused(
            f"还有 {len(left)} 项隐患没有复查销号，不能同意恢复，请先复查。", article=POWERS
        )
    if not opinion.strip():
        raise Refused("请写明审查意见。", article=POWERS)
    machine.move(order, "lift")
    signers = powers.certified(officers, order.agency, today)
    document = building.resumption(order, officers=signers, checked_on=today, text=opinion.strip())
    paper = issue(
        document,
        agency=order.agency,
        by=by,
        subject=order,
        title=document.party,
        key=f"order:{order.pk}:lift",
    )
    order.lifted_on = today
    order.save(update_fields=["state", "lifted_on"])
    number = order.paper.number if order.paper else ""
    record(MeasuresLifted(number=number, opinion_number=paper.number), by=by, subject=order)
    follow(order, why="审查同意恢复", by=by)
    return paper


@transaction.atomic
def issue_visit_paper(inspection: Inspection, *, kind: str, by: Actor) -> Paper:
    """Issue the scheme of an approved visit, or the record of a signed one; each once."""
    inspection = locked_visit(inspection)
    require(by, "inspections.inspect", inspection)
    document = visit_document(inspection, kind)
    paper = issue(
        document,
        agency=inspection.agency,
        by=by,
        subject=inspection,
        title=inspection.party,
        key=f"inspection:{inspection.pk}:{kind}",
    )
    record(VisitPaperIssued(kind=paper.label, number=paper.number), by=by, subject=inspection)
    return paper


def visit_document(inspection: Inspection, kind: str) -> object:
    """The scheme or the record; refused before its time."""
    if kind == "scheme":
        if inspection.state not in (InspectionState.APPROVED, *ON_SITE):
            raise Refused("检查方案批准后才能出具。")
        return building.scheme(inspection)
    if inspection.state != InspectionState.RECORDED:
        raise Refused("检查记录签字确认后才能出具。", article=RECORD)
    return building.record(inspection)
