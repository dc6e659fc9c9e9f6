"""Cross-inspection rounds 异地互查: who inspects whom."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from angen.kernel.ids import new_id
from angen.orgs.models import Agency, Area


class CrossRound(models.Model):
    """One round that a county organises: every township inspects another one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="cross_rounds", verbose_name="组织机构"
    )
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveSmallIntegerField("轮次")
    title = models.CharField("名称", max_length=120)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")

    class Meta:
        verbose_name = verbose_name_plural = "异地互查"
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year", "number"],
                name="plans_crossround_once",
                violation_error_message="本年度已有这一轮次。",
            ),
            models.CheckConstraint(
                name="plans_crossround_days",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期早于开始日期，请核对。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CrossPair(models.Model):
    """``visitor`` inspects ``visited`` in a round."""

    round = models.ForeignKey(
        CrossRound, models.CASCADE, related_name="pairs", verbose_name="异地互查"
    )
    visitor = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="检查方")
    visited = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="被检查方")

    class Meta:
        verbose_name = verbose_name_plural = "互查配对"
        ordering = ["round", "visitor"]
        constraints = [
            models.UniqueConstraint(fields=["round", "visitor"], name="plans_crosspair_visitor"),
            models.UniqueConstraint(fields=["round", "visited"], name="plans_crosspair_visited"),
            models.CheckConstraint(
                name="plans_crosspair_another", condition=~Q(visitor=F("visited"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visitor} 查 {self.visited}"
