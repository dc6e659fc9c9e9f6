"""A county with a bureau of five certified officers over two townships, and enterprises."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest

from angen.plans import registry
from angen.plans.queries.frame import Scope
from angen.rulebook.actions import folder_files, install_pack, shipped_folders
from factories import AccountFactory, AgencyFactory, AppointmentFactory, AreaFactory
from factories.enterprises import EnterpriseFactory
from factories.people import CertificateFactory
from factories.plans import CatalogueItemFactory

STARTS, ENDS = dt.date(2021, 6, 1), dt.date(2021, 6, 30)


@dataclass
class World:
    """Who and where."""

    city: Any
    county: Any
    town: Any
    other: Any
    bureau: Any
    office: Any
    officers: list[Any]
    enterprises: list[Any]
    item: Any
    first: Any  # two of the county brigade
    second: Any
    head: Any  # of the township
    city_office: Any

    def scope(self, **more) -> Scope:
        return Scope(self.bureau, more.pop("area", self.county), STARTS, ENDS, **more)


@pytest.fixture(autouse=True)
def nobody_records(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plans by themselves: visits come from whom a test registers."""
    monkeypatch.setattr(registry, "_sources", {})
    monkeypatch.setattr(registry, "_arranged", {})
    monkeypatch.setattr(registry, "_fulfilled", {})


@pytest.fixture
def national(db: None) -> None:
    """The national policy, whose numbers plans and draws stand on."""
    (folder,) = (one for one in shipped_folders() if one.name == "national")
    install_pack(folder_files(folder), by=None)


@pytest.fixture
def world(national: None) -> World:
    county = AreaFactory(level="county")
    town, other = (AreaFactory(level="township", parent=county) for _ in range(2))
    bureau = AgencyFactory(area=county, kind="emergency_bureau")
    officers = [AppointmentFactory(agency=bureau).officer for _ in range(5)]
    for one in officers:
        CertificateFactory(officer=one)
    return World(
        city=county.parent,
        county=county,
        town=town,
        other=other,
        bureau=bureau,
        office=AgencyFactory(area=town),
        officers=officers,
        enterprises=[EnterpriseFactory(area=(town, other)[n % 2]) for n in range(12)],
        item=CatalogueItemFactory(agency=bureau),
        first=AccountFactory(role="county_brigade", area=county),
        second=AccountFactory(role="county_brigade", area=county),
        head=AccountFactory(role="township_head", area=town),
        city_office=AccountFactory(role="city_office", area=county.parent),
    )


@pytest.fixture
def visited():
    """A source of visits the test fills."""
    made: list[registry.Visit] = []

    def source(since, until, among):
        return [
            v for v in made if since <= v.on <= until and (among is None or v.enterprise in among)
        ]

    def arranged(year, among):
        days = dt.date(year, 1, 1), dt.date(year, 12, 31)
        return Counter(v.enterprise for v in source(*days, among) if v.counts)

    registry.visits_from("test", source)
    registry.arranged_from("test", arranged)
    yield made
    registry.forget("test")


@pytest.fixture
def fulfilled(nobody_records):
    """Planned visits that somebody counts as made; the test adds their primary keys."""
    made: set[Any] = set()
    registry.fulfilled_from("test", lambda area, year: made)
    return made
