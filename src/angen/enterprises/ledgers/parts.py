"""Ledgers of sites, contacts, former names, letters, ratings and reviews."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse

from angen.desk.columns import Choice, Day, Flag, Number, Phone, Text, Whole
from angen.desk.dated import holds
from angen.desk.filters import Named
from angen.desk.ledger import Act, Ledger, register
from angen.enterprises.columns import enterprise
from angen.enterprises.ledgers.enterprises import GROUP, township
from angen.enterprises.models import (
    Contact,
    EnterpriseAccount,
    FormerName,
    Letter,
    RiskRating,
    Site,
    StandardisationReview,
)
from angen.kernel.access import Actor, can
from angen.orgs.ledgers.columns import RECORDS, body, under


@register
class Sites(Ledger):
    """企业场所."""

    key, title, group, icon, place = "enterprise-sites", "企业场所", RECORDS, "map-pin", 20
    model, see, keep = Site, "enterprises.see_sites", "enterprises.keep_sites"
    columns = (
        enterprise(fixed=True),
        Text("name", sort=True, search=True, example="二厂区"),
        township(),
        Text("address", width=40),
        Flag("main", in_list=False),
        Number("latitude", in_list=False, places=6, minimum=3, maximum=54, example="35.416"),
        Number("longitude", in_list=False, places=6, minimum=73, maximum=136, example="119.527"),
    )
    order = "name"
    natural_key = ("enterprise", "name")
    filters = (under("area__path"),)
    teaches = "一家企业有几个厂区、库区的，逐个登记；场所所在的乡镇也能看到这家企业。"


@register
class Contacts(Ledger):
    """企业联系人."""

    key, title, group, icon, place = "enterprise-contacts", "企业联系人", RECORDS, "phone", 21
    model, see, keep = Contact, "enterprises.see_contacts", "enterprises.keep_contacts"
    columns = (
        enterprise(fixed=True),
        Choice("role", filter=True, sort=True),
        Text("name", sort=True, search=True, example="李霞"),
        Phone("phone"),
    )
    order = "name"
    natural_key = ("enterprise", "role", "name")
    teaches = "登记法定代表人、安全管理人员等联系人；电话遮盖显示，查看时记录用途。"


@register
class FormerNames(Ledger):
    """企业曾用名."""

    key, title, group, icon, place = "former-names", "企业曾用名", RECORDS, "history", 22
    model, see = FormerName, "enterprises.see_former_names"
    columns = (
        enterprise(),
        Text("name", search=True, sort=True),
        Day("valid_from"),
        Day("valid_to", sort=True),
        Text("cite", in_list=False),
    )
    order = "-valid_to"
    creates = removes = imports = False
    teaches = "企业更名后，原来的名称列在这里。"


@register
class Letters(Ledger):
    """两书."""

    key, title, group, icon, place = "letters", "两书", GROUP, "file-certificate", 50
    model, see, keep = Letter, "enterprises.see_letters", "enterprises.keep_letters"
    columns = (
        enterprise(fixed=True),
        Choice("kind", filter=True, sort=True, fixed=True, example="安全生产责任承诺书"),
        Whole("year", sort=True, fixed=True, minimum=2000, maximum=2100, example="2026"),
        Day("signed_on", sort=True, filter=True, example="2026-01-15"),
        Text("signed_by", example="王伟"),
        Day("valid_to", sort=True, example="2026-12-31"),
        body(in_list=False),
    )
    order = "-signed_on"
    natural_key = ("enterprise", "kind", "year")
    filters = (
        under("enterprise__area__path"),
        Named("expired", "已过期", when=lambda today: Q(valid_to__lt=today)),
        Named("this_year", "本年度", when=lambda today: Q(year=today.year)),
    )
    attaches = True
    teaches = "每年向企业送达责任告知书、收回责任承诺书，各登记一条并上传扫描件。"

    def name_of(self, record: Any) -> str:
        return f"{record.enterprise.name}{record}"


@register
class Ratings(Ledger):
    """风险评定."""

    key, title, group, icon, place = "risk-ratings", "风险评定", GROUP, "alert-triangle", 40
    model, see, keep = RiskRating, "enterprises.see_ratings", "enterprises.keep_ratings"
    columns = (
        enterprise(fixed=True),
        Choice("risk", filter=True, sort=True, example="橙（较大风险）"),
        Day("rated_on", sort=True, filter=True, example="2026-03-01"),
        Text("basis", search=True, example="省安全生产风险分级管控体系通则评定"),
        Text("rated_by", in_list=False),
    )
    order = "-rated_on"
    natural_key = ("enterprise", "rated_on")
    filters = (under("enterprise__area__path"),)
    removes = False
    teaches = "每次评定登记一条并写明依据；企业的风险等级取最近一次。"

    def before_write(self, record: Any, values: dict[str, Any], actor: Actor) -> None:
        record.rated_by = record.rated_by or actor.display_name


@register
class Reviews(Ledger):
    """标准化评审."""

    key, title, group, icon, place = "standardisation", "标准化评审", GROUP, "certificate", 60
    model, see, keep = StandardisationReview, "enterprises.see_reviews", "enterprises.keep_reviews"
    columns = (
        enterprise(fixed=True),
        Choice("level", filter=True, sort=True, example="三级"),
        Choice("result", filter=True, example="达标"),
        Day("reviewed_on", sort=True, filter=True, example="2025-06-01"),
        Text("body", in_list=False),
        Text("certificate", search=True, example="AQBIII202500123"),
        Day("valid_to", sort=True, example="2028-05-31"),
    )
    order = "-reviewed_on"
    natural_key = ("enterprise", "reviewed_on")
    filters = (
        under("enterprise__area__path"),
        Named("expired", "已过期", when=lambda today: Q(result="passed", valid_to__lt=today)),
    )
    attaches = True
    teaches = "登记每次标准化评审的等级和有效期；企业的标准化等级取最近一次。"


@register
class Accounts(Ledger):
    """企业账号."""

    key, title, group, icon, place = "enterprise-accounts", "企业账号", RECORDS, "user", 23
    model, see, keep = (
        EnterpriseAccount,
        "enterprises.keep_accounts",
        "enterprises.keep_accounts",
    )
    columns = (
        enterprise(fixed=True),
        Text("account__name", "账号姓名"),
        Text("account__username", "用户名", sort=True),
        Day("valid_from", fixed=True),
        Day("valid_to"),
    )
    order = "-valid_from"
    creates = removes = imports = False

    teaches = "在企业的页面上“关联企业账号”；关联后，该账号只能看到这家企业。"
    filters = (
        Named(
            "in_force",
            "当前有效",
            when=holds,
        ),
    )

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        if record.valid_to is None and can(actor, self.keep, record):
            url = reverse("enterprises:unlink", args=[record.pk])
            yield Act("解除", url, tone="danger")
