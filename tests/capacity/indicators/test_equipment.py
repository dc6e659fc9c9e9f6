from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from angen.capacity.models import Calibration, Custody, EquipmentUse
from capacity.world import DAY, SINCE, fact, item, staff, states, value
from factories import AgencyFactory

pytestmark = pytest.mark.django_db
BY_CATEGORY = {
    "vehicles": "vehicle",
    "terminals": "terminal",
    "recorders": "recorder",
    "printers": "printer",
    "detectors": "detector",
}


@pytest.mark.parametrize(("name", "category"), BY_CATEGORY.items())
def test_pieces_by_category(office, name, category):
    assert value(office, name) is None
    item(office, "office", quantity=4)
    assert value(office, name) == 0
    item(office, category, quantity=3)
    item(office, category, quantity=2)
    assert value(office, name) == 5
    assert value(office, "equipment_items") == 9


def test_equipment_from_its_first_day_to_the_day_before_it_retires(office):
    item(office, received_on=dt.date(2021, 3, 1), retired_on=dt.date(2021, 6, 1))
    assert value(office, "vehicles", dt.date(2021, 2, 28)) is None
    assert value(office, "vehicles", dt.date(2021, 3, 1)) == 1
    assert value(office, "vehicles", dt.date(2021, 5, 31)) == 1
    assert value(office, "vehicles", dt.date(2021, 6, 1)) == 0


def test_equipment_of_other_bodies_does_not_count(office):
    other = AgencyFactory(area=office.area, kind="department")
    item(other)
    assert value(office, "equipment_items") is None


def test_a_statement_counts_records_not_pieces(office):
    item(office, quantity=5)
    states(office, "equipment", 2)
    assert (value(office, "vehicles"), fact(office, "vehicles").short) == (None, 1)
    states(office, "equipment", 1, DAY - dt.timedelta(1))
    assert value(office, "vehicles", DAY - dt.timedelta(1)) == 5


def calibrated(thing, until, since=SINCE, number="J1"):
    Calibration.objects.create(item=thing, certificate_no=number, valid_from=since, valid_to=until)


def test_calibration_holds_to_its_last_day(office):
    good, bad = (item(office, "detector", needs_calibration=True) for _ in range(2))
    item(office, "vehicle")
    assert value(office, "calibrated_share") is None
    calibrated(good, DAY)
    assert value(office, "calibrated_share") == Decimal("0.5")
    calibrated(bad, DAY - dt.timedelta(1))
    assert value(office, "calibrated_share") == Decimal("0.5")
    assert value(office, "calibrated_share", DAY - dt.timedelta(1)) == 1
    assert value(office, "calibrated_share", DAY + dt.timedelta(1)) == 0


def test_calibration_of_others_tells_nothing_of_this_unit(office):
    item(office, "detector", needs_calibration=True)
    calibrated(item(AgencyFactory(), "detector", needs_calibration=True), DAY)
    assert value(office, "calibrated_share") is None


def test_custody(office):
    keeper, first = staff(office), item(office)
    item(office)
    retired = item(office, retired_on=DAY)
    assert value(office, "equipment_in_custody") is None
    Custody.objects.create(item=first, officer=keeper, valid_from=DAY)
    Custody.objects.create(item=retired, officer=keeper, valid_from=SINCE)
    assert value(office, "equipment_in_custody") == Decimal("0.5")
    assert value(office, "equipment_in_custody", DAY - dt.timedelta(1)) == Decimal("0.333333333")


def used(thing, on, enforcement=True):
    EquipmentUse.objects.create(item=thing, used_on=on, enforcement=enforcement, purpose="用")


def test_uses_of_vehicles_in_the_year(office):
    car, camera = item(office), item(office, "recorder")
    assert value(office, "vehicle_enforcement_share") is None
    used(car, dt.date(2021, 1, 1))
    used(car, dt.date(2021, 2, 1), enforcement=False)
    used(car, dt.date(2020, 12, 31), enforcement=False)
    used(car, dt.date(2022, 1, 1), enforcement=False)
    used(camera, dt.date(2021, 2, 1), enforcement=False)
    assert value(office, "vehicle_enforcement_share") == Decimal("0.5")
    assert value(office, "vehicle_enforcement_share", dt.date(2021, 1, 31)) == 1
    assert value(office, "vehicle_enforcement_share", dt.date(2020, 12, 31)) == 0
