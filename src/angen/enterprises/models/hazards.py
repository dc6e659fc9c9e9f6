"""Major hazard installations 重大危险源: what is stored, how grave it is, where it is filed."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from angen.enterprises.models.enterprises import Enterprise, Site
from angen.enterprises.states import MajorHazardState
from angen.kernel.ids import new_id
from angen.orgs.models import Agency


class MajorHazard(models.Model):
    """One unit whose substances reach the critical quantities of GB 18218 (安全生产法 第四十条).

    ``r_value`` is the graded R cut off after four decimals, so that it never stands above the grade
    the exact value gives; ``edition`` is the table that gave it.
    """

    class Kind(models.TextChoices):
        STORAGE = "storage", "储存单元"
        PRODUCTION = "production", "生产单元"

    class Grade(models.IntegerChoices):
        FIRST = 1, "一级"
        SECOND = 2, "二级"
        THIRD = 3, "三级"
        FOURTH = 4, "四级"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, related_name="major_hazards", verbose_name="企业"
    )
    site = models.ForeignKey(
        Site, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="场所"
    )
    name = models.CharField("单元名称", max_length=80)
    kind = models.CharField("单元类别", max_length=12, choices=Kind)
    residents = models.PositiveIntegerField("厂外 500 米内常住人口")
    assessed_on = models.DateField("辨识评估日期")
    edition = models.CharField("辨识标准", max_length=20)
    r_value = models.DecimalField("R 值", max_digits=16, decimal_places=4)
    grade = models.PositiveSmallIntegerField("级别", choices=Grade)
    unit = models.CharField("责任部门", max_length=80)
    principal = models.CharField("主要负责人", max_length=40)
    technical = models.CharField("技术负责人", max_length=40, blank=True)
    operator = models.CharField("操作负责人", max_length=40, blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    due_on = models.DateField("重新辨识评估期限")
    closed_on = models.DateField("核销日期", null=True, blank=True)
    state = models.CharField(
        "状态",
        max_length=12,
        choices=MajorHazardState,
        default=MajorHazardState.REGISTERED,
    )

    class Meta:
        verbose_name = verbose_name_plural = "重大危险源"
        ordering = ["grade", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "name"],
                condition=~Q(state="closed"),
                name="enterprises_majorhazard_once",
                violation_error_message="该企业已登记同名单元，请直接办理原记录。",
            ),
            models.CheckConstraint(
                name="enterprises_majorhazard_grade",
                condition=Q(grade=1, r_value__gte=100)
                | Q(grade=2, r_value__gte=50, r_value__lt=100)
                | Q(grade=3, r_value__gte=10, r_value__lt=50)
                | Q(grade=4, r_value__gt=0, r_value__lt=10),
                violation_error_message="级别与 R 值不符。",
            ),
            models.CheckConstraint(
                name="enterprises_majorhazard_due", condition=Q(due_on__gt=F("assessed_on"))
            ),
            models.CheckConstraint(
                name="enterprises_majorhazard_closed",
                condition=Q(state="closed", closed_on__isnull=False)
                | (~Q(state="closed") & Q(closed_on__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["due_on"], name="enterprises_majorhazard_due_on")]

    def __str__(self) -> str:
        return self.name


class HazardSubstance(models.Model):
    """A substance of an installation, with the row of the table as it was applied."""

    hazard = models.ForeignKey(
        MajorHazard, models.CASCADE, related_name="substances", verbose_name="重大危险源"
    )
    entry = models.CharField("标准条目", max_length=40)
    name = models.CharField("危险化学品", max_length=80)
    quantity = models.DecimalField("设计最大量（吨）", max_digits=14, decimal_places=4)
    critical = models.DecimalField("临界量（吨）", max_digits=10, decimal_places=3)
    beta = models.DecimalField("校正系数 β", max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "重大危险源物质"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["hazard", "entry", "name"], name="enterprises_hazardsubstance_once"
            ),
            models.CheckConstraint(
                name="enterprises_hazardsubstance_positive",
                condition=Q(quantity__gt=0, critical__gt=0, beta__gt=0),
                violation_error_message="数量必须大于 0。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def weighted(self) -> Decimal:
        """β·q/Q, rounded to four decimals for reading."""
        return (self.beta * self.quantity / self.critical).quantize(Decimal("0.0001"))


class HazardFiling(models.Model):
    """A filing (备案), its renewal, or the report of one to the level above (湘政办意见 第16条)."""

    class Kind(models.TextChoices):
        FILE = "file", "备案"
        RENEW = "renew", "重新备案"
        REPORT = "report", "逐级上报"

    hazard = models.ForeignKey(
        MajorHazard, models.CASCADE, related_name="filings", verbose_name="重大危险源"
    )
    kind = models.CharField("种类", max_length=8, choices=Kind)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", verbose_name="备案（接收）机关"
    )
    number = models.CharField("备案编号", max_length=60, blank=True)
    filed_on = models.DateField("日期")
    valid_to = models.DateField("有效期至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "重大危险源备案"
        ordering = ["-filed_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["hazard", "kind", "agency", "filed_on"],
                name="enterprises_hazardfiling_once",
                violation_error_message="该机关当日的备案已登记。",
            ),
            models.CheckConstraint(
                name="enterprises_hazardfiling_valid",
                condition=Q(kind="report")
                | (Q(valid_to__isnull=False, valid_to__gt=F("filed_on")) & ~Q(number="")),
                violation_error_message="备案须有编号和有效期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
