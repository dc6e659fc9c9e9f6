"""Visits of the township that a person should look at: one of three minutes, three told in the same words.

The daily duty finds them as it would find any other. The short one was looked at and had an honest
reason; the other is open. Neither costs the township a point.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from angen.assess.actions.hints import check_hint, raise_hints
from angen.assess.models import Hint
from angen.assess.states import HintKind
from angen.demo.now.township import Township
from angen.demo.year.diary import Slot, working_days
from angen.demo.year.sheets import Look
from angen.demo.year.visits import Planned, write_visit
from angen.enterprises.models import Enterprise
from angen.inspections.models import Inspection
from angen.inspections.states import Origin
from angen.kernel.calendar import SHANGHAI
from angen.orgs.models import Account

SHORT_AGO, SAME_AGO = 20, (26, 25, 24)
SHORT: Final = 3  # minutes
SAME: Final = 50
HOURS: Final = (10, 15, 16)
SHUT: Final = "到达时企业已停产放假，大门上锁，电话联系负责人后改期检查。"
WORDS: Final = (
    "检查了该企业的安全管理制度、教育培训记录和现场设备设施，制度齐全，记录完整，现场未发现问题。"
)
SAID: Final = "查看音像记录并电话核实：企业当天停产，大门上锁，检查人员拍照后离开，时间记录属实。"


def odd_visits(township: Township) -> None:
    """Four visits of recent weeks, at hours at which nobody of the township is elsewhere."""
    day = _day(township, SHORT_AGO)
    visit = _visit(township, township.enterprises[5], day, 14, SHORT, SHUT)
    visit.reason = "开工情况核实"
    for place, ago in enumerate(SAME_AGO):
        # Three on one afternoon still are three, where holidays leave no other day.
        visit = _visit(
            township,
            township.enterprises[8 + place],
            _day(township, ago),
            HOURS[place],
            SAME,
            WORDS,
        )
        visit.reason = "节假日前后安全提醒检查"


def _day(township: Township, ago: int) -> dt.date:
    last = township.today - dt.timedelta(ago)
    return working_days(last - dt.timedelta(9), last)[-1]


def _visit(
    township: Township, enterprise: Enterprise, day: dt.date, hour: int, minutes: int, told: str
) -> Inspection:
    starts = dt.datetime.combine(day, dt.time(hour, 10), SHANGHAI)
    team = (township.staff[2][1], township.staff[3][1])
    slot = Slot(starts, starts + dt.timedelta(minutes=minutes), team)
    planned = Planned(township.unit, enterprise, slot, Origin.UNPLANNED)
    visit = write_visit(township.scribe, planned, Look({}, []))
    visit.narrative = told
    return visit


def check(today: dt.date, by: Account) -> None:
    """Raise what the records show, and settle the one that was looked at."""
    raise_hints(today, by=None)
    for hint in Hint.objects.filter(kind=HintKind.SHORT, area__path__startswith=_reach(by)):
        check_hint(hint, "explain", said=SAID, by=by)


def _reach(by: Account) -> str:
    (held,) = by.assignments
    assert held.area is not None
    return held.area.path
