"""Listing of major hazards under supervision 挂牌督办."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from angen.inspections.models.hazards import Hazard
from angen.inspections.states import ListingLevel, ListingState
from angen.kernel.ids import new_id
from angen.orgs.models import Account, Agency
from angen.papers.models import Paper


class Listing(models.Model):
    """A major hazard that a level of government supervises until it is accepted and delisted.

    ``proposed_by`` asks, ``listed_by`` decides and supervises; ``supervisor`` is the body that
    follows it up on the spot. Publication happens twice: when listed and when delisted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hazard = models.ForeignKey(
        Hazard, models.PROTECT, related_name="listings", verbose_name="重大事故隐患"
    )
    level = models.CharField("督办级别", max_length=12, choices=ListingLevel)
    proposed_by = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", verbose_name="提请机构"
    )
    proposed_on = models.DateField("提请日期")
    listed_by = models.ForeignKey(
        Agency, models.PROTECT, related_name="listings", verbose_name="督办机构"
    )
    supervisor = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", verbose_name="监管责任单位"
    )
    person = models.CharField("督办责任人", max_length=40, blank=True)
    demands = models.CharField("整改要求", max_length=500, blank=True)
    paper = models.OneToOneField(
        Paper, models.PROTECT, null=True, blank=True, related_name="listing", verbose_name="通知书"
    )
    listed_on = models.DateField("挂牌日期", null=True, blank=True)
    due_on = models.DateField("督办期限", null=True, blank=True)
    published_on = models.DateField("挂牌公示日期", null=True, blank=True)
    published_at = models.CharField("挂牌公示位置", max_length=200, blank=True)
    acceptance_asked_on = models.DateField("申请验收日期", null=True, blank=True)
    delisted_on = models.DateField("摘牌日期", null=True, blank=True)
    delisting_published_on = models.DateField("摘牌公示日期", null=True, blank=True)
    refused_for = models.CharField("不予挂牌的理由", max_length=200, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=ListingState, default=ListingState.PROPOSED
    )
    made_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提请人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "挂牌督办"
        ordering = ["-proposed_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["hazard"],
                condition=Q(state__in=["proposed", "listed", "acceptance"]),
                name="inspections_listing_once",
                violation_error_message="这项隐患已在挂牌督办或已提请。",
            ),
            models.CheckConstraint(
                name="inspections_listing_listed",
                condition=~Q(state__in=["listed", "acceptance", "delisted"])
                | Q(listed_on__isnull=False, due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="inspections_listing_delisted",
                condition=~Q(state="delisted") | Q(delisted_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}挂牌督办 {self.hazard}"


class ListingProgress(models.Model):
    """The monthly report on a listed hazard. ``month`` is the first day of the month."""

    listing = models.ForeignKey(
        Listing, models.CASCADE, related_name="progress", verbose_name="挂牌督办"
    )
    month = models.DateField("月份")
    percent = models.PositiveSmallIntegerField(
        "完成比例（%）", validators=[MaxValueValidator(100)], null=True, blank=True
    )
    said = models.CharField("进展情况", max_length=500)
    reported_on = models.DateField("报告日期")
    reported_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报告人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "督办进展"
        ordering = ["listing", "month"]
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "month"],
                name="inspections_listingprogress_once",
                violation_error_message="这个月的进展已报告过，请直接修改。",
            ),
            models.CheckConstraint(
                name="inspections_listingprogress_percent",
                condition=Q(percent__isnull=True) | Q(percent__lte=100),
            ),
        ]
