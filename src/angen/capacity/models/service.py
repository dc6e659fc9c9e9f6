"""What a person's service brings: field days, allowance, insurance, conduct."""

from __future__ import annotations

import uuid

from django.db import models

from angen.desk.dated import Dated, DatedQuerySet
from angen.orgs.models import Agency, Officer


class FieldDay(models.Model):
    """A working day a person spent on site. The primary key may be made by a phone.

    人社部发〔2012〕55号, 湘政办意见 第11条: ten or more in a month earn the month's allowance.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(
        Officer, models.CASCADE, related_name="field_days", verbose_name="人员"
    )
    worked_on = models.DateField("日期")
    place = models.CharField("去向", max_length=160)
    task = models.CharField("事项", max_length=160, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "现场工作日"
        ordering = ["-worked_on", "officer"]
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "worked_on"],
                name="capacity_fieldday_once",
                violation_error_message="该人员当日已登记现场工作日，一天只计一次。",
            )
        ]
        indexes = [models.Index(fields=["worked_on", "officer"], name="capacity_fieldday_day")]


class Insurance(Dated):
    """Accident insurance (人身意外伤害保险) of a front-line person."""

    officer = models.ForeignKey(
        Officer, models.CASCADE, related_name="insurances", verbose_name="被保险人"
    )
    policy_no = models.CharField("保单号", max_length=60)
    insurer = models.CharField("保险公司", max_length=80)
    sum_cents = models.BigIntegerField("保额", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "人身意外保险"
        constraints = [
            Dated.order_of_days(),
            models.UniqueConstraint(
                fields=["policy_no", "officer"],
                name="capacity_insurance_once",
                violation_error_message="该人员的这张保单已登记，请直接修改原记录。",
            ),
        ]


class ConductDeclaration(models.Model):
    """A person's yearly word on side jobs, shares, reimbursements and allowances (湘政办意见 第12条)."""

    officer = models.ForeignKey(
        Officer, models.CASCADE, related_name="declarations", verbose_name="人员"
    )
    year = models.PositiveSmallIntegerField("年度")
    declared_on = models.DateField("申报日期")
    side_job = models.BooleanField("在企业兼职", default=False)
    shares = models.BooleanField("在企业入股", default=False)
    reimbursement = models.BooleanField("在企业报销费用", default=False)
    allowance = models.BooleanField("在企业领取津补贴", default=False)
    explanation = models.TextField("情况说明", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "廉洁申报"
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "year"],
                name="capacity_conductdeclaration_once",
                violation_error_message="该人员本年度已申报，请直接修改原记录。",
            )
        ]


class ConductReport(models.Model):
    """A report or check on the conduct of a body's person, and what came of it."""

    class Outcome(models.TextChoices):
        OPEN = "open", "核查中"
        UNFOUNDED = "unfounded", "不属实"
        CORRECTED = "corrected", "已纠正"
        DISCIPLINED = "disciplined", "已追责"
        EXEMPTED = "exempted", "尽职免责"

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="conduct_reports", verbose_name="机构"
    )
    officer = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="conduct_reports",
        verbose_name="人员",
    )
    number = models.CharField("编号", max_length=40)
    received_on = models.DateField("受理日期")
    matter = models.TextField("反映事项")
    outcome = models.CharField("结果", max_length=12, choices=Outcome, default=Outcome.OPEN)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    basis = models.CharField("处理（免责）依据", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "作风核查"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "number"],
                name="capacity_conductreport_once",
                violation_error_message="本机构已有这个编号，请直接修改原记录。",
            )
        ]
