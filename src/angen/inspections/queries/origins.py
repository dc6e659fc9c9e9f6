"""What a visit follows from: the item of a plan, the drawn enterprise, the pair, the earlier visit.

Nobody has to look these up: from the body, the enterprise and the day it follows which one is meant.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from angen.enterprises.models import Enterprise, Supervision
from angen.inspections.models import Hazard, Inspection
from angen.inspections.states import OPEN, RECHECK_RULES, InspectionState, Origin
from angen.kernel.refusal import Refused
from angen.orgs.models import Agency
from angen.plans.models import CrossPair, DrawnObject, PlanItem
from angen.plans.states import DRAW_RULES, IN_FORCE, PLAN_RULES, DrawState

OPEN_DRAWS = (DrawState.REVEALED, DrawState.PUBLISHED)
CROSS_RULES = "异地互查安排"
REACH = "安全生产法 第六十二条"


@dataclass(frozen=True)
class Links:
    """The records a visit refers to; at most one of them is set."""

    plan_item: PlanItem | None = None
    drawn: DrawnObject | None = None
    cross_pair: CrossPair | None = None
    follows: Inspection | None = None


def taken(field: str) -> QuerySet[Any]:
    """Visits that were not cancelled and refer to something by ``field``."""
    kept = Inspection.objects.exclude(state=InspectionState.CANCELLED)
    found: QuerySet[Any] = kept.filter(**{f"{field}__isnull": False}).values(field)
    return found


def due_items(agency: Agency, year: int) -> QuerySet[PlanItem]:
    """Visits that the plan in force promises and nobody has arranged."""
    return PlanItem.objects.filter(
        plan__agency=agency, plan__year=year, plan__state__in=IN_FORCE, merged_into=None
    ).exclude(pk__in=taken("plan_item"))


def due_drawn(agency: Agency) -> QuerySet[DrawnObject]:
    """Drawn enterprises of the body's draws that nobody has arranged a visit to."""
    found = DrawnObject.objects.filter(draw__agency=agency, draw__state__in=OPEN_DRAWS)
    return found.exclude(pk__in=taken("drawn"))


def links(origin: str, agency: Agency, enterprise: Enterprise, on: dt.date) -> Links:
    """What a visit of ``origin`` refers to; Refused where there is nothing it could refer to."""
    if origin == Origin.PLAN:
        return Links(plan_item=_item(agency, enterprise, on))
    if origin == Origin.DRAW:
        return Links(drawn=_drawn(agency, enterprise))
    if origin == Origin.CROSS:
        return Links(cross_pair=_pair(agency, enterprise, on))
    if origin == Origin.RECHECK:
        return Links(follows=_followed(agency, enterprise))
    return Links()


def _item(agency: Agency, enterprise: Enterprise, on: dt.date) -> PlanItem:
    near = due_items(agency, on.year).filter(enterprise=enterprise).order_by("month", "pk")
    found = min(near, key=lambda item: abs(item.month - on.month), default=None)
    if found is None:
        raise Refused(
            f"{agency.name}{on.year}年度计划里没有对{enterprise.name}待安排的检查；"
            "请先调整计划，或选“计划外检查”并写明理由。",
            article=PLAN_RULES,
        )
    return found


def _drawn(agency: Agency, enterprise: Enterprise) -> DrawnObject:
    found = due_drawn(agency).filter(enterprise=enterprise).select_related("draw")
    one = found.order_by("-draw__prepared_at").first()
    if one is None:
        raise Refused(
            f"{agency.name}的随机抽查没有抽中{enterprise.name}，或已安排检查；"
            "抽中哪家查哪家，不能自选。",
            article=DRAW_RULES,
        )
    return one


def _pair(agency: Agency, enterprise: Enterprise, on: dt.date) -> CrossPair:
    pairs = CrossPair.objects.filter(
        visitor=agency.area, round__starts_on__lte=on, round__ends_on__gte=on
    ).select_related("visited", "round")
    for pair in pairs:
        if enterprise.area.path.startswith(pair.visited.path):
            return pair
    raise Refused(
        f"{on:%Y-%m-%d}没有安排{agency.area.name}到{enterprise.name}所在地互查，"
        "请核对互查配对和起止日期。",
        article=CROSS_RULES,
    )


def _followed(agency: Agency, enterprise: Enterprise) -> Inspection:
    """The latest visit of the body whose hazards are still open."""
    made = Inspection.objects.filter(
        agency=agency, enterprise=enterprise, state=InspectionState.RECORDED
    )
    waiting = Hazard.objects.filter(state__in=OPEN, inspection__in=made).values("inspection")
    found = made.filter(pk__in=waiting).order_by("-visited_on", "-pk").first()
    if found is None:
        raise Refused(
            f"{agency.name}以前对{enterprise.name}的检查没有待整改的隐患，不需要复查。",
            article=RECHECK_RULES,
        )
    return found


def require_reach(
    agency: Agency, enterprise: Enterprise, on: dt.date, pair: CrossPair | None
) -> None:
    """Refuse a visit outside the body's area, unless it supervises there or was sent there."""
    inside = agency.area.path
    if pair is not None or enterprise.area.path.startswith(inside):
        return
    if enterprise.places.filter(area__path__startswith=inside).exists():
        return
    if Supervision.objects.on(on).filter(agency=agency, enterprise=enterprise).exists():
        return
    raise Refused(
        f"{enterprise.name}不在{agency.name}的辖区内，也不由它监管；"
        "请移交有管辖权的机构，或按异地互查安排检查。",
        article=REACH,
    )


def same_month(agency: Agency, enterprise: Enterprise, on: dt.date) -> Inspection | None:
    """Another body's visit to the enterprise arranged for the same month and not yet begun."""
    waiting = (InspectionState.DRAFT, InspectionState.SUBMITTED, InspectionState.APPROVED)
    others = Inspection.objects.filter(
        enterprise=enterprise,
        state__in=waiting,
        planned_on__year=on.year,
        planned_on__month=on.month,
    ).exclude(agency=agency)
    return others.select_related("agency").order_by("planned_on").first()


def require_followable(followed: Inspection, agency: Agency, enterprise: Enterprise) -> Inspection:
    """The visit a recheck follows; refused where it left no hazard open."""
    same = followed.agency_id == agency.pk and followed.enterprise_id == enterprise.pk
    if not same or followed.state != InspectionState.RECORDED:
        raise Refused("要复查的应是本机构对这家企业已完成的检查，请重新选择。")
    hazards = Hazard.objects.filter(inspection=followed)
    if not hazards.exists():
        raise Refused(
            f"{followed.visited_on:%Y-%m-%d}的检查没有查出隐患，不需要复查。", article=RECHECK_RULES
        )
    if not hazards.filter(state__in=OPEN).exists():
        raise Refused(
            f"{followed.visited_on:%Y-%m-%d}查出的隐患都已销号，不需要复查。", article=RECHECK_RULES
        )
    return followed
