"""Who supervises an enterprise, who answers for it, and the two letters."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from angen.desk.dated import Dated, DatedQuerySet
from angen.enterprises.models.enterprises import Enterprise
from angen.enterprises.states import LetterKind, Level, Link
from angen.orgs.models import Agency, Officer, VillageOfficer


class Days(Func):
    """``daterange(valid_from, valid_to, '[]')``: an open end is infinite."""

    function = "daterange"
    output_field = DateRangeField()

    def __init__(self) -> None:
        super().__init__(
            F("valid_from"),
            F("valid_to"),
            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
        )


class Supervision(Dated):
    """The one body that supervises an enterprise, and at which level (弥勒 第5条: 监管主体)."""

    enterprise = models.ForeignKey(
        Enterprise,
        models.CASCADE,
        related_name="supervisions",
        verbose_name="企业",
        db_index=False,
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="supervised", verbose_name="监管主体"
    )
    level = models.CharField("监管层级", max_length=12, choices=Level)
    reason = models.CharField("确定或移交理由", max_length=200, blank=True)
    document = models.CharField("依据文号", max_length=120, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "监管主体"
        ordering = ["enterprise", "valid_from"]
        constraints = [
            Dated.order_of_days(),
            ExclusionConstraint(
                name="enterprises_supervision_one",
                expressions=[
                    ("enterprise", RangeOperators.EQUAL),
                    (Days(), RangeOperators.OVERLAPS),
                ],
                violation_error_message="一家企业同一时间只能有一个监管主体，请先结束原来的或办理移交。",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "valid_from"], name="enterprises_supervision_by"),
            # In place of the one Django would add: who supervises today is the latest. All that is
            # asked stands in it, else the database takes the constraint's, which is far slower.
            models.Index(
                fields=["enterprise", "-valid_from"],
                include=["valid_to", "agency"],
                name="enterprises_supervision_of",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}"


class Responsible(Dated):
    """One link of the chain of persons who answer for an enterprise: leader, office, village."""

    enterprise = models.ForeignKey(
        Enterprise,
        models.CASCADE,
        related_name="responsibles",
        verbose_name="企业",
        db_index=False,
    )
    link = models.CharField("责任层级", max_length=8, choices=Link)
    officer = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answers_for",
        verbose_name="领导或监管人员",
    )
    village_officer = models.ForeignKey(
        VillageOfficer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answers_for",
        verbose_name="村（社区）安全员",
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "包保责任人"
        ordering = ["enterprise", "link", "valid_from"]
        constraints = [
            Dated.order_of_days(),
            models.CheckConstraint(
                name="enterprises_responsible_person",
                condition=Q(link="village", village_officer__isnull=False, officer__isnull=True)
                | Q(
                    link__in=["leader", "office"],
                    officer__isnull=False,
                    village_officer__isnull=True,
                ),
                violation_error_message="“村（社区）安全员”一级填村（社区）安全员，其他两级填领导或监管人员。",
            ),
            ExclusionConstraint(
                name="enterprises_responsible_one",
                expressions=[
                    ("enterprise", RangeOperators.EQUAL),
                    ("link", RangeOperators.EQUAL),
                    (Days(), RangeOperators.OVERLAPS),
                ],
                violation_error_message="这一级同一时间只能有一名责任人，请先结束原来的。",
            ),
        ]
        indexes = [
            # In place of the one Django would add, as above.
            models.Index(
                fields=["enterprise", "link", "-valid_from"],
                include=["valid_to"],
                name="enterprises_responsible_of",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_link_display()}：{self.person}"

    @property
    def person(self) -> str:
        """The name of whoever answers."""
        return str(self.officer or self.village_officer or "")


class Letter(models.Model):
    """责任告知书 or 责任承诺书 of a year (咸宁: 两书)."""

    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, related_name="letters", verbose_name="企业"
    )
    kind = models.CharField("种类", max_length=12, choices=LetterKind)
    year = models.PositiveSmallIntegerField("年度")
    signed_on = models.DateField("签订（送达）日期")
    signed_by = models.CharField("签收（承诺）人", max_length=40)
    valid_to = models.DateField("有效期至")
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="告知单位"
    )

    class Meta:
        verbose_name = verbose_name_plural = "两书"
        ordering = ["-year", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "kind", "year"],
                name="enterprises_letter_once",
                violation_error_message="该企业本年度这一种书已登记，请直接修改原记录。",
            ),
            models.CheckConstraint(
                name="enterprises_letter_days",
                condition=Q(valid_to__gte=F("signed_on")),
                violation_error_message="有效期早于签订日期，请核对两个日期。",
            ),
            models.CheckConstraint(
                name="enterprises_letter_year",
                condition=Q(year__gte=2000, year__lte=2100),
                violation_error_message="年度应在 2000 至 2100 之间。",
            ),
        ]
        indexes = [models.Index(fields=["year", "kind"], name="enterprises_letter_of_year")]

    def __str__(self) -> str:
        return f"{self.year}年{self.get_kind_display()}"
