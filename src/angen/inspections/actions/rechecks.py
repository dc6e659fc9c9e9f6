"""Rechecks: what was ordered is looked at again. Nothing else closes an ordered hazard."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from angen.audit.actions import record
from angen.inspections.actions.following import follow
from angen.inspections.actions.orders import account, locked_order, locked_visit, set_recheck
from angen.inspections.actions.overdue import settle
from angen.inspections.documents import building
from angen.inspections.documents.building import Found
from angen.inspections.events.orders import HazardRechecked, OrderCompleted, RecheckRecorded
from angen.inspections.models import Hazard, Inspection, Order, Recheck, RecheckResult
from angen.inspections.queries import powers, terms
from angen.inspections.states import (
    OPEN,
    RECHECK_RULES,
    TWO_OFFICERS,
    Grade,
    InspectionState,
    OrderKind,
    OrderState,
    Origin,
    RecheckKind,
)
from angen.inspections.states import hazard as hazards_machine
from angen.inspections.states import order as orders_machine
from angen.kernel.access import Actor, require, rows
from angen.kernel.refusal import NotAllowed, Refused
from angen.orgs.models import Agency, Officer
from angen.papers.actions import issue
from angen.papers.registry import Signer

FOLLOW = "inspections.follow"


@dataclass(frozen=True)
class _Look:
    """How a recheck was made: by a visit, or by papers and photographs."""

    kind: RecheckKind
    visit: Inspection | None
    on: dt.date
    signers: tuple[Signer, ...]
    officers: Sequence[Officer]


@transaction.atomic
def record_recheck(
    *,
    results: Sequence[Found],
    visit: Inspection | None = None,
    officers: Sequence[Officer] = (),
    opinion: str = "",
    by: Actor,
) -> Recheck:
    """Record what a recheck found, with the opinion that goes to the party.

    By a recorded recheck ``visit``, which only its team records, or without one by papers and
    photographs, for general hazards and with two certified ``officers``. All hazards must be of the
    same order. What passed is closed; what did not gets a new end, and is rechecked again.
    """
    if visit is not None:
        visit = locked_visit(visit)
    found = _locked(results, by)
    order = _order_of(found)
    agency = found[0].hazard.agency
    look = _by_visit(visit, by) if visit is not None else _by_papers(found, officers, agency)
    check_recheck(found, order, look.visit, look.on)
    recheck = Recheck(
        kind=look.kind,
        enterprise=found[0].hazard.enterprise,
        agency=agency,
        inspection=look.visit,
        order=order,
        checked_on=look.on,
        checked_by=account(by),
        opinion=opinion.strip() or building.said(found),
    )
    recheck.paper = issue(
        building.opinion(
            found,
            party=found[0].hazard.party,
            original=order,
            officers=look.signers,
            checked_on=look.on,
            text=opinion,
            by_papers=look.visit is None,
        ),
        agency=agency,
        by=by,
        subject=recheck,
        title=found[0].hazard.party,
        key=_key(found, order, look),
    )
    recheck.save(force_insert=True)
    recheck.officers.set(look.officers)
    for one in found:
        _settle(one, recheck, by)
    event = RecheckRecorded(
        kind=str(RecheckKind(look.kind).label),
        number=recheck.paper.number,
        passed=[str(one.hazard.pk) for one in found if one.passed],
        failed=[str(one.hazard.pk) for one in found if not one.passed],
    )
    record(event, by=by, subject=recheck)
    _follow_all(found, by)
    return recheck


def _key(found: Sequence[Found], order: Order | None, look: _Look) -> str:
    """The same look at the same hazards is one recheck, however often the button is pressed."""
    names = ",".join(sorted(str(one.hazard.pk) for one in found))
    at = look.visit.pk if look.visit is not None else look.on
    said = f"{order.pk if order else ''}:{at}:{names}"
    return f"recheck:{hashlib.sha256(said.encode()).hexdigest()}"


def _locked(results: Sequence[Found], by: Actor) -> list[Found]:
    wanted = [one.hazard.pk for one in results]
    if not wanted:
        raise Refused("没有要复查的隐患，请至少填写一项复查结果。", article=RECHECK_RULES)
    if len(set(wanted)) != len(wanted):
        raise Refused("同一隐患只能填一个复查结果，请核对。")
    require(by, FOLLOW, results[0].hazard)
    if rows(by, FOLLOW).filter(pk__in=wanted).count() != len(wanted):
        raise NotAllowed("其中有的隐患不由您所在机构跟踪，请重新选择。")
    locked = (
        Hazard.objects.select_for_update(of=("self",))
        .select_related("agency__area", "enterprise")
        .filter(pk__in=wanted)
        .order_by("pk")
    )
    known = {one.pk: one for one in locked}
    return [Found(known[r.hazard.pk], r.passed, r.note, r.new_due_on) for r in results]


def _order_of(found: Sequence[Found]) -> Order | None:
    """The order under which all of them stand."""
    keys = {one.hazard.order_id or one.hazard.decision_id for one in found}
    if len(keys) > 1:
        raise Refused("这些隐患不属于同一份文书，请按文书分别复查。", article=RECHECK_RULES)
    (key,) = keys
    return None if key is None else locked_order(Order.objects.get(pk=key))


def _by_visit(visit: Inspection, by: Actor) -> _Look:
    if visit.origin != Origin.RECHECK or visit.state != InspectionState.RECORDED:
        raise Refused(
            "请先安排“整改复查”检查，到现场检查并签字确认后，再登记复查结果。",
            article=RECHECK_RULES,
        )
    team = powers.team(visit)
    members = [one.officer for one in team]
    own = getattr(by, "officer_id", None)
    if own is None or own not in {one.pk for one in members}:
        raise Refused("只有参加这次复查的人员能登记复查结果，请由检查组成员办理。")
    assert visit.visited_on is not None  # a constraint of the table
    return _Look(RecheckKind.VISIT, visit, visit.visited_on, powers.signers(team), members)


def _by_papers(found: Sequence[Found], officers: Sequence[Officer], agency: Agency) -> _Look:
    if any(one.hazard.grade == Grade.MAJOR for one in found):
        raise Refused("重大事故隐患必须到现场复查，请安排“整改复查”检查。", article=RECHECK_RULES)
    today = timezone.localdate()
    if not officers:
        raise Refused("请选择复查人员。", article=TWO_OFFICERS)
    signers = powers.certified(officers, agency, today)
    return _Look(RecheckKind.PAPERS, None, today, signers, officers)


def check_recheck(
    found: Sequence[Found], order: Order | None, visit: Inspection | None, on: dt.date
) -> None:
    """Refuse a recheck of what is not open, not served, or not of this chain of visits."""
    if order is not None:
        if order.paper is not None and not order.paper.services.exists():
            raise Refused(
                f"《{order.paper.label}》{order.paper.number}还没有登记送达，请先登记送达再复查。",
                article=RECHECK_RULES,
            )
        if on < order.issued_on:
            raise Refused(f"文书是 {order.issued_on} 下达的，复查日期不能更早。")
    chain = _chain(visit)
    for one in found:
        hazard = one.hazard
        if hazard.state not in OPEN:
            raise Refused(
                f"“{hazard}”的状态是“{hazard.get_state_display()}”，不需要复查。",
                article=RECHECK_RULES,
            )
        if visit is not None and hazard.inspection_id not in chain:
            raise Refused(f"“{hazard}”不是这次复查所针对的检查发现的，请重新选择。")
        if one.passed:
            continue
        if one.new_due_on is None:
            raise Refused(f"“{hazard}”没有整改，请填写新的整改期限。", article=RECHECK_RULES)
        terms.check_due(hazard, one.new_due_on, hazard.agency.area, on, one.note)


def _chain(visit: Inspection | None) -> set[object]:
    """The visits that a recheck follows, back to the first."""
    found: set[object] = set()
    while visit is not None and visit.pk not in found:
        found.add(visit.pk)
        visit = visit.follows
    return found


def _settle(one: Found, recheck: Recheck, by: Actor) -> None:
    """Close the hazard, or send it back with a new end."""
    hazard = one.hazard
    result = RecheckResult.objects.create(
        recheck=recheck,
        hazard=hazard,
        passed=one.passed,
        note=one.note.strip(),
        due_on=hazard.recheck_due_on,
        new_due_on=None if one.passed else one.new_due_on,
    )
    if one.passed:
        hazards_machine.move(hazard, "close")
        hazard.closed_on, hazard.closed_by = recheck.checked_on, result
        hazard.recheck_due_on = None
    else:
        hazards_machine.move(hazard, "fail")
        hazard.due_on, hazard.done_on, hazard.done_note = one.new_due_on, None, ""
        set_recheck(hazard, recheck.order)
    hazard.save()
    new = "" if one.passed or one.new_due_on is None else one.new_due_on.isoformat()
    event = HazardRechecked(passed=one.passed, note=result.note, new_due_on=new)
    record(event, by=by, subject=hazard)
    if one.passed:
        settle(hazard, by=by)


def _follow_all(found: Sequence[Found], by: Actor) -> None:
    """Complete orders whose hazards are all closed, and keep the worklist of every one touched."""
    keys = {k for one in found for k in (one.hazard.order_id, one.hazard.decision_id) if k}
    for order in Order.objects.filter(pk__in=keys).order_by("pk"):
        order = locked_order(order)
        if (
            order.kind == OrderKind.RECTIFY
            and order.state == OrderState.ISSUED
            and not terms.open_of(order)
        ):
            orders_machine.move(order, "complete")
            order.save(update_fields=["state"])
            number = order.paper.number if order.paper else ""
            record(OrderCompleted(number=number), by=by, subject=order)
        follow(order, why="登记复查结果", by=by)
