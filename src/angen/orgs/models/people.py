"""Officers, where they really work, their certificates, and village officers."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from angen.desk.dated import Dated, DatedQuerySet
from angen.orgs.models.agencies import Agency
from angen.orgs.models.areas import Area
from angen.orgs.states import VillageOfficerState


class Education(models.TextChoices):
    """Level of education, the same list for officers and village officers."""

    MIDDLE = "middle", "初中及以下"
    HIGH = "high", "高中（中专）"
    COLLEGE = "college", "大专"
    BACHELOR = "bachelor", "本科"
    MASTER = "master", "研究生"


class Officer(models.Model):
    """A person in the ledger of a body. The identity number is shown masked.

    ``agency`` is the body that keeps the record and answers for it; where the person holds posts
    and really works is in ``Appointment``.
    """

    class Gender(models.TextChoices):
        MALE = "male", "男"
        FEMALE = "female", "女"

    class Employment(models.TextChoices):
        CIVIL_SERVANT = "civil_servant", "公务员"
        INSTITUTION = "institution", "事业编制"
        CONTRACT = "contract", "聘用"
        DISPATCHED = "dispatched", "劳务派遣"

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="officers", verbose_name="登记机构"
    )
    name = models.CharField("姓名", max_length=40)
    identity_no = models.CharField(
        "身份证号",
        max_length=18,
        unique=True,
        error_messages={"unique": "该身份证号已登记，请在人员台账中查找并修改原记录。"},
    )
    gender = models.CharField("性别", max_length=8, choices=Gender)
    born_on = models.DateField("出生日期")
    phone = models.CharField("电话", max_length=20, blank=True)
    employment = models.CharField("用工性质", max_length=16, choices=Employment)
    entered_on = models.DateField("参加监管工作日期", null=True, blank=True)
    entry_exam_on = models.DateField("入职考试日期", null=True, blank=True)
    education = models.CharField("学历", max_length=12, choices=Education, blank=True)
    major = models.CharField("专业", max_length=60, blank=True)
    professional = models.BooleanField("安全生产相关专业", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["name"], name="orgs_officer_name")]

    def __str__(self) -> str:
        return self.name


class Appointment(Dated):
    """A post a person holds in a body, and where the person really works."""

    class Post(models.TextChoices):
        LEADER = "leader", "分管领导"
        DIRECTOR = "director", "主任（负责人）"
        DEPUTY = "deputy", "副职"
        PROFESSIONAL = "professional", "专业人员"
        MEMBER = "member", "工作人员"
        CHIEF_ENGINEER = "chief_engineer", "总工程师"
        LEGAL_REVIEWER = "legal_reviewer", "法制审核人员"

    class Rank(models.TextChoices):
        CHIEF = "chief", "正科级"
        DEPUTY = "deputy", "副科级"
        OTHER = "other", "其他"

    officer = models.ForeignKey(
        Officer, models.CASCADE, related_name="appointments", verbose_name="人员"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="appointments", verbose_name="任职机构"
    )
    post = models.CharField("岗位", max_length=16, choices=Post)
    rank = models.CharField("级别", max_length=8, choices=Rank, blank=True)
    full_time = models.BooleanField("专职", default=True)
    on_establishment = models.BooleanField("在编", default=True)
    works_elsewhere = models.CharField(
        "实际工作单位（借调、抽调时填写）", max_length=120, blank=True
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        constraints = [
            Dated.order_of_days(),
            models.UniqueConstraint(
                fields=["officer", "agency", "post", "valid_from"],
                name="orgs_appointment_once",
                violation_error_message="该人员的这一任职已登记，请直接修改原记录。",
            ),
        ]
        indexes = [models.Index(fields=["agency", "valid_from"], name="orgs_appointment_agency")]


class Certificate(Dated):
    """A certificate held by a person. ``valid_to`` is the last day it is good for.

    行政处罚法 第四十二条: penalties are enforced by at least two holders.
    """

    class Kind(models.TextChoices):
        ENFORCEMENT = "enforcement", "行政执法证"
        SUPERVISION = "supervision", "行政执法监督证"
        LEGAL = "legal", "法律职业资格"
        SAFETY_ENGINEER = "safety_engineer", "注册安全工程师"

    officer = models.ForeignKey(
        Officer, models.CASCADE, related_name="certificates", verbose_name="持证人"
    )
    kind = models.CharField("证件种类", max_length=16, choices=Kind)
    number = models.CharField("证号", max_length=40)
    scope = models.CharField("执法类别", max_length=80, blank=True)
    issuer = models.CharField("发证机关", max_length=80)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "证件"
        ordering = ["valid_to", "pk"]
        constraints = [
            Dated.order_of_days(),
            models.UniqueConstraint(
                fields=["kind", "number"],
                name="orgs_certificate_once",
                violation_error_message="该证号已登记，请核对证号或修改原记录。",
            ),
        ]
        indexes = [models.Index(fields=["officer", "kind"], name="orgs_certificate_officer")]


class CertificateSuspension(Dated):
    """A time during which a certificate may not be used (暂扣)."""

    certificate = models.ForeignKey(
        Certificate, models.CASCADE, related_name="suspensions", verbose_name="证件"
    )
    reason = models.CharField("暂扣原因", max_length=200)
    lifted_for = models.CharField("解除原因", max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "证件暂扣"
        constraints = [Dated.order_of_days()]


class CertificateCheck(models.Model):
    """A check of a certificate number against the issuer's register."""

    certificate = models.ForeignKey(
        Certificate, models.CASCADE, related_name="checks", verbose_name="证件"
    )
    checked_on = models.DateField("核验日期")
    genuine = models.BooleanField("核验属实")
    source = models.CharField("核验途径", max_length=120)
    checked_by = models.CharField("核验人", max_length=40)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "证件核验"


