"""Special inspections 专项检查: joint enforcement, rectification, unannounced visits."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from angen.enterprises.models import Enterprise
from angen.enterprises.states import Risk, Sector
from angen.kernel.ids import new_id
from angen.orgs.models import Account, Agency, Area
from angen.plans.models.plans import PlanItem
from angen.plans.states import ApprovedBy, CampaignKind, CampaignState

APPROVED = ["approved", "filed", "running", "finished"]
STARTED = ["running", "finished"]


class Campaign(models.Model):
    """A special inspection 专项检查: planned, approved, filed, carried out, reported on.

    At most ``target`` enterprises of ``area`` (and, where any are named, of ``sectors`` and
    ``risks``) are visited between ``starts_on`` and ``ends_on``, both included.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="campaigns", verbose_name="组织机构"
    )
    title = models.CharField("名称", max_length=120)
    kind = models.CharField("类别", max_length=16, choices=CampaignKind)
    basis = models.CharField("依据文件", max_length=300)
    content = models.CharField("检查内容", max_length=500)
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="campaigns", verbose_name="检查范围"
    )
    sectors = ArrayField(
        models.CharField(max_length=20, choices=Sector),
        verbose_name="行业领域",
        default=list,
        blank=True,
    )
    risks = ArrayField(
        models.CharField(max_length=8, choices=Risk),
        verbose_name="风险等级",
        default=list,
        blank=True,
    )
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    target = models.PositiveIntegerField("计划检查家数", validators=[MinValueValidator(1)])
    state = models.CharField(
        "状态", max_length=12, choices=CampaignState, default=CampaignState.DRAFT
    )
    drafted_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="拟订人")
    approved_by = models.CharField("批准层级", max_length=12, choices=ApprovedBy, blank=True)
    approver = models.CharField("批准机关", max_length=120, blank=True)
    approval_document = models.CharField("批准文号", max_length=120, blank=True)
    approved_on = models.DateField("批准日期", null=True, blank=True)
    filed_with = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="备案机关"
    )
    filed_on = models.DateField("备案日期", null=True, blank=True)
    started_on = models.DateField("实际开始日期", null=True, blank=True)
    finished_on = models.DateField("总结日期", null=True, blank=True)
    report = models.TextField("工作总结", blank=True)
    cancelled_for = models.CharField("取消原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "专项检查"
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                name="plans_campaign_days",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期早于开始日期，请核对。",
            ),
            models.CheckConstraint(name="plans_campaign_target", condition=Q(target__gte=1)),
            models.CheckConstraint(
                name="plans_campaign_approved",
                condition=~Q(state__in=APPROVED)
                | (Q(approved_on__isnull=False) & ~Q(approval_document="") & ~Q(approved_by="")),
            ),
            models.CheckConstraint(
                name="plans_campaign_filed",
                condition=~Q(state__in=STARTED)
                | Q(filed_on__isnull=False, filed_with__isnull=False, started_on__isnull=False),
            ),
            models.CheckConstraint(
                name="plans_campaign_finished",
                condition=(Q(state="finished", finished_on__isnull=False) & ~Q(report=""))
                | (~Q(state="finished") & Q(finished_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="plans_campaign_cancelled",
                condition=(Q(state="cancelled") & ~Q(cancelled_for=""))
                | (~Q(state="cancelled") & Q(cancelled_for="")),
            ),
        ]
        indexes = [models.Index(fields=["agency", "-starts_on"], name="plans_campaign_agency")]

    def __str__(self) -> str:
        return self.title


class CampaignBody(models.Model):
    """A body that takes part in a campaign beside the one that organises it."""

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="bodies", verbose_name="专项检查"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="joined_campaigns", verbose_name="参加机构"
    )

    class Meta:
        verbose_name = verbose_name_plural = "专项检查参加机构"
        ordering = ["campaign", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "agency"],
                name="plans_campaignbody_once",
                violation_error_message="该机构已在参加机构中。",
            )
        ]

    def __str__(self) -> str:
        return str(self.agency)


class CampaignItem(models.Model):
    """An enterprise a campaign visits by ``due_on``.

    ``merged_into`` is the visit of the annual plan that this one became part of: one door, one
    visit. It then costs no visit of its own.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="items", verbose_name="专项检查"
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="campaign_items", verbose_name="企业"
    )
    due_on = models.DateField("计划日期")
    merged_into = models.ForeignKey(
        PlanItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="campaign_items",
        verbose_name="并入的计划检查",
        editable=False,
    )

    class Meta:
        verbose_name = verbose_name_plural = "专项检查企业"
        ordering = ["campaign", "due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "enterprise"],
                name="plans_campaignitem_once",
                violation_error_message="该企业已在这次专项检查中。",
            )
        ]
        indexes = [models.Index(fields=["enterprise", "due_on"], name="plans_campaignitem_of")]

    def __str__(self) -> str:
        return str(self.enterprise)
