"""Cycles of ratings, what was frozen for them, what came out, and what was corrected."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from angen.assess.states import CycleState
from angen.orgs.models import Account, Area
from angen.policy.periods import Span, span_named


class Cycle(models.Model):
    """One rating of one pack over the units of an area for one time.

    ``digest`` is the version of the pack that is used; ``key`` the time ("2021Q3"). ``warnings``
    are the notes of the linter that page and circular carry.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="cycles", verbose_name="评价范围")
    pack = models.CharField("政策包编号", max_length=80, db_collation="C")
    digest = models.CharField("政策包版本", max_length=64, db_collation="C")
    rating = models.CharField("评级编号", max_length=80, db_collation="C")
    title = models.CharField("名称", max_length=120)
    key = models.CharField("周期", max_length=8, db_collation="C")
    start = models.DateField("起始日期")
    end = models.DateField("截止日期")
    state = models.CharField("状态", max_length=12, choices=CycleState, default=CycleState.DRAFT)
    warnings = models.JSONField("提醒", default=list)
    opened_by = models.ForeignKey(
        Account,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cycles_opened",
        verbose_name="评定人",
    )
    opened_at = models.DateTimeField("开始时间", default=timezone.now)
    confirmed_by = models.ForeignKey(
        Account,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cycles_confirmed",
        verbose_name="确认人",
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    published_on = models.DateField("公布日期", null=True, blank=True)
    appeal_until = models.DateField("申诉截止日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "考核评价周期"
        ordering = ["-end", "pack", "rating", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "pack", "rating", "key"],
                name="assess_cycle_once",
                violation_error_message="这个周期已经开始评定。",
            ),
            models.CheckConstraint(name="assess_cycle_days", condition=Q(end__gte=F("start"))),
        ]

    def __str__(self) -> str:
        return f"{self.span.label}{self.title}"

    @property
    def span(self) -> Span:
        """Its time."""
        found = span_named(self.key)
        return found if found is not None else Span(self.start, self.end, "year")


class Snapshot(models.Model):
    """The facts a run used, frozen: canonical JSON with its SHA-256.

    ``number`` counts the runs of a cycle; the highest is the one that stands. ``outcome_sha256``
    is that of the results, which the same snapshot gives again to the byte.
    """

    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="snapshots", verbose_name="考核评价周期"
    )
    number = models.PositiveIntegerField("第几次计算")
    content = models.BinaryField("冻结的事实")
    sha256 = models.CharField("事实的哈希", max_length=64, db_collation="C")
    outcome_sha256 = models.CharField("结果的哈希", max_length=64, db_collation="C")
    reason = models.CharField("原因", max_length=300, blank=True)
    taken_by = models.CharField("计算人", max_length=40)
    taken_at = models.DateTimeField("计算时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "事实快照"
        ordering = ["cycle", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="assess_snapshot_number")
        ]

    def __str__(self) -> str:
        return f"{self.cycle} 第{self.number}次"


class Outcome(models.TextChoices):
    """How a unit came out of a rating."""

    SCORED = "scored", "已评"
    UNKNOWN = "unknown", "未知"
    NOT_APPLICABLE = "not_applicable", "不适用"
    BELOW_SAMPLE = "below_sample", "样本不足"


class Result(models.Model):
    """What a unit got in a run. ``current`` marks the run that stands.

    ``items`` and ``gates`` are lists as ``assess.queries.freeze`` writes them: points as text, facts with
    their values. ``score`` and ``rank`` are empty for whatever was not scored.
    """

    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="results", verbose_name="考核评价周期"
    )
    snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, related_name="results", verbose_name="事实快照"
    )
    unit = models.ForeignKey(Area, models.PROTECT, related_name="results", verbose_name="单位")
    name = models.CharField("单位名称", max_length=80)
    current = models.BooleanField("现行", default=True)
    outcome = models.CharField("评定情况", max_length=16, choices=Outcome)
    score = models.DecimalField("得分", max_digits=9, decimal_places=4, null=True, blank=True)
    earned_grade = models.CharField("按分数的等次", max_length=20, blank=True)
    grade = models.CharField("等次", max_length=20, blank=True)
    failing = models.BooleanField("不合格", default=False)
    failing_streak = models.PositiveSmallIntegerField("连续不合格次数", default=0)
    last_streak = models.PositiveSmallIntegerField("连续末位次数", default=0)
    group = models.CharField("排名组", max_length=80, blank=True)
    peers = models.PositiveIntegerField("组内已评单位", default=0)
    rank = models.PositiveIntegerField("名次", null=True, blank=True)
    rank_from_last = models.PositiveIntegerField("倒数名次", null=True, blank=True)
    items = models.JSONField("评分项", default=list)
    gates = models.JSONField("否决和警告", default=list)
    missing = ArrayField(
        models.CharField(max_length=80), default=list, blank=True, verbose_name="缺少的数据"
    )

    class Meta:
        verbose_name = verbose_name_plural = "评定结果"
        ordering = ["cycle", "rank", "unit__path"]
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "unit"], name="assess_result_once"),
            models.UniqueConstraint(
                fields=["cycle", "unit"], condition=Q(current=True), name="assess_result_current"
            ),
            models.CheckConstraint(
                name="assess_result_ranked_if_scored",
                condition=Q(outcome="scored", score__isnull=False) | Q(rank=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "cycle"], condition=Q(current=True), name="assess_result_of_unit"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.grade or self.get_outcome_display()}"

    def item(self, id: str) -> dict[str, Any] | None:
        """One item, addition or part by its id."""
        return next((each for each in self.items if each["id"] == id), None)


class Correction(models.Model):
    """A published figure that was put right: the old result beside the new one.

    ``appeal`` is the one that was upheld, in this cycle or in an earlier one that this one follows.
    """

    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="corrections", verbose_name="考核评价周期"
    )
    unit = models.ForeignKey(Area, models.PROTECT, related_name="corrections", verbose_name="单位")
    before = models.ForeignKey(
        Result, models.PROTECT, related_name="corrected_to", verbose_name="原结果"
    )
    after = models.ForeignKey(
        Result, models.PROTECT, related_name="corrected_from", verbose_name="更正后"
    )
    reason = models.CharField("原因", max_length=300)
    made_on = models.DateField("更正日期")

    class Meta:
        verbose_name = verbose_name_plural = "结果更正"
        ordering = ["-made_on", "unit__path"]
        constraints = [
            models.UniqueConstraint(fields=["before", "after"], name="assess_correction_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.before.grade} → {self.after.grade}"
