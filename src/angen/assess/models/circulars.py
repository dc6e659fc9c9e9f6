"""Circulars on ratings 通报: drafted from a snapshot, approved, issued, read by those concerned."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from angen.assess.models.cycles import Cycle, Snapshot
from angen.assess.states import CircularState
from angen.orgs.models import Account, Agency
from angen.papers.models import Paper


class Circular(models.Model):
    """The circular of one run. ``before`` is the run that it corrects.

    ``opening``, ``findings`` and ``demands`` are the places that a person writes; all figures come
    from the snapshot.
    """

    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="circulars", verbose_name="考核评价周期"
    )
    snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, related_name="circulars", verbose_name="事实快照"
    )
    before = models.ForeignKey(
        Snapshot,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="更正前的快照",
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="circulars", verbose_name="印发机关"
    )
    title = models.CharField("标题", max_length=120)
    to = models.CharField("主送机关", max_length=200)
    opening = models.CharField("开头", max_length=600)
    findings = models.TextField("主要问题", max_length=3000, blank=True)
    demands = models.TextField("工作要求", max_length=3000, blank=True)
    copies_to = models.CharField("抄送", max_length=200, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=CircularState, default=CircularState.DRAFT
    )
    drafted_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="起草人"
    )
    drafted_at = models.DateTimeField("起草时间", default=timezone.now)
    approved_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签发人"
    )
    approved_at = models.DateTimeField("签发时间", null=True, blank=True)
    paper = models.OneToOneField(
        Paper, models.PROTECT, null=True, blank=True, related_name="circular", verbose_name="文书"
    )

    class Meta:
        verbose_name = verbose_name_plural = "考核通报"
        ordering = ["-drafted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot"],
                name="assess_circular_once",
                violation_error_message="这次评定已有通报，请打开原来的。",
            ),
            models.CheckConstraint(
                name="assess_circular_issued",
                condition=Q(state="issued", paper__isnull=False)
                | (~Q(state="issued") & Q(paper__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CircularRecipient(models.Model):
    """A body the circular is sent to, and who read it when."""

    circular = models.ForeignKey(
        Circular, models.CASCADE, related_name="recipients", verbose_name="考核通报"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="circulars_received", verbose_name="收文机构"
    )
    read_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签收人"
    )
    read_at = models.DateTimeField("签收时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通报收文"
        ordering = ["agency__area__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["circular", "agency"], name="assess_circularrecipient_once"
            )
        ]
