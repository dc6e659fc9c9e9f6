"""The area tree: provinces, prefectures, counties, townships, villages, parks and farms."""

from __future__ import annotations

from django.contrib.postgres.indexes import OpClass
from django.db import models

from angen.desk.dated import Dated, DatedQuerySet


class Area(models.Model):
    """A unit of administration, and the unit of every assessment.

    ``code`` is the statistical division code (GB/T 2260 and GB/T 10114), or a local code for a
    functional zone that has none. ``path`` is "/37/3711/371102/" including the code itself: a
    scope check is a prefix check. ``name``, ``parent`` and ``path`` are those in force today; past
    ones are in ``AreaName`` and ``AreaPlace``.
    """

    class Level(models.TextChoices):
        PROVINCE = "province", "省级"
        PREFECTURE = "prefecture", "市级"
        COUNTY = "county", "县级"
        TOWNSHIP = "township", "乡级"
        VILLAGE = "village", "村级"

    class Kind(models.TextChoices):
        PROVINCE = "province", "省（自治区、直辖市）"
        PREFECTURE = "prefecture", "市（州、盟）"
        COUNTY = "county", "县（市、区）"
        TOWN = "town", "镇"
        TOWNSHIP = "township", "乡"
        STREET = "street", "街道"
        PARK = "park", "园区"
        DEVELOPMENT_ZONE = "development_zone", "开发区（功能区）"
        FARM = "farm", "农场"
        FOREST_FARM = "forest_farm", "林场"
        VILLAGE = "village", "村"
        COMMUNITY = "community", "社区"
        OTHER = "other", "其他"

    code = models.CharField("区划代码", max_length=20, primary_key=True)
    name = models.CharField("名称", max_length=80)
    level = models.CharField("层级", max_length=12, choices=Level)
    kind = models.CharField("类别", max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    path = models.CharField("路径", max_length=120, unique=True)
    since = models.DateField("设立日期", null=True, blank=True)
    until = models.DateField("撤销日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "区划"
        ordering = ["path"]
        indexes = [
            models.Index(OpClass("path", "text_pattern_ops"), name="orgs_area_path_prefix"),
            models.Index(fields=["level", "path"], name="orgs_area_level"),
        ]

    def __str__(self) -> str:
        return self.name


class AreaName(Dated):
    """A name an area bore: 郧县 until 2014-09, 郧阳区 since."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="names", verbose_name="区划")
    name = models.CharField("名称", max_length=80)
    cite = models.CharField("依据", max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "区划曾用名"
        constraints = [
            Dated.order_of_days(),
            models.UniqueConstraint(fields=["area", "valid_from"], name="orgs_areaname_once"),
        ]


class AreaPlace(Dated):
    """Where an area hung in the tree."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="places", verbose_name="区划")
    parent = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="上级")
    cite = models.CharField("依据", max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "区划隶属"
        constraints = [
            Dated.order_of_days(),
            models.UniqueConstraint(fields=["area", "valid_from"], name="orgs_areaplace_once"),
        ]


class AreaFeature(Dated):
    """A dated attribute of an area that policies speak of: 监管任务重, 常住人口, 规上企业数."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="features", verbose_name="区划")
    key = models.CharField("特征", max_length=40)
    value = models.DecimalField("数值", max_digits=16, decimal_places=2, null=True, blank=True)
    cite = models.CharField("来源", max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "区划特征"
        constraints = [Dated.order_of_days()]
        indexes = [models.Index(fields=["key", "area"], name="orgs_areafeature_key")]
