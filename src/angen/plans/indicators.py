"""Indicators of plans and draws; the unit is the area of the body that makes them.

Completion follows from inspections and is counted where these are kept.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import DateValue, Table

from angen.kernel.indicators import Count, Ratio, Tables, indicator
from angen.orgs.indicators.relations import holds, latest

TAGS = ("plans",)
NEVER = ("draft", "submitted")
LABEL = "plans.planshortfall"


def _unit(rows: Table, agencies: Table, key: str, kind: str) -> Table:
    found = rows.join(agencies, rows.agency_id == agencies.id)
    return found.select(
        unit_id=agencies.area_id, record_id=rows[key].cast("string"), record_type=ibis.literal(kind)
    )


def in_force(t: Tables, on: DateValue) -> Table:
    """The version of each body's plan of the year that stood on the day.

    Columns plan_id, agency_id, year and unit_id, the area of the body. A version stands until the
    next one is approved.
    """
    found, bodies = _plans(t, on), t.orgs_agency
    bodies = bodies.select(body_id=bodies.id, unit_id=bodies.area_id)
    found = found.join(bodies, found.agency_id == bodies.body_id)
    found = found.select(
        *("unit_id", "agency_id", "year", "version", "filed_on", "published_on"),
        id=found.id,
        plan_id=found.id,
    )
    # By unit as well, which changes nothing but lets one unit's plans be read alone.
    return latest(found, ("unit_id", "agency_id"), "version").drop("id", "version")


def _plans(t: Tables, on: DateValue) -> Table:
    p = t.plans_annualplan
    return p.filter(~p.state.isin(NEVER), p.approved_on <= on, p.year == ibis.date(on).year())


@indicator("plans_approved", "经批准的年度监督检查计划", unit="份", over="year", tags=TAGS)
def plans_approved(t: Tables, on: DateValue) -> Count:
    """当年、当日或之前经批准的年度监督检查计划（含后来被新版替代的）；没有的为未知。"""
    return Count(_unit(_plans(t, on), t.orgs_agency, "id", "plans.annualplan"))


@indicator("plans_filed", "已备案的年度监督检查计划", unit="份", over="year", tags=TAGS)
def plans_filed(t: Tables, on: DateValue) -> Count:
    """当年、当日或之前已报上一级备案的年度监督检查计划。"""
    found = _plans(t, on)
    rows = found.filter(found.filed_on <= on)
    return Count(
        _unit(rows, t.orgs_agency, "id", "plans.annualplan"),
        recorded=_unit(found, t.orgs_agency, "id", "plans.annualplan"),
    )


@indicator("plans_published", "已公布的年度监督检查计划", unit="份", over="year", tags=TAGS)
def plans_published(t: Tables, on: DateValue) -> Count:
    """当年、当日或之前已向社会公布的年度监督检查计划（应急〔2025〕11号，国办发〔2024〕54号）。"""
    found = _plans(t, on)
    rows = found.filter(found.published_on <= on)
    return Count(
        _unit(rows, t.orgs_agency, "id", "plans.annualplan"),
        recorded=_unit(found, t.orgs_agency, "id", "plans.annualplan"),
    )


@indicator("plan_items_due", "计划到期应检企业数", unit="家次", over="year", tags=TAGS)
def plan_items_due(t: Tables, on: DateValue) -> Count:
    """现行年度计划中，当月及以前各月应当检查的家次；并入其他机构检查的不计，随机抽查另计。"""
    i = t.plans_planitem
    plans = in_force(t, on).select("agency_id", plan="plan_id")
    due = i.filter(i.merged_into_id.isnull(), i.month <= ibis.date(on).month())
    due = due.select(item=due.id, of=due.plan_id)
    rows = due.join(plans, due.of == plans.plan).select("item", "agency_id")
    return Count(_unit(rows, t.orgs_agency, "item", "plans.planitem"))


@indicator("catalogue_published", "已公布的随机抽查事项", unit="项", tags=TAGS)
def catalogue_published(t: Tables, on: DateValue) -> Count:
    """当日有效、已公布的随机抽查事项数（国办发〔2015〕58号：一单）；有事项而都没有公布的为零，没有事项的为未知。"""
    c = t.plans_catalogueitem
    found = c.filter(holds(c, on))
    rows = found.filter(found.published_on <= on)
    return Count(
        _unit(rows, t.orgs_agency, "id", "plans.catalogueitem"),
        recorded=_unit(found, t.orgs_agency, "id", "plans.catalogueitem"),
    )


@indicator("draws_published", "已公开的随机抽查", unit="次", over="year", tags=TAGS)
def draws_published(t: Tables, on: DateValue) -> Count:
    """当年、当日或之前公开结果的随机抽查次数。"""
    d = t.plans_draw
    day = d.published_at.cast("timestamp('Asia/Shanghai')").date()
    rows = d.filter(d.published_at.notnull(), day <= on, day.year() == ibis.date(on).year())
    return Count(_unit(rows, t.orgs_agency, "id", "plans.draw"))


def _campaigns(t: Tables, on: DateValue) -> Table:
    c = t.plans_campaign
    approved = c.filter(c.state.isin(("approved", "filed", "running", "finished")))
    return approved.filter(approved.approved_on <= on, approved.starts_on.year() == on.year())


@indicator("campaigns_approved", "经批准的专项检查", unit="次", over="year", tags=TAGS)
def campaigns_approved(t: Tables, on: DateValue) -> Count:
    """当年开始、当日或之前经县级以上政府或上级机关批准且没有取消的专项检查；没有的为未知。"""
    return Count(_unit(_campaigns(t, ibis.date(on)), t.orgs_agency, "id", "plans.campaign"))


@indicator("campaigns_filed", "已备案的专项检查", unit="次", over="year", tags=TAGS)
def campaigns_filed(t: Tables, on: DateValue) -> Count:
    """当年经批准的专项检查中，当日或之前已备案的；没有经批准的为未知。"""
    found = _campaigns(t, ibis.date(on))
    return Count(
        _unit(found.filter(found.filed_on <= on), t.orgs_agency, "id", "plans.campaign"),
        recorded=_unit(found, t.orgs_agency, "id", "plans.campaign"),
    )


@indicator("campaigns_finished", "已总结的专项检查", unit="次", over="year", tags=TAGS)
def campaigns_finished(t: Tables, on: DateValue) -> Count:
    """当年经批准、期限已过的专项检查中，当日或之前已报送总结的；没有到期的为未知。"""
    found = _campaigns(t, ibis.date(on))
    ended = found.filter(found.ends_on <= on)
    return Count(
        _unit(ended.filter(ended.finished_on <= on), t.orgs_agency, "id", "plans.campaign"),
        recorded=_unit(ended, t.orgs_agency, "id", "plans.campaign"),
    )


@indicator("shortfalls_explained", "计划未完成月份说明率", unit="比例", over="year", tags=TAGS)
def shortfalls_explained(t: Tables, on: DateValue) -> Ratio:
    """当年现行计划中，已结束而没有完成的月份，当日或之前说明原因的占多少；都完成的为未知。"""
    p, s = t.plans_annualplan, t.plans_planshortfall
    day = ibis.date(on)
    plans = p.filter(p.state.isin(("approved", "filed", "published")), p.year == day.year())
    plans = plans.select(plan=plans.id, agency_id=plans.agency_id)
    over = s.filter(s.month < day.month()).select("id", "plan_id", "explained_on")
    rows = over.join(plans, over.plan_id == plans.plan)
    return Ratio(
        part=_unit(rows.filter(rows.explained_on <= on), t.orgs_agency, "id", LABEL),
        whole=_unit(rows, t.orgs_agency, "id", LABEL),
    )
