"""Visits from above to lower governments and departments: 月督月查 and 安全生产巡查."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from angen.assess.states import TourFindingState, TourKind, TourState, TourStepKind
from angen.orgs.models import Account, Agency, Area


class Tour(models.Model):
    """One visit of a body above to a unit below, by line and area or as an inspection tour.

    ``area`` is visited; ``department`` where it is one body of it. ``month`` is the first day of
    the month of a monthly visit, ``line`` the industry it looked at. The visited see nothing before
    it was fed back (``told_on``).
    """

    kind = models.CharField("类别", max_length=8, choices=TourKind)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="tours", verbose_name="督查巡查机构"
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="tours", verbose_name="被查单位")
    department = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tours_received",
        verbose_name="被查部门",
    )
    line = models.CharField("行业（领域）", max_length=40, blank=True)
    month = models.DateField("月份", null=True, blank=True)
    since = models.DateField("开始日期")
    until = models.DateField("结束日期")
    visitors = models.CharField("督查巡查人员", max_length=200)
    content = models.CharField("内容", max_length=1000, blank=True)
    state = models.CharField("状态", max_length=12, choices=TourState, default=TourState.PLANNED)
    told_on = models.DateField("反馈日期", null=True, blank=True)
    summary = models.TextField("反馈意见", max_length=3000, blank=True)
    closed_on = models.DateField("闭环日期", null=True, blank=True)
    cancelled_for = models.CharField("取消原因", max_length=200, blank=True)
    made_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人"
    )
    made_at = models.DateTimeField("登记时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "督查巡查"
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(name="assess_tour_days", condition=Q(until__gte=F("since"))),
            models.CheckConstraint(
                name="assess_tour_month",
                condition=(Q(kind="monthly", month__isnull=False) & ~Q(line=""))
                | (~Q(kind="monthly") & Q(month__isnull=True)),
            ),
            models.CheckConstraint(
                name="assess_tour_told",
                condition=~Q(state__in=["told", "closed"]) | Q(told_on__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["agency", "area", "line", "month"],
                condition=Q(kind="monthly"),
                name="assess_tour_once_a_month",
                violation_error_message="这个月已登记过这条线的督查，请打开原来的。",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "-since"], name="assess_tour_area"),
            models.Index(fields=["agency", "-since"], name="assess_tour_agency"),
        ]

    def __str__(self) -> str:
        whom = self.department.name if self.department else self.area.name
        return f"{whom}{self.line}{self.get_kind_display()} {self.since}"

    @property
    def feedback(self) -> str:
        """The document that sets the terms of what was found, as deadlines cite it."""
        return f"{self.get_kind_display()}反馈意见（{self.told_on:%Y-%m-%d}）"


class TourStep(models.Model):
    """What a tour did to find out: heard a report, read files, went unannounced."""

    tour = models.ForeignKey(Tour, models.CASCADE, related_name="steps", verbose_name="督查巡查")
    kind = models.CharField("方式", max_length=8, choices=TourStepKind)
    done_on = models.DateField("日期")
    place = models.CharField("地点或对象", max_length=120)
    note = models.CharField("情况", max_length=1000)
    made_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "巡查记录"
        ordering = ["done_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tour", "kind", "done_on", "place"], name="assess_tourstep_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.place}"


class TourFinding(models.Model):
    """What a tour found, who answers for it and by when; accepted by those who found it."""

    tour = models.ForeignKey(Tour, models.CASCADE, related_name="findings", verbose_name="督查巡查")
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="tour_findings", verbose_name="责任单位"
    )
    text = models.CharField("问题", max_length=500)
    due_on = models.DateField("整改期限")
    state = models.CharField(
        "状态", max_length=12, choices=TourFindingState, default=TourFindingState.OPEN
    )
    report = models.CharField("整改情况", max_length=1000, blank=True)
    reported_on = models.DateField("报告日期", null=True, blank=True)
    reported_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报告人"
    )
    outcome = models.CharField("验收意见", max_length=500, blank=True)
    accepted_on = models.DateField("验收日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "督查巡查问题"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tour", "agency", "text"],
                name="assess_tourfinding_once",
                violation_error_message="这个问题已经登记过。",
            ),
            models.CheckConstraint(
                name="assess_tourfinding_accepted",
                condition=Q(state="accepted", accepted_on__isnull=False)
                | (~Q(state="accepted") & Q(accepted_on__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["agency", "state"], name="assess_tourfinding_agency")]

    def __str__(self) -> str:
        return self.text[:40]
