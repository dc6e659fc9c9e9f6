"""Bodies (机构), their relations, establishment posts (编制) and authority."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from angen.desk.dated import Dated, DatedQuerySet
from angen.orgs.models.areas import Area
from angen.orgs.states import KeyListState


class Agency(Dated):
    """A body with safety duties: committee, bureau, brigade, township office, department."""

    class Kind(models.TextChoices):
        SAFETY_COMMITTEE = "safety_committee", "安全生产委员会"
        COMMITTEE_OFFICE = "committee_office", "安委会办公室"
        GOVERNMENT = "government", "人民政府（管委会）"
        EMERGENCY_BUREAU = "emergency_bureau", "应急管理（安监）部门"
        ENFORCEMENT_BRIGADE = "enforcement_brigade", "执法监察队伍"
        TOWNSHIP_OFFICE = "township_office", "乡镇（街道）应急（安监）机构"
        PARK_OFFICE = "park_office", "园区（农林场）安监机构"
        DEPARTMENT = "department", "部门"
        VILLAGE_COMMITTEE = "village_committee", "村（居）委会"

    class Form(models.TextChoices):
        ADMINISTRATIVE = "administrative", "行政机构"
        INSTITUTION = "institution", "事业单位"
        INTERNAL = "internal", "内设机构"

    class Duty(models.TextChoices):
        SUPERVISES = "supervises", "负有安全生产监督管理职责"
        MANAGES = "manages", "负有安全生产管理责任"

    area = models.ForeignKey(Area, models.PROTECT, related_name="agencies", verbose_name="所在区划")
    kind = models.CharField("类别", max_length=24, choices=Kind)
    name = models.CharField("名称", max_length=120)
    form = models.CharField("性质", max_length=16, choices=Form, blank=True)
    duty = models.CharField("部门职责", max_length=12, choices=Duty, blank=True)
    independent = models.BooleanField("单独设立", default=False)
    document = models.CharField("设立文号", max_length=120, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "机构"
        ordering = ["area__path", "name"]
        constraints = [
            Dated.order_of_days(),
            models.UniqueConstraint(
                fields=["area", "name"],
                name="orgs_agency_once",
                violation_error_message="该区划已有同名机构，请直接修改原记录。",
            ),
        ]
        indexes = [models.Index(fields=["kind", "area"], name="orgs_agency_kind")]

    def __str__(self) -> str:
        return self.name


class AgencyRelation(Dated):
    """Who leads a body and who guides its business: two different relations."""

    class Kind(models.TextChoices):
        LEADS = "leads", "领导"
        GUIDES = "guides", "业务指导"

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="above", verbose_name="机构")
    superior = models.ForeignKey(Agency, models.PROTECT, related_name="below", verbose_name="上级")
    kind = models.CharField("关系", max_length=8, choices=Kind)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "机构隶属"
        constraints = [
            Dated.order_of_days(),
            models.UniqueConstraint(
                fields=["agency", "superior", "kind", "valid_from"],
                name="orgs_agencyrelation_once",
                violation_error_message="这一隶属关系已登记，请直接修改原记录。",
            ),
            models.CheckConstraint(
                name="orgs_agencyrelation_not_self",
                condition=~Q(agency=F("superior")),
                violation_error_message="机构不能以自己为上级。",
            ),
        ]


class Establishment(Dated):
    """Posts (编制) granted to a body from a day on; several documents add up."""

    class Kind(models.TextChoices):
        ADMINISTRATIVE = "administrative", "行政编制"
        INSTITUTION = "institution", "事业编制"
        CONTRACT = "contract", "聘用员额"

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="posts", verbose_name="机构")
    kind = models.CharField("编制类型", max_length=16, choices=Kind)
    posts = models.PositiveIntegerField("编制数")
    document = models.CharField("批准文号", max_length=120)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "编制"
        constraints = [
            Dated.order_of_days(),
            models.UniqueConstraint(
                fields=["agency", "kind", "document", "valid_from"],
                name="orgs_establishment_once",
                violation_error_message="同一文号、同一日期的编制已登记，请直接修改原记录。",
            ),
        ]


class Grant(Dated):
    """Authority (执法权限) of a body: delegated, empowered, supervision only or joint enforcement.

    行政处罚法 第二十条、第二十一条 (delegation, published in writing), 第二十四条 (empowerment).
    Caps are in cents; empty means the grant sets none.
    """

    class Form(models.TextChoices):
        DELEGATED = "delegated", "委托执法"
        EMPOWERED = "empowered", "赋权执法"
        JOINT = "joint", "与上级联合执法"
        SUPERVISION = "supervision", "仅监督检查"

    grantee = models.ForeignKey(
        Agency, models.PROTECT, related_name="grants", verbose_name="受权机构"
    )
    grantor = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="granted",
        verbose_name="授权机构",
    )
    form = models.CharField("形式", max_length=12, choices=Form)
    document = models.CharField("委托书（决定）文号", max_length=120)
    warning = models.BooleanField("警告", default=False)
    confiscation = models.BooleanField("没收违法所得", default=False)
    entity_cap_cents = models.BigIntegerField("对单位罚款上限", null=True, blank=True)
    person_cap_cents = models.BigIntegerField("对个人罚款上限", null=True, blank=True)
    items = models.TextField("事项范围", blank=True)
    published_on = models.DateField("公布日期", null=True, blank=True)
    publication = models.CharField("公布位置", max_length=300, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "执法权限"
        constraints = [
            Dated.order_of_days(),
            models.UniqueConstraint(
                fields=["grantee", "document"],
                name="orgs_grant_once",
                violation_error_message="该文号的权限已登记，请直接修改原记录。",
            ),
            models.CheckConstraint(
                name="orgs_grant_grantor",
                condition=Q(grantor__isnull=False) | ~Q(form__in=["delegated", "joint"]),
                violation_error_message="委托执法和联合执法必须填写授权机构。",
            ),
            models.CheckConstraint(
                name="orgs_grant_not_self",
                condition=Q(grantor__isnull=True) | ~Q(grantor=F("grantee")),
                violation_error_message="授权机构与受权机构不能相同。",
            ),
        ]


class KeyListEntry(models.Model):
    """A key county or township (重点县、重点乡镇): proposed by one level, approved by the next."""

    class List(models.TextChoices):
        KEY_COUNTY = "key_county", "执法队伍建设重点县（市、区）"
        KEY_TOWNSHIP = "key_township", "安全生产重点乡镇（街道）"

    list = models.CharField("名单", max_length=16, choices=List)
    area = models.ForeignKey(Area, models.PROTECT, related_name="key_lists", verbose_name="区划")
    state = models.CharField(
        "状态", max_length=12, choices=KeyListState, default=KeyListState.PROPOSED
    )
    reason = models.TextField("列入理由")
    proposed_by = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", verbose_name="提出单位"
    )
    proposed_on = models.DateField("提出日期")
    decided_by = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准单位"
    )
    decided_on = models.DateField("批准日期", null=True, blank=True)
    document = models.CharField("批准文号", max_length=120, blank=True)
    valid_from = models.DateField("起始日期", null=True, blank=True)
    valid_to = models.DateField("截止日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "重点名单"
        ordering = ["list", "area__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["list", "area"],
                condition=Q(state__in=["proposed", "approved"]),
                name="orgs_keylistentry_once",
                violation_error_message="该单位已在名单中或正在审批，不必重复提出。",
            ),
            models.CheckConstraint(
                name="orgs_keylistentry_dated",
                condition=~Q(state__in=["approved", "ended"]) | Q(valid_from__isnull=False),
                violation_error_message="已批准的名单必须有起始日期。",
            ),
        ]


class LedgerStatement(models.Model):
    """A unit's own word (台账申报) how many records of a ledger it has on a day.

    It turns "no records" from unknown into a known zero, and shows where records are missing.
    """

    class Ledger(models.TextChoices):
        OFFICES = "offices", "机构"
        OFFICERS = "officers", "在岗人员"
        CERTIFICATES = "certificates", "执法证件"
        VILLAGE_OFFICERS = "village_officers", "村（社区）安全员"
        GRANTS = "grants", "执法权限"
        TRAINING = "training", "培训"
        EQUIPMENT = "equipment", "装备"
        FUNDS = "funds", "经费"
        DOCUMENTS = "documents", "制度文件"
        PREMISES = "premises", "办公场所"
        INSURANCE = "insurance", "保险"
        FIELD_DAYS = "field_days", "现场工作日"
        DECLARATIONS = "declarations", "廉洁申报"

    area = models.ForeignKey(Area, models.CASCADE, related_name="statements", verbose_name="单位")
    ledger = models.CharField("台账", max_length=20, choices=Ledger)
    as_of = models.DateField("截至日期")
    count = models.PositiveIntegerField("申报数")
    stated_by = models.CharField("申报人", max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "台账申报"
        constraints = [
            models.UniqueConstraint(
                fields=["area", "ledger", "as_of"],
                name="orgs_ledgerstatement_once",
                violation_error_message="该单位当日已申报过这本台账，请直接修改原记录。",
            )
        ]
