"""Three townships of Rizhao that a rating cannot judge in the third quarter of 2021, each for another reason.

The reports know no such townships: 演示口径，并非史实. They show what unknown, not applicable and below
the minimum sample look like. None of them is among those that failed or spoke, so that the published
totals hold; the visits they do not make are made by the others. Nothing of a result is stored: the
table only says in which month each planned visit is due, and when a diary is closed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from types import MappingProxyType
from typing import Final
from uuid import UUID

from angen.demo.year.diary import STARTS, Unit, working_days
from angen.plans.models import AnnualPlan, PlanItem

SILENT: Final = "371122110"  # 东莞镇: no plan and no record before October, so nothing is known
RESTING: Final = "371121108"  # 中至镇: its plan has nothing due from July to September
SINGLE: Final = "371103102"  # 巨峰镇: one enterprise due and one visit made from July to September
MARK: Final = "演示口径，并非史实"
THIRD: Final = (7, 8, 9)
# Month of a plan as it would be to the month as it is. Those of high risk are met twice, half a
# year apart; their two months stay two.
LATER: Final = MappingProxyType({7: 10, 8: 11, 9: 12})
LAST: Final = MappingProxyType(
    {1: 10, 2: 10, 3: 10, 4: 11, 5: 11, 6: 11, 7: 11, 8: 11, 9: 11, 10: 12, 11: 12, 12: 12}
)
OPENED: Final = dt.date(2021, 10, 11)
CLOSED: Final = MappingProxyType(
    {
        SILENT: (dt.date(2021, 1, 1), OPENED),
        SINGLE: (dt.date(2021, 7, 1), dt.date(2021, 9, 30)),
    }
)


def moved(code: str, plan: AnnualPlan, items: Sequence[PlanItem]) -> None:
    """Move what the plan of one of the three has due, and say in the plan that it is made up."""
    months = LAST if code == SILENT else LATER if code in (RESTING, SINGLE) else {}
    kept = next((item for item in items if item.month in THIRD), None) if code == SINGLE else None
    for item in items:
        if item is not kept and item.month in months:
            item.month = months[item.month]
            item.reason = f"{item.reason}（{MARK}）"
    if code == SILENT:
        plan.submitted_on, plan.approved_on = dt.date(2021, 10, 8), OPENED
        plan.filed_on, plan.published_on = OPENED + dt.timedelta(1), OPENED + dt.timedelta(2)


def close(unit: Unit) -> None:
    """Let nothing more come into the diary of a unit in the days in which it is closed."""
    days = working_days(*CLOSED[unit.code])
    unit.taken.update((day, n) for day in days for n in range(len(STARTS)))


def judged(code: str, quarter: int) -> bool:
    """Whether the files of cases of a unit are looked at: where there is nothing, nobody judges."""
    return code != SILENT and (code != SINGLE or quarter != 3)


def undisturbed(spared: dict[tuple[str, int], set[UUID]], enterprises: Iterable[UUID]) -> None:
    """Nobody else visits the enterprises of the silent one before it reports."""
    found = set(enterprises)
    for quarter in (1, 2, 3):
        spared.setdefault((SILENT, quarter), set()).update(found)
