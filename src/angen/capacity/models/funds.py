"""Funds: budget lines by category, money received, money spent.

罚没收入全额上缴 (行政处罚法 第七十四条, 湘政办意见 第20条): no line may link fines to an office, so the
sources of a line know no fines, and words that link them are refused wherever they are entered.
"""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, TextField, Value, When
from django.db.models.functions import Cast, Concat

from angen.orgs.models import Agency

# "罚没" has no place among an office's funds; "罚款" has none beside words that share it out.
FINES_LINKED = re.compile(
    r"罚没|罚缴|办案提成"
    r"|(罚款|罚金|处罚).{0,6}(返还|返拨|返补|提成|分成|留成|留用|坐支|挂钩|收入|指标|任务)"
    r"|罚款.{0,6}奖励(?!举报|群众)"  # 举报奖励 may be reckoned by the fine, and is no office's money
    r"|(返还|返拨|提成|分成|留成|下达|完成).{0,6}(罚款|罚金)"
)


def refuse_fines(text: str) -> None:
    """Refuse a text that links fines to an office's money; spaces and signs hide nothing.

    Raises ValidationError (行政处罚法 第七十四条, 湘政办意见 第20条).
    """
    if FINES_LINKED.search(re.sub(r"[\W_]", "", text)):
        raise ValidationError(
            "罚没收入全额上缴国库，不得返还、提成，不得作为机构经费，也不得下达罚款指标"
            "（行政处罚法第七十四条、湘政办意见第20条）。请删去这笔，或改登财政预算安排的经费。"
        )


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
    document = models.CharField("预算文号", max_length=120, blank=True, validators=[refuse_fines])
    note = models.CharField("说明", max_length=200, blank=True, validators=[refuse_fines])
    # How people name a line where they refer to it: 2021年办公费（本级财政预算）.
    name = models.GeneratedField(
        expression=Concat(
            Cast("year", TextField()),
            Value("年"),
            Case(
                *(When(category=key, then=Value(label)) for key, label in Category.choices),
                default=F("category"),
                output_field=TextField(),
            ),
            Value("（"),
            Case(
                *(When(source=key, then=Value(label)) for key, label in Source.choices),
                default=F("source"),
                output_field=TextField(),
            ),
            Value("）"),
            output_field=TextField(),
        ),
        output_field=TextField(),
        db_persist=True,
        verbose_name="预算",
    )

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
        return f"{self.year}年{self.get_category_display()}（{self.get_source_display()}）"


class Receipt(models.Model):
    """Money that arrived for a budget line."""

    line = models.ForeignKey(
        BudgetLine, models.CASCADE, related_name="receipts", verbose_name="预算"
    )
    received_on = models.DateField("到账日期")
    amount_cents = models.BigIntegerField("到账金额")
    voucher = models.CharField("凭证号", max_length=60, validators=[refuse_fines])

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
    purpose = models.CharField("用途", max_length=120, validators=[refuse_fines])
    voucher = models.CharField("凭证号", max_length=60, validators=[refuse_fines])

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
