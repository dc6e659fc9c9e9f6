"""Working conditions of a body: premises and the documents it runs by."""

from __future__ import annotations

from django.db import models

from angen.desk.dated import Dated, DatedQuerySet
from angen.orgs.models import Agency


class Premises(Dated):
    """Office rooms (办公场所)."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="premises", verbose_name="机构")
    address = models.CharField("地址", max_length=160)
    area_m2 = models.DecimalField(
        "面积（平方米）", max_digits=8, decimal_places=1, null=True, blank=True
    )
    independent = models.BooleanField("独立办公室", default=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办公场所"
        constraints = [
            Dated.order_of_days(),
            models.UniqueConstraint(
                fields=["agency", "address", "valid_from"],
                name="capacity_premises_once",
                violation_error_message="该办公场所已登记，请直接修改原记录。",
            ),
        ]


class FiledDocument(Dated):
    """A document a body runs by, with its file: establishment table, rules, plan, papers.

    鄂安监发〔2014〕82号 三(一): the "five haves" are proved by documents, never by a tick.
    """

    class Kind(models.TextChoices):
        ESTABLISHMENT = "establishment", "机构人员编制表"
        RULES = "rules", "成建制管理制度"
        PLAN = "plan", "执法计划"
        PAPER = "paper", "执法文书"
        DUTIES = "duties", "职责清单"
        LIABILITY_EXEMPTION = "liability_exemption", "依法履职、尽职免责制度"
        OTHER = "other", "其他"

    agency = models.ForeignKey(
        Agency, models.CASCADE, related_name="filed_documents", verbose_name="机构"
    )
    kind = models.CharField("类别", max_length=24, choices=Kind)
    title = models.CharField("标题", max_length=160)
    number = models.CharField("文号", max_length=80)
    issued_by = models.CharField("印发（批准）单位", max_length=120)
    issued_on = models.DateField("印发日期")

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "制度文件"
        ordering = ["-issued_on", "pk"]
        constraints = [
            Dated.order_of_days(),
            models.UniqueConstraint(
                fields=["agency", "kind", "number"],
                name="capacity_fileddocument_once",
                violation_error_message="本机构已登记该文号，请直接修改原记录。",
            ),
        ]

    def __str__(self) -> str:
        return self.title
