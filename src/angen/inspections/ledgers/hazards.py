"""Ledgers of hazards, self-checks, village findings and listings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from angen.desk.columns import Day, Ref, Shown, Text
from angen.desk.filters import Days, Named, OneOf
from angen.desk.ledger import Act, Ledger, Related, register
from angen.enterprises.columns import enterprise
from angen.inspections.ledgers.near import Near
from angen.inspections.models import Hazard, Listing, SelfCheck, VillageFinding
from angen.inspections.queries.hazards import UNDER_WAY, days_over, overdue, time_left
from angen.inspections.states import (
    FindingState,
    Grade,
    HazardState,
    ListingLevel,
    ListingState,
    Source,
)
from angen.kernel.access import Actor
from angen.kernel.refusal import Refused
from angen.orgs.ledgers.columns import body, under

GROUP = "检查与隐患"


def late(record: Any) -> bool:
    """Whether a hazard is overdue today."""
    return bool(days_over(record, timezone.localdate()))


class _Own(Ledger):
    """A ledger whose records have a page of their own in this app."""

    opens = ""

    def url(self, page: str = "ledger", record: Any = None) -> str:
        if page == "record" and record is not None:
            return reverse(self.opens, args=[record.pk])
        return super().url(page, record)


@register
class Hazards(_Own, Near):
    """事故隐患."""

    key, title, group, icon, place = "hazards", "隐患台账", GROUP, "alert-triangle", 30
    model, see, keep = Hazard, "inspections.see_hazards", "inspections.keep_hazards"
    opens = "inspections:hazard"
    columns = (
        Shown("description", "隐患情况", width=40),
        Shown("party", "单位名称"),
        Shown(
            "grade", "等级", of=lambda r: r.get_grade_display(), alert=lambda r: r.grade == "major"
        ),
        Day("found_on", sort=True, in_form=False),
        Day("due_on", sort=True, in_form=False),
        Shown(
            "left",
            "时限",
            of=lambda r: time_left(r, timezone.localdate()),
            alert=late,
        ),
        Shown("state", "状态", of=lambda r: r.get_state_display()),
        body(fixed=True, in_form=False, in_list=False),
        Shown("source", "来源", of=lambda r: r.get_source_display(), in_list=False),
        Shown("place", "部位", in_list=False),
        Shown("cite", "依据", of=lambda r: r.cite, in_list=False),
        Text("unit", in_list=False),
        Text("person", in_list=False),
        Text("goal", in_list=False),
        Shown("done_on", "报告整改完成日期", in_list=False),
        Shown("closed_on", "销号日期", in_list=False),
        Shown("repeated", "重复隐患", of=lambda r: r.repeats_id is not None, in_list=False),
    )
    order = "-found_on"
    filters = (
        under("area__path"),
        OneOf("state", "状态", choices=tuple(HazardState.choices)),
        OneOf("grade", "等级", choices=tuple(Grade.choices)),
        OneOf("source", "来源", choices=tuple(Source.choices)),
        Days("found_on", "发现日期"),
        Named("overdue", "超期未整改", when=overdue),
        Named("open", "未销号", when=lambda today: UNDER_WAY),
    )
    creates = removes = imports = False
    attaches = True
    teaches = "检查、企业自查和村（社区）发现的隐患，从发现到销号都列在这里。"

    def before_write(self, record: Any, values: dict[str, Any], actor: Actor) -> None:
        if record.state in (HazardState.CLOSED, HazardState.DISMISSED):
            raise Refused(f"隐患“{record.get_state_display()}”，不能再修改。")


@register
class SelfChecks(_Own):
    """企业自查."""

    key, title, group, icon, place = "self-checks", "企业自查", GROUP, "clipboard-check", 40
    model, see = SelfCheck, "inspections.see_self_checks"
    opens = "inspections:self_check"
    columns = (
        Shown("enterprise__name", "企业"),
        Day("checked_on", sort=True, filter=True),
        Text("checker"),
        Shown("looked", "检查条目", of=lambda r: len(r.answers), numbers=True),
        Shown(
            "bad",
            "不符合",
            of=lambda r: sum(1 for one in r.answers.values() if one == "bad"),
            numbers=True,
        ),
        Text("scope", in_list=False),
        Day("told_workers_on"),
    )
    order = "-checked_on"
    filters = (under("enterprise__area__path"),)
    select = ("enterprise",)
    search_fields = ("enterprise__name",)
    creates = removes = imports = False
    teaches = "企业用自己的账号登记自查；查出的隐患进入隐患台账，没有查出也如实登记。"


@register
class VillageFindings(_Own):
    """村（社区）发现."""

    key, title, group, icon, place = "village-findings", "村（社区）发现", GROUP, "eye", 50
    model, see = VillageFinding, "inspections.see_village_findings"
    keep = "inspections.keep_findings"
    opens = "inspections:village_finding"
    columns = (
        Shown("description", "发现的情况", width=40),
        Shown("where", "地点"),
        Ref(
            "area", see="orgs.see_areas", by=("name", "code"), qualifier="parent__name",
            fixed=True, in_form=False,
        ),
        enterprise(required=False, fixed=True, in_form=False),
        Shown("found_on", "发现日期", sort=True),
        Shown("dissuaded", "已劝阻"),
        Shown("corrected", "当场已改正"),
        Shown("state", "状态", of=lambda r: r.get_state_display()),
        Text("answer", in_list=False, in_form=False),
    )  # fmt: skip
    order = "-found_on"
    filters = (
        under("area__path"),
        OneOf("state", "状态", choices=tuple(FindingState.choices)),
        Days("found_on", "发现日期"),
    )
    creates = removes = imports = False
    attaches = True
    teaches = "村（社区）安全员在手机上“报告隐患”，乡镇转为隐患、安排检查或答复。"

    def before_write(self, record: Any, values: dict[str, Any], actor: Actor) -> None:
        raise Refused("报告的内容不能修改；需要补充的，请上传照片或再报告一次。")


@register
class Listings(_Own):
    """挂牌督办."""

    key, title, group, icon, place = "listings", "挂牌督办", GROUP, "flag", 60
    model, see = Listing, "inspections.see_listings"
    opens = "inspections:listing"
    columns = (
        Shown("hazard__description", "重大事故隐患", width=40),
        Shown("hazard__party", "单位名称"),
        Shown("level", "级别", of=lambda r: r.get_level_display()),
        Shown("listed_by__name", "督办机构"),
        Shown("proposed_on", "提请日期", sort=True),
        Shown("listed_on", "挂牌日期"),
        Shown("due_on", "督办期限", alert=lambda r: overrun(r)),
        Shown("state", "状态", of=lambda r: r.get_state_display()),
        Shown("delisted_on", "摘牌日期", in_list=False),
    )
    order = "-proposed_on"
    filters = (
        under("hazard__area__path"),
        OneOf("state", "状态", choices=tuple(ListingState.choices)),
        OneOf("level", "级别", choices=tuple(ListingLevel.choices)),
    )
    select = ("hazard", "listed_by")
    search_fields = ("hazard__party",)
    creates = removes = imports = False
    teaches = "在重大事故隐患的页面上“提请挂牌督办”，由县、市、省的督办机构决定。"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        return ()

    def related(self, record: Any) -> Iterable[Related]:
        return ()


def overrun(listing: Any) -> bool:
    """Whether a listed hazard is past its day."""
    going = (ListingState.LISTED, ListingState.ACCEPTANCE)
    return listing.state in going and listing.due_on < timezone.localdate()
