"""The sealed log: entries chained per subject, signed heads, daily seals, kept verifications."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.models import Q


class Entry(models.Model):
    """One line of the log: what was done to which record, when and by whom.

    No foreign keys: the log outlives what it speaks of and shows no more than the event declared.
    ``subject_type`` is "orgs.officer", ``event`` "orgs.CertificateSuspended", ``data`` canonical
    JSON, ``hash`` the SHA-256 of all other columns (``angen.audit.chain.canonical``). A trigger
    refuses UPDATE, DELETE and TRUNCATE.
    """

    id = models.BigAutoField(primary_key=True)
    subject_type = models.CharField("对象类别", max_length=80, db_collation="C")
    subject_id = models.CharField("对象编号", max_length=80, db_collation="C")
    seq = models.IntegerField("序号")
    event = models.CharField("事项", max_length=120, db_collation="C")
    label = models.CharField("事项名称", max_length=80)
    data = models.TextField("内容")
    at = models.DateTimeField("时间")
    by_id = models.CharField("操作账号编号", max_length=80, blank=True, db_collation="C")
    by_name = models.CharField("操作人", max_length=80)
    prev_hash = models.BinaryField("上一条的哈希值", max_length=32)
    hash = models.BinaryField("哈希值", max_length=32)

    class Meta:
        verbose_name = verbose_name_plural = "审计日志"
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "seq"], name="audit_entry_once"
            ),
            models.CheckConstraint(name="audit_entry_seq", condition=Q(seq__gte=1)),
        ]
        indexes = [
            models.Index(fields=["at", "id"], name="audit_entry_at"),
            models.Index(fields=["event", "at", "id"], name="audit_entry_event"),
            models.Index(fields=["by_name", "at", "id"], name="audit_entry_by"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.subject_type} {self.subject_id} 第{self.seq}条"

    @property
    def content(self) -> dict[str, Any]:
        """The declared fields of the event, as stored."""
        found: dict[str, Any] = json.loads(self.data)
        return found


class Head(models.Model):
    """The last entry of a subject, signed: a database owner who rewrites a chain cannot sign it.

    Its row is also the lock under which a subject's entries are numbered.
    """

    id = models.BigAutoField(primary_key=True)
    subject_type = models.CharField("对象类别", max_length=80, db_collation="C")
    subject_id = models.CharField("对象编号", max_length=80, db_collation="C")
    seq = models.IntegerField("条数")
    hash = models.BinaryField("最后一条的哈希值", max_length=32)
    mac = models.BinaryField("签名", max_length=32)

    class Meta:
        verbose_name = verbose_name_plural = "审计链首"
        constraints = [
            models.UniqueConstraint(fields=["subject_type", "subject_id"], name="audit_head_once")
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id} 共{self.seq}条"


class Seal(models.Model):
    """A seal over every entry since the last seal, in order, and so over every head.

    ``upto`` is the id of the last entry covered, ``entries`` their number, ``total`` the number of
    all entries covered so far, ``root`` the SHA-256 over (id, hash) of the covered entries.
    """

    no = models.IntegerField("封印号", primary_key=True)
    at = models.DateTimeField("封印时间")
    upto = models.BigIntegerField("截至条目编号")
    entries = models.BigIntegerField("本次条数")
    total = models.BigIntegerField("累计条数")
    root = models.BinaryField("本次条目的哈希值", max_length=32)
    prev_hash = models.BinaryField("上一封印的哈希值", max_length=32)
    hash = models.BinaryField("哈希值", max_length=32)
    mac = models.BinaryField("签名", max_length=32)

    class Meta:
        verbose_name = verbose_name_plural = "审计封印"
        ordering = ["-no"]

    def __str__(self) -> str:
        return f"第{self.no}号封印"


class Check(models.Model):
    """A verification of the whole log that somebody asked for, and what it found."""

    asked_at = models.DateTimeField("发起时间")
    asked_by = models.CharField("发起人", max_length=80)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    entries = models.BigIntegerField("核验条数", null=True, blank=True)
    seconds = models.DecimalField(
        "用时（秒）", max_digits=9, decimal_places=2, null=True, blank=True
    )
    problems = models.IntegerField("问题数", null=True, blank=True)
    findings = models.JSONField("问题", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "日志核验"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"日志核验 {self.pk}"

    @property
    def says(self) -> str:
        """How it stands, in a few words."""
        if self.finished_at is None:
            return "正在核验"
        return "未发现改动" if not self.problems else f"发现 {self.problems} 处问题"
