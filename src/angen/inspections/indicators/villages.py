"""What village officers find and report."""

from __future__ import annotations

from ibis.expr.types import Table

from angen.inspections.indicators.relations import TAGS, after, of_bodies, within
from angen.kernel.indicators import Count, Period, Ratio, Tables, indicator
from angen.orgs.indicators.relations import records

FINDING = "inspections.villagefinding"


def _findings(t: Tables) -> Table:
    f = t.inspections_villagefinding
    day = f.reported_at.cast("timestamp('Asia/Shanghai')").date()
    given = f.select("agency_id", "answered_on", finding_id=f.id, reported_on=day)
    return of_bodies(t, given)


@indicator("village_findings_made", "村（社区）发现报告数", unit="件", over="period", tags=TAGS)
def village_findings_made(t: Tables, period: Period) -> Count:
    """期内村（社区）安全员发现并报告的件数；按受理机构所在区划计入单位，从未报告过的为未知。"""
    found = _findings(t)
    known = records(found.filter(found.reported_on <= period.end), "finding_id", FINDING)
    rows = records(found.filter(within(found.reported_on, period)), "finding_id", FINDING)
    return Count(rows, recorded=known)


@indicator(
    "village_findings_answered_in_time",
    "村（社区）发现按期处理率",
    unit="比例",
    over="period",
    tags=TAGS,
)
def village_findings_answered_in_time(t: Tables, period: Period) -> Ratio:
    """期内应当处理的村（社区）发现中，在政策规定天数内转为隐患或答复的比例。

    没有政策规定天数的单位、期内没有应处理的为未知。按受理机构所在区划计入单位。
    """
    found = _findings(t)
    timed = after(found.reported_on, found, t.value_village_answer_days)
    whole = timed.filter(within(timed.last_on, period))
    part = whole.filter(whole.answered_on <= whole.last_on)
    return Ratio(
        part=records(part, "finding_id", FINDING), whole=records(whole, "finding_id", FINDING)
    )
