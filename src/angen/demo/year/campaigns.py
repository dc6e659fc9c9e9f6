"""Special inspections of 2021, by which the year was over-fulfilled.

``CAMPAIGNS`` names them under fixed keys; visits refer to these keys without a foreign key. Rows of
campaigns themselves are written by ``write_campaigns`` where the plans keep such a table.
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


@dataclass(frozen=True)
class Campaign:
    """A special inspection: key, name and days."""

    key: UUID
    title: str
    first: dt.date
    last: dt.date


CAMPAIGNS = (
    Campaign(
        UUID("01760000-0000-7000-8000-000000002101"),
        "春节后复工复产安全专项检查",
        dt.date(2021, 2, 22),
        dt.date(2021, 3, 26),
    ),
    Campaign(
        UUID("01760000-0000-7000-8000-000000002102"),
        "重大事故隐患专项排查",
        dt.date(2021, 4, 19),
        dt.date(2021, 6, 18),
    ),
    Campaign(
        UUID("01760000-0000-7000-8000-000000002103"),
        "有限空间和汛期安全专项检查",
        dt.date(2021, 7, 5),
        dt.date(2021, 9, 17),
    ),
    Campaign(
        UUID("01760000-0000-7000-8000-000000002104"),
        "岁末年初安全专项检查",
        dt.date(2021, 10, 11),
        dt.date(2021, 12, 28),
    ),
)


def campaign_visits(
    scribe: Scribe,
    units: Mapping[str, Unit],
    enterprises: Mapping[str, Sequence[Enterprise]],
    count: int,
    spared: Mapping[tuple[str, int], set[UUID]],
    met: set[tuple[UUID, int]],
) -> list[Planned]:
    """``count`` visits, dealt out over townships and campaigns.

    ``met`` are enterprises with the months in which somebody comes anyway; none is met twice in a
    month, and none that the unit's plan still owes a visit in the quarter.
    """
    found: list[Planned] = []
    turns = cycle([(code, one) for one in CAMPAIGNS for code in sorted(units)])
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
    slot = unit.take(scribe.random, campaign.first, campaign.last)
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
        campaign=campaign.key,
        name=campaign.title,
    )
