"""The scheme of a visit: made, changed while it is a draft, and joined by another body."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from angen.audit.actions import record
from angen.enterprises.models import Enterprise, Site
from angen.enterprises.states import WORKING
from angen.inspections import library
from angen.inspections.access import INSPECT, SEE
from angen.inspections.events.visits import VisitJoined, VisitProposed, VisitRevised
from angen.inspections.models import Inspection, InspectionOfficer, Sheet
from angen.inspections.queries import origins
from angen.inspections.queries.caps import FREE, cap_of
from angen.inspections.queries.team import keys_of
from angen.inspections.states import InspectionState, Manner, Origin
from angen.inspections.suggestions import content_of, suggested
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused
from angen.orgs.models import Agency, Officer
from angen.plans.queries.team import team_of
from angen.plans.states import CAPS, DRAW_RULES

OPEN_SCHEME = (InspectionState.DRAFT, InspectionState.SUBMITTED, InspectionState.APPROVED)


@dataclass(frozen=True)
class Scheme:
    """What is asked for. The first of ``officers`` leads; empty for a draw, which named them.

    ``sheets`` and ``content`` are suggested from the enterprise where they are left empty.
    ``reason`` is why an unplanned visit is made, or why this one is not joined to another body's
    of the same month. ``follows`` names the visit to recheck; else it is the latest with open
    hazards.
    """

    agency: Agency
    enterprise: Enterprise
    origin: str
    planned_on: dt.date
    officers: Sequence[Officer] = ()
    manner: str = Manner.ORDINARY
    reason: str = ""
    report: str = ""
    campaign: UUID | None = None
    follows: Inspection | None = None
    site: Site | None = None
    sheets: Sequence[str] = ()
    content: str = ""
    helpers: str = ""
    partners: str = ""
    over_cap_reason: str = ""


@transaction.atomic
def propose_visit(scheme: Scheme, *, by: Actor) -> Inspection:
    """Make the scheme of a visit; refused outside the reach, over the cap, without its ground."""
    # Two schemes at once must count each other against the cap.
    links = ("area",)
    enterprise = Enterprise.objects.select_for_update(of=("self",)).select_related(*links)
    found = enterprise.get(pk=scheme.enterprise.pk)
    agency = Agency.objects.select_related("area").get(pk=scheme.agency.pk)
    require(by, "inspections.act_for", agency)
    _check_ground(scheme, found)
    links_of = _links(scheme, agency, found)
    origins.require_reach(agency, found, scheme.planned_on, links_of.cross_pair)
    _one_door(scheme, agency, found)
    _within_cap(scheme.origin, found, scheme.planned_on, scheme.over_cap_reason)
    officers = _team(scheme, links_of)
    sheets = _sheets(scheme.sheets) or suggested(found.sector, found.features, found.scale)
    made = Inspection.objects.create(
        agency=agency,
        enterprise=found,
        site=scheme.site,
        party=found.name,
        area=found.area,
        origin=scheme.origin,
        manner=_manner(scheme),
        reason=scheme.reason.strip(),
        plan_item=links_of.plan_item,
        drawn=links_of.drawn,
        cross_pair=links_of.cross_pair,
        campaign=scheme.campaign,
        report=scheme.report.strip(),
        follows=links_of.follows,
        planned_on=scheme.planned_on,
        content=scheme.content.strip() or content_of(sheets),
        helpers=scheme.helpers.strip(),
        partners=scheme.partners.strip(),
        over_cap_reason=scheme.over_cap_reason.strip(),
        made_by_id=by.pk,
    )
    _put_team(made, officers)
    _put_sheets(made, sheets)
    event = VisitProposed(
        enterprise=str(found.pk),
        origin=made.origin,
        manner=made.manner,
        planned_on=made.planned_on,
        officers=[one.pk for one in officers],
        sheets=sheets,
        reason=made.reason,
        over_cap_reason=made.over_cap_reason,
    )
    record(event, by=by, subject=made)
    return made


def _check_ground(scheme: Scheme, enterprise: Enterprise) -> None:
    if scheme.origin not in Origin.values or scheme.manner not in Manner.values:
        raise Refused("请选择检查来源和检查方式。")
    if enterprise.merged_into_id is not None or enterprise.business not in WORKING:
        raise Refused(f"{enterprise.name}已关闭、迁出或并入其他企业，不能安排检查。")
    if scheme.site is not None and scheme.site.enterprise_id != enterprise.pk:
        raise Refused("检查场所不属于这家企业，请重新选择。")
    if scheme.planned_on < timezone.localdate():
        raise Refused("拟检查日期已经过去，请改为今天或以后。")
    if scheme.origin == Origin.UNPLANNED and not scheme.reason.strip():
        raise Refused("计划外检查请写明理由。", article=origins.REACH)
    if scheme.origin == Origin.REPORT and not scheme.report.strip():
        raise Refused("举报核查请填写举报编号。")
    if scheme.origin == Origin.CAMPAIGN and scheme.campaign is None:
        raise Refused("专项检查请从专项行动里发起。")


def _links(scheme: Scheme, agency: Agency, enterprise: Enterprise) -> origins.Links:
    """What the visit refers to; for a recheck the visit that was named, if one was."""
    if scheme.origin == Origin.RECHECK and scheme.follows is not None:
        return origins.Links(follows=origins.require_followable(scheme.follows, agency, enterprise))
    return origins.links(scheme.origin, agency, enterprise, scheme.planned_on)


def _one_door(scheme: Scheme, agency: Agency, enterprise: Enterprise) -> None:
    """Two bodies do not come in the same month for the same thing (国办发〔2024〕54号)."""
    if scheme.origin in FREE or scheme.reason.strip():
        return
    other = origins.same_month(agency, enterprise, scheme.planned_on)
    if other is not None:
        raise Refused(
            f"{other.agency.name}本月（{other.planned_on:%m-%d}）也要检查{enterprise.name}，"
            "请在那次检查里“并入联合检查”；确需单独检查的，写明理由。",
            article=CAPS,
        )


def _within_cap(
    origin: str, enterprise: Enterprise, on: dt.date, reason: str, but: UUID | None = None
) -> None:
    if origin in FREE:
        return
    cap = cap_of(enterprise, on, but=but)
    if cap.reached and not reason.strip():
        raise Refused(
            f"{enterprise.name}（{cap.risk}）{on.year}年已检查或安排 {cap.made} 次，"
            f"年度上限 {cap.limit:f} 次；确需检查的写明超上限理由，由负责人批准。",
            article=CAPS,
        )


def _team(scheme: Scheme, links: origins.Links) -> list[Officer]:
    """Those asked for, the lead first; for a draw those drawn, with approved replacements."""
    asked = list(dict.fromkeys(scheme.officers))
    if links.drawn is None:
        return asked
    drawn = team_of(links.drawn)
    if asked and drawn and set(asked) != set(drawn):
        names = "、".join(one.name for one in drawn)
        raise Refused(
            f"这次抽查抽中的执法人员是{names}，不能自选；需要换人的请申请调换。",
            article=DRAW_RULES,
        )
    if drawn:
        return [one for one in asked if one in drawn] or drawn
    return asked


def _manner(scheme: Scheme) -> str:
    return Manner.ASSISTING if scheme.origin == Origin.ASSISTANCE else scheme.manner


def _sheets(keys: Sequence[str]) -> list[str]:
    for key in keys:
        if key not in library.sectors():
            raise Refused("没有这张检查表，请重新选择。")
    return list(dict.fromkeys(keys))


def _put_team(inspection: Inspection, officers: Sequence[Officer]) -> None:
    InspectionOfficer.objects.bulk_create(
        [
            InspectionOfficer(inspection=inspection, officer=one, lead=place == 0)
            for place, one in enumerate(officers)
        ]
    )


def _put_sheets(inspection: Inspection, keys: Sequence[str]) -> None:
    Sheet.objects.bulk_create([Sheet(inspection=inspection, sector=key) for key in keys])


def locked(inspection: Inspection) -> Inspection:
    """The visit as it stands, locked until the act ends."""
    links = ("agency__area", "enterprise__area", "plan_item", "drawn__draw", "cross_pair__round")
    rows = Inspection.objects.select_for_update(of=("self",)).select_related(*links)
    return rows.get(pk=inspection.pk)


@dataclass(frozen=True)
class Changes:
    """What may be changed of a scheme while it is a draft."""

    planned_on: dt.date
    officers: Sequence[Officer]
    sheets: Sequence[str]
    content: str = ""
    helpers: str = ""
    partners: str = ""
    over_cap_reason: str = ""


@transaction.atomic
def revise_visit(inspection: Inspection, *, changes: Changes, by: Actor) -> Inspection:
    """Change a scheme before it is sent for approval; those drawn stay as they were drawn."""
    inspection = locked(inspection)
    require(by, INSPECT, inspection)
    if inspection.state != InspectionState.DRAFT:
        raise Refused("方案报审后不能修改；需要改动的请先退回，或取消后重新拟定。")
    if changes.planned_on < timezone.localdate():
        raise Refused("拟检查日期已经过去，请改为今天或以后。")
    if inspection.origin == Origin.CROSS:
        origins.links(Origin.CROSS, inspection.agency, inspection.enterprise, changes.planned_on)
    _within_cap(
        inspection.origin,
        inspection.enterprise,
        changes.planned_on,
        changes.over_cap_reason,
        inspection.pk,
    )
    asked = list(dict.fromkeys(changes.officers))
    if inspection.drawn is not None and {one.pk for one in asked} != set(keys_of(inspection)):
        raise Refused("抽中的执法人员不能自选；需要换人的请申请调换。", article=DRAW_RULES)
    sheets = _sheets(changes.sheets)
    if not sheets:
        raise Refused("请至少选一张检查表。")
    inspection.planned_on = changes.planned_on
    inspection.content = changes.content.strip() or content_of(sheets)
    inspection.helpers = changes.helpers.strip()
    inspection.partners = changes.partners.strip()
    inspection.over_cap_reason = changes.over_cap_reason.strip()
    inspection.save()
    inspection.officers.all().delete()
    _put_team(inspection, asked)
    inspection.sheets.exclude(sector__in=sheets).delete()
    kept = set(inspection.sheets.values_list("sector", flat=True))
    _put_sheets(inspection, [key for key in sheets if key not in kept])
    event = VisitRevised(
        planned_on=inspection.planned_on,
        officers=[one.pk for one in asked],
        sheets=sheets,
        over_cap_reason=inspection.over_cap_reason,
    )
    record(event, by=by, subject=inspection)
    return inspection


@transaction.atomic
def join_visit(
    inspection: Inspection, *, agency: Agency, officers: Sequence[Officer], by: Actor
) -> Inspection:
    """Make another body's visit a joint one instead of coming a second time."""
    inspection = locked(inspection)
    require(by, SEE, inspection)
    require(by, "inspections.act_for", agency)
    if inspection.state not in OPEN_SCHEME:
        raise Refused("检查已经开始或已取消，不能再并入。")
    if inspection.agency_id == agency.pk:
        raise Refused("这次检查本来就是本机构的，直接修改检查组即可。")
    if inspection.drawn is not None:
        raise Refused("随机抽查的人员由抽取决定，请由抽查机构办理调换。", article=DRAW_RULES)
    present = set(keys_of(inspection))
    fresh = [one for one in dict.fromkeys(officers) if one.pk not in present]
    if not fresh:
        raise Refused("请选择本机构参加的执法人员；已在检查组的不用再选。")
    InspectionOfficer.objects.bulk_create(
        [InspectionOfficer(inspection=inspection, officer=one) for one in fresh]
    )
    known = [name for name in inspection.partners.split("、") if name]
    inspection.partners = "、".join(dict.fromkeys([*known, agency.name]))[:200]
    inspection.manner = Manner.JOINT
    inspection.save(update_fields=["partners", "manner"])
    event = VisitJoined(agency=agency.name, officers=[one.pk for one in fresh])
    record(event, by=by, subject=inspection)
    return inspection
