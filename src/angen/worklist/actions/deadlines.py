"""What has to be done by when: expected, met, moved or dropped by the acts of other apps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Model

from angen.audit.actions import record, record_many
from angen.kernel.access import Actor
from angen.kernel.calendar import SHANGHAI, Due
from angen.kernel.refusal import Refused
from angen.orgs.models import Account, Agency, Officer
from angen.worklist import kinds, timing
from angen.worklist.events import (
    DeadlineCancelled,
    DeadlineExpected,
    DeadlineMet,
    DeadlineMoved,
)
from angen.worklist.models import Deadline
from angen.worklist.queries.days import now as this_moment
from angen.worklist.queries.rest import warn_days
from angen.worklist.states import DeadlineState, deadlines


@dataclass(frozen=True)
class Expected:
    """One deadline to come. ``subject`` must be saved; ``working``: its term counts working days.

    ``url`` is the page of this installation where it is done. ``officer`` does it, or ``account``
    for somebody outside supervision; without both it is the office's.
    """

    subject: Model
    kind: str
    due: Due
    agency: Agency
    title: str
    url: str
    article: str = ""
    officer: Officer | None = None
    account: Account | None = None
    working: bool = False


@transaction.atomic
def expect(
    subject: Model,
    kind: str,
    due: Due,
    *,
    agency: Agency,
    title: str,
    url: str,
    by: Actor | None,
    article: str = "",
    officer: Officer | None = None,
    account: Account | None = None,
    working: bool = False,
) -> Deadline:
    """Wait for something; see ``Expected``. The same again gives the deadline that waits already.

    Refused where one of the kind waits with another end: that one is moved, not doubled.
    """
    one = Expected(
        subject, kind, due, agency, title, url, article, officer, account, working
    )  # in the order of its fields
    expect_many([one], by=by)
    return Deadline.objects.of(subject).waiting().get(kind=kind)


@transaction.atomic
def expect_many(several: Iterable[Expected], *, by: Actor | None) -> int:
    """Wait for many things at once, as the items of a plan; returns how many are new."""
    moment = this_moment()
    warns: dict[tuple[str, str], list[int]] = {}
    rows = [_row(one, moment, warns) for one in several]
    # The unique index decides, so that two acts at once cannot wait for the same thing twice.
    Deadline.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    kept = set(
        Deadline.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
    )
    made = [row for row in rows if row.pk in kept]
    _refuse_other_ends([row for row in rows if row.pk not in kept])
    acts = [
        (
            DeadlineExpected(
                kind=row.kind_label,
                subject=f"{row.subject_type}:{row.subject_id}",
                due=row.said,
                article=row.article,
            ),
            row,
        )
        for row in made
    ]
    record_many(acts, by=by)
    return len(made)


def _row(one: Expected, moment: dt.datetime, kept: dict[tuple[str, str], list[int]]) -> Deadline:
    known = kinds.kind(one.kind)
    _check(one)
    key = (one.kind, one.agency.area_id)
    if key not in kept:
        kept[key] = warn_days(known, one.agency.area, moment.date())
    row = Deadline(
        subject_type=one.subject._meta.label_lower,
        subject_id=str(one.subject.pk),
        kind=one.kind,
        title=one.title[:200],
        url=one.url,
        article=one.article or one.due.article,
        agency=one.agency,
        officer=one.officer,
        account=one.account,
        working=one.working,
        urgent=known.urgent,
        warns=kept[key],
        opened_at=moment,
    )
    return _set_end(row, one.due, moment)


def _check(one: Expected) -> None:
    if one.subject.pk is None:
        raise ValueError("the subject of a deadline must be saved first")
    if not one.url.startswith("/") or one.url.startswith("//"):
        raise ValueError("a deadline leads to a page of this installation")
    if one.officer is not None and one.account is not None:
        raise ValueError("a deadline names an officer or an account, not both")


def _set_end(row: Deadline, due: Due, moment: dt.datetime) -> Deadline:
    """Give a deadline its end; people are told of what is left, not of warnings long past."""
    row.due_on, row.due_at, row.provisional = due.day, due.moment, due.provisional
    row.ends_at = timing.end_of(due.day, due.moment)
    row.escalated = 0
    told = timing.stages(row.due_on, row.due_at, row.warns)
    reached = timing.current(told, moment)
    row.tell_at = reached.at if reached is not None else timing.following(told, moment)
    return row


def _refuse_other_ends(rows: Sequence[Deadline]) -> None:
    """Those that wait already must end alike."""
    for row in rows:
        waiting = Deadline.objects.waiting().filter(
            subject_type=row.subject_type, subject_id=row.subject_id, kind=row.kind
        )
        known = waiting.first()
        if known is not None and (known.due_on, known.due_at) != (row.due_on, row.due_at):
            raise Refused(
                f"“{known.title}”的“{known.kind_label}”已有期限{known.said}，"
                "请先办结或变更，不要重复登记。"
            )


def locked(subject: Model, kind: str) -> Deadline | None:
    """The deadline of a record and kind that waits, locked; None where none does."""
    kinds.kind(kind)
    return Deadline.objects.of(subject).waiting().filter(kind=kind).select_for_update().first()


def wanted(subject: Model, kind: str) -> Deadline:
    """The same; refused where none waits."""
    found = locked(subject, kind)
    if found is None:
        raise Refused(f"没有待办的“{kinds.label(kind)}”期限，可能已经办结，请刷新后再看。")
    return found


@transaction.atomic
def meet(
    subject: Model, kind: str, *, by: Actor | None, at: dt.datetime | None = None
) -> Deadline | None:
    """What was waited for was done, at ``at`` if not now; None where nothing waited for it."""
    found = locked(subject, kind)
    if found is None:
        return None
    moment = at or this_moment()
    late = found.over(moment)
    deadlines.move(found, "meet")
    _close(found, moment, late)
    record(DeadlineMet(at=moment, late=late), by=by, subject=found)
    return found


@transaction.atomic
def cancel(subject: Model, kind: str, *, reason: str, by: Actor | None) -> Deadline | None:
    """It need not be done any more; None where nothing waited for it."""
    if not reason.strip():
        raise Refused("请写明撤销期限的原因。")
    found = locked(subject, kind)
    if found is None:
        return None
    deadlines.move(found, "cancel")
    _close(found, this_moment(), late=False)
    record(DeadlineCancelled(reason=reason.strip()), by=by, subject=found)
    return found


def _close(found: Deadline, moment: dt.datetime, late: bool) -> None:
    found.closed_at, found.tell_at, found.late = moment, None, late
    found.save(update_fields=["state", "closed_at", "tell_at", "late"])
    found.pauses.filter(resumed_on=None).update(resumed_on=_end_of_pause(found), days=0)


def _end_of_pause(found: Deadline) -> dt.date:
    assert found.closed_at is not None
    last = found.pauses.filter(resumed_on=None).values_list("since", flat=True).first()
    day = found.closed_at.astimezone(SHANGHAI).date()
    return day if last is None else max(day, last)


@transaction.atomic
def move(
    subject: Model,
    kind: str,
    due: Due,
    *,
    reason: str,
    by: Actor | None,
    article: str = "",
) -> Deadline:
    """Give another end, as an extension granted does. Refused while the term stands still."""
    if not reason.strip():
        raise Refused("请写明变更期限的理由。")
    found = wanted(subject, kind)
    if found.state == DeadlineState.PAUSED:
        raise Refused("期限正在中止计算，请先恢复计算再变更。")
    before = found.said
    set_end(found, due)
    event = DeadlineMoved(before=before, due=found.said, reason=reason.strip(), article=article)
    record(event, by=by, subject=found)
    return found


def set_end(found: Deadline, due: Due) -> None:
    """Give a deadline another end and store it, for the acts beside this one."""
    _set_end(found, due, this_moment())
    fields = ("state", "due_on", "due_at", "provisional", "ends_at", "tell_at", "escalated")
    found.save(update_fields=fields)
