"""Ledgers of equipment, custody, calibration and use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from angen.capacity.ledgers.columns import GROUP, item, not_after_today
from angen.capacity.models import Calibration, Custody, EquipmentItem, EquipmentUse
from angen.desk.columns import Choice, Day, Flag, Text, Whole, Yuan
from angen.desk.dated import holds
from angen.desk.filters import Named, OneOf
from angen.desk.ledger import Ledger, Related, register
from angen.kernel.access import Actor
from angen.orgs.ledgers.columns import body, person, under

KINDS = tuple(EquipmentItem.Category.choices)


@register
class Equipment(Ledger):
    """装备."""

    key, title, group, icon, place = "equipment", "装备", GROUP, "tool", 20
    model, see, keep = (
        EquipmentItem,
        "capacity.see_equipment_items",
        "capacity.keep_equipment_items",
    )
    columns = (
        Text("number", search=True, sort=True, example="VE00012"),
        Text("name", search=True, sort=True),
        Choice("category", filter=True, sort=True),
        Text("model", in_list=False),
        Whole("quantity", unit="件", minimum=1, sort=True),
        body(),
        Choice("source", filter=True),
        Yuan("cost_cents", in_list=False),
        Day("received_on", sort=True, filter=True),
        Day("retired_on", in_list=False),
        Flag("for_enforcement", in_list=False),
        Flag("needs_calibration", filter=True, in_list=False),
    )
    filters = (
        under("agency__area__path"),
        Named("in_use", "在用", when=lambda today: Q(retired_on=None) | Q(retired_on__gt=today)),
        Named(
            "uncalibrated",
            "检定已过期或未检定",
            when=lambda today: (
                Q(needs_calibration=True, retired_on=None)
                & ~Q(pk__in=Calibration.objects.filter(holds(today)).values("item"))
            ),
        ),
        Named(
            "nobody",
            "无人保管",
            when=lambda today: (
                Q(retired_on=None) & ~Q(pk__in=Custody.objects.filter(holds(today)).values("item"))
            ),
        ),
    )
    order, natural_key = "number", ("agency", "number")
    teaches = "还没有装备。请登记执法车辆、执法记录仪、检测仪器等，可以下载模板批量导入。"

    def related(self, record: Any) -> Iterable[Related]:
        start = {"item": f"{record.agency}/{record.number}"}
        return (
            Related("custodies", "item", "保管", new=start),
            Related("calibrations", "item", "检定校准", new=start),
            Related("equipment-uses", "item", "使用", new=start),
        )


@register
class Custodies(Ledger):
    """装备保管."""

    key, title, group, icon, place = "custodies", "装备保管", GROUP, "user-check", 21
    model, see, keep = Custody, "capacity.see_custodies", "capacity.keep_custodies"
    columns = (
        item(),
        person(),
        Day("valid_from", sort=True),
        Day("valid_to", sort=True),
    )
    filters = (under("item__agency__area__path"),)
    order, natural_key = "-valid_from", ("item", "valid_from")
    teaches = "还没有保管记录。装备领用后登记保管人。"

    def name_of(self, record: Any) -> str:
        return f"{record.item}由{record.officer}保管"


@register
class Calibrations(Ledger):
    """检定校准."""

    key, title, group, icon, place = "calibrations", "检定校准", GROUP, "gauge", 22
    model, see, keep = Calibration, "capacity.see_calibrations", "capacity.keep_calibrations"
    columns = (
        item(),
        Text("certificate_no", search=True),
        Text("laboratory"),
        Day("valid_from", sort=True, label="检定日期"),
        Day("valid_to", sort=True, filter=True, label="有效期至"),
    )
    filters = (under("item__agency__area__path"),)
    order, natural_key = "valid_to", ("item", "certificate_no")
    teaches = "还没有检定记录。检测仪器检定后登记证书号和有效期。"

    def name_of(self, record: Any) -> str:
        return f"{record.item} · {record.certificate_no}"


@register
class Uses(Ledger):
    """装备使用."""

    key, title, group, icon, place = "equipment-uses", "装备使用", GROUP, "truck", 23
    model, see, keep = EquipmentUse, "capacity.see_equipment_uses", "capacity.keep_equipment_uses"
    columns = (
        item(),
        Day("used_on", sort=True, filter=True),
        Flag("enforcement", filter=True),
        Text("purpose", search=True, width=24),
        person("used_by"),
    )
    filters = (
        under("item__agency__area__path"),
        OneOf("category", "装备类别", "item__category", KINDS),
    )
    order, natural_key = "-used_on", ("item", "used_on", "purpose")
    teaches = "还没有使用记录。执法车辆每次使用登记一条，是否用于执法据此统计。"

    def before_write(self, record: Any, values: dict[str, Any], actor: Actor) -> None:
        not_after_today(record.used_on, "使用日期")

    def name_of(self, record: Any) -> str:
        return f"{record.item} · {record.used_on}"
