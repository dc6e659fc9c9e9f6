"""Ledgers of certificates, their checks and suspensions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from angen.desk.columns import Choice, Day, Flag, Ref, Shown, Text
from angen.desk.dated import holds
from angen.desk.filters import Named, OneOf, Soon
from angen.desk.ledger import Act, Ledger, Related, register
from angen.kernel.access import NOBODY, Actor, can
from angen.kernel.numbers import days
from angen.orgs.ledgers.columns import GROUP, RECORDS, Until, person, under
from angen.orgs.models import Certificate, CertificateCheck, CertificateSuspension
from angen.orgs.queries.certificates import WARNINGS, Standing, expires_within, with_standing

STANDINGS = dict(Standing.choices)


def _standing(record: Any) -> str:
    return str(STANDINGS[record.standing])


def _warning(number: str) -> Soon:
    def ending(today: dt.date) -> Q:
        span = days(number, today)
        return NOBODY if span is None else expires_within(span.days, today)

    return Soon(number.removeprefix("certificate_"), "{}到期", when=ending, number=number)


@register
class Certificates(Ledger):
    """证件."""

    key, title, group, icon, place = "certificates", "证件", GROUP, "certificate", 50
    model, see, keep = Certificate, "orgs.see_certificates", "orgs.keep_certificates"
    columns = (
        Text("number", search=True, sort=True, example="15110012345"),
        person(),
        Shown("officer__agency__name", "所在机构", sort=True),
        Choice("kind", filter=True, sort=True),
        Text("scope", in_list=False, example="安全生产"),
        Text("issuer", in_list=False, example="山东省人民政府"),
        Day("valid_from", in_list=False),
        Until("valid_to", "有效期至", sort=True, filter=True),
        Shown("standing", "效力", of=_standing, sort_by="standing"),
    )
    order = "valid_to"
    natural_key = ("kind", "number")
    select = ("officer__agency",)
    filters = (
        under("officer__agency__area__path"),
        OneOf("standing", "效力", choices=tuple(Standing.choices)),
        *(_warning(number) for number in WARNINGS),
    )
    teaches = (
        "处罚须由两名以上持证人员实施（行政处罚法 第四十二条）；到期、暂扣和核验情况在此查看。"
    )

    def annotate(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return with_standing(queryset, timezone.localdate())

    def name_of(self, record: Any) -> str:
        return f"{record.get_kind_display()} {record.number}"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        if can(actor, "orgs.verify_certificate", record):
            yield Act("登记核验", reverse("orgs:certificate_check", args=[record.pk]))
        if can(actor, "orgs.suspend_certificate", record):
            if record.suspensions.filter(valid_to=None).exists():
                yield Act("解除暂扣", reverse("orgs:certificate_lift", args=[record.pk]))
            else:
                url = reverse("orgs:certificate_suspend", args=[record.pk])
                yield Act("暂扣", url, tone="danger")

    def related(self, record: Any) -> Iterable[Related]:
        yield Related("certificate-checks", "certificate", "核验")
        yield Related("certificate-suspensions", "certificate", "暂扣")


def certificate() -> Ref:
    """The certificate a record speaks of."""
    return Ref(
        "certificate",
        see="orgs.see_certificates",
        by=("number",),
        ledger="certificates",
        search=True,
        sort=True,
    )


@register
class Checks(Ledger):
    """证件核验."""

    key, title, group, icon, place = "certificate-checks", "证件核验", RECORDS, "shield-check", 20
    model, see = CertificateCheck, "orgs.see_certificate_checks"
    columns = (
        certificate(),
        Shown("certificate__officer__name", "持证人", sort=True),
        Day("checked_on", sort=True, filter=True),
        Flag("genuine", filter=True),
        Text("source"),
        Text("checked_by"),
        Text("note"),
    )
    order = "-checked_on"
    select = ("certificate__officer",)
    filters = (under("certificate__officer__agency__area__path"),)
    teaches = "在证件页面点“登记核验”登记。"

    def name_of(self, record: Any) -> str:
        return f"{record.checked_on} 核验 {record.certificate.number}"


@register
class Suspensions(Ledger):
    """证件暂扣."""

    key, title, group, icon = "certificate-suspensions", "证件暂扣", RECORDS, "hand-stop"
    place = 21
    model, see = CertificateSuspension, "orgs.see_certificate_suspensions"
    columns = (
        certificate(),
        Shown("certificate__officer__name", "持证人", sort=True),
        Day("valid_from", sort=True, filter=True),
        Until("valid_to", sort=True),
        Text("reason"),
        Text("lifted_for"),
    )
    order = "-valid_from"
    select = ("certificate__officer",)
    filters = (
        under("certificate__officer__agency__area__path"),
        Named("in_force", "暂扣中", when=holds),
    )
    teaches = "在证件页面点“暂扣”登记。"

    def name_of(self, record: Any) -> str:
        return f"{record.certificate.number} 暂扣"
