"""Rizhao's year 2021 from plans to closed hazards, so that the published totals come out.

日照日报: 3,200 enterprises in the plans, 5,765 visits made, more than planned; four rounds of cross
inspection. The 5,765 are visits of plan, draw, campaign and cross rounds; rechecks are apart.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from angen.demo.scribe import Scribe
from angen.demo.year.campaigns import campaign_visits, write_campaigns
from angen.demo.year.diary import Unit, month_of, quarter_of, units_of
from angen.demo.year.draws import WHERE, drawn_visits, write_draw
from angen.demo.year.exceptions import SILENT, SINGLE, close, moved, undisturbed
from angen.demo.year.follow import Follow
from angen.demo.year.handouts import write_handouts
from angen.demo.year.listings import write_listings
from angen.demo.year.plans import annual_plan, merged_items, township_items
from angen.demo.year.profile import conduct
from angen.demo.year.reports import write_reports
from angen.demo.year.rounds import STOPPED, cross_visits, problems, write_rounds
from angen.demo.year.sheets import look
from angen.demo.year.visits import Care, Planned, write_visit
from angen.enterprises.models import Enterprise
from angen.inspections.models import Inspection, Order
from angen.inspections.states import HandleMeasure, Origin
from angen.orgs.models import Account, Agency
from angen.plans.models import PlanItem
from angen.plans.states import PlanState

YEAR, VISITS = 2021, 5765
CITY = "/37/3711/"
COUNTY_ITEMS = 30
OPENING = dt.date(2021, 1, 11)  # plans are approved and filed by then
# How many hazards a visit finds, and how often.
COUNTS = (0, 1, 2, 2, 3, 3, 4, 5)
MAJOR_SHARE = 0.17  # of the visits to enterprises of high risk: about 3 % of all hazards


class Year:
    """Writes the work of one year; bodies, people and enterprises are stored already."""

    def __init__(self, scribe: Scribe, people: Sequence[Account]) -> None:
        self.scribe, self.people = scribe, people
        bodies = Agency.objects.filter(area__path__startswith=CITY).select_related("area")
        offices = bodies.filter(kind=Agency.Kind.TOWNSHIP_OFFICE).order_by("area_id")
        self.units = units_of(offices)
        bureaus = bodies.filter(kind=Agency.Kind.EMERGENCY_BUREAU).order_by("pk")
        self.bureaus = {str(one.area_id): one for one in bureaus}
        self.government = bodies.get(area_id="3711", kind=Agency.Kind.GOVERNMENT)
        brigades = bodies.filter(kind=Agency.Kind.ENFORCEMENT_BRIGADE).order_by("pk")
        self.brigades = units_of(brigades)
        self.enterprises: dict[str, list[Enterprise]] = defaultdict(list)
        for enterprise in Enterprise.objects.filter(area__path__startswith=CITY).order_by("code"):
            self.enterprises[str(enterprise.area_id)[:9]].append(enterprise)
        self.follow = Follow(scribe, self.units)

    def write(self) -> None:
        """Plans, visits and what followed from them."""
        items = self._plans()
        close(self.units[SILENT])
        visits = list(self._of_plan(items))
        close(self.units[SINGLE])
        undisturbed(self.follow.spared, [one.pk for one in self.enterprises[SILENT]])
        crossings = write_rounds(self.scribe, self.units, self.bureaus)
        crossed = cross_visits(
            self.scribe, self.units, self.enterprises, crossings, self.follow.spared
        )
        for code in WHERE:
            unit = self.units[code]
            drawn = write_draw(self.scribe, unit, self.enterprises[code], self.people)
            visits += drawn_visits(self.scribe, unit, drawn)
        met = {(v.enterprise.pk, v.slot.day.month) for v in (*visits, *crossed)}
        rest = VISITS - len(visits) - len(crossed)
        offices = [unit.agency for unit in self.units.values()]
        city = self.bureaus["3711"]
        campaigns = write_campaigns(self.scribe, city, self.government, offices, self.people[2])
        visits += campaign_visits(
            self.scribe, self.units, self.enterprises, campaigns, rest, self.follow.spared, met
        )
        made = self._visits(visits, crossed)
        write_handouts(self.scribe, self.bureaus["3711"], made)
        write_listings(self.scribe, self.follow.majors, self.bureaus)
        reporting = {code: unit for code, unit in self.units.items() if code != SILENT}
        write_reports(self.follow, reporting, self.enterprises)

    def _plans(self) -> dict[str, list[PlanItem]]:
        """Plans of the townships, and of counties and city, whose visits are merged into those."""
        items: dict[str, list[PlanItem]] = {}
        by_county: dict[str, list[PlanItem]] = defaultdict(list)
        for code, unit in self.units.items():
            superior = self.bureaus[code[:6]]
            plan = annual_plan(
                self.scribe, unit, YEAR, superior=superior, state=PlanState.PUBLISHED
            )
            months = 12 if len(unit.team(dt.date(YEAR, 12, 31))) > 1 else 10
            items[code] = township_items(self.scribe, plan, self.enterprises[code], months)
            moved(code, plan, items[code])
            by_county[code[:6]] += items[code]
        city = self.bureaus["3711"]
        for county, brigade in sorted(self.brigades.items()):
            # The brigade's days stand in the plan of its bureau (150号 第二条).
            body = Unit(self.bureaus[county], brigade.holders)
            plan = annual_plan(self.scribe, body, YEAR, superior=city, state=PlanState.PUBLISHED)
            merged_items(self.scribe, plan, by_county[county], COUNTY_ITEMS)
        return items

    def _of_plan(self, items: Mapping[str, Sequence[PlanItem]]) -> Iterable[Planned]:
        """The visits of the plans: within their month, or early in the next quarter."""
        for code, unit in self.units.items():
            for quarter in (1, 2, 3, 4):
                due = [item for item in items[code] if item.quarter == quarter]
                # What is late follows in the next quarter; nothing of the last one is.
                left = round(len(due) * (1 - conduct(code, quarter).done)) if quarter < 4 else 0
                late = self.scribe.random.sample(due, left)
                for before in range(1, quarter + 1):
                    # A visit for another reason would do for the plan as well.
                    spared = self.follow.spared.setdefault((code, before), set())
                    spared.update(item.enterprise_id for item in late)
                for item in due:
                    yield self._planned(unit, item, item in late)

    def _planned(self, unit: Unit, item: PlanItem, late: bool) -> Planned:
        first, last = month_of(YEAR, item.month)
        if late:
            first, last = month_of(YEAR, item.quarter * 3 + 1)
        slot = unit.take(self.scribe.random, max(first, OPENING), last)
        assert slot is not None, f"{unit.agency}: no day left in {first:%Y-%m}"
        return Planned(unit, item.enterprise, slot, Origin.PLAN, item=item)

    def _visits(self, visits: Sequence[Planned], crossed: Sequence[Planned]) -> list[Inspection]:
        """Write them down in the order in which they happened."""
        random = self.scribe.random
        counts = dict(zip((v.order for v in crossed), problems(self.scribe), strict=True))
        stopped = {v.order for v in random.sample(list(crossed), STOPPED)}
        made = []
        for visit in sorted((*visits, *crossed), key=lambda one: one.order):
            day = visit.slot.day
            grave = visit.enterprise.risk in ("red", "orange") and random.random() < MAJOR_SHARE
            grave = grave or visit.order in stopped
            if visit.order in counts:
                seen = look(
                    random, visit.enterprise.sector, day, counts[visit.order] - grave, int(grave)
                )
            else:
                seen = look(random, visit.enterprise.sector, day, random.choice(COUNTS), int(grave))
            inspection = write_visit(self.scribe, visit, seen, self._care(visit))
            hazards = self.follow.after(visit, inspection, seen)
            if visit.order in stopped:
                _stop(next(h.decision for h in hazards if h.decision is not None))
            made.append(inspection)
        return made

    def _care(self, visit: Planned) -> Care:
        quarter = quarter_of(visit.slot.day)
        code = visit.unit.code
        head = self.people[0] if self.people[0].agency_id == visit.unit.agency.pk else None
        return Care(
            approved=self.follow.portions.next(code, quarter, "approved"),
            complete=self.follow.portions.next(code, quarter, "complete"),
            approver=head,
        )


def _stop(decision: Order | None) -> None:
    """Seven were told to stop business for the time being (日照日报)."""
    if decision is not None:
        decision.measures = [HandleMeasure.STOP_BUSINESS]
