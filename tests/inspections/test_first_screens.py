"""What each role opens first asks few questions, however much there is to show."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from factories.enterprises import EnterpriseFactory
from factories.inspections import HazardFactory, InspectionFactory, InspectionOfficerFactory
from factories.plans import AnnualPlanFactory, PlanItemFactory
from inspections.conftest import TODAY
from inspections.hazards_world import make_world

pytestmark = pytest.mark.django_db
MOST = 12


def busy(world):
    """A plan behind its time, and visits in every state."""
    plan = AnnualPlanFactory(
        agency=world.office, year=TODAY.year, state="approved", approval_document="1号",
        approved_on=dt.date(TODAY.year, 1, 5),
    )  # fmt: skip
    for n in range(15):
        PlanItemFactory(plan=plan, month=1, enterprise=EnterpriseFactory(area=world.town))
        visit = InspectionFactory(
            agency=world.office,
            enterprise=EnterpriseFactory(area=world.town),
            state=("draft", "submitted", "approved")[n % 3],
            planned_on=TODAY,
        )
        InspectionOfficerFactory(inspection=visit, officer=world.officers[0])


def test_an_officer_s_and_a_head_s_visits(world, client, django_assert_max_num_queries):
    busy(world)
    for account in (world.officer, world.head):
        client.force_login(account)
        client.get(reverse("inspections:mine"))
        with django_assert_max_num_queries(MOST):
            assert client.get(reverse("inspections:mine")).status_code == 200


def test_an_enterprise_s_and_a_village_s_home(db, client, django_assert_max_num_queries):
    place = make_world()
    for _ in range(15):
        HazardFactory(enterprise=place.enterprise, agency=place.office)
    for account, name in ((place.speaker, "own"), (place.guard, "village_mine")):
        client.force_login(account)
        client.get(reverse(f"inspections:{name}"))
        with django_assert_max_num_queries(MOST):
            assert client.get(reverse(f"inspections:{name}")).status_code == 200
