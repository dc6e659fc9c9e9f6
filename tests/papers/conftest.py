"""A county with its bureau, a township with its office, and people in both."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest

from angen.orgs.models import Account, Agency, Area
from factories import AccountFactory, AgencyFactory, AreaFactory, GrantFactory
from factories.papers import LetterheadFactory
from papers import samples

SINCE = dt.date(2015, 1, 1)


@pytest.fixture(autouse=True, scope="session")
def test_kinds():
    samples.declare()
    yield
    samples.withdraw()


@dataclass
class World:
    county: Area
    town: Area
    bureau: Agency
    office: Agency
    officer: Account
    brigade: Account

    def delegate(self, **fields: Any) -> Any:
        """Let the township office act in the bureau's name."""
        return GrantFactory(grantee=self.office, grantor=self.bureau, **fields)


def build() -> World:
    county = AreaFactory(level="county", name="咸安区")
    town = AreaFactory(level="township", parent=county, name="双溪桥镇")
    bureau = AgencyFactory(area=county, kind="emergency_bureau", name="咸安区应急管理局")
    office = AgencyFactory(area=town, name="双溪桥镇应急管理办公室")
    LetterheadFactory(
        agency=bureau, region="鄂咸安", office_head="咸安应急", name="咸宁市咸安区应急管理局"
    )
    LetterheadFactory(agency=office, region="鄂咸安双", office_head="双应急")
    return World(
        county,
        town,
        bureau,
        office,
        AccountFactory(role="township_officer", area=town),
        AccountFactory(role="county_brigade", area=county),
    )


@pytest.fixture
def world(db: None) -> World:
    return build()
