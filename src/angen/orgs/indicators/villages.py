"""Indicators of village officers and grid workers; the unit is the township."""

from __future__ import annotations

import ibis
from ibis.expr.types import DateValue, Table

from angen.kernel.indicators import Count, Ratio, Tables, indicator
from angen.orgs.indicators.relations import children, heard, only, records

VILLAGES = ("village", "community")
GRADUATES = ("college", "bachelor", "master")
TYPE = "orgs.villageofficer"


def _serving(t: Tables, on: DateValue) -> Table:
    """Approved on or before the day and not gone: unit_id (township), area_id, id, kind, education.

    The state of today says nothing of a past day, so only the days are asked.
    """
    v = t.orgs_villageofficer
    there = v.filter(v.approved_on <= on, v.ended_on.isnull() | (v.ended_on >= on))
    there = there.select(id=there.id, at=there.area_id, kind=there.kind, education=there.education)
    villages = children(t, on, VILLAGES)
    found = there.left_join(villages, there.at == villages.area_id)
    return found.select(
        unit_id=ibis.coalesce(found.unit_id, found["at"]),
        area_id=found["at"],
        id=found.id,
        kind=found.kind,
        education=found.education,
    )


def _recorded(t: Tables, on: DateValue) -> Table:
    return records(_serving(t, on), "id", TYPE)


@indicator("villages_covered", "村（社区）安全员覆盖率", unit="比例")
def villages_covered(t: Tables, on: DateValue) -> Ratio:
    """乡镇（街道）所辖村（社区）中，当日至少有 1 名已审定的安全员、信息员或网格员的比例。

    只推荐、只审查的不算；直接登记在乡镇的不算覆盖某个村。一人也未登记、也未申报为零的为未知。
    """
    villages = children(t, on, VILLAGES)
    serving = _serving(t, on)
    whole = only(villages, heard(t, on, "village_officers", serving))
    part = whole.semi_join(serving.select("area_id").distinct(), "area_id")
    return Ratio(
        part=records(part, "area_id", "orgs.area"), whole=records(whole, "area_id", "orgs.area")
    )


@indicator("village_officers", "村级安全员人数", unit="人")
def village_officers(t: Tables, on: DateValue) -> Count:
    """当日已审定、未离任的村（社区）安全生产监管员和信息员人数，按乡镇计。网格员另计。"""
    found = _serving(t, on)
    rows = found.filter(found.kind != "grid_worker")
    return Count(records(rows, "id", TYPE), ledger="village_officers", recorded=_recorded(t, on))


@indicator("grid_workers", "网格员人数", unit="人")
def grid_workers(t: Tables, on: DateValue) -> Count:
    """当日已审定、未离任的网格员人数，按乡镇计。"""
    found = _serving(t, on)
    rows = found.filter(found.kind == "grid_worker")
    return Count(records(rows, "id", TYPE), ledger="village_officers", recorded=_recorded(t, on))


@indicator("grid_workers_graduates", "网格员中大专以上比例", unit="比例")
def grid_workers_graduates(t: Tables, on: DateValue) -> Ratio:
    """登记了学历的网格员中，大专及以上学历的比例。学历未登记的人不进分母。"""
    found = _serving(t, on)
    whole = found.filter(found.kind == "grid_worker", found.education != "")
    part = whole.filter(whole.education.isin(GRADUATES))
    return Ratio(part=records(part, "id", TYPE), whole=records(whole, "id", TYPE))
