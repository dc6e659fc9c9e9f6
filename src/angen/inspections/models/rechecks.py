"""Rechecks 整改复查: the only way in which a hazard is closed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from angen.enterprises.models import Enterprise
from angen.inspections.models.hazards import Hazard, Order
from angen.inspections.models.visits import Inspection
from angen.inspections.states import RecheckKind
from angen.kernel.ids import new_id
from angen.orgs.models import Account, Agency, Officer
from angen.papers.models import Paper


class Recheck(models.Model):
    """One look at whether hazards are gone, with the opinion issued on it.

    ``inspection`` is the visit on which it was done: the recheck visit itself, or for a correction
    on the spot the visit that found the hazard. ``agency`` is empty where an enterprise accepted
    its own work.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField("方式", max_length=8, choices=RecheckKind)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="rechecks", verbose_name="企业"
    )
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rechecks",
        verbose_name="复查机构",
    )
    inspection = models.ForeignKey(
        Inspection,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rechecks",
        verbose_name="现场检查",
    )
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="rechecks", verbose_name="原决定"
    )
    paper = models.OneToOneField(
        Paper, models.PROTECT, null=True, blank=True, related_name="recheck", verbose_name="文书"
    )
    checked_on = models.DateField("复查日期")
    checked_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办人"
    )
    officers = models.ManyToManyField(
        Officer, blank=True, related_name="rechecks", verbose_name="复查人员"
    )
    opinion = models.CharField("复查意见", max_length=1000, blank=True)
    recorded_at = models.DateTimeField("登记时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "整改复查"
        ordering = ["-checked_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="inspections_recheck_agency",
                condition=Q(kind="own", agency__isnull=True)
                | (~Q(kind="own") & Q(agency__isnull=False)),
            ),
            models.CheckConstraint(
                name="inspections_recheck_visit",
                condition=~Q(kind__in=["spot", "visit"]) | Q(inspection__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-checked_on"], name="inspections_recheck_agency_on")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.checked_on}"


class RecheckResult(models.Model):
    """What a recheck found of one hazard.

    ``due_on`` is the day by which this recheck had to be made, kept so that rechecks in time can be
    counted later; ``new_due_on`` is the new end of the term of what was not rectified.
    """

    recheck = models.ForeignKey(
        Recheck, models.CASCADE, related_name="results", verbose_name="整改复查"
    )
    hazard = models.ForeignKey(
        Hazard, models.PROTECT, related_name="results", verbose_name="事故隐患"
    )
    passed = models.BooleanField("已整改")
    note = models.CharField("说明", max_length=300, blank=True)
    due_on = models.DateField("应复查日期", null=True, blank=True)
    new_due_on = models.DateField("新的整改期限", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "复查结果"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recheck", "hazard"], name="inspections_recheckresult_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.hazard}：{'已整改' if self.passed else '未整改'}"
