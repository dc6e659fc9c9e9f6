"""What the enterprise does about a hazard: who removes it and until when, plan and reports."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields

from django.db import transaction
from django.utils import timezone

from angen.audit.actions import record
from angen.inspections import kinds
from angen.inspections.actions.hazards import ANSWER, FOLLOW, locked, wait
from angen.inspections.events.hazards import MajorReported, RectificationPlanned
from angen.inspections.models import Hazard
from angen.inspections.queries import hazards as queries
from angen.inspections.states import (
    OPEN,
    OWN_DUTY,
    PLAN_RULES,
    Grade,
    HazardState,
    Source,
)
from angen.inspections.states import hazard as machine
from angen.kernel.access import Actor, can, require
from angen.kernel.calendar import Due
from angen.kernel.refusal import Refused
from angen.worklist.actions import meet


@dataclass(frozen=True)
class Treatment:
    """The six parts of the treatment plan of a major hazard (原总局令第16号 第十五条)."""

    goal: str = ""
    measures: str = ""
    funds: str = ""
    people: str = ""
    time: str = ""
    emergency: str = ""


PARTS = {
    "goal": "治理目标和任务",
    "measures": "治理方法和措施",
    "funds": "经费和物资",
    "people": "机构和人员",
    "time": "时限和要求",
    "emergency": "安全措施和应急预案",
}


def _ours(hazard: Hazard, by: Actor) -> None:
    """The enterprise itself, or the body that follows it up."""
    if not can(by, ANSWER, hazard):
        require(by, FOLLOW, hazard)


def _not_ahead(day: dt.date, hazard: Hazard, what: str) -> None:
    if not hazard.found_on <= day <= timezone.localdate():
        raise Refused(f"{what}应在发现日期（{hazard.found_on}）之后、不晚于今天，请核对。")


@transaction.atomic
def plan_rectification(
    hazard: Hazard,
    *,
    unit: str,
    person: str,
    goal: str,
    by: Actor,
    due_on: dt.date | None = None,
    treatment: Treatment | None = None,
) -> Hazard:
    """Say who removes it, to what end and until when; of a major one, the plan of six parts.

    Where a body ordered it the deadline is the order's, and only the plan is added.
    """
    hazard = locked(hazard)
    _ours(hazard, by)
    major, own = hazard.grade == Grade.MAJOR, hazard.source == Source.SELF_CHECK
    if hazard.state not in OPEN or (not major and hazard.state != HazardState.FOUND):
        raise Refused(f"隐患“{hazard.get_state_display()}”，不能再落实整改责任。")
    if not major and not own:
        raise Refused("监管机构发现的隐患按整改指令书整改，不在这里落实。")
    _whole(unit=unit, person=person, goal=goal)
    if major:
        _take_plan(hazard, treatment)
    hazard.unit, hazard.person, hazard.goal = unit.strip(), person.strip(), goal.strip()
    if own and hazard.state == HazardState.FOUND:
        if due_on is None or due_on < timezone.localdate():
            raise Refused("请填写整改期限，不能早于今天。", article=OWN_DUTY)
        hazard.first_due_on = hazard.due_on = due_on
        machine.move(hazard, "plan")
    hazard.save()
    _planned(hazard, by)
    return hazard


def _planned(hazard: Hazard, by: Actor) -> None:
    meet(hazard, kinds.OWN_PLAN.name, by=by)
    if hazard.due_on is None:
        return
    event = RectificationPlanned(
        unit=hazard.unit, due_on=hazard.due_on, major=hazard.grade == Grade.MAJOR
    )
    record(event, by=by, subject=hazard)
    if hazard.source == Source.SELF_CHECK and hazard.order_id is None:
        speaker = queries.account_of(hazard.enterprise, timezone.localdate())
        due = Due(hazard.due_on, article=OWN_DUTY)
        wait(hazard, kinds.OWN_RECTIFY, due, by=by, account=speaker)


def _whole(**given: str) -> None:
    names = {"unit": "责任单位（部门）", "person": "责任人", "goal": "整改目标"}
    missing = [names[name] for name, text in given.items() if not text.strip()]
    if missing:
        raise Refused(f"请填写{'、'.join(missing)}。", article="湘政办意见 第16条")


def _take_plan(hazard: Hazard, treatment: Treatment | None) -> None:
    parts = treatment or Treatment()
    missing = [PARTS[f.name] for f in fields(parts) if not getattr(parts, f.name).strip()]
    if missing:
        raise Refused(
            f"重大事故隐患的治理方案还缺：{'、'.join(missing)}。六项都要填写。", article=PLAN_RULES
        )
    for one in fields(parts):
        setattr(hazard, f"plan_{one.name}", getattr(parts, one.name).strip())


@transaction.atomic
def report_major(
    hazard: Hazard,
    *,
    by: Actor,
    department_on: dt.date | None = None,
    workers_on: dt.date | None = None,
) -> Hazard:
    """The two reports of a major hazard: to the department, to the workers' congress (安法 41)."""
    hazard = locked(hazard)
    _ours(hazard, by)
    if hazard.grade != Grade.MAJOR or hazard.state == HazardState.DISMISSED:
        raise Refused("只有重大事故隐患才须向监管部门和职工大会报告。", article=OWN_DUTY)
    if department_on is None and workers_on is None:
        raise Refused("请填写向监管部门或职工大会报告的日期。", article=OWN_DUTY)
    for day, name, to in (
        (department_on, "told_department_on", "负有安全生产监督管理职责的部门"),
        (workers_on, "told_workers_on", "职工大会或职工代表大会"),
    ):
        if day is None or day == getattr(hazard, name):
            continue
        _not_ahead(day, hazard, "报告日期")
        setattr(hazard, name, day)
        record(MajorReported(to=to, on=day), by=by, subject=hazard)
    hazard.save(update_fields=["told_department_on", "told_workers_on"])
    if hazard.told_workers_on:
        meet(hazard, kinds.TELL_WORKERS.name, by=by)
    return hazard
