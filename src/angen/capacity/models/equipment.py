"""Equipment: what an agency has, who keeps it, whether it is calibrated and used."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from angen.desk.dated import Dated, DatedQuerySet
from angen.orgs.models import Agency, Officer


class EquipmentItem(models.Model):
    """One item of enforcement equipment 执法装备."""

    class Category(models.TextChoices):
        VEHICLE = "vehicle", "执法车辆"
        TERMINAL = "terminal", "移动执法终端"
        RECORDER = "recorder", "执法记录仪"
        PRINTER = "printer", "便携打印机"
        DETECTOR = "detector", "便携式检测仪器"
        EVIDENCE = "evidence", "取证器材"
        PROTECTION = "protection", "个体防护"
        COMMUNICATION = "communication", "通信设备"
        OFFICE = "office", "办公设备"
        OTHER = "other", "其他"

    class Source(models.TextChoices):
        PROVINCE = "province", "省级配发"
        PREFECTURE = "prefecture", "市级配发"
        OWN = "own", "本级购置"
        OTHER = "other", "其他"

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="equipment", verbose_name="使用机构"
    )
    number = models.CharField("装备编号", max_length=40)
    category = models.CharField("类别", max_length=16, choices=Category)
    name = models.CharField("名称", max_length=80)
    model = models.CharField("规格型号", max_length=80, blank=True)
    quantity = models.PositiveIntegerField("数量", default=1)
    source = models.CharField("来源", max_length=12, choices=Source, blank=True)
    cost_cents = models.BigIntegerField("价值", null=True, blank=True)
    received_on = models.DateField("配发日期")
    retired_on = models.DateField("报废日期", null=True, blank=True)
    for_enforcement = models.BooleanField("用于执法", default=True)
    needs_calibration = models.BooleanField("须检定校准", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "装备"
        ordering = ["agency", "category", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "number"],
                name="capacity_equipmentitem_once",
                violation_error_message="本机构已有这个装备编号，请直接修改原记录。",
            ),
            models.CheckConstraint(
                name="capacity_equipmentitem_days",
                condition=Q(retired_on__isnull=True) | Q(retired_on__gte=F("received_on")),
                violation_error_message="报废日期早于配发日期，请核对。",
            ),
            models.CheckConstraint(
                name="capacity_equipmentitem_quantity",
                condition=Q(quantity__gte=1),
                violation_error_message="数量至少为 1。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Custody(Dated):
    """Who keeps an item (领用保管)."""

    item = models.ForeignKey(
        EquipmentItem, models.CASCADE, related_name="custodies", verbose_name="装备"
    )
    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="custodies", verbose_name="保管人"
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "装备保管"
        constraints = [
            Dated.order_of_days(),
            models.UniqueConstraint(
                fields=["item", "valid_from"],
                name="capacity_custody_once",
                violation_error_message="该装备当日已有保管人，请直接修改原记录。",
            ),
        ]


class Calibration(Dated):
    """A calibration (检定校准); good from ``valid_from`` to ``valid_to``."""

    item = models.ForeignKey(
        EquipmentItem, models.CASCADE, related_name="calibrations", verbose_name="装备"
    )
    certificate_no = models.CharField("检定证书号", max_length=60)
    laboratory = models.CharField("检定机构", max_length=80, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "检定校准"
        constraints = [
            Dated.order_of_days(),
            models.UniqueConstraint(
                fields=["item", "certificate_no"],
                name="capacity_calibration_once",
                violation_error_message="该检定证书号已登记，请直接修改原记录。",
            ),
        ]


class EquipmentUse(models.Model):
    """An item used on one day, and whether for enforcement (执法车辆用于执法工作)."""

    item = models.ForeignKey(
        EquipmentItem, models.CASCADE, related_name="uses", verbose_name="装备"
    )
    used_on = models.DateField("使用日期")
    enforcement = models.BooleanField("用于执法", default=True)
    purpose = models.CharField("用途", max_length=120)
    used_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="使用人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "装备使用"
        indexes = [models.Index(fields=["item", "used_on"], name="capacity_use_item")]
