"""Indicators of equipment: how much there is, whether it is good, kept and used."""

from __future__ import annotations

import ibis
from ibis.expr.types import DateValue, Table

from angen.kernel.indicators import Measure, Ratio, Tables, indicator
from angen.orgs.indicators.relations import amount, bodies, holds, only, records, year_of

LEDGER = "equipment"
ITEM = "capacity.equipmentitem"


def _all_items(t: Tables, on: DateValue) -> Table:
    """Every item a unit's enforcing bodies received by the day, retired ones too."""
    i, found = t.capacity_equipmentitem, bodies(t, on)
    items = i.filter(i.received_on <= on).select(
        item_id=i.id,
        owner_id=i.agency_id,
        category=i.category,
        quantity=i.quantity,
        retired_on=i.retired_on,
        needs_calibration=i.needs_calibration,
    )
    return items.join(found.select("agency_id", "unit_id"), items.owner_id == found.agency_id)


def _items(t: Tables, on: DateValue) -> Table:
    """Items in use on the day; one retired on the day is no longer."""
    found = _all_items(t, on)
    return found.filter(found.retired_on.isnull() | (found.retired_on > on))


def _sum(t: Tables, on: DateValue, *categories: str) -> Measure:
    """Pieces in use of the categories, all without any."""
    found = _items(t, on)
    wanted = found.filter(found.category.isin(categories)) if categories else found
    return Measure(
        amount(wanted, wanted.quantity, "item_id", ITEM),
        ledger=LEDGER,
        recorded=records(_all_items(t, on), "item_id", ITEM),
    )


@indicator("equipment_items", "装备件数", unit="件")
def equipment_items(t: Tables, on: DateValue) -> Measure:
    """监管执法机构当日在用的执法装备件数，按登记数量合计。已报废的不计。"""
    return _sum(t, on)


@indicator("vehicles", "执法车辆数", unit="辆")
def vehicles(t: Tables, on: DateValue) -> Measure:
    """当日在用的执法车辆数。已报废的不计。"""
    return _sum(t, on, "vehicle")


@indicator("terminals", "移动执法终端数", unit="台")
def terminals(t: Tables, on: DateValue) -> Measure:
    """当日在用的移动执法终端数。已报废的不计。"""
    return _sum(t, on, "terminal")


@indicator("recorders", "执法记录仪数", unit="台")
def recorders(t: Tables, on: DateValue) -> Measure:
    """当日在用的执法记录仪数。已报废的不计。"""
    return _sum(t, on, "recorder")


@indicator("printers", "便携打印机数", unit="台")
def printers(t: Tables, on: DateValue) -> Measure:
    """当日在用的便携打印机数。已报废的不计。"""
    return _sum(t, on, "printer")


@indicator("detectors", "便携式检测仪器数", unit="台")
def detectors(t: Tables, on: DateValue) -> Measure:
    """当日在用的便携式检测仪器数，不论是否在检定有效期内。已报废的不计。"""
    return _sum(t, on, "detector")


def _share(items: Table, anything: Table, good: Table) -> Ratio:
    """The share of ``items`` among ``good`` (item_id); only of units that recorded ``anything``."""
    there = items.semi_join(anything.select("item_id").distinct(), "item_id")
    whole = only(items, there.select("unit_id").distinct())
    part = whole.semi_join(good.select("item_id").distinct(), "item_id")
    return Ratio(part=records(part, "item_id", ITEM), whole=records(whole, "item_id", ITEM))


@indicator("calibrated_share", "检定有效率", unit="比例")
def calibrated_share(t: Tables, on: DateValue) -> Ratio:
    """在用且须检定校准的装备中，当日在检定有效期内的比例，按登记条数计。

    单位一条检定记录也没有登记的为未知，不算全部失效。
    """
    c, items = t.capacity_calibration, _items(t, on)
    needing = items.filter(items.needs_calibration)
    return _share(needing, c.filter(c.valid_from <= on), c.filter(holds(c, on)))


@indicator("equipment_in_custody", "装备保管落实率", unit="比例")
def equipment_in_custody(t: Tables, on: DateValue) -> Ratio:
    """在用装备中，当日有保管人的比例，按登记条数计。单位一条保管记录也没有登记的为未知。"""
    c = t.capacity_custody
    return _share(_items(t, on), c.filter(c.valid_from <= on), c.filter(holds(c, on)))


@indicator("vehicle_enforcement_share", "车辆用于执法比例", unit="比例", over="year")
def vehicle_enforcement_share(t: Tables, on: DateValue) -> Ratio:
    """当年（截至当日）执法车辆的使用记录中，用于执法的比例，按次计。没有使用记录的为未知。"""
    u, items = t.capacity_equipmentuse, _all_items(t, on)
    uses = u.filter(u.used_on >= year_of(on), u.used_on <= on).select(
        use_id=u.id, used_id=u.item_id, enforcement=u.enforcement
    )
    cars = items.filter(items.category == ibis.literal("vehicle"))
    whole = uses.join(cars, uses.used_id == cars.item_id)
    part = whole.filter(whole.enforcement)
    kind = "capacity.equipmentuse"
    return Ratio(part=records(part, "use_id", kind), whole=records(whole, "use_id", kind))
