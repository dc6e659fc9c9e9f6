"""Rizhao's enterprises: 3,200 in the plans of 2021, their supervisors and who answers for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from angen.demo.means import spread
from angen.demo.scribe import Scribe
from angen.enterprises.columns import SIGNS, VALUE, WEIGHTS
from angen.enterprises.models import Enterprise, Responsible, RiskRating, Supervision
from angen.enterprises.states import Level, Link, Risk, Scale, Sector
from angen.orgs.models import Agency, Area, Officer

IN_PLAN = 3200
SINCE = dt.date(2021, 1, 4)
WORDS = (
    "恒泰",
    "鑫源",
    "海润",
    "鲁东",
    "瑞丰",
    "宏达",
    "日晟",
    "金港",
    "永固",
    "华兴",
    "安顺",
    "泰和",
)
# What an enterprise does, its sector and its industry (GB/T 4754).
TRADES = (
    ("机械制造", Sector.MACHINERY, "34"),
    ("木业", Sector.LIGHT, "20"),
    ("水产食品", Sector.LIGHT, "13"),
    ("建材", Sector.BUILDING_MATERIALS, "30"),
    ("石材", Sector.BUILDING_MATERIALS, "30"),
    ("纺织", Sector.TEXTILE, "17"),
    ("钢构", Sector.METALLURGY, "33"),
    ("加油站", Sector.CHEMICALS, "52"),
    ("化工", Sector.CHEMICALS, "26"),
    ("石料", Sector.MINE, "10"),
    ("商贸", Sector.COMMERCE, "51"),
)
RISKS = (Risk.BLUE, Risk.BLUE, Risk.YELLOW, Risk.YELLOW, Risk.BLUE, Risk.ORANGE, Risk.RED)


def write_enterprises(
    scribe: Scribe,
    units: Sequence[Area],
    offices: Mapping[str, Agency],
    staff: Mapping[str, Sequence[Officer]],
    villages: Mapping[str, Sequence[Area]],
) -> None:
    """The enterprises of the townships ``units``, dealt out evenly; few without a supervisor."""
    number = 0
    for unit, count in zip(units, spread(IN_PLAN, len(units), 1), strict=True):
        near = villages.get(unit.pk, ())
        for place in range(count):
            # Where villages are given, every third enterprise lies in one of them.
            spot = near[place // 3 % len(near)] if near and place % 3 == 0 else unit
            enterprise = _enterprise(scribe, unit, spot, number)
            if number % 160:
                _answered_for(scribe, enterprise, offices[unit.pk], staff[unit.pk], number)
            number += 1


def _enterprise(scribe: Scribe, unit: Area, spot: Area, number: int) -> Enterprise:
    trade, sector, industry = TRADES[number % len(TRADES)]
    place = unit.name.removesuffix("街道").removesuffix("镇").removesuffix("乡")
    risky = sector in (Sector.CHEMICALS, Sector.MINE, Sector.METALLURGY)
    risk = scribe.random.choice(RISKS[5:] if risky else RISKS[:5])
    enterprise = scribe.add(
        Enterprise(
            code=credit_code(number, (unit.parent_id or "")[:6]),
            name=f"日照{place}{scribe.random.choice(WORDS)}{trade}有限公司{number % 97 or ''}",
            area=spot,
            address=f"{unit.name}工业路{scribe.random.randrange(1, 300)}号",
            industry=industry,
            sector=sector,
            scale=scribe.random.choice((Scale.SMALL, Scale.MICRO, Scale.MICRO, Scale.MEDIUM)),
            employees=scribe.random.randrange(4, 260),
            principal=scribe.people.name(),
            phone=scribe.people.phone(),
            registered_on=scribe.between(dt.date(2003, 1, 1), dt.date(2020, 6, 30)),
            risk=risk,
            risk_on=SINCE,
        )
    )
    scribe.add(
        RiskRating(
            enterprise=enterprise,
            risk=risk,
            rated_on=SINCE,
            basis="企业自评，乡镇（街道）复核",
        )
    )
    return enterprise


def _answered_for(
    scribe: Scribe,
    enterprise: Enterprise,
    office: Agency,
    staff: Sequence[Officer],
    number: int,
) -> None:
    scribe.add(
        Supervision(
            enterprise=enterprise,
            agency=office,
            level=Level.TOWNSHIP,
            reason="属地监管",
            valid_from=SINCE,
        )
    )
    # Who came later than the day cannot answer from it on.
    there = [one for one in staff if one.entered_on and one.entered_on <= SINCE]
    if there:
        scribe.add(
            Responsible(
                enterprise=enterprise,
                link=Link.OFFICE,
                officer=there[number % len(there)],
                valid_from=SINCE,
            )
        )


def credit_code(number: int, region: str) -> str:
    """A unified social credit code (GB 32100) that passes every check and is nobody's."""
    digits, organisation = number, ""
    for _ in range(8):
        digits, place = divmod(digits, len(SIGNS))
        organisation = SIGNS[place] + organisation
    head = f"91{region:0<6}{organisation}A"
    total = sum(VALUE[sign] * weight for sign, weight in zip(head, WEIGHTS, strict=True))
    return head + SIGNS[(31 - total % 31) % 31]
