"""Major hazard installations: registered and graded, filed, reported, assessed anew, closed.

安全生产法 第四十条; GB 18218; 湘政办意见 第16条 (report level by level, responsible unit and person).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from angen.audit.actions import record
from angen.desk.dated import holds
from angen.enterprises.actions.checks import locked, not_in_future, said, years_later
from angen.enterprises.events.hazards import (
    HazardClosed,
    HazardFiled,
    HazardReassessed,
    HazardRegistered,
    HazardReported,
)
from angen.enterprises.gb18218 import Graded, graded
from angen.enterprises.models import Enterprise, HazardFiling, HazardSubstance, MajorHazard, Site
from angen.enterprises.states import ARTICLE_40, ARTICLE_RULES
from angen.enterprises.states import MajorHazardState as State
from angen.enterprises.states import major_hazard as machine
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused
from angen.orgs.models import Agency, Area
from angen.rulebook.queries import value

PERSONS = "湘政办意见 第16条"
HIGHER = (Area.Level.COUNTY, Area.Level.PREFECTURE, Area.Level.PROVINCE)
Quantities = Sequence[tuple[str, Decimal]]


@dataclass(frozen=True)
class Persons:
    """Who answers for an installation; unit and principal are required."""

    unit: str
    principal: str
    technical: str = ""
    operator: str = ""
    phone: str = ""


def renewal(enterprise: Enterprise, assessed_on: dt.date) -> dt.date:
    """The day by which a unit must be identified and graded anew."""
    years = value("major_hazard_renewal_years", enterprise.area, assessed_on)
    if years is None:
        raise Refused(
            "政策库里没有这一天的重大危险源重新辨识评估年限，无法算出期限。请联系系统管理员安装国家政策包。"
        )
    return years_later(assessed_on, int(years.value))


@transaction.atomic
def register_major_hazard(
    enterprise: Enterprise,
    *,
    name: str,
    kind: str,
    residents: int,
    assessed_on: dt.date,
    quantities: Quantities,
    persons: Persons,
    site: Site | None = None,
    by: Actor,
) -> MajorHazard:
    """Register a unit; R and grade follow from the substances. ``quantities``: (row key, tonnes)."""
    enterprise = locked(enterprise)
    require(by, "enterprises.register_hazard", enterprise)
    not_in_future(assessed_on, "辨识评估日期")
    name = said(name, "单元名称")
    unit = said(persons.unit, "责任部门", PERSONS)
    principal = said(persons.principal, "主要负责人", PERSONS)
    known = MajorHazard.objects.filter(enterprise=enterprise, name=name)
    if known.exclude(state=State.CLOSED).exists():
        raise Refused("该企业已登记同名单元，请直接办理原记录。")
    result = graded(quantities, residents=residents, day=assessed_on)
    hazard = MajorHazard.objects.create(
        enterprise=enterprise,
        site=site,
        name=name,
        kind=kind,
        residents=residents,
        assessed_on=assessed_on,
        edition=result.edition.name,
        r_value=result.r_value,
        grade=result.grade,
        unit=unit,
        principal=principal,
        technical=persons.technical.strip(),
        operator=persons.operator.strip(),
        phone=persons.phone.strip(),
        due_on=renewal(enterprise, assessed_on),
    )
    _keep_substances(hazard, result)
    event = HazardRegistered(
        edition=result.edition.name,
        substances=_said(result),
        r_value=str(result.r_value),
        grade=result.grade,
        assessed_on=assessed_on,
    )
    record(event, by=by, subject=hazard)
    return hazard


@transaction.atomic
def reassess_major_hazard(
    hazard: MajorHazard,
    *,
    residents: int,
    assessed_on: dt.date,
    quantities: Quantities,
    by: Actor,
) -> MajorHazard:
    """Identify and grade anew, as every three years and after any change; it must be filed again."""
    hazard = _locked(hazard)
    require(by, "enterprises.keep_hazards", hazard)
    not_in_future(assessed_on, "辨识评估日期")
    if assessed_on < hazard.assessed_on:
        raise Refused(f"上一次辨识评估是 {hazard.assessed_on}，这次不能更早。")
    machine.move(hazard, "reassess")
    result = graded(quantities, residents=residents, day=assessed_on)
    hazard.residents, hazard.assessed_on = residents, assessed_on
    hazard.edition, hazard.r_value = result.edition.name, result.r_value
    hazard.grade, hazard.due_on = result.grade, renewal(hazard.enterprise, assessed_on)
    hazard.save()
    hazard.substances.all().delete()
    _keep_substances(hazard, result)
    event = HazardReassessed(
        edition=result.edition.name,
        substances=_said(result),
        r_value=str(result.r_value),
        grade=result.grade,
        assessed_on=assessed_on,
    )
    record(event, by=by, subject=hazard)
    return hazard


@transaction.atomic
def file_major_hazard(
    hazard: MajorHazard, *, agency: Agency, number: str, filed_on: dt.date, by: Actor
) -> HazardFiling:
    """File with an authority of county level or above; a later filing is a renewal."""
    hazard = _locked(hazard)
    require(by, "enterprises.file_major_hazard", hazard)
    not_in_future(filed_on, "备案日期")
    number = said(number, "备案编号", ARTICLE_40)
    _higher(agency, filed_on)
    if filed_on < hazard.assessed_on:
        raise Refused(f"辨识评估日期是 {hazard.assessed_on}，备案不能更早。", article=ARTICLE_40)
    if filed_on >= hazard.due_on:
        raise Refused(
            f"辨识评估到 {hazard.due_on} 已满三年，请先重新辨识评估再备案。", article=ARTICLE_RULES
        )
    machine.move(hazard, "file")
    hazard.save(update_fields=["state"])
    earlier = hazard.filings.exclude(kind=HazardFiling.Kind.REPORT).exists()
    filing = HazardFiling.objects.create(
        hazard=hazard,
        kind=HazardFiling.Kind.RENEW if earlier else HazardFiling.Kind.FILE,
        agency=agency,
        number=number,
        filed_on=filed_on,
        valid_to=hazard.due_on,
    )
    event = HazardFiled(
        kind=filing.kind,
        agency=str(agency),
        number=number,
        filed_on=filed_on,
        valid_to=hazard.due_on,
    )
    record(event, by=by, subject=hazard)
    return filing


@transaction.atomic
def report_major_hazard(
    hazard: MajorHazard, *, agency: Agency, reported_on: dt.date, by: Actor
) -> HazardFiling:
    """Report a filed installation to a higher authority, level by level (湘政办意见 第16条)."""
    hazard = _locked(hazard)
    require(by, "enterprises.file_major_hazard", hazard)
    not_in_future(reported_on, "上报日期")
    if hazard.state != State.FILED:
        raise Refused("重大危险源备案后才能逐级上报。", article=PERSONS)
    _higher(agency, reported_on)
    told = HazardFiling.objects.filter(hazard=hazard, agency=agency)
    if told.filter(filed_on__gte=hazard.assessed_on).exists():
        raise Refused(f"这次辨识评估后已报过{agency.name}，不必重复上报。", article=PERSONS)
    filing = HazardFiling.objects.create(
        hazard=hazard, kind=HazardFiling.Kind.REPORT, agency=agency, filed_on=reported_on
    )
    record(HazardReported(agency=str(agency), reported_on=reported_on), by=by, subject=hazard)
    return filing


@transaction.atomic
def close_major_hazard(
    hazard: MajorHazard, *, closed_on: dt.date, reason: str, by: Actor
) -> MajorHazard:
    """Record that the unit no longer is a major hazard installation."""
    hazard = _locked(hazard)
    require(by, "enterprises.file_major_hazard", hazard)
    not_in_future(closed_on, "核销日期")
    reason = said(reason, "核销理由", ARTICLE_RULES)
    if closed_on < hazard.assessed_on:
        raise Refused(f"辨识评估日期是 {hazard.assessed_on}，核销不能更早。")
    machine.move(hazard, "close")
    hazard.closed_on = closed_on
    hazard.save(update_fields=["state", "closed_on"])
    record(HazardClosed(closed_on=closed_on, reason=reason), by=by, subject=hazard)
    return hazard


def _locked(hazard: MajorHazard) -> MajorHazard:
    return MajorHazard.objects.select_for_update(of=("self",)).get(pk=hazard.pk)


def _higher(agency: Agency, day: dt.date) -> None:
    """Filings go to a living authority of county level or above."""
    if agency.area.level not in HIGHER:
        raise Refused("重大危险源应报县级以上应急管理部门备案，请另选机关。", article=ARTICLE_40)
    if not Agency.objects.filter(holds(day), pk=agency.pk).exists():
        raise Refused(f"{agency.name}在 {day} 不存在或已撤销，请另选机关。")


def _keep_substances(hazard: MajorHazard, result: Graded) -> None:
    HazardSubstance.objects.bulk_create(
        HazardSubstance(
            hazard=hazard,
            entry=term.row.key,
            name=term.row.name,
            quantity=term.quantity,
            critical=term.row.critical,
            beta=term.row.beta,
        )
        for term in result.terms
    )


def _said(result: Graded) -> dict[str, str]:
    return {term.row.name: str(term.quantity) for term in result.terms}
