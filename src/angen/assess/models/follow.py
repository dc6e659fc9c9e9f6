"""Scores that people give, appeals, and what follows from a rating."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from angen.assess.models.cycles import Cycle, Result
from angen.assess.states import AppealState, ConsequenceState, Deed, ScoringState
from angen.orgs.models import Account, Area


class Scoring(models.Model):
    """What people gave a unit for one item: by the first scorer, and by the second where asked.

    ``marks`` are points by line of the rubric, as text. ``agreed`` is what counts; None while a
    second hand is missing or the two are too far apart.
    """

    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="scorings", verbose_name="考核评价周期"
    )
    unit = models.ForeignKey(Area, models.PROTECT, related_name="scorings", verbose_name="单位")
    item = models.CharField("评分项", max_length=80, db_collation="C")
    state = models.CharField("状态", max_length=12, choices=ScoringState)
    marks = models.JSONField("评分", default=list)
    points = models.DecimalField("得分", max_digits=9, decimal_places=2)
    note = models.CharField("评分说明", max_length=500, blank=True)
    scorer = models.ForeignKey(
        Account, models.PROTECT, related_name="scorings", verbose_name="评分人"
    )
    scored_at = models.DateTimeField("评分时间", default=timezone.now)
    second_marks = models.JSONField("复评", default=list)
    second_points = models.DecimalField(
        "复评得分", max_digits=9, decimal_places=2, null=True, blank=True
    )
    second_note = models.CharField("复评说明", max_length=500, blank=True)
    second_scorer = models.ForeignKey(
        Account,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="second_scorings",
        verbose_name="复评人",
    )
    second_at = models.DateTimeField("复评时间", null=True, blank=True)
    agreed = models.DecimalField("计分", max_digits=9, decimal_places=2, null=True, blank=True)
    settled_by = models.CharField("裁定人", max_length=40, blank=True)
    settled_for = models.CharField("裁定理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "人工评分"
        ordering = ["cycle", "unit__path", "item"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "unit", "item"],
                name="assess_scoring_once",
                violation_error_message="这个单位的这一项已经有人评分。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.item}"


class Appeal(models.Model):
    """A unit disputes items of its result; what it disputed is frozen as ``evidence``.

    ``evidence`` holds the items with their facts and the records counted and not counted at the
    moment of asking. ``changes`` are what the decision put right: facts and points by name.
    """

    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="appeals", verbose_name="考核评价周期"
    )
    unit = models.ForeignKey(Area, models.PROTECT, related_name="appeals", verbose_name="单位")
    result = models.ForeignKey(
        Result, models.PROTECT, related_name="appeals", verbose_name="申诉的结果"
    )
    items = ArrayField(models.CharField(max_length=80), verbose_name="申诉的评分项", default=list)
    reason = models.CharField("申诉理由", max_length=1000)
    evidence = models.JSONField("冻结的依据", default=dict)
    evidence_sha256 = models.CharField("依据的哈希", max_length=64, db_collation="C")
    state = models.CharField("状态", max_length=12, choices=AppealState, default=AppealState.ASKED)
    asked_by = models.ForeignKey(
        Account, models.PROTECT, related_name="appeals", verbose_name="申诉人"
    )
    asked_at = models.DateTimeField("申诉时间", default=timezone.now)
    decision = models.CharField("复核意见", max_length=1000, blank=True)
    changes = models.JSONField("更正内容", default=dict)
    decided_by = models.CharField("复核人", max_length=40, blank=True)
    decided_at = models.DateTimeField("复核时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "申诉"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "unit"],
                condition=models.Q(state="asked"),
                name="assess_appeal_one_open",
                violation_error_message="这个单位已有一件申诉在复核。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.cycle}"


class Consequence(models.Model):
    """What follows from a unit's result, and how far it has come.

    ``report`` is what the unit says (its statement, its rectification), ``outcome`` how it ended.
    ``meeting`` and ``meeting_on`` name the agenda on which a statement stands.
    """

    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="consequences", verbose_name="考核评价周期"
    )
    unit = models.ForeignKey(Area, models.PROTECT, related_name="consequences", verbose_name="单位")
    deed = models.CharField("结果运用", max_length=20, choices=Deed)
    says = models.CharField("内容", max_length=200, blank=True)
    cite = models.CharField("依据", max_length=200, blank=True)
    basis = models.CharField("依据性质", max_length=12, default="source")
    state = models.CharField(
        "状态", max_length=12, choices=ConsequenceState, default=ConsequenceState.OPENED
    )
    due_on = models.DateField("期限", null=True, blank=True)
    document = models.CharField("通报文号", max_length=120, blank=True)
    meeting = models.CharField("会议", max_length=120, blank=True)
    meeting_on = models.DateField("会议日期", null=True, blank=True)
    report = models.CharField("单位报告", max_length=1000, blank=True)
    outcome = models.CharField("办理结果", max_length=500, blank=True)
    revoked_for = models.CharField("撤销原因", max_length=300, blank=True)
    opened_on = models.DateField("启动日期")
    closed_on = models.DateField("办结日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "结果运用"
        ordering = ["-opened_on", "unit__path", "deed"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "unit", "deed"],
                name="assess_consequence_once",
                violation_error_message="这个单位的这项结果运用已经启动。",
            )
        ]
        indexes = [models.Index(fields=["unit", "deed", "state"], name="assess_consequence_of")]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_deed_display()}"
