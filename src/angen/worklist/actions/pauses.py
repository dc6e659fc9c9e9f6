"""A term stands still by a recorded act, and runs on with what was left."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Model

from angen.audit.actions import record
from angen.kernel.access import Actor
from angen.kernel.calendar import SHANGHAI, Due
from angen.kernel.refusal import Refused
from angen.worklist import timing
from angen.worklist.actions.deadlines import set_end, wanted
from angen.worklist.events import DeadlinePaused, DeadlineResumed
from angen.worklist.models import Deadline, Pause
from angen.worklist.queries.days import local_days
from angen.worklist.queries.days import now as this_moment
from angen.worklist.states import deadlines


@transaction.atomic
def pause(
    subject: Model,
    kind: str,
    *,
    reason: str,
    by: Actor | None,
    article: str = "",
    at: dt.datetime | None = None,
) -> Pause:
    """The term stands still from ``at`` (now): while a hearing, a test or an appraisal runs.

    Refused for one that is overdue: what has run out cannot stand still.
    """
    if not reason.strip():
        raise Refused("请写明中止计算期限的原因。")
    found, now = wanted(subject, kind), this_moment()
    moment = at or now
    if moment > now:
        raise Refused("中止的时间不能晚于现在，请核对。")
    last = found.pauses.exclude(resumed_at=None).last()
    if last is not None and last.resumed_at is not None and moment < last.resumed_at:
        raise Refused(f"这一时间在上一次恢复计算（{last.resumed_on}）之前，请核对。")
    if moment > found.ends_at:
        raise Refused(f"期限{found.said}已经届满，不能再中止计算。")
    deadlines.move(found, "pause")
    found.tell_at = None
    found.save(update_fields=["state", "tell_at"])
    since = moment.astimezone(SHANGHAI).date()
    made = Pause.objects.create(
        deadline=found,
        reason=reason.strip(),
        article=article,
        since=since,
        paused_at=moment,
        due_before=found.said,
        by_name="" if by is None else by.display_name,
    )
    said = timing.said(since, moment if found.due_at else None)
    event = DeadlinePaused(since=said, reason=reason.strip(), article=article)
    record(event, by=by, subject=found)
    return made


@transaction.atomic
def resume(
    subject: Model, kind: str, *, by: Actor | None, at: dt.datetime | None = None
) -> Deadline:
    """The term runs on from ``at`` (now): what was left when it stood still is left again."""
    found, now = wanted(subject, kind), this_moment()
    moment = at or now
    if moment > now:
        raise Refused("恢复的时间不能晚于现在，请核对。")
    deadlines.move(found, "resume")
    held = found.pauses.select_for_update().get(resumed_on=None)
    if moment < held.paused_at:
        raise Refused(f"恢复的时间不能早于中止的时间（{held.since}），请核对。")
    before, day = found.due_on, moment.astimezone(SHANGHAI).date()
    set_end(found, _after(found, held, moment))
    held.resumed_on, held.resumed_at = day, moment
    held.days, held.due_after = (found.due_on - before).days, found.said
    held.save(update_fields=["resumed_on", "resumed_at", "days", "due_after"])
    event = DeadlineResumed(before=held.due_before, due=found.said, days=held.days)
    record(event, by=by, subject=found)
    return found


def _after(found: Deadline, held: Pause, moment: dt.datetime) -> Due:
    """The new end. A term in hours gains the very time it stood still."""
    if found.due_at is not None:
        end = (found.due_at + (moment - held.paused_at)).astimezone(SHANGHAI)
        return Due(end.date(), end)
    on = moment.astimezone(SHANGHAI).date()
    if not found.working:
        day = timing.resumed(found.due_on, held.since, on, working=False)
        return Due(day, provisional=found.provisional)
    local = local_days(found.agency.area)
    day = timing.resumed(found.due_on, held.since, on, working=True, local=local)
    return Due(day, provisional=timing.uncertain(on, day, local))
