"""Tables of the desk: imports under way and stored files."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.db import models
from django.utils import timezone

from angen.desk.states import ImportState

FIRST_PROBLEMS: Final = 200


class StoredFile(models.Model):
    """A file kept by its SHA-256; the same bytes are kept once on disk.

    ``owner_ledger`` and ``owner_id`` name the record it hangs on: who sees the record sees the
    file. ``kind`` was found by looking at the content, never at the name.
    """

    class Kind(models.TextChoices):
        PDF = "application/pdf", "PDF"
        PNG = "image/png", "PNG 图片"
        JPEG = "image/jpeg", "JPEG 图片"
        WEBP = "image/webp", "WebP 图片"
        XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel 表格"
        DOCX = (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "Word 文档",
        )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField("校验值", max_length=64)
    name = models.CharField("文件名", max_length=200)
    size = models.BigIntegerField("大小")
    kind = models.CharField("类型", max_length=80, choices=Kind)
    owner_ledger = models.CharField("所属台账", max_length=40, blank=True)
    owner_id = models.CharField("所属记录", max_length=80, blank=True)
    stored_at = models.DateTimeField("保存时间", default=timezone.now)
    stored_by = models.CharField("保存人编号", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ["stored_at"]
        indexes = [
            models.Index(fields=["owner_ledger", "owner_id"], name="desk_storedfile_owner"),
            models.Index(fields=["sha256"], name="desk_storedfile_sha"),
        ]

    def __str__(self) -> str:
        return self.name


class ImportBatch(models.Model):
    """One spreadsheet on its way into a ledger.

    ``bad`` counts its ``problems``; ``preview`` is a list of the first changes, {row, name, new,
    changes}. ``progress`` counts rows read, of ``total``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ledger = models.CharField("台账", max_length=40)
    by_id = models.CharField("上传人编号", max_length=40)
    by_name = models.CharField("上传人", max_length=80)
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("校验值", max_length=64)
    size = models.BigIntegerField("大小")
    state = models.CharField(
        "状态", max_length=12, choices=ImportState, default=ImportState.UPLOADED
    )
    total = models.PositiveIntegerField("行数", default=0)
    progress = models.PositiveIntegerField("已读行数", default=0)
    new = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("修改", default=0)
    same = models.PositiveIntegerField("未变", default=0)
    bad = models.PositiveIntegerField("有误", default=0)
    preview = models.JSONField("变化", default=list)
    notes = models.JSONField("提示", default=list)
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now)
    checked_at = models.DateTimeField("检查时间", null=True, blank=True)
    done_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "台账导入"
        ordering = ["-uploaded_at"]
        indexes = [models.Index(fields=["by_id", "-uploaded_at"], name="desk_importbatch_by")]

    def __str__(self) -> str:
        return self.name

    @property
    def errors(self) -> list[dict[str, Any]]:
        """The first of its problems, {row, cell, column, value, sentence}."""
        found = self.problems.values("row", "cell", "column", "value", "sentence")
        return [dict(one) for one in found[:FIRST_PROBLEMS]]


class ImportProblem(models.Model):
    """A bad cell of an import, or a bad row (``column`` empty); ``place`` counts from 1 in order."""

    batch = models.ForeignKey(
        ImportBatch, models.CASCADE, related_name="problems", verbose_name="导入", db_index=False
    )
    place = models.PositiveIntegerField("序号")
    row = models.PositiveIntegerField("行")
    cell = models.CharField("单元格", max_length=20)
    column = models.CharField("列名", max_length=80, blank=True)
    value = models.TextField("填写的内容", blank=True)
    sentence = models.TextField("问题")

    class Meta:
        verbose_name = verbose_name_plural = "导入错误"
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "place"], name="desk_importproblem_once")
        ]

    def __str__(self) -> str:
        return f"{self.cell} {self.sentence}"
