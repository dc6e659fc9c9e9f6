"""Visits: who went where and why, what was looked at, and what was handed out."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from angen.desk.search import search_text
from angen.enterprises.models import Enterprise, Site
from angen.inspections.states import InspectionState, Manner, Origin
from angen.kernel.ids import new_id
from angen.orgs.models import Account, Agency, Area, Certificate, Officer
from angen.plans.models import CrossPair, DrawnObject, PlanItem


class Inspection(models.Model):
    """One visit of a body to an enterprise 现场检查, from its scheme to the signed record.

    ``party`` and ``area`` are the enterprise's name and place when the scheme was made; later
    renaming or merging does not touch them. ``visited_on`` is the day on which the visit began.
    ``helpers`` are experts and assistants, who inspect nothing by themselves. ``follows`` is the
    visit whose hazards are rechecked; ``campaign`` and ``report`` are plain references.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="inspections", verbose_name="检查机构", db_index=False
    )
    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        related_name="inspections",
        verbose_name="企业",
        db_index=False,
    )
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="检查场所"
    )
    party = models.CharField("被检查单位", max_length=120)
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="+", verbose_name="所在区划", db_index=False
    )
    origin = models.CharField("检查来源", max_length=12, choices=Origin)
    manner = models.CharField("检查方式", max_length=12, choices=Manner, default=Manner.ORDINARY)
    reason = models.CharField("检查理由", max_length=300, blank=True)
    plan_item = models.ForeignKey(
        PlanItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="inspections",
        verbose_name="计划检查",
    )
    drawn = models.ForeignKey(
        DrawnObject,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="inspections",
        verbose_name="抽中企业",
    )
    cross_pair = models.ForeignKey(
        CrossPair,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="inspections",
        verbose_name="互查配对",
    )
    campaign = models.UUIDField("专项检查", null=True, blank=True)
    report = models.CharField("举报编号", max_length=40, blank=True)
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name="复查的检查",
    )
    planned_on = models.DateField("拟检查日期")
    content = models.CharField("检查内容", max_length=1000, blank=True)
    helpers = models.CharField("参加的专家和辅助人员", max_length=200, blank=True)
    partners = models.CharField("联合检查的部门", max_length=200, blank=True)
    over_cap_reason = models.CharField("超过年度频次上限的理由", max_length=300, blank=True)
    submitted_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报审人"
    )
    approved_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准人"
    )
    approved_at = models.DateTimeField("批准时间", null=True, blank=True)
    visited_on = models.DateField("检查日期", null=True, blank=True)
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    place = models.CharField("检查的部位", max_length=200, blank=True)
    met_person = models.CharField("现场负责人", max_length=40, blank=True)
    met_post = models.CharField("现场负责人职务", max_length=40, blank=True)
    met_phone = models.CharField("现场负责人电话", max_length=20, blank=True)
    card_shown = models.BooleanField("已出示执法证件", default=False)
    narrative = models.TextField("检查情况", blank=True)
    refused = models.BooleanField("拒绝签字", default=False)
    refusal = models.CharField("拒签情况", max_length=200, blank=True)
    witness = models.CharField("见证人", max_length=80, blank=True)
    filmed = models.BooleanField("有音像记录", default=False)
    state = models.CharField(
        "状态", max_length=12, choices=InspectionState, default=InspectionState.DRAFT
    )
    cancelled_for = models.CharField("取消原因", max_length=200, blank=True)
    made_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="拟定人"
    )
    made_at = models.DateTimeField("拟定时间", default=timezone.now)
    search = search_text("party")

    class Meta:
        verbose_name = verbose_name_plural = "现场检查"
        ordering = ["-planned_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="inspections_inspection_reason",
                condition=~Q(origin="unplanned") | ~Q(reason=""),
                violation_error_message="计划外检查请写明理由。",
            ),
            models.CheckConstraint(
                name="inspections_inspection_times",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gt=F("started_at")),
                violation_error_message="结束时间应晚于开始时间，请核对。",
            ),
            models.CheckConstraint(
                name="inspections_inspection_begun",
                condition=Q(state__in=["underway", "recorded"], visited_on__isnull=False)
                | (~Q(state__in=["underway", "recorded"]) & Q(visited_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="inspections_inspection_signed",
                condition=~Q(state="recorded")
                | Q(ended_at__isnull=False, card_shown=True) & (Q(refused=False) | ~Q(witness="")),
            ),
            models.CheckConstraint(
                name="inspections_inspection_recheck",
                condition=~Q(origin="recheck") | Q(follows__isnull=False),
                violation_error_message="复查请选择要复查的检查。",
            ),
        ]
        indexes = [
            models.Index(fields=["-planned_on", "-id"], name="inspections_planned"),
            models.Index(fields=["agency", "-planned_on", "-id"], name="inspections_agency"),
            models.Index(fields=["area", "-planned_on", "-id"], name="inspections_area"),
            models.Index(fields=["state", "-planned_on", "-id"], name="inspections_state"),
            models.Index(fields=["enterprise", "-visited_on"], name="inspections_enterprise"),
            models.Index(
                fields=["visited_on", "agency"],
                condition=Q(state="recorded"),
                name="inspections_recorded",
            ),
            GinIndex(fields=["search"], name="inspections_search"),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.visited_on or self.planned_on}"


class InspectionOfficer(models.Model):
    """A certified officer who inspects; the number of the certificate is kept as it was shown."""

    inspection = models.ForeignKey(
        Inspection, models.CASCADE, related_name="officers", verbose_name="现场检查"
    )
    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="inspections", verbose_name="执法人员"
    )
    certificate = models.ForeignKey(
        Certificate, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="执法证"
    )
    number = models.CharField("证号", max_length=40, blank=True)
    lead = models.BooleanField("主办", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "检查人员"
        ordering = ["-lead", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "officer"],
                name="inspections_inspectionofficer_once",
                violation_error_message="该人员已在检查组中。",
            ),
            models.UniqueConstraint(
                fields=["inspection"],
                condition=Q(lead=True),
                name="inspections_inspectionofficer_lead",
                violation_error_message="一次检查只有一名主办人员。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer}（{self.number}）" if self.number else str(self.officer)


class Sheet(models.Model):
    """The checklist of one sector as it was answered: ``answers`` maps an item's id to an Answer.

    Which items there were follows from the sector and the day of the visit; items without an entry
    were not looked at. Notes on single items are in ``notes``.
    """

    inspection = models.ForeignKey(
        Inspection, models.CASCADE, related_name="sheets", verbose_name="现场检查"
    )
    sector = models.CharField("检查表", max_length=40)
    answers = models.JSONField("逐项结果", default=dict, blank=True)
    notes = models.JSONField("逐项说明", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "检查表"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "sector"], name="inspections_sheet_once")
        ]

    def __str__(self) -> str:
        return self.sector


class Material(models.Model):
    """A title of law education 普法材料 that is printed and handed out."""

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="materials", verbose_name="印制机构"
    )
    title = models.CharField("名称", max_length=120)
    form = models.CharField("形式", max_length=40, default="手册")
    printed = models.PositiveIntegerField("印制份数", default=0)
    printed_on = models.DateField("印制日期")

    class Meta:
        verbose_name = verbose_name_plural = "普法材料"
        ordering = ["-printed_on", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "title"],
                name="inspections_material_once",
                violation_error_message="这份材料已登记，请直接修改印制份数。",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Handout(models.Model):
    """Copies of a title handed out during a visit."""

    inspection = models.ForeignKey(
        Inspection, models.CASCADE, related_name="handouts", verbose_name="现场检查"
    )
    material = models.ForeignKey(
        Material, models.PROTECT, related_name="handouts", verbose_name="普法材料"
    )
    copies = models.PositiveIntegerField("份数", validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = verbose_name_plural = "普法发放"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "material"],
                name="inspections_handout_once",
                violation_error_message="这次检查已登记过这份材料，请直接修改份数。",
            ),
            models.CheckConstraint(name="inspections_handout_copies", condition=Q(copies__gte=1)),
        ]
