"""Papers from what was recorded: nothing on a paper is typed twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from angen.inspections.documents.listings import DelistingNotice, ListingNotice
from angen.inspections.documents.orders import (
    MeasuresDecision,
    Problem,
    RecheckLine,
    RecheckOpinion,
    RectificationOrder,
    Remedy,
)
from angen.inspections.documents.visits import InspectionRecord, InspectionScheme
from angen.inspections.models import Hazard, Inspection, Listing, Order
from angen.inspections.queries import powers
from angen.inspections.states import Grade, HandleMeasure, Measure
from angen.kernel.refusal import Refused
from angen.orgs.models import Agency, Area
from angen.papers.queries import Standing, standing
from angen.papers.registry import Signer, named
from angen.rulebook.queries import value

RECONSIDER, SUE = "reconsideration_days", "litigation_months"


@dataclass(frozen=True)
class Line:
    """One hazard in an order: by when, and who does what about it."""

    hazard: Hazard
    due_on: dt.date | None = None
    unit: str = ""
    person: str = ""
    goal: str = ""


@dataclass(frozen=True)
class Found:
    """What a recheck found of one hazard; ``new_due_on`` for one that is still there."""

    hazard: Hazard
    passed: bool
    note: str = ""
    new_due_on: dt.date | None = None


def remedy(stands: Standing, on: dt.date) -> Remedy | None:
    """Where to complain of what a body decided: to the government of its own level, for a
    government to the one above (行政复议法 第二十四条). None on supervision forms.
    """
    if stands.supervision:
        return None
    area = stands.body.area
    days, months = value(RECONSIDER, area, on), value(SUE, area, on)
    return Remedy(
        _government(stands.body, on),
        None if days is None else int(days.value),
        None if months is None else int(months.value),
    )


def _government(body: Agency, on: dt.date) -> str:
    area: Area = body.area
    if body.kind == Agency.Kind.GOVERNMENT and area.parent is not None:
        area = area.parent
    known = Agency.objects.on(on).filter(kind=Agency.Kind.GOVERNMENT, area=area).first()
    return known.name if known else f"{area.name}人民政府"


def _standing(kind: str, agency: Agency, on: dt.date) -> Standing:
    return standing(agency, named(kind), on)


def scheme(inspection: Inspection) -> InspectionScheme:
    """The scheme of a visit as it was approved."""
    enterprise = inspection.enterprise
    contact = enterprise.contacts.first()
    approved_at = inspection.approved_at
    return InspectionScheme(
        party=inspection.party,
        planned_on=inspection.planned_on,
        content=inspection.content or inspection.get_origin_display(),
        officers=powers.signers(powers.team(inspection)),
        approved_by=inspection.approved_by.name if inspection.approved_by else "",
        approved_on=timezone.localdate(approved_at) if approved_at else None,
        address=_address(inspection),
        contact=contact.name if contact else enterprise.principal,
        phone=contact.phone if contact else enterprise.phone,
        sector=enterprise.get_sector_display(),
        origin=inspection.get_origin_display(),
        manner=inspection.get_manner_display(),
        prepared_by=inspection.made_by.name if inspection.made_by else "",
        helpers=inspection.helpers,
        partners=inspection.partners,
        remark=inspection.reason,
    )


def _address(inspection: Inspection) -> str:
    site = inspection.site
    return (site.address if site else "") or inspection.enterprise.address


def record(inspection: Inspection) -> InspectionRecord:
    """The record of a visit as it was signed."""
    enterprise = inspection.enterprise
    return InspectionRecord(
        party=inspection.party,
        started_at=_here(inspection.started_at),
        ended_at=_here(inspection.ended_at),
        place=inspection.place or _address(inspection),
        narrative=inspection.narrative,
        officers=powers.signers(powers.team(inspection)),
        card_shown="是" if inspection.card_shown else "",
        address=_address(inspection),
        principal=enterprise.principal,
        principal_phone=enterprise.phone,
        met_person=inspection.met_person,
        met_post=inspection.met_post,
        met_phone=inspection.met_phone,
        problems=tuple(_finding(one) for one in inspection.hazards.order_by("pk")),
        helpers=inspection.helpers,
        partners=inspection.partners,
        filmed=inspection.filmed,
        refused=inspection.refused,
        refusal=inspection.refusal,
        witness=inspection.witness,
    )


def _here(moment: dt.datetime | None) -> dt.datetime | None:
    return None if moment is None else timezone.localtime(moment)


def _finding(hazard: Hazard) -> str:
    marks = [
        "重大事故隐患" if hazard.grade == Grade.MAJOR else "",
        "已当场改正" if hazard.measure == Measure.SPOT else "",
    ]
    marked = "、".join(filter(None, marks))
    return _where(hazard) + (f"（{marked}）" if marked else "")


def _where(hazard: Hazard) -> str:
    place = f"{hazard.place}：" if hazard.place else ""
    return f"{place}{hazard.description}".rstrip("。")


def problem(line: Line) -> Problem:
    """One hazard as an order names it."""
    hazard = line.hazard
    return Problem(
        _where(hazard),
        f"{hazard.standard}{hazard.clause}",
        hazard.grade == Grade.MAJOR,
        line.due_on,
        line.unit,
        line.person,
        line.goal,
    )


def order(
    inspection: Inspection, lines: Sequence[Line], *, reason: str = "", on: dt.date
) -> RectificationOrder:
    """The order to rectify; its end is the last of those of its lines."""
    days = [line.due_on for line in lines if line.due_on is not None]
    stands = _standing("rectification_order", inspection.agency, on)
    return RectificationOrder(
        party=inspection.party,
        problems=tuple(problem(line) for line in lines),
        due_on=max(days, default=None),
        officers=powers.signers(powers.team(inspection)),
        inspected_on=inspection.visited_on,
        remedy=remedy(stands, on),
        reason=reason,
    )


def decision(
    inspection: Inspection,
    lines: Sequence[Line],
    *,
    measures: Sequence[str],
    scope: str,
    due_on: dt.date | None,
    on: dt.date,
) -> MeasuresDecision:
    """The decision on site; refused for what the authority of the body does not carry."""
    stands = _standing("measures_decision", inspection.agency, on)
    powers.check_measures(measures, stands.grant, inspection.agency, on)
    return MeasuresDecision(
        party=inspection.party,
        problems=tuple(problem(line) for line in lines),
        measures=tuple(str(HandleMeasure(one).label) for one in measures),
        scope=scope,
        officers=powers.signers(powers.team(inspection)),
        inspected_on=inspection.visited_on,
        due_on=due_on,
        remedy=remedy(stands, on),
    )


def opinion(
    found: Sequence[Found],
    *,
    party: str,
    original: Order | None,
    officers: tuple[Signer, ...],
    checked_on: dt.date,
    text: str,
    by_papers: bool = False,
) -> RecheckOpinion:
    """The opinion of a recheck."""
    return RecheckOpinion(
        party=party,
        opinion=text.strip() or said(found),
        officers=officers,
        lines=tuple(
            RecheckLine(_where(one.hazard), one.passed, one.note, one.new_due_on) for one in found
        ),
        checked_on=checked_on,
        by_papers=by_papers,
        **_original(original),  # type: ignore[arg-type]
    )


def resumption(
    original: Order, *, officers: tuple[Signer, ...], checked_on: dt.date, text: str
) -> RecheckOpinion:
    """The opinion by which measures on site end."""
    party = original.inspection.party if original.inspection else original.enterprise.name
    return RecheckOpinion(
        party=party,
        opinion=text,
        officers=officers,
        checked_on=checked_on,
        resumed=tuple(str(HandleMeasure(one).label) for one in original.measures),
        scope=original.scope,
        **_original(original),  # type: ignore[arg-type]
    )


def said(found: Sequence[Found]) -> str:
    """The usual words for what was found."""
    left = [number for number, one in enumerate(found, 1) if not one.passed]
    if not left:
        return f"经复查，上述{len(found)}项问题均已整改完毕，同意销号。"
    numbers = "、".join(str(one) for one in left)
    done = len(found) - len(left)
    before = f"{done}项问题已整改完毕，同意销号；" if done else ""
    return (
        f"经复查，{before}第{numbers}项未按要求整改，应在新的期限前整改完毕，逾期不改的依法处理。"
    )


def _original(order: Order | None) -> Mapping[str, object]:
    if order is None or order.paper is None:
        return {}
    paper = order.paper
    return {
        "original_label": paper.label,
        "original_number": paper.number,
        "original_on": paper.issued_on,
    }


def listing(one: Listing, *, copies_to: str = "") -> ListingNotice:
    """The notice that a hazard is listed; its level and term must have been decided."""
    hazard = one.hazard
    return ListingNotice(
        party=hazard.party,
        hazard=_where(hazard),
        level=one.get_level_display(),
        supervisor=one.supervisor.name,
        demands=one.demands,
        due_on=one.due_on,
        cite=f"{hazard.standard}{hazard.clause}",
        place=hazard.place,
        found_on=hazard.found_on,
        person=one.person,
        copies_to=copies_to,
    )


def delisting(one: Listing, *, opinion: str, copies_to: str = "") -> DelistingNotice:
    """The notice that a hazard was accepted and is listed no more."""
    if one.paper is None:
        raise Refused("挂牌督办还没有出具通知书，不能出具摘牌通知书。")
    return DelistingNotice(
        party=one.hazard.party,
        hazard=_where(one.hazard),
        level=one.get_level_display(),
        supervisor=one.supervisor.name,
        opinion=opinion,
        listed_on=one.listed_on,
        listing_number=one.paper.number,
        accepted_on=one.delisted_on,
        copies_to=copies_to,
    )
