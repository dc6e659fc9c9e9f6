"""Hints 核查提示: patterns in the records that somebody should look at."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from angen.assess.states import HintKind, HintState
from angen.orgs.models import Account, Area


class Hint(models.Model):
    """A pattern over recorded visits, hazards or scores: a question to a person, never a deduction.

    ``area`` is the unit of the body whose records show it. ``subject_type`` ("inspections.inspection")
    and ``subjects`` name the records; ``details`` are the figures that showed it. ``key`` makes the
    same pattern be raised once. Nothing that rates reads this table.
    """

    kind = models.CharField("提示", max_length=16, choices=HintKind)
    area = models.ForeignKey(Area, models.PROTECT, related_name="hints", verbose_name="单位")
    key = models.CharField("识别码", max_length=160, unique=True)
    subject_type = models.CharField("记录种类", max_length=60)
    subjects = models.JSONField("记录", default=list)
    since = models.DateField("期间开始")
    until = models.DateField("期间结束")
    details = models.JSONField("情况", default=dict, blank=True)
    found_on = models.DateField("提示日期")
    state = models.CharField("状态", max_length=12, choices=HintState, default=HintState.RAISED)
    said = models.TextField("核查情况", max_length=1000, blank=True)
    checked_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核查人"
    )
    checked_at = models.DateTimeField("核查时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "核查提示"
        ordering = ["-found_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="assess_hint_checked",
                condition=Q(state="raised") | (~Q(said="") & Q(checked_at__isnull=False)),
            ),
            models.CheckConstraint(name="assess_hint_days", condition=Q(until__gte=F("since"))),
        ]
        indexes = [
            models.Index(fields=["-found_on", "-id"], name="assess_hint_found"),
            models.Index(fields=["area", "state"], name="assess_hint_area"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.found_on}）"
