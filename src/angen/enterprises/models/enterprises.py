"""Enterprises, where they are, and whom to call."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, GeneratedField, Q, TextField, Value
from django.db.models.functions import Left, Lower

from angen.desk.dated import Dated, DatedQuerySet
from angen.desk.search import search_text
from angen.enterprises.states import (
    Business,
    Licence,
    NoCode,
    Risk,
    Scale,
    Sector,
    Standard,
)
from angen.kernel.ids import new_id
from angen.orgs.models import Account, Area

COUNTY_DIGITS = 6  # of a division code (GB/T 2260)
INTERNAL = "NB"  # internal numbers (内部编号) of those without a credit code begin so
CODE = r"^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"
# What two spellings of one name may differ in.
NOISE = "[^0-9a-z\u3400-\u9fff]|有限责任公司|股份有限公司|有限公司|个体工商户"


class EnterpriseQuerySet(models.QuerySet["Enterprise"]):
    """Adds ``live``."""

    def live(self) -> EnterpriseQuerySet:
        """Those not merged into another."""
        return self.filter(merged_into=None)


def name_key() -> GeneratedField:
    """The name without legal form, blanks and signs: equal for two spellings of one name."""
    stripped = Func(
        Lower(F("name")),
        Value(NOISE),
        Value(""),
        Value("g"),
        function="regexp_replace",
        output_field=TextField(),
    )
    return GeneratedField(expression=stripped, output_field=TextField(), db_persist=True)


class Enterprise(models.Model):
    """One object of supervision: a company, a household business, a site, an unlicensed place.

    ``code`` is the unified social credit code (GB 32100) or, with ``no_code_reason``, an internal
    number that begins with "NB". ``area`` is the township or village of the main place. ``risk``
    and ``standard`` are those of the latest rating and review. A merged record stays, points to
    its survivor and is seen nowhere else.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField("统一社会信用代码", max_length=40)
    no_code_reason = models.CharField("无代码原因", max_length=12, choices=NoCode, blank=True)
    name = models.CharField("名称", max_length=120)
    # Django would add two indexes; the one below serves as well as both.
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        related_name="enterprises",
        verbose_name="所在乡镇（村）",
        db_index=False,
    )
    address = models.CharField("地址", max_length=200, blank=True)
    industry = models.CharField("国民经济行业", max_length=4, blank=True)
    sector = models.CharField("行业领域", max_length=20, choices=Sector)
    scale = models.CharField("规模", max_length=8, choices=Scale, blank=True)
    licence = models.CharField("证照情况", max_length=12, choices=Licence, default=Licence.LICENSED)
    business = models.CharField("经营状态", max_length=12, choices=Business, default=Business.OPEN)
    employees = models.PositiveIntegerField("从业人数", null=True, blank=True)
    principal = models.CharField("主要负责人", max_length=40, blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    features = ArrayField(
        models.CharField(max_length=20), verbose_name="重点环节", default=list, blank=True
    )
    registered_on = models.DateField("成立日期", null=True, blank=True)
    closed_on = models.DateField("关闭或迁出日期", null=True, blank=True)
    risk = models.CharField("风险等级", max_length=8, choices=Risk, blank=True, editable=False)
    risk_on = models.DateField("风险评定日期", null=True, blank=True, editable=False)
    standard = models.CharField(
        "标准化等级", max_length=8, choices=Standard, blank=True, editable=False
    )
    standard_until = models.DateField("标准化有效期至", null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="absorbed",
        verbose_name="已并入",
        db_index=False,
    )
    name_key = name_key()
    search = search_text("name", "address", "code")

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "企业"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="enterprises_enterprise_once",
                violation_error_message="这一代码已登记过，请直接修改原记录。",
            ),
            models.CheckConstraint(
                name="enterprises_enterprise_code",
                condition=(Q(no_code_reason="") & Q(code__regex=CODE))
                | (~Q(no_code_reason="") & Q(code__startswith=INTERNAL)),
                violation_error_message="没有统一社会信用代码的，代码填内部编号（以 NB 开头）并选择无代码原因；有代码的不填原因。",
            ),
            models.CheckConstraint(
                name="enterprises_enterprise_closed",
                condition=Q(closed_on__isnull=True) | Q(business__in=["closed", "left"]),
                violation_error_message="填了关闭或迁出日期的，经营状态应为“关闭注销”或“迁出”。",
            ),
            models.CheckConstraint(
                name="enterprises_enterprise_not_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
            ),
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="enterprises_name"),
            models.Index(fields=["sector", "name", "id"], name="enterprises_sector"),
            models.Index(
                fields=["risk", "name", "id"], condition=~Q(risk=""), name="enterprises_risk"
            ),
            # Equal values are kept once: small, and cheap to keep up in an import.
            models.Index(fields=["area"], name="enterprises_area"),
            # The list of a county in the order of names, of a city by merging its counties. Names
            # begin with the place, so in the index of names a county lies far from the beginning.
            models.Index(
                Left("area", COUNTY_DIGITS),
                "name",
                "id",
                condition=Q(merged_into__isnull=True),
                name="enterprises_county",
            ),
            models.Index(fields=["name_key"], name="enterprises_name_key"),
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="enterprises_merged",
            ),
            GinIndex(fields=["search"], name="enterprises_search"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def uscc(self) -> str:
        """The unified social credit code; empty where there is none."""
        return "" if self.no_code_reason else self.code


class Place(models.Model):
    """In which areas an enterprise has its main place or a further site: who may see it.

    Kept by triggers of the database from ``Enterprise.area`` and ``Site.area``; nothing else
    writes it.
    """

    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, related_name="places", verbose_name="企业"
    )
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="+", verbose_name="区划", db_index=False
    )

    class Meta:
        verbose_name = verbose_name_plural = "企业所在区划"
        constraints = [
            models.UniqueConstraint(fields=["area", "enterprise"], name="enterprises_place_once")
        ]


