"""Who supervises, who answers, and the two letters."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from angen.audit.actions import record
from angen.desk.dated import holds
from angen.enterprises.actions.checks import locked, not_in_future, said
from angen.enterprises.events.enterprises import (
    LetterSigned,
    ResponsibleAppointed,
    ResponsibleEnded,
    SupervisionTransferred,
)
from angen.enterprises.models import Enterprise, Letter, Responsible, Supervision
from angen.enterprises.states import LetterKind, Level, Link
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused
from angen.orgs.models import Agency, Officer, VillageOfficer
from angen.orgs.states import VillageOfficerState

ONE_BODY = "弥安发〔2020〕3号 （五）"
CHAIN = "湘政办意见 第23条"
LETTERS = "咸宁市第125号建议答复"
DAY = dt.timedelta(days=1)


@transaction.atomic
def transfer_supervision(
    enterprise: Enterprise,
    *,
    agency: Agency,
    level: str,
    since: dt.date,
    reason: str,
    document: str = "",
    by: Actor,
) -> Supervision:
    """Name the supervising body from ``since`` on; the one before ends the day before."""
    enterprise = locked(enterprise)
    require(by, "enterprises.supervise", enterprise)
    reason = said(reason, "确定或移交的理由", ONE_BODY)
    if level not in Level.values:
        raise Refused("请选择监管层级。")
    if not Agency.objects.filter(holds(since), pk=agency.pk).exists():
        raise Refused(f"{agency.name}在 {since} 不存在或已撤销，请另选监管主体。")
    known = Supervision.objects.filter(enterprise=enterprise)
    later = known.filter(valid_from__gte=since).order_by("valid_from").first()
    if later is not None:
        raise Refused(
            f"{later.valid_from} 起已确定由{later.agency.name}监管，移交日期应在其后。",
            article=ONE_BODY,
        )
    before = known.on(since).first()
    if before is not None:
        if (before.agency_id, before.level) == (agency.pk, level):
            raise Refused("监管主体和监管层级都没有变化，不需要移交。")
        before.valid_to = since - DAY
        before.save(update_fields=["valid_to"])
    made = Supervision.objects.create(
        enterprise=enterprise,
        agency=agency,
        level=level,
        valid_from=since,
        reason=reason,
        document=document.strip(),
    )
    event = SupervisionTransferred(
        before=str(before.agency) if before else "",
        after=str(agency),
        level=level,
        since=since,
        reason=reason,
    )
    record(event, by=by, subject=enterprise)
    return made


@transaction.atomic
def appoint_responsible(
    enterprise: Enterprise,
    *,
    link: str,
    person: Officer | VillageOfficer,
    since: dt.date,
    by: Actor,
) -> Responsible:
    """Name who answers for one link of the chain; the one before ends the day before."""
    enterprise = locked(enterprise)
    require(by, "enterprises.appoint", enterprise)
    village = link == Link.VILLAGE
    if link not in Link.values or village != isinstance(person, VillageOfficer):
        raise Refused("包保领导和监管责任人从人员中选，村（社区）安全员从村（社区）安全员中选。")
    if isinstance(person, VillageOfficer) and person.state != VillageOfficerState.APPROVED:
        raise Refused(
            "这名村（社区）安全员未经审定或已离任，不能作为责任人。", article="湘政办意见 第6条"
        )
    known = Responsible.objects.filter(enterprise=enterprise, link=link)
    later = known.filter(valid_from__gte=since).first()
    if later is not None:
        raise Refused(f"{later.valid_from} 起这一级已有责任人，起始日期应在其后。", article=CHAIN)
    before = known.on(since).first()
    if before is not None:
        if person in (before.officer, before.village_officer):
            raise Refused("这一级的责任人就是他（她），不需要重新指定。")
        before.valid_to = since - DAY
        before.save(update_fields=["valid_to"])
    made = Responsible.objects.create(
        enterprise=enterprise,
        link=link,
        valid_from=since,
        officer=None if isinstance(person, VillageOfficer) else person,
        village_officer=person if isinstance(person, VillageOfficer) else None,
    )
    event = ResponsibleAppointed(link=link, person=str(person.pk), since=since)
    record(event, by=by, subject=enterprise)
    return made


@transaction.atomic
def end_responsible(
    responsible: Responsible, *, last_day: dt.date, reason: str, by: Actor
) -> Responsible:
    """End one link without a successor: from the next day on it is a gap."""
    responsible = Responsible.objects.select_for_update(of=("self",)).get(pk=responsible.pk)
    require(by, "enterprises.keep_responsibles", responsible)
    reason = said(reason, "结束的原因")
    if responsible.valid_to is not None and responsible.valid_to <= last_day:
        raise Refused("这名责任人已经结束。")
    if last_day < responsible.valid_from:
        raise Refused(f"起始日期是 {responsible.valid_from}，最后一天不能更早。")
    responsible.valid_to = last_day
    responsible.save(update_fields=["valid_to"])
    event = ResponsibleEnded(link=responsible.link, last_day=last_day, reason=reason)
    record(event, by=by, subject=responsible.enterprise)
    return responsible


@transaction.atomic
def sign_letter(
    enterprise: Enterprise,
    *,
    kind: str,
    year: int,
    signed_on: dt.date,
    signed_by: str,
    valid_to: dt.date,
    agency: Agency | None = None,
    by: Actor,
) -> Letter:
    """Record that the notice was received or the undertaking signed for a year (咸宁: 两书)."""
    enterprise = locked(enterprise)
    require(by, "enterprises.sign_letter", enterprise)
    not_in_future(signed_on, "签订日期")
    if kind not in LetterKind.values:
        raise Refused("请选择责任告知书或责任承诺书。")
    signed_by = said(signed_by, "签收（承诺）人", LETTERS)
    if signed_on.year not in (year - 1, year):
        raise Refused(f"{year} 年度的书应在 {year - 1} 年或 {year} 年签订，请核对年度和日期。")
    if valid_to < signed_on:
        raise Refused("有效期早于签订日期，请核对两个日期。")
    known = Letter.objects.filter(enterprise=enterprise, kind=kind, year=year)
    if known.exists():
        raise Refused(
            f"{year} 年度的{LetterKind(kind).label}已登记，请直接修改原记录。", article=LETTERS
        )
    letter = Letter.objects.create(
        enterprise=enterprise,
        kind=kind,
        year=year,
        signed_on=signed_on,
        signed_by=signed_by,
        valid_to=valid_to,
        agency=agency,
    )
    event = LetterSigned(kind=kind, year=year, signed_on=signed_on, valid_to=valid_to)
    record(event, by=by, subject=enterprise)
    return letter
