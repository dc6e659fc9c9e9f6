"""Certificates: suspension, lifting, checks against the issuer's register; checks of presence."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from angen.audit.actions import record
from angen.desk.dated import holds
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused
from angen.orgs.events.people import (
    CertificateChecked,
    CertificateSuspended,
    OfficerSighted,
    SuspensionLifted,
)
from angen.orgs.models import (
    Agency,
    Certificate,
    CertificateCheck,
    CertificateSuspension,
    Officer,
    Sighting,
)


def _locked(certificate: Certificate) -> Certificate:
    return Certificate.objects.select_for_update().get(pk=certificate.pk)


def not_in_future(day: dt.date, what: str) -> None:
    """Refuse a day that has not come yet; ``what`` names it ("查岗日期")."""
    if day > timezone.localdate():
        raise Refused(f"{what}不能晚于今天，请核对日期。")


@transaction.atomic
def suspend_certificate(
    certificate: Certificate, *, since: dt.date, reason: str, by: Actor
) -> CertificateSuspension:
    """Forbid the use of a certificate from ``since`` until it is lifted."""
    certificate = _locked(certificate)
    require(by, "orgs.suspend_certificate", certificate)
    not_in_future(since, "暂扣起始日期")
    if not reason.strip():
        raise Refused("请写明暂扣原因。")
    if since < certificate.valid_from:
        raise Refused(f"证件自 {certificate.valid_from} 起有效，暂扣日期不能早于这一天。")
    last = certificate.suspensions.order_by("valid_from").last()
    if last is not None and (last.valid_to is None or last.valid_to >= since):
        until = f"至 {last.valid_to}" if last.valid_to else "尚未解除"
        raise Refused(f"该证自 {last.valid_from} 起已暂扣（{until}），不能重复暂扣。")
    made = CertificateSuspension.objects.create(
        certificate=certificate, valid_from=since, reason=reason
    )
    event = CertificateSuspended(number=certificate.number, since=since, reason=reason)
    record(event, by=by, subject=certificate)
    return made


@transaction.atomic
def lift_suspension(
    certificate: Certificate, *, last_day: dt.date, reason: str, by: Actor
) -> CertificateSuspension:
    """End the suspension in force; ``last_day`` is its last day."""
    certificate = _locked(certificate)
    require(by, "orgs.suspend_certificate", certificate)
    not_in_future(last_day, "暂扣截止日期")
    if not reason.strip():
        raise Refused("请写明解除暂扣的原因。")
    found = certificate.suspensions.select_for_update().filter(valid_to=None).first()
    if found is None:
        raise Refused("该证现在没有暂扣，不需要解除。")
    if last_day < found.valid_from:
        raise Refused(f"该证自 {found.valid_from} 起暂扣，截止日期不能早于这一天。")
    found.valid_to, found.lifted_for = last_day, reason
    found.save(update_fields=["valid_to", "lifted_for"])
    event = SuspensionLifted(number=certificate.number, last_day=last_day, reason=reason)
    record(event, by=by, subject=certificate)
    return found


@transaction.atomic
def check_certificate(
    certificate: Certificate,
    *,
    checked_on: dt.date,
    genuine: bool,
    source: str,
    note: str = "",
    by: Actor,
) -> CertificateCheck:
    """Record what the issuer's register says of a number; a later check replaces an earlier one."""
    certificate = _locked(certificate)
    require(by, "orgs.verify_certificate", certificate)
    not_in_future(checked_on, "核验日期")
    if not source.strip():
        raise Refused("请写明核验途径，例如发证机关的证件查询系统。")
    if not genuine and not note.strip():
        raise Refused("核验不属实的，请在说明中写明哪里不符。")
    made = CertificateCheck.objects.create(
        certificate=certificate,
        checked_on=checked_on,
        genuine=genuine,
        source=source,
        note=note,
        checked_by=by.display_name,
    )
    event = CertificateChecked(
        number=certificate.number, checked_on=checked_on, genuine=genuine, source=source
    )
    record(event, by=by, subject=certificate)
    return made


@transaction.atomic
def sight_officer(
    officer: Officer,
    *,
    agency: Agency,
    seen_on: dt.date,
    in_post: bool,
    note: str = "",
    by: Actor,
) -> Sighting:
    """Record whether the person was at the post in ``agency`` on a day."""
    officer = Officer.objects.select_for_update(of=("self",)).get(pk=officer.pk)
    require(by, "orgs.sight_officer", officer)
    not_in_future(seen_on, "查岗日期")
    if not officer.appointments.filter(holds(seen_on), agency=agency).exists():
        raise Refused(f"{officer.name} {seen_on} 在“{agency.name}”没有任职，请核对机构和日期。")
    if officer.sightings.filter(agency=agency, seen_on=seen_on).exists():
        raise Refused(f"{officer.name} {seen_on} 已有查岗记录，一天只登记一次。")
    if not in_post and not note.strip():
        raise Refused("不在岗的，请在说明中写明去向或查岗情况。")
    made = Sighting.objects.create(
        officer=officer,
        agency=agency,
        seen_on=seen_on,
        in_post=in_post,
        note=note,
        seen_by=by.display_name,
    )
    event = OfficerSighted(agency=agency.name, seen_on=seen_on, in_post=in_post)
    record(event, by=by, subject=officer)
    return made
