"""Warnings, and delays reported one level up: each said once to each person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Q

from angen.audit.actions import record_many
from angen.orgs.models import Area
from angen.worklist import timing
from angen.worklist.events import DeadlineEscalated
from angen.worklist.models import Deadline, Notice
from angen.worklist.queries.days import now as this_moment
from angen.worklist.queries.people import People
from angen.worklist.queries.rest import Rest
from angen.worklist.states import DeadlineState

BATCH = 500


@transaction.atomic
def tell(now: dt.datetime | None = None, *, most: int = BATCH) -> int:
    """Tell of up to ``most`` deadlines whose moment has come; returns how many were dealt with.

    Notices and the next moment are written together: a worker killed before the end has told
    nobody, and the next one takes the deadlines up. Two workers share the work. What is not
    urgent waits where people rest.
    """
    moment = now or this_moment()
    ready = Deadline.objects.filter(state=DeadlineState.OPEN, tell_at__lte=moment)
    areas = Area.objects.filter(agencies__in=ready.values("agency")).distinct()
    resting = Rest(moment).resting(areas)
    found = list(
        ready.filter(Q(urgent=True) | ~Q(agency__area__in=resting))
        .select_related("agency", "officer")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("tell_at", "pk")[:most]
    )
    people = People(moment.date())
    people.prepare({deadline.agency_id for deadline in found})
    notices: list[Notice] = []
    escalated: list[tuple[DeadlineEscalated, Deadline]] = []
    for deadline in found:
        notices += _tell_of(deadline, moment, people, escalated)
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    Deadline.objects.bulk_update(found, ["tell_at", "escalated"])
    record_many(escalated, by=None)
    return len(found)


def _tell_of(
    deadline: Deadline,
    now: dt.datetime,
    people: People,
    escalated: list[tuple[DeadlineEscalated, Deadline]],
) -> Iterator[Notice]:
    told = timing.stages(deadline.due_on, deadline.due_at, deadline.warns)
    stage = timing.current(told, now)
    deadline.tell_at = timing.following(told, now)
    if stage is None:
        return
    doers = people.doers(deadline)
    left = timing.left(deadline.due_on, deadline.due_at, now)
    what = f"“{deadline.title}”{deadline.kind_label}{left}"
    if stage.name != timing.OVERDUE:
        yield from _notices(
            deadline, Notice.Kind.WARNING, stage, now, doers, f"{what}，请及时办理。"
        )
        return
    heads = [head for head in people.heads(deadline.agency_id) if head not in doers]
    told_here = (*doers, *heads)
    yield from _notices(
        deadline, Notice.Kind.OVERDUE, stage, now, told_here, f"{what}，请尽快办理并说明原因。"
    )
    above = people.above(deadline.agency_id)
    if above is None or deadline.escalated:
        return
    deadline.escalated = above.level
    event = DeadlineEscalated(due=deadline.said, level=above.level, to=above.agency.name)
    escalated.append((event, deadline))
    readers = [head for head in above.heads if head not in told_here]
    text = f"{deadline.agency.name}{what}，请督促。"
    yield from _notices(deadline, Notice.Kind.ESCALATED, stage, now, readers, text)


def _notices(
    deadline: Deadline,
    kind: Notice.Kind,
    stage: timing.Stage,
    now: dt.datetime,
    accounts: Iterable[int],
    text: str,
) -> Iterator[Notice]:
    key = f"{deadline.pk}:{deadline.said}:{stage.name}"
    for account in dict.fromkeys(accounts):
        yield Notice(
            account_id=account, deadline=deadline, kind=kind, key=key, text=text[:400], made_at=now
        )
