"""Letterheads, series of numbers, papers with their bytes, and service."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from angen.desk.dated import Dated, DatedQuerySet
from angen.kernel.ids import new_id
from angen.orgs.models import Account, Agency, Grant
from angen.papers.states import Method, PaperState


class Letterhead(Dated):
    """What stands before a body's numbers: （鄂咸安）应急责改〔2026〕12号 has region and head.

    Rows are dated: a paper of 2017 keeps the head 安监, which the reform of 2018 replaced by 应急.
    """

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="letterheads", verbose_name="机构"
    )
    region = models.CharField("区划简称", max_length=20)
    head = models.CharField("执法文书字头", max_length=20, default="应急")
    office_head = models.CharField("公文机关代字", max_length=20, blank=True)
    name = models.CharField("文书落款名称", max_length=80, blank=True)
    review_body = models.CharField("复议机关", max_length=80, blank=True)
    court = models.CharField("管辖法院", max_length=80, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文书字号"
        constraints = [
            Dated.order_of_days(),
            models.UniqueConstraint(
                fields=["agency", "valid_from"],
                name="papers_letterhead_once",
                violation_error_message="该机构自这一天起的字号已登记，请直接修改原记录。",
            ),
        ]

    def __str__(self) -> str:
        return f"（{self.region}）{self.head}"

    @property
    def title(self) -> str:
        """The body's name as it stands on papers."""
        return self.name or self.agency.name


class NumberSeries(models.Model):
    """The numbers of one body, code and year. ``next`` is the number the next paper gets.

    The row is locked from the allotment of a number until its paper is stored: a number is never
    given twice, and one given to a paper that failed is given again.
    """

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="number_series", verbose_name="机构"
    )
    code = models.CharField("文种代字", max_length=20)
    year = models.PositiveSmallIntegerField("年份")
    next = models.PositiveIntegerField("下一号", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "文号序列"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "code", "year"], name="papers_numberseries_once"
            ),
            models.CheckConstraint(name="papers_numberseries_next", condition=Q(next__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.code} {self.year}年"


class PaperFile(models.Model):
    """The bytes of a paper, by their SHA-256.

    They lie in the database, not on a disk beside it, so that number and paper are kept or lost
    together, reach the standby together, and are in every backup. Never changed, never deleted.
    """

    sha256 = models.CharField("SHA-256", max_length=64, primary_key=True)
    content = models.BinaryField("内容")
    size = models.PositiveIntegerField("字节数")

    class Meta:
        verbose_name = verbose_name_plural = "文书文件"


class Paper(models.Model):
    """An issued paper. Everything but its state and the end of it is fixed when it is issued.

    ``agency`` is the body in whose name it is issued and numbered, ``issued_for`` the one that
    acts; they differ under a delegation (``grant``). ``subject_type`` and ``subject_id`` name the
    record it belongs to. ``title`` tells papers apart in lists and is never shown to the public.
    ``key`` stops the same paper from being issued twice.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField("文种", max_length=40)
    label = models.CharField("文书名称", max_length=60)
    title = models.CharField("标题（当事人）", max_length=200, blank=True)
    body = models.CharField("落款名称", max_length=80)
    series = models.ForeignKey(
        NumberSeries, models.PROTECT, null=True, related_name="papers", verbose_name="文号序列"
    )
    serial = models.PositiveIntegerField("顺序号", null=True)
    number = models.CharField("文号", max_length=80, blank=True)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="papers", verbose_name="出具机关"
    )
    issued_for = models.ForeignKey(
        Agency, models.PROTECT, related_name="papers_handled", verbose_name="承办机构"
    )
    grant = models.ForeignKey(
        Grant, models.PROTECT, null=True, related_name="papers", verbose_name="执法权限"
    )
    subject_type = models.CharField("所属记录类别", max_length=60, blank=True)
    subject_id = models.CharField("所属记录编号", max_length=80, blank=True)
    key = models.CharField("防重键", max_length=120, blank=True)
    context = models.JSONField("内容")
    template = models.CharField("模板版本", max_length=64)
    file = models.ForeignKey(
        PaperFile, models.PROTECT, related_name="papers", verbose_name="文书文件"
    )
    code = models.CharField("查验码", max_length=12, unique=True)
    issued_on = models.DateField("落款日期")
    issued_at = models.DateTimeField("出具时间", default=timezone.now)
    issued_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="出具人"
    )
    state = models.CharField("状态", max_length=12, choices=PaperState, default=PaperState.ISSUED)
    ended_at = models.DateTimeField("作废（替代）时间", null=True, blank=True)
    reason = models.CharField("作废（替代）原因", max_length=200, blank=True)
    replaced_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name="替代文书",
    )

    class Meta:
        verbose_name = verbose_name_plural = "文书"
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "serial"], name="papers_paper_serial"),
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="papers_paper_number"
            ),
            models.UniqueConstraint(
                fields=["key"], condition=~Q(key="") & Q(state="issued"), name="papers_paper_key"
            ),
            models.CheckConstraint(
                name="papers_paper_numbered",
                condition=Q(series=None, serial=None, number="")
                | (Q(series__isnull=False, serial__isnull=False) & ~Q(number="")),
            ),
            models.CheckConstraint(
                name="papers_paper_reason",
                condition=Q(state="issued", ended_at=None)
                | (Q(ended_at__isnull=False) & ~Q(reason="") & ~Q(state="issued")),
            ),
            models.CheckConstraint(
                name="papers_paper_not_itself",
                condition=Q(replaced_by=None) | ~Q(replaced_by=F("id")),
            ),
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="papers_paper_subject"),
            models.Index(fields=["issued_for", "-issued_at"], name="papers_paper_handled"),
            models.Index(fields=["agency", "-issued_at"], name="papers_paper_agency"),
            models.Index(fields=["kind", "-issued_at"], name="papers_paper_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.number}".strip()


class Service(models.Model):
    """Service of a paper (送达) as the receipt tells it. Only ever added."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="services", verbose_name="文书")
    method = models.CharField("送达方式", max_length=12, choices=Method)
    recipient = models.CharField("收件人", max_length=80, blank=True)
    place = models.CharField("送达地点（地址、网址）", max_length=200, blank=True)
    served_at = models.DateTimeField("送达时间")
    refused = models.BooleanField("拒绝签收", default=False)
    witness = models.CharField("见证人", max_length=80, blank=True)
    note = models.CharField(
        "备注（拒收事由、邮件号、同意电子送达的记载）", max_length=200, blank=True
    )
    officers = models.CharField("送达人", max_length=80)
    recorded_at = models.DateTimeField("登记时间", default=timezone.now)
    recorded_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "送达"
        ordering = ["served_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="papers_service_left",
                condition=~Q(method="left") | (Q(refused=True) & ~Q(witness="")),
                violation_error_message="留置送达须记明拒收情况和见证人。",
            )
        ]


class Lookup(models.Model):
    """How often one visitor asked for verification in one minute; swept daily.

    ``visitor`` is a keyed hash of the address, of another key every day: nobody is traced by it.
    """

    visitor = models.CharField("来访者", max_length=64)
    minute = models.DateTimeField("时间")
    count = models.PositiveIntegerField("次数", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "查验次数"
        constraints = [
            models.UniqueConstraint(fields=["visitor", "minute"], name="papers_lookup_once")
        ]
        indexes = [models.Index(fields=["minute"], name="papers_lookup_minute")]
