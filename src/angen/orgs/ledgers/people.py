"""Ledgers of people, their posts and whether they were seen there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from angen.desk.columns import Choice, Day, Flag, IdentityNo, Phone, Shown, Text
from angen.desk.dated import holds
from angen.desk.filters import Named
from angen.desk.ledger import Act, Ledger, Related, register
from angen.kernel.access import Actor, can
from angen.kernel.ids import birth_date, gender
from angen.kernel.refusal import Refused
from angen.orgs.actions.appointments import first_appointment
from angen.orgs.ledgers.columns import GROUP, RECORDS, Until, body, person, under
from angen.orgs.models import Appointment, Officer, Sighting
from angen.orgs.queries.staffing import ELSEWHERE, IN_POST, UNCERTIFIED, with_posts

POSTS = dict(Appointment.Post.choices)


def _post(record: Any) -> str:
    return str(POSTS.get(record.post_now, "")) if record.post_now else ""


def _workplace(record: Any) -> str:
    return record.elsewhere or ("本机构" if record.post_now else "没有任职")


@register
class Officers(Ledger):
    """人员."""

    key, title, group, icon, place = "officers", "人员", GROUP, "users", 30
    model, see, keep = Officer, "orgs.see_people", "orgs.keep_people"
    columns = (
        Text("name", search=True, sort=True, example="王伟"),
        body(),
        IdentityNo("identity_no", group="基本情况", in_list=False),
        Choice(
            "gender",
            required=False,
            help="可不填，按身份证号得出。",
            group="基本情况",
            in_list=False,
        ),
        Day(
            "born_on",
            required=False,
            help="可不填，按身份证号得出。",
            group="基本情况",
            in_list=False,
        ),
        Phone("phone", group="基本情况", in_list=False),
        Choice("employment", filter=True, sort=True, group="工作"),
        Day("entered_on", sort=True, in_list=False, group="工作"),
        Day("entry_exam_on", in_list=False, group="工作"),
        Choice("education", filter=True, in_list=False, group="学历专业"),
        Text("major", in_list=False, group="学历专业"),
        Flag("professional", filter=True, in_list=False, group="学历专业"),
        Shown("post_now", "现任岗位", of=_post, sort_by="post_now"),
        Shown("elsewhere", "实际工作单位", of=_workplace),
        Shown("certified_to", "执法证有效期至", sort=True),
        Choice(
            "first_post",
            "岗位",
            choices=tuple(Appointment.Post.choices),
            in_list=False,
            in_form=False,
            in_export=False,
            help="填写后同时登记首个任职；已登记且没有变化的人员请到“任职”台账登记。",
        ),
        Flag("first_full_time", "专职", in_list=False, in_form=False, in_export=False),
        Flag("first_on_establishment", "在编", in_list=False, in_form=False, in_export=False),
        Day("first_since", "任职起始日期", in_list=False, in_form=False, in_export=False),
    )
    order = "name"
    natural_key = ("identity_no",)
    filters = (
        under("agency__area__path"),
        Named("in_post", "在岗", when=lambda today: IN_POST),
        Named("elsewhere", "借调在外", when=lambda today: ELSEWHERE),
        Named("uncertified", "在岗无有效执法证", when=lambda today: UNCERTIFIED),
        Named("no_post", "没有任职", when=lambda today: Q(post_now=None)),
    )
    logged = (
        *("name", "agency", "identity_no", "gender", "born_on", "phone", "employment"),
        *("entered_on", "entry_exam_on", "education", "major", "professional"),
    )
    teaches = "导入一张表即可同时登记人员和首个任职；身份证号已登记的按修改处理。"

    def annotate(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return with_posts(queryset, timezone.localdate())

    def before_write(self, record: Any, values: dict[str, Any], actor: Actor) -> None:
        derive(record)
        if getattr(record, "first_post", "") and not getattr(record, "first_since", None):
            raise Refused("填了“岗位”的，请同时填写“任职起始日期”。")

    def after_write(self, record: Any, created: bool, actor: Actor) -> None:
        if post := getattr(record, "first_post", ""):
            first_appointment(
                record,
                post=post,
                full_time=getattr(record, "first_full_time", None) is not False,
                on_establishment=getattr(record, "first_on_establishment", None) is not False,
                since=record.first_since,
                by=actor,
            )

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        if can(actor, "orgs.sight_officer", record):
            yield Act("查岗", reverse("orgs:officer_sight", args=[record.pk]))

    def related(self, record: Any) -> Iterable[Related]:
        named = f"{record.agency.name}/{record.name}"
        yield Related("appointments", "officer", "任职", new={"officer": named})
        yield Related("certificates", "officer", "证件", new={"officer": named})
        yield Related("sightings", "officer", "查岗记录")


def derive(record: Any) -> None:
    """Birth date and gender from the identity number; what was entered must agree."""
    number = record.identity_no
    if not number:
        return
    born, known = birth_date(number), gender(number)
    if record.born_on and record.born_on != born:
        raise Refused(f"出生日期与身份证号不符，身份证号上是 {born}，请核对。")
    if record.gender and record.gender != known:
        raise Refused("性别与身份证号不符，请核对。")
    record.born_on, record.gender = born, known


@register
class Appointments(Ledger):
    """任职."""

    key, title, group, icon, place = "appointments", "任职", GROUP, "id", 40
    model, see, keep = Appointment, "orgs.see_appointments", "orgs.keep_appointments"
    columns = (
        person(),
        body(),
        Choice("post", filter=True, sort=True),
        Choice("rank", in_list=False),
        Flag("full_time", filter=True),
        Flag("on_establishment", filter=True),
        Text(
            "works_elsewhere",
            "实际工作单位",
            search=True,
            help="借调、抽调在外的填写；在岗的不填。",
        ),
        Day("valid_from", sort=True, filter=True),
        Until("valid_to", sort=True),
    )
    order = "-valid_from"
    natural_key = ("officer", "agency", "post", "valid_from")
    filters = (
        under("agency__area__path"),
        Named("in_force", "当前有效", when=holds),
        Named("elsewhere", "借调在外", when=lambda today: holds(today) & Q(works_elsewhere__gt="")),
    )
    teaches = "一个岗位登记一条；借调在外的写明实际工作单位，不算在岗。"

    def name_of(self, record: Any) -> str:
        return f"{record.officer.name}：{record.get_post_display()}"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        ended = record.valid_to is not None and record.valid_to < timezone.localdate()
        if ended or not can(actor, "orgs.keep_appointments", record):
            return
        label = "登记返岗" if record.works_elsewhere else "登记借调在外"
        yield Act(label, reverse("orgs:appointment_workplace", args=[record.pk]))
        yield Act("免去岗位", reverse("orgs:appointment_end", args=[record.pk]), tone="danger")


@register
class Sightings(Ledger):
    """查岗记录."""

    key, title, group, icon, place = "sightings", "查岗记录", RECORDS, "eye", 30
    model, see = Sighting, "orgs.see_sightings"
    columns = (
        person(),
        body(),
        Day("seen_on", sort=True, filter=True),
        Flag("in_post", filter=True),
        Text("seen_by"),
        Text("note"),
    )
    order = "-seen_on"
    filters = (under("officer__agency__area__path"),)
    teaches = "在人员页面点“查岗”登记。"

    def name_of(self, record: Any) -> str:
        return f"{record.seen_on} 查岗：{record.officer.name}"
