"""Hazards 事故隐患, the orders that end them, and requests for more time."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from angen.desk.search import search_text
from angen.enterprises.models import Enterprise
from angen.inspections.models.visits import Inspection
from angen.inspections.states import (
    OPEN,
    ExtensionState,
    Grade,
    HandleMeasure,
    HazardState,
    Measure,
    OrderKind,
    OrderState,
    Source,
)
from angen.kernel.ids import new_id
from angen.orgs.models import Account, Agency, Area
from angen.papers.models import Paper


class Order(models.Model):
    """An order to rectify, or a decision on measures on site, with its issued paper.

    ``due_on`` is the last day of a rectification. ``measures`` are those of a decision on site;
    they end only when ``lifted_on`` is set after a review.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField("种类", max_length=8, choices=OrderKind)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="orders", verbose_name="下达机构"
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="orders", verbose_name="企业"
    )
    inspection = models.ForeignKey(
        Inspection,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name="现场检查",
    )
    paper = models.OneToOneField(
        Paper, models.PROTECT, related_name="order", verbose_name="文书", null=True, blank=True
    )
    issued_on = models.DateField("下达日期")
    due_on = models.DateField("整改期限", null=True, blank=True)
    measures = ArrayField(
        models.CharField(max_length=16, choices=HandleMeasure),
        verbose_name="处理措施",
        default=list,
        blank=True,
    )
    scope = models.CharField("措施适用的场所、设施", max_length=200, blank=True)
    reason = models.CharField("超过一般期限的理由", max_length=300, blank=True)
    state = models.CharField("状态", max_length=8, choices=OrderState, default=OrderState.ISSUED)
    lifted_on = models.DateField("解除日期", null=True, blank=True)
    made_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "整改和处理决定"
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="inspections_order_due",
                condition=Q(kind="handle") | Q(due_on__gte=F("issued_on")),
                violation_error_message="整改期限不能早于下达日期。",
            ),
            models.CheckConstraint(
                name="inspections_order_lifted",
                condition=(Q(state="lifted") & Q(lifted_on__isnull=False))
                | (~Q(state="lifted") & Q(lifted_on__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-issued_on"], name="inspections_order_agency"),
            models.Index(fields=["due_on"], name="inspections_order_due_on"),
        ]

    def __str__(self) -> str:
        number = self.paper.number if self.paper else ""
        return f"{self.get_kind_display()} {number}".strip()


class Hazard(models.Model):
    """A hazard from its finding to the recheck that closes it.

    ``item`` is the line of the checklist that found it, ``standard`` and ``clause`` what it breaks
    or, for a major one, what judges it; ``basis`` "unverified" shows as 待核. ``agency`` follows it
    up. ``due_on`` is the last day to rectify, moved by a granted extension or a failed recheck;
    ``recheck_due_on`` is the last day to recheck it. ``repeats`` is an
    earlier hazard of the same enterprise on the same line. ``told_department_on`` and
    ``told_workers_on`` are the two reports of a major hazard (安全生产法 第四十一条). Its treatment
    plan has six parts (原总局令第16号 第十五条). ``escalated`` counts the levels an overdue one was
    reported up.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="hazards", verbose_name="企业", db_index=False
    )
    party = models.CharField("单位名称", max_length=120)
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="+", verbose_name="所在区划", db_index=False
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="hazards", verbose_name="跟踪机构", db_index=False
    )
    source = models.CharField("来源", max_length=12, choices=Source)
    inspection = models.ForeignKey(
        Inspection,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hazards",
        verbose_name="现场检查",
    )
    item = models.CharField("检查条目", max_length=8, blank=True)
    description = models.CharField("隐患情况", max_length=500)
    place = models.CharField("部位", max_length=120, blank=True)
    grade = models.CharField("等级", max_length=8, choices=Grade, default=Grade.GENERAL)
    standard = models.CharField("依据", max_length=200, blank=True)
    clause = models.CharField("条款", max_length=60, blank=True)
    basis = models.CharField("依据核对", max_length=12, default="source")
    measure = models.CharField("处理", max_length=8, choices=Measure, default=Measure.DEADLINE)
    found_on = models.DateField("发现日期")
    found_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人"
    )
    order = models.ForeignKey(
        Order,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hazards",
        verbose_name="整改指令",
    )
    decision = models.ForeignKey(
        Order,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decided_hazards",
        verbose_name="现场处理决定",
    )
    unit = models.CharField("责任单位（部门）", max_length=80, blank=True)
    person = models.CharField("责任人", max_length=40, blank=True)
    goal = models.CharField("整改目标", max_length=200, blank=True)
    first_due_on = models.DateField("原整改期限", null=True, blank=True)
    due_on = models.DateField("整改期限", null=True, blank=True)
    recheck_due_on = models.DateField("复查期限", null=True, blank=True)
    done_on = models.DateField("报告整改完成日期", null=True, blank=True)
    done_note = models.CharField("整改情况", max_length=500, blank=True)
    repeats = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="repeated_by",
        verbose_name="重复隐患",
    )
    told_department_on = models.DateField("向监管部门报告日期", null=True, blank=True)
    told_workers_on = models.DateField("向职工大会报告日期", null=True, blank=True)
    plan_goal = models.CharField("治理目标和任务", max_length=300, blank=True)
    plan_measures = models.CharField("治理方法和措施", max_length=500, blank=True)
    plan_funds = models.CharField("经费和物资", max_length=200, blank=True)
    plan_people = models.CharField("机构和人员", max_length=200, blank=True)
    plan_time = models.CharField("时限和要求", max_length=200, blank=True)
    plan_emergency = models.CharField("安全措施和应急预案", max_length=500, blank=True)
    escalated = models.PositiveSmallIntegerField("超期上报级数", default=0)
    state = models.CharField("状态", max_length=12, choices=HazardState, default=HazardState.FOUND)
    closed_on = models.DateField("销号日期", null=True, blank=True)
    closed_by = models.OneToOneField(
        "inspections.RecheckResult",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="closes",
        verbose_name="销号复查",
    )
    dismissed_for = models.CharField("不成立的理由", max_length=200, blank=True)
    search = search_text("party", "description", "place")

    class Meta:
        verbose_name = verbose_name_plural = "事故隐患"
        ordering = ["-found_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="inspections_hazard_closed",
                condition=Q(state="closed", closed_on__isnull=False, closed_by__isnull=False)
                | (~Q(state="closed") & Q(closed_on__isnull=True, closed_by__isnull=True)),
            ),
            models.CheckConstraint(
                name="inspections_hazard_dismissed",
                condition=(Q(state="dismissed") & ~Q(dismissed_for=""))
                | (~Q(state="dismissed") & Q(dismissed_for="")),
            ),
            models.CheckConstraint(
                name="inspections_hazard_major",
                condition=~Q(grade="major") | ~Q(standard=""),
                violation_error_message="定为重大事故隐患须写明判定标准和条款。",
            ),
            models.CheckConstraint(
                name="inspections_hazard_due",
                condition=~Q(state__in=["rectifying", "reported"]) | Q(due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="inspections_hazard_of_visit",
                condition=~Q(source="inspection") | Q(inspection__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["-found_on", "-id"], name="inspections_hazard_found"),
            models.Index(fields=["agency", "-found_on", "-id"], name="inspections_hazard_agency"),
            models.Index(fields=["area", "-found_on", "-id"], name="inspections_hazard_area"),
            models.Index(fields=["enterprise", "item"], name="inspections_hazard_enterprise"),
            models.Index(
                fields=["due_on"],
                condition=Q(state__in=["rectifying", "reported"]),
                name="inspections_hazard_open",
            ),
            # One in twenty is under way: lists of these are short ways through a small index.
            models.Index(
                fields=["-found_on", "-id"],
                condition=Q(state__in=OPEN),
                name="inspections_hazard_going",
            ),
            models.Index(fields=["due_on", "id"], name="inspections_hazard_due_order"),
            models.Index(
                fields=["-found_on", "-id"],
                condition=Q(grade="major"),
                name="inspections_hazard_majors",
            ),
            GinIndex(fields=["search"], name="inspections_hazard_search"),
        ]

    def __str__(self) -> str:
        return self.description[:60]

    @property
    def cite(self) -> str:
        """Standard and clause, and that they are still to be checked."""
        mark = "（待核）" if self.basis == "unverified" and self.standard else ""
        return f"{self.standard}{self.clause}{mark}"


class Extension(models.Model):
    """A request for more time to rectify 整改延期, asked and answered in time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hazard = models.ForeignKey(
        Hazard, models.CASCADE, related_name="extensions", verbose_name="事故隐患"
    )
    until = models.DateField("申请延至")
    reason = models.CharField("申请理由", max_length=300)
    asked_on = models.DateField("申请日期")
    asked_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="申请人"
    )
    asked_at = models.DateTimeField("登记时间", default=timezone.now)
    state = models.CharField(
        "状态", max_length=8, choices=ExtensionState, default=ExtensionState.ASKED
    )
    answer = models.CharField("答复意见", max_length=300, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answered_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "整改延期"
        ordering = ["-asked_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["hazard"],
                condition=Q(state="asked"),
                name="inspections_extension_once",
                violation_error_message="这项隐患已有待答复的延期申请。",
            ),
            models.CheckConstraint(
                name="inspections_extension_answered",
                condition=Q(state="asked", answered_on__isnull=True)
                | (~Q(state="asked") & Q(answered_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hazard} 延至 {self.until}"
