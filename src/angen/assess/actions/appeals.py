"""Appeals: asked for with the evidence frozen, decided, and every figure that hung on it corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse

from angen.assess import kinds
from angen.assess.actions.corrections import correct
from angen.assess.actions.suspending import resume_following, suspend_following
from angen.assess.events import AppealDecided, AppealWithdrawn, ResultAppealed
from angen.assess.models import Appeal, Cycle, Result
from angen.assess.offices import offices_of
from angen.assess.queries import freeze
from angen.assess.queries.appeals import evidence_of
from angen.assess.queries.cycles import pack_of, rating_of, standing_snapshot
from angen.assess.states import AppealState, CycleState
from angen.assess.states import appeal as machine
from angen.assess.states import cycle as cycles
from angen.audit.actions import record
from angen.kernel.access import Actor, require
from angen.kernel.calendar import Due
from angen.kernel.refusal import Refused
from angen.rulebook.queries import value
from angen.worklist import actions as worklist
from angen.worklist.queries.days import now


@transaction.atomic
def ask_appeal(result: Result, *, items: Sequence[str], reason: str, by: Actor) -> Appeal:
    """Dispute items of the own published result; what they were counted from is frozen."""
    cycle = _locked_cycle(result.cycle_id)
    result = Result.objects.select_related("unit").get(pk=result.pk)
    require(by, "assess.appeal", result)
    today = now().date()
    _check_asked(cycle, result, items, reason, today)
    evidence = evidence_of(cycle, result, items)
    made = Appeal.objects.create(
        cycle=cycle,
        unit=result.unit,
        result=result,
        items=list(items),
        reason=reason.strip(),
        evidence=evidence,
        evidence_sha256=freeze.sha256(freeze.bytes_of(evidence)),
        asked_by_id=by.pk,
        asked_at=now(),
    )
    event = ResultAppealed(
        unit=result.unit_id,
        cycle=cycle.key,
        items=list(items),
        evidence=made.evidence_sha256,
    )
    record(event, by=by, subject=made)
    if cycle.state != CycleState.APPEALED:
        cycles.move(cycle, "appeal")
        cycle.save(update_fields=["state"])
    suspend_following(cycle, result.unit_id, reason=f"申诉：{made.reason}"[:300], by=by)
    _expect(made, cycle, today, by)
    return made


def _check_asked(
    cycle: Cycle, result: Result, items: Sequence[str], reason: str, today: dt.date
) -> None:
    if not reason.strip():
        raise Refused("请写明申诉理由。")
    known = {each["id"] for each in result.items} | {f"gate-{g['place']}" for g in result.gates}
    if not items or not set(items) <= known:
        raise Refused("请选择要申诉的评分项。")
    if cycle.appeal_until is not None and today > cycle.appeal_until:
        raise Refused(f"申诉期限到{cycle.appeal_until}为止，已经过了。")
    if Appeal.objects.filter(cycle=cycle, unit=result.unit, state=AppealState.ASKED).exists():
        raise Refused("已有一件申诉在复核，请等复核后再提出。")


def _locked_cycle(pk: Any) -> Cycle:
    return Cycle.objects.select_for_update(of=("self",)).select_related("area").get(pk=pk)


def _expect(made: Appeal, cycle: Cycle, on: dt.date, by: Actor) -> None:
    """The office that runs the rating decides within the term of its pack."""
    term = value("appeal_decision_days", cycle.area, on)
    office = offices_of([cycle.area_id], on).get(cycle.area_id)
    if term is None or office is None:
        return
    worklist.expect(
        made,
        kinds.DECIDE_APPEAL.name,
        Due(on + dt.timedelta(int(term.value))),
        agency=office,
        title=f"{cycle}：{made.unit.name}申诉",
        url=reverse("assess:appeal", args=[made.pk]),
        article=term.cite[:200],
        by=by,
    )


def _locked(appeal: Appeal) -> Appeal:
    links = ("cycle__area", "unit", "result")
    return Appeal.objects.select_for_update(of=("self",)).select_related(*links).get(pk=appeal.pk)


@transaction.atomic
def uphold_appeal(
    appeal: Appeal,
    *,
    decision: str,
    facts: Mapping[str, Decimal | None] | None = None,
    points: Mapping[str, Decimal] | None = None,
    again: bool = False,
    by: Actor,
) -> Appeal:
    """Uphold it: put facts or people's points right, or count the unit's records again.

    Everything else stays as it was frozen. Score, grade, rank and streak follow in this cycle and
    in those after it, and so does what hung on them. Refused where nothing would change.
    """
    cycle = _locked_cycle(appeal.cycle_id)
    appeal = _locked(appeal)
    require(by, "assess.decide_appeal", appeal)
    machine.move(appeal, "uphold")
    _check_decision(decision)
    unit = _frozen_unit(cycle, appeal.unit_id)
    changes = _changes(cycle, appeal.unit_id, unit, facts or {}, points or {}, again)
    if not changes:
        raise Refused("认定申诉成立，要写明更正哪个数或哪项评分，或勾选“按现有记录重新统计”。")
    _decide(appeal, decision, changes, by)
    reason = f"{appeal.unit.name}申诉成立：{appeal.decision}"[:300]
    correct(cycle, unit=appeal.unit_id, changes=changes, reason=reason, by=by)
    resume_following(appeal.unit_id, cycle, by=by)
    return appeal


def _check_decision(decision: str) -> None:
    if not decision.strip():
        raise Refused("请写明复核意见。")


def _frozen_unit(cycle: Cycle, code: str) -> freeze.Content:
    snapshot = standing_snapshot(cycle)
    assert snapshot is not None
    units = freeze.content_of(snapshot.content)["units"]
    found: freeze.Content = next(each for each in units if each["code"] == code)
    return found


def _changes(
    cycle: Cycle,
    code: str,
    unit: freeze.Content,
    facts: Mapping[str, Decimal | None],
    points: Mapping[str, Decimal],
    again: bool,
) -> dict[str, str]:
    """What is put right: "fact:name" or "people:item" to the new number, empty for unknown."""
    changes: dict[str, str] = {}
    pack = pack_of(cycle)
    rating = rating_of(cycle, pack)
    if again:
        fresh = freeze.frozen(pack, rating, cycle.area_id, cycle.span, {}, [code])
        for each in fresh["units"]:
            for name, fact in each["facts"].items():
                changes[f"fact:{name}"] = fact["value"] or ""
    for name, number in facts.items():
        if name not in unit["facts"]:
            raise Refused(f"这次评定没有用到“{name}”，请核对要更正的数。")
        changes[f"fact:{name}"] = "" if number is None else freeze.text(number)
    judged = {each.id for each in rating.items if each.scored_by == "people"}
    judged |= {each.id for each in rating.adjustments if each.scored_by == "people"}
    for item, number in points.items():
        if item not in judged:
            raise Refused(f"“{item}”不是人工评分的项，请更正它依据的数。")
        changes[f"people:{item}"] = freeze.text(number)
    return {key: new for key, new in changes.items() if _old(unit, key) != new}


def _old(unit: freeze.Content, key: str) -> str:
    kind, _, name = key.partition(":")
    if kind == "people":
        return str(unit["people"].get(name, ""))
    return str(unit["facts"].get(name, {}).get("value") or "")


def _decide(appeal: Appeal, decision: str, changes: dict[str, str], by: Actor) -> None:
    appeal.decision, appeal.changes = decision.strip()[:1000], changes
    appeal.decided_by, appeal.decided_at = by.display_name, now()
    appeal.save(update_fields=["state", "decision", "changes", "decided_by", "decided_at"])
    event = AppealDecided(
        upheld=appeal.state == AppealState.UPHELD, decision=appeal.decision, changes=changes
    )
    record(event, by=by, subject=appeal)
    worklist.meet(appeal, kinds.DECIDE_APPEAL.name, by=by)


@transaction.atomic
def reject_appeal(appeal: Appeal, *, decision: str, by: Actor) -> Appeal:
    """Reject it: the result stands, and what waited for it goes on."""
    cycle = _locked_cycle(appeal.cycle_id)
    appeal = _locked(appeal)
    require(by, "assess.decide_appeal", appeal)
    machine.move(appeal, "reject")
    _check_decision(decision)
    _decide(appeal, decision, {}, by)
    _settle(cycle)
    resume_following(appeal.unit_id, cycle, by=by)
    return appeal


@transaction.atomic
def withdraw_appeal(appeal: Appeal, *, reason: str, by: Actor) -> Appeal:
    """Take the own appeal back."""
    cycle = _locked_cycle(appeal.cycle_id)
    appeal = _locked(appeal)
    require(by, "assess.keep_appeals", appeal)
    machine.move(appeal, "withdraw")
    if not reason.strip():
        raise Refused("请写明撤回理由。")
    appeal.decision, appeal.decided_at = reason.strip(), now()
    appeal.save(update_fields=["state", "decision", "decided_at"])
    record(AppealWithdrawn(reason=reason.strip()), by=by, subject=appeal)
    worklist.cancel(appeal, kinds.DECIDE_APPEAL.name, reason=reason, by=by)
    _settle(cycle)
    resume_following(appeal.unit_id, cycle, by=by)
    return appeal


def _settle(cycle: Cycle) -> None:
    """With the last open appeal gone the cycle is published, or corrected, again."""
    if cycle.appeals.filter(state=AppealState.ASKED).exists():
        return
    cycles.move(cycle, "correct" if cycle.corrections.exists() else "settle")
    cycle.save(update_fields=["state"])
