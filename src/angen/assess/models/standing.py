"""Waivers, and findings of claims that could not be verified."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from angen.assess.states import FindingState
from angen.desk.dated import Dated, DatedQuerySet
from angen.orgs.models import Area


class Waiver(Dated):
    """A unit is excused from one standard of a pack for a time: reason, approver, both recorded."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="waivers", verbose_name="单位")
    pack = models.CharField("政策包编号", max_length=80, db_collation="C")
    standard = models.CharField("标准编号", max_length=80, db_collation="C")
    reason = models.CharField("理由", max_length=300)
    approver = models.CharField("批准人（单位）", max_length=80)
    document = models.CharField("批准文号", max_length=120, blank=True)
    by_name = models.CharField("登记人", max_length=40)
    created_at = models.DateTimeField("登记时间", default=timezone.now)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "豁免"
        ordering = ["-valid_from", "-pk"]
        constraints = [
            Dated.order_of_days(),
            models.CheckConstraint(
                name="assess_waiver_ends",
                condition=models.Q(valid_to__isnull=False),
                violation_error_message="豁免必须有截止日期。",
            ),
            models.UniqueConstraint(
                fields=["area", "pack", "standard", "valid_from"],
                name="assess_waiver_once",
                violation_error_message="该单位这项标准从这一天起的豁免已登记。",
            ),
        ]
        indexes = [models.Index(fields=["area", "pack", "standard"], name="assess_waiver_of")]

    def __str__(self) -> str:
        return f"{self.area} {self.pack}/{self.standard}"


class Finding(models.Model):
    """A unit claimed more certificate holders than could be verified on a day.

    The numbers are kept as they were found, so that a later repair of the ledgers does not make
    the finding look unfounded. ``verified`` counts holders in post with genuine certificates,
    ``recorded`` the certificates in the ledger, ``false_ones`` those that failed a check.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="findings", verbose_name="单位")
    on = models.DateField("核查日期")
    claimed = models.PositiveIntegerField("申报持证人数")
    recorded = models.PositiveIntegerField("登记持证人数")
    verified = models.PositiveIntegerField("核实在岗持证人数")
    false_ones = models.PositiveIntegerField("核验不属实证件数")
    state = models.CharField("状态", max_length=20, choices=FindingState, default=FindingState.OPEN)
    circular = models.TextField("通报稿", blank=True)
    outcome = models.CharField("办结说明", max_length=300, blank=True)
    opened_by = models.CharField("发现人", max_length=40)
    opened_at = models.DateTimeField("发现时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "持证人员申报不实问题"
        ordering = ["-on", "area__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "on"],
                name="assess_finding_once",
                violation_error_message="该单位当日的问题已登记。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.on}"
