"""Hazards whose time ran out: urged, reported up level by level, and settled when closed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from angen.audit.actions import record
from angen.inspections import kinds
from angen.inspections.actions.hazards import FOLLOW, locked, wait
from angen.inspections.events.hazards import HazardEscalated, HazardUrged
from angen.inspections.events.orders import ExtensionLapsed
from angen.inspections.models import Extension, Hazard
from angen.inspections.queries import hazards as queries
from angen.inspections.queries import levels
from angen.inspections.states import ExtensionState
from angen.inspections.states import extension as extensions
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused
from angen.worklist.actions import cancel, meet
from angen.worklist.models import Deadline

CLOSED = "隐患已销号"


@transaction.atomic
def settle(hazard: Hazard, *, by: Actor | None) -> None:
    """What waited for a hazard that is closed now; every act that closes one calls it."""
    meet(hazard, kinds.OWN_RECTIFY.name, by=by)
    for kind in (kinds.OWN_PLAN, kinds.HANDLE_MAJOR, kinds.URGE):
        cancel(hazard, kind.name, reason=CLOSED, by=by)
    waiting = Extension.objects.select_for_update().filter(hazard=hazard)
    for asked in waiting.filter(state=ExtensionState.ASKED):
        extensions.move(asked, "lapse")
        asked.answer, asked.answered_on = CLOSED, timezone.localdate()
        asked.save(update_fields=["state", "answer", "answered_on"])
        record(ExtensionLapsed(reason=CLOSED), by=by, subject=asked)
        cancel(asked, kinds.ANSWER_EXTENSION.name, reason=CLOSED, by=by)


@transaction.atomic
def urge(hazard: Hazard, *, said: str, by: Actor) -> Hazard:
    """Urge that an overdue hazard be removed, and say what was done."""
    hazard = locked(hazard)
    require(by, FOLLOW, hazard)
    if not queries.days_over(hazard, timezone.localdate()):
        raise Refused("这项隐患没有超期，不需要督促。")
    if not said.strip():
        raise Refused("请写明督促的方式和结果。")
    record(HazardUrged(reason=said.strip()), by=by, subject=hazard)
    meet(hazard, kinds.URGE.name, by=by)
    return hazard


@transaction.atomic
def escalate(hazard: Hazard, *, on: dt.date, by: Actor | None) -> bool:
    """Report an overdue hazard one level up, once a level; whether it was.

    The first level is the office's own head, whom the worklist tells of a term that ran out; only
    where no term waits a task is opened here. Each further level is a task of the body above, and
    the worklist tells of it and of its delay.
    """
    hazard = locked(hazard)
    days, area = queries.days_over(hazard, on), hazard.agency.area
    step = levels.limit("overdue_level_days", area, on)
    if not days or not step or hazard.escalated > (days - 1) // int(step):
        return False
    level = hazard.escalated + 1
    body = levels.climb(hazard.agency, level - 1, on)
    if body is None:
        return False
    hazard.escalated = level
    hazard.save(update_fields=["escalated"])
    record(HazardEscalated(level=level, to=body.name, days=days), by=by, subject=hazard)
    if level == 1 and _told_already(hazard):
        return True
    cancel(hazard, kinds.URGE.name, reason="已上报上一级", by=by)
    due = levels.term("overdue_level_days", area, on)
    title = f"{hazard.description[:40]}（超期 {days} 天）"
    wait(hazard, kinds.URGE, due, title=title, by=by, agency=body)
    return True


def _told_already(hazard: Hazard) -> bool:
    """Whether the worklist has a term of the hazard or its order, and so tells the head."""
    subjects: list[Model] = [hazard] if hazard.order is None else [hazard, hazard.order]
    return any(Deadline.objects.of(one).waiting().exists() for one in subjects)
