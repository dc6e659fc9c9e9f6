"""Funds: budget lines by category, money received, money spent.

罚没收入全额上缴 (行政处罚法 第七十四条, 湘政办意见 第20条): no line may link fines to an office, so the
sources of a line know no fines and ``capacity.actions`` refuses a line that speaks of them.
"""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from angen.orgs.models import Agency


class BudgetLine(models.Model):
    """What a body may spend in a year on one category; amounts are in cents."""

    class Category(models.TextChoices):
        PERSONNEL = "personnel", "人员经费"
        OFFICE = "office", "办公费"
        TRAVEL = "travel", "差旅费"
        CASE = "case", "办案费"
        TRAINING = "training", "培训费"
        EXPERT = "expert", "专家咨询费"
        APPRAISAL = "appraisal", "鉴定费"
        EQUIPMENT = "equipment", "装备费"
        SUBSIDY = "subsidy", "乡镇安监工作补助"
        REWARD = "reward", "举报奖励"
        EDUCATION = "education", "宣传教育"
        OTHER = "other", "其他"

    class Source(models.TextChoices):
        OWN_BUDGET = "own_budget", "本级财政预算"
        COUNTY = "county", "县级财政补助"
        PREFECTURE = "prefecture", "市级财政补助"
        PROVINCE = "province", "省级财政补助"
        INJURY_INSURANCE = "injury_insurance", "工伤保险基金安排"

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="budget_lines", verbose_name="机构"
    )
    year = models.PositiveSmallIntegerField(
        "年度", validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    category = models.CharField("类别", max_length=12, choices=Category)
    source = models.CharField("来源", max_length=20, choices=Source)
    amount_cents = models.BigIntegerField("预算金额")
    document = models.CharField("预算文号", max_length=120, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "经费预算"
        ordering = ["-year", "agency", "category"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year", "category", "source"],
                name="capacity_budgetline_once",
                violation_error_message="该年度同类别、同来源的预算已登记，请直接修改原记录。",
            ),
            models.CheckConstraint(
                name="capacity_budgetline_amount",
                condition=Q(amount_cents__gte=0),
                violation_error_message="预算金额不能为负数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.get_category_display()}"


class Receipt(models.Model):
    """Money that arrived for a budget line."""

    line = models.ForeignKey(
        BudgetLine, models.CASCADE, related_name="receipts", verbose_name="预算"
    )
    received_on = models.DateField("到账日期")
    amount_cents = models.BigIntegerField("到账金额")
    voucher = models.CharField("凭证号", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "经费到账"
        constraints = [
            models.UniqueConstraint(
                fields=["line", "voucher"],
                name="capacity_receipt_once",
                violation_error_message="该凭证号已登记，请直接修改原记录。",
            ),
            models.CheckConstraint(
                name="capacity_receipt_amount",
                condition=Q(amount_cents__gt=0),
                violation_error_message="到账金额必须大于零。",
            ),
        ]


class Spending(models.Model):
    """Money spent from a budget line."""

    line = models.ForeignKey(
        BudgetLine, models.CASCADE, related_name="spendings", verbose_name="预算"
    )
    spent_on = models.DateField("支出日期")
    amount_cents = models.BigIntegerField("支出金额")
    purpose = models.CharField("用途", max_length=120)
    voucher = models.CharField("凭证号", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "经费支出"
        constraints = [
            models.UniqueConstraint(
                fields=["line", "voucher"],
                name="capacity_spending_once",
                violation_error_message="该凭证号已登记，请直接修改原记录。",
            ),
            models.CheckConstraint(
                name="capacity_spending_amount",
                condition=Q(amount_cents__gt=0),
                violation_error_message="支出金额必须大于零。",
            ),
        ]
