from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from angen.capacity.models import ConductReport
from capacity.world import DAY, declared, field_day, insured, staff, states, value
from factories import AgencyFactory

pytestmark = pytest.mark.django_db


def test_insurance_of_people_on_establishment_in_post(office):
    person = staff(office)
    assert value(office, "insurance_cover") is None
    insured(person)
    staff(office)
    staff(office, on_establishment=False)
    staff(office, works_elsewhere="别处")
    staff(office, post="leader")
    assert value(office, "insurance_cover") == Decimal("0.5")
    assert value(office, "insurance_cover", DAY + dt.timedelta(1)) == 0
    assert value(office, "insurance_cover", dt.date(2020, 12, 31)) is None


def test_no_insurance_stated(office):
    staff(office)
    states(office, "insurance", 0)
    assert value(office, "insurance_cover") == 0


def test_field_days_belong_where_the_person_worked_then(office):
    elsewhere = AgencyFactory()
    person = staff(office, valid_to=dt.date(2021, 6, 30))
    person.appointments.create(agency=elsewhere, post="member", valid_from=dt.date(2021, 7, 1))
    for day in ((2020, 12, 31), (2021, 1, 1), (2021, 6, 30), (2021, 7, 1), (2022, 1, 1)):
        field_day(person, dt.date(*day))
    assert value(office, "field_days") == 2
    assert value(elsewhere, "field_days") == 1
    assert value(office, "field_days", dt.date(2021, 6, 29)) == 1
    assert value(office, "field_days", dt.date(2022, 1, 1)) is None


def test_field_days_of_leaders_and_of_people_elsewhere_do_not_count(office):
    field_day(staff(office, post="leader"), DAY)
    field_day(staff(office, works_elsewhere="别处"), DAY)
    assert value(office, "field_days") is None
    person = staff(office)
    person.appointments.create(agency=office, post="professional", valid_from=dt.date(2020, 1, 1))
    field_day(person, DAY)
    assert value(office, "field_days") == 1


def test_declarations_of_the_year(office):
    first, second = staff(office), staff(office)
    leader = staff(office, post="leader")
    assert value(office, "declarations_made") is None
    assert value(office, "declarations_adverse") is None
    declared(first)
    declared(second, year=2020, declared_on=dt.date(2020, 2, 1), shares=True)
    declared(leader, shares=True)
    assert value(office, "declarations_made") == Decimal("0.5")
    assert value(office, "declarations_adverse") == 0
    assert value(office, "declarations_adverse", dt.date(2020, 12, 31)) == 1
    assert value(office, "declarations_made", dt.date(2021, 1, 31)) is None


@pytest.mark.parametrize("flag", ["side_job", "shares", "reimbursement", "allowance"])
def test_each_of_the_four_is_adverse(office, flag):
    declared(staff(office), **{flag: True})
    assert value(office, "declarations_adverse") == 1


def report(agency, on, **fields):
    ConductReport.objects.create(
        agency=agency, number=f"Z{ConductReport.objects.count()}", received_on=on, **fields
    )


def test_reports_open_on_the_day(office):
    assert value(office, "conduct_open") is None
    declared(staff(office))
    assert value(office, "conduct_open") == 0
    report(office, dt.date(2021, 3, 1))
    report(office, dt.date(2021, 3, 1), outcome="corrected", closed_on=dt.date(2021, 6, 1))
    report(office, dt.date(2022, 3, 1))
    assert value(office, "conduct_open", dt.date(2021, 5, 31)) == 2
    assert value(office, "conduct_open", dt.date(2021, 6, 1)) == 1
    assert value(office, "conduct_open", dt.date(2021, 2, 28)) == 0
    assert value(office, "conduct_open", dt.date(2021, 1, 31)) is None
