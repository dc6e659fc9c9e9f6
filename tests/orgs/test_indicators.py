"""Indicators of bodies and villages on real records: met, nought, unknown, other days."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from angen.assess.facts import UnitFact, facts_on
from angen.kernel.indicators import registered
from angen.orgs.models import Agency, Area
from factories import (
    AgencyFactory,
    AgencyRelationFactory,
    AppointmentFactory,
    AreaFactory,
    EstablishmentFactory,
    GrantFactory,
    LedgerStatementFactory,
    VillageOfficerFactory,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2021, 12, 31)
BEFORE = dt.date(2014, 12, 31)


def fact(name: str, unit: Area, day: dt.date = DAY) -> UnitFact:
    """One fact of one unit."""
    return facts_on([unit.code], day, [name])[unit.code][name]


def value(name: str, unit: Area, day: dt.date = DAY) -> float | None:
    """Its value as a number, None when unknown."""
    found = fact(name, unit, day).value
    return None if found is None else float(found)


@pytest.fixture
def town() -> Area:
    return AreaFactory()


@pytest.fixture
def office(town: Area) -> Agency:
    return AgencyFactory(area=town)


def test_every_indicator_of_orgs_says_what_it_counts() -> None:
    ours = [i for i in registered().values() if i.definition.__module__.startswith("angen.orgs")]
    assert len(ours) == 36
    assert all(len(i.says) > 15 for i in ours)


@pytest.mark.parametrize("name", sorted(registered()))
def test_nothing_recorded_is_unknown(name: str, town: Area) -> None:
    if registered()[name].definition.__module__.startswith("angen.orgs"):
        assert value(name, town) is None


def test_offices_count_while_they_exist(town: Area, office: Agency) -> None:
    AgencyFactory(area=town, kind="government")
    AgencyFactory(area=town, kind="enforcement_brigade", independent=True)
    AgencyFactory(area=town, kind="park_office", valid_to=dt.date(2021, 12, 30))
    assert value("offices_established", town) == 2
    assert value("brigades_established", town) == 1
    assert value("offices_independent", town) == 1
    assert value("offices_established", town, dt.date(2021, 12, 30)) == 3
    assert value("offices_established", town, BEFORE) is None


def test_a_statement_of_none_makes_offices_zero(town: Area) -> None:
    LedgerStatementFactory(area=town, ledger="offices", count=0, as_of=DAY)
    assert value("offices_established", town) == 0
    assert value("offices_established", town, DAY - dt.timedelta(1)) is None


def test_a_claim_beyond_the_records_leaves_offices_unknown(town: Area, office: Agency) -> None:
    LedgerStatementFactory(area=town, ledger="offices", count=2, as_of=DAY)
    found = fact("offices_established", town)
    assert (found.value, found.short) == (None, 1)


def test_bureaus_by_form(town: Area) -> None:
    bureau = AgencyFactory(area=town, kind="emergency_bureau", form="institution")
    assert value("bureaus_administrative", town) == 0
    bureau.form = "administrative"
    bureau.save()
    assert value("bureaus_administrative", town) == 1
    bureau.form = ""
    bureau.save()
    assert value("bureaus_administrative", town) is None


def test_posts_add_up_by_date(town: Area, office: Agency) -> None:
    EstablishmentFactory(agency=office, posts=5)
    EstablishmentFactory(agency=office, posts=3, valid_from=dt.date(2021, 1, 1))
    EstablishmentFactory(agency=AgencyFactory(area=town, kind="department"), posts=9)
    assert value("posts", town) == 8
    assert value("posts", town, dt.date(2020, 1, 1)) == 5


def test_relations_need_leader_and_guide(town: Area, office: Agency) -> None:
    assert value("offices_with_leader_and_guide", town) is None
    AgencyRelationFactory(agency=office, kind="guides")
    assert value("offices_with_leader_and_guide", town) == 0
    AgencyRelationFactory(agency=office, kind="leads")
    assert value("offices_with_leader_and_guide", town) == 1


def test_grants_in_force_and_published(town: Area, office: Agency) -> None:
    GrantFactory(grantee=office, form="supervision", grantor=None)
    assert value("grants_in_force", town) == 0
    assert value("grants_published", town) is None
    GrantFactory(grantee=office)
    GrantFactory(grantee=office, published_on=DAY + dt.timedelta(1))
    GrantFactory(grantee=office, valid_to=DAY - dt.timedelta(1))
    assert value("grants_in_force", town) == 2
    assert value("grants_published", town) == 0.5


def test_the_share_of_townships_with_an_office_follows_the_days() -> None:
    county = AreaFactory(level="county")
    towns = [AreaFactory(parent=county) for _ in range(4)]
    AreaFactory(parent=county, kind="park")
    assert value("township_offices_share", county) is None
    for town, day in zip(towns, (1, 10, 20), strict=False):
        AgencyFactory(area=town, valid_from=dt.date(2018, 5, day))
    assert value("township_offices_share", county, dt.date(2018, 4, 30)) == 0
    assert value("township_offices_share", county, dt.date(2018, 5, 10)) == 0.5
    found = fact("township_offices_share", county, dt.date(2018, 5, 30))
    assert (found.part, found.whole) == (3, 4)


def test_a_township_that_left_the_county_counts_no_more() -> None:
    county = AreaFactory(level="county")
    stays, left = AreaFactory(parent=county), AreaFactory(parent=county)
    AgencyFactory(area=stays)
    left.places.update(valid_to=dt.date(2020, 12, 31))
    assert value("township_offices_share", county) == 1
    assert value("township_offices_share", county, dt.date(2020, 12, 31)) == 0.5


def test_parks_with_office_and_people() -> None:
    county = AreaFactory(level="county")
    park, farm = (AreaFactory(parent=county, kind=kind) for kind in ("park", "farm"))
    AreaFactory(parent=county)
    assert value("parks_with_office", county) is None
    office = AgencyFactory(area=park, kind="park_office")
    assert value("parks_with_office", county) == 0.5
    assert value("parks_staffed", county) is None
    post = AppointmentFactory(agency=office)
    assert value("parks_staffed", county) == 0.5
    post.works_elsewhere = "县政府"
    post.save()
    assert value("parks_staffed", county) == 0
    LedgerStatementFactory(area=farm, ledger="offices", count=0)
    assert value("parks_with_office", county) == 0.5


def test_a_park_that_states_no_office_is_known_to_have_none() -> None:
    county = AreaFactory(level="county")
    park = AreaFactory(parent=county, kind="park")
    LedgerStatementFactory(area=park, ledger="offices", count=0)
    assert value("parks_with_office", county) == 0


def test_departments_need_somebody_by_their_duty() -> None:
    county = AreaFactory(level="county")
    one, two = (AgencyFactory(area=county, kind="department", duty="supervises") for _ in range(2))
    other = AgencyFactory(area=county, kind="department", duty="manages")
    assert value("departments_supervising_staffed", county) is None
    AppointmentFactory(agency=one)
    AppointmentFactory(agency=two, full_time=False)
    assert value("departments_supervising_staffed", county) == 0.5
    assert value("departments_managing_staffed", county) is None
    AppointmentFactory(agency=other, full_time=False)
    assert value("departments_managing_staffed", county) == 1


def test_villages_covered_by_approved_officers_only(town: Area) -> None:
    first, second = (AreaFactory(level="village", parent=town) for _ in range(2))
    AreaFactory(level="village", kind="community", parent=town)
    assert value("villages_covered", town) is None
    VillageOfficerFactory(area=first)
    VillageOfficerFactory(area=first, kind="informant")
    VillageOfficerFactory(area=second, state="reviewed", approved_on=None)
    found = fact("villages_covered", town)
    assert (found.part, found.whole) == (1, 3)
    assert value("village_officers", town) == 2
    assert value("grid_workers", town) == 0
    assert value("villages_covered", town, BEFORE) is None


def test_a_village_officer_who_left_counts_until_the_last_day(town: Area) -> None:
    village = AreaFactory(level="village", parent=town)
    VillageOfficerFactory(area=village, state="ended", ended_on=dt.date(2021, 6, 30))
    VillageOfficerFactory(area=town, kind="grid_worker", education="college")
    assert value("villages_covered", town, dt.date(2021, 6, 30)) == 1
    assert value("villages_covered", town, dt.date(2021, 7, 1)) == 0
    assert value("grid_workers", town) == 1


def test_graduates_are_asked_of_known_education_only(town: Area) -> None:
    for education in ("college", "bachelor", "high", ""):
        VillageOfficerFactory(area=town, kind="grid_worker", education=education)
    VillageOfficerFactory(area=town, kind="safety_officer", education="master")
    found = fact("grid_workers_graduates", town)
    assert (found.part, found.whole) == (2, 3)
    assert found.value == (Decimal(2) / 3).quantize(Decimal("1e-9"))
