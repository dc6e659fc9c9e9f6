"""Ledgers of bodies, their relations, posts, authority and statements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from angen.desk.columns import Choice, Day, Flag, LongText, Shown, Text, Whole, Yuan
from angen.desk.dated import holds
from angen.desk.filters import Named
from angen.desk.ledger import Ledger, Related, register
from angen.kernel.access import Actor
from angen.orgs.ledgers.columns import GROUP, RECORDS, Until, area, body, under
from angen.orgs.models import Agency, AgencyRelation, Establishment, Grant, LedgerStatement
from angen.orgs.queries.staffing import OVER, SHORT, with_staffing


def in_force() -> Named:
    """The filter for what holds today."""
    return Named("in_force", "当前有效", when=holds)


@register
class Agencies(Ledger):
    """机构."""

    key, title, group, icon, place = "agencies", "机构", GROUP, "building", 10
    model, see, keep = Agency, "orgs.see_agencies", "orgs.keep_agencies"
    columns = (
        Text("name", search=True, sort=True, example="招贤镇应急管理事务服务中心"),
        area(),
        Choice("kind", filter=True, sort=True, example="乡镇（街道）应急（安监）机构"),
        Choice("form", filter=True, in_list=False),
        Choice("duty", in_list=False, help="只有“部门”需要填写。"),
        Flag("independent", in_list=False, filter=True),
        Text("document", in_list=False),
        Day("valid_from", "设立日期", sort=True, in_list=False),
        Until("valid_to", "撤销日期", in_list=False, help="仍在的不填。"),
        Shown("posts_now", "编制", sort=True, numbers=True),
        Shown("people_now", "在岗", sort=True, numbers=True),
        Shown("vacant", "空编", sort=True, numbers=True),
    )
    order = "area__path"
    natural_key = ("area", "name")
    filters = (
        under("area__path"),
        in_force(),
        Named("short", "在岗少于编制", when=lambda today: SHORT),
        Named("over", "在岗多于编制", when=lambda today: OVER),
    )
    teaches = "先登记机构，再登记编制、人员和执法权限。"

    def annotate(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return with_staffing(queryset, timezone.localdate())

    def related(self, record: Any) -> Iterable[Related]:
        named = f"{record.area.name}/{record.name}"
        yield Related("posts", "agency", "编制", new={"agency": named})
        yield Related("appointments", "agency", "任职人员", limit=20, new={"agency": named})
        yield Related("certificates", "officer__agency", "人员证件", limit=20)
        yield Related("grants", "grantee", "执法权限", new={"grantee": named})
        yield Related("relations", "agency", "上级机构", new={"agency": named})
        yield Related("relations", "superior", "下级机构")


@register
class Relations(Ledger):
    """机构隶属."""

    key, title, group, icon, place = "relations", "机构隶属", RECORDS, "sitemap", 10
    model, see, keep = AgencyRelation, "orgs.see_relations", "orgs.keep_relations"
    columns = (
        body(),
        Choice("kind", filter=True),
        body("superior"),
        Day("valid_from", sort=True),
        Until("valid_to", sort=True),
    )
    natural_key = ("agency", "superior", "kind", "valid_from")
    filters = (under("agency__area__path"), in_force())
    teaches = "领导关系和业务指导关系分别登记，例如镇政府领导、县应急局指导。"

    def name_of(self, record: Any) -> str:
        return f"{record.superior.name}{record.get_kind_display()}{record.agency.name}"


@register
class Posts(Ledger):
    """编制."""

    key, title, group, icon, place = "posts", "编制", GROUP, "clipboard-list", 20
    model, see, keep = Establishment, "orgs.see_posts", "orgs.keep_posts"
    columns = (
        body(),
        Choice("kind", filter=True),
        Whole("posts", unit="个", sort=True, example="8"),
        Text("document", search=True, example="莒编字〔2021〕5号"),
        Day("valid_from", sort=True, filter=True),
        Until("valid_to", sort=True),
    )
    order = "-valid_from"
    natural_key = ("agency", "kind", "document", "valid_from")
    filters = (under("agency__area__path"), in_force())
    teaches = "每份编制批复登记一条，多份批复的编制数相加；被新批复取代的，填上截止日期。"

    def name_of(self, record: Any) -> str:
        return f"{record.agency.name}编制{record.posts}个"


@register
class Grants(Ledger):
    """执法权限."""

    key, title, group, icon, place = "grants", "执法权限", GROUP, "license", 60
    model, see, keep = Grant, "orgs.see_grants", "orgs.keep_grants"
    columns = (
        body("grantee"),
        Choice("form", filter=True, sort=True),
        body("grantor"),
        Text("document", search=True, example="莒应急委〔2021〕3号"),
        Flag("warning", in_list=False),
        Flag("confiscation", in_list=False),
        Yuan("entity_cap_cents", "对单位罚款上限", example="50000"),
        Yuan("person_cap_cents", "对个人罚款上限", example="20000"),
        LongText("items", in_list=False),
        Day("published_on", filter=True, help="委托书应当向社会公布（行政处罚法 第二十条）。"),
        Text("publication", in_list=False),
        Day("valid_from", sort=True, in_list=False),
        Until("valid_to", sort=True),
    )
    order = "-valid_from"
    natural_key = ("grantee", "document")
    filters = (
        under("grantee__area__path"),
        in_force(),
        Named(
            "unpublished",
            "未公布",
            when=lambda today: holds(today) & (Q(published_on=None) | Q(published_on__gt=today)),
        ),
        Named("expired", "已过期", when=lambda today: Q(valid_to__lt=today)),
    )
    teaches = "登记每份委托书、赋权决定或联合执法安排；强制措施不能委托（行政强制法 第十七条）。"

    def name_of(self, record: Any) -> str:
        return f"{record.grantee.name}：{record.get_form_display()}"


@register
class Statements(Ledger):
    """台账申报."""

    key, title, group, icon, place = "statements", "台账申报", GROUP, "clipboard-check", 80
    model, see, keep = LedgerStatement, "orgs.see_statements", "orgs.keep_statements"
    columns = (
        area(),
        Choice("ledger", filter=True, sort=True),
        Day("as_of", sort=True, filter=True),
        Whole("count", sort=True, example="0", help="没有的填 0：没有记录不等于零，申报后才算零。"),
        Shown("stated_by", "申报人"),
    )
    order = "-as_of"
    natural_key = ("area", "ledger", "as_of")
    filters = (under("area__path"),)
    teaches = "各单位申报每本台账应有多少条：申报为零的按零计，申报数多于登记数的查漏补登。"

    def name_of(self, record: Any) -> str:
        return f"{record.area.name}{record.get_ledger_display()}申报"

    def before_write(self, record: Any, values: dict[str, Any], actor: Actor) -> None:
        record.stated_by = actor.display_name
