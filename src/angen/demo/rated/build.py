"""The evaluations of the demo: Rizhao's quarters of 2021, Xianning's half-years, Hubei's year-end.

日照日报: three quarterly evaluations of 2021, 31 times 不合格, thirteen that spoke as the last, three
held to account. Nothing of it is stored: the ratings are computed from the records of visits, orders
and hazards, and from what two people gave for the files of cases; all by the acts that people use.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from random import Random
from types import MappingProxyType
from typing import Final

from django.db import connection

from angen.assess.actions.appeals import ask_appeal
from angen.assess.actions.consequences import close_consequence
from angen.assess.models import Cycle
from angen.demo.rated import visits
from angen.demo.rated.clock import acting_on
from angen.demo.rated.cycles import Asked, Marks, rate
from angen.demo.rated.following import circular, handle
from angen.demo.rated.people import Colleagues, Panel
from angen.demo.year.duties import care_of
from angen.demo.year.exceptions import judged
from angen.demo.year.profile import FAILING, GOOD, LAST, WEAK, grade
from angen.orgs.models import Account, Agency
from angen.policy.schema_scores import Item

CITY, XIANNING, MILE = "3711", "4212", "532504"
# Quarter to the day of publication and that of the city's meeting.
QUARTERS: Final = (
    (1, dt.date(2021, 4, 16), dt.date(2021, 4, 28)),
    (2, dt.date(2021, 7, 16), dt.date(2021, 7, 28)),
    (3, dt.date(2021, 10, 18), dt.date(2021, 10, 29)),
)
HALVES: Final = (("2018H2", dt.date(2019, 1, 18)), ("2019H1", dt.date(2019, 7, 18)))
ROUTINE, YEAR_END = dt.date(2016, 1, 15), dt.date(2016, 1, 27)
# Shares of the points of the files of cases that two people found right, by the unit's conduct.
FILES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        GOOD: ("0.7", "0.8", "0.9", "1"),
        WEAK: ("0.625", "0.75"),
        FAILING: ("0.375", "0.5"),
        LAST: ("0.25", "0.5"),
    }
)
COUNTY = "371122"  # 莒县, where a tour is planned
APPEALS = "371103108"  # 中楼镇: failing twice running, its accountability waits for the appeal
UNSIGNED = 4
STEP = Decimal("0.5")


class Rated:
    """Runs the ratings; all records of the years are stored already."""

    def __init__(self, seed: int, accounts: Sequence[Account]) -> None:
        self.random = Random(seed)  # noqa: S311 - a demo, not a secret
        self.colleagues = Colleagues(seed)
        self.accounts = {one.username: one for one in accounts}

    def write(self) -> None:
        """Rizhao, Xianning and Hubei."""
        with connection.cursor() as cursor:
            cursor.execute("analyze")  # so much was just copied in that plans would go astray
        self._rizhao(self.colleagues.panel(self.accounts["shi"]))
        xianning = self.colleagues.panel(self.accounts["xianning"])
        self._xianning(xianning)
        self._hubei(self.colleagues.panel(self.accounts["hubei"]))
        self._visited(xianning)

    def _visited(self, xianning: Panel) -> None:
        """Tours and monthly visits from above."""
        visits.tours(self.colleagues.panel(self.accounts["mile"]), self.colleagues, MILE)
        visits.monthly(xianning, self.colleagues, XIANNING)
        visits.coming(self.accounts["shi"], COUNTY)

    def _rizhao(self, panel: Panel) -> None:
        bodies = Agency.objects.filter(area__path__startswith=f"/37/{CITY}/")
        offices = list(bodies.filter(kind=Agency.Kind.TOWNSHIP_OFFICE).order_by("area_id"))
        bureaus = list(bodies.filter(kind=Agency.Kind.EMERGENCY_BUREAU).order_by("area_id"))
        head = self.accounts["zhuren"]
        readers = self.colleagues.heads(
            [one for one in offices if one.pk != head.agency_id], "township_head"
        )
        readers[head.agency_id or 0] = head
        heads = {str(one.area_id): readers[one.pk] for one in offices}
        readers |= self.colleagues.heads(
            [one for one in bureaus if one.area_id != CITY], "county_brigade"
        )
        for quarter, published, meeting in QUARTERS:
            asked = Asked(CITY, "rizhao-2021", "effectiveness", f"2021Q{quarter}", published)
            cycle = rate(asked, panel, self._files(quarter))
            last = quarter == len(QUARTERS)
            made = circular(
                cycle, panel, readers, meeting - dt.timedelta(5), unsigned=UNSIGNED if last else 0
            )
            if last:
                self._appeal(cycle, heads[APPEALS], published + dt.timedelta(9))
            handle(cycle, panel, heads, made, meeting=meeting)

    def _files(self, quarter: int) -> Marks:
        def marks(unit: str, item: Item) -> Sequence[Decimal] | None:
            return (
                self._shares(item, FILES[grade(unit, quarter)]) if judged(unit, quarter) else None
            )

        return marks

    def _shares(self, item: Item, shares: Sequence[str]) -> list[Decimal]:
        """Points by line of the rubric in steps of half a point."""
        return [
            (line.points * Decimal(self.random.choice(shares)) / STEP).to_integral_value() * STEP
            for line in item.rubric
        ]

    def _appeal(self, cycle: Cycle, head: Account, day: dt.date) -> None:
        """One is open: decided by whoever opens the demo."""
        result = cycle.results.get(current=True, unit=APPEALS)
        reason = "9月下旬3次检查的记录因网络故障次月才补传，计划完成率和现场检查合规率应重新统计。"
        with acting_on(day):
            ask_appeal(result, items=["plan", "records"], reason=reason, by=head)

    def _xianning(self, panel: Panel) -> None:
        for key, published in HALVES:
            asked = Asked(XIANNING, "xianning-2018", "township-rating", key, published)
            cycle = rate(
                asked, panel, self._by_place(("0.75", "1"), ("0.5", "0.75"), ("0.25", "0.5"))
            )
            self._reported(cycle, panel, published + dt.timedelta(7))

    def _by_place(self, *kinds: Sequence[str]) -> Marks:
        """What the careful units get, the others and the careless ones."""

        def marks(unit: str, item: Item) -> Sequence[Decimal]:
            return self._shares(item, kinds[care_of(unit)])

        return marks

    def _reported(self, cycle: Cycle, panel: Panel, day: dt.date) -> None:
        """The results went to those who lead, and what is counted in the year was counted."""
        outcomes = {"report": "评定结果已书面报告。", "fail_year": "已按不合格计入年度考核。"}
        with acting_on(day):
            for row in cycle.consequences.filter(deed__in=outcomes).order_by("unit__path"):
                close_consequence(row, outcome=outcomes[row.deed], by=panel.office)

    def _hubei(self, panel: Panel) -> None:
        pack = "hubei-key-counties-2014"
        routine = Asked("42", pack, "routine", "2015H2", ROUTINE)
        rate(routine, panel, self._by_place(("0.75", "1"), ("0.75", "1"), ("0.5", "0.75")))
        # Nothing of the year-end is given by people.
        cycle = rate(Asked("42", pack, "year-end", "2015", YEAR_END), panel, self._by_place())
        self._reported(cycle, panel, YEAR_END + dt.timedelta(7))
