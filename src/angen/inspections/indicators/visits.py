"""Visits: how many, to how many enterprises, from which origin."""

from __future__ import annotations

from ibis.expr.types import BooleanValue, Table

from angen.inspections.indicators.relations import (
    ENTERPRISE,
    INSPECTION,
    TAGS,
    VOLUME,
    heard,
    recorded,
    so_far,
    under,
    visits,
    within,
)
from angen.kernel.indicators import Count, Measure, Period, Ratio, Tables, indicator
from angen.orgs.indicators.relations import amount, records


def _visits(rows: Table) -> Table:
    return records(rows, "visit_id", INSPECTION)


def _counted(t: Tables, period: Period, rows: Table) -> Count:
    return Count(_visits(rows), recorded=heard(t, period))


@indicator("inspections_made", "监督检查次数", unit="家次", over="period", tags=VOLUME)
def inspections_made(t: Tables, period: Period) -> Count:
    """期内检查机构已签字记录的现场检查次数，一张检查记录计一次；整改复查另计。

    按检查机构所在区划计入单位，与企业在哪里无关。当年没有任何检查和隐患记录的单位为未知。
    """
    return _counted(t, period, visits(t, period))


@indicator("rechecks_made", "整改复查次数", unit="家次", over="period", tags=VOLUME)
def rechecks_made(t: Tables, period: Period) -> Count:
    """期内检查机构已签字记录的复查检查次数，不计入监督检查次数。按检查机构所在区划计入单位。"""
    found = recorded(t, period)
    return _counted(t, period, found.filter(found.origin == "recheck"))


@indicator("enterprises_visited", "实查企业数", unit="家", over="period", tags=VOLUME)
def enterprises_visited(t: Tables, period: Period) -> Count:
    """期内检查机构检查过的企业家数，同一企业多次检查计一家；只复查过的不计。

    按检查机构所在区划计入单位。当年没有任何检查和隐患记录的单位为未知。
    """
    rows = records(visits(t, period), "enterprise_id", ENTERPRISE)
    return Count(rows, recorded=heard(t, period))


@indicator("enterprises_to_supervise", "监管企业数", unit="家", over="period", tags=TAGS)
def enterprises_to_supervise(t: Tables, period: Period) -> Count:
    """期末由本单位机构担任监管主体的在管企业家数；已合并的重复记录不计。按监管主体所在区划计入单位。"""
    return Count(records(under(t, period.end), "enterprise_id", ENTERPRISE))


@indicator("coverage", "检查覆盖率", unit="比例", over="period", tags=TAGS)
def coverage(t: Tables, period: Period) -> Ratio:
    """期末由本单位机构监管的企业中，期内由本单位机构检查过的比例；复查不算检查。

    按监管主体和检查机构所在区划计入单位；没有登记监管企业的为未知。
    """
    whole, made = under(t, period.end), visits(t, period)
    seen = made.select("unit_id", "enterprise_id")
    part = whole.semi_join(seen, ["unit_id", "enterprise_id"])
    return Ratio(
        part=records(part, "enterprise_id", ENTERPRISE),
        whole=records(whole, "enterprise_id", ENTERPRISE),
    )


def _general(t: Tables, period: Period) -> Table:
    """Visits from a plan's general part and from draws."""
    found, item = visits(t, period), t.plans_planitem
    named = item.filter(item.kind == "key").select(item_id=item.id)
    planned = found.filter(found.origin == "plan")
    general = planned.anti_join(named, planned.plan_item_id == named.item_id)
    return general.union(found.filter(found.origin == "draw"))


@indicator("draw_share", "一般检查随机抽查比例", unit="比例", over="period", tags=TAGS)
def draw_share(t: Tables, period: Period) -> Ratio:
    """期内计划内的一般检查和双随机抽查中，由随机抽查产生的比例；重点检查不计入分母。

    按检查机构所在区划计入单位；期内没有一般检查的为未知。
    """
    whole = _general(t, period)
    return Ratio(part=_visits(whole.filter(whole.origin == "draw")), whole=_visits(whole))


@indicator("unplanned_share", "计划外检查比例", unit="比例", over="period", tags=TAGS)
def unplanned_share(t: Tables, period: Period) -> Ratio:
    """期内检查中，来源为计划外检查的比例；按检查机构所在区划计入单位，期内没有检查的为未知。"""
    whole = visits(t, period)
    return Ratio(part=_visits(whole.filter(whole.origin == "unplanned")), whole=_visits(whole))


