"""Visits as they are planned and as they are written down.

A ``Planned`` visit has its day, its time and its people; ``write_visit`` makes the records of it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from angen.demo.scribe import Scribe
from angen.demo.year.diary import Holder, Slot, Unit
from angen.demo.year.sheets import PLACES, Look
from angen.enterprises.models import Enterprise
from angen.inspections.models import Inspection, InspectionOfficer, Sheet
from angen.inspections.states import InspectionState, Manner, Origin
from angen.orgs.models import Account
from angen.plans.models import CrossPair, DrawnObject, PlanItem

PAPERS = ("安全管理制度", "教育培训记录", "隐患排查台账", "特种作业证", "应急预案和演练记录")
POSTS = ("安全管理人员", "车间主任", "生产经理", "主要负责人", "安全科长")


@dataclass(frozen=True)
class Planned:
    """A visit to come: who goes where, when and why."""

    unit: Unit
    enterprise: Enterprise
    slot: Slot
    origin: Origin
    item: PlanItem | None = None
    drawn: DrawnObject | None = None
    pair: CrossPair | None = None
    campaign: UUID | None = None
    name: str = ""

    @property
    def order(self) -> tuple[dt.datetime, str, str]:
        """The order in which visits happen."""
        return (self.slot.starts, self.unit.code, self.enterprise.code)


@dataclass(frozen=True)
class Care:
    """Whether the record is as it should be: scheme approved; visit filmed and sheets answered."""

    approved: bool = True
    complete: bool = True
    approver: Account | None = None


SOUND = Care()


def write_visit(scribe: Scribe, visit: Planned, look: Look, care: Care = SOUND) -> Inspection:
    """A recorded visit with its people and its sheets."""
    random, enterprise, slot = scribe.random, visit.enterprise, visit.slot
    places = "、".join(random.sample(PLACES, 2))
    refused = random.random() < 0.006
    manner = Manner.ORDINARY
    if visit.origin == Origin.CAMPAIGN and random.random() < 0.4:
        manner = Manner.UNANNOUNCED
    made = slot.starts - dt.timedelta(days=random.randrange(1, 5))
    inspection = scribe.add(
        Inspection(
            agency=visit.unit.agency,
            enterprise=enterprise,
            party=enterprise.name,
            area_id=enterprise.area_id,
            origin=visit.origin,
            manner=manner,
            plan_item=visit.item,
            drawn=visit.drawn,
            cross_pair=visit.pair,
            campaign=visit.campaign,
            planned_on=slot.day,
            content=visit.name or "安全管理、现场设备设施、消防和用电、教育培训",
            approved_by=care.approver if care.approved else None,
            approved_at=slot.starts - dt.timedelta(hours=16) if care.approved else None,
            visited_on=slot.day,
            started_at=slot.starts,
            ended_at=slot.ends,
            place=places,
            met_person=enterprise.principal or "值班负责人",
            met_post=random.choice(POSTS),
            met_phone=enterprise.phone,
            card_shown=True,
            narrative=_said(scribe, visit, look, places),
            refused=refused,
            refusal="现场负责人不愿签字" if refused else "",
            witness="村（社区）网格员" if refused else "",
            filmed=care.complete,
            state=InspectionState.RECORDED,
            made_at=made,
        )
    )
    write_team(scribe, inspection, slot.team)
    if care.complete:
        for sector, answers in look.answers.items():
            scribe.add(Sheet(inspection=inspection, sector=sector, answers=answers))
    return inspection


def write_team(scribe: Scribe, inspection: Inspection, team: tuple[Holder, ...]) -> None:
    """The officers of a visit with the numbers of their certificates; the first one leads."""
    for place, one in enumerate(team):
        scribe.add(
            InspectionOfficer(
                inspection=inspection,
                officer_id=one.officer,
                certificate_id=one.certificate,
                number=one.number,
                lead=place == 0,
            )
        )


def _said(scribe: Scribe, visit: Planned, look: Look, places: str) -> str:
    papers = "、".join(scribe.random.sample(PAPERS, 2))
    lines = sum(len(answers) for answers in look.answers.values())
    count, spot = len(look.found), sum(one.spot for one in look.found)
    result = f"发现问题{count}项，其中当场改正{spot}项。" if count else "未发现问题。"
    return (
        f"{visit.slot.starts:%H:%M}到达{visit.enterprise.name}，检查了{places}，"
        f"查阅{papers}，按检查表逐项检查{lines}项，{result}"
    )
