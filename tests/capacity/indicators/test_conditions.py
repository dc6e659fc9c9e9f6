from __future__ import annotations

import datetime as dt

import pytest

from capacity.world import DAY, document, premises, states, value
from factories import AgencyFactory

pytestmark = pytest.mark.django_db
FOREVER = {
    "establishment_tables": "establishment",
    "management_rules": "rules",
    "exemption_rules": "liability_exemption",
    "duty_lists": "duties",
}
YEARLY = {"enforcement_plans": "plan", "enforcement_papers": "paper"}


def test_premises(office):
    assert value(office, "premises_count") is None
    premises(office)
    premises(office, valid_to=DAY, independent=True)
    assert (value(office, "premises_count"), value(office, "premises_independent")) == (2, 1)
    after = DAY + dt.timedelta(1)
    assert value(office, "premises_count", after) == 1
    assert value(office, "premises_independent", after) == 0


def test_no_premises_stated(office):
    states(office, "premises", 0)
    assert value(office, "premises_count") == 0


@pytest.mark.parametrize(("name", "kind"), (FOREVER | YEARLY).items())
def test_a_document_counts_with_its_file_only(office, name, kind):
    assert value(office, name) is None
    document(office, kind, file_sha256="")
    document(office, "other")
    assert value(office, name) == 0
    document(office, kind)
    assert value(office, name) == 1
    assert value(office, name, dt.date(2021, 2, 28)) is None


@pytest.mark.parametrize(("name", "kind"), FOREVER.items())
def test_a_rule_stays_until_it_ends(office, name, kind):
    document(office, kind, issued_on=dt.date(2013, 1, 1), valid_to=DAY)
    assert value(office, name) == 1
    assert value(office, name, DAY + dt.timedelta(1)) is None


@pytest.mark.parametrize(("name", "kind"), YEARLY.items())
def test_a_plan_is_of_its_year(office, name, kind):
    document(office, kind, issued_on=dt.date(2020, 12, 31))
    assert value(office, name) == 0
    assert value(office, name, dt.date(2020, 12, 31)) == 1
    document(office, kind, issued_on=dt.date(2021, 1, 1))
    assert value(office, name) == 1


def test_documents_of_other_bodies_do_not_count(office):
    document(AgencyFactory(area=office.area, kind="government"), "plan")
    assert value(office, "enforcement_plans") is None
