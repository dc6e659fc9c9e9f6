"""Two townships of one county with offices, people, two enterprises and their accounts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction

from angen.audit.models import Entry
from angen.kernel.ids import new_id
from angen.kernel.refusal import Refused
from angen.rulebook.actions import folder_files, install_pack, shipped_folders
from factories import (
    AccountFactory,
    AgencyFactory,
    AgencyRelationFactory,
    AreaFactory,
    VillageOfficerFactory,
)
from factories.enterprises import (
    EnterpriseAccountFactory,
    EnterpriseFactory,
    SupervisionFactory,
)

TODAY = dt.date.today
DAY = dt.timedelta(days=1)
# A general line and one that judges a major hazard (工贸企业重大事故隐患判定标准).
GENERAL, MAJOR_SECTOR = "A01", "trade"


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
    city_bureau: Any
    officer: Any
    head: Any
    other_head: Any
    brigade: Any
    deputy: Any
    guard: Any  # the village officer
    enterprise: Any
    speaker: Any
    stranger: Any  # speaks for another enterprise of the same township


def make_world() -> World:
    """Make it, with the national pack installed."""
    for folder in shipped_folders():
        if folder.name == "national":
            install_pack(folder_files(folder), by=None)
    county = AreaFactory(level="county")
    town, other = (AreaFactory(level="township", parent=county) for _ in range(2))
    village = AreaFactory(level="village", parent=town)
    office, other_office = (AgencyFactory(area=a, kind="township_office") for a in (town, other))
    bureau = AgencyFactory(area=county, kind="emergency_bureau")
    city = AgencyFactory(area=county.parent, kind="emergency_bureau")
    AgencyRelationFactory(agency=office, superior=bureau)
    AgencyRelationFactory(agency=bureau, superior=city)
    enterprise = EnterpriseFactory(area=town, name="甲机械厂", sector="machinery")
    SupervisionFactory(enterprise=enterprise, agency=office)
    speaker, stranger = (AccountFactory(role=None, name=n) for n in ("甲厂", "乙厂"))
    for account, party in ((speaker, enterprise), (stranger, EnterpriseFactory(area=town))):
        account.role_assignments.create(
            role="enterprise_user", area=county, valid_from=dt.date(2000, 1, 1)
        )
        EnterpriseAccountFactory(account=account, enterprise=party)
    VillageOfficerFactory(area=village)
    brigade, deputy = (
        AccountFactory(role="county_brigade", area=county, agency=bureau) for _ in range(2)
    )
    return World(
        county=county,
        town=town,
        other=other,
        village=village,
        office=office,
        other_office=other_office,
        bureau=bureau,
        city_bureau=city,
        officer=AccountFactory(role="township_officer", area=town, agency=office),
        head=AccountFactory(role="township_head", area=town, agency=office),
        other_head=AccountFactory(role="township_head", area=other, agency=other_office),
        brigade=brigade,
        deputy=deputy,
        guard=AccountFactory(role="village_officer", area=village),
        enterprise=enterprise,
        speaker=speaker,
        stranger=stranger,
    )


def refused(call, *words, kind=Refused):
    """The call is refused in these words, and nothing was written to the log."""
    before = Entry.objects.count()
    with pytest.raises(kind) as found, transaction.atomic():
        call()
    assert Entry.objects.count() == before
    assert all(word in str(found.value) for word in words), str(found.value)


def key():
    """What a fresh form carries."""
    return new_id()
