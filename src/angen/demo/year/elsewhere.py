"""A little of the daily work of the other places, so that their pages are alive.

Nothing was published of it: the numbers are modest and made up. Xianning has the two half-years that
its rating looks at; Hubei's key counties, Mile and Hunan have one year each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from angen.demo.enterprises import TRADES, WORDS, credit_code
from angen.demo.scribe import Scribe
from angen.demo.year.diary import Unit, month_of, units_of, working_days
from angen.demo.year.duties import Duties
from angen.demo.year.follow import Follow
from angen.demo.year.plans import annual_plan, township_items
from angen.demo.year.profile import CONDUCTS, GOOD, Conduct, Portions
from angen.demo.year.sheets import look
from angen.demo.year.visits import Planned, write_visit
from angen.enterprises.models import Enterprise, RiskRating, Supervision
from angen.enterprises.states import Level, Risk, Scale
from angen.inspections.states import Origin
from angen.orgs.models import Agency
from angen.plans.models import PlanItem
from angen.plans.states import PlanState

FIRST_NUMBER = 10_000  # codes below are Rizhao's


@dataclass(frozen=True)
class Place:
    """A place, the kind of its inspecting bodies, its years, and enterprises a body."""

    path: str
    kind: Agency.Kind
    years: tuple[int, ...]
    each: int
    level: Level
    most: int = 100
    duties: bool = False


PLACES = (
    Place("/42/4212/", Agency.Kind.TOWNSHIP_OFFICE, (2018, 2019), 3, Level.TOWNSHIP, duties=True),
    Place("/42/", Agency.Kind.ENFORCEMENT_BRIGADE, (2015,), 5, Level.COUNTY, 46),
    Place("/53/5325/532504/", Agency.Kind.TOWNSHIP_OFFICE, (2020,), 4, Level.TOWNSHIP),
    Place("/53/5325/532504/", Agency.Kind.ENFORCEMENT_BRIGADE, (2020,), 6, Level.COUNTY),
    Place("/43/", Agency.Kind.TOWNSHIP_OFFICE, (2016,), 2, Level.TOWNSHIP, 40),
)


def _good(_unit: str, _quarter: int) -> Conduct:
    return CONDUCTS[GOOD]


class Elsewhere:
    """Writes enterprises, plans and visits of the places of ``PLACES``."""

    def __init__(self, scribe: Scribe) -> None:
        self.scribe, self.number = scribe, FIRST_NUMBER

    def write(self) -> None:
        """All places; their bodies and people are stored already."""
        for place in PLACES:
            bodies = Agency.objects.filter(area__path__startswith=place.path, kind=place.kind)
            bodies = bodies.select_related("area__parent").order_by("area_id")[: place.most]
            units = units_of(bodies)
            follow = Follow(self.scribe, units, Portions(_good))
            duties = Duties(self.scribe, place.path) if place.duties else None
            for unit in units.values():
                enterprises = [self._enterprise(unit, place) for _ in range(place.each)]
                if duties is not None:
                    duties.write(unit, enterprises, place.years)
                for year in place.years:
                    self._year(follow, unit, enterprises, year)

    def _year(self, follow: Follow, unit: Unit, enterprises: list[Enterprise], year: int) -> None:
        """A plan, and its visits on days on which two people may inspect; without two, no visit."""
        superior = Agency.objects.filter(
            area_id=str(unit.agency.area_id)[:6], kind=Agency.Kind.EMERGENCY_BUREAU
        ).first()
        if superior is None or not unit.holders:
            return
        plan = annual_plan(self.scribe, unit, year, superior=superior, state=PlanState.FILED)
        items = township_items(self.scribe, plan, enterprises, 12)
        for visit in sorted(self._visits(unit, items, year), key=lambda one: one.order):
            count = self.scribe.random.randrange(1, 4)
            grave = int(visit.enterprise.risk == Risk.RED and self.scribe.random.random() < 0.1)
            seen = look(self.scribe.random, visit.enterprise.sector, visit.slot.day, count, grave)
            follow.after(visit, write_visit(self.scribe, visit, seen), seen)

    def _visits(self, unit: Unit, items: Iterable[PlanItem], year: int) -> Iterable[Planned]:
        opening = working_days(dt.date(year, 1, 18), dt.date(year, 2, 1))[0]
        for item in items:
            first, last = month_of(year, item.month)
            slot = unit.take(self.scribe.random, max(first, opening), last)
            if slot is not None:
                yield Planned(unit, item.enterprise, slot, Origin.PLAN, item=item)

    def _enterprise(self, unit: Unit, place: Place) -> Enterprise:
        self.number += 1
        trade, sector, industry = TRADES[self.number % len(TRADES)]
        area = unit.agency.area
        name = area.name.removesuffix("街道").removesuffix("镇").removesuffix("乡")
        risk = (Risk.BLUE, Risk.YELLOW, Risk.RED)[self.number % 3]
        since = dt.date(place.years[0], 1, 4)
        enterprise = self.scribe.add(
            Enterprise(
                code=credit_code(self.number, str(area.pk)[:6]),
                name=f"{name}{self.scribe.random.choice(WORDS)}{trade}有限公司",
                area=area,
                address=f"{area.name}工业路{self.scribe.random.randrange(1, 300)}号",
                industry=industry,
                sector=sector,
                scale=Scale.SMALL,
                employees=self.scribe.random.randrange(6, 180),
                principal=self.scribe.people.name(),
                phone=self.scribe.people.phone(),
                registered_on=dt.date(2009, 5, 4),
                risk=risk,
                risk_on=since,
            )
        )
        self.scribe.add(
            RiskRating(enterprise=enterprise, risk=risk, rated_on=since, basis="企业自评，监管复核")
        )
        self.scribe.add(
            Supervision(
                enterprise=enterprise,
                agency=unit.agency,
                level=place.level,
                reason="属地监管",
                valid_from=since,
            )
        )
        return enterprise
