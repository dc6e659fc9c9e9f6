"""The catalogue of random inspections, draws, and who must not inspect whom."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from angen.desk.dated import Dated, DatedQuerySet
from angen.enterprises.models import Enterprise
from angen.enterprises.states import Risk, Sector
from angen.kernel.ids import new_id
from angen.orgs.models import Account, Agency, Area, Officer
from angen.plans.states import DrawState, Reason


class CatalogueItem(Dated):
    """One matter of random inspection 随机抽查事项: on what basis, whom, what, how many, how often."""

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="catalogue", verbose_name="抽查主体"
    )
    name = models.CharField("抽查事项", max_length=120)
    basis = models.CharField("抽查依据", max_length=300)
    target = models.CharField("抽查对象", max_length=120)
    content = models.CharField("抽查内容", max_length=500)
    method = models.CharField("抽查方式", max_length=60, default="现场检查")
    ratio = models.DecimalField("抽查比例（%）", max_digits=5, decimal_places=2)
    frequency = models.CharField("抽查频次", max_length=60)
    published_on = models.DateField("公布日期", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "随机抽查事项"
        ordering = ["name"]
        constraints = [
            Dated.order_of_days(),
            models.CheckConstraint(
                name="plans_catalogueitem_ratio",
                condition=Q(ratio__gt=0, ratio__lte=100),
                violation_error_message="抽查比例应大于 0、不超过 100。",
            ),
            models.UniqueConstraint(
                fields=["agency", "name", "valid_from"],
                name="plans_catalogueitem_once",
                violation_error_message="这一抽查事项已登记，请直接修改原记录。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Conflict(Dated):
    """An officer who must not inspect an enterprise 回避 (行政处罚法 第四十三条)."""

    class Kind(models.TextChoices):
        INTEREST = "interest", "直接利害关系"
        FAMILY = "family", "亲属任职或投资"
        FORMER = "former", "曾在该企业任职"
        OTHER = "other", "其他可能影响公正的关系"

    officer = models.ForeignKey(
        Officer, models.CASCADE, related_name="conflicts", verbose_name="执法人员"
    )
    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, related_name="conflicts", verbose_name="企业"
    )
    kind = models.CharField("回避情形", max_length=12, choices=Kind)
    note = models.CharField("说明", max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "回避关系"
        ordering = ["enterprise", "officer"]
        constraints = [
            Dated.order_of_days(),
            models.UniqueConstraint(
                fields=["officer", "enterprise", "valid_from"],
                name="plans_conflict_once",
                violation_error_message="这一回避关系已登记。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} 回避 {self.enterprise}"


class Draw(models.Model):
    """A random inspection drawn in public (双随机).

    ``frame`` is the frozen list as text and ``frame_hash`` its SHA-256, see ``plans.drawing``. A
    trigger of the database refuses another frame, seed or commitment once they are fixed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="draws", verbose_name="组织抽查的机构"
    )
    item = models.ForeignKey(
        CatalogueItem, models.PROTECT, related_name="draws", verbose_name="随机抽查事项"
    )
    title = models.CharField("名称", max_length=120)
    area = models.ForeignKey(Area, models.PROTECT, related_name="draws", verbose_name="抽查范围")
    sectors = ArrayField(
        models.CharField(max_length=20, choices=Sector),
        verbose_name="行业领域",
        default=list,
        blank=True,
    )
    risks = ArrayField(
        models.CharField(max_length=8, choices=Risk),
        verbose_name="风险等级",
        default=list,
        blank=True,
    )
    starts_on = models.DateField("检查开始日期")
    ends_on = models.DateField("检查结束日期")
    want = models.PositiveIntegerField("抽取家数")
    each = models.PositiveSmallIntegerField("每家执法人员数", default=2)
    frame = models.TextField("名录快照")
    frame_hash = models.CharField("名录哈希", max_length=64)
    public_source = models.CharField("公开随机数来源", max_length=200, blank=True)
    public_value = models.CharField("公开随机数", max_length=200, blank=True)
    seed = models.CharField("随机种子", max_length=64, blank=True)
    state = models.CharField("状态", max_length=12, choices=DrawState, default=DrawState.PREPARED)
    prepared_by = models.ForeignKey(
        Account, models.PROTECT, related_name="draws_prepared", verbose_name="经办人"
    )
    prepared_at = models.DateTimeField("冻结时间", default=timezone.now)
    committed_at = models.DateTimeField("公布承诺时间", null=True, blank=True)
    revealed_at = models.DateTimeField("抽取时间", null=True, blank=True)
    published_at = models.DateTimeField("公开时间", null=True, blank=True)
    abandoned_for = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "随机抽查"
        ordering = ["-prepared_at"]
        constraints = [
            models.CheckConstraint(
                name="plans_draw_days",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="检查结束日期早于开始日期，请核对。",
            ),
            models.CheckConstraint(
                name="plans_draw_seed",
                condition=Q(state__in=["revealed", "published"], seed__regex="^[0-9a-f]{64}$")
                | (~Q(state__in=["revealed", "published"]) & Q(seed="")),
            ),
            models.CheckConstraint(
                name="plans_draw_abandoned",
                condition=(Q(state="abandoned") & ~Q(abandoned_for=""))
                | (~Q(state="abandoned") & Q(abandoned_for="")),
            ),
        ]
        indexes = [models.Index(fields=["agency", "-prepared_at"], name="plans_draw_agency")]

    def __str__(self) -> str:
        return self.title


