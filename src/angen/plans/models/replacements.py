"""Replacements after a draw, by reason and approval; the draw itself stays."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from angen.enterprises.models import Enterprise
from angen.kernel.ids import new_id
from angen.orgs.models import Account, Officer
from angen.plans.models.draws import Draw, DrawnObject
from angen.plans.states import Cause, ReplacementState


class Replacement(models.Model):
    """Another officer for a drawn enterprise, by reason and approval; the draw itself stays.

    ``after`` is not chosen: it is the next one in the order of the draw's own seed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    drawn = models.ForeignKey(
        DrawnObject, models.CASCADE, related_name="replacements", verbose_name="抽中企业"
    )
    before = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="原执法人员")
    after = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="替换人员")
    reason = models.CharField("调换理由", max_length=200)
    state = models.CharField(
        "状态", max_length=12, choices=ReplacementState, default=ReplacementState.ASKED
    )
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间", default=timezone.now)
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准人"
    )
    decided_at = models.DateTimeField("批准时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "抽查结果调换"
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                name="plans_replacement_another", condition=~Q(before=F("after"))
            ),
            models.CheckConstraint(
                name="plans_replacement_reason",
                condition=~Q(reason=""),
                violation_error_message="请写明调换理由。",
            ),
            models.CheckConstraint(
                name="plans_replacement_two",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                violation_error_message="申请人不能批准自己的申请。",
            ),
            models.UniqueConstraint(
                fields=["drawn", "before"],
                condition=Q(state="asked"),
                name="plans_replacement_once",
                violation_error_message="该人员的调换已在等待批准。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before} 换为 {self.after}"


class ObjectReplacement(models.Model):
    """Another enterprise for one that was drawn and cannot be inspected.

    ``after`` is not chosen: it stands at ``place`` in the order of the draw's own seed, the first
    behind those drawn and those that came for others. So that places are taken without a gap, one
    request of a draw is decided before the next. Once approved, ``after`` has a row of its own
    among the drawn.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draw = models.ForeignKey(
        Draw, models.CASCADE, related_name="object_replacements", verbose_name="随机抽查"
    )
    drawn = models.ForeignKey(
        DrawnObject, models.CASCADE, related_name="object_replacements", verbose_name="原抽中企业"
    )
    after = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="递补企业")
    place = models.PositiveIntegerField("递补顺序")
    cause = models.CharField("调换原因", max_length=8, choices=Cause)
    reason = models.CharField("具体情况", max_length=200)
    state = models.CharField(
        "状态", max_length=12, choices=ReplacementState, default=ReplacementState.ASKED
    )
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间", default=timezone.now)
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准人"
    )
    decided_at = models.DateTimeField("批准时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "抽中企业调换"
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                name="plans_objectreplacement_reason",
                condition=~Q(reason=""),
                violation_error_message="请写明具体情况。",
            ),
            models.CheckConstraint(
                name="plans_objectreplacement_two",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                violation_error_message="申请人不能批准自己的申请。",
            ),
            models.UniqueConstraint(
                fields=["draw"],
                condition=Q(state="asked"),
                name="plans_objectreplacement_in_turn",
                violation_error_message="本次抽查已有一项企业调换在等待批准。",
            ),
            models.UniqueConstraint(
                fields=["drawn"],
                condition=Q(state="approved"),
                name="plans_objectreplacement_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drawn} 换为 {self.after}"
