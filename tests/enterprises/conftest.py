"""Two townships of one county, with their offices and people who act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from angen.rulebook.actions import folder_files, install_pack, shipped_folders
from factories import AccountFactory, AgencyFactory, AreaFactory


@dataclass
class World:
    """Who and where."""

    county: Any
    town: Any
    other: Any
    village: Any
    office: Any
    other_office: Any
    bureau: Any
    head: Any
    other_head: Any
    brigade: Any


@pytest.fixture
def world(db: None) -> World:
    county = AreaFactory(level="county")
    town, other = (AreaFactory(level="township", parent=county) for _ in range(2))
    return World(
        county=county,
        town=town,
        other=other,
        village=AreaFactory(level="village", parent=town),
        office=AgencyFactory(area=town),
        other_office=AgencyFactory(area=other),
        bureau=AgencyFactory(area=county, kind="emergency_bureau"),
        head=AccountFactory(role="township_head", area=town),
        other_head=AccountFactory(role="township_head", area=other),
        brigade=AccountFactory(role="county_brigade", area=county),
    )


@pytest.fixture
def national(db: None) -> None:
    """The shipped national pack, which holds the numbers of policy."""
    (folder,) = (one for one in shipped_folders() if one.name == "national")
    install_pack(folder_files(folder), by=None)