def _of(t: Tables, period: Period, kind: BooleanValue, rows: Table) -> Count:
    return _counted(t, period, rows.filter(kind))


@indicator("cross_inspections_made", "异地互查次数", unit="家次", over="period", tags=VOLUME)
def cross_inspections_made(t: Tables, period: Period) -> Count:
    """期内检查机构到其他乡镇开展异地互查的检查次数；计入检查方单位，不计入被检查方。"""
    found = visits(t, period)
    return _of(t, period, found.origin == "cross", found)


@indicator("assistance_visits", "执法帮扶检查次数", unit="家次", over="period", tags=VOLUME)
def assistance_visits(t: Tables, period: Period) -> Count:
    """期内来源为执法帮扶、或方式为帮扶指导的检查次数；按检查机构所在区划计入单位。"""
    found = visits(t, period)
    return _of(t, period, (found.origin == "assistance") | (found.manner == "assisting"), found)


@indicator("unannounced_visits", "四不两直检查次数", unit="家次", over="period", tags=VOLUME)
def unannounced_visits(t: Tables, period: Period) -> Count:
    """期内方式为四不两直的检查次数；按检查机构所在区划计入单位。"""
    found = visits(t, period)
    return _of(t, period, found.manner == "unannounced", found)


@indicator("handouts_given", "发放普法材料份数", unit="份", over="period", tags=TAGS)
def handouts_given(t: Tables, period: Period) -> Measure:
    """期内检查时发放的普法材料份数；按检查机构所在区划计入单位。"""
    made = recorded(t, period)
    h = t.inspections_handout
    given = h.select(handout_id=h.id, on_visit=h.inspection_id, copies=h.copies)
    rows = made.join(given, made.visit_id == given.on_visit)
    return Measure(
        amount(rows, rows.copies, "handout_id", "inspections.handout"),
        recorded=records(recorded(t, so_far(period)), "visit_id", INSPECTION),
    )


def _parts(t: Tables, period: Period) -> Table:
    """The parts of officers in visits: part_id, officer_id, visited_on and what is of the visit."""
    made, o = recorded(t, period), t.inspections_inspectionofficer
    took = o.select(part_id=o.id, on_visit=o.inspection_id, officer_id=o.officer_id)
    return made.join(took, made.visit_id == took.on_visit)


def _field(t: Tables, period: Period) -> Table:
    """A day of an officer on visits, named by his first part in a visit of that day."""
    parts = _parts(t, period)
    return parts.group_by(["unit_id", "officer_id", "visited_on"]).aggregate(
        part_id=parts.part_id.min()
    )


@indicator("field_days_inspections", "检查产生的现场工作日", unit="天", over="period", tags=TAGS)
def field_days_inspections(t: Tables, period: Period) -> Count:
    """期内执法人员参加已记录检查（含复查）的天数；一人一天计一天，一天多次检查不重复计。

    按检查机构所在区划计入单位。
    """
    rows = records(_field(t, period), "part_id", "inspections.inspectionofficer")
    return Count(rows, recorded=heard(t, period))


@indicator("field_days_worked", "现场工作日合计", unit="天", over="period", tags=TAGS)
def field_days_worked(t: Tables, period: Period) -> Count:
    """期内检查产生的现场工作日，加上手工登记、当天没有检查记录的现场工作日；一人一天计一天。

    检查产生的按检查机构计入单位，手工登记的按人员登记机构计入单位。
    """
    made, f, o = _field(t, period), t.capacity_fieldday, t.orgs_officer
    people = o.select(person_id=o.id, body_id=o.agency_id)
    entered = f.filter(within(f.worked_on, period)).select(
        day_id=f.id, worker_id=f.officer_id, worked_on=f.worked_on
    )
    parts = _parts(t, period).select("officer_id", "visited_on")
    kept = entered.anti_join(
        parts,
        [entered.worker_id == parts.officer_id, entered.worked_on == parts.visited_on],
    )
    placed = kept.join(people, kept.worker_id == people.person_id)
    bodies = t.orgs_agency.select(agency=t.orgs_agency.id, unit_id=t.orgs_agency.area_id)
    hand = placed.join(bodies, placed.body_id == bodies.agency)
    rows = records(made, "part_id", "inspections.inspectionofficer").union(
        records(hand, "day_id", "capacity.fieldday")
    )
    known = heard(t, period).select("unit_id", "record_id", "record_type")
    return Count(rows, recorded=rows.union(known))