class DrawExclusion(models.Model):
    """What was left out before the draw, and why: an enterprise, an officer, or their meeting."""

    draw = models.ForeignKey(
        Draw, models.CASCADE, related_name="exclusions", verbose_name="随机抽查"
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, related_name="+", verbose_name="企业"
    )
    officer = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="执法人员"
    )
    reason = models.CharField("原因", max_length=12, choices=Reason)

    class Meta:
        verbose_name = verbose_name_plural = "抽查前排除"
        constraints = [
            models.CheckConstraint(
                name="plans_drawexclusion_something",
                condition=Q(enterprise__isnull=False) | Q(officer__isnull=False),
            )
        ]


class DrawContribution(models.Model):
    """A person's share in the seed: committed to first, revealed after publication of the hash."""

    draw = models.ForeignKey(
        Draw, models.CASCADE, related_name="contributions", verbose_name="随机抽查"
    )
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="提供人")
    commitment = models.CharField("口令哈希", max_length=64)
    secret = models.CharField("随机口令", max_length=64, blank=True)
    committed_at = models.DateTimeField("提交时间", default=timezone.now)
    revealed_at = models.DateTimeField("揭示时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "随机口令"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["draw", "account"],
                name="plans_drawcontribution_once",
                violation_error_message="每人只能提供一份随机口令。",
            ),
            models.UniqueConstraint(
                fields=["draw", "commitment"],
                name="plans_drawcontribution_own",
                violation_error_message="这份口令哈希与他人相同，请各自生成。",
            ),
        ]


class DrawOfficer(models.Model):
    """Under which key an officer stands in the frame: a number and the tail of the certificate."""

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="team", verbose_name="随机抽查")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="执法人员")
    key = models.CharField("抽取代号", max_length=20)

    class Meta:
        verbose_name = verbose_name_plural = "抽查人员名录"
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "officer"], name="plans_drawofficer_once"),
            models.UniqueConstraint(fields=["draw", "key"], name="plans_drawofficer_key"),
        ]


class DrawnObject(models.Model):
    """An enterprise that was drawn, at ``place`` in the order; it stays even when replaced.

    ``replaces`` is the row this one came for: then ``place`` lies beyond those drawn at first.
    """

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="drawn", verbose_name="随机抽查")
    place = models.PositiveIntegerField("抽取顺序")
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="drawn", verbose_name="企业"
    )
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="successor",
        verbose_name="递补",
        editable=False,
    )

    class Meta:
        verbose_name = verbose_name_plural = "抽中企业"
        ordering = ["draw", "place"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "place"], name="plans_drawnobject_place"),
            models.UniqueConstraint(fields=["draw", "enterprise"], name="plans_drawnobject_once"),
        ]

    def __str__(self) -> str:
        return str(self.enterprise)


class DrawnOfficer(models.Model):
    """An officer drawn for an enterprise; the row stays even when replaced."""

    drawn = models.ForeignKey(
        DrawnObject, models.CASCADE, related_name="officers", verbose_name="抽中企业"
    )
    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="drawn", verbose_name="执法人员"
    )
    place = models.PositiveSmallIntegerField("顺序")

    class Meta:
        verbose_name = verbose_name_plural = "抽中执法人员"
        ordering = ["drawn", "place"]
        constraints = [
            models.UniqueConstraint(fields=["drawn", "officer"], name="plans_drawnofficer_once")
        ]
