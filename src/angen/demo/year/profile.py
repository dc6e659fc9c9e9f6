"""How each township of Rizhao worked in each quarter of 2021: the one table that steers the year.

日照日报: three quarterly evaluations, 31 grades 不合格 in all, three townships failing twice running,
thirteen that spoke as the last. Which township was which is made up; the totals are not. Nothing of
a grade is stored: the table only decides how complete, careful and punctual the records of a
quarter are, so that a rating (law: 季度执法效能评估) finds them. To calibrate, change ``CONDUCTS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True)
class Conduct:
    """Shares from 0 to 1 of what a unit gets done in a quarter.

    ``done``: visits of the plan's months that are made within the quarter; the rest follows early
    in the next. ``complete``: records with film and answered sheets. ``approved``: visits whose
    scheme was approved before. ``majors`` and ``general``: hazards due in the quarter that are
    rechecked and closed in time.
    """

    done: float
    complete: float
    approved: float
    majors: float
    general: float


GOOD, WEAK, FAILING, LAST = "G", "W", "F", "L"
CONDUCTS: Final = MappingProxyType(
    {
        GOOD: Conduct(done=0.98, complete=0.985, approved=1.0, majors=1.0, general=0.98),
        WEAK: Conduct(done=0.91, complete=0.91, approved=0.97, majors=1.0, general=0.91),
        FAILING: Conduct(done=0.73, complete=0.74, approved=0.94, majors=0.5, general=0.74),
        LAST: Conduct(done=0.66, complete=0.58, approved=0.91, majors=0.2, general=0.58),
    }
)
UNQUALIFIED: Final = (FAILING, LAST)
# Township to its first, second and third quarter; the fourth is good everywhere, and so is
# whoever is not named. Eleven, ten and ten fail; four, four and five of them are the last
# ones who speak at the city's meeting, thirteen in all.
PROFILE: Final = MappingProxyType(
    {
        # Twice running: accountability.
        "371122119": "LFG",  # 桑园镇
        "371121202": "FFW",  # 户部乡
        "371103108": "WFL",  # 中楼镇
        # The last ones of a quarter.
        "371102109": "LWG",  # 三庄镇
        "371103105": "LGG",  # 黄墩镇
        "371121106": "LWW",  # 汪湖镇
        "371102108": "GLW",  # 南湖镇
        "371121105": "WLG",  # 于里镇
        "371122116": "GLG",  # 棋山镇
        "371102106": "GLG",  # 西湖镇
        "371102104": "GGL",  # 后村镇
        "371121104": "WGL",  # 许孟镇
        "371122114": "GWL",  # 长岭镇
        "371122106": "GGL",  # 峤山镇
        # Once.
        "371102107": "FGG",  # 陈疃镇
        "371122206": "FWG",  # 库山乡
        "371103103": "FWG",  # 高兴镇
        "371121107": "FGG",  # 叩官镇
        "371122118": "FWW",  # 寨里河镇
        "371171007": "FGG",  # 北京路街道
        "371121110": "WFG",  # 松柏镇
        "371122115": "GFW",  # 安庄镇
        "371122107": "GFG",  # 小店镇
        "371122102": "GWF",  # 招贤镇
        "371103100": "GGF",  # 碑廓镇
        "371121201": "WGF",  # 石场乡
        "371122120": "GWF",  # 果庄镇
        "371102002": "GGF",  # 石臼街道
        # Not the best, but qualified.
        "371102110": "WWG",  # 涛雒镇
        "371103101": "GWW",  # 虎山镇
        "371121103": "WGW",  # 潮河镇
        "371122117": "WWW",  # 洛河镇
    }
)
EVALUATED: Final = (1, 2, 3)


def grade(unit: str, quarter: int) -> str:
    """The letter of a unit in a quarter of 2021 (1 to 4)."""
    return PROFILE[unit][quarter - 1] if unit in PROFILE and quarter in EVALUATED else GOOD


def conduct(unit: str, quarter: int) -> Conduct:
    """How the unit worked in the quarter."""
    return CONDUCTS[grade(unit, quarter)]


def portion(share: float) -> Iterator[bool]:
    """True in ``share`` of the cases, spread evenly, so that small numbers come out right too."""
    owed = 0.5
    while True:
        owed += share
        if owed > 1 - 1e-9:
            owed -= 1
            yield True
        else:
            yield False


class Portions:
    """One even spread for each key, such as (unit, quarter, "complete")."""

    def __init__(self, judged: Callable[[str, int], Conduct] = conduct) -> None:
        self._judged = judged
        self._kept: dict[tuple[str, int, str], Iterator[bool]] = {}

    def next(self, unit: str, quarter: int, trait: str) -> bool:
        """Whether the next case of the unit's quarter goes well; ``trait`` is a field of Conduct."""
        key = (unit, quarter, trait)
        if key not in self._kept:
            self._kept[key] = portion(getattr(self._judged(unit, quarter), trait))
        return next(self._kept[key])
