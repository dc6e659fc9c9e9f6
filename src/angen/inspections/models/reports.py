"""What enterprises check themselves, and what village officers find."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from angen.enterprises.models import Enterprise
from angen.inspections.models.hazards import Hazard
from angen.inspections.states import FindingState
from angen.kernel.ids import new_id
from angen.orgs.models import Account, Agency, Area


class SelfCheck(models.Model):
    """An enterprise's own check 企业自查 (安全生产法 第四十一条); finding nothing is a result too.

    ``answers`` maps an item's id to an Answer. The hazards it found point to it by ``self_check``
    of their row in ``found``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="self_checks", verbose_name="企业"
    )
    checked_on = models.DateField("自查日期")
    checker = models.CharField("自查人", max_length=40)
    scope = models.CharField("自查范围", max_length=200, blank=True)
    sectors = models.JSONField("检查表", default=list, blank=True)
    answers = models.JSONField("逐项结果", default=dict, blank=True)
    told_workers_on = models.DateField("向从业人员通报日期", null=True, blank=True)
    made_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记账号"
    )
    made_at = models.DateTimeField("登记时间", default=timezone.now)
    found = models.ManyToManyField(
        Hazard, blank=True, related_name="self_checks", verbose_name="查出的隐患"
    )

    class Meta:
        verbose_name = verbose_name_plural = "企业自查"
        ordering = ["-checked_on", "-id"]
        indexes = [
            models.Index(fields=["enterprise", "-checked_on"], name="inspections_selfcheck_of")
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.checked_on} 自查"


class VillageFinding(models.Model):
    """What a village officer found, dissuaded and reported 发现、劝阻、报告 (湘政办意见 第15条)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="village_findings", verbose_name="村（社区）"
    )
    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="village_findings",
        verbose_name="企业",
    )
    where = models.CharField("地点", max_length=120)
    description = models.CharField("发现的情况", max_length=500)
    found_on = models.DateField("发现日期")
    dissuaded = models.BooleanField("已劝阻", default=False)
    corrected = models.BooleanField("当场已改正", default=False)
    reported_at = models.DateTimeField("报告时间", default=timezone.now)
    reported_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报告人"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="village_findings", verbose_name="受理机构"
    )
    state = models.CharField(
        "状态", max_length=12, choices=FindingState, default=FindingState.REPORTED
    )
    hazard = models.OneToOneField(
        Hazard,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="village_finding",
        verbose_name="转成的隐患",
    )
    answer = models.CharField("答复", max_length=300, blank=True)
    answered_on = models.DateField("处理日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "村（社区）发现"
        ordering = ["-reported_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="inspections_villagefinding_taken",
                condition=(Q(state="taken") & Q(hazard__isnull=False))
                | (~Q(state="taken") & Q(hazard__isnull=True)),
            ),
            models.CheckConstraint(
                name="inspections_villagefinding_answered",
                condition=~Q(state="answered") | ~Q(answer=""),
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "state"], name="inspections_finding_agency"),
        ]

    def __str__(self) -> str:
        return self.description[:60]
