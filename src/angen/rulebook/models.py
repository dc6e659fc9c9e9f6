"""Installed packs: each installation is a row of its own, and none is ever changed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone


class InstalledPack(models.Model):
    """One version of a policy pack, as installed.

    ``files`` are the texts by name, ``digest`` their SHA-256; ``governs`` area codes ("*" the whole
    country). Of a pack's versions one is ``active`` and answers for every day; the others stay, so
    that a result can show the very text it was made with. ``correction`` says why a version was
    allowed to change what had already been in force; empty for a version that left the past alone.
    """

    pack_id = models.CharField("政策包编号", max_length=80, db_collation="C")
    version = models.PositiveIntegerField("版本号")
    digest = models.CharField("内容摘要", max_length=64, db_collation="C")
    title = models.CharField("名称", max_length=200)
    issuer = models.CharField("发布机关", max_length=200)
    governs = models.JSONField("适用区划")
    since = models.DateField("施行日期")
    until = models.DateField("失效日期", null=True, blank=True)
    files = models.JSONField("文件")
    warnings = models.JSONField("检查提醒", default=list)
    correction = models.CharField("更正理由", max_length=300, blank=True)
    installed_at = models.DateTimeField("安装时间", default=timezone.now)
    by_name = models.CharField("安装人", max_length=40)
    active = models.BooleanField("现行版本", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "政策包"
        ordering = ["pack_id", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["pack_id", "version"], name="rulebook_installedpack_once"
            ),
            models.UniqueConstraint(
                fields=["pack_id"],
                condition=Q(active=True),
                name="rulebook_installedpack_active",
                violation_error_message="同一政策包只能有一个现行版本。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（第{self.version}版）"
