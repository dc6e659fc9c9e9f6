"""Ledgers, areas and actors of the desk's own tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from angen.desk import ledger as desk_ledger
from angen.desk.ledger import Ledger
from angen.orgs.models import Account, Agency, Area
from desk.samples import Certificates, People, browser
from factories import AccountFactory, AgencyFactory, AreaFactory


@pytest.fixture(autouse=True)
def refusals(settings: Any) -> None:
    """Refusals become pages, as they do on a site."""
    name = "angen.desk.errors.RefusalMiddleware"
    settings.MIDDLEWARE = [*(m for m in settings.MIDDLEWARE if m != name), name]


@pytest.fixture(autouse=True)
def ledgers() -> Iterator[None]:
    """The two ledgers, for the time of a test."""
    for one in (People, Certificates):
        desk_ledger.register(one)
    yield
    for one in (People, Certificates):
        desk_ledger.unregister(one.key)


@pytest.fixture
def people() -> Ledger:
    return desk_ledger.ledger("test-people")


@pytest.fixture
def county(db: None) -> Area:
    return AreaFactory(level="county", name="东港区")


@pytest.fixture
def town(county: Area) -> Area:
    return AreaFactory(level="township", parent=county, name="河山镇")


@pytest.fixture
def office(town: Area) -> Agency:
    return AgencyFactory(area=town, name="河山镇应急办")


@pytest.fixture
def elsewhere(county: Area) -> Agency:
    return AgencyFactory(area=AreaFactory(parent=county, name="涛雒镇"), name="涛雒镇应急办")


@pytest.fixture
def head(town: Area) -> Account:
    """The head of the office of 河山镇."""
    return AccountFactory(role="township_head", area=town)


@pytest.fixture
def outsider(elsewhere: Agency) -> Account:
    """The head of the office of another township."""
    return AccountFactory(role="township_head", area=elsewhere.area)


@pytest.fixture
def web(head: Account) -> Client:
    """A browser in which the head of the office is logged in."""
    return browser(head)
