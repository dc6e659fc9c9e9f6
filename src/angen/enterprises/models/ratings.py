"""Risk classes and standardisation, each a dated judgement."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from angen.enterprises.models.enterprises import Enterprise
from angen.enterprises.states import Risk, Standard


class RiskRating(models.Model):
    """A judgement of risk; it holds until the next one."""

    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, related_name="ratings", verbose_name="企业"
    )
    risk = models.CharField("风险等级", max_length=8, choices=Risk)
    rated_on = models.DateField("评定日期")
    basis = models.CharField("评定依据", max_length=300)
    rated_by = models.CharField("评定人", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "风险评定"
        ordering = ["-rated_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "rated_on"],
                name="enterprises_riskrating_once",
                violation_error_message="该企业当日已评定过，请直接修改原记录。",
            ),
            models.CheckConstraint(
                name="enterprises_riskrating_basis",
                condition=~Q(basis=""),
                violation_error_message="请写明评定依据。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_risk_display()


class StandardisationReview(models.Model):
    """A review of work-safety standardisation 安全生产标准化评审 and what it led to."""

    class Result(models.TextChoices):
        PASSED = "passed", "达标"
        FAILED = "failed", "未达标"
        REVOKED = "revoked", "撤销"

    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, related_name="reviews", verbose_name="企业"
    )
    level = models.CharField("等级", max_length=8, choices=Standard)
    result = models.CharField("结果", max_length=8, choices=Result, default=Result.PASSED)
    reviewed_on = models.DateField("评审（撤销）日期")
    body = models.CharField("评审单位", max_length=120, blank=True)
    certificate = models.CharField("证书编号", max_length=60, blank=True)
    valid_to = models.DateField("有效期至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "标准化评审"
        ordering = ["-reviewed_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "reviewed_on"],
                name="enterprises_standardisationreview_once",
                violation_error_message="该企业当日的评审已登记，请直接修改原记录。",
            ),
            models.CheckConstraint(
                name="enterprises_standardisationreview_valid",
                condition=~Q(result="passed")
                | Q(valid_to__isnull=False, valid_to__gte=F("reviewed_on")),
                violation_error_message="达标的须填写有效期，且不早于评审日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}{self.get_result_display()}"
