"""Special inspections of 2021, by which the year was over-fulfilled.

The city's bureau organises them, the townships carry them out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from uuid import UUID

from angen.demo.scribe import Scribe
from angen.demo.year.diary import Unit, quarter_of
from angen.demo.year.visits import Planned
from angen.enterprises.models import Enterprise
from angen.inspections.states import Origin
from angen.orgs.models import Account, Agency
from angen.plans.models import Campaign, CampaignBody, CampaignItem
from angen.plans.states import ApprovedBy, CampaignKind, CampaignState

TARGET = 300  # enterprises a campaign


@dataclass(frozen=True)
class Special:
    """A special inspection: name and days."""

    title: str
    first: dt.date
    last: dt.date


CAMPAIGNS = (
    Special(
        "春节后复工复产安全专项检查",
        dt.date(2021, 2, 22),
        dt.date(2021, 3, 26),
    ),
    Special(
        "重大事故隐患专项排查",
        dt.date(2021, 4, 19),
        dt.date(2021, 6, 18),
    ),
    Special(
        "有限空间和汛期安全专项检查",
        dt.date(2021, 7, 5),
        dt.date(2021, 9, 17),
    ),
    Special(
        "岁末年初安全专项检查",
        dt.date(2021, 10, 11),
        dt.date(2021, 12, 28),
    ),
)


def write_campaigns(
    scribe: Scribe, city: Agency, government: Agency, bodies: Sequence[Agency], by: Account
) -> list[Campaign]:
    """The special inspections of the year: approved by the city, carried out, reported on."""
    found = []
    for number, one in enumerate(CAMPAIGNS, 1):
        row = scribe.add(
            Campaign(
                agency=city,
                title=f"{one.first.year}年{one.title}",
                kind=CampaignKind.RECTIFICATION,
                basis=f"日安发〔{one.first.year}〕{number + 3}号",
                content="安全管理、现场设备设施、消防和用电、有限空间",
                area_id=city.area_id,
                starts_on=one.first,
                ends_on=one.last,
                target=TARGET,
                state=CampaignState.FINISHED,
                drafted_by=by,
                approved_by=ApprovedBy.GOVERNMENT,
                approver=government.name,
                approval_document=f"日政字〔{one.first.year}〕{number * 7}号",
                approved_on=one.first - dt.timedelta(12),
                filed_with=government,
                filed_on=one.first - dt.timedelta(10),
                started_on=one.first,
                finished_on=one.last + dt.timedelta(10),
                report="各乡镇（街道）按方案完成检查，问题隐患均已下达整改指令并复查。",
            )
        )
        for body in bodies:
            scribe.add(CampaignBody(campaign=row, agency=body))
        found.append(row)
    return found


def campaign_visits(
    scribe: Scribe,
    units: Mapping[str, Unit],
    enterprises: Mapping[str, Sequence[Enterprise]],
    rows: Sequence[Campaign],
    count: int,
    spared: Mapping[tuple[str, int], set[UUID]],
    met: set[tuple[UUID, int]],
) -> list[Planned]:
    """``count`` visits, dealt out over townships and campaigns.

    ``met`` are enterprises with the months in which somebody comes anyway; none is met twice in a
    month, and none that the unit's plan still owes a visit in the quarter.
    """
    found: list[Planned] = []
    listed: set[tuple[UUID, UUID]] = set()
    turns = cycle([(code, one) for one in rows for code in sorted(units)])
    missed = 0
    while len(found) < count:
        code, campaign = next(turns)
        visit = _visit(scribe, units[code], enterprises[code], campaign, spared, met)
        if visit is None:
            missed += 1
            if missed > 20 * len(units):
                raise LookupError("no room for the visits of campaigns")
            continue
        missed = 0
        met.add((visit.enterprise.pk, visit.slot.day.month))
        if (campaign.pk, visit.enterprise.pk) not in listed:
            listed.add((campaign.pk, visit.enterprise.pk))
            scribe.add(
                CampaignItem(
                    campaign=campaign, enterprise=visit.enterprise, due_on=campaign.ends_on
                )
            )
        found.append(visit)
    return found


def _visit(
    scribe: Scribe,
    unit: Unit,
    enterprises: Sequence[Enterprise],
    campaign: Campaign,
    spared: Mapping[tuple[str, int], set[UUID]],
    met: set[tuple[UUID, int]],
) -> Planned | None:
    slot = unit.take(scribe.random, campaign.starts_on, campaign.ends_on)
    if slot is None:
        return None
    away = spared.get((unit.code, quarter_of(slot.day)), set())
    month = slot.day.month
    open_to = [e for e in enterprises if e.pk not in away and (e.pk, month) not in met]
    if not open_to:
        return None
    enterprise = scribe.random.choice(open_to)
    return Planned(
        unit,
        enterprise,
        slot,
        Origin.CAMPAIGN,
        campaign=campaign.pk,
        name=campaign.title,
    )
