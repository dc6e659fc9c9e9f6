"""What hangs on an appeal waits for it; called inside the acts on appeals."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from angen.assess.actions.following import deadline_kind
from angen.assess.events import ConsequenceMoved
from angen.assess.models import Appeal, Consequence, Cycle
from angen.assess.states import WAITS_FOR_APPEALS, AppealState, ConsequenceState
from angen.assess.states import consequence as machine
from angen.audit.actions import record
from angen.kernel.access import Actor
from angen.worklist import actions as worklist
from angen.worklist.models import Deadline
from angen.worklist.queries.days import now
from angen.worklist.states import DeadlineState


def _hanging(cycle: Cycle, unit: str, state: ConsequenceState) -> QuerySet[Consequence]:
    """Of this cycle and of the later ones of its pack, whose streaks and years read this one."""
    return Consequence.objects.select_for_update(of=("self",)).filter(
        unit=unit,
        deed__in=WAITS_FOR_APPEALS,
        state=state,
        cycle__area=cycle.area_id,
        cycle__pack=cycle.pack,
        cycle__end__gte=cycle.end,
    )


@transaction.atomic
def suspend_following(cycle: Cycle, unit: str, *, reason: str, by: Actor) -> None:
    """Accountability and the like stand still while an appeal is open, and so do their terms."""
    for row in _hanging(cycle, unit, ConsequenceState.OPENED):
        machine.move(row, "suspend")
        row.save(update_fields=["state"])
        event = ConsequenceMoved(move="suspend", state=row.state, reason=reason)
        record(event, by=by, subject=row)
        if _deadline(row, DeadlineState.OPEN):
            worklist.pause(row, deadline_kind(row), reason=reason[:200], by=by)


@transaction.atomic
def resume_following(unit: str, cycle: Cycle, *, by: Actor) -> None:
    """They go on once no appeal of the unit is open that they hang on."""
    open_appeals = Appeal.objects.filter(
        unit=unit,
        state=AppealState.ASKED,
        cycle__area=cycle.area_id,
        cycle__pack=cycle.pack,
    )
    for row in _hanging(cycle, unit, ConsequenceState.SUSPENDED).select_related("cycle"):
        if open_appeals.filter(cycle__end__lte=row.cycle.end).exists():
            continue
        machine.move(row, "resume")
        row.save(update_fields=["state"])
        event = ConsequenceMoved(move="resume", state=row.state, reason="申诉已办结")
        record(event, by=by, subject=row)
        if _deadline(row, DeadlineState.PAUSED):
            worklist.resume(row, deadline_kind(row), by=by)


def _deadline(row: Consequence, state: DeadlineState) -> bool:
    """Whether it has a deadline in that state; one that has run out is not stopped any more."""
    found = Deadline.objects.of(row).waiting().filter(kind=deadline_kind(row), state=state).first()
    return found is not None and not found.over(now())