class FormerName(Dated):
    """A name the enterprise bore from one day to another; papers of that time carry it."""

    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, related_name="former_names", verbose_name="企业"
    )
    name = models.CharField("曾用名", max_length=120)
    cite = models.CharField("依据", max_length=200, blank=True)
    valid_from = models.DateField("启用日期", null=True, blank=True)  # type: ignore[assignment]
    valid_to = models.DateField("停用日期")

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "企业曾用名"
        ordering = ["enterprise", "valid_to"]
        constraints = [
            models.CheckConstraint(
                name="enterprises_formername_days",
                condition=Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="停用日期早于启用日期，请核对两个日期。",
            ),
            models.UniqueConstraint(
                fields=["enterprise", "valid_to"],
                name="enterprises_formername_once",
                violation_error_message="该企业同一天已有一次更名，请核对日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """A further place of an enterprise: another works, a store, a tank farm."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, related_name="sites", verbose_name="企业"
    )
    name = models.CharField("场所名称", max_length=80)
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="+", verbose_name="所在乡镇（村）", db_index=False
    )
    address = models.CharField("地址", max_length=200, blank=True)
    main = models.BooleanField("主要场所", default=False)
    latitude = models.DecimalField(
        "纬度",
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(3), MaxValueValidator(54)],
    )
    longitude = models.DecimalField(
        "经度",
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(73), MaxValueValidator(136)],
    )

    class Meta:
        verbose_name = verbose_name_plural = "企业场所"
        ordering = ["-main", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "name"],
                name="enterprises_site_once",
                violation_error_message="该企业已有同名场所，请直接修改原记录。",
            ),
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=Q(main=True),
                name="enterprises_site_main",
                violation_error_message="该企业已有主要场所，请先取消原来的。",
            ),
            models.CheckConstraint(
                name="enterprises_site_position",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=3, latitude__lte=54, longitude__gte=73, longitude__lte=136),
                violation_error_message="经纬度须同时填写，并在中国范围内：纬度 3 至 54，经度 73 至 136。",
            ),
        ]
        indexes = [models.Index(fields=["area"], name="enterprises_site_area")]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """Somebody to call besides the person in charge."""

    class Role(models.TextChoices):
        LEGAL = "legal", "法定代表人"
        SAFETY = "safety", "安全生产管理人员"
        TECHNICAL = "technical", "技术负责人"
        LIAISON = "liaison", "联络员"

    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, related_name="contacts", verbose_name="企业"
    )
    role = models.CharField("身份", max_length=12, choices=Role)
    name = models.CharField("姓名", max_length=40)
    phone = models.CharField("电话", max_length=20, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "企业联系人"
        ordering = ["role", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "role", "name"],
                name="enterprises_contact_once",
                violation_error_message="该联系人已登记，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class EnterpriseAccount(Dated):
    """An account that speaks for an enterprise: the own reach of the role 企业用户."""

    account = models.ForeignKey(
        Account, models.CASCADE, related_name="enterprise_links", verbose_name="账号"
    )
    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, related_name="account_links", verbose_name="企业"
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "企业账号"
        constraints = [
            Dated.order_of_days(),
            models.UniqueConstraint(
                fields=["account", "enterprise", "valid_from"],
                name="enterprises_enterpriseaccount_once",
                violation_error_message="该账号已关联这家企业。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.enterprise}"
