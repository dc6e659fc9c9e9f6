"""Plans against visits; the unit is the area of the plan's body.

What counts are enterprises that were due and were visited (计划内已检企业), not what a visit was
arranged for: who was drawn in May need not be troubled again for the plan's June (国办发〔2024〕54号).
A visit of the plan's own body since January fulfils one planned visit to that enterprise, the
earlier months first, so doing more at one enterprise never makes up for another. One door, one
visit: where a campaign of another body became part of the plan's visit, whichever body went counts.
Rechecks and checks of reports fulfil nothing: reports are other work by the scheme of working days
(安监总政法〔2017〕150号). The page of a plan shows the records of this very number.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from angen.inspections.indicators.relations import (
    ENTERPRISE,
    TAGS,
    day_only,
    grave,
    of_bodies,
    visits,
)
from angen.kernel.indicators import Count, Period, Ratio, Tables, indicator, shared
from angen.orgs.indicators.relations import records
from angen.plans.indicators import in_force

ITEM = "plans.planitem"
PLAN = "plans.annualplan"


@shared
def _items(t: Tables, period: Period) -> Table:
    """Planned visits of the year's plans, with ``due`` where their month lies in the period.

    ``before`` says how many visits to the same enterprise the plan has earlier in the year.
    """
    plans, i = in_force(t, period.end), t.plans_planitem
    own = i.filter(i.merged_into_id.isnull()).select(
        "enterprise_id", "kind", "month", item_id=i.id, of=i.plan_id
    )
    found = own.join(plans, own.of == plans.plan_id)
    earlier = ibis.window(
        group_by=[found.unit_id, found.plan_id, found.enterprise_id],
        order_by=[found.month, found.item_id],
    )
    month = ibis.date(found.year.cast("int32"), found.month.cast("int32"), 1)
    since = period.start.truncate("M").cast("date")
    return found.mutate(
        before=ibis.row_number().over(earlier), due=(month >= since) & (month <= period.end)
    )


def _made(t: Tables, period: Period) -> Table:
    """Visits of the year that may fulfil a plan: unit_id and agency_id are the plan's, each once."""
    found = visits(t, day_only(period.end))
    found = found.filter(found.origin != "report")
    names = ("unit_id", "agency_id", "enterprise_id", "visit_id")
    return found.select(*names).union(_merged(t, found).select(*names), distinct=True)


def _merged(t: Tables, found: Table) -> Table:
    """Visits for a campaign that became part of a planned visit, as those of the plan's body."""
    c, i, p = t.plans_campaignitem, t.plans_planitem, t.plans_annualplan
    joined = c.filter(c.merged_into_id.notnull())
    joined = joined.select("campaign_id", "merged_into_id", whom=joined.enterprise_id)
    parts = i.select("plan_id", item=i.id)
    plans = p.select("year", "agency_id", plan=p.id)
    joined = joined.join(parts, joined.merged_into_id == parts.item)
    joined = of_bodies(t, joined.join(plans, joined.plan_id == plans.plan))
    wanted = joined.select("unit_id", "agency_id", "year", "whom", of=joined.campaign_id)
    went = found.filter(found.campaign.notnull()).select(
        "campaign", "enterprise_id", "visited_on", "visit_id"
    )
    return went.join(
        wanted,
        [
            went.campaign == wanted.of,
            went.enterprise_id == wanted.whom,
            went.visited_on.year() == wanted.year,
        ],
    )


def _fulfilled(t: Tables, period: Period, items: Table) -> Table:
    """Those of ``items`` for which a visit was made by the period's end."""
    made = _made(t, period)
    counts = made.group_by(at=made.unit_id, by=made.agency_id, to=made.enterprise_id).aggregate(
        made=made.visit_id.count()
    )
    joined = items.join(
        counts,
        [
            items.unit_id == counts.at,
            items.agency_id == counts.by,
            items.enterprise_id == counts.to,
        ],
    )
    return joined.filter(joined.before < joined.made)


@indicator("plan_enterprises_due", "计划应检企业数", unit="家", over="period", tags=TAGS)
def plan_enterprises_due(t: Tables, period: Period) -> Count:
    """现行年度计划中，计划月份在期内的应检企业家数；并入其他机构检查的不计。

    按编制计划的机构所在区划计入单位。有计划而期内没有应检企业的为零，没有计划的为未知。
    """
    items = _items(t, period)
    rows = records(items.filter(items.due), "enterprise_id", ENTERPRISE)
    plans = records(in_force(t, period.end), "plan_id", PLAN)
    return Count(rows, recorded=rows.union(plans))


@indicator("plan_completion", "执法计划完成率", unit="比例", over="period", tags=TAGS)
def plan_completion(t: Tables, period: Period) -> Ratio:
    """计划月份在期内的应检企业中，期末以前已检查的比例；提前在年内检查的也算。

    看企业查没查，不看检查由何而起：随机抽查、专项检查查过的也算，复查和举报核查不算。
    一次检查只完成一项计划，先完成月份早的；专项检查并入计划的，合并检查一次算一次；并入其他机构的不计。
    按编制计划的机构所在区划计入单位。没有经批准的计划、期内没有应检企业的为未知。
    """
    items = _items(t, period)
    whole = items.filter(items.due)
    part = _fulfilled(t, period, items)
    return Ratio(
        part=records(part.filter(part.due), "item_id", ITEM), whole=records(whole, "item_id", ITEM)
    )


@indicator("key_coverage", "重点企业检查覆盖率", unit="比例", over="year", tags=TAGS)
def key_coverage(t: Tables, on: object) -> Ratio:
    """重点企业中，当年（截至当日）由本单位机构至少检查过一次的比例（应急〔2025〕11号）。

    重点企业：当日由本单位机构监管、风险等级属于规则库所定重点等级的企业，和现行年度计划列为重点检查的企业；
    并入其他机构的不计。没有重点企业的为未知。
    """
    year = day_only(on)
    mine = grave(t, on)
    items = _items(t, year)
    planned = items.filter(items.kind == "key").select("unit_id", "enterprise_id")
    whole = mine.union(planned, distinct=True)
    made = visits(t, year).select("unit_id", "enterprise_id")
    part = whole.semi_join(made, ["unit_id", "enterprise_id"])
    return Ratio(
        part=records(part, "enterprise_id", ENTERPRISE),
        whole=records(whole, "enterprise_id", ENTERPRISE),
    )
