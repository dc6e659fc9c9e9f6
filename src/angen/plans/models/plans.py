"""Annual plans, the days they are built from, and what they promise."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from angen.enterprises.models import Enterprise
from angen.kernel.ids import new_id
from angen.orgs.models import Account, Agency, Officer
from angen.plans.states import DayKind, ItemKind, PlanState


class AnnualPlan(models.Model):
    """A body's inspection plan of a year 年度监督检查计划; a change is a new version.

    Days are person-days. ``key_cost`` and ``general_cost`` are what one visit takes;
    ``draw_count`` enterprises are left to the random draw.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="annual_plans", verbose_name="编制机构"
    )
    year = models.PositiveSmallIntegerField("年度")
    version = models.PositiveSmallIntegerField("版本", default=1)
    working_days = models.PositiveSmallIntegerField("全年法定工作日")
    provisional = models.BooleanField("节假日安排未公布", default=False)
    key_cost = models.DecimalField("每次重点检查人日", max_digits=5, decimal_places=1)
    general_cost = models.DecimalField("每次一般检查人日", max_digits=5, decimal_places=1)
    draw_count = models.PositiveIntegerField("随机抽查家数", default=0)
    state = models.CharField("状态", max_length=12, choices=PlanState, default=PlanState.DRAFT)
    change_reason = models.CharField("调整理由", max_length=300, blank=True)
    submitted_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报批人"
    )
    submitted_on = models.DateField("报批日期", null=True, blank=True)
    approver = models.CharField("批准机关", max_length=120, blank=True)
    approval_document = models.CharField("批准文号", max_length=120, blank=True)
    approved_on = models.DateField("批准日期", null=True, blank=True)
    filed_with = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="备案机关"
    )
    filed_on = models.DateField("备案日期", null=True, blank=True)
    published_on = models.DateField("公布日期", null=True, blank=True)
    published_at = models.CharField("公布位置", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "年度监督检查计划"
        ordering = ["-year", "agency", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year", "version"],
                name="plans_annualplan_once",
                violation_error_message="该机构本年度的计划已有这一版本。",
            ),
            models.UniqueConstraint(
                fields=["agency", "year"],
                condition=Q(state__in=["approved", "filed", "published"]),
                name="plans_annualplan_in_force",
            ),
            models.UniqueConstraint(
                fields=["agency", "year"],
                condition=Q(state__in=["draft", "submitted"]),
                name="plans_annualplan_in_work",
                violation_error_message="该机构本年度已有计划在起草或报批。",
            ),
            models.CheckConstraint(
                name="plans_annualplan_reason",
                condition=Q(version=1) | ~Q(change_reason=""),
                violation_error_message="调整计划请写明理由。",
            ),
            models.CheckConstraint(
                name="plans_annualplan_cost",
                condition=Q(key_cost__gt=0, general_cost__gt=0),
                violation_error_message="每次检查的人日应大于 0。",
            ),
            models.CheckConstraint(
                name="plans_annualplan_approved",
                condition=Q(state__in=["draft", "submitted"])
                | (Q(approved_on__isnull=False) & ~Q(approval_document="")),
            ),
        ]

    def __str__(self) -> str:
        version = f"（第 {self.version} 版）" if self.version > 1 else ""
        return f"{self.agency}{self.year}年度监督检查计划{version}"


class WorkdayBudget(models.Model):
    """One officer's working days of the year that the plan may count on."""

    plan = models.ForeignKey(
        AnnualPlan, models.CASCADE, related_name="budgets", verbose_name="年度计划"
    )
    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="budgets", verbose_name="执法人员"
    )
    working_days = models.PositiveSmallIntegerField(
        "法定工作日", validators=[MaxValueValidator(366)]
    )

    class Meta:
        verbose_name = verbose_name_plural = "工作日测算"
        ordering = ["plan", "officer"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "officer"],
                name="plans_workdaybudget_once",
                violation_error_message="该人员已在测算中。",
            )
        ]


class BudgetDays(models.Model):
    """Days of one kind that an officer cannot give to supervision."""

    budget = models.ForeignKey(
        WorkdayBudget, models.CASCADE, related_name="days", verbose_name="工作日测算"
    )
    kind = models.CharField("类别", max_length=12, choices=DayKind)
    days = models.DecimalField(
        "天数", max_digits=5, decimal_places=1, validators=[MinValueValidator(Decimal(0))]
    )

    class Meta:
        verbose_name = verbose_name_plural = "非监督检查工作日"
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "kind"],
                name="plans_budgetdays_once",
                violation_error_message="该人员的这一类已填过，请直接修改。",
            ),
            models.CheckConstraint(name="plans_budgetdays_days", condition=Q(days__gte=0)),
        ]


class PlanItem(models.Model):
    """A visit the plan promises: to whom, in which month, by which body.

    ``merged_into`` is the visit that this one of another body became part of; it costs no visit
    of its own and is not counted twice.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(
        AnnualPlan, models.CASCADE, related_name="items", verbose_name="年度计划"
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="plan_items", verbose_name="企业"
    )
    kind = models.CharField("类别", max_length=8, choices=ItemKind)
    month = models.PositiveSmallIntegerField(
        "月份", validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    reason = models.CharField("列入理由", max_length=120, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name="并入",
        editable=False,
    )

    class Meta:
        verbose_name = verbose_name_plural = "计划检查"
        ordering = ["plan", "month", "enterprise"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "enterprise", "month"],
                name="plans_planitem_once",
                violation_error_message="该企业这个月已在计划中。",
            ),
            models.CheckConstraint(
                name="plans_planitem_month",
                condition=Q(month__gte=1, month__lte=12),
                violation_error_message="月份应为 1 至 12。",
            ),
        ]
        indexes = [models.Index(fields=["enterprise", "month"], name="plans_planitem_of")]

    def __str__(self) -> str:
        return f"{self.month}月 {self.enterprise}"

    @property
    def quarter(self) -> int:
        """1 to 4."""
        return (self.month + 2) // 3


class PlanShortfall(models.Model):
    """A month whose visits were not all made, and why; ``reason`` is empty until somebody says it.

    ``missing`` is how many were not made when the month was looked at.
    """

    plan = models.ForeignKey(
        AnnualPlan, models.CASCADE, related_name="shortfalls", verbose_name="年度计划"
    )
    month = models.PositiveSmallIntegerField(
        "月份", validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    missing = models.PositiveIntegerField("未检家次")
    reason = models.CharField("未完成原因", max_length=300, blank=True)
    explained_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="说明人"
    )
    explained_on = models.DateField("说明日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "计划未完成说明"
        ordering = ["plan", "month"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "month"],
                name="plans_planshortfall_once",
                violation_error_message="这个月已有说明，请直接修改。",
            ),
            models.CheckConstraint(
                name="plans_planshortfall_month", condition=Q(month__gte=1, month__lte=12)
            ),
            models.CheckConstraint(
                name="plans_planshortfall_explained",
                condition=Q(reason="", explained_on__isnull=True)
                | (~Q(reason="") & Q(explained_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.month}月"
