"""The area tree as a ledger, with the names and places of the past; changed by legal acts only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse

from angen.desk.columns import Choice, Day, Ref, Text
from angen.desk.filters import Named
from angen.desk.ledger import Act, Ledger, Related, register
from angen.kernel.access import Actor, can
from angen.orgs.ledgers.columns import GROUP, RECORDS, Until, area, under
from angen.orgs.models import Area, AreaName, AreaPlace


@register
class Areas(Ledger):
    """区划."""

    key, title, group, icon, place = "areas", "区划", GROUP, "map", 90
    model, see = Area, "orgs.see_areas"
    columns = (
        Text("name", search=True, sort=True),
        Text("code", search=True, sort=True),
        Choice("level", filter=True),
        Choice("kind", filter=True),
        Ref("parent", see="orgs.see_areas", ledger="areas"),
        Day("since", in_list=False),
        Day("until", in_list=False),
    )
    order = "path"
    filters = (
        under("path"),
        Named("in_force", "现存", when=lambda today: Q(until=None) | Q(until__gte=today)),
    )
    teaches = "安装时载入全国统计用区划；开发区等没有统计代码的区划由系统管理员新增。"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        if not can(actor, "orgs.keep_areas", record) or record.until is not None:
            return
        yield Act("更名", reverse("orgs:area_rename", args=[record.pk]))
        yield Act("调整隶属", reverse("orgs:area_move", args=[record.pk]))
        if record.level in ("prefecture", "county", "township"):
            yield Act("新增下级区划", reverse("orgs:area_add", args=[record.pk]))
        yield Act("撤销", reverse("orgs:area_abolish", args=[record.pk]), tone="danger")

    def related(self, record: Any) -> Iterable[Related]:
        yield Related("agencies", "area", "机构", new={"area": record.code})
        yield Related("areas", "parent", "下级区划")
        if record.level in ("township", "village"):
            lookup = "area" if record.level == "village" else "area__parent"
            yield Related("village-officers", lookup, "村（社区）安全员")
        yield Related("statements", "area", "台账申报", new={"area": record.code})
        yield Related("area-names", "area", "历次名称")
        yield Related("area-places", "area", "历次隶属")


@register
class AreaNames(Ledger):
    """历次名称."""

    key, title, group, icon, place = "area-names", "区划名称", RECORDS, "history", 91
    model, see = AreaName, "orgs.see_area_names"
    columns = (
        area(),
        Text("name", search=True, sort=True),
        Day("valid_from", sort=True, filter=True),
        Until("valid_to", sort=True),
        Text("cite"),
    )
    order = "-valid_from"
    filters = (under("area__path"),)

    def name_of(self, record: Any) -> str:
        return str(record.name)


@register
class AreaPlaces(Ledger):
    """历次隶属."""

    key, title, group, icon, place = "area-places", "区划隶属", RECORDS, "hierarchy", 92
    model, see = AreaPlace, "orgs.see_area_places"
    columns = (
        area(),
        Ref("parent", "当时的上级", see="orgs.see_areas", ledger="areas"),
        Day("valid_from", sort=True, filter=True),
        Until("valid_to", sort=True),
        Text("cite"),
    )
    order = "-valid_from"
    filters = (under("area__path"),)

    def name_of(self, record: Any) -> str:
        return f"{record.area.name}的隶属"
