"""The daily duty: what has to be done about enterprises stands on the worklist, and leaves it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.db import transaction
from procrastinate.contrib.django import app

from angen.enterprises import kinds
from angen.enterprises.queries.duties import Duty, duties
from angen.enterprises.states import WORKING
from angen.kernel.calendar import Due
from angen.worklist import actions as worklist
from angen.worklist.actions import Expected
from angen.worklist.models import Deadline
from angen.worklist.queries.days import now
from angen.worklist.states import DeadlineState

OURS = (kinds.LETTER, kinds.GRADE, kinds.FILE, kinds.STANDARD, kinds.CHAIN)
MOVED = "登记的日期有变化"
HANDED_OVER = "监管主体已移交"
GONE = "企业已关闭、迁出或并入另一条记录"


@app.periodic(cron="20 5 * * *")
@app.task(name="enterprises.watch", queueing_lock="enterprises.watch")
def watch(timestamp: int) -> None:
    """Every morning before work."""
    look_after(now().date())


@transaction.atomic
def look_after(today: dt.date) -> tuple[int, int]:
    """Expect what is wanted and does not wait yet, meet what is no longer wanted; how many of each.

    Running it again changes nothing.
    """
    wanted = {
        (one.kind.name, one.subject._meta.label_lower, str(one.subject.pk)): one
        for one in duties(today)
    }
    waiting = {
        (one.kind, one.subject_type, one.subject_id): one
        for one in Deadline.objects.waiting().filter(kind__in=[kind.name for kind in OURS])
    }
    done = [one for key, one in waiting.items() if key not in wanted]
    for one in done:
        end(one)
    fresh = wanted.keys() - waiting.keys()
    for key in wanted.keys() & waiting.keys():
        duty, known = wanted[key], waiting[key]
        if known.agency_id != duty.agency.pk:
            worklist.cancel(duty.subject, known.kind, reason=HANDED_OVER, by=None)
            fresh.add(key)
        elif duty.fixed and known.due_on != duty.due_on and known.state != DeadlineState.PAUSED:
            due = Due(duty.due_on, article=duty.article)
            worklist.move(duty.subject, known.kind, due, reason=MOVED, by=None)
    made = worklist.expect_many([expected(wanted[key]) for key in sorted(fresh)], by=None)
    return made, len(done)


def end(known: Deadline) -> None:
    """Met by what was done since; cancelled where there is nothing left to be done it to."""
    model: Any = apps.get_model(known.subject_type)
    subject = model._default_manager.filter(pk=known.subject_id).first()
    enterprise = getattr(subject, "enterprise", None)
    gone = enterprise is not None and (
        enterprise.business not in WORKING or enterprise.merged_into_id is not None
    )
    if subject is None or gone:
        subject = subject or model(pk=known.subject_id)
        worklist.cancel(subject, known.kind, reason=GONE, by=None)
    else:
        worklist.meet(subject, known.kind, by=None)


def expected(duty: Duty) -> Expected:
    """The same in the words of the worklist."""
    return Expected(
        subject=duty.subject,
        kind=duty.kind.name,
        due=Due(duty.due_on, article=duty.article),
        agency=duty.agency,
        title=duty.title,
        url=duty.url,
        article=duty.article,
    )
