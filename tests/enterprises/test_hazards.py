"""Major hazard installations from registration to the end."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from angen.enterprises.actions.hazards import (
    Persons,
    close_major_hazard,
    file_major_hazard,
    reassess_major_hazard,
    register_major_hazard,
    report_major_hazard,
)
from angen.enterprises.models import HazardFiling, MajorHazard
from angen.kernel.refusal import NotAllowed, Refused
from angen.rulebook.models import InstalledPack
from factories import AgencyFactory
from factories.enterprises import EnterpriseFactory, MajorHazardFactory

D = dt.date
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("national")]
PERSONS = Persons("储运部", "王伟", "李强", "张军")


def register(enterprise, by, **more):
    given = {
        "name": "1 号罐区",
        "kind": "storage",
        "residents": 10,
        "assessed_on": D(2021, 1, 1),
        "quantities": [("ammonia", Decimal(50))],
        "persons": PERSONS,
        **more,
    }
    return register_major_hazard(enterprise, by=by, **given)


@pytest.fixture
def hazard(world):
    return register(EnterpriseFactory(area=world.town, sector="chemicals"), world.head)


def test_the_rows_applied_are_kept(hazard):
    assert (hazard.r_value, hazard.grade, hazard.due_on) == (Decimal(10), 3, D(2024, 1, 1))
    row = hazard.substances.get()
    assert (row.name, row.quantity, row.critical, row.beta) == ("氨", 50, 10, 2)


@pytest.mark.parametrize("persons", [Persons("", "王伟"), Persons("储运部", " ")])
def test_unit_and_person_must_be_named(world, persons):
    with pytest.raises(Refused) as refused:
        register(EnterpriseFactory(area=world.town), world.head, persons=persons)
    assert refused.value.article == "湘政办意见 第16条"
    assert not MajorHazard.objects.exists()


def test_below_the_critical_quantity_nothing_is_registered(world):
    with pytest.raises(Refused, match="不构成重大危险源"):
        register(EnterpriseFactory(area=world.town), world.head, quantities=[("lpg", Decimal(49))])
    assert not MajorHazard.objects.exists()


def test_filing_renewal_and_report(world, hazard):
    filed = {"agency": world.bureau, "by": world.brigade}
    first = file_major_hazard(hazard, number="BA1", filed_on=D(2021, 2, 1), **filed)
    assert (first.kind, first.valid_to) == ("file", D(2024, 1, 1))
    city = AgencyFactory(area=world.county.parent, kind="emergency_bureau")
    report_major_hazard(hazard, agency=city, reported_on=D(2021, 3, 1), by=world.brigade)
    with pytest.raises(Refused, match="不必重复"):
        report_major_hazard(hazard, agency=city, reported_on=D(2021, 4, 1), by=world.brigade)
    with pytest.raises(Refused, match="不能备案"):
        file_major_hazard(hazard, number="BA2", filed_on=D(2021, 5, 1), **filed)
    again = [("ammonia", Decimal(500))]
    changed = reassess_major_hazard(
        hazard, residents=10, assessed_on=D(2023, 12, 1), quantities=again, by=world.head
    )
    assert (changed.state, changed.grade, changed.due_on) == ("registered", 1, D(2026, 12, 1))
    second = file_major_hazard(hazard, number="BA2", filed_on=D(2024, 1, 5), **filed)
    assert second.kind == "renew"
    assert [f.kind for f in HazardFiling.objects.order_by("filed_on")] == [
        "file",
        "report",
        "renew",
    ]
    closed = close_major_hazard(hazard, closed_on=D(2025, 1, 1), reason="停用", by=world.brigade)
    assert closed.state == "closed"
    with pytest.raises(Refused):
        close_major_hazard(hazard, closed_on=D(2025, 1, 1), reason="停用", by=world.brigade)


def test_filing_is_refused_with_the_article(world, hazard):
    office = {"agency": world.office, "number": "1", "filed_on": D(2021, 2, 1)}
    with pytest.raises(Refused) as refused:
        file_major_hazard(hazard, by=world.brigade, **office)
    assert refused.value.article == "安全生产法 第四十条"
    late = {**office, "agency": world.bureau, "filed_on": D(2024, 1, 1)}
    with pytest.raises(Refused, match="满三年"):
        file_major_hazard(hazard, by=world.brigade, **late)
    with pytest.raises(NotAllowed):
        file_major_hazard(hazard, by=world.head, **{**office, "agency": world.bureau})
    hazard.refresh_from_db()
    assert hazard.state == "registered"
    assert not HazardFiling.objects.exists()


def test_a_report_waits_for_the_filing(world, hazard):
    with pytest.raises(Refused, match="备案后"):
        report_major_hazard(
            hazard, agency=world.bureau, reported_on=D(2021, 3, 1), by=world.brigade
        )


def test_one_name_once_while_it_lives(world, hazard):
    with pytest.raises(Refused, match="同名"):
        register(hazard.enterprise, world.head)


def test_the_database_holds_grade_against_value():
    with pytest.raises(IntegrityError), transaction.atomic():
        MajorHazardFactory(r_value=Decimal("99.9999"), grade=1)


def test_without_a_number_of_policy_nothing_is_registered(world):
    InstalledPack.objects.all().delete()
    with pytest.raises(Refused, match="请联系系统管理员安装国家政策包"):
        register(EnterpriseFactory(area=world.town), world.head)
    assert not MajorHazard.objects.exists()
