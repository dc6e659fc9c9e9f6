"""The ledger of enterprises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, Final

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from angen.desk.columns import Choice, Day, Phone, Ref, Shown, Text, Whole
from angen.desk.filters import Named, Soon
from angen.desk.keyset import Part
from angen.desk.ledger import Act, Ledger, Related, register
from angen.enterprises.columns import Coded, EnterpriseCode, Several
from angen.enterprises.industries import choices as industries
from angen.enterprises.ledgers.near import parts
from angen.enterprises.models import Enterprise, Supervision
from angen.enterprises.models.enterprises import INTERNAL
from angen.enterprises.queries.gaps import lacking, unlettered, unsupervised
from angen.enterprises.states import WORKING, Feature, Standard
from angen.kernel.access import NOBODY, Actor, can
from angen.kernel.numbers import days
from angen.orgs.ledgers.columns import area, under

GROUP: Final = "监管对象"
LEVELS = ("township", "village")


@dataclass(frozen=True)
class TownshipRef(Ref):
    """An area where a place can lie: a township, a park or a village, no county."""

    def targets(self, actor: Actor) -> QuerySet[Any]:
        found: QuerySet[Any] = super().targets(actor).filter(level__in=LEVELS, until=None)
        return found


def township(name: str = "area", **more: Any) -> TownshipRef:
    """A reference to a township or village."""
    like = area(name, **more)
    return TownshipRef(**{key.name: getattr(like, key.name) for key in fields(like)})


def file_of(record: Any) -> str:
    """The address of 一企一档."""
    return reverse("enterprises:file", args=[record.pk])


def supervisor() -> Subquery:
    """The name of the body that supervises today."""
    found = Supervision.objects.on(timezone.localdate()).filter(enterprise=OuterRef("pk"))
    return Subquery(found.order_by("-valid_from").values("agency__name")[:1])


def standard_lapsing(today: dt.date) -> Q:
    """Standardisation that ends within the days at which policy warns."""
    span = days("standard_warning_days", today)
    return NOBODY if span is None else Q(standard_until__gte=today, standard_until__lt=today + span)


@register
class Enterprises(Ledger):
    """企业."""

    key, title, group, icon, place = "enterprises", "企业", GROUP, "building-factory-2", 10
    model, see, keep = Enterprise, "enterprises.see", "enterprises.keep"
    columns = (
        Text("name", sort=True, link=file_of, width=36, example="日照某某化工有限公司"),
        EnterpriseCode(
            "code",
            required=False,
            in_list=False,
            search=True,
            example="913711007060517844",
            help=f"没有的填以 {INTERNAL} 开头的内部编号并选择原因；登记时可留空，由系统编号。",
        ),
        Choice("no_code_reason", in_list=False, example="无营业执照"),
        township(sort=False),  # a million enterprises are sorted by what an index holds in order
        Text("address", in_list=False, width=40, example="招贤镇工业路 8 号"),
        Choice("sector", filter=True, example="危险化学品"),
        Coded("industry", in_list=False, choices=industries(), example="26"),
        Choice("scale", filter=True, in_list=False, example="小型"),
        Choice("licence", filter=True, in_list=False, example="证照齐全"),
        Choice("business", filter=True, example="在业"),
        Whole("employees", in_list=False, unit="人", example="86"),
        Text("principal", in_list=False, example="王伟"),
        Phone("phone", example="13806330000"),
        Several("features", choices=tuple(Feature.choices), in_list=False, example="有限空间"),
        Day("registered_on", in_list=False, example="2016-05-01"),
        Day("closed_on", in_list=False, help="关闭注销或迁出的才填。"),
        Shown("risk", "风险等级", of=lambda record: record.get_risk_display()),
        Shown("risk_on", "风险评定日期", in_list=False),
        Shown("standard", "标准化", of=lambda record: record.get_standard_display()),
        Shown("standard_until", "标准化有效期至", in_list=False),
        Shown("supervisor", "监管主体"),
    )
    order = "name"
    natural_key = ("code",)
    mends = ("code",)
    search_fields = ("name", "address", "code")
    filters = (
        under("places__area__path"),
        Named("working", "在管（未关闭、未迁出）", when=lambda today: Q(business__in=WORKING)),
        Named("red", "红色风险", when=lambda today: Q(risk="red")),
        Named("orange", "橙色风险", when=lambda today: Q(risk="orange")),
        Named("unsupervised", "无监管主体", when=unsupervised),
        Named("lacking", "责任人不全", when=lacking),
        Named("unlettered", "本年未签两书", when=lambda today: unlettered(today.year)),
        Named(
            "standardised",
            "标准化有效",
            when=lambda today: Q(standard__in=Standard.values, standard_until__gte=today),
        ),
        Soon("lapsing", "标准化{}到期", when=standard_lapsing, number="standard_warning_days"),
    )
    removes = False
    teaches = "逐户登记或用表格导入；没有代码的无证场所也要登记。登记后确定监管主体和责任人。"

    def annotate(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        found: QuerySet[Any] = queryset.annotate(supervisor=supervisor())
        return found

    def parts(self, actor: Actor) -> list[Part]:
        return parts(actor)

    def name_of(self, record: Any) -> str:
        return str(record.name)

    def before_write(self, record: Any, values: dict[str, Any], actor: Actor) -> None:
        if not record.code:
            # The last digits of the key are random: two offices cannot give the same number.
            record.code = f"{INTERNAL}{record.pk.hex[-12:].upper()}"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        yield Act("一企一档", file_of(record), tone="primary")
        for name, label, permission in (
            ("rename", "更名", "enterprises.keep"),
            ("supervise", "确定（移交）监管主体", "enterprises.supervise"),
            ("appoint", "指定责任人", "enterprises.appoint"),
            ("letter", "签订两书", "enterprises.sign_letter"),
            ("rate", "评定风险", "enterprises.rate"),
            ("hazard", "登记重大危险源", "enterprises.register_hazard"),
            ("merge", "合并重复记录", "enterprises.merge"),
            ("account", "关联企业账号", "enterprises.link_account"),
        ):
            if can(actor, permission, record):
                yield Act(label, reverse(f"enterprises:{name}", args=[record.pk]))

    def related(self, record: Any) -> Iterable[Related]:
        named = {"enterprise": f"{record.code}/{record.name}"}
        for key, new in (
            ("enterprise-sites", True),
            ("enterprise-contacts", True),
            ("supervisions", False),
            ("responsibles", False),
            ("letters", True),
            ("risk-ratings", False),
            ("standardisation", True),
            ("major-hazards", False),
            ("former-names", False),
        ):
            yield Related(key, "enterprise", new=named if new else {})