class Sighting(models.Model):
    """Somebody saw the person at the post, or did not: on-the-spot check of staffing."""

    officer = models.ForeignKey(
        Officer, models.CASCADE, related_name="sightings", verbose_name="人员"
    )
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+", verbose_name="机构")
    seen_on = models.DateField("查岗日期")
    in_post = models.BooleanField("在岗")
    seen_by = models.CharField("查岗人", max_length=40)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "查岗记录"
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "agency", "seen_on"],
                name="orgs_sighting_once",
                violation_error_message="当日已有该人员的查岗记录，请直接修改。",
            )
        ]


class VillageOfficer(models.Model):
    """A village safety officer, informant or grid worker: finds, dissuades, reports.

    湘政办意见 第6条、第15条: recommended by the village, reviewed by the township office, approved
    by the township government. The primary key may be made by a phone.
    """

    class Kind(models.TextChoices):
        SAFETY_OFFICER = "safety_officer", "安全生产监管员"
        INFORMANT = "informant", "信息员"
        GRID_WORKER = "grid_worker", "网格员"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="village_officers", verbose_name="村（社区）或乡镇"
    )
    name = models.CharField("姓名", max_length=40)
    identity_no = models.CharField("身份证号", max_length=18)
    kind = models.CharField("类别", max_length=16, choices=Kind)
    education = models.CharField("学历", max_length=12, choices=Education, blank=True)
    village_cadre = models.BooleanField("由村（社区）干部兼任", default=False)
    phone = models.CharField("电话", max_length=20, blank=True)
    state = models.CharField(
        "状态",
        max_length=12,
        choices=VillageOfficerState,
        default=VillageOfficerState.RECOMMENDED,
    )
    recommended_on = models.DateField("推荐日期")
    recommended_by = models.ForeignKey(
        "orgs.Account",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="推荐登记人",
    )
    reviewed_on = models.DateField("审查日期", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        "orgs.Account",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审查人",
    )
    approved_on = models.DateField("审定日期", null=True, blank=True)
    approved_by = models.ForeignKey(
        "orgs.Account",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审定人",
    )
    ended_on = models.DateField("离任日期", null=True, blank=True)
    opinion = models.CharField("审查审定意见", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "村（社区）安全员"
        ordering = ["area__path", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["identity_no", "area", "kind"],
                condition=~Q(state__in=["rejected", "ended"]),
                name="orgs_villageofficer_once",
                violation_error_message="该人员在本村（社区）已登记，不必重复推荐。",
            ),
            models.CheckConstraint(
                name="orgs_villageofficer_approved",
                condition=~Q(state="approved") | Q(approved_on__isnull=False),
            ),
            models.CheckConstraint(
                name="orgs_villageofficer_hands",
                condition=Q(approved_by=None)
                | (
                    (Q(recommended_by=None) | ~Q(approved_by=F("recommended_by")))
                    & (Q(reviewed_by=None) | ~Q(approved_by=F("reviewed_by")))
                ),
                violation_error_message="审定人不能是登记推荐或审查的人。",
            ),
        ]
        indexes = [models.Index(fields=["area", "state"], name="orgs_villageofficer_area")]

    def __str__(self) -> str:
        return self.name
