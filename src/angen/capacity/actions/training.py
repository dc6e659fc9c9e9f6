"""Enrolling people in a session, and its sheet of attendance and marks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from angen.audit.actions import record_many
from angen.capacity.events import AttendanceMarked, Enrolled
from angen.capacity.models import Attendance, Session
from angen.kernel.access import Actor, require, rows
from angen.kernel.refusal import NotAllowed, Refused
from angen.orgs.models import Officer


@dataclass(frozen=True)
class Mark:
    """One row of the sheet. None and empty: not filled in."""

    days: Decimal | None = None
    score: Decimal | None = None
    passed: bool | None = None
    certificate_no: str = ""


LABELS = {
    "days": "到课天数",
    "score": "考试成绩",
    "passed": "考核合格",
    "certificate_no": "结业证号",
}


@transaction.atomic
def enrol(session: Session, officers: Collection[int], *, by: Actor) -> int:
    """Put people (primary keys) on the list of a session; returns how many.

    Raises Refused for an empty choice, somebody on the list already, or a full session.
    """
    session = _locked(session)
    require(by, "capacity.see_sessions", session)
    wanted = set(officers)
    if not wanted:
        raise Refused("请先勾选要报名的人员。")
    people = list(rows(by, "capacity.enrol").filter(pk__in=wanted).order_by("pk"))
    if len(people) < len(wanted):
        raise NotAllowed("所选人员中有的不在您的管辖范围，没有报名。请刷新页面后重新勾选。")
    _room(session, people)
    made = [Attendance(session=session, officer=officer) for officer in people]
    Attendance.objects.bulk_create(made)
    record_many(((Enrolled(str(session)), one) for one in made), by=by)
    return len(made)


def _locked(session: Session) -> Session:
    found = Session.objects.select_for_update(of=("self",)).select_related("course")
    return found.get(pk=session.pk)


def _room(session: Session, people: Collection[Officer]) -> None:
    """Refuse people already on the list, and more than the session takes."""
    listed = session.attendances.select_related("officer")
    there = [one.officer.name for one in listed.filter(officer__in=people)]
    if there:
        raise Refused(f"{'、'.join(there)}已在本期名单中，不必重复报名。")
    taken = session.attendances.count()
    if session.capacity is not None and taken + len(people) > session.capacity:
        left = max(0, session.capacity - taken)
        raise Refused(f"本期名额{session.capacity}人，还剩{left}个，请减少勾选或修改名额。")


@transaction.atomic
def mark_attendance(
    session: Session, marks: Mapping[int, Mark], *, today: dt.date, by: Actor
) -> int:
    """Fill in the sheet for attendances (primary keys); returns how many changed."""
    session = _locked(session)
    if session.starts_on > today:
        raise Refused(f"本期{session.starts_on}才开班，开班后再登记考勤和成绩。")
    found = rows(by, "capacity.keep_attendances").filter(session=session, pk__in=list(marks))
    kept = list(found.select_related("officer").select_for_update(of=("self",)).order_by("pk"))
    if len(kept) < len(marks):
        raise NotAllowed("名单里有的人员不在您的管辖范围，没有保存。请刷新页面后重新填写。")
    changed: list[tuple[AttendanceMarked, Attendance]] = []
    for attendance in kept:
        mark = marks[attendance.pk]
        _checked(session, attendance, mark)
        if event := _changes(attendance, mark):
            changed.append((event, attendance))
    Attendance.objects.bulk_update([one for _, one in changed], list(LABELS))
    record_many(changed, by=by)
    return len(changed)


def _checked(session: Session, attendance: Attendance, mark: Mark) -> None:
    name = attendance.officer.name
    if mark.days is not None and mark.days > session.days:
        raise Refused(f"{name}到课{mark.days}天，多于本期的{session.days}天，请核对。")
    if mark.passed and mark.days == 0:
        raise Refused(f"{name}到课0天，不能登记为考核合格，请核对。")
    if mark.certificate_no and not mark.passed:
        raise Refused(f"{name}没有登记考核合格，不能发结业证，请核对。")


def _changes(attendance: Attendance, mark: Mark) -> AttendanceMarked | None:
    """Set the row to ``mark``; what changed, for the log."""
    changes: dict[str, list[str]] = {}
    for field, label in LABELS.items():
        old, new = getattr(attendance, field), getattr(mark, field)
        if old != new:
            changes[label] = [_written(old), _written(new)]
            setattr(attendance, field, new)
    return AttendanceMarked(changes) if changes else None


def _written(value: object) -> str:
    if value is None:
        return ""
    return ("否", "是")[value] if isinstance(value, bool) else str(value)
