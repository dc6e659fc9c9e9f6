"""Two records of one enterprise made one, so that it can be undone."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from angen.enterprises.models.enterprises import Enterprise
from angen.kernel.ids import new_id


class Merge(models.Model):
    """``loser`` was merged into ``survivor``. ``moved``: primary keys of rows by mover name."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    loser = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="merges_away", verbose_name="被并入的记录"
    )
    survivor = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="merges_here", verbose_name="保留的记录"
    )
    reason = models.CharField("合并理由", max_length=200)
    moved = models.JSONField("随同移动的记录", default=dict)
    merged_at = models.DateTimeField("合并时间", default=timezone.now)
    merged_by = models.CharField("合并人", max_length=80)
    split_at = models.DateTimeField("拆分时间", null=True, blank=True)
    split_by = models.CharField("拆分人", max_length=80, blank=True)
    split_reason = models.CharField("拆分理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "企业合并"
        ordering = ["-merged_at"]
        constraints = [
            models.CheckConstraint(
                name="enterprises_merge_two",
                condition=~Q(loser=F("survivor")),
                violation_error_message="不能把一条记录并入它自己。",
            ),
            models.UniqueConstraint(
                fields=["loser"],
                condition=Q(split_at__isnull=True),
                name="enterprises_merge_once",
                violation_error_message="这条记录已并入另一条。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loser} 并入 {self.survivor}"
