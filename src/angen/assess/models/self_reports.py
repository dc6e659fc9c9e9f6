"""What units report of themselves before they are assessed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from angen.assess.models.cycles import Cycle
from angen.assess.states import SelfReportState
from angen.orgs.models import Account, Area


class SelfReport(models.Model):
    """The points a unit claims for an item, and what the review made of them.

    ``marks`` are points by line of the rubric, as text; one line for an item that is computed.
    ``reviewed_points`` are what the reviewer gave: of an item scored by people they count, of a
    computed one the records do, and the difference is there to be looked at.
    """

    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="self_reports", verbose_name="考核评价周期"
    )
    unit = models.ForeignKey(Area, models.PROTECT, related_name="self_reports", verbose_name="单位")
    item = models.CharField("评分项", max_length=80, db_collation="C")
    state = models.CharField(
        "状态", max_length=12, choices=SelfReportState, default=SelfReportState.REPORTED
    )
    marks = models.JSONField("自评", default=list)
    points = models.DecimalField("自评得分", max_digits=9, decimal_places=2)
    note = models.CharField("自评说明", max_length=1000)
    reporter = models.ForeignKey(
        Account, models.PROTECT, related_name="self_reports", verbose_name="自评人"
    )
    reported_at = models.DateTimeField("自评时间", default=timezone.now)
    reviewed_points = models.DecimalField(
        "审核得分", max_digits=9, decimal_places=2, null=True, blank=True
    )
    reason = models.CharField("审核意见", max_length=500, blank=True)
    reviewer = models.ForeignKey(
        Account,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="self_reports_reviewed",
        verbose_name="审核人",
    )
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "自评"
        ordering = ["cycle", "unit__path", "item"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "unit", "item"],
                name="assess_self_report_once",
                violation_error_message="这一项已经自评。",
            ),
            models.CheckConstraint(
                name="assess_self_report_reviewed",
                condition=Q(state="reported", reviewed_points=None)
                | Q(reviewed_points__isnull=False) & ~Q(state="reported"),
            ),
            models.CheckConstraint(
                name="assess_self_report_changed_for_a_reason",
                condition=~Q(state="changed") | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.item}"
