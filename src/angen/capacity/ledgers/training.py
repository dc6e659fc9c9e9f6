"""Ledgers of courses, sessions and attendance."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from angen.capacity.ledgers.columns import GROUP, session
from angen.capacity.models import Attendance, Course, Session
from angen.desk.anywhere import anywhere
from angen.desk.columns import Choice, Day, Flag, LongText, Number, Ref, Text, Whole
from angen.desk.ledger import Act, Ledger, Related, register
from angen.kernel.access import Actor
from angen.kernel.refusal import Refused
from angen.orgs.ledgers.columns import body, person, under


@register
class Courses(Ledger):
    """课程."""

    key, title, group, icon, place = "courses", "培训课程", GROUP, "book", 10
    model, see, keep = Course, "capacity.see_courses", "capacity.keep_courses"
    columns = (
        Text("title", search=True, sort=True, width=30, example="乡镇执法人员轮训"),
        Choice("kind", filter=True, sort=True),
        Number("hours", places=1, unit="学时", sort=True),
        body("organiser"),
        LongText("content", in_list=False),
    )
    filters = (under("organiser__area__path"),)
    order, natural_key = "title", ("organiser", "title")
    teaches = "还没有课程。先登记课程，再开班、登记学员。"

    def related(self, record: Any) -> Iterable[Related]:
        return (
            Related(
                "sessions", "course", "培训班", new={"course": f"{record.organiser}/{record.title}"}
            ),
        )


@register
class Sessions(Ledger):
    """培训班."""

    key, title, group, icon, place = "sessions", "培训班", GROUP, "calendar-event", 11
    model, see, keep = Session, "capacity.see_sessions", "capacity.keep_sessions"
    columns = (
        Ref(
            "course",
            see="capacity.see_courses",
            by=("title",),
            qualifier="organiser__name",
            ledger="courses",
            search=True,
            sort=True,
            example="市应急管理局/乡镇执法人员轮训",
        ),
        Text("label", example="第1期"),
        Day("starts_on", sort=True, filter=True),
        Day("ends_on", sort=True),
        Text("place", width=24),
        Whole("capacity", unit="人"),
    )
    filters = (under("course__organiser__area__path"),)
    order, natural_key = "-starts_on", ("course", "label")
    teaches = "还没有培训班。登记开班和结业日期后，就可以登记学员。"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        # Who may keep one attendance may fill in the sheet, for those people only.
        if anywhere(actor, "capacity.keep_attendances"):
            url = reverse("capacity:session", args=[record.pk])
            yield Act("学员、考勤和成绩", url, tone="primary")

    def related(self, record: Any) -> Iterable[Related]:
        start = {"session": f"{record.label}/{record.course}"}
        return (Related("attendances", "session", "学员", limit=50, new=start),)

    def before_write(self, record: Any, values: dict[str, Any], actor: Actor) -> None:
        if record.ends_on and record.starts_on and (record.ends_on - record.starts_on).days > 366:
            raise Refused("一期培训班不超过一年，请核对开班和结业日期。")


@register
class Attendances(Ledger):
    """培训记录."""

    key, title, group, icon, place = "attendances", "培训记录", GROUP, "school", 12
    model, see, keep = Attendance, "capacity.see_attendances", "capacity.keep_attendances"
    columns = (
        person(),
        session(),
        Number("days", places=1, unit="天"),
        Number("score", places=1, unit="分", maximum=100, sort=True),
        Flag("passed", filter=True),
        Text("certificate_no"),
    )
    filters = (under("officer__agency__area__path"),)
    select = ("session__course", "officer__agency")
    order, natural_key = "-pk", ("officer", "session")
    teaches = "还没有培训记录。培训结束后登记到课天数和考试成绩，轮训期限据此计算。"

    def name_of(self, record: Any) -> str:
        return f"{record.officer} · {record.session}"
