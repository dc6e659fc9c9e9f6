"""Numbers of visits from above: how often a unit was visited, and what it put right in time."""

from __future__ import annotations

from typing import Final

from ibis.expr.types import Table

from angen.kernel.indicators import Count, Period, Ratio, Tables, indicator
from angen.orgs.indicators.relations import records

TOUR: Final = "assess.tour"
FINDING: Final = "assess.tourfinding"
TAGS: Final = ("assess",)


def _told(t: Tables) -> Table:
    """Visits from above whose unit was told, by the visited unit."""
    rows = t.assess_tour
    found = rows.filter(rows.state.isin(("told", "closed")))
    return found.select(tour_id=found.id, unit_id=found.area_id, kind=found.kind, since=found.since)


@indicator("monthly_visits", "月督月查次数", unit="次", over="period", tags=TAGS)
def monthly_visits(t: Tables, period: Period) -> Count:
    """期内上级对本单位的月督月查次数（一条线一个月计一次），按被查单位计入。从未被督查巡查过的单位为未知。"""
    told = _told(t)
    made = told.filter(told.kind == "monthly", told.since >= period.start, told.since <= period.end)
    ever = told.filter(told.since <= period.end)
    return Count(records(made, "tour_id", TOUR), recorded=records(ever, "tour_id", TOUR))


@indicator(
    "tour_findings_closed_in_time", "督查巡查问题按期闭环率", unit="比例", over="period", tags=TAGS
)
def tour_findings_closed_in_time(t: Tables, period: Period) -> Ratio:
    """整改期限在期内的督查巡查问题中，在期限当日或之前验收的比例，按被查单位计入。"""
    found, told = t.assess_tourfinding, _told(t)
    due = found.filter(found.due_on >= period.start, found.due_on <= period.end)
    due = due.select(
        finding_id=due.id, of_tour=due.tour_id, due_on=due.due_on, accepted_on=due.accepted_on
    )
    whole = due.join(told, due.of_tour == told.tour_id)
    part = whole.filter(whole.accepted_on <= whole.due_on)
    return Ratio(
        part=records(part, "finding_id", FINDING), whole=records(whole, "finding_id", FINDING)
    )
